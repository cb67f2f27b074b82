// A plan: made from a template, shown with how far it is, changed, agreed, ended; and the person's own activities.
#include <string.h>

#include "base/content.h"
#include "base/json.h"
#include "web/body.h"
#include "clinic/care/templates.h"
#include "web/calendar/day_text.h"
#include "desk/people/clients.h"
#include "desk/measures/lots.h"
#include "desk/measures/measures.h"
#include "desk/care/plans.h"
#include "desk/links/previsit.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "pages_plan.h"
#include "plan_asks.h"
#include "plan_text.h"
#include "web/safety/body_chart.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct plan_boxes {
    str template, goal, instrument, target, therapist, service, stop_rule;
    opt_int sessions, per_week, every_weeks, price, review_sessions, review_weeks;
    bool agreed;
    struct ask_boxes asks;
};
enum { TEMPLATE_BOX, GOAL_BOX, INSTRUMENT_BOX, TARGET_BOX, SESSIONS_BOX, PER_WEEK_BOX, EVERY_WEEKS_BOX, SERVICE_BOX, THERAPIST_BOX, PRICE_BOX,
       REVIEW_SESSIONS_BOX, REVIEW_WEEKS_BOX, STOP_RULE_BOX, AGREED_BOX, ASKS_BOX, PLAN_BOXES = ASKS_BOX + ASK_FIELDS_N };
#define AT(member) offsetof(struct plan_boxes, member)
static const struct field plan_fields[] = {
    {"template", F_TEXT, false, 0, 60, MSG_plan_template, MSG_none, NULL, NULL, AT(template)},
    {"goal", F_LONG, true, 1, 500, MSG_plan_goal, MSG_plan_goal_hint, NULL, "off", AT(goal)},
    {"instrument", F_TEXT, true, 0, 60, MSG_plan_instrument, MSG_plan_instrument_hint, NULL, NULL, AT(instrument)},
    {"target", F_TEXT, false, 0, 8, MSG_plan_target, MSG_plan_target_hint, NULL, "off", AT(target)},
    {"sessions", F_INT, true, 1, 60, MSG_plan_sessions, MSG_none, NULL, NULL, AT(sessions)},
    {"per_week", F_INT, true, 1, 7, MSG_plan_per_week, MSG_none, NULL, NULL, AT(per_week)},
    {"every_weeks", F_INT, true, 1, 12, MSG_plan_every_weeks, MSG_plan_every_weeks_hint, NULL, NULL, AT(every_weeks)},
    {"service", F_TEXT, true, 0, 13, MSG_plan_service, MSG_none, NULL, NULL, AT(service)},
    {"therapist", F_TEXT, true, 0, 13, MSG_plan_therapist, MSG_none, NULL, NULL, AT(therapist)},
    {"price", F_MONEY, false, 0, 100000000, MSG_plan_price, MSG_plan_price_hint, NULL, NULL, AT(price)},
    {"review_sessions", F_INT, true, 1, 20, MSG_plan_review_sessions, MSG_none, NULL, NULL, AT(review_sessions)},
    {"review_weeks", F_INT, true, 1, 26, MSG_plan_review_weeks, MSG_plan_review_weeks_hint, NULL, NULL, AT(review_weeks)},
    {"stop_rule", F_LONG, true, 1, 500, MSG_plan_stop_rule, MSG_none, NULL, "off", AT(stop_rule)},
    {"agreed", F_CHECK, false, 0, 0, MSG_plan_agreed, MSG_plan_agreed_hint, NULL, NULL, AT(agreed)},
    ASK_FIELDS(AT(asks)),
};
const struct form plan_form = {"plan", plan_fields, PLAN_BOXES, sizeof(struct plan_boxes), 16384};

struct end_boxes {
    str reason;
};
static const struct field end_fields[] = {
    {"reason", F_LONG, true, 1, 500, MSG_plan_end_reason, MSG_none, NULL, "off", offsetof(struct end_boxes, reason)},
};
const struct form plan_end_form = {"end", end_fields, 1, sizeof(struct end_boxes), 4096};

struct plan_state_kept {
    struct plan_in in;
    struct plan_row row;
    size_t rows[ASK_ROWS + 1];  // of the form: where each of in.asks came from
    str reason;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str plan_href(struct call *c, plan_id id, const char *behind)
{
    return link_to(c->a, "/plans/%.*s%s", SP(id_str(c->a, id.v)), behind);
}

str plan_number(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 64);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

static const struct plan_template *templates(struct call *c, size_t *n)
{
    const struct plan_template *all;
    str why;
    bool good = plan_templates(c->a, content_text(S("plans/templates.json")), &all, n, &why);
    CHECK(good);
    return all;
}

static const struct plan_template *template_named(struct call *c, str id)
{
    size_t n;
    const struct plan_template *all = templates(c, &n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].id, id)) return &all[i];
    }
    return NULL;
}

