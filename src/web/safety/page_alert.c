// The task of an alert: what was answered, what to do now, whom to turn to, and what was done.
#include "alert_text.h"
#include "base/json.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "web/measures/response_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct alert_boxes {
    str kind, words;
};
static const struct choice kind_choices[] = {{"seen", MSG_alert_kind_seen}, {"tried", MSG_alert_kind_tried}, {"spoken", MSG_alert_kind_spoken},
    {"supervisor", MSG_alert_kind_supervisor}, {"physician", MSG_alert_kind_physician}, {"crisis-line", MSG_alert_kind_crisis_line},
    {"emergency", MSG_alert_kind_emergency}, {"note", MSG_alert_kind_note}, {"reopened", MSG_alert_kind_reopened}, {NULL, MSG_none}};
static const struct field alert_fields[] = {
    {"kind", F_CHOICE, true, 0, 0, MSG_alert_kind, MSG_none, kind_choices, NULL, offsetof(struct alert_boxes, kind)},
    {"words", F_LONG, false, 0, 1000, MSG_alert_words, MSG_alert_words_hint, NULL, "off", offsetof(struct alert_boxes, words)},
};
const struct form alert_form = {"alert", alert_fields, 2, sizeof(struct alert_boxes), 16384};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static err alert_of_path(struct call *c, struct alert_shown *out)
{
    alert_id id = {0};
    return id_parse(c->param[0], &id.v) ? desk_alert_get(&c->desk, id, out) : E_NOT_FOUND;
}

static enum msg act_msg(const struct alert_row *x, str kind, instant at)
{
    static const struct {
        const char *kind;
        enum msg said;
    } more[] = {{"said-safe", MSG_alert_said_safe}, {"said-call", MSG_alert_said_call}, {"said-danger", MSG_alert_said_danger}, {"escalated", MSG_alert_escalated},
        {"escalated-none", MSG_alert_escalated_none}, {"shown", MSG_alert_shown}, {"changed", MSG_alert_changed}, {"owners", MSG_alert_owners_at_once}};
    // owners are told before the time is up where nothing reached whom it is for: then nobody was late
    if (at.us < x->due.us && str_eq(kind, S("escalated"))) return MSG_alert_escalated_early;
    if (at.us < x->due.us && str_eq(kind, S("escalated-none"))) return MSG_alert_escalated_no_message;
    if (str_eq(kind, S("over"))) return x->cause == CAUSE_EVENT ? MSG_alert_over_event : MSG_alert_over;
    for (const struct choice *k = kind_choices; k->value; k++)
        if (str_eq(kind, str_of(k->value))) return k->label;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (str_eq(kind, str_of(more[i].kind))) return more[i].said;
    return MSG_alert_kind_note;
}

static void fill_acts(struct call *c, const struct alert_shown *x, struct alert_view *v)
{
    struct alert_act_view *o = ARENA_ARRAY(c->a, x->n_acts, struct alert_act_view);
    for (size_t i = 0; i < x->n_acts; i++) {
        const struct alert_act *t = &x->acts[i];
        str when = page_time(c, t->at);
        o[i] = (struct alert_act_view){said(c, SAY(act_msg(&x->row, t->kind, t->at))), t->words, t->account.v ? said(c, SAY2(MSG_alert_by, "name", t->account_name, "time", when)) : when};
    }
    v->acts.v = o;
    v->acts.n = x->n_acts;
}

// As it was kept ("2"), in the words of the choice.
static str words_of(struct call *c, const struct instrument_item *k, str text)
{
    if (text.n == 0) return said(c, SAY(MSG_response_left_open));
    for (size_t i = 0; i < k->answers->n_codes; i++)
        if (k->answers->codes[i].words.n && str_eq(k->answers->codes[i].code, text)) return str_fmt(c->a, "%.*s (%.*s)", SP(k->answers->codes[i].words), SP(text));
    return text;
}

static str answer_text(struct call *c, const struct response_shown *r, size_t item)
{
    const struct instrument_item *k = &r->file->items[item];
    return words_of(c, k, instrument_answer_text(c->a, k, r->answers.value[item]));
}

