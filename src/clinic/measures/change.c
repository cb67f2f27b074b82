#include "clinic/measures/change.h"

#include <math.h>
#include <string.h>

#include "base/err.h"
#include "clinic/measures/change_stats.h"
#include "clinic/measures/change_words.h"
#include "clinic/measures/series.h"
#include "clinic/stats/exact.h"
#include "clinic/stats/reliable.h"

enum {
    BEFORE_DAYS = 180,  // answers older than this before the start are no baseline
    NOW_DAYS = 28,      // what counts as now: this many days up to the latest answer
    NOW_RATINGS = 5,    // … and of ratings at most the latest so many
    POINTS_FOR_TIMING = 5,  // on each side, for anything but a look at the chart (WWC)
    DIARY_BEFORE_MIN = 7,   // fewer days before say nothing about 28
    DIARY_NOW_MIN = 14,     // half of 28
    GAP_DAYS = 28,
    RHO_WINDOW = 20         // latest ratings that the autocorrelation is estimated from
};
#define TREND_CLEAR 0.5
#define COVERAGE_LOW 0.8
#define NEARLY 1e-9 // a mean that is 4 in arithmetic may be 3.9999999999999996 here

struct work {
    const struct change_input *in;
    const struct instrument *ins;
    struct change_result c;
    const struct point *before, *after, *now;   // now lies within after
    size_t n_before, n_after, n_now;
};

static struct step *step(struct change_result *c, const char *rule, const char *source) {
    CHECK(c->n_steps < CHANGE_STEPS);
    struct step *s = &c->step[c->n_steps++];
    s->rule = rule;
    s->source = source;
    return s;
}

static void number(struct step *s, const char *name, double v) {
    size_t i = 0;
    while (i < STEP_NUMBERS && s->number[i].name)
        i++;
    CHECK(i < STEP_NUMBERS);
    s->number[i].name = name;
    s->number[i].v = v;
}

// One point a day: a day given twice counts as a headache day when either says so.
static size_t one_a_day(struct work *w, struct point *p, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && p[kept - 1].day.d == p[i].day.d) {
            if (p[kept - 1].value != p[i].value)
                w->c.flags |= FLAG_MIXED_DAY;
            p[kept - 1].value = fmax(p[kept - 1].value, p[i].value);
        } else {
            p[kept++] = p[i];
        }
    }
    return kept;
}

// Points with day in [from, to], of a sorted list.
static const struct point *within(const struct point *p, size_t n, int64_t from, int64_t to, size_t *count) {
    size_t i = 0;
    while (i < n && p[i].day.d < from)
        i++;
    size_t j = i;
    while (j < n && p[j].day.d <= to)
        j++;
    *count = j - i;
    return p + i;
}

static void split(struct work *w, const struct point *p, size_t n) {
    const struct instrument *ins = w->ins;
    int64_t start = w->in->start.d, far = INT32_MAX;
    if (!w->in->start_known) {
        w->after = p;
        w->n_after = n;
    } else {
        int64_t last_before = ins->start_day_is_before ? start : start - 1;
        // An answer that looks back over days before the start says nothing about the time since.
        int64_t first_after = ins->recall_days > 0 ? start + ins->recall_days : last_before + 1;
        w->before = within(p, n, start - BEFORE_DAYS, last_before, &w->n_before);
        w->after = within(p, n, first_after, far, &w->n_after);
        size_t mixed;
        (void)within(p, n, last_before + 1, first_after - 1, &mixed);
        if (mixed > 0)
            number(step(&w->c, "set-aside", "Answers whose recall reaches back before the start count on neither side"), "n", (double)mixed);
    }
    if (w->n_after == 0)
        return;
    int64_t last = w->after[w->n_after - 1].day.d;
    w->now = within(w->after, w->n_after, last - NOW_DAYS + 1, far, &w->n_now);
    if (ins->kind != INSTRUMENT_DAY && w->in->window > 0) {
        w->n_now = w->n_after < w->in->window ? w->n_after : w->in->window;
        w->now = w->after + (w->n_after - w->n_now);
    } else if (ins->kind != INSTRUMENT_DAY && w->n_now > NOW_RATINGS) {
        w->now += w->n_now - NOW_RATINGS;
        w->n_now = NOW_RATINGS;
    }
}

