// Free times by hand, and thousands of random calendars against a reference that looks at every minute.
#include "../base/unit.h"

#include <stdlib.h>
#include <string.h>

#include "clinic/calendar/slots.h"

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

static instant utc(const char *s) {
    instant t;
    assert_true(instant_parse(str_of(s), &t));
    return t;
}

enum { NINE = 9 * 60, FIVE = 17 * 60, SLOTS = 1440 };
static const struct minutes nine_to_five[] = {{NINE, FIVE}};

// An ordinary Monday in London in winter, where civil time is UTC: an hour's treatment on the hour.
static struct slots_day monday(arena *a) {
    return (struct slots_day){.day = day_from(2026, 1, 5), .zone = zone_named(a, "Europe/London"), .open = nine_to_five, .n_open = 1,
                              .people = 1, .minutes = 60, .grid = 60, .not_before = {INT64_MIN}};
}

static struct span at_minutes(const struct slots_day *d, int from, int to) {
    int64_t midnight = (int64_t)d->day.d * DAY_US;
    return (struct span){{midnight + from * MINUTE_US}, {midnight + to * MINUTE_US}};
}

// The times offered, "09:00 10:00": as a person would read them; a fold has a star.
static str offered(arena *a, const struct slots_day *d) {
    static struct slot s[SLOTS];
    size_t n = slots_free(d, s, SLOTS);
    str text = {0};
    for (size_t i = 0; i < n; i++) {
        text = str_fmt(a, "%.*s%s%02d:%02d%s", SP(text), i ? " " : "", s[i].minute / 60, s[i].minute % 60, s[i].fold ? "*" : "");
    }
    return text;
}

#define assert_offered(a, d, text) assert_str(offered(a, d), text)
#define assert_why(d, at, text) assert_str(slot_conflict_name(slots_check(d, at, &(struct slot){.minute = 0})), text)

static void an_empty_day_is_free(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    assert_offered(a, &d, "09:00 10:00 11:00 12:00 13:00 14:00 15:00 16:00");
    struct slot s[3];
    assert_int_equal(slots_free(&d, s, 3), 3);
    assert_int_equal(s[2].minute, 11 * 60);
    assert_int_equal(s[2].start.us, utc("2026-01-05T11:00:00Z").us);
    assert_int_equal(s[2].room, 0);
    assert_int_equal(slots_free(&d, s, 0), 0);
    d.n_open = 0;
    assert_offered(a, &d, "");
    assert_why(&d, NINE, "closed");
}

static void the_grid_counts_from_midnight(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct minutes open[] = {{9 * 60 + 10, 10 * 60 + 50}};
    d.open = open;
    d.grid = 15;
    d.minutes = 45;
    assert_offered(a, &d, "09:15 09:30 09:45 10:00");
    assert_why(&d, 9 * 60 + 10, "free"); // staff may leave the grid, not the hours
    assert_why(&d, 9 * 60 + 9, "closed");
    assert_why(&d, 10 * 60 + 5, "free");
    assert_why(&d, 10 * 60 + 6, "closed");
}

static void appointments_that_touch_do_not_conflict(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct span busy[] = {at_minutes(&d, 10 * 60, 11 * 60), at_minutes(&d, 13 * 60, 14 * 60)};
    d.busy = busy;
    d.n_busy = 2;
    assert_offered(a, &d, "09:00 11:00 12:00 14:00 15:00 16:00");
    assert_why(&d, 9 * 60, "free");
    assert_why(&d, 9 * 60 + 1, "therapist");
    assert_why(&d, 11 * 60, "free");
    assert_why(&d, 11 * 60 - 1, "therapist");
}

static void clearance_must_be_free_but_may_pass_closing_time(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct minutes open[] = {{9 * 60, 12 * 60}};
    struct span busy[] = {at_minutes(&d, 11 * 60, 11 * 60 + 30)};
    d.open = open;
    d.clearance = 15;
    assert_offered(a, &d, "09:00 10:00 11:00"); // the last one is cleared until 12:15
    d.busy = busy;
    d.n_busy = 1;
    assert_offered(a, &d, "09:00"); // ten to eleven would be cleared into it
    d.client = busy; // clearance does not hold up the client
    d.n_client = 1;
    d.n_busy = 0;
    assert_offered(a, &d, "09:00 10:00");
    assert_why(&d, 10 * 60 + 1, "client");
}

