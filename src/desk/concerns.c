// Concerns of measures.h: make, change, close, list.
#include "desk/measures.h"

#include "desk/measures_rules.h"

enum { PLACE_MAX = 80 };

// The place and the start, against the client's other open concerns.
static err concern_rules(struct desk *d, const struct concern_in *in, client_id client, concern_id self) {
    struct subject who;
    struct concern_list all;
    err e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &all);
    if (e != OK)
        return e;
    bool good = true;
    if (in->kind == CONCERN_PAIN && str_trim(in->place).n == 0)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_error_required)) == OK;
    if (in->kind == CONCERN_HEADACHE && in->place.n > 0)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_record_place_none)) == OK;
    good = rule_text(d, S("place"), in->place, PLACE_MAX) && good;
    if (str_find(in->place, S("\n")) != SIZE_MAX || str_find(in->place, S("\r")) != SIZE_MAX)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_error_one_line)) == OK;
    if (in->started)
        good = rule_day(d, S("start"), &who, in->start) && good;
    if (!good)
        return E_INVALID;
    for (size_t i = 0; i < all.n; i++) {
        const struct concern_row *c = &all.v[i];
        if (c->closed || c->id.v == self.v || c->kind != in->kind)
            continue;
        if (in->kind == CONCERN_HEADACHE)
            return problem_add(d->problems, E_CONFLICT, S("kind"), SAY(MSG_record_headache_taken));
        if (str_eq_nocase(c->place, str_trim(in->place)))
            return problem_add(d->problems, E_CONFLICT, S("place"), SAY(MSG_record_place_taken));
    }
    return OK;
}

err desk_concern_create(struct desk *d, const struct concern_in *in, concern_id *out) {
    err e = desk_begin(d, VERB_CONCERN_CHANGE, in->client.v);
    if (e == OK)
        e = concern_rules(d, in, in->client, (concern_id){0});
    if (e != OK)
        return e;
    struct concern_row c = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .kind = in->kind,
        .place = str_trim(in->place),
        .started = in->started,
        .start = in->start,
        .created = d->now};
    *out = c.id;
    return concern_insert(d->db, &d->who, &c);
}

// Every change begins alike: the concern as it is, at the version that was seen.
static err concern_begin(struct desk *d, concern_id id, int64_t version, struct concern_row *c) {
    err found = concern_get(d->db, d->a, &d->who, id, c);
    err e = desk_begin(d, VERB_CONCERN_CHANGE, found == OK ? c->client.v : 0);
    if (e != OK)
        return e;
    if (found != OK)
        return found;
    if (c->version != version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_error_version));
    return OK;
}

err desk_concern_change(struct desk *d, const struct concern_in *in) {
    struct concern_row c;
    err e = concern_begin(d, in->id, in->version, &c);
    if (e != OK)
        return e;
    struct concern_in kept = *in;
    kept.kind = c.kind;
    e = concern_rules(d, &kept, c.client, c.id);
    if (e != OK)
        return e;
    c.place = str_trim(in->place);
    c.started = in->started;
    c.start = in->start;
    return concern_update(d->db, &d->who, &c);
}

err desk_concern_close(struct desk *d, concern_id id, int64_t version, day on) {
    struct concern_row c;
    struct subject who;
    err e = concern_begin(d, id, version, &c);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, c.client, &who);
    if (e != OK)
        return e;
    if (!rule_day(d, S("closed"), &who, on))
        return E_INVALID;
    if (c.started && on.d < c.start.d)
        return problem_add(d->problems, E_INVALID, S("closed"), SAY1(MSG_error_day_before, "min", day_str(d->a, c.start)));
    c.closed = true;
    c.closed_on = on;
    return concern_update(d->db, &d->who, &c);
}

err desk_concern_reopen(struct desk *d, concern_id id, int64_t version) {
    struct concern_row c;
    err e = concern_begin(d, id, version, &c);
    if (e != OK)
        return e;
    e = concern_rules(d, &(struct concern_in){.kind = c.kind, .place = c.place}, c.client, c.id);
    if (e != OK)
        return e;
    c.closed = false;
    return concern_update(d->db, &d->who, &c);
}

err desk_concern_list(struct desk *d, client_id client, struct concern_list *out) {
    err e = desk_begin(d, VERB_CONCERN_LIST, client.v);
    struct subject who;
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    return e != OK ? e : concern_list(d->db, d->a, &d->who, client, out);
}

err desk_concern_get(struct desk *d, concern_id id, struct concern_row *out) {
    err found = concern_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, VERB_CONCERN_LIST, found == OK ? out->client.v : 0);
    return e != OK ? e : found;
}
