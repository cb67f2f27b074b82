// The set-up wizard, which afterwards is the practice's settings: place, contact, hours, services, licence.
#include "desk/practice/setup.h"

#include "desk/calendar/hours.h"

#include "web/forms.h"
#include "pages_setup.h"
#include "web/route.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

static const struct field place_fields[] = {
    {"name", F_TEXT, true, 0, 200, MSG_setup_name, MSG_none, NULL, "organization", offsetof(struct setup_place_input, name)},
    {"country", F_TEXT, true, 2, 2, MSG_setup_country, MSG_none, NULL, "country", offsetof(struct setup_place_input, country)},
    {"zone", F_TEXT, false, 0, 60, MSG_setup_zone, MSG_setup_zone_hint, NULL, "off", offsetof(struct setup_place_input, zone)},
    {"currency", F_TEXT, false, 3, 3, MSG_setup_currency, MSG_setup_currency_hint, NULL, "off",
     offsetof(struct setup_place_input, currency)},
    {"language", F_TEXT, false, 2, 35, MSG_setup_language, MSG_none, NULL, "language",
     offsetof(struct setup_place_input, language)},
};
const struct form place_form = {"place", place_fields, 5, sizeof(struct setup_place_input), 8192};

static const struct field contact_fields[] = {
    {"crisis_line", F_TEXT, true, 0, 200, MSG_setup_crisis_line, MSG_setup_crisis_line_hint, NULL, "off",
     offsetof(struct setup_contact_input, crisis_line)},
    {"phone", F_PHONE, false, 0, 40, MSG_setup_phone, MSG_none, NULL, "tel", offsetof(struct setup_contact_input, phone)},
    {"email", F_EMAIL, false, 0, 254, MSG_setup_email, MSG_none, NULL, "email", offsetof(struct setup_contact_input, email)},
    {"address", F_LONG, false, 0, 500, MSG_setup_address, MSG_none, NULL, "street-address",
     offsetof(struct setup_contact_input, address)},
};
const struct form contact_form = {"contact", contact_fields, 4, sizeof(struct setup_contact_input), 16384};

