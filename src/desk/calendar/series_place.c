// Placing a plan's sessions: propose, look, place, take back.
#include "desk/calendar/series_place.h"

#include "desk/calendar/booking.h"
#include "desk/money/package_visit.h"
#include "desk/safety/alert_hold.h"
#include "store/practice.h"

enum { PROPOSE_DAYS = 28, AROUND_DAYS = 14, NEAR = 60 };

static err bad(struct desk *d, str field, struct say why)
{
    return problem_add(d->problems, E_INVALID, field, why);
}

static str line_field(struct desk *d, size_t i)
{
    return str_fmt(d->a, "session[%zu]", i);
}

err desk_series_plan(struct desk *d, plan_id plan, struct series_plan *out)
{
    err e = desk_begin(d, VERB_FREE_TIMES, 0);
    return e ? e : series_plan_get(d->db, d->a, &d->who, plan, out);
}

struct say desk_conflict_say(enum slot_conflict c)
{
    return booking_conflict_say(c);
}

err desk_series_about(struct desk *d, plan_id plan, struct series_about *out)
{
    *out = (struct series_about){0};
    err e = desk_begin(d, VERB_FREE_TIMES, 0);
    if (!e)
        e = series_plan_get(d->db, d->a, &d->who, plan, &out->plan);
    if (!e)
        e = desk_plan_usage(d, plan, &out->usage);
    if (!e)
        e = calendar_givers(d->db, d->a, &d->who, out->plan.service, &out->giver, &out->n_givers);
    struct calendar_service service;
    struct practice practice;
    if (!e)
        e = calendar_service_get(d->db, d->a, &d->who, out->plan.service, &service);
    if (!e)
        e = practice_get(d->db, d->a, &d->who, &practice);
    if (e)
        return e;
    out->minutes = service.minutes;
    out->service_price = service.price;
    out->currency = practice.currency;
    return OK;
}

// The k-th of the plan's sessions costs its share; all together cost what was agreed, to the penny.
static int64_t share(const struct series_plan *plan, int64_t k, int64_t otherwise)
{
    int64_t n = plan->sessions;
    return plan->price > 0 && k < n ? plan->price * (k + 1) / n - plan->price * k / n : otherwise;
}

int64_t desk_series_price(const struct series_about *about, int n)
{
    int used = about->usage.planned - about->usage.to_book;
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += share(&about->plan, used + i, about->service_price);
    return sum;
}

// ---- proposing

// The weekdays that somebody works, their own hours or the practice's.
static err weekdays_worked(struct desk *d, account_id therapist, unsigned *out)
{
    const struct week_span *v;
    size_t n;
    unsigned own = 0, practice = 0;
    err e = calendar_hours(d->db, d->a, &d->who, (account_id[2]){therapist, {0}}, &v, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (v[i].account.v == therapist.v)
            own |= 1u << v[i].weekday;
        if (v[i].account.v == 0)
            practice |= 1u << v[i].weekday;
    }
    *out = own ? own : practice;
    return e;
}

static bool weekday_wished(const struct series_ask *ask, day on)
{
    for (int i = 0; i < 7 && ask->weekdays[i]; i++)
        if (ask->weekdays[i] == day_weekday(on))
            return true;
    return !ask->weekdays[0];
}

// First day and time, where they were not said: from the plan's last session, or the first that is free.
static err begin_of(struct desk *d, const struct series_about *about, struct series_ask *ask)
{
    const struct appointment_list *all = &about->usage.all;
    if (all->n && !ask->minute.known)
        ask->minute = (opt_int){true, all->v[all->n - 1].minute};
    if (all->n && !ask->first.known && !ask->weekdays[0])
        ask->weekdays[0] = day_weekday(all->v[all->n - 1].day);
    if (ask->first.known && ask->minute.known)
        return OK;
    day from = ask->first.known ? ask->first.day : (day){d->today.d + 1};
    struct availability_in in = {.service = about->plan.service, .therapist = {ask->therapist}, .client = {about->plan.client}, .from = from,
        .to = {from.d + PROPOSE_DAYS}};
    struct availability v;
    err e = availability_open(d, &in, &v);
    for (int i = 0; !e && i < PROPOSE_DAYS && !(ask->first.known && ask->minute.known); i++) {
        day on = {from.d + i};
        struct slot slot;
        if (!weekday_wished(ask, on))
            continue;
        e = availability_look(d, &v, on, on);
        if (e || !availability_free(d, &v, on, ask->therapist, (account_id){0}, &slot, 1))
            continue;
        ask->first = ask->first.known ? ask->first : (opt_day){true, on};
        ask->minute = ask->minute.known ? ask->minute : (opt_int){true, slot.minute};
    }
    return e;
}

