#include "settings_text.h"

#include "web/calendar/day_text.h"
#include "web/form.h"
#include "web/forms.h"

static const struct {
    const char *path;
    enum msg label;
    enum settings_page page;
    enum verb verb;             // who has the tab
} pages[] = {
    {"hours", MSG_setup_hours, SETTINGS_HOURS, VERB_SETUP},
    {"services", MSG_setup_services, SETTINGS_SERVICES, VERB_SETUP},
    {"rooms", MSG_settings_tab_rooms, SETTINGS_ROOMS, VERB_PRACTICE_SHOW},
    {"working", MSG_settings_working, SETTINGS_WORKING, VERB_PRACTICE_SHOW},
    {"days", MSG_settings_tab_days, SETTINGS_DAYS, VERB_PRACTICE_SHOW},
    {"grid", MSG_settings_grid, SETTINGS_GRID, VERB_PRACTICE_SHOW},
    {"measures", MSG_response_settings, SETTINGS_MEASURES, VERB_PRACTICE_SHOW},
    {"rules", MSG_rules_title, SETTINGS_RULES, VERB_RULES_SHOW},
    {"mail", MSG_mail_setting, SETTINGS_MAIL, VERB_PRACTICE_SHOW},
    {"alerts", MSG_alert_setting, SETTINGS_ALERTS, VERB_ALERT_SETTING},
    {"place", MSG_setup_place, SETTINGS_PLACE, VERB_SETUP},
    {"contact", MSG_settings_tab_contact, SETTINGS_CONTACT, VERB_SETUP},
};
enum { PAGES = sizeof pages / sizeof pages[0] };

struct settings_head_view settings_head(struct call *c, enum settings_page here)
{
    struct settings_head_view v = {0};
    struct settings_tab *tabs = ARENA_ARRAY(c->a, PAGES, struct settings_tab);
    for (size_t i = 0; i < PAGES; i++) {
        if (!desk_may(&c->desk.who, pages[i].verb)) continue;
        tabs[v.tabs.n++] = (struct settings_tab){link_to(c->a, "/setup/%s", pages[i].path), message_say(c->a, c->desk.lang, SAY(pages[i].label)), pages[i].page == here};
    }
    v.tabs.v = tabs;
    return v;
}

void settings_lead(struct call *c, const struct appointment_list *touched)
{
    if (touched->n) c->location = S("/appointments/unfit");
}

err settings_touched(struct call *c, const struct unfit_list *before, struct appointment_list *touched)
{
    struct unfit_list now;
    err e = desk_unfit(&c->desk, &now);
    if (e) return e;
    *touched = unfit_since(&c->desk, before, &now);
    settings_lead(c, touched);
    return OK;
}

struct say licence_say(struct call *c, const struct member *m)
{
    switch (licence_stands(m, c->desk.today)) {
    case LICENCE_MISSING: return SAY(MSG_team_licence_missing);
    case LICENCE_ENDED: return SAY1(MSG_team_licence_ended, "day", day_words(c, m->licence_expires.day));
    case LICENCE_ENDING: return SAY_N(MSG_team_licence_ends, m->licence_expires.day.d - c->desk.today.d);
    case LICENCE_GOOD: break;
    }
    return SAY(MSG_none);
}

// What was just done can be taken back: an entry that was made goes, one that was removed comes again as it was.
void settings_day_undo(struct call *c, struct page_view *page)
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

void settings_off_undo(struct call *c, struct page_view *page)
{
    int64_t id;
    str what, which;
    if (page->flash.key != MSG_done_thing_off || !desk_may(&c->desk.who, VERB_PLACES_CHANGE) || !str_cut(query_value(c, S("off")), '.', &what, &which) || !id_parse(which, &id)) return;
    if (str_eq(what, S("rooms")) || str_eq(what, S("equipment")))
        page_undo(c, page, link_to(c->a, "/setup/%.*s/%.*s/again", SP(what), SP(which)));
}