static struct phase phase_rating(const struct point *p, size_t n, size_t all, double rho) {
    struct phase ph = {.n = n, .all = all, .lo = 1, .hi = 0};
    if (n == 0)
        return ph;
    struct moments m = stats_moments(p, n);
    ph.first = p[0].day;
    ph.last = p[n - 1].day;
    ph.mean = m.mean;
    ph.sd = m.sd;
    ph.n_eff = stats_effective((double)n, rho);
    ph.coverage = 1;
    if (n >= POINTS_FOR_TIMING && ph.n_eff >= 2) {
        double half = t_quantile_975(ph.n_eff - 1) * m.sd / sqrt(ph.n_eff);
        ph.lo = m.mean - half;
        ph.hi = m.mean + half;
    }
    return ph;
}

static struct phase phase_diary(const struct point *p, size_t n, size_t all, double rho, int64_t window_first) {
    struct phase ph = {.n = n, .all = all, .lo = 1, .hi = 0};
    if (n == 0)
        return ph;
    for (size_t i = 0; i < n; i++)
        ph.hits += p[i].value > 0;
    double share = (double)ph.hits / (double)n;
    ph.first = p[0].day;
    ph.last = p[n - 1].day;
    ph.mean = DAYS_PER * share;
    ph.n_eff = stats_effective((double)n, rho);
    ph.coverage = (double)n / (double)(ph.last.d - window_first + 1);
    change_share_interval(share * ph.n_eff, ph.n_eff, &ph.lo, &ph.hi);
    ph.lo *= DAYS_PER;
    ph.hi *= DAYS_PER;
    return ph;
}

static void measure_rho(struct work *w) {
    bool daily = w->ins->kind == INSTRUMENT_DAY, assumed;
    struct lag lag = {0};
    size_t latest = daily ? w->n_after : w->n_after < RHO_WINDOW ? w->n_after : RHO_WINDOW;
    if (w->n_before > 0)
        stats_lag(&lag, w->before, w->n_before, daily);
    if (latest > 0)
        stats_lag(&lag, w->after + (w->n_after - latest), latest, daily);
    w->c.rho = stats_rho(&lag, &assumed);
    struct step *s = step(&w->c, assumed ? "autocorrelation-assumed" : "autocorrelation",
                          "Lag-1 within phases, 0 to 0.9; effective number n (1 - rho) / (1 + rho)");
    number(s, "rho", w->c.rho);
    number(s, "answers", (double)lag.n);
    number(s, "pairs", (double)lag.pairs);
}

static void measure_phases(struct work *w) {
    struct change_result *c = &w->c;
    if (w->ins->kind == INSTRUMENT_DAY) {
        int64_t last = w->n_now > 0 ? w->now[w->n_now - 1].day.d : 0, first = last - NOW_DAYS + 1;
        if (w->n_now > 0 && w->in->start_known && first < w->in->start.d)
            first = w->in->start.d;
        else if (w->n_now > 0 && !w->in->start_known && first < w->after[0].day.d)
            first = w->after[0].day.d;
        c->before = phase_diary(w->before, w->n_before, w->n_before, c->rho, w->n_before > 0 ? w->before[0].day.d : 0);
        c->now = phase_diary(w->now, w->n_now, w->n_after, c->rho, first);
    } else {
        c->before = phase_rating(w->before, w->n_before, w->n_before, c->rho);
        c->now = phase_rating(w->now, w->n_now, w->n_after, c->rho);
    }
    struct step *s = step(c, "before", "Answers from before the start of treatment, at most 180 days back");
    number(s, "n", (double)c->before.n);
    number(s, "mean", c->before.mean);
    number(s, "n_eff", c->before.n_eff);
    s = step(c, "now", w->ins->kind == INSTRUMENT_DAY ? "The 28 days up to the latest diary day"
                : w->in->window > 0 ? "The latest ratings, as many as were asked for" : "The latest five ratings of the 28 days up to the latest one");
    number(s, "n", (double)c->now.n);
    number(s, "mean", c->now.mean);
    number(s, "n_eff", c->now.n_eff);
    number(s, "of", (double)c->now.all);
}

