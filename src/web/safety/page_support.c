// The support that a client is shown at once when an answer asks for it: whom to turn to, and how they are right now. Until they say so, the
// pages of that link lead here.
#include "alert_text.h"
#include "base/json.h"
#include "web/forms.h"
#include "web/links/page_ask.h"
#include "web/session.h"
#include "support.h"
#include "views_gen.h"

struct support_boxes {
    str said;
};
static const struct choice said_choices[] = {{"safe", MSG_support_say_safe}, {"call", MSG_support_say_call}, {"danger", MSG_support_say_danger},
    {"on", MSG_support_go_on}, {NULL, MSG_none}};
static const struct field support_fields[] = {
    {"said", F_CHOICE, true, 0, 0, MSG_support_ask, MSG_none, said_choices, NULL, offsetof(struct support_boxes, said)},
};
const struct form support_form = {"support", support_fields, 1, sizeof(struct support_boxes), 4096};

static str support_href(struct call *c)
{
    return link_to(c->a, "/a/%.*s/support", SP(c->param[0]));
}

err support_detour(struct call *c)
{
    bool wanted, raised;
    if (c->desk.who.role != ROLE_CLIENT || c->kind != KIND_HTML || !str_starts(c->route->pattern, S("/a/")) || c->route->verb == VERB_SUPPORT_SHOW) return OK;
    err e = desk_support_wanted(&c->desk, c->kiosk != NULL, &wanted, &raised);
    if (!e && raised) c->support = support_href(c);
    if (e || !wanted || !str_eq(c->req.method, S("GET"))) return e;
    c->location = support_href(c);
    return reply_redirect(c);
}

// Where it goes on: the questions, while they are being answered; else what the link leads to.
static err on_href(struct call *c, bool sent, str *out)
{
    struct asked a;
    size_t next = 0;
    err e = sent ? OK : ask_load(c, &a);
    if (!e && !sent) next = ask_unsent(&a);
    *out = next ? ask_href(c, next, "") : link_to(c->a, "/a/%.*s?done=done.answer", SP(c->param[0]));
    return e;
}

static err support_page(struct call *c, int status)
{
    struct support s;
    str on;
    err e = desk_support_show(&c->desk, &s);
    if (!e) e = on_href(c, s.sent, &on);
    if (e) return e;
    struct support_view v = {.page = page_of_client(c, MSG_support_title, s.practice, s.crisis_line), .errors = form_errors_of(c, &support_form),
        .practice = s.practice, .phone = s.phone, .action = support_href(c), .key = page_form_key(c), .asked = s.said == SAID_NOTHING,
        .safe = s.said == SAID_SAFE, .call = s.said == SAID_CALL, .danger = s.said == SAID_DANGER, .going_on = !s.sent && s.said == SAID_NOTHING, .help = help_of(c, &s.help)};
    v.help.emergency_first = v.danger && v.help.emergency.n;
    v.page.flash = SAY(MSG_none);
    if (s.phone.n) v.phone_href = str_fmt(c->a, "tel:%.*s", SP(s.phone));
    if (!v.asked) v.on_href = on;
    view_support(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err support_json(struct call *c)
{
    struct support s;
    err e = desk_support_show(&c->desk, &s);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("said"), alert_said_name(s.said));
    jw_kbool(&w, S("sent"), s.sent);
    jw_kstr(&w, S("crisis_line"), s.crisis_line);
    jw_kstr(&w, S("emergency"), s.help.emergency);
    jw_kstr(&w, S("phone"), s.phone);
    jw_end(&w);
    return OK;
}

static err support_show_render(struct call *c, err result)
{
    (void)result;
    return c->kind == KIND_JSON ? support_json(c) : support_page(c, 200);
}
const struct handler h_support = {.render = support_show_render};

static err say_prepare(struct call *c)
{
    struct support_boxes *b = c->state = ARENA_NEW(c->a, struct support_boxes);
    return form_bind(c, &support_form, b);
}

static err say_transact(struct call *c)
{
    const struct support_boxes *b = c->state;
    enum alert_said said = SAID_NOTHING;
    if (str_eq(b->said, S("on"))) {
        err e = desk_support_on(&c->desk);
        return e ? e : on_href(c, false, &c->location);
    }
    (void)alert_said_of(b->said, &said);
    c->location = support_href(c);
    return desk_support_say(&c->desk, said);
}

static err say_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return support_page(c, err_http(result));
    return c->kind == KIND_JSON ? support_json(c) : reply_redirect(c);
}
const struct handler h_support_say = {say_prepare, say_transact, say_render};
