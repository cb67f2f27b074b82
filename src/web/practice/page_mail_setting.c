// Settings: how the practice writes to clients.
#include "web/calendar/day_text.h"
#include "desk/links/outbox.h"
#include "web/forms.h"
#include "web/links/mail_box.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

struct mail_boxes {
    opt_int quiet_from, quiet_until;    // both or none
    str reply_to;
};
#define AT(member) offsetof(struct mail_boxes, member)
static const struct field mail_fields[] = {
    {"quiet_from", F_TIME, true, 0, 0, MSG_mail_quiet_from, MSG_mail_quiet_hint, NULL, NULL, AT(quiet_from)},
    {"quiet_until", F_TIME, true, 0, 0, MSG_mail_quiet_until, MSG_none, NULL, NULL, AT(quiet_until)},
    {"reply_to", F_EMAIL, false, 0, 0, MSG_mail_reply_to, MSG_mail_reply_to_hint, NULL, "off", AT(reply_to)},
};
const struct form mail_form = {"mail", mail_fields, 3, sizeof(struct mail_boxes), 4096};

static void fill_tried(struct call *c, const struct outbox_row *o, struct mail_setting_view *v)
{
    enum msg why = mail_why(o->error);
    bool over = o->state != OUTBOX_WAITING && o->state != OUTBOX_SENDING;
    enum msg said = !over ? MSG_mail_tried_waiting : o->state == OUTBOX_SENT ? MSG_mail_tried_sent : MSG_mail_tried_failed;
    v->tried = message_say(c->a, c->desk.lang, SAY2(said, "address", o->address, "at", over ? page_time(c, o->ended) : (str){0}));
    v->tried_why = why ? message_say(c->a, c->desk.lang, SAY(why)) : (str){0};
    v->tried_bad = over && o->state != OUTBOX_SENT;
    v->trying = !over;
}

// Whether mail works: what became of the last test, and a button for the next.
static err fill_test(struct call *c, struct mail_setting_view *v)
{
    struct outbox_row o;
    if (!v->sends) return OK;
    err e = mail_stands(c, &v->stands);
    if (e || !v->may || !c->env->desk->mail) return e;
    v->try_label = message_say(c->a, c->desk.lang, SAY1(MSG_mail_try, "address", c->session->email));
    e = desk_mail_tested(&c->desk, &o);
    if (e == OK) fill_tried(c, &o, v);
    return e == E_NOT_FOUND ? OK : e;
}

static err mail_page(struct call *c, int status)
{
    struct mail_setting m;
    err e = desk_mail_settings(&c->desk, &m);
    if (e) return e;
    struct mail_boxes now = {{true, m.quiet_from}, {true, m.quiet_until}, m.reply_to};
    const struct field_view *f = form_view(c, &mail_form, &now);
    struct mail_setting_view v = {.page = page_of(c, MSG_mail_setting),
                                  .head = settings_head(c, SETTINGS_MAIL),
                                  .errors = form_errors_of(c, &mail_form),
                                  .csrf = c->session->csrf,
                                  .key = page_form_key(c),
                                  .version = m.version,
                                  .quiet_from = &f[0],
                                  .quiet_until = &f[1],
                                  .reply_to = &f[2],
                                  .may = desk_may(&c->desk.who, VERB_SETUP),
                                  .sends = c->env->desk->mail || c->env->desk->sms,
                                  .from_said = clock_text(c, m.quiet_from),
                                  .until_said = clock_text(c, m.quiet_until),
                                  .reply_said = m.reply_to};
    const struct problem *p = problem_of(&c->problems, S("mail"));
    if (p) v.problem = message_say(c->a, c->desk.lang, p->say);
    e = fill_test(c, &v);
    if (e) return e;
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_settings_mail(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err mail_show_render(struct call *c, err result)
{
    (void)result;
    return mail_page(c, 200);
}
const struct handler h_mail_setting = {.render = mail_show_render};

static err mail_prepare(struct call *c)
{
    struct mail_setting *in = c->state = ARENA_NEW(c->a, struct mail_setting);
    struct mail_boxes b;
    err e = form_bind(c, &mail_form, &b);
    *in = (struct mail_setting){b.reply_to, (int)b.quiet_from.v, (int)b.quiet_until.v, form_version(c)};
    return e;
}

static err mail_transact(struct call *c)
{
    c->location = S("/setup/mail");
    c->flash = MSG_done_setup_saved;
    return desk_mail_settings_set(&c->desk, c->state);
}

static err mail_render(struct call *c, err result)
{
    if (result) return mail_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, NULL) : reply_redirect(c);
}
const struct handler h_mail_setting_save = {mail_prepare, mail_transact, mail_render, false};

static err test_transact(struct call *c)
{
    c->location = S("/setup/mail");
    c->flash = MSG_done_mail_test;
    c->state = ARENA_NEW(c->a, struct outbox_row);
    return desk_mail_test(&c->desk, c->state);
}

static err test_render(struct call *c, err result)
{
    if (result == E_INVALID) return mail_page(c, err_http(result));
    if (result) return result;
    return c->kind == KIND_JSON ? mail_json(c, c->state) : reply_redirect(c);
}
const struct handler h_mail_test = {.transact = test_transact, .render = test_render};
