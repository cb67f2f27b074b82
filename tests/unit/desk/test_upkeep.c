// desk/desk.h, desk/practice/audit.h, desk/practice/upkeep.h: who may what, the chained trail, leases, sweeping, forms.
#include "people.h"
#include "raw.h"

static void who_may_what(void **state)
{
    (void)state;
    struct actor a = {.practice = {1}};
    static const struct {
        enum role role;
        enum verb verb;
        bool may;
    } rows[] = {
        {ROLE_NONE, VERB_SIGN_IN, true}, {ROLE_NONE, VERB_CLIENT_FIND, false}, {ROLE_OWNER, VERB_SETUP, true},
        {ROLE_THERAPIST, VERB_SETUP, false}, {ROLE_FRONT_DESK, VERB_CLIENT_MERGE, true}, {ROLE_FRONT_DESK, VERB_PROGRESS_SHOW, false},
        {ROLE_THERAPIST, VERB_PROGRESS_SHOW, true}, {ROLE_CLIENT, VERB_ANSWER_RATING, true}, {ROLE_CLIENT, VERB_CLIENT_SHOW, false},
        {ROLE_THERAPIST, VERB_ANSWER_RATING, false}, {ROLE_OWNER, VERB_UPKEEP, false}, {ROLE_SYSTEM, VERB_UPKEEP, true},
        {ROLE_SYSTEM, VERB_TEAM_CHANGE, true}, {ROLE_FRONT_DESK, VERB_TEAM_LIST, false}, {ROLE_THERAPIST, VERB_DUMP, false},
        {ROLE_OWNER, VERB_PRACTICE_CREATE, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        a.role = rows[i].role;
        if (desk_may(&a, rows[i].verb) != rows[i].may)
            fail_msg("%.*s: %.*s", SP(role_name(a.role)), SP(verb_row(rows[i].verb)->name));
    }
    for (int v = 0; v < VERB_COUNT; v++) {
        const struct verb_row *r = verb_row((enum verb)v);
        assert_true(r->name.n && r->prose.n && r->roles);
        assert_true(!r->clinical || r->event.n);    // reading of clinical content is always booked
        a.role = ROLE_NONE;
        assert_true(!r->clinical || !desk_may(&a, (enum verb)v));
    }
    for (int r = 0; r < ROLE_COUNT; r++)
        assert_int_equal(role_of(role_name((enum role)r)), r);
    assert_int_equal(role_of(S("chief")), ROLE_NONE);
}

static void booked(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER);
    client_id id;
    struct client c;
    struct audit_page page;
    assert_ok(desk_client_create(&d, &(struct client_input){.f = {.given = S("Al"), .family = S("B")}}, &id));
    size_t before = notes_booked;
    assert_ok(desk_client_show(&d, id, &c));
    assert_int_equal(notes_booked, before + 1);
    struct audit_note note = {.practice = t.practice, .at = t.now, .verb = VERB_CLIENT_SHOW, .who = d.who, .subject = id.v};
    assert_ok(desk_audit_book(d.db, &d.ids, &note, 1));
    assert_ok(desk_audit_list(&d, (audit_id){0}, 0, &page));
    assert_int_equal(page.n, 3); // made the practice, made the client, saw the client
    assert_str(page.rows[0].event, S("client.show"));
    assert_str(page.rows[0].account_name, S("Olga"));
    assert_str(page.rows[0].subject_name, S("Al B"));
    assert_str(page.rows[2].event, S("practice.create"));
    assert_int_equal(page.rows[2].role, ROLE_SYSTEM);
    assert_ok(desk_audit_list(&d, (audit_id){0}, id.v, &page));
    assert_int_equal(page.n, 2);
    for (int i = 0; i < 60; i++)
        assert_ok(desk_audit_book(d.db, &d.ids, &note, 1));
    assert_ok(desk_audit_list(&d, (audit_id){0}, 0, &page));
    assert_true(page.n == 50 && page.next.v);
    assert_ok(desk_audit_list(&d, page.next, 0, &page));
    assert_true(page.n == 13 && !page.next.v);

    struct desk foreign = elsewhere(&t);
    assert_ok(desk_audit_list(&foreign, (audit_id){0}, id.v, &page));
    assert_int_equal(page.n, 0);
    // where the queue is full the page waits
    d.env = &(struct desk_env){.audit = NULL};
    assert_ok(desk_client_show(&d, id, &c)); // no queue: written at once
    assert_ok(desk_audit_list(&d, (audit_id){0}, id.v, &page));
    assert_true(page.next.v != 0);
    d = as(&t, ROLE_FRONT_DESK);
    assert_err(desk_audit_list(&d, (audit_id){0}, 0, &page), E_FORBIDDEN);
    town_end(&t);
}
BOTH(booked)