// Each time it was answered another way before it was sent; the first in *a, the others behind it. False: nothing was kept of it.
static bool fill_said(struct call *c, const struct alert_shown *x, const struct instrument_item *k, struct alert_answer_view *a)
{
    struct alert_change_view *o = ARENA_ARRAY(c->a, x->n_said, struct alert_change_view);
    bool any = false;
    for (size_t i = 0; i < x->n_said; i++) {
        const struct alert_answer *t = &x->said[i];
        if (!str_eq(t->item, k->id)) continue;
        str words = words_of(c, k, t->answer);
        if (any) o[a->then.n++].text = said(c, SAY2(MSG_alert_then, "time", page_time(c, t->at), "answer", words));
        else a->answer = words;
        any = true;
    }
    a->then.v = o;
    return any;
}

// An older alert has the answers of its response alone.
static bool item_asks(const struct alert_shown *x, size_t alert, size_t item)
{
    for (size_t i = 0; i < x->n_said; i++)
        if (str_eq(x->said[i].item, x->asked.file->items[item].id)) return true;
    return x->n_said == 0 && instrument_alerted(x->asked.file, &x->asked.answers, alert);
}

// The questions that raised it, as answered then and, where they were changed or corrected, as they stand now.
static void fill_answers(struct call *c, const struct alert_shown *x, struct alert_view *v)
{
    const struct instrument_file *in = x->asked.file;
    struct alert_answer_view *o = ARENA_ARRAY(c->a, in->n_alerts, struct alert_answer_view);
    for (size_t i = 0; i < in->n_alerts; i++) {
        size_t item = instrument_item_of(in, in->alerts[i].item);
        if (item == SIZE_MAX || !item_asks(x, i, item)) continue;
        struct alert_answer_view *a = &o[v->answers.n++];
        *a = (struct alert_answer_view){.question = response_item(c, &in->items[item], true)};
        if (!fill_said(c, x, &in->items[item], a)) a->answer = answer_text(c, &x->asked, item);
        size_t now = x->now.row.id.v ? instrument_item_of(x->now.file, in->alerts[i].item) : SIZE_MAX;
        if (now != SIZE_MAX) a->now = answer_text(c, &x->now, now);
    }
    v->answers.v = o;
    const struct response_row *last = x->now.row.id.v ? &x->now.row : &x->asked.row;
    str mode = response_mode_text(c, x->asked.row.mode);
    v->sent = x->sent;
    if (last->withdrawn) v->corrected = said(c, SAY1(MSG_alert_withdrawn, "time", page_time(c, last->withdrawn_at)));
    else if (x->now.row.id.v) v->corrected = said(c, SAY1(MSG_alert_corrected, "time", page_time(c, x->now.row.at)));
    v->asked = x->sent ? said(c, SAY3(MSG_alert_asked, "title", in->title, "time", page_time(c, x->asked.row.at), "mode", mode))
                       : said(c, SAY3(MSG_alert_begun, "title", in->title, "time", page_time(c, x->asked.row.begun), "mode", mode));
    if (x->sent) v->response_href = response_href(c, last->client, last->id, "");
}

// What was found, as it was then, and whether it still holds the visit.
static void fill_findings(struct call *c, const struct alert_shown *x, struct alert_view *v)
{
    static const enum msg level[] = {[LEVEL_EMERGENCY] = MSG_safety_level_1, [LEVEL_STOP] = MSG_safety_level_2, [LEVEL_DEFER] = MSG_safety_level_3,
        [LEVEL_AVOID] = MSG_safety_level_4, [LEVEL_MODIFY] = MSG_safety_level_5};
    struct alert_finding_view *o = ARENA_ARRAY(c->a, x->n_findings, struct alert_finding_view);
    for (size_t i = 0; i < x->n_findings; i++) {
        const struct alert_finding *f = &x->findings[i];
        o[i] = (struct alert_finding_view){.title = f->title, .level = said(c, SAY(level[f->level])), .words = f->words, .for_client = f->for_client,
            .state = said(c, SAY(f->stands ? MSG_alert_found_stands : MSG_alert_found_over)), .stands = f->stands};
        if (f->stands && f->taken_back.us) o[i].taken_back = said(c, SAY1(MSG_safety_taken_back, "time", page_time(c, f->taken_back)));
    }
    for (size_t i = 0; i < x->n_findings; i++) v->holds |= x->findings[i].stands;
    v->findings.v = o;
    v->findings.n = x->n_findings;
    v->found = said(c, SAY1(MSG_alert_found_at, "time", page_time(c, x->row.raised)));
    v->more_href = client_href(c, x->row.client, x->row.cause == CAUSE_EVENT ? "/care" : "/safety");
}

