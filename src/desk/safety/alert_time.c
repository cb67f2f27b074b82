// What time brings of levels 1 and 2, with nobody looking at a page: desk_findings_of_time of alert_causes.h.
#include "base/json.h"
#include "desk/safety/alert_causes.h"
#include "desk/safety/safety_body.h"
#include "store/practice.h"

enum { TIME_BATCH = 50 };

static err zone_begin(struct desk *d)
{
    struct practice p;
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (e == OK)
        e = practice_get(d->db, d->a, &d->who, &p);
    if (e != OK)
        return e;
    d->zone = d->env->zone(d->env->ctx, p.zone);
    d->today = d->zone ? zone_day(d->zone, d->now) : d->today;
    return OK;
}

// The form that was sent last; id.v == 0: none.
static err sent_last(struct desk *d, client_id client, struct intake_row *out)
{
    struct intake_list all;
    *out = (struct intake_row){0};
    err e = intake_list(d->db, d->a, &d->who, client, &all);
    for (size_t i = 0; e == OK && i < all.n && !out->id.v; i++)
        if (all.v[i].sent)
            *out = all.v[i];
    return e;
}

// What fires by now of the form sent last, and stops: kept, with an id. The rest is worked out where it is shown (safety_body.h).
static err keep_new(struct desk *d, client_id client, const struct finding_list *standing)
{
    struct intake_row sent;
    struct subject who;
    const struct screen_rules *rules = NULL;
    err e = sent_last(d, client, &sent);
    if (e == OK && sent.id.v)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e != OK || !sent.id.v)
        return e;
    struct finding_list now = findings_of_today(d, &who, &sent, standing, &rules, NULL);
    for (size_t i = 0; e == OK && i < now.n; i++) {
        struct finding_kept f = now.v[i];
        if (f.level > LEVEL_STOP)
            continue;
        f.id = (finding_id){id_next(&d->ids, d->now)};
        e = finding_insert(d->db, &d->who, &f);
    }
    return e;
}

static bool told_since(struct desk *d, const struct alert_list *alerts, const struct finding_kept *f)
{
    for (size_t i = 0; i < alerts->n; i++) {
        const struct alert_row *x = &alerts->v[i];
        day raised = d->zone ? zone_day(d->zone, x->raised) : instant_day_utc(x->raised);
        if (x->cause == CAUSE_FINDING && raised.d > f->act.until.day.d && alert_fired_has(d, x->fired, f->rule))
            return true;
    }
    return false;
}

// Those whose clearance ran out, of which nobody was told since, count as not standing before: what it held back comes to stand.
static struct finding_list without_lapsed(struct desk *d, const struct finding_list *all, const struct alert_list *alerts)
{
    struct finding_kept *v = ARENA_ARRAY(d->a, all->n, struct finding_kept);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct act_row *x = &all->v[i].act;
        bool lapsed = str_eq(x->act, finding_act_name(ACT_CLEARED)) && x->until.known && x->until.day.d < d->today.d;
        if (!lapsed || told_since(d, alerts, &all->v[i]))
            v[n++] = all->v[i];
    }
    return (struct finding_list){v, n};
}

static err one(struct desk *d, client_id client)
{
    struct finding_list standing;
    struct alert_list alerts;
    err e = finding_standing(d->db, d->a, &d->who, client, &standing);
    if (e == OK)
        e = alert_of_client(d->db, d->a, &d->who, client, &alerts);
    if (e == OK)
        e = keep_new(d, client, &standing);
    if (e != OK)
        return e;
    struct finding_list before = without_lapsed(d, &standing, &alerts);
    return alert_findings_changed(d, client, &before);
}

err desk_findings_of_time(struct desk *d, client_id after, client_id *next)
{
    const client_id *v;
    size_t n = 0;
    *next = (client_id){0};
    err e = zone_begin(d);
    if (e == OK)
        e = alert_clients(d->db, d->a, &d->who, after, TIME_BATCH, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        e = one(d, v[i]);
        if (e == E_DB_CORRUPT || e == E_NOT_FOUND) // what cannot be read is said on the client's pages, and stops nobody else's
            e = OK;
    }
    if (e == OK && n == TIME_BATCH)
        *next = v[n - 1];
    return e;
}
