// Scores followed over time: what each is judged by is what the reference says (section 2), and no sentence reads a change that is not one.
#include "clinic/measures/change.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/content.h"
#include "base/err.h"
#include "clinic/measures/instrument.h"

// The reference's numbers, written down by hand. Of a span the MDC's upper and the MCID's lower end; 0: not published.
static const struct expected {
    const char *code, *recall;
    double lo, hi;
    bool worse;                 // higher is worse
    double mdc;
    int level;
    double mcid, share, share_from;
    int recall_days;
} table[] = {
    {"peg", "past-7d", 0, 10, true, 3.4, 95, 1, 0.3, 4, 7},
    {"rmdq-24", "today", 0, 24, true, 5, 0, 5, 0.3, 10, 0},
    {"odi", "today", 0, 100, true, 0, 0, 10, 0.3, 20, 0},
    {"ndi", "today", 0, 50, true, 10, 0, 7, 0, 0, 0},
    {"quickdash", "past-7d", 0, 100, true, 0, 0, 14, 0, 0, 7},
    {"lefs", "today", 0, 80, false, 9, 90, 9, 0, 0, 0},
    {"spadi", "past-7d", 0, 100, true, 0, 0, 8, 0, 0, 7},
    {"koos.pain", "past-7d", 0, 100, false, 0, 0, 8, 0, 0, 7},
    {"hoos.quality", "past-7d", 0, 100, false, 0, 0, 8, 0, 0, 7},
    {"pss-10", "past-month", 0, 40, true, 0, 0, 11, 0.28, 20, 30},
    {"phq-9", "past-14d", 0, 27, true, 6, 95, 5, 0.2, 10, 14},
    {"phq-8", "past-14d", 0, 24, true, 0, 0, 5, 0, 0, 14},
    {"gad-7", "past-14d", 0, 21, true, 0, 0, 4, 0, 0, 14},
    {"isi", "past-14d", 0, 28, true, 7, 95, 6, 0, 0, 14},
    {"who-5", "past-14d", 0, 100, false, 0, 0, 10, 0, 0, 14},
    {"rom", "today", -90, 220, false, 10, 95, 0, 0, 0, 0},
    {"sit-and-reach", "today", -40, 80, false, 3, 0, 0, 0, 0, 0},
    {"craniovertebral-angle", "today", 10, 90, false, 5, 0, 0, 0, 0, 0},
    {"limb-volume.excess-percent", "today", -100, 100000, true, 3.2, 95, 0, 0, 0, 0},
    {"nrs-pain", "average-7d", 0, 10, true, 2, 95, 2, 0.3, 4, 7},
    {"psfs", "now", 0, 10, false, 2, 90, 2, 0, 0, 0},
    {"stress", "average-7d", 0, 10, true, 3, 0, 0, 0, 0, 7},
};

// Shown, never judged: nothing is agreed on for one person's score.
static const struct {
    const char *code, *recall;
    int worse;                  // -1: no end is better
} shown[] = {
    {"k6", "past-30d", 1}, {"phq-2", "past-14d", 1}, {"phq-4", "past-14d", 1}, {"phq-15", "past-28d", 1}, {"gad-2", "past-14d", 1},
    {"pss-4", "past-month", 1}, {"dass-21.stress", "past-7d", 1}, {"dass-21.depression", "past-7d", 1}, {"hit-6", "past-4w", 1},
    {"midas", "past-3m", 1}, {"ais", "past-month", 1}, {"psqi", "past-month", 1}, {"ess", "recent", 1}, {"mos-sleep.problems-2", "past-4w", 1},
    {"mos-sleep.adequacy", "past-4w", 0}, {"hrqol-4", "past-30d", 1}, {"rand-36.pain", "past-4w", 0}, {"rand-36.role-physical", "past-4w", 0},
    {"eq-5d-5l.vas", "today", 0}, {"promis-pf-6b", "now", 0}, {"promis-pi-6a", "past-7d", 1}, {"womac", "past-2d", 1}, {"fiqr", "past-7d", 1},
    {"soreness.rest", "now", 1}, {"soreness.moving", "now", 1}, {"wellness", "today", 1}, {"session-rpe", "session", -1},
    {"training-week.strain", "week", -1}, {"vital-signs.systolic", "now", -1}, {"sleep-diary.efficiency", "night", 0},
    {"sleep-diary.time-asleep", "night", -1}, {"limb-volume.most-difference", "today", 1}, {"sleep-quality", "average-7d", 0},
};

