#include "desk/safety/alert_hold.h"

#include "desk/safety/safety.h"

static err refuse(struct desk *d, const char *field, enum msg why) { return problem_add(d->problems, E_INVALID, str_of(field), SAY(why)); }

err alert_hold_state(struct desk *d, const struct appointment *p, enum appointment_state to)
{
    struct safety_flag flag;
    bool arrives = to == STATE_ARRIVED, begins = to == STATE_IN_SESSION || (to == STATE_DONE && p->state < STATE_IN_SESSION);
    if (!arrives && !begins)
        return OK;
    err e = desk_safety_flags(d, &p->client, 1, &flag);
    if (e)
        return e;
    if (flag.held)
        return refuse(d, "to", MSG_appointment_held);
    if (begins && flag.defer)
        return refuse(d, "to", MSG_appointment_deferred);
    return begins && flag.call ? refuse(d, "to", MSG_appointment_ask_first) : OK;
}

err alert_hold_series(struct desk *d, client_id client)
{
    struct safety_flag flag;
    err e = desk_safety_flags(d, &client, 1, &flag);
    return e ? e : flag.held ? refuse(d, "plan", MSG_series_held) : OK;
}

err alert_hold_note(struct desk *d, client_id client)
{
    struct safety_flag flag;
    err e = desk_safety_flags(d, &client, 1, &flag);
    return e ? e : flag.held ? refuse(d, "not_treated", MSG_note_held) : OK;
}
