// Outcomes of a practice: shrinkage by hand, who is hidden, bounds of what is not known, funnel limits by hand.
#include "clinic/stats/outcomes_probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/buf.h"

static void near(double got, double want, double by)
{
    if (!(fabs(got - want) <= by)) print_error("%.10g is not within %g of %.10g\n", got, by, want);
    assert_true(fabs(got - want) <= by);
}

// Five therapists; the last has seven people only.
static str therapists(void)
{
    static const int n[] = {12, 30, 20, 15, 7};
    static const double own[] = {1.5, -1, 0.2, 2, -2};
    struct buf b = buf_new(a, 1 << 14);
    uint32_t seed = 3;
    buf_put(&b, S("therapist,baseline,change\n"));
    for (int t = 0; t < 5; t++) {
        for (int i = 0; i < n[t]; i++) {
            seed = seed * 1664525u + 1013904223u;
            buf_putf(&b, "t%d,%d,%.4f\n", t, 3 + i % 6, own[t] + 0.5 * (3 + i % 6) + 4 * ((double)(seed >> 8) / (1 << 24) - 0.5));
        }
    }
    return buf_str(&b);
}

static void units_are_shrunken(void **state)
{
    (void)state;
    struct model_formula f;
    struct model_formula_error fe;
    struct frame_error e;
    struct mixed_design d;
    struct mixed_result r;
    struct outcomes_unit *u;
    size_t omitted;
    assert_true(model_formula_parse(a, S("change ~ baseline + (1 | therapist)"), &f, &fe));
    assert_true(mixed_design_make(a, &f, therapists(), (str){0}, &d, &omitted, &e));
    mixed_fit(a, &d, &(struct mixed_options){.spread = true}, &r);
    assert_int_equal(outcomes_units(a, &d, &r, 0, &u), 5);
    double tau2 = r.random[0].covariance[0];
    for (size_t i = 0; i < 4; i++) { // the reference's 5.3, and the variance that goes with it
        double n = (double)u[i].n, shrink = n * tau2 / (n * tau2 + r.sigma2);
        assert_true(u[i].shown && u[i].lo < u[i].effect && u[i].effect < u[i].hi);
        near(u[i].effect, shrink * (u[i].observed - u[i].expected), 1e-9);
        near(u[i].se, sqrt(shrink * r.sigma2 / n), 1e-9);
        assert_true(fabs(u[i].effect) < fabs(u[i].observed - u[i].expected));
    }
    assert_int_equal(u[4].n, 7);
    assert_true(!u[4].shown && u[4].effect == 0 && u[4].observed == 0 && u[4].hi == 0);
    assert_string_equal(str_z(a, u[0].name), "t0");
    r.verdict = MIXED_TOO_FEW;
    assert_int_equal(outcomes_units(a, &d, &r, 0, &u), 0);
}

static void absent_people_count(void **state)
{
    (void)state;
    assert_int_equal(outcomes_rate(9, 9, 9).shown, OUTCOMES_TOO_FEW);
    assert_true(outcomes_rate(9, 9, 9).completion == 0);
    struct outcomes_rate r = outcomes_rate(100, 59, 50);
    assert_int_equal(r.shown, OUTCOMES_TOO_INCOMPLETE);
    near(r.completion, 0.59, 1e-12);
    assert_true(r.best == 0);
    r = outcomes_rate(100, 60, 30);
    assert_int_equal(r.shown, OUTCOMES_SHOWN);
    near(r.worst, 0.30, 1e-12); // not 30 of 60
    near(r.best, 0.70, 1e-12);
    near(r.lo, 0.218949, 1e-6); // Wilson of 30 and 70 of 100: R's prop.test(30, 100, correct = FALSE)
    near(r.hi, 0.781051, 1e-6);
    r = outcomes_rate(10, 10, 10);
    near(r.best, 1, 0);
    near(r.hi, 1, 0);
    r = outcomes_rate(10, 10, 0);
    near(r.lo, 0, 0);
    near(r.hi, 0.277533, 1e-6);
}

