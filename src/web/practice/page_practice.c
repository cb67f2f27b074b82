// What is set, page by page: where an owner looks for a setting, and what the others may know of it.
#include "base/json.h"
#include "web/calendar/day_text.h"
#include "desk/safety/alerts.h"
#include "desk/calendar/hours.h"
#include "desk/links/outbox.h"
#include "desk/calendar/places.h"
#include "desk/measures/responses.h"
#include "desk/practice/setup.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

enum { ROWS_MAX = 16 };

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

// --- the same as JSON

static void key_id(struct jw *w, str key, int64_t id)
{
    jw_key(w, key);
    jw_id(w, id);
}

static void json_spans(struct call *c, struct jw *w, const struct hours_shown *h, account_id who)
{
    jw_array(w);
    for (size_t i = 0; i < h->n_week; i++) {
        const struct week_span *s = &h->week[i];
        if (s->account.v != who.v) continue;
        jw_object(w);
        jw_kint(w, S("weekday"), s->weekday);
        jw_kstr(w, S("from"), clock_text(c, s->from_minute));
        jw_kstr(w, S("to"), clock_text(c, s->to_minute));
        jw_end(w);
    }
    jw_end(w);
}

static void json_hours(struct call *c, struct jw *w, const struct hours_shown *h)
{
    jw_key(w, S("opening"));
    json_spans(c, w, h, (account_id){0});
    jw_key(w, S("therapists"));
    jw_array(w);
    for (size_t i = 0; i < h->n_therapists; i++) {
        jw_object(w);
        key_id(w, S("id"), h->therapists[i].account.v);
        jw_kstr(w, S("name"), h->therapists[i].name);
        jw_key(w, S("hours"));
        json_spans(c, w, h, h->therapists[i].account);
        jw_end(w);
    }
    jw_end(w);
    jw_key(w, S("days"));
    jw_array(w);
    for (size_t i = 0; i < h->n_exceptions; i++) {
        const struct exception *x = &h->exceptions[i];
        jw_object(w);
        key_id(w, S("id"), x->id.v);
        if (x->account.v) key_id(w, S("account"), x->account.v);
        jw_kstr(w, S("from"), day_str(c->a, x->from));
        jw_kstr(w, S("to"), day_str(c->a, x->to));
        jw_kstr(w, S("open"), x->open ? S("works") : S("off"));
        jw_kstr(w, S("from_time"), clock_text(c, x->from_minute));
        jw_kstr(w, S("to_time"), clock_text(c, x->to_minute));
        jw_kstr(w, S("note"), x->note);
        jw_end(w);
    }
    jw_end(w);
    jw_kint(w, S("slot_minutes"), h->calendar.slot_minutes);
    jw_kint(w, S("late_hours"), h->calendar.late_hours);
    jw_kstr(w, S("tax_name"), h->calendar.tax_name);
    jw_kstr(w, S("tax_number"), h->calendar.tax_number);
    jw_kint(w, S("version"), h->version);
}

static void json_thing(struct jw *w, int64_t id, str name, str counted, int64_t n, bool active, int64_t version)
{
    jw_object(w);
    key_id(w, S("id"), id);
    jw_kstr(w, S("name"), name);
    jw_kint(w, counted, n);
    jw_kbool(w, S("active"), active);
    jw_kint(w, S("version"), version);
    jw_end(w);
}

static void json_links(struct jw *w, str key, const struct service_link *v, size_t n, service_id service)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        if (v[i].service.v == service.v) jw_id(w, v[i].other);
    }
    jw_end(w);
}

static void json_places(struct jw *w, const struct places_shown *p)
{
    jw_key(w, S("rooms"));
    jw_array(w);
    for (size_t i = 0; i < p->n_rooms; i++) json_thing(w, p->rooms[i].id.v, p->rooms[i].name, S("places"), p->rooms[i].places, p->rooms[i].active, p->rooms[i].version);
    jw_end(w);
    jw_key(w, S("equipment"));
    jw_array(w);
    for (size_t i = 0; i < p->n_equipment; i++) {
        const struct equipment *x = &p->equipment[i];
        json_thing(w, x->id.v, x->name, S("pieces"), x->pieces, x->active, x->version);
    }
    jw_end(w);
    jw_key(w, S("services"));
    jw_array(w);
    for (size_t i = 0; i < p->n_services; i++) {
        const struct service *x = &p->services[i];
        jw_object(w);
        key_id(w, S("id"), x->id.v);
        jw_kstr(w, S("name"), x->name);
        jw_kint(w, S("minutes"), x->minutes);
        jw_kint(w, S("price"), x->price);
        jw_kbool(w, S("active"), x->active);
        jw_kint(w, S("clearance"), x->clearance);
        jw_kint(w, S("people"), x->people);
        jw_kstr(w, S("kind"), x->kind);
        jw_kint(w, S("tax_bp"), x->tax_bp);
        json_links(w, S("equipment"), p->needs, p->n_needs, x->id);
        json_links(w, S("therapist"), p->givers, p->n_givers, x->id);
        jw_kint(w, S("version"), x->version);
        jw_end(w);
    }
    jw_end(w);
}

