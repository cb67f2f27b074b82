// desk/measures/measures.h: concerns, ratings, diary days.
#include "records.h"

#include "desk/measures/measures.h"
#include "desk/measures/progress.h"
#include "store/audit.h"

static client_id ann;

static concern_id neck(struct house *h) {
    struct desk d = therapist(h);
    concern_id id;
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .place = S(" neck "), .started = true, .start = {TODAY.d - 30}}, &id));
    return id;
}

static void concerns(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", day_from(1980, 2, 29));
    concern_id id = neck(&h), head;
    struct concern_row c;
    struct desk d = therapist(&h);
    assert_ok(desk_concern_get(&d, id, &c));
    assert_str(c.place, S("neck"));
    assert_true(c.started && c.version == 1 && !c.closed);

    struct concern_in bad = {.client = ann, .place = S("")};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "place", MSG_error_required);
    bad = (struct concern_in){.client = ann, .place = S("neck\nback")};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "place", MSG_error_one_line);
    bad = (struct concern_in){.client = ann, .place = S("NECK")};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_CONFLICT);
    assert_problem(&d, "place", MSG_record_place_taken);
    bad = (struct concern_in){.client = ann, .place = S("knee"), .started = true, .start = {TODAY.d + 1}};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "start", MSG_error_day_future);
    bad.start = day_from(1980, 2, 28);
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "start", MSG_record_before_birth);

    // a condition is one of the list, and of pain and function alone
    bad = (struct concern_in){.client = ann, .place = S("elbow"), .condition = S("flu")};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "condition", MSG_error_choice);
    bad = (struct concern_in){.client = ann, .kind = CONCERN_SLEEP, .condition = S("arthritis")};
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &bad, &head), E_INVALID);
    assert_problem(&d, "condition", MSG_error_choice);

    // the diary is one a client
    d = therapist(&h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE}, &head));
    d = therapist(&h);
    assert_err(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE}, &id), E_CONFLICT);
    assert_problem(&d, "kind", MSG_record_headache_taken);

    // a change of an older version is refused, and closing comes after the start
    d = therapist(&h);
    struct concern_in change = {.id = c.id, .version = 1, .place = S("neck and shoulder"), .started = true, .start = {TODAY.d - 20}};
    assert_ok(desk_concern_change(&d, &change));
    d = therapist(&h);
    assert_err(desk_concern_change(&d, &change), E_CONFLICT);
    d = therapist(&h);
    assert_err(desk_concern_close(&d, c.id, 2, (day){TODAY.d - 21}), E_INVALID);
    assert_ok(desk_concern_close(&d, c.id, 2, (day){TODAY.d - 1}));
    struct concern_list all;
    assert_ok(desk_concern_list(&d, ann, &all));
    assert_int_equal(all.n, 2);
    assert_int_equal(all.v[0].kind, CONCERN_HEADACHE); // open ones first
    assert_true(all.v[1].closed);
    assert_ok(desk_concern_reopen(&d, c.id, 3));
    house_end(&h);
}

static err rate(struct house *h, struct desk *d, concern_id id, day on, int64_t value, measure_id *out) {
    *d = therapist(h);
    return desk_rating_add(d, &(struct rating_in){.client = ann, .concern = id, .day = on, .value = value}, out);
}

static void ratings(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", day_from(2000, 1, 1));
    concern_id id = neck(&h);
    struct desk d;
    measure_id m, m2;
    assert_err(rate(&h, &d, id, TODAY, 11, &m), E_INVALID);
    assert_problem(&d, "value", MSG_error_range);
    assert_err(rate(&h, &d, id, TODAY, -1, &m), E_INVALID);
    assert_err(rate(&h, &d, id, (day){TODAY.d + 1}, 5, &m), E_INVALID);
    assert_problem(&d, "day", MSG_error_day_future);
    assert_err(rate(&h, &d, id, day_from(1999, 12, 31), 5, &m), E_INVALID);
    assert_ok(rate(&h, &d, id, day_from(2000, 1, 1), 10, &m));
    assert_ok(rate(&h, &d, id, TODAY, 0, &m));

    // the first entry fixes what the series asks about
    d = therapist(&h);
    struct rating_in other = {.client = ann, .concern = id, .day = TODAY, .value = 3, .recall_said = true, .recall = RECALL_NOW};
    assert_err(desk_rating_add(&d, &other, &m2), E_INVALID);
    assert_problem(&d, "recall", MSG_record_other_recall);

    // both entries are kept, one counts
    d = therapist(&h);
    assert_ok(desk_rating_correct(&d, &(struct rating_change){.id = m, .day = TODAY, .value = 7, .note = S("typed 0")}, &m2));
    assert_err(desk_rating_correct(&d, &(struct rating_change){.id = m, .day = TODAY, .value = 6}, &m2), E_CONFLICT);
    struct measures_month month;
    assert_ok(desk_measures_month(&d, ann, 2026, 11, &month));
    assert_int_equal(month.ratings.n, 2);
    assert_int_equal(month.to.d - month.from.d, 29);
    assert_true(month.ratings.v[0].replaced_by.v == month.ratings.v[1].id.v && month.ratings.v[1].replaced_by.v == 0);
    assert_int_equal((int)month.ratings.v[1].value, 7);
    struct point_list points;
    enum recall recall;
    bool told;
    assert_ok(measure_points(d.db, d.a, &d.who, ann, (struct series_key){.concern = id, .instrument = NRS_PAIN}, &points, &recall, &told));
    assert_int_equal(points.n, 2);
    assert_int_equal(recall, RECALL_AVERAGE_7D);
    assert_true(told);
    assert_ok(desk_rating_withdraw(&d, month.ratings.v[1].id));
    assert_err(desk_rating_withdraw(&d, month.ratings.v[1].id), E_CONFLICT);
    assert_ok(measure_points(d.db, d.a, &d.who, ann, (struct series_key){.concern = id, .instrument = NRS_PAIN}, &points, &recall, &told));
    assert_int_equal(points.n, 1);
    assert_err(desk_measures_month(&d, ann, 2026, 13, &month), E_NOT_FOUND);
    house_end(&h);
}

