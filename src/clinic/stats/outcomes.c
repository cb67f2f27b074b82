#include "outcomes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "exact.h"

#define Z998 3.090232306167813      // normal quantile of 0.999
#define TENTH 0.1                   // drawn in on each side

// --- effects of units

size_t outcomes_units(arena *a, const struct mixed_design *d, const struct mixed_result *r, size_t term, struct outcomes_unit **out)
{
    if (r->verdict != MIXED_FITTED || !r->random[term].se) return 0;
    const struct mixed_random *m = &r->random[term];
    CHECK(str_eq(m->term[0], S("(Intercept)")));
    struct outcomes_unit *u = *out = ARENA_ARRAY(a, m->group->n_levels, struct outcomes_unit);
    for (size_t i = 0; i < d->n; i++) {
        struct outcomes_unit *own = &u[m->group->of[i]];
        double expected = 0;
        for (size_t k = 0; k < d->p; k++) expected += r->fixed[k].known ? r->fixed[k].estimate * d->x[k * d->n + i] : 0;
        own->n++;
        own->observed += d->y[i];
        own->expected += expected;
    }
    for (size_t g = 0; g < m->group->n_levels; g++) {
        struct outcomes_unit *own = &u[g];
        double n = (double)own->n, effect = m->blup[g * m->q], se = m->se[g * m->q];
        bool shown = own->n >= OUTCOMES_LEAST;
        *own = (struct outcomes_unit){.name = m->group->level[g], .n = own->n, .shown = shown, .observed = own->observed / n, .expected = own->expected / n,
            .effect = effect, .se = se, .lo = effect - NORMAL_975 * se, .hi = effect + NORMAL_975 * se};
        if (!shown) *own = (struct outcomes_unit){.name = own->name, .n = own->n};
    }
    return m->group->n_levels;
}

// --- responders

// One side of Wilson's interval (1927) of k of n.
static double wilson(size_t k, size_t n, double side)
{
    double p = (double)k / (double)n, z2 = NORMAL_975 * NORMAL_975 / (double)n;
    return (p + z2 / 2 + side * NORMAL_975 * sqrt(p * (1 - p) / (double)n + z2 / (4 * (double)n))) / (1 + z2);
}

struct outcomes_rate outcomes_rate(size_t n, size_t complete, size_t responders)
{
    CHECK(responders <= complete && complete <= n);
    if (n < OUTCOMES_LEAST) return (struct outcomes_rate){.shown = OUTCOMES_TOO_FEW};
    struct outcomes_rate r = {.completion = (double)complete / (double)n};
    if (r.completion < OUTCOMES_COMPLETE) {
        r.shown = OUTCOMES_TOO_INCOMPLETE;
        return r;
    }
    size_t most = responders + (n - complete);
    r.worst = (double)responders / (double)n;
    r.best = (double)most / (double)n;
    r.lo = responders == 0 ? 0 : wilson(responders, n, -1);
    r.hi = most == n ? 1 : wilson(most, n, 1);
    return r;
}

// --- funnel

static int number_order(const void *x, const void *y)
{
    double p = *(const double *)x, q = *(const double *)y;
    return p < q ? -1 : p > q;
}

// Mean of z^2 where the outer tenth on each side is drawn in to the next value inside.
static double dispersion(arena *a, const double *z, size_t n)
{
    double *sorted = ARENA_ARRAY(a, n, double), sum = 0;
    memcpy(sorted, z, n * sizeof *z);
    qsort(sorted, n, sizeof *sorted, number_order);
    size_t out = (size_t)(TENTH * (double)n);
    for (size_t i = 0; i < n; i++) {
        double v = sorted[i < out ? out : i >= n - out ? n - out - 1 : i];
        sum += v * v;
    }
    return sum / (double)n;
}

void funnel_of(arena *a, const struct funnel_unit *u, size_t n, double target, struct funnel *out)
{
    *out = (struct funnel){.n = n, .phi = 1};
    if (n == 0) return;
    out->z = ARENA_ARRAY(a, n, double);
    out->place = ARENA_ARRAY(a, n, enum funnel_place);
    out->look = ARENA_ARRAY(a, n, bool);
    for (size_t i = 0; i < n; i++) {
        CHECK(u[i].se > 0 && isfinite(u[i].value));
        out->z[i] = (u[i].value - target) / u[i].se;
    }
    out->phi = dispersion(a, out->z, n);
    out->inflated = (double)n * out->phi > chi2_quantile(0.95, (double)n);
    for (size_t i = 0; i < n; i++) {
        if (out->inflated) out->z[i] /= sqrt(out->phi);
        double far = fabs(out->z[i]);
        out->place[i] = far > Z998 ? FUNNEL_BEYOND_998 : far > NORMAL_975 ? FUNNEL_BEYOND_95 : FUNNEL_INSIDE;
        out->look[i] = normal_two_sided(far) * (double)n < 0.05;
    }
}

double funnel_width(const struct funnel *f, enum funnel_place limit, double se)
{
    CHECK(limit != FUNNEL_INSIDE);
    return (limit == FUNNEL_BEYOND_998 ? Z998 : NORMAL_975) * se * (f->inflated ? sqrt(f->phi) : 1);
}

// The count below which a share p of binomial counts lies, interpolated; over n.
static double share_at(double target, unsigned n, double p)
{
    unsigned lo = 0, hi = n; // the least k with P(count <= k) >= p
    while (lo < hi) {
        unsigned middle = lo + (hi - lo) / 2;
        if (binomial_lower(middle, target, n) >= p) hi = middle;
        else lo = middle + 1;
    }
    double at = binomial_lower(lo, target, n), before = lo > 0 ? binomial_lower(lo - 1, target, n) : 0;
    double back = at > before ? (at - p) / (at - before) : 0, v = ((double)lo - back) / (double)n;
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

void funnel_share(double target, size_t n, enum funnel_place limit, double *lo, double *hi)
{
    CHECK(target > 0 && target < 1 && n >= 1 && n <= INT32_MAX && limit != FUNNEL_INSIDE);
    double tail = limit == FUNNEL_BEYOND_998 ? 0.001 : 0.025;
    *lo = share_at(target, (unsigned)n, tail);
    *hi = share_at(target, (unsigned)n, 1 - tail);
}
