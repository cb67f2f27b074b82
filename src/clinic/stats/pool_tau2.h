// Between pool.c and pool_tau2.c: weighted sums at one tau2, and the estimators of it.
#ifndef UNKNOT_CLINIC_STATS_POOL_TAU2_H
#define UNKNOT_CLINIC_STATS_POOL_TAU2_H

#include "clinic/stats/pool.h"

// Effects and variances scaled by a power of two, so that the smallest variance lies in [1, 4): no sum can run over, no bit is lost.
struct pool_data {
    const double *y, *v;
    double *w;              // scratch, k
    size_t k;
    size_t sharpest;        // one with the smallest v
    double spread, v_max;   // largest y - smallest y; largest v
};

// At one tau2.
struct pool_sums {
    double w1;              // sum of w
    double trace;           // sum of w - sum of w^2 / sum of w; exact also where one weight outweighs all others
    double mu;
    double r1, r2;          // sum of w (y - mu)^2, of w^2 (y - mu)^2
    double log_v;           // sum of log(v + tau2); only where asked for
};
struct pool_sums pool_sums_at(const struct pool_data *d, double tau2, bool with_log);

double pool_tau2(const struct pool_data *d, enum pool_method method);  // k >= 2
// Where Q at tau2 is `target`: 0 where it lies below already at 0.
double pool_tau2_of_q(const struct pool_data *d, double target);

#endif