static void funnel_without_dispersion(void **state)
{
    (void)state;
    static const struct funnel_unit u[] = {{5, 1}, {4.2, 0.5}, {6.1, 1}, {5.4, 0.8}, {4.6, 0.7}, {5.2, 1}, {4.9, 0.3}, {5.1, 2}, {4.5, 1}, {8.6, 1}};
    struct funnel f;
    funnel_of(a, u, 10, 5, &f);
    // z 0 -1.6 1.1 .5 -.571 .2 -.333 .05 -.5 3.6: 3.6 is drawn in to 1.1, -1.6 to -.571
    near(f.phi, (0 + 2 * 16.0 / 49 + 2 * 1.21 + 0.25 + 0.04 + 1.0 / 9 + 0.0025 + 0.25) / 10, 1e-9);
    assert_false(f.inflated);
    assert_int_equal(f.place[9], FUNNEL_BEYOND_998);
    assert_int_equal(f.place[1], FUNNEL_INSIDE);
    assert_true(f.look[9] && !f.look[1]);
    near(funnel_width(&f, FUNNEL_BEYOND_95, 0.5), 0.979982, 1e-6);
    near(funnel_width(&f, FUNNEL_BEYOND_998, 1), 3.090232, 1e-6);
}

static void funnel_with_dispersion(void **state)
{
    (void)state;
    struct funnel_unit u[20];
    struct funnel f;
    for (int i = 0; i < 20; i++) u[i] = (struct funnel_unit){10 + (i % 2 ? 3 : -3), 1}; // all beyond 1.96, none out of the way
    funnel_of(a, u, 20, 10, &f);
    near(f.phi, 9, 1e-12);
    assert_true(f.inflated);
    for (int i = 0; i < 20; i++) assert_int_equal(f.place[i], FUNNEL_INSIDE);
    near(funnel_width(&f, FUNNEL_BEYOND_95, 1), 3 * 1.959964, 1e-5);
    funnel_of(a, NULL, 0, 1, &f);
    assert_true(f.n == 0 && f.phi == 1 && !f.inflated);
}

static void funnel_of_shares(void **state)
{
    (void)state;
    double lo, hi;
    funnel_share(0.5, 2, FUNNEL_BEYOND_95, &lo, &hi); // P(0) .25, P(<=1) .75: (0 - .9)/2 is cut to 0, (2 - .1)/2
    near(lo, 0, 0);
    near(hi, 0.95, 1e-12);
    funnel_share(0.5, 400, FUNNEL_BEYOND_95, &lo, &hi); // near the normal limits, half +- 1.96 * .025, less half a count
    near(lo, 0.451 - 0.00125, 5e-4);
    near(hi, 0.549 - 0.00125, 5e-4);
    double wider_lo, wider_hi;
    funnel_share(0.5, 400, FUNNEL_BEYOND_998, &wider_lo, &wider_hi);
    assert_true(wider_lo < lo && hi < wider_hi);
    funnel_share(0.001, 1000000, FUNNEL_BEYOND_95, &lo, &hi);
    assert_true(lo > 0.0009 && lo < 0.001 && hi > 0.001 && hi < 0.0011);
}

// --- what is said of people

enum { PEOPLE = 84 };

// Of t0 … t3 twelve to thirty people, seven of t4; every tenth did not come back, one has no therapist.
static size_t people(struct outcomes_person *p)
{
    static const size_t n[] = {12, 30, 20, 15, 7};
    static const char *const name[] = {"t0", "t1", "t2", "t3", "t4"};
    static const double own[] = {1.5, -1, 0.2, 2, -2};
    size_t k = 0;
    uint32_t seed = 3;
    for (size_t t = 0; t < 5; t++) {
        for (size_t i = 0; i < n[t]; i++, k++) {
            seed = seed * 1664525u + 1013904223u;
            double noise = 4 * ((double)(seed >> 8) / (1 << 24) - 0.5), before = 3 + (double)(i % 6);
            p[k] = (struct outcomes_person){.unit = str_of(name[t]), .complete = k % 10 != 9};
            p[k].mix[0] = k % 9 ? figure_of(20 + (double)(k * 7 % 50)) : figure_none("not said");
            p[k].mix[1] = k % 2 ? figure_of(1) : figure_none("not said");
            if (!p[k].complete) continue;
            p[k].baseline = before;
            p[k].better = own[t] + 0.5 * before + noise;
            p[k].judged = true;
            p[k].responder = p[k].better >= 2;
        }
    }
    p[40].unit = (str){0};
    assert_int_equal(k, PEOPLE);
    return k;
}