// For a finding or an event no crisis line is named: the emergency number alone.
static struct help_view help_for(struct call *c, const struct alert_shown *x)
{
    struct crisis_help h = x->help;
    if (x->row.cause != CAUSE_ANSWER) h.n = 0;
    struct help_view v = help_of(c, &h);
    v.emergency_first = x->row.cause != CAUSE_ANSWER;
    return v;
}

static str contact_words(struct call *c, const struct client_fields *f)
{
    if (!f->emergency_name.n) return f->emergency_phone;
    if (!f->emergency_relation.n) return said(c, SAY2(MSG_alert_contact_plain, "name", f->emergency_name, "phone", f->emergency_phone));
    return said(c, SAY3(MSG_alert_contact, "name", f->emergency_name, "relation", f->emergency_relation, "phone", f->emergency_phone));
}

static void fill_client(struct call *c, const struct alert_shown *x, struct alert_view *v)
{
    const struct client_fields *f = &x->client.f;
    struct help_row_view *o = ARENA_ARRAY(c->a, f->phones.n + 1, struct help_row_view);
    for (size_t i = 0; i < f->phones.n; i++) o[v->phones.n++] = (struct help_row_view){f->phones.v[i], alert_tel(c, f->phones.v[i])};
    if (f->emergency_phone.n)
        o[v->phones.n++] = (struct help_row_view){contact_words(c, f),
                                                  alert_tel(c, f->emergency_phone)};
    v->phones.v = o;
    v->physician = f->physician.n && f->physician_contact.n ? str_fmt(c->a, "%.*s, %.*s", SP(f->physician), SP(f->physician_contact)) : f->physician.n ? f->physician : f->physician_contact;
}

static str state_text(struct call *c, const struct alert_shown *x)
{
    return x->row.closed ? said(c, SAY1(MSG_alert_closed, "time", page_time(c, x->row.closed_at))) : alert_due(c, &x->row);
}

static void json_said(struct call *c, struct jw *w, const struct alert_shown *x)
{
    jw_key(w, S("answers"));
    jw_array(w);
    for (size_t i = 0; i < x->n_said; i++) {
        jw_object(w);
        jw_kstr(w, S("item"), x->said[i].item);
        jw_kstr(w, S("answer"), x->said[i].answer);
        jw_kstr(w, S("at"), instant_str(c->a, x->said[i].at));
        jw_end(w);
    }
    jw_end(w);
}

static void json_findings(struct jw *w, const struct alert_shown *x)
{
    jw_kint(w, S("level"), x->row.level);
    jw_key(w, S("findings"));
    jw_array(w);
    for (size_t i = 0; i < x->n_findings; i++) {
        jw_object(w);
        jw_kstr(w, S("title"), x->findings[i].title);
        jw_kint(w, S("level"), (int64_t)x->findings[i].level);
        jw_kbool(w, S("stands"), x->findings[i].stands);
        jw_end(w);
    }
    jw_end(w);
}

