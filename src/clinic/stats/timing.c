#include "clinic/stats/timing.h"

#include <math.h>

#include "base/err.h"

#define CHANCE 0.05
static const double fixed_rho[TIMING_FIXED] = {0, 0.2, 0.4};

str timing_kind_name(enum timing_kind k)
{
    static const str names[] = {S_INIT("number"), S_INIT("binary"), S_INIT("count")};
    CHECK((size_t)k < sizeof names / sizeof *names);
    return names[k];
}

str timing_verdict_name(enum timing_verdict v)
{
    static const str names[] = {S_INIT("too-few-points"), S_INIT("not-computable"), S_INIT("no-change-shown"), S_INIT("better-at-start"), S_INIT("worse-at-start"),
        S_INIT("mixed-at-start"), S_INIT("better-randomised")};
    CHECK((size_t)v < sizeof names / sizeof *names);
    return names[v];
}

static void reason(struct timing *t, const char *of, const char *why)
{
    CHECK(t->n_reasons < TIMING_REASONS);
    t->of[t->n_reasons] = of;
    t->reason[t->n_reasons++] = why;
}

static void measure_overlap(arena *m, struct timing *t, const struct spot *s, size_t n, bool low)
{
    double *y[2], *day[2];
    size_t k[2] = {0};
    for (int side = 0; side < 2; side++) {
        y[side] = ARENA_ARRAY(m, n, double);
        day[side] = ARENA_ARRAY(m, n, double);
    }
    for (size_t i = 0; i < n; i++) {
        int side = s[i].treated;
        y[side][k[side]] = s[i].y;
        day[side][k[side]++] = s[i].day;
    }
    t->n[0] = k[0];
    t->n[1] = k[1];
    t->overlap = overlap_of(m, y[0], day[0], k[0], y[1], day[1], k[1], low);
}

static struct figure effective(size_t n, struct figure rho)
{
    if (!rho.known) return rho;
    return figure_of((double)n * (1 - rho.v) / (1 + fmax(rho.v, -AR1_MOST)));
}

// What each way of judging says: p that nothing changes, the change of level, and where it has led by the last day.
struct way {
    double p, level, later;
};
enum { WAYS = 1 + TIMING_FIXED };

static size_t fit_number(arena *m, struct timing *t, const struct spot *s, size_t n, const struct timing_want *want, struct way *way)
{
    const struct ar1 *x = ar1_make(m, s, n, &want->design, &t->why);
    size_t ways = 0;
    if (!x) return 0;
    struct ar1_fit f = ar1_reml(x);
    if ((t->why = f.why)) return 0;
    t->level = f.level;
    t->slope = f.slope;
    t->line = f.line;
    t->rho = figure_of(f.rho);
    t->sigma = figure_of(f.sigma);
    way[ways++] = (struct way){f.joint, f.level.estimate, f.later};
    if (f.at_bound) reason(t, "rho", "it is as far from 0 as it is looked for, 0.99");
    for (int k = 0; k < TIMING_FIXED; k++) {
        t->fixed[k] = ar1_at(x, fixed_rho[k]);
        if (!t->fixed[k].why) way[ways++] = (struct way){t->fixed[k].joint, t->fixed[k].level.estimate, t->fixed[k].later};
    }
    if (want->mcid_known && t->n[0] >= TIMING_LEAST && t->n[1] >= TIMING_LEAST) t->belief = ar1_belief_of(x, want->mcid, want->low);
    return ways;
}

static size_t fit_events(arena *m, struct timing *t, const struct spot *s, size_t n, const struct timing_want *want, struct way *way)
{
    struct glm_fit f = glm_fit_of(m, s, n, &want->design, want->kind == TIMING_COUNT ? GLM_POISSON : GLM_LOGISTIC);
    if ((t->why = f.why)) return 0;
    t->level = f.level;
    t->slope = f.slope;
    t->line = f.line;
    t->level_plain = f.level_plain;
    t->slope_plain = f.slope_plain;
    t->rho = figure_of(f.rho);
    t->dispersion = want->kind == TIMING_COUNT ? figure_of(f.dispersion) : figure_none("a yes or no has none of its own");
    t->lags = f.lags;
    t->rhythm = f.rhythm;
    way[0] = (struct way){f.joint, f.level.estimate, f.later};
    way[1] = (struct way){f.joint_plain, f.level_plain.estimate, f.later};
    return 2;
}

static void judge_chance(arena *m, struct timing *t, const struct spot *s, size_t n, const struct timing_want *want)
{
    if (want->blocks) t->chance = chance_blocks(m, s, n, want->design.start, want->blocks, want->low, want->seed);
    else if (want->starts_known) t->chance = chance_start(s, n, want->design.start, want->first, want->last, want->step, want->low);
    else t->chance.why = "nobody said that the start was drawn";
}

// *unclear: why the model shows none, where it does.
static enum timing_verdict verdict_of_ways(const struct way *way, size_t ways, bool low, const char **unclear)
{
    size_t clear = 0;
    for (size_t k = 0; k < ways; k++) clear += way[k].p <= CHANCE;
    if (clear < ways) {
        *unclear = clear ? "a change shows only under some of the assumptions about how days are related" : "no change of level or slope can be told from its ups and downs";
        return TIMING_NONE_SHOWN;
    }
    bool at_once_better = (way[0].level < 0) == low, later_better = (way[0].later < 0) == low;
    if (at_once_better != later_better) return TIMING_MIXED;
    return at_once_better ? TIMING_BETTER : TIMING_WORSE;
}

