// desk/measures/progress.h: what a progress page is made of, and who may see it.
#include "records.h"

#include "desk/measures/measures.h"
#include "desk/measures/progress.h"
#include "desk/measures/responses.h"

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
    assert_true(str_starts(csv, S("concern,place,day,measure,value,recall,source,entered,series,filled_in_later\r\npain,'=neck,2026-08-21,nrs-pain,7,average-7d,therapist,2026-")));
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

// A session that is over counts as the beginning of treatment, also while its note is not signed: then the lot was not kept.
static void unsigned_session(void **state) {
    (void)state;
    enum { START = 1000 };
    arena *a = arena_new((size_t)1 << 24);
    struct point days[56];
    for (int i = 0; i < 56; i++)
        days[i] = (struct point){.day = {START - 28 + i}, .value = (i < 28) != (i % 7 == 3)};
    struct progress_series s = {.concern = {.started = true, .start = {START}}, .instrument = instrument_of(S("headache-day"), S("")), .points = {days, 56},
        .draw = {.drawn = true, .made = {START - 20}, .until = {START + 27}, .start = {START}, .first = {START - 12}, .last = {START + 12}, .step = 1}};
    struct held held = {.day = {START - 5}};
    struct progress p = {.today = {START + 28}, .series = &s, .n = 1};
    struct evidence e;
    assert_true(progress_evidence(a, &p, &s, &e));
    assert_int_equal(e.cause_is, CAUSE_SHOWN);
    p.held = (struct held_list){&held, 1};
    assert_true(progress_evidence(a, &p, &s, &e));
    assert_int_equal(e.cause_is, CAUSE_NOT_KEPT);
    arena_free(a);
}

static response_id fill(struct house *h, concern_id concern, const char *instrument, enum response_mode mode, int back, const char *answers, const char *totals) {
    struct json_error why;
    struct desk d = therapist(h);
    response_id id;
    struct response_in in = {.client = ann, .concern = concern, .instrument = str_of(instrument), .mode = mode, .day = {TODAY.d - back},
        .answers = json_parse(h->b.a, str_of(answers), 8, &why), .totals = json_parse(h->b.a, str_of(totals), 8, &why)};
    assert_ok(desk_response_add(&d, &in, &id));
    return id;
}

static void peg(struct house *h, int back, int a, int b, int c) {
    fill(h, neck, "peg", RESPONSE_PAPER_ITEMS, back, str_z(h->b.a, str_fmt(h->b.a, "{\"1\":%d,\"2\":%d,\"3\":%d}", a, b, c)), "{}");
}

static const struct progress_series *series_of(const struct progress *p, const char *code, const char *key) {
    for (size_t i = 0; i < p->n; i++)
        if (p->series[i].score && str_eq(str_of(p->series[i].instrument->code), str_of(code)) && str_eq(p->series[i].score->key, str_of(key)))
            return &p->series[i];
    return NULL;
}

// A filled-in instrument is a series as ratings are: the day of the start is before it, what looks back over it is on neither side, what was
// corrected does not count, and what could not be computed is a gap and never zero.
static void scores(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    peg(&h, 63, 8, 8, 8);
    peg(&h, 56, 8, 7, 9);   // the first day of treatment
    peg(&h, 52, 1, 1, 1);   // looks back to before the start
    peg(&h, 20, 4, 4, 4);
    peg(&h, 6, 4, 3, 5);
    fill(&h, neck, "peg", RESPONSE_PAPER_ITEMS, 13, "{\"1\":4,\"3\":4}", "{}");
    response_id wrong = fill(&h, neck, "peg", RESPONSE_PAPER_TOTAL, 1, "{}", "{\"total\":\"10\"}");
    struct desk d = therapist(&h);
    assert_ok(desk_response_withdraw(&d, wrong));
    struct progress p;
    assert_ok(desk_progress(&d, ann, neck, &p));
    assert_int_equal(p.n, 2);
    const struct progress_series *s = &p.series[1];
    assert_true(s == series_of(&p, "peg", "") && !s->whole && s->concern.id.v == neck.v);
    assert_int_equal(s->points.n, 5);
    assert_int_equal(s->score->n_gaps, 1);
    assert_int_equal(s->score->gaps[0].day.d, TODAY.d - 13);
    assert_true(s->score->gaps[0].reason.n > 0);
    assert_true(s->change.before.n == 2 && s->change.before.mean == 8 && s->change.now.n == 2 && s->change.now.mean == 4);
    assert_int_equal(s->change.class, CHANGE_BOTH);
    assert_false(s->score->told || s->score->mixed_modes);
    str said = message_say(d.a, LANG_EN, s->change.they);
    assert_true(str_starts(said, S("PEG: better, from 8.0 before treatment to 4.0 now")));
    assert_true(str_find(said, S("pain fell")) == SIZE_MAX);
    assert_int_equal(p.series[0].points.n, 13); // the ratings are a series of their own

    // the client's own page reads the same
    d = call(&h, h.practice, ROLE_CLIENT);
    d.who.only = ann;
    assert_ok(desk_progress(&d, ann, (concern_id){0}, &p));
    s = series_of(&p, "peg", "");
    assert_true(s && s->points.n == 5 && s->change.class == CHANGE_BOTH);

    struct buf b = buf_new(h.b.a, 1 << 16);
    d = therapist(&h);
    assert_ok(desk_progress_csv(&d, ann, &b));
    assert_true(str_find(buf_str(&b), S("peg.total,4,past-7d,therapist,")) != SIZE_MAX);
    house_end(&h);
}

