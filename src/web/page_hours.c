// Settings: each therapist's week, days off and holidays, the grid of free times and what receipts print of tax.
#include <string.h>

#include "body.h"
#include "day_text.h"
#include "desk/hours.h"
#include "forms.h"
#include "session.h"
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

static err working_page(struct call *c, const struct appointment_list *touched)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    struct thing_view *w = ARENA_ARRAY(c->a, h.n_therapists, struct thing_view);
    for (size_t i = 0; i < h.n_therapists; i++) {
        const struct member *m = &h.therapists[i];
        w[i] = (struct thing_view){link_to(c->a, "/setup/working/%.*s", SP(id_str(c->a, m->account.v))), m->name, week_note(c, &h, m->account), false};
    }
    struct working_view v = {.page = page_of(c, MSG_settings_working), .head = settings_head(c, SETTINGS_WORKING, touched)};
    if (touched) v.page.flash = SAY(MSG_done_setup_saved);
    v.weeks.v = w;
    v.weeks.n = h.n_therapists;
    view_settings_working(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err working_render(struct call *c, err result)
{
    (void)result;
    return working_page(c, NULL);
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
                               .head = settings_head(c, SETTINGS_WORKING, NULL),
                               .errors = form_errors_of(c, &hours_form),
                               .name = m->name,
                               .action = c->path,
                               .csrf = c->session->csrf,
                               .key = page_form_key(c),
                               .version = h.version};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_settings_week_of, "name", m->name));
    v.days.v = week_view(c, now, n);
    v.days.n = 7;
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
    return desk_hours_set(&c->desk, &in, &s->touched);
}

static err week_render(struct call *c, err result)
{
    const struct week_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    week_problems(c, s->span, s->n);
    if (result) return week_page(c, s->account, err_http(result));
    if (c->kind == KIND_JSON) return settings_json(c, 200, 0, &s->touched);
    return s->touched.n ? working_page(c, &s->touched) : reply_redirect(c);
}
const struct handler h_working_save = {week_prepare, week_transact, week_render, false};

// --- days off, holidays, days worked besides

struct day_boxes {
    int64_t account;
    opt_day from, to;
    opt_int from_time, to_time;
    str open, note;
};
#define AT(member) offsetof(struct day_boxes, member)
static const struct choice open_choices[] = {{"off", MSG_settings_off_then}, {"works", MSG_settings_works_then}, {NULL, MSG_none}};
static const struct field day_fields[] = {
    {"account", F_ID, false, 0, 0, MSG_settings_day_who, MSG_none, NULL, NULL, AT(account)},
    {"open", F_CHOICE, false, 0, 0, MSG_settings_day_open, MSG_none, open_choices, NULL, AT(open)},
    {"from", F_DAY, true, 0, 0, MSG_settings_day_from, MSG_none, NULL, NULL, AT(from)},
    {"to", F_DAY, false, 0, 0, MSG_settings_day_to, MSG_settings_day_to_hint, NULL, NULL, AT(to)},
    {"from_time", F_TIME, false, 0, 1439, MSG_settings_day_from_time, MSG_none, NULL, NULL, AT(from_time)},
    {"to_time", F_TIME, false, 1, 1440, MSG_settings_day_to_time, MSG_settings_day_time_hint, NULL, NULL, AT(to_time)},
    {"note", F_TEXT, false, 0, 80, MSG_settings_day_note, MSG_settings_day_note_hint, NULL, "off", AT(note)},
};
const struct form day_form = {"days", day_fields, 7, sizeof(struct day_boxes), 8192};

struct day_state {
    struct exception_in in;
    exception_id id;
    struct appointment_list touched;
};

static str span_words(struct call *c, const struct exception *x)
{
    str from = day_words(c, x->from), to = day_words(c, x->to);
    str days = x->from.d == x->to.d ? from : str_fmt(c->a, "%.*s – %.*s", SP(from), SP(to));
    if (x->from_minute == 0 && x->to_minute == 1440) return days;
    return str_fmt(c->a, "%.*s, %02d:%02d–%02d:%02d", SP(days), x->from_minute / 60, x->from_minute % 60, x->to_minute / 60, x->to_minute % 60);
}

