// What is due, and when: against what was answered, in every way that it can be answered; the baseline; reviews; between visits. On both engines.
#include "desk/links/asks.h"

#include "records.h"

#include "base/content.h"
#include "desk/links/asked.h"
#include "desk/measures/library.h"
#include "desk/links/links.h"
#include "desk/care/plans.h"
#include "desk/measures/responses.h"
#include "desk/measures/measures.h"
#include "store/practice.h"

// ---- the rule

static bool due(struct ask_when w, int on)
{
    bool baseline;
    return ask_is_due(&w, (day){on}, &baseline);
}

static opt_day at(int d) { return (opt_day){true, {d}}; }
static opt_int every(int64_t n) { return (opt_int){true, n}; }

static void never_sooner_than_the_instrument_says(void **state)
{
    (void)state;
    struct ask_when w = {.every_days = every(0), .interval_days = 14, .last = at(100), .visit = at(100), .begun = true};
    assert_false(due(w, 113));
    assert_true(due(w, 114));
    w.begun = false; // a baseline is no reason either
    assert_false(due(w, 113));
    w.every_days = every(28);
    w.begun = true;
    assert_false(due(w, 127));
    assert_true(due(w, 128));
    w.last = (opt_day){0};
    assert_true(due(w, 100));
}

static void each_visit_takes_what_came_just_before_it(void **state)
{
    (void)state;
    struct ask_when w = {.every_days = every(0), .begun = true, .visit = at(100)};
    w.last = at(100); // before the last visit, on its day
    assert_true(due(w, 102));
    w.last = at(101); // for this one, by link
    assert_false(due(w, 102));
    assert_false(due(w, 103));
    assert_true(due(w, 104)); // too long ago
    w.last = at(104);
    assert_false(due(w, 104)); // today already
}

static void a_baseline_is_asked_before_treatment(void **state)
{
    (void)state;
    bool baseline = false;
    struct ask_when w = {0}; // at the start and at reviews
    assert_true(ask_is_due(&w, (day){100}, &baseline));
    assert_true(baseline);
    w.last = at(90);
    assert_false(due(w, 100)); // it is there
    w.last = at(80);
    assert_true(due(w, 100));  // that was too long ago
    w.begun = true;
    assert_false(due(w, 100)); // and now it waits for the review
    w.review = true;
    w.review_since = (day){85};
    assert_true(due(w, 100));
    w.last = at(95);
    assert_false(due(w, 100));
    w.last = at(85);
    assert_true(due(w, 100));
}

// ---- with records

struct bench {
    struct house h;
    client_id client;
    concern_id neck;
    service_id service;
};

static void bench_make(struct bench *b, enum db_engine engine)
{
    house_make(&b->h, engine);
    b->client = make_client(&b->h, b->h.practice, "Ana", day_from(1980, 1, 1));
    struct desk d = therapist(&b->h);
    struct service s = {.id = {id_next(&d.ids, d.now)}, .name = S("Massage"), .minutes = 60, .price = 7000, .active = true, .version = 1};
    assert_ok(service_insert(d.db, &d.who, &s));
    b->service = s.id;
    struct concern_row c = {.id = {id_next(&d.ids, d.now)}, .client = b->client, .kind = CONCERN_PAIN, .place = S("neck"), .version = 1, .created = NOW};
    assert_true(site_parse(S("neck"), &c.sites.v[c.sites.n++]));
    assert_ok(concern_insert(d.db, d.a, &d.who, &c));
    b->neck = c.id;
}

static struct plan_in a_plan(struct bench *b)
{
    return (struct plan_in){.client = b->client, .concern = b->neck, .goal = S("Turn my head"), .instrument = NRS_PAIN, .therapist = b->h.account,
        .service = b->service, .sessions = 6, .per_week = 1, .every_weeks = 1, .price = PRICE_BY_SERVICE, .review_sessions = 4, .review_weeks = 4,
        .stop_rule = S("No change after 4"), .agreed = true};
}

static plan_id make_plan(struct bench *b, const struct plan_in *in)
{
    plan_id id = {0};
    struct desk d = therapist(&b->h);
    assert_ok(desk_plan_create(&d, in, &id));
    return id;
}

static struct asks_due due_on(struct bench *b, day on)
{
    struct asks_due out;
    struct desk d = therapist(&b->h);
    assert_ok(desk_asks_due(&d, b->client, on, &out));
    return out;
}

