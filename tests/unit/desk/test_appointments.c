// desk/calendar/appointments.h: booking, what stands in its way, moving, states, reads; and the database's own guard.
#include "calendar.h"

#include "store/client.h"

static struct book_in at(struct clinic *c, client_id who, account_id therapist, int minute)
{
    return (struct book_in){.client = {who}, .therapist = {therapist}, .service = c->hour, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = minute};
}

static appointment_id booked_at(struct clinic *c, client_id who, account_id therapist, int minute)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = at(c, who, therapist, minute);
    assert_ok(book_it(&d, &in, &out));
    return out.id[0];
}

static struct appointment shown(struct clinic *c, appointment_id id)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct appointment p;
    assert_ok(desk_appointment(&d, id, &p));
    return p;
}

static void assert_conflict(struct clinic *c, const struct book_in *in, enum slot_conflict want, err e, enum msg key)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    int64_t before = count(c, "SELECT COUNT(*) FROM taken") + 1000 * count(c, "SELECT COUNT(*) FROM appointment");
    err have = book_it(&d, in, &out);
    if (have != e)
        fail_msg("%.*s", SP(err_name(have)));
    assert_problem(&d, "time", key);
    assert_int_equal(out.conflict, want);
    assert_int_equal(before, count(c, "SELECT COUNT(*) FROM taken") + 1000 * count(c, "SELECT COUNT(*) FROM appointment"));
    // each of the nearest is free, is in order, and is no further than the next
    int64_t away = 0;
    for (size_t i = 0; i < out.nearest.n; i++) {
        const struct free_time *f = &out.nearest.v[i];
        int64_t far = (int64_t)(f->day.d - in->day.d) * 1440 + f->slot.minute - in->minute;
        far = far < 0 ? -far : far;
        assert_true(far >= away);
        away = far;
        assert_true(f->therapist[0].v && f->therapist_name[0].n);
    }
    assert_int_equal(out.nearest.n, 6);
}

static void booking(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = at(&c, c.ann, c.tess, 600);
    in.reason = S("neck since Friday");
    assert_ok(book_it(&d, &in, &out));
    struct appointment p = shown(&c, out.id[0]);
    assert_true(p.client.v == c.ann.v && p.therapist.v == c.tess.v && p.room.v == c.blue.v && p.state == STATE_BOOKED && p.version == 1);
    assert_str(p.client_name, S("Ann Test"));
    assert_str(p.therapist_name, S("Tess"));
    assert_str(p.room_name, S("Blue"));
    assert_str(p.service_name, S("One hour"));
    assert_str(p.reason, S("")); // clinical: not for the front desk
    struct desk owner = by(&c, ROLE_OWNER);
    assert_ok(desk_appointment(&owner, out.id[0], &p));
    assert_str(p.reason, S("neck since Friday"));
    assert_true(p.start.us == ((int64_t)MONDAY.d * 1440 + 600 - 60) * MINUTE_US); // Berlin is an hour ahead of UTC in November
    assert_true(p.end.us - p.start.us == 60 * MINUTE_US && p.clear.us - p.end.us == 15 * MINUTE_US && p.price == 9501);
    // the client to the end of treatment, therapist and room to the end of clearance
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 3);
    assert_int_equal(count(&c, "SELECT (until_us - from_us) / 60000000 FROM taken WHERE what = 'client'"), 60);
    assert_int_equal(count(&c, "SELECT (until_us - from_us) / 60000000 FROM taken WHERE what = 'therapist'"), 75);
    assert_int_equal(count(&c, "SELECT (until_us - from_us) / 60000000 FROM taken WHERE what = 'room'"), 75);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM audit WHERE event = 'appointment.book'"), 1);

    // each of the four in the way
    in = at(&c, c.bob, c.tess, 670); // in the clearance
    assert_conflict(&c, &in, SLOT_THERAPIST, E_CONFLICT, MSG_appointment_taken_therapist);
    in = at(&c, c.ann, c.theo, 659);
    assert_conflict(&c, &in, SLOT_CLIENT, E_CONFLICT, MSG_appointment_taken_client);
    booked_at(&c, c.ann, c.theo, 660); // the client is free when treatment ends
    in = at(&c, c.bob, c.tess, 675);
    in.room = c.green;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_true(shown(&c, out.id[0]).room.v == c.green.v);
    clinic_end(&c);
}

