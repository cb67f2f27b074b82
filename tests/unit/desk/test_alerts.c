// desk/alerts.h: what must be there before such a question is asked; every path that takes answers raises; what was raised stays.
#include "records.h"

#include "base/json.h"
#include "desk/alerts.h"
#include "desk/responses.h"

static const struct desk_env with_mail = {.keys = &test_keys, .zone = no_zone, .audit = book, .mail = true};

static struct desk owner(struct house *h)
{
    struct desk d = call(h, h->practice, ROLE_OWNER);
    d.env = &with_mail;
    return d;
}

static struct desk tess(struct house *h)
{
    struct desk d = therapist(h);
    d.env = &with_mail;
    return d;
}

// All that readiness asks for but the confirmation.
static struct alert_setting_in whole(struct house *h, int64_t version)
{
    return (struct alert_setting_in){.version = version, .account = h->account, .address = S("Tess@Example.org "), .phone = S("555-0123"), .weekdays = 127,
        .until_minute = 18 * 60, .emergency = S("112"), .crisis_checked = true, .crisis_line = S("988")};
}

static unsigned lacks(struct house *h)
{
    struct desk d = owner(h);
    unsigned l;
    assert_ok(desk_alerts_lacks(&d, &l));
    assert_true(desk_alerts_ready(&d) == (l == 0));
    return l;
}

static void set(struct house *h, const struct alert_setting_in *in)
{
    struct desk d = owner(h);
    assert_ok(desk_alert_setting_change(&d, in));
}

static void make_ready(struct house *h)
{
    struct alert_setting_in in = whole(h, 0);
    struct desk d = owner(h);
    assert_ok(desk_measure_setting_change(&d, &(struct measure_setting){true, 0}));
    set(h, &in);
    d = owner(h);
    assert_ok(desk_alert_confirmed(&d, 1));
    assert_int_equal(lacks(h), 0);
}

static void ready(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    assert_int_equal(lacks(&h), LACK_PERSON | LACK_ADDRESS | LACK_HOURS | LACK_CRISIS | LACK_EMERGENCY);
    struct alert_setting_in in = whole(&h, 0);
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    struct desk d = owner(&h);
    assert_err(desk_alert_confirmed(&d, 2), E_GONE);
    assert_ok(desk_alert_confirmed(&d, 1));
    assert_ok(desk_alert_confirmed(&d, 1));
    assert_int_equal(lacks(&h), 0);

    // the same again stays confirmed; another address, another person, does not, and an old test mail confirms nothing
    in = whole(&h, 2);
    set(&h, &in);
    assert_int_equal(lacks(&h), 0);
    in = whole(&h, 3);
    in.address = S("other@example.org");
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    d = owner(&h);
    assert_err(desk_alert_confirmed(&d, 1), E_GONE);
    assert_ok(desk_alert_confirmed(&d, 2));
    in.version = 5;
    in.account = (account_id){0};
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_PERSON | LACK_ADDRESS);
    in.version = 6;
    in.account = h.account;
    set(&h, &in);
    d = owner(&h);
    assert_ok(desk_alert_confirmed(&d, 4));

    // each thing that is taken away
    struct alert_setting_in no = in;
    no.version = 8;
    no.emergency = S(" ");
    no.weekdays = 0;
    no.away_until = (opt_day){true, TODAY};
    no.crisis_checked = false;
    set(&h, &no);
    assert_int_equal(lacks(&h), LACK_EMERGENCY | LACK_HOURS | LACK_AWAY | LACK_CRISIS);
    in.version = 9;
    in.away_until = (opt_day){true, {TODAY.d - 1}};
    set(&h, &in);
    assert_int_equal(lacks(&h), 0);
    struct practice p;
    d = owner(&h);
    assert_ok(practice_get(d.db, d.a, &d.who, &p));
    p.crisis_line = S("116 123");
    assert_ok(practice_update(d.db, &d.who, &p));
    assert_int_equal(lacks(&h), LACK_CRISIS);
    in.version = 10;
    d = owner(&h);
    assert_err(desk_alert_setting_change(&d, &in), E_INVALID);
    assert_problem(&d, "crisis_line", MSG_alert_crisis_changed);
    in.crisis_line = S("116 123");
    set(&h, &in);
    d = owner(&h);
    d.env = &test_env; // mail cannot be sent
    assert_false(desk_alerts_ready(&d));
    struct actor who = {.practice = h.practice, .role = ROLE_SYSTEM};
    assert_ok(member_update(h.b.db, &who, &(struct member){.account = h.account, .role = ROLE_FRONT_DESK, .active = true, .version = 1}));
    assert_int_equal(lacks(&h), LACK_PERSON);
    assert_ok(member_update(h.b.db, &who, &(struct member){.account = h.account, .role = ROLE_THERAPIST, .active = false, .version = 2}));
    assert_int_equal(lacks(&h), LACK_PERSON);
    house_end(&h);
}

