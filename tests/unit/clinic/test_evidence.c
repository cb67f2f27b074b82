// clinic/measures/evidence.h: three questions that are never mixed, and no answer that goes beyond what the series can bear.
#include "clinic/measures/evidence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/random.h"
#include "clinic/care/claims.h"

enum { START = 1000, MOST = 8000 };

struct series {
    struct point p[MOST];
    size_t n;
    struct change_result change;
    struct evidence_input in;
};

static struct series *series_new(const char *code, const char *recall)
{
    struct series *s = ARENA_NEW(a, struct series);
    s->in = (struct evidence_input){.instrument = instrument_of(str_of(code), str_of(recall)), .start_known = true, .start = {START}, .change = &s->change};
    assert_non_null(s->in.instrument);
    return s;
}

static void put(struct series *s, int on, double value) { s->p[s->n++] = (struct point){.day = {on}, .value = value}; }

static struct evidence judged(struct series *s)
{
    struct change_input in = {.instrument = s->in.instrument, .points = s->p, .n = s->n, .start_known = s->in.start_known, .start = s->in.start, .place = S("neck"), .name = S("Ann")};
    s->change = change_judge(a, &in);
    s->in.points = s->p;
    s->in.n = s->n;
    return evidence_judge(a, &s->in);
}

// Weekly ratings with ups and downs: `before` answers around one level, `since` around another. An average of 7 days counts as since a week after the start.
static struct series *weekly(int before, double level, int since, double later)
{
    static const double wave[] = {0, 0.6, -0.6, 0.3, -0.3, 0.5, -0.4};
    struct series *s = series_new("nrs-pain", "average-7d");
    for (int i = before; i > 0; i--) put(s, START - 7 * (i - 1), level + wave[i % 7]);
    for (int i = 1; i <= since; i++) put(s, START + 7 * i, later + wave[(i + 3) % 7]);
    return s;
}

static bool says(const struct say *list, enum msg k)
{
    for (size_t i = 0; i < EVIDENCE_SAYS && list[i].key != MSG_none; i++)
        if (list[i].key == k) return true;
    return false;
}

static void too_few(void **state)
{
    (void)state;
    struct evidence e = judged(weekly(4, 7, 8, 3));
    assert_int_equal(e.timed_is, TIMED_TOO_FEW);
    assert_int_equal(e.timed.key, MSG_progress_timed_few);
    assert_true(says(e.timed_why, MSG_progress_timed_few_why) && !e.fitted && e.line[0].n == 0);
    assert_int_equal(e.cause_is, CAUSE_NOT_DRAWN);
    assert_int_equal(e.changed.key, MSG_progress_changed_both); // that it changed is another question
    e = judged(weekly(0, 0, 0, 0));
    assert_int_equal(e.timed_is, TIMED_TOO_FEW);
    assert_int_equal(e.changed.key, MSG_progress_changed_cannot);
    struct series *s = weekly(6, 7, 6, 3);
    s->in.start_known = false;
    e = judged(s);
    assert_int_equal(e.timed_is, TIMED_NO_START);
    assert_true(e.timed_why[0].key == MSG_none && e.n_dots == 0);
}

static void nothing_changed(void **state)
{
    (void)state;
    struct evidence e = judged(weekly(10, 5, 10, 5.1));
    assert_int_equal(e.timed_is, TIMED_NONE_SHOWN);
    assert_true(e.changed.key == MSG_progress_changed_neither || e.changed.key == MSG_progress_changed_same);
    assert_true(e.fitted && e.line[0].n == EVIDENCE_STEPS && e.line[1].n == EVIDENCE_STEPS && e.ahead.n == EVIDENCE_STEPS && !e.ahead.band);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < e.line[side].n; i++) assert_true(e.line[side].at[i].lo < e.line[side].at[i].v && e.line[side].at[i].v < e.line[side].at[i].hi);
    assert_true(e.line[0].at[0].day.d == START - 63 && e.line[1].at[EVIDENCE_STEPS - 1].day.d == START + 70);
}

