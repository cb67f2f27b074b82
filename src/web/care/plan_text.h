// How plans are put into words; shared by the pages of plans, reviews and clients.
#ifndef UNKNOT_WEB_PLAN_TEXT_H
#define UNKNOT_WEB_PLAN_TEXT_H

#include "web/people/client_text.h"
#include "desk/care/plans.h"
#include "desk/calendar/series_place.h"
#include "web/route.h"

struct lot_row;
str lot_text(struct call *c, const struct lot_row *l);                  // what was drawn by lot, with when and by whom
str plan_href(struct call *c, plan_id id, const char *behind);          // "/plans/<id>" and what comes behind
str plan_dose_text(struct call *c, int64_t sessions, int64_t per_week, int64_t every_weeks);    // "8 sessions, 2 a week"
// "2 of 8 sessions given, 1 booked, 5 left to book, 0 missed. 1 visit …": the same everywhere. What is left is said of plans that run.
str plan_used_text(struct call *c, const struct plan_row *p, const struct plan_usage *u);
void plan_usage_json(struct jw *w, const struct plan_usage *u);         // members of the object that is being written
str plan_state_text(struct call *c, enum plan_state s);
str decision_text(struct call *c, enum decision d);
str plan_number(struct call *c, double v);                              // one decimal at most

#endif
