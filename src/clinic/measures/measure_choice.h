// Which instruments a concern is measured with: one primary and one secondary, as content/measures/choice.json says. Pure.
#ifndef UNKNOT_CLINIC_MEASURE_CHOICE_H
#define UNKNOT_CLINIC_MEASURE_CHOICE_H

#include "clinic/safety/body.h"

struct measure_choice {
    str primary, secondary;     // ids of content/instruments; empty where nothing is mapped
};
// By the kind of the concern ("pain"), what it is known to be ("arthritis", or empty) and where it is.
struct measure_choice measure_choice_of(str kind, str condition, const struct site *sites, size_t n);

// About mood: not asked before the practice said so (reference, 3.5).
bool measure_of_mood(str id);
// Entered on pages of its own, as a rating, a diary day or an unwanted effect: not offered as a questionnaire.
bool measure_elsewhere(str id);
// Measured by the therapist, with tape, goniometer or cuff, or asked by them alone (DASS-21): never asked of a client by link or tablet.
bool measure_by_hand(str id);
// Asks what changed since treatment began: it has no baseline.
bool measure_of_change(str id);

// Steps over the file's rows, for a test: false behind the last.
bool measure_choice_at(size_t i, str *kind, struct measure_choice *out);

#endif
