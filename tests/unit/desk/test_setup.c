// desk/practice/setup.h, desk/practice/team.h: the wizard, the settings, the people of a practice.
#include "people.h"

static struct practice now_is(struct town *t)
{
    struct desk d = as(t, ROLE_OWNER);
    struct practice_shown shown;
    assert_ok(desk_practice_show(&d, &shown));
    return shown.practice;
}

static void wizard(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct practice p = now_is(&t);
    assert_true(!p.set_up && p.version == 1 && str_eq(p.zone, S("UTC")));

    struct desk d = as(&t, ROLE_OWNER);
    assert_err(desk_setup_finish(&d, 1), E_INVALID);
    assert_problem(&d, "country", MSG_people_country);
    assert_problem(&d, "crisis_line", MSG_people_crisis_line);

    d = as(&t, ROLE_OWNER);
    struct setup_place_input place = {.version = 1, .country = S("XX"), .zone = S("Mars/Olympus"), .currency = S("eur")};
    assert_err(desk_setup_place(&d, &place), E_INVALID);
    assert_int_equal(d.problems->n, 4);
    place = (struct setup_place_input){.version = 1, .country = S("GB"), .zone = S("Europe/London"), .currency = S("GBP"), .language = S("en-GB")};
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_setup_place(&d, &place));
    assert_err(desk_setup_place(&d, &place), E_CONFLICT); // the form of before
    assert_problem(&d, "", MSG_people_changed_meanwhile);

    d = as(&t, ROLE_OWNER);
    struct setup_contact_input contact = {.version = 2, .phone = S("12"), .email = S("not one")};
    assert_err(desk_setup_contact(&d, &contact), E_INVALID);
    assert_problem(&d, "crisis_line", MSG_people_crisis_line);
    assert_problem(&d, "phone", MSG_error_phone);
    assert_problem(&d, "email", MSG_error_email);
    contact = (struct setup_contact_input){.version = 2, .crisis_line = desk_country(S("GB"))->crisis_line, .address = S("1 High St\nLeeds")};
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_setup_contact(&d, &contact));
    assert_ok(desk_setup_finish(&d, 3));
    p = now_is(&t);
    assert_true(p.set_up && p.version == 4);
    assert_str(p.name, S("Knots & Co"));
    assert_str(p.crisis_line, contact.crisis_line);

    d = as(&t, ROLE_THERAPIST);
    assert_err(desk_setup_finish(&d, 4), E_FORBIDDEN);
    place.name = S("Renamed");
    d = elsewhere(&t);
    assert_ok(desk_setup_place(&d, &place)); // that practice is at version 1
    p = now_is(&t);
    assert_true(p.version == 4 && str_eq(p.name, S("Knots & Co")));
    town_end(&t);
}
BOTH(wizard)

static void hours_and_services(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER);
    struct setup_hours_input hours = {.version = 1, .span = {{1, 540, 720}, {1, 700, 1080}, {8, 0, 60}, {2, 600, 600}}, .n = 4};
    assert_err(desk_setup_hours(&d, &hours), E_INVALID);
    assert_problem(&d, "span[1]", MSG_people_hours_overlap);
    assert_problem(&d, "span[2]", MSG_error_time);
    assert_problem(&d, "span[3]", MSG_error_time_order);
    hours = (struct setup_hours_input){.version = 1, .span = {{1, 780, 1440}, {1, 540, 780}}, .n = 2};
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_setup_hours(&d, &hours));

    struct setup_services_input services = {.version = 2, .service = {{.name = S(""), .minutes = {true, 4}}}, .n = 1};
    assert_err(desk_setup_services(&d, &services), E_INVALID);
    assert_problem(&d, "name[0]", MSG_error_required);
    assert_problem(&d, "minutes[0]", MSG_error_range);
    assert_problem(&d, "price[0]", MSG_error_money);
    services = (struct setup_services_input){.version = 2, .n = 2,
        .service = {{.name = S("Relaxation"), .minutes = {true, 60}, .price = {true, 6500}, .active = true},
            {.name = S("Sports"), .minutes = {true, 30}, .price = {true, 4000}, .active = true}}};
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_setup_services(&d, &services));

    struct practice_shown shown;
    assert_ok(desk_practice_show(&d, &shown));
    assert_int_equal(shown.n_openings, 2);
    assert_true(shown.openings[0].from_minute == 540 && shown.openings[1].to_minute == 1440);
    assert_int_equal(shown.n_services, 2);
    assert_str(shown.services[0].name, S("Relaxation"));

    // one is renamed and comes last; the other practice cannot touch it
    services = (struct setup_services_input){.version = 3, .n = 2,
        .service = {{.id = shown.services[1].id, .name = S("Sports"), .minutes = {true, 45}, .price = {true, 5000}, .active = false},
            {.id = shown.services[0].id, .name = S("Calm"), .minutes = {true, 60}, .price = {true, 6500}, .active = true}}};
    struct desk foreign = elsewhere(&t);
    services.version = 1;
    assert_err(desk_setup_services(&foreign, &services), E_NOT_FOUND);
    services.version = 3;
    assert_ok(desk_setup_services(&d, &services));
    assert_ok(desk_practice_show(&d, &shown));
    assert_str(shown.services[1].name, S("Calm"));
    assert_true(!shown.services[0].active && shown.services[0].minutes == 45 && shown.services[0].price == 5000);

    assert_int_equal(shown.member_version, 1);
    struct setup_licence_input licence = {.member_version = 1, .number = S("MT-4711"), .expires = {true, TODAY}};
    assert_ok(desk_setup_licence(&d, &licence));
    assert_err(desk_setup_licence(&d, &licence), E_CONFLICT);
    assert_ok(desk_practice_show(&d, &shown));
    assert_str(shown.licence_number, S("MT-4711"));
    assert_true(shown.licence_expires.known && shown.licence_expires.day.d == TODAY.d);
    town_end(&t);
}
BOTH(hours_and_services)

