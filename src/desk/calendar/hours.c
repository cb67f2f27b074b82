#include "desk/calendar/hours.h"

#include "desk/calendar/calendar_rules.h"
#include "desk/rules.h"
#include "desk/calendar/working.h"

enum { YEARS_DAYS = 3 * 366, LOOK_DAYS = 732 + 1, NOTE_MAX = 80, TAX_NUMBER_MAX = 60, TAX_NAME_MAX = 20 };

err desk_hours_show(struct desk *d, struct hours_shown *out)
{
    *out = (struct hours_shown){0};
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    if (!e)
        e = calendar_hours(d->db, d->a, &d->who, NULL, &out->week, &out->n_week);
    if (!e)
        e = exception_between(d->db, d->a, &d->who, d->today, (day){INT32_MAX}, &out->exceptions, &out->n_exceptions);
    if (!e)
        e = calendar_therapists(d, &out->therapists, &out->n_therapists);
    if (!e)
        e = practice_calendar_get(d->db, d->a, &d->who, &out->calendar);
    out->version = out->calendar.version;
    return e;
}

// ---- which appointments a change touches

struct touching {
    struct working before;
    struct appointment_list all;        // of whom it may concern, from now on
};

static err touching_begin(struct desk *d, account_id account, struct touching *t)
{
    instant until = {d->now.us + LOOK_DAYS * DAY_US};
    err e = working_read(d, d->today, (day){d->today.d + LOOK_DAYS}, NULL, &t->before);
    return e ? e : appointment_between(d->db, d->a, &d->who, d->now, until, account, &t->all);
}

static err touching_end(struct desk *d, const struct touching *t, struct appointment_list *out)
{
    struct working after;
    err e = working_read(d, d->today, (day){d->today.d + LOOK_DAYS}, NULL, &after);
    if (e)
        return e;
    struct appointment *v = ARENA_ARRAY(d->a, t->all.n, struct appointment);
    size_t n = 0;
    for (size_t i = 0; i < t->all.n; i++) {
        const struct appointment *p = &t->all.v[i];
        if (p->state != STATE_BOOKED && p->state != STATE_ARRIVED)
            continue;
        if (working_holds(&t->before, p->day, p->therapist, p->minute, p->minutes) &&
            !working_holds(&after, p->day, p->therapist, p->minute, p->minutes))
            v[n++] = *p;
    }
    *out = (struct appointment_list){v, n};
    return OK;
}

// ---- the practice's row says whether somebody else was here

static err practice_begin(struct desk *d, int64_t version, struct practice_calendar *p)
{
    err e = practice_calendar_get(d->db, d->a, &d->who, p);
    return !e && p->version != version ? rule_conflict(d) : e;
}

