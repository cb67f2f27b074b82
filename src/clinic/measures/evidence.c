#include "clinic/measures/evidence.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "clinic/measures/evidence_words.h"
#include "clinic/measures/series.h"
#include "clinic/stats/exact.h"

enum { DAILY_DAYS = 2, WEEKLY_DAYS = 10, VISITS_LEAST = 3, SEASON_DAYS = 56, WEEK = 7, SCRATCH = 64 << 20 };

str evidence_timed_name(enum evidence_timed t)
{
    static const str names[] = {S_INIT("no-start"), S_INIT("per-visit"), S_INIT("too-rare"), S_INIT("none-near-start"), S_INIT("too-few-points"), S_INIT("not-computable"),
        S_INIT("no-change-shown"), S_INIT("better-at-start"), S_INIT("worse-at-start"), S_INIT("mixed-at-start")};
    CHECK((size_t)t < sizeof names / sizeof *names);
    return names[t];
}

str evidence_cause_name(enum evidence_cause c)
{
    static const str names[] = {S_INIT("not-drawn"), S_INIT("other-measure"), S_INIT("not-kept"), S_INIT("not-yet"), S_INIT("answers-cannot-tell"), S_INIT("few-ways"), S_INIT("not-shown"),
        S_INIT("mean-only"), S_INIT("shown")};
    CHECK((size_t)c < sizeof names / sizeof *names);
    return names[c];
}


struct work {
    arena *a;
    const struct evidence_input *in;
    struct evidence e;
    struct spot *spot;      // one a day, ascending, within the window
    size_t n;
    int32_t shift;          // the first answer that is about the time since lies so many days after the start
    bool diary, drawn;      // drawn: and kept, and its answers are in
};

// An answer about a week belongs to the time since only a week later; one of the first day was given before the session. Of a start that was drawn
// nothing is set aside, as the same must be done for each day that could have been drawn.
static void gather(struct work *w)
{
    const struct evidence_input *in = w->in;
    const struct instrument *ins = in->instrument;
    struct point *p = series_sorted(w->a, in->points, in->n);
    w->shift = ins->recall_days > 0 ? ins->recall_days : ins->start_day_is_before;
    w->spot = ARENA_ARRAY(w->a, in->n, struct spot);
    int64_t start = in->start.d, last_before = start - !ins->start_day_is_before;
    int64_t from = (w->drawn ? in->draw.first.d : start) - EVIDENCE_BEFORE, to = (w->drawn ? in->draw.last.d : start) + EVIDENCE_SINCE;
    if (w->drawn && to > in->draw.until.d) to = in->draw.until.d;
    for (size_t i = 0, next; i < in->n; i = next) {
        double sum = 0, most = p[i].value;
        for (next = i; next < in->n && p[next].day.d == p[i].day.d; next++) sum += p[next].value, most = fmax(most, p[next].value);
        int64_t on = p[i].day.d;
        if (on < from || on > to) continue;
        if (!w->drawn && on > last_before && on < start + w->shift) continue;
        w->spot[w->n++] = (struct spot){.day = (int32_t)on, .treated = on >= start + w->shift, .y = w->diary ? most > 0 : sum / (double)(next - i), .exposure = 1};
    }
}

static int by_size(const void *x, const void *y)
{
    int p = *(const int *)x, q = *(const int *)y;
    return (p > q) - (p < q);
}

static int rhythm_of(struct work *w)
{
    if (w->n < 2) return 0;
    int *gap = ARENA_ARRAY(w->a, w->n, int);
    for (size_t i = 1; i < w->n; i++) gap[i - 1] = w->spot[i].day - w->spot[i - 1].day;
    qsort(gap, w->n - 1, sizeof *gap, by_size);
    return gap[(w->n - 2) / 2];
}

// More than half of the answers since were given on the day of a visit, or in the two days before it.
static bool for_visits(const struct work *w)
{
    const struct evidence_input *in = w->in;
    size_t since = 0, tied = 0, k = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (!w->spot[i].treated) continue;
        since++;
        while (k < in->n_sessions && in->session[k].d < w->spot[i].day) k++;
        tied += k < in->n_sessions && in->session[k].d <= w->spot[i].day + EVIDENCE_VISIT;
    }
    return w->e.rhythm > DAILY_DAYS && since >= VISITS_LEAST && 2 * tied > since;
}

static bool kept(const struct evidence_input *in)
{
    bool early = false;
    for (size_t i = 0; i < in->n_sessions; i++) early |= in->session[i].d >= in->draw.made.d && in->session[i].d < in->draw.start.d;
    return in->draw.drawn && in->start_known && in->start.d == in->draw.start.d && !early;
}

