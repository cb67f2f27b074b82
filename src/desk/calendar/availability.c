#include "desk/calendar/availability.h"

#include "desk/calendar/working.h"

#include <limits.h>

enum { SPANS_MAX = WORKING_SPANS_MAX, PEOPLE = 2 };

struct availability_data {
    struct working working;
    struct slots_resource *room, *need; // taken: of the days looked at
    size_t n_rooms, n_needs;
    const struct taken *taken;          // by resource, place, from
    size_t n_taken;
    struct slots_taken *spans;          // the same, for clinic/calendar/slots.h
    const struct span *client;
    size_t n_client;
};

// ---- opening

static err read_rooms(struct desk *d, struct availability *v)
{
    const struct room *room;
    size_t n;
    err e = room_list(d->db, d->a, &d->who, &room, &n);
    if (e)
        return e;
    struct slots_resource *r = ARENA_ARRAY(d->a, n, struct slots_resource);
    size_t used = 0;
    for (int first = 1; first >= 0; first--) // the one preferred, then the others
        for (size_t i = 0; i < n; i++) {
            bool wanted = v->in.room.v ? room[i].id.v == v->in.room.v : true;
            bool preferred = v->in.prefer.v && room[i].id.v == v->in.prefer.v;
            if (wanted && room[i].active && preferred == (first == 1))
                r[used++] = (struct slots_resource){.id = room[i].id.v, .places = (int)room[i].places};
        }
    v->data->room = r;
    v->data->n_rooms = used;
    return OK;
}

static err read_needs(struct desk *d, struct availability *v)
{
    const struct equipment *x;
    size_t n;
    err e = equipment_of_service(d->db, d->a, &d->who, v->in.service, &x, &n);
    if (e)
        return e;
    v->data->need = ARENA_ARRAY(d->a, n, struct slots_resource);
    v->data->n_needs = n;
    for (size_t i = 0; i < n; i++)
        v->data->need[i] = (struct slots_resource){.id = x[i].id.v, .places = (int)x[i].pieces};
    return OK;
}

// Somebody is wanted who is not named: hours and what is taken of all who give it are asked about. Else of those named only.
static bool anyone(const struct availability *v)
{
    return !v->in.therapist[0].v || (v->service.people == PEOPLE && !v->in.therapist[1].v);
}

err availability_open(struct desk *d, const struct availability_in *in, struct availability *out)
{
    *out = (struct availability){.in = *in, .data = ARENA_NEW(d->a, struct availability_data)};
    *out->data = (struct availability_data){0};
    err e = calendar_service_get(d->db, d->a, &d->who, in->service, &out->service);
    if (e)
        return e;
    out->zone = d->zone ? d->zone : d->env->zone(d->env->ctx, out->service.zone);
    if (!out->zone)
        return E_INTERNAL;
    out->minutes = in->minutes ? in->minutes : out->service.minutes;
    out->clearance = in->short_clearance ? 0 : in->minutes ? in->clearance : out->service.clearance;
    out->not_before = in->any_time ? (instant){INT64_MIN} : in->just_begun ? (instant){d->now.us - HOUR_US} : d->now;
    e = calendar_givers(d->db, d->a, &d->who, in->service, &out->giver, &out->n_givers);
    if (!e && !in->outside_hours)
        e = working_read(d, in->from, in->to, anyone(out) ? NULL : out->in.therapist, &out->data->working);
    if (!e)
        e = read_rooms(d, out);
    return e ? e : read_needs(d, out);
}

const struct giver *availability_giver(const struct availability *v, account_id therapist)
{
    for (size_t i = 0; i < v->n_givers; i++)
        if (v->giver[i].account.v == therapist.v)
            return &v->giver[i];
    return NULL;
}

int availability_room_places(const struct availability *v)
{
    return v->in.room.v && v->data->n_rooms ? v->data->room[0].places : 0;
}

// ---- what is taken

