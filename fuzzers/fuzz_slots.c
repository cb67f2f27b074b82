// Any bytes as a day with its calendar: what is offered is free when asked for singly, in order, within the grid, and meets nothing;
// any text as JSON for the probe: refused with a reason, or answered with JSON.
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "clinic/calendar/slots.h"
#include "clinic/calendar/slots_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { SPANS = 32, ROOMS = 3 };
static arena *a;
static const struct zone *london;

// A file with no transitions, one type, and London's rule.
static const struct zone *zone_made(void) {
    static const char block[] = "TZif3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC";
    struct buf b = buf_new(a, 1 << 16);
    buf_put(&b, (str){block, sizeof block});
    buf_put(&b, (str){block, sizeof block});
    buf_put(&b, S("\nGMT0BST,M3.5.0/1,M10.5.0\n"));
    const struct zone *z = zone_parse(a, S("x"), buf_str(&b));
    CHECK(z);
    return z;
}

static const struct zone *zone_named(void *ctx, str name) {
    (void)ctx;
    return name.n == 3 ? london : NULL;
}

struct bytes {
    const uint8_t *p;
    size_t n;
};

static int take(struct bytes *b, int below) {
    if (!b->n)
        return 0;
    b->n--;
    return *b->p++ % below;
}

static size_t take_spans(struct bytes *b, int64_t midnight, struct span *v) {
    size_t n = (size_t)take(b, SPANS);
    for (size_t i = 0; i < n; i++) {
        v[i].from.us = midnight + (take(b, 256) * 8 - 300) * MINUTE_US;
        v[i].until.us = v[i].from.us + take(b, 200) * MINUTE_US;
    }
    return slots_join(v, n);
}

static void take_resource(struct bytes *b, int64_t midnight, struct slots_resource *r, struct slots_taken *taken) {
    *r = (struct slots_resource){.id = 1 + take(b, 250), .places = take(b, 4), .taken = taken};
    for (int p = 0; p < r->places; p++) {
        struct span v[SPANS];
        size_t n = take_spans(b, midnight, v);
        for (size_t i = 0; i < n; i++)
            taken[r->n_taken++] = (struct slots_taken){p, v[i]};
    }
}

static bool meets(const struct span *v, size_t n, int64_t from, int64_t until) {
    for (size_t i = 0; i < n; i++)
        if (v[i].from.us < until && v[i].until.us > from)
            return true;
    return false;
}

static void check_slot(const struct slots_day *d, const struct slot *s) {
    struct slot one;
    int64_t treated = s->start.us + d->minutes * MINUTE_US, clear = treated + d->clearance * MINUTE_US;
    CHECK(slots_check(d, s->minute, &one) == SLOT_FREE);
    CHECK(one.start.us == s->start.us && one.room == s->room && one.place[0] == s->place[0] && one.place[1] == s->place[1] && one.fold == s->fold);
    CHECK(s->minute % d->grid == 0 && s->start.us >= d->not_before.us && !d->licence_ended);
    CHECK(zone_day(d->zone, s->start).d == d->day.d && zone_minute(d->zone, s->start) == s->minute);
    CHECK(!meets(d->busy, d->n_busy, s->start.us, clear) && !meets(d->client, d->n_client, s->start.us, treated));
    struct span at = {s->start, {clear}};
    int place[2];
    for (size_t i = 0; i < d->n_needs; i++)
        CHECK(slots_places(&d->needs[i], at, d->people, place) == d->people);
    CHECK((s->room != 0) == (d->n_rooms > 0));
}

static void a_day(struct bytes b) {
    static struct slots_taken taken[2 * ROOMS][4 * SPANS];
    struct slots_resource r[2 * ROOMS];
    struct minutes week[4], open[8];
    struct hours_change changes[4];
    struct span busy[SPANS], client[SPANS];
    struct slots_day d = {.zone = london, .day = {day_from(2026, 3, 1).d + take(&b, 250)}, .minutes = 1 + take(&b, 240), .clearance = take(&b, 120), .grid = 1 + take(&b, 90),
                          .people = 1 + take(&b, 2), .licence_ended = take(&b, 16) == 15, .open = open, .busy = busy, .client = client, .rooms = r, .needs = r + ROOMS};
    int64_t midnight = (int64_t)d.day.d * DAY_US;
    size_t n_week = (size_t)take(&b, 4), n_changes = (size_t)take(&b, 4);
    for (size_t i = 0; i < n_week; i++) {
        week[i].from = take(&b, 240) * 6;
        week[i].to = week[i].from + take(&b, (1440 - week[i].from) / 6 + 1) * 6;
    }
    for (size_t i = 0; i < n_changes; i++) {
        int from = take(&b, 240) * 6;
        changes[i] = (struct hours_change){take(&b, 2), {from, from + take(&b, (1440 - from) / 6 + 1) * 6}};
    }
    d.n_open = slots_hours(week, n_week, changes, n_changes, open, 8);
    for (size_t i = 1; i < d.n_open; i++)
        CHECK(open[i].from > open[i - 1].to && open[i].to > open[i].from);
    d.not_before.us = midnight + take(&b, 200) * 7 * MINUTE_US;
    d.n_busy = take_spans(&b, midnight, busy);
    d.n_client = take_spans(&b, midnight, client);
    d.n_rooms = (size_t)take(&b, ROOMS + 1);
    d.n_needs = (size_t)take(&b, ROOMS + 1);
    for (size_t i = 0; i < 2 * ROOMS; i++)
        take_resource(&b, midnight, &r[i], taken[i]);
    struct slot s[1440];
    size_t n = slots_free(&d, s, 1440);
    for (size_t i = 0; i < n; i++) {
        check_slot(&d, &s[i]);
        CHECK(i == 0 || s[i].start.us > s[i - 1].start.us);
    }
    size_t some = slots_free(&d, s, n / 2);
    CHECK(some == n / 2);
}

static void a_rhythm(struct bytes b) {
    struct rhythm r = {.sessions = 1 + take(&b, 60), .per_week = 1 + take(&b, 7), .every_weeks = 1 + take(&b, 12), .first = {20000 + take(&b, 256)}, .works = (unsigned)take(&b, 256)};
    for (int i = 0, n = take(&b, 8); i < n; i++)
        r.weekdays[i] = 1 + take(&b, 7);
    day out[60];
    CHECK(series_days(&r, out, 60) == (size_t)r.sessions);
    for (int i = 0; i < r.sessions; i++)
        CHECK(out[i].d >= r.first.d && (i == 0 || out[i].d > out[i - 1].d));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 2 || n > 8192)
        return 0;
    if (!a)
        a = arena_new(64 << 20);
    london = zone_made();
    if (data[0] == '{') {
        str out, why, text = {(const char *)data, n};
        struct json_error e;
        if (slots_probe(a, text, zone_named, NULL, &out, &why))
            CHECK(json_parse(a, out, 64, &e));
        else
            CHECK(why.n > 0);
    } else {
        a_day((struct bytes){data + 1, n - 1});
        a_rhythm((struct bytes){data + 1, n - 1});
    }
    arena_reset(a);
    return 0;
}
