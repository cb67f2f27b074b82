// desk/progress.h: what a progress page is made of, and who may see it.
#include "records.h"

#include "desk/measures.h"
#include "desk/progress.h"

static client_id ann;
static concern_id neck;

static void rate(struct house *h, int back, int value) {
    struct desk d = therapist(h);
    measure_id m;
    assert_ok(desk_rating_add(&d, &(struct rating_in){.client = ann, .concern = neck, .day = {TODAY.d - back}, .value = value}, &m));
}

static void stage(struct house *h, enum db_engine engine) {
    house_make(h, engine);
    ann = make_client(h, h->practice, "Ann", (day){0});
    struct desk d = therapist(h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .place = S("=neck"), .started = true, .start = {TODAY.d - 56}}, &neck));
    for (int week = 0; week < 6; week++)
        rate(h, 57 + 7 * week, week % 2 ? 7 : 8);
    for (int week = 0; week < 7; week++)
        rate(h, 7 * week, week % 2 ? 2 : 3);
}

static void rated(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    struct desk d = therapist(&h);
    struct progress p;
    size_t booked = notes_booked;
    assert_ok(desk_progress(&d, ann, (concern_id){0}, &p));
    assert_int_equal(notes_booked, booked + 1);
    assert_str(p.name, S("Ann Test"));
    assert_int_equal(p.n, 1);
    const struct progress_series *s = &p.series[0];
    assert_int_equal(s->points.n, 13);
    assert_true(s->points.v[0].day.d < s->points.v[12].day.d);
    assert_int_equal(s->change.class, CHANGE_BOTH);
    assert_int_equal(s->change.way, WAY_BETTER);
    assert_true(s->change.before.all == 6 && s->change.n_caveats > 0 && s->change.n_steps > 0);
    assert_true(str_find(message_say(d.a, LANG_EN, s->change.they), S("Ann")) != SIZE_MAX);
    // no week mixes before and after: one begins at the start of treatment
    bool at_start = false;
    for (size_t i = 0; i < s->n_weeks; i++)
        at_start |= s->weeks[i].first.d == s->concern.start.d;
    assert_true(at_start && s->n_months == 0);
    assert_ok(desk_progress(&d, ann, neck, &p));
    assert_err(desk_progress(&d, ann, (concern_id){5}, &p), E_NOT_FOUND);

    struct buf b = buf_new(h.b.a, 1 << 16);
    assert_ok(desk_progress_csv(&d, ann, &b));
    str csv = buf_str(&b);
    assert_true(str_starts(csv, S("concern,place,day,measure,value,recall,source,entered\r\npain,'=neck,2026-08-21,nrs-pain,7,average-7d,therapist,2026-")));
    size_t lines = 0;
    for (size_t i = 0; i < csv.n; i++)
        lines += csv.p[i] == '\n';
    assert_int_equal(lines, 14);
    b = buf_new(h.b.a, 100);
    assert_err(desk_progress_csv(&d, ann, &b), E_TOO_LARGE);
    house_end(&h);
}

// What was taken back does not count, in the chart and in the sentence.
static void counted(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    struct desk d = therapist(&h);
    struct measures_month month;
    struct progress p;
    assert_ok(desk_measures_month(&d, ann, 2026, 11, &month));
    for (size_t i = 0; i < month.ratings.n; i++)
        assert_ok(desk_rating_withdraw(&d, month.ratings.v[i].id));
    assert_ok(desk_progress(&d, ann, neck, &p));
    assert_int_equal(p.series[0].points.n, 13 - month.ratings.n);
    assert_true(p.series[0].change.now.n < 7);
    house_end(&h);
}

static void diary(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    struct desk d = therapist(&h);
    concern_id head;
    size_t written;
    struct diary_in days[56];
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE, .started = true, .start = {TODAY.d - 27}}, &head));
    for (int i = 0; i < 56; i++)
        days[i] = (struct diary_in){{TODAY.d - i}, i >= 28 ? i % 2 == 0 : i % 7 == 0, NOT_SAID, NOT_SAID};
    assert_ok(desk_diary_put(&d, ann, days, 56, &written));
    struct progress p;
    assert_ok(desk_progress(&d, ann, head, &p));
    const struct progress_series *s = &p.series[0];
    assert_int_equal(s->points.n, 56);
    assert_int_equal(s->n_weeks, 8);
    assert_int_equal(s->n_months, 2);
    assert_int_equal((int)(s->months[0].per28 + 0.5), 14);
    assert_int_equal((int)(s->months[1].per28 + 0.5), 4);
    assert_int_equal(s->change.way, WAY_BETTER);
    assert_int_equal(s->change.before.hits, 14);
    // closed and begun again: each treatment has its own days, none is the other's baseline or result
    concern_id again;
    struct concern_row row;
    d = therapist(&h);
    assert_ok(desk_concern_get(&d, head, &row));
    assert_ok(desk_concern_close(&d, head, row.version, (day){TODAY.d - 10}));
    d = therapist(&h);
    d.now.us += 5000;
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .kind = CONCERN_HEADACHE, .started = true, .start = {TODAY.d - 4}}, &again));
    assert_ok(desk_progress(&d, ann, head, &p));
    assert_int_equal(p.series[0].points.n, 46);
    assert_int_equal(p.series[0].points.v[45].day.d, TODAY.d - 10);
    assert_ok(desk_progress(&d, ann, again, &p));
    assert_int_equal(p.series[0].points.n, 10);
    assert_int_equal(p.series[0].points.v[0].day.d, TODAY.d - 9);
    // days before 1970 keep their answer when packed
    d = therapist(&h);
    assert_ok(desk_diary_put(&d, ann, (struct diary_in[]){{day_from(1969, 12, 30), true, NOT_SAID, NOT_SAID}, {day_from(1969, 12, 29), false, NOT_SAID, NOT_SAID}}, 2, &written));
    struct point_list points;
    bool told;
    assert_ok(diary_points(d.db, d.a, &d.who, ann, &points, &told));
    assert_true(told && points.v[0].day.d == -3 && points.v[0].value < 0.5 && points.v[1].day.d == -2 && points.v[1].value > 0.5);
    house_end(&h);
}

static void scope(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    struct progress p;
    struct buf b = buf_new(h.b.a, 1 << 16);
    struct desk d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_progress(&d, ann, (concern_id){0}, &p), E_NOT_FOUND);
    assert_err(desk_progress_csv(&d, ann, &b), E_NOT_FOUND);
    d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_progress(&d, ann, (concern_id){0}, &p), E_FORBIDDEN);
    d = call(&h, h.practice, ROLE_CLIENT);
    d.who.only = ann;
    assert_err(desk_progress_csv(&d, ann, &b), E_FORBIDDEN);
    // nobody yet, nothing yet
    client_id bob = make_client(&h, h.practice, "Bob", (day){0});
    d = therapist(&h);
    assert_ok(desk_progress(&d, bob, (concern_id){0}, &p));
    assert_int_equal(p.n, 0);
    concern_id knee;
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = bob, .place = S("knee")}, &knee));
    assert_ok(desk_progress(&d, bob, (concern_id){0}, &p));
    assert_int_equal(p.series[0].change.class, CHANGE_CANNOT_SAY);
    house_end(&h);
}

BOTH(rated)
BOTH(counted)
BOTH(diary)
BOTH(scope)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(rated), TESTS(counted), TESTS(diary), TESTS(scope)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
