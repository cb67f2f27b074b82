// desk/safety/alerts.h: what must be there before such a question is asked; every path that takes answers raises; what was raised stays.
#include "alarm.h"

static void ready(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    assert_int_equal(lacks(&h), LACK_PERSON | LACK_ADDRESS | LACK_HOURS | LACK_CRISIS | LACK_EMERGENCY);
    struct alert_setting_in in = whole(&h, 0);
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    str first = test_mail(&h);
    struct desk d = owner(&h);
    d.who.account.v++;
    assert_err(desk_alert_confirm(&d, first), E_FORBIDDEN); // not the named person
    assert_problem(&d, "", MSG_alert_not_you);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    assert_err(press(&h, S("no token")), E_NOT_FOUND);
    assert_ok(press(&h, first));
    assert_ok(press(&h, first));
    assert_int_equal(lacks(&h), 0);

    // the same again stays confirmed; another address, another person, does not, and an old test mail confirms nothing
    in = whole(&h, 3);
    set(&h, &in);
    assert_int_equal(lacks(&h), 0);
    in = whole(&h, 4);
    in.address = S("other@example.org");
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    assert_err(press(&h, first), E_GONE);
    // changed back: the link of an older test mail still confirms nothing
    in = whole(&h, 5);
    set(&h, &in);
    assert_err(press(&h, first), E_GONE);
    assert_int_equal(lacks(&h), LACK_ADDRESS);
    in.version = 6;
    in.address = S("other@example.org");
    set(&h, &in);
    assert_ok(press(&h, test_mail(&h)));
    in.version = 8;
    in.account = (account_id){0};
    set(&h, &in);
    assert_int_equal(lacks(&h), LACK_PERSON | LACK_ADDRESS);
    in.version = 9;
    in.account = h.account;
    set(&h, &in);
    assert_ok(press(&h, test_mail(&h)));

    // each thing that is taken away
    struct alert_setting_in no = in;
    no.version = 11;
    no.emergency = S(" ");
    no.weekdays = 0;
    no.away_until = (opt_day){true, TODAY};
    no.crisis_checked = false;
    set(&h, &no);
    assert_int_equal(lacks(&h), LACK_EMERGENCY | LACK_HOURS | LACK_AWAY | LACK_CRISIS);
    in.version = 12;
    in.away_until = (opt_day){true, {TODAY.d - 1}};
    set(&h, &in);
    assert_int_equal(lacks(&h), 0);
    struct practice p;
    d = owner(&h);
    assert_ok(practice_get(d.db, d.a, &d.who, &p));
    p.crisis_line = S("116 123");
    assert_ok(practice_update(d.db, &d.who, &p));
    assert_int_equal(lacks(&h), LACK_CRISIS);
    in.version = 13;
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

// ---- the task

static size_t waiting(struct house *h, enum role role, account_id account, bool *others)
{
    struct desk d = call(h, h->practice, role);
    struct alerts_today t;
    d.who.account = account;
    assert_ok(desk_alerts_today(&d, &t));
    *others = t.waiting;
    if (role == ROLE_FRONT_DESK) assert_true(t.mine.n == 0);
    return t.mine.n;
}

static void acted(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    alert_id id = raise_one(&h);
    bool others;
    struct alert_shown x = shown(&h, id);
    assert_true(x.mine && !x.overdue && x.n_acts == 0 && x.help.n == 1);
    assert_str(x.help.line[0].dial, S("988"));
    assert_str(x.help.emergency, S("112"));
    assert_int_equal(waiting(&h, ROLE_THERAPIST, h.account, &others), 1);
    assert_false(others);
    assert_int_equal(waiting(&h, ROLE_OWNER, (account_id){5}, &others), 1);
    assert_int_equal(waiting(&h, ROLE_THERAPIST, (account_id){5}, &others), 0); // somebody else's
    assert_true(others);
    assert_int_equal(waiting(&h, ROLE_FRONT_DESK, (account_id){5}, &others), 0);
    assert_true(others);

    // seen, tried and a note end nothing
    assert_ok(act(&h, id, 1, "seen", ""));
    assert_ok(act(&h, id, 2, "tried", "no answer"));
    assert_err(act(&h, id, 3, "note", "  "), E_INVALID);
    assert_err(act(&h, id, 3, "judged", "mild"), E_INVALID);
    assert_err(act(&h, id, 2, "seen", ""), E_CONFLICT);
    assert_ok(act(&h, id, 3, "note", "will ring at four"));
    assert_false(shown(&h, id).row.closed);
    static const char *const ends[] = {"spoken", "supervisor", "physician", "crisis-line", "emergency"};
    int64_t v = 4;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_ok(act(&h, id, v++, ends[i], "as agreed"));
        assert_true(shown(&h, id).row.closed);
        assert_int_equal(waiting(&h, ROLE_OWNER, (account_id){5}, &others), 0);
        assert_ok(act(&h, id, v++, "reopened", ""));
        assert_int_equal(waiting(&h, ROLE_OWNER, (account_id){5}, &others), 1);
    }
    x = shown(&h, id);
    assert_int_equal(x.n_acts, 3 + 2 * 5);
    assert_str(x.acts[2].words, S("will ring at four"));
    assert_str(x.acts[2].account_name, S("Tess"));
    struct desk d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_alert_get(&d, id, &x), E_FORBIDDEN);
    assert_err(desk_alert_act(&d, id, &(struct alert_act_in){v, S("seen"), S("")}), E_FORBIDDEN);
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_alert_get(&d, id, &x), E_NOT_FOUND);
    assert_err(desk_alert_act(&d, id, &(struct alert_act_in){v, S("seen"), S("")}), E_NOT_FOUND);

    // what was raised and what was done can neither change nor go, not even by hand
    static const char *const no[] = {"UPDATE alert SET raised_us = 1", "UPDATE alert SET fired = '[]'", "DELETE FROM alert", "UPDATE alert_act SET words = ''", "DELETE FROM alert_act"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_true(raw_refused(&h.b, no[i]));
    house_end(&h);
}

