// What may be said about one person's change. Vectors: reference clinical 5.1 and 5.2, recomputed.
#include "clinic/measures/change.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/csv.h"
#include "clinic/measures/change_stats.h"

static const struct instrument *nrs(void) { return instrument_of(S("nrs-pain"), S("average-7d")); }
static const struct instrument *diary(void) { return instrument_of(S("headache-day"), S("")); }

#define NEAR(x, y, eps) assert_true(fabs((x) - (y)) <= (eps))

// Weekly ratings, the first at day 0; treatment begins with the answer number `start_at`.
static struct change_input weekly(const double *v, size_t n, size_t start_at) {
    struct point *p = ARENA_ARRAY(a, n, struct point);
    for (size_t i = 0; i < n; i++)
        p[i] = (struct point){{(int32_t)(7 * i)}, v[i]};
    return (struct change_input){.instrument = nrs(), .points = p, .n = n, .start_known = true, .start = {(int32_t)(7 * start_at)}, .place = S("neck"), .name = S("Ana")};
}
#define WEEKLY(start_at, ...) weekly((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double), (start_at))

// A diary from day -before to day after - 1; 'x' headache, '.' none, ' ' unanswered; the start is day 0.
static struct change_input diary_of(const char *before, const char *after) {
    size_t nb = strlen(before), na = strlen(after), n = 0;
    struct point *p = ARENA_ARRAY(a, nb + na + 1, struct point);
    for (size_t i = 0; i < nb + na; i++) {
        char c = i < nb ? before[i] : after[i - nb];
        if (c != ' ')
            p[n++] = (struct point){{(int32_t)i - (int32_t)nb}, c == 'x'};
    }
    return (struct change_input){.instrument = diary(), .points = p, .n = n, .start_known = true, .start = {0}, .name = S("Ana")};
}

static str said(struct say s) { return message_say(a, LANG_EN, s); }

static bool has(const struct change_result *c, enum msg key) {
    for (size_t i = 0; i < c->n_caveats; i++)
        if (c->caveat[i].key == key)
            return true;
    return false;
}

static const struct step *step_of(const struct change_result *c, const char *rule) {
    for (size_t i = 0; i < c->n_steps; i++)
        if (strcmp(c->step[i].rule, rule) == 0)
            return &c->step[i];
    return NULL;
}

static uint64_t seed = 88172645463325252u;
static double rnd(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static void reliable_change_index(void **state) {
    (void)state;
    NEAR(change_rci(32.5, 47.5, 7.5, 0.80), 3.162, 0.0005);          // Jacobson & Truax 1991
    struct instrument in = {.sd = {.v = 7.5, .known = true}, .retest = {.v = 0.80, .known = true}};
    NEAR(instrument_sem(&in).v, 3.354, 0.0005);
    NEAR(1.96 * sqrt(2) * 8.16 * sqrt(1 - 0.801), 10.09, 0.01);      // claus_2020
    in.retest.known = false;
    assert_false(instrument_sem(&in).known);
}

static void regression_to_the_mean(void **state) {
    (void)state;
    NEAR(change_expected(8, 5, 0.76), 7.28, 1e-9);
    struct instrument in = *nrs();
    in.mean = (struct fact){.v = 5, .known = true};
    in.retest = (struct fact){.v = 0.76, .known = true};
    struct change_input x = WEEKLY(0, 8, 8, 5, 5, 5, 5, 5);
    x.instrument = &in;
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.before.n, 1);
    NEAR(c.mean_drift.v, -0.72, 1e-9);
    assert_true(has(&c, MSG_progress_mean_drift_size));
}

static void wilson_interval(void **state) {
    (void)state;
    double lo, hi;
    change_share_interval(81, 263, &lo, &hi); // Newcombe 1998, table I: 0.2553 to 0.3662
    NEAR(lo, 0.2553, 0.00005);
    NEAR(hi, 0.3662, 0.00005);
    change_share_interval(0, 20, &lo, &hi);
    NEAR(lo, 0, 0);
    NEAR(hi, 0.1611, 0.00005);
    change_share_interval(29, 29, &lo, &hi);
    NEAR(lo, 0.8830, 0.00005);
    NEAR(hi, 1, 0);
}