#define NEAR(x, y) assert_true(fabs((x) - (y)) < 1e-9)

static void thresholds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct expected *t = &table[i];
        const struct instrument *in = instrument_of(str_of(t->code), str_of(t->recall));
        if (!in) fail_msg("%s is not followed", t->code);
        if (in->lo != t->lo || in->hi != t->hi || in->higher_is_worse != t->worse || in->neither || in->recall_days != t->recall_days)
            fail_msg("%s: range, direction or recall", t->code);
        if (in->mdc95.known != (t->mdc > 0) || (t->mdc > 0 && (fabs(in->mdc95.v - t->mdc) > 1e-9 || in->mdc_level != t->level)))
            fail_msg("%s: MDC %g at %d", t->code, in->mdc95.v, in->mdc_level);
        if (in->mcid.known != (t->mcid > 0) || (t->mcid > 0 && fabs(in->mcid.v - t->mcid) > 1e-9)) fail_msg("%s: MCID %g", t->code, in->mcid.v);
        if (in->mcid_share.known != (t->share > 0) || (t->share > 0 && fabs(in->mcid_share.v - t->share) > 1e-9)) fail_msg("%s: share", t->code);
        if (in->share_from.known != (t->share_from > 0) || (t->share_from > 0 && in->share_from.v != t->share_from)) fail_msg("%s: share from", t->code);
        assert_false(in->no_threshold);
        assert_true(in->start_day_is_before);
    }
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const struct instrument *in = instrument_of(str_of(shown[i].code), str_of(shown[i].recall));
        if (!in) fail_msg("%s is not followed", shown[i].code);
        if (!in->no_threshold || in->mdc95.known || in->mcid.known || in->mcid_share.known || in->floor_below.known) fail_msg("%s is judged", shown[i].code);
        if (in->neither != (shown[i].worse < 0) || (!in->neither && in->higher_is_worse != (shown[i].worse > 0))) fail_msg("%s: direction", shown[i].code);
    }
    // never an outcome, or no outcome
    for (const char *const *no = (const char *const[]){"calm", "expectation", "after-effects", "eq-5d-5l.profile", "limb-volume.affected", NULL}; *no; no++)
        for (size_t i = 0; instrument_at(i); i++) {
            const struct instrument *in = instrument_at(i);
            assert_false(str_eq(str_of(in->code), str_of(*no)) || str_eq(str_fmt(a, "%s.%s", in->code, in->score), str_of(*no)));
        }
}

static str sentence(const struct change_result *c) { return message_say(a, LANG_EN, c->they); }

static bool says(const struct change_result *c, const char *words) { return str_find(sentence(c), str_of(words)) != SIZE_MAX; }

// One score before the start and one long enough after it; of what is judged by weeks one week of days each.
static struct change_result judged(const struct instrument *in, double before, double now, bool raters)
{
    size_t n = in->week_least ? (size_t)in->week_least : 1;
    struct point *p = ARENA_ARRAY(a, 2 * n, struct point);
    for (size_t i = 0; i < n; i++) {
        p[i] = (struct point){.day = {(int32_t)i + 1 - (int32_t)n}, .value = before};
        p[n + i] = (struct point){.day = {197 + (int32_t)i}, .value = now, .rater = raters};
    }
    return change_judge(a, &(struct change_input){.instrument = in, .points = p, .n = 2 * n, .start_known = true, .start = {0}, .name = S("Bo"), .measure = S("This measure")});
}

static bool holes(const struct change_result *c)
{
    bool open = str_find(sentence(c), S("{")) != SIZE_MAX || str_find(sentence(c), S("?")) != SIZE_MAX;
    for (size_t i = 0; i < c->n_caveats; i++) open |= str_find(message_say(a, LANG_EN, c->caveat[i]), S("{")) != SIZE_MAX;
    return open;
}

