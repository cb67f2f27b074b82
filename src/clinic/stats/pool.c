#include "clinic/stats/pool.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "clinic/stats/exact.h"
#include "clinic/stats/pool_tau2.h"

static const str methods[POOL_METHODS] = {
    [POOL_EE] = S_INIT("EE"), [POOL_DL] = S_INIT("DL"), [POOL_HE] = S_INIT("HE"), [POOL_PM] = S_INIT("PM"), [POOL_ML] = S_INIT("ML"), [POOL_REML] = S_INIT("REML")};

str pool_method_name(enum pool_method m) {
    CHECK((size_t)m < POOL_METHODS);
    return methods[m];
}

bool pool_method_of(str name, enum pool_method *out) {
    for (size_t i = 0; i < POOL_METHODS; i++) {
        if (str_eq_nocase(name, methods[i])) {
            *out = (enum pool_method)i;
            return true;
        }
    }
    return false;
}

static int by_number(double a, double b) {
    return (a > b) - (a < b);
}

// "2" before "10", both before "Adams".
static int by_label(str a, str b) {
    double x = 0, y = 0;
    bool first = str_f64(a, &x), second = str_f64(b, &y);
    if (first != second)
        return first ? -1 : 1;
    int number = first ? by_number(x, y) : 0;
    return number ? number : str_cmp(a, b);
}

static int by_study(const void *a, const void *b) {
    const struct pool_study *x = a, *y = b;
    int c = by_label(x->label, y->label);
    if (!c)
        c = by_number(x->y, y->y);
    return c ? c : by_number(x->v, y->v);
}

static void reason(struct pool_out *out, const char *why) {
    CHECK(out->n_reasons < POOL_REASONS);
    out->reason[out->n_reasons++] = why;
}

// --- one fit of k studies, scaled

struct fitting {
    const struct pool_in *in;
    double *y, *v, *w;
    double unit;            // effects were divided by it, variances by its square
};

static void to_scale(struct fitting *f, const struct pool_study *s, size_t k, size_t left_out, struct pool_data *d) {
    double least = HUGE_VAL, lo = HUGE_VAL, hi = -HUGE_VAL;
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        least = i != left_out && s[i].v < least ? s[i].v : least;
    int exponent = 0;
    (void)frexp(least, &exponent);
    f->unit = ldexp(1, (exponent - 1) / 2 - ((exponent - 1) % 2 < 0)); // the largest whose square is at most `least`
    *d = (struct pool_data){.y = f->y, .v = f->v, .w = f->w};
    for (size_t i = 0; i < k; i++) {
        if (i == left_out)
            continue;
        f->y[n] = s[i].y / f->unit;
        f->v[n] = s[i].v / f->unit / f->unit;
        lo = fmin(lo, f->y[n]);
        hi = fmax(hi, f->y[n]);
        d->v_max = fmax(d->v_max, f->v[n]);
        if (f->v[n] < f->v[d->sharpest])
            d->sharpest = n;
        n++;
    }
    d->k = n;
    d->spread = hi - lo;
}

static struct figure known(double v) {
    return (struct figure){isfinite(v), isfinite(v) ? v : 0};
}

static struct pool_range around(double mid, double half) {
    return (struct pool_range){isfinite(mid - half) && isfinite(mid + half), mid - half, mid + half};
}

static void differences(const struct pool_data *d, const struct pool_in *in, double tau2, double unit, struct pool_fit *out) {
    struct pool_sums s = pool_sums_at(d, 0, false);
    double n = (double)d->k;
    out->q = known(s.r1);
    out->q_df = n - 1;
    if (d->k < 2)
        return;
    out->q_p = known(chi2_upper(s.r1, n - 1));
    double typical = (n - 1) / s.trace;
    bool equal = in->method == POOL_EE;
    out->i2 = known(equal ? (s.r1 > n - 1 ? 100 * ((s.r1 - (n - 1)) / s.r1) : 0) : 100 * (tau2 / (typical + tau2)));
    out->h2 = known(equal ? s.r1 / (n - 1) : tau2 / typical + 1);
    double below = chi2_quantile(0.025, n - 1), above = chi2_quantile(0.975, n - 1);
    if (equal || s.r1 < below)
        return; // where even tau2 = 0 gives less difference than chance does in 39 of 40, no tau2 fits
    double square = unit * unit;
    out->tau2_ci = (struct pool_range){true, pool_tau2_of_q(d, above) * square, pool_tau2_of_q(d, below) * square};
}

