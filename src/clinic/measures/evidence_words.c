#include "clinic/measures/evidence_words.h"

#include <math.h>

#include "base/err.h"
#include "clinic/stats/exact.h"

#define ODDS_MOST 1000.0    // beyond it a factor says nothing more
#define TENTHS_MOST 1e15
static const str no_figure = S_INIT("\u2013");

static str tenths(arena *a, double v)
{
    if (!(fabs(v) < TENTHS_MOST)) return no_figure;
    int64_t t = (int64_t)llround(v * 10);
    uint64_t u = t < 0 ? (uint64_t)-t : (uint64_t)t;
    return str_fmt(a, "%s%llu.%llu", t < 0 ? "\u2212" : "", (unsigned long long)(u / 10), (unsigned long long)(u % 10));
}

// Two digits that count, for a factor: "0.03", "12.0", "0.0004".
static str digits(arena *a, double v)
{
    if (!(fabs(v) < TENTHS_MOST)) return no_figure;
    struct buf b = buf_new(a, 32);
    double size = fabs(v);
    buf_num(&b, v, size >= 10 ? 0 : size >= 1 ? 1 : size >= 0.01 ? 2 : 4);
    CHECK(!b.over);
    return buf_str(&b);
}

// Three digits that count, so that 0.054 does not read as 0.05.
static str chance_text(arena *a, double p)
{
    struct buf b = buf_new(a, 32);
    buf_num(&b, p, p >= 0.1 ? 3 : p >= 0.01 ? 4 : 5);
    return buf_str(&b);
}

static str whole(arena *a, size_t n) { return str_fmt(a, "%zu", n); }

static void add(struct say *list, struct say s)
{
    size_t i = 0;
    while (i < EVIDENCE_SAYS && list[i].key != MSG_none) i++;
    CHECK(i < EVIDENCE_SAYS - 1);
    list[i] = s;
}

// --- did it change?

static struct say changed_of(const struct evidence_input *in)
{
    const struct change_result *c = in->change;
    bool judged = !in->instrument->no_threshold && !(c->flags & FLAG_RATERS) && (in->instrument->kind == INSTRUMENT_DAY || c->mdc95.known || c->mcid.known);
    if (!c->compared) return SAY(MSG_progress_changed_cannot);
    if (c->way == WAY_SAME) return SAY(MSG_progress_changed_same);
    if (!judged) return SAY(MSG_progress_changed_shown);
    if (c->class == CHANGE_CANNOT_SAY) return SAY(MSG_progress_changed_cannot);
    if (c->class == CHANGE_WORSE) return SAY(c->reliable ? MSG_progress_changed_worse : MSG_progress_changed_worse_perhaps);
    if (c->reliable) return SAY(c->important ? MSG_progress_changed_both : c->mcid.known ? MSG_progress_changed_reliable : MSG_progress_changed_real);
    if (c->important) return SAY(MSG_progress_changed_important);
    return SAY(in->instrument->kind == INSTRUMENT_DAY || c->mdc95.known ? MSG_progress_changed_neither : MSG_progress_changed_small);
}

// --- was it timed with the treatment?

static struct say fit_number(arena *a, const struct timing *t)
{
    if (!t->level.known) return SAY(MSG_progress_timed_unfit_why);
    double q = t_quantile_975(t->level.df);
    struct say s = {.key = MSG_progress_timed_fit_level,
        .arg = {{"level", tenths(a, t->level.estimate)}, {"low", tenths(a, t->level.estimate - q * t->level.se)}, {"high", tenths(a, t->level.estimate + q * t->level.se)}}};
    if (!t->slope.known) return s;
    enum { WEEK = 7 };
    s.key = MSG_progress_timed_fit;
    s.arg[3] = (struct say_arg){"slope", tenths(a, WEEK * t->slope.estimate)};
    s.arg[4] = (struct say_arg){"slow", tenths(a, WEEK * (t->slope.estimate - q * t->slope.se))};
    s.arg[5] = (struct say_arg){"shigh", tenths(a, WEEK * (t->slope.estimate + q * t->slope.se))};
    return s;
}

// Where yes and no are all but apart, the odds have no end: then the days are said, and no factor.
static struct say fit_diary(arena *a, const struct timing *t)
{
    if (!t->level.known) return SAY(MSG_progress_timed_unfit_why);
    double half = t_quantile_975(t->level.df) * t->level.se, level = t->level.estimate, se;
    double before = design_line_at(&t->line, 0, false, &se), since = design_line_at(&t->line, 0, true, &se);
    struct say s = {.key = MSG_progress_timed_fit_wide, .arg = {{"before", tenths(a, DAYS_PER / (1 + exp(-before)))}, {"since", tenths(a, DAYS_PER / (1 + exp(-since)))}}};
    if (!(fabs(level) + half <= log(ODDS_MOST))) return s;
    s.key = MSG_progress_timed_fit_days;
    s.arg[2] = (struct say_arg){"odds", digits(a, exp(level))};
    s.arg[3] = (struct say_arg){"low", digits(a, exp(level - half))};
    s.arg[4] = (struct say_arg){"high", digits(a, exp(level + half))};
    return s;
}

