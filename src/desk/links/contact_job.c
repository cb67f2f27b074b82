// The jobs of previsit.h: what is due before visits and between them.
#include "desk/links/asks.h"
#include "desk/links/previsit.h"
#include "desk/practice/upkeep.h"

// Too short before a visit a mail helps nobody.
#define TOO_LATE_US (3 * HOUR_US)
// A visit's own contact comes at most CONTACT_HOURS before it, so four days ahead keep two days away from that too.
#define AHEAD_US (4 * DAY_US)
#define WEEK_US (7 * DAY_US)
// One that came at eight in the morning is due again at eight, not a little later each week.
#define SLACK_US (2 * HOUR_US)
enum { WEEKLY_DAYS = 3 };

static err queue(struct desk *d, enum mail_kind kind, const struct link_in *in)
{
    struct link_made made;
    struct outbox_row row;
    enum msg why;
    err e = desk_mail_hindrance(d, in->client, &why);
    if (e != OK || why != MSG_none)
        return e;
    e = desk_link_make(d, in, &made);
    if (e == E_INVALID) // what is asked may have ended since: another time
        return OK;
    return e == OK ? desk_mail_queue(d, &(struct mail_order){.kind = kind, .client = in->client, .link = made.id}, &row) : e;
}

err desk_previsit_queue(struct desk *d, appointment_id after, appointment_id *next)
{
    struct contact_setting s;
    const struct contact_visit *v;
    size_t n;
    *next = (appointment_id){0};
    err e = desk_upkeep_begin(d);
    if (e != OK || !(d->env->mail || d->env->sms))
        return e;
    e = contact_setting_get(d->db, d->a, &d->who, &s);
    if (e != OK || s.hours == 0)
        return e;
    struct contact_visits_when w = {.from = {d->now.us + TOO_LATE_US}, .to = {d->now.us + s.hours * HOUR_US}, .near_us = VISIT_NEAR_US,
        .life_us = LINK_VISIT_LIFE_US, .intake_life_us = LINK_INTAKE_LIFE_US, .sms = d->env->sms,
        .after = after, .limit = CONTACT_BATCH};
    e = contact_visits_due(d->db, d->a, &d->who, &w, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        e = queue(d, MAIL_PRE_VISIT, &(struct link_in){.client = v[i].client, .purpose = LINK_VISIT, .appointment = v[i].visit, .shared_as_before = true});
    if (e == OK && n == CONTACT_BATCH)
        *next = v[n - 1].visit;
    return e;
}

static err weekly_one(struct desk *d, client_id client)
{
    struct asks_due due;
    struct ask asks[LINK_ASKS];
    struct link_in in = {.client = client, .purpose = LINK_ANSWERS, .asks = asks, .days = WEEKLY_DAYS, .shared_as_before = true};
    err e = desk_asks_between(d, client, d->today, &due);
    for (size_t i = 0; e == OK && i < due.n && in.n_asks < LINK_ASKS; i++)
        if (due.v[i].by_client && !due.v[i].alerts && !due.v[i].out)
            asks[in.n_asks++] = (struct ask){due.v[i].file->id, due.v[i].concern};
    bool ratings = due.ratings && !due.ratings_out;
    if (e != OK || (in.n_asks == 0 && !ratings))
        return e;
    in.no_ratings = !ratings;
    return queue(d, MAIL_WEEKLY, &in);
}

err desk_weekly_queue(struct desk *d, plan_id after, plan_id *next)
{
    struct contact_weekly_when w = {.since = {d->now.us - WEEK_US + SLACK_US}, .from = {d->now.us - VISIT_NEAR_US}, .to = {d->now.us + AHEAD_US},
        .sms = d->env->sms, .after = after, .limit = CONTACT_BATCH};
    const struct contact_weekly *v;
    size_t found = 0;
    *next = (plan_id){0};
    err e = desk_upkeep_begin(d);
    if (e != OK || !(d->env->mail || d->env->sms))
        return e;
    e = contact_weekly_due(d->db, d->a, &d->who, &w, &v, &found);
    for (size_t i = 0; e == OK && i < found; i++) {
        bool again = false; // two plans of one client: one contact
        for (size_t k = 0; k < i; k++)
            again |= v[k].client.v == v[i].client.v;
        if (!again)
            e = weekly_one(d, v[i].client);
    }
    if (found == CONTACT_BATCH)
        *next = v[found - 1].plan;
    return e;
}

// ---- no more of these

static bool came_weekly(struct desk *d)
{
    struct outbox_row row;
    return outbox_of_link(d->db, d->a, &d->who, d->who.link, &row) == OK && row.kind == MAIL_WEEKLY;
}

enum weekly desk_weekly_link(struct desk *d)
{
    struct plan_list plans;
    enum weekly out = WEEKLY_NOT;
    instant stopped;
    if (!came_weekly(d) || weekly_stop_get(d->db, d->a, &d->who, d->who.only, &stopped) != OK ||
        plan_list_of(d->db, d->a, &d->who, d->who.only, &plans) != OK)
        return WEEKLY_NOT;
    for (size_t i = 0; i < plans.n; i++)
        if (plans.v[i].state == PLAN_ACTIVE)
            out = WEEKLY_ASKED;
    return stopped.us ? WEEKLY_STOPPED : out;
}

err desk_weekly_stop(struct desk *d)
{
    struct link_opened o;
    struct plan_list plans;
    bool any = false;
    err e = desk_begin(d, VERB_ANSWER_STOP, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, LINK_ANSWERS, &o);
    if (e == OK && link_wants_birth(&o))
        e = E_FORBIDDEN;
    if (e == OK && !came_weekly(d))
        e = E_NOT_FOUND;
    if (e == OK)
        e = plan_list_of(d->db, d->a, &d->who, d->who.only, &plans);
    for (size_t i = 0; e == OK && i < plans.n; i++)
        if (plans.v[i].state == PLAN_ACTIVE || (!any && i + 1 == plans.n)) { // the plan of this link may have ended since
            any = true;
            e = weekly_stop_put(d->db, &d->who, d->who.only, plans.v[i].id, d->now);
        }
    return e == OK ? weekly_again_end(d->db, &d->who, d->who.only, d->now) : e;
}

err desk_weekly_stopped(struct desk *d, const struct plan_row *p, instant *out)
{
    err e = desk_begin(d, VERB_PLAN_SHOW, p->client.v);
    return e == OK ? weekly_stop_get(d->db, d->a, &d->who, p->client, out) : e;
}

err desk_weekly_again(struct desk *d, plan_id plan)
{
    struct plan_row p = {0};
    instant stopped;
    err found = plan_get(d->db, d->a, &d->who, plan, &p);
    err e = desk_begin(d, VERB_WEEKLY_AGAIN, found == OK ? p.client.v : 0);
    if (e == OK)
        e = found;
    if (e == OK)
        e = weekly_stop_get(d->db, d->a, &d->who, p.client, &stopped);
    if (e != OK || stopped.us == 0)
        return e;
    return weekly_again_put(d->db, &d->who, id_next(&d->ids, d->now), p.client, d->now);
}
