// Arithmetic of change.c: rank and interval statistics without global state. GSL's distribution functions are called only
// within their domain, so its error handler is never reached.
#ifndef UNKNOT_CLINIC_CHANGE_STATS_H
#define UNKNOT_CLINIC_CHANGE_STATS_H

#include "clinic/measures/change.h"

enum { RHO_NEEDS = 15 };        // residuals below which autocorrelation is assumed, not estimated
#define RHO_ASSUMED 0.2
#define RHO_MAX 0.9

struct moments {
    double mean, sd;            // sd 0 when n < 2
};
struct moments stats_moments(const struct point *p, size_t n);

// Sums of a phase for the lag-1 autocorrelation of its residuals. `daily`: only pairs of days that follow each other.
struct lag {
    double squares, products;
    size_t n, pairs;
};
void stats_lag(struct lag *l, const struct point *p, size_t n, bool daily);
// Clamped to 0..RHO_MAX; RHO_ASSUMED (*assumed) with too few residuals.
double stats_rho(const struct lag *l, bool *assumed);
double stats_effective(double n, double rho);   // n (1 - rho) / (1 + rho), at least 1 where n is

// Kendall's S / number of pairs within one phase: -1 falling .. 1 rising.
double stats_trend(const struct point *p, size_t n);
// Share of pairs (a of A, b of B) with b > a, ties half.
double stats_nap(const struct point *a, size_t na, const struct point *b, size_t nb);

#endif
