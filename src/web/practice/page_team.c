// The people of the practice, and the audit trail.
#include "desk/practice/team.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "desk/practice/audit.h"
#include "web/forms.h"
#include "pages_account.h"
#include "web/route.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

static const struct choice role_choices[] = {
    {"therapist", MSG_role_therapist}, {"front-desk", MSG_role_front_desk}, {"owner", MSG_role_owner}, {NULL, MSG_none}};

static const struct field team_fields[] = {
    {"name", F_TEXT, true, 0, 120, MSG_team_name, MSG_none, NULL, "off", offsetof(struct team_add_input, name)},
    {"email", F_EMAIL, true, 0, 254, MSG_team_email, MSG_team_email_hint, NULL, "off", offsetof(struct team_add_input, email)},
    {"role", F_CHOICE, true, 0, 0, MSG_team_role, MSG_team_role_hint, role_choices, NULL, offsetof(struct team_add_input, role)},
    {"licence_number", F_TEXT, false, 0, LICENCE_MAX, MSG_team_licence, MSG_none, NULL, "off",
     offsetof(struct team_add_input, licence_number)},
    {"licence_body", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_body, MSG_setup_licence_body_hint, NULL, "off",
     offsetof(struct team_add_input, licence_body)},
    {"licence_expires", F_DAY, false, 0, 0, MSG_team_licence_expires, MSG_none, NULL, NULL,
     offsetof(struct team_add_input, licence_expires)},
};
const struct form team_form = {"team", team_fields, 6, sizeof(struct team_add_input), 8192};

static const struct field member_fields[] = {
    {"role", F_CHOICE, true, 0, 0, MSG_team_role, MSG_none, role_choices, NULL, offsetof(struct team_change_input, role)},
    {"licence_number", F_TEXT, false, 0, LICENCE_MAX, MSG_team_licence, MSG_none, NULL, "off",
     offsetof(struct team_change_input, licence_number)},
    {"licence_body", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_body, MSG_setup_licence_body_hint, NULL, "off",
     offsetof(struct team_change_input, licence_body)},
    {"licence_expires", F_DAY, false, 0, 0, MSG_team_licence_expires, MSG_none, NULL, NULL,
     offsetof(struct team_change_input, licence_expires)},
    {"active", F_CHECK, false, 0, 0, MSG_team_active, MSG_none, NULL, NULL, offsetof(struct team_change_input, active)},
};
const struct form member_form = {"member", member_fields, 5, sizeof(struct team_change_input), 8192};

struct team_state {
    struct team_add_input in;
    struct team_add_work work;
    struct team_added added;
    struct team_change_input change;
    struct appointment_list touched;
    bool changing;
};

// The boxes of one member; what was typed only in the one that was refused.
static void member_boxes(struct call *c, const struct member *m, bool refused, struct member_view *v)
{
    struct team_change_input now = {.role = role_name(m->role),
                                    .licence_number = m->licence_number,
                                    .licence_body = m->licence_body,
                                    .licence_expires = m->licence_expires,
                                    .active = m->active};
    const struct body *typed = c->body;
    struct problems problems = c->problems;
    if (!refused) {
        c->body = NULL;
        c->problems = (struct problems){.a = c->a};
    }
    struct field_view *f = (struct field_view *)(void *)(uintptr_t)form_view(c, &member_form, &now);
    c->body = typed;
    c->problems = problems;
    for (size_t i = 0; i < member_form.n; i++) f[i].id = str_fmt(c->a, "%.*s-%.*s", SP(f[i].id), SP(v->id));
    v->role_field = &f[0];
    v->licence_field = &f[1];
    v->body_field = &f[2];
    v->expires_field = &f[3];
    v->active_field = &f[4];
    struct say warning = licence_say(c, m);
    if (warning.key != MSG_none) v->warning = message_say(c->a, c->desk.lang, warning);
    v->bad = licence_stands(m, c->desk.today) == LICENCE_ENDED;
}

static void member_views(struct call *c, const struct team_shown *shown, struct team_view *v)
{
    const struct team_state *s = c->state;
    struct member_view *m = ARENA_ARRAY(c->a, shown->n, struct member_view);
    for (size_t i = 0; i < shown->n; i++) {
        const struct member *from = &shown->members[i];
        m[i] = (struct member_view){.id = id_str(c->a, from->account.v),
                                    .name = from->name,
                                    .email = from->email,
                                    .role = page_role(c, from->role),
                                    .active = from->active,
                                    .waiting = from->must_change,
                                    .self = from->account.v == c->desk.who.account.v,
                                    .csrf = c->session->csrf,
                                    .version = from->version};
        member_boxes(c, from, s && s->changing && s->change.account.v == from->account.v, &m[i]);
    }
    v->members.v = m;
    v->members.n = shown->n;
}