static str json_of(const struct outcomes_report *r, str only)
{
    struct buf b = buf_new(a, 1 << 20);
    struct jw w = jw_on(&b);
    outcomes_report_json(&w, a, r, only);
    assert_false(b.over);
    return buf_str(&b);
}

static const str mix[] = {S_INIT("age"), S_INIT("since")};

static void report_of_people(void **state)
{
    (void)state;
    struct outcomes_person p[PEOPLE];
    struct outcomes_report r;
    outcomes_report_of(a, p, people(p), mix, 2, &r);
    assert_int_equal(r.n, PEOPLE);
    assert_int_equal(r.complete, 76);
    assert_int_equal(r.shown, OUTCOMES_SHOWN);
    assert_int_equal(r.no_unit, 1);
    assert_int_equal(r.n_parts, 5);
    assert_null(r.why);
    assert_true(r.used[0] && !r.used[1] && r.filled > 0); // half of the second is not known: it stays out
    assert_true(r.part[4].shown == OUTCOMES_TOO_FEW && !r.part[4].compared && r.part[4].of.n == 0);
    assert_true(r.part[0].shown == OUTCOMES_HELD && !r.part[0].compared && r.held == 1); // else eight people could be read off: t4 and who has none
    assert_true(!r.level && r.rough && r.alike < 0.01);
    for (size_t i = 1; i < 4; i++) assert_true(r.part[i].compared && r.part[i].of.lo < r.part[i].of.effect && r.part[i].of.effect < r.part[i].of.hi);
    assert_int_equal(r.n_points, 3);
    near(r.point[0].value, r.part[1].of.observed - r.part[1].of.expected, 0);
    near(r.point[0].se, sqrt(r.fit.sigma2 / (double)r.part[1].of.n), 0);
    near(r.completion, 76.0 / 84, 1e-12);
    assert_true(r.mean_known && r.lo < r.mean && r.mean < r.hi);
    near(r.rate.worst, (double)r.responders / 84, 1e-12);
    assert_true(outcomes_funnel_svg(a, &r, &(struct outcomes_words){S("<a>"), S("b"), S("c"), S("d"), S("e"), S("f"), true}).n > 0);
    // the same people in another order
    str first = json_of(&r, (str){0});
    for (size_t i = 0; i < PEOPLE / 2; i++) {
        struct outcomes_person x = p[i];
        p[i] = p[PEOPLE - 1 - i];
        p[PEOPLE - 1 - i] = x;
    }
    outcomes_report_of(a, p, PEOPLE, mix, 2, &r);
    assert_string_equal(str_z(a, first), str_z(a, json_of(&r, (str){0})));
    // one unit alone says nothing of another
    str own = json_of(&r, S("t1"));
    assert_true(str_find(own, S("\"t1\"")) != SIZE_MAX && str_find(own, S("\"t0\"")) == SIZE_MAX);
    assert_true(str_find(own, S("\"model\":null,\"funnel\":null")) != SIZE_MAX);
}

static void report_says_nothing_of_few(void **state)
{
    (void)state;
    struct outcomes_person p[PEOPLE];
    struct outcomes_report r;
    outcomes_report_of(a, NULL, 0, mix, 2, &r);
    assert_true(r.shown == OUTCOMES_TOO_FEW && r.why && !r.mean_known && r.n_parts == 0);
    people(p);
    outcomes_report_of(a, p, 9, mix, 2, &r);
    assert_true(r.shown == OUTCOMES_TOO_FEW && !r.mean_known && r.why);
    assert_true(str_find(json_of(&r, (str){0}), S("\"complete\":null")) != SIZE_MAX);
    outcomes_report_of(a, p, 42, mix, 2, &r); // two units of ten and more: each could be read off the other
    assert_true(r.shown == OUTCOMES_SHOWN && r.mean_known && r.why && r.n_points == 0);
    for (size_t i = 0; i < PEOPLE; i++) {
        if (i % 5 < 2) p[i] = (struct outcomes_person){.unit = p[i].unit, .mix = {figure_none(""), figure_none("")}}; // two in five did not come back
    }
    outcomes_report_of(a, p, PEOPLE, mix, 2, &r);
    assert_true(r.shown == OUTCOMES_TOO_INCOMPLETE && !r.mean_known && r.why);
    for (size_t i = 0; i < PEOPLE; i++) p[i] = (struct outcomes_person){.unit = i < 30 ? S("x") : i < 60 ? S("y") : S("z"), .complete = true, .baseline = 5, .better = 1};
    outcomes_report_of(a, p, PEOPLE, NULL, 0, &r); // all alike
    assert_true(r.shown == OUTCOMES_SHOWN && r.mean_known && r.why && r.lo >= 1 && r.hi <= 1);
}

