// Booking of appointments.h.
#include "desk/calendar/booking.h"

#include "desk/rules.h"
#include "store/concern.h"

enum { REASON_MAX = 500, NEAR_DAYS = 14 };

static bool rule_that(struct desk *d, bool held, str field, struct say why)
{
    if (!held)
        problem_add(d->problems, E_INVALID, field, why);
    return held;
}

struct say booking_conflict_say(enum slot_conflict c)
{
    static const enum msg why[] = {[SLOT_THERAPIST] = MSG_appointment_taken_therapist, [SLOT_CLIENT] = MSG_appointment_taken_client,
        [SLOT_ROOM] = MSG_appointment_taken_room, [SLOT_EQUIPMENT] = MSG_appointment_taken_equipment, [SLOT_GAP] = MSG_appointment_gap,
        [SLOT_PAST] = MSG_appointment_past, [SLOT_CLOSED] = MSG_appointment_closed, [SLOT_LICENCE] = MSG_appointment_licence_ended};
    CHECK(c > SLOT_FREE && c <= SLOT_LICENCE);
    return SAY(why[c]);
}

err booking_refuse(struct desk *d, enum slot_conflict c)
{
    bool taken = c == SLOT_THERAPIST || c == SLOT_CLIENT || c == SLOT_ROOM || c == SLOT_EQUIPMENT;
    return problem_add(d->problems, taken ? E_CONFLICT : E_INVALID, c == SLOT_LICENCE ? S("therapist") : S("time"), booking_conflict_say(c));
}

// ---- rules

bool booking_rule_day(struct desk *d, day on)
{
    return rule_that(d, on.d >= d->today.d, S("day"), SAY(MSG_error_day_past)) &&
        rule_that(d, on.d <= d->today.d + BOOKING_DAYS_MAX, S("day"), SAY(MSG_appointment_day_far));
}

bool booking_rule_therapists(struct desk *d, const struct availability *v, const account_id *therapist, int people, day on)
{
    for (int i = 0; i < people; i++) {
        if (!therapist[i].v)
            continue;
        const struct giver *g = availability_giver(v, therapist[i]);
        if (!rule_that(d, g != NULL, S("therapist"), SAY(MSG_appointment_not_giver)))
            return false;
        if (!rule_that(d, !g->licence_expires.known || on.d <= g->licence_expires.day.d, S("therapist"), SAY(MSG_appointment_licence_ended)))
            return false;
    }
    return rule_that(d, people == 1 || !therapist[0].v || therapist[0].v != therapist[1].v, S("therapist"), SAY(MSG_appointment_same_therapist));
}

bool booking_rule_room(struct desk *d, const struct availability *v, int people)
{
    if (!v->in.room.v)
        return true;
    int places = availability_room_places(v);
    return rule_that(d, places > 0, S("room"), SAY(MSG_appointment_room_off)) &&
        rule_that(d, places >= people, S("room"), SAY(MSG_appointment_room_small));
}

static bool rule_people(struct desk *d, const struct book_in *in, const struct calendar_service *s)
{
    bool couple = in->client[1].v != 0;
    if (!rule_that(d, in->client[0].v != 0, S("client"), SAY(MSG_error_required)))
        return false;
    return rule_that(d, in->client[0].v != in->client[1].v, S("client"), SAY(MSG_appointment_client_twice)) &&
        rule_that(d, couple || s->people == 1, S("client"), SAY(MSG_appointment_couple_needs_two)) &&
        rule_that(d, !couple || s->people == 2, S("client"), SAY(MSG_appointment_one_only));
}

static err rule_plan(struct desk *d, const struct book_in *in, bool *good)
{
    if (!in->plan.v)
        return OK;
    client_id client;
    str state;
    err e = appointment_plan(d->db, d->a, &d->who, in->plan, &client, &state);
    if (e)
        return e;
    bool open = !str_eq(state, S("completed")) && !str_eq(state, S("stopped"));
    *good &= rule_that(d, client.v == in->client[0].v, S("plan"), SAY(MSG_appointment_plan_other)) &&
        rule_that(d, open, S("plan"), SAY(MSG_appointment_plan_over));
    *good &= rule_that(d, in->kind == VISIT_PLAN, S("kind"), SAY(MSG_appointment_plan_kind));
    return OK;
}

