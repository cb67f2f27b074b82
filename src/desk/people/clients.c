#include "desk/people/clients.h"

#include <stdlib.h>
#include <string.h>

#include "desk/people/clients_rules.h"
#include "desk/rules.h"
#include "store/client_key.h"

struct ranked {
    const struct client_candidate *c;
    int score;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->c->row.updated.us != y->c->row.updated.us)
        return x->c->row.updated.us > y->c->row.updated.us ? -1 : 1;
    return x->c->row.id.v > y->c->row.id.v ? -1 : 1;
}

static err find_recent(struct desk *d, size_t limit, struct clients_found *out)
{
    struct client_row *rows;
    err e = client_recent(d->db, d->a, &d->who, limit + 1, &rows, &out->n);
    if (e)
        return e;
    out->rows = rows;
    out->recent = true;
    out->more = out->n > limit;
    if (out->more)
        out->n = limit;
    return OK;
}

err desk_client_find(struct desk *d, str query, size_t limit, struct clients_found *out)
{
    CHECK(limit >= 1 && limit <= CLIENTS_FIND_MAX);
    *out = (struct clients_found){0};
    err e = desk_begin(d, VERB_CLIENT_FIND, 0);
    if (e || !text_valid(query))
        return e;
    query = str_trim(query);
    if (!query.n)
        return find_recent(d, limit, out);
    const struct client_candidate *c;
    size_t n;
    e = client_candidates(d->db, d->a, &d->who, namekey_probe(d->a, query), NAMEKEY_CANDIDATES, &c, &n);
    if (e)
        return e;
    const struct name_query *q = namekey_query(d->a, query);
    struct ranked *ranked = ARENA_ARRAY(d->a, n, struct ranked);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct name_facts facts = candidate_facts(&c[i]);
        int score = namekey_score(d->a, q, &facts);
        if (score > 0)
            ranked[kept++] = (struct ranked){&c[i], score};
    }
    if (kept)
        qsort(ranked, kept, sizeof *ranked, by_rank);
    out->more = kept > limit;
    out->n = kept > limit ? limit : kept;
    struct client_row *rows = ARENA_ARRAY(d->a, out->n, struct client_row);
    for (size_t i = 0; i < out->n; i++)
        rows[i] = ranked[i].c->row;
    out->rows = rows;
    return OK;
}

err desk_client_count(struct desk *d, int64_t *out)
{
    err e = desk_begin(d, VERB_CLIENT_FIND, 0);
    return e ? e : client_count(d->db, d->a, &d->who, out);
}

// Reading is booked about a client that exists: the row first, then the note.
err desk_client_show(struct desk *d, client_id id, struct client *out)
{
    if (!desk_may(&d->who, VERB_CLIENT_SHOW))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    err e = client_get(d->db, d->a, &d->who, id, out);
    return e ? e : desk_begin(d, VERB_CLIENT_SHOW, id.v);
}

str client_name_full(arena *a, const struct client_fields *f)
{
    str first = f->given;
    if (f->preferred.n && !str_eq_nocase(f->preferred, f->given))
        first = f->given.n ? str_fmt(a, "%.*s (%.*s)", SP(f->preferred), SP(f->given)) : f->preferred;
    if (!first.n || !f->family.n)
        return first.n ? first : f->family;
    return str_fmt(a, "%.*s %.*s", SP(first), SP(f->family));
}

str client_name_short(const struct client_fields *f)
{
    return f->preferred.n ? f->preferred : f->given.n ? f->given : f->family;
}

err desk_client_rules(struct desk *d, const struct client_fields *f)
{
    return client_fields_right(d, f) ? OK : E_INVALID;
}

err desk_client_create(struct desk *d, const struct client_input *in, client_id *out)
{
    struct client c = {
        .id = {id_next(&d->ids, d->now)},
        .f = client_fields_tidy(&in->f),
        .version = 1,
        .created = d->now,
        .updated = d->now,
    };
    err e = desk_begin(d, VERB_CLIENT_CREATE, c.id.v);
    if (e)
        return e;
    if (!client_fields_right(d, &c.f))
        return E_INVALID;
    *out = c.id;
    return client_insert(d->db, d->a, &d->who, &c);
}

err desk_client_change(struct desk *d, client_id id, const struct client_input *in)
{
    struct client c;
    err e = desk_begin(d, VERB_CLIENT_CHANGE, id.v);
    if (!e)
        e = client_get(d->db, d->a, &d->who, id, &c);
    if (e)
        return e;
    struct client_fields f = client_fields_tidy(&in->f);
    if (!client_fields_right(d, &f))
        return E_INVALID;
    if (c.version != in->version || c.merged_into.v)
        return rule_conflict(d);
    if (client_fields_same(&c.f, &f))
        return OK;
    c.f = f;
    c.updated = d->now;
    e = client_update(d->db, d->a, &d->who, &c);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

err desk_client_history(struct desk *d, client_id id, struct client_history *out)
{
    *out = (struct client_history){0};
    if (!desk_may(&d->who, VERB_CLIENT_HISTORY))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    err e = client_row_get(d->db, d->a, &d->who, id, &out->client);
    const struct client_version *v;
    size_t n;
    if (!e)
        e = desk_begin(d, VERB_CLIENT_HISTORY, id.v);
    if (!e)
        e = client_versions(d->db, d->a, &d->who, id, &v, &n);
    if (e)
        return e;
    struct client_edit *edits = ARENA_ARRAY(d->a, n, struct client_edit);
    static const struct client_fields nothing = {.sex = S_INIT("unknown")};
    for (size_t i = 0; i < n; i++) {
        edits[i] = (struct client_edit){
            .version = v[i].version,
            .at = v[i].at,
            .account = v[i].account,
            .account_name = v[i].account_name,
        };
        edits[i].changes = client_fields_diff(d->a, i + 1 < n ? &v[i + 1].f : &nothing, &v[i].f, &edits[i].n);
    }
    out->edits = edits;
    out->n = n;
    return OK;
}