static void midnight(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct minutes open[] = {{0, 60}, {22 * 60, 1440}};
    struct span busy[] = {at_minutes(&d, -60, 0), at_minutes(&d, 1440, 1500)};
    d.open = open;
    d.n_open = 2;
    assert_offered(a, &d, "00:00 22:00 23:00");
    d.busy = busy; // the day before until midnight, the day after from midnight
    d.n_busy = 2;
    assert_offered(a, &d, "00:00 22:00 23:00");
    d.clearance = 5; // reaches into the day after
    assert_offered(a, &d, "00:00 22:00");
    assert_why(&d, 23 * 60, "therapist");
    busy[0].until.us += MINUTE_US;
    assert_offered(a, &d, "22:00");
}

static void nothing_before_not_before(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    d.not_before = utc("2026-01-05T13:00:00Z");
    assert_offered(a, &d, "13:00 14:00 15:00 16:00");
    d.not_before.us++;
    assert_offered(a, &d, "14:00 15:00 16:00");
    assert_why(&d, 13 * 60, "past");
    d.not_before = utc("2026-01-06T00:00:00Z");
    assert_offered(a, &d, "");
}

static void a_licence_that_has_ended(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    d.licence_ended = true;
    assert_offered(a, &d, "");
    assert_why(&d, NINE, "licence");
}

static void a_couple_needs_two_places_in_one_room(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct minutes open[] = {{9 * 60, 14 * 60}};
    struct slots_taken blue[] = {{0, at_minutes(&d, 9 * 60, 10 * 60)}, {1, at_minutes(&d, 9 * 60, 11 * 60)}, {1, at_minutes(&d, 12 * 60, 13 * 60)}};
    struct slots_taken small[] = {{0, at_minutes(&d, 13 * 60, 14 * 60)}};
    struct slots_resource rooms[] = {{.id = 7, .places = 1, .taken = small, .n_taken = 1}, {.id = 8, .places = 2, .taken = blue, .n_taken = 3}};
    d.open = open;
    d.rooms = rooms;
    d.n_rooms = 2;
    d.people = 2;
    assert_offered(a, &d, "11:00 13:00"); // never one in each room
    assert_why(&d, 9 * 60, "room");
    struct slot s;
    assert_int_equal(slots_check(&d, 11 * 60, &s), SLOT_FREE);
    assert_int_equal(s.room, 8);
    assert_int_equal(s.place[0], 0);
    assert_int_equal(s.place[1], 1);
    d.people = 1;
    assert_offered(a, &d, "09:00 10:00 11:00 12:00 13:00");
    assert_int_equal(slots_check(&d, 13 * 60, &s), SLOT_FREE);
    assert_int_equal(s.room, 8); // the small one is taken then
    assert_int_equal(slots_check(&d, 12 * 60, &s), SLOT_FREE);
    assert_int_equal(s.room, 7);
    d.rooms = rooms + 1;
    d.n_rooms = 1;
    assert_offered(a, &d, "10:00 11:00 12:00 13:00");
    assert_int_equal(slots_check(&d, 12 * 60, &s), SLOT_FREE);
    assert_int_equal(s.place[0], 0);
    int place[2] = {9, 9};
    assert_int_equal(slots_places(&rooms[1], at_minutes(&d, 10 * 60, 11 * 60), 2, place), 1);
    assert_int_equal(place[0], 0);
}

static void equipment_that_is_all_in_use(void **state) {
    arena *a = *state;
    struct slots_day d = monday(a);
    struct minutes open[] = {{9 * 60, 13 * 60}};
    struct slots_taken stones[] = {{0, at_minutes(&d, 9 * 60, 11 * 60)}, {1, at_minutes(&d, 10 * 60, 12 * 60)}};
    struct slots_resource needs[] = {{.id = 3, .places = 2, .taken = stones, .n_taken = 2}, {.id = 4, .places = 50}};
    d.open = open;
    d.needs = needs;
    d.n_needs = 2;
    assert_offered(a, &d, "09:00 11:00 12:00");
    assert_why(&d, 10 * 60, "equipment");
    d.people = 2; // a piece for each
    assert_offered(a, &d, "12:00");
    needs[0].places = 1;
    assert_offered(a, &d, "");
}