// Those who come are there, and are records of their own.
static err clients_there(struct desk *d, const struct book_in *in)
{
    err e = OK;
    for (int i = 0; i < 2 && !e; i++) {
        struct subject who;
        if (in->client[i].v)
            e = subject_get(d->db, d->a, &d->who, in->client[i], &who);
    }
    return e;
}

static err book_rules(struct desk *d, const struct book_in *in, const struct availability *v)
{
    int people = in->client[1].v ? 2 : 1;
    bool good = rule_that(d, v->service.active, S("service"), SAY(MSG_appointment_service_off));
    good &= rule_people(d, in, &v->service);
    good &= booking_rule_therapists(d, v, in->therapist, people, in->day);
    good &= booking_rule_day(d, in->day);
    good &= rule_that(d, in->minute >= 0 && in->minute < 1440, S("time"), SAY(MSG_error_time));
    good &= booking_rule_room(d, v, people);
    good &= rule_line(d, S("reason"), in->reason, 0, REASON_MAX, MANY_LINES);
    err e = rule_plan(d, in, &good);
    return e ? e : good ? OK : E_INVALID;
}

// ---- writing

struct occupying {
    struct desk *d;
    const struct appointment *p;
    err e;
};

static void occupy_piece(void *ctx, int64_t equipment, int piece, int person)
{
    struct occupying *o = ctx;
    const struct appointment *p = &o->p[person];
    if (!o->e)
        o->e = taken_insert(o->d->db, &o->d->who, p->id, &(struct taken){equipment, piece, p->start, p->clear, TAKEN_EQUIPMENT});
}

err booking_occupy(struct desk *d, const struct availability *v, const struct slot *s, const struct appointment *p, int n)
{
    err e = OK;
    for (int i = 0; i < n && !e; i++) {
        e = taken_insert(d->db, &d->who, p[i].id, &(struct taken){p[i].therapist.v, 0, p[i].start, p[i].clear, TAKEN_THERAPIST});
        if (!e)
            e = taken_insert(d->db, &d->who, p[i].id, &(struct taken){p[i].client.v, 0, p[i].start, p[i].end, TAKEN_CLIENT});
        if (!e && s->room)
            e = taken_insert(d->db, &d->who, p[i].id, &(struct taken){s->room, s->place[i], p[i].start, p[i].clear, TAKEN_ROOM});
    }
    struct occupying o = {d, p, e};
    if (!e)
        availability_pieces(v, s->start, n, occupy_piece, &o);
    return o.e;
}

err booking_write(struct desk *d, const struct availability *v, const struct booking *b, appointment_id out[2])
{
    int n = b->client[1].v ? 2 : 1;
    group_id group = {n == 2 ? id_next(&d->ids, d->now) : 0};
    struct appointment p[2];
    err e = OK;
    for (int i = 0; i < n && !e; i++) {
        p[i] = (struct appointment){
            .id = {id_next(&d->ids, d->now)},
            .client = b->client[i],
            .therapist = b->therapist[i],
            .service = v->in.service,
            .room = {b->slot.room},
            .plan = i ? (plan_id){0} : b->plan,
            .group = group,
            .kind = b->kind,
            .day = b->day,
            .minute = b->slot.minute,
            .minutes = v->minutes,
            .clearance = v->clearance,
            .zone = v->service.zone,
            .start = b->slot.start,
            .end = {b->slot.start.us + v->minutes * MINUTE_US},
            .clear = {b->slot.start.us + (v->minutes + v->clearance) * MINUTE_US},
            .state = STATE_BOOKED,
            .state_at = d->now,
            .reason = b->reason,
            .price = n == 1 ? v->service.price : i ? v->service.price / 2 : v->service.price - v->service.price / 2,
            .booked_at = d->now,
        };
        out[i] = p[i].id;
        e = appointment_insert(d->db, &d->who, &p[i]);
    }
    return e ? e : booking_occupy(d, v, &b->slot, p, n);
}

