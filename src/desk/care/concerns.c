// Concerns of measures.h: make, change, close, list.
#include "desk/measures/measures.h"

#include "desk/measures/measures_rules.h"

enum { PLACE_MAX = 80, ONSET_MAX = 500, HISTORY_MAX = 2000 };

static bool has_place(enum concern_kind k) {
    return k == CONCERN_PAIN || k == CONCERN_FUNCTION;
}

static enum msg taken_msg(enum concern_kind k) {
    return k == CONCERN_HEADACHE ? MSG_record_headache_taken : k == CONCERN_STRESS ? MSG_record_stress_taken : MSG_record_sleep_taken;
}

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
    if (has_place(in->kind) && str_trim(in->place).n == 0)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_error_required)) == OK;
    if (!has_place(in->kind) && in->place.n > 0)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_record_place_none)) == OK;
    good = rule_text(d, S("place"), in->place, PLACE_MAX) && good;
    if (str_find(in->place, S("\n")) != SIZE_MAX || str_find(in->place, S("\r")) != SIZE_MAX)
        good = problem_add(d->problems, E_INVALID, S("place"), SAY(MSG_error_one_line)) == OK;
    if (!concern_condition_valid(in->condition) || (in->condition.n && !has_place(in->kind)))
        good = problem_add(d->problems, E_INVALID, S("condition"), SAY(MSG_error_choice)) == OK;
    good = rule_text(d, S("onset"), in->onset, ONSET_MAX) && good;
    good = rule_text(d, S("history"), in->history, HISTORY_MAX) && good;
    if (in->onset_day.known)
        good = rule_day(d, S("onset_day"), &who, in->onset_day.day) && good;
    if (in->started)
        good = rule_day(d, S("start"), &who, in->start) && good;
    if (!good)
        return E_INVALID;
    for (size_t i = 0; i < all.n; i++) {
        const struct concern_row *c = &all.v[i];
        if (c->closed || c->id.v == self.v || c->kind != in->kind)
            continue;
        if (!has_place(in->kind))
            return problem_add(d->problems, E_CONFLICT, S("kind"), SAY(taken_msg(in->kind)));
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
        .sites = in->sites,
        .onset_day = in->onset_day,
        .condition = in->condition,
        .onset = str_trim(in->onset),
        .history = str_trim(in->history),
        .created = d->now};
    *out = c.id;
    return concern_insert(d->db, d->a, &d->who, &c);
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
    c.sites = in->sites;
    c.onset_day = in->onset_day;
    c.condition = in->condition;
    c.onset = str_trim(in->onset);
    c.history = str_trim(in->history);
    return concern_update(d->db, d->a, &d->who, d->now, &c);
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
    return concern_update(d->db, d->a, &d->who, d->now, &c);
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
    return concern_update(d->db, d->a, &d->who, d->now, &c);
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

err desk_concern_history(struct desk *d, concern_id id, struct concern_history *out) {
    struct concern_row c;
    err e = desk_concern_get(d, id, &c);
    return e != OK ? e : concern_versions(d->db, d->a, &d->who, &c, out);
}