// The rows of one resource, as a run of the sorted list.
static size_t run_of(const struct availability_data *x, int64_t resource, size_t *n)
{
    size_t low = 0, high = x->n_taken;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->taken[mid].resource < resource)
            low = mid + 1;
        else
            high = mid;
    }
    size_t end = low;
    while (end < x->n_taken && x->taken[end].resource == resource)
        end++;
    *n = end - low;
    return low;
}

static struct span *spans_of(struct desk *d, const struct availability_data *x, account_id first, int64_t second, size_t *n)
{
    const int64_t who[PEOPLE] = {first.v, second};
    size_t at[PEOPLE], count[PEOPLE] = {0};
    for (int i = 0; i < PEOPLE; i++)
        at[i] = who[i] ? run_of(x, who[i], &count[i]) : 0;
    struct span *v = ARENA_ARRAY(d->a, count[0] + count[1] + 1, struct span);
    *n = 0;
    for (int i = 0; i < PEOPLE; i++)
        for (size_t k = 0; k < count[i]; k++)
            v[(*n)++] = (struct span){x->taken[at[i] + k].from, x->taken[at[i] + k].until};
    *n = slots_join(v, *n);
    return v;
}

static void point_at_taken(const struct availability_data *x, struct slots_resource *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = run_of(x, r[i].id, &r[i].n_taken);
        r[i].taken = x->spans + at;
    }
}

err availability_look(struct desk *d, struct availability *v, day from, day to)
{
    struct availability_data *x = v->data;
    struct taken_near_in in = {.service = v->in.service, .room = v->in.room};
    for (int i = 0; i < PEOPLE; i++) {
        in.therapist[i] = anyone(v) ? (account_id){0} : v->in.therapist[i];
        in.client[i] = v->in.client[i];
        in.except[i] = v->in.except[i];
    }
    // One day beyond: a treatment in the evening and its clearance may reach into it.
    (void)zone_instant(v->zone, from, 0, &in.from);
    (void)zone_instant(v->zone, (day){to.d + 2}, 0, &in.until);
    err e = taken_near(d->db, d->a, &d->who, &in, &x->taken, &x->n_taken);
    if (e)
        return e;
    x->spans = ARENA_ARRAY(d->a, x->n_taken + 1, struct slots_taken);
    for (size_t i = 0; i < x->n_taken; i++)
        x->spans[i] = (struct slots_taken){x->taken[i].place, {x->taken[i].from, x->taken[i].until}};
    point_at_taken(x, x->room, x->n_rooms);
    point_at_taken(x, x->need, x->n_needs);
    x->client = spans_of(d, x, (account_id){v->in.client[0].v}, v->in.client[1].v, &x->n_client);
    return OK;
}

// ---- hours

static const struct minutes whole_day = {0, 1440};

static size_t hours_of(const struct availability *v, day on, account_id account, struct minutes *out)
{
    if (!v->in.outside_hours)
        return working_day(&v->data->working, on, account, out);
    out[0] = whole_day;
    return 1;
}

// ---- one day

static bool licensed(const struct availability *v, account_id account, day on)
{
    const struct giver *g = availability_giver(v, account);
    return !g || !g->licence_expires.known || on.d <= g->licence_expires.day.d;
}

static struct slots_day day_of(struct desk *d, const struct availability *v, day on, account_id first, account_id second, struct minutes *open)
{
    const struct availability_data *x = v->data;
    struct minutes a[SPANS_MAX], b[SPANS_MAX];
    size_t n_a = hours_of(v, on, first, second.v ? a : open), n_open = n_a;
    if (second.v)
        n_open = slots_hours_both(a, n_a, b, hours_of(v, on, second, b), open, SPANS_MAX);
    struct slots_day out = {
        .day = on,
        .zone = v->zone,
        .open = open,
        .n_open = n_open,
        .client = x->client,
        .n_client = x->n_client,
        .rooms = x->room,
        .n_rooms = x->n_rooms,
        .needs = x->need,
        .n_needs = x->n_needs,
        .people = second.v ? 2 : 1,
        .minutes = v->minutes,
        .clearance = v->clearance,
        .grid = v->service.grid,
        .not_before = v->not_before,
        .licence_ended = !licensed(v, first, on) || (second.v && !licensed(v, second, on)),
    };
    out.busy = spans_of(d, x, first, second.v, &out.n_busy);
    return out;
}

