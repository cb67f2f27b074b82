// Mixed models: the published figures of sleepstudy, and what a fit must say of data that bear none.
#include "clinic/stats/mixed_probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/json.h"

// Belenky et al. 2003, average reaction time in ms on days 0 to 9 of sleep deprivation; the data of Bates et al. 2015, section 1.
static const struct subject {
    int id;
    double reaction[10];
} sleepstudy[] = {
    {308, {249.56, 258.7047, 250.8006, 321.4398, 356.8519, 414.6901, 382.2038, 290.1486, 430.5853, 466.3535}},
    {309, {222.7339, 205.2658, 202.9778, 204.707, 207.7161, 215.9618, 213.6303, 217.7272, 224.2957, 237.3142}},
    {310, {199.0539, 194.3322, 234.32, 232.8416, 229.3074, 220.4579, 235.4208, 255.7511, 261.0125, 247.5153}},
    {330, {321.5426, 300.4002, 283.8565, 285.133, 285.7973, 297.5855, 280.2396, 318.2613, 305.3495, 354.0487}},
    {331, {287.6079, 285, 301.8206, 320.1153, 316.2773, 293.3187, 290.075, 334.8177, 293.7469, 371.5811}},
    {332, {234.8606, 242.8118, 272.9613, 309.7688, 317.4629, 309.9976, 454.1619, 346.8311, 330.3003, 253.8644}},
    {333, {283.8424, 289.555, 276.7693, 299.8097, 297.171, 338.1665, 332.0265, 348.8399, 333.36, 362.0428}},
    {334, {265.4731, 276.2012, 243.3647, 254.6723, 279.0244, 284.1912, 305.5248, 331.5229, 335.7469, 377.299}},
    {335, {241.6083, 273.9472, 254.4907, 270.8021, 251.4519, 254.6362, 245.4523, 235.311, 235.7541, 237.2466}},
    {337, {312.3666, 313.8058, 291.6112, 346.1222, 365.7324, 391.8385, 404.2601, 416.6923, 455.8643, 458.9167}},
    {349, {236.1032, 230.3167, 238.9256, 254.922, 250.7103, 269.7744, 281.5648, 308.102, 336.2806, 351.6451}},
    {350, {256.2968, 243.4543, 256.2046, 255.5271, 268.9165, 329.7247, 379.4445, 362.9184, 394.4872, 389.0527}},
    {351, {250.5265, 300.0576, 269.8939, 280.5891, 271.8274, 304.6336, 287.7466, 266.5955, 321.5418, 347.5655}},
    {352, {221.6771, 298.1939, 326.8785, 346.8555, 348.7402, 352.8287, 354.4266, 360.4326, 375.6406, 388.5417}},
    {369, {271.9235, 268.4369, 257.2424, 277.6566, 314.8222, 317.2135, 298.1353, 348.1229, 340.28, 366.5131}},
    {370, {225.264, 234.5235, 238.9008, 240.473, 267.5373, 344.1937, 281.1481, 347.5855, 365.163, 372.2288}},
    {371, {269.8804, 272.4428, 277.8989, 281.7895, 279.1705, 284.512, 259.2658, 304.6306, 350.7807, 369.4692}},
    {372, {269.4117, 273.474, 297.5968, 310.6316, 287.1726, 329.6076, 334.4818, 343.2199, 369.1417, 364.1236}},
};

static str sleep_csv(void)
{
    struct buf b = buf_new(a, 1 << 16);
    buf_put(&b, S("Reaction,Days,Subject\n"));
    for (size_t i = 0; i < sizeof sleepstudy / sizeof sleepstudy[0]; i++) {
        for (int d = 0; d < 10; d++) buf_putf(&b, "%.4f,%d,%d\n", sleepstudy[i].reaction[d], d, sleepstudy[i].id);
    }
    return buf_str(&b);
}

static void fit(const char *formula, str csv, bool ml, struct mixed_design *d, struct mixed_result *r)
{
    struct model_formula f;
    struct model_formula_error fe;
    struct frame_error e;
    size_t omitted;
    assert_true(model_formula_parse(a, str_of(formula), &f, &fe));
    assert_true(mixed_design_make(a, &f, csv, (str){0}, d, &omitted, &e));
    mixed_fit(a, d, &(struct mixed_options){.ml = ml, .spread = true}, r);
}

static void near(double got, double want, double by)
{
    if (!(fabs(got - want) <= by)) print_error("%.10g is not within %g of %.10g\n", got, by, want);
    assert_true(fabs(got - want) <= by);
}