static void rooms_and_equipment(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    booked_at(&c, c.ann, c.tess, 600);
    struct book_in in = at(&c, c.bob, c.theo, 610);
    in.room = c.blue;
    assert_conflict(&c, &in, SLOT_ROOM, E_CONFLICT, MSG_appointment_taken_room);
    in.room = (room_id){0};
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    assert_ok(book_it(&d, &in, &out));
    assert_true(shown(&c, out.id[0]).room.v == c.green.v);

    // one set of stones for two therapists
    in = at(&c, c.ann, c.tess, 720);
    in.service = c.stones;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken WHERE what = 'equipment'"), 1);
    in = at(&c, c.bob, c.theo, 780);
    in.service = c.stones;
    assert_conflict(&c, &in, SLOT_EQUIPMENT, E_CONFLICT, MSG_appointment_taken_equipment);

    // any therapist: the one who is free, and has less to do
    in = at(&c, c.bob, (account_id){0}, 720);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_true(shown(&c, out.id[0]).therapist.v == c.theo.v);
    clinic_end(&c);
}

static void refusals(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    // closed, over, beyond two years
    struct book_in in = at(&c, c.ann, c.tess, 16 * 60 + 1);
    assert_conflict(&c, &in, SLOT_CLOSED, E_INVALID, MSG_appointment_closed);
    in.outside_hours = true;
    assert_ok(book_it(&d, &in, &out));
    in = at(&c, c.ann, c.tess, 600);
    in.day = TODAY;
    in.outside_hours = true;
    assert_conflict(&c, &in, SLOT_PAST, E_INVALID, MSG_appointment_past);
    in.minute = 12 * 60 + 5; // it is 13:00 and some seconds: whoever came five past twelve can be entered, not who came at noon
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    in.minute = 12 * 60;
    assert_conflict(&c, &in, SLOT_PAST, E_INVALID, MSG_appointment_past);
    in.day = (day){TODAY.d - 1};
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "day", MSG_error_day_past);
    in.day = (day){TODAY.d + 732};
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "day", MSG_appointment_day_far);

    // people: not a therapist, the same twice, a couple's service for one, one's service for two
    in = at(&c, c.ann, c.desk, 600);
    in.reason = str_fmt(c.h.b.a, "%*s", 501, "x");
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "therapist", MSG_appointment_not_giver);
    assert_problem(&d, "reason", MSG_error_too_long); // all at once
    in = at(&c, c.ann, c.tess, 600);
    in.service = c.couple;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "client", MSG_appointment_couple_needs_two);
    in.client[1] = c.ann;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "client", MSG_appointment_client_twice);
    in.client[1] = c.bob;
    in.therapist[1] = c.tess;
    in.room = c.blue;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "therapist", MSG_appointment_same_therapist);
    assert_problem(&d, "room", MSG_appointment_room_small);
    in.service = c.hour;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "client", MSG_appointment_one_only);

    // somebody else's: not found
    in = at(&c, make_client(&c.h, c.h.other, "Eve", (day){0}), c.tess, 600);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_NOT_FOUND);
    in = at(&c, c.ann, c.tess, 600);
    in.plan = (plan_id){77};
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_NOT_FOUND);
    in = at(&c, c.ann, c.tess, 600);
    d = by(&c, ROLE_FRONT_DESK);
    d.who.practice = c.h.other;
    assert_err(book_it(&d, &in, &out), E_NOT_FOUND);
    d = by(&c, ROLE_NONE);
    assert_err(book_it(&d, &in, &out), E_SIGN_IN);

    // a merged record does not come
    d = by(&c, ROLE_SYSTEM);
    assert_ok(client_set_merged(d.db, d.a, &d.who, c.bob, c.ann, d.now));
    in = at(&c, c.bob, c.tess, 600);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_NOT_FOUND);
    clinic_end(&c);
}

static void licence(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_SYSTEM);
    struct member m;
    assert_ok(member_get(d.db, d.a, &d.who, c.tess, &m));
    m.licence_expires = (opt_day){true, MONDAY};
    assert_ok(member_update(d.db, &d.who, &m));
    booked_at(&c, c.ann, c.tess, 600); // on its last day
    struct book_in in = at(&c, c.ann, c.tess, 600);
    in.day.d++;
    struct booked out;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "therapist", MSG_appointment_licence_ended);
    in.therapist[0].v = 0; // any who may
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_true(shown(&c, out.id[0]).therapist.v == c.theo.v);
    // whoever is switched off, or is not named by the service, does not give it
    d = by(&c, ROLE_SYSTEM);
    assert_ok(service_givers_replace(d.db, &d.who, c.hour, &c.theo.v, 1));
    in = at(&c, c.ann, c.tess, 800);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_INVALID);
    assert_problem(&d, "therapist", MSG_appointment_not_giver);
    clinic_end(&c);
}


