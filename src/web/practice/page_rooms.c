// Settings: rooms with their places, equipment, and what a service needs of both, of people and of time.
#include "clinic/care/billing.h"
#include "web/body.h"
#include "web/calendar/day_text.h"
#include "desk/calendar/places.h"
#include "web/forms.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

struct thing_boxes {
    str name;
    opt_int count;
    bool active;
};
#define AT(member) offsetof(struct thing_boxes, member)
static const struct field room_fields[] = {
    {"name", F_TEXT, true, 0, 80, MSG_settings_room_name, MSG_none, NULL, "off", AT(name)},
    {"places", F_INT, true, 1, 20, MSG_settings_places, MSG_settings_places_hint, NULL, NULL, AT(count)},
    {"active", F_CHECK, false, 0, 0, MSG_settings_room_active, MSG_none, NULL, NULL, AT(active)},
};
static const struct field equipment_fields[] = {
    {"name", F_TEXT, true, 0, 80, MSG_settings_equipment_name, MSG_none, NULL, "off", AT(name)},
    {"pieces", F_INT, true, 1, 50, MSG_settings_pieces, MSG_settings_pieces_hint, NULL, NULL, AT(count)},
    {"active", F_CHECK, false, 0, 0, MSG_settings_equipment_active, MSG_none, NULL, NULL, AT(active)},
};
enum { THING_NAME, THING_COUNT, THING_ACTIVE, THING_FIELDS };
const struct form room_form = {"room", room_fields, THING_FIELDS, sizeof(struct thing_boxes), 4096};
const struct form equipment_form = {"equipment", equipment_fields, THING_FIELDS, sizeof(struct thing_boxes), 4096};

struct thing_state {
    bool room;                      // else equipment
    int64_t id;                     // 0: a new one
    int64_t version;
    struct thing_boxes b;
    struct appointment_list touched;
    bool was_active;
};

static str note_of(struct call *c, enum msg key, int64_t n, bool active)
{
    str text = message_say(c->a, c->desk.lang, SAY_N(key, n));
    if (active) return text;
    return str_fmt(c->a, "%.*s · %.*s", SP(text), SP(message_say(c->a, c->desk.lang, SAY(MSG_settings_off))));
}

static void fill_things(struct call *c, const struct places_shown *p, struct rooms_view *v)
{
    struct thing_view *r = ARENA_ARRAY(c->a, p->n_rooms, struct thing_view), *q = ARENA_ARRAY(c->a, p->n_equipment, struct thing_view);
    struct thing_view *s = ARENA_ARRAY(c->a, p->n_services, struct thing_view);
    for (size_t i = 0; i < p->n_rooms; i++) {
        const struct room *x = &p->rooms[i];
        r[i] = (struct thing_view){v->may ? link_to(c->a, "/setup/rooms/%.*s", SP(id_str(c->a, x->id.v))) : (str){0}, x->name, note_of(c, MSG_settings_places_n, x->places, x->active), !x->active};
    }
    for (size_t i = 0; i < p->n_equipment; i++) {
        const struct equipment *x = &p->equipment[i];
        q[i] = (struct thing_view){v->may ? link_to(c->a, "/setup/equipment/%.*s", SP(id_str(c->a, x->id.v))) : (str){0}, x->name, note_of(c, MSG_settings_pieces_n, x->pieces, x->active), !x->active};
    }
    for (size_t i = 0; i < p->n_services; i++) {
        const struct service *x = &p->services[i];
        s[i] = (struct thing_view){v->may ? link_to(c->a, "/setup/services/%.*s", SP(id_str(c->a, x->id.v))) : (str){0}, x->name, note_of(c, MSG_settings_minutes_n, x->minutes, x->active), !x->active};
    }
    v->rooms.v = r;
    v->rooms.n = p->n_rooms;
    v->equipment.v = q;
    v->equipment.n = p->n_equipment;
    v->services.v = s;
    v->services.n = p->n_services;
}

