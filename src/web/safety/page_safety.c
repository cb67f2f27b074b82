// A client's safety for therapists: findings and what is done about them, consents, and what was filled in and done before.
#include "desk/safety/safety.h"
#include "desk/safety/safety_ask.h"
#include "desk/safety/safety_trace.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/care/notes.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "body_chart.h"
#include "finding_view.h"
#include "safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct consent_boxes {
    str consent, wording, signed_by, decision, note, guardian_relation, guardian_phone;
    bool guardian;
};
static const struct choice consent_choices[] = {{"treatment", MSG_none}, {"glutes", MSG_none}, {"chest", MSG_none}, {"inner-thigh", MSG_none}, {"abdomen", MSG_none}, {"letter", MSG_none}, {NULL, MSG_none}};
static const struct choice decision_choices[] = {{"yes", MSG_safety_agrees}, {"no", MSG_safety_refuses}, {NULL, MSG_none}};
static const struct field consent_fields[] = {
    {"consent", F_CHOICE, false, 0, 0, MSG_none, MSG_none, consent_choices, NULL, offsetof(struct consent_boxes, consent)},
    {"wording", F_TEXT, false, 0, 40, MSG_none, MSG_none, NULL, NULL, offsetof(struct consent_boxes, wording)},
    {"signed", F_TEXT, false, 0, 120, MSG_safety_signed, MSG_none, NULL, "off", offsetof(struct consent_boxes, signed_by)},
    {"decision", F_CHOICE, false, 0, 0, MSG_none, MSG_none, decision_choices, NULL, offsetof(struct consent_boxes, decision)},
    {"note", F_LONG, false, 0, 500, MSG_safety_withdraw_why, MSG_none, NULL, "off", offsetof(struct consent_boxes, note)},
    {"guardian", F_CHECK, false, 0, 0, MSG_safety_guardian, MSG_none, NULL, NULL, offsetof(struct consent_boxes, guardian)},
    {"guardian_relation", F_TEXT, false, 0, 80, MSG_intake_guardian_relation, MSG_none, NULL, "off", offsetof(struct consent_boxes, guardian_relation)},
    {"guardian_phone", F_PHONE, false, 0, 40, MSG_intake_guardian_phone, MSG_none, NULL, "off", offsetof(struct consent_boxes, guardian_phone)},
};
const struct form consent_form = {"consent", consent_fields, 8, sizeof(struct consent_boxes), 8192};