static void fill_exceptions(struct call *c, const struct hours_shown *h, struct days_view *v)
{
    struct exception_view *o = ARENA_ARRAY(c->a, h->n_exceptions, struct exception_view);
    for (size_t i = 0; i < h->n_exceptions; i++) {
        const struct exception *x = &h->exceptions[i];
        str who = x->account.v ? x->account_name : message_say(c->a, c->desk.lang, SAY(MSG_settings_everybody));
        o[i] = (struct exception_view){id_str(c->a, x->id.v), span_words(c, x), who, x->note, link_to(c->a, "/setup/days/%.*s/remove", SP(id_str(c->a, x->id.v))), x->open};
    }
    v->exceptions.v = o;
    v->exceptions.n = h->n_exceptions;
}

static void options_people(struct call *c, const struct hours_shown *h, struct field_view *f)
{
    struct option_view *o = ARENA_ARRAY(c->a, h->n_therapists, struct option_view);
    for (size_t i = 0; i < h->n_therapists; i++) {
        str id = id_str(c->a, h->therapists[i].account.v);
        o[i] = (struct option_view){id, h->therapists[i].name, str_eq(id, f->value)};
    }
    f->type = S("select");
    f->options.v = o;
    f->options.n = h->n_therapists;
    f->empty_label = message_say(c->a, c->desk.lang, SAY(MSG_settings_everybody));
}

// What was just done can be taken back: an entry that was made goes, one that was removed comes again as it was.
static void offer_undo(struct call *c, struct page_view *page)
{
    int64_t id;
    str added = query_value(c, S("added")), gone = query_value(c, S("gone"));
    if (page->flash.key == MSG_done_day_added && id_parse(added, &id)) page_undo(c, page, link_to(c->a, "/setup/days/%.*s/remove", SP(added)));
    if (page->flash.key != MSG_done_day_removed || !gone.n) return;
    struct buf b = buf_new(c->a, 2048);
    buf_put(&b, S("/setup/days/again?entry="));
    buf_url_part(&b, gone);
    if (!b.over) page_undo(c, page, buf_str(&b));
}