// The reference pages of lme4: lmer and ranef. They print where its search ended, which is 1e-5 beside the optimum.
static void sleepstudy_reml(void **state)
{
    (void)state;
    struct mixed_design d;
    struct mixed_result r;
    fit("Reaction ~ Days + (Days | Subject)", sleep_csv(), false, &d, &r);
    assert_int_equal(r.verdict, MIXED_FITTED);
    assert_true(r.converged && !r.singular);
    assert_int_equal(r.n, 180);
    assert_int_equal(r.random[0].group->n_levels, 18);
    near(r.fixed[0].estimate, 251.405, 5e-4);
    near(r.fixed[0].se, 6.825, 5e-4);
    near(r.fixed[0].t, 36.838, 5e-4);
    near(r.fixed[1].estimate, 10.467, 5e-4);
    near(r.fixed[1].se, 1.546, 5e-4);
    near(r.fixed[1].t, 6.771, 5e-4);
    near(r.fixed_covariance[1] / (r.fixed[0].se * r.fixed[1].se), -0.138, 5e-4);
    const double *g = r.random[0].covariance;
    near(g[0], 612.0899, 0.0005); // where the criterion is least; 612.10, as published, is where lme4's search stops by default
    near(sqrt(g[0]), 24.741, 1e-3);
    near(g[3], 35.07, 5e-3);
    near(sqrt(g[3]), 5.922, 5e-4);
    near(g[1] / sqrt(g[0] * g[3]), 0.07, 5e-3);
    near(r.sigma2, 654.94, 5e-3);
    near(sqrt(r.sigma2), 25.592, 5e-4);
    near(r.criterion, 1743.628, 5e-4);
    static const struct {
        size_t level;
        double intercept, days;
    } ranef[] = {{0, 2.2585509, 9.1989758}, {1, -40.3987381, -8.6196806}, {2, -38.9604090, -5.4488565}, {3, 23.6906196, -4.8143503},
        {8, -0.3336684, -10.7521652}, {9, 34.8904868, 8.6282652}};
    for (size_t i = 0; i < sizeof ranef / sizeof ranef[0]; i++) {
        near(r.random[0].blup[2 * ranef[i].level], ranef[i].intercept, 5e-4);
        near(r.random[0].blup[2 * ranef[i].level + 1], ranef[i].days, 5e-5);
    }
}

static void sleepstudy_uncorrelated(void **state)
{
    (void)state;
    struct mixed_design d;
    struct mixed_result r;
    fit("Reaction ~ Days + (Days || Subject)", sleep_csv(), false, &d, &r);
    assert_int_equal(r.n_random, 2);
    near(r.criterion, 1743.669, 5e-4);
    near(sqrt(r.random[0].covariance[0]), 25.051, 5e-4);
    near(sqrt(r.random[1].covariance[0]), 5.988, 5e-4);
    near(sqrt(r.sigma2), 25.565, 5e-4);
}

// Bates et al. 2015, section 5: ML deviance 1751.939 (their fm1ML).
static void sleepstudy_ml(void **state)
{
    (void)state;
    struct mixed_design d;
    struct mixed_result r;
    fit("Reaction ~ Days + (Days | Subject)", sleep_csv(), true, &d, &r);
    near(r.criterion, 1751.939, 5e-4);
    near(sqrt(r.random[0].covariance[0]), 23.7806, 2e-3);
    near(sqrt(r.sigma2), 25.5918, 5e-4);
}

// One random intercept in a balanced design has a closed form: the mean squares of an analysis of variance.
static void balanced_in_closed_form(void **state)
{
    (void)state;
    static const double y[4][3] = {{1, 2, 4}, {6, 5, 9}, {2, 2, 3}, {8, 6, 7}};
    struct buf b = buf_new(a, 1 << 12);
    double grand = 0, between = 0, within = 0;
    buf_put(&b, S("g,y\n"));
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++) {
            buf_putf(&b, "%c,%g\n", 'a' + i, y[i][k]);
            grand += y[i][k] / 12;
        }
    }
    for (int i = 0; i < 4; i++) {
        double mean = (y[i][0] + y[i][1] + y[i][2]) / 3;
        between += 3 * (mean - grand) * (mean - grand) / 3;
        for (int k = 0; k < 3; k++) within += (y[i][k] - mean) * (y[i][k] - mean) / 8;
    }
    struct mixed_design d;
    struct mixed_result r;
    fit("y ~ 1 + (1 | g)", buf_str(&b), false, &d, &r);
    near(r.sigma2, within, 1e-8);
    near(r.random[0].covariance[0], (between - within) / 3, 1e-6);
    near(r.fixed[0].estimate, grand, 1e-12);
    near(r.fixed[0].se, sqrt(between / 12), 1e-8);
    double tau2 = (between - within) / 3, shrink = 3 * tau2 / (3 * tau2 + within); // the reference's 5.3
    near(r.random[0].blup[1], shrink * (20.0 / 3 - grand), 1e-6);
}

