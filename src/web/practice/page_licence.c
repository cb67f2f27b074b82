// One's own licence: what signs notes and letters, and what bookings beyond its last day are refused for.
#include "web/calendar/day_text.h"
#include "desk/practice/account.h"
#include "desk/practice/setup.h"
#include "desk/practice/team.h"
#include "web/forms.h"
#include "pages_account.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

struct licence_boxes {
    struct setup_licence_input in;
    int64_t visit;                      // whose note asked for it; 0 none
};
#define AT(member) offsetof(struct licence_boxes, member)
static const struct field own_fields[] = {
    {"number", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_number, MSG_none, NULL, "off", AT(in.number)},
    {"body", F_TEXT, false, 0, LICENCE_MAX, MSG_setup_licence_body, MSG_setup_licence_body_hint, NULL, "off", AT(in.body)},
    {"expires", F_DAY, false, 0, 0, MSG_setup_licence_expires, MSG_setup_licence_expires_hint, NULL, NULL, AT(in.expires)},
    {"visit", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(visit)},
};
const struct form own_licence_form = {"licence", own_fields, 4, sizeof(struct licence_boxes), 4096};

struct licence_state {
    struct licence_boxes b;
    struct appointment_list touched;
};

static err licence_page(struct call *c, int64_t visit, int status)
{
    struct member own;
    err e = desk_account_member(&c->desk, &own);
    if (e) return e;
    struct licence_boxes now = {{own.version, own.licence_number, own.licence_body, own.licence_expires}, visit};
    const struct field_view *f = form_view(c, &own_licence_form, &now);
    struct licence_view v = {.page = page_of(c, MSG_setup_licence),
                             .errors = form_errors_of(c, &own_licence_form),
                             .number = &f[0],
                             .body = &f[1],
                             .expires = &f[2],
                             .visit = visit ? id_str(c->a, visit) : (str){0},
                             .cancel = visit ? visit_href(c, (appointment_id){visit}, "/note") : S("/account"),
                             .warning = licence_say(c, &own),
                             .csrf = c->session->csrf,
                             .key = page_form_key(c),
                             .version = own.version};
    v.warned = v.warning.key != MSG_none;
    page_crumb(c, &v.page, S("/account"), MSG_account_title);
    view_licence(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err licence_show_render(struct call *c, err result)
{
    (void)result;
    int64_t visit = 0;
    str text = query_value(c, S("visit"));
    return licence_page(c, id_parse(text, &visit) ? visit : 0, 200);
}
const struct handler h_licence = {.render = licence_show_render};

static err licence_prepare(struct call *c)
{
    struct licence_state *s = c->state = ARENA_NEW(c->a, struct licence_state);
    err e = form_bind(c, &own_licence_form, &s->b);
    s->b.in.member_version = form_version(c);
    return e;
}

static err licence_transact(struct call *c)
{
    struct licence_state *s = c->state;
    c->location = s->b.visit ? visit_href(c, (appointment_id){s->b.visit}, "/note") : S("/account");
    c->flash = MSG_done_licence;
    struct unfit_list before;
    err e = desk_unfit(&c->desk, &before);
    if (!e) e = desk_licence_own(&c->desk, &s->b.in);
    return e ? e : settings_touched(c, &before, &s->touched);
}

static err licence_render(struct call *c, err result)
{
    const struct licence_state *s = c->state;
    if (result) return licence_page(c, s->b.visit, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, &s->touched) : reply_redirect(c);
}
const struct handler h_licence_save = {licence_prepare, licence_transact, licence_render, false};
