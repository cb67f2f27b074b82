// What else may explain a change, and unwanted effects after a session.
#include "desk/care/care.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "care_text.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "desk/safety/harm.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "pages_plan.h"
#include "regions.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct care_boxes {
    str kind, words;
    opt_day from, to;
};
const struct choice care_choices[] = {
    {"treatment", MSG_care_kind_treatment}, {"medicine", MSG_care_kind_medicine}, {"event", MSG_care_kind_event}, {NULL, MSG_none}};
static const struct field care_fields[] = {
    {"kind", F_CHOICE, true, 0, 0, MSG_care_kind, MSG_none, care_choices, NULL, offsetof(struct care_boxes, kind)},
    {"words", F_TEXT, true, 1, 300, MSG_care_words, MSG_care_words_hint, NULL, "off", offsetof(struct care_boxes, words)},
    {"from", F_DAY, true, 0, 0, MSG_care_from, MSG_none, NULL, NULL, offsetof(struct care_boxes, from)},
    {"to", F_DAY, false, 0, 0, MSG_care_to, MSG_care_to_hint, NULL, NULL, offsetof(struct care_boxes, to)},
};
const struct form care_form = {"care", care_fields, 4, sizeof(struct care_boxes), 8192};

struct adverse_boxes {
    str what, severity, said, action, after;
    opt_day day;
    opt_int days, hours;
};
const struct choice adverse_choices[] = {{"soreness", MSG_care_soreness}, {"bruising", MSG_care_bruising}, {"headache", MSG_care_headache},
                                         {"dizziness", MSG_care_dizziness}, {"nausea", MSG_care_nausea}, {"numbness", MSG_care_numbness},
                                         {"worse-pain", MSG_care_worse_pain}, {"other", MSG_care_other}, {NULL, MSG_none}};
const struct choice severity_choices[] = {
    {"mild", MSG_care_mild}, {"moderate", MSG_care_moderate}, {"severe", MSG_care_severe}, {NULL, MSG_none}};
static const struct field adverse_fields[] = {
    {"what", F_CHOICE, true, 0, 0, MSG_care_what, MSG_none, adverse_choices, NULL, offsetof(struct adverse_boxes, what)},
    {"severity", F_CHOICE, true, 0, 0, MSG_care_severity, MSG_care_severity_means, severity_choices, NULL, offsetof(struct adverse_boxes, severity)},
    {"day", F_DAY, true, 0, 0, MSG_care_day, MSG_none, NULL, NULL, offsetof(struct adverse_boxes, day)},
    {"days", F_INT, false, 0, 365, MSG_care_days, MSG_care_days_hint, NULL, NULL, offsetof(struct adverse_boxes, days)},
    {"hours", F_INT, false, 0, HARM_HOURS, MSG_care_hours, MSG_none, NULL, NULL, offsetof(struct adverse_boxes, hours)},
    {"said", F_LONG, false, 0, 500, MSG_care_said, MSG_none, NULL, "off", offsetof(struct adverse_boxes, said)},
    {"action", F_LONG, false, 0, 500, MSG_care_action, MSG_care_action_hint, NULL, "off", offsetof(struct adverse_boxes, action)},
    {"after", F_TEXT, false, 0, ID_TEXT, MSG_none, MSG_none, NULL, NULL, offsetof(struct adverse_boxes, after)},
};
const struct form adverse_form = {"adverse", adverse_fields, 8, sizeof(struct adverse_boxes), 8192};

struct care_kept {
    client_id client;
    struct care_in care;
    struct adverse_in adverse;
    other_care_id care_id;
    adverse_id adverse_id;
};

static str said(struct call *c, enum msg m)
{
    return message_say(c->a, c->desk.lang, SAY(m));
}

str care_kind_text(struct call *c, enum care_kind k)
{
    return said(c, care_choices[k].label);
}

str adverse_text(struct call *c, const struct adverse_row *r)
{
    return message_say(c->a, c->desk.lang,
                       SAY2(MSG_care_adverse_line, "what", said(c, adverse_choices[r->what].label), "severity", said(c, severity_choices[r->severity].label)));
}

struct adverse_fields_view adverse_fields_of(const struct form *f, const struct field_view *all)
{
    return (struct adverse_fields_view){.what = form_field(all, f, "what"), .severity = form_field(all, f, "severity"), .day = form_field(all, f, "day"),
        .days = form_field(all, f, "days"), .hours = form_field(all, f, "hours"), .said = form_field(all, f, "said")};
}

str adverse_words(struct call *c, const struct adverse_row *r)
{
    struct say done = r->words.n ? SAY2(MSG_care_done_about, "words", r->words, "action", r->action) : SAY1(MSG_care_done_only, "action", r->action);
    str words = r->action.n ? message_say(c->a, c->desk.lang, done) : r->words;
    return r->acted ? message_say(c->a, c->desk.lang, SAY2(MSG_care_done_by, "said", words, "name", r->acted_by)) : words;
}

