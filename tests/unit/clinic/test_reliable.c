// Reliable change by norms, and unknot change. Vectors: reference clinical 5.1; Claus et al. 2020.
#include "clinic/stats/reliable.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/json.h"
#include "clinic/measures/change_probe.h"

#define NEAR(x, y, eps) assert_true(fabs((x) - (y)) <= (eps))

static void four_ways(void **state)
{
    (void)state;
    struct norms jt = {.mean = 30, .sd = 7.5, .r = 0.80};
    NEAR(reliable_index(RELIABLE_JT, 32.5, 47.5, &jt, 0), 3.162, 0.0005); // Jacobson & Truax 1991
    struct norms n = {.mean = 20, .sd = 8, .r = 0.75};
    // Expected after 28: 20 + 0.75 * 8 = 26; spread 8 sqrt(1 - 0.5625) = 5.2915; SEM 4.
    NEAR(reliable_index(RELIABLE_GLN, 28, 15, &n, 0), -11 / (8 * sqrt(0.4375)), 1e-12);
    NEAR(reliable_index(RELIABLE_EN, 28, 15, &n, 0), -11 / 4.0, 1e-12);
    NEAR(reliable_index(RELIABLE_HLL, 28, 15, &n, 18), -9 / (8 * sqrt(0.4375)), 1e-12);
    NEAR(reliable_index(RELIABLE_HLL, 28, 15, &n, 20), reliable_index(RELIABLE_GLN, 28, 15, &n, 0), 1e-12);
    NEAR(reliable_of_mean(0.76, 1), 0.76, 1e-12);
    NEAR(reliable_of_mean(0.5, 3), 0.75, 1e-12);
}

static void which_way(void **state)
{
    (void)state;
    struct norms good = {.mean = 20, .sd = 8, .r = 0.8}, poor = {.mean = 20, .sd = 8, .r = 0.79};
    assert_int_equal(reliable_choice(20, &good), RELIABLE_JT);
    assert_int_equal(reliable_choice(20 + 8 * 1.64, &good), RELIABLE_JT);
    assert_int_equal(reliable_choice(20 + 8 * 1.65, &good), RELIABLE_GLN);
    assert_int_equal(reliable_choice(20 - 8 * 1.65, &good), RELIABLE_GLN);
    assert_int_equal(reliable_choice(20, &poor), RELIABLE_GLN);
}

static void selection(void **state)
{
    (void)state;
    struct norms n = {.mean = 5, .sd = 2, .r = 0.76};
    // the mean of k first scores: of one it is GLN; of four, by hand, r_4 = 3.04 / 3.28
    NEAR(reliable_gln_of_mean(8, 1, 5, &n), reliable_index(RELIABLE_GLN, 8, 5, &n, 0), 1e-12);
    NEAR(reliable_gln_of_mean(8, 4, 5, &n), -3.0 * (3.04 / 3.28) / (2 * sqrt(1 - 0.76 * 3.04 / 3.28)), 1e-12);
    NEAR(reliable_selection(&n, 5), 0.24 * 2 * 0.7978845608028654, 1e-12);  // half the people: phi(0) / 0.5
    NEAR(reliable_selection(&n, 7), 0.24 * 2 * 1.525135276160981, 1e-9);    // Mills' ratio at 1
    NEAR(reliable_selection(&n, 5 + 2 * 100), 0.24 * 2 * 100, 0.01);
    assert_true(reliable_selection(&n, -200) >= 0);
}

// BDI-II before and after of the 40 of 43 people who have both (Claus et al. 2020, osf.io/rc754).
static const int claus[][2] = {{33, 27}, {26, 19}, {15, 5}, {39, 46}, {22, 28}, {25, 18}, {33, 30}, {23, 8}, {47, 24}, {43, 13}, {51, 44}, {42, 51}, {38, 17}, {40, 27},
    {37, 30}, {39, 48}, {31, 27}, {51, 44}, {51, 25}, {33, 34}, {36, 22}, {38, 38}, {45, 53}, {38, 16}, {37, 36}, {28, 4}, {37, 22}, {36, 32}, {25, 2}, {30, 19},
    {36, 23}, {35, 38}, {37, 7}, {35, 8}, {31, 27}, {28, 19}, {35, 23}, {49, 37}, {33, 9}, {31, 28}};

