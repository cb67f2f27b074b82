// What a diary link asks every day, one short form for one day: the sleep of last night, the wellness of this morning.
#include "page_daily.h"

#include "base/json.h"
#include "web/body.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "web/measures/response_text.h"
#include "web/session.h"
#include "views_gen.h"

struct daily_boxes {
    opt_day day;
};
static const struct field daily_fields[] = {
    {"day", F_DAY, true, 0, 0, MSG_response_day, MSG_none, NULL, NULL, offsetof(struct daily_boxes, day)},
};
const struct form daily_form = {"response", daily_fields, 1, sizeof(struct daily_boxes), 16384};

struct daily_state {
    struct daily_in in;
    bool written;
};

str daily_href(struct call *c, size_t position, const char *behind)
{
    return link_to(c->a, "/d/%.*s/form/%zu%s", SP(c->param[0]), position, behind);
}

static str day_label(struct call *c, day on)
{
    int ago = c->desk.today.d - on.d;
    return ago == 0   ? message_say(c->a, c->desk.lang, SAY(MSG_answer_today))
           : ago == 1 ? message_say(c->a, c->desk.lang, SAY(MSG_answer_yesterday))
                      : weekday_text(c, on);
}

// The day that is filled in: of the form that came back, of the address, or today where today is not known. False: none.
static bool day_wanted(struct call *c, const struct daily_one *q, day *out)
{
    bool found;
    str said = c->body ? str_trim(body_value(c->body, S("day"), 0, &found)) : query_value(c, S("day"));
    *out = c->desk.today;
    if (said.n && day_parse(said, out) && daily_day_of(q, *out)) return true;
    *out = c->desk.today;
    return c->body || !daily_day_of(q, *out)->known;
}

static void fill_days(struct call *c, const struct daily_one *q, day shown, struct daily_view *v)
{
    struct daily_day_view *o = ARENA_ARRAY(c->a, ANSWER_DAYS, struct daily_day_view);
    for (size_t i = 0; i < ANSWER_DAYS; i++) {
        day on = q->days[i].day;
        o[i] = (struct daily_day_view){.label = day_label(c, on), .date = day_text(c, on), .known = q->days[i].known, .shown = v->form && on.d == shown.d,
            .href = str_fmt(c->a, "%.*s?day=%.*s", SP(daily_href(c, q->position, "")), SP(day_str(c->a, on)))};
    }
    v->days.v = o;
    v->days.n = ANSWER_DAYS;
}

const struct daily_other_view *daily_others(struct call *c, const struct daily *all, size_t but, size_t *n)
{
    struct daily_other_view *o = ARENA_ARRAY(c->a, all->n + 1, struct daily_other_view);
    *n = 0;
    if (but && all->headache) o[(*n)++] = (struct daily_other_view){.title = message_say(c->a, c->desk.lang, SAY(MSG_diary_page)), .href = link_to(c->a, "/d/%.*s", SP(c->param[0]))};
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].position != but) o[(*n)++] = (struct daily_other_view){all->v[i].words->title, daily_href(c, all->v[i].position, ""), all->v[i].words->language};
    return o;
}

