#include "clinic/measures/change_words.h"

#include <math.h>

#include "base/err.h"

// The two forms of one sentence.
struct pair {
    enum msg you, they;
};
#define PAIR(key) {MSG_progress_##key##_you, MSG_progress_##key##_they}

enum verdict { V_BOTH, V_RELIABLE, V_IMPORTANT, V_NEITHER, VERDICTS };

static const struct pair pain_words[2][VERDICTS] = {
    {PAIR(pain_fell_both), PAIR(pain_fell_reliable), PAIR(pain_fell_important), PAIR(pain_fell_neither)},
    {PAIR(pain_rose_both), PAIR(pain_rose_reliable), PAIR(pain_rose_important), PAIR(pain_rose_neither)},
};
static const struct pair headache_words[2][VERDICTS] = {
    {PAIR(headache_fell_both), PAIR(headache_fell_reliable), PAIR(headache_fell_important), PAIR(headache_fell_neither)},
    {PAIR(headache_rose_both), PAIR(headache_rose_reliable), PAIR(headache_rose_important), PAIR(headache_rose_neither)},
};

// One decimal always, so that the numbers of a sentence look alike; a real minus sign.
static str tenths(arena *a, double v) {
    int64_t t = (int64_t)llround(v * 10);
    uint64_t u = t < 0 ? (uint64_t)-t : (uint64_t)t;
    return str_fmt(a, "%s%llu.%llu", t < 0 ? "\u2212" : "", (unsigned long long)(u / 10), (unsigned long long)(u % 10));
}

static str whole(arena *a, double v) { return str_fmt(a, "%lld", (long long)llround(v)); }

static void fill(struct say *s, const char *name, str value) {
    size_t i = 0;
    while (i < SAY_ARGS && s->arg[i].name)
        i++;
    CHECK(i < SAY_ARGS);
    s->arg[i] = (struct say_arg){name, value};
}

static enum verdict verdict_of(const struct change_result *c) {
    return c->reliable ? c->important ? V_BOTH : V_RELIABLE : c->important ? V_IMPORTANT : V_NEITHER;
}

static struct pair words_pain(const struct change_result *c) {
    static const struct pair none = PAIR(pain_none), no_start = PAIR(pain_no_start), no_before = PAIR(pain_no_baseline),
                             no_after = PAIR(pain_no_after), same = PAIR(pain_same), low = PAIR(pain_floor);
    if (c->before.n == 0 && c->now.n == 0)
        return none;
    if (c->flags & FLAG_NO_START)
        return no_start;
    if (c->flags & FLAG_NO_BASELINE)
        return no_before;
    if (c->flags & FLAG_NO_AFTER)
        return no_after;
    if (c->class == CHANGE_CANNOT_SAY)
        return low;
    return c->way == WAY_SAME ? same : pain_words[c->change > 0][verdict_of(c)];
}

// What is said where there is nothing to compare, of one instrument; by reason.
struct missing {
    struct pair none, no_start, no_before, no_after;
};

static const struct pair *nothing(const struct change_result *c, const struct missing *m) {
    if (c->before.n == 0 && c->now.n == 0)
        return &m->none;
    if (c->flags & FLAG_NO_START)
        return &m->no_start;
    if (c->flags & FLAG_NO_BASELINE)
        return &m->no_before;
    return c->flags & FLAG_NO_AFTER ? &m->no_after : NULL;
}

static struct pair words_psfs(const struct change_result *c) {
    static const struct missing m = {PAIR(psfs_none), PAIR(psfs_no_start), PAIR(psfs_no_baseline), PAIR(psfs_no_after)};
    static const struct pair same = PAIR(psfs_same), high = PAIR(psfs_floor);
    static const struct pair words[2][VERDICTS] = {
        {PAIR(psfs_better_both), PAIR(psfs_better_reliable), PAIR(psfs_better_important), PAIR(psfs_better_neither)},
        {PAIR(psfs_worse_both), PAIR(psfs_worse_reliable), PAIR(psfs_worse_important), PAIR(psfs_worse_neither)},
    };
    const struct pair *no = nothing(c, &m);
    if (no)
        return *no;
    if (c->class == CHANGE_CANNOT_SAY)
        return high;
    return c->way == WAY_SAME ? same : words[c->way == WAY_WORSE][verdict_of(c)];
}