str plan_dose_text(struct call *c, int64_t sessions, int64_t per_week, int64_t every_weeks)
{
    struct say s = SAY2(every_weeks == 1 ? MSG_plan_dose_weekly : MSG_plan_dose_every, "per", str_fmt(c->a, "%lld", (long long)per_week), "weeks",
                        str_fmt(c->a, "%lld", (long long)every_weeks));
    s.n = sessions;
    return said(c, s);
}

// What a grade means, in the terms of GRADE (gradeworkinggroup.org): how far more studies may change it. The colour says no more than the words.
static const struct {
    const char *grade, *tone;
    enum msg means;
} grades[] = {{"moderate", "good", MSG_evidence_means_moderate},        {"low-moderate", "plain", MSG_evidence_means_low_moderate},
              {"low", "plain", MSG_evidence_means_low},                 {"very-low", "warn", MSG_evidence_means_very_low},
              {"conflicting", "warn", MSG_evidence_means_conflicting},  {"contradicted", "bad", MSG_evidence_means_contradicted},
              {"none", "warn", MSG_none}};

static struct evidence_view evidence_of(struct call *c, str template, str grade)
{
    const struct plan_template *t = template.n ? template_named(c, template) : NULL;
    struct evidence_view v = {.grade = said(c, plan_evidence_say(grade)), .tone = S("plain")};
    for (size_t i = 0; i < sizeof grades / sizeof grades[0]; i++) {
        if (!str_eq(grade, str_of(grades[i].grade))) continue;
        v.tone = str_of(grades[i].tone);
        if (grades[i].means != MSG_none) v.means = said(c, SAY(grades[i].means));
    }
    if (!t) return v;
    v.say = said(c, plan_template_say(t, "say"));
    v.not_say = said(c, plan_template_say(t, "not"));
    v.source = t->source;
    if (!t->minutes_checked || !t->dose_checked) v.unchecked = said(c, SAY(MSG_plan_unchecked));
    return v;
}

// How many answers there are from before treatment, and what that allows.
static void baseline_words(struct call *c, const struct plan_baseline *b, str *words, str *means)
{
    enum { IDEAL = 5, DIARY = 28 };
    bool diary = b->instrument->kind == INSTRUMENT_DAY;
    struct say s = SAY1(diary ? MSG_plan_baseline_days : MSG_plan_baseline_points, "mean", plan_number(c, b->mean));
    s.n = (int64_t)b->n;
    *words = said(c, b->n ? s : SAY(MSG_plan_baseline_none));
    *means = said(c, SAY(b->n == 0                            ? MSG_plan_means_none
                         : diary ? (b->n < DIARY ? MSG_plan_means_days : MSG_plan_means_full)
                         : b->n < 2                           ? MSG_plan_means_one
                         : b->n < IDEAL                       ? MSG_plan_means_few
                                                              : MSG_plan_means_full));
}

// --- the form

static void select_of(struct call *c, struct field_view *f, const struct option_view *o, size_t n)
{
    (void)c;
    f->type = S("select");
    f->options.v = o;
    f->options.n = n;
}

// `was`: what the plan is measured by, also where it is not offered any more; empty of a new one.
static err fill_choices(struct call *c, const struct concern_row *concern, str was, const struct screen_limits *limits, struct field_view *f)
{
    struct plan_choices all;
    struct plan_measures measures;
    err e = desk_plan_choices(&c->desk, &all);
    if (!e) e = plan_measures(&c->desk, concern, &measures);
    if (e) return e;
    struct option_view *who = ARENA_ARRAY(c->a, all.n_therapists, struct option_view), *what = ARENA_ARRAY(c->a, all.n_services, struct option_view),
                       *with = ARENA_ARRAY(c->a, measures.n + 1, struct option_view);
    for (size_t i = 0; i < all.n_therapists; i++) {
        str id = id_str(c->a, all.therapist[i].account.v);
        who[i] = (struct option_view){id, all.therapist[i].name, str_eq(id, f[THERAPIST_BOX].value)};
    }
    for (size_t i = 0; i < all.n_services; i++) {
        const struct service *s = &all.service[i];
        str id = id_str(c->a, s->id.v), price = money_words(c, s->price, c->session->currency);
        what[i] = (struct option_view){id, said(c, SAY3(MSG_plan_service_item, "name", s->name, "minutes", str_fmt(c->a, "%lld", (long long)s->minutes), "price", price)),
                                       str_eq(id, f[SERVICE_BOX].value)};
        if (limits->minutes_max && s->minutes > limits->minutes_max) what[i].label = said(c, SAY1(MSG_plan_service_long, "service", what[i].label));
    }
    if (limits->minutes_max) f[SERVICE_BOX].hint = said(c, SAY_N(MSG_plan_minutes_limit, limits->minutes_max));
    str now = f[INSTRUMENT_BOX].value;
    bool there = false;
    for (size_t i = 0; i < measures.n; i++) {
        with[i] = (struct option_view){measures.v[i], instrument_name(c, measures.v[i]), str_eq(measures.v[i], now)};
        there |= with[i].selected;
    }
    size_t n = measures.n;
    if (!there && was.n && str_eq(was, now)) with[n++] = (struct option_view){now, instrument_name(c, now), true};
    select_of(c, &f[THERAPIST_BOX], who, all.n_therapists);
    select_of(c, &f[SERVICE_BOX], what, all.n_services);
    select_of(c, &f[INSTRUMENT_BOX], with, n);
    return OK;
}

