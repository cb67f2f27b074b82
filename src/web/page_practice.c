// What is set, page by page: where an owner looks for a setting, and what the others may know of it.
#include "desk/hours.h"
#include "desk/places.h"
#include "desk/setup.h"
#include "session.h"
#include "settings_text.h"
#include "views_gen.h"

enum { ROWS_MAX = 8 };

struct filling {
    struct call *c;
    struct thing_view *v;
    size_t n;
};

static void row(struct filling *f, const char *href, enum msg label, str note, enum verb verb)
{
    if (!desk_may(&f->c->desk.who, verb)) return;
    CHECK(f->n < ROWS_MAX);
    f->v[f->n++] = (struct thing_view){str_of(href), message_say(f->c->a, f->c->desk.lang, SAY(label)), note, false};
}

static str said(struct call *c, struct say say)
{
    return message_say(c->a, c->desk.lang, say);
}

static str count_or(struct call *c, enum msg counted, size_t n, enum msg none)
{
    return said(c, n ? SAY_N(counted, (int64_t)n) : SAY(none));
}

static str rooms_note(struct call *c, const struct places_shown *p)
{
    size_t rooms = 0, things = 0;
    for (size_t i = 0; i < p->n_rooms; i++) rooms += p->rooms[i].active;
    for (size_t i = 0; i < p->n_equipment; i++) things += p->equipment[i].active;
    str first = count_or(c, MSG_settings_rooms_n, rooms, MSG_settings_rooms_no);
    return things ? str_fmt(c->a, "%.*s · %.*s", SP(first), SP(said(c, SAY_N(MSG_settings_equipment_n, (int64_t)things)))) : first;
}

static str days_open(struct call *c, const struct practice_shown *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_openings; i++) n += i == 0 || p->openings[i].weekday != p->openings[i - 1].weekday;
    return count_or(c, MSG_settings_open_n, n, MSG_settings_open_none);
}

static str services_note(struct call *c, const struct practice_shown *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_services; i++) n += p->services[i].active;
    return count_or(c, MSG_settings_services_n, n, MSG_settings_services_none);
}

static str licence_note(struct call *c, const struct practice_shown *p)
{
    struct member own = {.role = c->desk.who.role, .active = true, .licence_number = p->licence_number, .licence_expires = p->licence_expires};
    struct say warning = licence_say(c, &own);
    return warning.key != MSG_none ? said(c, warning) : licence_words(c->a, p->licence_number, p->licence_body);
}

err practice_page(struct call *c, const struct practice_shown *p)
{
    struct hours_shown h;
    struct places_shown places;
    struct unfit_list unfit;
    err e = desk_hours_show(&c->desk, &h);
    if (!e) e = desk_places_show(&c->desk, &places);
    if (!e) e = desk_unfit(&c->desk, &unfit);
    if (e) return e;
    struct filling calendar = {c, ARENA_ARRAY(c->a, ROWS_MAX, struct thing_view), 0}, about = {c, ARENA_ARRAY(c->a, ROWS_MAX, struct thing_view), 0};
    row(&calendar, "/setup/hours", MSG_setup_hours, days_open(c, p), VERB_SETUP);
    row(&calendar, "/setup/services", MSG_setup_services, services_note(c, p), VERB_SETUP);
    row(&calendar, "/setup/rooms", MSG_settings_rooms, rooms_note(c, &places), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/working", MSG_settings_working, count_or(c, MSG_settings_therapists_n, h.n_therapists, MSG_settings_therapists_none), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/days", MSG_settings_days, count_or(c, MSG_settings_days_n, h.n_exceptions, MSG_settings_days_no), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/grid", MSG_settings_grid, said(c, SAY_N(MSG_settings_every_n, h.calendar.slot_minutes)), VERB_PRACTICE_SHOW);
    row(&about, "/setup/place", MSG_setup_place, p->practice.zone, VERB_SETUP);
    row(&about, "/setup/contact", MSG_setup_contact, p->practice.crisis_line, VERB_SETUP);
    row(&about, "/account/licence", MSG_setup_licence, licence_note(c, p), VERB_LICENCE_OWN);
    row(&about, "/team", MSG_team_title, (str){0}, VERB_TEAM_LIST);
    struct practice_view v = {.page = page_of(c, MSG_setup_settings), .calendar = {calendar.v, calendar.n}, .about = {about.v, about.n}};
    if (unfit.n) v.unfit = said(c, SAY_N(MSG_settings_unfit_n, (int64_t)unfit.n));
    v.begin = v.page.flash.key == MSG_done_setup_finished;
    view_practice(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