static void clocks_that_go_forward(void **state) {
    arena *a = *state;
    struct minutes night[] = {{0, 4 * 60}};
    struct slots_day d = {.day = day_from(2026, 3, 29), .zone = zone_named(a, "Europe/London"), .open = night, .n_open = 1, .people = 1, .minutes = 30, .grid = 30, .not_before = {INT64_MIN}};
    assert_offered(a, &d, "00:00 00:30 02:00 02:30 03:00 03:30");
    assert_why(&d, 60, "gap");
    assert_why(&d, 119, "gap");
    assert_why(&d, 120, "free");
    d.minutes = 60; // 00:30 to 02:30 on the wall is an hour
    assert_offered(a, &d, "00:00 00:30 02:00 02:30 03:00");
    struct minutes late[] = {{90, 180}}, early[] = {{0, 90}}; // doors that open, and close, at a time that does not exist
    d.open = late;
    assert_offered(a, &d, "02:00");
    d.open = early;
    assert_offered(a, &d, "00:00");
    d.open = night;
    d.zone = zone_named(a, "America/New_York");
    d.day = day_from(2026, 3, 8);
    assert_offered(a, &d, "00:00 00:30 01:00 01:30 03:00");
    d.zone = zone_named(a, "Australia/Lord_Howe"); // half an hour, at two
    d.day = day_from(2026, 10, 4);
    d.grid = 15;
    d.minutes = 15;
    assert_offered(a, &d, "00:00 00:15 00:30 00:45 01:00 01:15 01:30 01:45 02:30 02:45 03:00 03:15 03:30 03:45");
}

static void clocks_that_go_back(void **state) {
    arena *a = *state;
    struct minutes night[] = {{0, 3 * 60}};
    struct slots_day d = {.day = day_from(2026, 10, 25), .zone = zone_named(a, "Europe/London"), .open = night, .n_open = 1, .people = 1, .minutes = 30, .grid = 30, .not_before = {INT64_MIN}};
    assert_offered(a, &d, "00:00 00:30 01:00* 01:30* 02:00 02:30");
    struct slot s;
    assert_int_equal(slots_check(&d, 90, &s), SLOT_FREE);
    assert_true(s.fold);
    assert_int_equal(s.start.us, utc("2026-10-25T00:30:00Z").us); // the first of the two
    d.minutes = 120; // four hours on the clock's face between midnight and three
    assert_offered(a, &d, "00:00 00:30 01:00* 01:30*");
    struct span busy[] = {{utc("2026-10-25T01:00:00Z"), utc("2026-10-25T01:30:00Z")}}; // the second 01:00
    d.minutes = 30;
    d.busy = busy;
    d.n_busy = 1;
    assert_offered(a, &d, "00:00 00:30 01:00* 01:30* 02:00 02:30");
    busy[0] = (struct span){utc("2026-10-25T00:00:00Z"), utc("2026-10-25T00:30:00Z")}; // the first
    assert_offered(a, &d, "00:00 00:30 01:30* 02:00 02:30");
    d.n_busy = 0;
    d.zone = zone_named(a, "America/New_York");
    d.day = day_from(2026, 11, 1);
    assert_offered(a, &d, "00:00 00:30 01:00* 01:30* 02:00 02:30");
    d.zone = zone_named(a, "Australia/Lord_Howe");
    d.day = day_from(2026, 4, 5);
    assert_offered(a, &d, "00:00 00:30 01:00 01:30* 02:00 02:30");
    d.zone = zone_named(a, "Pacific/Apia"); // a whole day that was left out
    d.day = day_from(2011, 12, 30);
    assert_offered(a, &d, "");
    assert_why(&d, 10 * 60, "gap");
}

// --- hours

static str hours_text(arena *a, const struct minutes *m, size_t n) {
    str text = {0};
    for (size_t i = 0; i < n; i++) {
        text = str_fmt(a, "%.*s%s%d-%d", SP(text), i ? " " : "", m[i].from, m[i].to);
    }
    return text;
}