static void claus_2020(void **state)
{
    (void)state;
    enum { N = sizeof claus / sizeof *claus };
    size_t seen[CLASS_HARMED + 1] = {0};
    double sum = 0, squares = 0;
    for (size_t i = 0; i < N; i++) sum += claus[i][0];
    for (size_t i = 0; i < N; i++) squares += (claus[i][0] - sum / N) * (claus[i][0] - sum / N);
    struct norms n = {.mean = sum / N, .sd = sqrt(squares / (N - 1)), .r = 0.801};
    NEAR(n.mean, 35.48, 0.005);
    NEAR(n.sd, 8.16, 0.005);
    double cutoff = reliable_cutoff(n.mean, n.sd, 7.69, 7.52);
    NEAR(cutoff, 21.02, 0.005);
    struct norms printed = {.mean = 35.48, .sd = 8.16, .r = 0.801};
    NEAR(1 / reliable_index(RELIABLE_JT, 0, 1, &printed, 0), 5.148, 0.0005); // Sdiff
    NEAR(RELIABLE_95 / reliable_index(RELIABLE_JT, 0, 1, &printed, 0), 10.09, 0.005);
    for (size_t i = 0; i < N; i++) seen[reliable_class_of(claus[i][0], claus[i][1], reliable_index(RELIABLE_JT, claus[i][0], claus[i][1], &n, 0), cutoff, true)]++;
    static const size_t published[] = {10, 8, 22, 0, 0};
    for (size_t k = 0; k <= CLASS_HARMED; k++) assert_int_equal(seen[k], published[k]);
}

static void classes(void **state)
{
    (void)state;
    assert_int_equal(reliable_class_of(30, 10, -4, 20, true), CLASS_RECOVERED);
    assert_int_equal(reliable_class_of(18, 8, -2, 20, true), CLASS_IMPROVED);
    assert_int_equal(reliable_class_of(18, 28, 2, 20, true), CLASS_HARMED);
    assert_int_equal(reliable_class_of(28, 38, 2, 20, true), CLASS_DETERIORATED);
    assert_int_equal(reliable_class_of(28, 18, -1.96, 20, true), CLASS_UNCHANGED);
    assert_int_equal(reliable_class_of(10, 30, 4, 20, false), CLASS_RECOVERED);
}

// --- unknot change

static const struct instrument_file *find(void *ctx, str id)
{
    (void)ctx;
    return instrument_known(id);
}

static const struct json *asked(const char *text)
{
    str out, why;
    struct json_error e;
    if (!change_probe(a, str_of(text), &(struct change_ask){find, NULL}, &out, &why)) fail_msg("%.*s", SP(why));
    const struct json *j = json_parse(a, out, 64, &e);
    assert_non_null(j);
    return j;
}

static void refused(const char *text, const char *wanted)
{
    str out, why = {0};
    assert_false(change_probe(a, str_of(text), &(struct change_ask){find, NULL}, &out, &why));
    if (str_find(why, str_of(wanted)) == SIZE_MAX) fail_msg("'%.*s' does not say '%s'", SP(why), wanted);
}

static double num(const struct json *j, const char *name)
{
    double v;
    assert_true(json_number(json_get(j, str_of(name)), &v));
    return v;
}

static bool null(const struct json *j, const char *name) { return json_get(j, str_of(name))->kind == JSON_NULL; }
static bool is(const struct json *j, const char *name, const char *want) { return str_eq(json_text(json_get(j, str_of(name))), str_of(want)); }

#define NRS(points) "{\"instrument\":\"nrs-pain\",\"start\":\"2026-01-20\",\"points\":[" points "]}"
#define P(day, v) "{\"day\":\"" day "\",\"value\":" #v "}"

static void the_issues_example(void **state)
{
    (void)state;
    const struct json *j = asked(NRS(P("2026-01-02", 7) "," P("2026-01-09", 8) "," P("2026-02-10", 4) "," P("2026-02-20", 3)));
    NEAR(num(json_get(j, S("baseline")), "n"), 2, 0);
    NEAR(num(json_get(j, S("baseline")), "mean"), 7.5, 0);
    NEAR(num(j, "latest"), 3, 0);
    NEAR(num(j, "change"), -4.5, 0);
    NEAR(num(j, "mdc95"), 2, 0);
    NEAR(num(j, "mcid"), 2, 0);
    NEAR(num(j, "rci"), -4.5 * 1.96 / 2, 1e-12);
    assert_true(is(j, "class", "reliable-and-important"));
    assert_true(str_find(json_text(json_get(j, S("statement"))), S("We cannot tell treatment from other causes without a randomised schedule.")) != SIZE_MAX);
    assert_true(json_get(j, S("caveats"))->count > 0 && json_get(j, S("trace"))->count > 0);
    assert_true(json_get(json_get(json_get(j, S("sources")), S("mcid")), S("source")) != NULL);
}