static struct timing_want wanted(const struct work *w)
{
    const struct evidence_draw *d = &w->in->draw;
    struct timing_want want = {.kind = w->diary ? TIMING_BINARY : TIMING_NUMBER, .low = w->in->instrument->higher_is_worse, .design.start = (int32_t)w->in->start.d + w->shift};
    if (!w->drawn) return want;
    want.starts_known = true;
    want.first = (int32_t)d->first.d + w->shift;
    want.last = (int32_t)d->last.d + w->shift;
    want.step = d->step;
    return want;
}

static enum evidence_timed timed_of(const struct timing *t)
{
    switch (t->verdict) {
    case TIMING_TOO_FEW: return TIMED_TOO_FEW;
    case TIMING_NONE_SHOWN: return TIMED_NONE_SHOWN;
    case TIMING_BETTER: return TIMED_BETTER;
    case TIMING_WORSE: return TIMED_WORSE;
    case TIMING_MIXED: return TIMED_MIXED;
    case TIMING_CAUSED: return TIMED_BETTER; // better since, by the lot
    case TIMING_NOT_COMPUTABLE: break;
    }
    return TIMED_NOT_COMPUTABLE;
}

// An answer looks back over `shift` days: the first that can be about the time since lies so many after the start.
static bool near_start(struct work *w)
{
    size_t first = 0;
    int32_t limit = 2 * w->e.rhythm > EVIDENCE_NEAR ? 2 * w->e.rhythm : EVIDENCE_NEAR;
    while (first < w->n && !w->spot[first].treated) first++;
    CHECK(first > 0 && first < w->n);
    w->e.far[0] = w->in->start.d - w->spot[first - 1].day;
    w->e.far[1] = w->spot[first].day - w->in->start.d;
    return w->e.far[0] <= limit && w->e.far[1] - w->shift <= limit;
}

static void judge_timing(struct work *w)
{
    struct evidence *e = &w->e;
    size_t since = 0;
    for (size_t i = 0; i < w->n; i++) since += w->spot[i].treated;
    bool few = w->n - since < TIMING_LEAST || since < TIMING_LEAST;
    e->rhythm = rhythm_of(w);
    e->timing.n[0] = w->n - since;
    e->timing.n[1] = since;
    e->timed_is = for_visits(w) ? TIMED_VISITS : few ? TIMED_TOO_FEW : e->rhythm > WEEKLY_DAYS ? TIMED_RARE : near_start(w) ? TIMED_NONE_SHOWN : TIMED_FAR;
    if (e->timed_is != TIMED_NONE_SHOWN) return;
    struct timing_want want = wanted(w);
    arena *m = arena_new(SCRATCH); // of its own, as a request's is small, and a page may have many series
    e->timing = timing_of(m, w->spot, w->n, &want);
    arena_free(m);
    e->fitted = true;
    e->timed_is = timed_of(&e->timing);
}

static enum evidence_cause judge_cause(const struct work *w)
{
    const struct evidence *e = &w->e;
    if (w->in->draw.elsewhere) return CAUSE_ELSEWHERE;
    if (!w->in->draw.drawn) return CAUSE_NOT_DRAWN;
    if (w->in->start_known && !kept(w->in)) return CAUSE_NOT_KEPT;
    if (!w->drawn) return CAUSE_NOT_YET;
    if (!e->fitted || e->timing.chance.why || e->timed_is == TIMED_TOO_FEW) return CAUSE_ANSWERS;
    if (e->timing.chance.ways < CHANCE_STARTS) return CAUSE_FEW_WAYS;
    if (e->timing.verdict == TIMING_CAUSED) return CAUSE_SHOWN;
    return e->timing.by_lot ? CAUSE_MIXED : CAUSE_NOT_SHOWN;
}

// --- what there is to draw

static void draw_mean(struct evidence_line *l, const struct phase *p)
{
    if (!p->n) return;
    *l = (struct evidence_line){.n = 2, .band = p->lo <= p->hi};
    l->at[0] = (struct evidence_at){p->first, p->mean, p->lo, p->hi};
    l->at[1] = (struct evidence_at){p->last, p->mean, p->lo, p->hi};
}

static double as_shown(const struct work *w, double v) { return w->diary ? DAYS_PER / (1 + exp(-v)) : v; }