static err days_page(struct call *c, const struct day_state *s, int status)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    if (status == 200) c->body = NULL;
    struct day_boxes one = {.open = S("off")};
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &day_form, &one);
    struct days_view v = {.page = page_of(c, MSG_settings_days),
                          .head = settings_head(c, SETTINGS_DAYS, s ? &s->touched : NULL),
                          .errors = form_errors_of(c, &day_form),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .account = &f[0],
                          .open = &f[1],
                          .from = &f[2],
                          .to = &f[3],
                          .from_time = &f[4],
                          .to_time = &f[5],
                          .note = &f[6]};
    f[1].required = true;
    options_people(c, &h, &f[0]);
    fill_exceptions(c, &h, &v);
    if (s && status == 200) {
        v.page.flash = SAY(c->flash);
        if (s->id.v) page_undo(c, &v.page, link_to(c->a, "/setup/days/%.*s/remove", SP(id_str(c->a, s->id.v))));
    } else {
        offer_undo(c, &v.page);
    }
    view_settings_days(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err days_render(struct call *c, err result)
{
    (void)result;
    return days_page(c, NULL, 200);
}
const struct handler h_days = {.render = days_render};

static err day_prepare(struct call *c)
{
    struct day_state *s = c->state = ARENA_NEW(c->a, struct day_state);
    struct day_boxes b;
    err e = form_bind(c, &day_form, &b);
    s->in = (struct exception_in){.account = {b.account}, .from = b.from, .to = b.to, .open = str_eq(b.open, S("works")), .note = b.note};
    if (b.from_time.known != b.to_time.known) {
        e = problem_add(&c->problems, E_INVALID, b.from_time.known ? S("to_time") : S("from_time"), SAY(MSG_setup_hours_pair));
    } else if (b.from_time.known) {
        s->in.from_minute = (int)b.from_time.v;
        s->in.to_minute = (int)b.to_time.v;
    }
    return e;
}

static err day_add(struct call *c, struct day_state *s)
{
    err e = desk_exception_add(&c->desk, &s->in, &s->id, &s->touched);
    for (struct problem *p = c->problems.first; p; p = p->next) {
        if (str_eq(p->field, S("time"))) p->field = S("to_time");
    }
    return e;
}

static err day_transact(struct call *c)
{
    struct day_state *s = c->state;
    err e = day_add(c, s);
    if (e) return e;
    c->location = link_to(c->a, "/setup/days?added=%.*s", SP(id_str(c->a, s->id.v)));
    c->flash = MSG_done_day_added;
    return OK;
}

static err day_render(struct call *c, err result)
{
    const struct day_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return days_page(c, NULL, err_http(result));
    if (c->kind == KIND_JSON) return settings_json(c, 200, s->id.v, &s->touched);
    return s->touched.n ? days_page(c, s, 200) : reply_redirect(c);
}
const struct handler h_day_add = {day_prepare, day_transact, day_render, false};

// "<account or ->.<from>.<to>.<open>.<from minute>.<to minute>.<note>": an entry that was removed, carried by the address of its undo.
static str entry_text(struct call *c, const struct exception *x)
{
    str who = x->account.v ? id_str(c->a, x->account.v) : S("-");
    return str_fmt(c->a, "%.*s.%.*s.%.*s.%d.%d.%d.%.*s", SP(who), SP(day_str(c->a, x->from)), SP(day_str(c->a, x->to)), x->open, x->from_minute, x->to_minute, SP(x->note));
}

static bool entry_parse(str text, struct exception_in *x)
{
    str part[6];
    int64_t n[3];
    for (size_t i = 0; i < 6; i++) {
        if (!str_cut(text, '.', &part[i], &text)) return false;
    }
    *x = (struct exception_in){.from = {.known = true}, .to = {.known = true}, .note = text};
    if (!str_eq(part[0], S("-")) && !id_parse(part[0], &x->account.v)) return false;
    if (!day_parse(part[1], &x->from.day) || !day_parse(part[2], &x->to.day)) return false;
    for (size_t i = 0; i < 3; i++) {
        if (!str_i64(part[3 + i], &n[i]) || n[i] < 0 || n[i] > 1440) return false;
    }
    x->open = n[0] != 0;
    x->from_minute = (int)n[1];
    x->to_minute = (int)n[2];
    return text_valid(text);
}

static err remove_transact(struct call *c)
{
    struct day_state *s = c->state = ARENA_NEW(c->a, struct day_state);
    struct hours_shown h;
    exception_id id;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    struct buf b = buf_new(c->a, 2048);
    buf_put(&b, S("/setup/days?gone="));
    for (size_t i = 0; i < h.n_exceptions; i++) {
        if (h.exceptions[i].id.v == id.v) buf_url_part(&b, entry_text(c, &h.exceptions[i]));
    }
    c->location = buf_str(&b);
    c->flash = MSG_done_day_removed;
    return desk_exception_delete(&c->desk, id, &s->touched);
}
const struct handler h_day_remove = {NULL, remove_transact, day_render, false};

static err again_prepare(struct call *c)
{
    struct day_state *s = c->state = ARENA_NEW(c->a, struct day_state);
    return entry_parse(query_value(c, S("entry")), &s->in) ? OK : E_NOT_FOUND;
}
const struct handler h_day_again = {again_prepare, day_transact, day_render, false};

// --- the grid

struct grid_boxes {
    opt_int slot_minutes;
    str tax_name, tax_number;
};
#undef AT
#define AT(member) offsetof(struct grid_boxes, member)
static const struct field grid_fields[] = {
    {"slot_minutes", F_INT, true, 5, 60, MSG_settings_slot, MSG_settings_slot_hint, NULL, NULL, AT(slot_minutes)},
    {"tax_name", F_TEXT, false, 0, 20, MSG_settings_tax_name, MSG_settings_tax_name_hint, NULL, "off", AT(tax_name)},
    {"tax_number", F_TEXT, false, 0, 60, MSG_settings_tax_number, MSG_settings_tax_number_hint, NULL, "off", AT(tax_number)},
};
const struct form grid_form = {"grid", grid_fields, 3, sizeof(struct grid_boxes), 4096};

static const int grids[] = {5, 10, 15, 20, 30, 60};
enum { GRIDS = sizeof grids / sizeof grids[0] };

static err grid_page(struct call *c, int status)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    struct grid_boxes now = {{true, h.calendar.slot_minutes}, h.calendar.tax_name, h.calendar.tax_number};
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
                          .head = settings_head(c, SETTINGS_GRID, NULL),
                          .errors = form_errors_of(c, &grid_form),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .version = h.version,
                          .slot_minutes = &f[0],
                          .tax_name = &f[1],
                          .tax_number = &f[2]};
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
    *in = (struct calendar_in){form_version(c), b.slot_minutes.v, b.tax_number, b.tax_name};
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
