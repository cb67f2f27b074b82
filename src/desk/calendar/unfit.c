#include "desk/calendar/unfit.h"

#include "desk/calendar/calendar_rules.h"
#include "desk/calendar/working.h"
#include "store/calendar.h"

enum { LOOK_DAYS = 732 + 1 };   // nothing is booked further ahead

struct looking {
    struct working working;
    const struct member *therapists;
    size_t n_therapists;
    const struct service_link *givers, *needs;
    size_t n_givers, n_needs;
    struct unfit *v;                // of every visit to come, fitting ones too
    size_t n;
};

static err looking_open(struct desk *d, struct looking *l)
{
    struct appointment_list all;
    err e = appointment_between(d->db, d->a, &d->who, d->now, (instant){d->now.us + LOOK_DAYS * DAY_US}, (account_id){0}, &all);
    if (!e)
        e = working_read(d, d->today, (day){d->today.d + LOOK_DAYS}, NULL, &l->working);
    if (!e)
        e = calendar_therapists(d, &l->therapists, &l->n_therapists);
    if (!e)
        e = service_givers(d->db, d->a, &d->who, &l->givers, &l->n_givers);
    if (!e)
        e = service_needs(d->db, d->a, &d->who, &l->needs, &l->n_needs);
    if (e)
        return e;
    l->v = ARENA_ARRAY(d->a, all.n, struct unfit);
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].state != STATE_BOOKED && all.v[i].state != STATE_ARRIVED)
            continue;
        l->v[l->n] = (struct unfit){.visit = all.v[i]};
        l->v[l->n++].visit.reason = (str){0};
    }
    return OK;
}

static bool gives(const struct looking *l, account_id who, service_id service)
{
    bool named = false;
    for (size_t i = 0; i < l->n_givers; i++) {
        if (l->givers[i].service.v != service.v)
            continue;
        if (l->givers[i].other == who.v)
            return true;
        named = true;
    }
    return !named;
}

static unsigned why_people(const struct looking *l, const struct appointment *p)
{
    unsigned why = working_holds(&l->working, p->day, p->therapist, p->minute, p->minutes) ? 0 : UNFIT_HOURS;
    for (size_t i = 0; i < l->n_therapists; i++) {
        const struct member *m = &l->therapists[i];
        if (m->account.v != p->therapist.v)
            continue;
        if (m->licence_expires.known && p->day.d > m->licence_expires.day.d)
            why |= UNFIT_LICENCE;
        return gives(l, p->therapist, p->service) ? why : why | UNFIT_THERAPIST;
    }
    return why | UNFIT_THERAPIST;
}

// Both by start, then id.
static void mark(struct looking *l, const struct appointment_list *those, unsigned why)
{
    for (size_t i = 0, k = 0; i < l->n && k < those->n; i++)
        if (l->v[i].visit.id.v == those->v[k].id.v) {
            l->v[i].why |= why;
            k++;
        }
}

static err look_at(struct desk *d, struct looking *l, int64_t resource, int64_t places, unsigned why)
{
    struct appointment_list over;
    err e = appointment_of_resource(d->db, d->a, &d->who, resource, places, d->now, &over);
    if (!e)
        mark(l, &over, why);
    return e;
}

static err look_rooms(struct desk *d, struct looking *l)
{
    const struct room *r;
    size_t n;
    err e = room_list(d->db, d->a, &d->who, &r, &n);
    for (size_t i = 0; i < n && !e; i++)
        e = look_at(d, l, r[i].id.v, r[i].active ? r[i].places : 0, UNFIT_ROOM);
    return e;
}

static bool needs(const struct looking *l, service_id service, equipment_id x)
{
    for (size_t i = 0; i < l->n_needs; i++)
        if (l->needs[i].service.v == service.v && l->needs[i].other == x.v)
            return true;
    return false;
}

// Visits of services that need it, which hold none.
static void mark_lacking(struct looking *l, equipment_id x, const struct appointment_list *holding)
{
    for (size_t i = 0, k = 0; i < l->n; i++) {
        bool holds = k < holding->n && l->v[i].visit.id.v == holding->v[k].id.v;
        if (holds)
            k++;
        else if (needs(l, l->v[i].visit.service, x))
            l->v[i].why |= UNFIT_EQUIPMENT;
    }
}

static err look_equipment(struct desk *d, struct looking *l)
{
    const struct equipment *x;
    size_t n;
    struct appointment_list holding;
    err e = equipment_list(d->db, d->a, &d->who, &x, &n);
    for (size_t i = 0; i < n && !e; i++) {
        e = look_at(d, l, x[i].id.v, x[i].active ? x[i].pieces : 0, UNFIT_EQUIPMENT);
        if (!e)
            e = appointment_of_resource(d->db, d->a, &d->who, x[i].id.v, 0, d->now, &holding);
        if (!e)
            mark_lacking(l, x[i].id, &holding);
    }
    return e;
}

err desk_unfit(struct desk *d, struct unfit_list *out)
{
    struct looking l = {0};
    *out = (struct unfit_list){0};
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = looking_open(d, &l);
    for (size_t i = 0; i < l.n && !e; i++)
        l.v[i].why = why_people(&l, &l.v[i].visit);
    if (!e)
        e = look_rooms(d, &l);
    if (!e)
        e = look_equipment(d, &l);
    if (e)
        return e;
    size_t n = 0;
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].why)
            l.v[n++] = l.v[i];
    *out = (struct unfit_list){l.v, n};
    return OK;
}

static bool earlier(const struct appointment *a, const struct appointment *b)
{
    return a->start.us < b->start.us || (a->start.us == b->start.us && a->id.v < b->id.v);
}

struct appointment_list unfit_since(struct desk *d, const struct unfit_list *before, const struct unfit_list *now)
{
    struct appointment *v = ARENA_ARRAY(d->a, now->n, struct appointment);
    size_t n = 0;
    for (size_t i = 0, k = 0; i < now->n; i++) {
        while (k < before->n && earlier(&before->v[k].visit, &now->v[i].visit))
            k++;
        bool was = k < before->n && before->v[k].visit.id.v == now->v[i].visit.id.v;
        if (!was || (now->v[i].why & ~before->v[k].why))
            v[n++] = now->v[i].visit;
    }
    return (struct appointment_list){v, n};
}