// What is asked once a month has none between two months that follow each other.
static bool has_stretch(const struct instrument *ins, const struct point *p, size_t n) {
    int most = ins->interval_days * 2 > GAP_DAYS ? ins->interval_days * 2 : GAP_DAYS;
    for (size_t i = 1; i < n; i++)
        if ((int64_t)p[i].day.d - p[i - 1].day.d > most)
            return true;
    return false;
}

static void flag_what_is_missing(struct work *w) {
    struct change_result *c = &w->c;
    if (!w->in->start_known)
        c->flags |= FLAG_NO_START;
    else if (c->before.n == 0)
        c->flags |= FLAG_NO_BASELINE;
    if (c->now.n == 0)
        c->flags |= FLAG_NO_AFTER;
    if (c->before.all < POINTS_FOR_TIMING || c->now.all < POINTS_FOR_TIMING)
        c->flags |= FLAG_FEW_POINTS;
    if (w->in->start_known && c->before.n > 0 && (int64_t)w->in->start.d - c->before.last.d > GAP_DAYS)
        c->flags |= FLAG_OLD_BASELINE;
    if (w->in->today_known && w->n_after > 0 && (int64_t)w->in->today.d - w->after[w->n_after - 1].day.d > GAP_DAYS)
        c->flags |= FLAG_STALE;
    if (w->ins->kind == INSTRUMENT_DAY) {
        if (c->before.n > 0 && w->ins->baseline_days.known && (double)c->before.n < w->ins->baseline_days.v)
            c->flags |= FLAG_SHORT_BASELINE;
        if (c->now.n > 0 && c->now.n < DIARY_NOW_MIN)
            c->flags |= FLAG_THIN_AFTER;
        if ((c->before.n > 0 && c->before.coverage < COVERAGE_LOW) || (c->now.n > 0 && c->now.coverage < COVERAGE_LOW))
            c->flags |= FLAG_GAPS;
    }
    if (has_stretch(w->ins, w->before, w->n_before) || has_stretch(w->ins, w->after, w->n_after))
        c->flags |= FLAG_STRETCHES;
}

static bool can_compare(const struct work *w) {
    const struct change_result *c = &w->c;
    if (c->flags & (FLAG_NO_START | FLAG_NO_BASELINE | FLAG_NO_AFTER))
        return false;
    return w->ins->kind == INSTRUMENT_RATING || (w->ins->kind == INSTRUMENT_DAY && c->before.n >= DIARY_BEFORE_MIN && !(c->flags & FLAG_THIN_AFTER)); // what says itself how it compares is not compared again
}

// From the person's own answers. Ratings: Welch's t on effective numbers. Diary: the two Wilson intervals on effective
// numbers combined (Newcombe 1998, method 10).
static void measure_interval(struct work *w) {
    struct change_result *c = &w->c;
    const struct phase *b = &c->before, *n = &c->now;
    if (b->lo > b->hi || n->lo > n->hi)
        return;
    double down, up;
    if (w->ins->kind == INSTRUMENT_DAY) {
        down = hypot(n->mean - n->lo, b->hi - b->mean);
        up = hypot(n->hi - n->mean, b->mean - b->lo);
    } else {
        double vb = b->sd * b->sd / b->n_eff, vn = n->sd * n->sd / n->n_eff, v = vb + vn;
        double df = v > 0 ? v * v / (vb * vb / (b->n_eff - 1) + vn * vn / (n->n_eff - 1)) : 1;
        down = up = v > 0 ? t_quantile_975(df < 1 ? 1 : df) * sqrt(v) : 0;
    }
    c->interval_known = true;
    c->lo = c->change - down;
    c->hi = c->change + up;
    struct step *s = step(c, "interval", w->ins->kind == INSTRUMENT_DAY ? "95 %: Wilson on effective days, combined (Newcombe 1998, method 10)"
                                                                         : "95 %: Welch's t on effective numbers");
    number(s, "low", c->lo);
    number(s, "high", c->hi);
}

