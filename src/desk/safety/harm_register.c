#include "desk/safety/harm_register.h"

#include <stdlib.h>

#include "clinic/safety/body.h"
#include "store/harm.h"

struct place {                  // of a visit among those counted
    int64_t visit;
    size_t at;
};

static int by_visit(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    return (a->visit > b->visit) - (a->visit < b->visit);
}

static bool put_once(str *v, size_t *n, str name)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(v[i], name))
            return false;
    v[(*n)++] = name;
    return true;
}

static str region_of(str place)
{
    struct site s;
    return site_parse(place, &s) ? str_of(s.region->code) : place;
}

// Rows of a visit come together.
static void put_visits(struct desk *d, const struct harm_visit_row *r, size_t n, struct harm_practice *out, struct place *places)
{
    struct harm_visit *v = ARENA_ARRAY(d->a, n + 1, struct harm_visit);
    str *names = ARENA_ARRAY(d->a, 2 * n + 2, str);
    size_t used = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i, k = out->n_visits++;
        while (end < n && r[end].visit.v == r[i].visit.v)
            end++;
        str *techniques = &names[used], *regions = &names[used + (end - i)];
        used += 2 * (end - i);
        v[k] = (struct harm_visit){.techniques = techniques, .regions = regions, .asked = r[i].asked, .nothing = r[i].nothing};
        places[k] = (struct place){r[i].visit.v, k};
        for (; i < end; i++) {
            put_once(techniques, &v[k].n_techniques, r[i].technique);
            put_once(regions, &v[k].n_regions, region_of(r[i].region));
        }
    }
    out->visits = v;
}

static void put_events(const struct harm_event_row *r, size_t n, const struct place *places, size_t n_places, struct harm_event *v, size_t *n_out)
{
    for (size_t i = 0; i < n; i++) {
        const struct place key = {r[i].visit.v, 0}, *at = r[i].visit.v ? bsearch(&key, places, n_places, sizeof *places, by_visit) : NULL;
        v[(*n_out)++] = (struct harm_event){at ? at->at : SIZE_MAX, r[i].what, r[i].severity, r[i].days};
    }
}

static instant start_of(const struct desk *d, day on)
{
    instant at = {(int64_t)on.d * DAY_US};
    if (d->zone)
        (void)zone_instant(d->zone, on, 0, &at);
    return at;
}

// The last row is one too many: its session goes, and those that began with it; all from the last one left on is there whole.
static size_t whole(struct desk *d, const struct harm_visit_row *r, size_t n, struct harm_practice *out, instant *from)
{
    size_t end = n;
    out->cut = true;
    while (end && r[end - 1].start.us == r[n - 1].start.us)
        end--;
    if (end == 0) // all began at one time
        end = n;
    *from = r[end - 1].start;
    out->from = zone_day(d->zone, *from);
    return end;
}

err desk_harm_register_cut(struct desk *d, bool own, int months, size_t limit, struct harm_practice *out)
{
    const struct harm_visit_row *rows = NULL;
    const struct harm_event_row *tied = NULL, *loose = NULL;
    size_t n = 0, n_tied = 0, n_loose = 0, withdrawn = 0;
    CHECK(months >= 1 && months <= HARM_MONTHS_MOST && limit > 0);
    *out = (struct harm_practice){.own = own, .to = d->today, .from = {d->today.d - months * 61 / 2}};
    account_id of = own ? d->who.account : (account_id){0};
    day end = {out->to.d + 1};
    instant from = start_of(d, out->from), to = start_of(d, end);
    err e = desk_begin(d, own ? VERB_HARM_OWN : VERB_HARM_ALL, 0);
    if (e == OK)
        e = harm_visits(d->db, d->a, &d->who, from, to, of, limit + 1, &rows, &n);
    if (e == OK && n > limit)
        n = whole(d, rows, n, out, &from);
    if (e == OK)
        e = harm_events(d->db, d->a, &d->who, from, to, of, &tied, &n_tied);
    if (e == OK && !own)
        e = harm_events_loose(d->db, d->a, &d->who, out->from, end, &loose, &n_loose);
    if (e == OK)
        e = harm_withdrawn_count(d->db, d->a, &d->who, from, to, of, !own, out->from, end, &withdrawn);
    if (e != OK)
        return e;
    struct place *places = ARENA_ARRAY(d->a, n + 1, struct place);
    struct harm_event *v = ARENA_ARRAY(d->a, n_tied + n_loose + 1, struct harm_event);
    put_visits(d, rows, n, out, places);
    qsort(places, out->n_visits, sizeof *places, by_visit);
    put_events(tied, n_tied, places, out->n_visits, v, &out->n_events);
    put_events(loose, n_loose, places, 0, v, &out->n_events);
    out->events = v;
    out->register_ = harm_register_of(d->a, out->visits, out->n_visits, v, out->n_events);
    out->register_.withdrawn = withdrawn;
    return OK;
}

err desk_harm_register(struct desk *d, bool own, int months, struct harm_practice *out)
{
    return desk_harm_register_cut(d, own, months, HARM_ROWS, out);
}
