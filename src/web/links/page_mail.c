// A link by e-mail: asked for, taken back, and what became of it.
#include "web/people/client_text.h"
#include "desk/links/outbox.h"
#include "web/forms.h"
#include "link_text.h"
#include "mail_box.h"
#include "web/route.h"
#include "web/session.h"

struct held_boxes {
    str act;
};
static const struct choice held_choices[] = {{"send", MSG_mail_held_send}, {"drop", MSG_mail_held_drop}, {NULL, MSG_none}};
static const struct field held_fields[] = {
    {"do", F_CHOICE, true, 0, 0, MSG_mail_held_send, MSG_none, held_choices, NULL, offsetof(struct held_boxes, act)},
};
const struct form mail_held_form = {"mail-held", held_fields, 1, sizeof(struct held_boxes), 4096};

enum msg mail_why(str word)
{
    static const struct {
        str word;
        enum msg why;
    } list[] = {{S_INIT("sign-in"), MSG_mail_why_sign_in},         {S_INIT("tls"), MSG_mail_why_tls},
                {S_INIT("unreachable"), MSG_mail_why_unreachable}, {S_INIT("refused"), MSG_mail_why_refused},
                {S_INIT("put-off"), MSG_mail_why_put_off},         {S_INIT("timeout"), MSG_mail_why_timeout},
                {S_INIT("broken-off"), MSG_mail_why_broken_off},   {S_INIT("link-over"), MSG_mail_why_link_over},
                {S_INIT("no-consent"), MSG_mail_why_no_consent},   {S_INIT("address-changed"), MSG_mail_why_address_changed},
                {S_INIT("loaded"), MSG_mail_why_loaded},           {S_INIT("visit-over"), MSG_mail_why_visit_over},
                {S_INIT("not-set"), MSG_mail_why_not_set},           {S_INIT("sender"), MSG_mail_why_sender},
                {S_INIT("restored"), MSG_mail_why_restored}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        if (str_eq(list[i].word, word)) return list[i].why;
    }
    return MSG_none;
}

static str why_text(struct call *c, str word)
{
    enum msg why = mail_why(word);
    return why ? message_say(c->a, c->desk.lang, SAY(why)) : (str){0};
}

err mail_stands(struct call *c, str *out)
{
    enum mail_channel by;
    str word;
    *out = (str){0};
    err e = desk_mail_held_up(&c->desk, &by, &word);
    if (!e && word.n) *out = message_say(c->a, c->desk.lang, SAY1(by == CHANNEL_SMS ? MSG_mail_held_up_texts : MSG_mail_held_up, "why", why_text(c, word)));
    return e;
}

static str box_said(struct call *c, const struct outbox_row *o)
{
    static const enum msg said[] = {[OUTBOX_WAITING] = MSG_mail_waiting, [OUTBOX_SENDING] = MSG_mail_sending, [OUTBOX_SENT] = MSG_mail_sent,
                                    [OUTBOX_FAILED] = MSG_mail_failed, [OUTBOX_STOPPED] = MSG_mail_stopped};
    if (o->state == OUTBOX_WAITING && o->next.us <= c->now.us) return message_say(c->a, c->desk.lang, SAY1(MSG_mail_due, "address", o->address));
    str at = page_time(c, o->state == OUTBOX_WAITING ? o->next : o->ended);
    return message_say(c->a, c->desk.lang, SAY2(said[o->state], "address", o->address, "at", at));
}

str mail_said_of(struct call *c, const struct outbox_row *o)
{
    bool held = o->state == OUTBOX_WAITING && str_eq(o->error, S("restored"));
    if (held) return message_say(c->a, c->desk.lang, SAY1(MSG_mail_held_one, "address", o->address));
    str said = box_said(c, o), why = why_text(c, o->error);
    return why.n ? str_fmt(c->a, "%.*s %.*s", SP(said), SP(why)) : said;
}

static bool send_again(const struct mail_standing *s)
{
    return s->row.state == OUTBOX_FAILED || s->row.state == OUTBOX_STOPPED || (s->row.state == OUTBOX_SENT && !str_eq(s->row.address, s->address));
}