static void hours_of_a_day(void **state) {
    arena *a = *state;
    struct minutes out[8];
    struct minutes week[] = {{780, 1020}, {540, 720}, {720, 730}};
    assert_str(hours_text(a, out, slots_hours(week, 3, NULL, 0, out, 8)), "540-730 780-1020");
    struct hours_change holiday[] = {{false, {0, 1440}}, {true, {600, 660}}};
    assert_str(hours_text(a, out, slots_hours(week, 3, holiday, 1, out, 8)), "");
    assert_str(hours_text(a, out, slots_hours(week, 3, holiday, 2, out, 8)), "600-660"); // the later one wins
    struct hours_change course[] = {{false, {600, 840}}, {true, {1020, 1440}}, {true, {0, 64}}};
    assert_str(hours_text(a, out, slots_hours(week, 3, course, 3, out, 8)), "0-64 540-600 840-1440");
    assert_int_equal(slots_hours(week, 3, course, 3, out, 2), 2);
    struct minutes all[] = {{0, 1440}}, none[] = {{600, 600}};
    assert_str(hours_text(a, out, slots_hours(all, 1, NULL, 0, out, 8)), "0-1440");
    assert_str(hours_text(a, out, slots_hours(none, 1, NULL, 0, out, 8)), "");
    struct minutes other[] = {{500, 600}, {700, 800}, {900, 901}, {1020, 1100}}, mine[] = {{540, 730}, {780, 1020}};
    assert_str(hours_text(a, out, slots_hours_both(mine, 2, other, 4, out, 8)), "540-600 700-730 780-800 900-901");
    assert_int_equal(slots_hours_both(mine, 2, other, 4, out, 1), 1);
    assert_int_equal(slots_hours_both(mine, 2, NULL, 0, out, 8), 0);
}

static void spans_are_joined(void **state) {
    (void)state;
    struct span v[] = {{{50}, {60}}, {{10}, {20}}, {{20}, {30}}, {{12}, {15}}, {{40}, {40}}, {{70}, {65}}, {{55}, {80}}};
    assert_int_equal(slots_join(v, 7), 2);
    assert_int_equal(v[0].from.us, 10);
    assert_int_equal(v[0].until.us, 30);
    assert_int_equal(v[1].from.us, 50);
    assert_int_equal(v[1].until.us, 80);
    assert_int_equal(slots_join(NULL, 0), 0);
}

// --- a series

static str series_text(arena *a, struct rhythm r) {
    static const char *const names[] = {"", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    day out[60];
    size_t n = series_days(&r, out, 60);
    str text = {0};
    for (size_t i = 0; i < n; i++) {
        text = str_fmt(a, "%.*s%s%s%d", SP(text), i ? " " : "", names[day_weekday(out[i])], out[i].d - r.first.d);
    }
    return text;
}

static void days_of_a_series(void **state) {
    arena *a = *state;
    day mon = day_from(2026, 1, 5), thu = day_from(2026, 1, 8), sat = day_from(2026, 1, 10);
    const unsigned week = 0x3e; // Monday to Friday
    assert_str(series_text(a, (struct rhythm){.sessions = 4, .per_week = 1, .every_weeks = 1, .first = thu}), "Th0 Th7 Th14 Th21");
    assert_str(series_text(a, (struct rhythm){.sessions = 5, .per_week = 2, .every_weeks = 1, .first = mon}), "Mo0 Th3 Mo7 Th10 Mo14");
    assert_str(series_text(a, (struct rhythm){.sessions = 3, .per_week = 1, .every_weeks = 2, .first = mon}), "Mo0 Mo14 Mo28");
    assert_str(series_text(a, (struct rhythm){.sessions = 4, .per_week = 2, .every_weeks = 1, .first = thu, .weekdays = {1, 4}}), "Th0 Mo4 Th7 Mo11");
    assert_str(series_text(a, (struct rhythm){.sessions = 3, .per_week = 1, .every_weeks = 1, .first = sat, .weekdays = {2}}), "Tu3 Tu10 Tu17");
    assert_str(series_text(a, (struct rhythm){.sessions = 3, .per_week = 3, .every_weeks = 1, .first = mon, .weekdays = {1, 2, 3}}), "Mo0 Tu1 We2");
    // three a week by someone who works Monday to Friday; begun on a Saturday it begins on Monday
    assert_str(series_text(a, (struct rhythm){.sessions = 4, .per_week = 3, .every_weeks = 1, .first = sat, .works = week}), "Mo2 We4 Fr6 Mo9");
    assert_str(series_text(a, (struct rhythm){.sessions = 6, .per_week = 5, .every_weeks = 1, .first = day_from(2026, 1, 7), .works = week}), "We0 Th1 Fr2 Mo5 Tu6 We7");
    // too few wished for the rhythm: the rest on other working days
    assert_str(series_text(a, (struct rhythm){.sessions = 4, .per_week = 2, .every_weeks = 1, .first = mon, .weekdays = {2}, .works = week}), "Tu1 Fr4 Tu8 Fr11");
    // both wished weekdays are used before one is used again
    assert_str(series_text(a, (struct rhythm){.sessions = 4, .per_week = 2, .every_weeks = 2, .first = mon, .weekdays = {1, 4}}), "Mo0 Th10 Mo14 Th24");
    // wished, though nobody works then: kept, to be shown as a conflict
    assert_str(series_text(a, (struct rhythm){.sessions = 2, .per_week = 1, .every_weeks = 1, .first = mon, .weekdays = {7}, .works = week}), "Su6 Su13");
    assert_str(series_text(a, (struct rhythm){.sessions = 8, .per_week = 7, .every_weeks = 1, .first = mon, .works = week}), "Mo0 Tu1 We2 Th3 Fr4 Sa5 Su6 Mo7");
    day two[2];
    assert_int_equal(series_days(&(struct rhythm){.sessions = 4, .per_week = 1, .every_weeks = 1, .first = mon}, two, 2), 2);
}

static void sessions_that_are_due(void **state) {
    (void)state;
    struct rhythm weekly = {.sessions = 3, .per_week = 1, .every_weeks = 1, .first = day_from(2026, 1, 5)};
    const int at[][2] = {{-10, 0}, {0, 0}, {1, 1}, {7, 1}, {8, 2}, {15, 3}, {22, 3}, {9999, 3}}; // a day counts when it is over
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        assert_int_equal(series_due(&weekly, (day){weekly.first.d + at[i][0]}), at[i][1]);
    }
    struct rhythm twice = {.sessions = 12, .per_week = 2, .every_weeks = 1, .first = day_from(2026, 1, 5)};
    assert_int_equal(series_due(&twice, (day){twice.first.d + 7}), 2);
    assert_int_equal(series_due(&twice, (day){twice.first.d + 8}), 3);
    struct rhythm fortnight = {.sessions = 12, .per_week = 1, .every_weeks = 2, .first = day_from(2026, 1, 5)};
    assert_int_equal(series_due(&fortnight, (day){fortnight.first.d + 14}), 1);
    assert_int_equal(series_due(&fortnight, (day){fortnight.first.d + 15}), 2);
}

