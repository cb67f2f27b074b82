#include "desk/calendar/calendar_rules.h"

err calendar_therapists(struct desk *d, const struct member **out, size_t *n)
{
    const struct member *all;
    size_t count, kept = 0;
    err e = member_list(d->db, d->a, &d->who, &all, &count);
    if (e)
        return e;
    struct member *v = ARENA_ARRAY(d->a, count, struct member);
    for (size_t i = 0; i < count; i++)
        if (all[i].active && (all[i].role == ROLE_OWNER || all[i].role == ROLE_THERAPIST))
            v[kept++] = all[i];
    *out = v;
    *n = kept;
    return OK;
}

bool calendar_rule_range(struct desk *d, const char *field, opt_int v, int64_t min, int64_t max)
{
    if (v.known && v.v >= min && v.v <= max)
        return true;
    problem_add(d->problems, E_INVALID, str_of(field),
        SAY2(MSG_error_range, "min", str_fmt(d->a, "%lld", (long long)min), "max", str_fmt(d->a, "%lld", (long long)max)));
    return false;
}