// The service whose length comes nearest to the template's, of those for treatment; therapists begin with themselves.
static err default_people(struct call *c, int64_t minutes, struct plan_boxes *b)
{
    struct plan_choices all;
    err e = desk_plan_choices(&c->desk, &all);
    if (e) return e;
    int64_t best = INT64_MAX;
    for (size_t i = 0; i < all.n_services; i++) {
        int64_t off = all.service[i].minutes > minutes ? all.service[i].minutes - minutes : minutes - all.service[i].minutes;
        if (!str_eq(all.service[i].kind, S("plan")) || all.service[i].people != 1) off += 1000;
        if (off >= best) continue;
        best = off;
        b->service = id_str(c->a, all.service[i].id.v);
        b->price = (opt_int){true, all.service[i].price * b->sessions.v};
    }
    for (size_t i = 0; i < all.n_therapists; i++) {
        if (i == 0 || all.therapist[i].account.v == c->desk.who.account.v) b->therapist = id_str(c->a, all.therapist[i].account.v);
    }
    return OK;
}

static str goal_of(struct call *c, const struct concern_row *o)
{
    static const enum msg goals[CONCERN_KINDS] = {[CONCERN_PAIN] = MSG_plan_goal_pain, [CONCERN_HEADACHE] = MSG_plan_goal_headache,
                                                  [CONCERN_STRESS] = MSG_plan_goal_stress, [CONCERN_SLEEP] = MSG_plan_goal_sleep,
                                                  [CONCERN_FUNCTION] = MSG_plan_goal_function};
    return said(c, SAY1(goals[o->kind], "place", o->place));
}

static err default_boxes(struct call *c, const struct concern_row *o, const struct plan_template *t, const struct plan_baseline *base, struct plan_boxes *b)
{
    *b = (struct plan_boxes){.template = t ? t->id : (str){0},
                             .goal = goal_of(c, o),
                             .instrument = str_of(base->instrument->code),
                             .target = base->target_known ? plan_number(c, base->target) : (str){0},
                             .sessions = {true, t ? t->sessions : 6},
                             .per_week = {true, t ? t->per_week : 1},
                             .every_weeks = {true, t ? t->every_weeks : 1},
                             .review_sessions = {true, t ? t->review_sessions : 4},
                             .review_weeks = {true, t ? t->review_weeks : 4},
                             .stop_rule = said(c, SAY(MSG_plan_stop_default))};
    struct plan_ask asks[PLAN_ASKS];
    struct plan_row usual = {.instrument = b->instrument, .asks = asks};
    err e = plan_asks_default(&c->desk, o, b->instrument, asks, &usual.n_asks);
    if (e) return e;
    b->asks = plan_ask_boxes(c, &usual);
    b->asks.weekly |= b->every_weeks.v > 1; // with visits rarer than that, nothing else tells when a change began
    return default_people(c, t ? t->minutes : 60, b);
}

static struct plan_boxes boxes_of(struct call *c, const struct plan_row *p)
{
    return (struct plan_boxes){.template = p->template, .goal = p->goal, .instrument = p->instrument,
                               .target = p->target_known ? plan_number(c, p->target) : (str){0},
                               .therapist = id_str(c->a, p->therapist.v), .service = id_str(c->a, p->service.v), .stop_rule = p->stop_rule,
                               .sessions = {true, p->sessions}, .per_week = {true, p->per_week}, .every_weeks = {true, p->every_weeks},
                               .price = {true, p->price}, .review_sessions = {true, p->review_sessions}, .review_weeks = {true, p->review_weeks},
                               .asks = plan_ask_boxes(c, p)};
}

// Those that suit, the ones for the region first; all of one kind stand in the order of the file.
static void fill_templates(struct call *c, const struct concern_row *o, const struct plan_template *chosen, str base, struct plan_form_view *v)
{
    size_t n, kept = 0;
    const struct plan_template *all = templates(c, &n);
    struct template_item_view *t = ARENA_ARRAY(c->a, n, struct template_item_view);
    for (int want = 2; want >= 1; want--) {
        for (size_t i = 0; i < n; i++) {
            if (plan_template_suits(&all[i], concern_kind_name(o->kind), o->sites.v, o->sites.n) != want) continue;
            t[kept++] = (struct template_item_view){.href = str_fmt(c->a, "%.*s&template=%.*s", SP(base), SP(all[i].id)),
                                                    .name = said(c, plan_template_say(&all[i], "name")),
                                                    .dose = plan_dose_text(c, all[i].sessions, all[i].per_week, all[i].every_weeks),
                                                    .evidence = said(c, plan_evidence_say(all[i].evidence)),
                                                    .current = chosen && str_eq(chosen->id, all[i].id)};
        }
    }
    v->templates.v = t;
    v->templates.n = kept;
}

