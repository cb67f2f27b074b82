// desk/measures/news.h: what was answered since the last session, and what changed.
#include "calendar.h"

#include "base/json.h"
#include "desk/measures/news.h"
#include "desk/measures/responses.h"

#define H(day_, hour) ((instant){(int64_t)(day_) * DAY_US + (hour) * HOUR_US})

struct world {
    struct clinic c;
    concern_id neck;
    struct appointment first, second;
    day monday;
};

static struct appointment booked(struct world *w, day on)
{
    struct booked out;
    struct appointment p;
    struct desk d = by(&w->c, ROLE_THERAPIST);
    assert_ok(book_it(&d, &(struct book_in){.client = {w->c.ann}, .therapist = {w->c.tess}, .service = w->c.hour, .day = on, .minute = 600}, &out));
    assert_ok(appointment_get(d.db, d.a, &d.who, out.id[0], &p));
    return p;
}

static void world_make(struct world *w, enum db_engine engine)
{
    clinic_make(&w->c, engine);
    w->monday = MONDAY;
    w->first = booked(w, MONDAY);
    w->second = booked(w, (day){MONDAY.d + 1});
    struct desk d = by(&w->c, ROLE_THERAPIST);
    struct concern_row neck = {.id = {5001}, .client = w->c.ann, .kind = CONCERN_PAIN, .place = S("neck"), .version = 1, .created = NOW};
    w->neck = neck.id;
    assert_ok(concern_insert(d.db, d.a, &d.who, &neck));
}

static void rate(struct world *w, int64_t id, int value, day on, instant at)
{
    struct desk d = by(&w->c, ROLE_THERAPIST);
    assert_ok(measure_insert(d.db, &d.who, &(struct measure_row){.id = {id}, .client = w->c.ann, .concern = w->neck, .instrument = NRS_PAIN, .day = on, .value = value,
        .source = SOURCE_CLIENT, .at = at}));
}

static void find(struct world *w, int64_t id, const char *rule, int level, instant at, instant ended)
{
    char sql[400], until[32] = "NULL";
    if (ended.us)
        snprintf(until, sizeof until, "%lld", (long long)ended.us);
    snprintf(sql, sizeof sql, "INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us, ended_us) VALUES (1001, %lld, %lld, '%s', '1', %d, 0, "
        "'{\"title\":\"T %s\"}', 0, %lld, %s)", (long long)id, (long long)w->c.ann.v, rule, level, rule, (long long)at.us, until);
    raw_do(&w->c.h.b, sql);
}

static void done(struct world *w, struct appointment *p)
{
    w->c.now = p->start;
    struct desk d = by(&w->c, ROLE_THERAPIST);
    assert_ok(state_it(&d, &(struct state_in){.id = p->id, .version = p->version, .to = STATE_DONE}));
    w->c.now = H(w->monday.d + 1, 9);
}

static void what_changed(enum db_engine engine)
{
    struct world w;
    struct news n;
    world_make(&w, engine);
    int32_t mon = w.monday.d, tue = mon + 1;
    rate(&w, 1, 8, (day){mon - 7}, H(mon - 7, 8));
    rate(&w, 2, 7, w.monday, H(mon, 8));
    find(&w, 61, "one", 3, H(mon, 7), H(tue, 7));
    find(&w, 62, "two", 5, H(mon, 7), H(tue, 7));
    struct desk d = by(&w.c, ROLE_THERAPIST);
    assert_ok(desk_news(&d, &w.first, &n));
    assert_int_equal(n.since.us, 0);
    assert_int_equal(n.n_ratings, 1);
    assert_false(n.ratings[0].now.before_known); // all of it is new: nothing was known before the first session
    done(&w, &w.first);
    d = by(&w.c, ROLE_THERAPIST);
    assert_ok(desk_news(&d, &w.second, &n));
    assert_int_equal(n.since.us, w.first.start.us);
    assert_int_equal(n.n_ratings, 0);
    rate(&w, 3, 6, w.monday, H(mon, 20));
    rate(&w, 4, 4, (day){tue}, H(tue, 6));
    find(&w, 63, "two", 5, H(tue, 7), (instant){0});
    find(&w, 64, "three", 2, H(tue, 7), (instant){0});
    d = by(&w.c, ROLE_THERAPIST);
    struct adverse_row x = {.id = {71}, .client = w.c.ann, .day = w.monday, .what = ADVERSE_SORENESS, .words = S("sore"), .at = H(mon, 15)};
    assert_ok(adverse_insert(d.db, &d.who, &x));
    x.id.v = 72;
    assert_ok(adverse_insert(d.db, &d.who, &x));
    assert_ok(adverse_withdraw(d.db, &d.who, x.id, H(mon, 16)));
    assert_ok(desk_news(&d, &w.second, &n));
    assert_int_equal(n.n_ratings, 1);
    assert_true(n.ratings[0].now.value > 3 && n.ratings[0].now.value < 5);
    assert_true(n.ratings[0].now.before_known && n.ratings[0].now.before > 6 && n.ratings[0].now.before < 8); // of the session, not of the evening
    assert_int_equal(n.ratings[0].now.before_day.d, mon);
    assert_int_equal(n.n_adverse, 1);
    assert_int_equal(n.n_safety, 2);
    assert_str(n.safety[0].title, S("T three"));
    assert_false(n.safety[0].gone);
    assert_str(n.safety[1].title, S("T one"));
    assert_true(n.safety[1].gone);
    assert_false(news_empty(&n));
    clinic_end(&w.c);
}

