// Headache days that a client says by link, on the form of a visit (answers.h) and in the diary (diary_link.h): what is shown, what may be
// said, and writing it. For the desk's own files: the caller has begun its verb.
#ifndef UNKNOT_DESK_LINK_DAYS_H
#define UNKNOT_DESK_LINK_DAYS_H

#include "desk/links.h"
#include "store/diary.h"

enum { ANSWER_DAYS = 8 };       // today, yesterday and the six days before it
enum { SAID_AGAIN = 50 };       // corrections of one answer by link: a link goes through many hands, and each is kept

struct answer_day {
    day day;
    bool known;                 // said already; a client sees and corrects only what was said by themselves
    bool headache;              // where known
    int peak, medicine;         // where known, NOT_SAID otherwise
};

struct diary_day_in {
    day day;                    // of the last ANSWER_DAYS days; problem "days[i].day"
    bool headache;
    int peak, medicine;         // or NOT_SAID; "days[i].peak"
};

enum link_days {
    DAYS_ALL,                   // each of ANSWER_DAYS
    DAYS_MISSING,               // today, yesterday, and of the days before those that nobody knows, or that this link said
    DAYS_MISSING_OWN            // the same, but nothing that was said by another link stands there
};
// Today first.
MUST_USE err link_days_shown(struct desk *d, enum link_days which, const struct answer_day **out, size_t *n);
// Each problem is added; true: all may be written.
bool link_days_rules(struct desk *d, const struct link_opened *o, const struct diary_day_in *days, size_t n);
// Writes days[i]. *changed: 0 the same was known, 1 new, 2 corrected.
MUST_USE err link_day_take(struct desk *d, const struct diary_day_in *days, size_t i, int *changed);
// E_INVALID: `field` was said more than `most` times.
err link_too_many(struct desk *d, str field, int most);

#endif