static const struct plan_template *template_for(struct call *c, const struct concern_row *o)
{
    str wanted = query_value(c, S("template"));
    size_t n;
    const struct plan_template *all = templates(c, &n);
    if (wanted.n) return template_named(c, wanted);
    if (str_eq(o->condition, S("fibromyalgia"))) return template_named(c, o->condition); // named, it says more than where it hurts
    for (size_t i = 0; i < n; i++) {
        if (plan_template_suits(&all[i], concern_kind_name(o->kind), o->sites.v, o->sites.n) == 2) return &all[i];
    }
    bool one_only = o->kind != CONCERN_PAIN && o->kind != CONCERN_FUNCTION; // by kind alone only where the kind says enough
    for (size_t i = 0; one_only && i < n; i++) {
        if (plan_template_suits(&all[i], concern_kind_name(o->kind), o->sites.v, o->sites.n)) return &all[i];
    }
    return NULL;
}

static err plan_form_page(struct call *c, int status, const struct concern_row *o, const struct plan_row *p)
{
    struct plan_boxes boxes = {0};
    struct plan_baseline base;
    struct client who;
    const struct plan_template *t = p ? NULL : template_for(c, o);
    str code = p ? p->instrument : str_of(plan_instrument_at(o->kind, 0));
    err e = desk_client_show(&c->desk, o->client, &who);
    if (!e) e = desk_plan_baseline(&c->desk, o->id, code, &base);
    struct safety s;
    if (!e) e = desk_safety(&c->desk, o->client, &s);
    if (!e && !p) e = default_boxes(c, o, t, &base, &boxes);
    if (e) return e;
    if (p) boxes = boxes_of(c, p);
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &plan_form, &boxes);
    e = fill_choices(c, o, p ? p->instrument : (str){0}, &s.limits, f);
    if (e) return e;
    str client = client_href(c, o->client, "");
    str here = str_fmt(c->a, "%.*s/plans/new?concern=%.*s", SP(client), SP(id_str(c->a, o->id.v)));
    struct plan_form_view v = {.page = page_of(c, p ? MSG_plan_edit : MSG_plan_new),
                               .errors = form_errors_of(c, &plan_form),
                               .is_new = !p,
                               .action = p ? plan_href(c, p->id, "") : here,
                               .cancel = p ? plan_href(c, p->id, "") : client,
                               .csrf = c->session->csrf,
                               .key = page_form_key(c),
                               .version = p ? p->version : 0,
                               .concern = concern_name(c, o),
                               .template_id = f[TEMPLATE_BOX].value,
                               .goal = &f[GOAL_BOX], .instrument = &f[INSTRUMENT_BOX], .target = &f[TARGET_BOX], .sessions = &f[SESSIONS_BOX],
                               .per_week = &f[PER_WEEK_BOX], .every_weeks = &f[EVERY_WEEKS_BOX], .service = &f[SERVICE_BOX],
                               .therapist = &f[THERAPIST_BOX], .price = &f[PRICE_BOX], .review_sessions = &f[REVIEW_SESSIONS_BOX],
                               .review_weeks = &f[REVIEW_WEEKS_BOX], .stop_rule = &f[STOP_RULE_BOX], .agreed = &f[AGREED_BOX]};
    str means;
    baseline_words(c, &base, &v.baseline, &means);
    e = plan_asks_fill(c, o, &f[ASKS_BOX], &v);
    if (e) return e;
    const struct plan_template *now = v.template_id.n ? template_named(c, v.template_id) : NULL;
    v.evidence = evidence_of(c, v.template_id, now ? now->evidence : S("none"));
    v.safety = safety_line_say(c, o->client, &s);
    v.limits.v = safety_limit_lines(c, &s.limits, &v.limits.n);
    v.chart = body_chart_of(c, &s.limits);
    if (!p) fill_templates(c, o, now, here, &v);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client, client_name_full(c->a, &who.f));
    view_plan_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err concern_wanted(struct call *c, struct concern_row *o)
{
    client_id client;
    concern_id id;
    if (!id_parse(c->param[0], &client.v) || !id_parse(query_value(c, S("concern")), &id.v)) return E_NOT_FOUND;
    err e = desk_concern_get(&c->desk, id, o);
    return !e && o->client.v != client.v ? E_NOT_FOUND : e;
}

static err plan_new_render(struct call *c, err result)
{
    (void)result;
    struct concern_row o;
    err e = concern_wanted(c, &o);
    return e ? e : plan_form_page(c, 200, &o, NULL);
}
const struct handler h_plan_new = {.render = plan_new_render};

