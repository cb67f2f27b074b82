// clinic/safety/harm.h: what counts as harm, whom one asks, by when somebody follows up, and how often it was.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/err.h"
#include "clinic/safety/harm.h"
#include "clinic/stats/exact.h"

static void assert_near(double have, double want, double within)
{
    if (!(fabs(have - want) <= within))
        fail_msg("%.9g is not %.9g", have, want);
}

static const opt_int unsaid = {false, 0};
static opt_int lasting(int days)
{
    return (opt_int){true, days};
}

static void soreness_of_a_day(void **state)
{
    (void)state;
    for (int s = SEVERITY_MILD; s < SEVERITIES; s++) {
        enum adverse_severity severity = (enum adverse_severity)s;
        bool severe = severity == SEVERITY_SEVERE, mild = severity == SEVERITY_MILD;
        assert_int_equal(harm_class_of(ADVERSE_SORENESS, severity, lasting(0)), severe ? HARM_EVENT : HARM_EXPECTED);
        assert_int_equal(harm_class_of(ADVERSE_SORENESS, severity, lasting(1)), severe ? HARM_EVENT : HARM_EXPECTED);
        assert_int_equal(harm_class_of(ADVERSE_SORENESS, severity, lasting(2)), HARM_EVENT);
        assert_int_equal(harm_class_of(ADVERSE_SORENESS, severity, unsaid), severe ? HARM_EVENT : HARM_UNKNOWN);
        assert_true(harm_followed(ADVERSE_SORENESS, severity, lasting(1)) == severe);
        assert_true(harm_followed(ADVERSE_SORENESS, severity, unsaid) == !mild);
        for (int w = ADVERSE_BRUISING; w < ADVERSE_WHATS; w++) {
            assert_int_equal(harm_class_of((enum adverse_what)w, severity, lasting(1)), HARM_EVENT);
            assert_true(harm_followed((enum adverse_what)w, severity, lasting(1)) == !mild);
        }
    }
}

// 2026-11-20 is a Friday.
static void due_days(void **state)
{
    (void)state;
    day friday = day_from(2026, 11, 20);
    static const int later[] = {4, 3, 2, 2, 2, 2, 4}; // Friday to Thursday: Tuesday, Tuesday, Tuesday, Wednesday, …
    assert_int_equal(day_weekday(friday), 5);
    for (int i = 0; i < 7; i++) {
        day on = {friday.d + i};
        assert_int_equal(harm_due(SEVERITY_SEVERE, on).d, on.d);
        assert_int_equal(harm_due(SEVERITY_MODERATE, on).d - on.d, later[i]);
    }
    assert_true(harm_closes(true, S("resolved")) && harm_closes(true, S("resolving")) && harm_closes(true, S("lasting")));
    assert_false(harm_closes(false, S("resolved")) || harm_closes(true, S("unknown")) || harm_closes(true, S("")));
}

static void who_is_asked(void **state)
{
    (void)state;
    arena *a = arena_new(1 << 20);
    const struct harm_session usual = {.minutes = 60, .pressure = 3, .per_week = 1};
    struct harm_session x = usual;
    assert_int_equal(harm_asked(&x, NULL, false), HARM_FIRST);
    assert_int_equal(harm_asked(&x, &usual, false), 0);
    assert_int_equal(harm_asked(&x, &usual, true), HARM_AFTER_EVENT);
    x.finding = true;
    assert_int_equal(harm_asked(&x, &usual, false), HARM_FINDING);
    x = usual;
    x.minutes = 70;
    assert_false(harm_dose_changed(&x, &usual)); // ten minutes more or less are none
    x.minutes = 71;
    assert_true(harm_dose_changed(&x, &usual) && harm_dose_changed(&usual, &x));
    x = usual;
    x.pressure = 4;
    assert_int_equal(harm_asked(&x, &usual, false), HARM_DOSE);
    x.pressure = 0; // not known is no change
    assert_false(harm_dose_changed(&x, &usual) || harm_dose_changed(&usual, &x));
    x = usual;
    x.per_week = 2;
    assert_true(harm_dose_changed(&x, &usual));
    x.per_week = 0;
    assert_false(harm_dose_changed(&x, &usual));
    assert_true(str_eq(harm_why(a, HARM_FIRST | HARM_FINDING), S("first finding")));
    assert_true(str_eq(harm_why(a, HARM_DOSE | HARM_AFTER_EVENT), S("dose event")) && harm_why(a, 0).n == 0);
    arena_free(a);
}

// Clopper & Pearson's intervals, as R's binom.test() gives them.
static void exact_intervals(void **state)
{
    (void)state;
    static const struct {
        unsigned k, n;
        double lo, hi;
    } t[] = {{0, 10, 0, 0.3084971}, {1, 10, 0.002528579, 0.4450161}, {5, 100, 0.01643187, 0.1128349}, {10, 10, 0.6915029, 1}, {0, 1, 0, 0.975}, {1, 1, 0.025, 1},
        {0, 300, 0, 0.01222097}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        double lo, hi;
        binomial_interval(t[i].k, t[i].n, &lo, &hi);
        assert_near(lo, t[i].lo, 1e-7);
        assert_near(hi, t[i].hi, 1e-7);
    }
    double lo, hi;
    binomial_interval(17, 250000, &lo, &hi); // by its definition: k or more are as likely as 1 in 40 at lo, k or fewer at hi
    assert_near(binomial_lower(16, lo, 250000), 0.975, 1e-9);
    assert_near(binomial_lower(17, hi, 250000), 0.025, 1e-9);
}