static void countries(void **state)
{
    (void)state;
    size_t n;
    const struct country_row *all = desk_countries(&n);
    assert_true(n > 240);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(all[i].code.n, 2);
        assert_true(all[i].currency.n == 3 || str_eq(all[i].code, S("AQ")));
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(all[i].code, all[k].code));
    }
    assert_str(desk_country(S("AU"))->crisis_line, S("13 11 14 (Lifeline)"));
    assert_null(desk_country(S("ZZ")));
}

static account_id add(struct town *t, const char *email, const char *role, struct desk *d, err want)
{
    *d = as(t, ROLE_OWNER);
    struct team_add_input in = {.email = str_of(email), .name = S("Some One"), .role = str_of(role), .random = {7}};
    struct team_add_work w;
    struct team_added out = {0};
    assert_ok(desk_team_add_prepare(d, &in, &w));
    err e = desk_team_add(d, &in, &w, &out);
    if (e != want)
        fail_msg("adding %s gave %.*s", email, SP(err_name(e)));
    return out.account;
}

static void team(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER);
    struct team_add_work w;
    struct team_add_input in = {.email = S("x"), .role = S("client")};
    assert_err(desk_team_add_prepare(&d, &in, &w), E_INVALID);
    assert_int_equal(d.problems->n, 3);
    d = as(&t, ROLE_THERAPIST);
    assert_err(desk_team_add_prepare(&d, &in, &w), E_FORBIDDEN);

    account_id tom = add(&t, "Tom@example.org", "therapist", &d, OK);
    add(&t, "tom@EXAMPLE.org", "front-desk", &d, E_INVALID);
    assert_problem(&d, "email", MSG_people_email_taken);
    add(&t, "t@example.org", "front-desk", &d, OK); // works elsewhere: comes with their own password

    struct team_shown shown;
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_team_list(&d, &shown));
    assert_int_equal(shown.n, 3);
    str secret = desk_one_time_password(d.a, (const unsigned char[16]){7});
    assert_int_equal(secret.n, 19);
    struct signed_in signed_in = sign_in(&t, S("tom@example.org"), secret, S("p"), 5, &d);
    assert_true(signed_in.ok && signed_in.must_change);

    // switched off: out at once, and no way in
    struct session_row s;
    assert_ok(session_of(&t, 5, &s));
    assert_true(s.role == ROLE_THERAPIST);
    d = as(&t, ROLE_OWNER);
    struct team_change_input change = {.account = tom, .version = 1, .role = S("therapist"), .active = false};
    assert_ok(desk_team_change(&d, &change));
    assert_err(session_of(&t, 5, &s), E_SIGN_IN);
    assert_false(sign_in(&t, S("tom@example.org"), secret, S("p"), 6, &d).ok);
    d = as(&t, ROLE_OWNER);
    assert_err(desk_team_change(&d, &change), E_CONFLICT);
    struct desk foreign = elsewhere(&t);
    struct member m;
    change.version = 2;
    assert_err(desk_team_change(&foreign, &change), E_NOT_FOUND);
    assert_err(desk_team_member(&foreign, tom, &m), E_NOT_FOUND);
    assert_err(desk_team_reset(&foreign, tom, &w), E_NOT_FOUND);
    town_end(&t);
}
BOTH(team)

static void last_owner(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER);
    struct team_change_input off = {.account = t.owner, .version = 1, .role = S("owner"), .active = false};
    assert_err(desk_team_change(&d, &off), E_INVALID);
    assert_problem(&d, "active", MSG_people_last_owner);
    struct team_change_input demote = {.account = t.owner, .version = 1, .role = S("therapist"), .active = true};
    d = as(&t, ROLE_OWNER);
    assert_err(desk_team_change(&d, &demote), E_INVALID);
    assert_problem(&d, "role", MSG_people_last_owner);
    account_id second = add(&t, "second@example.org", "owner", &d, OK);
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_team_change(&d, &demote));
    off.account = second;
    assert_err(desk_team_change(&d, &off), E_INVALID);
    town_end(&t);
}
BOTH(last_owner)

static void reset(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct session_row s;
    account_id tom = add(&t, "tom@example.org", "therapist", &d, OK);
    str first = desk_one_time_password(d.a, (const unsigned char[16]){7});
    assert_true(sign_in(&t, S("tom@example.org"), first, S("p"), 1, &d).ok);
    struct team_add_work w;
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_team_reset_prepare(&d, (const unsigned char[16]){8}, &w));
    assert_ok(desk_team_reset(&d, tom, &w));
    assert_err(session_of(&t, 1, &s), E_SIGN_IN);
    assert_false(sign_in(&t, S("tom@example.org"), first, S("p"), 1, &d).ok);
    assert_true(sign_in(&t, S("tom@example.org"), w.secret, S("p"), 1, &d).must_change);
    // Tess works for another practice too
    add(&t, "t@example.org", "front-desk", &d, OK);
    d = as(&t, ROLE_OWNER);
    assert_err(desk_team_reset(&d, t.h.account, &w), E_FORBIDDEN);
    town_end(&t);
}
BOTH(reset)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTS(wizard), TESTS(hours_and_services), cmocka_unit_test(countries), TESTS(team), TESTS(last_owner),
        TESTS(reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
