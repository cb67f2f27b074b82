// The short answers and what they rest on; called by evidence_judge with everything else filled in.
#ifndef UNKNOT_CLINIC_EVIDENCE_WORDS_H
#define UNKNOT_CLINIC_EVIDENCE_WORDS_H

#include "clinic/measures/evidence.h"

void evidence_words(arena *a, const struct evidence_input *in, struct evidence *e);

#endif