static void every_rhythm_keeps_its_dose(void **state) {
    (void)state;
    for (int every = 1; every <= 12; every++) {
        for (int per = 1; per <= 7; per++) {
            for (unsigned wished = 0; wished < 128; wished++) {
                struct rhythm r = {.sessions = 60, .per_week = per, .every_weeks = every, .first = day_from(2026, 1, 1 + (int)wished % 7), .works = wished * 37 & 0xfe};
                for (int w = 1, n = 0; w <= 7; w++) {
                    if (wished & 1u << (w - 1)) {
                        r.weekdays[n++] = w;
                    }
                }
                day out[60];
                assert_int_equal(series_days(&r, out, 60), 60);
                assert_in_range(out[0].d - r.first.d, 0, 6);
                for (size_t i = 1; i < 60; i++) {
                    assert_true(out[i].d > out[i - 1].d);
                    size_t back = (size_t)per;
                    assert_true(i < back || out[i].d - out[i - back].d == 7 * every);
                }
            }
        }
    }
}

// --- against a slow reference that looks at every minute

static uint64_t seed;
static int pick(int n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((seed >> 33) % (uint64_t)n);
}

// Each minute of three days about the day: what is taken then. Minute 0 is the instant `base`.
enum { WIDE = 3 * 1440, MOST = 4, PLACES = 3 };
struct minutewise {
    int64_t base;
    bool therapist[WIDE], client[WIDE], room[MOST][PLACES][WIDE], need[MOST][PLACES][WIDE];
    struct span busy[64], away[64];
    struct slots_taken room_taken[MOST][64], need_taken[MOST][64];
    struct slots_resource rooms[MOST], needs[MOST];
    struct minutes open[8];
    struct span door[8];        // the same as instants
    struct slots_day d;
};

static size_t random_spans(struct minutewise *w, bool *at, struct span *out, size_t max) {
    size_t n = 0;
    for (int m = pick(400); m < WIDE && n < max;) {
        int length = 5 + pick(180);
        int to = m + length < WIDE ? m + length : WIDE;
        out[n++] = (struct span){{w->base + m * MINUTE_US}, {w->base + to * MINUTE_US}};
        memset(at + m, 1, (size_t)(to - m));
        m = to + (pick(3) ? pick(500) : 0);
    }
    return n;
}