// A correction to 0 stands beside the alert.
static void beside(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    alert_id id = raise_one(&h);
    struct alert_shown x = shown(&h, id);
    response_id next;
    struct desk d = tess(&h);
    assert_ok(desk_response_correct(&d, x.row.response, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"9\":0}"), .totals = said(&h, "{}")}, &next));
    x = shown(&h, id);
    assert_true(!x.row.closed && x.now.row.id.v == next.v && x.asked.row.id.v != next.v);
    struct alert_standing st;
    assert_ok(desk_alert_standing(&d, ann, &st));
    assert_true(st.open.n == 1 && st.open.v[0].id.v == id.v);
    house_end(&h);
}

// ---- nobody acts

static void late(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    (void)make_owner(&h);
    alert_id id = raise_one(&h), done = raise_one(&h);
    assert_ok(act(&h, done, 1, "spoken", ""));
    assert_int_equal(mails(&h), 2);
    struct desk d = call(&h, (practice_id){0}, ROLE_SYSTEM);
    bool any;
    size_t n;
    d.env = &with_mail;
    d.now.us = (int64_t)TODAY.d * DAY_US + 18 * HOUR_US;
    assert_ok(desk_alerts_late(&d, &any));
    assert_false(any);
    d.now.us++;
    assert_ok(desk_alerts_late(&d, &any));
    assert_true(any);
    assert_ok(desk_alerts_escalate(&d, &n));
    assert_int_equal(n, 1);
    assert_int_equal(mails(&h), 3);
    assert_ok(desk_alerts_escalate(&d, &n));
    assert_int_equal(n, 0);
    assert_ok(desk_alerts_late(&d, &any));
    assert_false(any);
    struct alert_shown x = shown(&h, id);
    assert_true(x.row.escalated && !x.row.closed && x.n_acts == 1);
    assert_str(x.acts[0].kind, S("escalated"));
    bool others;
    assert_int_equal(waiting(&h, ROLE_THERAPIST, (account_id){5}, &others), 1); // now everybody who may see it
    assert_ok(act(&h, id, 2, "spoken", ""));
    house_end(&h);
}