static err alert_json(struct call *c, int status, const struct alert_shown *x)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, x->row.id.v);
    jw_key(&w, S("client"));
    jw_id(&w, x->row.client.v);
    jw_kstr(&w, S("cause"), alert_cause_name(x->row.cause));
    if (x->row.cause == CAUSE_ANSWER) {
        jw_key(&w, S("response"));
        jw_id(&w, x->row.response.v);
        jw_kstr(&w, S("instrument"), x->row.instrument);
    }
    if (x->row.cause == CAUSE_FINDING) json_findings(&w, x);
    jw_kstr(&w, S("raised"), instant_str(c->a, x->row.raised));
    jw_kstr(&w, S("due"), instant_str(c->a, x->row.due));
    jw_kbool(&w, S("open"), !x->row.closed);
    jw_kbool(&w, S("overdue"), x->overdue);
    jw_kbool(&w, S("escalated"), x->row.escalated);
    jw_kstr(&w, S("said"), alert_said_name(x->row.said));
    jw_kint(&w, S("version"), x->row.version);
    jw_kbool(&w, S("sent"), x->sent);
    json_said(c, &w, x);
    jw_key(&w, S("acts"));
    jw_array(&w);
    for (size_t i = 0; i < x->n_acts; i++) {
        jw_object(&w);
        jw_kstr(&w, S("kind"), x->acts[i].kind);
        jw_kstr(&w, S("words"), x->acts[i].words);
        jw_kstr(&w, S("by"), x->acts[i].account_name);
        jw_kstr(&w, S("at"), instant_str(c->a, x->acts[i].at));
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err alert_page(struct call *c, int status)
{
    static const enum msg said_msg[SAID_COUNT] = {[SAID_NOTHING] = MSG_none, [SAID_SAFE] = MSG_alert_said_safe, [SAID_CALL] = MSG_alert_said_call,
        [SAID_DANGER] = MSG_alert_said_danger};
    struct alert_shown x;
    struct alert_boxes none = {0};
    err e = alert_of_path(c, &x);
    if (e) return e;
    if (c->kind == KIND_JSON) return alert_json(c, status, &x);
    struct alert_view v = {.page = page_of(c, MSG_alert_title), .errors = form_errors_of(c, &alert_form), .name = client_name_full(c->a, &x.client.f),
        .open = !x.row.closed, .overdue = x.overdue, .urgent = x.row.said == SAID_CALL || x.row.said == SAID_DANGER, .help = help_for(c, &x),
        .of_answer = x.row.cause == CAUSE_ANSWER, .of_finding = x.row.cause == CAUSE_FINDING, .of_event = x.row.cause == CAUSE_EVENT,
        .client_href = client_href(c, x.row.client, ""), .action = alert_href(c, x.row.id), .csrf = c->session->csrf, .key = page_form_key(c),
        .version = c->body ? form_version(c) : x.row.version};
    const struct field_view *f = form_view(c, &alert_form, &none);
    v.page.title = said(c, SAY1(MSG_alert_title_of, "name", v.name));
    page_crumb(c, &v.page, S("/today"), MSG_today_title);
    page_crumb_text(c, &v.page, v.client_href, v.name);
    v.state = state_text(c, &x);
    v.lead = x.row.account.v ? said(c, SAY1(MSG_alert_named, "name", x.row.account_name)) : said(c, SAY(MSG_alert_nobody_named));
    if (x.row.said != SAID_NOTHING) v.said = said(c, SAY1(MSG_alert_they_said, "words", said(c, SAY(said_msg[x.row.said]))));
    v.kind = form_field(f, &alert_form, "kind");
    v.words = form_field(f, &alert_form, "words");
    if (v.of_answer) fill_answers(c, &x, &v);
    else fill_findings(c, &x, &v);
    v.steps = v.open || v.holds;
    fill_client(c, &x, &v);
    fill_acts(c, &x, &v);
    page_about(c, &v.page, v.name, x.client.f.born);
    e = page_safety(c, x.row.client, &v.page);
    if (e) return e;
    view_alert(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err alert_show_render(struct call *c, err result)
{
    (void)result;
    return alert_page(c, 200);
}
const struct handler h_alert = {.render = alert_show_render};

static err act_prepare(struct call *c)
{
    struct alert_act_in *in = c->state = ARENA_NEW(c->a, struct alert_act_in);
    struct alert_boxes b;
    err e = form_bind(c, &alert_form, &b);
    *in = (struct alert_act_in){form_version(c), b.kind, b.words};
    return e;
}

static err act_transact(struct call *c)
{
    alert_id id = {0};
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    c->location = alert_href(c, id);
    c->flash = MSG_done_alert;
    return desk_alert_act(&c->desk, id, c->state);
}

static err act_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return alert_page(c, err_http(result));
    return c->kind == KIND_JSON ? alert_page(c, 200) : reply_redirect(c);
}
const struct handler h_alert_act = {act_prepare, act_transact, act_render};
