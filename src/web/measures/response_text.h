// What the pages of filled-in instruments share.
#ifndef UNKNOT_WEB_RESPONSE_TEXT_H
#define UNKNOT_WEB_RESPONSE_TEXT_H

#include "desk/measures/responses.h"
#include "pages_response.h"
#include "web/route.h"

str response_href(struct call *c, client_id client, response_id id, const char *behind);
str response_mode_text(struct call *c, enum response_mode m);
str response_number(struct call *c, double v);                          // without zeros behind the point that say nothing
// "3. Little interest"; "Item 3" behind the gate; the words alone where the item has a name instead of a number.
str response_item(struct call *c, const struct instrument_item *item, bool words);
str response_about(struct call *c, const struct responses_shown *s, concern_id concern);   // "Pain: neck"; "The person as a whole"
// The questions of an instrument as boxes of a form, with what was posted or else `said` (may be NULL): n_items of them, and what boxes named
// <prefix><name> hold, as a JSON object; NULL where that is too much.
struct response_question_view *answer_questions(struct call *c, const struct instrument_file *words, const struct instrument_answers *said);
const struct json *answer_boxes(struct call *c, str prefix);
// Where a problem is about a question, its row leads there.
struct form_errors_view answer_errors(struct call *c, const struct form *form, const struct response_question_view *q, size_t n);
// The client and response of the path; E_NOT_FOUND where they are not of each other.
MUST_USE err response_of_path(struct call *c, struct response_shown *out);
// The page of one response; the JSON of it, as GET answers and as a write does.
MUST_USE err response_page(struct call *c, int status, const struct response_shown *r);
err response_json_of(struct call *c, int status, const struct response_shown *r);

#endif
