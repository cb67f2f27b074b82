#include "desk/links/link_days.h"

#include "desk/measures/measures_rules.h"
#include "desk/safety/worse.h"

static struct answer_day shown_day(const struct desk *d, enum link_days which, const struct diary_row *r)
{
    struct answer_day o = {.day = r->day, .known = true, .told = which != DAYS_MISSING_OWN || r->link.v == d->who.link.v, .version = r->version,
        .peak = NOT_SAID, .medicine = NOT_SAID};
    if (o.told) {
        o.headache = r->headache;
        o.peak = r->peak;
        o.medicine = r->medicine;
    }
    return o;
}

err link_days_shown(struct desk *d, enum link_days which, const struct answer_day **out, size_t *n)
{
    struct diary_list known;
    struct answer_day *v = ARENA_ARRAY(d->a, ANSWER_DAYS, struct answer_day);
    *out = v;
    *n = 0;
    err e = diary_span(d->db, d->a, &d->who, d->who.only, (day){d->today.d - (ANSWER_DAYS - 1)}, d->today, &known);
    for (int32_t back = 0; e == OK && back < ANSWER_DAYS; back++) {
        struct answer_day one = {.day = {d->today.d - back}, .peak = NOT_SAID, .medicine = NOT_SAID};
        bool own = true;
        for (size_t i = 0; i < known.n; i++)
            if (known.v[i].day.d == one.day.d) {
                own = known.v[i].link.v == d->who.link.v;
                one = shown_day(d, which, &known.v[i]);
            }
        if (which == DAYS_ALL || back < 2 || own)
            v[(*n)++] = one;
    }
    return e;
}

bool link_days_rules(struct desk *d, const struct link_opened *o, const struct diary_day_in *days, size_t n)
{
    struct subject who = {.born_known = o->born_known, .born = o->born};
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        str field = rule_field(d, "days", i, "day");
        good = rule_day(d, field, &who, days[i].day) && good;
        if (days[i].day.d <= d->today.d - ANSWER_DAYS)
            good = problem_add(d->problems, E_INVALID, field, SAY_N(MSG_record_day_too_old, ANSWER_DAYS)) == OK;
        good = rule_diary(d, rule_field(d, "days", i, "peak"), days[i].headache, days[i].peak, days[i].medicine) && good;
        for (size_t j = 0; j < i; j++)
            if (days[j].day.d == days[i].day.d)
                good = problem_add(d->problems, E_INVALID, field, SAY(MSG_record_day_twice)) == OK;
    }
    return good;
}

err link_too_many(struct desk *d, str field, int most)
{
    return problem_add(d->problems, E_INVALID, field, SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", most)));
}

static bool says_the_same(const struct diary_row *old, const struct diary_day_in *in)
{
    return old->headache == in->headache && (in->peak == NOT_SAID || in->peak == old->peak) && (in->medicine == NOT_SAID || in->medicine == old->medicine);
}

// *changed: 0 the same was known, 1 new, 2 corrected.
static err day_take(struct desk *d, str field, const struct diary_day_in *in, int *changed)
{
    struct diary_row old, r = {.day = in->day, .headache = in->headache, .peak = in->peak, .medicine = in->medicine, .source = SOURCE_CLIENT,
                               .at = d->now, .link = d->who.link, .late = in->day.d < d->today.d - 1};
    *changed = 0;
    err e = diary_get(d->db, d->a, &d->who, d->who.only, in->day, &old);
    if (e == OK && says_the_same(&old, in))
        return OK;
    if (e == OK && in->was != old.version)
        return problem_add(d->problems, E_CONFLICT, field, SAY(in->was ? MSG_diary_changed_since : MSG_diary_on_record));
    if (e == OK && old.version >= SAID_AGAIN)
        return link_too_many(d, field, SAID_AGAIN);
    return e == OK || e == E_NOT_FOUND ? diary_put(d->db, d->a, &d->who, d->who.only, &r, changed) : e;
}

err link_days_take(struct desk *d, const struct diary_day_in *days, size_t n, size_t *written, size_t *corrected)
{
    err worst = OK;
    struct diary_course course;
    *written = *corrected = 0;
    err begun = worse_diary_begin(d, d->who.only, &course);
    if (begun != OK)
        return begun;
    for (size_t i = 0; i < n; i++) {
        int changed;
        err e = day_take(d, rule_field(d, "days", i, "day"), &days[i], &changed);
        if (e != OK && e != E_CONFLICT && e != E_INVALID)
            return e;
        worst = e == OK || worst == E_INVALID ? worst : e;
        *written += changed != 0;
        *corrected += changed == 2;
    }
    err e = *written ? worse_diary(d, d->who.only, &course) : OK;
    return e == OK ? worst : e;
}
