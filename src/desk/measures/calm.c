#include "desk/measures/calm.h"

#include "desk/rules.h"

bool desk_calm_open(const struct desk *d, const struct appointment *p, enum calm_phase phase)
{
    if (phase == CALM_AFTER)
        return p->state == STATE_IN_SESSION || p->state == STATE_DONE;
    return p->state <= STATE_DONE && p->day.d <= d->today.d;
}

static const struct calm_row *counts(const struct calm_list *all, enum calm_phase phase)
{
    for (size_t i = all->n; i > 0; i--)
        if (all->v[i - 1].phase == phase && !all->v[i - 1].replaced_by.v && !all->v[i - 1].withdrawn)
            return &all->v[i - 1];
    return NULL;
}

static err calm_put(struct desk *d, const struct appointment *p, const struct calm_row *old, enum calm_phase phase, int64_t value)
{
    if (old && old->value == value)
        return OK;
    struct calm_row r = {.id = {id_next(&d->ids, d->now)},
                         .client = p->client,
                         .appointment = p->id,
                         .phase = phase,
                         .value = (int)value,
                         .source = d->who.role == ROLE_CLIENT ? SOURCE_CLIENT : SOURCE_THERAPIST,
                         .at = d->now,
                         .account = d->who.account,
                         .link = d->who.link};
    err e = old ? calm_replace(d->db, &d->who, old->id, r.id) : OK;
    return e ? e : calm_insert(d->db, &d->who, &r);
}

static err value_rule(struct desk *d, int64_t value)
{
    if (value >= 0 && value <= CALM_MOST)
        return OK;
    return problem_add(d->problems, E_INVALID, S("value"), SAY2(MSG_error_range, "min", S("0"), "max", S("10")));
}

static err phase_rule(struct desk *d, const struct appointment *p, enum calm_phase phase)
{
    if (desk_calm_open(d, p, phase))
        return OK;
    return problem_add(d->problems, E_INVALID, S("phase"), SAY(phase == CALM_AFTER ? MSG_calm_not_begun : MSG_calm_not_today));
}

// The visit, which must be there before the audit row can name its client.
static err begin(struct desk *d, appointment_id id, struct appointment *p, struct calm_list *all)
{
    err found = appointment_get(d->db, d->a, &d->who, id, p);
    err e = desk_begin(d, VERB_CALM_ENTER, found ? 0 : p->client.v);
    if (!e)
        e = found;
    return e ? e : calm_of_visit(d->db, d->a, &d->who, p->client, id, all);
}

static err not_seen(struct desk *d)
{
    return problem_add(d->problems, E_CONFLICT, S("value"), SAY(MSG_calm_changed));
}

err desk_calm_enter(struct desk *d, const struct calm_in *in)
{
    struct appointment p = {0};
    struct calm_list all;
    err e = begin(d, in->appointment, &p, &all);
    if (!e)
        e = value_rule(d, in->value);
    if (!e)
        e = phase_rule(d, &p, in->phase);
    if (e)
        return e;
    const struct calm_row *old = counts(&all, in->phase);
    bool same = old && old->value == in->value;
    if (!same && (old ? old->id.v : 0) != in->seen.v)
        return not_seen(d);
    return calm_put(d, &p, old, in->phase, in->value);
}

err desk_calm_answer(struct desk *d, enum calm_phase phase, int64_t value, bool done)
{
    struct link_opened o;
    struct appointment p = {0};
    struct calm_list all;
    err e = desk_begin(d, VERB_CALM_ANSWER, d->who.only.v);
    if (!e)
        e = desk_link_again(d, LINK_ANSWERS, &o);
    if (!e)
        e = o.link.appointment.v ? appointment_get(d->db, d->a, &d->who, o.link.appointment, &p) : E_NOT_FOUND;
    if (!e)
        e = value_rule(d, value);
    if (!e)
        e = phase_rule(d, &p, phase);
    if (!e)
        e = calm_of_visit(d->db, d->a, &d->who, p.client, p.id, &all);
    if (!e)
        e = calm_put(d, &p, counts(&all, phase), phase, value);
    return e || !done ? e : link_use(d->db, &d->who, d->who.link, d->now);
}

err desk_calm_place(struct desk *d, struct calm_place *out)
{
    struct link_opened o;
    err e = desk_begin(d, VERB_ANSWER_SHOW, d->who.only.v);
    if (!e)
        e = desk_link_again(d, LINK_ANSWERS, &o);
    if (!e && !o.link.appointment.v)
        e = E_NOT_FOUND;
    if (!e)
        *out = (struct calm_place){o.practice, o.crisis_line, o.link.used};
    return e;
}

err desk_calm_waits(struct desk *d, const struct link_row *l, bool *out)
{
    struct calm_list all = {0};
    struct appointment p = {0};
    err e = appointment_get(d->db, d->a, &d->who, l->appointment, &p);
    if (!e)
        e = calm_of_visit(d->db, d->a, &d->who, l->client, l->appointment, &all);
    *out = !e && desk_calm_open(d, &p, CALM_BEFORE);
    for (size_t i = 0; !e && i < all.n; i++)
        if (all.v[i].link.v == l->id.v)
            *out = false;
    return e;
}

err desk_calm_withdraw(struct desk *d, appointment_id visit, enum calm_phase phase, calm_id seen)
{
    struct appointment p = {0};
    struct calm_list all;
    err e = begin(d, visit, &p, &all);
    if (e)
        return e;
    const struct calm_row *old = counts(&all, phase);
    if (!old || old->id.v != seen.v)
        return not_seen(d);
    return calm_withdraw(d->db, &d->who, old->id, d->now);
}

err desk_calm_visit(struct desk *d, client_id client, appointment_id visit, struct calm_shown *out)
{
    *out = (struct calm_shown){0};
    err e = desk_begin(d, VERB_CALM_SHOW, client.v);
    if (!e)
        e = calm_of_visit(d->db, d->a, &d->who, client, visit, &out->all);
    for (int i = 0; i < CALM_PHASES && !e; i++)
        out->now[i] = counts(&out->all, (enum calm_phase)i);
    return e;
}

err desk_calm_client(struct desk *d, client_id client, struct calm_visits *out)
{
    *out = (struct calm_visits){0};
    err e = desk_begin(d, VERB_CALM_SHOW, client.v);
    return e ? e : calm_of_client(d->db, d->a, &d->who, client, out);
}
