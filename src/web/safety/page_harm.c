// One adverse event: what is known of it, what was done, its follow-up, and its correction. The session's own note says what was done there.
#include "desk/safety/harm.h"

#include "base/json.h"
#include "clinic/care/technique.h"
#include "desk/people/clients.h"
#include "pages_harm.h"
#include "safety_line.h"
#include "views_gen.h"
#include "web/body.h"
#include "web/calendar/day_text.h"
#include "web/care/care_text.h"
#include "web/care/regions.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "web/people/client_text.h"
#include "web/session.h"

struct follow_boxes {
    str contact, outcome, relation, words;
    bool close;
};
static const struct choice contacts[] = {{"phone", MSG_harm_contact_phone}, {"visit", MSG_harm_contact_visit}, {"message", MSG_harm_contact_message},
    {"tried", MSG_harm_contact_tried}, {NULL, MSG_none}};
static const struct choice outcomes[] = {{"resolved", MSG_harm_outcome_resolved}, {"resolving", MSG_harm_outcome_resolving},
    {"lasting", MSG_harm_outcome_lasting}, {"unknown", MSG_harm_outcome_unknown}, {NULL, MSG_none}};
static const struct choice relations[] = {{"unlikely", MSG_harm_relation_unlikely}, {"possible", MSG_harm_relation_possible},
    {"likely", MSG_harm_relation_likely}, {NULL, MSG_none}};
static const struct field follow_fields[] = {
    {"contact", F_CHOICE, false, 0, 0, MSG_harm_contact, MSG_none, contacts, NULL, offsetof(struct follow_boxes, contact)},
    {"words", F_LONG, false, 0, HARM_WORDS, MSG_harm_words, MSG_none, NULL, "off", offsetof(struct follow_boxes, words)},
    {"outcome", F_CHOICE, false, 0, 0, MSG_harm_outcome, MSG_none, outcomes, NULL, offsetof(struct follow_boxes, outcome)},
    {"relation", F_CHOICE, false, 0, 0, MSG_harm_relation, MSG_harm_relation_hint, relations, NULL, offsetof(struct follow_boxes, relation)},
    {"close", F_CHECK, false, 0, 0, MSG_harm_close, MSG_harm_close_hint, NULL, NULL, offsetof(struct follow_boxes, close)},
};
const struct form harm_follow_form = {"follow", follow_fields, 5, sizeof(struct follow_boxes), 8192};

struct correct_boxes {
    str what, severity, said, reason;
    opt_day day;
    opt_int days, hours;
};
static const struct field correct_fields[] = {
    {"what", F_CHOICE, true, 0, 0, MSG_care_what, MSG_none, adverse_choices, NULL, offsetof(struct correct_boxes, what)},
    {"severity", F_CHOICE, true, 0, 0, MSG_care_severity, MSG_care_severity_means, severity_choices, NULL, offsetof(struct correct_boxes, severity)},
    {"day", F_DAY, true, 0, 0, MSG_care_day, MSG_none, NULL, NULL, offsetof(struct correct_boxes, day)},
    {"days", F_INT, false, 0, HARM_DAYS, MSG_care_days, MSG_care_days_hint, NULL, NULL, offsetof(struct correct_boxes, days)},
    {"hours", F_INT, false, 0, HARM_HOURS, MSG_care_hours, MSG_none, NULL, NULL, offsetof(struct correct_boxes, hours)},
    {"said", F_LONG, false, 0, HARM_WORDS, MSG_care_said, MSG_none, NULL, "off", offsetof(struct correct_boxes, said)},
    {"reason", F_LONG, true, 1, HARM_WORDS, MSG_harm_reason, MSG_none, NULL, "off", offsetof(struct correct_boxes, reason)},
};
const struct form harm_correct_form = {"correct", correct_fields, 7, sizeof(struct correct_boxes), 16384};

struct withdraw_boxes {
    str reason;
};
static const struct field withdraw_fields[] = {
    {"reason", F_LONG, true, 1, HARM_WORDS, MSG_harm_withdraw_reason, MSG_none, NULL, "off", offsetof(struct withdraw_boxes, reason)},
};
const struct form harm_withdraw_form = {"withdraw", withdraw_fields, 1, sizeof(struct withdraw_boxes), 8192};