static void refused(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct alert_setting_in in = {.account = {4711}, .address = S("no address"), .phone = S("x"), .weekdays = 128, .until_minute = 1441, .emergency = S("1"),
        .crisis_checked = true, .crisis_line = S("998")};
    struct desk d = owner(&h);
    assert_err(desk_alert_setting_change(&d, &in), E_INVALID);
    assert_problem(&d, "account", MSG_error_choice);
    assert_problem(&d, "address", MSG_error_email);
    assert_problem(&d, "phone", MSG_error_phone);
    assert_problem(&d, "weekdays", MSG_error_choice);
    assert_problem(&d, "until", MSG_error_time);
    assert_problem(&d, "emergency", MSG_error_phone);
    assert_problem(&d, "crisis_line", MSG_alert_crisis_changed);
    in = whole(&h, 7);
    d = owner(&h);
    assert_err(desk_alert_setting_change(&d, &in), E_CONFLICT);
    d = tess(&h);
    assert_err(desk_alert_setting_change(&d, &in), E_FORBIDDEN);
    struct alert_setting_shown s;
    d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_alert_setting(&d, &s), E_FORBIDDEN);
    house_end(&h);
}

// ---- raising

static client_id ann;

static const struct json *said(struct house *h, const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(h->b.a, str_of(text), 8, &e);
    assert_non_null(j);
    return j;
}

static err add(struct house *h, struct desk *d, const char *instrument, enum response_mode mode, const char *answers, response_id *out)
{
    *d = tess(h);
    return desk_response_add(d, &(struct response_in){.client = ann, .instrument = str_of(instrument), .mode = mode, .day = TODAY,
        .answers = said(h, answers), .totals = said(h, "{}")}, out);
}

static size_t alerts(struct house *h)
{
    struct desk d = tess(h);
    struct alert_list all, open;
    assert_ok(alert_of_client(d.db, d.a, &d.who, ann, &all));
    assert_ok(alert_waiting(d.db, d.a, &d.who, &open));
    assert_int_equal(all.n, open.n);
    return all.n;
}

static bool raised_by(struct house *h, response_id id)
{
    struct desk d = tess(h);
    alert_id x;
    err e = alert_of_response(d.db, d.a, &d.who, id, &x);
    assert_true(e == OK || e == E_NOT_FOUND);
    return e == OK;
}

static void raised(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    struct desk d;
    response_id id, next;
    assert_err(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"9\": 1}", &id), E_INVALID); // nobody is named
    assert_problem(&d, "instrument", MSG_response_not_offered);
    make_ready(&h);

    // 0 and unanswered raise nothing; 1, 2, 3 and the LOINC codes do, with a total and without one
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3,\"7\":3,\"8\":3,\"9\":0}", &id));
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3,\"7\":3,\"8\":3}", &id));
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"1\":1,\"9\":null}", &id));
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"9\":\"LA6568-5\"}", &id));
    assert_ok(add(&h, &d, "dass-21", RESPONSE_PAPER_ITEMS, "{\"20\":3,\"21\":0}", &id));
    assert_ok(add(&h, &d, "phq-8", RESPONSE_WITH_STAFF, "{\"8\":3}", &id));
    assert_int_equal(alerts(&h), 0);
    size_t n = 0;
    for (const char *const *a = (const char *const[]){"{\"9\":1}", "{\"9\":\"2\"}", "{\"1\":0,\"9\":3}", "{\"9\":\"LA6569-3\"}", "{\"9\":\"LA6571-9\"}", NULL}; *a; a++) {
        assert_ok(add(&h, &d, "phq-9", n % 2 ? RESPONSE_PAPER_ITEMS : RESPONSE_WITH_STAFF, *a, &id));
        assert_int_equal(alerts(&h), ++n);
        assert_true(raised_by(&h, id));
    }
    assert_ok(add(&h, &d, "dass-21", RESPONSE_PAPER_ITEMS, "{\"21\":1}", &id));
    assert_int_equal(alerts(&h), ++n);
    assert_err(desk_response_add(&d, &(struct response_in){.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_PAPER_TOTAL, .day = TODAY,
        .answers = said(&h, "{}"), .totals = said(&h, "{\"total\":\"9\"}")}, &next), E_INVALID);
    assert_problem(&d, "mode", MSG_response_total_hides);

    // a correction to 0 and a withdrawal leave what was raised; a correction upwards raises
    d = tess(&h);
    assert_ok(desk_response_correct(&d, id, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"21\":0}"), .totals = said(&h, "{}")}, &next));
    assert_int_equal(alerts(&h), n);
    assert_true(raised_by(&h, id) && !raised_by(&h, next));
    d = tess(&h);
    assert_ok(desk_response_correct(&d, next, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"21\":2}"), .totals = said(&h, "{}")}, &id));
    assert_int_equal(alerts(&h), ++n);
    d = tess(&h);
    assert_ok(desk_response_withdraw(&d, id));
    assert_int_equal(alerts(&h), n);

    // not ready any more: nothing new is asked, but what is corrected raises all the same
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"9\":0}", &id));
    struct alert_setting_in none = {.version = 2};
    set(&h, &none);
    assert_err(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"9\":0}", &next), E_INVALID);
    d = tess(&h);
    assert_ok(desk_response_correct(&d, id, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"9\":1}"), .totals = said(&h, "{}")}, &next));
    assert_int_equal(alerts(&h), n + 1);
    assert_true(raised_by(&h, next));
    house_end(&h);
}

