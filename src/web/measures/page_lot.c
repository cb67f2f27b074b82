// The first day of a plan, drawn by lot: why, what it asks of the client, the draw, and what was drawn.
#include "base/json.h"
#include "desk/measures/lots.h"
#include "web/forms.h"
#include "measure_text.h"
#include "web/care/pages_plan.h"
#include "web/care/plan_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

enum { WEEK = 7, WEEKS_WANTED = 6 };

struct lot_boxes {
    opt_int weeks;
    bool consent;
};
static const struct field lot_fields[] = {
    {"weeks", F_INT, true, 1, LOT_WEEKS_MOST, MSG_lot_weeks, MSG_lot_weeks_hint, NULL, NULL, offsetof(struct lot_boxes, weeks)},
    {"consent", F_CHECK, false, 0, 0, MSG_lot_consent, MSG_none, NULL, NULL, offsetof(struct lot_boxes, consent)},
};
const struct form lot_form = {"lot", lot_fields, 2, sizeof(struct lot_boxes), 4096};

struct lot_state {
    plan_id plan;
    struct lot_in in;
    struct lot_row drawn;
};

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

static str count(struct call *c, int64_t n) { return str_fmt(c->a, "%lld", (long long)n); }

static size_t ways_of(const struct lot_row *l) { return (size_t)((l->last.d - l->first.d) / l->step) + 1; }

static str drawn_text(struct call *c, enum msg key, const struct lot_row *l)
{
    struct say s = {.key = key, .arg = {{"day", day_text(c, l->drawn)}, {"ways", count(c, (int64_t)ways_of(l))}, {"first", day_text(c, l->first)},
        {"last", day_text(c, l->last)}, {"at", page_time(c, l->at)}, {"by", l->account_name}}};
    return said(c, s);
}

str lot_text(struct call *c, const struct lot_row *l) { return drawn_text(c, MSG_lot_drawn, l); }

static str why_text(struct call *c, const struct lot_shown *s)
{
    static const enum msg of[] = {[LOT_OFF] = MSG_lot_off, [LOT_OVER] = MSG_plan_is_over, [LOT_BEGUN] = MSG_lot_begun, [LOT_NO_RHYTHM] = MSG_lot_no_rhythm};
    if (s->why == LOT_MAY) return (str){0};
    if (s->why == LOT_RUNS) return said(c, SAY2(MSG_lot_runs, "day", day_text(c, s->lot.drawn), "until", day_text(c, s->lot.until)));
    return s->why == LOT_DRAWN ? lot_text(c, &s->lot) : said(c, SAY(of[s->why]));
}

static void lot_put(struct call *c, struct jw *w, const struct lot_row *l)
{
    jw_kstr(w, S("drawn"), day_str(c->a, l->drawn));
    jw_kstr(w, S("first"), day_str(c->a, l->first));
    jw_kstr(w, S("last"), day_str(c->a, l->last));
    jw_kstr(w, S("until"), day_str(c->a, l->until));
    jw_kint(w, S("ways"), (int64_t)ways_of(l));
}

static err lot_json(struct call *c, const struct lot_shown *s)
{
    static const char *const names[] = {"may", "off", "drawn", "over", "begun", "runs", "no-rhythm"};
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("state"), str_of(names[s->why]));
    jw_kint(&w, S("step_days"), s->step);
    jw_kint(&w, S("weeks_least"), s->weeks_least);
    if (s->why == LOT_DRAWN) lot_put(c, &w, &s->lot);
    jw_key(&w, S("earlier"));
    jw_array(&w);
    for (size_t i = 0; i < s->earlier.n; i++) {
        jw_object(&w);
        lot_put(c, &w, &s->earlier.v[i]);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err lot_page(struct call *c, int status)
{
    plan_id plan;
    struct lot_shown s;
    if (!id_parse(c->param[0], &plan.v)) return E_NOT_FOUND;
    err e = desk_lot(&c->desk, plan, &s);
    if (e) return e;
    if (c->kind == KIND_JSON) return lot_json(c, &s);
    struct lot_boxes now = {.weeks = {true, s.weeks_least > WEEKS_WANTED ? s.weeks_least : WEEKS_WANTED}};
    const struct field_view *boxes = form_view(c, &lot_form, &now);
    struct lot_view v = {.page = page_of(c, MSG_lot_title), .errors = form_errors_of(c, &lot_form), .action = plan_href(c, plan, "/lot"), .cancel = plan_href(c, plan, ""),
        .csrf = c->session->csrf, .key = page_form_key(c), .concern = concern_name(c, &s.concern), .goal = s.plan.goal, .may = s.why == LOT_MAY && desk_may(&c->desk.who, VERB_LOT_DRAW),
        .why = why_text(c, &s), .weeks = boxes, .consent = boxes + 1};
    v.rhythm = said(c, SAY1(s.step == WEEK ? MSG_lot_weekly : MSG_lot_daily, "weeks", count(c, s.weeks_least)));
    struct crumb *earlier = ARENA_ARRAY(c->a, s.earlier.n, struct crumb);
    for (size_t i = 0; i < s.earlier.n; i++) earlier[i] = (struct crumb){.label = drawn_text(c, MSG_lot_earlier_one, &s.earlier.v[i])};
    v.earlier.v = earlier;
    v.earlier.n = s.earlier.n;
    page_crumb(c, &v.page, plan_href(c, plan, ""), MSG_plan_title);
    e = page_safety(c, s.plan.client, &v.page);
    if (e) return e;
    view_lot(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err lot_show_render(struct call *c, err result)
{
    (void)result;
    return lot_page(c, 200);
}
const struct handler h_lot = {.render = lot_show_render};

static err lot_prepare(struct call *c)
{
    struct lot_state *s = c->state = ARENA_NEW(c->a, struct lot_state);
    struct lot_boxes b;
    if (!id_parse(c->param[0], &s->plan.v)) return E_NOT_FOUND;
    err e = form_bind(c, &lot_form, &b);
    s->in = (struct lot_in){s->plan, b.weeks.v, b.consent};
    return e;
}

static err lot_transact(struct call *c)
{
    struct lot_state *s = c->state;
    c->location = plan_href(c, s->plan, "/lot");
    c->flash = MSG_done_lot;
    return desk_lot_draw(&c->desk, &s->in, &s->drawn);
}

static err lot_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND) return result;
    if (c->kind == KIND_JSON) return result ? result : lot_page(c, 200);
    return result ? lot_page(c, err_http(result)) : reply_redirect(c);
}
const struct handler h_lot_draw = {lot_prepare, lot_transact, lot_render};
