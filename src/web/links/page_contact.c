// How a practice writes by itself: when before a visit, its choice; and no more of the weekly ratings between visits, or again.
#include "desk/links/previsit.h"

#include "web/body.h"
#include "web/people/client_text.h"
#include "web/forms.h"
#include "link_text.h"
#include "page_ask.h"
#include "page_link_born.h"
#include "pages_contact.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

struct hours_boxes {
    opt_int hours;
};
static const struct field hours_fields[] = {
    {"hours", F_INT, true, 0, CONTACT_HOURS_MAX, MSG_previsit_hours, MSG_previsit_hours_hint, NULL, "off", offsetof(struct hours_boxes, hours)},
};
const struct form previsit_hours_form = {"previsit-hours", hours_fields, 1, sizeof(struct hours_boxes), 4096};

// ---- the practice's choice

err previsit_hours_fill(struct call *c, struct previsit_hours_view *v)
{
    struct contact_setting s;
    err e = desk_contact_setting(&c->desk, &s);
    if (e) return e;
    struct hours_boxes now = {{true, s.hours}};
    *v = (struct previsit_hours_view){.errors = form_errors_of(c, &previsit_hours_form), .csrf = c->session->csrf, .key = page_form_key(c), .version = s.version,
                                      .hours = form_view(c, &previsit_hours_form, &now), .hours_said = str_fmt(c->a, "%lld", (long long)s.hours),
                                      .may = desk_may(&c->desk.who, VERB_SETUP)};
    return OK;
}

static err hours_page(struct call *c, int status)
{
    struct previsit_hours_page_view v = {.page = page_of(c, MSG_previsit_hours_title), .head = settings_head(c, SETTINGS_MAIL)};
    err e = previsit_hours_fill(c, &v.box);
    if (e) return e;
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    page_crumb(c, &v.page, S("/setup/mail"), MSG_mail_setting);
    view_previsit_hours(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err hours_show_render(struct call *c, err result)
{
    (void)result;
    return hours_page(c, 200);
}
const struct handler h_previsit_hours = {.render = hours_show_render};

static err hours_prepare(struct call *c)
{
    struct contact_setting *s = c->state = ARENA_NEW(c->a, struct contact_setting);
    struct hours_boxes b;
    err e = form_bind(c, &previsit_hours_form, &b);
    *s = (struct contact_setting){b.hours.v, form_version(c)};
    return e;
}

static err hours_transact(struct call *c)
{
    const struct contact_setting *s = c->state;
    c->location = S("/setup/mail/before");
    c->flash = MSG_done_setup_saved;
    return desk_contact_setting_set(&c->desk, s);
}

static err hours_render(struct call *c, err result)
{
    if (result && c->kind != KIND_JSON) return hours_page(c, err_http(result));
    if (result) return result;
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, NULL) : reply_redirect(c);
}
const struct handler h_previsit_hours_save = {hours_prepare, hours_transact, hours_render, false};

// ---- weekly ratings: no more of these

void weekly_fill(struct call *c, struct weekly_view *v)
{
    enum weekly w = desk_weekly_link(&c->desk);
    *v = (struct weekly_view){w == WEEKLY_ASKED, w == WEEKLY_STOPPED, link_here(c, "/stop"), page_form_key(c)};
}

static err stop_transact(struct call *c)
{
    c->location = link_here(c, "");
    return desk_weekly_stop(&c->desk);
}

static err stop_render(struct call *c, err result)
{
    if (result == E_FORBIDDEN) return answer_page(c, 200); // the birth date first
    return result ? result : reply_redirect(c);
}
const struct handler h_weekly_stop = {.transact = stop_transact, .render = stop_render};

struct again_state {
    plan_id plan;
};

static err again_prepare(struct call *c)
{
    struct again_state *s = c->state = ARENA_NEW(c->a, struct again_state);
    return id_parse(c->param[0], &s->plan.v) ? OK : E_NOT_FOUND;
}

static err again_transact(struct call *c)
{
    const struct again_state *s = c->state;
    c->location = link_to(c->a, "/plans/%.*s", SP(c->param[0]));
    c->flash = MSG_done_weekly_again;
    return desk_weekly_again(&c->desk, s->plan);
}

static err again_render(struct call *c, err result)
{
    const struct again_state *s = c->state;
    if (result) return result;
    return c->kind == KIND_JSON ? settings_json(c, 200, s->plan.v, NULL) : reply_redirect(c);
}
const struct handler h_weekly_again = {again_prepare, again_transact, again_render, false};
