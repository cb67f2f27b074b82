#include "desk/link_days.h"

#include "desk/measures_rules.h"

// What the practice entered is not put into the client's mouth.
static struct answer_day shown_day(const struct desk *d, enum link_days which, const struct diary_row *r)
{
    bool own = r->link.v == d->who.link.v;
    if (r->source != SOURCE_CLIENT || (which == DAYS_MISSING_OWN && !own))
        return (struct answer_day){.day = r->day, .peak = NOT_SAID, .medicine = NOT_SAID};
    return (struct answer_day){r->day, true, r->headache, r->peak, r->medicine};
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

err link_day_take(struct desk *d, const struct diary_day_in *days, size_t i, int *changed)
{
    const struct diary_day_in *in = &days[i];
    struct diary_row old, r = {.day = in->day, .headache = in->headache, .peak = in->peak, .medicine = in->medicine, .source = SOURCE_CLIENT,
                               .at = d->now, .link = d->who.link, .late = in->day.d < d->today.d - 1};
    *changed = 0;
    err e = diary_get(d->db, d->a, &d->who, d->who.only, in->day, &old);
    if (e == OK && old.version >= SAID_AGAIN)
        return link_too_many(d, rule_field(d, "days", i, "day"), SAID_AGAIN);
    return e == OK || e == E_NOT_FOUND ? diary_put(d->db, d->a, &d->who, d->who.only, &r, changed) : e;
}