static str by_text(struct call *c, account_id account, str name)
{
    return account.v ? name : said(c, MSG_measure_by_client);
}

str care_when(struct call *c, const struct care_row *r)
{
    if (!r->to.known) return message_say(c->a, c->desk.lang, SAY1(MSG_care_since, "from", day_text(c, r->from)));
    return message_say(c->a, c->desk.lang, SAY2(MSG_care_span, "from", day_text(c, r->from), "to", day_text(c, r->to.day)));
}

static void fill_care(struct call *c, client_id client, const struct care_shown *s, struct care_view *v)
{
    struct care_item_view *o = ARENA_ARRAY(c->a, s->care.n, struct care_item_view), *x = ARENA_ARRAY(c->a, s->adverse.n, struct care_item_view);
    for (size_t i = 0; i < s->care.n; i++) {
        const struct care_row *r = &s->care.v[i];
        o[i] = (struct care_item_view){.what = care_kind_text(c, r->kind), .when = care_when(c, r), .words = r->words,
                                       .by = by_text(c, r->account, r->account_name), .counts = !r->withdrawn, .csrf = c->session->csrf,
                                       .action = str_fmt(c->a, "%.*s/%.*s/withdraw", SP(client_href(c, client, "/care")), SP(id_str(c->a, r->id.v)))};
    }
    for (size_t i = 0; i < s->adverse.n; i++) {
        const struct adverse_row *r = &s->adverse.v[i];
        bool open = adverse_waits(r);
        str when = day_text(c, r->day), what = adverse_text(c, r), here = str_fmt(c->a, "%.*s/%.*s", SP(client_href(c, client, "/adverse")), SP(id_str(c->a, r->id.v)));
        x[i] = (struct care_item_view){.what = what, .when = when, .words = adverse_words(c, r),
                                       .by = by_text(c, r->account, r->account_name), .counts = !r->withdrawn, .severe = open, .csrf = c->session->csrf,
                                       .state = open ? message_say(c->a, c->desk.lang, SAY1(MSG_harm_follow_by, "day", day_text(c, r->due.day))) : (str){0},
                                       .href = here,
                                       .href_label = message_say(c->a, c->desk.lang, SAY2(MSG_care_open_one, "what", what, "when", when))};
    }
    v->care.v = o;
    v->care.n = s->care.n;
    v->adverse.v = x;
    v->adverse.n = s->adverse.n;
}

static err care_json(struct call *c, const struct care_shown *s)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("care"));
    jw_array(&w);
    for (size_t i = 0; i < s->care.n; i++) {
        const struct care_row *r = &s->care.v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_kstr(&w, S("kind"), care_kind_name(r->kind));
        jw_kstr(&w, S("from"), day_str(c->a, r->from));
        jw_kstr(&w, S("words"), r->words);
        jw_kbool(&w, S("by_client"), r->account.v == 0);
        jw_kbool(&w, S("counts"), !r->withdrawn);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("adverse"));
    jw_array(&w);
    for (size_t i = 0; i < s->adverse.n; i++) {
        const struct adverse_row *r = &s->adverse.v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_kstr(&w, S("what"), adverse_what_name(r->what));
        jw_kstr(&w, S("severity"), severity_name(r->severity));
        jw_kstr(&w, S("day"), day_str(c->a, r->day));
        jw_key(&w, S("appointment"));
        jw_id(&w, r->appointment.v);
        jw_kstr(&w, S("words"), r->words);
        jw_kstr(&w, S("action"), r->action);
        jw_kstr(&w, S("outcome"), r->outcome);
        jw_kbool(&w, S("waits"), adverse_waits(r));
        jw_kbool(&w, S("counts"), !r->withdrawn);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

// The session that an adverse event is entered after: of the address, or of the form that came back. False: none is named.
static bool session_named(struct call *c, const struct care_shown *s, struct held *out)
{
    appointment_id id;
    bool found;
    str name = c->body ? body_value(c->body, S("after"), 0, &found) : query_value(c, S("after"));
    for (size_t i = 0; id_parse(name, &id.v) && i < s->held.n; i++) {
        if (s->held.v[i].id.v != id.v) continue;
        *out = s->held.v[i];
        return true;
    }
    return false;
}

static err care_page(struct call *c, int status)
{
    client_id client;
    struct care_shown s;
    struct client who;
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    err e = desk_care(&c->desk, client, &s);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (e) return e;
    if (c->kind == KIND_JSON) return care_json(c, &s);
    const struct body *typed = c->body;
    bool adverse = c->route->form == &adverse_form;
    struct held session;
    bool named = session_named(c, &s, &session);
    if (adverse) c->body = NULL; // what was typed belongs to one form
    const struct field_view *f = form_view(c, &care_form, &(struct care_boxes){.from = {true, c->desk.today}});
    c->body = adverse ? typed : NULL;
    const struct field_view *g = form_view(c, &adverse_form, &(struct adverse_boxes){.day = {true, named ? session.day : c->desk.today}});
    c->body = typed;
    struct care_view v = {.page = page_of(c, MSG_care_title),
                          .errors = form_errors_of(c, adverse ? &adverse_form : &care_form),
                          .care_action = client_href(c, client, "/care"),
                          .adverse_action = client_href(c, client, "/adverse"),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .kind = &f[0], .words = &f[1], .from = &f[2], .to = &f[3],
                          .event = adverse_fields_of(&adverse_form, g), .action = form_field(g, &adverse_form, "action")};
    if (named) v.after = id_str(c->a, session.id.v);
    if (named) v.after_said = message_say(c->a, c->desk.lang, SAY1(MSG_care_after, "day", day_text(c, session.day)));
    c->body = adverse ? typed : NULL;
    regions_fill(c, &(struct sites){0}, &v.event.regions);
    c->body = typed;
    fill_care(c, client, &s, &v);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), client_name_full(c->a, &who.f));
    page_about(c, &v.page, client_name_full(c->a, &who.f), who.f.born);
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    view_care(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err care_show_render(struct call *c, err result)
{
    (void)result;
    return care_page(c, 200);
}
const struct handler h_care_show = {.render = care_show_render};

static err care_answer(struct call *c, err result)
{
    const struct care_kept *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return c->kind == KIND_JSON ? result : care_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->care_id.v ? s->care_id.v : s->adverse_id.v);
    jw_end(&w);
    return OK;
}