// Of yes and no the rarer one, of counts the events: too few of them for what is fitted?
static bool few_events(const struct spot *s, size_t n, const struct timing_want *want)
{
    double events = 0, fitted = (want->design.no_slope ? 2 : 3) + 2 * want->design.harmonics;
    if (want->kind == TIMING_NUMBER) return false;
    for (size_t i = 0; i < n; i++) events += s[i].y;
    if (want->kind == TIMING_BINARY) events = fmin(events, (double)n - events);
    return events < TIMING_EVENTS * fitted;
}

static void judge(struct timing *t, const struct spot *s, size_t n, const struct way *way, size_t ways, const struct timing_want *want)
{
    bool few = t->n[0] < TIMING_LEAST || t->n[1] < TIMING_LEAST;
    if (few) {
        t->verdict = TIMING_TOO_FEW;
        reason(t, NULL, "fewer than 5 values before the start, or fewer than 5 since: look at the chart, nothing can be said");
        return;
    }
    if (few_events(s, n, want)) {
        t->verdict = TIMING_TOO_FEW;
        reason(t, NULL, "fewer than 5 of the rarer answer, or 5 events, for each line that is fitted: look at the chart, nothing can be said");
        return;
    }
    const char *unclear = NULL;
    t->verdict = ways ? verdict_of_ways(way, ways, want->low, &unclear) : TIMING_NOT_COMPUTABLE;
    bool drawn = !t->chance.why;
    t->by_lot = drawn && t->chance.ways >= CHANCE_STARTS && t->chance.p <= CHANCE;
    if (t->by_lot && t->verdict != TIMING_WORSE && t->verdict != TIMING_MIXED) t->verdict = TIMING_CAUSED;
    if (t->verdict == TIMING_CAUSED) reason(t, NULL, "the timing was drawn, and few of the other ways in which it could have fallen look as good");
    else if (t->verdict == TIMING_BETTER || t->verdict == TIMING_WORSE || t->verdict == TIMING_MIXED)
        reason(t, NULL, t->by_lot ? "by the drawn timing the mean is better, but beside the line before the start it is not" : drawn ? "the drawn timing does not show a cause" : "it changed when treatment began; other causes of that time cannot be told apart without a randomised start");
    // what the model says is the verdict's reason only where the verdict rests on the model
    if (unclear) reason(t, t->verdict == TIMING_CAUSED ? "level, slope" : NULL, unclear);
    if (t->n[0] < TIMING_PREFERRED || t->n[1] < TIMING_PREFERRED) reason(t, NULL, "fewer than 8 values before the start, or fewer than 8 since: read it with caution");
}

static void reasons_of_figures(struct timing *t, const struct timing_want *want)
{
    const struct overlap *o = &t->overlap;
    if (t->why) reason(t, "level", t->why);
    if (!t->slope.known)
        reason(t, "slope", t->why ? t->why : want->blocks ? "blocks that alternate have no slope of their own" : want->design.no_slope ? "it was not asked for" : "the values do not determine it");
    if (!t->rho.known) reason(t, "rho", t->rho.why);
    if (!o->nap.known) reason(t, "nap, tau, tau_u, tau_bc, pnd, pand, ird, pem", o->nap.why);
    else if (!o->tau_bc.known) reason(t, "tau_bc", o->tau_bc.why);
    if (want->mcid_known && t->belief.why) reason(t, "bayes", t->belief.why);
    if ((want->blocks || want->starts_known) && t->chance.why) reason(t, "randomisation", t->chance.why);
    if (!t->chance.why && t->chance.ways < CHANCE_STARTS) reason(t, "randomisation", "fewer than 20 ways in which it could have been drawn: p of 0.05 cannot be reached");
}

struct timing timing_of(arena *m, const struct spot *s, size_t n, const struct timing_want *want)
{
    struct timing t = {.belief.why = want->mcid_known ? want->kind == TIMING_NUMBER ? "5 values before the start and 5 since are the least for it" : "it is for numbers only" : "no MCID is given"};
    struct way way[WAYS];
    struct timing_want w = *want;
    if (w.blocks) w.design.no_slope = true;
    measure_overlap(m, &t, s, n, w.low);
    if (w.blocks && t.overlap.tau_bc.known) t.overlap.tau_bc = figure_none("blocks that alternate have no one baseline");
    size_t ways = w.kind == TIMING_NUMBER ? fit_number(m, &t, s, n, &w, way) : fit_events(m, &t, s, n, &w, way);
    if (t.why) t.rho = t.sigma = figure_none(t.why);
    if (t.why && t.belief.why && w.kind == TIMING_NUMBER && w.mcid_known && t.n[0] >= TIMING_LEAST && t.n[1] >= TIMING_LEAST) t.belief.why = t.why;
    t.n_eff = effective(n, t.rho);
    judge_chance(m, &t, s, n, &w);
    judge(&t, s, n, way, ways, &w);
    reasons_of_figures(&t, &w);
    return t;
}