// The boxes of one of the two forms; what was typed belongs to the one that was sent.
static const struct field_view *boxes_of(struct call *c, const struct form *f, const void *values)
{
    const struct body *typed = c->body;
    if (c->route->form != f) c->body = NULL;
    struct field_view *v = (struct field_view *)(uintptr_t)form_view(c, f, values);
    if (c->route->form != f) {
        for (size_t i = 0; i < f->n; i++) v[i].error = (str){0};
    }
    c->body = typed;
    return v;
}

static err rooms_page(struct call *c, int status)
{
    struct places_shown p;
    struct thing_boxes one = {.count = {true, 1}};
    err e = desk_places_show(&c->desk, &p);
    if (e) return e;
    const struct field_view *r = boxes_of(c, &room_form, &one), *q = boxes_of(c, &equipment_form, &one);
    struct rooms_view v = {.page = page_of(c, MSG_settings_rooms),
                           .head = settings_head(c, SETTINGS_ROOMS),
                           .may = desk_may(&c->desk.who, VERB_PLACES_CHANGE),
                           .errors = form_errors_of(c, c->route->form),
                           .room_name = &r[THING_NAME],
                           .places = &r[THING_COUNT],
                           .equipment_name = &q[THING_NAME],
                           .pieces = &q[THING_COUNT],
                           .no_rooms = p.n_rooms == 0,
                           .no_equipment = p.n_equipment == 0,
                           .csrf = c->session->csrf,
                           .key = page_form_key(c)};
    fill_things(c, &p, &v);
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    settings_off_undo(c, &v.page);
    view_settings_rooms(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err rooms_render(struct call *c, err result)
{
    (void)result;
    return rooms_page(c, 200);
}
const struct handler h_rooms = {.render = rooms_render};

static bool thing_now(const struct places_shown *p, const struct thing_state *s, struct thing_boxes *b, int64_t *version)
{
    for (size_t i = 0; s->room && i < p->n_rooms; i++) {
        if (p->rooms[i].id.v != s->id) continue;
        *b = (struct thing_boxes){p->rooms[i].name, {true, p->rooms[i].places}, p->rooms[i].active};
        *version = p->rooms[i].version;
        return true;
    }
    for (size_t i = 0; !s->room && i < p->n_equipment; i++) {
        if (p->equipment[i].id.v != s->id) continue;
        *b = (struct thing_boxes){p->equipment[i].name, {true, p->equipment[i].pieces}, p->equipment[i].active};
        *version = p->equipment[i].version;
        return true;
    }
    return false;
}

static err thing_page(struct call *c, const struct thing_state *s, int status)
{
    struct places_shown p;
    struct thing_boxes now;
    int64_t version;
    err e = desk_places_show(&c->desk, &p);
    if (!e && !thing_now(&p, s, &now, &version)) e = E_NOT_FOUND;
    if (e) return e;
    const struct form *form = s->room ? &room_form : &equipment_form;
    const struct field_view *f = form_view(c, form, &now);
    struct thing_edit_view v = {.page = page_of(c, MSG_settings_rooms),
                                .head = settings_head(c, SETTINGS_ROOMS),
                                .errors = form_errors_of(c, form),
                                .action = c->path,
                                .cancel = S("/setup/rooms"),
                                .csrf = c->session->csrf,
                                .key = page_form_key(c),
                                .version = version,
                                .name = &f[THING_NAME],
                                .count = &f[THING_COUNT],
                                .active = &f[THING_ACTIVE]};
    v.page.title = now.name;
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    page_crumb(c, &v.page, S("/setup/rooms"), MSG_settings_rooms);
    view_settings_thing(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err thing_show(struct call *c, bool room)
{
    struct thing_state s = {.room = room};
    return id_parse(c->param[0], &s.id) ? thing_page(c, &s, 200) : E_NOT_FOUND;
}

static err room_show_render(struct call *c, err result)
{
    (void)result;
    return thing_show(c, true);
}
const struct handler h_room = {.render = room_show_render};

static err equipment_show_render(struct call *c, err result)
{
    (void)result;
    return thing_show(c, false);
}
const struct handler h_equipment = {.render = equipment_show_render};

// What is not there is not found, whatever the form says of it.
static err thing_of_path(struct call *c, struct thing_state *s)
{
    struct places_shown p;
    struct thing_boxes now;
    int64_t version;
    if (!id_parse(c->param[0], &s->id)) return E_NOT_FOUND;
    err e = desk_places_show(&c->desk, &p);
    if (!e && !thing_now(&p, s, &now, &version)) e = E_NOT_FOUND;
    s->was_active = !e && now.active;
    return e;
}

static err thing_prepare(struct call *c)
{
    struct thing_state *s = c->state = ARENA_NEW(c->a, struct thing_state);
    s->room = c->route->form == &room_form;
    err e = c->param[0].n ? thing_of_path(c, s) : OK;
    if (!e) e = form_bind(c, c->route->form, &s->b);
    s->version = form_version(c);
    if (!s->id) s->b.active = true;
    return e;
}

static err thing_write(struct call *c, struct thing_state *s)
{
    if (s->room) {
        struct room_in in = {{s->id}, s->version, s->b.name, s->b.count, s->b.active};
        room_id id;
        err e = desk_room_save(&c->desk, &in, &id, &s->touched);
        if (!e) s->id = id.v;
        return e;
    }
    struct equipment_in in = {{s->id}, s->version, s->b.name, s->b.count, s->b.active};
    equipment_id id;
    err e = desk_equipment_save(&c->desk, &in, &id, &s->touched);
    if (!e) s->id = id.v;
    return e;
}

static err thing_transact(struct call *c)
{
    struct thing_state *s = c->state;
    err e = thing_write(c, s);
    c->location = S("/setup/rooms");
    c->flash = MSG_done_setup_saved;
    settings_lead(c, &s->touched);
    if (!s->was_active || s->b.active) return e;
    c->flash = MSG_done_thing_off;
    c->location = link_to(c->a, "%.*s?off=%s.%.*s", SP(c->location), s->room ? "rooms" : "equipment", SP(id_str(c->a, s->id)));
    return e;
}

static err thing_render(struct call *c, err result)
{
    const struct thing_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return c->param[0].n ? thing_page(c, s, err_http(result)) : rooms_page(c, err_http(result));
    if (c->kind == KIND_JSON) return settings_json(c, c->param[0].n ? 200 : 201, s->id, &s->touched);
    return reply_redirect(c);
}
const struct handler h_thing_save = {thing_prepare, thing_transact, thing_render, false};

// What was switched off is in use again, as it was and as it stands now.
static err again_prepare(struct call *c)
{
    struct thing_state *s = c->state = ARENA_NEW(c->a, struct thing_state);
    struct places_shown p;
    s->room = str_starts(c->path, S("/setup/rooms/"));
    if (!id_parse(c->param[0], &s->id)) return E_NOT_FOUND;
    err e = desk_places_show(&c->desk, &p);
    if (!e && !thing_now(&p, s, &s->b, &s->version)) e = E_NOT_FOUND;
    s->b.active = true;
    return e;
}

static err again_render(struct call *c, err result)
{
    return result ? result : thing_render(c, OK);
}
const struct handler h_thing_again = {again_prepare, thing_transact, again_render, false};

// --- what a service needs

struct needs_boxes {
    opt_int clearance;
    str people, kind, tax;
};
#undef AT
#define AT(member) offsetof(struct needs_boxes, member)
static const struct choice people_choices[] = {{"1", MSG_settings_people_1}, {"2", MSG_settings_people_2}, {NULL, MSG_none}};
static const struct field needs_fields[] = {
    {"clearance", F_INT, true, 0, 240, MSG_settings_clearance, MSG_settings_clearance_hint, NULL, NULL, AT(clearance)},
    {"people", F_CHOICE, true, 0, 0, MSG_settings_people, MSG_none, people_choices, NULL, AT(people)},
    {"kind", F_CHOICE, true, 0, 0, MSG_settings_kind, MSG_book_kind_hint, kind_choices, NULL, AT(kind)},
    {"tax", F_TEXT, false, 0, 6, MSG_settings_tax, MSG_settings_tax_hint, NULL, "off", AT(tax)},
};
const struct form needs_form = {"needs", needs_fields, 4, sizeof(struct needs_boxes), 16384};

struct needs_state {
    struct service_needs_in in;
    struct appointment_list touched;
};

static const struct service *service_now(const struct places_shown *p, service_id id)
{
    for (size_t i = 0; i < p->n_services; i++) {
        if (p->services[i].id.v == id.v) return &p->services[i];
    }
    return NULL;
}

// Ticked as sent, else as it stands.
static bool ticked(struct call *c, str name, str value, const struct service_link *links, size_t n, service_id service, int64_t other)
{
    bool found = true;
    for (size_t i = 0; c->body && found; i++) {
        if (str_eq(body_value(c->body, name, i, &found), value) && found) return true;
    }
    for (size_t i = 0; !c->body && i < n; i++) {
        if (links[i].service.v == service.v && links[i].other == other) return true;
    }
    return false;
}

static void fill_checks(struct call *c, const struct places_shown *p, service_id id, struct service_edit_view *v)
{
    struct check_view *t = ARENA_ARRAY(c->a, p->n_therapists, struct check_view), *q = ARENA_ARRAY(c->a, p->n_equipment, struct check_view);
    for (size_t i = 0; i < p->n_therapists; i++) {
        str value = id_str(c->a, p->therapists[i].account.v);
        t[i] = (struct check_view){str_fmt(c->a, "needs-therapist-%zu", i), value, p->therapists[i].name,
                                   ticked(c, S("therapist"), value, p->givers, p->n_givers, id, p->therapists[i].account.v)};
    }
    for (size_t i = 0; i < p->n_equipment; i++) {
        str value = id_str(c->a, p->equipment[i].id.v);
        q[i] = (struct check_view){str_fmt(c->a, "needs-equipment-%zu", i), value, p->equipment[i].name,
                                   ticked(c, S("equipment"), value, p->needs, p->n_needs, id, p->equipment[i].id.v)};
    }
    v->therapists.v = t;
    v->therapists.n = p->n_therapists;
    v->equipment.v = q;
    v->equipment.n = p->n_equipment;
}

static str said(struct call *c, const char *field)
{
    const struct problem *p = problem_of(&c->problems, str_of(field));
    return p ? message_say(c->a, c->desk.lang, p->say) : (str){0};
}

// Hundredths of a percent are written as hundredths of anything that has two places.
#define PER_CENT S("EUR")
enum { PER_CENT_MAX = 100 * 100 };

static err needs_page(struct call *c, service_id id, int status)
{
    struct places_shown p;
    err e = desk_places_show(&c->desk, &p);
    const struct service *s = e ? NULL : service_now(&p, id);
    if (!e && !s) e = E_NOT_FOUND;
    if (e) return e;
    struct needs_boxes now = {.clearance = {true, s->clearance},
                              .people = s->people > 1 ? S("2") : S("1"),
                              .kind = s->kind,
                              .tax = s->tax_bp ? billing_amount(c->a, s->tax_bp, PER_CENT) : (str){0}};
    const struct field_view *f = form_view(c, &needs_form, &now);
    struct service_edit_view v = {.page = page_of(c, MSG_setup_services),
                                  .head = settings_head(c, SETTINGS_SERVICES),
                                  .errors = form_errors_of(c, &needs_form),
                                  .name = s->name,
                                  .note = note_of(c, MSG_settings_minutes_n, s->minutes, s->active),
                                  .action = c->path,
                                  .csrf = c->session->csrf,
                                  .key = page_form_key(c),
                                  .version = s->version,
                                  .therapist_error = said(c, "therapist"),
                                  .equipment_error = said(c, "equipment"),
                                  .clearance = &f[0],
                                  .people = &f[1],
                                  .kind = &f[2],
                                  .tax = &f[3]};
    v.page.title = s->name;
    fill_checks(c, &p, id, &v);
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    page_crumb(c, &v.page, S("/setup/services"), MSG_setup_services);
    view_settings_service(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err needs_show_render(struct call *c, err result)
{
    (void)result;
    service_id id = {0};
    return id_parse(c->param[0], &id.v) ? needs_page(c, id, 200) : E_NOT_FOUND;
}
const struct handler h_service_needs = {.render = needs_show_render};

// The ids posted under one name, at most SERVICE_NAMES_MAX.
static err ids_posted(struct call *c, const char *name, int64_t out[SERVICE_NAMES_MAX], size_t *n)
{
    bool found = true;
    for (size_t i = 0; found; i++) {
        str text = body_value(c->body, str_of(name), i, &found);
        if (!found || !text.n) continue;
        if (*n == SERVICE_NAMES_MAX) return problem_add(&c->problems, E_INVALID, str_of(name), SAY1(MSG_error_too_many, "max", S("40")));
        if (!id_parse(text, &out[(*n)++])) return problem_add(&c->problems, E_INVALID, str_of(name), SAY(MSG_error_choice));
    }
    return OK;
}

static err needs_prepare(struct call *c)
{
    struct needs_state *s = c->state = ARENA_NEW(c->a, struct needs_state);
    struct needs_boxes b;
    int64_t therapist[SERVICE_NAMES_MAX] = {0}, equipment[SERVICE_NAMES_MAX] = {0};
    struct places_shown p;
    if (!id_parse(c->param[0], &s->in.id.v)) return E_NOT_FOUND;
    err e = desk_places_show(&c->desk, &p);
    if (!e && !service_now(&p, s->in.id)) e = E_NOT_FOUND;
    if (e) return e;
    err people = ids_posted(c, "therapist", therapist, &s->in.n_therapists), things = ids_posted(c, "equipment", equipment, &s->in.n_equipment);
    e = form_bind(c, &needs_form, &b);
    s->in.version = form_version(c);
    s->in.clearance = b.clearance;
    s->in.people = (opt_int){true, str_eq(b.people, S("2")) ? 2 : 1};
    s->in.tax_bp = (opt_int){true, 0};
    if (b.kind.n) (void)visit_kind_of(b.kind, &s->in.kind);
    bool percent = !b.tax.n || (billing_amount_parse(b.tax, PER_CENT, &s->in.tax_bp.v) && s->in.tax_bp.v >= 0 && s->in.tax_bp.v <= PER_CENT_MAX);
    if (!percent && !problem_of(&c->problems, S("tax"))) e = problem_add(&c->problems, E_INVALID, S("tax"), SAY(MSG_settings_tax_wrong));
    for (size_t i = 0; i < SERVICE_NAMES_MAX; i++) {
        s->in.therapist[i].v = therapist[i];
        s->in.equipment[i].v = equipment[i];
    }
    return e ? e : people ? people : things;
}

static err needs_transact(struct call *c)
{
    struct needs_state *s = c->state;
    struct unfit_list before;
    c->location = S("/setup/services");
    c->flash = MSG_done_setup_saved;
    err e = desk_unfit(&c->desk, &before);
    if (!e) e = desk_service_needs(&c->desk, &s->in);
    return e ? e : settings_touched(c, &before, &s->touched);
}

static err needs_render(struct call *c, err result)
{
    const struct needs_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return needs_page(c, s->in.id, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, s->in.id.v, &s->touched) : reply_redirect(c);
}
const struct handler h_service_needs_save = {needs_prepare, needs_transact, needs_render, false};