struct safety_state {
    struct act_boxes act;
    struct finding_act_in in;
    struct consent_boxes consent;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// --- findings

static bool is_quiet(const struct finding_row *f)
{
    return f->state == FINDING_CLEARED || f->state == FINDING_KNOWN;
}

// What the answers to the questions above settle is folded beneath them.
static void put_finding(struct call *c, client_id client, opt_day born, const struct ask_list *asks, const struct finding_row *f, struct safety_view *v, struct finding_view *lists[3])
{
    const struct act_boxes *typed = c->state ? &((const struct safety_state *)c->state)->act : NULL;
    struct finding_view one = finding_view_of(c, client, born, f, typed);
    if (typed && str_eq(one.id, typed->finding)) v->typed = (str){0};
    if (is_quiet(f)) lists[1][v->known.n++] = one;
    else if (!ask_covers(asks, f)) lists[0][v->findings.n++] = one;
    else lists[2][v->meanings.n++] = one;
    v->meanings_open |= ask_covers(asks, f) && one.error.n;
}

static void fill_findings(struct call *c, client_id client, opt_day born, const struct safety *s, const struct ask_list *asks, struct safety_view *v)
{
    const struct act_boxes *typed = c->state ? &((const struct safety_state *)c->state)->act : NULL;
    struct finding_view *lists[3];
    static const enum finding_state order[] = {FINDING_HOLDS, FINDING_ASK, FINDING_PROCEED, FINDING_CLEARED, FINDING_KNOWN};
    for (size_t i = 0; i < 3; i++) lists[i] = ARENA_ARRAY(c->a, s->n, struct finding_view);
    if (typed) v->typed = typed->reason;
    for (int level = LEVEL_EMERGENCY; level <= LEVEL_MODIFY; level++)
        for (size_t o = 0; o < sizeof order / sizeof order[0]; o++)
            for (size_t i = 0; i < s->n; i++) {
                const struct finding_row *f = &s->findings[i];
                if ((int)f->level == level && f->state == order[o]) put_finding(c, client, born, asks, f, v, lists);
            }
    v->findings.v = lists[0];
    v->known.v = lists[1];
    v->meanings.v = lists[2];
    struct finding_view *settled = ARENA_ARRAY(c->a, s->n_settled, struct finding_view);
    for (size_t i = 0; i < s->n_settled; i++) {
        settled[v->settled.n++] = finding_view_of(c, client, born, &s->settled[i], typed);
        if (typed && str_eq(settled[i].id, typed->finding)) v->typed = (str){0};
    }
    v->settled.v = settled;
    v->changing = s->changing;
    v->limits.v = safety_limit_lines(c, &s->limits, &v->limits.n);
    v->chart = body_chart_of(c, &s->limits);
}

// --- consents

static str consent_by(struct call *c, const struct consent_row *k)
{
    str signed_by = k->signed_by.n ? said(c, SAY1(k->guardian ? MSG_safety_signed_guardian : MSG_safety_signed_by, "name", k->signed_by)) : said(c, SAY(MSG_safety_by_link));
    str how = k->account.v ? said(c, SAY1(MSG_safety_with, "name", k->by)) : said(c, SAY(MSG_safety_by_link));
    return str_fmt(c->a, "%.*s, %.*s, %.*s%s%.*s", SP(page_time(c, k->at)), SP(signed_by), SP(how), k->note.n ? ": " : "", SP(k->note));
}

static void fill_consents(struct call *c, client_id client, const struct consent_list *all, bool minor, struct safety_view *v)
{
    struct consent_wordings words = consent_wordings(c->a);
    const struct safety_state *s = c->state;
    struct consent_view *list = ARENA_ARRAY(c->a, CONSENT_KINDS, struct consent_view);
    for (enum consent_kind k = 0; k < CONSENT_KINDS; k++) {
        const struct consent_row *last = NULL;
        for (size_t i = all->n; i > 0; i--)
            if (str_eq(all->v[i - 1].kind, consent_kind_name(k))) last = &all->v[i - 1];
        struct line_view *lines = ARENA_ARRAY(c->a, words.kind[k].n, struct line_view);
        for (size_t i = 0; i < words.kind[k].n; i++) lines[i].text = words.kind[k].lines[i];
        list[k] = (struct consent_view){.kind = consent_kind_name(k), .title = words.kind[k].title, .action = client_href(c, client, "/safety/consents"), .csrf = c->session->csrf,
            .key = page_form_key(c), .wording = words.version, .given = last && last->given, .minor = minor, .signs = k == CONSENT_KIND_TREATMENT};
        list[k].words.v = lines;
        list[k].words.n = words.kind[k].n;
        list[k].state = said(c, SAY(!last ? MSG_safety_not_asked : last->given ? MSG_safety_given : MSG_safety_refused));
        list[k].tone = !last ? S("") : last->given ? S("good") : S("warn");
        if (last) list[k].by = consent_by(c, last);
        if (s && str_eq(s->consent.consent, list[k].kind)) {
            list[k].opened = true;
            list[k].signed_by = s->consent.signed_by;
            list[k].note = s->consent.note;
            list[k].guardian = s->consent.guardian;
            list[k].guardian_relation = s->consent.guardian_relation;
            list[k].guardian_phone = s->consent.guardian_phone;
            if (c->problems.first) list[k].error = said(c, c->problems.first->say);
        }
    }
    v->consents.v = list;
    v->consents.n = CONSENT_KINDS;
}

// --- to be asked

// Each reason once, by its words, as it stands in the list.
static void fill_anew(struct call *c, const struct intake_due *due, struct safety_view *v)
{
    static const enum msg whys[] = {[ANEW_WORSE] = MSG_safety_anew_worse, [ANEW_EVENT] = MSG_safety_anew_event, [ANEW_CHANGED] = MSG_safety_anew_changed};
    struct line_view *list = ARENA_ARRAY(c->a, due->n, struct line_view);
    const struct due_row **of = ARENA_ARRAY(c->a, due->n, const struct due_row *);
    for (size_t i = 0; i < due->n; i++) {
        const struct due_row *r = &due->v[i];
        size_t at = 0;
        if (r->why != AGAIN_ANEW) continue;
        while (at < v->anew.n && (of[at]->anew != r->anew || !str_eq(of[at]->words, r->words))) at++;
        if (at < v->anew.n) continue;
        str why = str_fmt(c->a, "%.*s: %.*s", SP(said(c, SAY(whys[r->anew]))), SP(r->words));
        list[at].text = said(c, SAY2(MSG_safety_anew_why, "why", why, "day", page_time(c, r->at)));
        of[v->anew.n++] = r;
    }
    v->anew.v = list;
}

static str options_words(struct call *c, const struct question *q)
{
    struct buf b = buf_new(c->a, 16384);
    for (size_t i = 0; i < q->n_options; i++) {
        if (i) buf_put(&b, S("; "));
        buf_put(&b, q->options[i].words);
    }
    return buf_str(&b);
}

enum { ASKED_SHOWN = 4 };

static void fill_asked(struct call *c, client_id client, const struct ask_list *asks, struct safety_view *v)
{
    struct asked_view *list = ARENA_ARRAY(c->a, asks->n, struct asked_view);
    struct line_view *measures = ARENA_ARRAY(c->a, asks->n_measure, struct line_view);
    size_t shown = asks->n > ASKED_SHOWN + 1 ? ASKED_SHOWN : asks->n;
    for (size_t i = 0; i < asks->n; i++) list[i] = (struct asked_view){question_page(asks->ask[i].q->page), asks->ask[i].q->words, options_words(c, asks->ask[i].q)};
    for (size_t i = 0; i < asks->n_measure; i++) measures[i].text = asks->measure[i].q->words;
    v->n_asked = (int64_t)asks->n;
    v->asked.v = list;
    v->asked.n = shown;
    v->more.v = list + shown;
    v->more.n = asks->n - shown;
    v->measures.v = measures;
    v->measures.n = asks->n_measure;
    v->csrf = c->session->csrf;
    v->key = page_form_key(c);
    if (desk_may(&c->desk.who, VERB_INTAKE_FILL)) v->again_action = client_href(c, client, "/intake/again");
    fill_anew(c, &asks->due, v);
}

// --- what was before

static void fill_intakes(struct call *c, const struct intake_list *all, struct safety_view *v)
{
    struct past_intake_view *list = ARENA_ARRAY(c->a, all->n, struct past_intake_view);
    struct json_error why;
    bool newest = false;
    for (size_t i = 0; i < all->n; i++) {
        const struct intake_row *r = &all->v[i];
        const struct json *answers = json_parse(c->a, r->answers, 64, &why);
        struct answer_line_view *lines = ARENA_ARRAY(c->a, answers ? answers->count : 0, struct answer_line_view);
        str how = r->account.v ? said(c, SAY1(MSG_safety_with, "name", r->by)) : said(c, SAY(MSG_safety_by_link));
        list[i] = (struct past_intake_view){.at = page_time(c, r->sent ? r->submitted : r->saved), .sent = r->sent};
        list[i].how = r->sent ? how : str_fmt(c->a, "%.*s, %.*s", SP(how), SP(said(c, SAY(MSG_safety_not_sent))));
        // by link, what was not sent yet is the client's alone
        for (const struct json *x = answers && (r->sent || r->account.v) ? answers->first : NULL; x; x = x->next)
            lines[list[i].lines.n++] = (struct answer_line_view){question_words(c, x->name), answer_words(c, x), x->kind == JSON_NULL};
        list[i].lines.v = lines;
        const struct json *pain = r->sent && !newest ? json_get(answers, S("pain.where")) : NULL;
        newest = newest || r->sent;
        if (!pain || pain->kind != JSON_ARRAY) continue;
        v->pain_ask = screen_question_of(screen_shipped(), pain->name)->words;
        v->pain = answer_words(c, pain);
    }
    v->intakes.v = list;
    v->intakes.n = all->n;
}

static void fill_past(struct call *c, const struct safety_history *h, struct safety_view *v)
{
    struct consent_wordings words = consent_wordings(c->a);
    struct past_act_view *acts = ARENA_ARRAY(c->a, h->acts.n, struct past_act_view);
    for (size_t i = 0; i < h->acts.n; i++) {
        const struct act_row *x = &h->acts.v[i];
        const struct finding_lifted *l = &h->lifted[i];
        acts[i] = (struct past_act_view){h->titles[i], act_what(c, x->act, l), act_lines(c, l, x->from, x->until, x->reason), act_by_at(c, x->by, x->licence, x->at)};
    }
    v->acts.v = acts;
    v->acts.n = h->acts.n;
    struct past_consent_view *past = ARENA_ARRAY(c->a, h->consents.n, struct past_consent_view);
    for (size_t i = 0; i < h->consents.n; i++) {
        const struct consent_row *k = &h->consents.v[i];
        enum consent_kind kind = CONSENT_KIND_TREATMENT;
        str title = consent_kind_of(k->kind, &kind) ? words.kind[kind].title : k->kind;
        past[i] = (struct past_consent_view){title, said(c, SAY(k->given ? MSG_safety_given : MSG_safety_refused)), consent_by(c, k), k->wording};
    }
    v->past_consents.v = past;
    v->past_consents.n = h->consents.n;
}

// What stopped, and does not any more: who said it, whether they took it back, and which form ended it.
static err fill_over(struct call *c, client_id client, struct safety_view *v)
{
    const struct stop_over *all;
    size_t n;
    err e = safety_stops_over(&c->desk, client, &all, &n);
    if (e) return e;
    struct past_act_view *list = ARENA_ARRAY(c->a, n, struct past_act_view);
    for (size_t i = 0; i < n; i++) {
        const struct stop_over *o = &all[i];
        str when = page_time(c, o->found), until = page_time(c, o->over);
        list[i].title = o->title;
        list[i].what = said(c, o->found_with.n ? SAY2(MSG_safety_over_found_with, "name", o->found_with, "time", when) : SAY1(MSG_safety_over_found, "time", when));
        if (o->back.us) list[i].reason = said(c, SAY1(MSG_safety_taken_back, "time", page_time(c, o->back)));
        list[i].by = said(c, o->over_with.n ? SAY2(MSG_safety_over_with, "name", o->over_with, "time", until) : SAY1(MSG_safety_over_since, "time", until));
    }
    v->over.v = list;
    v->over.n = n;
    return OK;
}

static err fill_taken_back(struct call *c, client_id client, struct safety_view *v)
{
    const struct taken_back *back;
    size_t n;
    err e = safety_taken_back(&c->desk, client, &back, &n);
    struct finding_view *list = (struct finding_view *)(uintptr_t)v->findings.v;
    for (size_t i = 0; !e && i < v->findings.n; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(list[i].id, id_str(c->a, back[k].finding.v))) list[i].taken_back = said(c, SAY1(MSG_safety_taken_back, "time", page_time(c, back[k].at)));
    return e;
}

// Where a session went past a limit, why, and who signed that.
static err fill_past_limits(struct call *c, client_id client, struct safety_view *v)
{
    struct note_lines notes;
    err e = desk_notes_of_client(&c->desk, client, &notes);
    if (e) return e;
    struct past_note_view *list = ARENA_ARRAY(c->a, notes.n, struct past_note_view);
    for (size_t i = 0; i < notes.n; i++) {
        const struct note_line *n = &notes.v[i];
        if (!n->note.signed_ || !str_trim(n->body.limits_reason).n) continue;
        str href = link_to(c->a, "/notes/%.*s", SP(id_str(c->a, n->note.id.v)));
        list[v->past_limits.n++] = (struct past_note_view){href, day_text(c, n->note.day), n->body.limits_reason, act_by_at(c, n->note.signer, n->note.licence, n->note.signed_at)};
    }
    v->past_limits.v = list;
    return OK;
}

// --- the page

static void questions_json(struct jw *w, const struct ask_row *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct question *q = v[i].q;
        jw_object(w);
        jw_kstr(w, S("id"), q->id);
        jw_kstr(w, S("page"), question_page(q->page));
        jw_kstr(w, S("words"), q->words);
        jw_kstr(w, S("level"), v[i].level ? str_of(screen_level_name(v[i].level)) : (str){0});
        jw_kbool(w, S("measured"), q->by_therapist);
        jw_key(w, S("options"));
        jw_array(w);
        for (size_t k = 0; k < q->n_options; k++) jw_str(w, q->options[k].words);
        jw_end(w);
        jw_end(w);
    }
}