struct harm_state {
    client_id client;
    adverse_id id;
    struct harm_follow_in follow;
    struct harm_correct_in correct;
    struct harm_withdraw_in withdraw;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static str choice_text(struct call *c, const struct choice *v, str value)
{
    for (; v->value; v++)
        if (str_eq(value, str_of(v->value))) return said(c, SAY(v->label));
    return (str){0};
}

static bool of_path(struct call *c, client_id *client, adverse_id *id)
{
    return id_parse(c->param[0], &client->v) && id_parse(c->param[1], &id->v);
}

static void line(struct harm_line_view *v, size_t *n, str label, str value)
{
    if (value.n) v[(*n)++] = (struct harm_line_view){label, value};
}

static str sites_said(struct call *c, str json)
{
    struct sites s;
    return json.n && sites_of_json(c->a, json, &s) ? sites_text(c, &s) : (str){0};
}

static str days_said(struct call *c, opt_int days)
{
    return !days.known ? said(c, SAY(MSG_harm_days_unknown)) : days.v == 0 ? said(c, SAY(MSG_harm_days_less)) : said(c, SAY_N(MSG_harm_days_n, days.v));
}

static str who_when(struct call *c, account_id account, str name, instant at)
{
    str by = account.v ? name : said(c, SAY(MSG_measure_by_client));
    return said(c, SAY2(MSG_alert_by, "name", by, "time", page_time(c, at)));
}

static str class_text(struct call *c, const struct adverse_row *r)
{
    static const enum msg words[HARM_CLASSES] = {[HARM_EVENT] = MSG_none, [HARM_EXPECTED] = MSG_harm_expected, [HARM_UNKNOWN] = MSG_harm_unknown};
    enum msg m = words[harm_class_of(r->what, r->severity, r->days)];
    return m ? said(c, SAY(m)) : (str){0};
}

static void fill_facts(struct call *c, const struct adverse_row *r, struct harm_view *v)
{
    struct harm_line_view *o = ARENA_ARRAY(c->a, 12, struct harm_line_view);
    size_t n = 0;
    line(o, &n, said(c, SAY(MSG_care_day)), day_text(c, r->day));
    if (r->hours.known) line(o, &n, said(c, SAY(MSG_care_hours)), str_fmt(c->a, "%lld", (long long)r->hours.v));
    line(o, &n, said(c, SAY(MSG_harm_lasted)), days_said(c, r->days));
    line(o, &n, said(c, SAY(MSG_harm_where)), sites_said(c, r->sites));
    line(o, &n, said(c, SAY(MSG_care_said)), r->words);
    line(o, &n, said(c, SAY(MSG_care_action)), r->action);
    line(o, &n, said(c, SAY(MSG_harm_outcome)), choice_text(c, outcomes, r->outcome));
    line(o, &n, said(c, SAY(MSG_harm_related)), choice_text(c, relations, r->relation));
    line(o, &n, said(c, SAY(MSG_harm_reported)), who_when(c, r->account, r->account_name, r->at));
    line(o, &n, said(c, SAY(MSG_harm_counted)), class_text(c, r));
    v->facts.v = o;
    v->facts.n = n;
}

static str treated_text(struct call *c, const struct treated_row *t)
{
    struct site s;
    str where = site_parse(t->region, &s) ? said(c, site_say(s)) : t->region;
    if (t->pressure == 0) return said(c, SAY2(MSG_harm_treated, "where", where, "minutes", str_fmt(c->a, "%d", t->minutes)));
    return said(c, SAY3(MSG_harm_treated_pressure, "where", where, "minutes", str_fmt(c->a, "%d", t->minutes), "pressure", str_fmt(c->a, "%d", t->pressure)));
}

// What its signed note says was done, as it stands there.
static void fill_session(struct call *c, const struct harm_shown *s, struct harm_view *v)
{
    struct harm_line_view *o = ARENA_ARRAY(c->a, s->n_treated + 1, struct harm_line_view);
    size_t n = 0;
    if (!s->visit_known) return;
    for (size_t i = 0; i < s->n_treated; i++) {
        const struct technique *k = technique_of(vocabulary_shipped(), s->treated[i].technique);
        line(o, &n, k ? k->name : s->treated[i].technique, treated_text(c, &s->treated[i]));
    }
    v->session.v = o;
    v->session.n = n;
    v->session_href = link_to(c->a, "/appointments/%.*s", SP(id_str(c->a, s->visit.id.v)));
}

static str act_text(struct call *c, const struct adverse_act_row *x)
{
    static const enum msg kinds[] = {[HARM_FOLLOW] = MSG_harm_act_follow, [HARM_SAID] = MSG_harm_act_said, [HARM_OPENED] = MSG_harm_act_opened, [HARM_CLOSED] = MSG_harm_act_closed,
        [HARM_WITHDRAWN] = MSG_harm_act_withdrawn};
    enum adverse_severity now;
    if (x->kind == HARM_SAID && severity_of(x->words, &now)) return said(c, SAY1(MSG_harm_act_milder, "severity", choice_text(c, severity_choices, x->words)));
    struct buf b = buf_new(c->a, 2048);
    const str parts[] = {choice_text(c, contacts, x->contact), choice_text(c, outcomes, x->outcome), choice_text(c, relations, x->relation)};
    static const enum msg heads[] = {MSG_none, MSG_harm_outcome, MSG_harm_related};
    for (size_t i = 0; i < 3; i++) {
        if (!parts[i].n) continue;
        if (buf_str(&b).n) buf_put(&b, S(" · "));
        if (heads[i]) buf_putf(&b, "%.*s: ", SP(said(c, SAY(heads[i]))));
        buf_put(&b, parts[i]);
    }
    return buf_str(&b).n ? buf_str(&b) : said(c, SAY(kinds[x->kind]));
}

static void fill_history(struct call *c, const struct harm_shown *s, struct harm_view *v)
{
    struct harm_act_view *o = ARENA_ARRAY(c->a, s->n_acts, struct harm_act_view), *p = ARENA_ARRAY(c->a, s->n_versions, struct harm_act_view);
    for (size_t i = 0; i < s->n_acts; i++) {
        const struct adverse_act_row *x = &s->acts[i];
        o[i] = (struct harm_act_view){act_text(c, x), x->kind == HARM_SAID ? (str){0} : x->words, x->account.v || x->kind == HARM_SAID ? who_when(c, x->account, x->account_name, x->at) : page_time(c, x->at)};
    }
    for (size_t i = 0; i < s->n_versions; i++) {
        const struct adverse_version *x = &s->versions[i];
        str where = sites_said(c, x->row.sites), words = x->row.words;
        if (where.n) words = words.n ? str_fmt(c->a, "%.*s\n%.*s", SP(where), SP(words)) : where;
        if (x->reason.n) words = said(c, SAY2(MSG_harm_corrected_why, "words", words, "reason", x->reason));
        p[i] = (struct harm_act_view){said(c, SAY3(MSG_harm_version_line, "what", adverse_text(c, &x->row), "day", day_text(c, x->row.day), "days", days_said(c, x->row.days))), words,
            who_when(c, x->row.account, x->row.account_name, x->row.at)};
    }
    v->acts.v = o;
    v->acts.n = s->n_acts;
    v->versions.v = p;
    v->versions.n = s->n_versions > 1 ? s->n_versions : 0;
}

static str state_text(struct call *c, const struct adverse_row *r)
{
    if (r->withdrawn) return said(c, SAY(MSG_measure_state_withdrawn));
    if (!r->due.known) return said(c, SAY(MSG_harm_no_follow));
    if (r->closed.us) return said(c, SAY1(MSG_harm_closed, "time", page_time(c, r->closed)));
    return said(c, SAY1(r->severity == SEVERITY_SEVERE ? MSG_harm_due_severe : MSG_harm_due, "day", day_text(c, r->due.day)));
}

static void json_row(struct call *c, struct jw *w, const struct adverse_row *r)
{
    jw_kstr(w, S("what"), adverse_what_name(r->what));
    jw_kstr(w, S("severity"), severity_name(r->severity));
    jw_kstr(w, S("day"), day_str(c->a, r->day));
    jw_kfigure(w, S("days"), r->days.known, (double)r->days.v);
    jw_kfigure(w, S("hours"), r->hours.known, (double)r->hours.v);
    jw_key(w, S("sites"));
    jw_raw(w, r->sites.n ? r->sites : S("[]"));
    jw_kstr(w, S("words"), r->words);
    jw_kbool(w, S("by_client"), r->account.v == 0);
    jw_kstr(w, S("at"), instant_str(c->a, r->at));
}

static void json_history(struct call *c, struct jw *w, const struct harm_shown *s)
{
    jw_key(w, S("versions"));
    jw_array(w);
    for (size_t i = 0; i < s->n_versions; i++) {
        jw_object(w);
        json_row(c, w, &s->versions[i].row);
        jw_kstr(w, S("reason"), s->versions[i].reason);
        jw_end(w);
    }
    jw_end(w);
    jw_key(w, S("acts"));
    jw_array(w);
    for (size_t i = 0; i < s->n_acts; i++) {
        const struct adverse_act_row *x = &s->acts[i];
        jw_object(w);
        jw_kbool(w, S("closed"), x->kind == HARM_CLOSED);
        jw_kbool(w, S("withdrawn"), x->kind == HARM_WITHDRAWN);
        jw_kstr(w, S("contact"), x->contact);
        jw_kstr(w, S("outcome"), x->outcome);
        jw_kstr(w, S("relation"), x->relation);
        jw_kstr(w, S("words"), x->words);
        jw_kstr(w, S("by"), x->account_name);
        jw_kstr(w, S("at"), instant_str(c->a, x->at));
        jw_end(w);
    }
    jw_end(w);
}

static err harm_json(struct call *c, int status, const struct harm_shown *s)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    const struct adverse_row *r = &s->row;
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, r->id.v);
    json_row(c, &w, r);
    jw_kstr(&w, S("action"), r->action);
    jw_key(&w, S("appointment"));
    jw_id(&w, r->appointment.v);
    jw_kstr(&w, S("outcome"), r->outcome);
    jw_kstr(&w, S("relation"), r->relation);
    jw_kbool(&w, S("waits"), adverse_waits(r));
    jw_kstr(&w, S("due"), r->due.known ? day_str(c->a, r->due.day) : (str){0});
    jw_kbool(&w, S("counts"), !r->withdrawn);
    jw_kint(&w, S("version"), s->version);
    json_history(c, &w, s);
    jw_end(&w);
    return OK;
}