static str mail_note(struct call *c, const struct mail_setting *m)
{
    if (m->quiet_from == m->quiet_until) return said(c, SAY(MSG_mail_setting_any));
    return said(c, SAY2(MSG_mail_setting_hours, "from", clock_text(c, m->quiet_from), "until", clock_text(c, m->quiet_until)));
}

static void json_mail(struct call *c, struct jw *w, const struct mail_setting *m)
{
    jw_key(w, S("mail"));
    jw_object(w);
    jw_kstr(w, S("quiet_from"), clock_text(c, m->quiet_from));
    jw_kstr(w, S("quiet_until"), clock_text(c, m->quiet_until));
    jw_kstr(w, S("reply_to"), m->reply_to);
    jw_kint(w, S("version"), m->version);
    jw_end(w);
}

static err practice_json(struct call *c, const struct hours_shown *h, const struct places_shown *p, const struct mail_setting *m, size_t unfit)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    json_places(&w, p);
    json_hours(c, &w, h);
    json_mail(c, &w, m);
    jw_kint(&w, S("unfit"), (int64_t)unfit);
    jw_end(&w);
    return OK;
}

err practice_page(struct call *c, const struct practice_shown *p)
{
    struct hours_shown h;
    struct places_shown places;
    struct unfit_list unfit;
    struct measure_setting measures;
    struct mail_setting mail;
    unsigned alerts = 0;
    err e = desk_hours_show(&c->desk, &h);
    if (!e) e = desk_places_show(&c->desk, &places);
    if (!e) e = desk_unfit(&c->desk, &unfit);
    if (!e) e = desk_measure_setting(&c->desk, &measures);
    if (!e) e = desk_mail_settings(&c->desk, &mail);
    if (!e) e = desk_alerts_lacks(&c->desk, &alerts);
    if (e) return e;
    if (c->kind == KIND_JSON) return practice_json(c, &h, &places, &mail, unfit.n);
    struct filling calendar = {c, ARENA_ARRAY(c->a, ROWS_MAX, struct thing_view), 0}, about = {c, ARENA_ARRAY(c->a, ROWS_MAX, struct thing_view), 0};
    row(&calendar, "/setup/hours", MSG_setup_hours, days_open(c, p), VERB_SETUP);
    row(&calendar, "/setup/services", MSG_setup_services, services_note(c, p), VERB_SETUP);
    row(&calendar, "/setup/rooms", MSG_settings_rooms, rooms_note(c, &places), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/working", MSG_settings_working, count_or(c, MSG_settings_therapists_n, h.n_therapists, MSG_settings_therapists_none), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/days", MSG_settings_days, count_or(c, MSG_settings_days_n, h.n_exceptions, MSG_settings_days_no), VERB_PRACTICE_SHOW);
    row(&calendar, "/setup/grid", MSG_settings_grid, said(c, SAY_N(MSG_settings_every_n, h.calendar.slot_minutes)), VERB_PRACTICE_SHOW);
    row(&about, "/setup/measures", MSG_response_settings, said(c, SAY(measures.mood ? MSG_response_mood_on : MSG_response_mood_off)), VERB_PRACTICE_SHOW);
    row(&about, "/setup/rules", MSG_rules_title, (str){0}, VERB_RULES_SHOW);
    row(&about, "/setup/alerts", MSG_alert_setting, said(c, SAY(alerts ? MSG_alert_not_ready_short : MSG_alert_ready_short)), VERB_ALERT_SETTING);
    row(&about, "/setup/mail", MSG_mail_setting, mail_note(c, &mail), VERB_PRACTICE_SHOW);
    row(&about, "/setup/place", MSG_setup_place, p->practice.zone, VERB_SETUP);
    row(&about, "/setup/contact", MSG_setup_contact, p->practice.crisis_line, VERB_SETUP);
    row(&about, "/account/licence", MSG_setup_licence, licence_note(c, p), VERB_LICENCE_OWN);
    row(&about, "/outcomes", MSG_outcomes_title, (str){0}, VERB_OUTCOMES_SHOW);
    row(&about, "/team", MSG_team_title, (str){0}, VERB_TEAM_LIST);
    struct practice_view v = {.page = page_of(c, MSG_setup_settings), .calendar = {calendar.v, calendar.n}, .about = {about.v, about.n}};
    if (unfit.n) v.unfit = said(c, SAY_N(MSG_settings_unfit_n, (int64_t)unfit.n));
    v.begin = v.page.flash.key == MSG_done_setup_finished;
    view_practice(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