// A slow fall that began long before: it changed, and not when treatment began.
static void changed_and_not_timed(void **state)
{
    (void)state;
    static const double wave[] = {0, 0.5, -0.5, 0.4, -0.3};
    struct series *s = series_new("nrs-pain", "average-7d");
    for (int i = 12; i > 0; i--) put(s, START - 7 * (i - 1), 6 + 0.25 * i + wave[i % 5]);
    for (int i = 1; i <= 12; i++) put(s, START + 7 * i, 6 - 0.25 * i + wave[(i + 2) % 5]);
    struct evidence e = judged(s);
    assert_int_equal(s->change.class, CHANGE_BOTH);
    assert_int_equal(e.changed.key, MSG_progress_changed_both);
    assert_int_equal(e.timed_is, TIMED_NONE_SHOWN);
    assert_true(says(e.timed_why, MSG_progress_timed_none_why));
}

static void timed_and_not_randomised(void **state)
{
    (void)state;
    struct evidence e = judged(weekly(10, 7, 10, 3));
    assert_int_equal(e.timed_is, TIMED_BETTER);
    assert_true(says(e.timed_why, MSG_progress_timed_when) && says(e.timed_why, MSG_progress_timed_fit));
    assert_int_equal(e.cause_is, CAUSE_NOT_DRAWN);
    assert_true(says(e.cause_why, MSG_progress_cause_would_need) && e.n_ways == 0);
    assert_int_equal(judged(weekly(10, 3, 10, 7)).timed_is, TIMED_WORSE);
    assert_true(says(judged(weekly(6, 7, 6, 3)).timed_why, MSG_progress_timed_caution));
}

// Answers that visits asked for, or that lie a month apart, say nothing of when.
static void answers_of_visits(void **state)
{
    (void)state;
    day session[10];
    struct series *s = weekly(10, 7, 10, 3);
    for (int i = 0; i < 10; i++) session[i] = (day){START + 7 * (i + 1) + 1};
    s->in.session = session;
    s->in.n_sessions = 10;
    struct evidence e = judged(s);
    assert_int_equal(e.timed_is, TIMED_VISITS);
    assert_true(!e.fitted && e.line[0].n == 0 && e.mean[0].n == 2 && e.mean[1].n == 2);
    s->in.n_sessions = 4; // four of ten: the others were not
    assert_int_equal(judged(s).timed_is, TIMED_BETTER);
    s = series_new("nrs-pain", "average-7d");
    for (int i = 5; i > 0; i--) put(s, START - 28 * (i - 1), 7 + i % 2);
    for (int i = 1; i <= 6; i++) put(s, START + 28 * i, 3 + i % 2);
    assert_int_equal(judged(s).timed_is, TIMED_RARE);
}

// Answers that end long before the start, or begin long after it, say nothing of the start: no line is drawn out to it.
static void no_answers_near(void **state)
{
    (void)state;
    static const double wave[] = {0, 0.6, -0.6, 0.3, -0.3, 0.5, -0.4};
    for (int side = 0; side < 3; side++) { // far off on both sides, before only, since only
        struct series *s = series_new("nrs-pain", "average-7d");
        int before = side == 2 ? 56 : 180, since = side == 1 ? 7 : 120;
        for (int i = 0; i < 9; i++) put(s, START - before + 7 * i, 7 + wave[i % 7]), put(s, START + since + 7 * i, 3 + wave[(i + 2) % 7]);
        struct evidence e = judged(s);
        assert_int_equal(e.timed_is, TIMED_FAR);
        assert_int_equal(e.timed.key, MSG_progress_timed_far);
        assert_true(says(e.timed_why, MSG_progress_timed_far_why) && !e.fitted && e.line[0].n == 0);
    }
    struct series *s = weekly(10, 7, 10, 3); // a fortnight missed on each side is near enough
    for (size_t i = 0; i < s->n; i++) s->p[i].day.d += s->p[i].day.d > START ? 14 : -14;
    assert_int_equal(judged(s).timed_is, TIMED_BETTER);
    for (size_t i = 0; i < s->n; i++) s->p[i].day.d += s->p[i].day.d > START; // a day more is not
    assert_int_equal(judged(s).timed_is, TIMED_FAR);
}

static struct series *diary(int before, int since, int share_before, int share_since, uint64_t seed)
{
    struct series *s = series_new("headache-day", "");
    struct rng r = rng_seed(seed);
    for (int d = -before; d < since; d++) put(s, START + d, rng_int(&r, 0, 99) < (d < 0 ? share_before : share_since));
    return s;
}

