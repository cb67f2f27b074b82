#include "desk/safety/worse.h"

#include "base/utf8.h"
#include "clinic/safety/red_flags.h"
#include "desk/measures/measures_rules.h"
#include "desk/measures/progress.h"
#include "desk/measures/progress_scores.h"
#include "desk/safety/intake_part.h"

enum { LABEL_MAX = 120, ROOM = 1024 };

// What is kept of it is English (struct anew_in).
static str english(struct desk *d, struct say s)
{
    return message_say(d->a, LANG_EN, s);
}

static str day_words(struct desk *d, day on)
{
    struct civil c = day_civil(on);
    return english(d, SAY3(MSG_common_day, "day", str_fmt(d->a, "%d", c.day), "month", english(d, SAY(message_month(c.month))), "year", str_fmt(d->a, "%d", c.year)));
}

static err ask(struct desk *d, client_id client, const struct concern_row *c, enum anew_why why, str words)
{
    size_t n;
    const str *ids = screen_red_flags_of(d->a, screen_shipped(), c ? concern_kind_name(c->kind) : S(""), c ? c->sites.v : NULL, c ? c->sites.n : 0, &n);
    return desk_ask_anew(d, &(struct anew_in){client, ids, n, why, words});
}

// --- one series

struct course {
    const struct instrument *instrument;
    const struct point *v;      // oldest first
    size_t n;
    day start;
};

static bool below(const struct instrument *in, double x, double y)
{
    return in->higher_is_worse ? x > y : x < y;
}

// Cheap, and true of all that may have got worse: the newest is worse than the best before it.
static bool fell(const struct course *c)
{
    bool any = false;
    for (size_t i = 0; i + 1 < c->n; i++)
        any |= below(c->instrument, c->v[c->n - 1].value, c->v[i].value);
    return any;
}

static bool is_worse(struct desk *d, const struct course *c, struct change_result *out)
{
    *out = change_judge(d->a, &(struct change_input){.instrument = c->instrument, .points = c->v, .n = c->n, .start_known = true, .start = c->start,
        .today_known = true, .today = d->today, .place = S(""), .name = S(""), .measure = S(""), .latest = S("")});
    return out->class == CHANGE_WORSE && (out->reliable || !out->mdc95.known);
}

static bool same_value(double x, double y)
{
    return x >= y && x <= y;
}

// Is it worse now, and was it not when `gone` was not there, and `back` was (NULL: nothing)?
static bool became_worse(struct desk *d, const struct course *c, const struct point *gone, const struct point *back, struct change_result *now)
{
    struct change_result was;
    if (!fell(c) || !is_worse(d, c, now))
        return false;
    struct point *v = ARENA_ARRAY(d->a, c->n + 1, struct point);
    size_t n = 0;
    bool left = false;
    for (size_t i = 0; i < c->n; i++) {
        if (!left && c->v[i].day.d == gone->day.d && same_value(c->v[i].value, gone->value))
            left = true;
        else
            v[n++] = c->v[i];
    }
    if (back)
        v[n++] = *back;
    return !is_worse(d, &(struct course){c->instrument, v, n, c->start}, &was);
}

