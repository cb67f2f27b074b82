// desk/appointments.h: booking, what stands in its way, moving, states, reads; and the database's own guard.
#include "calendar.h"

#include "desk/links.h"
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

BOTH(booking)
BOTH(rooms_and_equipment)
BOTH(refusals)
BOTH(licence)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(booking), TESTS(rooms_and_equipment), TESTS(refusals), TESTS(licence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
