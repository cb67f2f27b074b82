// Placing a plan's series: proposed days and times, conflicts first with free times in their place, one button that books them all.
#include "desk/calendar/series_place.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "day_text.h"
#include "web/forms.h"
#include "pages_series.h"
#include "web/care/plan_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct series_boxes {
    int64_t therapist;
};
static const struct field series_fields[] = {
    {"therapist", F_ID, true, 0, 0, MSG_series_therapist, MSG_none, NULL, NULL, offsetof(struct series_boxes, therapist)},
};
const struct form series_form = {"series", series_fields, 1, sizeof(struct series_boxes), 16384};

// What is asked for in the address.
struct wish_boxes {
    int64_t therapist;
    opt_day first;
    opt_int time, sessions;
};
static const struct field wish_fields[] = {
    {"time", F_TIME, false, 0, 1439, MSG_series_time, MSG_none, NULL, NULL, offsetof(struct wish_boxes, time)},
    {"first", F_DAY, false, 0, 0, MSG_series_first, MSG_none, NULL, NULL, offsetof(struct wish_boxes, first)},
    {"therapist", F_ID, true, 0, 0, MSG_series_therapist, MSG_none, NULL, NULL, offsetof(struct wish_boxes, therapist)},
    {"sessions", F_INT, false, 1, SERIES_MAX, MSG_series_count, MSG_none, NULL, NULL, offsetof(struct wish_boxes, sessions)},
};
static const struct form wish_form = {"wish", wish_fields, 4, sizeof(struct wish_boxes), 4096};

struct series_state {
    struct series_in in;
    struct series_wish wish[SERIES_MAX];
    struct series_line line[SERIES_MAX];
    appointment_id id[SERIES_MAX];
};

static str series_href(struct call *c, plan_id plan)
{
    return link_to(c->a, "/plans/%.*s/series", SP(id_str(c->a, plan.v)));
}

static err plan_of_path(struct call *c, plan_id *plan)
{
    return id_parse(c->param[0], &plan->v) ? OK : E_NOT_FOUND;
}

// --- what is asked for

// What is not said, or not understood, is proposed.
static err ask_of_query(struct call *c, struct series_ask *ask)
{
    struct body q = {0};
    bool found = true;
    err e = body_parse_form(c->a, c->query, &q);
    if (e) return e;
    str therapist = body_value(&q, S("therapist"), 0, &found), first = body_value(&q, S("first"), 0, &found);
    str time = body_value(&q, S("time"), 0, &found), sessions = body_value(&q, S("sessions"), 0, &found);
    if (!id_parse(therapist, &ask->therapist.v)) ask->therapist.v = 0;
    ask->first.known = day_parse(first, &ask->first.day) && ask->first.day.d >= c->desk.today.d;
    struct slot_value at;
    ask->minute.known = time.n == 5 && slot_parse(str_fmt(c->a, "2026-01-01T%.*s", SP(time)), &at);
    if (ask->minute.known) ask->minute.v = at.minute;
    int64_t n = 0;
    if (str_i64(sessions, &n) && n > 0 && n <= SERIES_MAX) ask->sessions = (int)n;
    int days = 0;
    for (size_t i = 0; i < 7; i++) {
        int64_t w = 0;
        str said = body_value(&q, S("weekday"), i, &found);
        if (found && str_i64(said, &w) && w >= 1 && w <= 7) ask->weekdays[days++] = (int)w;
    }
    return OK;
}

// --- the page

static str conflict_words(struct call *c, enum slot_conflict why)
{
    return message_say(c->a, c->desk.lang, desk_conflict_say(why));
}

static void fill_line(struct call *c, const struct series_line *l, size_t i, struct plan_series_line_view *v)
{
    *v = (struct plan_series_line_view){.number = str_fmt(c->a, "%zu", i + 1),
                                   .name = str_fmt(c->a, "s%zu", i),
                                   .id = str_fmt(c->a, i ? "series-session-%zu" : "series-session", i),
                                   .value = slot_text(c, &(struct slot_value){l->day, l->minute, {{0}}}),
                                   .when = when_words(c, l->day, l->minute)};
    if (l->conflict == SLOT_FREE) return;
    v->why = conflict_words(c, l->conflict);
    struct plan_series_other_view *o = ARENA_ARRAY(c->a, SERIES_OTHERS + 1, struct plan_series_other_view);
    size_t n = 0;
    for (; n < l->n_other; n++) {
        const struct free_time *t = &l->other[n];
        o[n] = (struct plan_series_other_view){slot_text(c, &(struct slot_value){t->day, t->slot.minute, {{0}}}), when_words(c, t->day, t->slot.minute), n == 0};
    }
    o[n] = (struct plan_series_other_view){(str){0}, message_say(c->a, c->desk.lang, SAY(MSG_series_leave_out)), n == 0};
    v->others.v = o;
    v->others.n = n + 1;
}