static err plan_of_path(struct call *c, struct plan_row *p)
{
    plan_id id = {0};
    return id_parse(c->param[0], &id.v) ? desk_plan_get(&c->desk, id, p) : E_NOT_FOUND;
}

static err plan_edit_render(struct call *c, err result)
{
    (void)result;
    struct plan_row p;
    struct concern_row o;
    err e = plan_of_path(c, &p);
    if (!e) e = desk_concern_get(&c->desk, p.concern, &o);
    return e ? e : plan_form_page(c, 200, &o, &p);
}
const struct handler h_plan_edit = {.render = plan_edit_render};

static err plan_bind(struct call *c, const struct concern_row *o, struct plan_state_kept *s)
{
    struct plan_in *in = &s->in;
    struct plan_boxes b;
    err e = form_bind(c, &plan_form, &b), bad = OK;
    in->version = form_version(c);
    in->template = b.template;
    in->goal = b.goal;
    in->instrument = b.instrument;
    in->sessions = b.sessions.v;
    in->per_week = b.per_week.v;
    in->every_weeks = b.every_weeks.v;
    in->price = b.price.known ? b.price.v : PRICE_BY_SERVICE;
    in->review_sessions = b.review_sessions.v;
    in->review_weeks = b.review_weeks.v;
    in->stop_rule = b.stop_rule;
    in->agreed = b.agreed;
    in->target_known = b.target.n > 0;
    if (in->target_known && !str_f64(b.target, &in->target)) bad = problem_add(&c->problems, E_INVALID, S("target"), SAY(MSG_error_number));
    if (b.service.n && !id_parse(b.service, &in->service.v)) bad = problem_add(&c->problems, E_INVALID, S("service"), SAY(MSG_error_choice));
    if (b.therapist.n && !id_parse(b.therapist, &in->therapist.v)) bad = problem_add(&c->problems, E_INVALID, S("therapist"), SAY(MSG_error_choice));
    plan_asks_bind(c, &b.asks, o, in, s->rows);
    return e ? e : bad;
}

static err plan_create_prepare(struct call *c)
{
    struct plan_state_kept *s = c->state = ARENA_NEW(c->a, struct plan_state_kept);
    struct concern_row o;
    err e = concern_wanted(c, &o);
    if (e) return e;
    s->in.client = o.client;
    s->in.concern = o.id;
    return plan_bind(c, &o, s);
}

static err plan_create_transact(struct call *c)
{
    struct plan_state_kept *s = c->state;
    err e = desk_plan_create(&c->desk, &s->in, &s->in.id);
    plan_asks_problems(c, s->rows, s->in.n_asks);
    if (e) return e;
    c->location = plan_href(c, s->in.id, "");
    c->flash = MSG_done_plan;
    return OK;
}

static err id_json(struct call *c, int64_t id)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id);
    jw_end(&w);
    return OK;
}

static err plan_create_render(struct call *c, err result)
{
    const struct plan_state_kept *s = c->state;
    struct concern_row o;
    if (result == E_NOT_FOUND) return result;
    if (!result) return c->kind == KIND_JSON ? id_json(c, s->in.id.v) : reply_redirect(c);
    if (c->kind == KIND_JSON) return result;
    err e = concern_wanted(c, &o);
    return e ? e : plan_form_page(c, err_http(result), &o, NULL);
}
const struct handler h_plan_create = {plan_create_prepare, plan_create_transact, plan_create_render};

static err plan_change_prepare(struct call *c)
{
    struct plan_state_kept *s = c->state = ARENA_NEW(c->a, struct plan_state_kept);
    struct concern_row o;
    err e = plan_of_path(c, &s->row);
    if (!e) e = desk_concern_get(&c->desk, s->row.concern, &o);
    s->in.id = s->row.id;
    return e ? e : plan_bind(c, &o, s);
}

static err plan_change_transact(struct call *c)
{
    struct plan_state_kept *s = c->state;
    c->location = plan_href(c, s->in.id, "");
    c->flash = MSG_done_plan;
    err e = desk_plan_change(&c->desk, &s->in);
    plan_asks_problems(c, s->rows, s->in.n_asks);
    return e;
}

static err plan_change_render(struct call *c, err result)
{
    const struct plan_state_kept *s = c->state;
    struct concern_row o;
    if (result == E_NOT_FOUND) return result;
    if (!result) return c->kind == KIND_JSON ? id_json(c, s->in.id.v) : reply_redirect(c);
    if (c->kind == KIND_JSON) return result;
    err e = desk_concern_get(&c->desk, s->row.concern, &o);
    return e ? e : plan_form_page(c, err_http(result), &o, &s->row);
}
const struct handler h_plan_change = {plan_change_prepare, plan_change_transact, plan_change_render};

// --- the plan

