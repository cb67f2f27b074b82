// How far the calendar is with a plan, and the same time again.
#include "desk/calendar/booking.h"
#include "desk/calendar/series_place.h"

static bool is_ahead(const struct appointment *p)
{
    return p->state == STATE_BOOKED || p->state == STATE_ARRIVED || p->state == STATE_IN_SESSION;
}

// When the rhythm begins: with the first session; while there is none, one interval after the plan was agreed or made.
static day rhythm_begins(struct desk *d, const struct series_plan *plan, const struct plan_usage *u)
{
    for (size_t i = 0; i < u->all.n; i++)
        if (is_ahead(&u->all.v[i]) || u->all.v[i].state == STATE_DONE)
            return u->all.v[i].day;
    instant at = plan->agreed ? plan->agreed_at : plan->created;
    day made = zone_day(d->zone, at);
    return (day){made.d + 7 * plan->every_weeks / plan->per_week};
}

static void count(struct desk *d, const struct series_plan *plan, struct plan_usage *u)
{
    u->planned = plan->sessions;
    for (size_t i = 0; i < u->all.n && !u->next; i++)
        if (u->all.v[i].state == STATE_BOOKED && u->all.v[i].start.us > d->now.us)
            u->next = &u->all.v[i];
    int given = (int)u->count.given, taken = given + (int)u->count.no_note + (int)u->count.ahead;
    u->left = plan->runs && given < u->planned ? u->planned - given : 0;
    u->to_book = plan->runs && taken < u->planned ? u->planned - taken : 0;
    struct rhythm r = {.sessions = plan->sessions, .per_week = plan->per_week, .every_weeks = plan->every_weeks, .first = rhythm_begins(d, plan, u)};
    int due = series_due(&r, d->today);
    u->overdue = plan->runs && due > taken ? due - taken : 0;
}

err desk_plan_usage(struct desk *d, plan_id plan, struct plan_usage *out)
{
    *out = (struct plan_usage){0};
    struct series_plan p = {0};
    err e = desk_begin(d, VERB_PLAN_USAGE, 0);
    if (!e)
        e = series_plan_get(d->db, d->a, &d->who, plan, &p);
    if (!e)
        e = appointment_of_plan(d->db, d->a, &d->who, plan, &out->all);
    if (!e)
        e = plan_count_of(d->db, d->a, &d->who, p.client, plan, &out->count);
    if (!e)
        count(d, &p, out);
    return e;
}

// ---- the same time again

// The first visit of the client that is still to come.
static err already_booked(struct desk *d, struct next_time *out)
{
    struct appointment_list all;
    err e = appointment_of_client(d->db, d->a, &d->who, out->from.client, &all);
    for (size_t i = 0; i < all.n && !e; i++) { // newest first
        const struct appointment *p = &all.v[i];
        if (p->start.us <= out->from.start.us || p->start.us <= d->now.us)
            break;
        if (p->state == STATE_BOOKED) {
            out->booked = true;
            out->next = *p;
        }
    }
    return e;
}

static err weeks_of(struct desk *d, const struct appointment *from, int *weeks)
{
    struct series_plan plan;
    if (*weeks > 0 || !from->plan.v) {
        *weeks = *weeks > 0 ? *weeks : 1;
        return OK;
    }
    err e = series_plan_get(d->db, d->a, &d->who, from->plan, &plan);
    if (!e)
        *weeks = plan.every_weeks > plan.per_week ? plan.every_weeks / plan.per_week : 1;
    return e;
}

static err other_of_couple(struct desk *d, struct next_time *out)
{
    struct appointment_list both = {0};
    err e = out->from.group.v ? appointment_of_group(d->db, d->a, &d->who, out->from.group, &both) : OK;
    for (size_t i = 0; i < both.n; i++)
        if (both.v[i].id.v != out->from.id.v)
            out->with = both.v[i];
    return e;
}

static err free_then(struct desk *d, struct next_time *out)
{
    const struct appointment *a = &out->from, *b = &out->with;
    struct availability_in in = {.service = a->service, .therapist = {a->therapist, b->therapist}, .client = {a->client, b->client}, .prefer = a->room};
    struct availability v;
    struct slot slot;
    struct therapists them = {a->therapist, b->therapist};
    struct free_time *near = ARENA_ARRAY(d->a, SERIES_OTHERS, struct free_time);
    err e = booking_open(d, &in, out->day, &v);
    if (!e)
        e = availability_look(d, &v, out->day, out->day);
    if (e)
        return e;
    bool gives = v.service.active && v.service.people == (b->id.v ? 2 : 1) && availability_giver(&v, them.first) &&
        (!b->id.v || availability_giver(&v, them.second));
    out->conflict = gives ? availability_check(d, &v, out->day, out->minute, them.first, them.second, &slot) : SLOT_THERAPIST;
    if (!gives || out->conflict == SLOT_FREE)
        return OK;
    out->nearest.v = near;
    return availability_nearest(d, &v, out->day, out->minute, &them, 1, near, SERIES_OTHERS, &out->nearest.n);
}

err desk_same_time_next(struct desk *d, appointment_id appointment, int weeks, struct next_time *out)
{
    *out = (struct next_time){.weeks = weeks};
    err e = desk_begin(d, VERB_SAME_TIME, 0);
    if (!e)
        e = appointment_get(d->db, d->a, &d->who, appointment, &out->from);
    if (!e)
        e = weeks_of(d, &out->from, &out->weeks);
    if (!e)
        e = already_booked(d, out);
    if (!e)
        e = other_of_couple(d, out);
    if (e)
        return e;
    out->minute = out->from.minute;
    out->day = (day){out->from.day.d + 7 * out->weeks};
    while (out->day.d <= d->today.d)
        out->day.d += 7;
    return free_then(d, out);
}
