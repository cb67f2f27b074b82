// desk/calendar/series_place.h and the series of desk/calendar/appointments.h: proposed, looked at, placed whole or not at all, taken back; how far a plan is.
#include "calendar.h"

#include "desk/calendar/series_place.h"

static const plan_id plan = {7001};

// Twelve weekly sessions of an hour with Tess for 100.01 in all, agreed now.
static void plan_make(struct clinic *c, int sessions, int per_week, int every_weeks)
{
    arena *a = c->h.b.a;
    long long p = c->h.practice.v, now = NOW.us;
    raw_do(&c->h.b, str_z(a, str_fmt(a, "INSERT INTO concern (practice_id, id, client_id, kind, place, version, created_us) VALUES (%lld, 6001, %lld, 'pain', 'neck', 1, %lld)",
        p, (long long)c->ann.v, now)));
    raw_do(&c->h.b, str_z(a, str_fmt(a,
        "INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price, "
        "review_sessions, review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version) VALUES (%lld, 7001, %lld, 6001, '', 'to turn the head', "
        "'nrs-pain', 'now', %lld, %lld, %d, %d, %d, 10001, 4, 4, 'no change', 'low', 'active', %lld, '', %lld, 1)",
        p, (long long)c->ann.v, (long long)c->tess.v, (long long)c->hour.v, sessions, per_week, every_weeks, now, now)));
}

static struct series_in proposed(struct clinic *c, struct series_ask ask)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct series_about about;
    struct series_in in;
    assert_ok(desk_series_about(&d, plan, &about));
    assert_ok(desk_series_propose(&d, &about, &ask, &in));
    return in;
}

struct place_call {
    struct desk *d;
    const struct series_in *in;
    struct series_line *out;
    appointment_id *ids;
};

static err place_work(void *ctx, struct db *db)
{
    struct place_call *p = ctx;
    p->d->db = db;
    return desk_series_place(p->d, p->in, p->out, p->ids);
}

static err place_it(struct desk *d, const struct series_in *in, struct series_line *out, appointment_id *ids)
{
    return db_write(d->db, place_work, &(struct place_call){d, in, out, ids});
}

struct undo_call {
    struct desk *d;
    appointment_id one;
    size_t n;
};

static err undo_work(void *ctx, struct db *db)
{
    struct undo_call *u = ctx;
    u->d->db = db;
    return desk_series_undo(u->d, plan, u->one, &u->n);
}

static err undo_it(struct desk *d, appointment_id one, size_t *n)
{
    struct undo_call u = {.d = d, .one = one};
    err e = db_write(d->db, undo_work, &u);
    *n = u.n;
    return e;
}

static struct plan_usage usage(struct clinic *c)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct plan_usage u;
    assert_ok(desk_plan_usage(&d, plan, &u));
    return u;
}

static void book_other(struct clinic *c, client_id who, day on, int minute)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    assert_ok(book_it(&d, &(struct book_in){.client = {who}, .therapist = {c->tess}, .service = c->hour, .kind = VISIT_RELAXATION, .day = on, .minute = minute}, &out));
}

static void placing(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    plan_make(&c, 12, 1, 1);
    struct series_line line[60];
    appointment_id ids[60];
    struct series_in in = proposed(&c, (struct series_ask){0});
    assert_int_equal(in.n, 12);
    assert_true(in.therapist.v == c.tess.v && in.wish[0].day.d == MONDAY.d && in.wish[0].minute == 9 * 60 && in.wish[11].day.d == MONDAY.d + 77);
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_series_look(&d, &in, line));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment"), 0);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(place_it(&d, &in, line, ids));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment WHERE plan_id = 7001 AND kind = 'plan' AND state = 'booked' AND minute = 540"), 12);
    assert_int_equal(count(&c, "SELECT CAST(SUM(price) AS BIGINT) FROM appointment"), 10001); // what was agreed, to the penny
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 36);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM audit WHERE event = 'series.place'"), 1);
    struct plan_usage u = usage(&c);
    assert_true(u.planned == 12 && u.count.ahead == 12 && u.count.given == 0 && u.left == 12 && u.to_book == 0 && u.overdue == 0);
    assert_true(u.next && u.next->id.v == ids[0].v);

    // nothing is left to book; twice is not more
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_INVALID);
    assert_problem(&d, "sessions", MSG_series_too_many);
    assert_int_equal(proposed(&c, (struct series_ask){0}).n, 0);

    // taken back as a whole, and once
    size_t n;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(undo_it(&d, ids[5], &n));
    assert_int_equal(n, 12);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 0);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment_before WHERE what = 'state'"), 12);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(undo_it(&d, ids[5], &n));
    assert_int_equal(n, 0);
    assert_int_equal(usage(&c).to_book, 12);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(place_it(&d, &in, line, ids));
    clinic_end(&c);
}