static void non_overlap_vectors(void **state) {
    (void)state;
    static const double va[] = {20, 20, 26, 25, 22, 23}, vb[] = {28, 25, 24, 27, 30, 30, 29};
    struct point pa[6], pb[7];
    for (int i = 0; i < 6; i++)
        pa[i] = (struct point){{i}, va[i]};
    for (int i = 0; i < 7; i++)
        pb[i] = (struct point){{i}, vb[i]};
    NEAR(stats_nap(pa, 6, pb, 7), 38.5 / 42, 1e-12);                 // Parker, Vannest & Davis 2011
    static const double rising[] = {1, 2, 3, 4, 5};
    struct point r[5];
    for (int i = 0; i < 5; i++)
        r[i] = (struct point){{i}, rising[i]};
    NEAR(stats_trend(r, 5), 1, 1e-12);
    for (int round = 0; round < 200; round++) { // counted by value and pair by pair is the same
        struct point x[12], y[9], xs[12], ys[9];
        for (int i = 0; i < 12; i++)
            x[i] = xs[i] = (struct point){{i}, floor(11 * rnd())}, xs[i].value += 0.5;
        for (int i = 0; i < 9; i++)
            y[i] = ys[i] = (struct point){{i}, floor(11 * rnd())}, ys[i].value += 0.5;
        NEAR(stats_nap(x, 12, y, 9), stats_nap(xs, 12, ys, 9), 1e-12);
        NEAR(stats_trend(x, 12), stats_trend(xs, 12), 1e-12);
    }
}

static void effective_numbers(void **state) {
    (void)state;
    NEAR(stats_effective(28, 0.4), 12, 1e-9);
    NEAR(stats_effective(1, 0.9), 1, 0);
    NEAR(stats_effective(0, 0.9), 0, 0);
    struct point p[40];
    for (int i = 0; i < 40; i++)
        p[i] = (struct point){{i}, i / 10 % 2};
    struct lag l = {0};
    bool assumed;
    stats_lag(&l, p, 40, true);
    double rho = stats_rho(&l, &assumed);
    assert_false(assumed);
    assert_true(rho > 0.8 && rho <= RHO_MAX);
    struct lag few = {0};
    stats_lag(&few, p, 5, true);
    NEAR(stats_rho(&few, &assumed), RHO_ASSUMED, 0);
    assert_true(assumed);
}

static void fell_by_both(void **state) {
    (void)state;
    struct change_input x = WEEKLY(5, 6, 7, 6, 6, 7, 6, 5, 4, 3, 3, 3, 3, 3);
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.class, CHANGE_BOTH);
    assert_int_equal(c.way, WAY_BETTER);
    assert_int_equal(c.before.n, 6); // the answer on the first day is from before the session
    assert_int_equal(c.now.n, 4);    // 28 days up to the latest
    NEAR(c.mdc95.v, 2, 0);
    NEAR(c.mcid.v, 0.3 * c.before.mean, 1e-9);
    NEAR(c.nap.v, 1, 0); // every later answer is lower, and lower is better
    assert_true(has(&c, MSG_progress_cause));
    assert_true(has(&c, MSG_progress_unverified));
    assert_non_null(step_of(&c, "mcid-share"));
    assert_string_equal(str_z(a, said(c.you)),
                        "Your neck pain fell from 6.3 before treatment to 3.0 now (ratings used: 6 and 4): more than measurement error (2.0) and at "
                        "least the smallest change people notice (1.9).");
    assert_true(str_starts(said(c.they), S("Ana’s neck pain fell from 6.3")));
}

static void worse_is_said_as_plainly(void **state) {
    (void)state;
    struct change_input x = WEEKLY(5, 4, 4, 3, 4, 4, 4, 5, 6, 7, 7, 7, 7, 7);
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.class, CHANGE_WORSE);
    assert_true(c.reliable && c.important);
    assert_true(str_starts(said(c.you), S("Your neck pain rose from 3.8 before treatment to 7.0 now")));
    assert_int_equal(c.next_they.key, MSG_progress_worse_next);
    assert_false(has(&c, MSG_progress_mean_drift));
}

