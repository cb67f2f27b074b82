// Settings: each therapist's week, the grid of free times and what receipts print of tax.
#include <string.h>

#include "web/body.h"
#include "web/calendar/day_text.h"
#include "desk/calendar/hours.h"
#include "web/forms.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

// --- weeks

// "Monday 09:00–12:00, 13:00–17:00 · Tuesday …", or that they work whenever the practice is open.
static str week_note(struct call *c, const struct hours_shown *h, account_id who)
{
    struct buf b = buf_new(c->a, 4096);
    int last = 0;
    for (size_t i = 0; i < h->n_week; i++) {
        const struct week_span *s = &h->week[i];
        if (s->account.v != who.v) continue;
        if (s->weekday != last) {
            if (last) buf_put(&b, S(" · "));
            buf_put(&b, message_say(c->a, c->desk.lang, SAY(view_weekday(s->weekday))));
            buf_putc(&b, ' ');
        } else {
            buf_put(&b, S(", "));
        }
        last = s->weekday;
        buf_putf(&b, "%02d:%02d–%02d:%02d", s->from_minute / 60, s->from_minute % 60, s->to_minute / 60, s->to_minute % 60);
    }
    return last ? buf_str(&b) : message_say(c->a, c->desk.lang, SAY(MSG_settings_as_open));
}

