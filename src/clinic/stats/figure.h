// A figure that may not be computable: then it says why.
#ifndef UNKNOT_CLINIC_STATS_FIGURE_H
#define UNKNOT_CLINIC_STATS_FIGURE_H

#include <stdbool.h>

struct figure {
    bool known;
    double v;           // finite where known
    const char *why;    // English, where it is not known
};

static inline struct figure figure_of(double v) { return (struct figure){.known = true, .v = v}; }
static inline struct figure figure_none(const char *why) { return (struct figure){.why = why}; }

#endif
