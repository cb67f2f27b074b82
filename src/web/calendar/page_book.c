// A visit booked while the caller is on the phone: who, why, what, and the first free times as buttons. One tap books; a new client
// is made in the same transaction.
#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "day_text.h"
#include "desk/people/clients.h"
#include "desk/people/duplicates.h"
#include "web/forms.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct book_boxes {
    int64_t client, service, therapist, room, plan, partner, partner_therapist, use, partner_use;
    str given, family, phone, partner_given, partner_family, partner_phone;
    str reason, kind, slot, chosen, look, from;
    opt_day day;
    opt_int time;
    bool short_clearance, outside_hours, anyway;
};
#define AT(member) offsetof(struct book_boxes, member)
static const struct field book_fields[] = {
    {"client", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(client)},
    {"given", F_TEXT, false, 0, 120, MSG_book_given, MSG_none, NULL, "off", AT(given)},
    {"family", F_TEXT, false, 0, 120, MSG_book_family, MSG_none, NULL, "off", AT(family)},
    {"phone", F_PHONE, false, 0, 40, MSG_book_phone, MSG_none, NULL, "off", AT(phone)},
    {"reason", F_TEXT, false, 0, 500, MSG_book_reason, MSG_none, NULL, "off", AT(reason)},
    {"service", F_ID, true, 0, 0, MSG_book_service, MSG_none, NULL, NULL, AT(service)},
    {"therapist", F_ID, false, 0, 0, MSG_book_therapist, MSG_none, NULL, NULL, AT(therapist)},
    {"partner", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(partner)},
    {"partner_given", F_TEXT, false, 0, 120, MSG_book_partner_given, MSG_none, NULL, "off", AT(partner_given)},
    {"partner_family", F_TEXT, false, 0, 120, MSG_book_partner_family, MSG_none, NULL, "off", AT(partner_family)},
    {"partner_phone", F_PHONE, false, 0, 40, MSG_book_partner_phone, MSG_none, NULL, "off", AT(partner_phone)},
    {"partner_therapist", F_ID, false, 0, 0, MSG_book_partner_therapist, MSG_none, NULL, NULL, AT(partner_therapist)},
    {"kind", F_CHOICE, false, 0, 0, MSG_book_kind, MSG_book_kind_hint, kind_choices, NULL, AT(kind)},
    {"room", F_ID, false, 0, 0, MSG_book_room, MSG_none, NULL, NULL, AT(room)},
    {"day", F_DAY, false, 0, 0, MSG_book_day, MSG_none, NULL, NULL, AT(day)},
    {"time", F_TIME, false, 0, 1439, MSG_book_time, MSG_none, NULL, NULL, AT(time)},
    {"short_clearance", F_CHECK, false, 0, 0, MSG_book_short_clearance, MSG_book_short_clearance_hint, NULL, NULL, AT(short_clearance)},
    {"outside_hours", F_CHECK, false, 0, 0, MSG_book_outside_hours, MSG_none, NULL, NULL, AT(outside_hours)},
    {"plan", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(plan)},
    {"anyway", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(anyway)},
    {"use", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(use)},
    {"partner_use", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(partner_use)},
    {"slot", F_TEXT, false, 0, 60, MSG_none, MSG_none, NULL, NULL, AT(slot)},
    {"chosen", F_TEXT, false, 0, 60, MSG_none, MSG_none, NULL, NULL, AT(chosen)},
    {"look", F_TEXT, false, 0, 20, MSG_none, MSG_none, NULL, NULL, AT(look)},
    {"from", F_TEXT, false, 0, 20, MSG_none, MSG_none, NULL, NULL, AT(from)},
};
enum { BOOK_FIELDS = sizeof book_fields / sizeof book_fields[0] };
const struct form book_form = {"book", book_fields, BOOK_FIELDS, sizeof(struct book_boxes), 16384};

struct book_state {
    struct book_boxes b;
    struct book_in in;
    bool fresh[2];                      // this person is new: made in the same transaction
    struct client_input person[2];
    struct duplicates_found known[2];
    bool look;                          // only the free times were asked for
    struct booked made;
};

static const struct choice_service *service_of(const struct choices *all, int64_t id)
{
    for (size_t i = 0; i < all->n_services; i++) {
        if (all->service[i].id.v == id) return &all->service[i];
    }
    return NULL;
}

// --- the page

static struct field_view *box(const struct field_view *all, const char *name)
{
    return (struct field_view *)(uintptr_t)form_field(all, &book_form, name);
}

