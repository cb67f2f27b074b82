// What becomes of an appointment: desk_appointment_state of appointments.h.
#include "desk/calendar/booking.h"

#include "desk/money/package_visit.h"
#include "desk/rules.h"
#include "desk/safety/alert_hold.h"

enum { REASON_MAX = 200 };

static bool off(enum appointment_state s)      // frees its time
{
    return s == STATE_CANCELLED || s == STATE_LATE_CANCEL;
}

static bool came(enum appointment_state s)
{
    return s == STATE_ARRIVED || s == STATE_IN_SESSION || s == STATE_DONE;
}

// The one step back from a state; by which way it was reached says when each step was entered.
static bool is_undo(const struct appointment *p, enum appointment_state to)
{
    switch (p->state) {
    case STATE_ARRIVED: return to == STATE_BOOKED;
    case STATE_IN_SESSION: return to == STATE_ARRIVED || (to == STATE_BOOKED && !p->arrived);
    case STATE_DONE: return to == STATE_IN_SESSION || (!p->began && to == (p->arrived ? STATE_ARRIVED : STATE_BOOKED));
    case STATE_NO_SHOW:
    case STATE_LATE_CANCEL:
    case STATE_CANCELLED: return to == (p->arrived ? STATE_ARRIVED : STATE_BOOKED);
    case STATE_BOOKED: break;
    }
    return false;
}

static bool is_forward(const struct appointment *p, enum appointment_state to)
{
    if (came(to))
        return p->state < to && (p->state == STATE_BOOKED || came(p->state));
    return to != STATE_BOOKED && (p->state == STATE_BOOKED || p->state == STATE_ARRIVED);
}

static err refuse(struct desk *d, struct say why)
{
    return problem_add(d->problems, E_INVALID, S("to"), why);
}

static err state_rules(struct desk *d, const struct appointment *p, const struct state_in *in)
{
    bool undo = is_undo(p, in->to);
    if (!undo && !is_forward(p, in->to))
        return refuse(d, SAY(MSG_appointment_not_from_here));
    if (!undo && came(in->to) && p->day.d > d->today.d)
        return refuse(d, SAY(MSG_appointment_not_yet));
    if (!undo && in->to == STATE_NO_SHOW && d->now.us < p->start.us)
        return refuse(d, SAY(MSG_appointment_not_missed_yet));
    if (!rule_line(d, S("reason"), in->reason, 0, REASON_MAX, MANY_LINES))
        return E_INVALID;
    bool has_note = false;
    err e = undo ? OK : alert_hold_state(d, p, in->to);
    if (!e && undo && p->state == STATE_DONE)
        e = appointment_signed(d->db, d->a, &d->who, p->id, &has_note);
    return e ? e : has_note ? refuse(d, SAY(MSG_appointment_has_signed_note)) : OK;
}

// Cancelled now it is late, by what the practice agreed with those who come.
static err is_late(struct desk *d, const struct appointment *p, bool *late, int64_t *hours)
{
    struct practice_calendar rules;
    err e = practice_calendar_get(d->db, d->a, &d->who, &rules);
    *hours = e ? 0 : rules.late_hours;
    *late = *hours && d->now.us > p->start.us - *hours * HOUR_US;
    return e;
}

err desk_late(struct desk *d, const struct appointment *p, bool *late, int64_t *hours)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    return e ? e : is_late(d, p, late, hours);
}

static err wanted(struct desk *d, const struct appointment *p, const struct state_in *in, enum appointment_state *to)
{
    bool late = false;
    int64_t hours;
    err e = in->to == STATE_CANCELLED && !in->in_time ? is_late(d, p, &late, &hours) : OK;
    *to = late ? STATE_LATE_CANCEL : in->to;
    return e;
}

// Times of steps that are taken back go; those that are entered come.
static void enter(struct appointment *p, enum appointment_state to, str reason, instant now)
{
    p->state = to;
    p->state_at = now;
    p->cancel_reason = came(to) || to == STATE_BOOKED ? (str){0} : reason;
    if (to == STATE_BOOKED)
        p->arrived = false;
    if (to == STATE_BOOKED || to == STATE_ARRIVED)
        p->began = false;
    if (to != STATE_DONE)
        p->ended = false;
    if (to == STATE_ARRIVED && !p->arrived) {
        p->arrived = true;
        p->arrived_at = now;
    }
    if (to == STATE_IN_SESSION && !p->began) {
        p->began = true;
        p->began_at = now;
    }
    if (to == STATE_DONE) {
        p->ended = true;
        p->ended_at = now;
    }
}

// The time of a cancelled appointment is taken again, where it is free still: the same therapist, the same room or another.
static err occupy_again(struct desk *d, struct changing *c)
{
    const struct appointment *p = &c->now[0];
    struct availability_in ask = {.service = p->service, .therapist = {p->therapist, c->n == 2 ? c->now[1].therapist : (account_id){0}},
        .client = {p->client, c->n == 2 ? c->now[1].client : (client_id){0}}, .prefer = p->room, .outside_hours = true, .any_time = true,
        .minutes = p->minutes, .clearance = p->clearance};
    struct availability v;
    struct slot slot;
    err e = booking_open(d, &ask, p->day, &v);
    if (!e)
        e = availability_look(d, &v, p->day, p->day);
    if (e)
        return e;
    enum slot_conflict found = availability_check(d, &v, p->day, p->minute, ask.therapist[0], ask.therapist[1], &slot);
    if (found != SLOT_FREE)
        return booking_refuse(d, found);
    for (int i = 0; i < c->n; i++)
        c->next[i].room = (room_id){slot.room};
    return booking_occupy(d, &v, &slot, c->next, c->n);
}

// Whether the other of a couple goes the same way: both are cancelled together, and taken back together.
static bool together(const struct changing *c, const struct state_in *in)
{
    if (c->n == 1 || in->alone)
        return false;
    if (off(c->now[0].state))
        return off(c->now[1].state);
    return off(in->to) && (c->now[1].state == STATE_BOOKED || c->now[1].state == STATE_ARRIVED);
}

err desk_appointment_state(struct desk *d, const struct state_in *in)
{
    struct changing c;
    err e = changing_begin(d, VERB_APPOINTMENT_STATE, in->id, in->version, &c);
    if (!e)
        e = state_rules(d, &c.now[0], in);
    enum appointment_state to = in->to;
    if (!e)
        e = wanted(d, &c.now[0], in, &to);
    if (e)
        return e;
    bool frees = off(to), takes = off(c.now[0].state);
    if (!together(&c, in)) {
        if ((frees || takes) && c.n == 2)
            e = changing_part(d, &c);
        c.n = 1;
    }
    for (int i = 0; i < c.n && !e; i++) {
        e = package_visit_becomes(d, &c.now[i], to);
        enter(&c.next[i], to, in->reason, d->now);
        if (frees && !e)
            e = taken_clear(d->db, &d->who, c.next[i].id);
    }
    if (!e && takes)
        e = occupy_again(d, &c);
    return e ? e : changing_write(d, &c, S("state"));
}
