// Settings: who is told the same day when an answer asks for help, when they can be reached, and the crisis line that was checked; the test mail.
#include "alert_text.h"
#include "web/calendar/day_text.h"
#include "desk/links/outbox.h"
#include "desk/practice/team.h"
#include "web/body.h"
#include "web/forms.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

enum { UNTIL_USUAL = 18 * 60, WORKDAYS = 31 };

struct setting_boxes {
    int64_t account;
    str address, phone, emergency, crisis_line;
    opt_int until;
    opt_day away;
    bool day[7], checked;
};
#define AT(member) offsetof(struct setting_boxes, member)
#define DAY(n) {"day_" #n, F_CHECK, false, 0, 0, MSG_setup_day_##n, MSG_none, NULL, NULL, AT(day[n - 1])}
enum { ACCOUNT_BOX, ADDRESS_BOX, PHONE_BOX, UNTIL_BOX, AWAY_BOX, EMERGENCY_BOX, CHECKED_BOX, LINE_BOX, DAY_BOX, BOXES = DAY_BOX + 7 };
static const struct field setting_fields[BOXES] = {
    {"account", F_ID, false, 0, 0, MSG_alert_account, MSG_alert_account_hint, NULL, NULL, AT(account)},
    {"address", F_EMAIL, false, 0, 254, MSG_alert_address, MSG_alert_address_hint, NULL, "off", AT(address)},
    {"phone", F_PHONE, false, 0, 60, MSG_alert_phone, MSG_alert_phone_hint, NULL, "off", AT(phone)},
    {"until", F_TIME, true, 0, 1440, MSG_alert_until, MSG_alert_until_hint, NULL, NULL, AT(until)},
    {"away", F_DAY, false, 0, 0, MSG_alert_away, MSG_alert_away_hint, NULL, NULL, AT(away)},
    {"emergency", F_TEXT, false, 0, 20, MSG_alert_emergency, MSG_alert_emergency_hint, NULL, "off", AT(emergency)},
    {"checked", F_CHECK, false, 0, 0, MSG_alert_checked, MSG_none, NULL, NULL, AT(checked)},
    {"crisis_line", F_TEXT, false, 0, 500, MSG_alert_crisis_line, MSG_none, NULL, NULL, AT(crisis_line)},
    DAY(1), DAY(2), DAY(3), DAY(4), DAY(5), DAY(6), DAY(7),
};
const struct form alert_setting_form = {"alerts", setting_fields, BOXES, sizeof(struct setting_boxes), 8192};

struct text_boxes {
    int64_t account;
    str number;
};
static const struct field text_fields[] = {
    {"text_account", F_ID, true, 0, 0, MSG_alert_text_account, MSG_none, NULL, NULL, offsetof(struct text_boxes, account)},
    {"number", F_PHONE, false, 0, 60, MSG_alert_text_number, MSG_alert_text_number_hint, NULL, "off", offsetof(struct text_boxes, number)},
};
const struct form alert_text_form = {"alert-text", text_fields, 2, sizeof(struct text_boxes), 4096};

struct test_boxes {
    int64_t account;
};
static const struct field test_fields[] = {
    {"account", F_ID, false, 0, 0, MSG_alert_account, MSG_none, NULL, NULL, offsetof(struct test_boxes, account)},
};
const struct form alert_test_form = {"alert-test", test_fields, 1, sizeof(struct test_boxes), 4096};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static void fill_lacks(struct call *c, unsigned lacks, struct alert_setting_view *v)
{
    static const struct {
        unsigned bit;
        enum msg said;
    } all[] = {{LACK_PERSON, MSG_alert_lack_person}, {LACK_ADDRESS, MSG_alert_lack_address}, {LACK_HOURS, MSG_alert_lack_hours}, {LACK_AWAY, MSG_alert_lack_away},
        {LACK_CRISIS, MSG_alert_lack_crisis}, {LACK_EMERGENCY, MSG_alert_lack_emergency}, {LACK_MAIL, MSG_alert_lack_mail}};
    struct help_row_view *o = ARENA_ARRAY(c->a, sizeof all / sizeof *all, struct help_row_view);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (lacks & all[i].bit) o[v->lacks.n++] = (struct help_row_view){.words = said(c, SAY(all[i].said))};
    v->lacks.v = o;
    v->ready = lacks == 0;
}