static response_id turn(struct world *w, const char *side, int degrees)
{
    struct desk d = by(&w->c, ROLE_THERAPIST);
    struct json_error why;
    response_id id;
    str said = str_fmt(d.a, "{\"joint\":\"neck\",\"motion\":\"rotation\",\"side\":\"%s\",\"mode\":\"active\",\"method\":\"goniometer\",\"1\":%d,\"2\":%d,\"3\":%d}", side,
        degrees, degrees, degrees);
    assert_ok(desk_response_add(&d, &(struct response_in){.client = w->c.ann, .concern = w->neck, .instrument = S("rom"), .mode = RESPONSE_WITH_STAFF, .day = d.today,
        .answers = json_parse(d.a, said, 8, &why), .totals = json_parse(d.a, S("{}"), 8, &why)}, &id));
    return id;
}

// What is beside it is what was before on the same side, not the last that was entered.
static void sides_apart(enum db_engine engine)
{
    struct world w;
    struct news n;
    world_make(&w, engine);
    response_id right = turn(&w, "right", 60);
    turn(&w, "left", 40);
    done(&w, &w.first);
    turn(&w, "right", 62);
    struct desk d = by(&w.c, ROLE_THERAPIST);
    assert_ok(desk_news(&d, &w.second, &n));
    assert_int_equal(n.n_responses, 1);
    assert_true(n.responses[0].before && n.responses[0].before->row.id.v == right.v);
    clinic_end(&w.c);
}

// A diary is one row, however many nights were said: the latest, and how many there are.
static void nights_are_one_row(enum db_engine engine)
{
    struct world w;
    struct news n;
    struct json_error why;
    world_make(&w, engine);
    for (int back = 3; back > 0; back--) {
        struct desk d = by(&w.c, ROLE_THERAPIST);
        const struct json *said = json_parse(d.a, S("{\"bed\":\"23:00\",\"sol\":20,\"waso\":0,\"wake\":\"06:30\",\"rise\":\"07:00\"}"), 8, &why);
        response_id id;
        assert_ok(desk_response_add(&d, &(struct response_in){.client = w.c.ann, .instrument = S("sleep-diary"), .mode = RESPONSE_PAPER_ITEMS, .day = {d.today.d - back},
            .answers = said, .totals = json_parse(d.a, S("{}"), 8, &why)}, &id));
    }
    turn(&w, "left", 40);
    turn(&w, "left", 44);
    struct desk d = by(&w.c, ROLE_THERAPIST);
    assert_ok(desk_news(&d, &w.first, &n));
    assert_int_equal(n.n_responses, 3);
    size_t diary = 0;
    while (n.responses[diary].days == 0) diary++;
    assert_int_equal(n.responses[diary].days, 3);
    assert_int_equal(n.responses[diary].now->row.day.d, d.today.d - 1);
    assert_non_null(n.responses[diary].file);
    clinic_end(&w.c);
}

static void who_may_read_it(enum db_engine engine)
{
    struct world w;
    struct news n;
    bool any;
    world_make(&w, engine);
    rate(&w, 1, 8, w.monday, H(w.monday.d, 8));
    struct desk d = by(&w.c, ROLE_FRONT_DESK);
    assert_err(desk_news(&d, &w.first, &n), E_FORBIDDEN);
    assert_ok(desk_news_any(&d, &w.first, &any));
    assert_false(any);
    raw_do(&w.c.h.b, "INSERT INTO link (practice_id, id, client_id, shared_phone, created_us, expires_us, used_us, purpose) SELECT practice_id, 81, id, 0, 1, 2, 3, 'answers' FROM client WHERE given = 'Ann'");
    d = by(&w.c, ROLE_FRONT_DESK);
    assert_ok(desk_news_any(&d, &w.first, &any));
    assert_true(any);
    d = call(&w.c.h, w.c.h.other, ROLE_OWNER);
    assert_ok(desk_news(&d, &w.first, &n)); // another practice has none of it
    assert_true(news_empty(&n));
    clinic_end(&w.c);
}

BOTH(what_changed)
BOTH(who_may_read_it)
BOTH(sides_apart)
BOTH(nights_are_one_row)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(what_changed), TESTS(who_may_read_it), TESTS(sides_apart), TESTS(nights_are_one_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