static str shown(struct desk *d, double v)
{
    struct buf b = buf_new(d->a, ROOM);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

static str got_worse(struct desk *d, str what, const struct change_result *c)
{
    size_t room = 0;
    uint32_t any;
    for (int i = 0; room < what.n && i < LABEL_MAX; i++)
        room += utf8_next(what, room, &any);
    return english(d, SAY3(MSG_safety_got_worse, "what", str_sub(what, 0, room), "from", shown(d, c->before.mean), "to", shown(d, c->now.mean)));
}

// --- ratings

static str rating_label(struct desk *d, const struct concern_row *c, const struct measure_row *m)
{
    static const enum msg words[CONCERN_KINDS] = {[CONCERN_PAIN] = MSG_safety_worse_pain, [CONCERN_STRESS] = MSG_safety_worse_stress, [CONCERN_SLEEP] = MSG_safety_worse_sleep};
    str what = english(d, SAY(str_eq(m->instrument, PSFS) || !words[c->kind] ? MSG_safety_worse_activities : words[c->kind]));
    return c->place.n ? str_fmt(d->a, "%.*s (%.*s)", SP(what), SP(c->place)) : what;
}

err worse_rating(struct desk *d, const struct concern_row *c, const struct measure_row *now, const struct measure_row *before)
{
    struct concern_row own;
    struct point_list points;
    enum recall recall;
    bool told;
    const struct instrument *in = instrument_of(now->instrument, recall_name(now->recall));
    if (!in || in->neither || (in->higher_is_worse ? now->value <= in->lo : now->value >= in->hi))
        return OK;
    err e = c ? OK : concern_get(d->db, d->a, &d->who, now->concern, &own);
    if (e)
        return e;
    c = c ? c : &own;
    if (!c->started || c->start.d > now->day.d)
        return OK;
    e = measure_points(d->db, d->a, &d->who, now->client, (struct series_key){now->concern, now->instrument, now->set}, &points, &recall, &told);
    if (e)
        return e;
    struct change_result r;
    struct course all = {in, points.v, points.n, c->start};
    struct point gone = {.day = now->day, .value = now->value}, back = {.day = before ? before->day : (day){0}, .value = before ? before->value : 0};
    if (!became_worse(d, &all, &gone, before ? &back : NULL, &r))
        return OK;
    return ask(d, now->client, c, ANEW_WORSE, got_worse(d, rating_label(d, c, now), &r));
}

// --- filled-in instruments

// What is about the person as a whole has its baseline before the first start that still holds.
static err start_of(struct desk *d, const struct response_row *r, struct concern_row *c, opt_day *start)
{
    struct concern_list all;
    *start = (opt_day){0};
    if (r->concern.v) {
        err e = concern_get(d->db, d->a, &d->who, r->concern, c);
        if (!e && c->started)
            *start = (opt_day){true, c->start};
        return e;
    }
    err e = concern_list(d->db, d->a, &d->who, r->client, &all);
    for (size_t i = 0; !e && i < all.n; i++)
        if (all.v[i].started && !all.v[i].closed && (!start->known || all.v[i].start.d < start->day.d))
            *start = (opt_day){true, all.v[i].start};
    return e;
}

err worse_response(struct desk *d, const struct response_row *r)
{
    struct concern_row c = {0};
    struct score_series_list all;
    opt_day start;
    err e = start_of(d, r, &c, &start);
    if (e || !start.known || start.day.d > r->day.d)
        return e;
    e = progress_scores(d, r->client, &all);
    for (size_t i = 0; !e && i < all.n; i++) {
        const struct score_series *s = &all.v[i];
        struct change_result now;
        struct course course = {s->instrument, s->points.v, s->points.n, start.day};
        if (s->latest.v != r->id.v || s->concern.v != r->concern.v || s->instrument->neither || !course.n)
            continue;
        if (became_worse(d, &course, &course.v[course.n - 1], NULL, &now))
            e = ask(d, r->client, c.id.v ? &c : NULL, ANEW_WORSE, got_worse(d, s->label, &now));
    }
    return e;
}

// --- the diary

static err days_now(struct desk *d, client_id client, const struct diary_course *x, struct point_list *out)
{
    bool told;
    err e = diary_points(d->db, d->a, &d->who, client, out, &told);
    if (!e)
        *out = progress_days_of(&x->all, x->c, *out);
    return e;
}

err worse_diary_begin(struct desk *d, client_id client, struct diary_course *x)
{
    *x = (struct diary_course){0};
    err e = concern_list(d->db, d->a, &d->who, client, &x->all);
    for (size_t i = 0; !e && i < x->all.n; i++) {
        const struct concern_row *c = &x->all.v[i];
        if (c->kind == CONCERN_HEADACHE && c->started && !c->closed && c->start.d <= d->today.d)
            x->c = c;
    }
    return e || !x->c ? e : days_now(d, client, x, &x->before);
}

err worse_diary(struct desk *d, client_id client, const struct diary_course *x)
{
    struct point_list now;
    struct change_result r, was;
    const struct instrument *in = instrument_of(HEADACHE_DAY, S(""));
    err e = x->c ? days_now(d, client, x, &now) : OK;
    if (e || !x->c)
        return e;
    if (!is_worse(d, &(struct course){in, now.v, now.n, x->c->start}, &r) || is_worse(d, &(struct course){in, x->before.v, x->before.n, x->c->start}, &was))
        return OK;
    return ask(d, client, x->c, ANEW_WORSE, got_worse(d, english(d, SAY(MSG_safety_worse_headache)), &r));
}

// --- adverse events

err worse_event(struct desk *d, const struct adverse_row *r)
{
    struct sites sites = {0};
    size_t n;
    if (r->sites.n && !sites_of_json(d->a, r->sites, &sites))
        return E_DB_CORRUPT;
    static const enum msg words[] = {[SEVERITY_MODERATE] = MSG_safety_event_moderate, [SEVERITY_SEVERE] = MSG_safety_event_severe};
    str kind = r->what == ADVERSE_HEADACHE ? concern_kind_name(CONCERN_HEADACHE) : S("");
    const str *ids = screen_red_flags_of(d->a, screen_shipped(), kind, sites.v, sites.n, &n);
    CHECK(r->severity == SEVERITY_MODERATE || r->severity == SEVERITY_SEVERE);
    return desk_ask_anew(d, &(struct anew_in){r->client, ids, n, ANEW_EVENT, english(d, SAY1(words[r->severity], "day", day_words(d, r->day)))});
}
