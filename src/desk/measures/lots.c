#include "desk/measures/lots.h"

#include "clinic/stats/chance.h"
#include "store/care.h"
#include "store/response.h"

enum { DAILY = 1, WEEKLY = 7, SIDE_LEAST = 5 };

// Headache days are answered each day, one's own ratings each week; activities are rated when there is a visit.
static int32_t step_of(enum concern_kind kind)
{
    static const int32_t steps[CONCERN_KINDS] = {[CONCERN_PAIN] = WEEKLY, [CONCERN_HEADACHE] = DAILY, [CONCERN_STRESS] = WEEKLY, [CONCERN_SLEEP] = WEEKLY};
    CHECK((size_t)kind < CONCERN_KINDS);
    return steps[kind];
}

// chance_plan wants CHANCE_STARTS starts and five answers on each side of them.
static int weeks_least(int32_t step)
{
    int days = (CHANCE_STARTS + 2 * SIDE_LEAST - 2) * step;
    return (days + WEEKLY - 1) / WEEKLY;
}

static err begun(struct desk *d, const struct lot_shown *s, bool *out)
{
    struct held_list held;
    err e = sessions_held(d->db, d->a, &d->who, s->plan.client, &held);
    day made = zone_day(d->zone, s->plan.created);
    *out = s->concern.started;
    for (size_t i = 0; !e && i < held.n; i++) *out |= held.v[i].day.d >= made.d; // one before it was of another plan
    return e;
}

// What was drawn for other concerns of this kind, closed or not; of those that still run the one that runs longest.
static const struct lot_row *others_of(struct desk *d, struct lot_shown *s, const struct lot_list *all)
{
    struct lot_row *v = ARENA_ARRAY(d->a, all->n, struct lot_row);
    const struct lot_row *runs = NULL;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct lot_row *l = &all->v[i];
        if (l->kind != s->concern.kind || l->concern.v == s->concern.id.v) continue;
        if (l->until.d >= d->today.d && (!runs || l->until.d > runs->until.d)) runs = l;
        v[n++] = *l;
    }
    s->earlier = (struct lot_list){v, n};
    return runs;
}

static err look(struct desk *d, struct lot_shown *s)
{
    struct lot_list all;
    struct measure_setting set;
    bool late = false;
    err e = concern_get(d->db, d->a, &d->who, s->plan.concern, &s->concern);
    if (!e) e = lots_of_client(d->db, d->a, &d->who, s->plan.client, &all);
    if (!e) e = measure_setting_get(d->db, d->a, &d->who, &set);
    if (!e) e = begun(d, s, &late);
    if (e) return e;
    const struct lot_row *lot = lot_of(&all, s->concern.id);
    s->step = step_of(s->concern.kind);
    s->weeks_least = s->step ? weeks_least(s->step) : 0;
    const struct lot_row *runs = others_of(d, s, &all);
    if (lot || runs) s->lot = lot ? *lot : *runs;
    bool over = s->plan.state == PLAN_COMPLETED || s->plan.state == PLAN_STOPPED || s->concern.closed;
    s->why = lot ? LOT_DRAWN : !set.lot ? LOT_OFF : over ? LOT_OVER : !s->step ? LOT_NO_RHYTHM : late ? LOT_BEGUN : runs ? LOT_RUNS : LOT_MAY;
    return OK;
}

err desk_lot(struct desk *d, plan_id plan, struct lot_shown *out)
{
    *out = (struct lot_shown){0};
    err found = plan_get(d->db, d->a, &d->who, plan, &out->plan);
    err e = desk_begin(d, VERB_PLAN_SHOW, found ? 0 : out->plan.client.v);
    if (!e) e = found;
    return e ? e : look(d, out);
}

static err refused(struct desk *d, enum lot_why why)
{
    static const enum msg said[] = {[LOT_OFF] = MSG_lot_off, [LOT_DRAWN] = MSG_lot_drawn_already, [LOT_OVER] = MSG_plan_is_over, [LOT_BEGUN] = MSG_lot_begun, [LOT_RUNS] = MSG_lot_runs_already, [LOT_NO_RHYTHM] = MSG_lot_no_rhythm};
    return problem_add(d->problems, E_CONFLICT, S(""), SAY(said[why]));
}

static err rules(struct desk *d, const struct lot_in *in, const struct lot_shown *s)
{
    err e = OK;
    if (in->weeks < s->weeks_least || in->weeks > LOT_WEEKS_MOST)
        e = problem_add(d->problems, E_INVALID, S("weeks"), SAY2(MSG_error_range, "min", str_fmt(d->a, "%d", s->weeks_least), "max", str_fmt(d->a, "%d", LOT_WEEKS_MOST)));
    if (!in->consent) e = problem_add(d->problems, E_INVALID, S("consent"), SAY(MSG_lot_consent_missing));
    return e;
}

err desk_lot_draw(struct desk *d, const struct lot_in *in, struct lot_row *out)
{
    struct lot_shown s = {0};
    err found = plan_get(d->db, d->a, &d->who, in->plan, &s.plan);
    err e = desk_begin(d, VERB_LOT_DRAW, found ? 0 : s.plan.client.v);
    if (!e) e = found;
    if (!e) e = look(d, &s);
    if (!e && s.why != LOT_MAY) e = refused(d, s.why);
    if (!e) e = rules(d, in, &s);
    if (e) return e;
    int64_t seed = id_next(&d->ids, d->now);
    struct chance_plan plan = chance_plan(d->today.d, d->today.d + (int32_t)in->weeks * WEEKLY, s.step, (uint64_t)seed);
    CHECK(!plan.why && plan.causal);
    *out = (struct lot_row){.concern = s.concern.id, .plan = s.plan.id, .first = {plan.start[0]}, .last = {plan.start[plan.n - 1]}, .step = s.step,
        .until = {d->today.d + (int32_t)in->weeks * WEEKLY}, .seed = seed, .drawn = {plan.drawn}, .at = d->now, .account = d->who.account};
    return lot_insert(d->db, &d->who, s.plan.client, out);
}
