#include "clinic/stats/pool_tau2.h"

#include <float.h>
#include <math.h>

#include "base/err.h"
#include "clinic/stats/exact.h"

struct pool_sums pool_sums_at(const struct pool_data *d, double tau2, bool with_log) {
    struct exact rest = {0}, rest2 = {0}, wy = {0}, r1 = {0}, r2 = {0}, logs = {0};
    double from = d->y[d->sharpest]; // differences from one of the effects keep the digits that a common level would take
    for (size_t i = 0; i < d->k; i++) {
        double w = 1 / (d->v[i] + tau2);
        d->w[i] = w;
        if (i != d->sharpest) {
            exact_add(&rest, w);
            exact_add(&rest2, w * w);
            exact_add(&wy, w * (d->y[i] - from));
        }
        if (with_log)
            exact_add(&logs, log(d->v[i] + tau2));
    }
    double most = d->w[d->sharpest], others = exact_value(&rest), w1 = most + others, step = exact_value(&wy) / w1;
    for (size_t i = 0; i < d->k; i++) {
        double r = (d->y[i] - from) - step, wr = d->w[i] * r;
        exact_add(&r1, wr * r);
        exact_add(&r2, wr * wr);
    }
    double pairs = 2 * most * others + (others * others - exact_value(&rest2));
    return (struct pool_sums){.w1 = w1, .trace = pairs / w1, .mu = from + step, .r1 = exact_value(&r1), .r2 = exact_value(&r2), .log_v = exact_value(&logs)};
}

// A function that falls through zero where tau2 is the estimate.
struct falling {
    const struct pool_data *d;
    enum pool_method method;    // POOL_PM: Q - target; else the slope of the (restricted) log likelihood, doubled
    double target;
};

static double falling_at(const struct falling *f, double tau2) {
    struct pool_sums s = pool_sums_at(f->d, tau2, false);
    if (f->method == POOL_PM)
        return s.r1 - f->target;
    return s.r2 - (f->method == POOL_REML ? s.trace : s.w1);
}

// Zero between lo, where f > 0, and hi, where f <= 0: the Illinois secant, halved where it is slow. Variances are at least 1, so a
// difference of tau2 below DBL_EPSILON changes no weight.
static double falling_zero(const struct falling *f, double lo, double f_lo, double hi, double f_hi) {
    enum { STEPS = 300 };
    int side = 0;
    for (int i = 0; i < STEPS && hi - lo > DBL_EPSILON * (1 + lo); i++) {
        double mid = i % 3 == 2 ? lo + (hi - lo) / 2 : lo + (hi - lo) * (f_lo / (f_lo - f_hi));
        if (!(mid > lo && mid < hi))
            mid = lo + (hi - lo) / 2;
        if (!(mid > lo && mid < hi))
            break;
        double f_mid = falling_at(f, mid);
        if (f_mid > 0) {
            lo = mid;
            f_lo = f_mid;
            if (side > 0)
                f_hi /= 2;
            side = 1;
        } else {
            hi = mid;
            f_hi = f_mid;
            if (side < 0)
                f_lo /= 2;
            side = -1;
        }
    }
    return lo + (hi - lo) / 2;
}

double pool_tau2_of_q(const struct pool_data *d, double target) {
    struct falling f = {d, POOL_PM, target};
    double at_zero = falling_at(&f, 0);
    if (!(at_zero > 0))
        return 0;
    // Q <= k spread^2 / tau2, so that it is below the target at twice this.
    double hi = 2 * (double)d->k * d->spread * d->spread / target;
    return falling_zero(&f, 0, at_zero, hi, falling_at(&f, hi));
}

static double log_likelihood(const struct pool_data *d, enum pool_method method, double tau2) {
    struct pool_sums s = pool_sums_at(d, tau2, true);
    return -(s.log_v + s.r1 + (method == POOL_REML ? log(s.w1) : 0)) / 2;
}

// Both likelihoods are smooth on the scale of 1 + tau2, since no variance is below 1: where their slope changes sign from one point of
// this grid to the next, a hill lies between. Behind `end` they only fall: there each w (y - mu)^2 is below 1.
static double likelihood_top(const struct pool_data *d, enum pool_method method) {
    const struct falling f = {d, method, 0};
    const double ratio = 1.25, end = 10 * (d->spread * d->spread + d->v_max) + 10;
    double lo = 0, f_lo = falling_at(&f, 0), best = 0, height = f_lo > 0 ? -HUGE_VAL : log_likelihood(d, method, 0);
    while (lo < end) {
        double hi = (1 + lo) * ratio - 1, f_hi = falling_at(&f, hi);
        if (f_lo > 0 && !(f_hi > 0)) {
            double top = falling_zero(&f, lo, f_lo, hi, f_hi), its = log_likelihood(d, method, top);
            if (its > height) {
                best = top;
                height = its;
            }
        }
        lo = hi;
        f_lo = f_hi;
    }
    return best;
}

double pool_tau2(const struct pool_data *d, enum pool_method method) {
    CHECK(d->k >= 2);
    double n = (double)d->k, t = 0;
    struct pool_sums s;
    struct exact y = {0}, v = {0}, squares = {0};
    switch (method) {
    case POOL_EE:
        return 0;
    case POOL_DL:
        s = pool_sums_at(d, 0, false);
        t = (s.r1 - (n - 1)) / s.trace;
        break;
    case POOL_HE:
        for (size_t i = 0; i < d->k; i++) {
            exact_add(&y, d->y[i] - d->y[0]);
            exact_add(&v, d->v[i]);
        }
        for (size_t i = 0; i < d->k; i++) {
            double r = (d->y[i] - d->y[0]) - exact_value(&y) / n;
            exact_add(&squares, r * r);
        }
        t = exact_value(&squares) / (n - 1) - exact_value(&v) / n;
        break;
    case POOL_PM:
        return pool_tau2_of_q(d, n - 1);
    case POOL_ML:
    case POOL_REML:
        return likelihood_top(d, method);
    case POOL_METHODS:
        break;
    }
    return t > 0 ? t : 0;
}
