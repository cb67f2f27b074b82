// Moving of appointments.h, and what every change of an appointment shares.
#include "desk/calendar/booking.h"

err changing_begin(struct desk *d, enum verb verb, appointment_id id, int64_t version, struct changing *out)
{
    *out = (struct changing){.n = 1};
    err found = appointment_get(d->db, d->a, &d->who, id, &out->now[0]);
    err e = desk_begin(d, verb, found ? 0 : out->now[0].client.v);
    if (!e)
        e = found;
    if (e)
        return e;
    if (out->now[0].version != version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_error_version));
    struct appointment_list both = {0};
    if (out->now[0].group.v)
        e = appointment_of_group(d->db, d->a, &d->who, out->now[0].group, &both);
    for (size_t i = 0; i < both.n && out->n < 2; i++)
        if (both.v[i].id.v != id.v)
            out->now[out->n++] = both.v[i];
    for (int i = 0; i < out->n; i++)
        out->next[i] = out->now[i];
    return e;
}

err changing_part(struct desk *d, struct changing *c)
{
    if (c->n == 1)
        return OK;
    c->n = 1;
    c->next[0].group = c->next[1].group = (group_id){0};
    return appointment_change(d->db, d->a, &d->who, &c->now[1], &c->next[1], S("other"), d->now);
}

err changing_write(struct desk *d, const struct changing *c, str what)
{
    err e = OK;
    for (int i = 0; i < c->n && !e; i++)
        e = appointment_change(d->db, d->a, &d->who, &c->now[i], &c->next[i], what, d->now);
    return e;
}

// ---- moving

static bool movable(const struct appointment *p)
{
    return p->state == STATE_BOOKED || p->state == STATE_ARRIVED;
}

static struct availability_in move_ask(const struct changing *c, const struct book_in *to)
{
    struct availability_in ask = {
        .service = to->service.v ? to->service : c->now[0].service,
        .room = to->room,
        .prefer = c->now[0].room,
        .short_clearance = to->short_clearance,
        .outside_hours = to->outside_hours,
        .just_begun = true,
    };
    for (int i = 0; i < c->n; i++) {
        ask.therapist[i] = to->therapist[i].v ? to->therapist[i] : c->now[i].therapist;
        ask.client[i] = c->now[i].client;
        ask.except[i] = c->now[i].id;
    }
    if (ask.service.v == c->now[0].service.v) {
        ask.minutes = c->now[0].minutes;
        ask.clearance = c->now[0].clearance;
    }
    return ask;
}

static err move_rules(struct desk *d, const struct changing *c, const struct availability *v, const struct book_in *to)
{
    bool other_service = v->in.service.v != c->now[0].service.v, good = true;
    if (other_service && (!v->service.active || v->service.people != c->n)) {
        struct say why = !v->service.active ? SAY(MSG_appointment_service_off) : c->n == 2 ? SAY(MSG_appointment_one_only) : SAY(MSG_appointment_couple_needs_two);
        problem_add(d->problems, E_INVALID, S("service"), why);
        good = false;
    }
    good &= booking_rule_therapists(d, v, v->in.therapist, c->n, to->day);
    good &= booking_rule_day(d, to->day);
    good &= booking_rule_room(d, v, c->n);
    if (to->minute < 0 || to->minute >= 1440) {
        problem_add(d->problems, E_INVALID, S("time"), SAY(MSG_error_time));
        good = false;
    }
    return good ? OK : E_INVALID;
}

static void moved_to(struct appointment *p, const struct availability *v, const struct slot *s, day on, instant now)
{
    if (p->state == STATE_ARRIVED && on.d != p->day.d) {
        p->state = STATE_BOOKED;
        p->state_at = now;
        p->arrived = false;
    }
    p->service = v->in.service;
    p->room = (room_id){s->room};
    p->day = on;
    p->minute = s->minute;
    p->zone = v->service.zone;
    p->minutes = v->minutes;
    p->clearance = v->clearance;
    p->start = s->start;
    p->end = (instant){s->start.us + p->minutes * MINUTE_US};
    p->clear = (instant){p->end.us + p->clearance * MINUTE_US};
}

static str what_changed(const struct appointment *was, const struct appointment *is)
{
    if (was->start.us != is->start.us || was->minutes != is->minutes)
        return S("moved");
    return was->therapist.v != is->therapist.v ? S("therapist") : was->room.v != is->room.v ? S("room") : S("other");
}

static err move_write(struct desk *d, struct changing *c, const struct availability *v, const struct slot *s, day on)
{
    int64_t price = v->service.price;
    err e = OK;
    for (int i = 0; i < c->n && !e; i++) {
        struct appointment *p = &c->next[i];
        if (v->in.service.v != p->service.v)
            p->price = c->n == 1 ? price : i ? price / 2 : price - price / 2;
        p->therapist = v->in.therapist[i];
        moved_to(p, v, s, on, d->now);
        e = taken_clear(d->db, &d->who, p->id);
    }
    if (!e)
        e = changing_write(d, c, what_changed(&c->now[0], &c->next[0]));
    return e ? e : booking_occupy(d, v, s, c->next, c->n);
}

err desk_appointment_move(struct desk *d, appointment_id id, int64_t version, const struct book_in *to, struct booked *out)
{
    *out = (struct booked){0};
    struct changing c;
    struct availability v;
    struct slot slot;
    err e = changing_begin(d, VERB_APPOINTMENT_MOVE, id, version, &c);
    if (e)
        return e;
    if (!movable(&c.now[0]) || (c.n == 2 && !to->alone && !movable(&c.now[1])))
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_appointment_not_movable));
    if (to->alone)
        e = changing_part(d, &c);
    struct availability_in ask = move_ask(&c, to);
    if (!e)
        e = booking_open(d, &ask, to->day, &v);
    if (!e)
        e = move_rules(d, &c, &v, to);
    if (!e)
        e = availability_look(d, &v, to->day, to->day);
    if (e)
        return e;
    enum slot_conflict found = availability_check(d, &v, to->day, to->minute, ask.therapist[0], c.n == 2 ? ask.therapist[1] : (account_id){0}, &slot);
    if (found != SLOT_FREE)
        return booking_conflict(d, &ask, to->day, to->minute, c.n, found, out);
    for (int i = 0; i < c.n; i++)
        out->id[i] = c.now[i].id;
    return move_write(d, &c, &v, &slot, to->day);
}
