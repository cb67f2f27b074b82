// What the therapist measures, on a page of its own: each entry is the next version of the health form, and its findings follow.
#include "desk/safety/vitals.h"

#include "base/json.h"
#include "desk/people/clients.h"
#include "web/body.h"
#include "web/forms.h"
#include "web/people/client_text.h"
#include "web/session.h"
#include "intake_text.h"
#include "safety_line.h"
#include "views_gen.h"

const struct form vitals_form = {.name = "vitals", .max_body = 4096};

struct measuring {
    struct vitals_in in;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static err vitals_json(struct call *c, const struct vitals *x)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("none"), x->none);
    jw_kstr(&w, S("version"), str_fmt(c->a, "%lld", (long long)x->seen.v));
    jw_kstr(&w, S("again_at"), x->again ? instant_str(c->a, x->again_at) : (str){0});
    jw_key(&w, S("readings"));
    jw_array(&w);
    for (size_t i = 0; i < x->n; i++) {
        if (!x->v[i].shown) continue;
        jw_object(&w);
        jw_kstr(&w, S("question"), x->v[i].q->id);
        jw_kbool(&w, S("wanted"), x->v[i].wanted);
        jw_kstr(&w, S("value"), x->v[i].value ? x->v[i].value->text : (str){0});
        jw_kstr(&w, S("at"), x->v[i].value ? instant_str(c->a, x->v[i].at) : (str){0});
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static void fill(struct call *c, const struct vitals *x, struct vitals_view *v)
{
    struct vital_view *list = ARENA_ARRAY(c->a, x->n, struct vital_view);
    struct vital_past_view *past = ARENA_ARRAY(c->a, x->n_past, struct vital_past_view);
    v->list.v = list;
    v->past.v = past;
    for (size_t i = 0; i < x->n; i++) {
        const struct vital *one = &x->v[i];
        if (!one->shown) continue;
        struct vital_view *to = &list[v->list.n++];
        *to = (struct vital_view){.ask = intake_question(c, one->q, one->value, c->body != NULL), .wanted = one->wanted};
        if (one->value) to->at = said(c, SAY1(MSG_vitals_at, "at", page_time(c, one->at)));
    }
    for (size_t i = 0; i < x->n_past; i++) {
        const struct vital_past *p = &x->past[i];
        past[v->past.n++] = (struct vital_past_view){p->q->words, intake_with_unit(c, p->q, p->value), page_time(c, p->at), p->corrected};
    }
    v->again = x->again;
    v->ready = x->again && x->again_at.us <= c->now.us;
    v->again_at = page_time(c, x->again_at);
}

static err vitals_page(struct call *c, int status)
{
    struct vitals x;
    struct client who;
    client_id client;
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    err e = desk_vitals(&c->desk, client, &x);
    if (!e && c->kind == KIND_JSON) return vitals_json(c, &x);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (e) return e;
    str name = client_name_full(c->a, &who.f);
    struct vitals_view v = {.page = page_of(c, MSG_vitals_title), .errors = intake_errors(c, &vitals_form), .action = client_href(c, client, "/vitals"), .csrf = c->session->csrf,
        .key = page_form_key(c), .safety_href = client_href(c, client, "/safety"), .intake_href = client_href(c, client, "/intake"), .none = x.none,
        .version = c->body ? form_version(c) : x.seen.v, .may = desk_may(&c->desk.who, VERB_VITALS_RECORD)};
    e = page_safety(c, client, &v.page);
    if (e) return e;
    v.page.title = said(c, SAY1(MSG_vitals_title_of, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    page_crumb_text(c, &v.page, v.safety_href, said(c, SAY(MSG_safety_title)));
    page_about(c, &v.page, name, who.f.born);
    fill(c, &x, &v);
    view_vitals(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err vitals_render(struct call *c, err result)
{
    (void)result;
    return vitals_page(c, 200);
}
const struct handler h_vitals = {.render = vitals_render};

static err record_prepare(struct call *c)
{
    struct measuring *s = c->state = ARENA_NEW(c->a, struct measuring);
    const struct screen_rules *r = screen_shipped();
    struct intake_value *v = ARENA_ARRAY(c->a, r->n_questions, struct intake_value);
    if (!id_parse(c->param[0], &s->in.client.v)) return E_NOT_FOUND;
    for (size_t q = 0; q < r->n_questions; q++) {
        str name = str_fmt(c->a, "q_%.*s", SP(r->questions[q].id));
        bool any = false;
        for (size_t i = 0; r->questions[q].by_therapist && i < c->body->n; i++)
            if (str_eq(c->body->pair[i].name, name)) any = c->body->pair[i].used = true;
        if (any) v[s->in.n++] = (struct intake_value){r->questions[q].id, intake_posted(c, &r->questions[q])};
    }
    s->in.values = v;
    s->in.seen.v = form_version(c);
    return form_refuse_unknown(c);
}

static err record_transact(struct call *c)
{
    const struct measuring *s = c->state;
    c->location = client_href(c, s->in.client, "/vitals");
    c->flash = MSG_done_vitals;
    return desk_vitals_record(&c->desk, &s->in);
}

static err record_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return vitals_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("done"), true);
    jw_end(&w);
    return OK;
}
const struct handler h_vitals_record = {record_prepare, record_transact, record_render};