static void thresholds_at_their_edges(void **state) {
    (void)state;
    struct change_input two = WEEKLY(0, 8, 6);             // exactly 2.0: people notice it, error explains it
    assert_int_equal(change_judge(a, &two).class, CHANGE_IMPORTANT_ONLY);
    struct change_input more = WEEKLY(0, 8, 5.9);
    assert_int_equal(change_judge(a, &more).class, CHANGE_BOTH);
    struct change_input one = WEEKLY(0, 8, 7);
    assert_int_equal(change_judge(a, &one).class, CHANGE_NEITHER);
    struct change_input third = WEEKLY(0, 5, 3.5);         // 30 % of 5, baseline at least 4
    assert_int_equal(change_judge(a, &third).class, CHANGE_IMPORTANT_ONLY);
    struct change_input low = WEEKLY(0, 3.9, 2.5);       // 36 %, but no percentages below 4
    assert_int_equal(change_judge(a, &low).class, CHANGE_NEITHER);
    struct change_input same = WEEKLY(0, 5, 5);
    struct change_result c = change_judge(a, &same);
    assert_int_equal(c.class, CHANGE_NEITHER);
    assert_int_equal(c.you.key, MSG_progress_pain_same_you);
    struct instrument small = *nrs();
    small.mdc95.v = 1;
    struct change_input real_small = WEEKLY(0, 8, 6.5);
    real_small.instrument = &small;
    assert_int_equal(change_judge(a, &real_small).class, CHANGE_RELIABLE_ONLY);
}

static void floor_and_ceiling(void **state) {
    (void)state;
    struct change_input x = WEEKLY(0, 2.9, 2, 0);
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    assert_true(c.flags & FLAG_FLOOR);
    assert_int_equal(c.you.key, MSG_progress_pain_floor_you);
    x = WEEKLY(0, 2, 2, 6);
    assert_int_equal(change_judge(a, &x).class, CHANGE_WORSE); // the floor hides no worsening
    x = WEEKLY(0, 9, 9, 10);
    c = change_judge(a, &x);
    assert_true(c.flags & FLAG_CEILING);
    assert_true(has(&c, MSG_progress_ceiling));
}

