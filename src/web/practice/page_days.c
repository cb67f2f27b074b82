// Settings: days off and holidays, one by one or as a list; days worked besides.
#include "base/day_span.h"
#include "web/body.h"
#include "web/calendar/day_text.h"
#include "desk/calendar/hours.h"
#include "web/forms.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

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
        o[i] = (struct exception_view){id_str(c->a, x->id.v), span_words(c, x), who, x->note, link_to(c->a, "/setup/days/%.*s/remove", SP(id_str(c->a, x->id.v))),
                                       page_form_key(c), x->open};
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

static err days_page(struct call *c, int status)
{
    struct hours_shown h;
    err e = desk_hours_show(&c->desk, &h);
    if (e) return e;
    struct day_boxes one = {.open = S("off")};
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &day_form, &one);
    struct days_view v = {.page = page_of(c, MSG_settings_days),
                          .head = settings_head(c, SETTINGS_DAYS),
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
    v.may = desk_may(&c->desk.who, VERB_HOURS_CHANGE);
    fill_exceptions(c, &h, &v);
    settings_day_undo(c, &v.page);
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_settings_days(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err days_render(struct call *c, err result)
{
    (void)result;
    return days_page(c, 200);
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
    c->location = link_to(c->a, "%s?added=%.*s", s->touched.n ? "/appointments/unfit" : "/setup/days", SP(id_str(c->a, s->id.v)));
    c->flash = MSG_done_day_added;
    return OK;
}

static err day_render(struct call *c, err result)
{
    const struct day_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return days_page(c, err_http(result));
    if (c->kind == KIND_JSON) return settings_json(c, 200, s->id.v, &s->touched);
    return reply_redirect(c);
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
    e = desk_exception_delete(&c->desk, id, &s->touched);
    if (e) return e;
    struct buf b = buf_new(c->a, 2048);
    buf_put(&b, s->touched.n ? S("/appointments/unfit?gone=") : S("/setup/days?gone="));
    for (size_t i = 0; i < h.n_exceptions; i++) {
        if (h.exceptions[i].id.v == id.v) buf_url_part(&b, entry_text(c, &h.exceptions[i]));
    }
    c->location = buf_str(&b);
    c->flash = MSG_done_day_removed;
    return OK;
}
const struct handler h_day_remove = {NULL, remove_transact, day_render, false};

static err again_prepare(struct call *c)
{
    struct day_state *s = c->state = ARENA_NEW(c->a, struct day_state);
    return entry_parse(query_value(c, S("entry")), &s->in) ? OK : E_NOT_FOUND;
}
const struct handler h_day_again = {again_prepare, day_transact, day_render, false};

// --- a list of days, pasted

struct list_boxes {
    str list;
};
static const struct field list_fields[] = {
    {"list", F_LONG, true, 0, 8000, MSG_settings_list, MSG_settings_list_hint, NULL, "off", offsetof(struct list_boxes, list)},
};
const struct form day_list_form = {"list", list_fields, 1, sizeof(struct list_boxes), 40960};

struct list_state {
    struct exception_in in[DAYS_LIST_MAX];
    int line[DAYS_LIST_MAX];            // of the text, from 1
    size_t n, added;
    struct appointment_list touched;
};

static err list_page(struct call *c, int status)
{
    const struct field_view *f = form_view(c, &day_list_form, NULL);
    struct day_list_view v = {.page = page_of(c, MSG_settings_list_title),
                              .errors = form_errors_of(c, &day_list_form),
                              .list = &f[0],
                              .csrf = c->session->csrf,
                              .key = page_form_key(c)};
    page_crumb(c, &v.page, S("/setup/days"), MSG_settings_days);
    view_settings_list(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err list_show_render(struct call *c, err result)
{
    (void)result;
    return list_page(c, 200);
}
const struct handler h_day_list = {.render = list_show_render};

static err line_wrong(struct call *c, int line, struct say why)
{
    return problem_add(&c->problems, E_INVALID, S("list"),
                       SAY2(MSG_settings_list_line, "line", str_fmt(c->a, "%d", line), "why", message_say(c->a, c->desk.lang, why)));
}

static err list_prepare(struct call *c)
{
    struct list_state *s = c->state = ARENA_NEW(c->a, struct list_state);
    struct list_boxes b;
    err e = form_bind(c, &day_list_form, &b);
    str rest = b.list, line;
    bool more = true;
    for (int at = 1; more && !e; at++) {
        struct day_span x;
        more = str_cut(rest, '\n', &line, &rest);
        line = str_trim(line);
        if (!line.n) continue;
        if (s->n == DAYS_LIST_MAX) return problem_add(&c->problems, E_INVALID, S("list"), SAY1(MSG_error_too_many, "max", S("100")));
        if (!day_span_parse(line, &x)) {
            (void)line_wrong(c, at, SAY(MSG_settings_list_day));
            continue;
        }
        s->line[s->n] = at;
        s->in[s->n++] = (struct exception_in){.from = {true, x.from}, .to = {true, x.to}, .note = x.note};
    }
    return e ? e : c->problems.n ? E_INVALID : OK;
}

static err list_transact(struct call *c)
{
    struct list_state *s = c->state;
    c->location = S("/setup/days");
    err e = desk_exceptions_add(&c->desk, s->in, s->n, &s->added, &s->touched);
    c->flash = s->added ? MSG_done_days_added : MSG_done_days_there;
    settings_lead(c, &s->touched);
    return e;
}

// Problems of the desk name list[3].from; people read the line.
static void list_problems(struct call *c, const struct list_state *s)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        str head, tail, index;
        int64_t i;
        if (!str_cut(p->field, '[', &head, &tail) || !str_cut(tail, ']', &index, &tail) || !str_i64(index, &i) || (size_t)i >= s->n) continue;
        p->field = S("list");
        p->say = SAY2(MSG_settings_list_line, "line", str_fmt(c->a, "%d", s->line[i]), "why", message_say(c->a, c->desk.lang, p->say));
    }
}

static err list_render(struct call *c, err result)
{
    const struct list_state *s = c->state;
    list_problems(c, s);
    if (result) return list_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, &s->touched) : reply_redirect(c);
}
const struct handler h_day_list_add = {list_prepare, list_transact, list_render, false};