static err team_json(struct call *c, const struct team_shown *shown)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("members"));
    jw_array(&w);
    for (size_t i = 0; i < shown->n; i++) {
        const struct member *m = &shown->members[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, m->account.v);
        jw_kstr(&w, S("name"), m->name);
        jw_kstr(&w, S("email"), m->email);
        jw_kstr(&w, S("role"), role_name(m->role));
        jw_kbool(&w, S("active"), m->active);
        jw_kstr(&w, S("licence_number"), m->licence_number);
        jw_kstr(&w, S("licence_body"), m->licence_body);
        jw_kstr(&w, S("licence_expires"), m->licence_expires.known ? day_str(c->a, m->licence_expires.day) : (str){0});
        jw_kint(&w, S("version"), m->version);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err team_page(struct call *c, int status)
{
    struct team_shown shown;
    err e = desk_team_list(&c->desk, &shown);
    if (e) return e;
    if (c->kind == KIND_JSON) return team_json(c, &shown);
    const struct team_state *s = c->state;
    bool adding = s && !s->changing && status != 200;
    const struct body *typed = c->body;
    if (!adding) c->body = NULL;
    const struct field_view *f = form_view(c, &team_form, NULL);
    c->body = typed;
    struct team_view v = {.page = page_of(c, MSG_team_title),
                          .errors = form_errors_of(c, s && s->changing ? &member_form : &team_form),
                          .name = &f[0],
                          .email = &f[1],
                          .role = &f[2],
                          .licence_number = &f[3],
                          .licence_body = &f[4],
                          .licence_expires = &f[5],
                          .csrf = c->session->csrf,
                          .key = page_form_key(c)};
    if (s && !s->changing && status == 200) {
        v.added_email = s->work.email;
        v.known_account = s->added.known_account;
        if (!s->added.known_account) v.secret = s->work.secret;
    }
    member_views(c, &shown, &v);
    view_team(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err team_render(struct call *c, err result)
{
    (void)result;
    return team_page(c, 200);
}
const struct handler h_team = {.render = team_render};

static err team_add_prepare(struct call *c)
{
    struct team_state *s = c->state = ARENA_NEW(c->a, struct team_state);
    err e = form_bind(c, &team_form, &s->in);
    if (e) return e;
    randombytes_buf(s->in.random, sizeof s->in.random);
    return desk_team_add_prepare(&c->desk, &s->in, &s->work);
}

static err team_add_transact(struct call *c)
{
    struct team_state *s = c->state;
    c->location = S("/team");
    return desk_team_add(&c->desk, &s->in, &s->work, &s->added);
}

// The one-time password is shown in this answer and nowhere else, so there is no redirect.
static err team_add_render(struct call *c, err result)
{
    return team_page(c, result ? err_http(result) : 200);
}
const struct handler h_team_add = {team_add_prepare, team_add_transact, team_add_render};

static err team_change_prepare(struct call *c)
{
    struct team_state *s = c->state = ARENA_NEW(c->a, struct team_state);
    account_id id;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    s->changing = true;
    err e = form_bind(c, &member_form, &s->change);
    s->change.account = id;
    s->change.version = form_version(c);
    return e;
}

static err team_change_transact(struct call *c)
{
    struct team_state *s = c->state;
    c->location = S("/team");
    c->flash = MSG_done_team;
    struct unfit_list before;
    err e = desk_unfit(&c->desk, &before);
    if (!e) e = desk_team_change(&c->desk, &s->change);
    return e ? e : settings_touched(c, &before, &s->touched);
}

static err team_change_render(struct call *c, err result)
{
    const struct team_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return team_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, &s->touched) : reply_redirect(c);
}
const struct handler h_team_change = {team_change_prepare, team_change_transact, team_change_render};

static err audit_json(struct call *c, const struct audit_page *p)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("rows"));
    jw_array(&w);
    for (size_t i = 0; i < p->n; i++) {
        const struct audit_row *r = &p->rows[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_kstr(&w, S("at"), instant_str(c->a, r->at));
        jw_kstr(&w, S("event"), r->event);
        jw_kstr(&w, S("role"), role_name(r->role));
        jw_key(&w, S("account"));
        jw_id(&w, r->account.v);
        jw_key(&w, S("client"));
        jw_id(&w, r->client.v);
        jw_key(&w, S("subject"));
        jw_id(&w, r->subject);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("next"));
    jw_id(&w, p->next.v);
    jw_end(&w);
    return OK;
}

// An event that has no words yet (of a newer version) is shown as it is kept.
static str event_text(struct call *c, str event)
{
    enum msg said = message_find(str_fmt(c->a, "event.%.*s", SP(event)));
    return said == MSG_none ? event : message_say(c->a, c->desk.lang, SAY(said));
}

static err audit_render(struct call *c, err result)
{
    (void)result;
    audit_id before = {0};
    str from = query_value(c, S("before"));
    if (from.n && !id_parse(from, &before.v)) return E_MALFORMED;
    struct audit_page p;
    err e = desk_audit_list(&c->desk, before, 0, &p);
    if (e) return e;
    if (c->kind == KIND_JSON) return audit_json(c, &p);
    struct audit_item_view *rows = ARENA_ARRAY(c->a, p.n, struct audit_item_view);
    for (size_t i = 0; i < p.n; i++) {
        const struct audit_row *r = &p.rows[i];
        rows[i] = (struct audit_item_view){page_time(c, r->at), event_text(c, r->event), r->account_name, page_role(c, r->role), r->subject_name};
    }
    struct audit_view v = {.page = page_of(c, MSG_audit_title), .rows = {rows, p.n}};
    if (p.next.v) v.older = link_to(c->a, "/audit?before=%.*s", SP(id_str(c->a, p.next.v)));
    view_audit(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_audit = {.render = audit_render};