// What else may explain it is said of every measure, whichever end of its scale is the better one.
static void no_caveat_says_pain_or_a_direction(void **state) {
    (void)state;
    static const enum msg said[] = {MSG_progress_natural, MSG_progress_cause, MSG_progress_mean_drift, MSG_progress_floor, MSG_progress_ceiling,
        MSG_progress_other_unknown, MSG_progress_trend_before_better, MSG_progress_trend_before_worse};
    static const char *const wrong[] = {"ain and", "headache", " low ", " high ", "milder"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
            assert_true(str_find(message_say(a, LANG_EN, SAY(said[i])), str_of(wrong[k])) == SIZE_MAX);
}

static void nothing_to_judge(void **state) {
    (void)state;
    struct change_input x = WEEKLY(0, 5);
    x.n = 0;
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    assert_int_equal(c.you.key, MSG_progress_pain_none_you);
    x = WEEKLY(0, 5, 4, 3);
    x.start_known = false;
    c = change_judge(a, &x);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    assert_true(c.flags & FLAG_NO_START);
    assert_string_equal(str_z(a, said(c.you)), "Your neck pain is 4.0 now (ratings used: 3). The start of treatment is not entered, so no change can be judged.");
    x = WEEKLY(0, 5, 4, 3);
    x.start.d = -1;
    c = change_judge(a, &x);
    assert_true(c.flags & FLAG_NO_BASELINE);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    x.start.d = 10; // day 14 looks back to day 7, before the start
    c = change_judge(a, &x);
    assert_true(c.flags & FLAG_NO_AFTER);
    assert_non_null(step_of(&c, "set-aside"));
    x.start.d = 7;
    assert_false(change_judge(a, &x).flags & FLAG_NO_AFTER);
}

static void few_points_and_old_answers(void **state) {
    (void)state;
    struct change_input x = WEEKLY(0, 8, 8, 3);
    x.today_known = true;
    x.today.d = 14 + 29;
    struct change_result c = change_judge(a, &x);
    assert_true(c.flags & FLAG_FEW_POINTS);
    assert_true(has(&c, MSG_progress_few_points));
    assert_false(c.nap.known);
    assert_true(c.flags & FLAG_STALE);
    assert_true(str_find(said(c.you), S(" in the last answers, up to 15 Jan 1970 (ratings used: ")) != SIZE_MAX); // no "now" of a month ago, and a mean is of several answers
    assert_true(str_find(said(c.they), S(" now ")) == SIZE_MAX);
    x.today.d--;
    assert_false(change_judge(a, &x).flags & FLAG_STALE);
    assert_true(str_find(said(change_judge(a, &x).you), S(" now (ratings used: ")) != SIZE_MAX);
    // a baseline from long before the start is said to be one
    assert_false(c.flags & FLAG_OLD_BASELINE);
    struct point old[] = {{{100}, 8}, {{172}, 4}, {{179}, 4}};
    x = (struct change_input){.instrument = x.instrument, .points = old, .n = 3, .start_known = true, .start = {100 + 29}, .place = S("neck")};
    c = change_judge(a, &x);
    assert_true(c.flags & FLAG_OLD_BASELINE);
    assert_true(has(&c, MSG_progress_old_baseline));
    x.start.d--;
    assert_false(change_judge(a, &x).flags & FLAG_OLD_BASELINE);
}

static void own_ups_and_downs(void **state) {
    (void)state;
    double v[] = {9, 2, 9, 3, 9, 9, 1, 6, 1, 8, 1, 3};
    struct change_input x = weekly(v, 12, 5);
    struct point *p = ARENA_ARRAY(a, 12, struct point); // daily ratings of the moment, so that five are within 28 days
    for (int i = 0; i < 12; i++)
        p[i] = (struct point){{i}, v[i]};
    x.points = p;
    x.start.d = 5;
    x.instrument = instrument_of(S("nrs-pain"), S("now"));
    struct change_result c = change_judge(a, &x);
    assert_true(fabs(c.change) > 2);
    assert_true(c.interval_known && c.lo < 0 && c.hi > 0);
    assert_false(c.reliable);
    assert_int_equal(c.class, CHANGE_IMPORTANT_ONLY);
    assert_true(has(&c, MSG_progress_varies));
}

static void already_improving(void **state) {
    (void)state;
    struct change_input x = WEEKLY(5, 9, 8, 8, 7, 6, 6, 5, 4, 4, 3, 3, 2);
    struct change_result c = change_judge(a, &x);
    assert_true(c.flags & FLAG_TREND_BEFORE);
    assert_true(has(&c, MSG_progress_trend_before_better));
}

static void headache_responder(void **state) {
    (void)state;
    struct change_input x = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "...x......x......x......x...");
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.before.n, 28);
    assert_int_equal(c.before.hits, 12);
    assert_int_equal(c.now.hits, 4);
    NEAR(c.before.mean, 12, 1e-9);
    NEAR(c.mcid.v, 6, 1e-9);
    assert_true(c.interval_known && c.hi < 0);
    assert_int_equal(c.class, CHANGE_BOTH);
    assert_false(c.mdc95.known);
    assert_true(has(&c, MSG_progress_no_mdc));
    assert_true(has(&c, MSG_progress_unverified_share));
    assert_true(str_starts(said(c.you), S("Your headache days fell from 12.0 in 28 before treatment to 4.0 in 28 now (days answered: 28 and 28)")));
}

static void headache_chronic_needs_less(void **state) {
    (void)state;
    struct change_input x = diary_of("xx.xx.xxx.xx.xxx.xx.xx.xxx.x", "x..x.x..x.x..x.x..x.x.x..x.x");
    struct change_result c = change_judge(a, &x);
    assert_non_null(step_of(&c, "responder-chronic"));
    NEAR(c.mcid.v, 0.3 * c.before.mean, 1e-9);
}

// No share of no headache days can be taken: only the interval may call it worse, and no sentence has a hole.
static void headache_from_none(void **state) {
    (void)state;
    struct change_input in = diary_of("............................", "..............x.............");
    struct change_result c = change_judge(a, &in);
    assert_false(c.important || c.reliable || c.mcid.known);
    assert_int_equal(c.class, CHANGE_NEITHER);
    in = diary_of("............................", "x.x.xx..x.x.x..xx.x.x.xx.x.x");
    c = change_judge(a, &in);
    assert_true(c.reliable && !c.important);
    assert_int_equal(c.class, CHANGE_WORSE);
    assert_int_equal(c.way, WAY_WORSE);
    assert_true(str_find(said(c.they), S("?")) == SIZE_MAX);
    assert_true(str_find(said(c.they), S("more than day-to-day variation")) != SIZE_MAX);
}