static struct booked couple_at(struct clinic *c, int minute)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = {.client = {c->ann, c->bob}, .service = c->couple, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = minute};
    assert_ok(book_it(&d, &in, &out));
    return out;
}

static void couples(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct booked two = couple_at(&c, 600);
    struct appointment a = shown(&c, two.id[0]), b = shown(&c, two.id[1]);
    assert_true(a.group.v && a.group.v == b.group.v && a.room.v == c.green.v && b.room.v == c.green.v);
    assert_true(a.therapist.v != b.therapist.v && a.client.v == c.ann.v && b.client.v == c.bob.v);
    assert_int_equal(a.price + b.price, 9501);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6);
    assert_int_equal(count(&c, "SELECT COUNT(DISTINCT place) FROM taken WHERE what = 'room'"), 2);
    struct book_in in = {.client = {c.ann, c.bob}, .service = c.couple, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = 700, .outside_hours = true};
    booked_at(&c, c.ann, c.tess, 700);
    assert_conflict(&c, &in, SLOT_THERAPIST, E_CONFLICT, MSG_appointment_taken_therapist); // only one of two is there

    // both move together
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    assert_ok(move_it(&d, a.id, 1, &(struct book_in){.day = MONDAY, .minute = 800}, &out));
    assert_true(shown(&c, a.id).minute == 800 && shown(&c, b.id).minute == 800 && shown(&c, b.id).version == 2);
    // one is cancelled: the other stays, alone
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = a.id, .version = 2, .to = STATE_CANCELLED, .alone = true, .reason = S("ill")}));
    a = shown(&c, a.id);
    b = shown(&c, b.id);
    assert_true(a.state == STATE_CANCELLED && b.state == STATE_BOOKED && b.group.v == 0 && b.version == 3);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6); // three of the one that stays, three of 700
    // and moves by itself, from its version on
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(move_it(&d, b.id, 3, &(struct book_in){.day = MONDAY, .minute = 900}, &out));

    // both are cancelled, and taken back, together
    struct booked again = couple_at(&c, 540);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = again.id[1], .version = 1, .to = STATE_CANCELLED}));
    assert_true(shown(&c, again.id[0]).state == STATE_CANCELLED && shown(&c, again.id[1]).state == STATE_CANCELLED);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = again.id[0], .version = 2, .to = STATE_BOOKED}));
    assert_true(shown(&c, again.id[1]).state == STATE_BOOKED && shown(&c, again.id[1]).version == 3);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 12);
    clinic_end(&c);
}

