// base/random.h and desk/data/demo_people.h: the same for the same seed, within their bounds, and courses that can be seen.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/data/demo_people.h"

#define TODAY (day_from(2026, 11, 21))

static void random_numbers(void **state) {
    (void)state;
    // the reference implementation's first numbers of the state 1, 2, 3, 4
    struct rng r = {{1, 2, 3, 4}};
    assert_true(rng_next(&r) == 11520 && rng_next(&r) == 0 && rng_next(&r) == 1509978240 && rng_next(&r) == UINT64_C(1215971899390074240));
    struct rng a = rng_seed(1), b = rng_seed(1), c = rng_seed(2);
    assert_true(rng_next(&a) == rng_next(&b) && rng_next(&a) != rng_next(&c));
    int64_t seen[7] = {0};
    double sum = 0, squares = 0;
    for (int i = 0; i < 70000; i++) {
        int64_t x = rng_int(&a, -3, 3);
        assert_true(x >= -3 && x <= 3);
        seen[x + 3]++;
        double z = rng_normal(&a), u = rng_unit(&a);
        assert_true(u >= 0 && u < 1);
        sum += z;
        squares += z * z;
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 9500, 10500);
    assert_true(sum / 70000 > -0.02 && sum / 70000 < 0.02 && squares / 70000 > 0.97 && squares / 70000 < 1.03);
    assert_int_equal(rng_int(&a, 5, 5), 5);
    (void)rng_int(&a, INT64_MIN, INT64_MAX);
}

static double mean(const struct point *v, size_t n, int32_t from, int32_t to, size_t *used) {
    double sum = 0;
    *used = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].day.d >= from && v[i].day.d < to) {
            sum += v[i].value;
            ++*used;
        }
    return *used ? sum / (double)*used : 0;
}

// Over many people: who responds falls, who gets worse rises, who does not stays; nothing lies outside of what may be kept.
static void courses(void **state) {
    (void)state;
    double change[COURSE_WAITS + 1] = {0};
    size_t people[COURSE_WAITS + 1] = {0}, headaches = 0, dropped = 0, gaps = 0;
    arena *a = arena_new(64 << 20);
    for (uint64_t seed = 1; seed <= 600; seed++) {
        arena_reset(a);
        struct rng r = rng_seed(seed);
        struct demo_person p = demo_person_make(a, &r, TODAY);
        struct point *v;
        struct demo_day *d;
        size_t n = demo_ratings(a, &r, &p, &v), m = demo_diary(a, &r, &p, &d), before, after;
        assert_true(p.last.d <= TODAY.d && p.entered.d >= TODAY.d - 730 && p.f.given.n > 0 && p.f.family.n > 0);
        assert_true(p.pains <= 2 && (p.pains > 0 || p.headache) && p.f.phones.n >= 1);
        for (size_t i = 0; i < n; i++) {
            assert_true(v[i].value >= 0 && v[i].value <= 10 && v[i].day.d <= TODAY.d && (i == 0 || v[i].day.d > v[i - 1].day.d));
            gaps += i > 0 && v[i].day.d - v[i - 1].day.d > 13;
        }
        for (size_t i = 0; i < m; i++)
            assert_true(d[i].day.d <= TODAY.d && (i == 0 || d[i].day.d > d[i - 1].day.d) && d[i].peak <= 10 && (d[i].headache || d[i].peak == -1));
        headaches += p.headache;
        dropped += p.last.d < TODAY.d;
        double was = mean(v, n, 0, p.start.d, &before), is = mean(v, n, p.start.d + 60, TODAY.d + 1, &after);
        if (before > 0 && after > 4) {
            people[p.course]++;
            change[p.course] += is - was;
        }
        if (p.course == COURSE_NO_BASELINE)
            assert_int_equal(before, 0);
        if (p.course == COURSE_WAITS)
            assert_true(p.start.d > TODAY.d);
    }
    arena_free(a);
    assert_true(people[COURSE_RESPONDS] > 50 && change[COURSE_RESPONDS] / (double)people[COURSE_RESPONDS] < -2);
    assert_true(people[COURSE_WORSE] > 5 && change[COURSE_WORSE] / (double)people[COURSE_WORSE] > 0.7);
    double same = change[COURSE_SAME] / (double)people[COURSE_SAME];
    assert_true(people[COURSE_SAME] > 50 && same > -0.5 && same < 0.5);
    assert_in_range(headaches, 110, 190);
    assert_in_range(dropped, 60, 180);
    assert_true(gaps > 600);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_numbers), cmocka_unit_test(courses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
