#include "slots.h"

#include <stdlib.h>

#include "base/err.h"

enum { DAY_MINUTES = 1440, REACH_HOURS = 26, BATCH = 64 };

str slot_conflict_name(enum slot_conflict c) {
    static const str names[] = {[SLOT_FREE] = S_INIT("free"),           [SLOT_GAP] = S_INIT("gap"),       [SLOT_PAST] = S_INIT("past"),
                                [SLOT_CLOSED] = S_INIT("closed"),       [SLOT_THERAPIST] = S_INIT("therapist"), [SLOT_CLIENT] = S_INIT("client"),
                                [SLOT_ROOM] = S_INIT("room"),           [SLOT_EQUIPMENT] = S_INIT("equipment"), [SLOT_LICENCE] = S_INIT("licence")};
    CHECK(c >= SLOT_FREE && c <= SLOT_LICENCE);
    return names[c];
}

// --- civil minutes of one day as instants

struct clock {
    const struct zone *zone;
    day day;
    bool plain;                 // one offset for the whole day
    int64_t midnight;           // where plain
};

static struct clock clock_of(const struct zone *zone, day d) {
    int64_t local = (int64_t)d.d * DAY_US;
    instant before = {local - REACH_HOURS * HOUR_US};
    bool plain = zone_change(zone, before).us > local + DAY_US + REACH_HOURS * HOUR_US;
    return (struct clock){zone, d, plain, plain ? local - zone_offset(zone, before) * SECOND_US : 0};
}

static enum zone_fit clock_at(const struct clock *c, int minute, instant *out) {
    if (!c->plain) {
        return zone_instant(c->zone, (day){c->day.d + minute / DAY_MINUTES}, minute % DAY_MINUTES, out);
    }
    out->us = c->midnight + minute * MINUTE_US;
    return ZONE_ONCE;
}

// When doors open or close, minute 0 .. 1440. In a gap: at the jump. In a fold: the first time.
static int64_t clock_bound(const struct clock *c, int minute) {
    instant t;
    if (clock_at(c, minute, &t) != ZONE_GAP) {
        return t.us;
    }
    instant jump = t;
    for (instant at = {t.us - REACH_HOURS * HOUR_US}; (at = zone_change(c->zone, at)).us <= t.us;) {
        jump = at;
    }
    return jump.us;
}

// --- spans

static int by_from(const void *a, const void *b) {
    int64_t x = ((const struct span *)a)->from.us, y = ((const struct span *)b)->from.us;
    return (x > y) - (x < y);
}

size_t slots_join(struct span *v, size_t n) {
    size_t kept = 0;
    if (n > 1) {
        qsort(v, n, sizeof *v, by_from);
    }
    for (size_t i = 0; i < n; i++) {
        if (v[i].until.us <= v[i].from.us) {
            continue;
        }
        if (kept && v[i].from.us <= v[kept - 1].until.us) {
            v[kept - 1].until.us = v[i].until.us > v[kept - 1].until.us ? v[i].until.us : v[kept - 1].until.us;
        } else {
            v[kept++] = v[i];
        }
    }
    return kept;
}

// The first span that ends after t.
static size_t span_after(const struct span *v, size_t n, int64_t t) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (v[mid].until.us <= t) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

