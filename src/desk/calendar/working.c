#include "desk/calendar/working.h"

err working_read(struct desk *d, day from, day to, const account_id *only, struct working *out)
{
    *out = (struct working){0};
    err e = calendar_hours(d->db, d->a, &d->who, only, &out->week, &out->n_week);
    return e ? e : exception_between(d->db, d->a, &d->who, from, to, &out->exception, &out->n_exceptions);
}

static bool has_week(const struct working *w, account_id account)
{
    for (size_t i = 0; i < w->n_week; i++)
        if (w->week[i].account.v == account.v)
            return true;
    return false;
}

size_t working_day(const struct working *w, day on, account_id account, struct minutes *out)
{
    struct minutes week[WORKING_SPANS_MAX];
    struct hours_change change[WORKING_SPANS_MAX];
    size_t n_week = 0, n = 0;
    int64_t whose = has_week(w, account) ? account.v : 0;
    int weekday = day_weekday(on);
    for (size_t i = 0; i < w->n_week && n_week < WORKING_SPANS_MAX; i++)
        if (w->week[i].account.v == whose && w->week[i].weekday == weekday)
            week[n_week++] = (struct minutes){w->week[i].from_minute, w->week[i].to_minute};
    for (int own = 0; own <= 1; own++)
        for (size_t i = 0; i < w->n_exceptions && n < WORKING_SPANS_MAX; i++) {
            const struct exception *x = &w->exception[i];
            if (x->account.v == (own ? account.v : 0) && x->from.d <= on.d && on.d <= x->to.d)
                change[n++] = (struct hours_change){x->open, {x->from_minute, x->to_minute}};
        }
    return slots_hours(week, n_week, change, n, out, WORKING_SPANS_MAX);
}

bool working_holds(const struct working *w, day on, account_id account, int minute, int minutes)
{
    struct minutes open[WORKING_SPANS_MAX];
    size_t n = working_day(w, on, account, open);
    for (size_t i = 0; i < n; i++)
        if (open[i].from <= minute && minute + minutes <= open[i].to)
            return true;
    return false;
}