static void random_resource(struct minutewise *w, struct slots_resource *r, struct slots_taken *taken, bool at[PLACES][WIDE]) {
    *r = (struct slots_resource){.id = 100 + pick(1000), .places = 1 + pick(PLACES), .taken = taken};
    for (int p = 0; p < r->places; p++) {
        struct span v[20];
        size_t n = pick(4) ? random_spans(w, at[p], v, 20) : 0;
        for (size_t i = 0; i < n; i++) {
            taken[r->n_taken++] = (struct slots_taken){p, v[i]};
        }
    }
}

static void random_day(struct minutewise *w, const struct zone *zone, day d) {
    memset(w, 0, sizeof *w);
    w->base = (int64_t)(d.d - 1) * DAY_US;
    static const int grids[] = {5, 10, 15, 20, 30, 60, 7, 1};
    struct minutes week[4];
    struct hours_change changes[3];
    size_t n_week = (size_t)pick(4), n_changes = (size_t)pick(4);
    for (size_t i = 0; i < n_week; i++) {
        int from = pick(1440);
        week[i] = (struct minutes){from, from + pick(1441 - from)};
    }
    for (size_t i = 0; i < n_changes; i++) {
        int from = pick(1440);
        changes[i] = (struct hours_change){pick(2), {from, from + pick(1441 - from)}};
    }
    w->d = (struct slots_day){.day = d, .zone = zone, .open = w->open, .busy = w->busy, .client = w->away, .rooms = w->rooms, .needs = w->needs,
                              .people = 1 + pick(2), .minutes = 5 + pick(120), .clearance = pick(3) ? pick(40) : 0, .grid = grids[pick(8)],
                              .n_rooms = (size_t)pick(3), .n_needs = (size_t)pick(3)};
    w->d.n_open = slots_hours(week, n_week, changes, n_changes, w->open, 8);
    w->d.n_busy = random_spans(w, w->therapist, w->busy, 64);
    w->d.n_client = pick(2) ? random_spans(w, w->client, w->away, 64) : 0;
    for (size_t i = 0; i < w->d.n_rooms; i++) {
        random_resource(w, &w->rooms[i], w->room_taken[i], w->room[i]);
    }
    for (size_t i = 0; i < w->d.n_needs; i++) {
        random_resource(w, &w->needs[i], w->need_taken[i], w->need[i]);
    }
    w->d.not_before.us = pick(2) ? w->base : w->base + (1440 + pick(1440)) * MINUTE_US;
}

static bool any_taken(const bool *at, int from, int length) {
    for (int m = from; m < from + length; m++) {
        if (m >= 0 && m < WIDE && at[m]) {
            return true;
        }
    }
    return false;
}

static int places_free(const struct slots_resource *r, bool at[PLACES][WIDE], int from, int length) {
    int n = 0;
    for (int p = 0; p < r->places; p++) {
        n += !any_taken(at[p], from, length);
    }
    return n;
}

// The first minute whose civil time has come to `minute` of that day, or gone past it.
static int64_t comes(const struct minutewise *w, int minute) {
    const struct zone *z = w->d.zone;
    for (instant t = {w->base};; t.us += MINUTE_US) {
        int days = zone_day(z, t).d - w->d.day.d;
        if (days > 0 || (days == 0 && zone_minute(z, t) >= minute)) {
            return t.us;
        }
    }
}

static void doors(struct minutewise *w) {
    for (size_t i = 0; i < w->d.n_open; i++) {
        w->door[i] = (struct span){{comes(w, w->open[i].from)}, {comes(w, w->open[i].to)}};
    }
}

static bool all_open(const struct minutewise *w, int64_t start) {
    for (size_t i = 0; i < w->d.n_open; i++) {
        if (start >= w->door[i].from.us && start + w->d.minutes * MINUTE_US <= w->door[i].until.us) {
            return true;
        }
    }
    return false;
}