static const enum msg state_names[] = {[PLAN_PROPOSED] = MSG_plan_state_proposed, [PLAN_ACTIVE] = MSG_plan_state_active,
                                       [PLAN_COMPLETED] = MSG_plan_state_completed, [PLAN_STOPPED] = MSG_plan_state_stopped};
static const enum msg decision_names[] = {[DECISION_CONTINUE] = MSG_review_continue, [DECISION_CHANGE] = MSG_review_change,
                                          [DECISION_DISCHARGE] = MSG_review_discharge};

str plan_state_text(struct call *c, enum plan_state s)
{
    return said(c, SAY(state_names[s]));
}

str decision_text(struct call *c, enum decision d)
{
    return said(c, SAY(decision_names[d]));
}

static void fact(struct call *c, struct fact_view *f, size_t *n, enum msg label, str value)
{
    if (value.n) f[(*n)++] = (struct fact_view){.label = said(c, SAY(label)), .value = value, .lines = true};
}

static void fill_facts(struct call *c, const struct plan_row *p, const struct instrument *ins, struct plan_show_view *v)
{
    struct fact_view *f = ARENA_ARRAY(c->a, 12, struct fact_view);
    size_t n = 0;
    str target = p->target_known ? plan_number(c, p->target) : said(c, SAY(MSG_plan_no_target));
    fact(c, f, &n, MSG_plan_instrument, said(c, SAY2(MSG_plan_measure_of, "measure", instrument_name(c, p->instrument), "way", instrument_way(c, ins))));
    fact(c, f, &n, MSG_plan_target, target);
    fact(c, f, &n, MSG_plan_asks, plan_asks_lines(c, p->asks, p->n_asks));
    fact(c, f, &n, MSG_plan_dose, plan_dose_text(c, p->sessions, p->per_week, p->every_weeks));
    fact(c, f, &n, MSG_plan_service, service_words(c, p->service_name, p->service_minutes));
    fact(c, f, &n, MSG_plan_therapist, p->therapist_name);
    fact(c, f, &n, MSG_plan_price, money_words(c, p->price, c->session->currency));
    struct say review = SAY1(MSG_plan_review_rule, "weeks", str_fmt(c->a, "%lld", (long long)p->review_weeks));
    review.n = p->review_sessions;
    fact(c, f, &n, MSG_plan_review_when, said(c, review));
    fact(c, f, &n, MSG_plan_stop_rule, p->stop_rule);
    if (p->agreed) fact(c, f, &n, MSG_plan_agreed_on, page_time(c, p->agreed_at));
    if (p->ended) fact(c, f, &n, MSG_plan_ended_on, page_time(c, p->ended_at));
    fact(c, f, &n, MSG_plan_end_reason, p->end_reason);
    v->facts.v = f;
    v->facts.n = n;
}

static err fill_lot(struct call *c, const struct plan_row *p, struct plan_show_view *v)
{
    struct lot_shown s;
    err e = desk_lot(&c->desk, p->id, &s);
    if (e) return e;
    if (s.why == LOT_DRAWN) v->lot = lot_text(c, &s.lot);
    if (s.why == LOT_MAY && desk_may(&c->desk.who, VERB_LOT_DRAW)) v->lot_href = plan_href(c, p->id, "/lot");
    return OK;
}

static err fill_activities_of(struct call *c, const struct plan_row *p, struct plan_show_view *v)
{
    struct activity_sets sets;
    err e = desk_activities(&c->desk, p->client, &sets);
    const struct activity_set *now = e ? NULL : activity_set_now(&sets, p->concern);
    struct crumb *o = ARENA_ARRAY(c->a, ACTIVITIES_MAX, struct crumb);
    for (size_t i = 0; now && i < now->n; i++) o[i].label = now->activity[i];
    v->activities.v = o;
    v->activities.n = now ? now->n : 0;
    v->activities_missing = !now && str_eq(p->instrument, PSFS);
    return e;
}

static err fill_reviews(struct call *c, const struct plan_row *p, struct plan_show_view *v)
{
    const struct review_row *all;
    size_t n;
    err e = desk_plan_reviews(&c->desk, p, &all, &n);
    if (e) return e;
    struct review_item_view *o = ARENA_ARRAY(c->a, n, struct review_item_view);
    for (size_t i = 0; i < n; i++) {
        o[i] = (struct review_item_view){page_time(c, all[i].at), all[i].account_name, decision_text(c, all[i].decision), all[i].reason};
    }
    v->reviews.v = o;
    v->reviews.n = n;
    return OK;
}

