#include "desk/links/after.h"

#include "desk/links/outbox.h"
#include "desk/practice/upkeep.h"
#include "desk/rules.h"
#include "desk/safety/alert_tasks.h"
#include "desk/safety/harm.h"
#include "store/concern.h"

// The link stands three days: a day to three after the session, and as long again.
enum { AFTER_LINK_DAYS = 3, AFTER_BATCH = 20, REPORTS = 20, TOLD_DAYS = 3 };
#define AFTER_AHEAD_US (4 * DAY_US)
#define AFTER_QUIET_US (2 * DAY_US)
#define AFTER_AGAIN_US (6 * DAY_US)

// ---- after which session

bool after_unknown(const struct after_last *l)
{
    return l->visit.v && l->nothing.us == 0 && l->events == 0;
}

bool after_asks(const struct after_last *l)
{
    return after_unknown(l) && !l->elsewhere && !l->skipped;
}

err desk_after_last(struct desk *d, client_id client, day before, struct after_last *out)
{
    day until = before.d < d->today.d ? before : d->today;
    return after_last(d->db, d->a, &d->who, client, (day){until.d - AFTER_BACK}, until, d->now, out);
}

// One link and the session that it asks about.
struct asking {
    struct link_opened o;
    struct after_last last;
    bool of_message;
};

static err of_message(struct desk *d, appointment_id visit, struct after_last *out)
{
    struct appointment p;
    *out = (struct after_last){.visit = visit};
    err e = appointment_get(d->db, d->a, &d->who, visit, &p);
    if (e != OK)
        return e;
    out->day = p.day;
    e = after_skipped(d->db, d->a, &d->who, &out->skipped);
    return e == OK ? after_known(d->db, d->a, &d->who, d->who.only, visit, &out->nothing, &out->events) : e;
}

// What a link before a visit asks about stays the same for its life: the session before that visit, or before the day it was made on.
static err session_of(struct desk *d, struct asking *x)
{
    struct appointment p;
    appointment_id visit = {0};
    if (x->o.link.purpose == LINK_VISIT) {
        err e = appointment_get(d->db, d->a, &d->who, x->o.link.appointment, &p);
        return e == OK ? desk_after_last(d, d->who.only, p.day, &x->last) : e;
    }
    err e = after_ask_of_link(d->db, d->a, &d->who, &visit);
    x->of_message = e == OK;
    if (e == OK)
        return of_message(d, visit, &x->last);
    return e == E_NOT_FOUND ? desk_after_last(d, d->who.only, zone_day(d->zone, x->o.link.created), &x->last) : e;
}

// E_NOT_FOUND: a link of another purpose.
static err opened(struct desk *d, struct asking *x)
{
    *x = (struct asking){0};
    err e = desk_link_again(d, LINK_ANSWERS, &x->o);
    if (e == E_NOT_FOUND)
        e = desk_link_again(d, LINK_VISIT, &x->o);
    return e == OK ? session_of(d, x) : e;
}

// Neither a questionnaire nor a concern that is open.
static err alone(struct desk *d, struct link_opened *o, bool *out)
{
    struct concern_list all;
    *out = false;
    if (o->link.purpose != LINK_ANSWERS)
        return OK;
    err e = link_asks(d->db, d->a, &d->who, &o->link);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, d->who.only, &all);
    *out = e == OK && o->link.n_asks == 0;
    for (size_t i = 0; e == OK && o->link.ratings && i < all.n; i++)
        *out &= all.v[i].closed;
    return e;
}

static err severe_of(struct desk *d, appointment_id visit, bool *out)
{
    struct adverse_list all;
    err e = adverse_list_of(d->db, d->a, &d->who, d->who.only, &all);
    *out = false;
    for (size_t i = 0; e == OK && i < all.n; i++)
        *out |= all.v[i].appointment.v == visit.v && !all.v[i].withdrawn && all.v[i].severity == SEVERITY_SEVERE;
    return e;
}

err desk_after_form(struct desk *d, struct after_form *out)
{
    struct asking x = {0};
    *out = (struct after_form){0};
    err e = desk_begin(d, VERB_ANSWER_SHOW, d->who.only.v);
    if (e == OK)
        e = opened(d, &x);
    if (e == OK)
        e = desk_link_front(d, &x.o, link_wants_birth(&x.o), &out->front);
    if (e != OK || out->front.confirm)
        return e;
    if (x.last.visit.v == 0)
        return E_NOT_FOUND;
    out->visit = x.last.day;
    out->nothing = x.last.nothing.us != 0;
    out->events = (size_t)x.last.events;
    out->of_message = x.of_message;
    e = severe_of(d, x.last.visit, &out->severe);
    if (e == OK)
        e = alone(d, &x.o, &out->alone);
    return e == OK ? desk_after_told(d, &out->told) : e;
}

err desk_after_told(struct desk *d, struct after_told *out)
{
    struct adverse_list all;
    *out = (struct after_told){0};
    err e = adverse_list_of(d->db, d->a, &d->who, d->who.only, &all);
    for (size_t i = 0; e == OK && i < all.n; i++) {
        const struct adverse_row *r = &all.v[i];
        if (r->account.v || !adverse_waits(r) || d->today.d - r->due.day.d > TOLD_DAYS)
            continue;
        out->severe |= r->severity == SEVERITY_SEVERE;
        if (r->severity == SEVERITY_MODERATE && (!out->moderate || r->due.day.d < out->by.d))
            out->by = r->due.day;
        out->moderate |= r->severity == SEVERITY_MODERATE;
    }
    if (out->severe)
        out->moderate = false;
    return e == OK && (out->severe || out->moderate) ? desk_emergency_number(d, &out->emergency) : e;
}

