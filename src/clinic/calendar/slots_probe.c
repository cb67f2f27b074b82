#include "slots_probe.h"

#include <stdlib.h>

#include "base/json.h"
#include "slots.h"

enum { DAY_MINUTES = 1440, PLACES_MAX = 1000, NAME_MAX_BYTES = 200, OUT_MAX = 8 << 20 };

struct probe {
    arena *a;
    struct slots_day d;
    str *names;                 // of the rooms; their ids count from 1
    str why;                    // the first thing that is wrong; empty while all is well
};

static bool wrong(struct probe *p, str member, const char *reason) {
    if (!p->why.n) {
        p->why = str_fmt(p->a, "%.*s: %s", SP(member), reason);
    }
    return false;
}

// "09:00" .. "24:00" in minutes.
static bool clock_of(const struct json *j, int *minute) {
    str s = json_text(j), h, m;
    int64_t hours, minutes;
    if (s.n != 5 || !str_cut(s, ':', &h, &m) || h.n != 2 || !str_i64(h, &hours) || !str_i64(m, &minutes) || hours < 0 || minutes < 0 || minutes > 59) {
        return false;
    }
    *minute = (int)(hours * 60 + minutes);
    return *minute <= DAY_MINUTES;
}

static bool instant_of(const struct probe *p, const struct json *j, instant *out) {
    int minute;
    if (clock_of(j, &minute)) {
        (void)zone_instant(p->d.zone, (day){p->d.day.d + minute / DAY_MINUTES}, minute % DAY_MINUTES, out);
        return true;
    }
    return instant_parse(json_text(j), out);
}

static bool whole(struct probe *p, const struct json *root, const char *name, int64_t lo, int64_t hi, int64_t usual, int *out) {
    const struct json *j = json_get(root, str_of(name));
    int64_t v = usual;
    if (!j && usual < lo) {
        return wrong(p, str_of(name), "is wanted");
    }
    if (j && (j->kind != JSON_NUMBER || !json_integer(j, &v) || v < lo || v > hi)) {
        return wrong(p, str_of(name), str_z(p->a, str_fmt(p->a, "a whole number from %lld to %lld", (long long)lo, (long long)hi)));
    }
    *out = (int)v;
    return true;
}

static bool is_list(struct probe *p, const struct json *j, str name) {
    return !j || j->kind == JSON_ARRAY || wrong(p, name, "a list");
}

static bool span_of(struct probe *p, const struct json *from, str name, struct span *out) {
    if (!from || !from->next || from->next->next || !instant_of(p, from, &out->from) || !instant_of(p, from->next, &out->until)) {
        return wrong(p, name, "two times such as \"10:00\" or \"2026-03-29T10:00:00Z\"");
    }
    return out->until.us > out->from.us || wrong(p, name, "ends before it begins");
}

static bool open_of(struct probe *p, const struct json *j) {
    if (!j || j->kind != JSON_ARRAY) {
        return wrong(p, S("open"), j ? "a list" : "is wanted");
    }
    struct minutes *m = ARENA_ARRAY(p->a, j->count + 1, struct minutes), *joined = ARENA_ARRAY(p->a, j->count + 1, struct minutes);
    size_t n = 0;
    for (const struct json *one = j->first; one; one = one->next, n++) {
        const struct json *from = one->kind == JSON_ARRAY ? one->first : NULL;
        str name = str_fmt(p->a, "open[%zu]", n);
        if (!from || !from->next || from->next->next || !clock_of(from, &m[n].from) || !clock_of(from->next, &m[n].to)) {
            return wrong(p, name, "two times such as [\"09:00\", \"17:00\"]");
        }
        if (m[n].to <= m[n].from) {
            return wrong(p, name, "ends before it begins");
        }
    }
    p->d.n_open = slots_hours(m, n, NULL, 0, joined, n);
    p->d.open = joined;
    return true;
}

static bool spans_of(struct probe *p, const struct json *root, const char *name, const struct span **out, size_t *n_out) {
    const struct json *j = json_get(root, str_of(name));
    if (!is_list(p, j, str_of(name)) || !j) {
        return !p->why.n;
    }
    struct span *v = ARENA_ARRAY(p->a, j->count + 1, struct span);
    size_t n = 0;
    for (const struct json *one = j->first; one; one = one->next, n++) {
        if (!span_of(p, one->kind == JSON_ARRAY ? one->first : NULL, str_fmt(p->a, "%s[%zu]", name, n), &v[n])) {
            return false;
        }
    }
    *n_out = slots_join(v, n);
    *out = v;
    return true;
}