static void headache_missing_days_are_unknown(void **state) {
    (void)state;
    struct change_input full = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "x.x.x..x.x..x.x.x..x.x..x.x.");
    struct change_input holes = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "x.x.x..x.x..x.x.x        .x.");
    struct change_result f = change_judge(a, &full), h = change_judge(a, &holes);
    assert_int_equal(h.now.n, 20);
    assert_true(h.now.mean > f.now.mean);
    assert_true(h.flags & FLAG_GAPS);
    assert_true(has(&h, MSG_progress_gaps));
    NEAR(h.now.coverage, 20.0 / 28, 1e-9);
    struct change_input thin = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "x                          .");
    struct change_result t = change_judge(a, &thin);
    assert_int_equal(t.class, CHANGE_CANNOT_SAY);
    assert_int_equal(t.you.key, MSG_progress_headache_few_after_you);
}

static void headache_short_baseline(void **state) {
    (void)state;
    struct change_input six = diary_of("x.xx.x", "............................");
    struct change_result c = change_judge(a, &six);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    assert_int_equal(c.you.key, MSG_progress_headache_few_before_you);
    struct change_input ten = diary_of("xx.xxxx.xx", "..........x.................");
    c = change_judge(a, &ten);
    assert_true(c.flags & FLAG_SHORT_BASELINE);
    assert_false(c.important);
    assert_int_equal(c.class, CHANGE_RELIABLE_ONLY);
    assert_int_equal(c.you.key, MSG_progress_headache_fell_limited_you);
    struct change_input none = diary_of("", "x.x.x.x.x.x.x.x.x.x.x.x.x.x.");
    c = change_judge(a, &none);
    assert_int_equal(c.class, CHANGE_CANNOT_SAY);
    assert_true(c.flags & FLAG_NO_BASELINE);
    struct change_input never = diary_of("............................", "............................");
    assert_true(change_judge(a, &never).flags & FLAG_FLOOR);
}

static void long_stretches_are_said(void **state) {
    (void)state;
    struct change_input x = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "xx                             ..x.x...x.x.x.x.x.x.x.x.x.x.x.");
    assert_true(change_judge(a, &x).flags & FLAG_STRETCHES);
    struct change_input r = WEEKLY(1, 6, 6, 5, 5, 5);
    assert_false(change_judge(a, &r).flags & FLAG_STRETCHES);
    ((struct point *)r.points)[4].day.d = 21 + 28;
    assert_false(change_judge(a, &r).flags & FLAG_STRETCHES);
    ((struct point *)r.points)[4].day.d++;
    struct change_result c = change_judge(a, &r);
    assert_true(c.flags & FLAG_STRETCHES);
    assert_true(has(&c, MSG_progress_stretches));
}

static void a_day_given_twice(void **state) {
    (void)state;
    struct change_input x = diary_of("x.x.x..x.x..x.x.x..x.x..x.x.", "............................");
    struct point *p = ARENA_ARRAY(a, x.n + 1, struct point);
    memcpy(p, x.points, x.n * sizeof *p);
    p[x.n] = (struct point){{3}, 1};
    x.points = p;
    x.n++;
    struct change_result c = change_judge(a, &x);
    assert_int_equal(c.now.n, 28);
    assert_int_equal(c.now.hits, 1);
    assert_true(c.flags & FLAG_MIXED_DAY);
}

static struct change_input random_ratings(const struct instrument *ins) {
    size_t n = (size_t)(rnd() * 40);
    struct point *p = ARENA_ARRAY(a, n + 1, struct point);
    int32_t d = 0;
    for (size_t i = 0; i < n; i++) {
        d += (int32_t)(rnd() * 9);
        p[i] = (struct point){{d}, ins->kind == INSTRUMENT_DAY ? (double)(rnd() < 0.5) : floor(rnd() * 11)};
    }
    return (struct change_input){.instrument = ins, .points = p, .n = n, .start_known = rnd() < 0.9, .start = {(int32_t)(rnd() * 120)}, .place = S("back"), .name = S("Bo")};
}