static err person_view(struct call *c, int64_t id, bool partner, const struct field_view *f, struct book_person_view *v)
{
    v->given = box(f, partner ? "partner_given" : "given");
    v->family = box(f, partner ? "partner_family" : "family");
    v->phone = box(f, partner ? "partner_phone" : "phone");
    if (!id) return OK;
    struct client_row row;
    err e = desk_choice_client(&c->desk, (client_id){id}, &row);
    if (e) return e == E_NOT_FOUND ? OK : e; // taken back to the empty boxes
    v->id = id_str(c->a, id);
    v->name = client_row_name(c, &row);
    v->note = client_row_note(c, &row);
    v->href = client_href(c, row.id, "");
    return safety_line_of(c, row.id, &v->safety);
}

static err known_views(struct call *c, const struct duplicates_found *found, struct book_person_view *v)
{
    struct known_view *k = ARENA_ARRAY(c->a, found->n, struct known_view);
    for (size_t i = 0; i < found->n; i++) {
        struct duplicate_view d = duplicate_view_of(c, (client_id){0}, &found->v[i]);
        k[i] = (struct known_view){.value = id_str(c->a, found->v[i].other.id.v), .name = d.name, .note = d.note, .reasons = d.reasons, .href = d.href};
        err e = safety_line_of(c, found->v[i].other.id, &k[i].safety);
        if (e) return e;
    }
    v->known.v = k;
    v->known.n = found->n;
    return OK;
}

static struct free_list nearest_of(struct call *c, const struct book_state *s)
{
    struct free_list list = s->made.nearest;
    if (!list.n && desk_book_nearest(&c->desk, &s->in, &list)) return (struct free_list){0};
    return list;
}

// The time that was chosen cannot be had: taken, closed, past.
static bool time_refused(struct call *c, const struct book_state *s)
{
    return s && s->in.day.d && problem_of(&c->problems, S("time"));
}

static err fill_times(struct call *c, const struct book_state *s, const struct book_boxes *b, struct book_view *v)
{
    struct times_in in = {{b->service}, {b->therapist}, c->desk.today, false};
    if (!b->service) {
        v->times.no_service = true;
        return OK;
    }
    times_from(c, s && s->look && b->look.n > 1 ? b->look : b->from, &in.from, &in.all);
    v->from = in.all ? str_fmt(c->a, "%.*s*", SP(day_str(c->a, in.from))) : in.from.d > c->desk.today.d ? day_str(c->a, in.from) : (str){0};
    if (time_refused(c, s) && !v->ask) {
        struct free_list list = nearest_of(c, s);
        times_nearest(c, &list, !in.therapist.v, &v->times);
        if (v->times.nearest) {
            v->times.first_value = day_str(c->a, c->desk.today);
            v->times.later_value = day_str(c->a, (day){s->in.day.d + 1});
            return OK;
        }
    }
    err e = times_fill(c, &in, &v->times);
    if (e != E_INVALID && e != E_NOT_FOUND) return e;
    v->times.none = true; // a therapist or service that cannot be booked: said at its field
    return OK;
}

static void fill_boxes(struct call *c, const struct choices *all, const struct field_view *f, struct book_view *v)
{
    v->reason = box(f, "reason");
    v->service = box(f, "service");
    v->therapist = box(f, "therapist");
    v->partner_therapist = box(f, "partner_therapist");
    v->kind = box(f, "kind");
    v->room = box(f, "room");
    v->day = box(f, "day");
    v->time = box(f, "time");
    v->short_clearance = box(f, "short_clearance");
    v->outside_hours = box(f, "outside_hours");
    options_services(c, box(f, "service"), all);
    options_therapists(c, box(f, "therapist"), all, MSG_book_anyone);
    options_therapists(c, box(f, "partner_therapist"), all, MSG_book_anyone);
    options_rooms(c, box(f, "room"), all, MSG_book_any_room);
    box(f, "kind")->empty_label = message_say(c->a, c->desk.lang, SAY(MSG_book_kind_usual));
    v->has_rooms = all->n_rooms > 0;
    v->details = v->kind->error.n || v->room->error.n || v->day->error.n || v->short_clearance->checked || v->outside_hours->checked ||
                 v->room->value.n || v->day->value.n;
}