// Active owners and therapists.
static err fill_people(struct call *c, struct field_view *f)
{
    struct team_shown t;
    err e = desk_team_list(&c->desk, &t);
    if (e) return e;
    struct option_view *o = ARENA_ARRAY(c->a, t.n, struct option_view);
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        const struct member *m = &t.members[i];
        if (!m->active || m->role == ROLE_FRONT_DESK) continue;
        str id = id_str(c->a, m->account.v);
        o[n++] = (struct option_view){id, m->name, str_eq(f->value, id)};
    }
    f->type = S("select");
    f->empty_label = said(c, SAY(MSG_alert_nobody_yet));
    f->options.v = o;
    f->options.n = n;
    return OK;
}

static void fill_days(struct call *c, const struct field_view *f, struct alert_setting_view *v)
{
    struct check_view *o = ARENA_ARRAY(c->a, 7, struct check_view);
    for (size_t i = 0; i < 7; i++) {
        const struct field_view *k = &f[DAY_BOX + i];
        o[i] = (struct check_view){k->id, k->name, k->label, k->checked};
    }
    v->weekdays.v = o;
    v->weekdays.n = 7;
}

static err fill_test(struct call *c, const struct alert_setting *s, struct alert_setting_view *v)
{
    struct outbox_row o;
    if (!s->account.v || !s->address.n) return OK;
    v->test_label = said(c, SAY1(s->confirmed ? MSG_alert_test_again : MSG_alert_test, "address", s->address));
    if (s->confirmed) v->test_said = said(c, SAY2(MSG_alert_confirmed, "address", s->address, "time", page_time(c, s->confirmed_at)));
    err e = desk_mail_to_staff(&c->desk, s->account, MAIL_ALERT_CONFIRM, (str){0}, &o);
    if (e == E_NOT_FOUND) return OK;
    if (!e && !s->confirmed && str_eq(o.address, s->address)) {
        enum msg k = o.state == OUTBOX_SENT ? MSG_alert_test_sent : o.state == OUTBOX_WAITING || o.state == OUTBOX_SENDING ? MSG_alert_test_waits : MSG_alert_test_failed;
        v->test_said = said(c, SAY2(k, "address", o.address, "time", page_time(c, o.ended.us ? o.ended : o.created)));
    }
    return e;
}

// Where the test mail to an owner is, as long as its link was not pressed.
static err fill_owner(struct call *c, const struct alert_owner_shown *x, struct alert_owner_view *v)
{
    struct outbox_row o;
    enum msg k = x->confirmed ? MSG_alert_owner_yes : MSG_alert_owner_no;
    instant at = x->at;
    *v = (struct alert_owner_view){.good = x->confirmed, .account = id_str(c->a, x->account.v)};
    err e = x->confirmed ? E_NOT_FOUND : desk_mail_to_staff(&c->desk, x->account, MAIL_ALERT_CONFIRM, (str){0}, &o);
    if (e == OK && str_eq(o.address, x->address)) {
        bool waits = o.state == OUTBOX_WAITING || o.state == OUTBOX_SENDING;
        k = waits ? MSG_alert_owner_waits : o.state == OUTBOX_SENT ? MSG_alert_owner_sent : MSG_alert_owner_failed;
        at = waits ? o.created : o.ended;
    }
    if (!x->confirmed) v->label = said(c, SAY1(MSG_alert_test, "address", x->address));
    v->said = said(c, SAY3(k, "name", x->name, "address", x->address, "time", at.us ? page_time(c, at) : (str){0}));
    return e == E_NOT_FOUND ? OK : e;
}