// Every score of every file, over a grid of its range: the sentence says which way is better, and a class follows from its thresholds alone.
static void every_sentence(void **state)
{
    (void)state;
    const int steps = 12;
    for (size_t i = 0; instrument_at(i); i++) {
        const struct instrument *in = instrument_at(i);
        if (in->kind == INSTRUMENT_DAY) continue;
        for (int x = 0; x <= steps; x++)
            for (int y = 0; y <= steps; y++) {
                double before = in->lo + (in->hi - in->lo) * x / steps, now = in->lo + (in->hi - in->lo) * y / steps, size = fabs(now - before);
                struct change_result c = judged(in, before, now, false);
                bool better = (now < before) == in->higher_is_worse, same = round(before * 10) == round(now * 10);
                if (holes(&c)) fail_msg("%s.%s: %.*s", in->code, in->score, SP(sentence(&c)));
                if (in->kind == INSTRUMENT_LATEST) {
                    assert_false(c.compared);
                    continue;
                }
                if (c.reliable && !(in->mdc95.known && size > in->mdc95.v)) fail_msg("%s.%s: %g to %g is read as change", in->code, in->score, before, now);
                if (in->no_threshold) assert_int_equal(c.class, CHANGE_CANNOT_SAY);
                if (str_eq(str_of(in->code), S("nrs-pain")) || str_eq(str_of(in->code), S("psfs")) || str_eq(str_of(in->code), S("stress"))) continue;
                if (same) assert_true(says(&c, "as before treatment") || says(&c, "cannot show"));
                else if (in->neither) assert_false(says(&c, "better") || says(&c, "worse"));
                else if (says(&c, better ? ": worse" : ": better")) fail_msg("%s.%s: %.*s", in->code, in->score, SP(sentence(&c)));
                assert_false(says(&c, "pain fell") || says(&c, "eadache days"));
                if (!in->mdc95.known) assert_false(says(&c, "more than measurement error"));
                assert_true(!c.compared || says(&c, "better") || says(&c, "worse") || says(&c, "told apart from") || same || in->neither || says(&c, "cannot show"));
            }
    }
}

// PEG, worked by hand: MDC 3.4, MCID 1, or 30 % from 4.
static void peg(void **state)
{
    (void)state;
    const struct instrument *in = instrument_of(S("peg"), S("past-7d"));
    struct change_result c = judged(in, 8, 4, false);
    assert_int_equal(c.class, CHANGE_BOTH);
    assert_string_equal(str_z(a, sentence(&c)),
        "This measure: better, from 8.0 before treatment to 4.0 now (scores used: 1 and 1): more than measurement error (3.4) and at least the smallest change people notice (1.0).");
    assert_int_equal(judged(in, 8, 4.6, false).class, CHANGE_IMPORTANT_ONLY); // 3.4 is not more than 3.4
    assert_int_equal(judged(in, 8, 7.1, false).class, CHANGE_NEITHER);
    assert_int_equal(judged(in, 4, 8, false).class, CHANGE_WORSE);
    assert_true(judged(in, 3, 0.5, false).flags & FLAG_FLOOR);
    assert_int_equal(judged(in, 3, 0.5, false).class, CHANGE_CANNOT_SAY);
}

// The measurement error of one who measures does not hold between two.
static void raters(void **state)
{
    (void)state;
    const struct instrument *in = instrument_of(S("rom"), S("today"));
    struct change_result one = judged(in, 40, 60, false), two = judged(in, 40, 60, true);
    assert_true(one.reliable);
    assert_int_equal(one.class, CHANGE_RELIABLE_ONLY);
    assert_false(two.reliable);
    assert_int_equal(two.class, CHANGE_CANNOT_SAY);
    assert_true(two.flags & FLAG_RATERS);
    assert_true(says(&two, "shown, not judged"));
    assert_int_equal(judged(in, 60, 40, true).class, CHANGE_CANNOT_SAY);
    assert_int_equal(judged(in, 60, 40, false).class, CHANGE_WORSE);
    // only what is compared counts: an answer before the time that is the baseline, and one that is not among the latest
    struct point p[] = {{.day = {-400}, .value = 30, .rater = 2}, {.day = {0}, .value = 40, .rater = 1}, {.day = {60}, .value = 50, .rater = 2}, {.day = {200}, .value = 60, .rater = 1}};
    struct change_input said = {.instrument = in, .points = p, .n = 4, .start_known = true, .start = {0}, .name = S("Bo"), .measure = S("This measure")};
    assert_int_equal(change_judge(a, &said).class, CHANGE_RELIABLE_ONLY);
    p[1].rater = 2;
    assert_int_equal(change_judge(a, &said).class, CHANGE_CANNOT_SAY);
    assert_false(judged(instrument_of(S("peg"), S("past-7d")), 8, 4, true).flags & FLAG_RATERS); // who types in answers changes none
}