static int by_place(const void *a, const void *b) {
    const struct slots_taken *x = a, *y = b;
    int64_t f = x->span.from.us, g = y->span.from.us;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : (f > g) - (f < g);
}

static bool taken_of(struct probe *p, const struct json *j, str name, struct slots_resource *r) {
    if (!is_list(p, j, name) || !j) {
        return !p->why.n;
    }
    struct slots_taken *v = ARENA_ARRAY(p->a, j->count + 1, struct slots_taken);
    size_t n = 0;
    for (const struct json *one = j->first; one; one = one->next, n++) {
        str at = str_fmt(p->a, "%.*s[%zu]", SP(name), n);
        const struct json *place = one->kind == JSON_ARRAY ? one->first : NULL;
        int64_t i;
        if (!place || place->kind != JSON_NUMBER || !json_integer(place, &i) || i < 0 || i >= r->places) {
            return wrong(p, at, "a place, counted from 0 and one that there is, and two times");
        }
        v[n].place = (int)i;
        if (!span_of(p, place->next, at, &v[n].span)) {
            return false;
        }
    }
    if (n > 1) {
        qsort(v, n, sizeof *v, by_place);
    }
    for (size_t i = 1; i < n; i++) {
        if (v[i].place == v[i - 1].place && v[i].span.from.us < v[i - 1].span.until.us) {
            return wrong(p, name, "two overlap in one place");
        }
    }
    r->taken = v;
    r->n_taken = n;
    return true;
}

static bool members(struct probe *p, const struct json *object, str where, const char *const *known) {
    for (const struct json *j = object->first; j; j = j->next) {
        size_t i = 0;
        while (known[i] && !str_eq(j->name, str_of(known[i]))) {
            i++;
        }
        if (!known[i]) {
            return wrong(p, str_fmt(p->a, "%.*s%s%.*s", SP(where), where.n ? "." : "", SP(j->name)), "there is no such member");
        }
    }
    return true;
}

// Rooms with places, or equipment with pieces.
static bool resources_of(struct probe *p, const struct json *root, const char *name, const char *places, const struct slots_resource **out, size_t *n_out, str **names) {
    const struct json *j = json_get(root, str_of(name));
    if (!is_list(p, j, str_of(name)) || !j) {
        return !p->why.n;
    }
    struct slots_resource *r = ARENA_ARRAY(p->a, j->count + 1, struct slots_resource);
    *names = ARENA_ARRAY(p->a, j->count + 1, str);
    size_t n = 0;
    for (const struct json *one = j->first; one; one = one->next, n++) {
        str at = str_fmt(p->a, "%s[%zu]", name, n);
        if (one->kind != JSON_OBJECT) {
            return wrong(p, at, "an object");
        }
        if (!members(p, one, at, (const char *const[]){"name", places, "taken", NULL})) {
            return false;
        }
        int64_t count = 1;
        const struct json *c = json_get(one, str_of(places));
        if (c && (c->kind != JSON_NUMBER || !json_integer(c, &count) || count < 0 || count > PLACES_MAX)) {
            return wrong(p, str_fmt(p->a, "%.*s.%s", SP(at), places), "a whole number from 0 to 1000");
        }
        r[n] = (struct slots_resource){.id = (int64_t)n + 1, .places = (int)count};
        (*names)[n] = json_text(json_get(one, S("name")));
        if ((*names)[n].n > NAME_MAX_BYTES) {
            return wrong(p, str_fmt(p->a, "%.*s.name", SP(at)), "too long");
        }
        if (!taken_of(p, json_get(one, S("taken")), str_fmt(p->a, "%.*s.taken", SP(at)), &r[n])) {
            return false;
        }
    }
    *out = r;
    *n_out = n;
    return true;
}