// Some of t0's did not come back: too few of them, though not of all.
static void report_hides_a_unit_that_few_came_back_to(void **state)
{
    (void)state;
    struct outcomes_person p[PEOPLE];
    struct outcomes_report r;
    people(p);
    for (size_t i = 12; i < 26; i++) p[i].complete = p[i].judged = p[i].responder = false;
    outcomes_report_of(a, p, PEOPLE, NULL, 0, &r);
    assert_int_equal(r.shown, OUTCOMES_SHOWN);
    assert_int_equal(r.part[1].shown, OUTCOMES_TOO_INCOMPLETE);
    assert_false(r.part[1].compared);
    assert_int_equal(r.n_points, 3);
}

// Units of twelve people each, and `lone` more with another; each is `apart` above the one before, beside chance.
static size_t twelves(struct outcomes_person *p, size_t units, size_t lone, double apart)
{
    static const char *const name[] = {"t0", "t1", "t2", "t3", "t4"};
    size_t n = 12 * units + lone;
    uint32_t seed = 7;
    assert_true(n <= PEOPLE && units < 5);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        double noise = 6 * ((double)(seed >> 8) / (1 << 24) - 0.5);
        p[i] = (struct outcomes_person){.unit = str_of(name[i / 12]), .complete = true, .baseline = 3 + (double)(i % 6), .better = 2 + noise + apart * (double)(i / 12), .judged = true};
        p[i].responder = p[i].better >= 2;
    }
    return n;
}

// A spread of units just above 0 is a guess: what comes of it would say that all are alike, to a tenth.
static void report_tells_no_difference_from_a_spread_that_may_be_none(void **state)
{
    (void)state;
    struct outcomes_person p[PEOPLE];
    struct outcomes_report r;
    outcomes_report_of(a, p, twelves(p, 3, 0, 0.9), NULL, 0, &r);
    assert_true(!r.why && r.fit.random[0].covariance[0] > 0 && r.alike > 0.05 && r.level && !r.rough);
    assert_true(r.part[0].compared && str_find(json_of(&r, (str){0}), S("\"effect\":null,\"se\":null,\"ci\":null")) != SIZE_MAX);
    outcomes_report_of(a, p, twelves(p, 3, 0, 3), NULL, 0, &r);
    assert_true(!r.why && r.alike < 0.01 && !r.level && r.rough);
}

// What is said of all, less what is said of units, is what is not to be said.
static void report_hides_what_tells_of_few(void **state)
{
    (void)state;
    struct outcomes_person p[PEOPLE];
    struct outcomes_report r;
    outcomes_report_of(a, p, twelves(p, 4, 5, 3), NULL, 0, &r);
    assert_true(!r.why && r.held == 1 && r.part[0].shown == OUTCOMES_HELD && !r.part[0].compared && r.n_points == 3);
    assert_true(r.part[0].share_lo[0] > r.part[0].share_hi[0]);
    str json = json_of(&r, (str){0});
    assert_true(str_find(json, S("{\"unit\":\"t0\",\"n\":12,\"complete\":null,\"shown\":\"held-back\",\"observed\":null,\"expected\":null,\"effect\":null")) != SIZE_MAX);
    assert_true(str_find(json, S("one unit is held back")) != SIZE_MAX);
    outcomes_report_of(a, p, twelves(p, 3, 5, 3), NULL, 0, &r); // two would be left
    assert_true(r.why && r.held == 3 && r.n_points == 0);
    for (size_t i = 0; i < r.n_parts; i++) assert_true(r.part[i].shown != OUTCOMES_SHOWN && !r.part[i].compared);
    json = json_of(&r, (str){0});
    assert_true(str_find(json, S("would tell of fewer than ten people")) != SIZE_MAX && str_find(json, S("\"complete\":12")) == SIZE_MAX);
    assert_true(str_find(json, S("\"value\"")) == SIZE_MAX);
    // ten others, of whom two came back
    size_t n = twelves(p, 4, 10, 3);
    for (size_t i = 48; i < 56; i++) p[i].complete = p[i].judged = p[i].responder = false;
    outcomes_report_of(a, p, n, NULL, 0, &r);
    assert_true(!r.why && r.held == 1 && r.part[4].shown == OUTCOMES_TOO_INCOMPLETE);
    outcomes_report_of(a, p, twelves(p, 4, 10, 3), NULL, 0, &r);
    assert_true(!r.why && r.held == 0 && r.n_points == 5);
}

