// Outcomes of a practice: shrinkage by hand, who is hidden, bounds of what is not known, funnel limits by hand.
#include "clinic/stats/outcomes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"

static arena *a;

static int setup(void **state)
{
    (void)state;
    a = arena_new(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static void near(double got, double want, double by)
{
    if (!(fabs(got - want) <= by)) print_error("%.10g is not within %g of %.10g\n", got, by, want);
    assert_true(fabs(got - want) <= by);
}

// Five therapists; the last has seven people only.
static str therapists(void)
{
    static const int n[] = {12, 30, 20, 15, 7};
    static const double own[] = {1.5, -1, 0.2, 2, -2};
    struct buf b = buf_new(a, 1 << 14);
    uint32_t seed = 3;
    buf_put(&b, S("therapist,baseline,change\n"));
    for (int t = 0; t < 5; t++) {
        for (int i = 0; i < n[t]; i++) {
            seed = seed * 1664525u + 1013904223u;
            buf_putf(&b, "t%d,%d,%.4f\n", t, 3 + i % 6, own[t] + 0.5 * (3 + i % 6) + 4 * ((double)(seed >> 8) / (1 << 24) - 0.5));
        }
    }
    return buf_str(&b);
}

static void units_are_shrunken(void **state)
{
    (void)state;
    struct model_formula f;
    struct formula_error fe;
    struct frame_error e;
    struct mixed_design d;
    struct mixed_result r;
    struct outcomes_unit *u;
    size_t omitted;
    assert_true(model_formula_parse(a, S("change ~ baseline + (1 | therapist)"), &f, &fe));
    assert_true(mixed_design_make(a, &f, therapists(), (str){0}, &d, &omitted, &e));
    mixed_fit(a, &d, &(struct mixed_options){.spread = true}, &r);
    assert_int_equal(outcomes_units(a, &d, &r, 0, &u), 5);
    double tau2 = r.random[0].covariance[0];
    for (size_t i = 0; i < 4; i++) { // the reference's 5.3, and the variance that goes with it
        double n = (double)u[i].n, shrink = n * tau2 / (n * tau2 + r.sigma2);
        assert_true(u[i].shown && u[i].lo < u[i].effect && u[i].effect < u[i].hi);
        near(u[i].effect, shrink * (u[i].observed - u[i].expected), 1e-9);
        near(u[i].se, sqrt(shrink * r.sigma2 / n), 1e-9);
        assert_true(fabs(u[i].effect) < fabs(u[i].observed - u[i].expected));
    }
    assert_int_equal(u[4].n, 7);
    assert_true(!u[4].shown && u[4].effect == 0 && u[4].observed == 0 && u[4].hi == 0);
    assert_string_equal(str_z(a, u[0].name), "t0");
    r.verdict = MIXED_TOO_FEW;
    assert_int_equal(outcomes_units(a, &d, &r, 0, &u), 0);
}

static void absent_people_count(void **state)
{
    (void)state;
    assert_int_equal(outcomes_rate(9, 9, 9).shown, OUTCOMES_TOO_FEW);
    assert_true(outcomes_rate(9, 9, 9).completion == 0);
    struct outcomes_rate r = outcomes_rate(100, 59, 50);
    assert_int_equal(r.shown, OUTCOMES_TOO_INCOMPLETE);
    near(r.completion, 0.59, 1e-12);
    assert_true(r.best == 0);
    r = outcomes_rate(100, 60, 30);
    assert_int_equal(r.shown, OUTCOMES_SHOWN);
    near(r.worst, 0.30, 1e-12); // not 30 of 60
    near(r.best, 0.70, 1e-12);
    near(r.lo, 0.218949, 1e-6); // Wilson of 30 and 70 of 100: R's prop.test(30, 100, correct = FALSE)
    near(r.hi, 0.781051, 1e-6);
    r = outcomes_rate(10, 10, 10);
    near(r.best, 1, 0);
    near(r.hi, 1, 0);
    r = outcomes_rate(10, 10, 0);
    near(r.lo, 0, 0);
    near(r.hi, 0.277533, 1e-6);
}

static void funnel_without_dispersion(void **state)
{
    (void)state;
    static const struct funnel_unit u[] = {{5, 1}, {4.2, 0.5}, {6.1, 1}, {5.4, 0.8}, {4.6, 0.7}, {5.2, 1}, {4.9, 0.3}, {5.1, 2}, {4.5, 1}, {8.6, 1}};
    struct funnel f;
    funnel_of(a, u, 10, 5, &f);
    // z 0 -1.6 1.1 .5 -.571 .2 -.333 .05 -.5 3.6: 3.6 is drawn in to 1.1, -1.6 to -.571
    near(f.phi, (0 + 2 * 16.0 / 49 + 2 * 1.21 + 0.25 + 0.04 + 1.0 / 9 + 0.0025 + 0.25) / 10, 1e-9);
    assert_false(f.inflated);
    assert_int_equal(f.place[9], FUNNEL_BEYOND_998);
    assert_int_equal(f.place[1], FUNNEL_INSIDE);
    assert_true(f.look[9] && !f.look[1]);
    near(funnel_width(&f, FUNNEL_BEYOND_95, 0.5), 0.979982, 1e-6);
    near(funnel_width(&f, FUNNEL_BEYOND_998, 1), 3.090232, 1e-6);
}

static void funnel_with_dispersion(void **state)
{
    (void)state;
    struct funnel_unit u[20];
    struct funnel f;
    for (int i = 0; i < 20; i++) u[i] = (struct funnel_unit){10 + (i % 2 ? 3 : -3), 1}; // all beyond 1.96, none out of the way
    funnel_of(a, u, 20, 10, &f);
    near(f.phi, 9, 1e-12);
    assert_true(f.inflated);
    for (int i = 0; i < 20; i++) assert_int_equal(f.place[i], FUNNEL_INSIDE);
    near(funnel_width(&f, FUNNEL_BEYOND_95, 1), 3 * 1.959964, 1e-5);
    funnel_of(a, NULL, 0, 1, &f);
    assert_true(f.n == 0 && f.phi == 1 && !f.inflated);
}

static void funnel_of_shares(void **state)
{
    (void)state;
    double lo, hi;
    funnel_share(0.5, 2, FUNNEL_BEYOND_95, &lo, &hi); // P(0) .25, P(<=1) .75: (0 - .9)/2 is cut to 0, (2 - .1)/2
    near(lo, 0, 0);
    near(hi, 0.95, 1e-12);
    funnel_share(0.5, 400, FUNNEL_BEYOND_95, &lo, &hi); // near the normal limits, half +- 1.96 * .025, less half a count
    near(lo, 0.451 - 0.00125, 5e-4);
    near(hi, 0.549 - 0.00125, 5e-4);
    double wider_lo, wider_hi;
    funnel_share(0.5, 400, FUNNEL_BEYOND_998, &wider_lo, &wider_hi);
    assert_true(wider_lo < lo && hi < wider_hi);
    funnel_share(0.001, 1000000, FUNNEL_BEYOND_95, &lo, &hi);
    assert_true(lo > 0.0009 && lo < 0.001 && hi > 0.001 && hi < 0.0011);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(units_are_shrunken, setup, teardown),
        cmocka_unit_test_setup_teardown(absent_people_count, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_without_dispersion, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_with_dispersion, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_of_shares, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