static const struct ask_due *found(const struct asks_due *all, const char *instrument)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].file->id, str_of(instrument)))
            return &all->v[i];
    return NULL;
}

static response_id answer(struct bench *b, const char *instrument, day on, enum response_mode mode)
{
    response_id id = {0};
    struct json_error why;
    struct desk d = therapist(&b->h);
    const struct json *nothing = json_parse(d.a, S("{}"), 4, &why);
    const struct json *said = json_parse(d.a, mode == RESPONSE_PAPER_TOTAL ? S("{\"total\":\"5\"}") : S("{\"1\":\"1\",\"2\":\"2\"}"), 4, &why);
    struct response_in in = {.client = b->client, .concern = b->neck, .instrument = str_of(instrument), .mode = mode, .day = on, .answers = nothing, .totals = nothing};
    if (mode == RESPONSE_PAPER_TOTAL)
        in.totals = said;
    else
        in.answers = said;
    assert_ok(desk_response_add(&d, &in, &id));
    return id;
}

static void may_ask_mood(struct bench *b, bool mood, int64_t version)
{
    struct desk d = therapist(&b->h);
    struct actor system = {.practice = b->h.practice, .role = ROLE_SYSTEM};
    assert_ok(measure_setting_put(d.db, &system, NOW, &(struct measure_setting){.mood = mood, .version = version}));
}

static void the_baseline_of_a_concern_without_a_plan(enum db_engine engine)
{
    struct bench b;
    bench_make(&b, engine);
    struct asks_due now = due_on(&b, TODAY);
    assert_int_equal(now.n, 0); // what a neck is measured with has no words here
    assert_true(now.ratings);
    assert_false(now.diary);
    struct desk d = therapist(&b.h);
    struct concern_row c = {.id = {id_next(&d.ids, d.now)}, .client = b.client, .kind = CONCERN_STRESS, .version = 1, .created = NOW};
    assert_ok(concern_insert(d.db, d.a, &d.who, &c));
    may_ask_mood(&b, true, 0);
    now = due_on(&b, TODAY);
    const struct ask_due *phq = found(&now, "phq-4");
    assert_non_null(phq);
    assert_true(phq->baseline && phq->by_client && phq->concern.v == c.id.v);
    response_id first = answer(&b, "phq-4", TODAY, RESPONSE_PAPER_TOTAL); // about another concern: mood is the person's
    now = due_on(&b, TODAY);
    assert_int_equal(now.n, 0);
    d = therapist(&b.h);
    assert_ok(desk_response_withdraw(&d, first)); // what was taken back was not answered
    now = due_on(&b, TODAY);
    assert_non_null(found(&now, "phq-4"));
    assert_ok(concern_get(d.db, d.a, &d.who, c.id, &c));
    c.started = true;
    c.start = (day){TODAY.d - 1};
    assert_ok(concern_update(d.db, d.a, &d.who, NOW, &c));
    now = due_on(&b, TODAY); // it runs, without a plan
    assert_int_equal(now.n, 0);
    assert_true(now.ratings);
    d = call(&b.h, b.h.other, ROLE_THERAPIST);
    assert_err(desk_asks_due(&d, b.client, TODAY, &now), E_NOT_FOUND);
    house_end(&b.h);
}
BOTH(the_baseline_of_a_concern_without_a_plan)