err desk_series_propose(struct desk *d, const struct series_about *about, struct series_ask *ask, struct series_in *out)
{
    const struct series_plan *p = &about->plan;
    ask->therapist = ask->therapist.v ? ask->therapist : p->therapist;
    int most = about->usage.to_book < SERIES_MAX ? about->usage.to_book : SERIES_MAX;
    ask->sessions = ask->sessions > 0 && ask->sessions < most ? ask->sessions : most;
    *out = (struct series_in){.plan = p->id, .therapist = ask->therapist, .service = p->service};
    if (ask->sessions < 1)
        return OK;
    struct rhythm r = {.sessions = ask->sessions, .per_week = p->per_week, .every_weeks = p->every_weeks};
    err e = begin_of(d, about, ask);
    if (!e)
        e = weekdays_worked(d, ask->therapist, &r.works);
    if (e || !ask->first.known || !ask->minute.known)
        return e;
    r.first = ask->first.day;
    for (int i = 0; i < 7; i++)
        r.weekdays[i] = ask->weekdays[i];
    day on[SERIES_MAX];
    size_t n = series_days(&r, on, SERIES_MAX);
    struct series_wish *wish = ARENA_ARRAY(d->a, n, struct series_wish);
    for (size_t i = 0; i < n; i++)
        wish[i] = (struct series_wish){on[i], (int)ask->minute.v};
    out->wish = wish;
    out->n = n;
    return OK;
}

// ---- looking

struct placing {
    struct series_plan plan;
    struct plan_usage usage;
    struct availability v;
    day first, last;            // of the wishes
    struct slot *slot;          // of each line that is free
    size_t conflicts;
};

static err open_at(struct desk *d, const struct series_in *in, struct placing *p, struct availability *v)
{
    struct availability_in ask = {.service = in->service, .therapist = {in->therapist}, .client = {p->plan.client},
        .from = {p->first.d - AROUND_DAYS}, .to = {p->last.d + AROUND_DAYS}};
    return availability_open(d, &ask, v);
}

static err rules(struct desk *d, const struct series_in *in, const struct placing *p)
{
    bool good = true;
    if (!p->plan.runs)
        good = bad(d, S("plan"), SAY(MSG_appointment_plan_over)) == OK;
    if (in->n > (size_t)p->usage.to_book)
        good = bad(d, S("sessions"), SAY_N(MSG_series_too_many, p->usage.to_book)) == OK;
    if (!p->v.service.active || p->v.service.people != 1)
        good = bad(d, S("service"), p->v.service.active ? SAY(MSG_appointment_couple_needs_two) : SAY(MSG_appointment_service_off)) == OK;
    if (!availability_giver(&p->v, in->therapist))
        good = bad(d, S("therapist"), SAY(MSG_appointment_not_giver)) == OK;
    return good ? OK : E_INVALID;
}

// What needs no database: so many, within two years, times that a day has.
static err wishes_sound(struct desk *d, const struct series_in *in, struct placing *p)
{
    if (in->n < 1 || in->n > SERIES_MAX)
        return bad(d, S("sessions"), SAY2(MSG_error_range, "min", S("1"), "max", str_fmt(d->a, "%d", SERIES_MAX)));
    bool good = true;
    p->first = p->last = in->wish[0].day;
    for (size_t i = 0; i < in->n; i++) {
        const struct series_wish *w = &in->wish[i];
        if (w->day.d < d->today.d)
            good = bad(d, line_field(d, i), SAY(MSG_error_day_past)) == OK;
        else if (w->day.d > d->today.d + BOOKING_DAYS_MAX)
            good = bad(d, line_field(d, i), SAY(MSG_appointment_day_far)) == OK;
        else if (w->minute < 0 || w->minute >= 1440)
            good = bad(d, line_field(d, i), SAY(MSG_error_time)) == OK;
        p->first = w->day.d < p->first.d ? w->day : p->first;
        p->last = w->day.d > p->last.d ? w->day : p->last;
    }
    return good ? OK : E_INVALID;
}

static bool meet(const struct availability *v, instant a, instant b)
{
    int64_t length = (v->minutes + v->clearance) * MINUTE_US;
    return a.us < b.us + length && b.us < a.us + length;
}

// A line is free where the calendar is, and no line before it has taken the time.
static void check_lines(struct desk *d, const struct series_in *in, struct placing *p, struct series_line *out)
{
    for (size_t i = 0; i < in->n; i++) {
        out[i] = (struct series_line){.day = in->wish[i].day, .minute = in->wish[i].minute};
        out[i].conflict = availability_check(d, &p->v, out[i].day, out[i].minute, in->therapist, (account_id){0}, &p->slot[i]);
        for (size_t j = 0; j < i && out[i].conflict == SLOT_FREE; j++)
            if (out[j].conflict == SLOT_FREE && meet(&p->v, p->slot[i].start, p->slot[j].start))
                out[i].conflict = SLOT_CLIENT;
        p->conflicts += out[i].conflict != SLOT_FREE;
    }
}

static bool apart(const struct series_in *in, const struct placing *p, const struct series_line *out, size_t line, const struct free_time *t)
{
    for (size_t i = 0; i < in->n; i++) {
        if (i != line && out[i].conflict == SLOT_FREE && out[i].day.d == t->day.d)
            return false;
        for (size_t k = 0; k < out[i].n_other; k++)
            if (meet(&p->v, out[i].other[k].slot.start, t->slot.start))
                return false;
    }
    return true;
}