// The first row of `place` that ends after t; of a later place, or n_taken, where there is none.
static size_t taken_after(const struct slots_resource *r, int place, int64_t t) {
    size_t lo = 0, hi = r->n_taken;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct slots_taken *m = &r->taken[mid];
        if (m->place < place || (m->place == place && m->span.until.us <= t)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

int slots_places(const struct slots_resource *r, struct span at, int want, int *place) {
    int found = 0;
    for (int p = 0; p < r->places && found < want; p++) {
        size_t i = taken_after(r, p, at.from.us);
        if (i == r->n_taken || r->taken[i].place != p || r->taken[i].span.from.us >= at.until.us) {
            place[found++] = p;
        }
    }
    return found;
}

// --- sieving: a batch of times, ascending; each sweep takes out those that something is taken at

struct batch {
    size_t n;
    int64_t from[BATCH];
    int minute[BATCH];
    bool fold[BATCH];
    enum slot_conflict why[BATCH];  // SLOT_FREE until something is in the way
    int places[BATCH];              // free ones of the resource at hand
    int place[BATCH][2];            // the first of them
    int64_t room[BATCH];
    int room_place[BATCH][2];
};

static void sieve_person(struct batch *b, const struct span *v, size_t n, int64_t length, enum slot_conflict why) {
    size_t j = b->n ? span_after(v, n, b->from[0]) : 0;
    for (size_t i = 0; i < b->n; i++) {
        while (j < n && v[j].until.us <= b->from[i]) {
            j++;
        }
        if (j < n && v[j].from.us < b->from[i] + length && b->why[i] == SLOT_FREE) {
            b->why[i] = why;
        }
    }
}

// Counts the free places of r at each time, as far as `people`, and notes which.
static void count_places(struct batch *b, const struct slots_resource *r, int64_t length, int people) {
    for (size_t i = 0; i < b->n; i++) {
        b->places[i] = 0;
    }
    for (int p = 0; p < r->places; p++) {
        size_t j = taken_after(r, p, b->from[0]);
        for (size_t i = 0; i < b->n; i++) {
            while (j < r->n_taken && r->taken[j].place == p && r->taken[j].span.until.us <= b->from[i]) {
                j++;
            }
            bool taken = j < r->n_taken && r->taken[j].place == p && r->taken[j].span.from.us < b->from[i] + length;
            if (!taken && b->places[i] < people) {
                b->place[i][b->places[i]++] = p;
            }
        }
    }
}

static void sieve_needs(struct batch *b, const struct slots_day *d, int64_t length) {
    for (size_t k = 0; k < d->n_needs; k++) {
        count_places(b, &d->needs[k], length, d->people);
        for (size_t i = 0; i < b->n; i++) {
            if (b->places[i] < d->people && b->why[i] == SLOT_FREE) {
                b->why[i] = SLOT_EQUIPMENT;
            }
        }
    }
}

static void sieve_rooms(struct batch *b, const struct slots_day *d, int64_t length) {
    bool housed[BATCH] = {false};
    for (size_t k = 0; k < d->n_rooms; k++) {
        count_places(b, &d->rooms[k], length, d->people);
        for (size_t i = 0; i < b->n; i++) {
            if (b->places[i] == d->people && !housed[i]) {
                housed[i] = true;
                b->room[i] = d->rooms[k].id;
                b->room_place[i][0] = b->place[i][0];
                b->room_place[i][1] = d->people > 1 ? b->place[i][1] : 0;
            }
        }
    }
    for (size_t i = 0; i < b->n && d->n_rooms; i++) {
        if (!housed[i] && b->why[i] == SLOT_FREE) {
            b->why[i] = SLOT_ROOM;
        }
    }
}

static void sieve(struct batch *b, const struct slots_day *d) {
    int64_t treated = d->minutes * MINUTE_US, length = treated + d->clearance * MINUTE_US;
    if (b->n) {
        sieve_person(b, d->busy, d->n_busy, length, SLOT_THERAPIST);
        sieve_person(b, d->client, d->n_client, treated, SLOT_CLIENT);
        sieve_needs(b, d, length);
        sieve_rooms(b, d, length);
    }
}

static void batch_add(struct batch *b, int64_t from, int minute, bool fold) {
    size_t i = b->n++;
    b->from[i] = from;
    b->minute[i] = minute;
    b->fold[i] = fold;
    b->why[i] = SLOT_FREE;
    b->room[i] = 0;
    b->room_place[i][0] = b->room_place[i][1] = 0;
}

static struct slot batch_slot(const struct batch *b, size_t i) {
    return (struct slot){.start = {b->from[i]}, .minute = b->minute[i], .room = b->room[i], .place = {b->room_place[i][0], b->room_place[i][1]}, .fold = b->fold[i]};
}

// --- walking the grid

struct walk {
    const struct slots_day *d;
    struct clock clock;
    size_t hours;               // of d->open, the stretch at hand
    int64_t opens, closes;      // its instants
    int minute;                 // the next time looked at
    int64_t last;               // start of the last one taken: starts only ascend
};

static void check_day(const struct slots_day *d) {
    CHECK(d->zone && d->people >= 1 && d->people <= 2);
    CHECK(d->minutes > 0 && d->clearance >= 0 && d->grid >= 1 && d->grid <= DAY_MINUTES);
}

static void walk_open(struct walk *w) {
    if (w->hours < w->d->n_open) {
        struct minutes m = w->d->open[w->hours];
        CHECK(m.from >= 0 && m.to <= DAY_MINUTES);
        w->opens = clock_bound(&w->clock, m.from);
        w->closes = clock_bound(&w->clock, m.to);
        int grid = w->d->grid, first = (m.from + grid - 1) / grid * grid;
        w->minute = first > w->minute ? first : w->minute;
    }
}

// The next times within open hours and not before not_before, at most BATCH. False: none are left.
static bool walk_fill(struct walk *w, struct batch *b) {
    const struct slots_day *d = w->d;
    b->n = 0;
    while (w->hours < d->n_open && b->n < BATCH) {
        if (w->minute >= d->open[w->hours].to) {
            w->hours++;
            walk_open(w);
            continue;
        }
        instant from;
        enum zone_fit fit = clock_at(&w->clock, w->minute, &from);
        if (fit != ZONE_GAP && from.us >= w->opens && from.us + d->minutes * MINUTE_US <= w->closes && from.us >= d->not_before.us && from.us > w->last) {
            batch_add(b, from.us, w->minute, fit == ZONE_FOLD);
            w->last = from.us;
        }
        w->minute += d->grid;
    }
    return b->n > 0;
}

size_t slots_free(const struct slots_day *d, struct slot *out, size_t max) {
    check_day(d);
    if (d->licence_ended) {
        return 0;
    }
    struct walk w = {.d = d, .clock = clock_of(d->zone, d->day), .last = INT64_MIN};
    struct batch b;
    size_t n = 0;
    walk_open(&w);
    while (n < max && walk_fill(&w, &b)) {
        sieve(&b, d);
        for (size_t i = 0; i < b.n && n < max; i++) {
            if (b.why[i] == SLOT_FREE) {
                out[n++] = batch_slot(&b, i);
            }
        }
    }
    return n;
}

static bool within_hours(const struct slots_day *d, const struct clock *c, int64_t from) {
    for (size_t i = 0; i < d->n_open; i++) {
        if (from >= clock_bound(c, d->open[i].from) && from + d->minutes * MINUTE_US <= clock_bound(c, d->open[i].to)) {
            return true;
        }
    }
    return false;
}

enum slot_conflict slots_check(const struct slots_day *d, int minute, struct slot *out) {
    check_day(d);
    CHECK(minute >= 0 && minute < DAY_MINUTES);
    struct clock c = clock_of(d->zone, d->day);
    instant from;
    enum zone_fit fit = clock_at(&c, minute, &from);
    if (d->licence_ended) {
        return SLOT_LICENCE;
    }
    if (fit == ZONE_GAP) {
        return SLOT_GAP;
    }
    if (from.us < d->not_before.us) {
        return SLOT_PAST;
    }
    if (!within_hours(d, &c, from.us)) {
        return SLOT_CLOSED;
    }
    struct batch b = {.n = 0};
    batch_add(&b, from.us, minute, fit == ZONE_FOLD);
    sieve(&b, d);
    if (b.why[0] == SLOT_FREE) {
        *out = batch_slot(&b, 0);
    }
    return b.why[0];
}
