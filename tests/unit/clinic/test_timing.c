// One person over time, in its parts. What R and the published vectors say is in tests/stats/series.test.mjs; here is what must hold of any series.
#include "clinic/stats/timing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/random.h"

#define NEAR(x, y, eps) assert_true(fabs((x) - (y)) <= (eps))

// What the definition says, pair by pair.
static double slow_s(const double *x, size_t nx, const double *y, size_t ny)
{
    double s = 0;
    for (size_t i = 0; i < nx; i++)
        for (size_t j = 0; j < ny; j++) s += (y[j] > x[i]) - (y[j] < x[i]);
    return s;
}

static double slow_pand(const double *x, size_t nx, const double *y, size_t ny)
{
    size_t best = nx > ny ? nx : ny;
    for (size_t i = 0; i < nx; i++) { // x[i] is the highest that is kept before
        size_t kept = 0;
        for (size_t k = 0; k < nx; k++) kept += x[k] <= x[i];
        for (size_t k = 0; k < ny; k++) kept += y[k] > x[i];
        if (kept > best) best = kept;
    }
    return (double)best / (double)(nx + ny);
}

static void overlap_by_definition(void **state)
{
    (void)state;
    struct rng r = rng_seed(5);
    for (int round = 0; round < 500; round++) {
        double x[12], y[9], dx[12], dy[9], within = 0;
        size_t nx = (size_t)rng_int(&r, 1, 12), ny = (size_t)rng_int(&r, 1, 9);
        for (size_t i = 0; i < nx; i++) x[i] = (double)rng_int(&r, 0, 6), dx[i] = (double)i;
        for (size_t i = 0; i < ny; i++) y[i] = (double)rng_int(&r, 0, 6), dy[i] = (double)(i + nx);
        for (size_t i = 0; i < nx; i++)
            for (size_t k = i + 1; k < nx; k++) within += (x[k] > x[i]) - (x[k] < x[i]);
        double pairs = (double)(nx * ny), s = slow_s(x, nx, y, ny);
        struct overlap high = overlap_of(a, x, dx, nx, y, dy, ny, false), low = overlap_of(a, x, dx, nx, y, dy, ny, true);
        NEAR(overlap_within(a, x, nx), within, 0);
        NEAR(high.tau.v, s / pairs, 1e-12);
        NEAR(low.tau.v, -s / pairs, 1e-12);
        NEAR(high.nap.v + low.nap.v, 1, 1e-12);
        NEAR(high.tau_u.v, (s - within) / pairs, 1e-12);
        NEAR(low.tau_u.v, -(s - within) / pairs, 1e-12);
        NEAR(high.pand.v, slow_pand(x, nx, y, ny), 1e-12);
        NEAR(high.pem.v + low.pem.v, 1, 1e-12);
        assert_int_equal(high.tau_bc.known, nx > 1);
    }
}

static void nothing_to_overlap(void **state)
{
    (void)state;
    double x[] = {1, 2}, d[] = {0, 1};
    struct overlap o = overlap_of(a, x, d, 0, x, d, 2, true);
    assert_false(o.nap.known || o.tau_bc.known || o.ird.known);
    assert_string_equal(o.nap.why, "there is no value before the start");
    o = overlap_of(a, x, d, 1, x, d, 2, true);
    assert_true(o.nap.known && !o.tau_bc.known);
}

static struct spot *series(struct rng *r, size_t n, int before, double level, double noise)
{
    struct spot *s = ARENA_ARRAY(a, n, struct spot);
    for (size_t i = 0; i < n; i++) {
        int day = (int)i - before;
        s[i] = (struct spot){day, day >= 0, 5 + (day >= 0 ? level : 0) + noise * rng_normal(r), 1};
    }
    return s;
}

