#include "optimise.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

#include "base/err.h"

enum { ROUNDS = 12, HALVES = 8, CURVED_MOST = 30, AGAIN = 5 };
#define NOWHERE 1e100           // what BOBYQA is told where there is no value
#define GAIN_LEAST 1e-10        // a Newton step that promises less is the last one
#define GAIN_DONE 1e-6          // what a minimum may still promise

static double value_at(struct optimise *o, const double *x)
{
    o->evaluations++;
    double v = o->f(o->ctx, x);
    return isfinite(v) ? v : NOWHERE;
}

static double nlopt_value(unsigned n, const double *x, double *gradient, void *ctx) // NOLINT(readability-non-const-parameter): NLopt's type
{
    (void)n;
    (void)gradient;
    return value_at(ctx, x);
}

static void search(struct optimise *o)
{
    nlopt_opt opt = nlopt_create(NLOPT_LN_BOBYQA, (unsigned)o->n);
    CHECK(opt);
    nlopt_set_min_objective(opt, nlopt_value, o);
    nlopt_set_lower_bounds(opt, o->lo);
    nlopt_set_upper_bounds(opt, o->hi);
    nlopt_set_initial_step1(opt, o->step);
    bool polished = o->n <= CURVED_MOST;
    nlopt_set_xtol_abs1(opt, polished ? 1e-5 : 1e-7);
    nlopt_set_ftol_abs(opt, polished ? 1e-8 : 1e-10);
    nlopt_set_maxeval(opt, (int)(2000 + 200 * o->n));
    // Rounding may stop it early: what it has found is polished, and judged, in any case.
    (void)nlopt_optimize(opt, o->x, &o->value);
    nlopt_destroy(opt);
    o->value = value_at(o, o->x);
}

// --- Newton

struct newton {
    double *g, *h, *l, *step, *at;  // gradient, Hessian [n][n], its factor, the step, a place to try
    bool *held;                     // at a bound that the gradient points out of
};

static double size_of(double x) { return fabs(x) > 0.1 ? fabs(x) : 0.1; }

// Central differences; at a bound one-sided ones of second order.
static double slope(struct optimise *o, struct newton *w, size_t i)
{
    double d = 1e-4 * size_of(o->x[i]), f[2];
    memcpy(w->at, o->x, o->n * sizeof *w->at);
    int side = o->x[i] - d < o->lo[i] ? 1 : o->x[i] + d > o->hi[i] ? -1 : 0;
    for (int k = 0; k < 2; k++) {
        w->at[i] = o->x[i] + d * (side ? side * (k + 1) : 2 * k - 1);
        f[k] = value_at(o, w->at);
    }
    return side ? side * (4 * f[0] - f[1] - 3 * o->value) / (2 * d) : (f[1] - f[0]) / (2 * d);
}

static double shifted(struct optimise *o, struct newton *w, size_t i, double di, size_t j, double dj)
{
    memcpy(w->at, o->x, o->n * sizeof *w->at);
    w->at[i] += di;
    w->at[j] += dj;
    return value_at(o, w->at);
}

// Of variables that are not held: how far each can go to both sides is seen to by the caller.
static void curvature(struct optimise *o, struct newton *w)
{
    size_t n = o->n;
    double d[CURVED_MOST], up[CURVED_MOST];
    for (size_t i = 0; i < n; i++) {
        d[i] = 1e-3 * size_of(o->x[i]);
        if (o->x[i] - d[i] < o->lo[i]) d[i] = -d[i]; // only ever away from the bound
        if (w->held[i]) continue;
        up[i] = shifted(o, w, i, fabs(d[i]), i, 0);
        double other = d[i] < 0 ? shifted(o, w, i, 2 * fabs(d[i]), i, 0) : shifted(o, w, i, -d[i], i, 0);
        w->h[i * n + i] = (d[i] < 0 ? o->value - 2 * up[i] + other : up[i] - 2 * o->value + other) / (d[i] * d[i]);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (w->held[i] || w->held[j]) continue;
            double both = shifted(o, w, i, fabs(d[i]), j, fabs(d[j]));
            w->h[i * n + j] = w->h[j * n + i] = (both - up[i] - up[j] + o->value) / fabs(d[i] * d[j]);
        }
    }
}

// Cholesky of the Hessian of what is free, plus `more` on its diagonal; the step. False: not positive definite.
static bool step_solve(const struct optimise *o, struct newton *w, double more)
{
    size_t n = o->n;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double v = w->held[i] || w->held[j] ? (double)(i == j) : w->h[i * n + j] + (i == j ? more : 0);
            for (size_t k = 0; k < j; k++) v -= w->l[i * n + k] * w->l[j * n + k];
            if (i != j) w->l[i * n + j] = v / w->l[j * n + j];
            else if (!(v > 0)) return false;
            else w->l[i * n + i] = sqrt(v);
        }
    }
    for (size_t i = 0; i < n; i++) {
        w->step[i] = w->held[i] ? 0 : -w->g[i];
        for (size_t k = 0; k < i; k++) w->step[i] -= w->l[i * n + k] * w->step[k];
        w->step[i] /= w->l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++) w->step[i] -= w->l[k * n + i] * w->step[k];
        w->step[i] /= w->l[i * n + i];
    }
    return true;
}