static err practice_end(struct desk *d, const struct practice_calendar *p)
{
    err e = practice_calendar_set(d->db, &d->who, p);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

// ---- the week

static bool works_here(struct desk *d, account_id account, err *e)
{
    const struct member *v;
    size_t n;
    *e = calendar_therapists(d, &v, &n);
    for (size_t i = 0; i < n && !*e; i++)
        if (v[i].account.v == account.v)
            return true;
    return false;
}

static bool span_right(struct desk *d, const struct hours_in *in, size_t i)
{
    const struct week_span *s = &in->span[i];
    str field = str_fmt(d->a, "span[%zu]", i);
    enum msg why = MSG_none;
    if (s->weekday < 1 || s->weekday > 7 || s->from_minute < 0 || s->from_minute >= 1440 || s->to_minute > 1440)
        why = MSG_error_time;
    else if (s->to_minute <= s->from_minute)
        why = MSG_error_time_order;
    for (size_t k = 0; k < i && why == MSG_none; k++)
        if (in->span[k].weekday == s->weekday && in->span[k].from_minute < s->to_minute && s->from_minute < in->span[k].to_minute)
            why = MSG_people_hours_overlap;
    if (why != MSG_none)
        problem_add(d->problems, E_INVALID, field, SAY(why));
    return why == MSG_none;
}

err desk_hours_set(struct desk *d, const struct hours_in *in, struct appointment_list *touched)
{
    CHECK(in->n <= HOURS_SPANS_MAX);
    *touched = (struct appointment_list){0};
    struct practice_calendar p;
    struct touching t;
    err e = desk_begin(d, VERB_HOURS_CHANGE, in->account.v);
    if (!e)
        e = practice_begin(d, in->version, &p);
    if (!e && !works_here(d, in->account, &e) && !e)
        e = E_NOT_FOUND;
    if (e)
        return e;
    bool good = true;
    for (size_t i = 0; i < in->n; i++)
        good &= span_right(d, in, i);
    if (!good)
        return E_INVALID;
    e = touching_begin(d, in->account, &t);
    if (!e)
        e = hours_replace(d->db, &d->who, in->account, in->span, in->n);
    if (!e)
        e = practice_end(d, &p);
    return e ? e : touching_end(d, &t, touched);
}

err desk_opening_set(struct desk *d, const struct setup_hours_input *in, struct appointment_list *touched)
{
    *touched = (struct appointment_list){0};
    struct touching t;
    err e = touching_begin(d, (account_id){0}, &t);
    if (!e)
        e = desk_setup_hours(d, in);
    return e ? e : touching_end(d, &t, touched);
}

// ---- exceptions

static bool exception_right(struct desk *d, const struct exception_in *in, day to)
{
    bool good = rule_line(d, S("note"), in->note, 0, NOTE_MAX, ONE_LINE);
    struct say why = SAY(MSG_none);
    const char *field = "from";
    if (!in->from.known) {
        why = SAY(MSG_error_required);
    } else if (to.d < in->from.day.d) {
        field = "to";
        why = SAY1(MSG_error_day_before, "min", day_str(d->a, in->from.day));
    } else if (to.d < d->today.d) {
        field = in->to.known ? "to" : "from";
        why = SAY(MSG_error_day_past);
    } else if (to.d > d->today.d + YEARS_DAYS) {
        field = in->to.known ? "to" : "from";
        why = SAY1(MSG_error_day_after, "max", day_str(d->a, (day){d->today.d + YEARS_DAYS}));
    }
    if (why.key != MSG_none) {
        problem_add(d->problems, E_INVALID, str_of(field), why);
        good = false;
    }
    bool whole = in->from_minute == 0 && in->to_minute == 0;
    if (!whole && (in->from_minute < 0 || in->to_minute > 1440 || in->to_minute <= in->from_minute)) {
        problem_add(d->problems, E_INVALID, S("time"), SAY(MSG_error_time_order));
        good = false;
    }
    return good;
}

static struct exception exception_of(struct desk *d, const struct exception_in *in)
{
    return (struct exception){.id = {id_next(&d->ids, d->now)},
        .account = in->account,
        .from = in->from.day,
        .to = in->to.known ? in->to.day : in->from.day,
        .open = in->open,
        .from_minute = in->from_minute,
        .to_minute = in->to_minute ? in->to_minute : 1440,
        .note = in->note};
}

err desk_exception_add(struct desk *d, const struct exception_in *in, exception_id *id, struct appointment_list *touched)
{
    *touched = (struct appointment_list){0};
    day to = in->to.known ? in->to.day : in->from.day;
    struct touching t;
    err e = desk_begin(d, VERB_HOURS_CHANGE, in->account.v);
    if (!e && in->account.v && !works_here(d, in->account, &e) && !e)
        e = problem_add(d->problems, E_INVALID, S("account"), SAY(MSG_calendar_therapist_unknown));
    if (!e && !exception_right(d, in, to))
        e = E_INVALID;
    if (!e)
        e = touching_begin(d, in->account, &t);
    if (e)
        return e;
    struct exception x = exception_of(d, in);
    *id = x.id;
    e = exception_insert(d->db, &d->who, &x, d->now);
    return e ? e : touching_end(d, &t, touched);
}

// What the rules said of one of a list is said with its place in it.
static bool listed_right(struct desk *d, const struct exception_in *in, size_t i)
{
    struct problems all = *d->problems;
    *d->problems = (struct problems){.a = all.a};
    bool good = exception_right(d, &in[i], in[i].to.known ? in[i].to.day : in[i].from.day);
    const struct problem *mine = d->problems->first;
    *d->problems = all;
    for (; mine; mine = mine->next)
        problem_add(d->problems, E_INVALID, str_fmt(d->a, "list[%zu].%.*s", i, SP(mine->field)), mine->say);
    return good;
}

static bool entered(const struct exception *v, size_t n, const struct exception *x)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].account.v == x->account.v && v[i].from.d == x->from.d && v[i].to.d == x->to.d && v[i].open == x->open &&
            v[i].from_minute == x->from_minute && v[i].to_minute == x->to_minute)
            return true;
    return false;
}

