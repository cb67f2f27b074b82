// Concerns: what a client comes for, the place in their words, and the first day of treatment.
#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "desk/measures/measures.h"
#include "desk/safety/intake_said.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "regions.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct concern_boxes {
    str kind, place;
    opt_day start, onset_day;
    str onset, history, condition;
};
static const struct choice kind_choices[] = {{"pain", MSG_measure_kind_pain},         {"headache", MSG_measure_kind_headache},
                                             {"stress", MSG_measure_kind_stress},     {"sleep", MSG_measure_kind_sleep},
                                             {"function", MSG_measure_kind_function}, {NULL, MSG_none}};
static const struct choice condition_choices[] = {{"none", MSG_measure_condition_none}, {"arthritis", MSG_measure_condition_arthritis}, 
                                                   {"fibromyalgia", MSG_measure_condition_fibromyalgia}, {"tendon", MSG_measure_condition_tendon}, {NULL, MSG_none}};
static const struct field concern_fields[] = {
    {"kind", F_CHOICE, false, 0, 0, MSG_measure_kind, MSG_none, kind_choices, NULL, offsetof(struct concern_boxes, kind)},
    {"place", F_TEXT, false, 0, 80, MSG_measure_place, MSG_measure_place_hint, NULL, "off", offsetof(struct concern_boxes, place)},
    {"start", F_DAY, false, 0, 0, MSG_measure_start, MSG_measure_start_hint, NULL, NULL, offsetof(struct concern_boxes, start)},
    {"onset_day", F_DAY, false, 0, 0, MSG_measure_onset_day, MSG_measure_onset_day_hint, NULL, NULL, offsetof(struct concern_boxes, onset_day)},
    {"onset", F_TEXT, false, 0, 500, MSG_measure_onset, MSG_none, NULL, "off", offsetof(struct concern_boxes, onset)},
    {"history", F_LONG, false, 0, 2000, MSG_measure_history, MSG_measure_history_hint, NULL, "off", offsetof(struct concern_boxes, history)},
    {"condition", F_CHOICE, false, 0, 0, MSG_measure_condition, MSG_measure_condition_hint, condition_choices, NULL, offsetof(struct concern_boxes, condition)},
};
const struct form concern_form = {"concern", concern_fields, 7, sizeof(struct concern_boxes), 16384};

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

static str opt_day_text(struct call *c, bool known, day d)
{
    return known ? day_text(c, d) : (str){0};
}

static void change_put(struct call *c, struct change_view *v, size_t *n, enum msg label, str before, str after)
{
    if (str_eq(before, after)) return;
    v[(*n)++] = (struct change_view){message_say(c->a, c->desk.lang, SAY(label)), before, after};
}

static str condition_text(struct call *c, str condition)
{
    for (const struct choice *o = condition_choices; o->value; o++)
        if (str_eq(condition, str_of(o->value))) return message_say(c->a, c->desk.lang, SAY(o->label));
    return (str){0};
}

// What may be said of it, no more than the evidence bears.
static str condition_note(struct call *c, str condition)
{
    static const enum msg notes[] = {MSG_measure_condition_arthritis_note, MSG_measure_condition_fibromyalgia_note, MSG_measure_condition_tendon_note};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        if (str_eq(condition, concern_condition_at(i))) return message_say(c->a, c->desk.lang, SAY(notes[i]));
    return (str){0};
}

// What each change replaced, beside what took its place.
static void fill_before(struct call *c, const struct concern_history *h, const struct concern_row *now, struct concern_form_view *v)
{
    struct concern_change_view *o = ARENA_ARRAY(c->a, h->n, struct concern_change_view);
    for (size_t i = 0; i < h->n; i++) {
        const struct concern_row *was = &h->v[i].row, *is = i ? &h->v[i - 1].row : now;
        struct change_view *x = ARENA_ARRAY(c->a, 8, struct change_view);
        size_t n = 0;
        change_put(c, x, &n, MSG_measure_place, was->place, is->place);
        change_put(c, x, &n, MSG_measure_regions, sites_text(c, &was->sites), sites_text(c, &is->sites));
        change_put(c, x, &n, MSG_measure_start, opt_day_text(c, was->started, was->start), opt_day_text(c, is->started, is->start));
        change_put(c, x, &n, MSG_measure_onset_day, opt_day_text(c, was->onset_day.known, was->onset_day.day),
                   opt_day_text(c, is->onset_day.known, is->onset_day.day));
        change_put(c, x, &n, MSG_measure_onset, was->onset, is->onset);
        change_put(c, x, &n, MSG_measure_condition, condition_text(c, was->condition), condition_text(c, is->condition));
        change_put(c, x, &n, MSG_measure_history, was->history, is->history);
        change_put(c, x, &n, MSG_measure_closed, opt_day_text(c, was->closed, was->closed_on), opt_day_text(c, is->closed, is->closed_on));
        o[i] = (struct concern_change_view){.at = message_say(c->a, c->desk.lang, SAY1(MSG_measure_before_item, "at", page_time(c, h->v[i].replaced_at))),
                                            .by = h->v[i].replaced_by};
        o[i].changes.v = x;
        o[i].changes.n = n;
    }
    v->before.v = o;
    v->before.n = h->n;
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
    struct concern_history before = {0};
    if (!e && !is_new) e = desk_concern_history(&c->desk, id, &before);
    // the first concern begins where the health form says that it hurts
    if (!e && is_new && !c->body && !all.n && desk_may(&c->desk.who, VERB_SAFETY_SHOW)) e = desk_pain_said(&c->desk, client, &now.sites);
    if (e) return e;
    struct concern_boxes boxes = {.kind = S("pain"), .condition = S("none")};
    if (!is_new) boxes = (struct concern_boxes){concern_kind_name(now.kind), now.place, {now.started, now.start}, now.onset_day, now.onset, now.history,
                                                now.condition.n ? now.condition : S("none")};
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
                                  .place = is_new || now.kind == CONCERN_PAIN || now.kind == CONCERN_FUNCTION ? &f[1] : NULL,
                                  .start = &f[2],
                                  .onset_day = &f[3],
                                  .onset = &f[4],
                                  .history = &f[5],
                                  .condition = is_new || now.kind == CONCERN_PAIN || now.kind == CONCERN_FUNCTION ? &f[6] : NULL,
                                  .condition_note = condition_note(c, now.condition),
                                  .closed_day = form_view(c, &close_form, &close),
                                  .csrf = c->session->csrf,
                                  .key = page_form_key(c),
                                  .version = now.version};
    regions_fill(c, &now.sites, &v.regions);
    fill_before(c, &before, &now, &v);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, client, &v.page);
    if (told) return told;
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
    err sites = sites_posted(c, &s->in.sites);
    e = form_bind(c, &concern_form, &boxes);
    if (e || sites) return e ? e : sites;
    s->in.onset_day = boxes.onset_day;
    s->in.onset = boxes.onset;
    s->in.history = boxes.history;
    s->in.condition = str_eq(boxes.condition, S("none")) ? (str){0} : boxes.condition;
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
