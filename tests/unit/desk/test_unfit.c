// desk/calendar/unfit.h: visits that no longer fit, and why; desk/practice/team.h: how a licence stands; desk/calendar/hours.h: a list of days off.
#include "calendar.h"

#include "desk/calendar/hours.h"
#include "desk/calendar/places.h"
#include "desk/practice/team.h"
#include "desk/calendar/unfit.h"

static appointment_id visit(struct clinic *c, client_id who, account_id therapist, service_id service, int minute, room_id room)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = {.client = {who}, .therapist = {therapist}, .service = service, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = minute, .room = room};
    assert_ok(book_it(&d, &in, &out));
    return out.id[0];
}

static struct unfit_list look(struct clinic *c)
{
    struct unfit_list all;
    struct desk d = by(c, ROLE_FRONT_DESK);
    assert_ok(desk_unfit(&d, &all));
    return all;
}

static void one(struct clinic *c, appointment_id id, unsigned why)
{
    struct unfit_list all = look(c);
    assert_int_equal(all.n, 1);
    assert_true(all.v[0].visit.id.v == id.v && all.v[0].visit.reason.n == 0);
    assert_int_equal(all.v[0].why, why);
}

static void reasons(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct actor who = {.practice = c.h.practice, .role = ROLE_SYSTEM};
    struct db *db = c.h.b.db;
    appointment_id ann = visit(&c, c.ann, c.tess, c.hour, 600, c.green), bob = visit(&c, c.bob, c.theo, c.stones, 600, c.blue);
    assert_int_equal(look(&c).n, 0);

    struct room green = {.id = c.green, .name = S("Green"), .places = 2, .active = false, .position = 1, .version = 1};
    assert_ok(room_update(db, &who, &green));
    one(&c, ann, UNFIT_ROOM);
    green.active = true;
    green.version = 2;
    assert_ok(room_update(db, &who, &green));

    // what it holds goes; what it needs now and does not hold
    struct equipment stone = {.id = c.stone, .name = S("Hot stones"), .pieces = 1, .active = false, .version = 1};
    assert_ok(equipment_update(db, &who, &stone));
    one(&c, bob, UNFIT_EQUIPMENT);
    stone.active = true;
    stone.version = 2;
    assert_ok(equipment_update(db, &who, &stone));
    assert_ok(service_needs_replace(db, &who, c.hour, &c.stone.v, 1));
    one(&c, ann, UNFIT_EQUIPMENT);
    assert_ok(service_needs_replace(db, &who, c.hour, NULL, 0));

    assert_ok(service_givers_replace(db, &who, c.hour, &c.theo.v, 1));
    one(&c, ann, UNFIT_THERAPIST);
    assert_ok(service_givers_replace(db, &who, c.hour, NULL, 0));

    // a licence holds on its last day; whoever is gone gives nothing
    struct member m;
    assert_ok(member_get(db, c.h.b.a, &who, c.theo, &m));
    m.licence_expires = (opt_day){true, MONDAY};
    assert_ok(member_update(db, &who, &m));
    assert_int_equal(look(&c).n, 0);
    m.licence_expires.day.d--;
    m.version++;
    assert_ok(member_update(db, &who, &m));
    one(&c, bob, UNFIT_LICENCE);
    struct unfit_list before = look(&c);
    m.active = false;
    m.version++;
    assert_ok(member_update(db, &who, &m));
    one(&c, bob, UNFIT_THERAPIST);

    // one more reason is news, the same one is not
    struct unfit_list now = look(&c);
    struct desk d = by(&c, ROLE_OWNER);
    struct appointment_list fresh = unfit_since(&d, &before, &now);
    assert_true(fresh.n == 1 && fresh.v[0].id.v == bob.v);
    assert_int_equal(unfit_since(&d, &now, &now).n, 0);
    assert_ok(opening_replace(db, &who, &(struct opening){1, 660, 1020}, 1));
    before = now;
    now = look(&c);
    assert_true(now.n == 2 && unfit_since(&d, &before, &now).n == 2 && unfit_since(&d, &now, &before).n == 0);

    // what was cancelled fits everywhere; another practice has none of this
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = bob, .version = 1, .to = STATE_CANCELLED, .in_time = true, .reason = S("ill")}));
    one(&c, ann, UNFIT_HOURS);
    d = by(&c, ROLE_OWNER);
    d.who.practice = c.h.other;
    assert_ok(desk_unfit(&d, &now));
    assert_int_equal(now.n, 0);
    clinic_end(&c);
}

static void pasted(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id ann = visit(&c, c.ann, c.tess, c.hour, 600, (room_id){0});
    struct exception_in in[] = {{.from = {true, MONDAY}, .note = S("Holiday")}, {.from = {true, {MONDAY.d + 3}}, .to = {true, {MONDAY.d + 5}}}, {.from = {true, MONDAY}, .note = S("Again")}};
    struct appointment_list touched;
    size_t added;
    struct desk d = by(&c, ROLE_OWNER);
    assert_ok(desk_exceptions_add(&d, in, 3, &added, &touched));
    assert_true(added == 2 && touched.n == 1 && touched.v[0].id.v == ann.v);
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_exceptions_add(&d, in, 3, &added, &touched));
    assert_true(added == 0 && touched.n == 0);
    in[0].from.day = (day){TODAY.d - 1};
    in[2].to = (opt_day){true, {MONDAY.d - 1}};
    in[1].from.day.d++;
    d = by(&c, ROLE_OWNER);
    assert_err(desk_exceptions_add(&d, in, 3, &added, &touched), E_INVALID);
    assert_problem(&d, "list[0].from", MSG_error_day_past);
    assert_problem(&d, "list[2].to", MSG_error_day_before);
    assert_int_equal(d.problems->n, 2);
    assert_int_equal(count(&c, "SELECT count(*) FROM hours_exception"), 2);
    d = by(&c, ROLE_THERAPIST);
    assert_err(desk_exceptions_add(&d, in, 3, &added, &touched), E_FORBIDDEN);
    clinic_end(&c);
}

static void licences(void **state)
{
    (void)state;
    struct member m = {.role = ROLE_THERAPIST, .active = true, .licence_number = S(" ")};
    assert_int_equal(licence_stands(&m, MONDAY), LICENCE_MISSING);
    m.licence_number = S("L-1");
    assert_int_equal(licence_stands(&m, MONDAY), LICENCE_GOOD);
    static const struct { int32_t left; enum licence_stand stand; } cases[] = {{-1, LICENCE_ENDED}, {0, LICENCE_ENDING}, {60, LICENCE_ENDING}, {61, LICENCE_GOOD}};
    for (size_t i = 0; i < 4; i++) {
        m.licence_expires = (opt_day){true, {MONDAY.d + cases[i].left}};
        assert_int_equal(licence_stands(&m, MONDAY), cases[i].stand);
    }
    m.licence_expires.day.d = MONDAY.d - 1;
    m.role = ROLE_FRONT_DESK;
    assert_int_equal(licence_stands(&m, MONDAY), LICENCE_GOOD);
    m.role = ROLE_OWNER;
    m.active = false;
    assert_int_equal(licence_stands(&m, MONDAY), LICENCE_GOOD);
}

BOTH(reasons)
BOTH(pasted)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(reasons), TESTS(pasted), cmocka_unit_test(licences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