static void probe_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "line 1: the file is empty; its first line must name the columns"},
        {"unit,baseline\n", "line 1: there is no column 'after'"},
        {"unit,after,baseline,after\n", "line 1, column 4: this column stands twice"},
        {"unit,baseline,after\na,5\n", "line 2, column 3: another number of fields than the header has"},
        {"unit,baseline,after\na,5,2\nb,nan,2\n", "line 3, column 2: no finite number; decimals have a point"},
        {"unit,baseline,after\na,5,1e99\n", "line 2, column 3: too large: figures are within 1e9 of 0"},
        {"unit,baseline,after\n\xff,5,1\n", "line 2, column 1: bytes that are not UTF-8"}};
    str json, why;
    struct outcomes_ask ask = {.unit = S("unit"), .baseline = S("baseline"), .after = S("after")};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(outcomes_probe(a, str_of(bad[i].text), &ask, &json, &why));
        assert_string_equal(str_z(a, why), bad[i].why);
    }
    assert_true(outcomes_probe(a, S("unit,baseline,after\n"), &ask, &json, &why));
    assert_true(str_starts(json, S("{\"n\":0,\"complete\":null,\"completion\":null,\"judged\":null,\"shown\":\"too-few\"")));
    ask.responder = S("r");
    assert_false(outcomes_probe(a, S("unit,baseline,after,r\na,5,1,2\n"), &ask, &json, &why));
    assert_string_equal(str_z(a, why), "line 2, column 4: a responder is 1, or 0");
}

// 8.2 - 6.2 is a little less than 2 in binary.
static void probe_counts_who_reached_the_points(void **state)
{
    (void)state;
    struct buf b = buf_new(a, 1 << 10);
    struct outcomes_ask ask = {.unit = S("unit"), .baseline = S("baseline"), .after = S("after"), .mcid_known = true, .mcid = 2};
    str json, why;
    buf_put(&b, S("unit,baseline,after\n"));
    for (int i = 0; i < 12; i++) buf_put(&b, i < 11 ? S("a,8.2,6.2\n") : S("a,8.2,6.3\n"));
    assert_true(outcomes_probe(a, buf_str(&b), &ask, &json, &why));
    assert_true(str_find(json, S("\"responders\":{\"n\":11,")) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(units_are_shrunken, setup, teardown),
        cmocka_unit_test_setup_teardown(absent_people_count, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_without_dispersion, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_with_dispersion, setup, teardown),
        cmocka_unit_test_setup_teardown(funnel_of_shares, setup, teardown),
        cmocka_unit_test_setup_teardown(report_of_people, setup, teardown),
        cmocka_unit_test_setup_teardown(report_says_nothing_of_few, setup, teardown),
        cmocka_unit_test_setup_teardown(report_hides_a_unit_that_few_came_back_to, setup, teardown),
        cmocka_unit_test_setup_teardown(report_tells_no_difference_from_a_spread_that_may_be_none, setup, teardown),
        cmocka_unit_test_setup_teardown(report_hides_what_tells_of_few, setup, teardown),
        cmocka_unit_test_setup_teardown(probe_says_where, setup, teardown),
        cmocka_unit_test_setup_teardown(probe_counts_who_reached_the_points, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
