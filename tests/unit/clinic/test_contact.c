// clinic/calendar/contact.h: quiet hours, in the nights that are longer or shorter too, and how long a failed try waits.
#include "../base/unit.h"

#include <stdlib.h>
#include <string.h>

#include "clinic/calendar/contact.h"

static const struct zone *zone_named(arena *a, const char *name) {
    FILE *f = fopen(str_z(a, str_fmt(a, "/usr/share/zoneinfo/%s", name)), "rb");
    if (!f) {
        print_message("no time zone data on this machine: skipped\n");
        skip();
    }
    char *p = arena_alloc(a, 1u << 20);
    size_t n = fread(p, 1, 1u << 20, f);
    fclose(f);
    const struct zone *z = zone_parse(a, str_of(name), (str){p, n});
    assert_non_null(z);
    return z;
}

static void nobody_is_woken(void **state) {
    arena *a = *state;
    static const struct {
        const char *zone;
        int from, until;
        const char *now, *then;
    } rows[] = {
        // a winter's day in London
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-01-05T20:59:59.999999Z", "2026-01-05T20:59:59.999999Z"},
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-01-05T21:00:00.000000Z", "2026-01-06T08:00:00.000000Z"},
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-01-06T00:00:00.000001Z", "2026-01-06T08:00:00.000000Z"},
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-01-06T07:59:59.999999Z", "2026-01-06T08:00:00.000000Z"},
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-01-06T08:00:00.000000Z", "2026-01-06T08:00:00.000000Z"},
        // 29 March 2026, 01:00: an hour less; the night of 25 October: an hour more
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-03-28T23:30:00.000000Z", "2026-03-29T07:00:00.000000Z"},
        {"Europe/London", QUIET_FROM, QUIET_UNTIL, "2026-10-24T20:30:00.000000Z", "2026-10-25T08:00:00.000000Z"},
        // rest ends at 01:30, which does not come on 29 March, and comes twice on 25 October (00:30 and 01:30 UTC)
        {"Europe/London", QUIET_FROM, 90, "2026-03-29T00:10:00.000000Z", "2026-03-29T01:00:00.000000Z"},
        {"Europe/London", QUIET_FROM, 90, "2026-10-25T00:10:00.000000Z", "2026-10-25T00:30:00.000000Z"},
        {"Europe/London", QUIET_FROM, 90, "2026-10-25T01:10:00.000000Z", "2026-10-25T01:30:00.000000Z"},
        // the only minutes of the day that are not quiet fall into the hour that is left out
        {"Europe/London", 119, 61, "2026-03-29T00:10:00.000000Z", "2026-03-30T00:01:00.000000Z"},
        // within one day, never, and a zone of three quarters of an hour
        {"Europe/London", 600, 660, "2026-01-06T10:30:00.000000Z", "2026-01-06T11:00:00.000000Z"},
        {"Europe/London", 600, 660, "2026-01-06T09:59:00.000000Z", "2026-01-06T09:59:00.000000Z"},
        {"Europe/London", 600, 600, "2026-01-06T10:00:00.000000Z", "2026-01-06T10:00:00.000000Z"},
        {"Asia/Kathmandu", QUIET_FROM, QUIET_UNTIL, "2026-01-05T15:15:00.000000Z", "2026-01-06T02:15:00.000000Z"},
        {"America/New_York", QUIET_FROM, QUIET_UNTIL, "2026-01-06T02:00:00.000000Z", "2026-01-06T13:00:00.000000Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        instant now;
        assert_true(instant_parse(str_of(rows[i].now), &now));
        str then = instant_str(a, contact_not_before(zone_named(a, rows[i].zone), rows[i].from, rows[i].until, now));
        if (!str_eq(then, str_of(rows[i].then))) fail_msg("row %zu, %s: %.*s, should be %s", i, rows[i].now, SP(then), rows[i].then);
    }
}

static void a_failed_try_waits_longer_each_time(void **state) {
    (void)state;
    static const int64_t minutes[] = {1, 5, 30, 120, 480, 0, 0};
    for (int64_t n = 1; n <= 7; n++) assert_int_equal(contact_wait_us(false, n), minutes[n - 1] * MINUTE_US);
    static const int64_t urgent[] = {1, 1, 2, 5, 15, 15};
    for (int64_t n = 1; n <= 6; n++) assert_int_equal(contact_wait_us(true, n), urgent[n - 1] * MINUTE_US);
    assert_int_equal(contact_wait_us(true, CONTACT_URGENT_TRIES - 1), 15 * MINUTE_US);
    assert_int_equal(contact_wait_us(true, CONTACT_URGENT_TRIES), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(nobody_is_woken), ARENA_TEST(a_failed_try_waits_longer_each_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