enum slot_conflict availability_check(struct desk *d, const struct availability *v, day on, int minute, account_id first, account_id second,
    struct slot *out)
{
    struct minutes open[SPANS_MAX];
    struct slots_day one = day_of(d, v, on, first, second, open);
    return slots_check(&one, minute, out);
}

size_t availability_free(struct desk *d, const struct availability *v, day on, account_id first, account_id second, struct slot *out, size_t max)
{
    struct minutes open[SPANS_MAX];
    struct slots_day one = day_of(d, v, on, first, second, open);
    return slots_free(&one, out, max);
}

int availability_load(const struct availability *v, day on, account_id therapist)
{
    instant from, until;
    (void)zone_instant(v->zone, on, 0, &from);
    (void)zone_instant(v->zone, (day){on.d + 1}, 0, &until);
    size_t n, at = run_of(v->data, therapist.v, &n);
    int64_t us = 0;
    for (size_t i = at; i < at + n; i++) {
        const struct taken *t = &v->data->taken[i];
        if (t->from.us >= from.us && t->from.us < until.us)
            us += t->until.us - t->from.us;
    }
    return (int)(us / MINUTE_US);
}

void availability_pieces(const struct availability *v, instant from, int people, void (*use)(void *ctx, int64_t equipment, int piece, int person),
    void *ctx)
{
    struct span at = {from, {from.us + (v->minutes + v->clearance) * MINUTE_US}};
    for (size_t i = 0; i < v->data->n_needs; i++) {
        int piece[PEOPLE];
        CHECK(people <= PEOPLE);
        int found = slots_places(&v->data->need[i], at, people, piece);
        CHECK(found == people);
        for (int k = 0; k < people; k++)
            use(ctx, v->data->need[i].id, piece[k], k);
    }
}

// ---- whoever is free

size_t availability_therapists(struct desk *d, const struct availability *v, const account_id *wanted, int people, struct therapists **out)
{
    struct therapists *t = ARENA_ARRAY(d->a, people == 1 ? v->n_givers + 1 : v->n_givers * v->n_givers + 1, struct therapists);
    size_t n = 0;
    *out = t;
    if (wanted[0].v && (people == 1 || wanted[1].v)) {
        t[n++] = (struct therapists){wanted[0], people == 2 ? wanted[1] : (account_id){0}};
        return n;
    }
    for (size_t i = 0; i < v->n_givers; i++) {
        account_id first = v->giver[i].account;
        if (wanted[0].v && first.v != wanted[0].v)
            continue;
        if (people == 1)
            t[n++] = (struct therapists){.first = first};
        // a pair once, but for the one wanted, who comes first
        for (size_t k = wanted[0].v ? 0 : i + 1; people == 2 && k < v->n_givers; k++)
            if (k != i)
                t[n++] = (struct therapists){first, v->giver[k].account};
    }
    return n;
}

static int load_of(const struct availability *v, day on, const struct therapists *t)
{
    return availability_load(v, on, t->first) + (t->second.v ? availability_load(v, on, t->second) : 0);
}

// The more of it was in order, the more a reason says.
static int weight(enum slot_conflict c)
{
    switch (c) {
    case SLOT_FREE: return 9;
    case SLOT_ROOM: return 8;
    case SLOT_EQUIPMENT: return 7;
    case SLOT_CLIENT: return 6;
    case SLOT_THERAPIST: return 5;
    case SLOT_CLOSED: return 4;
    case SLOT_PAST: return 3;
    case SLOT_GAP: return 2;
    case SLOT_LICENCE: return 1;
    }
    return 0;
}

