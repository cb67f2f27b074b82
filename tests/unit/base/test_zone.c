#include "unit.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/zone.h"

// The system's own table of a zone; skips the test where there is none.
static str system_tzif(arena *a, const char *name) {
    str path = str_fmt(a, "/usr/share/zoneinfo/%s", name);
    FILE *f = fopen(str_z(a, path), "rb");
    if (!f) {
        print_message("no time zone data on this machine: skipped\n");
        skip();
    }
    char *p = arena_alloc(a, 1u << 20);
    size_t n = fread(p, 1, 1u << 20, f);
    fclose(f);
    return (str){p, n};
}

static const struct zone *zone_of(arena *a, const char *name) {
    const struct zone *z = zone_parse(a, str_of(name), system_tzif(a, name));
    assert_non_null(z);
    assert_str(zone_name(z), name);
    return z;
}

static instant at(const char *s) {
    instant t;
    assert_true(instant_parse(str_of(s), &t));
    return t;
}

// The change happens at that second: one offset before it, another from it on.
static void changes(const struct zone *z, int64_t second, int before, int after) {
    assert_int_equal(zone_offset(z, (instant){second * SECOND_US - 1}), before);
    assert_int_equal(zone_offset(z, (instant){second * SECOND_US}), after);
}

static void golden_offsets(void **state) {
    arena *a = *state;
    const struct zone *berlin = zone_of(a, "Europe/Berlin");
    changes(berlin, 1774746000, 3600, 7200);
    changes(berlin, 1792890000, 7200, 3600);
    assert_int_equal(zone_offset(berlin, at("1880-01-01T00:00:00Z")), 3208); // local mean time
    assert_int_equal(zone_offset(berlin, at("1947-06-01T00:00:00Z")), 10800); // double summer time
    assert_int_equal(zone_offset(berlin, at("2090-01-01T00:00:00Z")), 3600);
    assert_int_equal(zone_offset(berlin, at("2090-07-01T00:00:00Z")), 7200);
    const struct zone *york = zone_of(a, "America/New_York");
    changes(york, 1772953200, -18000, -14400);
    changes(york, 1793512800, -14400, -18000);
    const struct zone *howe = zone_of(a, "Australia/Lord_Howe"); // half an hour, south of the equator
    changes(howe, 1775314800, 39600, 37800);
    changes(howe, 1791041400, 37800, 39600);
    assert_int_equal(zone_offset(howe, at("2450-01-01T00:00:00Z")), 39600);
    assert_int_equal(zone_offset(howe, at("2450-07-01T00:00:00Z")), 37800);
    const struct zone *casa = zone_of(a, "Africa/Casablanca"); // back for Ramadan, listed year by year
    changes(casa, 1771120800, 3600, 0);
    changes(casa, 1774144800, 0, 3600);
    assert_int_equal(zone_offset(casa, at("2200-01-01T00:00:00Z")), 3600);
}

static void days_and_minutes(void **state) {
    arena *a = *state;
    const struct zone *berlin = zone_of(a, "Europe/Berlin");
    instant t = at("2026-11-20T23:30:59.999999Z");
    assert_str(day_str(a, zone_day(berlin, t)), "2026-11-21");
    assert_int_equal(zone_minute(berlin, t), 30);
    const struct zone *york = zone_of(a, "America/New_York");
    assert_str(day_str(a, zone_day(york, t)), "2026-11-20");
    assert_int_equal(zone_minute(york, t), 18 * 60 + 30);
    assert_str(day_str(a, zone_day(york, (instant){-1})), "1969-12-31");
    assert_int_equal(zone_minute(york, (instant){-1}), 18 * 60 + 59);
}

static void fits(const struct zone *z, const char *d, int minute, enum zone_fit fit, const char *utc) {
    day dd;
    instant t;
    assert_true(day_parse(str_of(d), &dd));
    assert_int_equal(zone_instant(z, dd, minute, &t), fit);
    if (t.us != at(utc).us) {
        fail_msg("%s %d: got %lld want %s", d, minute, (long long)t.us, utc);
    }
}