static void timed_words(arena *a, const struct evidence_input *in, struct evidence *e)
{
    static const enum msg short_of[] = {MSG_progress_timed_no_start, MSG_progress_timed_visits, MSG_progress_timed_rare, MSG_progress_timed_far, MSG_progress_timed_few, MSG_progress_timed_unfit,
        MSG_progress_timed_none, MSG_progress_timed_better, MSG_progress_timed_worse, MSG_progress_timed_mixed};
    const struct timing *t = &e->timing;
    bool lot = e->fitted && t->verdict == TIMING_CAUSED;
    e->timed = SAY(short_of[e->timed_is]);
    if (e->timed_is == TIMED_NO_START) return;
    add(e->timed_why, SAY2(MSG_progress_timed_counts, "before", whole(a, t->n[0]), "since", whole(a, t->n[1])));
    if (e->timed_is == TIMED_VISITS) add(e->timed_why, SAY(MSG_progress_timed_visits_why));
    if (e->timed_is == TIMED_RARE) add(e->timed_why, SAY1(MSG_progress_timed_rare_why, "days", whole(a, (size_t)e->rhythm)));
    if (e->timed_is == TIMED_FAR) add(e->timed_why, SAY2(MSG_progress_timed_far_why, "before", whole(a, (size_t)(e->far[0] > 0 ? e->far[0] : 0)), "since", whole(a, (size_t)e->far[1])));
    if (e->timed_is == TIMED_TOO_FEW) add(e->timed_why, SAY(e->fitted && in->instrument->kind == INSTRUMENT_DAY ? MSG_progress_timed_few_events : MSG_progress_timed_few_why));
    if (e->timed_is == TIMED_NOT_COMPUTABLE) add(e->timed_why, SAY(MSG_progress_timed_unfit_why));
    if (!e->fitted || e->timed_is == TIMED_TOO_FEW || (t->why && !lot)) return;
    if (!t->why) add(e->timed_why, in->instrument->kind == INSTRUMENT_DAY ? fit_diary(a, t) : fit_number(a, t));
    if (lot) add(e->timed_why, SAY(MSG_progress_timed_by_lot));
    else if (e->timed_is == TIMED_NONE_SHOWN) add(e->timed_why, SAY(MSG_progress_timed_none_why));
    else add(e->timed_why, SAY(MSG_progress_timed_when));
    if (t->n[0] < TIMING_PREFERRED || t->n[1] < TIMING_PREFERRED) add(e->timed_why, SAY(MSG_progress_timed_caution));
}

// --- did treatment bring it about?

static struct say not_yet(arena *a, const struct evidence_input *in)
{
    if (in->today.d > in->draw.until.d) return SAY(MSG_progress_timed_no_start);
    struct civil from = day_civil((day){in->draw.until.d + 1});
    struct say *month = ARENA_NEW(a, struct say), s = SAY2(MSG_progress_cause_not_yet, "day", whole(a, (size_t)from.day), "year", whole(a, (size_t)from.year));
    *month = SAY(message_month(from.month));
    s.when = month;
    return s;
}

// Why a lot that was kept has no answer.
static enum msg answers_why(const struct evidence *e, bool diary)
{
    switch (e->timed_is) {
    case TIMED_VISITS: return MSG_progress_cause_visits;
    case TIMED_RARE: return MSG_progress_cause_rare;
    case TIMED_FAR: return MSG_progress_cause_far;
    case TIMED_TOO_FEW: return e->fitted && diary ? MSG_progress_cause_few_events : MSG_progress_cause_few;
    case TIMED_NO_START: case TIMED_NOT_COMPUTABLE: case TIMED_NONE_SHOWN: case TIMED_BETTER: case TIMED_WORSE: case TIMED_MIXED: break;
    }
    return MSG_progress_cause_few; // a day that could have been drawn has none before it, or none since
}

static void cause_words(arena *a, const struct evidence_input *in, struct evidence *e)
{
    static const enum msg short_of[] = {MSG_progress_cause_not_drawn, MSG_progress_cause_elsewhere, MSG_progress_cause_not_kept, MSG_none, MSG_none, MSG_progress_cause_few_ways,
        MSG_progress_cause_not_shown, MSG_none, MSG_progress_cause_shown};
    const struct chance *c = &e->timing.chance;
    e->cause = SAY(short_of[e->cause_is]);
    if (e->cause_is == CAUSE_NOT_YET) e->cause = not_yet(a, in);
    if (e->cause_is == CAUSE_ANSWERS) e->cause = SAY(answers_why(e, in->instrument->kind == INSTRUMENT_DAY));
    if (e->cause_is == CAUSE_MIXED) e->cause = SAY(e->timed_is == TIMED_WORSE ? MSG_progress_cause_mean_worse : MSG_progress_cause_mean_mixed);
    if (e->cause_is == CAUSE_NOT_DRAWN) {
        add(e->cause_why, SAY(MSG_progress_cause_why));
        add(e->cause_why, SAY(MSG_progress_cause_would_need));
    }
    if (e->cause_is == CAUSE_NOT_KEPT) add(e->cause_why, SAY(MSG_progress_cause_not_kept_why));
    if (e->cause_is < CAUSE_FEW_WAYS) return;
    size_t as_good = (size_t)llround(c->p * (double)c->ways);
    add(e->cause_why, SAY3(MSG_progress_cause_lot, "ways", whole(a, c->ways), "good", whole(a, as_good), "p", chance_text(a, c->p)));
    if (e->cause_is == CAUSE_FEW_WAYS) add(e->cause_why, SAY(MSG_progress_cause_few_ways_why));
    if (e->cause_is == CAUSE_SHOWN) add(e->cause_why, SAY(MSG_progress_cause_shown_why));
}

void evidence_words(arena *a, const struct evidence_input *in, struct evidence *e)
{
    e->changed = changed_of(in);
    timed_words(a, in, e);
    cause_words(a, in, e);
}