// ---- the verb

err booking_open(struct desk *d, struct availability_in *in, day on, struct availability *out)
{
    in->from = (day){on.d - NEAR_DAYS};
    in->to = (day){on.d + NEAR_DAYS};
    return availability_open(d, in, out);
}

// Hours and clearance count again: what is offered instead is offered to everybody.
err booking_conflict(struct desk *d, const struct availability_in *in, day on, int minute, int people, enum slot_conflict c,
    struct booked *out)
{
    struct availability_in plain = *in;
    struct availability v;
    struct therapists *from;
    struct free_time *near = ARENA_ARRAY(d->a, BOOKING_NEAREST, struct free_time);
    size_t found = 0;
    plain.outside_hours = plain.short_clearance = plain.just_begun = plain.any_time = false;
    err e = booking_open(d, &plain, on, &v);
    if (e)
        return e;
    size_t n = availability_therapists(d, &v, plain.therapist, people, &from);
    e = availability_nearest(d, &v, on, minute, from, n, near, BOOKING_NEAREST, &found);
    out->nearest = (struct free_list){near, found};
    out->conflict = c;
    return e ? e : booking_refuse(d, c);
}

static struct availability_in asked(const struct book_in *in)
{
    return (struct availability_in){
        .service = in->service,
        .therapist = {in->therapist[0], in->therapist[0].v ? in->therapist[1] : (account_id){0}},
        .client = {in->client[0], in->client[1]},
        .room = in->room,
        .short_clearance = in->short_clearance,
        .outside_hours = in->outside_hours,
        .just_begun = true,
    };
}

err desk_book(struct desk *d, const struct book_in *in, struct booked *out)
{
    *out = (struct booked){0};
    struct availability_in ask = asked(in);
    struct availability v;
    err e = desk_begin(d, VERB_APPOINTMENT_BOOK, in->client[0].v);
    if (!e)
        e = clients_there(d, in);
    if (!e)
        e = booking_open(d, &ask, in->day, &v);
    if (!e)
        e = book_rules(d, in, &v);
    if (!e)
        e = availability_look(d, &v, in->day, in->day);
    if (e)
        return e;
    int people = in->client[1].v ? 2 : 1;
    struct therapists *from, who;
    struct booking b = {.client = {in->client[0], in->client[1]}, .kind = in->kind, .plan = in->plan, .reason = in->reason, .day = in->day};
    size_t n = availability_therapists(d, &v, in->therapist, people, &from);
    enum slot_conflict c = availability_pick(d, &v, in->day, in->minute, from, n, &who, &b.slot);
    if (c != SLOT_FREE)
        return booking_conflict(d, &ask, in->day, in->minute, people, c, out);
    b.therapist[0] = who.first;
    b.therapist[1] = who.second;
    return booking_write(d, &v, &b, out->id);
}

err desk_book_nearest(struct desk *d, const struct book_in *in, struct free_list *out)
{
    *out = (struct free_list){0};
    struct availability_in ask = asked(in);
    ask.outside_hours = ask.short_clearance = ask.just_begun = false;
    struct availability v;
    err e = desk_begin(d, VERB_FREE_TIMES, in->client[0].v);
    if (!e)
        e = booking_open(d, &ask, in->day, &v);
    if (e)
        return e;
    struct therapists *from;
    struct free_time *near = ARENA_ARRAY(d->a, BOOKING_NEAREST, struct free_time);
    size_t n = availability_therapists(d, &v, in->therapist, v.service.people, &from);
    e = availability_nearest(d, &v, in->day, in->minute, from, n, near, BOOKING_NEAREST, &out->n);
    out->v = near;
    return e;
}
