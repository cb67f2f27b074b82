// The review of a plan on one screen: dose, measures, what else, and the decision with its reason.
#include "desk/care/reviews.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "care_text.h"
#include "web/calendar/day_text.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "pages_plan.h"
#include "plan_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct review_boxes {
    str decision, reason;
};
static const struct choice decision_choices[] = {
    {"continue", MSG_review_continue}, {"change", MSG_review_change}, {"discharge", MSG_review_discharge}, {NULL, MSG_none}};
static const struct field review_fields[] = {
    {"decision", F_CHOICE, true, 0, 0, MSG_review_decision, MSG_review_decision_hint, decision_choices, NULL, offsetof(struct review_boxes, decision)},
    {"reason", F_LONG, true, 1, 1000, MSG_review_reason, MSG_none, NULL, "off", offsetof(struct review_boxes, reason)},
};
const struct form review_form = {"review", review_fields, 2, sizeof(struct review_boxes), 16384};

struct review_kept {
    struct review_in in;
    struct plan_row plan;
    review_id id;
};

static str said(struct call *c, struct say s)
{
    return s.key == MSG_none ? (str){0} : message_say(c->a, c->desk.lang, s);
}

static str count(struct call *c, int64_t n)
{
    return str_fmt(c->a, "%lld", (long long)n);
}

static void fill_dose(struct call *c, const struct review_look *l, struct review_view *v)
{
    struct fact_view *f = ARENA_ARRAY(c->a, 7, struct fact_view);
    const struct plan_count *n = &l->count;
    size_t k = 0;
    f[k++] = (struct fact_view){.label = said(c, SAY(MSG_review_given)),
                                .value = said(c, SAY3(MSG_review_given_of, "given", count(c, n->given), "of", count(c, l->plan.sessions), "minutes", count(c, n->minutes)))};
    if (n->no_note) f[k++] = (struct fact_view){.label = said(c, SAY(MSG_series_no_note)), .value = said(c, SAY_N(MSG_plan_no_note, n->no_note))};
    if (n->not_treated) f[k++] = (struct fact_view){.label = said(c, SAY(MSG_series_not_treated)), .value = said(c, SAY_N(MSG_plan_not_treated, n->not_treated))};
    if (l->hands_on) f[k++] = (struct fact_view){.label = said(c, SAY(MSG_review_hands_on)), .value = said(c, SAY1(MSG_review_minutes, "minutes", count(c, l->hands_on)))};
    f[k++] = (struct fact_view){.label = said(c, SAY(MSG_review_attendance)),
                                .value = said(c, SAY2(MSG_review_attended, "missed", count(c, n->missed), "ahead", count(c, n->ahead)))};
    if (n->first.known) {
        f[k++] = (struct fact_view){.label = said(c, SAY(MSG_review_span)),
                                    .value = said(c, SAY2(MSG_care_span, "from", day_text(c, n->first.day), "to", day_text(c, n->last.day)))};
    }
    v->dose.v = f;
    v->dose.n = k;
}

static void fill_measures(struct call *c, const struct review_look *l, struct review_view *v)
{
    struct measure_change_view *m = ARENA_ARRAY(c->a, l->progress.n, struct measure_change_view);
    for (size_t i = 0; i < l->progress.n; i++) {
        const struct progress_series *s = &l->progress.series[i];
        const struct change_result *r = &s->change;
        m[i] = (struct measure_change_view){.heading = series_name(c, s), .said = said(c, r->they), .next = said(c, r->next_they),
                                            .way = instrument_way(c, s->instrument)};
        if (r->compared) {
            m[i].numbers = said(c, SAY3(MSG_review_numbers, "before", plan_number(c, r->before.mean), "now", plan_number(c, r->now.mean), "change",
                                        plan_number(c, change_shown(r->before.mean, r->now.mean))));
        }
    }
    v->measures.v = m;
    v->measures.n = l->progress.n;
}

static void fill_else(struct call *c, const struct review_look *l, struct review_view *v)
{
    struct review_adverse_view *a = ARENA_ARRAY(c->a, l->adverse.n, struct review_adverse_view);
    struct crumb *o = ARENA_ARRAY(c->a, l->care.n, struct crumb);
    for (size_t i = 0; i < l->adverse.n; i++) {
        const struct adverse_row *r = &l->adverse.v[i];
        a[i].label = said(c, SAY3(MSG_review_item, "when", day_text(c, r->day), "what", adverse_text(c, r), "words", adverse_words(c, r)));
        a[i].waits = adverse_waits(r);
        a[i].before = r->day.d < l->made.d;
    }
    for (size_t i = 0; i < l->care.n; i++) {
        const struct care_row *r = &l->care.v[i];
        o[i].label = said(c, SAY3(MSG_review_care_item, "when", care_when(c, r), "what", care_kind_text(c, r->kind), "words", r->words));
    }
    v->adverse.v = a;
    v->adverse.n = l->adverse.n;
    v->care.v = o;
    v->care.n = l->care.n;
}