static err fill_owners(struct call *c, const struct alert_setting_shown *s, struct alert_setting_view *v)
{
    struct alert_owner_view *o = ARENA_ARRAY(c->a, s->n_owners, struct alert_owner_view);
    err e = OK;
    v->no_owner = true;
    for (size_t i = 0; i < s->n_owners && !e; i++) {
        e = fill_owner(c, &s->owners[i], &o[i]);
        v->no_owner &= !s->owners[i].confirmed;
    }
    v->owners.v = o;
    v->owners.n = s->n_owners;
    return e;
}

// Two forms of this page have a version each.
static bool text_posted(const struct call *c)
{
    bool found = false;
    if (c->body) (void)body_value(c->body, S("text_account"), 0, &found);
    return found;
}

// Text messages: who gets one, and a form for one person at a time.
static err fill_texts(struct call *c, struct alert_setting_view *v)
{
    const struct alert_text_shown *t;
    struct text_boxes none = {0};
    size_t n;
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &alert_text_form, &none);
    err e = desk_alert_texts(&c->desk, &t, &n, &v->texts_version);
    if (e) return e;
    struct help_row_view *o = ARENA_ARRAY(c->a, n, struct help_row_view);
    for (size_t i = 0; i < n; i++) o[i].words = said(c, SAY2(t[i].dialled ? MSG_alert_text_to : MSG_alert_text_odd, "name", t[i].name, "number", t[i].number));
    v->texts.v = o;
    v->texts.n = n;
    v->no_texts = !(c->desk.env && c->desk.env->sms);
    if (text_posted(c)) v->texts_version = form_version(c);
    v->text_account = &f[0];
    v->number = &f[1];
    return v->may ? fill_people(c, &f[0]) : OK;
}

static struct setting_boxes boxes_of(const struct alert_setting_shown *s)
{
    const struct alert_setting *x = &s->set;
    struct setting_boxes b = {.account = x->account.v, .address = x->address, .phone = x->phone, .emergency = x->version ? x->emergency : s->emergency, .away = x->away_until,
        .until = {true, x->version ? x->until_minute : UNTIL_USUAL}, .checked = x->crisis_checked && str_eq(x->crisis_line, s->crisis_line)};
    unsigned days = x->version ? x->weekdays : WORKDAYS;
    for (size_t i = 0; i < 7; i++) b.day[i] = days >> i & 1;
    return b;
}

static err setting_page(struct call *c, int status)
{
    struct alert_setting_shown s;
    err e = desk_alert_setting(&c->desk, &s);
    if (e) return e;
    struct setting_boxes now = boxes_of(&s);
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &alert_setting_form, &now);
    struct alert_setting_view v = {.page = page_of(c, MSG_alert_setting), .head = settings_head(c, SETTINGS_ALERTS), .errors = form_errors_of(c, &alert_setting_form),
        .may = desk_may(&c->desk.who, VERB_ALERT_SETTING_CHANGE), .account = &f[ACCOUNT_BOX], .address = &f[ADDRESS_BOX], .phone = &f[PHONE_BOX],
        .until = &f[UNTIL_BOX], .away = &f[AWAY_BOX], .emergency = &f[EMERGENCY_BOX], .checked = &f[CHECKED_BOX], .crisis_line = s.crisis_line,
        .csrf = c->session->csrf, .key = page_form_key(c), .version = c->body && !text_posted(c) ? form_version(c) : s.set.version};
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    fill_lacks(c, s.lacks, &v);
    fill_days(c, f, &v);
    if (s.person.n) v.crisis_said = said(c, SAY1(MSG_alert_told, "name", s.person));
    if (v.may) e = fill_people(c, &f[ACCOUNT_BOX]);
    if (!e && v.may) e = fill_test(c, &s.set, &v);
    if (!e) e = fill_owners(c, &s, &v);
    if (!e) e = fill_texts(c, &v);
    if (e) return e;
    view_settings_alerts(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err setting_show_render(struct call *c, err result)
{
    (void)result;
    return setting_page(c, 200);
}
const struct handler h_alert_setting = {.render = setting_show_render};

static err setting_prepare(struct call *c)
{
    struct alert_setting_in *in = c->state = ARENA_NEW(c->a, struct alert_setting_in);
    struct setting_boxes b;
    err e = form_bind(c, &alert_setting_form, &b);
    *in = (struct alert_setting_in){.version = form_version(c), .account = {b.account}, .address = b.address, .phone = b.phone, .until_minute = (int)b.until.v,
        .away_until = b.away, .emergency = b.emergency, .crisis_checked = b.checked, .crisis_line = b.crisis_line};
    for (size_t i = 0; i < 7; i++) in->weekdays |= (unsigned)b.day[i] << i;
    if (e == E_INVALID) desk_alert_setting_check(&c->desk, in);
    return e;
}

static err setting_transact(struct call *c)
{
    c->location = S("/setup/alerts");
    c->flash = MSG_done_alerts;
    return desk_alert_setting_change(&c->desk, c->state);
}

static err setting_render(struct call *c, err result)
{
    if (result && c->kind == KIND_JSON) return result;
    if (result) return setting_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, &(struct appointment_list){0}) : reply_redirect(c);
}
const struct handler h_alert_setting_save = {setting_prepare, setting_transact, setting_render};