// The step, halved until it does not lead up. False: none did.
static bool step_take(struct optimise *o, struct newton *w)
{
    double slack = 1e-12 * (1 + fabs(o->value));
    for (int half = 0; half < HALVES; half++) {
        for (size_t i = 0; i < o->n; i++) w->at[i] = fmin(fmax(o->x[i] + ldexp(w->step[i], -half), o->lo[i]), o->hi[i]);
        double v = value_at(o, w->at);
        if (v > o->value + slack) continue;
        memcpy(o->x, w->at, o->n * sizeof *w->at);
        o->value = v;
        return true;
    }
    return false;
}

// One round; *gain is what the quadratic model promises. False: no step leads down any more, or the place is no minimum.
static bool round_run(struct optimise *o, struct newton *w, double *gain, bool *minimum)
{
    double largest = 0;
    for (size_t i = 0; i < o->n; i++) {
        w->g[i] = slope(o, w, i);
        w->held[i] = (o->x[i] <= o->lo[i] && w->g[i] >= 0) || (o->x[i] >= o->hi[i] && w->g[i] <= 0);
    }
    curvature(o, w);
    for (size_t i = 0; i < o->n; i++) {
        if (!w->held[i]) largest = fmax(largest, fabs(w->h[i * o->n + i]));
    }
    double more = 0;
    while (!step_solve(o, w, more)) {
        more = more > 0 ? 10 * more : 1e-8 * fmax(largest, 1e-3);
        if (!(more < 1e3 * fmax(largest, 1))) return false;
    }
    *minimum = more <= 1e-4 * fmax(largest, 1e-3); // less is a flat direction seen through rounding
    *gain = 0;
    for (size_t i = 0; i < o->n; i++) *gain -= 0.5 * w->g[i] * w->step[i];
    return step_take(o, w);
}

static void polish(arena *a, struct optimise *o)
{
    size_t n = o->n;
    struct newton w = {.g = ARENA_ARRAY(a, n, double), .h = ARENA_ARRAY(a, n * n, double), .l = ARENA_ARRAY(a, n * n, double),
        .step = ARENA_ARRAY(a, n, double), .at = ARENA_ARRAY(a, n, double), .held = ARENA_ARRAY(a, n, bool)};
    o->converged = false;
    for (int round = 0; round < ROUNDS; round++) {
        double gain = INFINITY;
        bool minimum = false, moved = round_run(o, &w, &gain, &minimum);
        o->converged = minimum && gain < GAIN_DONE;
        if (!moved || gain < GAIN_LEAST) return;
    }
}

// A variance that is next to 0 is 0 where that fits no worse: BOBYQA comes near a bound, and seldom onto it.
static void to_bounds(arena *a, struct optimise *o)
{
    double *at = ARENA_ARRAY(a, o->n, double);
    for (size_t i = 0; i < o->n; i++) {
        if (!(o->x[i] > o->lo[i]) || o->x[i] - o->lo[i] > 1e-2) continue;
        memcpy(at, o->x, o->n * sizeof *at);
        at[i] = o->lo[i];
        double v = value_at(o, at);
        if (v > o->value + 1e-9 + 1e-13 * fabs(o->value)) continue;
        o->x[i] = o->lo[i];
        o->value = v;
    }
}

static void once(arena *a, struct optimise *o)
{
    search(o);
    to_bounds(a, o);
    if (o->n <= CURVED_MOST) {
        polish(a, o);
        to_bounds(a, o);
    } else {
        o->converged = o->value < NOWHERE;
    }
}

// A variance of 0 may be the top of a ridge: the slope there is 0 whichever side it falls to. Goes off the bound where that leads
// down. False: it leads down nowhere.
static bool off_bounds(arena *a, struct optimise *o)
{
    static const double steps[] = {0.03, 0.1, 0.3, 1};
    double *at = ARENA_ARRAY(a, o->n, double), least = o->value - GAIN_DONE;
    size_t which = SIZE_MAX, step = 0;
    for (size_t i = 0; i < o->n; i++) {
        if (o->x[i] > o->lo[i]) continue;
        memcpy(at, o->x, o->n * sizeof *at);
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            at[i] = o->lo[i] + steps[k];
            double v = value_at(o, at);
            if (v >= least) continue;
            least = v;
            which = i;
            step = k;
        }
    }
    if (which == SIZE_MAX) return false;
    o->x[which] = o->lo[which] + steps[step];
    o->value = least;
    return true;
}

// A search that ended where no minimum is goes on from there with fresh steps, as long as that leads down.
void optimise(arena *a, struct optimise *o)
{
    o->value = INFINITY;
    for (int i = 0; i < AGAIN; i++) {
        double before = o->value;
        once(a, o);
        if (off_bounds(a, o)) continue;
        if (o->converged || !(o->value < before - GAIN_DONE)) return;
    }
}
