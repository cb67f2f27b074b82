// What the tests of alerts by findings share: a client with a form by link or with staff, the tasks and mails that came of it.
#ifndef UNKNOT_TESTS_DESK_ALERT_WARD_H
#define UNKNOT_TESTS_DESK_ALERT_WARD_H

#include "raw.h"
#include "records.h"

#include "desk/links/outbox.h"
#include "desk/safety/alert_causes.h"
#include "desk/safety/alert_hold.h"
#include "desk/safety/alert_tasks.h"
#include "desk/safety/intake.h"
#include "desk/safety/safety_rules.h"

static const struct desk_env with_both = {.keys = &test_keys, .zone = no_zone, .audit = book, .mail = true, .sms = true, .sms_country = S_INIT("44")};
static const struct desk_env no_mail = {.keys = &test_keys, .zone = no_zone, .audit = book};

struct ward {
    struct house h;
    client_id ann;
    link_id link;
};

static struct desk with(struct ward *w, enum role role)
{
    struct desk d = role == ROLE_THERAPIST ? therapist(&w->h) : call(&w->h, w->h.practice, role);
    d.env = &with_both;
    return d;
}

static struct desk by_link(struct ward *w)
{
    struct desk d = with(w, ROLE_CLIENT);
    d.who = (struct actor){.practice = w->h.practice, .role = ROLE_CLIENT, .only = w->ann, .link = w->link};
    return d;
}

static account_id someone(struct ward *w, int64_t id, const char *name, enum role role)
{
    struct actor system = {.practice = w->h.practice, .role = ROLE_SYSTEM};
    struct account a = {.id = {id}, .email = str_fmt(w->h.b.a, "%s@example.org", name), .name = str_of(name), .created = NOW};
    assert_ok(account_insert(w->h.b.db, &a));
    assert_ok(member_insert(w->h.b.db, &system, &(struct member){.account = a.id, .role = role, .active = true, .version = 1, .created = NOW}));
    return a.id;
}

static void ward_make(struct ward *w, enum db_engine engine)
{
    *w = (struct ward){0};
    house_make(&w->h, engine);
    w->ann = make_client(&w->h, w->h.practice, "Ann", day_from(1980, 5, 5));
    struct desk d = with(w, ROLE_THERAPIST);
    struct link_made made;
    assert_ok(desk_link_create(&d, &(struct link_in){.client = w->ann, .purpose = LINK_INTAKE}, &made));
    w->link = made.id;
}

static struct intake_who phone_of(struct ward *w)
{
    char *device = arena_alloc(w->h.b.a, DEVICE_HASH);
    memset(device, 'a', DEVICE_HASH);
    return (struct intake_who){.client = w->ann, .device = {device, DEVICE_HASH}};
}

// One answer, and its page is kept: by link, or with Tess. Nothing is sent.
static void answer(struct ward *w, bool link, const char *question, const char *raw)
{
    struct intake_who who = phone_of(w);
    struct intake_form f;
    struct intake_saved saved;
    struct desk d = link ? by_link(w) : with(w, ROLE_THERAPIST);
    assert_ok(desk_intake_form(&d, &who, &f));
    struct intake_value v = {str_of(question), str_of(raw)};
    const struct question *q = screen_question_of(screen_shipped(), v.question);
    assert_non_null(q);
    d = link ? by_link(w) : with(w, ROLE_THERAPIST);
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .version = f.version, .step = q->page, .values = &v, .n_values = 1, .skip = true}, &saved));
}

static void send_in(struct ward *w, bool link)
{
    struct intake_who who = phone_of(w);
    struct intake_form f;
    struct desk d = link ? by_link(w) : with(w, ROLE_THERAPIST);
    assert_ok(desk_intake_form(&d, &who, &f));
    d = link ? by_link(w) : with(w, ROLE_THERAPIST);
    assert_ok(desk_intake_send(&d, &who, f.version));
}

// One answer, and the form is sent: by link (the first of each link), or with Tess.
static void fill_in(struct ward *w, bool link, const char *question, const char *raw)
{
    answer(w, link, question, raw);
    send_in(w, link);
}

static struct alert_list all(struct ward *w)
{
    struct desk d = with(w, ROLE_THERAPIST);
    struct alert_list l;
    assert_ok(alert_of_client(d.db, d.a, &d.who, w->ann, &l));
    return l;
}

static struct alert_shown newest(struct ward *w)
{
    struct alert_list l = all(w);
    struct desk d = with(w, ROLE_THERAPIST);
    struct alert_shown x;
    assert_true(l.n > 0);
    assert_ok(desk_alert_get(&d, l.v[0].id, &x));
    return x;
}

static int64_t count(struct ward *w, const char *sql)
{
    struct buf out = buf_new(w->h.b.a, 256);
    int64_t n;
    raw_query(&w->h.b, sql, &out);
    assert_true(str_i64(str_trim(buf_str(&out)), &n));
    return n;
}

static int64_t mails(struct ward *w) { return count(w, "SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND channel = 'email'"); }
static int64_t texts(struct ward *w) { return count(w, "SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND channel = 'sms'"); }

static bool mailed(struct ward *w, const char *address)
{
    return count(w, str_z(w->h.b.a, str_fmt(w->h.b.a, "SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND address = '%s'", address))) > 0;
}

static const struct finding_row *finding(struct ward *w, const char *rule)
{
    struct desk d = with(w, ROLE_THERAPIST);
    struct safety *s = ARENA_NEW(w->h.b.a, struct safety);
    assert_ok(desk_safety(&d, w->ann, s));
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->findings[i].rule, str_of(rule)))
            return &s->findings[i];
    return NULL;
}

static void do_about(struct ward *w, const char *rule, enum finding_act act, const char *reason)
{
    const struct finding_row *f = finding(w, rule);
    struct desk d = with(w, ROLE_THERAPIST);
    assert_non_null(f);
    assert_ok(desk_finding_act(&d, &(struct finding_act_in){.client = w->ann, .finding = f->id, .act = act, .reason = str_of(reason),
        .who = act == ACT_CLEARED ? S("Dr Hill") : (str){0}, .role = act == ACT_CLEARED ? S("physician") : (str){0}, .on = {act == ACT_CLEARED, TODAY},
        .version = f->version}));
}

static void assert_acts(const struct alert_shown *x, arena *a, const char *expected)
{
    struct buf b = buf_new(a, 256);
    for (size_t i = 0; i < x->n_acts; i++)
        buf_putf(&b, "%s%.*s", i ? " " : "", SP(x->acts[i].kind));
    assert_str(buf_str(&b), str_of(expected));
}

#endif
