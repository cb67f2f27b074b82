// Signing in and out.
#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "web/forms.h"
#include "web/kept.h"
#include "pages_account.h"
#include "web/route.h"
#include "web/session.h"
#include "views_gen.h"

struct signin_data {
    str email, password, next, kept_to, kept;
};

static const struct field signin_fields[] = {
    {"email", F_TEXT, true, 0, 254, MSG_signin_email, MSG_none, NULL, "username", offsetof(struct signin_data, email)},
    {"password", F_PASSWORD, true, 0, 200, MSG_signin_password, MSG_none, NULL, "current-password",
     offsetof(struct signin_data, password)},
    {"next", F_TEXT, false, 0, 2000, MSG_none, MSG_none, NULL, NULL, offsetof(struct signin_data, next)},
    {"kept_to", F_TEXT, false, 0, 2000, MSG_none, MSG_none, NULL, NULL, offsetof(struct signin_data, kept_to)},
    {"kept", F_TEXT, false, 0, 3 * KEPT_MAX, MSG_none, MSG_none, NULL, NULL, offsetof(struct signin_data, kept)},
};
const struct form signin_form = {"signin", signin_fields, 5, sizeof(struct signin_data), 8192 + 5 * KEPT_MAX};

// Only a path of ours: "//host" and "/\host" would lead elsewhere.
static bool next_safe(str next)
{
    if (next.n < 1 || next.p[0] != '/' || (next.n > 1 && (next.p[1] == '/' || next.p[1] == '\\'))) return false;
    for (size_t i = 0; i < next.n; i++) {
        unsigned char ch = (unsigned char)next.p[i];
        if (ch <= ' ' || ch >= 127) return false;
    }
    return !str_starts(next, S("/sign-"));
}

static err signin_page(struct call *c, str next, const struct kept *k, int status)
{
    const struct field_view *f = form_view(c, &signin_form, NULL);
    struct signin_view v = {.page = page_of(c, MSG_signin_title),
                            .errors = form_errors_of(c, &signin_form),
                            .email = &f[0],
                            .password = &f[1],
                            .next = next_safe(next) ? next : (str){0},
                            .kept_to = k->to,
                            .kept_fields = k->fields};
    view_signin(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// The boxes of the refused form may be named as the two of this page: they are not what is typed here.
err kept_signin(struct call *c, const struct kept *k)
{
    const struct body *refused = c->body;
    c->body = NULL;
    err e = signin_page(c, (str){0}, k, err_http(E_SIGN_IN));
    c->body = refused;
    return e;
}

static err signin_show_render(struct call *c, err result)
{
    (void)result;
    str next = query_value(c, S("next"));
    if (c->session) {
        c->location = next_safe(next) ? next : S("/");
        return reply_redirect(c);
    }
    return signin_page(c, next, &(struct kept){0}, 200);
}
const struct handler h_signin_show = {.render = signin_show_render};

struct signin_state {
    struct signin_data data;
    struct signin_input in;
    struct signin_check check;
    struct signed_in out;
};

static err signin_prepare(struct call *c)
{
    struct signin_state *s = c->state = ARENA_NEW(c->a, struct signin_state);
    err e = form_bind(c, &signin_form, &s->data);
    if (e) return e;
    s->in = (struct signin_input){.email = s->data.email,
                                  .password = s->data.password,
                                  .peer = c->req.peer,
                                  .agent = request_header(c, S("User-Agent"))};
    randombytes_buf(s->in.token, sizeof s->in.token);
    return desk_sign_in_prepare(&c->desk, &s->in, &s->check);
}

// A wrong password commits the counted try, so it is no refusal here; render says it.
static err signin_transact(struct call *c)
{
    struct signin_state *s = c->state;
    return desk_sign_in(&c->desk, &s->in, &s->check, &s->out);
}

// The page is of the session that was made a moment ago.
static err signin_kept(struct call *c, struct signin_state *s, const struct kept *k)
{
    struct session_row *row = ARENA_NEW(c->a, struct session_row);
    err e = desk_session(&c->desk, s->in.token, row);
    if (!e) e = desk_enter(&c->desk, row);
    sodium_memzero(s->in.token, sizeof s->in.token);
    if (e) return e;
    c->session = row;
    return kept_page(c, k, 200);
}

static err signin_render(struct call *c, err result)
{
    struct signin_state *s = c->state;
    struct kept kept;
    bool typed = kept_back(c, s->data.kept_to, s->data.kept, &kept);
    if (result || !s->out.ok) {
        err e = result ? result : s->out.wait_s > 0 ? E_THROTTLED : E_INVALID;
        c->retry_s = s->out.wait_s;
        if (c->kind == KIND_JSON) return e;
        return signin_page(c, s->data.next, &kept, err_http(e));
    }
    session_cookie_set(c, s->in.token);
    if (typed && !s->out.must_change) {
        err e = signin_kept(c, s, &kept);
        if (e != E_SIGN_IN) return e;
    }
    sodium_memzero(s->in.token, sizeof s->in.token);
    c->location = s->out.must_change ? S("/account") : next_safe(s->data.next) ? s->data.next : S("/");
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("must_change_password"), s->out.must_change);
    jw_end(&w);
    return OK;
}
const struct handler h_signin = {signin_prepare, signin_transact, signin_render};

static err signout_transact(struct call *c)
{
    return c->session ? desk_sign_out(&c->desk, c->session->id) : OK;
}

static err signout_render(struct call *c, err result)
{
    if (result) return result;
    session_cookie_clear(c);
    c->location = S("/sign-in");
    c->flash = MSG_done_signed_out;
    return reply_redirect(c);
}
const struct handler h_signout = {.transact = signout_transact, .render = signout_render};
