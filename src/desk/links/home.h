// The client's own pages, by link (purpose home): next visits, health form, ratings, progress, receipts, letters.
// They show clinical content, so a link alone does not open them: the birth date is asked once in each browser, which then carries a pass.
#ifndef UNKNOT_DESK_HOME_H
#define UNKNOT_DESK_HOME_H

#include "desk/links/links.h"
#include "store/home.h"

struct home {
    struct link_front front;    // confirm: all below is empty until then
    struct home_lists lists;
};

// The pass of a link: base64url of keyed BLAKE2b-256 over "unknot.home.1", the link and its client, with the newest key. Made after
// a right birth date.
enum { HOME_PASS_TEXT = 43 };
str desk_home_pass(struct desk *d);
// Is this the pass of the link that the actor came by, by any of the keys? Constant time.
bool desk_home_passes(const struct desk *d, str pass);

// Verb HOME_SHOW. `pass` is what the browser carries, empty for nothing.
MUST_USE err desk_home(struct desk *d, str pass, struct home *out);
// Verb HOME_CONFIRM; as desk_link_confirm: OK also for a wrong date, as the try must be committed.
MUST_USE err desk_home_confirm(struct desk *d, day born, enum confirm_result *out);
// A link of another purpose (answers, intake) for the same client, made from here, and ending with these pages. One that stands already is
// given again: a health form goes on where it was left, ratings are corrected within an hour; later they are new ones. So there are never
// more than 25 of each kind that stand. Verb HOME_LINK; E_FORBIDDEN without the pass.
MUST_USE err desk_home_link(struct desk *d, str pass, enum link_purpose purpose, struct link_made *out);
// For the pages behind it (progress, receipts, letters): E_FORBIDDEN without the pass. Verb HOME_SHOW.
MUST_USE err desk_home_enter(struct desk *d, str pass, struct link_opened *out);

#endif
