// How little two phases of one person's series overlap. `a` are the values before, `b` those since, each in order of time; `low` says that a
// lower value is better, and everything below counts towards the better end. They say nothing about cause, and nothing about chance.
// Definitions and vectors: Parker, Vannest & Davis 2011; Tarlow 2017; Pustejovsky's SingleCaseES (reference 5.2).
#ifndef UNKNOT_CLINIC_STATS_OVERLAP_H
#define UNKNOT_CLINIC_STATS_OVERLAP_H

#include "base/arena.h"
#include "clinic/stats/figure.h"

enum { OVERLAP_SLOPES = 3000 };     // values before, up to which all slopes between two of them are looked at

struct overlap {
    struct figure nap;      // share of pairs in which the later value is better, ties half: 0..1, 0.5 without any difference
    struct figure tau;      // 2 nap - 1
    struct figure tau_u;    // (S between - S within `a`) / pairs: no known sampling distribution, so no p-value; may leave -1..1
    struct figure tau_bc;   // tau after the trend of `a` (Theil-Sen) is taken out of both
    struct figure pnd;      // share of `b` better than the best of `a`
    struct figure pand;     // the largest share of all values that can be kept so that none overlap
    struct figure ird;      // robust improvement rate difference, from pand
    struct figure pem;      // share of `b` better than the median of `a`, ties half
};

// `day_a`, `day_b`: days of the values, ascending. What cannot be computed says why.
struct overlap overlap_of(arena *m, const double *a, const double *day_a, size_t na, const double *b, const double *day_b, size_t nb, bool low);

// Kendall's S within one series: rising pairs less falling ones. O(n log n).
double overlap_within(arena *m, const double *v, size_t n);
// Median of the slopes between all pairs of different days; n >= 2, n <= OVERLAP_SLOPES, some two days differ.
double overlap_theil_sen(arena *m, const double *day, const double *v, size_t n);

#endif
