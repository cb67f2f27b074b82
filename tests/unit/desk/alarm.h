// What the tests of alerts share: a practice where somebody is named, confirmed and can be written to; answers in each way; what became of them.
#ifndef UNKNOT_TESTS_DESK_ALARM_H
#define UNKNOT_TESTS_DESK_ALARM_H

#include "raw.h"

#include "base/json.h"
#include "desk/safety/alert_tasks.h"
#include "desk/links/asked.h"
#include "desk/links/links.h"
#include "desk/links/link_token.h"
#include "desk/links/outbox.h"
#include "desk/measures/responses.h"

static const struct desk_env with_mail __attribute__((unused)) = {.keys = &test_keys, .zone = no_zone, .audit = book, .mail = true};
static client_id ann __attribute__((unused));

static inline struct desk owner(struct house *h)
{
    struct desk d = call(h, h->practice, ROLE_OWNER);
    d.env = &with_mail;
    return d;
}

static inline struct desk tess(struct house *h)
{
    struct desk d = therapist(h);
    d.env = &with_mail;
    return d;
}

// All that readiness asks for but the confirmation.
static inline struct alert_setting_in whole(struct house *h, int64_t version)
{
    return (struct alert_setting_in){.version = version, .account = h->account, .address = S("Tess@Example.org "), .phone = S("555-0123"), .weekdays = 127,
        .until_minute = 18 * 60, .emergency = S("112"), .crisis_checked = true, .crisis_line = S("988")};
}

static inline unsigned lacks(struct house *h)
{
    struct desk d = owner(h);
    unsigned l;
    assert_ok(desk_alerts_lacks(&d, &l));
    assert_true(desk_alerts_ready(&d) == (l == 0));
    return l;
}

static inline void set(struct house *h, const struct alert_setting_in *in)
{
    struct desk d = owner(h);
    assert_ok(desk_alert_setting_change(&d, in));
}

// The newest test mail's link, pressed by Tess.
static inline str test_mail(struct house *h)
{
    struct desk d = owner(h);
    outbox_id id;
    assert_ok(desk_alert_test(&d, (account_id){0}, &id));
    struct link_token t = {{id.v}, h->practice, {(d.now.us / SECOND_US + 3600) * SECOND_US}};
    return mail_token_make(d.a, d.env->keys, t);
}

static inline err press(struct house *h, str token)
{
    struct desk d = tess(h);
    return desk_alert_confirm(&d, token);
}

// Olga, who owns the practice beside whoever does already.
static inline account_id make_owner(struct house *h)
{
    struct actor who = {.practice = h->practice, .role = ROLE_SYSTEM};
    struct account olga = {.id = {1200}, .email = S("olga@example.org"), .name = S("Olga"), .created = NOW};
    assert_ok(account_insert(h->b.db, &olga));
    assert_ok(member_insert(h->b.db, &who, &(struct member){.account = olga.id, .role = ROLE_OWNER, .active = true, .version = 1, .created = NOW}));
    return olga.id;
}

static inline void make_ready(struct house *h)
{
    struct alert_setting_in in = whole(h, 0);
    struct desk d = owner(h);
    assert_ok(desk_measure_setting_change(&d, &(struct measure_setting){true, 0}));
    set(h, &in);
    assert_ok(press(h, test_mail(h)));
    assert_int_equal(lacks(h), 0);
}

static inline const struct json *said(struct house *h, const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(h->b.a, str_of(text), 8, &e);
    assert_non_null(j);
    return j;
}

static inline err add(struct house *h, struct desk *d, const char *instrument, enum response_mode mode, const char *answers, response_id *out)
{
    *d = tess(h);
    return desk_response_add(d, &(struct response_in){.client = ann, .instrument = str_of(instrument), .mode = mode, .day = TODAY,
        .answers = said(h, answers), .totals = said(h, "{}")}, out);
}

static inline size_t alerts(struct house *h)
{
    struct desk d = tess(h);
    struct alert_list all, open;
    assert_ok(alert_of_client(d.db, d.a, &d.who, ann, &all));
    assert_ok(alert_waiting(d.db, d.a, &d.who, &open));
    assert_int_equal(all.n, open.n);
    return all.n;
}