static void a_plan_says_what_and_how_often(enum db_engine engine)
{
    struct bench b;
    struct plan_row p;
    bench_make(&b, engine);
    struct plan_in in = a_plan(&b);
    plan_id id = make_plan(&b, &in);
    struct desk d = therapist(&b.h);
    assert_ok(desk_plan_get(&d, id, &p));
    assert_int_equal(p.n_asks, 1); // the rating; what else a neck is measured with has no words here
    assert_str(p.asks[0].instrument, S("nrs-pain"));

    const struct plan_ask asks[] = {{S("nrs-pain"), every(0), true}, {S("phq-15"), every(30), true}, {S("pgic"), {0}, false}, {S("rom"), every(0), false},
        {S("hrqol-4"), {0}, false}, {S("ndi"), every(14), false}};
    in.id = id;
    in.version = p.version;
    in.asks_said = true;
    in.asks = asks;
    in.n_asks = 6;
    d = therapist(&b.h);
    assert_ok(desk_plan_change(&d, &in));
    struct asks_due now = due_on(&b, TODAY);
    assert_int_equal(now.n, 4);
    assert_false(found(&now, "rom")->by_client);
    assert_false(found(&now, "ndi")->by_client);
    assert_true(found(&now, "hrqol-4")->baseline);
    assert_null(found(&now, "pgic")); // nothing can have changed yet
    answer(&b, "phq-15", (day){TODAY.d - 20}, RESPONSE_WITH_STAFF);
    now = due_on(&b, TODAY);
    assert_null(found(&now, "phq-15"));
    now = due_on(&b, (day){TODAY.d + 10});
    assert_non_null(found(&now, "phq-15"));

    const struct plan_version *was;
    size_t n;
    d = therapist(&b.h);
    assert_ok(desk_plan_get(&d, id, &p));
    assert_int_equal(p.n_asks, 6);
    assert_ok(desk_plan_versions(&d, &p, &was, &n));
    assert_int_equal(n, 1);
    assert_true(str_find(was[0].body, S("\"asks\":[{\"between\":false,\"every_days\":0,\"instrument\":\"nrs-pain\"}]")) != SIZE_MAX);
    in.version = p.version; // not said: it stays, but for the measure that the plan is judged by
    in.asks_said = false;
    in.instrument = PSFS;
    assert_ok(desk_plan_change(&d, &in));
    assert_ok(desk_plan_get(&d, id, &p));
    assert_int_equal(p.n_asks, 6);
    assert_str(p.asks[0].instrument, S("psfs"));
    house_end(&b.h);
}
BOTH(a_plan_says_what_and_how_often)

static void what_a_plan_may_not_ask(enum db_engine engine)
{
    struct bench b;
    bench_make(&b, engine);
    struct plan_in in = a_plan(&b);
    plan_id id;
    const struct plan_ask asks[] = {{S("phq-8"), every(14), false}, {S("phq-15"), every(-3), false}, {S("phq-15"), every(28), false}, {S("nothing"), every(0), false},
        {S("stress"), every(0), false}, {S("phq-9"), every(14), false}};
    in.asks_said = true;
    in.asks = asks;
    in.n_asks = 6;
    struct desk d = therapist(&b.h);
    assert_err(desk_plan_create(&d, &in, &id), E_INVALID);
    assert_problem(&d, "asks[0].instrument", MSG_error_choice); // mood is off
    assert_problem(&d, "asks[1].every_days", MSG_error_range); 
    assert_problem(&d, "asks[2].instrument", MSG_error_choice); // twice
    assert_problem(&d, "asks[3].instrument", MSG_error_choice);
    assert_problem(&d, "asks[4].instrument", MSG_error_choice); // another concern's rating
    assert_problem(&d, "asks[5].instrument", MSG_error_choice); // an alert
    house_end(&b.h);
}
BOTH(what_a_plan_may_not_ask)

static void mood_is_asked_once_and_only_where_it_may_be(enum db_engine engine)
{
    struct bench b;
    bench_make(&b, engine);
    struct desk d = therapist(&b.h);
    may_ask_mood(&b, true, 0);
    struct concern_row back = {.id = {id_next(&d.ids, d.now)}, .client = b.client, .kind = CONCERN_PAIN, .place = S("back"), .version = 1, .created = NOW};
    assert_ok(concern_insert(d.db, d.a, &d.who, &back));
    const struct plan_ask asks[] = {{S("phq-8"), every(14), true}};
    struct plan_in in = a_plan(&b);
    in.asks_said = true;
    in.asks = asks;
    in.n_asks = 1;
    make_plan(&b, &in);
    in.concern = back.id;
    make_plan(&b, &in);
    struct asks_due now = due_on(&b, TODAY);
    assert_int_equal(now.n, 1);
    may_ask_mood(&b, false, 1);
    now = due_on(&b, TODAY);
    assert_int_equal(now.n, 0);
    house_end(&b.h);
}
BOTH(mood_is_asked_once_and_only_where_it_may_be)