static void fill_lines(struct call *c, const struct series_about *about, const struct series_line *line, size_t n, struct plan_series_view *v)
{
    struct plan_series_line_view *taken = ARENA_ARRAY(c->a, n, struct plan_series_line_view), *free = ARENA_ARRAY(c->a, n, struct plan_series_line_view);
    size_t n_taken = 0, n_free = 0, booked = 0;
    for (size_t i = 0; i < n; i++) {
        bool conflict = line[i].conflict != SLOT_FREE;
        fill_line(c, &line[i], i, conflict ? &taken[n_taken++] : &free[n_free++]);
        booked += !conflict || line[i].n_other > 0;
    }
    v->conflicts.v = taken;
    v->conflicts.n = n_taken;
    v->free.v = free;
    v->free.n = n_free;
    v->count = (int64_t)booked;
    v->chosen = message_say(c->a, c->desk.lang, SAY1(MSG_series_book_chosen_count, "count", S("{count}")));
    v->price = money_words(c, desk_series_price(about, (int)booked), about->currency);
}

static void fill_wishes(struct call *c, const struct series_about *about, const struct series_ask *ask, struct plan_series_view *v)
{
    const struct body *typed = c->body; // is of the other form
    c->body = NULL;
    struct wish_boxes boxes = {ask->therapist.v, ask->first, ask->minute, {true, ask->sessions}};
    const struct field_view *f = form_view(c, &wish_form, &boxes);
    c->body = typed;
    v->time = &f[0];
    v->first = &f[1];
    v->therapist = &f[2];
    v->sessions = &f[3];
    struct field_view *box = (struct field_view *)(uintptr_t)&f[2];
    struct option_view *o = ARENA_ARRAY(c->a, about->n_givers, struct option_view);
    for (size_t i = 0; i < about->n_givers; i++) {
        str id = id_str(c->a, about->giver[i].account.v);
        o[i] = (struct option_view){id, about->giver[i].name, str_eq(id, box->value)};
    }
    box->type = S("select");
    box->options.v = o;
    box->options.n = about->n_givers;
    struct plan_series_weekday_view *w = ARENA_ARRAY(c->a, 7, struct plan_series_weekday_view);
    for (int i = 0; i < 7; i++) {
        w[i] = (struct plan_series_weekday_view){str_fmt(c->a, "%d", i + 1), message_say(c->a, c->desk.lang, SAY(view_weekday(i + 1))), false};
        for (int k = 0; k < 7 && ask->weekdays[k]; k++) w[i].checked |= ask->weekdays[k] == i + 1;
    }
    v->weekdays.v = w;
    v->weekdays.n = 7;
}

static void fill_booked(struct call *c, const struct series_about *about, struct plan_series_view *v)
{
    const struct appointment_list *all = &about->usage.all;
    struct plan_series_booked_view *b = ARENA_ARRAY(c->a, all->n, struct plan_series_booked_view);
    for (size_t i = 0; i < all->n; i++) {
        const struct appointment *p = &all->v[i];
        b[i] = (struct plan_series_booked_view){.href = visit_href(c, p->id, ""),
                                           .when = when_words(c, p->day, p->minute),
                                           .state = message_say(c->a, c->desk.lang, SAY(state_msg(p->state))),
                                           .state_class = state_class(p->state)};
    }
    v->booked.v = b;
    v->booked.n = all->n;
    v->given = about->usage.count.given;
    v->no_note = about->usage.count.no_note;
    v->not_treated = about->usage.count.not_treated;
    v->ahead = about->usage.count.ahead;
    v->missed = about->usage.count.missed;
    v->left = about->usage.left;
    v->overdue = about->usage.overdue;
}

