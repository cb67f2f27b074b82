// Concerns: what a client comes for, the place in their words, and the first day of treatment.
#include <string.h>

#include "base/json.h"
#include "client_text.h"
#include "desk/clients.h"
#include "desk/measures.h"
#include "forms.h"
#include "measure_text.h"
#include "session.h"
#include "views_gen.h"

struct concern_boxes {
    str kind, place;
    opt_day start;
};
static const struct choice kind_choices[] = {
    {"pain", MSG_measure_kind_pain}, {"headache", MSG_measure_kind_headache}, {NULL, MSG_none}};
static const struct field concern_fields[] = {
    {"kind", F_CHOICE, false, 0, 0, MSG_measure_kind, MSG_none, kind_choices, NULL, offsetof(struct concern_boxes, kind)},
    {"place", F_TEXT, false, 0, 80, MSG_measure_place, MSG_measure_place_hint, NULL, "off", offsetof(struct concern_boxes, place)},
    {"start", F_DAY, false, 0, 0, MSG_measure_start, MSG_measure_start_hint, NULL, NULL, offsetof(struct concern_boxes, start)},
};
const struct form concern_form = {"concern", concern_fields, 3, sizeof(struct concern_boxes), 8192};

struct close_boxes {
    opt_day closed;
};
static const struct field close_fields[] = {
    {"closed", F_DAY, true, 0, 0, MSG_measure_close_day, MSG_none, NULL, NULL, offsetof(struct close_boxes, closed)},
};
const struct form close_form = {"close", close_fields, 1, sizeof(struct close_boxes), 4096};

struct concern_state {
    struct concern_in in;
    day closed;
};

static str concern_href(struct call *c, const char *behind)
{
    return link_to(c->a, "/clients/%.*s/concerns/%.*s%s", SP(c->param[0]), SP(c->param[1]), behind);
}

static err concern_page(struct call *c, int status)
{
    client_id client;
    concern_id id = {0};
    struct concern_row now = {0};
    bool is_new = c->param[1].n == 0;
    if (!id_parse(c->param[0], &client.v) || (!is_new && !id_parse(c->param[1], &id.v))) return E_NOT_FOUND;
    struct concern_list all;
    struct client who;
    err e = desk_concern_list(&c->desk, client, &all);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (!e && !is_new) e = desk_concern_get(&c->desk, id, &now);
    if (!e && !is_new && now.client.v != client.v) e = E_NOT_FOUND;
    if (e) return e;
    struct concern_boxes boxes = {.kind = S("pain")};
    if (!is_new) boxes = (struct concern_boxes){concern_kind_name(now.kind), now.place, {now.started, now.start}};
    struct close_boxes close = {{true, now.closed ? now.closed_on : c->desk.today}};
    const struct field_view *f = form_view(c, &concern_form, &boxes);
    struct concern_form_view v = {.page = page_of(c, is_new ? MSG_measure_concern_new : MSG_measure_concern_edit),
                                  .errors = form_errors_of(c, &concern_form),
                                  .is_new = is_new,
                                  .closed = now.closed,
                                  .action = is_new ? client_href(c, client, "/concerns") : concern_href(c, ""),
                                  .close_action = concern_href(c, "/close"),
                                  .reopen_action = concern_href(c, "/reopen"),
                                  .cancel = client_href(c, client, ""),
                                  .kind = &f[0],
                                  .place = is_new || now.kind == CONCERN_PAIN ? &f[1] : NULL,
                                  .start = &f[2],
                                  .closed_day = form_view(c, &close_form, &close),
                                  .csrf = c->session->csrf,
                                  .key = page_form_key(c),
                                  .version = now.version};
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), client_name_full(c->a, &who.f));
    view_concern_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err concern_form_render(struct call *c, err result)
{
    (void)result;
    return concern_page(c, 200);
}
const struct handler h_concern_new = {.render = concern_form_render};
const struct handler h_concern_edit = {.render = concern_form_render};

// The client of the address, and the concern where it names one: of that client.
static err concern_of_path(struct call *c, struct concern_in *in)
{
    struct concern_row row;
    if (!id_parse(c->param[0], &in->client.v)) return E_NOT_FOUND;
    if (!c->param[1].n) return OK;
    if (!id_parse(c->param[1], &in->id.v)) return E_NOT_FOUND;
    err e = desk_concern_get(&c->desk, in->id, &row);
    return !e && row.client.v != in->client.v ? E_NOT_FOUND : e;
}

static err concern_bind(struct call *c, struct concern_state *s)
{
    struct concern_boxes boxes;
    err e = concern_of_path(c, &s->in);
    if (e) return e;
    e = form_bind(c, &concern_form, &boxes);
    if (e) return e;
    s->in.version = form_version(c);
    s->in.place = boxes.place;
    s->in.started = boxes.start.known;
    s->in.start = boxes.start.day;
    if (!s->in.id.v && !concern_kind_of(boxes.kind, &s->in.kind)) {
        return problem_add(&c->problems, E_INVALID, S("kind"), SAY(MSG_error_required));
    }
    return OK;
}

static err concern_prepare(struct call *c)
{
    c->state = ARENA_NEW(c->a, struct concern_state);
    return concern_bind(c, c->state);
}

static err concern_create_transact(struct call *c)
{
    struct concern_state *s = c->state;
    c->location = client_href(c, s->in.client, "/measures");
    c->flash = MSG_done_concern;
    return desk_concern_create(&c->desk, &s->in, &s->in.id);
}

static err concern_done_json(struct call *c, concern_id id)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id.v);
    jw_end(&w);
    return OK;
}

static err concern_render(struct call *c, err result)
{
    const struct concern_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return concern_page(c, err_http(result));
    return c->kind == KIND_JSON ? concern_done_json(c, s->in.id) : reply_redirect(c);
}
const struct handler h_concern_create = {concern_prepare, concern_create_transact, concern_render};

static err concern_change_transact(struct call *c)
{
    struct concern_state *s = c->state;
    c->location = client_href(c, s->in.client, "");
    c->flash = MSG_done_concern;
    return desk_concern_change(&c->desk, &s->in);
}
const struct handler h_concern_change = {concern_prepare, concern_change_transact, concern_render};

static err close_prepare(struct call *c)
{
    struct concern_state *s = c->state = ARENA_NEW(c->a, struct concern_state);
    struct close_boxes boxes = {0};
    err e = concern_of_path(c, &s->in);
    if (e) return e;
    s->in.version = form_version(c);
    e = c->route->form == &close_form ? form_bind(c, &close_form, &boxes) : OK;
    s->closed = boxes.closed.day;
    return e;
}

static err close_transact(struct call *c)
{
    struct concern_state *s = c->state;
    c->location = client_href(c, s->in.client, "");
    c->flash = MSG_done_concern;
    if (c->route->form == &close_form) return desk_concern_close(&c->desk, s->in.id, s->in.version, s->closed);
    return desk_concern_reopen(&c->desk, s->in.id, s->in.version);
}
const struct handler h_concern_close = {close_prepare, close_transact, concern_render};
const struct handler h_concern_reopen = {close_prepare, close_transact, concern_render};