static err care_prepare(struct call *c)
{
    struct care_kept *s = c->state = ARENA_NEW(c->a, struct care_kept);
    struct care_boxes b;
    if (!id_parse(c->param[0], &s->client.v)) return E_NOT_FOUND;
    err e = form_bind(c, &care_form, &b);
    s->care = (struct care_in){.client = s->client, .from = b.from.day, .to = b.to, .words = b.words};
    return !e && !care_kind_of(b.kind, &s->care.kind) ? problem_add(&c->problems, E_INVALID, S("kind"), SAY(MSG_error_required)) : e;
}

static err care_transact(struct call *c)
{
    struct care_kept *s = c->state;
    c->location = client_href(c, s->client, "/care");
    c->flash = MSG_done_care;
    return desk_care_add(&c->desk, &s->care, &s->care_id);
}
const struct handler h_care_add = {care_prepare, care_transact, care_answer};

static err adverse_prepare(struct call *c)
{
    struct care_kept *s = c->state = ARENA_NEW(c->a, struct care_kept);
    struct adverse_boxes b;
    if (!id_parse(c->param[0], &s->client.v)) return E_NOT_FOUND;
    struct sites sites = {0};
    err places = sites_posted(c, &sites), e = form_bind(c, &adverse_form, &b);
    s->adverse = (struct adverse_in){.client = s->client, .day = b.day.day, .days = b.days, .hours = b.hours, .words = b.said, .action = b.action};
    if (sites.n) s->adverse.sites = sites_json(c->a, &sites);
    if (b.after.n && !id_parse(b.after, &s->adverse.after.v)) e = problem_add(&c->problems, E_INVALID, S("after"), SAY(MSG_error_choice));
    if (!e && (!adverse_what_of(b.what, &s->adverse.what) || !severity_of(b.severity, &s->adverse.severity))) {
        e = problem_add(&c->problems, E_INVALID, S("what"), SAY(MSG_error_required));
    }
    return e ? e : places;
}

static err adverse_transact(struct call *c)
{
    struct care_kept *s = c->state;
    c->location = client_href(c, s->client, "/care");
    c->flash = MSG_done_adverse;
    return desk_adverse_add(&c->desk, &s->adverse, &s->adverse_id);
}
const struct handler h_adverse_add = {adverse_prepare, adverse_transact, care_answer};

static err withdraw_prepare(struct call *c)
{
    struct care_kept *s = c->state = ARENA_NEW(c->a, struct care_kept);
    return id_parse(c->param[0], &s->client.v) && id_parse(c->param[1], &s->care_id.v) ? OK : E_NOT_FOUND;
}

static err care_withdraw_transact(struct call *c)
{
    const struct care_kept *s = c->state;
    c->location = client_href(c, s->client, "/care");
    c->flash = MSG_done_withdrawn;
    return desk_care_withdraw(&c->desk, s->client, s->care_id);
}
const struct handler h_care_withdraw = {withdraw_prepare, care_withdraw_transact, care_answer};