static void gaps_and_folds(void **state) {
    arena *a = *state;
    const struct zone *berlin = zone_of(a, "Europe/Berlin");
    fits(berlin, "2026-11-21", 9 * 60, ZONE_ONCE, "2026-11-21T08:00:00Z");
    fits(berlin, "2026-03-29", 119, ZONE_ONCE, "2026-03-29T00:59:00Z");
    fits(berlin, "2026-03-29", 120, ZONE_GAP, "2026-03-29T01:00:00Z");
    fits(berlin, "2026-03-29", 150, ZONE_GAP, "2026-03-29T01:30:00Z");
    fits(berlin, "2026-03-29", 180, ZONE_ONCE, "2026-03-29T01:00:00Z");
    fits(berlin, "2026-10-25", 119, ZONE_ONCE, "2026-10-24T23:59:00Z");
    fits(berlin, "2026-10-25", 120, ZONE_FOLD, "2026-10-25T00:00:00Z");
    fits(berlin, "2026-10-25", 179, ZONE_FOLD, "2026-10-25T00:59:00Z");
    fits(berlin, "2026-10-25", 180, ZONE_ONCE, "2026-10-25T02:00:00Z");
    fits(berlin, "2090-03-26", 150, ZONE_GAP, "2090-03-26T01:30:00Z"); // by the footer's rule
    const struct zone *howe = zone_of(a, "Australia/Lord_Howe");
    fits(howe, "2026-10-04", 135, ZONE_GAP, "2026-10-03T15:45:00Z");
    fits(howe, "2026-10-04", 150, ZONE_ONCE, "2026-10-03T15:30:00Z");
    fits(howe, "2026-04-05", 105, ZONE_FOLD, "2026-04-04T14:45:00Z");
    const struct zone *casa = zone_of(a, "Africa/Casablanca");
    fits(casa, "2026-02-15", 150, ZONE_FOLD, "2026-02-15T01:30:00Z");
    fits(casa, "2026-03-22", 150, ZONE_GAP, "2026-03-22T02:30:00Z");
    const struct zone *apia = zone_of(a, "Pacific/Apia"); // 30 December 2011 did not happen there
    fits(apia, "2011-12-30", 720, ZONE_GAP, "2011-12-30T22:00:00Z");
    fits(apia, "2011-12-31", 0, ZONE_ONCE, "2011-12-30T10:00:00Z");
    const struct zone *kwaj = zone_of(a, "Pacific/Kwajalein"); // a day twice, in 1969
    fits(kwaj, "1969-09-30", 720, ZONE_FOLD, "1969-09-30T01:00:00Z");
}

// The C library reads the same file its own way.
static void agrees_with_the_c_library(void **state) {
    static const char *const name[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin",
                                       "America/Nuuk", "Asia/Gaza", "America/Sao_Paulo", "Asia/Kolkata", "Antarctica/Troll", "UTC", "Pacific/Chatham"};
    arena *a = *state;
    uint64_t x = 88172645463325252u;
    for (size_t k = 0; k < sizeof name / sizeof *name; k++) {
        const struct zone *z = zone_of(a, name[k]);
        setenv("TZ", name[k], 1);
        tzset();
        for (int i = 0; i < 4000; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            time_t t = (time_t)(x % 8000000000u) - 2000000000; // 1906 .. 2160
            struct tm tm;
            assert_non_null(localtime_r(&t, &tm));
            if (zone_offset(z, (instant){t * SECOND_US}) != tm.tm_gmtoff) {
                fail_msg("%s at %lld: %d, not %ld", name[k], (long long)t, zone_offset(z, (instant){t * SECOND_US}), tm.tm_gmtoff);
            }
            // There and back: the local minute names this instant, or its fold's first.
            instant back, now = {t / 60 * MINUTE_US};
            int32_t off = zone_offset(z, now);
            enum zone_fit fit = zone_instant(z, zone_day(z, now), zone_minute(z, now), &back);
            assert_int_not_equal(fit, ZONE_GAP);
            assert_true(off % 60 != 0 || fit == ZONE_FOLD || back.us == now.us);
            assert_true(back.us <= now.us);
        }
    }
    unsetenv("TZ");
    tzset();
}