static void fill_forms(struct call *c, const struct harm_shown *s, struct harm_view *v)
{
    const struct body *typed = c->body;
    const struct adverse_row *r = &s->row;
    bool correct = c->route->form == &harm_correct_form, withdraw = c->route->form == &harm_withdraw_form;
    struct sites sites = {0};
    if (r->sites.n && !sites_of_json(c->a, r->sites, &sites)) sites.n = 0;
    c->body = correct || withdraw ? NULL : typed; // what was typed belongs to one form
    const struct field_view *f = form_view(c, &harm_follow_form, &(struct follow_boxes){0});
    c->body = correct ? typed : NULL;
    const struct field_view *g = form_view(c, &harm_correct_form, &(struct correct_boxes){.what = adverse_what_name(r->what), .severity = severity_name(r->severity),
        .said = r->words, .day = {true, r->day}, .days = r->days, .hours = r->hours});
    v->event = adverse_fields_of(&harm_correct_form, g);
    regions_fill(c, &sites, &v->event.regions);
    c->body = withdraw ? typed : NULL;
    v->why = &form_view(c, &harm_withdraw_form, &(struct withdraw_boxes){0})[0];
    c->body = typed;
    v->correct_open = correct;
    v->withdraw_open = withdraw;
    v->may_withdraw = !r->withdrawn && r->account.v && !adverse_waits(r);
    v->contact = &f[0];
    v->words = &f[1];
    v->outcome = &f[2];
    v->relation = &f[3];
    v->close = r->due.known && !r->closed.us ? &f[4] : NULL;
    v->reason = form_field(g, &harm_correct_form, "reason");
}

