// Could it have been chance, by the way in which the timing itself was drawn? Only a randomised start, or randomised blocks, answers that; only
// then may cause be spoken of (reference 5.2; Edgington & Onghena, Randomization Tests).
#ifndef UNKNOT_CLINIC_STATS_CHANCE_H
#define UNKNOT_CLINIC_STATS_CHANCE_H

#include <stdint.h>

#include "clinic/stats/design.h"

enum { CHANCE_STARTS = 20, CHANCE_PAIRS = 20, CHANCE_DRAWS = 99999 };

struct chance {
    const char *why;        // nothing below is known, and why; NULL: it is
    double statistic;       // mean before less mean since, turned so that higher is better
    double p;               // one-sided, towards the better end; what was observed counts
    size_t ways;            // in which it could have been drawn; of CHANCE_DRAWS drawn ones where not all were tried
    bool exhaustive;
};

// The start was drawn among the days first, first + step, … up to last. `s` ascending; the observed start is one of them.
struct chance chance_start(const struct spot *s, size_t n, int32_t start, int32_t first, int32_t last, int32_t step, bool low);

// Blocks of `days` days from `first` on, in pairs; in each pair one was treated, and which one was drawn. Up to CHANCE_PAIRS pairs every way is
// tried; beyond, CHANCE_DRAWS ways from `seed`, and p = (1 + as far or farther) / (1 + drawn).
struct chance chance_blocks(arena *m, const struct spot *s, size_t n, int32_t first, int32_t days, bool low, uint64_t seed);

// --- planning

enum { PLAN_STARTS = 400 };

struct chance_plan {
    const char *why;            // there is no start that leaves enough on both sides, and why; NULL: there is
    int32_t start[PLAN_STARTS]; // admissible ones, each with `side` values or more before it and from it on
    size_t n;
    int side;                   // 8 where that leaves CHANCE_STARTS of them, else 5
    bool causal;                // as many as CHANCE_STARTS: p of 0.05 can be reached
    int32_t drawn;              // one of them, from the seed
    size_t values;              // measuring days in all
    size_t values_wanted;       // … that would give CHANCE_STARTS starts
};

// Measured on `from`, from + rhythm, … up to `to`; rhythm >= 1, from <= to. Treatment begins on a measuring day, before that day's answer,
// which counts as since.
struct chance_plan chance_plan(int32_t from, int32_t to, int32_t rhythm, uint64_t seed);

#endif