// One line a version that was replaced: goal, measure and dose as they were.
static err fill_versions(struct call *c, const struct plan_row *p, struct plan_show_view *v)
{
    const struct plan_version *all;
    size_t n;
    err e = desk_plan_versions(&c->desk, p, &all, &n);
    if (e) return e;
    struct plan_version_view *o = ARENA_ARRAY(c->a, n, struct plan_version_view);
    for (size_t i = 0; i < n; i++) {
        struct json_error why;
        const struct json *j = json_parse(c->a, all[i].body, 8, &why);
        int64_t sessions = 0, per = 0, weeks = 0, price = 0;
        double target;
        enum plan_state state = PLAN_PROPOSED;
        bool good = json_integer(json_get(j, S("sessions")), &sessions) && json_integer(json_get(j, S("per_week")), &per) &&
                    json_integer(json_get(j, S("every_weeks")), &weeks) && json_integer(json_get(j, S("price")), &price) &&
                    plan_state_of(json_text(json_get(j, S("state"))), &state);
        if (!good) return E_DB_CORRUPT;
        struct say s = {.key = MSG_plan_version_line,
                        .arg = {{"state", plan_state_text(c, state)},
                                {"goal", json_text(json_get(j, S("goal")))},
                                {"measure", instrument_name(c, json_text(json_get(j, S("instrument"))))},
                                {"target", json_number(json_get(j, S("target")), &target) ? plan_number(c, target) : S("–")},
                                {"dose", plan_dose_text(c, sessions, per, weeks)},
                                {"price", money_words(c, price, c->session->currency)},
                                {"stop", json_text(json_get(j, S("stop_rule")))}}};
        str asked = plan_asks_of_json(c, j), line = said(c, s);
        o[i] = (struct plan_version_view){page_time(c, all[i].replaced_at), all[i].replaced_by, asked.n ? str_fmt(c->a, "%.*s %.*s", SP(line), SP(asked)) : line};
    }
    v->versions.v = o;
    v->versions.n = n;
    return OK;
}

void plan_usage_json(struct jw *w, const struct plan_usage *u)
{
    const struct {
        const char *name;
        int64_t n;
    } counts[] = {{"planned", u->planned}, {"given", u->count.given}, {"no_note", u->count.no_note}, {"not_treated", u->count.not_treated},
                  {"ahead", u->count.ahead}, {"missed", u->count.missed}, {"left", u->left}, {"to_book", u->to_book}, {"overdue", u->overdue}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) jw_kint(w, str_of(counts[i].name), counts[i].n);
}

static str number_of(struct call *c, int64_t n)
{
    return str_fmt(c->a, "%lld", (long long)n);
}

static str and_more(struct call *c, str words, enum msg m, int64_t n)
{
    return n ? str_fmt(c->a, "%.*s %.*s", SP(words), SP(said(c, SAY_N(m, n)))) : words;
}

str plan_used_text(struct call *c, const struct plan_row *p, const struct plan_usage *u)
{
    bool runs = p->state == PLAN_PROPOSED || p->state == PLAN_ACTIVE;
    str words = said(c, (struct say){.key = runs ? MSG_plan_used : MSG_plan_used_over,
                                     .arg = {{"given", number_of(c, u->count.given)},
                                             {"of", number_of(c, u->planned)},
                                             {"ahead", number_of(c, u->count.ahead)},
                                             {"missed", number_of(c, u->count.missed)},
                                             {"left", number_of(c, u->to_book)}}});
    words = and_more(c, words, MSG_plan_no_note, u->count.no_note);
    words = and_more(c, words, MSG_plan_not_treated, u->count.not_treated);
    return and_more(c, words, MSG_plan_overdue, u->overdue);
}

static err plan_json(struct call *c, const struct plan_row *p, const struct plan_usage *u, const struct plan_baseline *b)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, p->id.v);
    jw_key(&w, S("concern"));
    jw_id(&w, p->concern.v);
    jw_kint(&w, S("version"), p->version);
    jw_kstr(&w, S("state"), plan_state_name(p->state));
    jw_kstr(&w, S("template"), p->template);
    jw_kstr(&w, S("goal"), p->goal);
    jw_kstr(&w, S("instrument"), p->instrument);
    jw_key(&w, S("target"));
    if (p->target_known) jw_num(&w, p->target);
    else jw_null(&w);
    jw_kint(&w, S("sessions"), p->sessions);
    jw_kint(&w, S("per_week"), p->per_week);
    jw_kint(&w, S("every_weeks"), p->every_weeks);
    jw_kint(&w, S("price"), p->price);
    jw_kstr(&w, S("evidence"), p->evidence);
    plan_asks_json(&w, p);
    plan_usage_json(&w, u);
    jw_kint(&w, S("baseline_points"), (int64_t)b->n);
    jw_kbool(&w, S("review_due"), plan_review_is_due(p, &u->count, c->desk.today));
    jw_kstr(&w, S("end_reason"), p->end_reason);
    jw_end(&w);
    return OK;
}

static bool asks_between(const struct plan_row *p)
{
    bool any = false;
    for (size_t i = 0; i < p->n_asks; i++) any |= p->asks[i].between && !(p->asks[i].every_days.known && p->asks[i].every_days.v == 1);
    return any && (p->state == PLAN_ACTIVE || p->state == PLAN_PROPOSED);
}