static str dose_words(struct call *c, const struct series_about *about)
{
    const struct series_plan *p = &about->plan;
    struct say rhythm = SAY_N(p->every_weeks == 1 ? MSG_series_rhythm_week : MSG_series_rhythm_weeks, p->per_week);
    if (p->every_weeks != 1) rhythm.arg[0] = (struct say_arg){"weeks", str_fmt(c->a, "%d", p->every_weeks)};
    struct say dose = SAY3(MSG_series_dose, "service", p->service_name, "minutes", str_fmt(c->a, "%d", about->minutes), "rhythm", message_say(c->a, c->desk.lang, rhythm));
    dose.n = p->sessions;
    return message_say(c->a, c->desk.lang, dose);
}

static err series_html(struct call *c, const struct series_about *about, const struct series_ask *ask, const struct series_line *line, size_t n, int status)
{
    struct plan_series_view v = {.page = page_of(c, MSG_series_title),
                            .errors = form_errors_of(c, &series_form),
                            .dose = dose_words(c, about),
                            .action = series_href(c, about->plan.id),
                            .look_action = series_href(c, about->plan.id),
                            .csrf = c->session->csrf,
                            .key = page_form_key(c),
                            .therapist_id = ask->therapist.v ? id_str(c->a, ask->therapist.v) : (str){0}, // none chosen where nothing is left to propose
                            .over = !about->plan.runs,
                            .proposes = about->plan.runs && about->usage.to_book > 0,
                            .nothing = n == 0};
    int64_t placed;
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_series_title, "name", about->plan.client_name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, about->plan.client, ""), about->plan.client_name);
    err told = page_safety(c, about->plan.client, &v.page);
    if (told) return told;
    if (desk_may(&c->desk.who, VERB_PLAN_SHOW))
        page_crumb(c, &v.page, link_to(c->a, "/plans/%.*s", SP(id_str(c->a, about->plan.id.v))), MSG_series_plan);
    if (id_parse(query_value(c, S("placed")), &placed))
        page_undo(c, &v.page, str_fmt(c->a, "%.*s/%.*s/undo", SP(v.action), SP(id_str(c->a, placed))));
    fill_wishes(c, about, ask, &v);
    fill_lines(c, about, line, n, &v);
    fill_booked(c, about, &v);
    view_plan_series(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// --- JSON

static void lines_json(struct call *c, struct jw *w, const struct series_line *line, size_t n)
{
    jw_key(w, S("sessions"));
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        jw_kstr(w, S("session"), slot_text(c, &(struct slot_value){line[i].day, line[i].minute, {{0}}}));
        jw_kstr(w, S("conflict"), slot_conflict_name(line[i].conflict));
        times_json(c, w, S("others"), &(struct free_list){line[i].other, line[i].n_other});
        jw_end(w);
    }
    jw_end(w);
}

static err series_json(struct call *c, const struct series_about *about, const struct series_ask *ask, const struct series_line *line, size_t n)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("plan"));
    jw_id(&w, about->plan.id.v);
    jw_key(&w, S("client"));
    jw_id(&w, about->plan.client.v);
    jw_key(&w, S("therapist"));
    jw_id(&w, ask->therapist.v);
    plan_usage_json(&w, &about->usage);
    jw_kint(&w, S("price"), desk_series_price(about, (int)n));
    lines_json(c, &w, line, n);
    jw_end(&w);
    return OK;
}

// --- GET

static err series_render(struct call *c, err result)
{
    (void)result;
    plan_id plan;
    struct series_about about;
    struct series_ask ask = {0};
    struct series_in in = {0};
    struct series_line line[SERIES_MAX];
    err e = plan_of_path(c, &plan);
    if (!e) e = ask_of_query(c, &ask);
    if (!e) e = desk_series_about(&c->desk, plan, &about);
    if (e) return e;
    if (about.plan.runs) e = desk_series_propose(&c->desk, &about, &ask, &in);
    if (!e && in.n) e = desk_series_look(&c->desk, &in, line);
    if (e == E_INVALID) in.n = 0; // a therapist or service that cannot be booked any more: said above the form
    else if (e) return e;
    return c->kind == KIND_JSON ? series_json(c, &about, &ask, line, in.n) : series_html(c, &about, &ask, line, in.n, e ? err_http(e) : 200);
}
const struct handler h_series = {.render = series_render};

// --- POST

static err wish_add(struct call *c, struct series_state *s, str said)
{
    struct slot_value at;
    if (!said.n) return OK; // left out
    if (s->in.n == SERIES_MAX || !slot_parse(said, &at)) return problem_add(&c->problems, E_INVALID, S("session"), SAY(MSG_series_choose));
    s->wish[s->in.n++] = (struct series_wish){at.day, at.minute};
    return OK;
}