static void moving(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id id = booked_at(&c, c.ann, c.tess, 600);
    appointment_id other = booked_at(&c, c.bob, c.tess, 780);
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    // onto itself, a quarter later: its own time is no conflict
    assert_ok(move_it(&d, id, 1, &(struct book_in){.day = MONDAY, .minute = 615}, &out));
    struct appointment p = shown(&c, id);
    assert_true(p.minute == 615 && p.version == 2 && p.therapist.v == c.tess.v && p.room.v == c.blue.v && p.kind == VISIT_RELAXATION);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6);
    // an older version; the other's time; a time of another day
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(move_it(&d, id, 1, &(struct book_in){.day = MONDAY, .minute = 660}, &out), E_CONFLICT);
    assert_problem(&d, "", MSG_error_version);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(move_it(&d, id, 2, &(struct book_in){.day = MONDAY, .minute = 780}, &out), E_CONFLICT);
    assert_problem(&d, "time", MSG_appointment_taken_therapist);
    assert_true(out.nearest.n == 6 && out.conflict == SLOT_THERAPIST);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6); // nothing was freed
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(move_it(&d, id, 2, &(struct book_in){.day = MONDAY, .minute = 780, .therapist = {c.theo}}, &out));
    p = shown(&c, id);
    assert_true(p.therapist.v == c.theo.v && p.room.v == c.green.v);
    // what it was is kept, without a gap
    const struct appointment_before *was;
    size_t n;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_history(&d, id, &was, &n));
    assert_true(n == 2 && was[0].version == 1 && was[1].version == 2);
    assert_str(was[0].what, S("moved"));
    assert_true(str_find(was[0].body, S("\"minute\":600")) != SIZE_MAX && str_find(was[1].body, S("\"minute\":615")) != SIZE_MAX);
    // another service: its length and price
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(move_it(&d, id, 3, &(struct book_in){.day = MONDAY, .minute = 900, .service = c.couple}, &out), E_INVALID);
    assert_problem(&d, "service", MSG_appointment_couple_needs_two);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(move_it(&d, id, 3, &(struct book_in){.day = MONDAY, .minute = 900, .service = c.stones}, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken WHERE what = 'equipment'"), 1);
    // arrived and moved to another day: booked again; what is done does not move
    d = by(&c, ROLE_FRONT_DESK);
    c.now.us += 2 * DAY_US;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = other, .version = 1, .to = STATE_ARRIVED}));
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(move_it(&d, other, 2, &(struct book_in){.day = {MONDAY.d + 1}, .minute = 600}, &out));
    p = shown(&c, other);
    assert_true(p.state == STATE_BOOKED && !p.arrived);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = id, .version = 4, .to = STATE_DONE}));
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(move_it(&d, id, 5, &(struct book_in){.day = {MONDAY.d + 1}, .minute = 700}, &out), E_CONFLICT);
    assert_problem(&d, "", MSG_appointment_not_movable);
    clinic_end(&c);
}

static err to_state(struct clinic *c, struct desk *d, appointment_id id, enum appointment_state to)
{
    int64_t version = shown(c, id).version;
    *d = by(c, ROLE_FRONT_DESK);
    return state_it(d, &(struct state_in){.id = id, .version = version, .to = to, .reason = S("said so")});
}

static void states(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id id = booked_at(&c, c.ann, c.tess, 600);
    struct desk d;
    // not before its day, nor missed before it began
    assert_err(to_state(&c, &d, id, STATE_ARRIVED), E_INVALID);
    assert_problem(&d, "to", MSG_appointment_not_yet);
    assert_err(to_state(&c, &d, id, STATE_NO_SHOW), E_INVALID);
    assert_problem(&d, "to", MSG_appointment_not_missed_yet);
    c.now.us += 2 * DAY_US - 3 * HOUR_US; // Monday, 10:00 in Berlin
    // forward and back, a step at a time
    static const enum appointment_state way[] = {STATE_ARRIVED, STATE_IN_SESSION, STATE_DONE, STATE_IN_SESSION, STATE_ARRIVED, STATE_BOOKED};
    for (size_t i = 0; i < 6; i++)
        assert_ok(to_state(&c, &d, id, way[i]));
    struct appointment p = shown(&c, id);
    assert_true(!p.arrived && !p.began && !p.ended && p.version == 7);
    assert_err(to_state(&c, &d, id, STATE_BOOKED), E_INVALID);
    assert_problem(&d, "to", MSG_appointment_not_from_here);
    // nobody entered the arrival: straight over it, and straight back
    assert_ok(to_state(&c, &d, id, STATE_IN_SESSION));
    assert_true(shown(&c, id).began && !shown(&c, id).arrived);
    assert_ok(to_state(&c, &d, id, STATE_BOOKED));
    assert_ok(to_state(&c, &d, id, STATE_NO_SHOW));
    assert_str(shown(&c, id).cancel_reason, S("said so"));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 3);
    assert_err(to_state(&c, &d, id, STATE_CANCELLED), E_INVALID);
    assert_ok(to_state(&c, &d, id, STATE_BOOKED));
    assert_int_equal(shown(&c, id).cancel_reason.n, 0);
    // an older version is refused
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(state_it(&d, &(struct state_in){.id = id, .version = 2, .to = STATE_ARRIVED}), E_CONFLICT);
    assert_problem(&d, "", MSG_error_version);
    // every version but the last is kept
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment_before"), shown(&c, id).version - 1);
    assert_int_equal(count(&c, "SELECT MAX(version) FROM appointment_before"), shown(&c, id).version - 1);
    // a visit with a signed note stays done
    assert_ok(to_state(&c, &d, id, STATE_DONE));
    raw_do(&c.h.b, str_z(c.h.b.a, str_fmt(c.h.b.a, "INSERT INTO note (practice_id, id, appointment_id, client_id, account_id, body, begun_us, saved_us, "
        "signed_us, licence, signer, late, version) VALUES (1001, 1, %lld, %lld, 1100, '{}', 1, 1, 1, 'L 1', 'Tess', 0, 1)", (long long)id.v, (long long)c.ann.v)));
    assert_err(to_state(&c, &d, id, STATE_BOOKED), E_INVALID);
    assert_problem(&d, "to", MSG_appointment_has_signed_note);
    clinic_end(&c);
}

