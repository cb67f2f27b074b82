#include "desk/links.h"

#include "store/concern.h"

#define LINK_LIFE_US (24 * HOUR_US)

static struct link_made made_of(struct desk *d, const struct link_row *l) {
    struct link_token t = {l->id, d->who.practice, l->expires};
    return (struct link_made){.id = l->id, .token = link_token_make(d->a, d->env->keys, t), .expires = l->expires};
}

// The concern is this client's, and open.
static err link_concern(struct desk *d, const struct link_in *in) {
    if (in->concern.v == 0)
        return OK;
    struct concern_row c;
    err e = concern_get(d->db, d->a, &d->who, in->concern, &c);
    if (e == OK && c.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.closed)
        e = problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_closed));
    return e;
}

err desk_link_create(struct desk *d, const struct link_in *in, struct link_made *out) {
    struct subject who;
    err e = desk_begin(d, VERB_LINK_CREATE, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = link_concern(d, in);
    if (e != OK)
        return e;
    if (in->shared_phone && !who.born_known)
        return problem_add(d->problems, E_INVALID, S("shared_phone"), SAY(MSG_record_birth_date_needed));
    struct link_row l = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .concern = in->concern,
        .shared_phone = in->shared_phone,
        .created = d->now,
        .expires = {(d->now.us + LINK_LIFE_US) / SECOND_US * SECOND_US},
        .account = d->who.account};
    *out = made_of(d, &l);
    return link_insert(d->db, &d->who, &l);
}

err desk_link_revoke(struct desk *d, link_id id) {
    struct link_row l;
    err found = link_get(d->db, d->a, &d->who, id, &l);
    err e = desk_begin(d, VERB_LINK_REVOKE, found == OK ? l.client.v : 0);
    if (e == OK)
        e = found;
    return e != OK ? e : link_revoke(d->db, &d->who, id, d->now);
}

err desk_link_list(struct desk *d, client_id client, struct link_list *out) {
    struct subject who;
    err e = desk_begin(d, VERB_LINK_LIST, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    return e != OK ? e : link_of_client(d->db, d->a, &d->who, client, out);
}

err desk_link_get(struct desk *d, link_id id, struct link_row *out) {
    err found = link_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, VERB_LINK_LIST, found == OK ? out->client.v : 0);
    return e != OK ? e : found;
}

err desk_link_token(struct desk *d, link_id id, struct link_made *out) {
    struct link_row l;
    err e = desk_link_get(d, id, &l);
    if (e != OK)
        return e;
    if (l.revoked || l.expires.us <= d->now.us)
        return E_GONE;
    *out = made_of(d, &l);
    return OK;
}

err desk_link_open(struct desk *d, str token, struct link_row *out) {
    struct link_token t;
    struct link_opened o;
    err e = link_token_read(d->env->keys, token, d->now, &t);
    if (e == OK)
        e = link_open(d->db, d->a, t.practice, t.link, &o);
    if (e != OK)
        return e;
    // the row says when it ends; the token cannot outlive it
    if (o.link.revoked || o.merged || o.link.expires.us <= d->now.us)
        return E_GONE;
    d->who = (struct actor){.practice = t.practice, .role = ROLE_CLIENT, .only = o.link.client, .link = o.link.id};
    d->zone = d->env->zone(d->env->ctx, o.zone);
    d->today = d->zone ? zone_day(d->zone, d->now) : instant_day_utc(d->now);
    *out = o.link;
    return OK;
}