// The studies but `left_out` (SIZE_MAX: all); their variances are above 0.
static struct pool_fit fit(struct fitting *f, const struct pool_study *s, size_t k, size_t left_out) {
    const struct pool_in *in = f->in;
    struct pool_data d;
    to_scale(f, s, k, left_out, &d);
    struct pool_fit out = {.k = d.k};
    bool alone = d.k < 2;
    double n = (double)d.k, unit = f->unit, tau2 = alone ? 0 : pool_tau2(&d, in->method);
    differences(&d, in, tau2, unit, &out);
    struct pool_sums at = pool_sums_at(&d, tau2, false);
    double se = sqrt(1 / at.w1), quantile = NORMAL_975;
    out.mu = known(at.mu * unit);
    if (in->method == POOL_EE || !alone)
        out.tau2 = known(tau2 * unit * unit);
    if (in->interval != POOL_Z) {
        if (alone)
            return out;
        double q = at.r1 / (n - 1);
        se *= sqrt(in->interval == POOL_HKSJ_ADHOC ? fmax(1, q) : q);
        out.df = n - 1;
        quantile = t_quantile_975(out.df);
    }
    out.se = known(se * unit);
    out.ci = around(out.mu.v, quantile * out.se.v);
    if (se > 0) {
        double z = at.mu / se;
        out.statistic = known(z);
        if (d.k >= POOL_FEW)
            out.p = known(out.df > 0 ? t_two_sided(z, out.df) : normal_two_sided(z));
    }
    bool normal = in->prediction == POOL_PREDICT_NORMAL;
    if (in->method != POOL_EE && d.k >= (normal ? 2 : 3))
        out.pi = around(out.mu.v, (normal ? NORMAL_975 : t_quantile_975(n - 2)) * sqrt(tau2 + se * se) * unit);
    return out;
}

// --- every study's part

static void shares(arena *a, struct fitting *f, const struct pool_in *in, struct pool_out *out) {
    struct pool_data d;
    to_scale(f, in->study, in->k, SIZE_MAX, &d);
    double tau2 = out->fit.tau2.v / f->unit / f->unit, se = out->fit.se.v / f->unit, mu = out->fit.mu.v / f->unit;
    double *weight = ARENA_ARRAY(a, in->k, double), *blup = ARENA_ARRAY(a, in->k, double), *blup_se = ARENA_ARRAY(a, in->k, double);
    struct pool_sums at = pool_sums_at(&d, tau2, false);
    for (size_t i = 0; i < in->k; i++) {
        double v = d.v[i], own = tau2 / (tau2 + v);
        weight[i] = 100 * (d.w[i] / at.w1);
        blup[i] = (mu + own * (d.y[i] - mu)) * f->unit;
        blup_se[i] = sqrt(own * v + (1 - own) * (1 - own) * se * se) * f->unit;
    }
    out->weight = weight;
    if (!out->fit.tau2.known)
        return;
    out->blup = blup;
    if (out->fit.se.known)
        out->blup_se = blup_se;
}

static void leave_one_out(arena *a, struct fitting *f, const struct pool_in *in, struct pool_out *out) {
    if (in->k < 3 || in->k > POOL_LOO_MOST) {
        reason(out, in->k < 3 ? "loo: leaving one out of fewer than three studies leaves nothing to pool"
                              : "loo: with more than 500 studies none is left out one by one");
        return;
    }
    struct pool_fit *without = ARENA_ARRAY(a, in->k, struct pool_fit);
    for (size_t i = 0; i < in->k; i++)
        without[i] = fit(f, in->study, in->k, i);
    out->without = without;
}

// --- what is not said, and why

static void explain(const struct pool_in *in, struct pool_out *out) {
    const struct pool_fit *t = &out->fit;
    if (in->k == 1) {
        reason(out, "one study: mu is that study's own; what lies between studies cannot be seen (tau2, q_p, i2, h2, pi, p, blups)");
        if (in->interval != POOL_Z)
            reason(out, "one study: hksj has no degree of freedom (se, ci)");
    } else if (in->method == POOL_EE) {
        reason(out, "equal effects: tau2 is 0 by assumption; there is no prediction interval and no interval of tau2");
    } else {
        if (!t->tau2_ci.known)
            reason(out, "tau2_ci: the studies differ less than chance alone would make them; no tau2 fits them at 95 %");
        if (!t->pi.known && in->k == 2)
            reason(out, "pi: t on k - 2 needs three studies");
        if (t->tau2.v <= 0)
            reason(out, "tau2 is 0: the estimate lies on its lower bound, which is no proof that studies are alike");
    }
    if (in->k >= 2 && in->k < POOL_FEW)
        reason(out, "fewer than 5 studies: look at each of them; no p is given of the pooled effect, and tau2 is hardly known");
    if (t->se.known && t->se.v <= 0)
        reason(out, "se: all effects are the same, and hksj makes an interval without width of them; z does not");
}

void pool_studies(arena *a, const struct pool_in *in, struct pool_out *out) {
    *out = (struct pool_out){.fit = {.k = in->k}};
    bool zero = false;
    if (in->k > 1)
        qsort(in->study, in->k, sizeof *in->study, by_study);
    for (size_t i = 0; i < in->k; i++) {
        const struct pool_study *s = &in->study[i];
        CHECK(fabs(s->y) <= POOL_MOST && s->v >= 0 && s->v <= POOL_MOST && (s->v <= 0 || s->v >= POOL_LEAST));
        zero |= s->v <= 0;
        out->twins += i > 0 && s->label.n && by_study(s, s - 1) == 0;
    }
    if (!in->k || zero) {
        reason(out, zero ? "a variance is 0: that study would have all the weight there is; nothing is pooled" : "there is no study to pool");
        return;
    }
    struct fitting f = {.in = in, .y = ARENA_ARRAY(a, in->k, double), .v = ARENA_ARRAY(a, in->k, double), .w = ARENA_ARRAY(a, in->k, double)};
    out->fit = fit(&f, in->study, in->k, SIZE_MAX);
    explain(in, out);
    shares(a, &f, in, out);
    if (in->leave_one_out)
        leave_one_out(a, &f, in, out);
}