static void judge_way(struct work *w) {
    struct change_result *c = &w->c;
    c->change = c->now.mean - c->before.mean;
    c->share = fabs(c->before.mean) > NEARLY ? fabs(c->change) / fabs(c->before.mean) : 0;
    // What would be printed as the same number is the same.
    bool same = round(c->before.mean * 10) == round(c->now.mean * 10);
    bool worse = (c->change > 0) == w->ins->higher_is_worse;
    c->way = same ? WAY_SAME : w->ins->neither ? WAY_MOVED : worse ? WAY_WORSE : WAY_BETTER;
    struct step *s = step(c, "change", NULL);
    number(s, "change", c->change);
    number(s, "share", c->share);
}

static double room_to(double end, double mean) { return fabs(mean - end); }

// Where the error of measurement is large, or the baseline is far out, part of a change is regression to the mean: then the index that is shown is
// the one that takes it out. It stands beside the judgement, which is by MDC and MCID (reference 5.1): what is smaller than the MDC does not become a
// change by it.
static void judge_expected(struct work *w) {
    struct change_result *c = &w->c;
    const struct instrument *ins = w->ins;
    if (!c->rci.known || !ins->mean.known || ins->retest.v <= 0)
        return;
    struct norms norms = {ins->mean.v, ins->sd.v, ins->retest.v};
    if (reliable_choice(c->before.mean, &norms) == RELIABLE_JT)
        return;
    c->rci_way = "gln";
    c->rci.v = reliable_gln_of_mean(c->before.mean, (double)c->before.n, c->now.mean, &norms);
    struct step *s = step(c, "rci-gln", "Gulliksen, Lord & Novick in Hsu 1989: reliability below 0.8, or a baseline more than 1.645 SD from the mean");
    number(s, "rci", c->rci.v);
    number(s, "en", reliable_index(RELIABLE_EN, c->before.mean, c->now.mean, &norms, 0));
    number(s, "reliability", reliable_of_mean(norms.r, (double)c->before.n));
    number(s, "mean", norms.mean);
}