static void draw_line(const struct work *w, struct evidence_line *l, int32_t from, int32_t to, bool treated)
{
    const struct fit_line *f = &w->e.timing.line;
    double t = t_quantile_975(f->df);
    size_t steps = to > from ? EVIDENCE_STEPS : 1;
    l->band = true;
    for (size_t i = 0; i < steps; i++) {
        int32_t on = from + (int32_t)((int64_t)(to - from) * (int64_t)i / (EVIDENCE_STEPS - 1));
        double se, v = design_line_at(f, (double)on - ((double)w->in->start.d + w->shift), treated, &se);
        l->at[l->n++] = (struct evidence_at){{on}, as_shown(w, v), as_shown(w, v - t * se), as_shown(w, v + t * se)};
    }
}

static bool finite_line(const struct evidence_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!isfinite(l->at[i].v) || !isfinite(l->at[i].lo) || !isfinite(l->at[i].hi)) return false;
    return true;
}

static void draw_lines(struct work *w)
{
    struct evidence *e = &w->e;
    size_t first = 0;
    if (!e->fitted || e->timing.why || !e->timing.line.known || e->timed_is == TIMED_TOO_FEW) return;
    while (first < w->n && !w->spot[first].treated) first++;
    draw_line(w, &e->line[0], w->spot[0].day, w->spot[first - 1].day, false);
    draw_line(w, &e->line[1], w->spot[first].day, w->spot[w->n - 1].day, true);
    draw_line(w, &e->ahead, w->spot[first - 1].day, w->spot[w->n - 1].day, false);
    e->ahead.band = false;
    if (finite_line(&e->line[0]) && finite_line(&e->line[1]) && finite_line(&e->ahead)) return;
    e->line[0].n = e->line[1].n = e->ahead.n = 0;
}

// Ratings as they are; a diary by weeks that begin at the start, so that none mixes before and since.
static void draw_dots(struct work *w)
{
    struct evidence_dot *o = ARENA_ARRAY(w->a, w->n, struct evidence_dot);
    size_t n = 0;
    for (size_t i = 0, next; i < w->n; i = next) {
        int64_t off = (int64_t)w->spot[i].day - w->in->start.d, week = (off - (off < 0 ? WEEK - 1 : 0)) / WEEK;
        int64_t until = w->diary ? w->in->start.d + (week + 1) * WEEK : (int64_t)w->spot[i].day + 1;
        double sum = 0;
        for (next = i; next < w->n && w->spot[next].day < until; next++) sum += w->spot[next].y;
        double mean = sum / (double)(next - i);
        o[n++] = (struct evidence_dot){{w->spot[w->diary ? (i + next - 1) / 2 : i].day}, w->diary ? DAYS_PER * mean : mean};
    }
    w->e.dots = o;
    w->e.n_dots = n;
}

// What chance_start compares, for each day that could have been drawn.
static void draw_ways(struct work *w)
{
    struct evidence *e = &w->e;
    const struct evidence_draw *d = &w->in->draw;
    if (!w->drawn || !e->fitted || e->timing.chance.why || e->timing.chance.ways > PLAN_STARTS) return;
    double *o = ARENA_ARRAY(w->a, e->timing.chance.ways, double), all = 0, before = 0;
    size_t k = 0;
    for (size_t i = 0; i < w->n; i++) all += w->spot[i].y;
    for (int64_t on = d->first.d; on <= d->last.d; on += d->step) {
        for (; k < w->n && w->spot[k].day < on + w->shift; k++) before += w->spot[k].y;
        double since = (all - before) / (double)(w->n - k), diff = before / (double)k - since;
        if (on == d->start.d) e->way = e->n_ways;
        o[e->n_ways++] = (w->in->instrument->higher_is_worse ? diff : -diff) * (w->diary ? DAYS_PER : 1);
    }
    e->ways = o;
}

struct evidence evidence_judge(arena *a, const struct evidence_input *in)
{
    struct work w = {.a = a, .in = in, .diary = in->instrument->kind == INSTRUMENT_DAY};
    struct evidence *e = &w.e;
    e->timed_is = TIMED_NO_START;
    if (in->start_known) {
        w.drawn = kept(in) && in->today.d > in->draw.until.d;
        gather(&w);
        judge_timing(&w);
        draw_lines(&w);
        draw_dots(&w);
        draw_ways(&w);
        draw_mean(&e->mean[0], &in->change->before);
        draw_mean(&e->mean[1], &in->change->now);
    }
    e->cause_is = judge_cause(&w);
    e->weeks_long = w.n && w.spot[w.n - 1].day - w.spot[0].day > SEASON_DAYS;
    evidence_words(a, in, e);
    return w.e;
}