static void fill_ahead(struct call *c, const struct review_look *l, struct review_view *v)
{
    struct ahead_view *o = ARENA_ARRAY(c->a, l->ahead.n, struct ahead_view);
    for (size_t i = 0; i < l->ahead.n; i++) {
        const struct appointment *x = &l->ahead.v[i];
        bool posted = false;
        str name = str_fmt(c->a, "cancel_%.*s", SP(id_str(c->a, x->id.v)));
        str typed = c->body ? body_value(c->body, name, 0, &posted) : (str){0};
        o[i] = (struct ahead_view){when_words(c, x->day, x->minute), name, str_eq(typed, S("yes"))};
    }
    v->ahead.v = o;
    v->ahead.n = l->ahead.n;
}

static err look(struct call *c, struct review_look *l)
{
    plan_id id;
    return id_parse(c->param[0], &id.v) ? desk_review_look(&c->desk, id, l) : E_NOT_FOUND;
}

static err review_page(struct call *c, int status)
{
    struct review_look l;
    struct client who;
    err e = look(c, &l);
    if (!e) e = desk_client_show(&c->desk, l.plan.client, &who);
    if (e) return e;
    const struct field_view *f = form_view(c, &review_form, NULL);
    struct review_view v = {.page = page_of(c, MSG_review_title),
                            .errors = form_errors_of(c, &review_form),
                            .action = plan_href(c, l.plan.id, "/review"),
                            .cancel = plan_href(c, l.plan.id, ""),
                            .csrf = c->session->csrf,
                            .key = page_form_key(c),
                            .goal = l.plan.goal,
                            .stop_rule = l.plan.stop_rule,
                            .care_href = client_href(c, l.plan.client, "/care"),
                            .safety_href = client_href(c, l.plan.client, "/safety"),
                            .progress_href = str_fmt(c->a, "%.*s?concern=%.*s", SP(client_href(c, l.plan.client, "/progress")), SP(id_str(c->a, l.plan.concern.v))),
                            .version = l.plan.version,
                            .worse = l.worse,
                            .due = l.due,
                            .decision = &f[0],
                            .reason = &f[1]};
    fill_dose(c, &l, &v);
    fill_measures(c, &l, &v);
    fill_else(c, &l, &v);
    fill_ahead(c, &l, &v);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, l.plan.client, ""), client_name_full(c->a, &who.f));
    page_about(c, &v.page, client_name_full(c->a, &who.f), who.f.born);
    err told = page_safety(c, l.plan.client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.cancel, MSG_plan_title);
    view_review(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err review_show_render(struct call *c, err result)
{
    (void)result;
    return review_page(c, 200);
}
const struct handler h_review_show = {.render = review_show_render};

// cancel_<appointment>=yes, each one ticked by the therapist.
static err cancels_posted(struct call *c, struct review_in *in)
{
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        appointment_id id;
        if (!str_starts(p->name, S("cancel_"))) continue;
        p->used = true;
        if (!str_eq(p->value, S("yes"))) continue;
        if (in->n_cancel == REVIEW_CANCEL_MAX || !id_parse(str_sub(p->name, 7, p->name.n), &id.v)) {
            return problem_add(&c->problems, E_INVALID, S("cancel"), SAY(MSG_error_choice));
        }
        in->cancel[in->n_cancel++] = id;
    }
    return OK;
}

static err review_prepare(struct call *c)
{
    struct review_kept *s = c->state = ARENA_NEW(c->a, struct review_kept);
    struct review_boxes b;
    if (!id_parse(c->param[0], &s->in.plan.v)) return E_NOT_FOUND;
    err e = cancels_posted(c, &s->in), f = form_bind(c, &review_form, &b);
    if (e || f) return e ? e : f;
    s->in.version = form_version(c);
    s->in.reason = b.reason;
    return decision_of(b.decision, &s->in.decision) ? OK : problem_add(&c->problems, E_INVALID, S("decision"), SAY(MSG_error_required));
}

static err review_transact(struct call *c)
{
    struct review_kept *s = c->state;
    c->location = plan_href(c, s->in.plan, s->in.decision == DECISION_CHANGE ? "/edit" : "");
    c->flash = MSG_done_review;
    return desk_review(&c->desk, &s->in, &s->id);
}

static err review_render(struct call *c, err result)
{
    const struct review_kept *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return c->kind == KIND_JSON ? result : review_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->id.v);
    jw_end(&w);
    return OK;
}
const struct handler h_review = {review_prepare, review_transact, review_render};
