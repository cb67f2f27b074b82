// A client's safety for therapists: findings and what is done about them, consents, and what was filled in and done before.
#include "desk/safety/safety.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "intake_text.h"
#include "web/measures/measure_text.h"
#include "safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct act_boxes {
    str finding, act, reason;
    opt_day until;
};
static const struct choice act_choices[] = {{"asked-no", MSG_safety_done_asked_no}, {"asked-yes", MSG_safety_done_asked_yes}, {"proceed", MSG_safety_done_proceed},
    {"cleared", MSG_safety_done_cleared}, {"reopened", MSG_safety_done_reopened}, {NULL, MSG_none}};
static const struct field act_fields[] = {
    {"finding", F_TEXT, false, 0, 13, MSG_none, MSG_none, NULL, NULL, offsetof(struct act_boxes, finding)},
    {"act", F_CHOICE, false, 0, 0, MSG_none, MSG_none, act_choices, NULL, offsetof(struct act_boxes, act)},
    {"reason", F_LONG, false, 0, 1000, MSG_safety_reason, MSG_none, NULL, "off", offsetof(struct act_boxes, reason)},
    {"until", F_DAY, false, 0, 0, MSG_safety_until, MSG_none, NULL, NULL, offsetof(struct act_boxes, until)},
};
const struct form act_form = {"act", act_fields, 4, sizeof(struct act_boxes), 8192};

struct consent_boxes {
    str consent, wording, signed_by, decision, note;
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
};
const struct form consent_form = {"consent", consent_fields, 6, sizeof(struct consent_boxes), 8192};