// --- the test mail

static err test_prepare(struct call *c)
{
    struct test_boxes *b = c->state = ARENA_NEW(c->a, struct test_boxes);
    return form_bind(c, &alert_test_form, b);
}

static err test_transact(struct call *c)
{
    const struct test_boxes *b = c->state;
    outbox_id id;
    c->location = S("/setup/alerts");
    c->flash = MSG_done_alert_test;
    return desk_alert_test(&c->desk, (account_id){b->account}, &id);
}

const struct handler h_alert_test = {test_prepare, test_transact, setting_render};

// --- text messages

static err text_prepare(struct call *c)
{
    struct text_boxes *b = c->state = ARENA_NEW(c->a, struct text_boxes);
    return form_bind(c, &alert_text_form, b);
}

static err text_transact(struct call *c)
{
    const struct text_boxes *b = c->state;
    c->location = S("/setup/alerts");
    c->flash = MSG_done_alerts;
    return desk_alert_text_change(&c->desk, (account_id){b->account}, b->number, form_version(c));
}

const struct handler h_alert_text = {text_prepare, text_transact, setting_render};

// --- its link: opened it asks, pressed it confirms, as scanners of mail open links too

static err confirm_page(struct call *c, int status)
{
    struct alert_confirming s;
    struct alert_confirm_view v = {.page = page_of(c, MSG_alert_confirm_title), .errors = form_errors_of(c, &empty_form)};
    err e = desk_alert_confirm_show(&c->desk, c->param[0], &s);
    if (e) return e;
    bool mine = s.account.v == c->desk.who.account.v;
    v.text = said(c, mine ? SAY1(s.owner ? MSG_alert_confirm_owner : MSG_alert_confirm_text, "address", s.address) : SAY(MSG_alert_not_you));
    if (mine) v.action = link_to(c->a, "/alerts/confirm/%.*s", SP(c->param[0]));
    v.csrf = c->session->csrf;
    v.key = page_form_key(c);
    view_alert_confirm(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err confirm_show_render(struct call *c, err result)
{
    (void)result;
    return confirm_page(c, 200);
}
const struct handler h_alert_confirm = {.render = confirm_show_render};

static err confirm_transact(struct call *c)
{
    c->location = S("/today");
    c->flash = MSG_done_alert_confirmed;
    return desk_alert_confirm(&c->desk, c->param[0]);
}

static err confirm_render(struct call *c, err result)
{
    if (result == E_FORBIDDEN && c->kind == KIND_HTML) return confirm_page(c, 403);
    return result ? result : c->kind == KIND_JSON ? settings_json(c, 200, 0, &(struct appointment_list){0}) : reply_redirect(c);
}
const struct handler h_alert_confirm_press = {NULL, confirm_transact, confirm_render};
