// One client's record: its form, its history.
#include "desk/people/clients.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "client_text.h"
#include "web/forms.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

static const struct choice sex_choices[] = {{"unknown", MSG_client_sex_unknown},
                                            {"female", MSG_client_sex_female},
                                            {"male", MSG_client_sex_male},
                                            {"other", MSG_client_sex_other},
                                            {NULL, MSG_none}};
static const struct choice hand_choices[] = {{"right", MSG_client_hand_right},
                                             {"left", MSG_client_hand_left},
                                             {"both", MSG_client_hand_both},
                                             {NULL, MSG_none}};

#define AT(member) offsetof(struct client_input, f.member)
// In the order of enum below, which is the order on the page.
static const struct field client_fields_form[] = {
    {"given", F_TEXT, false, 0, 120, MSG_client_given, MSG_none, NULL, "off", AT(given)},
    {"family", F_TEXT, false, 0, 120, MSG_client_family, MSG_none, NULL, "off", AT(family)},
    {"preferred", F_TEXT, false, 0, 120, MSG_client_preferred, MSG_none, NULL, "off", AT(preferred)},
    {"pronouns", F_TEXT, false, 0, 40, MSG_client_pronouns, MSG_none, NULL, "off", AT(pronouns)},
    {"born", F_DAY, false, 0, 0, MSG_client_born, MSG_client_born_hint, NULL, "off", AT(born)},
    {"sex", F_CHOICE, false, 0, 0, MSG_client_sex, MSG_none, sex_choices, NULL, AT(sex)},
    {"phones", F_TEXTS, false, 0, 40, MSG_client_phone, MSG_none, NULL, "off", AT(phones)},
    {"email", F_EMAIL, false, 0, 254, MSG_client_email, MSG_none, NULL, "off", AT(email)},
    {"address", F_LONG, false, 0, 500, MSG_client_address, MSG_none, NULL, "off", AT(address)},
    {"language", F_TEXT, false, 0, 35, MSG_client_language, MSG_client_language_hint, NULL, "off", AT(language)},
    {"occupation", F_TEXT, false, 0, 200, MSG_client_occupation, MSG_client_occupation_hint, NULL, "off", AT(occupation)},
    {"handedness", F_CHOICE, false, 0, 0, MSG_client_handedness, MSG_none, hand_choices, NULL, AT(handedness)},
    {"physician", F_TEXT, false, 0, 200, MSG_client_physician, MSG_none, NULL, "off", AT(physician)},
    {"physician_contact", F_TEXT, false, 0, 200, MSG_client_physician_contact, MSG_none, NULL, "off", AT(physician_contact)},
    {"emergency_name", F_TEXT, false, 0, 120, MSG_client_emergency_name, MSG_none, NULL, "off", AT(emergency_name)},
    {"emergency_relation", F_TEXT, false, 0, 80, MSG_client_emergency_relation, MSG_none, NULL, "off", AT(emergency_relation)},
    {"emergency_phone", F_PHONE, false, 0, 40, MSG_client_emergency_phone, MSG_none, NULL, "off", AT(emergency_phone)},
    {"heard_from", F_TEXT, false, 0, 200, MSG_client_heard_from, MSG_none, NULL, "off", AT(heard_from)},
    {"may_call", F_CHECK, false, 0, 0, MSG_client_may_call, MSG_none, NULL, NULL, AT(may_call)},
    {"may_text", F_CHECK, false, 0, 0, MSG_client_may_text, MSG_none, NULL, NULL, AT(may_text)},
    {"may_email", F_CHECK, false, 0, 0, MSG_client_may_email, MSG_none, NULL, NULL, AT(may_email)},
    {"note", F_LONG, false, 0, 2000, MSG_client_note, MSG_client_note_hint, NULL, "off", AT(note)},
};
enum { CLIENT_FIELDS = sizeof client_fields_form / sizeof client_fields_form[0] };
const struct form client_form = {"client", client_fields_form, CLIENT_FIELDS, sizeof(struct client_input), 65536};

enum msg client_field_label(str name)
{
    for (size_t i = 0; i < CLIENT_FIELDS; i++) {
        if (str_eq(name, str_of(client_fields_form[i].name))) return client_fields_form[i].label;
    }
    CHECK(!"a field of a client");
    return MSG_none;
}