struct safety_state {
    struct act_boxes act;
    struct consent_boxes consent;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static str by_at(struct call *c, str by, str licence, instant at)
{
    str when = page_time(c, at);
    return said(c, licence.n ? SAY3(MSG_safety_by_licence_at, "by", by, "licence", licence, "at", when) : SAY2(MSG_safety_by_at, "by", by, "at", when));
}

static struct say done_words(str act)
{
    for (const struct choice *x = act_choices; x->value; x++)
        if (str_eq(act, str_of(x->value))) return SAY(x->label);
    return SAY(MSG_none);
}

static str question_words(str id)
{
    const struct question *q = screen_question_of(screen_shipped(), id);
    return q ? q->words : id;
}

static str answer_words(struct call *c, const struct json *answer)
{
    const struct question *q = screen_question_of(screen_shipped(), answer->name);
    return q ? intake_answer(c, q, answer) : answer->text;
}

// --- findings

static void fill_because(struct call *c, const struct finding_row *f, struct finding_view *v)
{
    struct answer_line_view *lines = ARENA_ARRAY(c->a, f->n_because + 1, struct answer_line_view);
    for (const struct json *x = f->answers->first; x; x = x->next) {
        bool open = x->kind == JSON_NULL;
        lines[v->because.n++] = (struct answer_line_view){question_words(x->name), open ? said(c, SAY(MSG_intake_unanswered)) : answer_words(c, x), open};
    }
    v->because.v = lines;
}

static str lift_words(struct call *c, const struct finding_row *f)
{
    if (f->places_unknown) return said(c, SAY(MSG_safety_places_unknown));
    if (f->again) return said(c, SAY1(MSG_safety_again, "day", page_time(c, f->at)));
    if (str_eq(f->lift, S("clearance"))) return said(c, SAY(MSG_safety_lift_clearance));
    if (str_eq(f->lift, S("time"))) return said(c, SAY_N(MSG_safety_lift_time, f->lift_days));
    if (str_eq(f->lift, S("symptom-free"))) return said(c, SAY_N(MSG_safety_lift_symptom_free, f->lift_days));
    return str_eq(f->lift, S("conversation")) ? said(c, SAY(MSG_safety_lift_conversation)) : (str){0};
}

static void fill_may(const struct finding_row *f, struct finding_view *v)
{
    v->may_no = finding_may(f, ACT_ASKED_NO);
    v->may_yes = finding_may(f, ACT_ASKED_YES);
    v->may_proceed = finding_may(f, ACT_PROCEED);
    v->may_clear = finding_may(f, ACT_CLEARED);
    v->may_reopen = finding_may(f, ACT_REOPENED);
    v->may_any = v->may_no || v->may_yes || v->may_proceed || v->may_clear || v->may_reopen;
}

static str first_question_href(struct call *c, client_id client, const struct finding_row *f)
{
    const struct question *q = f->n_because ? screen_question_of(screen_shipped(), f->because[0]) : NULL;
    str page = q ? q->page : S("review");
    return str_fmt(c->a, "%.*s?p=%.*s&then=review", SP(client_href(c, client, "/intake")), SP(page));
}

static str act_words(struct call *c, str by, str licence, instant at, opt_day until, str reason)
{
    str end = until.known ? str_fmt(c->a, " %.*s", SP(said(c, SAY1(MSG_safety_until_day, "day", day_text(c, until.day))))) : (str){0};
    return str_fmt(c->a, "%.*s%.*s %.*s", SP(by_at(c, by, licence, at)), SP(end), SP(reason));
}

static struct finding_view finding_view_of(struct call *c, client_id client, const struct finding_row *f)
{
    static const enum msg states[] = {[FINDING_ASK] = MSG_safety_state_ask, [FINDING_HOLDS] = MSG_safety_state_holds, [FINDING_NO] = MSG_safety_state_no,
        [FINDING_PROCEED] = MSG_safety_state_proceed, [FINDING_CLEARED] = MSG_safety_state_cleared};
    const struct safety_state *s = c->state;
    struct finding_view v = {.id = id_str(c->a, f->id.v), .title = f->title, .level = safety_level_words(c, f->level), .words = f->words, .source = f->source,
        .verified = f->verified, .state = said(c, SAY(states[f->state])), .ask = f->state == FINDING_ASK, .firing = !f->unknown && !f->again,
        .action = client_href(c, client, "/safety/acts"), .correct_href = first_question_href(c, client, f), .lift = lift_words(c, f),
        .csrf = c->session->csrf, .key = page_form_key(c), .version = str_fmt(c->a, "%lld", (long long)f->version)};
    const struct question *first = f->n_because ? screen_question_of(screen_shipped(), f->because[0]) : NULL;
    v.measured = first && first->by_therapist;
    v.anchor = str_fmt(c->a, "finding-%.*s", SP(f->id.v ? v.id : f->rule));
    v.tone = f->state == FINDING_CLEARED ? S("good") : f->level <= LEVEL_STOP ? S("bad") : f->level == LEVEL_DEFER ? S("warn") : S("");
    v.limits.v = safety_limit_lines(c, &f->limits, &v.limits.n);
    fill_because(c, f, &v);
    fill_may(f, &v);
    if (f->act.n && !str_eq(f->act, S("reopened"))) v.last = act_words(c, f->act_by, f->act_licence, f->act_at, f->act_until, f->act_reason);
    const struct finding_before *b = &f->before;
    v.against = f->against;
    if (b->act.n) {
        v.before = said(c, done_words(b->act));
        v.before_last = act_words(c, b->by, b->licence, b->at, b->until, b->reason);
    }
    if (s && str_eq(s->act.finding, v.id)) { // refused: what was typed is still there
        v.reason = s->act.reason;
        v.until = s->act.until.known ? day_str(c->a, s->act.until.day) : (str){0};
        if (c->problems.first) v.error = said(c, c->problems.first->say);
    }
    return v;
}

static void fill_findings(struct call *c, client_id client, const struct safety *s, struct safety_view *v)
{
    struct finding_view *list = ARENA_ARRAY(c->a, s->n, struct finding_view);
    static const enum finding_state order[] = {FINDING_HOLDS, FINDING_ASK, FINDING_PROCEED, FINDING_CLEARED};
    for (int level = LEVEL_EMERGENCY; level <= LEVEL_MODIFY; level++)
        for (size_t o = 0; o < sizeof order / sizeof order[0]; o++)
            for (size_t i = 0; i < s->n; i++)
                if ((int)s->findings[i].level == level && s->findings[i].state == order[o]) list[v->findings.n++] = finding_view_of(c, client, &s->findings[i]);
    v->findings.v = list;
    struct finding_view *settled = ARENA_ARRAY(c->a, s->n_settled, struct finding_view);
    for (size_t i = 0; i < s->n_settled; i++) settled[v->settled.n++] = finding_view_of(c, client, &s->settled[i]);
    v->settled.v = settled;
    const struct safety_state *typed = c->state;
    bool found = false;
    for (size_t i = 0; typed && i < s->n; i++) found |= str_eq(list[i].id, typed->act.finding);
    for (size_t i = 0; typed && i < s->n_settled; i++) found |= str_eq(settled[i].id, typed->act.finding);
    if (typed && !found) v->typed = typed->act.reason;
    v->limits.v = safety_limit_lines(c, &s->limits, &v->limits.n);
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
            if (c->problems.first) list[k].error = said(c, c->problems.first->say);
        }
    }
    v->consents.v = list;
    v->consents.n = CONSENT_KINDS;
}

// --- what was before