// The mail to the named person reached nobody, or none could be written: the owners are told at once, not when the time is over.
static void unreached(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct desk t;
    response_id id, next;
    bool any;
    size_t n;
    assert_ok(add(&h, &t, "phq-9", RESPONSE_WITH_STAFF, "{\"9\":0}", &id));
    (void)raise_one(&h);
    struct desk d = call(&h, (practice_id){0}, ROLE_SYSTEM);
    assert_ok(desk_alerts_late(&d, &any));
    assert_false(any);
    raw_do(&h.b, str_z(h.b.a, str_fmt(h.b.a, "UPDATE outbox SET state = 'failed', ended_us = %lld WHERE kind = 'alert'", (long long)d.now.us)));
    assert_ok(desk_alerts_late(&d, &any));
    assert_true(any);
    assert_ok(desk_alerts_escalate(&d, &n));
    assert_int_equal(n, 1);
    assert_ok(desk_alerts_late(&d, &any));
    assert_false(any);
    // answered while somebody was named, corrected when nobody is: nothing can be written
    struct alert_setting_in none = {.version = 2};
    set(&h, &none);
    t = tess(&h);
    assert_ok(desk_response_correct(&t, id, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"9\":1}"), .totals = said(&h, "{}")}, &next));
    assert_ok(desk_alerts_late(&d, &any));
    assert_true(any);
    house_end(&h);
}

// Mail to them that failed since the address was confirmed: not ready, until the address is confirmed anew.
static void failing(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    (void)raise_one(&h);
    struct outbox_row o;
    struct desk d = tess(&h);
    assert_ok(desk_mail_to_staff(&d, h.account, MAIL_ALERT, S(""), &o));
    assert_str(o.address, S("tess@example.org"));
    assert_int_equal(lacks(&h), 0);
    raw_do(&h.b, str_z(h.b.a, str_fmt(h.b.a, "UPDATE outbox SET state = 'failed', ended_us = %lld WHERE kind = 'alert'", (long long)d.now.us)));
    assert_int_equal(lacks(&h), LACK_MAIL);
    // the same person is an owner, and was written to at another address of theirs since: that says nothing about this one
    raw_do(&h.b, "INSERT INTO outbox SELECT practice_id, id + 1, kind, client_id, staff_id, about_id, appointment_id, link_id, channel, 'own@example.org', language, "
                 "'sent', tries, next_us, created_us, account_id, ended_us, error, again_id FROM outbox WHERE kind = 'alert'");
    assert_int_equal(lacks(&h), LACK_MAIL);
    assert_ok(press(&h, test_mail(&h)));
    assert_int_equal(lacks(&h), 0);
    raw_do(&h.b, "UPDATE outbox SET error = 'tls' WHERE kind = 'alert-confirm'");
    assert_int_equal(lacks(&h), LACK_MAIL); // nothing can be sent at all
    house_end(&h);
}

// ---- the client

static err say(struct house *h, const struct link_made *link, enum alert_said s)
{
    struct desk d = knock(h, link);
    return desk_support_say(&d, s);
}

static void support(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct link_made one = make_link(&h), two = make_link(&h);
    struct support s;
    send_by_link(&h, &one, "{\"1\":1,\"9\":0}");
    assert_false(wanted(&h, &one));
    struct desk d = knock(&h, &one);
    assert_err(desk_support_show(&d, &s), E_NOT_FOUND);
    assert_err(say(&h, &one, SAID_SAFE), E_NOT_FOUND);
    assert_int_equal(alerts(&h), 0);
    send_by_link(&h, &one, "{\"1\":1,\"9\":1}");
    assert_int_equal(alerts(&h), 1);
    assert_true(wanted(&h, &one) && !wanted(&h, &two));
    d = knock(&h, &one);
    assert_ok(desk_support_show(&d, &s));
    assert_true(s.said == SAID_NOTHING && s.help.n == 1);
    assert_str(s.help.emergency, S("112"));
    assert_err(say(&h, &one, SAID_NOTHING), E_INVALID);
    assert_ok(say(&h, &one, SAID_SAFE));
    assert_false(wanted(&h, &one));
    assert_int_equal(alerts(&h), 1); // it is a person who decides
    assert_int_equal(mails(&h), 1);
    assert_ok(act(&h, s.id, 2, "spoken", ""));
    assert_ok(say(&h, &one, SAID_DANGER)); // begins it anew, and writes once more
    assert_int_equal(mails(&h), 2);
    struct alert_shown x = shown(&h, s.id);
    assert_true(!x.row.closed && x.row.said == SAID_DANGER && x.n_acts == 3);
    assert_str(x.acts[0].kind, S("said-safe"));
    assert_true(x.acts[0].account.v == 0);
    assert_str(x.acts[2].kind, S("said-danger"));
    // the owners were told in the meantime that nobody acted: they are written to as well
    (void)make_owner(&h);
    size_t told;
    d = call(&h, (practice_id){0}, ROLE_SYSTEM);
    d.env = &with_mail;
    d.now.us = (int64_t)TODAY.d * DAY_US + 18 * HOUR_US + 1;
    assert_ok(desk_alerts_escalate(&d, &told));
    assert_int_equal(told, 1);
    assert_int_equal(mails(&h), 3);
    assert_ok(say(&h, &one, SAID_CALL));
    assert_int_equal(mails(&h), 5); // the named person and the owner
    // corrected by the same link: what was raised stands, and the new answers raise too
    send_by_link(&h, &one, "{\"1\":1,\"9\":2}");
    assert_int_equal(alerts(&h), 2);
    assert_true(wanted(&h, &one));
    send_by_link(&h, &one, "{\"1\":1,\"9\":0}");
    assert_int_equal(alerts(&h), 2);
    house_end(&h);
}