static inline bool raised_by(struct house *h, response_id id)
{
    struct desk d = tess(h);
    alert_id x;
    err e = alert_of_response(d.db, d.a, &d.who, id, &x);
    assert_true(e == OK || e == E_NOT_FOUND);
    return e == OK;
}

static inline alert_id raise_one(struct house *h)
{
    struct desk d;
    response_id id;
    alert_id at;
    assert_ok(add(h, &d, "phq-9", RESPONSE_WITH_STAFF, "{\"1\":0,\"9\":1}", &id));
    assert_ok(desk_alert_of_response(&d, id, &at));
    assert_true(at.v != 0);
    return at;
}

static inline err act(struct house *h, alert_id id, int64_t version, const char *kind, const char *words)
{
    struct desk d = tess(h);
    return desk_alert_act(&d, id, &(struct alert_act_in){version, str_of(kind), str_of(words)});
}

static inline struct alert_shown shown(struct house *h, alert_id id)
{
    struct desk d = tess(h);
    struct alert_shown x;
    assert_ok(desk_alert_get(&d, id, &x));
    return x;
}

static inline size_t mails(struct house *h)
{
    struct buf out = buf_new(h->b.a, 256);
    int64_t n;
    raw_query(&h->b, "SELECT COUNT(*) FROM outbox WHERE kind = 'alert'", &out);
    assert_true(str_i64(str_trim(buf_str(&out)), &n));
    return (size_t)n;
}

static inline alert_id raised_last(struct house *h)
{
    struct desk d = tess(h);
    struct alert_list all;
    assert_ok(alert_of_client(d.db, d.a, &d.who, ann, &all));
    assert_true(all.n > 0);
    return all.v[0].id;
}

// "9:2 9:0", and what was done: "shown changed".
static inline void assert_story(struct house *h, alert_id id, bool sent, const char *answers, const char *acts)
{
    struct alert_shown x = shown(h, id);
    struct buf a = buf_new(h->b.a, 256), k = buf_new(h->b.a, 256);
    for (size_t i = 0; i < x.n_said; i++)
        buf_putf(&a, "%s%.*s:%.*s", i ? " " : "", SP(x.said[i].item), SP(x.said[i].answer));
    for (size_t i = 0; i < x.n_acts; i++)
        buf_putf(&k, "%s%.*s", i ? " " : "", SP(x.acts[i].kind));
    assert_str(buf_str(&a), str_of(answers));
    assert_str(buf_str(&k), str_of(acts));
    assert_true(x.sent == sent);
    assert_str(x.asked.file->id, S("phq-9"));
}

static inline struct link_made make_link(struct house *h)
{
    struct desk d = tess(h);
    struct link_made link;
    struct ask asks[] = {{S("phq-9"), {0}}};
    assert_ok(desk_link_create(&d, &(struct link_in){.client = ann, .asks = asks, .n_asks = 1, .no_ratings = true}, &link));
    return link;
}

static inline struct desk knock(struct house *h, const struct link_made *link)
{
    struct desk d = call(h, (practice_id){0}, ROLE_NONE);
    struct link_row l;
    d.who = (struct actor){0};
    d.env = &with_mail;
    assert_ok(desk_link_open(&d, link->token, LINK_ANSWERS, &l));
    return d;
}

static inline void send_by_link(struct house *h, const struct link_made *link, const char *answers)
{
    struct desk d = knock(h, link);
    struct asked_sent sent;
    assert_ok(desk_asked_send(&d, &(struct asked_send_in){.device = S("0123456789abcdef0123456789abcdef"), .position = 1, .answers = said(h, answers)}, &sent));
}

static inline bool wanted(struct house *h, const struct link_made *link)
{
    struct desk d = knock(h, link);
    bool is;
    assert_ok(desk_support_wanted(&d, false, &is, NULL));
    return is;
}

static inline struct asked_saved tap(struct house *h, const struct link_made *link, int minute, int64_t version, const char *answers, bool shown_there)
{
    struct desk d = knock(h, link);
    struct asked_saved out;
    if (minute) // else a little after noon, later with each call
        d.now.us = (int64_t)TODAY.d * DAY_US + minute * MINUTE_US;
    assert_ok(desk_asked_save(&d, &(struct asked_save_in){S("0123456789abcdef0123456789abcdef"), 1, version, said(h, answers), shown_there, S("")}, &out));
    return out;
}

#endif