enum slot_conflict availability_pick(struct desk *d, const struct availability *v, day on, int minute, const struct therapists *from, size_t n,
    struct therapists *who, struct slot *slot)
{
    enum slot_conflict worst = SLOT_LICENCE;
    int least = INT_MAX;
    for (size_t i = 0; i < n; i++) {
        struct slot s;
        enum slot_conflict c = availability_check(d, v, on, minute, from[i].first, from[i].second, &s);
        int load = c == SLOT_FREE ? load_of(v, on, &from[i]) : INT_MAX;
        if (load < least) {
            least = load;
            *who = from[i];
            *slot = s;
        }
        if (i == 0 || weight(c) > weight(worst))
            worst = c;
    }
    return n ? worst : SLOT_THERAPIST;
}

static str giver_name(const struct availability *v, account_id account)
{
    const struct giver *g = account.v ? availability_giver(v, account) : NULL;
    return g ? g->name : (str){0};
}

size_t availability_day(struct desk *d, const struct availability *v, day on, const struct therapists *from, size_t n, struct free_time *out)
{
    struct slot *slot = ARENA_ARRAY(d->a, AVAILABILITY_DAY, struct slot), best[AVAILABILITY_DAY];
    size_t of[AVAILABILITY_DAY], found = 0; // of: which of `from`; AVAILABILITY_DAY spans of five minutes a day
    int load[AVAILABILITY_DAY];
    bool there[AVAILABILITY_DAY] = {false};
    for (size_t i = 0; i < n; i++) {
        size_t k = availability_free(d, v, on, from[i].first, from[i].second, slot, AVAILABILITY_DAY);
        int mine = k && n > 1 ? load_of(v, on, &from[i]) : 0;
        for (size_t j = 0; j < k; j++) {
            size_t at = (size_t)slot[j].minute / 5;
            if (there[at] && load[at] <= mine)
                continue;
            there[at] = true;
            best[at] = slot[j];
            load[at] = mine;
            of[at] = i;
        }
    }
    for (size_t at = 0; at < AVAILABILITY_DAY; at++)
        if (there[at]) {
            const struct therapists *t = &from[of[at]];
            out[found++] = (struct free_time){on, best[at], {t->first, t->second}, {giver_name(v, t->first), giver_name(v, t->second)}};
        }
    return found;
}

// Keeps `out` sorted by distance; an earlier find goes before a later one as far away.
static void keep_near(struct free_time *out, int64_t *away, size_t max, size_t *found, const struct free_time *one, int64_t distance)
{
    if (*found == max && distance >= away[max - 1])
        return;
    size_t at = *found < max ? (*found)++ : max - 1;
    for (; at > 0 && away[at - 1] > distance; at--) {
        out[at] = out[at - 1];
        away[at] = away[at - 1];
    }
    out[at] = *one;
    away[at] = distance;
}

err availability_nearest(struct desk *d, struct availability *v, day on, int minute, const struct therapists *from, size_t n,
    struct free_time *out, size_t max, size_t *found)
{
    enum { DAYS = 14 };
    struct free_time *day_list = ARENA_ARRAY(d->a, AVAILABILITY_DAY, struct free_time);
    int64_t *away = ARENA_ARRAY(d->a, max + 1, int64_t);
    *found = 0;
    for (int far = 0; far <= DAYS && *found < max; far++)
        for (int side = 0; side < (far ? 2 : 1); side++) {
            day at = {on.d + (side ? -far : far)};
            if (at.d < d->today.d || at.d < v->in.from.d || at.d > v->in.to.d)
                continue;
            err e = availability_look(d, v, at, at);
            if (e)
                return e;
            size_t k = availability_day(d, v, at, from, n, day_list);
            for (size_t i = 0; i < k; i++) {
                int64_t distance = (int64_t)(at.d - on.d) * 1440 + day_list[i].slot.minute - minute;
                keep_near(out, away, max, found, &day_list[i], distance < 0 ? -distance : distance);
            }
        }
    return OK;
}
