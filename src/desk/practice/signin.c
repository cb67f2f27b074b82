#include "desk/practice/signin.h"

#include <sodium.h>
#include <string.h>

#include "desk/practice/account.h"
#include "desk/rules.h"
#include "store/practice.h"

enum { EMAIL_TRIES = 5, PEER_TRIES = 20, AGENT_MAX = 120 }; // a clinic's people share one address
#define WAIT_FIRST_US (30 * SECOND_US)
#define WAIT_MOST_US (15 * MINUTE_US)

static void token_hash(const unsigned char token[SESSION_TOKEN], unsigned char out[32])
{
    crypto_generichash(out, 32, token, SESSION_TOKEN, NULL, 0);
}

// What forms carry follows from the token and tells nothing of it.
static str token_csrf(arena *a, const unsigned char token[SESSION_TOKEN])
{
    unsigned char hash[16];
    static const char label[] = "csrf";
    crypto_generichash(hash, sizeof hash, (const unsigned char *)label, sizeof label - 1, token, SESSION_TOKEN);
    char hex[sizeof hash * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_dup(a, str_of(hex));
}

err desk_session(struct desk *d, const unsigned char token[SESSION_TOKEN], struct session_row *out)
{
    unsigned char hash[32];
    token_hash(token, hash);
    err e = session_by_token(d->db, d->a, hash, d->now, out);
    return e == E_NOT_FOUND ? E_SIGN_IN : e;
}

err desk_enter(struct desk *d, const struct session_row *s)
{
    CHECK(s->practice.v && s->account.v && s->role != ROLE_NONE);
    const struct zone *z = d->env->zone(d->env->ctx, s->zone);
    if (!z)
        return E_INTERNAL;
    d->who = (struct actor){.practice = s->practice, .role = s->role, .account = s->account};
    d->zone = z;
    d->today = zone_day(z, d->now);
    d->lang = lang_of(s->language);
    return OK;
}

static instant session_end(instant created, instant now)
{
    int64_t idle = now.us + SESSION_IDLE_US, most = created.us + SESSION_LIFE_US;
    return (instant){idle < most ? idle : most};
}

err desk_session_touch(struct desk *d, const struct session_row *s)
{
    return session_seen(d->db, s->id, d->now, session_end(s->created, d->now));
}

// Neither e-mail addresses nor peers lie in the table: only who has the key file can tell whose try it was.
static str try_subject(struct desk *d, str kind, str subject)
{
    unsigned char hash[24];
    const struct desk_keys *keys = d->env ? d->env->keys : NULL;
    bool keyed = keys && keys->n;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)subject.p, subject.n, keyed ? keys->key[0].secret : NULL,
        keyed ? sizeof keys->key[0].secret : 0);
    char hex[sizeof hash * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_fmt(d->a, "%.*s:%s", SP(kind), hex);
}

err desk_throttle_look(struct desk *d, str kind, str subject, instant *blocked_until)
{
    struct signin_try t;
    err e = signin_try_get(d->db, d->a, try_subject(d, kind, subject), &t);
    blocked_until->us = !e && t.blocked_until.us > d->now.us ? t.blocked_until.us : 0;
    return e;
}

err desk_throttle_fail(struct desk *d, str kind, str subject, int free_tries, instant *blocked_until)
{
    str key = try_subject(d, kind, subject);
    struct signin_try t;
    err e = signin_try_get(d->db, d->a, key, &t);
    if (e)
        return e;
    if (d->now.us - t.last.us > DAY_US)
        t.fails = 0;
    t.fails++;
    t.last = d->now;
    t.blocked_until.us = 0;
    if (t.fails >= free_tries) {
        int64_t doublings = t.fails - free_tries, wait = doublings < 10 ? WAIT_FIRST_US << doublings : WAIT_MOST_US;
        t.blocked_until.us = d->now.us + (wait < WAIT_MOST_US ? wait : WAIT_MOST_US);
    }
    *blocked_until = t.blocked_until;
    return signin_try_put(d->db, key, &t);
}

err desk_throttle_clear(struct desk *d, str kind, str subject)
{
    return signin_try_clear(d->db, try_subject(d, kind, subject));
}

err desk_sign_in_blocked(struct desk *d, str email, str peer, instant *until)
{
    instant of_peer = {0};
    err e = desk_throttle_look(d, S("email"), email, until);
    if (!e)
        e = desk_throttle_look(d, S("peer"), peer, &of_peer);
    if (!e && of_peer.us > until->us)
        *until = of_peer;
    return e;
}