static void fill_intakes(struct call *c, const struct intake_list *all, struct safety_view *v)
{
    struct past_intake_view *list = ARENA_ARRAY(c->a, all->n, struct past_intake_view);
    struct json_error why;
    for (size_t i = 0; i < all->n; i++) {
        const struct intake_row *r = &all->v[i];
        const struct json *answers = json_parse(c->a, r->answers, 64, &why);
        struct answer_line_view *lines = ARENA_ARRAY(c->a, answers ? answers->count : 0, struct answer_line_view);
        str how = r->account.v ? said(c, SAY1(MSG_safety_with, "name", r->by)) : said(c, SAY(MSG_safety_by_link));
        list[i] = (struct past_intake_view){.at = page_time(c, r->sent ? r->submitted : r->saved), .sent = r->sent};
        list[i].how = r->sent ? how : str_fmt(c->a, "%.*s, %.*s", SP(how), SP(said(c, SAY(MSG_safety_not_sent))));
        // by link, what was not sent yet is the client's alone
        for (const struct json *x = answers && (r->sent || r->account.v) ? answers->first : NULL; x; x = x->next)
            lines[list[i].lines.n++] = (struct answer_line_view){question_words(x->name), answer_words(c, x), x->kind == JSON_NULL};
        list[i].lines.v = lines;
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
        acts[i] = (struct past_act_view){h->titles[i], said(c, done_words(x->act)), x->reason, by_at(c, x->by, x->licence, x->at)};
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

// --- the page

static void finding_json(struct call *c, struct jw *w, const struct finding_row *f)
{
    static const char *const states[] = {[FINDING_ASK] = "ask", [FINDING_HOLDS] = "holds", [FINDING_NO] = "no", [FINDING_PROCEED] = "proceed", [FINDING_CLEARED] = "cleared"};
    size_t n;
    const struct line_view *limits = safety_limit_lines(c, &f->limits, &n);
    jw_object(w);
    jw_key(w, S("id"));
    jw_id(w, f->id.v);
    jw_kstr(w, S("rule"), f->rule);
    jw_kstr(w, S("title"), f->title);
    jw_kstr(w, S("level"), str_of(screen_level_name(f->level)));
    jw_kstr(w, S("state"), str_of(states[f->state]));
    jw_kbool(w, S("unknown"), f->unknown);
    jw_kbool(w, S("against"), f->against);
    jw_kstr(w, S("act"), f->act);
    jw_kstr(w, S("act_reason"), f->act_reason);
    jw_kstr(w, S("before"), f->before.act);
    jw_kstr(w, S("before_reason"), f->before.reason);
    jw_kstr(w, S("words"), f->words);
    jw_kstr(w, S("source"), f->source);
    jw_kbool(w, S("verified"), f->verified);
    jw_kstr(w, S("version"), str_fmt(c->a, "%lld", (long long)f->version));
    jw_key(w, S("limits"));
    jw_array(w);
    for (size_t i = 0; i < n; i++) jw_str(w, limits[i].text);
    jw_end(w);
    jw_end(w);
}

static err safety_json(struct call *c, const struct safety *s)
{
    static const char *const intakes[] = {[INTAKE_NONE] = "none", [INTAKE_BEGUN] = "begun", [INTAKE_DONE] = "done", [INTAKE_OLD] = "old"};
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("intake"), str_of(intakes[s->intake]));
    jw_kbool(&w, S("stop"), s->stop);
    jw_kbool(&w, S("defer"), s->defer);
    jw_kint(&w, S("ask"), (int64_t)s->n_ask);
    jw_kbool(&w, S("consent_treatment"), s->consent_treatment);
    jw_key(&w, S("consent_regions"));
    jw_object(&w);
    for (int i = CONSENT_GLUTES; i <= CONSENT_ABDOMEN; i++) jw_kbool(&w, str_of(body_consent_name((enum body_consent)i)), s->consent_region[i]);
    jw_end(&w);
    jw_key(&w, S("findings"));
    jw_array(&w);
    for (size_t i = 0; i < s->n; i++) finding_json(c, &w, &s->findings[i]);
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err safety_page(struct call *c, int status)
{
    client_id client;
    struct client who;
    struct safety s;
    struct safety_history h = {0};
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    err e = desk_safety(&c->desk, client, &s);
    if (!e && c->kind == KIND_JSON) return safety_json(c, &s);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_safety_history(&c->desk, client, &h);
    if (e) return e;
    struct safety_line_view line = safety_line_say(c, client, &s);
    struct safety_view v = {.page = page_of(c, MSG_safety_title), .summary = line.text, .tone = line.state, .none = s.intake < INTAKE_DONE,
        .intake_href = client_href(c, client, "/intake"), .link_href = client_href(c, client, "/links?purpose=intake"), .measure_href = client_href(c, client, "/intake?p=measured&then=review"), .clear = s.n == 0};
    str name = client_name_full(c->a, &who.f);
    v.page.title = said(c, SAY1(MSG_safety_title_of, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    page_about(c, &v.page, name, who.f.born);
    if (c->problems.n) v.errors = form_errors_of(c, NULL);
    fill_findings(c, client, &s, &v);
    fill_consents(c, client, &h.consents, consent_minor(who.f.born, c->desk.today), &v);
    fill_intakes(c, &h.intakes, &v);
    fill_past(c, &h, &v);
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
    return form_bind(c, &act_form, &s->act);
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
    struct finding_act_in in = {.reason = s->act.reason, .until = s->act.until, .version = form_version(c)};
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
    struct consent_in in = {.wording_version = s->consent.wording, .signed_by = s->consent.signed_by, .guardian = s->consent.guardian, .note = s->consent.note};
    if (!id_parse(c->param[0], &in.client.v)) return E_NOT_FOUND;
    if (!consent_kind_of(s->consent.consent, &in.kind)) return missing(c, in.client, "consent");
    if (!s->consent.decision.n) return missing(c, in.client, "decision");
    in.given = str_eq(s->consent.decision, S("yes"));
    c->location = client_href(c, in.client, "/safety");
    c->flash = MSG_done_consent;
    return desk_consent_record(&c->desk, &in);
}
const struct handler h_consent = {consent_prepare, consent_transact, done_render};
