// unknot outcomes: one row a person in, JSON out.
#ifndef UNKNOT_CLINIC_STATS_OUTCOMES_PROBE_H
#define UNKNOT_CLINIC_STATS_OUTCOMES_PROBE_H

#include "outcomes_report.h"

struct outcomes_ask {
    str unit, baseline, after;      // columns by name; an empty cell or NA of `after` (or baseline) did not come back, of `unit` is not known
    str responder;                  // column of 1 and 0, empty or NA: not known; empty: by `mcid`
    bool high;                      // more is better
    bool mcid_known;
    double mcid;                    // > 0: a responder improved by at least that many points
    str mix[OUTCOMES_MIX];
    size_t n_mix;
};

// As outcomes_report_json writes it. False: *why says what cannot be used, with line and column.
bool outcomes_probe(arena *a, str csv, const struct outcomes_ask *ask, str *json, str *why);

#endif
