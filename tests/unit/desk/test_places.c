// desk/calendar/places.h and desk/calendar/hours.h: rooms, equipment, what a service needs, hours and exceptions, and which visits a change touches.
#include "calendar.h"

#include "desk/calendar/hours.h"
#include "desk/calendar/places.h"

static appointment_id visit(struct clinic *c, client_id who, account_id therapist, day on, int minute, room_id room)
{
    struct desk d = by(c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = {.client = {who}, .therapist = {therapist}, .service = c->hour, .kind = VISIT_RELAXATION, .day = on, .minute = minute, .room = room};
    assert_ok(book_it(&d, &in, &out));
    return out.id[0];
}

static void rooms(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_OWNER);
    struct appointment_list touched;
    room_id id;
    assert_err(desk_room_save(&d, &(struct room_in){.name = S(""), .places = {true, 21}}, &id, &touched), E_INVALID);
    assert_problem(&d, "name", MSG_error_required);
    assert_problem(&d, "places", MSG_error_range);
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_room_save(&d, &(struct room_in){.name = S("Red"), .places = {true, 2}, .active = true}, &id, &touched));
    struct places_shown all;
    assert_ok(desk_places_show(&d, &all));
    assert_true(all.n_rooms == 3 && all.rooms[2].id.v == id.v && all.rooms[2].position == 2 && all.n_equipment == 1 && all.n_services == 3);
    assert_true(all.n_needs == 1 && all.needs[0].service.v == c.stones.v && all.n_givers == 0 && all.n_therapists == 2);

    // switched off: what lies in it from now on is said, and stays; the version seen counts
    appointment_id a = visit(&c, c.ann, c.tess, MONDAY, 600, c.green);
    visit(&c, c.bob, c.theo, MONDAY, 600, c.blue);
    struct room_in off = {.id = c.green, .version = 1, .name = S("Green"), .places = {true, 2}};
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_room_save(&d, &off, &id, &touched));
    assert_true(touched.n == 1 && touched.v[0].id.v == a.v);
    d = by(&c, ROLE_OWNER);
    assert_err(desk_room_save(&d, &off, &id, &touched), E_CONFLICT);
    assert_problem(&d, "", MSG_people_changed_meanwhile);
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(desk_room_save(&d, &off, &id, &touched), E_FORBIDDEN);
    d = by(&c, ROLE_OWNER);
    d.who.practice = c.h.other;
    assert_err(desk_room_save(&d, &off, &id, &touched), E_NOT_FOUND);

    // fewer places: only whoever has one of those that go
    off = (struct room_in){.id = c.green, .version = 2, .name = S("Green"), .places = {true, 1}, .active = true};
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_room_save(&d, &off, &id, &touched));
    assert_int_equal(touched.n, 0);
    clinic_end(&c);
}

static void needs(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    struct desk d = by(&c, ROLE_FRONT_DESK);
    struct booked out;
    struct book_in in = {.client = {c.ann}, .therapist = {c.tess}, .service = c.stones, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = 600};
    assert_ok(book_it(&d, &in, &out));
    struct appointment_list touched;
    equipment_id id;
    d = by(&c, ROLE_OWNER);
    assert_err(desk_equipment_save(&d, &(struct equipment_in){.name = S("A"), .pieces = {true, 0}}, &id, &touched), E_INVALID);
    assert_problem(&d, "pieces", MSG_error_range);
    d = by(&c, ROLE_OWNER);
    struct equipment_in off = {.id = c.stone, .version = 1, .name = S("Hot stones"), .pieces = {true, 1}};
    assert_ok(desk_equipment_save(&d, &off, &id, &touched));
    assert_true(touched.n == 1 && touched.v[0].id.v == out.id[0].v);
    // what needs it cannot be booked
    in.minute = 800;
    d = by(&c, ROLE_FRONT_DESK);
    assert_err(book_it(&d, &in, &out), E_CONFLICT);
    assert_int_equal(out.conflict, SLOT_EQUIPMENT);
    // unless it needs it no longer; and only those named give it
    struct service_needs_in to = {.id = c.stones, .version = 2, .clearance = {true, 5}, .people = {true, 1}, .tax_bp = {true, 1900}, .kind = VISIT_MAINTENANCE,
        .therapist = {c.theo, c.theo}, .n_therapists = 2};
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_service_needs(&d, &to));
    in.therapist[0] = c.theo;
    d = by(&c, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &in, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM taken WHERE what = 'equipment'"), 1);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM service_therapist"), 1);
    struct places_shown all;
    assert_ok(desk_places_show(&d, &all));
    assert_true(all.services[2].clearance == 5 && all.services[2].tax_bp == 1900 && all.services[2].version == 3);
    assert_str(all.services[2].kind, S("maintenance"));
    // refused whole
    to = (struct service_needs_in){.id = c.stones, .version = 3, .clearance = {true, 241}, .people = {true, 3}, .tax_bp = {true, 10001}, .equipment = {{77}}, .n_equipment = 1,
        .therapist = {c.desk}, .n_therapists = 1};
    d = by(&c, ROLE_OWNER);
    assert_err(desk_service_needs(&d, &to), E_INVALID);
    assert_problem(&d, "clearance", MSG_error_range);
    assert_problem(&d, "people", MSG_error_range);
    assert_problem(&d, "tax", MSG_error_range);
    assert_problem(&d, "equipment", MSG_calendar_equipment_unknown);
    assert_problem(&d, "therapist", MSG_calendar_therapist_unknown);
    to = (struct service_needs_in){.id = c.stones, .version = 2, .clearance = {true, 5}, .people = {true, 1}, .tax_bp = {true, 0}};
    d = by(&c, ROLE_OWNER);
    assert_err(desk_service_needs(&d, &to), E_CONFLICT);
    clinic_end(&c);
}