static void between_visits_weekly_while_the_plan_runs(enum db_engine engine)
{
    struct bench b;
    struct asks_due now;
    bench_make(&b, engine);
    const struct plan_ask asks[] = {{S("nrs-pain"), every(0), true}, {S("training-week"), every(0), true}, {S("pgic"), every(0), false}};
    struct plan_in in = a_plan(&b);
    in.asks_said = true;
    in.asks = asks;
    in.n_asks = 3;
    plan_id id = make_plan(&b, &in);
    struct desk d = therapist(&b.h);
    assert_ok(desk_asks_between(&d, b.client, TODAY, &now));
    assert_int_equal(now.n, 1);
    assert_true(now.ratings);
    answer(&b, "training-week", (day){TODAY.d - 6}, RESPONSE_WITH_STAFF);
    measure_id m;
    struct rating_in rating = {.client = b.client, .concern = b.neck, .day = {TODAY.d - 6}, .value = 5};
    d = therapist(&b.h);
    assert_ok(desk_rating_add(&d, &rating, &m));
    d = therapist(&b.h);
    assert_ok(desk_asks_between(&d, b.client, TODAY, &now));
    assert_true(now.n == 0 && !now.ratings);
    assert_ok(desk_asks_between(&d, b.client, (day){TODAY.d + 1}, &now));
    assert_true(now.n == 1 && now.ratings);
    struct plan_row p;
    assert_ok(desk_plan_get(&d, id, &p));
    assert_ok(desk_plan_end(&d, id, p.version, PLAN_STOPPED, S("Enough")));
    assert_ok(desk_asks_between(&d, b.client, (day){TODAY.d + 1}, &now));
    assert_true(now.n == 0 && !now.ratings);
    house_end(&b.h);
}
BOTH(between_visits_weekly_while_the_plan_runs)

// A link that stands and was not answered is out: what goes by itself leaves it out, and what was answered by either is asked by neither.
static void what_another_link_asks_already(enum db_engine engine)
{
    struct bench b;
    bench_make(&b, engine);
    const struct plan_ask asks[] = {{S("nrs-pain"), every(0), true}, {S("hrqol-4"), every(0), true}};
    struct plan_in in = a_plan(&b);
    in.asks_said = true;
    in.asks = asks;
    in.n_asks = 2;
    make_plan(&b, &in);
    struct asks_due now = due_on(&b, TODAY);
    assert_true(now.n == 1 && !now.v[0].out && !now.ratings_out);
    struct link_made first, second;
    struct ask ask = {S("hrqol-4"), b.neck};
    struct link_in link = {.client = b.client, .asks = &ask, .n_asks = 1};
    struct desk d = therapist(&b.h);
    assert_ok(desk_link_create(&d, &link, &first));
    now = due_on(&b, TODAY);
    assert_true(now.n == 1 && now.v[0].out && now.ratings_out);
    d = therapist(&b.h);
    assert_ok(desk_asks_between(&d, b.client, TODAY, &now));
    assert_true(now.n == 1 && now.v[0].out && now.ratings_out);
    struct link_choices choices;
    d = therapist(&b.h);
    assert_ok(desk_link_choices(&d, b.client, &choices));
    assert_true(choices.v[0].out && !choices.v[0].due);
    // over in a day, it is out no more
    d = therapist(&b.h);
    d.now.us += 25 * HOUR_US;
    assert_ok(desk_asks_due(&d, b.client, (day){TODAY.d + 1}, &now));
    assert_true(now.n == 1 && !now.v[0].out && !now.ratings_out);

    // both ask it; answered by the second, it is asked by the first no more
    d = therapist(&b.h);
    d.now.us += SECOND_US;
    link.no_ratings = true;
    assert_ok(desk_link_create(&d, &link, &second));
    struct link_row row;
    struct asked a;
    struct asked_sent sent;
    struct json_error why;
    d = therapist(&b.h);
    assert_ok(desk_link_open(&d, second.token, LINK_ANSWERS, &row));
    d.now.us += 2 * SECOND_US;
    assert_ok(desk_asked_send(&d, &(struct asked_send_in){.device = S("0123456789abcdef0123456789abcdef"), .position = 1,
        .answers = json_parse(d.a, S("{\"1\":\"2\",\"2\":\"3\",\"3\":\"4\",\"4\":\"5\"}"), 4, &why)}, &sent));
    d = therapist(&b.h);
    assert_ok(desk_link_open(&d, first.token, LINK_ANSWERS, &row));
    assert_ok(desk_asked(&d, S("another browser, another device."), &a));
    assert_int_equal(a.n, 0);
    d = therapist(&b.h);
    assert_ok(desk_link_open(&d, second.token, LINK_ANSWERS, &row)); // by its own link it can be corrected
    assert_ok(desk_asked(&d, S("0123456789abcdef0123456789abcdef"), &a));
    assert_int_equal(a.n, 1);
    house_end(&b.h);
}
BOTH(what_another_link_asks_already)