// Whoever is named has left since: the client asks for somebody, and the owners are written to at once, nobody else.
static void left(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    (void)make_owner(&h);
    struct actor who = {.practice = h.practice, .role = ROLE_SYSTEM};
    struct link_made link = make_link(&h);
    send_by_link(&h, &link, "{\"1\":1,\"9\":1}");
    assert_int_equal(mails(&h), 1);
    assert_ok(member_update(h.b.db, &who, &(struct member){.account = h.account, .role = ROLE_THERAPIST, .active = false, .version = 1}));
    assert_ok(say(&h, &link, SAID_DANGER));
    assert_int_equal(mails(&h), 2);
    struct buf b = buf_new(h.b.a, 4096);
    raw_query(&h.b, "SELECT COUNT(*) FROM outbox WHERE staff_id = 1200", &b);
    assert_str(str_trim(buf_str(&b)), S("1"));
    struct desk d = knock(&h, &link);
    struct support s;
    assert_ok(desk_support_show(&d, &s));
    struct alert_shown x = shown(&h, s.id);
    assert_true(x.row.escalated && !x.row.closed);
    assert_str(x.acts[x.n_acts - 1].kind, S("owners"));
    assert_ok(say(&h, &link, SAID_CALL)); // once more, the owner alone
    assert_int_equal(mails(&h), 3);
    struct response_in in = {.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_PAPER_ITEMS, .day = TODAY, .answers = said(&h, "{\"1\":0,\"9\":3}"), .totals = said(&h, "{}")};
    response_id anew;
    d = tess(&h);
    d.env = &with_mail;
    assert_ok(desk_response_correct(&d, x.row.response, &in, &anew)); // raises another
    assert_true(raised_by(&h, anew));
    assert_int_equal(mails(&h), 4);
    struct buf nobody = buf_new(h.b.a, 4096);
    raw_query(&h.b, "SELECT COUNT(*) FROM alert WHERE account_id IS NULL AND escalated_us IS NOT NULL", &nobody);
    assert_str(str_trim(buf_str(&nobody)), S("1"));
    house_end(&h);
}

// What a link for the PHQ-9 asks at a minute of the day: the code of the instrument, '' nothing.
static str asks_at(struct house *h, const struct link_made *link, int minute)
{
    struct desk d = knock(h, link);
    struct asked a;
    d.now.us = (int64_t)TODAY.d * DAY_US + minute * MINUTE_US;
    assert_ok(desk_asked(&d, S("0123456789abcdef0123456789abcdef"), &a));
    return a.n ? a.v[0].file->id : (str){0};
}

static int64_t save_at(struct house *h, const struct link_made *link, int minute, int64_t version, const char *answers)
{
    return tap(h, link, minute, version, answers, false).version;
}

