// How it was after a session, by the client's link: one tap for nothing unusual, a short form for the rest, and what to do now where it is severe.
#include "desk/links/after.h"

#include "base/json.h"
#include "link_text.h"
#include "page_link_born.h"
#include "pages_after.h"
#include "views_gen.h"
#include "web/body.h"
#include "web/care/regions.h"
#include "web/calendar/day_text.h"
#include "web/measures/measure_text.h"
#include "web/safety/intake_text.h"
#include "web/forms.h"
#include "web/session.h"

struct after_boxes {
    str nothing, skip, what, severity, days, hours, said;
};
static const struct choice whats[] = {{"soreness", MSG_care_soreness}, {"bruising", MSG_care_bruising}, {"headache", MSG_care_headache},
    {"dizziness", MSG_care_dizziness}, {"nausea", MSG_care_nausea}, {"numbness", MSG_care_numbness}, {"worse-pain", MSG_care_worse_pain}, {"other", MSG_care_other},
    {NULL, MSG_none}};
static const struct choice severities[] = {{"mild", MSG_care_mild}, {"moderate", MSG_care_moderate}, {"severe", MSG_care_severe}, {NULL, MSG_none}};
static const struct choice lasted[] = {{"0", MSG_answer_days_less}, {"1", MSG_answer_days_one}, {"3", MSG_answer_days_few}, {NULL, MSG_none}};
static const struct choice began[] = {{"0", MSG_after_at_once}, {"6", MSG_after_same_day}, {"24", MSG_after_next_day}, {"48", MSG_after_later}, {NULL, MSG_none}};
static const struct choice only_nothing[] = {{"1", MSG_after_nothing}, {NULL, MSG_none}};
static const struct choice only_skip[] = {{"1", MSG_after_skip}, {NULL, MSG_none}};
static const struct field after_fields[] = {
    {"nothing", F_CHOICE, false, 0, 0, MSG_after_nothing, MSG_none, only_nothing, NULL, offsetof(struct after_boxes, nothing)},
    {"skip", F_CHOICE, false, 0, 0, MSG_after_skip, MSG_none, only_skip, NULL, offsetof(struct after_boxes, skip)},
    {"what", F_CHOICE, false, 0, 0, MSG_care_what, MSG_none, whats, NULL, offsetof(struct after_boxes, what)},
    {"severity", F_CHOICE, false, 0, 0, MSG_care_severity, MSG_answer_severity_means, severities, NULL, offsetof(struct after_boxes, severity)},
    {"hours", F_CHOICE, false, 0, 0, MSG_after_began, MSG_none, began, NULL, offsetof(struct after_boxes, hours)},
    {"days", F_CHOICE, false, 0, 0, MSG_answer_days, MSG_after_days_hint, lasted, NULL, offsetof(struct after_boxes, days)},
    {"said", F_LONG, false, 0, 500, MSG_answer_adverse_words, MSG_none, NULL, "off", offsetof(struct after_boxes, said)},
};
const struct form after_form = {"after", after_fields, 7, sizeof(struct after_boxes), 16384};

// Asked on the way to something else: the page before a visit, or what is due on the practice's tablet.
static bool on_the_way(const struct call *c)
{
    return c->kiosk || str_starts(c->route->pattern, S("/v/"));
}

static err after_json(struct call *c, int status, const struct after_form *f)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("confirm"), f->front.confirm);
    if (!f->front.confirm) {
        jw_kstr(&w, S("visit"), day_str(c->a, f->visit));
        jw_kbool(&w, S("nothing"), f->nothing);
        jw_kint(&w, S("reports"), (int64_t)f->events);
        jw_kbool(&w, S("severe"), f->severe);
    }
    jw_end(&w);
    return OK;
}

static str tel(struct call *c, str number)
{
    return number.n ? str_fmt(c->a, "tel:%.*s", SP(number)) : number;
}