// A practice's own instrument is what a plan is measured by, and asks: its name, its baseline, its target; also when it is used no more.
static void a_plan_measured_by_an_own_instrument(enum db_engine engine)
{
    struct bench b;
    struct plan_baseline base;
    struct plan_measures measures;
    struct plan_row p;
    const struct instrument_file *file;
    library_id library;
    bench_make(&b, engine);
    struct concern_row c;
    struct desk d = call(&b.h, b.h.practice, ROLE_OWNER);
    str t = content_text(S("instruments/peg.json"));
    size_t at = str_find(t, S("\"peg\""));
    str own = str_fmt(b.h.b.a, "%.*s\"our-peg\"%.*s", (int)at, t.p, (int)(t.n - at - 5), t.p + at + 5);
    assert_ok(desk_library_read(&d, S("mine.json"), own, &file));
    assert_ok(desk_library_add(&d, file, &library));
    d = therapist(&b.h);
    assert_ok(concern_get(d.db, d.a, &d.who, b.neck, &c));
    assert_ok(plan_measures(&d, &c, &measures));
    assert_str(measures.v[measures.n - 1], S("our-peg"));
    for (int i = 0; i < 2; i++) {
        response_id id;
        struct json_error why;
        d = therapist(&b.h);
        struct response_in in = {.client = b.client, .concern = b.neck, .instrument = S("our-peg"), .mode = RESPONSE_PAPER_ITEMS, .day = {TODAY.d - 1 - i},
            .answers = json_parse(d.a, S("{\"1\":6,\"2\":7,\"3\":8}"), 4, &why), .totals = json_parse(d.a, S("{}"), 4, &why)};
        assert_ok(desk_response_add(&d, &in, &id));
    }
    d = therapist(&b.h);
    assert_ok(desk_plan_baseline(&d, b.neck, S("our-peg"), &base));
    assert_true(base.instrument && base.n == 2 && base.mean > 6.99 && base.mean < 7.01 && base.target_known);
    struct plan_in in = a_plan(&b);
    in.instrument = S("our-peg");
    in.target_known = true;
    in.target = 5;
    plan_id id = make_plan(&b, &in);
    d = therapist(&b.h);
    assert_ok(desk_plan_get(&d, id, &p));
    assert_str(p.instrument, S("our-peg"));
    bool asked = false;
    for (size_t i = 0; i < p.n_asks; i++)
        asked |= str_eq(p.asks[i].instrument, S("our-peg"));
    assert_true(asked);
    // another practice has none of it
    struct library_row was;
    d = call(&b.h, b.h.practice, ROLE_OWNER);
    assert_ok(desk_library_end(&d, library, &was));
    d = therapist(&b.h);
    assert_ok(desk_plan_baseline(&d, b.neck, S("our-peg"), &base));
    assert_int_equal(base.n, 2);
    in.id = id;
    in.version = p.version;
    in.goal = S("Turn my head further");
    d = therapist(&b.h);
    assert_ok(desk_plan_change(&d, &in)); // what it is measured by stays
    in.id = (plan_id){0};
    assert_ok(desk_plan_get(&d, id, &p));
    assert_ok(desk_plan_end(&d, id, p.version, PLAN_STOPPED, S("Enough")));
    d = therapist(&b.h);
    assert_err(desk_plan_create(&d, &in, &id), E_INVALID); // and is no choice any more
    assert_problem(&d, "instrument", MSG_error_choice);
    house_end(&b.h);
}
BOTH(a_plan_measured_by_an_own_instrument)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_sooner_than_the_instrument_says),
        cmocka_unit_test(each_visit_takes_what_came_just_before_it),
        cmocka_unit_test(a_baseline_is_asked_before_treatment),
        TESTS(the_baseline_of_a_concern_without_a_plan),
        TESTS(a_plan_says_what_and_how_often),
        TESTS(what_a_plan_may_not_ask),
        TESTS(mood_is_asked_once_and_only_where_it_may_be),
        TESTS(between_visits_weekly_while_the_plan_runs),
        TESTS(what_another_link_asks_already),
        TESTS(a_plan_measured_by_an_own_instrument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