// Shifting all days changes nothing; the order of the points changes nothing; and turning the scale over turns better into worse.
static void properties(void **state) {
    (void)state;
    static const str recalls[] = {S_INIT("now"), S_INIT("average-7d"), S_INIT("worst-7d")};
    for (int round = 0; round < 3000; round++) {
        struct instrument up = *(round % 4 == 3 ? diary() : instrument_of(S("nrs-pain"), recalls[round % 4]));
        struct change_input x = random_ratings(&up);
        struct change_result c = change_judge(a, &x);
        assert_true(c.class != CHANGE_BOTH || (c.reliable && c.important));
        assert_true(!c.interval_known || (c.lo <= c.change + 1e-9 && c.hi >= c.change - 1e-9));
        assert_true(c.rho >= 0 && c.rho <= RHO_MAX);
        assert_true(c.you.key != MSG_none && c.they.key != MSG_none);
        assert_int_equal(str_find(said(c.you), S("{")), SIZE_MAX); // no hole left open
        assert_int_equal(str_find(said(c.they), S("{")), SIZE_MAX);
        assert_int_equal(str_find(said(c.you), S("?")), SIZE_MAX);
        for (size_t i = 0; i < c.n_caveats; i++)
            assert_int_equal(str_find(said(c.caveat[i]), S("{")), SIZE_MAX);

        struct change_input y = x;
        struct point *p = ARENA_ARRAY(a, x.n + 1, struct point);
        for (size_t i = 0; i < x.n; i++)
            p[i] = (struct point){{x.points[i].day.d + 9999}, x.points[i].value};
        y.points = p;
        y.start.d += 9999;
        struct change_result shifted = change_judge(a, &y);
        assert_int_equal(c.class, shifted.class);
        NEAR(c.change, shifted.change, 1e-12);

        if (up.kind == INSTRUMENT_RATING) {
            struct instrument down = up;
            down.higher_is_worse = false;
            down.floor_below.known = up.floor_below.known = false;
            down.mcid_share.known = up.mcid_share.known = false;
            struct change_input z = x;
            z.instrument = &down;
            struct point *q = ARENA_ARRAY(a, x.n + 1, struct point);
            for (size_t i = 0; i < x.n; i++)
                q[i] = (struct point){x.points[i].day, 10 - x.points[i].value};
            z.points = q;
            struct change_result m = change_judge(a, &z), plain = change_judge(a, &x);
            if (plain.way != WAY_SAME && m.way != WAY_SAME) { // ties round apart
                assert_int_equal(plain.way, m.way);
                assert_int_equal(plain.class, m.class);
            }
            z.points = x.points; // the same answers on a scale that is better upwards
            struct change_result other = change_judge(a, &z);
            assert_true(plain.way == WAY_SAME || other.way != plain.way);
            assert_int_equal(plain.reliable, other.reliable);
            assert_int_equal(plain.important, other.important);
        }
        if (up.kind == INSTRUMENT_RATING) { // another unit: points and thresholds ten times as large
            struct instrument big = up;
            big.hi *= 10, big.mdc95.v *= 10, big.mcid.v *= 10, big.share_from.v *= 10, big.floor_below.v *= 10;
            struct change_input z = x;
            z.instrument = &big;
            struct point *q = ARENA_ARRAY(a, x.n + 1, struct point);
            for (size_t i = 0; i < x.n; i++)
                q[i] = (struct point){x.points[i].day, 10 * x.points[i].value};
            z.points = q;
            struct change_result scaled = change_judge(a, &z), plain = change_judge(a, &x);
            NEAR(scaled.change, 10 * plain.change, 1e-9);
            if (plain.way != WAY_SAME) { // what prints as the same number is the same
                assert_int_equal(scaled.reliable, plain.reliable);
                assert_int_equal(scaled.important, plain.important);
            }
        }
        if (round % 200 == 199)
            arena_reset(a);
    }
}