static void counts(void **state)
{
    (void)state;
    arena *a = arena_new(1 << 20);
    const str two[] = {S("friction"), S("effleurage")}, neck[] = {S("neck")}, back[] = {S("lower-back")};
    const struct harm_visit v[] = {{two, 2, neck, 1, true, false}, {two + 1, 1, neck, 1, true, true}, {two + 1, 1, back, 1, false, false}, {two, 1, back, 1, false, false}};
    const struct harm_event e[] = {
        {0, ADVERSE_BRUISING, SEVERITY_MILD, unsaid}, {0, ADVERSE_NUMBNESS, SEVERITY_SEVERE, unsaid},   // one session, two events
        {3, ADVERSE_SORENESS, SEVERITY_MODERATE, lasting(1)}, {2, ADVERSE_SORENESS, SEVERITY_MILD, unsaid},
        {SIZE_MAX, ADVERSE_HEADACHE, SEVERITY_MODERATE, lasting(2)}, {0, ADVERSE_NAUSEA, SEVERITY_MILD, unsaid}};
    struct harm_register r = harm_register_of(a, v, 4, e, 6);
    assert_true(r.few && r.asked == 2 && r.expected == 1 && r.unknown == 1 && r.loose == 1);
    assert_true(r.events[SEVERITY_MILD] == 2 && r.events[SEVERITY_MODERATE] == 0 && r.events[SEVERITY_SEVERE] == 1);
    assert_true(r.all.sessions == 4 && r.all.answered == 4 && r.all.followed == 1);
    assert_near(r.all.of_all, 250, 1e-9);
    assert_true(r.by[SEVERITY_SEVERE].followed == 1 && r.by[SEVERITY_MODERATE].followed == 1);
    assert_int_equal(r.n_techniques, 2);
    assert_true(str_eq(r.techniques[0].id, S("effleurage")) && r.techniques[0].rate.sessions == 3 && r.techniques[0].rate.followed == 1);
    assert_true(str_eq(r.techniques[1].id, S("friction")) && r.techniques[1].rate.sessions == 2 && r.techniques[1].rate.followed == 1);
    assert_true(r.n_regions == 2 && str_eq(r.regions[0].id, S("lower-back")) && r.regions[0].rate.sessions == 2 && r.regions[0].rate.followed == 0);
    struct harm_register none = harm_register_of(a, NULL, 0, NULL, 0);
    assert_true(none.all.sessions == 0 && none.n_techniques == 0);
    struct harm_register half = harm_register_of(a, v + 2, 2, &(struct harm_event){0, ADVERSE_BRUISING, SEVERITY_MILD, unsaid}, 1); // of the other nobody knows
    assert_true(half.all.sessions == 2 && half.all.answered == 1 && half.all.followed == 1);
    assert_near(half.all.of_all, 500, 1e-9);
    assert_near(half.all.of_answered, 1000, 1e-9);
    const struct harm_visit *many = ARENA_ARRAY(a, HARM_FEW, struct harm_visit);
    assert_true(harm_register_of(a, many, HARM_FEW - 1, NULL, 0).few && !harm_register_of(a, many, HARM_FEW, NULL, 0).few);
    arena_free(a);
}

// What is written reads back to the same register; what is wrong is said with its place.
static void probe(void **state)
{
    (void)state;
    arena *a = arena_new(1 << 20);
    const str t[] = {S("effleurage")}, g[] = {S("neck")};
    const struct harm_visit v[] = {{t, 1, g, 1, true, true}, {t, 1, g, 1, true, false}};
    const struct harm_event e[] = {{1, ADVERSE_DIZZINESS, SEVERITY_MODERATE, lasting(2)}};
    struct buf b = buf_new(a, 1 << 14), direct = buf_new(a, 1 << 14);
    struct jw w = jw_on(&b), x = jw_on(&direct);
    struct harm_register r = harm_register_of(a, v, 2, e, 1);
    jw_object(&w);
    r.withdrawn = 3;
    harm_rows_json(&w, v, 2, e, 1, r.withdrawn);
    jw_end(&w);
    harm_register_json(&x, &r);
    str json, why;
    assert_true(harm_probe(a, buf_str(&b), &json, &why));
    assert_true(str_eq(json, buf_str(&direct)));
    assert_true(harm_probe(a, S("{\"sessions\":[],\"events\":[]}"), &json, &why)); // a practice with nothing to tell
    assert_true(str_find(json, S("\"sessions\":0")) < json.n);
    assert_true(harm_probe(a, S("{\"sessions\":[{\"techniques\":[],\"regions\":[\"neck\"]}],\"events\":[]}"), &json, &why));
    static const char *const wrong[] = {"", "[]", "{}", "{\"sessions\":[]}", "{\"sessions\":{},\"events\":[]}", "{\"sessions\":[],\"events\":[{\"session\":0,\"what\":\"other\",\"severity\":\"mild\"}]}",
        "{\"sessions\":[{\"techniques\":[\"a\",\"a\"],\"regions\":[]}],\"events\":[]}", "{\"sessions\":[],\"events\":[{\"what\":\"ache\",\"severity\":\"mild\"}]}",
        "{\"sessions\":[],\"events\":[{\"what\":\"other\",\"severity\":\"grim\"}]}", "{\"sessions\":[],\"events\":[{\"what\":\"other\",\"severity\":\"mild\",\"days\":-1}]}", "{\"sessions\":[],\"events\":[],\"withdrawn\":-1}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (harm_probe(a, str_of(wrong[i]), &json, &why) || why.n == 0)
            fail_msg("taken: %s", wrong[i]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(soreness_of_a_day), cmocka_unit_test(due_days), cmocka_unit_test(who_is_asked),
        cmocka_unit_test(exact_intervals), cmocka_unit_test(counts), cmocka_unit_test(probe)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
