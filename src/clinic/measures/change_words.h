// The sentence, what to do next and what else may explain a change; called by change_judge with everything else filled in.
#ifndef UNKNOT_CLINIC_CHANGE_WORDS_H
#define UNKNOT_CLINIC_CHANGE_WORDS_H

#include "clinic/measures/change.h"

void change_words(arena *a, const struct change_input *in, struct change_result *c);

#endif
