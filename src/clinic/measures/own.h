// One day against the same person's own days before it: how far it lies from their mean, in their own standard deviations. For what athletes
// answer every morning there is no size of change that is agreed on; what is unusual for this person can be said. Pure numbers.
// Source: reference, section 2.15 (own mean and standard deviation of 14 to 28 days).
#ifndef UNKNOT_CLINIC_OWN_H
#define UNKNOT_CLINIC_OWN_H

#include "clinic/measures/change.h"

enum own_state {
    OWN_KNOWN,
    OWN_NONE,           // nothing was answered yet
    OWN_FEW,            // fewer days than the rule asks for were answered before
    OWN_ALIKE           // every day before was the same: there is no spread to measure by
};

struct own_day {
    enum own_state state;
    day on;             // the latest day, and
    double value;       // its answer: the mean where it was answered more than once; but in OWN_NONE
    size_t n;           // days that were answered of the rule's days before it
    double mean, sd;    // of these days; sd of a sample (n - 1). Known where OWN_KNOWN or OWN_ALIKE
    double z;           // (value - mean) / sd, only where OWN_KNOWN
    bool far;           // |z| reaches the rule's `far`
};

// `points` oldest first; rule->days > 0. A day that was not answered is unknown, and counts nowhere.
struct own_day own_compare(const struct point *points, size_t n, const struct own_rule *rule);

#endif
