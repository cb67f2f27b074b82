// desk/measures/calm.h: how calm a client is around a session; kept apart, corrected by a new row, seen by those who see measures.
#include "calendar.h"

#include "desk/measures/calm.h"

struct visit {
    struct clinic c;
    appointment_id id;
};

static void at(struct clinic *c, int hour)
{
    c->now = (instant){(int64_t)MONDAY.d * DAY_US + (hour - 1) * HOUR_US}; // Berlin is an hour ahead in November
}

static void visit_make(struct visit *v, enum db_engine engine)
{
    clinic_make(&v->c, engine);
    struct desk d = by(&v->c, ROLE_THERAPIST);
    struct booked out;
    assert_ok(book_it(&d, &(struct book_in){.client = {v->c.ann}, .therapist = {v->c.tess}, .service = v->c.hour, .day = MONDAY, .minute = 600}, &out));
    v->id = out.id[0];
}

static void to_state(struct visit *v, enum appointment_state to)
{
    struct appointment p;
    struct desk d = by(&v->c, ROLE_THERAPIST);
    assert_ok(appointment_get(d.db, d.a, &d.who, v->id, &p));
    assert_ok(state_it(&d, &(struct state_in){.id = v->id, .version = p.version, .to = to}));
}

static err enter_as(struct visit *v, enum role role, enum calm_phase phase, int64_t value, calm_id seen, struct desk *d)
{
    *d = by(&v->c, role);
    return desk_calm_enter(d, &(struct calm_in){v->id, phase, value, seen});
}

static struct calm_shown shown(struct visit *v)
{
    struct calm_shown s;
    struct desk d = by(&v->c, ROLE_THERAPIST);
    assert_ok(desk_calm_visit(&d, v->c.ann, v->id, &s));
    return s;
}

static void when_and_by_whom(enum db_engine engine)
{
    struct visit v;
    struct desk d;
    visit_make(&v, engine);
    assert_err(enter_as(&v, ROLE_THERAPIST, CALM_BEFORE, 3, (calm_id){0}, &d), E_INVALID); // not its day yet
    assert_problem(&d, "phase", MSG_calm_not_today);
    at(&v.c, 10);
    assert_err(enter_as(&v, ROLE_FRONT_DESK, CALM_BEFORE, 3, (calm_id){0}, &d), E_FORBIDDEN);
    assert_err(enter_as(&v, ROLE_THERAPIST, CALM_AFTER, 8, (calm_id){0}, &d), E_INVALID);
    assert_problem(&d, "phase", MSG_calm_not_begun);
    assert_err(enter_as(&v, ROLE_THERAPIST, CALM_BEFORE, 11, (calm_id){0}, &d), E_INVALID);
    assert_problem(&d, "value", MSG_error_range);
    assert_ok(enter_as(&v, ROLE_THERAPIST, CALM_BEFORE, 0, (calm_id){0}, &d)); // 0 is an answer
    to_state(&v, STATE_IN_SESSION);
    assert_ok(enter_as(&v, ROLE_OWNER, CALM_AFTER, 8, (calm_id){0}, &d));
    struct calm_shown s = shown(&v);
    assert_int_equal(s.now[CALM_BEFORE]->value, 0);
    assert_int_equal(s.now[CALM_AFTER]->value, 8);
    assert_int_equal(s.now[CALM_AFTER]->source, SOURCE_THERAPIST);
    d = by(&v.c, ROLE_FRONT_DESK);
    assert_err(desk_calm_visit(&d, v.c.ann, v.id, &s), E_FORBIDDEN);
    d = call(&v.c.h, v.c.h.other, ROLE_OWNER);
    assert_err(desk_calm_enter(&d, &(struct calm_in){v.id, CALM_AFTER, 1, (calm_id){0}}), E_NOT_FOUND);
    clinic_end(&v.c);
}

static void corrected_and_taken_back(enum db_engine engine)
{
    struct visit v;
    struct desk d;
    visit_make(&v, engine);
    at(&v.c, 10);
    assert_ok(enter_as(&v, ROLE_THERAPIST, CALM_BEFORE, 3, (calm_id){0}, &d));
    struct calm_shown s = shown(&v);
    calm_id first = s.now[CALM_BEFORE]->id;
    assert_ok(enter_as(&v, ROLE_OWNER, CALM_BEFORE, 3, (calm_id){0}, &d)); // the same again: nothing new
    assert_int_equal(shown(&v).all.n, 1);
    assert_err(enter_as(&v, ROLE_OWNER, CALM_BEFORE, 5, (calm_id){0}, &d), E_CONFLICT); // did not see the three
    assert_problem(&d, "value", MSG_calm_changed);
    assert_ok(enter_as(&v, ROLE_OWNER, CALM_BEFORE, 5, first, &d));
    s = shown(&v);
    assert_int_equal(s.all.n, 2);
    assert_int_equal(s.all.v[0].replaced_by.v, s.now[CALM_BEFORE]->id.v);
    assert_int_equal(s.all.v[0].value, 3);
    d = by(&v.c, ROLE_THERAPIST);
    assert_err(desk_calm_withdraw(&d, v.id, CALM_BEFORE, first), E_CONFLICT);
    d = by(&v.c, ROLE_THERAPIST);
    assert_ok(desk_calm_withdraw(&d, v.id, CALM_BEFORE, s.now[CALM_BEFORE]->id));
    s = shown(&v);
    assert_null(s.now[CALM_BEFORE]);
    assert_int_equal(s.all.n, 2);
    assert_ok(enter_as(&v, ROLE_THERAPIST, CALM_BEFORE, 7, (calm_id){0}, &d));
    to_state(&v, STATE_DONE);
    assert_ok(enter_as(&v, ROLE_THERAPIST, CALM_AFTER, 9, (calm_id){0}, &d));
    struct calm_visits all;
    d = by(&v.c, ROLE_THERAPIST);
    assert_ok(desk_calm_client(&d, v.c.ann, &all));
    assert_int_equal(all.n, 1);
    assert_int_equal(all.v[0].value[CALM_BEFORE].v, 7);
    assert_int_equal(all.v[0].value[CALM_AFTER].v, 9);
    assert_int_equal(count(&v.c, "SELECT COUNT(*) FROM calm WHERE value = 5 AND withdrawn_us IS NOT NULL"), 1);
    clinic_end(&v.c);
}

BOTH(when_and_by_whom)
BOTH(corrected_and_taken_back)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(when_and_by_whom), TESTS(corrected_and_taken_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