static void conflicts(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    plan_make(&c, 6, 2, 1);
    book_other(&c, c.bob, MONDAY, 10 * 60);
    book_other(&c, c.bob, (day){MONDAY.d + 7}, 9 * 60 + 30);
    struct desk d = by(&c, ROLE_SYSTEM);
    assert_ok(exception_insert(d.db, &d.who, &(struct exception){.id = {5001}, .from = {MONDAY.d + 14}, .to = {MONDAY.d + 14}, .to_minute = 1440, .note = S("holiday")}, NOW));
    struct series_in in = proposed(&c, (struct series_ask){.first = {true, MONDAY}, .minute = {true, 10 * 60}, .weekdays = {1, 4}});
    assert_int_equal(in.n, 6);
    struct series_line line[60];
    appointment_id ids[60];
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_CONFLICT);
    assert_problem(&d, "session[0]", MSG_appointment_taken_therapist);
    assert_problem(&d, "session[2]", MSG_appointment_taken_therapist);
    assert_problem(&d, "session[4]", MSG_appointment_closed);
    assert_null(problem_of(d.problems, S("session[1]")));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment"), 2); // none of it
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken"), 6);
    // 10:00 to 11:15 is taken: 08:45 is before the doors open, so 11:15 and what comes after, an hour and a quarter apart
    assert_int_equal(line[0].n_other, 3);
    assert_true(line[0].other[0].day.d == MONDAY.d && line[0].other[0].slot.minute == 11 * 60 + 15);
    assert_true(line[0].other[1].slot.minute == 12 * 60 + 30);
    assert_true(line[4].other[0].day.d == MONDAY.d + 15); // the day after the holiday; three days before that is another line
    for (size_t i = 0; i < in.n; i++)
        for (size_t k = 0; k < line[i].n_other; k++)
            for (size_t j = 0; j < in.n; j++) {
                if (j != i && line[j].conflict == SLOT_FREE)
                    assert_int_not_equal(line[i].other[k].day.d, line[j].day.d);
                for (size_t m = 0; m < line[j].n_other; m++)
                    assert_true((j == i && m == k) || line[j].other[m].day.d != line[i].other[k].day.d ||
                        abs(line[j].other[m].slot.minute - line[i].other[k].slot.minute) >= 75);
            }
    // with the first of each, it can be placed
    struct series_wish wish[6];
    for (size_t i = 0; i < 6; i++)
        wish[i] = line[i].conflict == SLOT_FREE ? in.wish[i] : (struct series_wish){line[i].other[0].day, line[i].other[0].slot.minute};
    in.wish = wish;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(place_it(&d, &in, line, ids));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment WHERE plan_id = 7001"), 6);
    clinic_end(&c);
}

static void lines_against_each_other(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    plan_make(&c, 3, 1, 1);
    struct series_line line[60];
    appointment_id ids[60];
    struct series_wish wish[] = {{MONDAY, 600}, {MONDAY, 660}, {MONDAY, 675}}; // the second in the clearance of the first
    struct series_in in = {.plan = plan, .therapist = c.tess, .service = c.hour, .wish = wish, .n = 3};
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_CONFLICT);
    assert_true(line[0].conflict == SLOT_FREE && line[1].conflict == SLOT_CLIENT && line[2].conflict == SLOT_FREE);

    // her licence ends between the second and the third; before today; more than the plan has; another client's view
    raw_do(&c.h.b, str_z(d.a, str_fmt(d.a, "UPDATE member SET licence_expires = %d WHERE account_id = %lld", MONDAY.d + 10, (long long)c.tess.v)));
    struct series_wish late[] = {{MONDAY, 600}, {{MONDAY.d + 7}, 600}, {{MONDAY.d + 14}, 600}, {{MONDAY.d + 21}, 600}};
    in.wish = late;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_series_look(&d, &in, line));
    assert_true(line[1].conflict == SLOT_FREE && line[2].conflict == SLOT_LICENCE);
    in.n = 4;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_INVALID);
    assert_problem(&d, "sessions", MSG_series_too_many);
    late[0].day.d = TODAY.d - 1;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_INVALID);
    assert_problem(&d, "session[0]", MSG_error_day_past);
    in.therapist = c.desk;
    in.n = 2;
    late[0].day = MONDAY;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_INVALID);
    assert_problem(&d, "therapist", MSG_appointment_not_giver);
    in.therapist = c.theo;
    raw_do(&c.h.b, "UPDATE plan SET state = 'stopped'");
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(place_it(&d, &in, line, ids), E_INVALID);
    assert_problem(&d, "plan", MSG_appointment_plan_over);
    d = call(&c.h, c.h.other, ROLE_OWNER);
    assert_err(place_it(&d, &in, line, ids), E_NOT_FOUND);
    d = by(&c, ROLE_CLIENT);
    assert_err(place_it(&d, &in, line, ids), E_FORBIDDEN);
    clinic_end(&c);
}