// "session", repeated, as programs send it; s0, s1, … as the page does, where radio buttons need names of their own.
static err wishes_bind(struct call *c, struct series_state *s)
{
    bool found = true;
    err e = OK;
    for (size_t i = 0; !e; i++) {
        str said = body_value(c->body, S("session"), i, &found);
        if (!found) break;
        e = wish_add(c, s, said);
    }
    for (size_t i = 0; i < SERIES_MAX && !e && !c->body->json; i++) {
        str said = body_value(c->body, str_fmt(c->a, "s%zu", i), 0, &found);
        if (found) e = wish_add(c, s, said);
    }
    if (!e && !s->in.n) e = problem_add(&c->problems, E_INVALID, S("session"), SAY(MSG_series_choose));
    return e;
}

static err series_prepare(struct call *c)
{
    struct series_state *s = c->state = ARENA_NEW(c->a, struct series_state);
    struct series_boxes boxes;
    struct series_plan plan;
    *s = (struct series_state){.in = {.wish = s->wish}};
    err e = plan_of_path(c, &s->in.plan);
    if (!e) e = desk_series_plan(&c->desk, s->in.plan, &plan);
    if (e) return e;
    s->in.service = plan.service;
    e = c->body ? wishes_bind(c, s) : OK; // first: what nobody read is refused
    err bound = form_bind(c, &series_form, &boxes);
    s->in.therapist.v = boxes.therapist;
    return bound ? bound : e;
}

static err series_transact(struct call *c)
{
    struct series_state *s = c->state;
    err e = desk_series_place(&c->desk, &s->in, s->line, s->id);
    if (e) return e;
    c->location = link_to(c->a, "%.*s?placed=%.*s", SP(series_href(c, s->in.plan)), SP(id_str(c->a, s->id[0].v)));
    c->flash = MSG_done_series;
    return OK;
}

static err placed_json(struct call *c, const struct series_state *s)
{
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("appointments"));
    jw_array(&w);
    for (size_t i = 0; i < s->in.n; i++) jw_id(&w, s->id[i].v);
    jw_end(&w);
    jw_kstr(&w, S("href"), c->location);
    jw_end(&w);
    return OK;
}

// What was refused is shown with the times that were sent, looked at once more.
static err refused(struct call *c, struct series_state *s, err result)
{
    struct series_about about;
    bool looked = result == E_CONFLICT && c->problems.n > 0;
    if (c->kind == KIND_JSON) {
        struct jw w = reply_error_json(c, result);
        if (looked) lines_json(c, &w, s->line, s->in.n);
        jw_end(&w);
        return OK;
    }
    err e = desk_series_about(&c->desk, s->in.plan, &about);
    if (e) return e;
    struct series_ask ask = {.therapist = s->in.therapist.v ? s->in.therapist : about.plan.therapist, .sessions = (int)s->in.n};
    for (size_t i = 0; i < s->in.n; i++) {
        if (!looked) s->line[i] = (struct series_line){.day = s->wish[i].day, .minute = s->wish[i].minute};
        if (ask.first.known && ask.first.day.d <= s->wish[i].day.d) continue;
        ask.first = (opt_day){true, s->wish[i].day};
        ask.minute = (opt_int){true, s->wish[i].minute};
    }
    return series_html(c, &about, &ask, s->line, s->in.n, err_http(result));
}

static err series_place_render(struct call *c, err result)
{
    struct series_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return refused(c, s, result);
    return c->kind == KIND_JSON ? placed_json(c, s) : reply_redirect(c);
}
const struct handler h_series_place = {series_prepare, series_transact, series_place_render, .refusals = true};

// --- undo

static err undo_transact(struct call *c)
{
    plan_id plan;
    appointment_id placed;
    size_t n;
    if (plan_of_path(c, &plan) || !id_parse(c->param[1], &placed.v)) return E_NOT_FOUND;
    c->location = series_href(c, plan);
    c->flash = MSG_done_series_undone;
    return desk_series_undo(&c->desk, plan, placed, &n);
}

static err undo_render(struct call *c, err result)
{
    if (result) return result;
    if (c->kind != KIND_JSON) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("href"), c->location);
    jw_end(&w);
    return OK;
}
const struct handler h_series_undo = {.transact = undo_transact, .render = undo_render};