err desk_after_waits(struct desk *d, bool *out, bool *there)
{
    struct asking x = {0};
    bool only;
    *out = *there = false;
    err e = opened(d, &x);
    if (e == OK)
        e = alone(d, &x.o, &only);
    if (e != OK || x.last.visit.v == 0)
        return e;
    *out = (x.of_message || x.o.link.kiosk || only) && after_asks(&x.last);
    *there = only && (x.of_message || x.last.own) && !*out;
    return OK;
}

static err report(struct desk *d, appointment_id visit, const struct after_in *in)
{
    struct adverse_list all;
    struct appointment p;
    struct adverse_row r = in->row;
    bool written;
    size_t said = 0;
    err e = adverse_list_of(d->db, d->a, &d->who, d->who.only, &all);
    if (e == OK)
        e = appointment_get(d->db, d->a, &d->who, visit, &p);
    for (size_t i = 0; e == OK && i < all.n; i++)
        said += all.v[i].link.v == d->who.link.v;
    if (e == OK && said >= REPORTS)
        return E_CONFLICT;
    if (e != OK)
        return e;
    // it began so many hours after the session, else on its day: nobody asks them for a date
    day on = r.hours.known ? zone_day(d->zone, (instant){p.end.us + r.hours.v * HOUR_US}) : p.day;
    r.id = (adverse_id){id_next(&d->ids, d->now)};
    r.client = d->who.only;
    r.appointment = visit;
    r.day = on.d > d->today.d ? d->today : on;
    r.words = str_trim(r.words);
    r.at = d->now;
    r.link = d->who.link;
    return harm_rules(d, &r, S("said")) ? harm_say(d, &r, &written) : E_INVALID;
}

err desk_after_say(struct desk *d, const struct after_in *in)
{
    struct asking x = {0};
    bool only;
    err e = desk_begin(d, VERB_ANSWER_CARE, d->who.only.v);
    if (e == OK)
        e = opened(d, &x);
    if (e == OK && link_wants_birth(&x.o))
        e = E_FORBIDDEN;
    if (e == OK && x.last.visit.v == 0)
        e = E_NOT_FOUND;
    if (e == OK && in->skip)
        return after_skip(d->db, &d->who, d->now);
    if (e == OK)
        e = in->nothing ? after_said_put(d->db, &d->who, d->who.only, x.last.visit, d->now) : report(d, x.last.visit, in);
    if (e == OK)
        e = alone(d, &x.o, &only);
    if (e != OK || !(only || x.o.link.purpose == LINK_VISIT)) // what else it asks is not answered by this
        return e;
    return link_use(d->db, &d->who, d->who.link, d->now);
}

// ---- the job

static err ask_after(struct desk *d, const struct after_due_row *row)
{
    struct harm_session now = {0}, before = {0};
    struct link_made made;
    struct outbox_row mail;
    enum msg why = MSG_none;
    bool event_now = false, event_before = false;
    err e = after_session(d->db, d->a, &d->who, row->visit, &now, &event_now);
    if (e == OK && row->before.v)
        e = after_session(d->db, d->a, &d->who, row->before, &before, &event_before);
    if (e == OK)
        e = desk_mail_hindrance(d, row->client, &why);
    unsigned bits = harm_asked(&now, row->before.v ? &before : NULL, event_before);
    if (e != OK || why != MSG_none || bits == 0)
        return e;
    e = desk_link_make(d, &(struct link_in){.client = row->client, .purpose = LINK_ANSWERS, .days = AFTER_LINK_DAYS, .shared_as_before = true}, &made);
    if (e == OK)
        e = after_ask_put(d->db, &d->who, row->client, row->visit, harm_why(d->a, bits), made.id, d->now);
    return e == OK ? desk_mail_queue(d, &(struct mail_order){.kind = MAIL_AFTER, .client = row->client, .link = made.id}, &mail) : e;
}

err desk_after_queue(struct desk *d, appointment_id after, appointment_id *next)
{
    const struct after_due_row *v;
    size_t n = 0;
    *next = (appointment_id){0};
    err e = desk_upkeep_begin(d);
    if (e != OK || !(d->env->mail || d->env->sms))
        return e;
    struct after_due_when w = {.from = {d->now.us - HARM_ASK_TO_US}, .to = {d->now.us - HARM_ASK_FROM_US}, .since = {d->now.us - AFTER_QUIET_US},
        .week = {d->now.us - AFTER_AGAIN_US}, .ahead = {d->now.us + AFTER_AHEAD_US}, .sms = d->env->sms, .after = after, .limit = AFTER_BATCH};
    e = after_due(d->db, d->a, &d->who, &w, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        bool again = false; // two sessions of one client: the first of them
        for (size_t k = 0; k < i; k++)
            again |= v[k].client.v == v[i].client.v;
        if (!again)
            e = ask_after(d, &v[i]);
    }
    if (n == AFTER_BATCH)
        *next = v[n - 1].visit;
    return e;
}
