// The probe of screen.h: a health history as JSON in, its findings as JSON out, so that anyone can check the rules.
#ifndef UNKNOT_CLINIC_SCREEN_PROBE_H
#define UNKNOT_CLINIC_SCREEN_PROBE_H

#include "clinic/safety/screen.h"

// In: an object of
//   answers   as in screen.h                      vitals   the same, measured; an object in it names its parts: {"bp": {"systolic": 150}}
//   date      the day of the visit, else `today`  born     the day of birth          sex   female, male, other, unknown
// Each may be absent. What is not understood is said in "problems" and counts as unknown, except a date that is none: that is refused.
// Out: {"version", "sign_off", "advice", "date", "level": "S1" … or null where nothing fires, "findings": […], "limits": {…} of those that
// fire, "to_ask": [{"id", "words"}, …], "trace": […], "problems": [{"member", "reason"}, …]}.
// False: *why says in English why nothing was screened.
bool screen_probe(arena *a, const struct screen_rules *r, str text, day today, str *out, str *why);
// {"version", "questions": [{"id", "kind", "page", "words", …}, …]}, in the order asked.
str screen_probe_questions(arena *a, const struct screen_rules *r);

#endif
