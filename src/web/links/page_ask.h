// What the page of ratings and the pages of questionnaires share: both stand behind the same link.
#ifndef UNKNOT_WEB_PAGE_ASK_H
#define UNKNOT_WEB_PAGE_ASK_H

#include "base/json.h"
#include "web/body.h"
#include "desk/links/asked.h"
#include "web/form.h"
#include "pages_link.h"
#include "web/web.h"

// What else may have happened, as a client is asked.
extern const struct choice care_asked[];

// What the link asks, with this browser's own answers.
MUST_USE err ask_load(struct call *c, struct asked *out);
// The next questionnaire that was not sent yet, by its position; 0: none.
size_t ask_unsent(const struct asked *a);
str ask_href(struct call *c, size_t position, const char *behind);
// Thanks, and what was sent.
MUST_USE err ask_done_page(struct call *c, const struct asked *a);
// "No more of these", where the link came as a weekly one.
void weekly_fill(struct call *c, struct weekly_view *v);
// "asks": [{"position":1,"instrument":…}], into an open object.
void ask_json(struct jw *w, const struct asked *a);
// {"1":"2","3":null} of the boxes q_1=2 and q_3=: an empty one was left open. *n: how many there were. NULL where it is too long, or one box is there
// twice. Each is marked as used.
const struct json *ask_answers(arena *a, const struct body *body, size_t *n);

#endif
