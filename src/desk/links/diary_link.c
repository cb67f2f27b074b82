#include "desk/links/diary_link.h"

#include "desk/measures/measures_rules.h"

static err headache_open(struct desk *d, bool *open)
{
    struct concern_list all;
    struct concern_row c;
    err e = concern_list(d->db, d->a, &d->who, d->who.only, &all);
    *open = e == OK && headache_concern(&all, &c) == OK && !c.closed;
    return e;
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
    e = desk_link_front(d, &o, link_wants_birth(&o), &out->front);
    if (e != OK || out->front.confirm)
        return e;
    e = headache_open(d, &out->open);
    out->open = out->open && o.link.ratings;
    return e == OK && out->open ? link_days_shown(d, DAYS_ALL, &out->days, &out->n_days) : e;
}

err desk_diary_take(struct desk *d, const struct diary_day_in *days, size_t n, size_t *written)
{
    struct link_opened o = {0};
    bool open = false;
    *written = 0;
    err e = desk_begin(d, VERB_ANSWER_DIARY, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, LINK_DIARY, &o);
    if (e == OK && link_wants_birth(&o))
        e = E_FORBIDDEN;
    if (e == OK)
        e = headache_open(d, &open);
    if (e == OK && !(open && o.link.ratings))
        e = E_NOT_FOUND;
    if (e == OK && n == 0)
        e = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_record_nothing));
    if (e == OK && !link_days_rules(d, &o, days, n))
        e = E_INVALID;
    size_t corrected;
    if (e == OK)
        e = link_days_take(d, days, n, written, &corrected);
    return e != OK ? e : link_use(d->db, &d->who, d->who.link, d->now);
}