static void a_diary(void **state)
{
    (void)state;
    struct evidence e = judged(diary(84, 84, 70, 15, 3));
    assert_int_equal(e.timed_is, TIMED_BETTER);
    assert_true(says(e.timed_why, MSG_progress_timed_fit_days));
    assert_int_equal(e.n_dots, 24); // a week each, none over the start
    for (size_t i = 0; i < e.n_dots; i++) assert_true(e.dots[i].v >= 0 && e.dots[i].v <= DAYS_PER);
    for (size_t i = 0; i < e.line[1].n; i++) assert_true(e.line[1].at[i].lo >= 0 && e.line[1].at[i].hi <= DAYS_PER);
    e = judged(diary(60, 60, 0, 5, 4)); // hardly any: the rarer answer is too rare
    assert_int_equal(e.timed_is, TIMED_TOO_FEW);
    assert_true(says(e.timed_why, MSG_progress_timed_few_events));
}

// Nearly apart: the odds have no end, and nothing without an end is printed.
static void odds_without_end(void **state)
{
    (void)state;
    static const char days[] = "1111111010000000";
    struct series *s = series_new("headache-day", "");
    for (int i = 0; i < 16; i++) put(s, START - 29 + i, days[i] == '1'), put(s, START + 14 + i, days[i] == '1');
    struct evidence e = judged(s);
    assert_true(e.fitted && says(e.timed_why, MSG_progress_timed_fit_wide));
    for (size_t i = 0; i < EVIDENCE_SAYS && e.timed_why[i].key != MSG_none; i++) assert_true(str_find(message_say(a, LANG_EN, e.timed_why[i]), S("inf")) == SIZE_MAX);
    for (size_t i = 0; i < e.line[0].n; i++) assert_true(isfinite(e.line[0].at[i].lo) && isfinite(e.line[0].at[i].hi));
    s = series_new("headache-day", ""); // half a year off on each side: a factor beyond any number
    for (int i = 0; i < 16; i++) put(s, START - 180 + i, days[i] == '1'), put(s, START + 300 + i, days[i] == '1');
    assert_int_equal(judged(s).timed_is, TIMED_FAR);
}

// Twenty years of days are cut to what belongs to this start.
static void twenty_years(void **state)
{
    (void)state;
    struct series *s = series_new("headache-day", "");
    struct rng r = rng_seed(9);
    for (int d = 0; d < 7300; d++) put(s, START - 3000 + d, rng_int(&r, 0, 99) < 30);
    struct evidence e = judged(s);
    assert_int_equal(e.timing.n[0], EVIDENCE_BEFORE);
    assert_int_equal(e.timing.n[1], EVIDENCE_SINCE + 1);
}

// As clear as it can be, with an exception each week on both sides.
static struct series *clear(int before, int since)
{
    struct series *s = series_new("headache-day", "");
    for (int d = -before; d < since; d++) put(s, START + d, (d < 0) != ((d + 7000) % 7 == 3));
    return s;
}

static void draw_of(struct series *s, int first, int last)
{
    s->in.draw = (struct evidence_draw){.drawn = true, .made = {first - 7}, .start = {START}, .first = {first}, .last = {last}, .step = 1, .until = {START + 200}};
    s->in.today = (day){START + 201};
}

static str arg_of(struct say s, const char *name)
{
    for (size_t i = 0; i < SAY_ARGS && s.arg[i].name; i++)
        if (strcmp(s.arg[i].name, name) == 0) return s.arg[i].value;
    fail_msg("no %s", name);
    return (str){0};
}