static str slurp(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return (str){0};
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

static str shared_diaries(void) {
    const char *root = getenv("UNKNOT_SHARED"), *source = getenv("UNKNOT_SOURCE");
    str dir = root ? str_of(root) : str_fmt(a, "%s/../shared", source ? source : ".");
    return slurp(str_z(a, str_fmt(a, "%.*s/data/headache-diaries.csv", SP(dir))));
}

// 133 migraine patients; 55 have a day before treatment, and of most nothing may be said.
static void real_diaries(void **state) {
    (void)state;
    str text = shared_diaries();
    if (text.n == 0) {
        print_message("skipped: shared/data/headache-diaries.csv is not here (UNKNOT_SHARED)\n");
        skip();
    }
    struct csv csv = csv_on(text, ',');
    struct csv_row row;
    struct point *p = ARENA_ARRAY(a, 5000, struct point);
    int64_t id = 0, who;
    size_t n = 0, people = 0, with_baseline = 0, judged = 0, classes[6] = {0};
    assert_int_equal(csv_next(&csv, a, &row), CSV_ROW); // header
    for (;;) {
        bool more = csv_next(&csv, a, &row) == CSV_ROW;
        if (more)
            assert_true(str_i64(row.field[0], &who));
        if (n > 0 && (!more || who != id)) {
            struct change_input in = {.instrument = diary(), .points = p, .n = n, .start_known = true, .start = {0}, .name = S("Patient")};
            struct change_result c = change_judge(a, &in);
            people++;
            with_baseline += !(c.flags & FLAG_NO_BASELINE);
            judged += c.class != CHANGE_CANNOT_SAY;
            classes[c.class]++;
            assert_true(c.class == CHANGE_CANNOT_SAY || c.before.n >= 7);
            n = 0;
        }
        if (!more)
            break;
        id = who;
        int64_t when;
        assert_true(str_i64(row.field[1], &when));
        p[n++] = (struct point){{(int32_t)when}, str_eq(row.field[7], S("yes"))};
    }
    print_message("133 diaries: cannot say %zu, both %zu, reliable only %zu, important only %zu, neither %zu, worse %zu\n", classes[0], classes[1],
                  classes[2], classes[3], classes[4], classes[5]);
    assert_int_equal(people, 133);
    assert_int_equal(with_baseline, 55);
    assert_true(judged < 30);
    assert_true(classes[CHANGE_BOTH] <= 4); // only four people have 28 days before
}

static void the_change_beside_two_numbers_is_theirs(void **state) {
    (void)state;
    assert_true(change_shown(1.75, 1.84) == 0);                 // "1.8 before, 1.8 now"
    assert_true(change_shown(6.04, 4.06) == -1.9);              // 6 and 4.1
    assert_true(change_shown(-0.04, 0.04) == 0);
    assert_true(!signbit(change_shown(2.5, 2.5)));
    for (int i = 0; i < 20000; i++) {
        double b = rnd() * 30, n = rnd() * 30, shown = change_shown(b, n);
        assert_true(llround(b * 10) + llround(shown * 10) == llround(n * 10));
        assert_true(fabs(shown - (n - b)) < 0.1 + 1e-9);
    }
    struct change_input x = WEEKLY(4, 2, 2, 2, 1, 2, 2, 2, 1.36);
    struct change_result c = change_judge(a, &x);
    assert_true(c.compared && c.change != change_shown(c.before.mean, c.now.mean)); // what is judged is not rounded
    assert_true(c.change == c.now.mean - c.before.mean);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reliable_change_index),
        cmocka_unit_test(regression_to_the_mean),
        cmocka_unit_test(the_change_beside_two_numbers_is_theirs),
        cmocka_unit_test(wilson_interval),
        cmocka_unit_test(non_overlap_vectors),
        cmocka_unit_test(effective_numbers),
        cmocka_unit_test(fell_by_both),
        cmocka_unit_test(worse_is_said_as_plainly),
        cmocka_unit_test(thresholds_at_their_edges),
        cmocka_unit_test(floor_and_ceiling),
        cmocka_unit_test(no_caveat_says_pain_or_a_direction),
        cmocka_unit_test(nothing_to_judge),
        cmocka_unit_test(few_points_and_old_answers),
        cmocka_unit_test(own_ups_and_downs),
        cmocka_unit_test(already_improving),
        cmocka_unit_test(headache_responder),
        cmocka_unit_test(headache_chronic_needs_less),
        cmocka_unit_test(headache_from_none),
        cmocka_unit_test(headache_missing_days_are_unknown),
        cmocka_unit_test(headache_short_baseline),
        cmocka_unit_test(long_stretches_are_said),
        cmocka_unit_test(a_day_given_twice),
        cmocka_unit_test(properties),
        cmocka_unit_test(real_diaries),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