err mail_box(struct call *c, client_id client, link_id link, struct mail_box_view *out)
{
    struct mail_standing s;
    *out = (struct mail_box_view){.shown = c->env->desk->mail || c->env->desk->sms, .csrf = c->session->csrf, .key = page_form_key(c)};
    if (!out->shown) return OK;
    err e = desk_mail_standing(&c->desk, client, link, &s);
    if (e) return e;
    const struct problem *p = problem_of(&c->problems, S("mail"));
    if (p) out->problem = message_say(c->a, c->desk.lang, p->say);
    str base = link_to(c->a, "%.*s/links/%.*s/mail", SP(client_href(c, client, "")), SP(id_str(c->a, link.v)));
    if (s.asked) out->said = mail_said_of(c, &s.row);
    if (s.asked && s.row.state == OUTBOX_WAITING) out->stop_action = str_fmt(c->a, "%.*s/%.*s/stop", SP(base), SP(id_str(c->a, s.row.id.v)));
    if (s.asked && !send_again(&s)) return OK;
    if (s.hindrance && !p) out->hint = message_say(c->a, c->desk.lang, SAY(s.hindrance));
    if (s.hindrance) return OK;
    out->send_action = base;
    out->send_label = message_say(c->a, c->desk.lang, SAY1(s.asked ? MSG_mail_send_again : MSG_mail_send, "address", s.address));
    return OK;
}

struct mail_state {
    client_id client;
    link_id link;
    outbox_id id;
    struct outbox_row row;
};

static struct mail_state *paths(struct call *c)
{
    struct mail_state *s = ARENA_NEW(c->a, struct mail_state);
    bool fine = id_parse(c->param[0], &s->client.v) && id_parse(c->param[1], &s->link.v);
    c->location = fine ? str_fmt(c->a, "%.*s/links/%.*s", SP(client_href(c, s->client, "")), SP(c->param[1])) : (str){0};
    return fine ? s : NULL;
}

static err send_transact(struct call *c)
{
    struct mail_state *s = c->state = paths(c);
    if (!s) return E_NOT_FOUND;
    c->flash = MSG_done_mail_queued;
    return desk_mail_link(&c->desk, s->client, s->link, &s->row);
}

err mail_json(struct call *c, const struct outbox_row *o)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, o->id.v);
    jw_kstr(&w, S("state"), outbox_state_name(o->state));
    if (o->state == OUTBOX_WAITING) jw_kstr(&w, S("not_before"), instant_str(c->a, o->next));
    jw_end(&w);
    return OK;
}

static err send_render(struct call *c, err result)
{
    const struct mail_state *s = c->state;
    if (result == E_INVALID || result == E_CONFLICT) return link_page(c, err_http(result));
    if (result) return result;
    return c->kind == KIND_JSON ? mail_json(c, &s->row) : reply_redirect(c);
}
const struct handler h_mail_send = {.transact = send_transact, .render = send_render};

static err stop_transact(struct call *c)
{
    struct mail_state *s = c->state = paths(c);
    if (!s || !id_parse(c->param[2], &s->id.v)) return E_NOT_FOUND;
    c->flash = MSG_done_mail_stopped;
    return desk_mail_stop(&c->desk, s->client, s->id);
}

static err stop_render(struct call *c, err result)
{
    if (result == E_CONFLICT) return link_page(c, err_http(result));
    if (result) return result;
    return c->kind == KIND_JSON ? mail_json(c, &(struct outbox_row){.id = ((const struct mail_state *)c->state)->id, .state = OUTBOX_STOPPED}) : reply_redirect(c);
}
const struct handler h_mail_stop = {.transact = stop_transact, .render = stop_render};

// ---- held when a backup was restored ----

static err held_prepare(struct call *c)
{
    struct held_boxes *b = c->state = ARENA_NEW(c->a, struct held_boxes);
    return form_bind(c, &mail_held_form, b);
}

static err held_transact(struct call *c)
{
    const struct held_boxes *b = c->state;
    bool send = str_eq(b->act, S("send"));
    c->location = S("/today");
    c->flash = send ? MSG_done_mail_held_send : MSG_done_mail_held_drop;
    return desk_mail_release(&c->desk, send);
}

static err held_render(struct call *c, err result)
{
    if (result) return result;
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("held"), 0);
    jw_end(&w);
    return OK;
}
const struct handler h_mail_held = {held_prepare, held_transact, held_render};