static struct pair words_stress(const struct change_result *c) {
    static const struct missing m = {PAIR(stress_none), PAIR(stress_no_start), PAIR(stress_no_baseline), PAIR(stress_no_after)};
    static const struct pair same = PAIR(stress_same), low = PAIR(stress_floor);
    static const struct pair words[2][2] = {
        {PAIR(stress_better_neither), PAIR(stress_better_reliable)}, {PAIR(stress_worse_neither), PAIR(stress_worse_reliable)}};
    const struct pair *no = nothing(c, &m);
    if (no)
        return *no;
    if (c->class == CHANGE_CANNOT_SAY)
        return low;
    return c->way == WAY_SAME ? same : words[c->way == WAY_WORSE][c->reliable];
}

static struct pair words_sleep(const struct change_result *c) {
    static const struct missing m = {PAIR(sleep_none), PAIR(sleep_no_start), PAIR(sleep_no_baseline), PAIR(sleep_no_after)};
    static const struct pair same = PAIR(sleep_same), words[2] = {PAIR(sleep_better), PAIR(sleep_worse)};
    const struct pair *no = nothing(c, &m);
    if (no)
        return *no;
    return c->way == WAY_SAME ? same : words[c->way == WAY_WORSE];
}

static struct pair words_headache(const struct change_result *c) {
    static const struct pair none = PAIR(headache_none), no_start = PAIR(headache_no_start), no_before = PAIR(headache_no_baseline),
                             no_after = PAIR(headache_no_after), few_before = PAIR(headache_few_before), few_after = PAIR(headache_few_after),
                             same = PAIR(headache_same), low = PAIR(headache_floor), unclear = PAIR(headache_unclear_limited);
    static const struct pair from_none = PAIR(headache_from_none);
    static const struct pair limited[2] = {PAIR(headache_fell_limited), PAIR(headache_rose_limited)};
    if (c->before.n == 0 && c->now.n == 0)
        return none;
    if (c->flags & FLAG_NO_START)
        return no_start;
    if (c->flags & FLAG_NO_BASELINE)
        return no_before;
    if (c->flags & FLAG_NO_AFTER)
        return no_after;
    if (!c->interval_known)
        return c->flags & FLAG_THIN_AFTER ? few_after : few_before;
    if (c->class == CHANGE_CANNOT_SAY && (c->flags & FLAG_FLOOR))
        return low;
    if (c->flags & FLAG_SHORT_BASELINE)
        return c->reliable ? limited[c->change > 0] : unclear;
    if (c->reliable && !c->mcid.known)
        return from_none;
    return c->way == WAY_SAME ? same : headache_words[c->change > 0][verdict_of(c)];
}