static void judge_rating(struct work *w) {
    struct change_result *c = &w->c;
    const struct instrument *ins = w->ins;
    double size = fabs(c->change), best = ins->higher_is_worse ? ins->lo : ins->hi, worst = ins->higher_is_worse ? ins->hi : ins->lo;
    if (ins->floor_below.known && room_to(best, c->before.mean) < ins->floor_below.v - NEARLY) {
        c->flags |= FLAG_FLOOR;
        number(step(c, "floor", ins->floor_below.source), "below", ins->floor_below.v);
    }
    if (ins->floor_below.known && room_to(worst, c->before.mean) < ins->floor_below.v - NEARLY)
        c->flags |= FLAG_CEILING;
    if (ins->mcid.known) {
        double t = ins->mcid.v;
        number(step(c, "mcid", ins->mcid.source), "points", t);
        if (ins->mcid_share.known && (!ins->share_from.known || c->before.mean >= ins->share_from.v - NEARLY) && ins->mcid_share.v * c->before.mean < t) {
            t = ins->mcid_share.v * c->before.mean;
            number(step(c, "mcid-share", ins->mcid_share.source), "points", t);
        }
        c->mcid = (struct estimate){true, t};
        c->important = size >= t - NEARLY;
    }
    struct fact sem = instrument_sem(ins);
    if (sem.known && sem.v > 0) {
        c->rci = (struct estimate){true, c->change / (sqrt(2) * sem.v)};
        c->rci_way = "jt";
        number(step(c, "rci", "Jacobson & Truax 1991"), "rci", c->rci.v);
    }
    bool own_noise = c->interval_known && c->lo <= 0 && c->hi >= 0;
    struct fact mdc = ins->mdc95.known ? ins->mdc95 : (struct fact){.v = 1.96 * sqrt(2) * sem.v, .known = sem.known, .verified = sem.verified, .source = "MDC95 = 1.96 sqrt(2) SEM"};
    if (mdc.known) {
        c->mdc95 = (struct estimate){true, mdc.v};
        c->reliable = size > mdc.v + NEARLY && !own_noise;
        number(step(c, ins->mdc_level == 90 ? "mdc90" : ins->mdc95.known && !ins->mdc_level ? "mdc" : "mdc95", mdc.source), "points", mdc.v);
        if (!mdc.verified)
            c->flags |= FLAG_UNVERIFIED;
    }
    judge_expected(w);
    if (own_noise && (c->important || (mdc.known && size > mdc.v + NEARLY)))
        c->flags |= FLAG_VARIES;
}

static void judge_diary(struct work *w) {
    struct change_result *c = &w->c;
    const struct instrument *ins = w->ins;
    bool chronic = ins->chronic_from.known && ins->chronic_share.known && c->before.mean >= ins->chronic_from.v - NEARLY;
    const struct fact *share = chronic ? &ins->chronic_share : &ins->mcid_share;
    if (c->before.hits == 0)
        c->flags |= FLAG_FLOOR;
    if (c->before.hits == c->before.n)
        c->flags |= FLAG_CEILING;
    c->reliable = c->interval_known && (c->lo > 0 || c->hi < 0);
    if (c->flags & FLAG_SHORT_BASELINE) {
        number(step(c, "short-baseline", ins->baseline_days.source), "days", ins->baseline_days.v);
        return; // what is important is defined against a whole baseline
    }
    if (share->known && c->before.hits > 0) { // of no headache days there is no share
        c->mcid = (struct estimate){true, share->v * c->before.mean};
        c->important = fabs(c->change) > NEARLY && fabs(c->change) >= c->mcid.v - NEARLY;
        struct step *s = step(c, chronic ? "responder-chronic" : "responder", share->source);
        number(s, "share", share->v);
        number(s, "days", c->mcid.v);
        if (!share->verified)
            c->flags |= FLAG_UNVERIFIED;
    }
}

static enum change_class class_of(const struct change_result *c, bool diary, bool unjudged) {
    if (c->way == WAY_WORSE && (c->reliable || c->important))
        return CHANGE_WORSE;
    if (((c->flags & FLAG_FLOOR) && c->way != WAY_WORSE) || unjudged)
        return CHANGE_CANNOT_SAY;
    if (diary && (c->flags & FLAG_SHORT_BASELINE) && !c->reliable)
        return CHANGE_CANNOT_SAY;
    if (c->way != WAY_BETTER)
        return CHANGE_NEITHER;
    return c->reliable ? c->important ? CHANGE_BOTH : CHANGE_RELIABLE_ONLY : c->important ? CHANGE_IMPORTANT_ONLY : CHANGE_NEITHER;
}

