// Sums that keep their digits, and the tails of t and chi-squared: what the statistics of this folder share.
#ifndef UNKNOT_CLINIC_STATS_EXACT_H
#define UNKNOT_CLINIC_STATS_EXACT_H

#include <math.h>

// A compensated sum (Neumaier 1974): its error does not grow with the number of terms. Zero-initialise.
struct exact {
    double sum, lost;
};

static inline void exact_add(struct exact *e, double x) {
    double t = e->sum + x;
    e->lost += fabs(e->sum) >= fabs(x) ? (e->sum - t) + x : (x - t) + e->sum;
    e->sum = t;
}

static inline double exact_value(const struct exact *e) {
    return e->sum + e->lost;
}

// The 97.5 % quantile of the standard normal.
#define NORMAL_975 1.959963984540054

double normal_two_sided(double z);              // P(|Z| >= |z|)
double t_two_sided(double t, double df);        // P(|T| >= |t|); df > 0
double t_quantile_975(double df);               // df > 0
double f_upper(double x, double a, double b);    // P(F >= x) on a and b degrees of freedom; x >= 0
double binomial_lower(unsigned k, double p, unsigned n); // P(K <= k) of n, each with p
// The exact 95 % interval of a share, k of n (Clopper & Pearson 1934, Biometrika 26:404): from 0 where k == 0, up to 1 where k == n. n > 0, k <= n.
void binomial_interval(unsigned k, unsigned n, double *lo, double *hi);
double chi2_upper(double x, double df);         // P(X >= x); df > 0, x >= 0
double chi2_quantile(double p, double df);      // P(X <= q) = p; df > 0, 0 < p < 1

#endif
