#include "desk/links/kiosk.h"

#include <string.h>

#include "desk/links/asks.h"
#include "desk/measures/calm.h"
#include "desk/measures/response_rules.h"

bool kiosk_idle(const struct session_row *s, instant now)
{
    return now.us - s->seen.us > KIOSK_IDLE_US;
}

// What was chosen is asked as a link asks it.
static err kiosk_chosen(struct desk *d, const struct kiosk_in *in, struct link_in *link)
{
    if (!desk_may(&d->who, VERB_RESPONSE_SHOW))
        return problem_add(d->problems, E_INVALID, S("asks"), SAY(MSG_link_asks_not_yours));
    link->asks = in->asks;
    link->n_asks = in->n_asks;
    link->no_ratings = !in->ratings;
    link->concern = in->concern;
    return OK;
}

// What is due on the day and may be asked now; where that is nothing at all, the ratings.
static err kiosk_asks(struct desk *d, struct link_in *in)
{
    struct asks_due due;
    struct response_may may;
    struct say why;
    err e = desk_asks_due(d, in->client, d->today, &due);
    if (!e)
        e = response_may_now(d, &may);
    if (e)
        return e;
    struct ask *v = ARENA_ARRAY(d->a, LINK_ASKS, struct ask);
    for (size_t i = 0; i < due.n && in->n_asks < LINK_ASKS; i++)
        if (due.v[i].by_client && response_askable(d, due.v[i].file, may, false, &why))
            v[in->n_asks++] = (struct ask){due.v[i].file->id, due.v[i].concern};
    in->asks = v;
    in->no_ratings = in->n_asks && !due.ratings && !due.diary;
    return OK;
}

err desk_kiosk_hand_over(struct desk *d, session_id own, const struct kiosk_in *in)
{
    struct appointment p = {0};
    struct link_made made;
    struct link_in link = {.client = in->client, .purpose = LINK_ANSWERS, .appointment = in->appointment, .kiosk = true};
    err found = in->appointment.v ? appointment_get(d->db, d->a, &d->who, in->appointment, &p) : OK;
    if (p.client.v)
        link.client = p.client;
    err e = desk_begin(d, VERB_KIOSK_HAND_OVER, found ? 0 : link.client.v);
    if (!e)
        e = found;
    if (!e && in->after && !(p.id.v && desk_calm_open(d, &p, CALM_AFTER)))
        e = problem_add(d->problems, E_INVALID, S("after"), SAY(MSG_calm_not_begun));
    if (!e && in->client.v && link.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (!e && !in->after)
        e = in->chosen ? kiosk_chosen(d, in, &link) : kiosk_asks(d, &link);
    if (!e && (!p.id.v || in->chosen)) // at a visit, how calm somebody is is asked anyway
        e = desk_link_asks_some(d, &link);
    if (!e)
        e = desk_link_make(d, &link, &made);
    return e ? e : session_hand_over(d->db, d->who.account, own, made.id, in->after);
}

err desk_kiosk_state(struct desk *d, const struct session_row *s, struct kiosk_state *out)
{
    CHECK(s->kiosk.v);
    struct link_row l;
    *out = (struct kiosk_state){.idle = kiosk_idle(s, d->now)};
    err e = desk_begin(d, VERB_KIOSK_SHOW, 0);
    if (!e)
        e = link_get(d->db, d->a, &d->who, s->kiosk, &l);
    if (e == E_NOT_FOUND) {
        out->over = true;
        return OK;
    }
    if (e)
        return e;
    out->client = l.client;
    out->appointment = l.appointment;
    out->over = l.revoked || l.expires.us <= d->now.us;
    if (out->over)
        return OK;
    out->path = desk_link_address(d, &l).path;
    return l.appointment.v && !s->kiosk_after ? desk_calm_waits(d, &l, &out->calm_first) : OK;
}

err desk_kiosk_back_prepare(struct desk *d, const struct session_row *s, const struct kiosk_back_in *in, struct signin_check *out)
{
    struct signin_input who = {.email = in->email.n ? in->email : s->email, .password = in->password, .peer = in->peer};
    return desk_sign_in_prepare(d, &who, out);
}

static err taken_back(struct desk *d, const struct session_row *s, const struct kiosk_state *now, struct kiosk_back *out)
{
    out->ok = true;
    out->client = now->client;
    out->appointment = now->appointment;
    err e = desk_begin(d, VERB_KIOSK_TAKE_BACK, now->client.v);
    if (!e && now->client.v)
        e = link_revoke(d->db, &d->who, s->kiosk, d->now);
    return e;
}

// A colleague signs in; the session that handed it over ends.
static err by_colleague(struct desk *d, const struct session_row *s, const struct kiosk_back_in *in, const struct signin_check *check,
    const struct kiosk_state *now, struct kiosk_back *out)
{
    struct signin_input who = {.email = in->email, .peer = in->peer, .agent = in->agent};
    struct signed_in done;
    memcpy(who.token, in->token, sizeof who.token);
    d->who = (struct actor){.role = ROLE_NONE};
    err e = desk_sign_in(d, &who, check, &done);
    out->wait_s = done.wait_s;
    if (e || !done.ok)
        return e;
    out->colleague = true;
    e = session_delete(d->db, s->account, s->id);
    return e && e != E_NOT_FOUND ? e : taken_back(d, s, now, out);
}

err desk_kiosk_back(struct desk *d, const struct session_row *s, const struct kiosk_back_in *in, const struct signin_check *check, struct kiosk_back *out)
{
    struct kiosk_state now;
    struct signed_in wrong;
    *out = (struct kiosk_back){0};
    err e = desk_kiosk_state(d, s, &now);
    if (e)
        return e;
    struct signin_check mine = *check;
    bool here = mine.account.v && mine.practice.v == s->practice.v;
    if (here && mine.account.v != s->account.v)
        return by_colleague(d, s, in, &mine, &now, out);
    instant until;
    e = desk_sign_in_blocked(d, mine.email, in->peer, &until);
    if (e)
        return e;
    if (!here || mine.blocked || until.us) { // counted, or refused unseen, as at the door
        struct signin_input who = {.email = mine.email, .peer = in->peer};
        struct actor staff = d->who;
        mine.account.v = 0;
        d->who = (struct actor){.role = ROLE_NONE};
        e = desk_sign_in(d, &who, &mine, &wrong);
        d->who = staff;
        out->wait_s = wrong.wait_s;
        return e;
    }
    e = desk_sign_in_right(d, mine.email, in->peer);
    if (!e)
        e = in->sign_out ? session_delete(d->db, s->account, s->id) : session_take_back(d->db, s->account, s->id, s->kiosk, d->now);
    return e ? e : taken_back(d, s, &now, out);
}
