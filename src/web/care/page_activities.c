// The person's own activities (PSFS): chosen together, three to five, and then fixed.
#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "desk/people/clients.h"
#include "desk/measures/measures.h"
#include "desk/care/plans.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "pages_plan.h"
#include "plan_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct activity_boxes {
    str words[ACTIVITIES_MAX];
};
#define BOX(k, needed) \
    {"activity_" #k, F_TEXT, needed, 0, 120, MSG_plan_activity_##k, k == 1 ? MSG_plan_activity_hint : MSG_none, NULL, "off", offsetof(struct activity_boxes, words[k - 1])}
static const struct field activity_fields[] = {BOX(1, true), BOX(2, true), BOX(3, true), BOX(4, false), BOX(5, false)};
const struct form activities_form = {"activities", activity_fields, ACTIVITIES_MAX, sizeof(struct activity_boxes), 8192};

struct activities_kept {
    struct concern_row concern;
    str words[ACTIVITIES_MAX];
    int box[ACTIVITIES_MAX];    // which box each came from, from 0
    size_t n;
    activity_set_id set;
};

static err concern_of_path(struct call *c, struct concern_row *o)
{
    client_id client;
    concern_id id;
    if (!id_parse(c->param[0], &client.v) || !id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_concern_get(&c->desk, id, o);
    return !e && o->client.v != client.v ? E_NOT_FOUND : e;
}

// Where one goes afterwards: to the concern's plan that runs, else to the client.
static err way_back(struct call *c, const struct concern_row *o, str *href)
{
    struct plan_list all;
    err e = desk_plans_of_client(&c->desk, o->client, &all);
    *href = client_href(c, o->client, "");
    for (size_t i = 0; !e && i < all.n; i++) {
        if (all.v[i].concern.v == o->id.v && (all.v[i].state == PLAN_ACTIVE || all.v[i].state == PLAN_PROPOSED)) *href = plan_href(c, all.v[i].id, "");
    }
    return e;
}

static err activities_page(struct call *c, int status)
{
    struct concern_row o;
    struct activity_sets sets;
    struct client who;
    struct activities_view v = {.page = page_of(c, MSG_plan_activities_title), .errors = form_errors_of(c, &activities_form)};
    err e = concern_of_path(c, &o);
    if (!e) e = desk_activities(&c->desk, o.client, &sets);
    if (!e) e = desk_client_show(&c->desk, o.client, &who);
    if (!e) e = way_back(c, &o, &v.cancel);
    if (e) return e;
    v.action = link_to(c->a, "/clients/%.*s/concerns/%.*s/activities", SP(c->param[0]), SP(c->param[1]));
    v.csrf = c->session->csrf;
    v.key = page_form_key(c);
    v.concern = concern_name(c, &o);
    v.replaces = activity_set_now(&sets, o.id) != NULL;
    v.boxes.v = form_view(c, &activities_form, NULL);
    v.boxes.n = ACTIVITIES_MAX;
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, o.client, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, o.client, &v.page);
    if (told) return told;
    view_activities(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err activities_show_render(struct call *c, err result)
{
    (void)result;
    return activities_page(c, 200);
}
const struct handler h_activities_show = {.render = activities_show_render};

static err activities_prepare(struct call *c)
{
    struct activities_kept *s = c->state = ARENA_NEW(c->a, struct activities_kept);
    struct activity_boxes b;
    err e = concern_of_path(c, &s->concern);
    if (!e) e = form_bind(c, &activities_form, &b);
    for (int i = 0; !e && i < ACTIVITIES_MAX; i++) {
        if (!b.words[i].n) continue;
        s->box[s->n] = i;
        s->words[s->n++] = b.words[i];
    }
    return e;
}

static err activities_transact(struct call *c)
{
    struct activities_kept *s = c->state;
    err e = desk_activities_choose(&c->desk, s->concern.id, s->words, s->n, &s->set);
    if (!e) e = way_back(c, &s->concern, &c->location);
    c->flash = MSG_done_activities;
    return e;
}

static err activities_render(struct call *c, err result)
{
    const struct activities_kept *s = c->state;
    if (result == E_NOT_FOUND) return result;
    for (struct problem *p = c->problems.first; p; p = p->next) { // the desk names activity[1]; the box is activity_2
        if (!str_starts(p->field, S("activity["))) continue;
        int64_t i;
        str number, rest;
        str_cut(str_sub(p->field, 9, p->field.n), ']', &number, &rest);
        if (str_i64(number, &i) && i >= 0 && (size_t)i < s->n) p->field = activity_field(c, S("activity"), (size_t)s->box[i]);
    }
    if (result) return c->kind == KIND_JSON ? result : activities_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->set.v);
    jw_end(&w);
    return OK;
}
const struct handler h_activities = {activities_prepare, activities_transact, activities_render};
