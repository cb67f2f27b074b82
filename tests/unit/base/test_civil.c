#include "unit.h"

#include "base/civil.h"

static void every_day_round_trips(void **state) {
    (void)state;
    int weekday = 1; // 0001-01-01 was a Monday
    int32_t d = day_from(1, 1, 1).d;
    assert_int_equal(d, -719162);
    for (int y = 1; y <= 9999; y++) {
        for (int m = 1; m <= 12; m++) {
            for (int n = 1; day_valid(y, m, n); n++, d++) {
                struct civil c = day_civil((day){d});
                if (day_from(y, m, n).d != d || c.year != y || c.month != m || c.day != n || day_weekday((day){d}) != weekday) {
                    fail_msg("%d-%d-%d", y, m, n);
                }
                weekday = weekday % 7 + 1;
            }
        }
    }
    assert_int_equal(d - 1, 2932896);
    assert_int_equal(day_from(1970, 1, 1).d, 0);
    assert_int_equal(day_weekday((day){INT32_MIN}) >= 1, 1);
    assert_int_equal(day_weekday((day){INT32_MAX}) <= 7, 1);
}

static void bad_day(void *ctx) {
    (void)ctx;
    day_from(2026, 2, 29);
}
static void day_beyond(void *ctx) {
    (void)ctx;
    day_civil((day){2932897});
}

static void parses_days(void **state) {
    day d = {77};
    static const char *const bad[] = {"",           "2026-02-29", "2026-2-03",  "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31",
                                      "0000-01-01", "2026/01/01", "2026-01-01 ", " 026-01-01", "20260101",   "-026-01-01", "1900-02-29",
                                      "2026-01-1a"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(day_parse(str_of(bad[i]), &d));
    }
    assert_int_equal(d.d, 77);
    assert_true(day_parse(S("2000-02-29"), &d));
    assert_str(day_str(*state, d), "2000-02-29");
    assert_true(day_parse(S("9999-12-31"), &d));
    assert_str(day_str(*state, d), "9999-12-31");
    assert_true(day_parse(S("0001-01-01"), &d));
    assert_str(day_str(*state, d), "0001-01-01");
    assert_true(dies(bad_day, NULL));
    assert_true(dies(day_beyond, NULL));
}

static void counts_years(void **state) {
    (void)state;
    day born = day_from(2004, 2, 29);
    assert_int_equal(day_years(born, day_from(2005, 2, 28)), 0);
    assert_int_equal(day_years(born, day_from(2005, 3, 1)), 1);
    assert_int_equal(day_years(born, day_from(2008, 2, 28)), 3);
    assert_int_equal(day_years(born, day_from(2008, 2, 29)), 4);
    assert_int_equal(day_years(born, born), 0);
    assert_int_equal(day_years(day_from(1950, 6, 15), day_from(2026, 6, 14)), 75);
}

static void instants(void **state) {
    arena *a = *state;
    instant t = {0};
    assert_str(instant_str(a, (instant){0}), "1970-01-01T00:00:00.000000Z");
    assert_str(instant_str(a, (instant){-1}), "1969-12-31T23:59:59.999999Z");
    assert_true(instant_parse(S("2026-11-21T08:15:00.123456Z"), &t));
    assert_str(instant_str(a, t), "2026-11-21T08:15:00.123456Z");
    assert_true(instant_parse(S("1969-12-31T23:59:59Z"), &t) && t.us == -1000000);
    assert_int_equal(instant_day_utc(t).d, -1);
    assert_true(instant_parse(S("1970-01-01T00:00:00.5Z"), &t) && t.us == 500000);
    assert_true(instant_parse(S("0001-01-01T00:00:00Z"), &t));
    assert_str(instant_str(a, t), "0001-01-01T00:00:00.000000Z");
    assert_true(instant_parse(S("9999-12-31T23:59:59.999999Z"), &t));
    assert_str(instant_str(a, t), "9999-12-31T23:59:59.999999Z");
    static const char *const bad[] = {"", "Z", "2026-11-21T08:15:00", "2026-11-21 08:15:00Z", "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z",
                                      "2026-11-21T08:15:60Z", "2026-11-21T08:15:00.Z", "2026-11-21T08:15:00.1234567Z", "2026-02-30T08:15:00Z",
                                      "2026-11-21T08:15:00+00:00", "2026-11-21T08:15:00,5Z", "2026-11-21T0a:15:00Z", "2026-11-21T08:15:00.-1Z"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(instant_parse(str_of(bad[i]), &t));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_round_trips), ARENA_TEST(parses_days), cmocka_unit_test(counts_years), ARENA_TEST(instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