static void state_of(struct clinic *c, appointment_id id, enum appointment_state to)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct appointment p;
    assert_ok(desk_appointment(&d, id, &p));
    d = by(c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = id, .version = p.version, .to = to, .reason = S("ill")}));
}

static void how_far(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    plan_make(&c, 4, 1, 1);
    assert_int_equal(usage(&c).overdue, 0);
    c.now.us += 8 * DAY_US; // a week and a day without a session
    assert_int_equal(usage(&c).overdue, 1);
    c.now = NOW;
    struct series_in in = proposed(&c, (struct series_ask){.sessions = 3});
    struct series_line line[60];
    appointment_id ids[60];
    size_t n;
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_ok(place_it(&d, &in, line, ids));
    assert_int_equal(usage(&c).to_book, 1);
    c.now.us = NOW.us + (MONDAY.d - TODAY.d) * DAY_US; // Monday noon
    state_of(&c, ids[0], STATE_DONE);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(undo_it(&d, ids[1], &n), E_CONFLICT); // one of them is done
    assert_problem(&d, "", MSG_series_has_begun);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment WHERE state = 'cancelled'"), 0);
    c.now.us += 7 * DAY_US;
    state_of(&c, ids[1], STATE_NO_SHOW);
    c.now.us += 2 * DAY_US;
    struct plan_usage u = usage(&c);
    assert_true(u.count.given == 0 && u.count.no_note == 1 && u.count.missed == 1 && u.count.ahead == 1); // done, and no note yet
    assert_true(u.left == 4 && u.to_book == 2 && u.overdue == 0);
    c.now.us += 7 * DAY_US; // three were asked for; one is done, the third was never entered
    state_of(&c, ids[2], STATE_NO_SHOW);
    u = usage(&c);
    assert_true(u.count.ahead == 0 && u.overdue == 2 && !u.next);
    // proposed as before: the weekday and the time of the last one
    in = proposed(&c, (struct series_ask){0});
    assert_true(in.n == 3 && day_weekday(in.wish[0].day) == 1 && in.wish[0].minute == 540 && in.wish[0].day.d == MONDAY.d + 21);
    raw_do(&c.h.b, "UPDATE plan SET state = 'completed'");
    u = usage(&c);
    assert_true(u.overdue == 0 && u.left == 0 && u.to_book == 0); // it is over
    clinic_end(&c);
}

static void same_time(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    plan_make(&c, 4, 1, 2);
    struct series_wish wish[] = {{MONDAY, 600}};
    struct series_in in = {.plan = plan, .therapist = c.tess, .service = c.hour, .wish = wish, .n = 1};
    struct series_line line[60];
    appointment_id ids[60];
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_ok(place_it(&d, &in, line, ids));
    struct next_time next;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_same_time_next(&d, ids[0], 0, &next)); // once in two weeks
    assert_true(next.weeks == 2 && next.day.d == MONDAY.d + 14 && next.minute == 600 && next.conflict == SLOT_FREE && next.nearest.n == 0 && !next.booked);
    book_other(&c, c.bob, (day){MONDAY.d + 7}, 10 * 60 + 30);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_same_time_next(&d, ids[0], 1, &next));
    assert_true(next.day.d == MONDAY.d + 7 && next.conflict == SLOT_THERAPIST && next.nearest.n == 3);
    assert_true(next.nearest.v[0].day.d == MONDAY.d + 7 && next.nearest.v[0].slot.minute == 9 * 60 + 15);
    // signed three weeks late: the next such day that is still to come
    c.now.us += 25 * DAY_US;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_same_time_next(&d, ids[0], 1, &next));
    assert_true(next.day.d == MONDAY.d + 28 && next.conflict == SLOT_FREE);
    book_other(&c, c.ann, (day){MONDAY.d + 30}, 10 * 60);
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_same_time_next(&d, ids[0], 1, &next));
    assert_true(next.booked && next.next.day.d == MONDAY.d + 30);
    // a couple, with both therapists
    struct booked both;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &(struct book_in){.client = {c.ann, c.bob}, .therapist = {c.tess, c.theo}, .service = c.couple, .kind = VISIT_RELAXATION, .day = {MONDAY.d + 28}, .minute = 780}, &both));
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(desk_same_time_next(&d, both.id[0], 0, &next));
    assert_true(next.conflict == SLOT_FREE && next.with.id.v == both.id[1].v && next.day.d == MONDAY.d + 35);
    clinic_end(&c);
}

BOTH(placing)
BOTH(conflicts)
BOTH(lines_against_each_other)
BOTH(how_far)
BOTH(same_time)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(placing), TESTS(conflicts), TESTS(lines_against_each_other), TESTS(how_far), TESTS(same_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