static void put32(struct buf *b, int64_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_putc(b, (char)((uint64_t)v >> shift));
    }
}

struct made {
    int version, times, types, leaps;
    int64_t at[3];
    int index[3], offset[3];
    const char *footer;
};

static void put_block(struct buf *b, const struct made *m, int size) {
    buf_put(b, S("TZif"));
    buf_putc(b, (char)m->version);
    buf_put(b, S("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    int count[6] = {0, 0, m->leaps, m->times, m->types, 4};
    for (int i = 0; i < 6; i++) {
        put32(b, count[i]);
    }
    for (int i = 0; i < m->times; i++) {
        if (size == 8) {
            put32(b, m->at[i] >> 32);
        }
        put32(b, m->at[i]);
    }
    for (int i = 0; i < m->times; i++) {
        buf_putc(b, (char)m->index[i]);
    }
    for (int i = 0; i < m->types; i++) {
        put32(b, m->offset[i]);
        buf_put(b, S("\0\0"));
    }
    buf_put(b, S("XYZ\0"));
    for (int i = 0; i < m->leaps * (size + 4); i++) {
        buf_putc(b, 0);
    }
}

static str tzif(arena *a, const struct made *m) {
    struct buf b = buf_new(a, 10000);
    put_block(&b, m, 4);
    if (m->version) {
        put_block(&b, m, 8);
        buf_putf(&b, "\n%s\n", m->footer);
    }
    return buf_str(&b);
}

static const struct zone *ruled(arena *a, const char *footer) {
    return zone_parse(a, S("x"), tzif(a, &(struct made){.version = '3', .types = 1, .footer = footer}));
}

static void old_files_and_empty_footers(void **state) {
    arena *a = *state;
    struct made m = {.times = 2, .types = 2, .at = {-100, 200}, .index = {1, 0}, .offset = {3600, 7200}, .footer = ""};
    for (int v = 0; v <= '4'; v += v ? 1 : '2') {
        m.version = v;
        const struct zone *z = zone_parse(a, S("x"), tzif(a, &m));
        assert_non_null(z);
        assert_int_equal(zone_offset(z, (instant){INT64_MIN}), 3600);
        changes(z, -100, 3600, 7200);
        changes(z, 200, 7200, 3600);
        assert_int_equal(zone_offset(z, (instant){INT64_MAX}), 3600);
    }
}

// Two changes within a day: what counts is the clock just before the jump.
static void two_changes_near_each_other(void **state) {
    struct made m = {.version = '2', .times = 3, .types = 3, .at = {86400, 122400, 144000}, .index = {1, 2, 0}, .offset = {0, 3600, 7200}, .footer = ""};
    const struct zone *z = zone_parse(*state, S("x"), tzif(*state, &m));
    assert_non_null(z);
    fits(z, "1970-01-02", 10 * 60, ZONE_ONCE, "1970-01-02T09:00:00Z");
    fits(z, "1970-01-02", 11 * 60 + 30, ZONE_GAP, "1970-01-02T10:30:00Z");
    fits(z, "1970-01-02", 12 * 60, ZONE_ONCE, "1970-01-02T10:00:00Z");
    fits(z, "1970-01-02", 16 * 60 + 30, ZONE_FOLD, "1970-01-02T14:30:00Z");
}

static void footer_rules(void **state) {
    arena *a = *state;
    const struct zone *z = ruled(a, "<-03>3");
    assert_int_equal(zone_offset(z, at("2026-07-01T00:00:00Z")), -10800);
    z = ruled(a, "EST5EDT,0/0,J365/25"); // RFC 8536: summer time all year
    for (int y = 2020; y < 2030; y++) {
        for (int m = 1; m <= 12; m++) {
            assert_int_equal(zone_offset(z, (instant){(int64_t)day_from(y, m, 1).d * DAY_US + 5 * HOUR_US}), -14400);
            assert_int_equal(zone_offset(z, (instant){(int64_t)day_from(y, m, 1).d * DAY_US + 4 * HOUR_US - 1}), -14400);
        }
    }
    z = ruled(a, "EST5EDT,0/0,J365/50"); // the end falls into the next year, behind its start
    for (int y = 2020; y < 2030; y++) {
        int64_t start = (int64_t)day_from(y, 1, 1).d * 86400 + 5 * 3600;
        changes(z, start, -18000, -14400);
        changes(z, start + 25 * 3600, -14400, -18000);
        assert_int_equal(zone_offset(z, (instant){(start - 5 * 3600) * SECOND_US}), -18000);
    }
    z = ruled(a, "IST-1GMT0,M10.5.0,M3.5.0/1"); // negative saving, as Ireland has it
    changes(z, 1774746000, 0, 3600);
    changes(z, 1792890000, 3600, 0);
    z = ruled(a, "AAA0BBB-0:30:15,J60/0,59/0"); // 1 March, and day 59 from 0: 1 March, or 29 February of a leap year
    assert_int_equal(zone_offset(z, at("2024-02-29T12:00:00Z")), 0);
    assert_int_equal(zone_offset(z, at("2024-03-01T12:00:00Z")), 1815);
    z = ruled(a, "AAA0BBB,J59/0,J200/0"); // 28 February, in a leap year too
    assert_int_equal(zone_offset(z, at("2024-02-28T12:00:00Z")), 3600);
    assert_int_equal(zone_offset(z, at("2024-02-27T12:00:00Z")), 0);
    z = ruled(a, "<+12>-12<+13>,M11.1.0,M1.2.1/147"); // as Fiji had it: 147 hours
    assert_int_equal(zone_offset(z, at("2026-01-01T00:00:00Z")), 46800);
    assert_int_equal(zone_offset(z, at("2026-02-01T00:00:00Z")), 43200);
    z = ruled(a, "EET-2EEST,M3.4.4/-167,M10.4.4/167:59:59");
    assert_non_null(z);
    assert_int_equal(zone_offset(z, (instant){INT64_MIN}) % 3600, 0);
    assert_int_equal(zone_offset(z, (instant){INT64_MAX}) % 3600, 0);
    static const char *const bad[] = {"X5", "EST", "EST5EDT", "EST25", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
                                      "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J5", "EST5EDT,J366,J5", "EST5EDT,366,5", "EST5EDT,M3.2.0/168,M11.1.0",
                                      "EST5EDT,M3.2.0,M11.1.0x", "<EST5", "<E>5", "EST5:60", "EST5:00:60", " ", ",", "EST5EDT,,", "EST-"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (ruled(a, bad[i])) {
            fail_msg("taken: %s", bad[i]);
        }
    }
}

static void refuses_malformed(void **state) {
    arena *a = *state;
    struct made good = {.version = '2', .times = 2, .types = 2, .at = {-100, 200}, .index = {1, 0}, .offset = {3600, 7200}, .footer = "CET-1"};
    str s = tzif(a, &good);
    assert_non_null(zone_parse(a, S("x"), s));
    for (size_t n = 0; n < s.n; n++) { // cut anywhere
        char *exact = malloc(n ? n : 1); // so that a read behind the end is seen
        memcpy(exact, s.p, n);
        assert_null(zone_parse(a, S("x"), (str){exact, n}));
        free(exact);
    }
    assert_null(zone_parse(a, S("x"), (str){0}));
    struct made m = good;
    m.index[1] = 2;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.at[1] = -100;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.offset[1] = 26 * 3600;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.offset[1] = INT32_MIN;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.leaps = 1;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.version = '1';
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
    m = good;
    m.types = m.times = 0;
    assert_null(zone_parse(a, S("x"), tzif(a, &m)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(golden_offsets), ARENA_TEST(days_and_minutes), ARENA_TEST(gaps_and_folds), ARENA_TEST(agrees_with_the_c_library),
        ARENA_TEST(old_files_and_empty_footers), ARENA_TEST(two_changes_near_each_other), ARENA_TEST(footer_rules), ARENA_TEST(refuses_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