// Any score of a filled-in instrument. Both forms are one sentence, about the measure and not about the person: what is not published is said
// to be so, and "better" is said, as some scores fall and some rise to it.
static enum msg words_score(const struct change_result *c, const struct instrument *ins) {
    static const enum msg both[2][VERDICTS] = {
        {MSG_progress_score_better_both, MSG_progress_score_better_reliable, MSG_progress_score_better_important, MSG_progress_score_better_neither},
        {MSG_progress_score_worse_both, MSG_progress_score_worse_reliable, MSG_progress_score_worse_important, MSG_progress_score_worse_neither}};
    static const enum msg error[2][2] = {{MSG_progress_score_better_error, MSG_progress_score_better_real}, {MSG_progress_score_worse_error, MSG_progress_score_worse_real}};
    static const enum msg noticed[2][2] = {
        {MSG_progress_score_better_small, MSG_progress_score_better_noticed}, {MSG_progress_score_worse_small, MSG_progress_score_worse_noticed}};
    bool worse = c->way == WAY_WORSE;
    if (c->before.n == 0 && c->now.n == 0)
        return c->weeks_few ? MSG_progress_weeks_none : MSG_progress_score_none;
    if (ins->kind == INSTRUMENT_LATEST)
        return MSG_progress_score_latest;
    if (c->flags & FLAG_NO_START)
        return MSG_progress_score_no_start;
    if (c->flags & FLAG_NO_BASELINE)
        return c->weeks_few ? MSG_progress_weeks_no_baseline : MSG_progress_score_no_baseline;
    if (c->flags & FLAG_NO_AFTER)
        return c->weeks_few ? MSG_progress_weeks_no_after : MSG_progress_score_no_after;
    if (c->way == WAY_SAME)
        return MSG_progress_score_same;
    if (c->way == WAY_MOVED)
        return MSG_progress_score_moved;
    if (c->flags & FLAG_RATERS || ins->no_threshold || (!c->mdc95.known && !c->mcid.known))
        return worse ? MSG_progress_score_worse_shown : MSG_progress_score_better_shown;
    if (c->class == CHANGE_CANNOT_SAY)
        return MSG_progress_score_floor;
    if (c->mdc95.known && c->mcid.known)
        return both[worse][verdict_of(c)];
    return c->mdc95.known ? error[worse][c->reliable] : noticed[worse][c->important];
}

// When what is said as the present was: an answer of half a year ago is not "now".
static const struct say *when_of(arena *a, const struct change_input *in, const struct change_result *c) {
    struct say *when = ARENA_NEW(a, struct say), *month = ARENA_NEW(a, struct say);
    *when = SAY(MSG_progress_when_now);
    if (!(c->flags & FLAG_STALE))
        return when;
    struct civil last = day_civil(c->now.last);
    *month = SAY(message_month(last.month));
    bool one = in->instrument->kind == INSTRUMENT_LATEST || c->now.n == 1;
    *when = SAY2(in->instrument->kind == INSTRUMENT_DAY ? MSG_progress_when_to : one ? MSG_progress_when_last : MSG_progress_when_mean, "day", whole(a, last.day), "year", whole(a, last.year));
    when->when = month;
    return when;
}

static struct say sentence(arena *a, const struct change_input *in, const struct change_result *c, enum msg key, bool they) {
    struct say s = {.key = key, .when = when_of(a, in, c)};
    if (in->measure.n)
        fill(&s, "measure", in->measure);
    else if (they)
        fill(&s, "name", in->name);
    fill(&s, "before", tenths(a, c->before.mean));
    fill(&s, "now", tenths(a, c->now.mean));
    fill(&s, "from", whole(a, (double)c->before.n));
    fill(&s, "to", whole(a, (double)c->now.n));
    if (in->instrument->kind != INSTRUMENT_DAY) {
        if (in->instrument->week_least)
            fill(&s, "least", whole(a, in->instrument->week_least));
        else
            fill(&s, in->measure.n ? "latest" : "place", in->measure.n ? in->latest.n ? in->latest : tenths(a, c->now.mean) : in->place);
        fill(&s, "mdc", c->mdc95.known ? tenths(a, c->mdc95.v) : S("?"));
        fill(&s, "mcid", c->mcid.known ? tenths(a, c->mcid.v) : S("?"));
    } else {
        fill(&s, "low", tenths(a, c->lo));
        fill(&s, "high", tenths(a, c->hi));
        fill(&s, "share", c->mcid.known && c->before.mean > 0 ? whole(a, 100 * c->mcid.v / c->before.mean) : S("?"));
    }
    return s;
}

static void caveat(struct change_result *c, struct say s) {
    CHECK(c->n_caveats < CHANGE_CAVEATS);
    c->caveat[c->n_caveats++] = s;
}