// While nobody can be told the PHQ-8 is asked, from the start and to the end; a PHQ-9 that was begun waits before question 9, and is finished where that
// was answered.
static void hours(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct link_made fresh = make_link(&h), half = make_link(&h), whole_one = make_link(&h), night = make_link(&h);
    assert_str(asks_at(&h, &fresh, 17 * 60), S("phq-9"));
    assert_str(asks_at(&h, &fresh, 18 * 60), S("phq-8"));
    int64_t v = save_at(&h, &half, 17 * 60, 0, "{\"1\":1}");
    assert_str(asks_at(&h, &half, 17 * 60), S("phq-9"));
    assert_int_equal(asks_at(&h, &half, 18 * 60).n, 0);
    assert_str(asks_at(&h, &half, 8 * 60), S("phq-9"));
    (void)save_at(&h, &half, 17 * 60, v, "{\"9\":1}");
    assert_str(asks_at(&h, &half, 18 * 60), S("phq-9")); // it is answered: it can be sent
    (void)save_at(&h, &night, 18 * 60, 0, "{\"1\":1}");
    assert_str(asks_at(&h, &night, 17 * 60), S("phq-8"));
    struct alert_setting_in none = {.version = 2};
    set(&h, &none);
    assert_str(asks_at(&h, &whole_one, 12 * 60), S("phq-8")); // made while somebody was named
    assert_int_equal(alerts(&h), 1); // by the tap on question 9
    house_end(&h);
}

// ---- totals that ask for a physician (3.5.6)

static bool advised(struct house *h)
{
    struct desk d = tess(h);
    struct alert_standing s;
    assert_ok(desk_alert_standing(&d, ann, &s));
    return s.advised;
}

static void total(struct house *h, const char *instrument, int value, int days_ago)
{
    struct desk d = tess(h);
    response_id id;
    struct buf b = buf_new(d.a, 512);
    for (int i = 1, left = value; i <= 8; i++) {
        int v = left > 3 ? 3 : left;
        buf_putf(&b, "%s\"%d\":%d", i == 1 ? "{" : ",", i, v);
        left -= v;
    }
    buf_put(&b, str_eq(str_of(instrument), S("phq-9")) ? S(",\"9\":0}") : S("}"));
    assert_ok(desk_response_add(&d, &(struct response_in){.client = ann, .instrument = str_of(instrument), .mode = RESPONSE_WITH_STAFF,
        .day = {TODAY.d - days_ago}, .answers = said(h, str_z(d.a, buf_str(&b))), .totals = said(h, "{}")}, &id));
}

static void physician(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    make_ready(&h);
    static const struct {
        int value[3];   // oldest first, -1 none
        bool advised;
    } t[] = {{{19, -1, -1}, false}, {{20, -1, -1}, true}, {{15, 15, -1}, true}, {{14, 15, -1}, false}, {{15, 14, -1}, false}, {{20, 14, -1}, false}, {{15, 3, 15}, true}, {{24, 10, 20}, true}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        ann = make_client(&h, h.practice, "Ann", (day){0});
        assert_false(advised(&h));
        for (int k = 0; k < 3 && t[i].value[k] >= 0; k++) total(&h, k % 2 ? "phq-9" : "phq-8", t[i].value[k], 60 - 20 * k);
        assert_int_equal(advised(&h), t[i].advised);
    }
    ann = make_client(&h, h.practice, "Ann", (day){0});
    total(&h, "phq-9", 15, 3); // twice on one day is one occasion
    total(&h, "phq-9", 16, 3);
    assert_false(advised(&h));
    house_end(&h);
}

BOTH(ready)
BOTH(refused)
BOTH(raised)
BOTH(row)
BOTH(due)
BOTH(remote)
BOTH(acted)
BOTH(beside)
BOTH(late)
BOTH(unreached)
BOTH(failing)
BOTH(support)
BOTH(left)
BOTH(hours)
BOTH(physician)

static err tap_with(struct house *h, struct desk *d, response_id draft, const char *answers, response_id *out)
{
    return desk_response_tap(d, &(struct response_in){.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_WITH_STAFF, .answers = said(h, answers), .totals = said(h, "{}"),
        .draft = draft}, out);
}

