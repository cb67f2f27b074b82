// Bins, gaps, thinning and ticks.
#include "clinic/measures/series.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"

static void bins_with_coverage(void **state) {
    (void)state;
    const struct point p[] = {{{15}, 1}, {{-1}, 1}, {{0}, 0}, {{1}, 1}, {{1}, 1}, {{6}, 0}};
    struct bin *b;
    size_t n = series_bins(a, p, 6, (day){0}, 7, &b);
    assert_int_equal(n, 4); // -7.., 0.., 7.., 14..
    assert_int_equal(b[0].first.d, -7);
    assert_int_equal(b[0].n, 1);
    assert_int_equal(b[1].n, 4);
    assert_int_equal(b[1].answered, 3);
    assert_true(fabs(b[1].mean - 0.5) < 1e-12);
    assert_true(fabs(b[1].per28 - 28.0 * 2 / 3) < 1e-12);
    assert_int_equal(b[2].n, 0);
    assert_int_equal(b[3].first.d, 14);
    assert_int_equal(series_bins(a, NULL, 0, (day){0}, 7, &b), 0);
    const struct point far[] = {{{-700000}, 1}, {{20000}, 2}}; // a mistyped year
    n = series_bins(a, far, 2, (day){0}, 7, &b);
    assert_int_equal(n, SERIES_BINS);
    assert_int_equal(b[n - 1].n, 1);
}

// Five nights and no fewer; the day of the start is from before it, so the week after begins the day after.
static void means_of_weeks(void **state) {
    (void)state;
    const struct instrument diary = {.week_least = 5, .start_day_is_before = true}, rating = {.start_day_is_before = true};
    assert_int_equal(series_origin(&diary, true, (day){20}).d, 21);
    assert_int_equal(series_origin(&rating, true, (day){20}).d, 20);
    assert_int_equal(series_origin(&diary, false, (day){20}).d, -3);
    // week 14..20: six nights, one of them said twice; week 21..27: four; week 28..34: five
    const struct point p[] = {{{15}, 1}, {{14}, 1}, {{16}, 1}, {{17}, 1}, {{18}, 2}, {{20}, 4}, {{20}, 4}, {{21}, 9}, {{22}, 9}, {{23}, 9}, {{24}, 9},
        {{28}, 2}, {{29}, 2}, {{30}, 2}, {{31}, 2}, {{33}, 7}};
    struct point *m;
    size_t few, n = series_week_means(a, &diary, p, 16, (day){21}, &m, &few);
    assert_int_equal(n, 2);
    assert_int_equal(few, 1);
    assert_int_equal(m[0].day.d, 20);
    assert_true(fabs(m[0].value - 2) < 1e-12);
    assert_int_equal(m[1].day.d, 33);
    assert_true(fabs(m[1].value - 3) < 1e-12);
    assert_int_equal(series_week_means(a, &diary, p + 7, 4, (day){21}, &m, &few), 0);
    assert_int_equal(few, 1);
    assert_int_equal(series_week_means(a, &diary, NULL, 0, (day){21}, &m, &few), 0);
    assert_int_equal(few, 0);
}

static void gaps_found(void **state) {
    (void)state;
    const struct point p[] = {{{40}, 1}, {{0}, 1}, {{1}, 1}, {{11}, 1}};
    struct gap *g;
    assert_int_equal(series_gaps(a, p, 4, 10, &g), 1);
    assert_int_equal(g[0].from.d, 12);
    assert_int_equal(g[0].to.d, 39);
    assert_int_equal(series_gaps(a, p, 4, 9, &g), 2);
    assert_int_equal(series_gaps(a, p, 0, 9, &g), 0);
}

static void thinning_keeps_extremes(void **state) {
    (void)state;
    enum { N = 1000 };
    struct point p[N], *t;
    for (int i = 0; i < N; i++)
        p[i] = (struct point){{i}, i == 333 ? 99 : i == 666 ? -99 : i % 7};
    size_t n = series_thin(a, p, N, 100, &t);
    assert_true(n <= 100);
    bool high = false, low = false;
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || t[i - 1].day.d < t[i].day.d);
        high |= t[i].value == 99;
        low |= t[i].value == -99;
    }
    assert_true(high && low);
    assert_int_equal(t[0].day.d, 0);
    assert_int_equal(t[n - 1].day.d, N - 1);
    assert_int_equal(series_thin(a, p, 5, 100, &t), 5);
    for (size_t max = 4; max < 40; max++)
        for (size_t k = 0; k < 60; k++)
            assert_true(series_thin(a, p, k, max, &t) <= (k > max ? max : k));
}

static void sorting_is_stable(void **state) {
    (void)state;
    const struct point p[] = {{{3}, 1}, {{1}, 2}, {{3}, 3}, {{2}, 4}, {{1}, 5}};
    const struct point *s = series_sorted(a, p, 5);
    static const double want[] = {2, 5, 4, 1, 3};
    for (int i = 0; i < 5; i++)
        assert_true(s[i].value == want[i]);
}

static void round_ticks(void **state) {
    (void)state;
    struct ticks t = series_ticks(0, 10, 6);
    assert_int_equal(t.n, 6);
    assert_true(t.step == 2 && t.first == 0 && t.decimals == 0);
    t = series_ticks(0.1, 0.9, 5);
    assert_true(fabs(t.step - 0.2) < 1e-12 && t.decimals == 1);
    for (double hi = 0.01; hi < 1e6; hi *= 1.7)
        for (int max = 2; max < 12; max++) {
            t = series_ticks(0, hi, max);
            assert_true(t.n >= 1 && t.n <= max);
            assert_true(t.first + (t.n - 1) * t.step <= hi * (1 + 1e-6));
        }
    t = series_ticks(5, 5, 4);
    assert_true(t.n >= 1 && t.n <= 4);
}

static void calendar_ticks(void **state) {
    (void)state;
    struct day_ticks t = series_day_ticks(a, day_from(2026, 1, 15), day_from(2026, 12, 20), 6);
    assert_int_equal(t.unit, UNIT_MONTH);
    assert_int_equal(t.n, 5);
    assert_int_equal(t.at[0].d, day_from(2026, 3, 1).d);
    t = series_day_ticks(a, day_from(2026, 11, 3), day_from(2026, 11, 30), 6);
    assert_int_equal(t.unit, UNIT_WEEK);
    assert_int_equal(day_weekday(t.at[0]), 1);
    t = series_day_ticks(a, day_from(2026, 11, 3), day_from(2026, 11, 3), 4);
    assert_int_equal(t.n, 1);
    t = series_day_ticks(a, day_from(1, 1, 1), day_from(9999, 12, 31), 2);
    assert_true(t.n <= 2);
    for (int span = 0; span < 9000; span += 37)
        for (size_t max = 2; max < 10; max++) {
            t = series_day_ticks(a, day_from(2024, 2, 29), (day){day_from(2024, 2, 29).d + span}, max);
            assert_true(t.n <= max);
            for (size_t i = 0; i < t.n; i++)
                assert_true(t.at[i].d >= day_from(2024, 2, 29).d && t.at[i].d <= day_from(2024, 2, 29).d + span);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bins_with_coverage), cmocka_unit_test(means_of_weeks), cmocka_unit_test(gaps_found),  cmocka_unit_test(thinning_keeps_extremes),
        cmocka_unit_test(sorting_is_stable),  cmocka_unit_test(round_ticks), cmocka_unit_test(calendar_ticks),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