static void caveat_mean_drift(arena *a, struct change_result *c, bool higher_is_worse) {
    if (c->way != WAY_BETTER)
        return;
    if (!c->mean_drift.known)
        caveat(c, SAY(MSG_progress_mean_drift));
    else if (c->mean_drift.v != 0 && (c->mean_drift.v < 0) == higher_is_worse)
        caveat(c, SAY2(MSG_progress_mean_drift_size, "before", tenths(a, c->before.mean), "expected", tenths(a, c->before.mean + c->mean_drift.v)));
}

static void caveats_of_cause(arena *a, const struct change_input *in, struct change_result *c) {
    if (c->nap.known)
        caveat(c, SAY1(MSG_progress_timing_nap, "share", whole(a, 100 * c->nap.v)));
    else if (c->flags & FLAG_FEW_POINTS)
        caveat(c, SAY(MSG_progress_few_points));
    caveat(c, SAY(MSG_progress_cause));
    caveat(c, SAY(MSG_progress_natural));
    if (c->flags & FLAG_TREND_BEFORE) {
        // The sign of the trend is in the trace; which way is better is the instrument's.
        double tau = 0;
        for (size_t i = 0; i < c->n_steps; i++)
            if (str_eq(str_of(c->step[i].rule), S("trend-before")))
                tau = c->step[i].number[0].v;
        caveat(c, SAY((tau > 0) == in->instrument->higher_is_worse ? MSG_progress_trend_before_worse : MSG_progress_trend_before_better));
    }
    caveat_mean_drift(a, c, in->instrument->higher_is_worse);
    caveat(c, SAY(in->other_treatment ? MSG_progress_other_treatment : MSG_progress_other_unknown));
    if (in->told_therapist)
        caveat(c, SAY(MSG_progress_told_therapist));
    if (in->mixed_modes)
        caveat(c, SAY(MSG_progress_mixed_modes));
    if (c->flags & FLAG_RATERS)
        caveat(c, SAY(MSG_progress_raters_differ));
}

static void caveats_of_score(arena *a, const struct change_input *in, struct change_result *c) {
    const struct instrument *ins = in->instrument;
    if (!c->compared)
        return;
    if (ins->no_threshold)
        caveat(c, SAY(ins->neither ? MSG_progress_score_no_better_end : MSG_progress_score_no_threshold));
    else if (c->mdc95.known && ins->mdc_level == 90)
        caveat(c, SAY1(MSG_progress_score_mdc90, "mdc", tenths(a, c->mdc95.v)));
    else if (c->mdc95.known && !ins->mdc_level)
        caveat(c, SAY1(MSG_progress_score_mdc_level, "mdc", tenths(a, c->mdc95.v)));
    if (!ins->no_threshold && !c->mdc95.known)
        caveat(c, SAY(MSG_progress_score_no_mdc));
    if (!ins->no_threshold && !c->mcid.known)
        caveat(c, SAY(MSG_progress_score_no_mcid));
}

enum { LATE_DAYS = 3 };  // fewer are said nowhere: everybody forgets a day