static void cancelling(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d;
    appointment_id a = booked_at(&c, c.ann, c.tess, 600), b = booked_at(&c, c.bob, c.theo, 720);
    // in time: cancelled, and its time is free; taken by another, it cannot be taken back
    assert_ok(to_state(&c, &d, a, STATE_CANCELLED));
    assert_true(shown(&c, a).state == STATE_CANCELLED);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 3);
    appointment_id third = booked_at(&c, c.ann, c.tess, 630);
    assert_err(to_state(&c, &d, a, STATE_BOOKED), E_CONFLICT);
    assert_problem(&d, "time", MSG_appointment_taken_therapist);
    assert_ok(to_state(&c, &d, third, STATE_CANCELLED));
    assert_ok(to_state(&c, &d, a, STATE_BOOKED));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6);
    // within 24 hours it is late, unless staff let it pass. b begins on Monday at 12:00 in Berlin
    c.now.us = ((int64_t)MONDAY.d * 24 + 11 - 24) * HOUR_US - 60 * SECOND_US; // about a minute before the rule begins, less a second a call
    assert_ok(to_state(&c, &d, b, STATE_CANCELLED));
    assert_true(shown(&c, b).state == STATE_CANCELLED);
    assert_ok(to_state(&c, &d, b, STATE_BOOKED));
    c.now.us += 60 * SECOND_US;
    assert_ok(to_state(&c, &d, b, STATE_CANCELLED));
    assert_true(shown(&c, b).state == STATE_LATE_CANCEL);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 3);
    assert_ok(to_state(&c, &d, b, STATE_BOOKED));
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = b, .version = shown(&c, b).version, .to = STATE_CANCELLED, .in_time = true}));
    assert_true(shown(&c, b).state == STATE_CANCELLED);
    // the practice's own hours: 2, and none
    static const struct {
        const char *hours;
        enum appointment_state state;
    } agreed[] = {{"UPDATE practice SET late_hours = 2", STATE_CANCELLED}, {"UPDATE practice SET late_hours = 0", STATE_CANCELLED},
        {"UPDATE practice SET late_hours = 25", STATE_LATE_CANCEL}};
    for (size_t i = 0; i < 3; i++) {
        assert_ok(to_state(&c, &d, b, STATE_BOOKED));
        raw_do(&c.h.b, agreed[i].hours);
        assert_ok(to_state(&c, &d, b, STATE_CANCELLED));
        assert_true(shown(&c, b).state == agreed[i].state);
    }
    assert_ok(to_state(&c, &d, b, STATE_BOOKED));
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = b, .version = shown(&c, b).version, .to = STATE_CANCELLED, .in_time = true}));
    // counted per client
    struct client_visits v;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_client_visits(&d, c.ann, &v));
    assert_true(v.booked == 1 && v.cancelled == 1 && v.done == 0 && v.late_cancel == 0);
    clinic_end(&c);
}