static err plan_page(struct call *c, int status)
{
    struct plan_row p;
    struct plan_usage u;
    struct plan_baseline base;
    struct concern_row o;
    struct client who;
    err e = plan_of_path(c, &p);
    if (!e) e = desk_plan_usage(&c->desk, p.id, &u);
    if (!e) e = desk_concern_get(&c->desk, p.concern, &o);
    if (!e) e = desk_plan_baseline(&c->desk, p.concern, p.instrument, &base);
    if (!e) e = desk_client_show(&c->desk, p.client, &who);
    if (e) return e;
    if (c->kind == KIND_JSON) return plan_json(c, &p, &u, &base);
    bool running = p.state == PLAN_PROPOSED || p.state == PLAN_ACTIVE;
    struct plan_show_view v = {.page = page_of(c, MSG_plan_title),
                               .errors = form_errors_of(c, &plan_end_form),
                               .goal = p.goal,
                               .state = plan_state_text(c, p.state),
                               .concern = concern_name(c, &o),
                               .progress_href = str_fmt(c->a, "%.*s?concern=%.*s", SP(client_href(c, p.client, "/progress")), SP(id_str(c->a, o.id.v))),
                               .edit_href = plan_href(c, p.id, "/edit"),
                               .series_href = plan_href(c, p.id, "/series"),
                               .review_href = plan_href(c, p.id, "/review"),
                               .activities_href = str_fmt(c->a, "%.*s/concerns/%.*s/activities", SP(client_href(c, p.client, "")), SP(id_str(c->a, o.id.v))),
                               .action = plan_href(c, p.id, ""),
                               .csrf = c->session->csrf,
                               .version = p.version,
                               .used = plan_used_text(c, &p, &u),
                               .due = plan_review_is_due(&p, &u.count, c->desk.today),
                               .proposed = p.state == PLAN_PROPOSED,
                               .running = running,
                               .evidence = evidence_of(c, p.template, p.evidence),
                               .reason = form_view(c, &plan_end_form, NULL)};
    v.page.title = said(c, SAY1(MSG_plan_title_of, "concern", v.concern));
    struct safety s;
    e = desk_safety(&c->desk, p.client, &s);
    if (e) return e;
    v.safety = safety_line_say(c, p.client, &s);
    v.limits.v = safety_limit_lines(c, &s.limits, &v.limits.n);
    v.chart = body_chart_of(c, &s.limits);
    baseline_words(c, &base, &v.baseline, &v.baseline_means);
    instant stopped;
    fill_facts(c, &p, base.instrument, &v);
    e = desk_weekly_stopped(&c->desk, &p, &stopped);
    if (e) return e;
    if (stopped.us && asks_between(&p)) {
        v.weekly_stopped = said(c, SAY1(MSG_previsit_weekly_stopped_at, "at", page_time(c, stopped)));
        v.weekly_again = desk_may(&c->desk.who, VERB_WEEKLY_AGAIN);
    }
    e = fill_lot(c, &p, &v);
    if (!e) e = fill_activities_of(c, &p, &v);
    if (!e) e = fill_reviews(c, &p, &v);
    if (!e) e = fill_versions(c, &p, &v);
    if (e) return e;
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, p.client, ""), client_name_full(c->a, &who.f));
    page_about(c, &v.page, client_name_full(c->a, &who.f), who.f.born);
    view_plan(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err plan_show_render(struct call *c, err result)
{
    (void)result;
    return plan_page(c, 200);
}
const struct handler h_plan_show = {.render = plan_show_render};

static err plan_act_prepare(struct call *c)
{
    struct plan_state_kept *s = c->state = ARENA_NEW(c->a, struct plan_state_kept);
    struct end_boxes b = {0};
    err e = plan_of_path(c, &s->row);
    s->in.version = form_version(c);
    if (!e && c->route->form == &plan_end_form) e = form_bind(c, &plan_end_form, &b);
    s->reason = b.reason;
    return e;
}

static err plan_agree_transact(struct call *c)
{
    const struct plan_state_kept *s = c->state;
    c->location = plan_href(c, s->row.id, "");
    c->flash = MSG_done_plan_agreed;
    return desk_plan_agree(&c->desk, s->row.id, s->in.version);
}

static err plan_end_transact(struct call *c)
{
    const struct plan_state_kept *s = c->state;
    c->location = plan_href(c, s->row.id, "");
    c->flash = MSG_done_plan_ended;
    return desk_plan_end(&c->desk, s->row.id, s->in.version, PLAN_STOPPED, s->reason);
}

static err plan_act_render(struct call *c, err result)
{
    const struct plan_state_kept *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (!result) return c->kind == KIND_JSON ? id_json(c, s->row.id.v) : reply_redirect(c);
    return c->kind == KIND_JSON ? result : plan_page(c, err_http(result));
}
const struct handler h_plan_agree = {plan_act_prepare, plan_agree_transact, plan_act_render};
const struct handler h_plan_end = {plan_act_prepare, plan_end_transact, plan_act_render};