static void windows(void **state)
{
    (void)state;
    static const char points[] = "\"start\":\"2026-01-20\",\"points\":[" P("2026-01-02", 7) "," P("2026-02-01", 2) "," P("2026-03-10", 5) "," P("2026-04-20", 4) "]}";
    static const struct {
        const char *window;
        double latest;
    } cases[] = {{"", 4}, {"\"window\":1,", 4}, {"\"window\":2,", 4.5}, {"\"window\":3,", 11.0 / 3}, {"\"window\":99,", 11.0 / 3}, {"\"window\":0,", 4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        NEAR(num(asked(str_z(a, str_fmt(a, "{\"instrument\":\"nrs-pain\",%s%s", cases[i].window, points))), "latest"), cases[i].latest, 1e-12);
}

// A low reliability: what regression to the mean alone would do is taken out, and that is said.
static void norms_of_a_population(void **state)
{
    (void)state;
    static const char points[] = "\"start\":\"2026-01-20\",\"points\":[" P("2026-01-02", 8) "," P("2026-02-20", 5) "]}";
    const struct json *j = asked(str_z(a, str_fmt(a, "{\"instrument\":\"nrs-pain\",\"population\":{\"mean\":5,\"sd\":2,\"retest\":0.76},%s", points)));
    assert_true(is(j, "rci_method", "gln"));
    struct norms n = {5, 2, 0.76};
    NEAR(num(j, "rci"), reliable_index(RELIABLE_GLN, 8, 5, &n, 0), 1e-12);
    NEAR(num(json_get(j, S("regression")), "expected"), 7.28, 1e-12);
    assert_true(is(j, "class", "reliable-and-important"));  // by its MDC (2.7) and MCID; the index, -1.75, stands beside it
    // an index alone makes no change: the same baseline far out, and nothing or a little worse since
    for (double now = 4; now < 4.3; now += 0.2) {
        const struct json *far = asked(str_z(a, str_fmt(a, "{\"instrument\":\"nrs-pain\",\"population\":{\"mean\":8,\"sd\":1,\"retest\":0.5,\"functional\":{\"mean\":2,\"sd\":1}},"
            "\"start\":\"2026-01-20\",\"points\":[" P("2026-01-02", 4) ",{\"day\":\"2026-02-20\",\"value\":%.1f}]}", now)));
        assert_true(is(far, "rci_method", "gln") && is(far, "class", "neither"));
        assert_true(is(json_get(far, S("clinical")), "class", "unchanged"));
    }
    const struct json *high = asked(str_z(a, str_fmt(a, "{\"instrument\":\"nrs-pain\",\"population\":{\"mean\":6,\"sd\":2,\"retest\":0.9,\"functional\":{\"mean\":1,\"sd\":1}},%s", points)));
    assert_true(is(high, "rci_method", "jt"));
    NEAR(num(high, "mdc95"), 1.96 * sqrt(2) * 2 * sqrt(0.1), 1e-12);
    NEAR(num(json_get(high, S("clinical")), "cutoff"), (2 * 1 + 1 * 6) / 3.0, 1e-12);
    assert_true(is(json_get(high, S("clinical")), "class", "improved"));
}

static void every_instrument_is_answered(void **state)
{
    (void)state;
    str id;
    size_t judged = 0;
    for (size_t i = 0; (id = instrument_shipped_at(i)).n; i++) {
        const struct instrument_file *f = instrument_known(id);
        for (size_t k = 0; k < f->n_scores; k++) {
            const struct instrument *ins = instrument_follow(a, f, k, 0);
            if (!ins) continue;
            double lo = ins->lo, hi = ins->kind == INSTRUMENT_DAY ? 1 : ins->hi;
            const struct json *j = asked(str_z(a, str_fmt(a, "{\"instrument\":\"%.*s.%s\",\"start\":\"2026-01-20\",\"points\":[{\"day\":\"2026-01-02\",\"value\":%.17g},"
                "{\"day\":\"2026-06-20\",\"value\":%.17g}]}", SP(id), ins->score, ins->higher_is_worse ? hi : lo, ins->higher_is_worse ? lo : hi)));
            str class = json_text(json_get(j, S("class"))), said = json_text(json_get(j, S("statement")));
            assert_true(said.n && str_find(said, S("{")) == SIZE_MAX && str_find(said, S("?")) == SIZE_MAX);
            judged += !str_eq(class, S("cannot-say"));
        }
    }
    assert_true(judged >= 20);
}

static void points_in_any_order(void **state)
{
    (void)state;
    str why, sorted, shuffled;
    const struct change_ask ask = {find, NULL};
    assert_true(change_probe(a, S(NRS(P("2026-01-02", 7) "," P("2026-01-09", 8) "," P("2026-02-10", 4))), &ask, &sorted, &why));
    assert_true(change_probe(a, S(NRS(P("2026-02-10", 4) "," P("2026-01-09", 8) "," P("2026-01-02", 7) "," P("2026-01-09", 8))), &ask, &shuffled, &why));
    size_t notes = str_find(sorted, S("\"notes\""));
    assert_true(str_eq(str_sub(sorted, 0, notes), str_sub(shuffled, 0, notes)));
    assert_true(str_find(shuffled, S("were sorted")) != SIZE_MAX && str_find(shuffled, S("1 given twice, counted once")) != SIZE_MAX);
    assert_true(str_find(sorted, S("sorted\"")) == SIZE_MAX);
}

static void what_is_refused(void **state)
{
    (void)state;
    refused("", "line 1");
    refused("[]", "an object is wanted");
    refused("{\"points\":[]}", "\"instrument\" is missing");
    refused("{\"instrument\":\"nrs-joy\",\"points\":[]}", "there is no instrument \"nrs-joy\"");
    refused("{\"instrument\":\"../x\",\"points\":[]}", "there is no instrument");
    refused("{\"instrument\":\"nrs-pain\"}", "\"points\" is missing");
    refused("{\"instrument\":\"nrs-pain.joy\",\"points\":[]}", "has no score \"joy\"");
    refused("{\"instrument\":\"nrs-pain\",\"recall\":\"ever\",\"points\":[]}", "recall");
    refused(NRS(P("2026-01-02", 7) "," P("2026-02-10", 11)), "points[1].value: 11 is not from 0 to 10");
    refused(NRS(P("2026-01-02", 1e999)), "points[0].value");
    refused(NRS(P("2026-02-30", 7)), "points[0].day");
    refused(NRS(P("2026-01-02", 7) "," P("2026-02-10", 3) "," P("2026-01-02", 6)), "points[2]: another value of the same day as points[0]");
    refused("{\"instrument\":\"headache-day\",\"points\":[" P("2026-01-02", 0.5) "]}", "points[0].value");
    refused("{\"instrument\":\"nrs-pain\",\"window\":-1,\"points\":[]}", "window");
    refused("{\"instrument\":\"nrs-pain\",\"population\":{\"mean\":5,\"sd\":0,\"retest\":0.8},\"points\":[]}", "population.sd");
    refused("{\"instrument\":\"nrs-pain\",\"population\":{\"mean\":5,\"sd\":2,\"retest\":1},\"points\":[]}", "population.retest");
    const struct json *none = asked("{\"instrument\":\"nrs-pain\",\"points\":[]}");
    assert_true(is(none, "class", "cannot-say") && null(none, "change") && null(none, "latest") && null(none, "rci"));
    assert_true(null(json_get(none, S("baseline")), "mean"));
    assert_true(is(asked("{\"instrument\":\"nrs-pain\",\"points\":[" P("2026-01-02", 7) "]}"), "class", "cannot-say"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_ways), cmocka_unit_test(which_way), cmocka_unit_test(selection), cmocka_unit_test(claus_2020), cmocka_unit_test(classes),
        cmocka_unit_test(the_issues_example), cmocka_unit_test(windows), cmocka_unit_test(norms_of_a_population), cmocka_unit_test(every_instrument_is_answered),
        cmocka_unit_test(points_in_any_order), cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