static bool day_of(struct probe *p, const struct json *root, const struct zone *(*zone)(void *ctx, str name), void *ctx) {
    static const char *const known[] = {"zone",    "day",       "open",   "busy", "client",     "rooms",         "needs",
                                        "minutes", "clearance", "people", "grid", "not_before", "licence_ended", "want", NULL};
    const struct json *name = json_get(root, S("zone")), *before = json_get(root, S("not_before")), *licence = json_get(root, S("licence_ended"));
    if (!members(p, root, S(""), known)) {
        return false;
    }
    p->d.zone = zone(ctx, name ? json_text(name) : S("UTC"));
    if (!p->d.zone) {
        return wrong(p, S("zone"), "no time zone is known by that name");
    }
    if (!day_parse(json_text(json_get(root, S("day"))), &p->d.day) || p->d.day.d < day_from(1900, 1, 1).d || p->d.day.d > day_from(2199, 12, 31).d) {
        return wrong(p, S("day"), "a date such as \"2026-03-29\", from 1900 to 2199");
    }
    p->d.not_before.us = INT64_MIN;
    if (before && !instant_of(p, before, &p->d.not_before)) {
        return wrong(p, S("not_before"), "a time such as \"10:00\" or \"2026-03-29T10:00:00Z\"");
    }
    if (licence && licence->kind != JSON_BOOL) {
        return wrong(p, S("licence_ended"), "true or false");
    }
    p->d.licence_ended = licence && licence->truth;
    str *unused;
    return open_of(p, json_get(root, S("open"))) && whole(p, root, "minutes", 1, DAY_MINUTES, 0, &p->d.minutes) &&
           whole(p, root, "clearance", 0, DAY_MINUTES, 0, &p->d.clearance) && whole(p, root, "people", 1, 2, 1, &p->d.people) &&
           whole(p, root, "grid", 1, DAY_MINUTES, 15, &p->d.grid) && spans_of(p, root, "busy", &p->d.busy, &p->d.n_busy) &&
           spans_of(p, root, "client", &p->d.client, &p->d.n_client) && resources_of(p, root, "rooms", "places", &p->d.rooms, &p->d.n_rooms, &p->names) &&
           resources_of(p, root, "needs", "pieces", &p->d.needs, &p->d.n_needs, &unused);
}

static void put_slot(struct jw *w, const struct probe *p, const struct slot *s) {
    jw_kstr(w, S("start"), instant_str(p->a, s->start));
    jw_kbool(w, S("fold"), s->fold);
    if (p->d.n_rooms) {
        jw_kstr(w, S("room"), p->names[s->room - 1]);
        jw_key(w, S("places"));
        jw_array(w);
        for (int i = 0; i < p->d.people; i++) {
            jw_int(w, s->place[i]);
        }
        jw_end(w);
    }
}

static str time_text(const struct probe *p, int minute) {
    return str_fmt(p->a, "%02d:%02d", minute / 60, minute % 60);
}

static str answer(struct probe *p, const int *want) {
    struct slot *s = ARENA_ARRAY(p->a, DAY_MINUTES, struct slot), one;
    size_t n = slots_free(&p->d, s, DAY_MINUTES);
    struct buf b = buf_new(p->a, OUT_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("zone"), zone_name(p->d.zone));
    jw_kstr(&w, S("day"), day_str(p->a, p->d.day));
    jw_key(&w, S("free"));
    jw_array(&w);
    for (size_t i = 0; i < n; i++) {
        jw_object(&w);
        jw_kstr(&w, S("time"), time_text(p, s[i].minute));
        put_slot(&w, p, &s[i]);
        jw_end(&w);
    }
    jw_end(&w);
    if (want) {
        enum slot_conflict c = slots_check(&p->d, *want, &one);
        jw_key(&w, S("want"));
        jw_object(&w);
        jw_kstr(&w, S("time"), time_text(p, *want));
        jw_kstr(&w, S("conflict"), slot_conflict_name(c));
        if (c == SLOT_FREE) {
            put_slot(&w, p, &one);
        }
        jw_end(&w);
    }
    jw_end(&w);
    return buf_str(&b);
}

bool slots_probe(arena *a, str text, const struct zone *(*zone)(void *ctx, str name), void *ctx, str *out, str *why) {
    struct json_error e = {0};
    const struct json *root = json_parse(a, text, 64, &e);
    struct probe p = {.a = a};
    if (!root) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return false;
    }
    if (root->kind != JSON_OBJECT) {
        *why = S("an object is wanted");
        return false;
    }
    const struct json *want = json_get(root, S("want"));
    int minute = 0;
    bool good = day_of(&p, root, zone, ctx);
    if (good && want && (!clock_of(want, &minute) || minute == DAY_MINUTES)) {
        good = wrong(&p, S("want"), "a time such as \"10:15\"");
    }
    *why = p.why;
    if (good) {
        *out = answer(&p, want ? &minute : NULL);
    }
    return good;
}