static void diary(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    struct diary_in days[3] = {{{TODAY.d - 2}, true, 6, 1}, {{TODAY.d - 1}, false, NOT_SAID, NOT_SAID}, {TODAY, false, NOT_SAID, 0}};
    size_t written;
    concern_id head;
    struct desk d = therapist(&h);
    assert_err(desk_diary_put(&d, ann, days, 3, &written), E_INVALID);
    assert_problem(&d, "", MSG_record_no_headache);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE}, &head));
    assert_ok(desk_diary_put(&d, ann, days, 3, &written));
    assert_int_equal(written, 3);
    // the same again writes nothing; a correction keeps what was said before
    days[1].headache = true;
    days[1].peak = 10;
    assert_ok(desk_diary_put(&d, ann, days, 3, &written));
    assert_int_equal(written, 1);
    struct measures_month month;
    assert_ok(desk_measures_month(&d, ann, 2026, 11, &month));
    assert_int_equal(month.diary.n, 3);
    assert_int_equal(month.diary.v[1].version, 2);
    assert_int_equal(month.diary.v[1].peak, 10);
    assert_int_equal(month.diary.v[2].medicine, 0);
    assert_int_equal(month.diary_before.n, 1);
    assert_true(!month.diary_before.v[0].headache && month.diary_before.v[0].version == 1);

    // pages ask for yes and no alone: what was not said this time is not taken back
    struct diary_in plain[3] = {{{TODAY.d - 2}, true, NOT_SAID, NOT_SAID}, {{TODAY.d - 1}, true, NOT_SAID, NOT_SAID}, {TODAY, false, NOT_SAID, NOT_SAID}};
    assert_ok(desk_diary_put(&d, ann, plain, 3, &written));
    assert_int_equal(written, 0);
    // … but no headache has no worst pain
    plain[0].headache = false;
    assert_ok(desk_diary_put(&d, ann, plain, 3, &written));
    assert_int_equal(written, 1);
    assert_ok(desk_measures_month(&d, ann, 2026, 11, &month));
    assert_true(month.diary.v[0].peak == NOT_SAID && month.diary.v[0].medicine == 1 && month.diary.v[1].peak == 10);

    days[0].peak = 11;
    days[1] = (struct diary_in){TODAY, false, 3, NOT_SAID};
    d = therapist(&h);
    assert_err(desk_diary_put(&d, ann, days, 3, &written), E_INVALID);
    assert_problem(&d, "days[0].peak", MSG_error_range);
    assert_problem(&d, "days[1].peak", MSG_record_peak_without);
    assert_problem(&d, "days[2].day", MSG_record_day_twice);
    house_end(&h);
}

