// Free times and reads of appointments.h.
#include "desk/calendar/appointments.h"

#include "desk/calendar/availability.h"
#include "store/practice.h"

enum { FREE_DAYS_MAX = 62, FREE_MAX = 200, WINDOW = 7 };

static err bad(struct desk *d, const char *field, struct say why)
{
    return problem_add(d->problems, E_INVALID, str_of(field), why);
}

// ---- free times

static err free_rules(struct desk *d, const struct free_in *in, const struct availability *v)
{
    if (in->from.d < d->today.d)
        return bad(d, "from", SAY(MSG_error_day_past));
    if (in->days < 1 || in->days > FREE_DAYS_MAX || in->max < 1 || in->max > FREE_MAX)
        return bad(d, "days", SAY2(MSG_error_range, "min", S("1"), "max", str_fmt(d->a, "%d", FREE_DAYS_MAX)));
    if (!v->service.active)
        return bad(d, "service", SAY(MSG_appointment_service_off));
    if (in->therapist.v && !availability_giver(v, in->therapist))
        return bad(d, "therapist", SAY(MSG_appointment_not_giver));
    return OK;
}

static bool wanted(const struct free_in *in, int minute)
{
    return in->to_minute <= in->from_minute || (minute >= in->from_minute && minute < in->to_minute);
}

err desk_free_times(struct desk *d, const struct free_in *in, struct free_list *out)
{
    *out = (struct free_list){0};
    struct availability_in ask = {.service = in->service, .therapist = {in->therapist}, .client = {in->client}, .from = in->from,
        .to = {in->from.d + in->days}};
    struct availability v;
    err e = desk_begin(d, VERB_FREE_TIMES, in->client.v);
    if (!e)
        e = availability_open(d, &ask, &v);
    if (!e)
        e = free_rules(d, in, &v);
    if (e)
        return e;
    struct therapists *from;
    size_t n = availability_therapists(d, &v, ask.therapist, v.service.people, &from), found = 0;
    struct free_time *list = ARENA_ARRAY(d->a, in->max, struct free_time), *one = ARENA_ARRAY(d->a, AVAILABILITY_DAY, struct free_time);
    for (int i = 0; i < in->days && found < in->max; i++) {
        day on = {in->from.d + i};
        if (i % WINDOW == 0)
            e = availability_look(d, &v, on, (day){on.d + (in->days - i < WINDOW ? in->days - i : WINDOW) - 1});
        if (e)
            return e;
        size_t k = availability_day(d, &v, on, from, n, one);
        for (size_t j = 0; j < k && found < in->max; j++)
            if (wanted(in, one[j].slot.minute))
                list[found++] = one[j];
    }
    *out = (struct free_list){list, found};
    return OK;
}

// ---- reads

// What somebody comes for they say to those who treat, and to the one who books; the front desk reads it nowhere afterwards.
static bool reason_hidden(const struct desk *d)
{
    return d->who.role != ROLE_CLIENT && !desk_may(&d->who, VERB_MEASURES_SHOW);
}

// And staff's words for why a visit was cancelled are staff's.
static void without_reasons(struct desk *d, struct appointment_list *l)
{
    struct appointment *v = ARENA_ARRAY(d->a, l->n, struct appointment);
    for (size_t i = 0; i < l->n; i++) {
        v[i] = l->v[i];
        if (reason_hidden(d))
            v[i].reason = (str){0};
        if (d->who.role == ROLE_CLIENT)
            v[i].cancel_reason = (str){0};
    }
    l->v = v;
}

err desk_appointment(struct desk *d, appointment_id id, struct appointment *out)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = appointment_get(d->db, d->a, &d->who, id, out);
    if (!e && reason_hidden(d))
        out->reason = (str){0};
    return e;
}

static err zone_of(struct desk *d, const struct zone **out)
{
    struct practice p;
    *out = d->zone;
    if (*out)
        return OK;
    err e = practice_get(d->db, d->a, &d->who, &p);
    if (!e)
        *out = d->env->zone(d->env->ctx, p.zone);
    return !e && !*out ? E_INTERNAL : e;
}

err desk_appointments_of_day(struct desk *d, day on, account_id therapist, struct appointment_list *out)
{
    const struct zone *z;
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = zone_of(d, &z);
    if (e)
        return e;
    instant from, until;
    (void)zone_instant(z, on, 0, &from);
    (void)zone_instant(z, (day){on.d + 1}, 0, &until);
    e = appointment_between(d->db, d->a, &d->who, from, until, therapist, out);
    if (!e)
        without_reasons(d, out);
    return e;
}

err desk_appointments_of_client(struct desk *d, client_id client, struct appointment_list *out)
{
    bool own = d->who.role == ROLE_CLIENT;
    err e = desk_begin(d, own ? VERB_APPOINTMENTS_OWN : VERB_CALENDAR_SHOW, client.v);
    if (!e)
        e = appointment_of_client(d->db, d->a, &d->who, client, out);
    if (!e)
        without_reasons(d, out);
    return e;
}

err desk_appointments_of_plan(struct desk *d, plan_id plan, struct appointment_list *out)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = appointment_of_plan(d->db, d->a, &d->who, plan, out);
    if (!e)
        without_reasons(d, out);
    return e;
}

err desk_appointment_history(struct desk *d, appointment_id id, const struct appointment_before **out, size_t *n)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    return e ? e : appointment_history(d->db, d->a, &d->who, id, out, n);
}

err desk_client_visits(struct desk *d, client_id client, struct client_visits *out)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, client.v);
    return e ? e : appointment_visits(d->db, d->a, &d->who, client, out);
}