static void days_and_units_do_not_matter(void **state)
{
    (void)state;
    struct rng r = rng_seed(9);
    struct spot *s = series(&r, 40, 18, -2, 1);
    const char *why;
    struct ar1_fit f = ar1_reml(ar1_make(a, s, 40, &(struct design_want){0}, &why));
    for (size_t i = 0; i < 40; i++) s[i].day += 2000000, s[i].y = s[i].y * 1000 - 7;
    struct ar1_fit g = ar1_reml(ar1_make(a, s, 40, &(struct design_want){.start = 2000000}, &why));
    NEAR(g.rho, f.rho, 1e-6);
    NEAR(g.level.estimate / 1000, f.level.estimate, 1e-6);
    NEAR(g.level.t, f.level.t, 1e-6);
    NEAR(g.slope.t, f.slope.t, 1e-6);
    // Stretched threefold, with what is between missing: the same model with the third root of rho.
    for (size_t i = 0; i < 40; i++) s[i].day = 3 * (int)i;
    struct ar1_fit h = ar1_reml(ar1_make(a, s, 40, &(struct design_want){.start = 3 * 18}, &why));
    NEAR(h.rho * h.rho * h.rho, f.rho, 1e-5);
    NEAR(h.level.t, f.level.t, 1e-5);
}

static void least_squares_at_rho_zero(void **state)
{
    (void)state;
    // By hand: two flat phases, means 4 and 2, without slope.
    struct spot s[] = {{-4, false, 3, 1}, {-3, false, 5, 1}, {-2, false, 5, 1}, {-1, false, 3, 1}, {0, true, 1, 1}, {1, true, 3, 1}, {2, true, 3, 1}, {3, true, 1, 1}};
    const char *why;
    struct ar1_fit f = ar1_at(ar1_make(a, s, 8, &(struct design_want){0}, &why), 0);
    NEAR(f.level.estimate, -2, 1e-12);
    NEAR(f.slope.estimate, 0, 1e-12);
    NEAR(f.sigma, sqrt(8 / 4.0), 1e-12);
    NEAR(f.level.df, 4, 0);
}

static void designs_that_cannot_be_told_apart(void **state)
{
    (void)state;
    struct rng r = rng_seed(3);
    const char *why = NULL;
    struct spot *s = series(&r, 12, 11, 0, 1); // one value since
    assert_null(ar1_make(a, s, 12, &(struct design_want){0}, &why));
    assert_non_null(why);
    assert_non_null(ar1_make(a, s, 12, &(struct design_want){.no_slope = true}, &why));
    assert_null(ar1_make(a, s, 11, &(struct design_want){0}, &why)); // none since
    assert_null(ar1_make(a, s, 0, &(struct design_want){0}, &why));
    assert_null(ar1_make(a, s + 9, 3, &(struct design_want){.no_slope = true}, &why)); // three values, three columns
    for (size_t i = 0; i < 12; i++) s[i].y = 7;
    assert_null(ar1_make(a, s, 12, &(struct design_want){.no_slope = true}, &why));
    assert_string_equal(why, "all values are the same");
}

static struct timing judged(const struct spot *s, size_t n, struct timing_want want)
{
    return timing_of(a, s, n, &want);
}

static void verdicts(void **state)
{
    (void)state;
    struct rng r = rng_seed(17);
    struct timing_want low = {.low = true, .step = 1};
    assert_int_equal(judged(series(&r, 40, 18, -6, 1), 40, low).verdict, TIMING_BETTER);
    assert_int_equal(judged(series(&r, 40, 18, 6, 1), 40, low).verdict, TIMING_WORSE);
    assert_int_equal(judged(series(&r, 9, 4, -6, 1), 9, low).verdict, TIMING_TOO_FEW);
    assert_int_equal(judged(series(&r, 40, 0, 0, 1), 40, low).verdict, TIMING_TOO_FEW);
    struct timing six = judged(series(&r, 12, 6, -9, 0.3), 12, low);
    bool said = false;
    for (size_t i = 0; i < six.n_reasons; i++) said = said || strstr(six.reason[i], "fewer than 8");
    assert_true(said);
    // Never more than the timing bears: a cause only where the start was drawn among twenty or more.
    struct timing_want drawn = {.low = true, .starts_known = true, .first = -10, .last = 12, .step = 1};
    struct spot *s = series(&r, 40, 18, -6, 1);
    assert_int_equal(judged(s, 40, drawn).verdict, TIMING_CAUSED);
    drawn.step = 2;
    assert_int_equal(judged(s, 40, drawn).verdict, TIMING_BETTER);
    drawn.step = 1, drawn.first = 1;
    struct timing other = judged(s, 40, drawn);
    assert_non_null(other.chance.why);
    assert_int_equal(other.verdict, TIMING_BETTER);
}