static err working_page(struct call *c)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    bool may = desk_may(&c->desk.who, VERB_HOURS_CHANGE);
    struct thing_view *w = ARENA_ARRAY(c->a, h.n_therapists, struct thing_view);
    for (size_t i = 0; i < h.n_therapists; i++) {
        const struct member *m = &h.therapists[i];
        w[i] = (struct thing_view){may ? link_to(c->a, "/setup/working/%.*s", SP(id_str(c->a, m->account.v))) : (str){0}, m->name, week_note(c, &h, m->account), false};
    }
    struct working_view v = {.page = page_of(c, MSG_settings_working), .head = settings_head(c, SETTINGS_WORKING)};
    v.weeks.v = w;
    v.weeks.n = h.n_therapists;
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_settings_working(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err working_render(struct call *c, err result)
{
    (void)result;
    return working_page(c);
}
const struct handler h_working = {.render = working_render};

struct week_state {
    account_id account;
    int64_t version;
    struct opening span[WEEK_BOXES];
    size_t n;
    struct appointment_list touched;
};

static const struct member *therapist_now(const struct hours_shown *h, account_id who)
{
    for (size_t i = 0; i < h->n_therapists; i++) {
        if (h->therapists[i].account.v == who.v) return &h->therapists[i];
    }
    return NULL;
}

static err week_page(struct call *c, account_id who, int status)
{
    struct hours_shown h;
    size_t n = 0;
    err e = desk_hours_show(&c->desk, &h);
    const struct member *m = e ? NULL : therapist_now(&h, who);
    if (!e && !m) e = E_NOT_FOUND;
    if (e) return e;
    struct opening *now = ARENA_ARRAY(c->a, h.n_week, struct opening);
    for (size_t i = 0; i < h.n_week; i++) {
        if (h.week[i].account.v == who.v) now[n++] = (struct opening){h.week[i].weekday, h.week[i].from_minute, h.week[i].to_minute};
    }
    struct week_edit_view v = {.page = page_of(c, MSG_settings_working),
                               .head = settings_head(c, SETTINGS_WORKING),
                               .errors = form_errors_of(c, &hours_form),
                               .name = m->name,
                               .action = c->path,
                               .csrf = c->session->csrf,
                               .key = page_form_key(c),
                               .version = h.version};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_settings_week_of, "name", m->name));
    v.days.v = week_view(c, now, n);
    v.days.n = 7;
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    page_crumb(c, &v.page, S("/setup/working"), MSG_settings_working);
    view_settings_week(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err week_show_render(struct call *c, err result)
{
    (void)result;
    account_id who = {0};
    return id_parse(c->param[0], &who.v) ? week_page(c, who, 200) : E_NOT_FOUND;
}
const struct handler h_working_week = {.render = week_show_render};

static err week_prepare(struct call *c)
{
    struct week_state *s = c->state = ARENA_NEW(c->a, struct week_state);
    struct hours_shown h;
    if (!id_parse(c->param[0], &s->account.v)) return E_NOT_FOUND;
    err e = desk_hours_show(&c->desk, &h);
    if (!e && !therapist_now(&h, s->account)) e = E_NOT_FOUND;
    if (e) return e;
    s->version = form_version(c);
    return week_bind(c, s->span, &s->n);
}

static err week_transact(struct call *c)
{
    struct week_state *s = c->state;
    struct hours_in in = {.version = s->version, .account = s->account, .n = s->n};
    for (size_t i = 0; i < s->n; i++) in.span[i] = (struct week_span){s->account, s->span[i].weekday, s->span[i].from_minute, s->span[i].to_minute};
    c->location = S("/setup/working");
    c->flash = MSG_done_setup_saved;
    err e = desk_hours_set(&c->desk, &in, &s->touched);
    settings_lead(c, &s->touched);
    return e;
}

static err week_render(struct call *c, err result)
{
    const struct week_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    week_problems(c, s->span, s->n);
    if (result) return week_page(c, s->account, err_http(result));
    if (c->kind == KIND_JSON) return settings_json(c, 200, 0, &s->touched);
    return reply_redirect(c);
}
const struct handler h_working_save = {week_prepare, week_transact, week_render, false};

// --- the grid

struct grid_boxes {
    opt_int slot_minutes, late_hours;
    str tax_name, tax_number;
};
#define AT(member) offsetof(struct grid_boxes, member)
static const struct field grid_fields[] = {
    {"slot_minutes", F_INT, true, 5, 60, MSG_settings_slot, MSG_settings_slot_hint, NULL, NULL, AT(slot_minutes)},
    {"late_hours", F_INT, true, 0, LATE_HOURS_MAX, MSG_settings_late, MSG_settings_late_hint, NULL, "off", AT(late_hours)},
    {"tax_name", F_TEXT, false, 0, 20, MSG_settings_tax_name, MSG_settings_tax_name_hint, NULL, "off", AT(tax_name)},
    {"tax_number", F_TEXT, false, 0, 60, MSG_settings_tax_number, MSG_settings_tax_number_hint, NULL, "off", AT(tax_number)},
};
const struct form grid_form = {"grid", grid_fields, 4, sizeof(struct grid_boxes), 4096};

static const int grids[] = {5, 10, 15, 20, 30, 60};
enum { GRIDS = sizeof grids / sizeof grids[0] };

static err grid_page(struct call *c, int status)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    struct grid_boxes now = {{true, h.calendar.slot_minutes}, {true, h.calendar.late_hours}, h.calendar.tax_name, h.calendar.tax_number};
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &grid_form, &now);
    struct option_view *o = ARENA_ARRAY(c->a, GRIDS, struct option_view);
    for (size_t i = 0; i < GRIDS; i++) {
        str value = str_fmt(c->a, "%d", grids[i]);
        o[i] = (struct option_view){value, message_say(c->a, c->desk.lang, SAY_N(MSG_settings_minutes_n, grids[i])), str_eq(value, f[0].value)};
    }
    f[0].type = S("select");
    f[0].options.v = o;
    f[0].options.n = GRIDS;
    struct grid_view v = {.page = page_of(c, MSG_settings_grid),
                          .head = settings_head(c, SETTINGS_GRID),
                          .may = desk_may(&c->desk.who, VERB_HOURS_CHANGE),
                          .slot_said = message_say(c->a, c->desk.lang, SAY_N(MSG_settings_minutes_n, h.calendar.slot_minutes)),
                          .late_said = message_say(c->a, c->desk.lang, SAY_N(MSG_settings_late_n, h.calendar.late_hours)),
                          .tax_name_said = h.calendar.tax_name,
                          .tax_number_said = h.calendar.tax_number,
                          .errors = form_errors_of(c, &grid_form),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .version = h.version,
                          .slot_minutes = &f[0],
                          .late_hours = &f[1],
                          .tax_name = &f[2],
                          .tax_number = &f[3]};
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_settings_grid(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err grid_show_render(struct call *c, err result)
{
    (void)result;
    return grid_page(c, 200);
}
const struct handler h_grid = {.render = grid_show_render};

static err grid_prepare(struct call *c)
{
    struct calendar_in *in = c->state = ARENA_NEW(c->a, struct calendar_in);
    struct grid_boxes b;
    err e = form_bind(c, &grid_form, &b);
    *in = (struct calendar_in){form_version(c), b.slot_minutes.v, b.late_hours.v, b.tax_number, b.tax_name};
    size_t i = 0;
    while (i < GRIDS && grids[i] != b.slot_minutes.v) i++;
    if (i == GRIDS && !problem_of(&c->problems, S("slot_minutes"))) e = problem_add(&c->problems, E_INVALID, S("slot_minutes"), SAY(MSG_error_choice));
    return e;
}

static err grid_transact(struct call *c)
{
    c->location = S("/setup/grid");
    c->flash = MSG_done_setup_saved;
    return desk_calendar_set(&c->desk, c->state);
}

static err grid_render(struct call *c, err result)
{
    if (result) return grid_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, NULL) : reply_redirect(c);
}
const struct handler h_grid_save = {grid_prepare, grid_transact, grid_render, false};
