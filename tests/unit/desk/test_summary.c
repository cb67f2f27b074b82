// desk/measures/summary.h: who may make one, of whom it speaks, and that it is on record. And who came back, of outcomes.h.
#include "records.h"

#include "desk/measures/measures.h"
#include "desk/measures/outcomes.h"
#include "desk/measures/summary.h"
#include "store/audit.h"

enum { PEOPLE = 12 };

// Three weeks before and three since, falling by `fall`; `since` false: nobody heard of them again.
static void person(struct house *h, practice_id practice, int i, int fall, bool since) {
    client_id client = make_client(h, practice, "Ann", day_from(1980, 2, 1 + i));
    struct desk d = call(h, practice, ROLE_THERAPIST);
    concern_id neck, knee;
    measure_id m;
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = client, .place = S("neck"), .started = true, .start = {TODAY.d - 30}}, &neck));
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = client, .place = S("knee"), .started = true, .start = {TODAY.d - 20}}, &knee));
    for (int back = 51; back > 0; back -= 7) {
        d = call(h, practice, ROLE_THERAPIST);
        if (back < 30 && !since)
            break;
        assert_ok(desk_rating_add(&d, &(struct rating_in){.client = client, .concern = neck, .day = {TODAY.d - back}, .value = back > 30 ? 8 : 8 - fall}, &m));
        assert_ok(desk_rating_add(&d, &(struct rating_in){.client = client, .concern = knee, .day = {TODAY.d - back}, .value = 5}, &m));
    }
}

static err summed(struct house *h, practice_id practice, enum role role, struct summary_file *out) {
    struct desk d = call(h, practice, role);
    return desk_summary(&d, &(struct summary_in){.label = S("x")}, out);
}

static void summaries(enum db_engine engine) {
    struct house h;
    struct summary_file f;
    house_make(&h, engine);
    for (int i = 0; i < PEOPLE; i++)
        person(&h, h.practice, i, i % 2 ? 6 : 1, true);
    person(&h, h.practice, PEOPLE, 0, false);
    person(&h, h.other, 1, 5, true);
    assert_err(summed(&h, h.practice, ROLE_THERAPIST, &f), E_FORBIDDEN);
    assert_err(summed(&h, h.practice, ROLE_FRONT_DESK, &f), E_FORBIDDEN);
    assert_err(summed(&h, h.practice, ROLE_CLIENT, &f), E_FORBIDDEN);
    assert_ok(summed(&h, h.other, ROLE_OWNER, &f));
    assert_int_equal(f.n, 0); // one person is nobody
    assert_ok(summed(&h, h.practice, ROLE_OWNER, &f));
    assert_int_equal(f.n, 1); // a neck and a knee are one person
    const struct summary_cell *c = f.cell;
    assert_int_equal(c->complete, PEOPLE);
    assert_true(c->lost_least == 1 && c->lost_most == 9 && !c->responders_known);
    assert_true(c->mean < -2 && c->mean > -4.5 && c->sd > 1);
    assert_str(c->key.measure, S("nrs-pain"));
    assert_str(c->key.concern, S("pain"));
    struct desk d = call(&h, h.practice, ROLE_OWNER);
    struct audit_row *row;
    size_t n;
    assert_ok(audit_list(h.b.db, d.a, &d.who, (audit_id){0}, 0, 1, &row, &n));
    assert_int_equal(n, 1);
    assert_str(row[0].event, S("summary.export"));
    house_end(&h);
}

// One answer eight days after the first day can be compared, and is not how it came out.
static void who_left_early_did_not_come_back(enum db_engine engine) {
    struct house h;
    struct practice_outcomes o;
    house_make(&h, engine);
    for (int i = 0; i < PEOPLE; i++)
        person(&h, h.practice, i, i % 2 ? 6 : 1, true);
    for (int i = 0; i < 5; i++) {
        struct desk d = call(&h, h.practice, ROLE_THERAPIST);
        client_id client = make_client(&h, h.practice, "Bea", day_from(1981, 2, 1 + i));
        concern_id neck;
        measure_id m;
        assert_ok(desk_concern_create(&d, &(struct concern_in){.client = client, .place = S("neck"), .started = true, .start = {TODAY.d - 60}}, &neck));
        for (int back = 76; back > 50; back -= 8) { // 76, 68, and eight days after the first: 52
            if (back == 60)
                continue;
            d = call(&h, h.practice, ROLE_THERAPIST);
            assert_ok(desk_rating_add(&d, &(struct rating_in){.client = client, .concern = neck, .day = {TODAY.d - back}, .value = back > 60 ? 8 : 2}, &m));
        }
    }
    struct desk d = call(&h, h.practice, ROLE_OWNER);
    assert_ok(desk_outcomes(&d, false, OUTCOMES_MONTHS, &o));
    assert_int_equal(o.n, 1);
    assert_int_equal(o.v[0].report.n, PEOPLE + 5);
    assert_int_equal(o.v[0].report.complete, PEOPLE);
    house_end(&h);
}

BOTH(summaries)
BOTH(who_left_early_did_not_come_back)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(summaries), TESTS(who_left_early_did_not_come_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