enum { SERVICE_ROWS = 16 };
struct services_data {
    struct service_boxes {
        int64_t id;
        str name;
        opt_int minutes, price;
        bool active;
    } row[SERVICE_ROWS];
};
#define SERVICE(k) \
    {"id_" #k, F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, offsetof(struct services_data, row[k].id)}, \
    {"name_" #k, F_TEXT, false, 0, 120, MSG_setup_service_name, MSG_none, NULL, "off", offsetof(struct services_data, row[k].name)}, \
    {"minutes_" #k, F_INT, false, 5, 480, MSG_setup_service_minutes, MSG_none, NULL, NULL, offsetof(struct services_data, row[k].minutes)}, \
    {"price_" #k, F_MONEY, false, 0, 100000000, MSG_setup_service_price, MSG_none, NULL, NULL, offsetof(struct services_data, row[k].price)}, \
    {"active_" #k, F_CHECK, false, 0, 0, MSG_setup_service_active, MSG_none, NULL, NULL, offsetof(struct services_data, row[k].active)}
static const struct field services_fields[] = {SERVICE(0),  SERVICE(1),  SERVICE(2),  SERVICE(3), SERVICE(4),  SERVICE(5),
                                               SERVICE(6),  SERVICE(7),  SERVICE(8),  SERVICE(9), SERVICE(10), SERVICE(11),
                                               SERVICE(12), SERVICE(13), SERVICE(14), SERVICE(15)};
enum { SERVICE_FIELDS = 5 };
const struct form services_form = {"services", services_fields, SERVICE_ROWS *SERVICE_FIELDS, sizeof(struct services_data), 32768};

static const struct field licence_fields[] = {
    {"number", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_number, MSG_none, NULL, "off", offsetof(struct setup_licence_input, number)},
    {"body", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_body, MSG_setup_licence_body_hint, NULL, "off", offsetof(struct setup_licence_input, body)},
    {"expires", F_DAY, false, 0, 0, MSG_setup_licence_expires, MSG_setup_licence_expires_hint, NULL, NULL, offsetof(struct setup_licence_input, expires)},
};
const struct form licence_form = {"licence", licence_fields, 3, sizeof(struct setup_licence_input), 8192};

// --- the page

static const struct {
    const char *name;
    enum msg label;
} steps[] = {{"place", MSG_setup_place},
             {"contact", MSG_setup_contact},
             {"hours", MSG_setup_hours},
             {"services", MSG_setup_services},
             {"licence", MSG_setup_licence}};
enum { STEPS = 5, PLACE = 0, CONTACT, HOURS, SERVICES, LICENCE };

static bool step_finished(const struct practice_shown *p, int step)
{
    switch (step) {
    case PLACE: return p->practice.country.n > 0;
    case CONTACT: return p->practice.crisis_line.n > 0;
    case HOURS: return p->n_openings > 0;
    case SERVICES: return p->n_services > 0;
    default: return p->practice.set_up;
    }
}

static void fill_tabs(struct call *c, const struct practice_shown *p, int here, struct setup_view *v)
{
    struct setup_tab *tabs = ARENA_ARRAY(c->a, STEPS, struct setup_tab);
    for (int i = 0; i < STEPS; i++) {
        tabs[i] = (struct setup_tab){.href = link_to(c->a, "/setup/%s", steps[i].name),
                                     .label = message_say(c->a, c->desk.lang, SAY(steps[i].label)),
                                     .number = i + 1,
                                     .here = i == here,
                                     .finished = step_finished(p, i)};
    }
    v->tabs.v = tabs;
    v->tabs.n = STEPS;
    if (here > 0 && !p->practice.set_up) v->back = tabs[here - 1].href;
}

// Choices that come from data, not from a constant table.
static void options_countries(struct call *c, struct field_view *f)
{
    size_t n;
    const struct country_row *rows = desk_countries(&n);
    struct option_view *o = ARENA_ARRAY(c->a, n + 1, struct option_view);
    o[0].label = message_say(c->a, c->desk.lang, SAY(MSG_setup_country_choose));
    for (size_t i = 0; i < n; i++) o[i + 1] = (struct option_view){rows[i].code, rows[i].name, str_eq(rows[i].code, f->value)};
    f->type = S("select");
    f->options.v = o;
    f->options.n = n + 1;
}

static void options_language(struct call *c, struct field_view *f)
{
    struct option_view *o = ARENA_NEW(c->a, struct option_view);
    *o = (struct option_view){S("en"), message_say(c->a, c->desk.lang, SAY(MSG_setup_language_en)), true};
    f->type = S("select");
    f->options.v = o;
    f->options.n = 1;
}

static void fill_place(struct call *c, const struct practice *p, struct setup_view *v)
{
    struct setup_place_input now = {.name = p->name, .country = p->country, .currency = p->currency, .language = p->language};
    if (p->country.n) now.zone = p->zone;
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &place_form, &now);
    options_countries(c, &f[1]);
    options_language(c, &f[4]);
    v->name = &f[0];
    v->country = &f[1];
    v->zone = &f[2];
    v->currency = &f[3];
    v->language = &f[4];
}

static void fill_contact(struct call *c, const struct practice *p, struct setup_view *v)
{
    struct setup_contact_input now = {.crisis_line = p->crisis_line, .phone = p->phone, .email = p->email, .address = p->address};
    const struct country_row *country = desk_country(p->country);
    if (!now.crisis_line.n && country) now.crisis_line = country->crisis_line;
    const struct field_view *f = form_view(c, &contact_form, &now);
    v->crisis_line = &f[0];
    v->phone = &f[1];
    v->email = &f[2];
    v->address = &f[3];
}

static void fill_hours(struct call *c, const struct practice_shown *p, struct setup_view *v)
{
    v->days.v = week_view(c, p->openings, p->n_openings);
    v->days.n = 7;
}

static void fill_services(struct call *c, const struct practice_shown *p, struct setup_view *v)
{
    struct services_data now = {0};
    size_t n = 0;
    for (; n < p->n_services && n < SERVICE_ROWS; n++) {
        const struct service *s = &p->services[n];
        now.row[n] = (struct service_boxes){s->id.v, s->name, {true, s->minutes}, {true, s->price}, s->active};
    }
    size_t shown = n + 2 < SERVICE_ROWS ? n + 2 : SERVICE_ROWS;
    if (n == 0) shown = 3;
    const struct field_view *f = form_view(c, &services_form, &now);
    struct setup_service_view *rows = ARENA_ARRAY(c->a, SERVICE_ROWS, struct setup_service_view);
    for (size_t i = 0; i < SERVICE_ROWS; i++) {
        const struct field_view *at = &f[i * SERVICE_FIELDS];
        rows[i] = (struct setup_service_view){at[0].value, (int64_t)i, &at[1], &at[2], &at[3], &at[4], at[0].value.n > 0, {0}};
        if (rows[i].known && p->practice.set_up) rows[i].needs_href = link_to(c->a, "/setup/services/%.*s", SP(rows[i].id));
        if (i >= shown && at[1].value.n) shown = i + 1; // what was typed stays
    }
    v->rows.v = rows;
    v->rows.n = shown;
    v->currency_code = p->practice.currency;
}

static void fill_licence(struct call *c, const struct practice_shown *p, struct setup_view *v)
{
    struct setup_licence_input now = {.number = p->licence_number, .body = p->licence_body, .expires = p->licence_expires};
    const struct field_view *f = form_view(c, &licence_form, &now);
    v->number = &f[0];
    v->body = &f[1];
    v->expires = &f[2];
}

static const struct form *const step_form[STEPS] = {&place_form, &contact_form, &hours_form, &services_form, &licence_form};

static err setup_page(struct call *c, int step, int status)
{
    struct practice_shown p;
    err e = desk_practice_show(&c->desk, &p);
    if (e) return e;
    struct setup_view v = {.page = page_of(c, MSG_setup_title),
                           .errors = form_errors_of(c, step_form[step]),
                           .place = step == PLACE,
                           .contact = step == CONTACT,
                           .hours = step == HOURS,
                           .services = step == SERVICES,
                           .licence = step == LICENCE,
                           .set_up = p.practice.set_up,
                           .csrf = c->session->csrf,
                           .key = page_form_key(c),
                           .version = step == LICENCE ? p.member_version : p.practice.version};
    fill_tabs(c, &p, step, &v);
    if (v.set_up) {
        v.head = settings_head(c, (enum settings_page)step);
        v.page.title = message_say(c->a, c->desk.lang, SAY(steps[step].label));
        page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    }
    if (step == PLACE) fill_place(c, &p.practice, &v);
    if (step == CONTACT) fill_contact(c, &p.practice, &v);
    if (step == HOURS) fill_hours(c, &p, &v);
    if (step == SERVICES) fill_services(c, &p, &v);
    if (step == LICENCE) fill_licence(c, &p, &v);
    view_setup(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err setup_show_render(struct call *c, err result)
{
    (void)result;
    struct practice_shown p;
    err e = desk_practice_show(&c->desk, &p);
    if (e) return e;
    if (c->kind == KIND_JSON || p.practice.set_up || !desk_may(&c->desk.who, VERB_SETUP)) return practice_page(c, &p);
    int step = 0;
    while (step < LICENCE && step_finished(&p, step)) step++;
    c->location = link_to(c->a, "/setup/%s", steps[step].name);
    return reply_redirect(c);
}
const struct handler h_setup_show = {.render = setup_show_render};

static err setup_step_render(struct call *c, err result)
{
    (void)result;
    for (int i = 0; i < STEPS; i++) {
        if (str_eq(c->param[0], str_of(steps[i].name))) return setup_page(c, i, 200);
    }
    return E_NOT_FOUND;
}
const struct handler h_setup_step = {.render = setup_step_render};

// --- the steps

// Where a finished step leads: on through the wizard, or back to the same settings page.
static void lead_on(struct call *c, int step)
{
    bool settings = c->session->set_up;
    int to = settings || step == LICENCE ? step : step + 1;
    c->location = link_to(c->a, "/setup/%s", steps[to].name);
    c->flash = settings ? MSG_done_setup_saved : MSG_none;
}

static err setup_answer(struct call *c, int step, err result)
{
    if (!result) return reply_redirect(c);
    return setup_page(c, step, err_http(result));
}

#define STEP(name, STEP_, input) \
    static err name##_prepare(struct call *c) \
    { \
        struct input *in = c->state = ARENA_NEW(c->a, struct input); \
        err e = form_bind(c, step_form[STEP_], in); \
        in->version = form_version(c); \
        return e; \
    } \
    static err name##_transact(struct call *c) \
    { \
        lead_on(c, STEP_); \
        return desk_setup_##name(&c->desk, c->state); \
    } \
    static err name##_render(struct call *c, err result) \
    { \
        return setup_answer(c, STEP_, result); \
    } \
    const struct handler h_setup_##name = {name##_prepare, name##_transact, name##_render};

STEP(place, PLACE, setup_place_input)
STEP(contact, CONTACT, setup_contact_input)

struct hours_state {
    struct setup_hours_input in;
    struct appointment_list touched;
};

static err hours_prepare(struct call *c)
{
    struct hours_state *s = c->state = ARENA_NEW(c->a, struct hours_state);
    s->in.version = form_version(c);
    return week_bind(c, s->in.span, &s->in.n);
}

static err hours_transact(struct call *c)
{
    struct hours_state *s = c->state;
    lead_on(c, HOURS);
    err e = desk_opening_set(&c->desk, &s->in, &s->touched);
    settings_lead(c, &s->touched);
    return e;
}

static err hours_render(struct call *c, err result)
{
    const struct hours_state *s = c->state;
    week_problems(c, s->in.span, s->in.n);
    if (!result && c->kind == KIND_JSON) return settings_json(c, 200, 0, &s->touched);
    return setup_answer(c, HOURS, result);
}
const struct handler h_setup_hours = {hours_prepare, hours_transact, hours_render};

struct services_state {
    struct setup_services_input in;
    size_t box[SETUP_SERVICES_MAX]; // which row of the form each came from
};

static err services_prepare(struct call *c)
{
    struct services_data data;
    struct services_state *s = c->state = ARENA_NEW(c->a, struct services_state);
    err e = form_bind(c, &services_form, &data);
    s->in.version = form_version(c);
    for (size_t i = 0; i < SERVICE_ROWS; i++) {
        const struct service_boxes *b = &data.row[i];
        bool any = b->name.n || b->minutes.known || b->price.known || b->id;
        if (!any) continue;
        if ((!b->name.n || !b->minutes.known || !b->price.known) && !problem_of(&c->problems, str_of(services_fields[i * SERVICE_FIELDS + 2].name)) &&
            !problem_of(&c->problems, str_of(services_fields[i * SERVICE_FIELDS + 3].name))) {
            e = problem_add(&c->problems, E_INVALID, str_fmt(c->a, "name_%zu", i), SAY(MSG_setup_service_whole));
            continue;
        }
        s->box[s->in.n] = i;
        s->in.service[s->in.n++] =
            (struct setup_service){{b->id}, b->name, b->minutes, b->price, b->id ? b->active : true};
    }
    return e;
}

static err services_transact(struct call *c)
{
    lead_on(c, SERVICES);
    return desk_setup_services(&c->desk, &((struct services_state *)c->state)->in);
}

static err services_render(struct call *c, err result)
{
    const struct services_state *s = c->state;
    for (struct problem *p = c->problems.first; p; p = p->next) {
        str head, tail;
        int64_t i;
        if (!str_cut(p->field, '[', &head, &tail) || !str_i64(str_sub(tail, 0, tail.n - 1), &i) || (size_t)i >= s->in.n) continue;
        p->field = str_fmt(c->a, "%.*s_%zu", SP(head), s->box[i]);
    }
    return setup_answer(c, SERVICES, result);
}
const struct handler h_setup_services = {services_prepare, services_transact, services_render};

static err licence_prepare(struct call *c)
{
    struct setup_licence_input *in = c->state = ARENA_NEW(c->a, struct setup_licence_input);
    err e = form_bind(c, &licence_form, in);
    in->member_version = form_version(c);
    return e;
}

static err licence_transact(struct call *c)
{
    struct practice_shown p;
    err e = desk_practice_show(&c->desk, &p);
    if (!e) e = desk_setup_licence(&c->desk, c->state);
    if (e) return e;
    if (c->session->set_up) {
        lead_on(c, LICENCE);
        return OK;
    }
    c->location = S("/setup");
    c->flash = MSG_done_setup_finished;
    return desk_setup_finish(&c->desk, p.practice.version);
}

static err licence_render(struct call *c, err result)
{
    return setup_answer(c, LICENCE, result);
}
const struct handler h_setup_licence = {licence_prepare, licence_transact, licence_render};