static err others(struct desk *d, const struct series_in *in, struct placing *p, struct series_line *out)
{
    struct availability v; // of its own: looking for the nearest forgets the days looked at before
    struct therapists only = {.first = in->therapist};
    struct free_time *near = ARENA_ARRAY(d->a, NEAR, struct free_time);
    err e = open_at(d, in, p, &v);
    for (size_t i = 0; i < in->n && !e; i++) {
        size_t found = 0;
        if (out[i].conflict == SLOT_FREE)
            continue;
        e = availability_nearest(d, &v, out[i].day, out[i].minute, &only, 1, near, NEAR, &found);
        for (size_t k = 0; k < found && out[i].n_other < SERIES_OTHERS; k++)
            if (apart(in, p, out, i, &near[k]))
                out[i].other[out[i].n_other++] = near[k];
    }
    return e;
}

static err look(struct desk *d, const struct series_in *in, struct placing *p, struct series_line *out)
{
    p->slot = ARENA_ARRAY(d->a, in->n + 1, struct slot);
    p->conflicts = 0;
    err e = wishes_sound(d, in, p);
    if (!e)
        e = desk_plan_usage(d, in->plan, &p->usage);
    if (!e)
        e = open_at(d, in, p, &p->v);
    if (!e)
        e = rules(d, in, p);
    if (!e)
        e = availability_look(d, &p->v, p->first, p->last);
    if (e)
        return e;
    check_lines(d, in, p, out);
    return p->conflicts ? others(d, in, p, out) : OK;
}

err desk_series_look(struct desk *d, const struct series_in *in, struct series_line *out)
{
    struct placing p;
    err e = desk_begin(d, VERB_FREE_TIMES, 0);
    if (!e)
        e = series_plan_get(d->db, d->a, &d->who, in->plan, &p.plan);
    return e ? e : look(d, in, &p, out);
}

// ---- placing

static err write_lines(struct desk *d, const struct series_in *in, struct placing *p, appointment_id *ids)
{
    int64_t usual = p->v.service.price, used = p->usage.planned - p->usage.to_book;
    err e = OK;
    for (size_t i = 0; i < in->n && !e; i++) {
        appointment_id made[2];
        struct booking b = {.client = {p->plan.client}, .therapist = {in->therapist}, .kind = VISIT_PLAN, .plan = in->plan, .day = in->wish[i].day,
            .slot = p->slot[i]};
        p->v.service.price = share(&p->plan, used + (int64_t)i, usual);
        e = booking_write(d, &p->v, &b, made);
        ids[i] = made[0];
    }
    return e;
}

err desk_series_place(struct desk *d, const struct series_in *in, struct series_line *out, appointment_id *ids)
{
    struct placing p;
    err found = series_plan_get(d->db, d->a, &d->who, in->plan, &p.plan);
    err e = desk_begin(d, VERB_SERIES_PLACE, found ? 0 : p.plan.client.v);
    if (!e)
        e = found;
    if (!e)
        e = look(d, in, &p, out);
    if (!e)
        e = alert_hold_series(d, p.plan.client);
    if (e)
        return e;
    for (size_t i = 0; i < in->n; i++)
        if (out[i].conflict != SLOT_FREE)
            e = problem_add(d->problems, E_CONFLICT, line_field(d, i), booking_conflict_say(out[i].conflict));
    return p.conflicts ? e : write_lines(d, in, &p, ids);
}

// ---- taking back

static err cancel(struct desk *d, const struct appointment *p)
{
    struct appointment next = *p;
    next.state = STATE_CANCELLED;
    next.state_at = d->now;
    err e = package_visit_becomes(d, p, STATE_CANCELLED);
    if (!e)
        e = taken_clear(d->db, &d->who, p->id);
    return e ? e : appointment_change(d->db, d->a, &d->who, p, &next, S("state"), d->now);
}

err desk_series_undo(struct desk *d, plan_id plan, appointment_id one_of, size_t *n)
{
    struct appointment one;
    struct appointment_list all = {0};
    *n = 0;
    err found = appointment_get(d->db, d->a, &d->who, one_of, &one);
    if (!found && one.plan.v != plan.v)
        found = E_NOT_FOUND;
    err e = desk_begin(d, VERB_SERIES_UNDO, found ? 0 : one.client.v);
    if (!e)
        e = found;
    if (!e)
        e = appointment_of_plan(d->db, d->a, &d->who, plan, &all);
    for (size_t i = 0; i < all.n && !e; i++) {
        const struct appointment *p = &all.v[i];
        bool together = p->booked_at.us == one.booked_at.us, untouched = p->state == STATE_BOOKED && p->start.us > d->now.us;
        if (together && p->state != STATE_CANCELLED && !untouched)
            e = problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_series_has_begun));
    }
    for (size_t i = 0; i < all.n && !e; i++)
        if (all.v[i].booked_at.us == one.booked_at.us && all.v[i].state == STATE_BOOKED) {
            e = cancel(d, &all.v[i]);
            (*n)++;
        }
    return e;
}