static err harm_page(struct call *c, int status)
{
    client_id client;
    adverse_id id;
    struct harm_shown s;
    struct client who;
    if (!of_path(c, &client, &id)) return E_NOT_FOUND;
    err e = desk_harm(&c->desk, client, id, &s);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (e) return e;
    if (c->kind == KIND_JSON) return harm_json(c, status, &s);
    str here = str_fmt(c->a, "%.*s/%.*s", SP(client_href(c, client, "/adverse")), SP(id_str(c->a, id.v)));
    struct harm_view v = {.page = page_of(c, MSG_care_adverse), .errors = form_errors_of(c, c->route->form ? c->route->form : &harm_follow_form),
        .title = adverse_text(c, &s.row), .state = state_text(c, &s.row), .counts = !s.row.withdrawn, .open = adverse_waits(&s.row),
        .severe = adverse_waits(&s.row) && s.row.severity == SEVERITY_SEVERE, .care_href = client_href(c, client, "/care"), .csrf = c->session->csrf,
        .key = page_form_key(c), .version = c->body ? form_version(c) : s.version};
    v.overdue = v.open && s.row.due.day.d < c->desk.today.d;
    v.follow_action = str_fmt(c->a, "%.*s/follow", SP(here));
    v.correct_action = str_fmt(c->a, "%.*s/correct", SP(here));
    v.withdraw_action = str_fmt(c->a, "%.*s/withdraw", SP(here));
    v.page.title = v.title;
    fill_facts(c, &s.row, &v);
    fill_session(c, &s, &v);
    fill_history(c, &s, &v);
    fill_forms(c, &s, &v);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), client_name_full(c->a, &who.f));
    page_crumb(c, &v.page, v.care_href, MSG_care_title);
    page_about(c, &v.page, client_name_full(c->a, &who.f), who.f.born);
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    view_harm(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err harm_show_render(struct call *c, err result)
{
    (void)result;
    return harm_page(c, 200);
}
const struct handler h_harm_show = {.render = harm_show_render};

// Whose it is comes first: another's is not there, whatever was typed.
static err begin(struct call *c, struct harm_state **out)
{
    struct harm_state *s = c->state = ARENA_NEW(c->a, struct harm_state);
    struct harm_shown shown;
    *out = s;
    return of_path(c, &s->client, &s->id) ? desk_harm(&c->desk, s->client, s->id, &shown) : E_NOT_FOUND;
}

static err follow_prepare(struct call *c)
{
    struct harm_state *s;
    struct follow_boxes b = {0};
    err e = begin(c, &s);
    if (!e) e = form_bind(c, &harm_follow_form, &b);
    if (!e) s->follow = (struct harm_follow_in){form_version(c), b.contact, b.outcome, b.relation, b.words, b.close};
    return e;
}

static err follow_transact(struct call *c)
{
    const struct harm_state *s = c->state;
    c->location = str_fmt(c->a, "%.*s/%.*s", SP(client_href(c, s->client, "/adverse")), SP(id_str(c->a, s->id.v)));
    c->flash = MSG_done_harm;
    return desk_harm_follow(&c->desk, s->client, s->id, &s->follow);
}

static err harm_answer(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return harm_page(c, err_http(result));
    return c->kind == KIND_JSON ? harm_page(c, 200) : reply_redirect(c);
}
const struct handler h_harm_follow = {follow_prepare, follow_transact, harm_answer};

static err correct_prepare(struct call *c)
{
    struct harm_state *s;
    struct correct_boxes b = {0};
    struct sites sites = {0};
    err e = begin(c, &s);
    if (e) return e;
    err places = sites_posted(c, &sites);
    e = form_bind(c, &harm_correct_form, &b);
    s->correct = (struct harm_correct_in){.version = form_version(c), .reason = b.reason, .row = {.day = b.day.day, .days = b.days, .hours = b.hours, .words = b.said}};
    if (sites.n) s->correct.row.sites = sites_json(c->a, &sites);
    if (!e && (!adverse_what_of(b.what, &s->correct.row.what) || !severity_of(b.severity, &s->correct.row.severity)))
        e = problem_add(&c->problems, E_INVALID, S("what"), SAY(MSG_error_required));
    return e ? e : places;
}

static err correct_transact(struct call *c)
{
    const struct harm_state *s = c->state;
    c->location = str_fmt(c->a, "%.*s/%.*s", SP(client_href(c, s->client, "/adverse")), SP(id_str(c->a, s->id.v)));
    c->flash = MSG_done_harm;
    return desk_harm_correct(&c->desk, s->client, s->id, &s->correct);
}
const struct handler h_harm_correct = {correct_prepare, correct_transact, harm_answer};

static err withdraw_prepare(struct call *c)
{
    struct harm_state *s;
    struct withdraw_boxes b = {0};
    err e = begin(c, &s);
    if (!e) e = form_bind(c, &harm_withdraw_form, &b);
    if (!e) s->withdraw = (struct harm_withdraw_in){form_version(c), b.reason};
    return e;
}

static err withdraw_transact(struct call *c)
{
    const struct harm_state *s = c->state;
    c->location = client_href(c, s->client, "/care");
    c->flash = MSG_done_withdrawn;
    return desk_harm_withdraw(&c->desk, s->client, s->id, &s->withdraw);
}
const struct handler h_harm_withdraw = {withdraw_prepare, withdraw_transact, harm_answer};
