#include "desk/practice/upkeep.h"

#include "store/form_done.h"
#include "store/job.h"
#include "store/practice.h"
#include "store/response.h"
#include "store/session.h"

#define FORMS_KEPT_US (7 * DAY_US)
#define LINKS_KEPT_US (30 * DAY_US)

err desk_job_lease(struct desk *d, str name, int64_t lease_us, bool *mine, instant *last_run)
{
    CHECK(lease_us > 0);
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : job_lease(d->db, d->a, name, d->now, (instant){d->now.us + lease_us}, mine, last_run);
}

err desk_job_done(struct desk *d, str name, err result)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : job_done(d->db, name, d->now, result ? err_name(result) : S("ok"));
}

err desk_sweep(struct desk *d, struct sweep_counts *out)
{
    *out = (struct sweep_counts){0};
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (!e)
        e = session_sweep(d->db, d->now, &out->sessions);
    if (!e)
        e = form_done_sweep(d->db, (instant){d->now.us - FORMS_KEPT_US}, &out->forms);
    if (!e)
        e = job_sweep_links(d->db, (instant){d->now.us - LINKS_KEPT_US}, &out->links);
    if (!e)
        e = signin_try_sweep(d->db, (instant){d->now.us - DAY_US}, &out->tries);
    if (!e)
        e = response_draft_sweep(d->db, d->now, &out->drafts);
    return e;
}

err desk_upkeep_begin(struct desk *d)
{
    struct practice p;
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (!e)
        e = practice_get(d->db, d->a, &d->who, &p);
    if (e)
        return e;
    d->zone = d->env->zone(d->env->ctx, p.zone);
    d->today = zone_day(d->zone, d->now);
    return OK;
}

err desk_practices(struct desk *d, const practice_id **out, size_t *n)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : practice_list(d->db, d->a, out, n);
}

err desk_form_taken(struct desk *d, str key, str *location)
{
    return form_done_get(d->db, d->a, &d->who, key, location);
}

err desk_form_keep(struct desk *d, str key, str location)
{
    return form_done_put(d->db, &d->who, key, location, d->now);
}