str client_field_text(struct call *c, str name, str value)
{
    for (size_t i = 0; i < CLIENT_FIELDS; i++) {
        const struct field *f = &client_fields_form[i];
        if (!str_eq(name, str_of(f->name))) continue;
        day d;
        if (f->type == F_DAY && day_parse(value, &d)) return view_day_text(c->a, c->desk.lang, d);
        if (f->type == F_CHECK) return message_say(c->a, c->desk.lang, SAY(str_eq(value, S("1")) ? MSG_client_yes : MSG_client_no));
        for (const struct choice *ch = f->choices; ch && ch->value; ch++) {
            if (value.n && str_eq(value, str_of(ch->value))) return message_say(c->a, c->desk.lang, SAY(ch->label));
        }
    }
    return value;
}

// --- the form

struct client_state {
    client_id id;               // v == 0: a new one
    struct client_input in;
    struct duplicates_found duplicates;
    bool ask;                   // likely duplicates are to be looked at first
};

static void fill_boxes(struct client_form_view *v, const struct field_view *f)
{
    const struct field_view **box[] = {&v->given, &v->family, &v->preferred, &v->pronouns, &v->born, &v->sex, NULL,
                                       &v->email, &v->address, &v->language, &v->occupation, &v->handedness, &v->physician,
                                       &v->physician_contact, &v->emergency_name, &v->emergency_relation, &v->emergency_phone,
                                       &v->heard_from, &v->may_call, &v->may_text, &v->may_email, &v->note};
    _Static_assert(sizeof box / sizeof box[0] == CLIENT_FIELDS, "one box a field, in order");
    for (size_t i = 0; i < CLIENT_FIELDS; i++) {
        if (box[i]) *box[i] = &f[i];
    }
}

static void fill_duplicates(struct call *c, const struct client_state *s, struct client_form_view *v)
{
    struct duplicate_view *d = ARENA_ARRAY(c->a, s->duplicates.n, struct duplicate_view);
    for (size_t i = 0; i < s->duplicates.n; i++) d[i] = duplicate_view_of(c, s->id, &s->duplicates.v[i]);
    v->duplicates.v = d;
    v->duplicates.n = s->duplicates.n;
}

static err form_page(struct call *c, const struct client_state *s, const struct client *now, int status)
{
    struct client_input values = {.f = {.sex = S("unknown")}};
    if (now) values.f = now->f;
    struct client_form_view v = {.page = page_of(c, MSG_client_new),
                                 .errors = form_errors_of(c, &client_form),
                                 .is_new = now == NULL,
                                 .action = now ? client_href(c, now->id, "") : S("/clients"),
                                 .cancel = now ? client_href(c, now->id, "") : S("/clients"),
                                 .csrf = c->session->csrf,
                                 .key = page_form_key(c),
                                 .version = now ? now->version : 0};
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    if (now) {
        str name = client_name_full(c->a, &now->f);
        v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_client_edit_title, "name", name));
        page_crumb_text(c, &v.page, v.action, name);
        err told = page_safety(c, now->id, &v.page);
        if (told) return told;
        v.history_href = client_href(c, now->id, "/history");
        v.changed_meanwhile = status == 409;
    }
    fill_boxes(&v, form_view(c, &client_form, &values));
    size_t boxes = values.f.phones.n + 1 > PHONE_BOXES ? values.f.phones.n + 1 : PHONE_BOXES;
    v.phones.v = form_texts_view(c, &client_form, "phones", &values, boxes < TEXTS_MAX ? boxes : TEXTS_MAX);
    v.phones.n = boxes < TEXTS_MAX ? boxes : TEXTS_MAX;
    if (s) fill_duplicates(c, s, &v);
    view_client_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err client_new_render(struct call *c, err result)
{
    (void)result;
    return form_page(c, NULL, NULL, 200);
}
const struct handler h_client_new = {.render = client_new_render};

static err client_create_prepare(struct call *c)
{
    struct client_state *s = c->state = ARENA_NEW(c->a, struct client_state);
    bool said;
    str anyway = body_value(c->body, S("anyway"), 0, &said);
    err e = form_bind(c, &client_form, &s->in), rules = desk_client_rules(&c->desk, &s->in.f);
    if (e || rules) return e ? e : rules;
    if (anyway.n && !str_eq(anyway, S("0"))) return OK;
    e = desk_duplicates_of(&c->desk, (client_id){0}, &s->in.f, &s->duplicates);
    s->ask = !e && s->duplicates.n > 0;
    return s->ask ? problem_add(&c->problems, E_CONFLICT, S(""), SAY(MSG_client_maybe_known)) : e;
}