static void free_times(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_SYSTEM);
    // a holiday on Tuesday, which Theo works from noon; Tess works Mondays from 14 to 16 only
    struct exception x = {.id = {1}, .from = {MONDAY.d + 1}, .to = {MONDAY.d + 1}, .to_minute = 1440, .note = S("holiday")};
    assert_ok(exception_insert(d.db, &d.who, &x, d.now));
    x = (struct exception){.id = {2}, .account = c.theo, .from = {MONDAY.d + 1}, .to = {MONDAY.d + 1}, .open = true, .from_minute = 720, .to_minute = 840};
    assert_ok(exception_insert(d.db, &d.who, &x, d.now));
    assert_ok(hours_replace(d.db, &d.who, c.tess, &(struct week_span){c.tess, 1, 840, 960}, 1));
    d = by(&c, ROLE_FRONT_DESK);
    struct free_list f;
    assert_ok(desk_free_times(&d, &(struct free_in){.service = c.hour, .therapist = c.tess, .from = TODAY, .days = 8, .max = 50}, &f));
    assert_int_equal(f.n, 5); // 14:00, 14:15 … 15:00
    assert_true(f.v[0].slot.minute == 840 && f.v[4].slot.minute == 900 && f.v[0].day.d == MONDAY.d);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_free_times(&d, &(struct free_in){.service = c.hour, .from = {MONDAY.d + 1}, .days = 1, .max = 50}, &f));
    assert_int_equal(f.n, 5); // noon to 13:00, Theo
    assert_true(f.v[0].slot.minute == 720 && f.v[0].therapist[0].v == c.theo.v);
    assert_str(f.v[0].therapist_name[0], S("Theo"));
    // of any: the one with less to do; in the wanted span only
    booked_at(&c, c.ann, c.theo, 600);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_free_times(&d, &(struct free_in){.service = c.hour, .from = MONDAY, .days = 1, .max = 200, .from_minute = 840, .to_minute = 870}, &f));
    assert_int_equal(f.n, 2);
    assert_true(f.v[0].therapist[0].v == c.tess.v && f.v[1].slot.minute == 855);
    // not while the client is somewhere else; for two where both work
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_free_times(&d, &(struct free_in){.service = c.hour, .from = MONDAY, .days = 1, .max = 1, .from_minute = 540, .client = c.ann, .to_minute = 660}, &f));
    assert_int_equal(f.n, 0);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_free_times(&d, &(struct free_in){.service = c.couple, .from = MONDAY, .days = 1, .max = 200}, &f));
    assert_int_equal(f.n, 5);
    assert_true(f.v[0].slot.minute == 840 && f.v[0].therapist[0].v != f.v[0].therapist[1].v && f.v[0].slot.room == c.green.v);
    // refused
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(desk_free_times(&d, &(struct free_in){.service = c.hour, .from = {TODAY.d - 1}, .days = 1, .max = 1}, &f), E_INVALID);
    assert_problem(&d, "from", MSG_error_day_past);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(desk_free_times(&d, &(struct free_in){.service = {99}, .from = TODAY, .days = 1, .max = 1}, &f), E_NOT_FOUND);
    clinic_end(&c);
}

static void clocks(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct book_in in = at(&c, c.ann, c.tess, 150);
    in.day = day_from(2027, 3, 28); // put forward: 02:30 does not exist
    in.outside_hours = true;
    assert_conflict(&c, &in, SLOT_GAP, E_INVALID, MSG_appointment_gap);
    in.minute = 90; // 01:30, and over the gap
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    assert_ok(book_it(&d, &in, &out));
    struct appointment p = shown(&c, out.id[0]);
    assert_true(p.end.us - p.start.us == HOUR_US && p.start.us == ((int64_t)in.day.d * 24 * 60 + 30) * MINUTE_US);
    in.minute = 190; // 03:10 is forty minutes after 01:30, so within the clearance
    assert_conflict(&c, &in, SLOT_THERAPIST, E_CONFLICT, MSG_appointment_taken_therapist);
    in.day = day_from(2027, 10, 31); // put back: 02:30 is there twice, the first is taken
    in.minute = 150;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_true(shown(&c, out.id[0]).start.us == ((int64_t)in.day.d * 24 * 60 + 30) * MINUTE_US);
    clinic_end(&c);
}

