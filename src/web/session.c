#include "session.h"

#include <sodium.h>
#include <string.h>

#include "cookie.h"
#include "desk/links/kiosk.h"
#include "route.h"

static str cookie_name(const struct call *c)
{
    return c->env->secure_cookies ? S("__Host-unknot") : S("unknot");
}

enum { TOKEN_TEXT = 43, DEVICE_SECONDS = 31 * 24 * 3600 }; // base64url of 32 bytes, no padding

static bool cookie_token_named(const struct call *c, str name, unsigned char token[SESSION_TOKEN])
{
    str v = cookie_get(c, name);
    size_t n = 0;
    if (v.n != TOKEN_TEXT) return false;
    return sodium_base642bin(token, SESSION_TOKEN, v.p, v.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           n == SESSION_TOKEN;
}

static bool cookie_token(const struct call *c, unsigned char token[SESSION_TOKEN])
{
    return cookie_token_named(c, cookie_name(c), token);
}

static void cookie_put(struct call *c, str value)
{
    cookie_set(c, cookie_name(c), value, S("/"), SESSION_LIFE_US / SECOND_US);
}

static str device_name(const struct call *c)
{
    return c->env->secure_cookies ? S("__Host-unknot-device") : S("unknot-device");
}

static void device_hash(unsigned char token[SESSION_TOKEN], unsigned char hash[DEVICE_BYTES])
{
    crypto_generichash(hash, DEVICE_BYTES, token, SESSION_TOKEN, NULL, 0);
    sodium_memzero(token, SESSION_TOKEN);
}

bool device_known(const struct call *c, unsigned char hash[DEVICE_BYTES])
{
    unsigned char token[SESSION_TOKEN];
    if (!cookie_token_named(c, device_name(c), token)) return false;
    device_hash(token, hash);
    return true;
}

void device_make(struct call *c, unsigned char hash[DEVICE_BYTES])
{
    unsigned char token[SESSION_TOKEN];
    char text[TOKEN_TEXT + 1];
    randombytes_buf(token, sizeof token);
    sodium_bin2base64(text, sizeof text, token, SESSION_TOKEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    cookie_set(c, device_name(c), str_dup(c->a, str_of(text)), S("/"), DEVICE_SECONDS);
    device_hash(token, hash);
}

void session_cookie_set(struct call *c, const unsigned char token[SESSION_TOKEN])
{
    char text[TOKEN_TEXT + 1];
    sodium_bin2base64(text, sizeof text, token, SESSION_TOKEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    cookie_put(c, str_dup(c->a, str_of(text)));
}

void session_cookie_clear(struct call *c)
{
    cookie_put(c, (str){0});
}

bool session_by_link(const struct call *c)
{
    return (verb_row(c->route->verb)->roles >> ROLE_CLIENT & 1) && !(verb_row(c->route->verb)->roles & 1);
}

// What stands first in a route by link says which kind of link opens it: the address is one of five.
enum link_purpose session_link_purpose(const struct call *c)
{
    str pattern = c->route->pattern;
    if (str_starts(pattern, S("/i/"))) return LINK_INTAKE;
    if (str_starts(pattern, S("/h/"))) return LINK_HOME;
    if (str_starts(pattern, S("/d/"))) return LINK_DIARY;
    if (str_starts(pattern, S("/v/"))) return LINK_VISIT;
    CHECK(str_starts(pattern, S("/a/")));
    return LINK_ANSWERS;
}

static err open_link(struct call *c, struct link_row *l)
{
    return desk_link_open(&c->desk, c->param[0], session_link_purpose(c), l);
}

static err open_cookie(struct call *c)
{
    unsigned char token[SESSION_TOKEN];
    if (!cookie_token(c, token)) return OK;
    struct session_row *s = ARENA_NEW(c->a, struct session_row);
    err e = desk_session(&c->desk, token, s);
    sodium_memzero(token, sizeof token);
    if (e == E_SIGN_IN) return OK;
    if (!e) e = desk_enter(&c->desk, s);
    if (!e) c->session = s;
    return e;
}

// A member may make a link whose pages their own role may not read: with their session it does not open. The health form shows only
// what was answered in this browser, and may be filled in at the desk. A member of another practice may be a client of this one.
static err not_past_the_role(struct call *c, const struct session_row *staff)
{
    if (!staff || session_link_purpose(c) == LINK_INTAKE || staff->practice.v != c->desk.who.practice.v) return OK;
    struct actor who = (struct actor){.practice = staff->practice, .role = staff->role, .account = staff->account};
    return desk_may(&who, VERB_MEASURES_SHOW) ? OK : problem_add(&c->problems, E_FORBIDDEN, S(""), SAY(MSG_link_for_client));
}

static void shut(struct call *c)
{
    c->shut = true;
    c->session = NULL;
    c->desk.who = (struct actor){0};
}

// The session of this browser, where it has one, without being it: a page by link is the client's.
static err look_at_cookie(struct call *c, const struct session_row **out)
{
    struct desk client = c->desk;
    err e = open_cookie(c);
    *out = c->session;
    c->session = NULL;
    c->desk = client;
    return e;
}

// What was typed into a form that was open may be sent, however late.
static bool kiosk_locked(const struct call *c)
{
    return !str_eq(c->req.method, S("POST")) && kiosk_idle(c->kiosk, c->now);
}

static err open_by_link(struct call *c)
{
    const struct session_row *staff;
    struct link_row *l = ARENA_NEW(c->a, struct link_row);
    err e = look_at_cookie(c, &staff);
    if (e) return e;
    e = open_link(c, l);
    c->kiosk = staff && staff->kiosk.v ? staff : NULL;
    if (c->kiosk) {
        bool asked = !c->kiosk->kiosk_after || str_ends(c->route->pattern, S("/calm")); // after the session that one question alone
        if (e || l->id.v != c->kiosk->kiosk.v || !asked || kiosk_locked(c)) shut(c);
        return OK;
    }
    if (!e && l->kiosk) e = E_GONE;
    return e ? e : not_past_the_role(c, staff);
}

static bool of_lock_screen(const struct call *c)
{
    return c->route->verb == VERB_KIOSK_SHOW || c->route->verb == VERB_KIOSK_TAKE_BACK;
}

// Moves the end of a session that is used. One that is handed over is used by the pages of its link alone: the lock screen must not
// make it look as if somebody were there.
static void touch(struct call *c, const struct session_row *s)
{
    if (!s || !s->stale_seen || !c->env->desk->audit) return;
    struct actor who = {.practice = s->practice, .role = s->role, .account = s->account};
    struct audit_note note = {.practice = s->practice, .at = c->now, .who = who, .touched = s->id};
    note.touched_until.us = c->now.us + SESSION_IDLE_US;
    int64_t last = s->created.us + SESSION_LIFE_US;
    if (note.touched_until.us > last) note.touched_until.us = last;
    (void)!c->env->desk->audit(c->env->desk->ctx, &note); // a full queue: the next page will try again
}

err session_open(struct call *c)
{
    c->desk.who = (struct actor){0};
    c->kiosk = NULL;
    c->shut = false;
    if (c->route->kinds & KIND_ASSET) return OK;
    if (session_by_link(c)) {
        err e = open_by_link(c);
        if (!e && !c->shut && c->kiosk && !kiosk_idle(c->kiosk, c->now)) touch(c, c->kiosk);
        return e;
    }
    err e = open_cookie(c);
    if (e || !c->session) return e;
    if (!c->session->kiosk.v) {
        touch(c, c->session);
        return OK;
    }
    c->kiosk = c->session;
    if (!of_lock_screen(c)) shut(c);
    return OK;
}

err session_again(struct call *c)
{
    if (session_by_link(c)) {
        err e = open_by_link(c);
        return e ? e : c->shut ? E_FORBIDDEN : OK;
    }
    const struct session_row *before = c->session;
    if (!before) {
        c->desk.who = (struct actor){0}; // a sign-in that ran before and was rolled back signed nobody in
        return OK;
    }
    c->session = NULL;
    err e = open_cookie(c);
    if (!e && !c->session) e = E_SIGN_IN;
    if (!c->session) c->session = before; // the form that comes back needs one, whatever went wrong here
    if (!e && c->session->kiosk.v && !of_lock_screen(c)) { // handed over between the two phases
        c->kiosk = c->session;
        shut(c);
        return E_FORBIDDEN;
    }
    return e;
}

err session_detour(struct call *c)
{
    if (!c->session || !c->session->must_change) return OK;
    if (str_starts(c->path, S("/account")) || str_starts(c->path, S("/sign-"))) return OK;
    if (c->kind != KIND_HTML || !str_eq(c->req.method, S("GET"))) return E_FORBIDDEN;
    c->location = S("/account");
    return reply_redirect(c);
}
