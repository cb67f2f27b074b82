// What entering by staff and answering by link share: which instruments may be asked, reading kept answers, and scoring them.
#ifndef UNKNOT_DESK_RESPONSE_RULES_H
#define UNKNOT_DESK_RESPONSE_RULES_H

#include "clinic/measures/instrument.h"
#include "desk/desk.h"
#include "store/response.h"

struct response_may {   // what the practice lets be asked
    bool mood, alerts;
};
MUST_USE err response_may_now(struct desk *d, struct response_may *out);
// Offered to staff: not entered on pages of its own, about mood only where the practice said so, with an alert only where somebody is told.
bool response_offered(const struct instrument_file *in, struct response_may may);
// May be asked by link, away from the practice (`remote`) or on its tablet: offered, with its words, answered by the person and not measured with a
// hand; with an alert as desk_alerts_may_ask says, or with another instrument in its place. Why not is put into *why.
bool response_askable(struct desk *d, const struct instrument_file *in, struct response_may may, bool remote, struct say *why);

// Kept answers as values.
MUST_USE err response_answers_of(struct desk *d, const struct response_row *r, const struct instrument_file *in, struct instrument_answers *x);
// Canonical JSON: {"1":2,"3":null}; null was asked and left open.
str response_answers_text(struct desk *d, const struct instrument_file *in, const struct instrument_answers *x);
// Every item takes a number of its own where it is left blank (RMDQ-24): "none of these" must be said.
bool response_all_blank(const struct instrument_file *in);

// Answers taken apart, with a problem "q_<item>" for each that is wrong. False: some are.
bool response_read(struct desk *d, const struct instrument_file *in, const struct json *answers, struct instrument_answers *x);
// Scored: one row for each score of the file. False with a problem where nothing is answered, or "none of these" is said, or not said, wrongly.
bool response_scored(struct desk *d, const struct instrument_file *in, struct instrument_answers *x, bool none, struct response_score_row *out);

#endif