static err client_create_transact(struct call *c)
{
    struct client_state *s = c->state;
    err e = desk_client_create(&c->desk, &s->in, &s->id);
    if (e) return e;
    c->location = client_href(c, s->id, "");
    c->flash = MSG_done_client_made;
    return OK;
}

static err client_json(struct call *c, int status, client_id id, int64_t version)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id.v);
    if (version) jw_kint(&w, S("version"), version);
    jw_kstr(&w, S("href"), client_href(c, id, ""));
    jw_end(&w);
    return OK;
}

static err client_create_render(struct call *c, err result)
{
    const struct client_state *s = c->state;
    if (result) return form_page(c, s, NULL, err_http(result));
    return c->kind == KIND_JSON ? client_json(c, 201, s->id, 1) : reply_redirect(c);
}
const struct handler h_client_create = {client_create_prepare, client_create_transact, client_create_render};

err client_of_path(struct call *c, client_id *id)
{
    return id_parse(c->param[0], &id->v) ? OK : E_NOT_FOUND;
}

static err client_edit_render(struct call *c, err result)
{
    (void)result;
    client_id id;
    struct client now;
    err e = client_of_path(c, &id);
    if (!e) e = desk_client_show(&c->desk, id, &now);
    return e ? e : form_page(c, NULL, &now, 200);
}
const struct handler h_client_edit = {.render = client_edit_render};

static err client_change_prepare(struct call *c)
{
    struct client_state *s = c->state = ARENA_NEW(c->a, struct client_state);
    err e = client_of_path(c, &s->id);
    if (e) return e;
    e = form_bind(c, &client_form, &s->in);
    s->in.version = form_version(c);
    err rules = desk_client_rules(&c->desk, &s->in.f);
    return e ? e : rules;
}

static err client_change_transact(struct call *c)
{
    const struct client_state *s = c->state;
    c->location = client_href(c, s->id, "");
    c->flash = MSG_done_client_saved;
    return desk_client_change(&c->desk, s->id, &s->in);
}

static err client_change_render(struct call *c, err result)
{
    const struct client_state *s = c->state;
    if (!result) return c->kind == KIND_JSON ? client_json(c, 200, s->id, 0) : reply_redirect(c);
    if (result == E_NOT_FOUND) return result;
    struct client now;
    err e = desk_client_show(&c->desk, s->id, &now);
    return e ? e : form_page(c, NULL, &now, err_http(result));
}
const struct handler h_client_change = {client_change_prepare, client_change_transact, client_change_render};

// --- history

static err client_history_render(struct call *c, err result)
{
    (void)result;
    client_id id;
    struct client_history h;
    err e = client_of_path(c, &id);
    if (!e) e = desk_client_history(&c->desk, id, &h);
    if (e) return e;
    struct client_history_view v = {.page = page_of(c, MSG_client_history), .name = client_row_name(c, &h.client)};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_client_history_title, "name", v.name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, id, ""), v.name);
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    struct edit_view *edits = ARENA_ARRAY(c->a, h.n, struct edit_view);
    for (size_t i = 0; i < h.n; i++) {
        const struct client_edit *from = &h.edits[i];
        struct change_view *changes = ARENA_ARRAY(c->a, from->n, struct change_view);
        for (size_t k = 0; k < from->n; k++) {
            const struct field_change *f = &from->changes[k];
            changes[k] = (struct change_view){message_say(c->a, c->desk.lang, SAY(client_field_label(f->field))),
                                              client_field_text(c, f->field, f->before), client_field_text(c, f->field, f->after)};
        }
        str by = from->account_name.n ? from->account_name : message_say(c->a, c->desk.lang, SAY(MSG_client_by_system));
        edits[i] = (struct edit_view){page_time(c, from->at), by, from->version == 1, {changes, from->n}};
    }
    v.edits.v = edits;
    v.edits.n = h.n;
    view_client_history(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_client_history = {.render = client_history_render};