// Of series in which nothing happens, few may be called changed: at most one in ten with errors that hardly remember.
static void nothing_happens(void **state)
{
    (void)state;
    struct rng r = rng_seed(23);
    size_t changed = 0, caused = 0;
    enum { ROUNDS = 200 };
    for (int k = 0; k < ROUNDS; k++) {
        struct spot *s = series(&r, 45, 20, 0, 1);
        enum timing_verdict v = judged(s, 45, (struct timing_want){.low = true}).verdict;
        changed += v == TIMING_BETTER || v == TIMING_WORSE || v == TIMING_MIXED;
        caused += judged(s, 45, (struct timing_want){.low = true, .starts_known = true, .first = -12, .last = 12, .step = 1}).verdict == TIMING_CAUSED;
    }
    assert_true(changed <= ROUNDS / 10);
    assert_true(caused <= ROUNDS / 10);
}

static void nothing_happens_to_days(void **state)
{
    (void)state;
    struct rng r = rng_seed(37);
    size_t changed = 0;
    enum { ROUNDS = 200, N = 60 };
    for (int k = 0; k < ROUNDS; k++) {
        struct spot *s = series(&r, N, 28, 0, 1);
        for (size_t i = 0; i < N; i++) s[i].y = rng_chance(&r, 0.4);
        enum timing_verdict v = judged(s, N, (struct timing_want){.kind = TIMING_BINARY, .low = true}).verdict;
        changed += v == TIMING_BETTER || v == TIMING_WORSE || v == TIMING_MIXED;
    }
    assert_true(changed <= ROUNDS / 10);
}

static void posterior(void **state)
{
    (void)state;
    struct rng r = rng_seed(29);
    struct timing_want want = {.low = true, .mcid_known = true, .mcid = 1.5};
    struct timing better = judged(series(&r, 50, 25, -6, 1), 50, want), none = judged(series(&r, 50, 25, 0, 1), 50, want);
    assert_true(!better.belief.why && better.belief.improved > 0.95);
    assert_true(!none.belief.why && none.belief.improved < 0.2);
    assert_non_null(judged(series(&r, 8, 4, -6, 1), 8, want).belief.why);
}

static void plans(void **state)
{
    (void)state;
    for (int values = 1; values < 60; values++) {
        struct chance_plan p = chance_plan(100, 100 + 7 * (values - 1), 7, 11);
        assert_int_equal(p.values, values);
        assert_int_equal(p.causal, values >= 29);
        assert_int_equal(p.why != NULL, p.n == 0);
        bool among = p.n == 0;
        for (size_t i = 0; i < p.n; i++) {
            among = among || p.start[i] == p.drawn;
            assert_true((p.start[i] - 100) / 7 >= p.side && values - (p.start[i] - 100) / 7 >= p.side);
        }
        assert_true(among);
        if (p.causal) assert_true(p.n >= CHANCE_STARTS);
    }
}

static void many_blocks_are_drawn(void **state)
{
    (void)state;
    struct rng r = rng_seed(31);
    enum { N = 120 };
    struct spot *s = ARENA_ARRAY(a, N, struct spot);
    for (int i = 0; i < N; i++) {
        bool treated = i / 4 % 2 ? i / 2 % 2 : !(i / 2 % 2);
        s[i] = (struct spot){i, treated, 5 - (treated ? 2 : 0) + 0.3 * rng_normal(&r), 1};
    }
    struct chance c = chance_blocks(a, s, N, 0, 2, true, 1), again = chance_blocks(a, s, N, 0, 2, true, 1);
    assert_true(!c.why && !c.exhaustive && c.ways == CHANCE_DRAWS);
    NEAR(c.p, 1.0 / (CHANCE_DRAWS + 1), 1e-12);
    assert_true(memcmp(&c.p, &again.p, sizeof c.p) == 0);
    assert_non_null(chance_blocks(a, s, N - 1, 0, 120, true, 1).why);
    assert_non_null(chance_blocks(a, s, N, 5, 2, true, 1).why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap_by_definition), cmocka_unit_test(nothing_to_overlap), cmocka_unit_test(days_and_units_do_not_matter),
        cmocka_unit_test(least_squares_at_rho_zero), cmocka_unit_test(designs_that_cannot_be_told_apart), cmocka_unit_test(verdicts), cmocka_unit_test(nothing_happens), cmocka_unit_test(nothing_happens_to_days),
        cmocka_unit_test(posterior), cmocka_unit_test(plans), cmocka_unit_test(many_blocks_are_drawn),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
