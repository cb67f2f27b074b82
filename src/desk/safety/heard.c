#include "desk/safety/heard.h"

#include "desk/rules.h"
#include "desk/safety/harm.h"

enum { HEARD_DAYS = 7 };        // a note that is written later that week

err desk_heard(struct desk *d, const struct appointment *visit, struct heard *out)
{
    *out = (struct heard){0};
    err e = desk_begin(d, VERB_PLAN_SHOW, visit->client.v);
    if (e == OK)
        e = desk_after_last(d, visit->client, visit->day, &out->last);
    bool now = visit->day.d <= d->today.d && visit->day.d >= d->today.d - HEARD_DAYS && visit->state < STATE_NO_SHOW;
    out->asks = e == OK && now && after_unknown(&out->last);
    return e;
}

static err sore(struct desk *d, client_id client, const struct after_last *after)
{
    struct adverse_row r = {.id = {id_next(&d->ids, d->now)}, .client = client, .appointment = after->visit, .day = after->day, .what = ADVERSE_SORENESS,
        .severity = SEVERITY_MILD, .days = {true, 1}, .at = d->now, .account = d->who.account};
    return harm_insert(d, &r);
}

err desk_heard_say(struct desk *d, const struct heard_in *in)
{
    struct appointment p = {0};
    struct after_last l = {0};
    err found = appointment_get(d->db, d->a, &d->who, in->visit, &p);
    err e = desk_begin(d, VERB_CARE_CHANGE, found == OK ? p.client.v : 0);
    if (e == OK)
        e = found;
    if (e == OK)
        e = desk_after_last(d, p.client, p.day, &l);
    if (e != OK)
        return e;
    if (l.visit.v != in->session.v || !after_unknown(&l))
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_heard_known));
    return in->said == HEARD_NOTHING ? after_said_put(d->db, &d->who, p.client, l.visit, d->now) : sore(d, p.client, &l);
}