static void chain(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER), sys = system_of(&t, (practice_id){0});
    struct audit_note note = {.practice = t.practice, .verb = VERB_CLIENT_SHOW, .who = d.who, .subject = 5};
    for (int i = 0; i < 1200; i++) {
        note.at = (instant){t.now.us + i * SECOND_US};
        assert_ok(desk_audit_book(d.db, &d.ids, &note, 1));
    }
    size_t chained, all = 0;
    struct chain_verdict v;
    sys.now.us += 600 * SECOND_US;
    assert_ok(desk_audit_chain(&sys, t.practice, 10000, &chained));
    assert_int_equal(chained, 541); // what is younger than a minute waits; one row made the practice
    sys.now.us += DAY_US;
    do {
        assert_ok(desk_audit_chain(&sys, t.practice, 100, &chained));
        all += chained;
    } while (chained);
    assert_int_equal(all, 1201 - 541);
    // a read that waited in the queue is booked with the id of its time, behind the newest link: it is chained all the same
    struct idgen late = idgen_seed(99);
    note.at = (instant){t.now.us + 300 * SECOND_US};
    assert_ok(desk_audit_book(d.db, &late, &note, 1));
    assert_ok(desk_audit_chain(&sys, t.practice, 100, &chained));
    assert_int_equal(chained, 1);
    assert_ok(desk_audit_chain(&sys, t.practice, 100, &chained));
    assert_int_equal(chained, 0);
    assert_ok(desk_audit_verify(&sys, t.practice, &v));
    assert_true(v.links == 1202 && v.bad == 0);

    assert_ok(desk_audit_verify(&sys, t.h.other, &v));
    assert_true(v.links == 0 && v.bad == 0);
    assert_err(desk_audit_verify(&d, t.practice, &v), E_FORBIDDEN);

    // rows cannot be changed by SQL; who takes the trigger away is found out
    if (engine == DB_SQLITE) {
        raw_do(&t.h.b, "DROP TRIGGER audit_no_update");
        raw_do(&t.h.b, "UPDATE audit SET subject = 6 WHERE id = (SELECT audit_id FROM audit_chain WHERE n = 700)");
    } else {
        raw_do(&t.h.b, "ALTER TABLE audit DISABLE TRIGGER USER; UPDATE audit SET subject = 6 WHERE id = (SELECT audit_id FROM audit_chain WHERE n = 700)");
    }
    assert_ok(desk_audit_verify(&sys, t.practice, &v));
    assert_int_equal(v.bad, 700);
    town_end(&t);
}
BOTH(chain)

static void leases(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = system_of(&t, (practice_id){0});
    bool mine;
    instant last;
    assert_ok(desk_job_lease(&d, S("backup"), HOUR_US, &mine, &last));
    assert_true(mine && last.us == 0);
    assert_ok(desk_job_lease(&d, S("backup"), HOUR_US, &mine, &last));
    assert_false(mine);
    assert_ok(desk_job_lease(&d, S("sweep"), HOUR_US, &mine, &last));
    assert_true(mine);
    assert_ok(desk_job_done(&d, S("backup"), E_DB_FULL));
    assert_ok(desk_job_lease(&d, S("backup"), HOUR_US, &mine, &last));
    assert_true(mine && last.us == t.now.us);
    d.now.us += HOUR_US; // who had it died
    assert_ok(desk_job_lease(&d, S("backup"), HOUR_US, &mine, &last));
    assert_true(mine);
    const practice_id *ids;
    size_t n;
    assert_ok(desk_practices(&d, &ids, &n));
    assert_int_equal(n, 3);
    d = as(&t, ROLE_OWNER);
    assert_err(desk_job_lease(&d, S("backup"), HOUR_US, &mine, &last), E_FORBIDDEN);
    town_end(&t);
}
BOTH(leases)

static void forms(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = as(&t, ROLE_OWNER), foreign = elsewhere(&t), nobody = stranger(&t);
    str location;
    assert_err(desk_form_taken(&d, S("k1"), &location), E_NOT_FOUND);
    assert_ok(desk_form_keep(&d, S("k1"), S("/clients/1")));
    assert_ok(desk_form_taken(&d, S("k1"), &location));
    assert_str(location, S("/clients/1"));
    assert_err(desk_form_keep(&d, S("k1"), S("/clients/2")), E_CONFLICT);
    assert_err(desk_form_taken(&foreign, S("k1"), &location), E_NOT_FOUND);
    assert_ok(desk_form_keep(&nobody, S("k1"), S("/")));
    struct sweep_counts swept;
    struct desk sys = system_of(&t, (practice_id){0});
    sys.now.us += 7 * DAY_US;
    assert_ok(desk_sweep(&sys, &swept));
    assert_int_equal(swept.forms, 0);
    sys.now.us += 1;
    assert_ok(desk_sweep(&sys, &swept));
    assert_int_equal(swept.forms, 2);
    town_end(&t);
}
BOTH(forms)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may_what), TESTS(booked), TESTS(chain), TESTS(leases), TESTS(forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
