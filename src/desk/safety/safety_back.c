// A merge was undone: what a form of the other record had ended stands again. findings_back of safety.h.
#include "desk/safety/alert_causes.h"
#include "desk/safety/safety.h"

// What ended stays ended; a copy stands in its place, with what was done about it last.
static err stand_again(struct desk *d, const struct finding_kept *old)
{
    struct finding_kept f = *old;
    struct act_row x = old->act;
    f.id = (finding_id){id_next(&d->ids, d->now)};
    err e = finding_insert(d->db, &d->who, &f);
    if (e != OK || !old->act.id.v)
        return e;
    x.id = (act_id){id_next(&d->ids, d->now)};
    x.finding = f.id;
    return act_insert(d->db, &d->who, &x);
}

err findings_back(struct desk *d, client_id client, instant since)
{
    struct desk system = *d; // whoever undoes a merge need not be one of those who see findings
    struct finding_list standing = {0}, ended = {0};
    system.who = (struct actor){.practice = d->who.practice, .role = ROLE_SYSTEM};
    err e = finding_standing(d->db, d->a, &system.who, client, &standing);
    if (e == OK)
        e = finding_ended_by_others(d->db, d->a, &system.who, client, since, &ended);
    for (size_t i = 0; e == OK && i < ended.n; i++)
        e = stand_again(&system, &ended.v[i]);
    if (e == OK && ended.n)
        e = alert_findings_changed(&system, client, &standing);
    d->ids = system.ids;
    return e;
}