static void randomised(void **state)
{
    (void)state;
    struct series *s = clear(28, 28);
    draw_of(s, START - 12, START + 12);
    struct evidence e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_SHOWN);
    assert_int_equal(e.timed_is, TIMED_BETTER);
    assert_int_equal(e.n_ways, 25);
    assert_int_equal(e.way, 12);
    for (size_t i = 0; i < e.n_ways; i++) assert_true(e.ways[i] <= e.ways[e.way]);
    assert_true(fabs(e.ways[e.way] - DAYS_PER * e.timing.chance.statistic) < 1e-9);
    assert_true(says(e.cause_why, MSG_progress_cause_shown_why) && says(e.timed_why, MSG_progress_timed_by_lot));
    // the same days without a change: the lot shows nothing
    s = diary(28, 28, 50, 50, 6);
    draw_of(s, START - 12, START + 12);
    assert_int_equal(judged(s).cause_is, CAUSE_NOT_SHOWN);
    // among too few days
    s = clear(28, 28);
    draw_of(s, START - 5, START + 5);
    e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_FEW_WAYS);
    assert_true(says(e.cause_why, MSG_progress_cause_few_ways_why));
    // too few answers so far
    s = clear(28, 3);
    draw_of(s, START - 12, START + 12);
    e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_ANSWERS);
    assert_int_equal(e.cause.key, MSG_progress_cause_few);
}

// Looked at once, when the answers that were asked for are in; what comes later does not belong to it.
static void looked_at_once(void **state)
{
    (void)state;
    struct series *s = clear(28, 28);
    draw_of(s, START - 12, START + 12);
    s->in.draw.until.d = START + 20;
    s->in.today.d = START + 20;
    struct evidence e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_NOT_YET);
    assert_true(e.n_ways == 0 && e.timing.verdict != TIMING_CAUSED && !says(e.timed_why, MSG_progress_timed_by_lot));
    assert_true(str_find(message_say(a, LANG_EN, e.cause), S("from 18 Oct 1972 on")) != SIZE_MAX);
    s->in.today.d = START + 21;
    e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_SHOWN);
    assert_int_equal(e.timing.n[1], 21);
    s->in.start_known = false;
    assert_int_equal(judged(s).cause.key, MSG_progress_timed_no_start);
    s->in.start_known = true;
    s->in.draw = (struct evidence_draw){.elsewhere = true}; // another measure's
    e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_ELSEWHERE);
    assert_true(e.n_ways == 0 && e.timing.verdict != TIMING_CAUSED);
}

// At once better and later worse: the mean is better by the lot, and no more than that is said.
static void by_lot_and_two_ways(void **state)
{
    (void)state;
    static const double wave[] = {0, 0.3, -0.3, 0.2, -0.2};
    struct series *s = series_new("nrs-pain", "average-7d");
    for (int i = 0; i < 20; i++) put(s, START - 7 * i, 7 + wave[i % 5]), put(s, START + 7 + 7 * i, 2 + 7.0 * i / 19 + wave[(i + 2) % 5]);
    draw_of(s, START - 84, START + 84);
    s->in.draw.step = 7;
    struct evidence e = judged(s);
    assert_int_equal(e.timed_is, TIMED_MIXED);
    assert_true(e.timing.chance.p <= 0.05);
    assert_int_equal(e.cause_is, CAUSE_MIXED);
    assert_int_equal(e.cause.key, MSG_progress_cause_mean_mixed);
    assert_int_equal(claims_refused(message_say(a, LANG_EN, e.cause)).n, 0);
    assert_false(says(e.cause_why, MSG_progress_cause_shown_why));
}

// It changed a day after the drawn one: two of 37 look as good, which is more than 1 in 20 and must not read as 0.05.
static void chance_in_three_digits(void **state)
{
    (void)state;
    struct series *s = series_new("headache-day", "");
    for (int d = -28; d < 40; d++) put(s, START + d, (d < 1) != ((d + 7000) % 7 == 3));
    draw_of(s, START - 18, START + 18);
    struct evidence e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_NOT_SHOWN);
    assert_true(e.timing.chance.ways == 37 && fabs(e.timing.chance.p - 2 / 37.0) < 1e-9);
    assert_string_equal(str_z(a, arg_of(e.cause_why[0], "p")), "0.0541");
}

// No line can be fitted to days that are wholly apart; the lot needs none, and is said.
static void by_lot_without_a_line(void **state)
{
    (void)state;
    struct series *s = series_new("headache-day", "");
    for (int d = -28; d < 28; d++) put(s, START + d, d < 0);
    draw_of(s, START - 12, START + 12);
    struct evidence e = judged(s);
    assert_true(e.timing.why && e.line[0].n == 0);
    assert_int_equal(e.cause_is, CAUSE_SHOWN);
    assert_int_equal(e.timed_is, TIMED_BETTER);
    assert_true(says(e.timed_why, MSG_progress_timed_by_lot));
}