err settings_json(struct call *c, int status, int64_t id, const struct appointment_list *touched)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    if (id) {
        jw_key(&w, S("id"));
        jw_id(&w, id);
    }
    jw_key(&w, S("touched"));
    jw_array(&w);
    for (size_t i = 0; touched && i < touched->n; i++) jw_id(&w, touched->v[i].id.v);
    jw_end(&w);
    jw_end(&w);
    return OK;
}

// --- the week

struct hours_data {
    opt_int from[7][2], to[7][2];
};
#define SPAN(day, k, label_from, label_to) \
    {"from_" #day "_" #k, F_TIME, false, 0, 1439, label_from, MSG_none, NULL, NULL, offsetof(struct hours_data, from[day - 1][k - 1])}, \
    {"to_" #day "_" #k, F_TIME, false, 1, 1440, label_to, MSG_none, NULL, NULL, offsetof(struct hours_data, to[day - 1][k - 1])}
#define DAY(day) SPAN(day, 1, MSG_setup_from, MSG_setup_to), SPAN(day, 2, MSG_setup_from_again, MSG_setup_to_again)
static const struct field hours_fields[] = {DAY(1), DAY(2), DAY(3), DAY(4), DAY(5), DAY(6), DAY(7)};
const struct form hours_form = {"hours", hours_fields, 28, sizeof(struct hours_data), 8192};

str weekday_name(struct call *c, int weekday)
{
    static const enum msg names[7] = {MSG_setup_day_1, MSG_setup_day_2, MSG_setup_day_3, MSG_setup_day_4,
                                      MSG_setup_day_5, MSG_setup_day_6, MSG_setup_day_7};
    return message_say(c->a, c->desk.lang, SAY(names[weekday - 1]));
}

const struct setup_day_view *week_view(struct call *c, const struct opening *now, size_t n)
{
    struct hours_data data = {0};
    size_t used[7] = {0};
    for (size_t i = 0; i < n; i++) {
        size_t d = (size_t)now[i].weekday - 1;
        if (used[d] == 2) continue;
        data.from[d][used[d]] = (opt_int){true, now[i].from_minute};
        data.to[d][used[d]++] = (opt_int){true, now[i].to_minute};
    }
    const struct field_view *f = form_view(c, &hours_form, &data);
    struct setup_day_view *days = ARENA_ARRAY(c->a, 7, struct setup_day_view);
    for (int d = 0; d < 7; d++) days[d] = (struct setup_day_view){weekday_name(c, d + 1), &f[d * 4], &f[d * 4 + 1], &f[d * 4 + 2], &f[d * 4 + 3]};
    return days;
}

err week_bind(struct call *c, struct opening span[WEEK_BOXES], size_t *n)
{
    struct hours_data data;
    *n = 0;
    err e = form_bind(c, &hours_form, &data);
    for (int i = 0; i < WEEK_BOXES; i++) {
        int d = i / 2, k = i % 2;
        const opt_int *from = &data.from[d][k], *to = &data.to[d][k];
        const struct field *box = &hours_fields[d * 4 + k * 2];
        if (from->known != to->known) {
            e = problem_add(&c->problems, E_INVALID, str_of(box[from->known ? 1 : 0].name), SAY(MSG_setup_hours_pair));
        } else if (from->known) {
            span[(*n)++] = (struct opening){d + 1, (int)from->v, (int)to->v};
        }
    }
    return e;
}

void week_problems(struct call *c, const struct opening *span, size_t n)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        int64_t i;
        if (!str_starts(p->field, S("span[")) || !str_i64(str_sub(p->field, 5, p->field.n - 6), &i) || (size_t)i >= n) continue;
        int k = i > 0 && span[i - 1].weekday == span[i].weekday ? 2 : 1;
        p->field = str_fmt(c->a, "to_%d_%d", span[i].weekday, k);
    }
}