static err safety_json(struct call *c, const struct safety *s, const struct ask_list *asks)
{
    static const char *const intakes[] = {[INTAKE_NONE] = "none", [INTAKE_BEGUN] = "begun", [INTAKE_DONE] = "done", [INTAKE_OLD] = "old"};
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("intake"), str_of(intakes[s->intake]));
    jw_kbool(&w, S("stop"), s->stop);
    jw_kbool(&w, S("defer"), s->defer);
    jw_kint(&w, S("ask"), (int64_t)s->n_ask);
    jw_kbool(&w, S("asked_anew"), s->anew_worse || s->anew_event || s->anew_changed);
    jw_kbool(&w, S("consent_treatment"), s->consent_treatment);
    jw_key(&w, S("consent_regions"));
    jw_object(&w);
    for (int i = CONSENT_GLUTES; i <= CONSENT_ABDOMEN; i++) jw_kbool(&w, str_of(body_consent_name((enum body_consent)i)), s->consent_region[i]);
    jw_end(&w);
    jw_key(&w, S("findings"));
    jw_array(&w);
    for (size_t i = 0; i < s->n; i++) finding_json(c, &w, &s->findings[i]);
    jw_end(&w);
    jw_key(&w, S("questions"));
    jw_array(&w);
    questions_json(&w, asks->ask, asks->n);
    questions_json(&w, asks->measure, asks->n_measure);
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static bool asked_anew(const struct safety *s)
{
    return s->anew_worse || s->anew_event || s->anew_changed;
}