static err daily_json(struct call *c, const struct daily *all, const struct daily_one *q)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("instrument"), q->file->id);
    jw_kstr(&w, S("version"), q->file->version);
    jw_kstr(&w, S("expires"), instant_str(c->a, all->expires));
    jw_key(&w, S("items"));
    jw_array(&w);
    for (size_t i = 0; i < q->words->n_items; i++) {
        jw_object(&w);
        jw_kstr(&w, S("id"), q->words->items[i].id);
        jw_kstr(&w, S("text"), q->words->items[i].text);
        jw_kbool(&w, S("optional"), q->words->items[i].optional);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("days"));
    jw_array(&w);
    for (size_t i = 0; i < ANSWER_DAYS; i++) {
        jw_object(&w);
        jw_kstr(&w, S("day"), day_str(c->a, q->days[i].day));
        jw_kbool(&w, S("filled_in"), q->days[i].known);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

err daily_page(struct call *c, int status, const struct daily *all, const struct daily_one *q)
{
    if (c->kind == KIND_JSON) return daily_json(c, all, q);
    day on;
    struct daily_view v = {.page = page_of_client(c, MSG_diary_page, all->practice, all->crisis_line), .action = daily_href(c, q->position, ""),
        .key = page_form_key(c), .tongue = q->words->language, .about = q->words->about, .form = day_wanted(c, q, &on),
        .kept = str_eq(query_value(c, S("done")), S("done.diary")), .until = page_time(c, all->expires)};
    v.page.title = q->words->title;
    v.page.flash = SAY(MSG_none); // the page says thank you itself
    v.day = day_str(c->a, on);
    v.label = day_label(c, on);
    v.date = day_text(c, on);
    const struct daily_day *known = daily_day_of(q, on);
    if (v.form) {
        v.questions.v = answer_questions(c, q->words, known->known ? known->answers : NULL);
        v.questions.n = q->words->n_items;
    }
    v.errors = answer_errors(c, &daily_form, v.questions.v, v.questions.n);
    fill_days(c, q, on, &v);
    v.others.v = daily_others(c, all, q->position, &v.others.n);
    view_daily(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err place_asked(struct call *c, size_t *out)
{
    int64_t n;
    if (!str_i64(c->param[1], &n) || n < 1 || n > LINK_ASKS) return E_NOT_FOUND;
    *out = (size_t)n;
    return OK;
}

// Where the birth date is still wanted, the diary's own page asks for it.
static err confirm_first(struct call *c)
{
    if (c->kind == KIND_JSON) return E_FORBIDDEN;
    c->location = link_to(c->a, "/d/%.*s", SP(c->param[0]));
    return reply_redirect(c);
}

static err page_at(struct call *c, int status)
{
    struct daily all;
    size_t position;
    err e = place_asked(c, &position);
    if (!e) e = desk_daily(&c->desk, &all);
    if (e) return e;
    if (all.confirm) return confirm_first(c);
    const struct daily_one *q = daily_at(&all, position);
    return q ? daily_page(c, status, &all, q) : E_NOT_FOUND;
}

static err show_render(struct call *c, err result)
{
    (void)result;
    return page_at(c, 200);
}
const struct handler h_daily_show = {.render = show_render};

static err take_prepare(struct call *c)
{
    struct daily_state *s = c->state = ARENA_NEW(c->a, struct daily_state);
    struct daily_boxes boxes = {0};
    err e = place_asked(c, &s->in.position);
    if (e) return e;
    s->in.answers = answer_boxes(c, S("q_"));
    if (!s->in.answers) return E_TOO_LARGE;
    e = form_bind(c, &daily_form, &boxes);
    s->in.day = boxes.day.day;
    return e;
}

static err take_transact(struct call *c)
{
    struct daily_state *s = c->state;
    c->location = daily_href(c, s->in.position, "");
    c->flash = MSG_done_diary;
    return desk_daily_take(&c->desk, &s->in, &s->written);
}

static err take_render(struct call *c, err result)
{
    const struct daily_state *s = c->state;
    if (result == E_FORBIDDEN && c->kind != KIND_JSON) return confirm_first(c);
    if (result == E_NOT_FOUND || result == E_GONE) return result;
    if (!result && c->kind == KIND_JSON) {
        struct jw w = jw_on(reply_body(c, 200, S("application/json")));
        jw_object(&w);
        jw_kbool(&w, S("written"), s->written);
        jw_end(&w);
        return OK;
    }
    if (c->kind == KIND_JSON) return result;
    return result ? page_at(c, err_http(result)) : reply_redirect(c);
}
const struct handler h_daily_take = {take_prepare, take_transact, take_render};
