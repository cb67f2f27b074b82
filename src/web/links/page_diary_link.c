// The headache diary by its own link: one tap a day, without a password; on a shared phone the birth date first.
#include "desk/links/diary_link.h"

#include "base/json.h"
#include "web/body.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"
#include "link_text.h"
#include "web/measures/measure_text.h"
#include "page_daily.h"
#include "page_link_born.h"
#include "pages_contact.h"
#include "web/session.h"
#include "views_gen.h"

const struct form diary_days_form = {.name = "diary-days", .max_body = 16384};

struct diary_state {
    struct diary_day_in days[POSTED_DAYS_MAX];
    size_t n, written;
};

static struct diary_link_day_view day_view(struct call *c, const struct answer_day *o)
{
    int ago = c->desk.today.d - o->day.d;
    str label = ago == 0   ? message_say(c->a, c->desk.lang, SAY(MSG_answer_today))
                : ago == 1 ? message_say(c->a, c->desk.lang, SAY(MSG_answer_yesterday))
                           : weekday_text(c, o->day);
    struct diary_link_day_view v = {.name = day_field(c, o->day), .label = label, .date = day_text(c, o->day), .known = o->known, .yes = o->headache};
    const struct problem *p = problem_of(&c->problems, v.name);
    if (p) v.error = message_say(c->a, c->desk.lang, p->say);
    if (o->known) {
        v.was_name = was_field(c, o->day);
        v.was = str_fmt(c->a, "%lld", (long long)o->version);
    }
    return v;
}

static void fill_days(struct call *c, const struct diary_form *f, struct diary_link_view *v)
{
    struct diary_link_day_view *missing = ARENA_ARRAY(c->a, f->n_days, struct diary_link_day_view), *known = ARENA_ARRAY(c->a, f->n_days, struct diary_link_day_view);
    size_t m = 0, k = 0;
    for (size_t i = 0; i < f->n_days; i++) {
        struct diary_link_day_view d = day_view(c, &f->days[i]);
        if (i == 0) v->today = d;
        if (d.known) known[k++] = d;
        else if (i > 0) missing[m++] = d;
    }
    v->missing.v = missing;
    v->missing.n = m;
    v->known.v = known;
    v->known.n = k;
}

static err diary_json(struct call *c, const struct diary_form *f, const struct daily *all)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("confirm"), f->front.confirm);
    jw_kbool(&w, S("open"), f->open);
    jw_kstr(&w, S("expires"), instant_str(c->a, f->front.expires));
    jw_key(&w, S("days"));
    jw_array(&w);
    for (size_t i = 0; i < f->n_days; i++) {
        jw_object(&w);
        jw_kstr(&w, S("day"), day_str(c->a, f->days[i].day));
        jw_key(&w, S("headache"));
        if (f->days[i].known) jw_bool(&w, f->days[i].headache);
        else jw_null(&w);
        if (f->days[i].known) jw_kint(&w, S("was"), f->days[i].version);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("forms"));
    jw_array(&w);
    for (size_t i = 0; i < all->n; i++) {
        jw_object(&w);
        jw_kint(&w, S("position"), (int64_t)all->v[i].position);
        jw_kstr(&w, S("instrument"), all->v[i].file->id);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

err diary_link_page(struct call *c, int status)
{
    struct diary_form f;
    struct daily all = {0};     // what the link asks beside the headache diary; where it asks nothing but that, its page is this one
    err e = desk_diary_form(&c->desk, &f);
    if (!e && !f.front.confirm && !c->body) e = desk_daily(&c->desk, &all);
    if (e) return e;
    if (!all.headache && all.n) return daily_page(c, 200, &all, &all.v[0]);
    if (c->kind == KIND_JSON) return diary_json(c, &f, &all);
    struct diary_link_view v = {.page = page_of_client(c, MSG_diary_page, f.front.practice, f.front.crisis_line),
                                .errors = form_errors_of(c, &diary_days_form),
                                .action = link_here(c, ""),
                                .key = page_form_key(c),
                                .practice = f.front.practice,
                                .until = page_time(c, f.front.expires),
                                .open = f.open,
                                .said = str_eq(query_value(c, S("done")), S("done.diary"))};
    link_born_fill(c, &f.front, &v.born);
    v.page.flash = SAY(MSG_none); // the page says thank you itself
    v.others.v = daily_others(c, &all, 0, &v.others.n);
    fill_days(c, &f, &v);
    view_diary_link(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err diary_show_render(struct call *c, err result)
{
    (void)result;
    return diary_link_page(c, 200);
}
const struct handler h_diary_link_show = {.render = diary_show_render};

static err days_prepare(struct call *c)
{
    struct diary_state *s = c->state = ARENA_NEW(c->a, struct diary_state);
    struct posted_day days[POSTED_DAYS_MAX];
    err e = days_posted(c, days, &s->n);
    for (size_t i = 0; i < s->n; i++) s->days[i] = (struct diary_day_in){days[i].day, days[i].headache, NOT_SAID, NOT_SAID, days[i].was};
    return e;
}

static err days_transact(struct call *c)
{
    struct diary_state *s = c->state;
    c->location = link_here(c, "");
    c->flash = MSG_done_diary;
    err e = desk_diary_take(&c->desk, s->days, s->n, &s->written);
    days_problems(c, s->days, s->n);
    return e;
}

static err days_render(struct call *c, err result)
{
    const struct diary_state *s = c->state;
    if (result == E_FORBIDDEN && c->kind != KIND_JSON) return diary_link_page(c, 200);
    if (result == E_NOT_FOUND || result == E_GONE) return result;
    if (!result && c->kind == KIND_JSON) {
        struct jw w = jw_on(reply_body(c, 200, S("application/json")));
        jw_object(&w);
        jw_kint(&w, S("days"), (int64_t)s->written);
        jw_end(&w);
        return OK;
    }
    if (c->kind == KIND_JSON) return result;
    return result ? diary_link_page(c, err_http(result)) : reply_redirect(c);
}
const struct handler h_diary_link_take = {days_prepare, days_transact, days_render};