static err book_page(struct call *c, struct book_state *s, struct book_boxes *b, int status)
{
    struct choices all;
    err e = desk_choices(&c->desk, (service_id){b->service}, &all);
    if (e) return e;
    if (!b->service && all.n_services && !c->body) b->service = all.service[0].id.v;
    const struct choice_service *service = service_of(&all, b->service);
    const struct field_view *f = form_view(c, &book_form, b);
    struct book_view v = {.page = page_of(c, MSG_book_title),
                          .errors = form_errors_of(c, &book_form),
                          .csrf = c->session->csrf,
                          .key = page_form_key(c),
                          .couple = service && service->people > 1};
    fill_boxes(c, &all, f, &v);
    int64_t first = b->use ? b->use : b->client, second = b->partner_use ? b->partner_use : b->partner;
    e = person_view(c, first, false, f, &v.who);
    if (!e) e = person_view(c, second, true, f, &v.partner);
    if (e) return e;
    if (s && (s->known[0].n || s->known[1].n)) {
        v.ask = true;
        e = known_views(c, &s->known[0], &v.who);
        if (!e) e = known_views(c, &s->known[1], &v.partner);
        if (e) return e;
        v.chosen = slot_text(c, &(struct slot_value){s->in.day, s->in.minute, {s->in.therapist[0], s->in.therapist[1]}});
        v.ask_time = when_words(c, s->in.day, s->in.minute);
    }
    e = fill_times(c, s, b, &v);
    if (e) return e;
    view_book(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static int64_t query_id(struct call *c, str name)
{
    int64_t id = 0;
    return id_parse(query_value(c, name), &id) ? id : 0;
}

static err book_show_render(struct call *c, err result)
{
    (void)result;
    struct book_boxes b = {.client = query_id(c, S("client")),
                           .partner = query_id(c, S("partner")),
                           .service = query_id(c, S("service")),
                           .therapist = query_id(c, S("therapist")),
                           .from = query_value(c, S("from"))};
    return book_page(c, NULL, &b, 200);
}
const struct handler h_book = {.render = book_show_render};

// --- taking it

// What the record's rules say of a person's fields goes to the boxes of this form: phones[0] is "phone" or "partner_phone".
static void person_problems(struct call *c, const struct problem *from, bool partner)
{
    for (struct problem *p = from ? from->next : c->problems.first; p; p = p->next) {
        str name = str_starts(p->field, S("phones")) ? S("phone") : p->field;
        p->field = partner ? str_fmt(c->a, "partner_%.*s", SP(name)) : name;
    }
}

static err person_prepare(struct call *c, struct book_state *s, size_t i)
{
    const struct book_boxes *b = &s->b;
    struct client_fields *f = &s->person[i].f;
    int64_t known = i ? (b->partner_use ? b->partner_use : b->partner) : (b->use ? b->use : b->client);
    s->in.client[i].v = known;
    if (known) return OK;
    *f = (struct client_fields){.given = i ? b->partner_given : b->given, .family = i ? b->partner_family : b->family, .sex = S("unknown")};
    str phone = i ? b->partner_phone : b->phone;
    if (phone.n) {
        f->phones.v[0] = phone;
        f->phones.n = 1;
        f->may_call = true; // they gave the number so as to be called back about this visit
    }
    s->fresh[i] = true;
    const struct problem *last = c->problems.last;
    err e = desk_client_rules(&c->desk, f);
    person_problems(c, last, i);
    if (e || b->anyway) return e;
    return desk_duplicates_of(&c->desk, (client_id){0}, f, &s->known[i]);
}

static err time_prepare(struct call *c, struct book_state *s)
{
    struct book_boxes *b = &s->b;
    struct slot_value slot;
    str said = b->slot.n ? b->slot : b->day.known || b->time.known ? (str){0} : b->chosen;
    s->in.therapist[0].v = b->therapist;
    s->in.therapist[1].v = b->partner_therapist;
    if (said.n) {
        if (!slot_parse(said, &slot)) return problem_add(&c->problems, E_INVALID, S("time"), SAY(MSG_book_choose_time));
        s->in.day = slot.day;
        s->in.minute = slot.minute;
        for (size_t i = 0; i < 2; i++) {
            if (slot.therapist[i].v) s->in.therapist[i] = slot.therapist[i];
        }
        return OK;
    }
    err e = OK;
    if (!b->day.known && !problem_of(&c->problems, S("day")))
        e = problem_add(&c->problems, E_INVALID, b->time.known ? S("day") : S("time"), SAY(MSG_book_choose_time));
    else if (!b->time.known && !problem_of(&c->problems, S("time")))
        e = problem_add(&c->problems, E_INVALID, S("time"), SAY(MSG_book_choose_time));
    s->in.day = b->day.day;
    s->in.minute = (int)b->time.v;
    return e;
}

static err what_prepare(struct call *c, struct book_state *s, bool *couple)
{
    const struct book_boxes *b = &s->b;
    struct calendar_service service;
    err e = desk_choice_service(&c->desk, (service_id){b->service}, &service);
    if (e && e != E_NOT_FOUND) return e;
    bool offered = e == OK;
    *couple = offered && service.people > 1;
    s->in.service.v = b->service;
    s->in.plan.v = b->plan;
    s->in.room.v = b->room;
    s->in.reason = b->reason;
    s->in.short_clearance = b->short_clearance;
    s->in.outside_hours = b->outside_hours;
    if (b->kind.n) (void)visit_kind_of(b->kind, &s->in.kind);
    else if (offered) s->in.kind = service.kind;
    return OK;
}

static err book_prepare(struct call *c)
{
    struct book_state *s = c->state = ARENA_NEW(c->a, struct book_state);
    bool couple = false;
    err bound = form_bind(c, &book_form, &s->b);
    if (s->b.look.n && !c->body->json) {
        s->look = true;
        c->problems = (struct problems){.a = c->a}; // nothing was sent yet that could be wrong
        return E_INVALID;
    }
    err e = what_prepare(c, s, &couple);
    if (e) return e;
    err when = time_prepare(c, s);
    err who = person_prepare(c, s, 0);
    if (couple) {
        err other = person_prepare(c, s, 1);
        who = who ? who : other;
    }
    if (bound || when || who) return bound ? bound : when ? when : who;
    if (!s->known[0].n && !s->known[1].n) return OK;
    return problem_add(&c->problems, E_CONFLICT, S(""), SAY(MSG_book_maybe_known));
}

static err book_transact(struct call *c)
{
    struct book_state *s = c->state;
    struct book_in in = s->in;
    for (size_t i = 0; i < 2; i++) {
        if (!s->fresh[i]) continue;
        err e = desk_client_create(&c->desk, &s->person[i], &in.client[i]);
        if (e) return e;
    }
    s->made = (struct booked){0};
    err e = desk_book(&c->desk, &in, &s->made);
    if (e) return e;
    c->location = visit_href(c, s->made.id[0], "");
    c->flash = MSG_done_booked;
    return OK;
}

static err book_refused_json(struct call *c, const struct book_state *s, err result)
{
    struct jw w = reply_error_json(c, result);
    if (time_refused(c, s)) {
        struct free_list list = nearest_of(c, s);
        times_json(c, &w, S("nearest"), &list);
    }
    for (size_t i = 0; i < 2; i++) {
        if (!s->known[i].n) continue;
        jw_key(&w, i ? S("partner_known") : S("known"));
        jw_array(&w);
        for (size_t k = 0; k < s->known[i].n; k++) {
            jw_object(&w);
            jw_key(&w, S("id"));
            jw_id(&w, s->known[i].v[k].other.id.v);
            jw_kstr(&w, S("name"), client_row_name(c, &s->known[i].v[k].other));
            jw_end(&w);
        }
        jw_end(&w);
    }
    jw_end(&w);
    return OK;
}

static err booked_json(struct call *c, const struct book_state *s)
{
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->made.id[0].v);
    if (s->made.id[1].v) {
        jw_key(&w, S("partner_id"));
        jw_id(&w, s->made.id[1].v);
    }
    jw_kstr(&w, S("href"), c->location);
    jw_end(&w);
    return OK;
}

static err book_render(struct call *c, err result)
{
    struct book_state *s = c->state;
    if (!result) return c->kind == KIND_JSON ? booked_json(c, s) : reply_redirect(c);
    if (c->kind == KIND_JSON) return book_refused_json(c, s, result);
    return book_page(c, s, &s->b, s->look ? 200 : err_http(result));
}
const struct handler h_appointment_book = {book_prepare, book_transact, book_render, .refusals = true};

// --- free times as JSON

static err times_render(struct call *c, err result)
{
    (void)result;
    int64_t days = 7, max = 50;
    struct free_in in = {.service = {query_id(c, S("service"))}, .therapist = {query_id(c, S("therapist"))}, .from = c->desk.today};
    str from = query_value(c, S("from")), n = query_value(c, S("days")), most = query_value(c, S("max")), therapist = query_value(c, S("therapist"));
    err e = OK;
    if (!in.service.v) e = problem_add(&c->problems, E_INVALID, S("service"), SAY(MSG_error_choice));
    if (therapist.n && !in.therapist.v) e = problem_add(&c->problems, E_INVALID, S("therapist"), SAY(MSG_error_choice));
    if (from.n && !day_parse(from, &in.from)) e = problem_add(&c->problems, E_INVALID, S("from"), SAY(MSG_error_date));
    if (n.n && (!str_i64(n, &days) || days < 1 || days > 62)) e = problem_add(&c->problems, E_INVALID, S("days"), SAY2(MSG_error_range, "min", S("1"), "max", S("62")));
    if (most.n && (!str_i64(most, &max) || max < 1 || max > 200)) e = problem_add(&c->problems, E_INVALID, S("max"), SAY2(MSG_error_range, "min", S("1"), "max", S("200")));
    if (e) return e;
    if (in.from.d < c->desk.today.d) in.from = c->desk.today;
    in.days = (int)days;
    in.max = (size_t)max;
    struct free_list list = {0};
    e = desk_free_times(&c->desk, &in, &list);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    times_json(c, &w, S("times"), &list);
    jw_end(&w);
    return OK;
}
const struct handler h_times = {.render = times_render};
