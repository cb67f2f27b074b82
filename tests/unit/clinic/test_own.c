// One day against the own days before it: the numbers against R (mean, sd), the minimum of days, days alike, gaps, a day answered twice.
#include "clinic/measures/own.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "clinic/measures/instrument.h"

static const struct own_rule rule = {.days = 28, .least = 14, .far = 1.5, .source = "s"};

#define NEAR(x, y) assert_true(fabs((x) - (y)) < 1e-9)

static void as_another_program_computes_it(void **state)
{
    (void)state;
    // R 4.2: x <- c(10,12,11,9,13,10,12,14,8,11,10,12,13,11); mean(x), sd(x), (16 - mean(x)) / sd(x)
    static const double x[] = {10, 12, 11, 9, 13, 10, 12, 14, 8, 11, 10, 12, 13, 11, 16};
    struct point p[15];
    for (int i = 0; i < 15; i++)
        p[i] = (struct point){{100 + i}, x[i], false};
    struct own_day o = own_compare(p, 15, &rule);
    assert_int_equal(o.state, OWN_KNOWN);
    assert_int_equal(o.n, 14);
    assert_int_equal(o.on.d, 114);
    NEAR(o.value, 16);
    NEAR(o.mean, 11.142857142857142);
    NEAR(o.sd, 1.657483860329490);
    NEAR(o.z, 2.930431465062538);
    assert_true(o.far);
    p[14].value = 13; // z 1.12
    o = own_compare(p, 15, &rule);
    assert_true(o.state == OWN_KNOWN && !o.far && o.z > 1.1 && o.z < 1.2);
    p[14].value = 4;
    o = own_compare(p, 15, &rule);
    assert_true(o.far && o.z < -1.5);
}

static void the_day_itself_and_older_ones_do_not_count(void **state)
{
    (void)state;
    struct point p[40];
    for (int i = 0; i < 40; i++)
        p[i] = (struct point){{100 + i}, i < 11 ? 1000 : 10 + i % 2, false};
    struct own_day o = own_compare(p, 40, &rule); // day 139: days 111 to 138
    assert_int_equal(o.n, 28);
    NEAR(o.mean, 10.5);
    assert_true(own_compare(p, 39, &rule).mean > 11); // day 138 has one of the old ones among its 28
}

static void too_few_days_and_no_spread_say_why(void **state)
{
    (void)state;
    struct point p[30];
    for (int i = 0; i < 30; i++)
        p[i] = (struct point){{100 + 2 * i}, 7.3, false}; // every other day: 14 in 28
    assert_int_equal(own_compare(p, 0, &rule).state, OWN_NONE);
    struct own_day o = own_compare(p, 14, &rule);
    assert_true(o.state == OWN_FEW && o.n == 13 && o.value > 7);
    o = own_compare(p, 15, &rule);
    assert_true(o.state == OWN_ALIKE && o.n == 14 && o.sd == 0 && o.z == 0 && !o.far);
    p[13].value = 7.4;
    assert_int_equal(own_compare(p, 15, &rule).state, OWN_KNOWN);
    // a day that was answered twice is one day, with its mean
    struct point twice[16];
    for (int i = 0; i < 14; i++)
        twice[i] = (struct point){{100 + i / 2}, i, false};
    twice[14] = (struct point){{110}, 5, false};
    twice[15] = (struct point){{110}, 9, false};
    o = own_compare(twice, 16, &rule);
    assert_true(o.state == OWN_FEW && o.n == 7);
    NEAR(o.value, 7);
    o = own_compare(twice, 16, &(struct own_rule){.days = 28, .least = 7, .far = 1.5});
    assert_true(o.state == OWN_KNOWN && o.n == 7);
    NEAR(o.mean, 6.5);
}

static void wellness_has_the_rule_of_the_reference(void **state)
{
    (void)state;
    const struct instrument *in = instrument_of(S("wellness"), S("today"));
    assert_true(in->own.days == 28 && in->own.least == 14 && in->own.far > 1.49 && in->own.far < 1.51 && in->own.source[0]);
    assert_int_equal(instrument_of(S("peg"), S("past-7d"))->own.days, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_another_program_computes_it),
        cmocka_unit_test(the_day_itself_and_older_ones_do_not_count),
        cmocka_unit_test(too_few_days_and_no_spread_say_why),
        cmocka_unit_test(wellness_has_the_rule_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