static void scope(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id id = booked_at(&c, c.ann, c.tess, 600);
    struct appointment p;
    struct appointment_list all;
    struct booked out;
    struct desk d = by(&c, ROLE_OWNER);
    d.who.practice = c.h.other;
    assert_err(desk_appointment(&d, id, &p), E_NOT_FOUND);
    assert_err(move_it(&d, id, 1, &(struct book_in){.day = MONDAY, .minute = 700}, &out), E_NOT_FOUND);
    assert_err(state_it(&d, &(struct state_in){.id = id, .version = 1, .to = STATE_CANCELLED}), E_NOT_FOUND);
    assert_ok(desk_appointments_of_day(&d, MONDAY, (account_id){0}, &all));
    assert_int_equal(all.n, 0);
    // a client by link: their own, without staff's reason
    assert_ok(to_state(&c, &d, id, STATE_CANCELLED));
    d = by(&c, ROLE_CLIENT);
    d.who.account.v = 0;
    d.who.only = c.ann;
    assert_ok(desk_appointments_of_client(&d, c.ann, &all));
    assert_true(all.n == 1 && all.v[0].cancel_reason.n == 0);
    assert_err(desk_appointments_of_client(&d, c.bob, &all), E_NOT_FOUND);
    assert_err(desk_appointments_of_day(&d, MONDAY, (account_id){0}, &all), E_FORBIDDEN);
    assert_err(state_it(&d, &(struct state_in){.id = id, .version = 2, .to = STATE_BOOKED}), E_FORBIDDEN);
    struct book_in in = at(&c, c.ann, c.tess, 600);
    assert_err(book_it(&d, &in, &out), E_FORBIDDEN);
    // of a day: by start, of one therapist or all
    booked_at(&c, c.bob, c.theo, 900);
    booked_at(&c, c.ann, c.tess, 700);
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_appointments_of_day(&d, MONDAY, (account_id){0}, &all));
    assert_true(all.n == 3 && all.v[1].minute == 700 && all.v[2].minute == 900);
    assert_ok(desk_appointments_of_day(&d, MONDAY, c.theo, &all));
    assert_int_equal(all.n, 1);
    assert_ok(desk_appointments_of_day(&d, (day){MONDAY.d + 1}, (account_id){0}, &all));
    assert_int_equal(all.n, 0);
    clinic_end(&c);
}

// What the code did not see, the database refuses: each kind of resource, and changing a row.
static err insert_raw(struct clinic *c, appointment_id by_id, int64_t resource, int place, int64_t from, int64_t until)
{
    struct desk d = by(c, ROLE_SYSTEM);
    return taken_insert(d.db, &d.who, by_id, &(struct taken){resource, place, {from}, {until}, TAKEN_ROOM});
}

static void guard(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id id = booked_at(&c, c.ann, c.tess, 600);
    int64_t start = shown(&c, id).start.us, clear = shown(&c, id).clear.us;
    // by the store: E_CONFLICT, and only for what overlaps
    assert_ok(insert_raw(&c, id, c.blue.v, 1, start, clear));
    assert_ok(insert_raw(&c, id, c.blue.v, 0, clear, clear + 1));
    assert_ok(insert_raw(&c, id, c.blue.v, 0, start - 1, start));
    static const int64_t spans[][2] = {{0, 0}, {-5, 0}, {0, 5}, {1, -1}, {-5, 5}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        assert_err(insert_raw(&c, id, c.blue.v, 0, start + 2 + spans[i][0], clear - 2 + spans[i][1]), E_CONFLICT);
        assert_err(insert_raw(&c, id, c.tess.v, 0, start + 2 + spans[i][0], clear - 2 + spans[i][1]), E_CONFLICT);
    }
    // past the store
    static const char *const sql[] = {
        "INSERT INTO taken SELECT practice_id, resource_id, place, from_us + 1, until_us + 1, appointment_id, what FROM taken WHERE what = 'therapist'",
        "INSERT INTO taken SELECT practice_id, resource_id, place, from_us - 1, until_us - 1, appointment_id, what FROM taken WHERE what = 'client'",
        "UPDATE taken SET from_us = from_us - 1 WHERE what = 'client'",
        "INSERT INTO taken SELECT practice_id, resource_id + 50, place, from_us, from_us + 43200000001, appointment_id, what FROM taken WHERE what = 'client'",
        "INSERT INTO taken SELECT practice_id, resource_id, place, from_us + 86400000000, from_us + 86400000000, appointment_id, what FROM taken WHERE what = 'client'",
    };
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++)
        if (!raw_refused(&c.h.b, sql[i]))
            fail_msg("was not refused: %s", sql[i]);
    clinic_end(&c);
}

BOTH(booking)
BOTH(rooms_and_equipment)
BOTH(refusals)
BOTH(licence)
BOTH(couples)
BOTH(moving)
BOTH(states)
BOTH(cancelling)
BOTH(free_times)
BOTH(clocks)
BOTH(scope)
BOTH(guard)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(booking), TESTS(rooms_and_equipment), TESTS(refusals), TESTS(licence), TESTS(couples), TESTS(moving), TESTS(states), TESTS(cancelling), TESTS(free_times), TESTS(clocks), TESTS(scope), TESTS(guard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