// With staff the task is raised as the answer is given; the form that is saved then is the same response, and raises no second one.
static void tapped(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", day_from(1980, 5, 5));
    make_ready(&h);
    response_id begun, again, sent;
    struct desk d = tess(&h);
    assert_ok(tap_with(&h, &d, (response_id){0}, "{\"1\":\"2\",\"9\":\"0\"}", &begun));
    assert_true(begun.v == 0 && alerts(&h) == 0);
    d = tess(&h);
    assert_ok(tap_with(&h, &d, (response_id){0}, "{\"1\":\"2\",\"9\":\"1\"}", &begun));
    assert_true(begun.v != 0 && alerts(&h) == 1 && raised_by(&h, begun));
    // nothing of it counts yet, and the form may be thrown away: the task stands
    struct responses_shown shown;
    d = tess(&h);
    assert_ok(desk_responses(&d, ann, (concern_id){0}, &shown));
    assert_int_equal(shown.list.n, 0);
    // a slip, put right: it stands beside the first
    d = tess(&h);
    assert_ok(tap_with(&h, &d, begun, "{\"1\":\"2\",\"9\":\"0\"}", &again));
    assert_true(again.v == begun.v && alerts(&h) == 1);
    // not somebody else's, nor one that was never begun
    d = tess(&h);
    d.who.account.v++;
    assert_err(tap_with(&h, &d, begun, "{\"9\":\"3\"}", &again), E_NOT_FOUND);
    d = tess(&h);
    assert_err(tap_with(&h, &d, (response_id){begun.v + 1}, "{\"9\":\"3\"}", &again), E_NOT_FOUND);
    d = tess(&h);
    assert_err(tap_with(&h, &d, begun, "{\"9\":\"4\"}", &again), E_INVALID);
    assert_problem(&d, "q_9", MSG_response_codes);

    d = tess(&h);
    struct response_in in = {.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_WITH_STAFF, .day = TODAY, .answers = said(&h, "{\"1\":\"2\",\"9\":\"2\"}"),
        .totals = said(&h, "{}"), .note = S("Said in the room."), .draft = begun};
    assert_ok(desk_response_add(&d, &in, &sent));
    assert_true(sent.v == begun.v && alerts(&h) == 1);
    struct response_shown one;
    d = tess(&h);
    assert_ok(desk_response_get(&d, sent, &one));
    assert_str(one.row.note, S("Said in the room."));
    assert_true(one.row.account.v == d.who.account.v && one.row.mode == RESPONSE_WITH_STAFF && one.row.day.d == TODAY.d);
    struct alert_shown x;
    alert_id id;
    d = tess(&h);
    assert_ok(alert_of_response(d.db, d.a, &d.who, sent, &id));
    d = owner(&h);
    assert_ok(desk_alert_get(&d, id, &x));
    assert_true(x.sent && x.n_said == 3);
    // it was sent: the same draft is none any more, and what names it is a form of its own
    d = tess(&h);
    assert_err(tap_with(&h, &d, begun, "{\"9\":\"3\"}", &again), E_NOT_FOUND);
    d = tess(&h);
    in.answers = said(&h, "{\"9\":\"0\"}");
    assert_ok(desk_response_add(&d, &in, &again));
    assert_true(again.v != sent.v && alerts(&h) == 1);
    // from paper too; what has no alert keeps nothing
    d = tess(&h);
    in = (struct response_in){.client = ann, .instrument = S("phq-9"), .mode = RESPONSE_PAPER_ITEMS, .answers = said(&h, "{\"9\":\"3\"}"), .totals = said(&h, "{}")};
    assert_ok(desk_response_tap(&d, &in, &again));
    assert_true(again.v != 0 && alerts(&h) == 2);
    d = tess(&h);
    in.instrument = S("peg");
    in.answers = said(&h, "{\"1\":\"9\"}");
    assert_ok(desk_response_tap(&d, &in, &again));
    assert_true(again.v == 0 && alerts(&h) == 2);
    // the sweep of what was never sent leaves it
    int64_t swept;
    d = tess(&h);
    assert_ok(response_draft_sweep(d.db, (instant){NOW.us + 90 * DAY_US}, &swept));
    assert_int_equal(swept, 0);
    house_end(&h);
}
BOTH(tapped)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(ready), TESTS(refused), TESTS(raised), TESTS(row), TESTS(due), TESTS(remote), TESTS(acted), TESTS(beside), TESTS(late), TESTS(unreached),
        TESTS(failing), TESTS(support), TESTS(left), TESTS(hours), TESTS(physician), TESTS(tapped)};
    return cmocka_run_group_tests_name("desk/test_alerts", tests, NULL, NULL);
}