static void caveats_of_answers(arena *a, const struct change_input *in, struct change_result *c) {
    bool diary = in->instrument->kind == INSTRUMENT_DAY;
    size_t late = 0;
    for (size_t i = 0; i < in->n; i++)
        late += in->points[i].late;
    if (late >= LATE_DAYS && 4 * late >= in->n)
        caveat(c, SAY2(MSG_progress_filled_later, "late", whole(a, (double)late), "days", whole(a, (double)in->n)));
    if (c->flags & FLAG_VARIES)
        caveat(c, SAY2(MSG_progress_varies, "low", tenths(a, c->lo), "high", tenths(a, c->hi)));
    if (c->flags & FLAG_SHORT_BASELINE)
        caveat(c, SAY2(MSG_progress_short_baseline, "want", whole(a, in->instrument->baseline_days.v), "from", whole(a, (double)c->before.n)));
    if (c->flags & FLAG_FLOOR && c->class != CHANGE_CANNOT_SAY)
        caveat(c, SAY(MSG_progress_floor));
    if (c->flags & FLAG_CEILING && c->way != WAY_BETTER)
        caveat(c, SAY(MSG_progress_ceiling));
    if (c->flags & FLAG_GAPS) {
        double share = c->now.n == 0 || (c->before.n > 0 && c->before.coverage < c->now.coverage) ? c->before.coverage : c->now.coverage;
        caveat(c, SAY1(MSG_progress_gaps, "share", whole(a, floor(100 * share))));
    }
    if (c->flags & FLAG_STRETCHES)
        caveat(c, SAY(MSG_progress_stretches));
    if (c->flags & FLAG_OLD_BASELINE)
        caveat(c, SAY_N(MSG_progress_old_baseline, (int64_t)in->start.d - c->before.last.d));
    if (c->flags & FLAG_MIXED_DAY)
        caveat(c, SAY(MSG_progress_mixed_day));
    if (c->flags & FLAG_STALE)
        caveat(c, SAY_N(MSG_progress_stale, (int64_t)in->today.d - c->now.last.d));
    if (diary && c->interval_known)
        caveat(c, SAY(MSG_progress_no_mdc));
    if (in->gaps)
        caveat(c, SAY_N(MSG_progress_score_gaps, (int64_t)in->gaps));
    if (c->weeks_few) {
        struct say few = SAY_N(MSG_progress_weeks_few, (int64_t)c->weeks_few);
        fill(&few, "least", whole(a, in->instrument->week_least));
        caveat(c, few);
    }
    if (in->measure.n)
        caveats_of_score(a, in, c);
    else if (in->instrument->no_threshold && c->compared)
        caveat(c, SAY(MSG_progress_no_threshold));
    if (in->instrument->mdc_level == 90 && c->mdc95.known && in->instrument->single_mdc.known)
        caveat(c, SAY2(MSG_progress_mdc90, "mdc", tenths(a, c->mdc95.v), "single", tenths(a, in->instrument->single_mdc.v)));
    if (!in->measure.n && !diary && c->mdc95.known && !c->mcid.known)
        caveat(c, SAY1(MSG_progress_own_rule, "mdc", tenths(a, c->mdc95.v)));
    if (!diary && c->mcid.known && !in->instrument->mcid.verified)
        caveat(c, SAY1(MSG_progress_unverified_mcid, "mcid", tenths(a, c->mcid.v)));
    if (c->flags & FLAG_UNVERIFIED)
        caveat(c, diary ? SAY(MSG_progress_unverified_share) : SAY1(MSG_progress_unverified, "mdc", tenths(a, c->mdc95.v)));
}

void change_words(arena *a, const struct change_input *in, struct change_result *c) {
    str code = str_of(in->instrument->code);
    struct pair words = in->instrument->kind == INSTRUMENT_DAY ? words_headache(c)
                        : str_eq(code, S("psfs"))              ? words_psfs(c)
                        : str_eq(code, S("stress"))            ? words_stress(c)
                        : str_eq(code, S("sleep-quality"))     ? words_sleep(c)
                                                               : words_pain(c);
    if (in->measure.n) {
        enum msg score = words_score(c, in->instrument);
        words = (struct pair){score, score};
    }
    c->you = sentence(a, in, c, words.you, false);
    c->they = sentence(a, in, c, words.they, true);
    if (c->class == CHANGE_WORSE) {
        c->next_you = SAY(MSG_progress_worse_tell);
        c->next_they = SAY(MSG_progress_worse_next);
    }
    if (c->before.n > 0 && c->now.n > 0)
        caveats_of_cause(a, in, c);
    c->n_reasons = c->n_caveats;
    caveats_of_answers(a, in, c);
}