// The row itself: of whom, until when; another practice sees nothing; it can neither change nor go.
static void row(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct desk d;
    response_id id;
    alert_id at;
    struct alert_row x;
    assert_ok(add(&h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"9\":1}", &id));
    assert_ok(alert_of_response(d.db, d.a, &d.who, id, &at));
    assert_ok(alert_get(d.db, d.a, &d.who, at, &x));
    assert_true(x.client.v == ann.v && x.response.v == id.v && x.account.v == h.account.v && !x.closed && !x.escalated && x.said == SAID_NOTHING);
    assert_str(x.fired, S("[\"self-harm\"]"));
    assert_str(x.account_name, S("Tess"));
    assert_int_equal(x.due.us, (int64_t)TODAY.d * DAY_US + 18 * HOUR_US); // it is noon
    x.said = SAID_CALL;
    x.said_at = d.now;
    assert_ok(alert_set(d.db, &d.who, &x));
    assert_err(alert_set(d.db, &d.who, &x), E_CONFLICT);
    d.who.practice = h.other;
    assert_err(alert_get(d.db, d.a, &d.who, at, &x), E_NOT_FOUND);
    assert_err(alert_of_response(d.db, d.a, &d.who, id, &at), E_NOT_FOUND);
    house_end(&h);
}

// Until the hour that the practice said, at least an hour, never past midnight.
static void due(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct desk d;
    const struct {
        int now, due;
    } t[] = {{0, 18 * 60}, {16 * 60 + 59, 18 * 60}, {17 * 60, 18 * 60}, {17 * 60 + 30, 18 * 60 + 30}, {20 * 60, 21 * 60}, {23 * 60, 24 * 60}, {23 * 60 + 59, 24 * 60}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct alert_row x;
        response_id id;
        alert_id at;
        d = tess(&h);
        d.now.us = (int64_t)TODAY.d * DAY_US + t[i].now * MINUTE_US;
        assert_ok(desk_response_add(&d, &(struct response_in){.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_WITH_STAFF, .day = TODAY,
            .answers = said(&h, "{\"9\":1}"), .totals = said(&h, "{}")}, &id));
        assert_ok(alert_of_response(d.db, d.a, &d.who, id, &at));
        assert_ok(alert_get(d.db, d.a, &d.who, at, &x));
        assert_int_equal(x.due.us, (int64_t)TODAY.d * DAY_US + t[i].due * MINUTE_US);
    }
    house_end(&h);
}

// By link only while the named person can be reached today, and never what only staff may ask.
static void remote(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    make_ready(&h);
    const struct instrument_file *nine = instrument_known(S("phq-9")), *eight = instrument_known(S("phq-8")), *dass = instrument_known(S("dass-21"));
    struct desk d = tess(&h);
    assert_true(desk_alerts_may_ask(&d, nine, true) && desk_alerts_may_ask(&d, nine, false) && desk_alerts_may_ask(&d, eight, true));
    assert_true(desk_alerts_may_ask(&d, dass, false) && !desk_alerts_may_ask(&d, dass, true));
    d.now.us = (int64_t)TODAY.d * DAY_US + 18 * HOUR_US - 1;
    assert_true(desk_alerts_may_ask(&d, nine, true));
    d.now.us++;
    assert_true(!desk_alerts_may_ask(&d, nine, true) && desk_alerts_may_ask(&d, nine, false));
    assert_str(desk_alerts_instead(nine->id), eight->id);
    assert_int_equal(desk_alerts_instead(dass->id).n, 0);
    d = tess(&h);
    assert_int_equal(day_weekday(TODAY), 6);
    struct alert_setting_in in = whole(&h, 2);
    in.weekdays = 127 - 32; // not on Saturdays
    set(&h, &in);
    d = tess(&h);
    assert_true(!desk_alerts_may_ask(&d, nine, true) && desk_alerts_may_ask(&d, nine, false));
    d.env = &test_env;
    assert_true(!desk_alerts_may_ask(&d, nine, false) && desk_alerts_may_ask(&d, eight, true));
    house_end(&h);
}

BOTH(ready)
BOTH(refused)
BOTH(raised)
BOTH(row)
BOTH(due)
BOTH(remote)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(ready), TESTS(refused), TESTS(raised), TESTS(row), TESTS(due), TESTS(remote)};
    return cmocka_run_group_tests_name("desk/test_alerts", tests, NULL, NULL);
}