// Natural course and regression to the mean, as far as the answers show them.
static void measure_other_causes(struct work *w) {
    struct change_result *c = &w->c;
    const struct instrument *ins = w->ins;
    if (ins->kind == INSTRUMENT_RATING && !ins->neither && w->n_before >= POINTS_FOR_TIMING) {
        double trend = stats_trend(w->before, w->n_before);
        if (fabs(trend) >= TREND_CLEAR)
            c->flags |= FLAG_TREND_BEFORE;
        number(step(c, "trend-before", "Kendall's tau of the answers before the start; 0.5 and more is said"), "tau", trend);
        if (w->n_after >= POINTS_FOR_TIMING) {
            double rises = stats_nap(w->before, w->n_before, w->after, w->n_after);
            c->nap = (struct estimate){true, ins->higher_is_worse ? 1 - rises : rises};
            number(step(c, "nap", "Non-overlap of all pairs, Parker & Vannest; no p-value"), "nap", c->nap.v);
        }
    }
    if (ins->mean.known && ins->retest.known && c->before.n > 0) {
        double k = (double)c->before.n, r = k * ins->retest.v / (1 + (k - 1) * ins->retest.v);
        c->mean_drift = (struct estimate){true, change_expected(c->before.mean, ins->mean.v, r) - c->before.mean};
        struct step *s = step(c, "mean-drift", ins->mean.source);
        number(s, "reliability", r);
        number(s, "points", c->mean_drift.v);
    }
}

// Of what is compared alone: an old answer that is on neither side changes nothing.
static bool raters_differ(const struct work *w) {
    int64_t first = w->n_before > 0 ? w->before[0].rater : w->n_now > 0 ? w->now[0].rater : 0;
    bool differ = false;
    for (size_t i = 0; i < w->n_before; i++)
        differ |= w->before[i].rater != first;
    for (size_t i = 0; i < w->n_now; i++)
        differ |= w->now[i].rater != first;
    return w->ins->same_rater && differ;
}

struct change_result change_judge(arena *a, const struct change_input *in) {
    CHECK(in->instrument && (in->n == 0 || in->points));
    struct work w = {.in = in, .ins = in->instrument};
    struct point *sorted = series_sorted(a, in->points, in->n);
    size_t n = w.ins->kind == INSTRUMENT_DAY ? one_a_day(&w, sorted, in->n) : in->n;
    if (w.ins->week_least > 0) {
        n = series_week_means(a, w.ins, sorted, n, series_origin(w.ins, in->start_known, in->start), &sorted, &w.c.weeks_few);
        struct step *s = step(&w.c, "weeks", "Means of weeks with at least so many answered days; weeks with fewer are left out");
        number(s, "least", w.ins->week_least);
        number(s, "weeks", (double)n);
        number(s, "left-out", (double)w.c.weeks_few);
    }
    split(&w, sorted, n);
    measure_rho(&w);
    measure_phases(&w);
    flag_what_is_missing(&w);
    w.c.compared = can_compare(&w);
    if (w.c.compared) {
        judge_way(&w);
        measure_interval(&w);
        if (w.ins->kind == INSTRUMENT_DAY)
            judge_diary(&w);
        else
            judge_rating(&w);
        bool raters = raters_differ(&w);
        if (raters) {
            w.c.flags |= FLAG_RATERS;
            step(&w.c, "raters-differ", "The measurement error of this measure is that of one person who measures; between two it is larger");
        }
        if (w.c.way == WAY_SAME || raters)
            w.c.reliable = w.c.important = false;
        w.c.class = class_of(&w.c, w.ins->kind == INSTRUMENT_DAY, w.ins->no_threshold || raters);
        measure_other_causes(&w);
    }
    change_words(a, in, &w.c);
    return w.c;
}

str change_class_name(enum change_class c) {
    static const str names[] = {
        [CHANGE_CANNOT_SAY] = S_INIT("cannot-say"),
        [CHANGE_BOTH] = S_INIT("reliable-and-important"),
        [CHANGE_RELIABLE_ONLY] = S_INIT("reliable-only"),
        [CHANGE_IMPORTANT_ONLY] = S_INIT("important-only"),
        [CHANGE_NEITHER] = S_INIT("neither"),
        [CHANGE_WORSE] = S_INIT("worse"),
    };
    CHECK((size_t)c < sizeof names / sizeof names[0]);
    return names[c];
}
