#include "clinic/stats/exact.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <pthread.h>

#include "base/err.h"

// GSL ends the program where a tail underflows, unless it is told not to.
static void handler_off(void) {
    (void)gsl_set_error_handler_off();
}

static void quiet(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, handler_off);
}

double normal_two_sided(double z) {
    return erfc(fabs(z) / M_SQRT2);
}

double t_two_sided(double t, double df) {
    CHECK(df > 0);
    quiet();
    double x = df / (df + t * t);
    return x >= 1 ? 1 : x <= 0 ? 0 : gsl_sf_beta_inc(df / 2, 0.5, x);
}

double t_quantile_975(double df) {
    CHECK(df > 0);
    quiet();
    double q = gsl_cdf_tdist_Pinv(0.975, df);
    // GSL's starting point is good to a few digits where df is large or small; Newton's steps have the rest.
    for (int i = 0; i < 4; i++)
        q += (t_two_sided(q, df) / 2 - 0.025) / gsl_ran_tdist_pdf(q, df);
    return q;
}

double f_upper(double x, double a, double b) {
    CHECK(a > 0 && b > 0 && x >= 0);
    quiet();
    return gsl_cdf_fdist_Q(x, a, b);
}

double binomial_lower(unsigned k, double p, unsigned n) {
    CHECK(p >= 0 && p <= 1);
    quiet();
    return gsl_cdf_binomial_P(k, p, n);
}

// Where the tail of Beta(a, b) has `p` below it: by halves, as GSL's own inverse gives up on some of them.
static double beta_point(double p, double a, double b) {
    double lo = 0, hi = 1;
    for (int i = 0; i < 60; i++) {
        double mid = (lo + hi) / 2;
        *(gsl_cdf_beta_P(mid, a, b) < p ? &lo : &hi) = mid;
    }
    return (lo + hi) / 2;
}

void binomial_interval(unsigned k, unsigned n, double *lo, double *hi) {
    CHECK(n > 0 && k <= n);
    quiet();
    *lo = k == 0 ? 0 : beta_point(0.025, k, (double)(n - k) + 1);
    *hi = k == n ? 1 : beta_point(0.975, (double)k + 1, n - k);
}

double chi2_upper(double x, double df) {
    CHECK(df > 0 && x >= 0);
    quiet();
    double p = gsl_sf_gamma_inc_Q(df / 2, x / 2);
    return p > 0 ? p : 0;
}

double chi2_quantile(double p, double df) {
    CHECK(df > 0 && p > 0 && p < 1);
    quiet();
    double q = gsl_cdf_chisq_Pinv(p, df), w = 2 / (9 * df);
    // GSL gives up from some 46,000 degrees of freedom on; Wilson & Hilferty (1931) are near enough there to start from.
    if (!isfinite(q) || df > 10000)
        q = df * pow(1 - w + gsl_cdf_ugaussian_Pinv(p) * sqrt(w), 3);
    for (int i = 0; i < 8; i++) {
        double slope = gsl_ran_chisq_pdf(q, df), next = q - (gsl_sf_gamma_inc_P(df / 2, q / 2) - p) / slope;
        if (!(slope > 0) || !(next > 0))
            break;
        q = next;
    }
    return q;
}