static err safety_page(struct call *c, int status)
{
    client_id client;
    struct client who;
    struct safety s;
    struct safety_history h = {0};
    struct ask_list asks;
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    err e = desk_safety(&c->desk, client, &s);
    if (!e) e = desk_to_ask(&c->desk, client, &s, &asks);
    if (!e && c->kind == KIND_JSON) return safety_json(c, &s, &asks);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_safety_history(&c->desk, client, &h);
    if (e) return e;
    struct safety_line_view line = safety_line_say(c, client, &s);
    struct safety_view v = {.page = page_of(c, MSG_safety_title), .summary = line.text, .tone = line.state, .none = s.intake < INTAKE_DONE,
        .intake_href = client_href(c, client, "/intake"), .link_href = client_href(c, client, "/links?purpose=intake"), .measure_href = client_href(c, client, "/vitals"), .asks = asked_anew(&s) || asks.n || asks.n_measure};
    str name = client_name_full(c->a, &who.f);
    v.page.title = said(c, SAY1(MSG_safety_title_of, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    page_about(c, &v.page, name, who.f.born);
    if (c->problems.n) v.errors = form_errors_of(c, NULL);
    fill_findings(c, client, who.f.born, &s, &asks, &v);
    fill_asked(c, client, &asks, &v);
    fill_consents(c, client, &h.consents, h.minor, &v);
    fill_intakes(c, &h.intakes, &v);
    fill_past(c, &h, &v);
    e = fill_past_limits(c, client, &v);
    if (!e) e = fill_over(c, client, &v);
    if (!e) e = fill_taken_back(c, client, &v);
    if (e) return e;
    view_safety(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err safety_render(struct call *c, err result)
{
    (void)result;
    return safety_page(c, 200);
}
const struct handler h_safety = {.render = safety_render};

static err done_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return safety_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("done"), true);
    jw_end(&w);
    return OK;
}

static err act_prepare(struct call *c)
{
    struct safety_state *s = c->state = ARENA_NEW(c->a, struct safety_state);
    return act_bind(c, &s->act, &s->in);
}

// A field that is missing is said after the client was found: another practice's is not there at all.
static err missing(struct call *c, client_id client, const char *field)
{
    struct safety s;
    err e = desk_safety(&c->desk, client, &s);
    return e ? e : problem_add(&c->problems, E_INVALID, str_of(field), SAY(MSG_error_required));
}

static err act_transact(struct call *c)
{
    const struct safety_state *s = c->state;
    struct finding_act_in in = s->in;
    in.version = form_version(c);
    if (!id_parse(c->param[0], &in.client.v)) return E_NOT_FOUND;
    if (!id_parse(s->act.finding, &in.finding.v)) return missing(c, in.client, "finding");
    if (!finding_act_of(s->act.act, &in.act)) return missing(c, in.client, "act");
    c->location = client_href(c, in.client, "/safety");
    c->flash = MSG_done_finding;
    return desk_finding_act(&c->desk, &in);
}
const struct handler h_finding_act = {act_prepare, act_transact, done_render};

static err consent_prepare(struct call *c)
{
    struct safety_state *s = c->state = ARENA_NEW(c->a, struct safety_state);
    return form_bind(c, &consent_form, &s->consent);
}

static err consent_transact(struct call *c)
{
    const struct safety_state *s = c->state;
    struct consent_in in = {.wording_version = s->consent.wording, .signed_by = s->consent.signed_by, .guardian = s->consent.guardian, .guardian_relation = s->consent.guardian_relation,
                            .guardian_phone = s->consent.guardian_phone, .note = s->consent.note};
    if (!id_parse(c->param[0], &in.client.v)) return E_NOT_FOUND;
    if (!consent_kind_of(s->consent.consent, &in.kind)) return missing(c, in.client, "consent");
    if (!s->consent.decision.n) return missing(c, in.client, "decision");
    in.given = str_eq(s->consent.decision, S("yes"));
    c->location = client_href(c, in.client, "/safety");
    c->flash = MSG_done_consent;
    return desk_consent_record(&c->desk, &in);
}
const struct handler h_consent = {consent_prepare, consent_transact, done_render};