err desk_exceptions_add(struct desk *d, const struct exception_in *in, size_t n, size_t *added, struct appointment_list *touched)
{
    CHECK(n <= DAYS_LIST_MAX);
    *touched = (struct appointment_list){0};
    *added = 0;
    struct touching t;
    const struct exception *now;
    size_t n_now;
    err e = desk_begin(d, VERB_HOURS_CHANGE, 0);
    bool good = true;
    for (size_t i = 0; i < n && !e; i++)
        good &= listed_right(d, in, i);
    if (!e && !good)
        e = E_INVALID;
    if (!e)
        e = exception_between(d->db, d->a, &d->who, d->today, (day){INT32_MAX}, &now, &n_now);
    if (!e)
        e = touching_begin(d, (account_id){0}, &t);
    if (e)
        return e;
    struct exception *fresh = ARENA_ARRAY(d->a, n, struct exception);
    for (size_t i = 0; i < n && !e; i++) {
        struct exception x = exception_of(d, &in[i]);
        if (entered(now, n_now, &x) || entered(fresh, *added, &x))
            continue;
        fresh[(*added)++] = x;
        e = exception_insert(d->db, &d->who, &x, d->now);
    }
    return e ? e : touching_end(d, &t, touched);
}

err desk_exception_delete(struct desk *d, exception_id id, struct appointment_list *touched)
{
    *touched = (struct appointment_list){0};
    struct touching t;
    err e = desk_begin(d, VERB_HOURS_CHANGE, id.v);
    if (!e)
        e = touching_begin(d, (account_id){0}, &t);
    if (!e)
        e = exception_delete(d->db, &d->who, id);
    return e ? e : touching_end(d, &t, touched);
}

// ---- grid and tax

err desk_calendar_set(struct desk *d, const struct calendar_in *in)
{
    static const int grids[] = {5, 10, 15, 20, 30, 60};
    struct practice_calendar p;
    err e = desk_begin(d, VERB_HOURS_CHANGE, 0);
    if (!e)
        e = practice_begin(d, in->version, &p);
    if (e)
        return e;
    bool good = false;
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        good |= grids[i] == in->slot_minutes;
    if (!good)
        problem_add(d->problems, E_INVALID, S("slot_minutes"), SAY(MSG_calendar_grid));
    good &= calendar_rule_range(d, "late_hours", (opt_int){true, in->late_hours}, 0, LATE_HOURS_MAX);
    good &= rule_line(d, S("tax_number"), in->tax_number, 0, TAX_NUMBER_MAX, ONE_LINE);
    good &= rule_line(d, S("tax_name"), in->tax_name, 0, TAX_NAME_MAX, ONE_LINE);
    if (!good)
        return E_INVALID;
    p.slot_minutes = in->slot_minutes;
    p.late_hours = in->late_hours;
    p.tax_number = in->tax_number;
    p.tax_name = in->tax_name;
    return practice_end(d, &p);
}