static enum slot_conflict reference(struct minutewise *w, int64_t start) {
    int at = (int)((start - w->base) / MINUTE_US), length = w->d.minutes + w->d.clearance;
    if (start < w->d.not_before.us) {
        return SLOT_PAST;
    }
    if (!all_open(w, start)) {
        return SLOT_CLOSED;
    }
    if (any_taken(w->therapist, at, length)) {
        return SLOT_THERAPIST;
    }
    if (any_taken(w->client, at, w->d.minutes)) {
        return SLOT_CLIENT;
    }
    for (size_t i = 0; i < w->d.n_needs; i++) {
        if (places_free(&w->needs[i], w->need[i], at, length) < w->d.people) {
            return SLOT_EQUIPMENT;
        }
    }
    for (size_t i = 0; i < w->d.n_rooms; i++) {
        if (places_free(&w->rooms[i], w->room[i], at, length) >= w->d.people) {
            return SLOT_FREE;
        }
    }
    return w->d.n_rooms ? SLOT_ROOM : SLOT_FREE;
}

// The first room that has places, with the lowest of them.
static void right_room(struct minutewise *w, const struct slot *s) {
    int at = (int)((s->start.us - w->base) / MINUTE_US), length = w->d.minutes + w->d.clearance;
    for (size_t i = 0; i < w->d.n_rooms; i++) {
        if (places_free(&w->rooms[i], w->room[i], at, length) < w->d.people) {
            continue;
        }
        assert_int_equal(s->room, w->rooms[i].id);
        assert_false(any_taken(w->room[i][s->place[0]], at, length));
        assert_true(w->d.people == 1 || (s->place[1] > s->place[0] && !any_taken(w->room[i][s->place[1]], at, length)));
        return;
    }
    assert_int_equal(s->room, 0);
}

static void agrees(struct minutewise *w) {
    static struct slot s[SLOTS];
    doors(w);
    size_t n = slots_free(&w->d, s, SLOTS), next = 0;
    for (int minute = 0; minute < 1440; minute++) {
        instant start;
        enum zone_fit fit = zone_instant(w->d.zone, w->d.day, minute, &start);
        enum slot_conflict want = fit == ZONE_GAP ? SLOT_GAP : reference(w, start.us);
        struct slot one;
        assert_int_equal(slots_check(&w->d, minute, &one), want);
        if (want != SLOT_FREE || minute % w->d.grid != 0) {
            continue;
        }
        assert_true(next < n);
        assert_memory_equal(&s[next].start, &start, sizeof start);
        assert_int_equal(s[next].minute, minute);
        assert_int_equal(s[next].fold, fit == ZONE_FOLD);
        right_room(w, &s[next]);
        right_room(w, &one);
        next++;
    }
    assert_int_equal(next, n);
}

static void random_calendars_agree_with_a_slow_reference(void **state) {
    enum { CALENDARS = 4000, ZONES = 4 };
    static const char *const names[ZONES] = {"Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"};
    const day changes[ZONES][2] = {{day_from(2026, 3, 29), day_from(2026, 10, 25)}, {day_from(2026, 3, 8), day_from(2026, 11, 1)},
                                   {day_from(2026, 10, 4), day_from(2026, 4, 5)}, {day_from(2026, 1, 1), day_from(2026, 6, 1)}};
    static struct minutewise w;
    const struct zone *zones[ZONES];
    for (int i = 0; i < ZONES; i++) {
        zones[i] = zone_named(*state, names[i]);
    }
    seed = 2026;
    for (int i = 0; i < CALENDARS; i++) {
        int k = pick(ZONES);
        day near = {changes[k][pick(2)].d + pick(3) - 1}, any = {day_from(2026, 1, 1).d + pick(365)};
        random_day(&w, zones[k], pick(2) ? near : any);
        agrees(&w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(an_empty_day_is_free),
        ARENA_TEST(the_grid_counts_from_midnight),
        ARENA_TEST(appointments_that_touch_do_not_conflict),
        ARENA_TEST(clearance_must_be_free_but_may_pass_closing_time),
        ARENA_TEST(midnight),
        ARENA_TEST(nothing_before_not_before),
        ARENA_TEST(a_licence_that_has_ended),
        ARENA_TEST(a_couple_needs_two_places_in_one_room),
        ARENA_TEST(equipment_that_is_all_in_use),
        ARENA_TEST(clocks_that_go_forward),
        ARENA_TEST(clocks_that_go_back),
        ARENA_TEST(hours_of_a_day),
        ARENA_TEST(spans_are_joined),
        ARENA_TEST(days_of_a_series),
        ARENA_TEST(sessions_that_are_due),
        ARENA_TEST(every_rhythm_keeps_its_dose),
        ARENA_TEST(random_calendars_agree_with_a_slow_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
