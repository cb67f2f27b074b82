// Which questions of the health form are the red flags of what got worse: by region of the body and kind of concern ("red_flags" of
// content/safety/questions.json). Pure. Source: reference, 3.3 and 4.3 ("worse" is screened again).
#ifndef UNKNOT_CLINIC_RED_FLAGS_H
#define UNKNOT_CLINIC_RED_FLAGS_H

#include "clinic/safety/screen.h"

// Ids, in the order asked, each once; *n of them. With those that are asked everywhere. `kind`: of a concern, as concern_kind_name has it; empty: about
// the person as a whole, or not known. Of pain, or of what somebody cannot do, where nobody said where: those of all regions.
const str *screen_red_flags_of(arena *a, const struct screen_rules *r, str kind, const struct site *sites, size_t n_sites, size_t *n);

#endif
