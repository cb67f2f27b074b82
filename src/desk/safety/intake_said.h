// When what stands in a health form under way was said, and its readings as the rule about them wants them. Inside the desk.
#ifndef UNKNOT_DESK_INTAKE_SAID_H
#define UNKNOT_DESK_INTAKE_SAID_H

#include "desk/safety/intake.h"
#include "desk/safety/readings.h"
#include "store/concern.h"

// What stood on the page that is kept was said now, also what was there before and stayed; but a reading keeps its time. before, answers: those of
// this form without and with the page.
void intake_said_now(struct desk *d, const struct json *answers, const struct json *before, struct intake_rest *r, const struct intake_save_in *in);
bool intake_measures(const struct intake_save_in *in);     // is something that a therapist measures on this page?
// The readings as they stand before a page is kept: `after` and `is` are to be filled in.
struct readings intake_readings(struct desk *d, const struct intake_form *f, const struct screen_rules *rules);

// Where the client has pain, by the form sent last; none where nothing was said. Verb SAFETY_SHOW.
MUST_USE err desk_pain_said(struct desk *d, client_id client, struct sites *out);

#endif
