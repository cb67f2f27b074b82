#include "desk/calendar/today.h"

#include "base/json.h"
#include "store/appointment.h"

// A therapist's note that was never begun is asked for this long; drafts for ever.
#define UNBEGUN_US (7 * DAY_US)
enum { UNSIGNED_MAX = 20 };

err desk_choices(struct desk *d, service_id service, struct choices *out)
{
    err e = desk_begin(d, VERB_FREE_TIMES, 0);
    return e ? e : choices_get(d->db, d->a, &d->who, service, out);
}

err desk_choice_service(struct desk *d, service_id service, struct calendar_service *out)
{
    err e = desk_begin(d, VERB_FREE_TIMES, 0);
    if (!e)
        e = calendar_service_get(d->db, d->a, &d->who, service, out);
    return !e && !out->active ? E_NOT_FOUND : e;
}

err desk_choice_client(struct desk *d, client_id client, struct client_row *out)
{
    err e = desk_begin(d, VERB_CLIENT_FIND, 0);
    return e ? e : client_row_get(d->db, d->a, &d->who, client, out);
}

static instant midnight(const struct desk *d, day at)
{
    instant t = {(int64_t)at.d * DAY_US};
    if (d->zone)
        (void)zone_instant(d->zone, at, 0, &t);
    return t;
}

err desk_today(struct desk *d, const struct today_in *in, struct today *out)
{
    *out = (struct today){0};
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (e)
        return e;
    instant from = midnight(d, in->day), until = midnight(d, (day){in->day.d + in->days});
    e = today_visits(d->db, d->a, &d->who, from, until, in->therapist, in->room, &out->visits);
    if (e)
        return e;
    if (!desk_may(&d->who, VERB_MEASURES_SHOW)) {
        struct today_visit *v = (struct today_visit *)(uintptr_t)out->visits.v;
        for (size_t i = 0; i < out->visits.n; i++)
            v[i].reason = (str){0};
    }
    if (in->days != 1)
        return OK;
    e = today_closed(d->db, d->a, &d->who, in->day, &out->closed_note);
    out->closed = e == OK;
    if (e && e != E_NOT_FOUND)
        return e;
    if (!desk_may(&d->who, VERB_NOTE_UNSIGNED))
        return OK;
    instant since = {d->now.us - UNBEGUN_US};
    return desk_unsigned_notes(d, d->who.account, since, UNSIGNED_MAX, &out->unsigned_notes, &out->n_unsigned);
}

static err read_before(struct desk *d, const struct appointment_before *from, struct visit_before *to)
{
    struct json_error why;
    int64_t on, minute;
    const struct json *body = json_parse(d->a, from->body, 8, &why);
    if (!body || !json_integer(json_get(body, S("day")), &on) || !json_integer(json_get(body, S("minute")), &minute))
        return E_DB_CORRUPT;
    *to = (struct visit_before){.version = from->version,
                                .at = from->at,
                                .by = from->by_name,
                                .what = from->what,
                                .state = json_text(json_get(body, S("state"))),
                                .day = {(int32_t)on},
                                .minute = (int)minute};
    return OK;
}

err desk_visit_signed(struct desk *d, appointment_id id, bool *out)
{
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    return e ? e : appointment_signed(d->db, d->a, &d->who, id, out);
}

err desk_visit_history(struct desk *d, appointment_id id, const struct visit_before **out, size_t *n)
{
    const struct appointment_before *rows;
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = appointment_history(d->db, d->a, &d->who, id, &rows, n);
    if (e)
        return e;
    struct visit_before *v = ARENA_ARRAY(d->a, *n, struct visit_before);
    for (size_t i = 0; i < *n && !e; i++)
        e = read_before(d, &rows[i], &v[i]);
    *out = v;
    return e;
}