static str replaced(str text, const char *from, const char *to)
{
    size_t at = str_find(text, str_of(from));
    if (at == SIZE_MAX) fail_msg("\"%s\" is not there", from);
    return str_fmt(a, "%.*s%s%.*s", SP(str_sub(text, 0, at)), to, SP(str_sub(text, at + str_of(from).n, SIZE_MAX)));
}

static void refused(const char *id, const char *from, const char *to, const char *path, const char *reason)
{
    struct instrument_error e = {0};
    str text = replaced(content_text(str_fmt(a, "instruments/%s.json", id)), from, to);
    assert_null(instrument_load(a, S("it.json"), text, &e));
    if (!str_eq(e.path, str_of(path)) || str_find(e.reason, str_of(reason)) == SIZE_MAX) fail_msg("%s: %.*s: %.*s", id, SP(e.path), SP(e.reason));
}

static void what_makes_a_series(void **state)
{
    (void)state;
    refused("rom", "\"series\": [\"joint\"", "\"series\": [\"knee\"", "series[0]", "no such item");
    refused("rom", "\"series\": [\"joint\", \"motion\"", "\"series\": [\"joint\", \"joint\"", "series[1]", "twice");
    refused("rom", "\"series\": [\"joint\"", "\"series\": [\"1\"", "series[0]", "a number makes no series");
    refused("rom", "\"series\": [\"joint\"", "\"series\": [7", "series[0]", "no such item");
    refused("rom", "\"axis\": \"data\"", "\"axis\": \"round\"", "scores[0].change.axis", "");
    refused("rom", "\"rater\": \"same\"", "\"rater\": \"two\"", "scores[0].change.rater", "");
    refused("rom", "\"of\": \"means\"", "\"of\": \"sums\"", "scores[0].change.of", "");

    const struct instrument_file *rom = instrument_known(S("rom"));
    struct instrument_answers x;
    struct instrument_bad *bad;
    struct json_error why;
    const struct json *said = json_parse(a, S("{\"joint\":\"neck\",\"motion\":\"rotation\",\"side\":\"left\",\"method\":\"goniometer\"}"), 8, &why);
    assert_int_equal(instrument_answers_read(a, rom, said, &x, &bad), 0);
    assert_string_equal(str_z(a, instrument_series_key(a, rom, &x)), "neck/rotation/left//goniometer");
    assert_string_equal(str_z(a, instrument_series_words(a, rom, &x)), "Neck, Rotation, Left, Goniometer");
    assert_int_equal(instrument_known(S("soreness"))->n_series, 1);
    assert_int_equal(instrument_known(S("limb-volume"))->n_series, 3);
    instrument_answers_none(instrument_known(S("peg")), &x);
    assert_int_equal(instrument_series_key(a, instrument_known(S("peg")), &x).n, 0);
}

// A practice's own file that says nothing about change: shown, never judged.
static void own_file(void **state)
{
    (void)state;
    struct instrument_error e = {0};
    str text = content_text(S("instruments/stress.json"));
    size_t at = str_find(text, S("\"change\": {")), end = at;
    for (int depth = 0; text.p[end] != '}' || --depth > 0; end++) depth += text.p[end] == '{';
    text = str_fmt(a, "%.*s\"no_value\": \"never\"%.*s", SP(str_sub(text, 0, at)), SP(str_sub(text, end + 1, SIZE_MAX)));
    const struct instrument_file *own = instrument_load(a, S("own.json"), text, &e);
    if (!own) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    const struct instrument *in = instrument_follow(a, own, 0, 0);
    assert_non_null(in);
    assert_true(in->no_threshold && !in->mdc95.known && in->hi == 10);
    assert_null(instrument_follow(a, instrument_known(S("expectation")), 0, 0));
    assert_null(instrument_follow(a, instrument_known(S("who-5")), 1, 0)); // the raw sum is the same again
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(thresholds), cmocka_unit_test(every_sentence), cmocka_unit_test(peg), cmocka_unit_test(raters),
        cmocka_unit_test(what_makes_a_series), cmocka_unit_test(own_file)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
