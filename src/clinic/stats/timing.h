// One person over time: did it change when treatment began, and may it be said that the treatment did it? Everything that the series can bear,
// and a verdict that stays within it. Pure, and the same bytes for the same values in any order.
// Rules and sources: reference 5.2 (WWC single-case standards: 5 values before and 5 since for any statement, 8 and 8 preferred). Of yes and no, and
// of counts, also 5 events (of yes and no the rarer) for each coefficient beside the first (Vittinghoff & McCulloch 2007).
#ifndef UNKNOT_CLINIC_STATS_TIMING_H
#define UNKNOT_CLINIC_STATS_TIMING_H

#include "base/str.h"
#include "clinic/stats/ar1.h"
#include "clinic/stats/chance.h"
#include "clinic/stats/glm.h"
#include "clinic/stats/overlap.h"

enum timing_kind {
    TIMING_NUMBER,  // ratings and scores: errors with memory, by REML (ar1.h)
    TIMING_BINARY,  // yes or no: logistic (glm.h)
    TIMING_COUNT    // events: quasi-Poisson (glm.h)
};
str timing_kind_name(enum timing_kind k); // "number", "binary", "count"

enum { TIMING_LEAST = 5, TIMING_EVENTS = 5, TIMING_PREFERRED = 8, TIMING_FIXED = 3, TIMING_REASONS = 24, TIMING_VALUES = 2000000 };

struct timing_want {
    enum timing_kind kind;
    bool low;                   // lower is better
    struct design_want design;
    bool mcid_known;
    double mcid;                // above 0
    bool starts_known;          // the start was drawn among these
    int32_t first, last, step;
    int32_t blocks;             // days; 0: no blocks. Then `treated` is as given, and design.start the first day of the first block
    uint64_t seed;              // of more blocks than can all be tried
};

enum timing_verdict {
    TIMING_TOO_FEW,         // fewer than 5 before or 5 since, or too few events: look at the chart
    TIMING_NOT_COMPUTABLE,
    TIMING_NONE_SHOWN,      // no change at the start could be told from its ups and downs
    TIMING_BETTER,          // it became better when treatment began: timed with it, not shown to be caused by it
    TIMING_WORSE,
    TIMING_MIXED,           // it changed when treatment began, up at first and down later or the other way round
    TIMING_CAUSED           // better, and the timing itself was drawn: p of 0.05 or less among the ways it could have fallen
};
str timing_verdict_name(enum timing_verdict v); // "too-few-points", …; stable, for JSON

struct timing {
    size_t n[2];                    // values before and since
    const char *why;                // level and slope are not known, and why; NULL: level is
    struct term level, slope;       // points; log odds; log rate
    struct term level_plain, slope_plain; // binary and count: as if days were unrelated
    struct fit_line line;           // of the linear predictor: points, log odds, log rate; known where level is, without seasons
    struct figure rho;              // number: REML; else of residuals one step apart
    struct figure sigma, dispersion, n_eff; // n (1 - rho) / (1 + rho)
    int lags, rhythm;               // binary and count
    struct ar1_fit fixed[TIMING_FIXED]; // number: rho 0, 0.2, 0.4
    struct overlap overlap;
    struct ar1_belief belief;       // why: not asked for, or not computable
    struct chance chance;           // the same
    bool by_lot;                    // among 20 ways or more the mean since is better at p of 0.05 or less, whatever the model says
    enum timing_verdict verdict;
    const char *reason[TIMING_REASONS]; // English: what the verdict rests on first, then why a figure is not known
    const char *of[TIMING_REASONS];     // the figure; NULL: the verdict
    size_t n_reasons;
};

// `s` ascending, days differ. Memory of the working in `m`: what is returned points into nothing of it.
struct timing timing_of(arena *m, const struct spot *s, size_t n, const struct timing_want *want);

#endif