// The same model by small dense blocks and by CHOLMOD: each row of h1 has its like in h2, so that h explains nothing.
static void both_paths_agree(void **state)
{
    (void)state;
    struct buf b = buf_new(a, 1 << 16);
    buf_put(&b, S("g,h,x,y\n"));
    uint32_t seed = 5;
    for (int i = 0; i < 120; i++) {
        seed = seed * 1664525u + 1013904223u;
        int g = i % 12, x = i / 12 % 7;
        double y = 3.0 * (g % 4) + 0.2 * x * (g % 3) + (double)(seed >> 8) / (1 << 24), apart = i % 2 ? 0.25 : -0.25;
        buf_putf(&b, "g%d,h1,%d,%.6f\ng%d,h2,%d,%.6f\n", g, x, y + apart, g, x, y - apart);
    }
    struct mixed_design d;
    struct mixed_result dense, sparse;
    fit("y ~ x + (x | g)", buf_str(&b), false, &d, &dense);
    fit("y ~ x + (x | g) + (1 | h)", buf_str(&b), false, &d, &sparse);
    assert_true(!dense.singular && sparse.singular && sparse.converged);
    near(sparse.random[1].covariance[0], 0, 0);
    near(sparse.criterion, dense.criterion, 1e-8);
    for (size_t i = 0; i < 4; i++) near(sparse.random[0].covariance[i], dense.random[0].covariance[i], 1e-6);
    for (size_t i = 0; i < 24; i++) {
        near(sparse.random[0].blup[i], dense.random[0].blup[i], 1e-6);
        near(sparse.random[0].se[i], dense.random[0].se[i], 1e-6);
    }
}

static void verdicts(void **state)
{
    (void)state;
    static const struct {
        const char *formula, *csv;
        enum mixed_verdict verdict;
    } cases[] = {
        {"y ~ 1 + (1 | g)", "g,y\n", MIXED_NO_ROWS},
        {"y ~ 1 + (1 | g)", "g,y", MIXED_NO_ROWS},
        {"y ~ 1 + (1 | g)", "g,y\nNA,1\nb,\n", MIXED_NO_ROWS},
        {"y ~ 1 + (1 | g)", "g,y\na,1\na,2\n", MIXED_ONE_GROUP},
        {"y ~ 1 + (1 | g)", "g,y\na,1\nb,2\nc,4\n", MIXED_GROUP_OF_ONE_ROW},
        {"y ~ 1 + (y2 | g)", "g,y,y2\na,1,1\na,2,2\nb,3,1\nb,1,2\n", MIXED_TOO_MANY_EFFECTS},
        {"y ~ x + (1 | g)", "g,x,y\na,p,1\na,q,2\nb,r,3\n", MIXED_TOO_FEW},
        {"y ~ 1 + (1 | g)", "g,y\na,3\na,3\nb,3\nb,3\n", MIXED_CONSTANT},
        {"y ~ 1 + (1 | g)", "g,y\na,3\na,3\nb,5\nb,5\n", MIXED_NO_RESIDUAL},
        {"y ~ 1 + (1 | g)", "g,y\na,1e300\na,3\nb,5\nb,5\n", MIXED_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mixed_design d;
        struct mixed_result r;
        fit(cases[i].formula, str_of(cases[i].csv), false, &d, &r);
        assert_int_equal(r.verdict, cases[i].verdict);
        assert_true(mixed_verdict_say(r.verdict).n > 0);
    }
}

static void probe_is_json(void **state)
{
    (void)state;
    str json, why;
    struct json_error e;
    assert_true(mixed_probe(a, S("Reaction ~ Days + (Days | Subject)"), sleep_csv(), false, (str){0}, &json, &why));
    const struct json *j = json_parse(a, json, 64, &e);
    assert_non_null(j);
    const struct json *blup = json_get(json_get(j, S("blups")), S("Subject"));
    assert_int_equal(blup->count, 36);
    assert_true(str_eq(json_text(json_get(blup->first, S("level"))), S("308")));
    assert_false(mixed_probe(a, S("Reaction ~ Days +"), sleep_csv(), false, (str){0}, &json, &why));
    assert_true(str_starts(why, S("the formula, character 18: ")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sleepstudy_reml, setup, teardown),
        cmocka_unit_test_setup_teardown(sleepstudy_uncorrelated, setup, teardown),
        cmocka_unit_test_setup_teardown(sleepstudy_ml, setup, teardown),
        cmocka_unit_test_setup_teardown(balanced_in_closed_form, setup, teardown),
        cmocka_unit_test_setup_teardown(both_paths_agree, setup, teardown),
        cmocka_unit_test_setup_teardown(verdicts, setup, teardown),
        cmocka_unit_test_setup_teardown(probe_is_json, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