err desk_sign_in_right(struct desk *d, str email, str peer)
{
    err e = desk_throttle_clear(d, S("email"), email);
    return e ? e : desk_throttle_clear(d, S("peer"), peer);
}

// The person and where they work, or account 0.
static err credentials_check(struct desk *d, str password, struct signin_check *out)
{
    struct account who = {0};
    err e = account_by_email(d->db, d->a, out->email, &who);
    if (e && e != E_NOT_FOUND)
        return e;
    if (!desk_password_verify(who.password_hash, password))
        return OK;
    const struct actor *places;
    size_t n;
    e = member_practices(d->db, d->a, who.id, &places, &n);
    if (e || !n)
        return e;
    out->account = who.id;
    out->practice = places[0].practice;
    out->role = places[0].role;
    out->must_change = who.must_change;
    return OK;
}

err desk_sign_in_prepare(struct desk *d, const struct signin_input *in, struct signin_check *out)
{
    *out = (struct signin_check){.email = rule_email_folded(d->a, in->email)};
    bool ok = rule_line(d, S("email"), out->email, 1, 254, ONE_LINE);
    if (!in->password.n) {
        problem_add(d->problems, E_INVALID, S("password"), SAY(MSG_error_required));
        ok = false;
    }
    if (!ok)
        return E_INVALID;
    err e = desk_sign_in_blocked(d, out->email, in->peer, &out->blocked_until);
    out->blocked = out->blocked_until.us != 0;
    return e || out->blocked ? e : credentials_check(d, in->password, out);
}

static err refuse_throttled(struct desk *d, instant until, struct signed_in *out)
{
    out->wait_s = (until.us - d->now.us + SECOND_US - 1) / SECOND_US;
    problem_add(d->problems, E_THROTTLED, S(""), SAY_N(MSG_people_signin_wait, out->wait_s));
    return OK;
}

static err refuse_wrong(struct desk *d, const struct signin_input *in, const struct signin_check *check, struct signed_in *out)
{
    instant until = {0}, of_peer = {0};
    err e = desk_throttle_fail(d, S("email"), check->email, EMAIL_TRIES, &until);
    if (!e)
        e = desk_throttle_fail(d, S("peer"), in->peer, PEER_TRIES, &of_peer);
    if (e)
        return e;
    out->wait_s = 0;
    problem_add(d->problems, E_INVALID, S("password"), SAY(MSG_people_signin_wrong));
    return OK;
}

static err session_make(struct desk *d, const struct signin_input *in, const struct signin_check *check, struct signed_in *out)
{
    struct session_new s = {
        .id = {id_next(&d->ids, d->now)},
        .account = check->account,
        .practice = check->practice,
        .csrf = token_csrf(d->a, in->token),
        .peer = str_sub(in->peer, 0, 64),
        .agent = text_valid(in->agent) ? str_sub(in->agent, 0, AGENT_MAX) : S(""),
        .created = d->now,
        .expires = session_end(d->now, d->now),
    };
    while (!utf8_valid(s.agent)) // cut within a character
        s.agent.n--;
    token_hash(in->token, s.token_hash);
    out->session = s.id;
    return session_insert(d->db, &s);
}

err desk_sign_in(struct desk *d, const struct signin_input *in, const struct signin_check *check, struct signed_in *out)
{
    *out = (struct signed_in){0};
    instant until;
    err e = desk_begin(d, VERB_SIGN_IN, 0);
    if (!e) // again: others may have tried since prepare
        e = desk_sign_in_blocked(d, check->email, in->peer, &until);
    if (e)
        return e;
    if (check->blocked || until.us)
        return refuse_throttled(d, until.us ? until : check->blocked_until, out);
    if (!check->account.v)
        return refuse_wrong(d, in, check, out);
    d->who = (struct actor){.practice = check->practice, .role = check->role, .account = check->account};
    struct practice p;
    e = desk_sign_in_right(d, check->email, in->peer);
    if (!e)
        e = session_make(d, in, check, out);
    if (!e)
        e = practice_get(d->db, d->a, &d->who, &p);
    if (!e)
        e = desk_audit_now(d, VERB_SIGN_IN, check->account.v);
    if (e)
        return e;
    out->ok = true;
    out->must_change = check->must_change;
    out->set_up = p.set_up;
    return OK;
}

err desk_sign_out(struct desk *d, session_id own)
{
    err e = desk_begin(d, VERB_SIGN_OUT, d->who.account.v);
    if (e)
        return e;
    e = session_delete(d->db, d->who.account, own);
    return e == E_NOT_FOUND ? OK : e; // ended meanwhile: as wished
}