// Why the answers cannot tell is said as it is: around visits, too far apart, none near the day.
static void by_lot_and_answers_cannot_tell(void **state)
{
    (void)state;
    day session[10];
    struct series *s = weekly(10, 7, 10, 3);
    for (int i = 0; i < 10; i++) session[i] = (day){START + 7 * (i + 1) + 1};
    draw_of(s, START - 28, START + 28);
    s->in.session = session;
    s->in.n_sessions = 10;
    struct evidence e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_ANSWERS);
    assert_int_equal(e.cause.key, MSG_progress_cause_visits);
    s = series_new("nrs-pain", "average-7d");
    for (int i = 0; i < 6; i++) put(s, START - 28 * i, 7 + i % 2), put(s, START + 28 * (i + 1), 3 + i % 2);
    draw_of(s, START - 28, START + 28);
    assert_int_equal(judged(s).cause.key, MSG_progress_cause_rare);
    s = weekly(10, 7, 10, 3);
    for (size_t i = 0; i < s->n; i++) s->p[i].day.d += s->p[i].day.d > START ? 40 : 0;
    draw_of(s, START - 28, START + 28);
    assert_int_equal(judged(s).cause.key, MSG_progress_cause_far);
}

// A lot that was not kept says nothing: another start, or a session before it.
static void lot_not_kept(void **state)
{
    (void)state;
    struct series *s = clear(28, 28);
    draw_of(s, START - 12, START + 12);
    s->in.draw.start.d = START + 3;
    assert_int_equal(judged(s).cause_is, CAUSE_NOT_KEPT);
    draw_of(s, START - 12, START + 12);
    const day early[] = {{START - 14}, {START}}; // before the first day that could be drawn, after the draw
    s->in.session = early;
    s->in.n_sessions = 2;
    struct evidence e = judged(s);
    assert_int_equal(e.cause_is, CAUSE_NOT_KEPT);
    assert_true(e.n_ways == 0 && e.timing.verdict != TIMING_CAUSED);
}

static void same_in_any_order(void **state)
{
    (void)state;
    struct series *s = weekly(10, 7, 10, 3), *t = weekly(10, 7, 10, 3);
    for (size_t i = 0; i < t->n / 2; i++) {
        struct point p = t->p[i];
        t->p[i] = t->p[t->n - 1 - i];
        t->p[t->n - 1 - i] = p;
    }
    struct evidence e = judged(s), f = judged(t);
    assert_memory_equal(&e.line, &f.line, sizeof e.line);
    assert_int_equal(e.timed_is, f.timed_is);
}

// Whatever is answered, no sentence goes further than may be said.
static void words_are_guarded(void **state)
{
    (void)state;
    struct series *s = clear(28, 28);
    draw_of(s, START - 12, START + 12);
    struct evidence e = judged(s);
    const struct say *lists[] = {e.timed_why, e.cause_why, &e.changed};
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < (k == 2 ? 1 : EVIDENCE_SAYS) && lists[k][i].key != MSG_none; i++) {
            str text = message_say(a, LANG_EN, lists[k][i]);
            assert_int_equal(claims_refused(text).n, 0);
            assert_true(str_find(text, S("{")) == SIZE_MAX);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_few), cmocka_unit_test(nothing_changed), cmocka_unit_test(changed_and_not_timed), cmocka_unit_test(timed_and_not_randomised),
        cmocka_unit_test(answers_of_visits), cmocka_unit_test(no_answers_near), cmocka_unit_test(a_diary), cmocka_unit_test(odds_without_end), cmocka_unit_test(twenty_years), cmocka_unit_test(randomised),
        cmocka_unit_test(looked_at_once), cmocka_unit_test(by_lot_and_two_ways), cmocka_unit_test(chance_in_three_digits), cmocka_unit_test(by_lot_without_a_line),
        cmocka_unit_test(by_lot_and_answers_cannot_tell),
        cmocka_unit_test(lot_not_kept), cmocka_unit_test(same_in_any_order), cmocka_unit_test(words_are_guarded),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