static int64_t version(struct clinic *c)
{
    struct desk d = by(c, ROLE_OWNER);
    struct hours_shown all;
    assert_ok(desk_hours_show(&d, &all));
    return all.version;
}

static void hours(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id morning = visit(&c, c.ann, c.tess, MONDAY, 540, (room_id){0}), noon = visit(&c, c.ann, c.tess, MONDAY, 720, (room_id){0});
    visit(&c, c.bob, c.theo, MONDAY, 540, (room_id){0});
    struct appointment_list touched;
    // Tess from ten: her morning is touched, not Theo's
    struct hours_in in = {.version = version(&c), .account = c.tess, .span = {{.weekday = 1, .from_minute = 600, .to_minute = 900}}, .n = 1};
    struct desk d = by(&c, ROLE_OWNER);
    assert_ok(desk_hours_set(&d, &in, &touched));
    assert_true(touched.n == 1 && touched.v[0].id.v == morning.v);
    d = by(&c, ROLE_OWNER);
    assert_err(desk_hours_set(&d, &in, &touched), E_CONFLICT);
    // what lay outside before is not told again
    in.version = version(&c);
    in.span[0].to_minute = 779;
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_hours_set(&d, &in, &touched));
    assert_true(touched.n == 1 && touched.v[0].id.v == noon.v);
    struct hours_shown all;
    assert_ok(desk_hours_show(&d, &all));
    assert_true(all.n_week == 6 && all.week[0].account.v == 0 && all.week[5].account.v == c.tess.v && all.week[5].to_minute == 779);
    // refused: overlap, order, a weekday that is none; somebody who does not treat
    in = (struct hours_in){.version = version(&c), .account = c.tess,
        .span = {{.weekday = 1, .from_minute = 600, .to_minute = 900}, {.weekday = 1, .from_minute = 899, .to_minute = 950}, {.weekday = 2, .from_minute = 600, .to_minute = 600}, {.weekday = 8, .to_minute = 60}},
        .n = 4};
    d = by(&c, ROLE_OWNER);
    assert_err(desk_hours_set(&d, &in, &touched), E_INVALID);
    assert_problem(&d, "span[1]", MSG_people_hours_overlap);
    assert_problem(&d, "span[2]", MSG_error_time_order);
    assert_problem(&d, "span[3]", MSG_error_time);
    in.account = c.desk;
    d = by(&c, ROLE_OWNER);
    assert_err(desk_hours_set(&d, &in, &touched), E_NOT_FOUND);
    d = by(&c, ROLE_THERAPIST);
    assert_err(desk_hours_set(&d, &in, &touched), E_FORBIDDEN);
    // no span: the practice's hours again; those shortened touch Theo
    in = (struct hours_in){.version = version(&c), .account = c.tess};
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_hours_set(&d, &in, &touched));
    struct setup_hours_input open = {.version = version(&c), .span = {{1, 600, 1020}}, .n = 1};
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_opening_set(&d, &open, &touched));
    assert_int_equal(touched.n, 2);
    clinic_end(&c);
}