static str rom_said(struct house *h, const char *side, int degrees) {
    return str_fmt(h->b.a, "{\"joint\":\"neck\",\"motion\":\"rotation\",\"side\":\"%s\",\"mode\":\"active\",\"method\":\"goniometer\",\"1\":%d,\"2\":%d,\"3\":%d}",
        side, degrees, degrees, degrees);
}

// Left and right, and what two people measured, are never read as one; the person as a whole is before the first start that holds.
static void kept_apart(enum db_engine engine) {
    struct house h;
    stage(&h, engine);
    for (int i = 0; i < 2; i++) {
        int left = i ? 70 : 40, right = 60;
        fill(&h, neck, "rom", RESPONSE_WITH_STAFF, i ? 3 : 60, str_z(h.b.a, rom_said(&h, "left", left)), "{}");
        fill(&h, neck, "rom", RESPONSE_WITH_STAFF, i ? 3 : 60, str_z(h.b.a, rom_said(&h, "right", right)), "{}");
    }
    fill(&h, (concern_id){0}, "hrqol-4", RESPONSE_WITH_STAFF, 70, "{\"1\":4,\"2\":20,\"3\":5,\"4\":10}", "{}");
    fill(&h, (concern_id){0}, "hrqol-4", RESPONSE_WITH_STAFF, 2, "{\"1\":3,\"2\":10,\"3\":5,\"4\":10}", "{}");
    struct desk d = therapist(&h);
    struct progress p;
    assert_ok(desk_progress(&d, ann, (concern_id){0}, &p));
    const struct progress_series *left = series_of(&p, "rom", "neck/rotation/left/active/goniometer"), *right = series_of(&p, "rom", "neck/rotation/right/active/goniometer");
    assert_true(left && right && left->points.n == 2 && right->points.n == 2);
    assert_true(left->change.reliable && left->change.way == WAY_BETTER && right->change.way == WAY_SAME);
    assert_true(str_find(left->score->label, S("Left")) != SIZE_MAX);
    assert_false(left->score->told); // nobody said it: it was measured
    const struct progress_series *whole = series_of(&p, "hrqol-4", "");
    assert_true(whole && whole->whole && whole->concern.started && whole->concern.start.d == TODAY.d - 56);
    assert_int_equal(whole->change.class, CHANGE_CANNOT_SAY); // nothing is agreed on: shown
    assert_true(whole->change.compared && whole->change.change == -10 && whole->score->told);
    assert_ok(desk_progress(&d, ann, neck, &p));
    assert_null(series_of(&p, "hrqol-4", ""));

    struct buf b = buf_new(h.b.a, 1 << 16);
    d = therapist(&h);
    assert_ok(desk_progress_csv(&d, ann, &b));
    assert_true(str_find(buf_str(&b), S(",neck/rotation/left/active/goniometer,\r\n")) != SIZE_MAX);

    // by somebody else, where the error is that of one who measures
    struct account other = {.id = {1101}, .email = S("o@example.org"), .name = S("Otto"), .created = NOW};
    struct actor system = {.practice = h.practice, .role = ROLE_SYSTEM};
    assert_ok(account_insert(h.b.db, &other));
    assert_ok(member_insert(h.b.db, &system, &(struct member){.account = other.id, .role = ROLE_THERAPIST, .active = true, .version = 1, .created = NOW}));
    d = therapist(&h);
    d.who.account = other.id;
    struct json_error why;
    response_id id;
    struct response_in in = {.client = ann, .concern = neck, .instrument = S("rom"), .mode = RESPONSE_WITH_STAFF, .day = TODAY,
        .answers = json_parse(h.b.a, rom_said(&h, "left", 75), 8, &why), .totals = json_parse(h.b.a, S("{}"), 8, &why)};
    assert_ok(desk_response_add(&d, &in, &id));
    d = therapist(&h);
    assert_ok(desk_progress(&d, ann, neck, &p));
    left = series_of(&p, "rom", "neck/rotation/left/active/goniometer");
    assert_true((left->change.flags & FLAG_RATERS) && !left->change.reliable && left->change.class == CHANGE_CANNOT_SAY);
    house_end(&h);
}

BOTH(rated)
BOTH(counted)
BOTH(diary)
BOTH(scope)
BOTH(scores)
BOTH(kept_apart)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(rated), TESTS(counted), TESTS(diary), TESTS(scope), TESTS(scores), TESTS(kept_apart), cmocka_unit_test(unsigned_session)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