void after_told_fill(struct call *c, const struct after_told *told, str practice, str phone, struct after_told_view *v)
{
    *v = (struct after_told_view){.severe = told->severe, .moderate = told->moderate, .kiosk = c->kiosk != NULL, .practice = practice, .phone = phone,
        .phone_href = tel(c, phone), .emergency = told->emergency, .emergency_href = tel(c, told->emergency)};
    if (told->moderate && told->by.d >= c->desk.today.d) v->by = day_words(c, told->by);
}

static err after_page(struct call *c, int status)
{
    struct after_form f;
    err e = desk_after_form(&c->desk, &f);
    if (e) return e;
    if (c->kind == KIND_JSON) return after_json(c, status, &f);
    c->location = link_here(c, "");
    if (f.front.confirm) return reply_redirect(c); // the birth date is asked there
    const struct field_view *g = form_view(c, &after_form, &(struct after_boxes){0});
    struct after_view v = {.page = page_of_client(c, MSG_after_title, f.front.practice, f.front.crisis_line), .errors = form_errors_of(c, &after_form),
        .action = link_here(c, "/after"), .key = page_form_key(c), .day = day_text(c, f.visit),
        .thanks = f.nothing || f.events > 0,
        .skip = on_the_way(c) || !f.alone, .open = c->problems.n > 0 || query_value(c, S("more")).n,
        .what = &g[2], .severity = &g[3], .hours = &g[4], .days = &g[5], .said = &g[6]};
    if (v.thanks && on_the_way(c)) v.on_href = link_here(c, "");
    else if (v.thanks && !f.alone) v.rate_href = link_here(c, "?ratings=1");
    after_told_fill(c, &f.told, f.front.practice, f.front.practice_phone, &v.told);
    v.told.heads = v.told.severe;
    intake_now_foot(v.told.severe, &v.page);
    regions_fill(c, &(struct sites){0}, &v.regions);
    v.page.flash = SAY(MSG_none); // the page says itself what was kept
    view_after(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err after_show_render(struct call *c, err result)
{
    (void)result;
    return after_page(c, 200);
}
const struct handler h_after_show = {.render = after_show_render};

static err after_prepare(struct call *c)
{
    struct after_in *in = c->state = ARENA_NEW(c->a, struct after_in);
    struct after_boxes b = {0};
    struct sites sites = {0};
    err places = sites_posted(c, &sites), e = form_bind(c, &after_form, &b);
    if (e || places) return e ? e : places;
    in->nothing = b.nothing.n > 0;
    in->skip = b.skip.n > 0;
    in->row = (struct adverse_row){.words = b.said};
    if (sites.n) in->row.sites = sites_json(c->a, &sites);
    in->row.days.known = str_i64(b.days, &in->row.days.v);
    in->row.hours.known = str_i64(b.hours, &in->row.hours.v);
    if (in->nothing || in->skip) return OK;
    if (!adverse_what_of(b.what, &in->row.what)) e = problem_add(&c->problems, E_INVALID, S("what"), SAY(MSG_error_required));
    if (!severity_of(b.severity, &in->row.severity)) e = problem_add(&c->problems, E_INVALID, S("severity"), SAY(MSG_error_required));
    return e;
}

static err after_transact(struct call *c)
{
    const struct after_in *in = c->state;
    bool stay = !in->skip && !in->nothing && in->row.severity == SEVERITY_SEVERE; // what to do now stands there
    c->location = link_here(c, in->skip || (on_the_way(c) && !stay) ? "" : "/after");
    return desk_after_say(&c->desk, in);
}

static err after_render(struct call *c, err result)
{
    if (result == E_INVALID && c->kind == KIND_HTML) return after_page(c, err_http(result));
    if (result) return result;
    return c->kind == KIND_JSON ? after_page(c, 200) : reply_redirect(c);
}
const struct handler h_after_say = {after_prepare, after_transact, after_render};
