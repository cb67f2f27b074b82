// `unknot series`: series of one or many people as CSV in, JSON out. Pure; every argument is text as it was typed.
#ifndef UNKNOT_CLINIC_STATS_TIMING_PROBE_H
#define UNKNOT_CLINIC_STATS_TIMING_PROBE_H

#include "base/arena.h"
#include "base/str.h"

// Columns by the names of their header; an empty text where the option is not given.
struct timing_ask {
    str day, value, group, offset, treated;
    str start;          // a day, written as those of the column are: a whole number, or YYYY-MM-DD
    str better;         // "low" (usual) or "high"
    str kind;           // "number", "binary", "count"; else by the values: binary where all are yes or no, else number
    str mcid;
    str starts;         // "FIRST..LAST" or "FIRST..LAST/STEP"
    str blocks, seed;
    str season, harmonics;
    bool no_slope;
};

// One JSON object through `put`, group by group, in byte order of the groups; the same bytes for the same rows in any order.
// A field that is empty or NA was not answered: left out and counted. Two identical rows count once.
// Else nothing was put, and *why says what is wrong, with line and column where it is the file.
enum timing_said { TIMING_DONE, TIMING_BAD_FILE, TIMING_MISUSED };
enum timing_said timing_probe(arena *a, str csv, const struct timing_ask *ask, void (*put)(void *ctx, str text), void *ctx, str *why);

// `unknot series --plan`: {"starts": […], "start": …}. `from`, `to` as above; `rhythm` in days. False: an option is wrong.
bool timing_plan_probe(arena *a, str from, str to, str rhythm, uint64_t seed, str *out, str *why);

#endif