// Nobody reaches another practice's rows, a front desk no clinical content, and what a stranger's id is cannot be told.
static void scope(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    client_id bob = make_client(&h, h.practice, "Bob", (day){0});
    concern_id id = neck(&h);
    measure_id m;
    struct desk d;
    assert_ok(rate(&h, &d, id, TODAY, 4, &m));
    struct concern_row c;
    struct concern_list list;
    struct measures_month month;
    struct measure_row row;
    size_t written;

    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_concern_get(&d, id, &c), E_NOT_FOUND);
    assert_err(desk_concern_list(&d, ann, &list), E_NOT_FOUND);
    assert_err(desk_measures_month(&d, ann, 2026, 11, &month), E_NOT_FOUND);
    assert_err(desk_rating_get(&d, m, &row), E_NOT_FOUND);
    assert_err(desk_rating_withdraw(&d, m), E_NOT_FOUND);
    assert_err(desk_rating_correct(&d, &(struct rating_change){.id = m, .day = TODAY, .value = 1}, &m), E_NOT_FOUND);
    assert_err(desk_concern_close(&d, id, 1, TODAY), E_NOT_FOUND);
    assert_err(desk_concern_create(&d, &(struct concern_in){.client = ann, .place = S("knee")}, &id), E_NOT_FOUND);
    assert_err(desk_diary_put(&d, ann, &(struct diary_in){.day = TODAY}, 1, &written), E_NOT_FOUND);

    // another client's concern
    d = therapist(&h);
    assert_err(desk_rating_add(&d, &(struct rating_in){.client = bob, .concern = id, .day = TODAY, .value = 1}, &m), E_NOT_FOUND);
    d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_measures_month(&d, ann, 2026, 11, &month), E_FORBIDDEN);
    assert_err(desk_rating_withdraw(&d, m), E_FORBIDDEN);
    assert_err(desk_concern_list(&d, ann, &list), E_FORBIDDEN);

    // a client by link: their own rows, below the desk too
    struct actor self = {.practice = h.practice, .role = ROLE_CLIENT, .only = bob};
    assert_err(concern_list(h.b.db, h.b.a, &self, ann, &list), E_NOT_FOUND);
    assert_err(concern_get(h.b.db, h.b.a, &self, id, &c), E_NOT_FOUND);
    assert_err(measure_get(h.b.db, h.b.a, &self, m, &row), E_NOT_FOUND);
    self.only = (client_id){0};
    assert_err(concern_list(h.b.db, h.b.a, &self, bob, &list), E_NOT_FOUND);
    house_end(&h);
}

// A record that was merged away takes nothing more: its rows moved.
static void merged(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    client_id twin = make_client(&h, h.practice, "Ann", (day){0});
    struct desk d = call(&h, h.practice, ROLE_SYSTEM);
    assert_ok(client_set_merged(d.db, d.a, &d.who, twin, ann, NOW));
    struct concern_list list;
    concern_id id;
    d = therapist(&h);
    assert_err(desk_concern_list(&d, twin, &list), E_NOT_FOUND);
    assert_err(desk_concern_create(&d, &(struct concern_in){.client = twin, .place = S("knee")}, &id), E_NOT_FOUND);
    house_end(&h);
}

BOTH(concerns)
BOTH(ratings)
BOTH(diary)

// Said by the next day, or filled in later: the first time counts, whatever is corrected. Enough of them, and the judgement says so.
static void filled_in_later(enum db_engine engine) {
    struct house h;
    struct measures_month month;
    struct progress p;
    size_t written;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", day_from(1980, 1, 1));
    struct desk d = therapist(&h);
    concern_id head;
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE, .started = true, .start = {TODAY.d - 3}}, &head));
    struct diary_in days[4] = {{TODAY, false, NOT_SAID, NOT_SAID}, {{TODAY.d - 1}, false, NOT_SAID, NOT_SAID}, {{TODAY.d - 2}, false, NOT_SAID, NOT_SAID},
        {{TODAY.d - 3}, true, 4, NOT_SAID}};
    assert_ok(desk_diary_put(&d, ann, days, 4, &written));
    d.today.d += 6; // a week later, both are corrected
    days[1].headache = days[3].headache = true;
    days[3].peak = 6;
    assert_ok(desk_diary_put(&d, ann, days, 4, &written));
    assert_ok(desk_measures_month(&d, ann, 2026, 11, &month));
    assert_int_equal(month.diary.n, 4);
    assert_true(month.diary.v[0].late && month.diary.v[1].late && !month.diary.v[2].late && !month.diary.v[3].late);
    assert_true(month.diary.v[0].version == 2 && month.diary.v[2].version == 2);
    assert_ok(desk_progress(&d, ann, head, &p));
    for (size_t i = 0; i < p.series[0].change.n_caveats; i++)
        assert_true(p.series[0].change.caveat[i].key != MSG_progress_filled_later); // two are forgiven
    struct diary_in more = {{TODAY.d + 2}, true, NOT_SAID, NOT_SAID};
    assert_ok(desk_diary_put(&d, ann, &more, 1, &written));
    assert_ok(desk_progress(&d, ann, head, &p));
    bool said = false;
    for (size_t i = 0; i < p.series[0].change.n_caveats; i++)
        said |= p.series[0].change.caveat[i].key == MSG_progress_filled_later;
    assert_true(said);
    house_end(&h);
}
BOTH(filled_in_later)
BOTH(scope)
BOTH(merged)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(concerns), TESTS(ratings), TESTS(diary), TESTS(filled_in_later), TESTS(scope), TESTS(merged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
