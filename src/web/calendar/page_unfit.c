// Visits that no longer fit what is set: why, and one tap to another time. Nothing is cancelled by a setting.
#include "base/json.h"
#include "day_text.h"
#include "desk/calendar/unfit.h"
#include "web/safety/safety_row.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

static const struct {
    unsigned why;
    const char *name;
    enum msg say;
} reasons[UNFIT_REASONS] = {
    {UNFIT_HOURS, "hours", MSG_settings_unfit_hours},
    {UNFIT_ROOM, "room", MSG_settings_unfit_room},
    {UNFIT_EQUIPMENT, "equipment", MSG_settings_unfit_equipment},
    {UNFIT_THERAPIST, "therapist", MSG_settings_unfit_therapist},
    {UNFIT_LICENCE, "licence", MSG_settings_unfit_licence},
};

static str why_words(struct call *c, unsigned why)
{
    struct buf b = buf_new(c->a, 1024);
    for (size_t i = 0; i < UNFIT_REASONS; i++) {
        if (!(why & reasons[i].why)) continue;
        if (b.n) buf_put(&b, S(" · "));
        buf_put(&b, message_say(c->a, c->desk.lang, SAY(reasons[i].say)));
    }
    return buf_str(&b);
}

static err unfit_json(struct call *c, const struct unfit_list *all, const struct safety_said *said)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("visits"));
    jw_array(&w);
    for (size_t i = 0; i < all->n; i++) {
        const struct appointment *p = &all->v[i].visit;
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, p->id.v);
        jw_kstr(&w, S("day"), day_str(c->a, p->day));
        jw_kstr(&w, S("time"), clock_text(c, p->minute));
        jw_kstr(&w, S("name"), p->client_name);
        jw_kstr(&w, S("therapist_name"), p->therapist_name);
        jw_key(&w, S("why"));
        jw_array(&w);
        for (size_t k = 0; k < UNFIT_REASONS; k++) {
            if (all->v[i].why & reasons[k].why) jw_str(&w, str_of(reasons[k].name));
        }
        jw_end(&w);
        safety_row_put(&w, &said[i]);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err unfit_render(struct call *c, err result)
{
    (void)result;
    struct unfit_list all;
    err e = desk_unfit(&c->desk, &all);
    if (e) return e;
    client_id *who = ARENA_ARRAY(c->a, all.n, client_id);
    struct safety_said *said = ARENA_ARRAY(c->a, all.n, struct safety_said);
    for (size_t i = 0; i < all.n; i++) who[i] = all.v[i].visit.client;
    e = safety_rows_of(c, who, all.n, said);
    if (e) return e;
    if (c->kind == KIND_JSON) return unfit_json(c, &all, said);
    struct unfit_view *o = ARENA_ARRAY(c->a, all.n, struct unfit_view);
    for (size_t i = 0; i < all.n; i++) {
        const struct appointment *p = &all.v[i].visit;
        o[i] = (struct unfit_view){visit_href(c, p->id, ""), visit_href(c, p->id, "/move"), p->client_name, when_words(c, p->day, p->minute), p->therapist_name,
                                   why_words(c, all.v[i].why), said[i].line};
    }
    struct unfits_view v = {.page = page_of(c, MSG_settings_unfit_title), .visits = {o, all.n}};
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    settings_day_undo(c, &v.page);
    settings_off_undo(c, &v.page);
    view_unfit(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_unfit = {.render = unfit_render};
