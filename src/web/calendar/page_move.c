// Another time for an appointment: the chooser of booking, over its service and therapist.
#include "base/json.h"
#include "web/body.h"
#include "day_text.h"
#include "web/forms.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct move_boxes {
    int64_t therapist, room;
    str slot, look, from;
    opt_day day;
    opt_int time;
    bool short_clearance, outside_hours, alone;
};
#define AT(member) offsetof(struct move_boxes, member)
static const struct field move_fields[] = {
    {"therapist", F_ID, false, 0, 0, MSG_book_therapist, MSG_none, NULL, NULL, AT(therapist)},
    {"day", F_DAY, false, 0, 0, MSG_book_day, MSG_none, NULL, NULL, AT(day)},
    {"time", F_TIME, false, 0, 1439, MSG_book_time, MSG_none, NULL, NULL, AT(time)},
    {"room", F_ID, false, 0, 0, MSG_book_room, MSG_none, NULL, NULL, AT(room)},
    {"short_clearance", F_CHECK, false, 0, 0, MSG_book_short_clearance, MSG_book_short_clearance_hint, NULL, NULL, AT(short_clearance)},
    {"outside_hours", F_CHECK, false, 0, 0, MSG_book_outside_hours, MSG_none, NULL, NULL, AT(outside_hours)},
    {"alone", F_CHECK, false, 0, 0, MSG_visit_alone, MSG_none, NULL, NULL, AT(alone)},
    {"slot", F_TEXT, false, 0, 60, MSG_none, MSG_none, NULL, NULL, AT(slot)},
    {"look", F_TEXT, false, 0, 20, MSG_none, MSG_none, NULL, NULL, AT(look)},
    {"from", F_TEXT, false, 0, 20, MSG_none, MSG_none, NULL, NULL, AT(from)},
};
const struct form move_form = {"move", move_fields, sizeof move_fields / sizeof move_fields[0], sizeof(struct move_boxes), 8192};

struct move_state {
    appointment_id id;
    int64_t version;
    struct move_boxes b;
    struct book_in in;
    struct booked made;
    bool look;
};

static struct field_view *box(const struct field_view *all, const char *name)
{
    return (struct field_view *)(uintptr_t)form_field(all, &move_form, name);
}

static err move_times(struct call *c, const struct appointment *p, struct move_state *s, struct move_view *v)
{
    struct times_in in = {p->service, {s->b.therapist}, p->day, false};
    if (s->in.day.d && problem_of(&c->problems, S("time"))) {
        struct free_list list = s->made.nearest;
        s->in.service = p->service;
        if (!list.n && desk_book_nearest(&c->desk, &s->in, &list)) list = (struct free_list){0};
        times_nearest(c, &list, !in.therapist.v, &v->times);
        if (v->times.nearest) return OK;
    }
    str from = s->look && s->b.look.n > 1 ? s->b.look : s->b.from;
    if (from.n) times_from(c, from, &in.from, &in.all);
    if (from.n) v->from = from;
    return times_fill(c, &in, &v->times);
}

static err move_page(struct call *c, struct move_state *s, int status)
{
    struct appointment p;
    struct choices all;
    err e = desk_appointment(&c->desk, s->id, &p);
    if (!e) e = desk_choices(&c->desk, p.service, &all);
    struct safety_line_view safety;
    if (!e) e = safety_line_of(c, p.client, &safety);
    if (e) return e;
    if (!c->body) s->b.therapist = p.therapist.v;
    const struct field_view *f = form_view(c, &move_form, &s->b);
    struct move_view v = {.page = page_of(c, MSG_visit_move),
                          .errors = form_errors_of(c, &move_form),
                          .name = p.client_name,
                          .safety = safety,
                          .when = when_words(c, p.day, p.minute),
                          .action = visit_href(c, s->id, "/move"),
                          .cancel = visit_href(c, s->id, ""),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .version = p.version,
                          .therapist = box(f, "therapist"),
                          .day = box(f, "day"),
                          .time = box(f, "time"),
                          .alone = p.group.v ? box(f, "alone") : NULL,
                          .short_clearance = box(f, "short_clearance"),
                          .outside_hours = box(f, "outside_hours")};
    v.details = v.day->error.n || v.day->value.n;
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_visit_move_title, "name", p.client_name));
    options_therapists(c, box(f, "therapist"), &all, MSG_book_anyone);
    page_crumb_text(c, &v.page, link_to(c->a, "/today?day=%.*s", SP(day_str(c->a, p.day))), day_words(c, p.day));
    page_crumb_text(c, &v.page, v.cancel, p.client_name);
    e = move_times(c, &p, s, &v);
    if (e == E_INVALID) {
        v.times.none = true;
        e = OK;
    }
    if (e) return e;
    view_move(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err move_show_render(struct call *c, err result)
{
    (void)result;
    struct move_state s = {0};
    if (!id_parse(c->param[0], &s.id.v)) return E_NOT_FOUND;
    return move_page(c, &s, 200);
}
const struct handler h_appointment_move_show = {.render = move_show_render};

static err move_prepare(struct call *c)
{
    struct move_state *s = c->state = ARENA_NEW(c->a, struct move_state);
    struct slot_value slot;
    if (!id_parse(c->param[0], &s->id.v)) return E_NOT_FOUND;
    err e = form_bind(c, &move_form, &s->b);
    s->version = form_version(c);
    s->in = (struct book_in){.therapist = {{s->b.therapist}}, .room = {s->b.room}, .short_clearance = s->b.short_clearance,
                             .outside_hours = s->b.outside_hours, .alone = s->b.alone};
    if (s->b.look.n && !c->body->json) {
        s->look = true;
        c->problems = (struct problems){.a = c->a};
        return E_INVALID;
    }
    if (s->b.slot.n) {
        if (!slot_parse(s->b.slot, &slot)) return problem_add(&c->problems, E_INVALID, S("time"), SAY(MSG_book_choose_time));
        s->in.day = slot.day;
        s->in.minute = slot.minute;
        s->in.therapist[0] = slot.therapist[0];
        s->in.therapist[1] = slot.therapist[1];
        return e;
    }
    if (!e && (!s->b.day.known || !s->b.time.known)) return problem_add(&c->problems, E_INVALID, s->b.day.known ? S("time") : S("day"), SAY(MSG_book_choose_time));
    s->in.day = s->b.day.day;
    s->in.minute = (int)s->b.time.v;
    return e;
}

static err move_transact(struct call *c)
{
    struct move_state *s = c->state;
    s->made = (struct booked){0};
    c->location = visit_href(c, s->id, "");
    c->flash = MSG_done_moved;
    return desk_appointment_move(&c->desk, s->id, s->version, &s->in, &s->made);
}

static err move_refused_json(struct call *c, struct move_state *s, err result)
{
    struct jw w = reply_error_json(c, result);
    if (problem_of(&c->problems, S("time"))) times_json(c, &w, S("nearest"), &s->made.nearest);
    jw_end(&w);
    return OK;
}

static err move_render(struct call *c, err result)
{
    struct move_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result && c->kind == KIND_JSON) return move_refused_json(c, s, result);
    if (result) return move_page(c, s, s->look ? 200 : err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->id.v);
    jw_kint(&w, S("version"), s->version + 1);
    jw_end(&w);
    return OK;
}
const struct handler h_appointment_move = {move_prepare, move_transact, move_render, .refusals = true};