static void exceptions(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id a = visit(&c, c.ann, c.tess, MONDAY, 540, (room_id){0});
    visit(&c, c.bob, c.theo, MONDAY, 720, (room_id){0});
    struct appointment_list touched;
    exception_id holiday, own;
    struct desk d = by(&c, ROLE_OWNER);
    assert_ok(desk_exception_add(&d, &(struct exception_in){.from = {true, MONDAY}, .note = S("holiday")}, &holiday, &touched));
    assert_int_equal(touched.n, 2);
    // who works then says so, for that part of the day
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_exception_add(&d, &(struct exception_in){.account = c.theo, .from = {true, MONDAY}, .to = {true, {MONDAY.d + 1}}, .open = true, .from_minute = 700, .to_minute = 800}, &own, &touched));
    assert_int_equal(touched.n, 0);
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_exception_delete(&d, own, &touched));
    assert_true(touched.n == 1 && touched.v[0].therapist.v == c.theo.v);
    d = by(&c, ROLE_OWNER);
    assert_err(desk_exception_delete(&d, own, &touched), E_NOT_FOUND);
    d = by(&c, ROLE_OWNER);
    d.who.practice = c.h.other;
    assert_err(desk_exception_delete(&d, holiday, &touched), E_NOT_FOUND);
    // what is cancelled is touched by nothing
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_exception_delete(&d, holiday, &touched));
    d = by(&c, ROLE_OWNER);
    assert_ok(state_it(&d, &(struct state_in){.id = a, .version = 1, .to = STATE_CANCELLED}));
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_exception_add(&d, &(struct exception_in){.account = c.tess, .from = {true, MONDAY}}, &own, &touched));
    assert_int_equal(touched.n, 0);
    // refused
    d = by(&c, ROLE_OWNER);
    assert_err(desk_exception_add(&d, &(struct exception_in){.from = {true, MONDAY}, .to = {true, {MONDAY.d - 1}}, .from_minute = 600, .to_minute = 500}, &own, &touched), E_INVALID);
    assert_problem(&d, "to", MSG_error_day_before);
    assert_problem(&d, "time", MSG_error_time_order);
    d = by(&c, ROLE_OWNER);
    assert_err(desk_exception_add(&d, &(struct exception_in){.from = {true, {TODAY.d - 1}}}, &own, &touched), E_INVALID);
    assert_problem(&d, "from", MSG_error_day_past);
    d = by(&c, ROLE_OWNER);
    assert_err(desk_exception_add(&d, &(struct exception_in){.account = c.desk, .from = {true, MONDAY}}, &own, &touched), E_INVALID);
    assert_problem(&d, "account", MSG_calendar_therapist_unknown);
    // grid and tax
    d = by(&c, ROLE_OWNER);
    assert_err(desk_calendar_set(&d, &(struct calendar_in){.version = version(&c), .slot_minutes = 7}), E_INVALID);
    assert_problem(&d, "slot_minutes", MSG_calendar_grid);
    for (int i = 0; i < 2; i++) {
        d = by(&c, ROLE_OWNER);
        assert_err(desk_calendar_set(&d, &(struct calendar_in){.version = version(&c), .slot_minutes = 30, .late_hours = i ? 169 : -1}), E_INVALID);
        assert_problem(&d, "late_hours", MSG_error_range);
    }
    d = by(&c, ROLE_OWNER);
    assert_ok(desk_calendar_set(&d, &(struct calendar_in){.version = version(&c), .slot_minutes = 30, .late_hours = 48, .tax_number = S("GB 1"), .tax_name = S("VAT")}));
    struct hours_shown all;
    assert_ok(desk_hours_show(&d, &all));
    assert_true(all.calendar.slot_minutes == 30 && all.calendar.late_hours == 48 && all.n_exceptions == 1);
    assert_str(all.calendar.tax_name, S("VAT"));
    assert_str(all.exceptions[0].account_name, S("Tess"));
    clinic_end(&c);
}

BOTH(rooms)
BOTH(needs)
BOTH(hours)
BOTH(exceptions)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(rooms), TESTS(needs), TESTS(hours), TESTS(exceptions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
