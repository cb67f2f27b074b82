#include "desk/diary_link.h"

#include "desk/measures_rules.h"

enum { SAID_AGAIN = 50 };

static bool wants_birth_date(const struct link_opened *o)
{
    return o->link.shared_phone && !o->link.confirmed;
}

static err headache_open(struct desk *d, bool *open)
{
    struct concern_list all;
    struct concern_row c;
    err e = concern_list(d->db, d->a, &d->who, d->who.only, &all);
    *open = e == OK && headache_concern(&all, &c) == OK && !c.closed;
    return e;
}

static err form_days(struct desk *d, struct diary_form *f)
{
    struct diary_list known;
    err e = diary_span(d->db, d->a, &d->who, d->who.only, (day){d->today.d - (ANSWER_DAYS - 1)}, d->today, &known);
    if (e != OK)
        return e;
    struct answer_day *v = ARENA_ARRAY(d->a, ANSWER_DAYS, struct answer_day);
    for (int32_t back = 0; back < ANSWER_DAYS; back++) {
        v[back] = (struct answer_day){.day = {d->today.d - back}, .peak = NOT_SAID, .medicine = NOT_SAID};
        for (size_t i = 0; i < known.n; i++)
            if (known.v[i].day.d == v[back].day.d && known.v[i].source == SOURCE_CLIENT)
                v[back] = (struct answer_day){known.v[i].day, true, known.v[i].headache, known.v[i].peak, known.v[i].medicine};
    }
    f->days = v;
    f->n_days = ANSWER_DAYS;
    return OK;
}

err desk_diary_form(struct desk *d, struct diary_form *out)
{
    struct link_opened o;
    *out = (struct diary_form){0};
    err e = desk_begin(d, VERB_ANSWER_SHOW, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, LINK_DIARY, &o);
    if (e != OK)
        return e;
    out->practice = o.practice;
    out->practice_phone = o.practice_phone;
    out->crisis_line = o.crisis_line;
    out->expires = o.link.expires;
    out->confirm = wants_birth_date(&o);
    if (out->confirm)
        return desk_link_blocked(d, &out->blocked, &out->blocked_until);
    out->name = o.name;
    e = headache_open(d, &out->open);
    return e == OK && out->open ? form_days(d, out) : e;
}

err desk_diary_confirm(struct desk *d, day born, enum confirm_result *out)
{
    struct link_opened o;
    *out = CONFIRM_RIGHT;
    err e = desk_begin(d, VERB_ANSWER_CONFIRM, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, LINK_DIARY, &o);
    return e != OK || !wants_birth_date(&o) ? e : desk_link_confirm(d, &o, born, out);
}

static bool day_rules(struct desk *d, const struct link_opened *o, const struct diary_day_in *days, size_t n)
{
    struct subject who = {.born_known = o->born_known, .born = o->born};
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        str field = rule_field(d, "days", i, "day");
        good = rule_day(d, field, &who, days[i].day) && good;
        if (days[i].day.d <= d->today.d - ANSWER_DAYS)
            good = problem_add(d->problems, E_INVALID, field, SAY_N(MSG_record_day_too_old, ANSWER_DAYS)) == OK;
        good = rule_diary(d, rule_field(d, "days", i, "peak"), days[i].headache, days[i].peak, days[i].medicine) && good;
    }
    return good;
}

static err take_day(struct desk *d, const struct diary_day_in *in, str field, size_t *written)
{
    struct diary_row old, r = {.day = in->day, .headache = in->headache, .peak = in->peak, .medicine = in->medicine, .source = SOURCE_CLIENT,
                               .at = d->now, .link = d->who.link, .late = in->day.d < d->today.d - 1};
    int changed = 0;
    err e = diary_get(d->db, d->a, &d->who, d->who.only, in->day, &old);
    if (e == OK && old.version >= SAID_AGAIN)
        return problem_add(d->problems, E_INVALID, field, SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", SAID_AGAIN)));
    if (e == OK || e == E_NOT_FOUND)
        e = diary_put(d->db, d->a, &d->who, d->who.only, &r, &changed);
    *written += changed != 0;
    return e;
}

err desk_diary_take(struct desk *d, const struct diary_day_in *days, size_t n, size_t *written)
{
    struct link_opened o = {0};
    bool open = false;
    *written = 0;
    err e = desk_begin(d, VERB_ANSWER_DIARY, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, LINK_DIARY, &o);
    if (e == OK && wants_birth_date(&o))
        e = E_FORBIDDEN;
    if (e == OK)
        e = headache_open(d, &open);
    if (e == OK && !open)
        e = E_NOT_FOUND;
    if (e == OK && n == 0)
        e = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_record_nothing));
    if (e == OK && !day_rules(d, &o, days, n))
        e = E_INVALID;
    for (size_t i = 0; e == OK && i < n; i++)
        e = take_day(d, &days[i], rule_field(d, "days", i, "day"), written);
    return e != OK ? e : link_use(d->db, &d->who, d->who.link, d->now);
}
