// What a practice may share: the figures are right, nothing follows of fewer than ten people, noise is as said, files are read or refused.
#include "../base/unit.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "clinic/stats/summary.h"

static const struct summary_case pain = {.key = {S_INIT("pain"), S_INIT("nrs-pain"), S_INIT("average-7d"), S_INIT("")}, .higher_is_worse = true, .range = 10, .threshold = true};

// `n` people, of whom `responders` improved by 3 and the others by 1, and `lost` who never came back.
static void people(struct summary *s, struct summary_case c, int n, int responders, int lost) {
    for (int i = 0; i < n + lost; i++) {
        c.person = 1000 + i;
        c.compared = i < n;
        c.change = i < responders ? -3 : -1;
        c.responder = i < responders;
        summary_add(s, &c);
    }
}

static struct summary_file released(arena *a, int n, int responders, int lost) {
    struct summary s = {.a = a};
    struct summary_file f = {.label = S("North"), .made = day_from(2026, 11, 21)};
    people(&s, pain, n, responders, lost);
    summary_release(&s, 0, NULL, NULL, &f);
    return f;
}

#define assert_near(got, want, within) assert_true(fabs((got) - (want)) <= (within))

static void the_figures_are_right(void **state) {
    struct summary_file f = released(*state, 40, 20, 12);
    assert_int_equal(f.n, 1);
    const struct summary_cell *c = f.cell;
    assert_int_equal(c->complete, 40);
    assert_true(c->lost_least == 12 && c->lost_most == 12 && c->responders_known && c->responders == 20);
    assert_near(c->mean, -2, 1e-12);
    assert_near(c->sd, sqrt(40.0 / 39), 0.00005);
    assert_near(c->se, sqrt(40.0 / 39 / 40), 0.00005);
}

static void a_person_counts_once(void **state) {
    struct summary s = {.a = *state};
    struct summary_file f = {0};
    for (int i = 0; i < 24; i++) {
        struct summary_case c = pain;
        c.person = 1 + i / 2; // everybody twice: a neck and a knee
        c.compared = true;
        c.change = i % 2 ? 9 : -i;
        summary_add(&s, &c);
    }
    summary_release(&s, 0, NULL, NULL, &f);
    assert_int_equal(f.cell[0].complete, 12);
    assert_near(f.cell[0].mean, -(0 + 2 + 4 + 6 + 8 + 10 * 7) / 12.0, 0.00005); // no change is larger than the scale
}

// Of every practice of up to 32 people: no published number, nor a difference of two of one cell, is a count of 1 to 9.
static void nothing_follows_of_fewer_than_ten(void **state) {
    for (int n = 0; n <= 32; n++) {
        for (int responders = 0; responders <= n; responders++) {
            for (int lost = 0; lost <= 12; lost++) {
                struct summary_file f = released(*state, n, responders, lost);
                if (n < SUMMARY_LEAST || responders == 0 || responders == n) { // the last two: all changed alike
                    assert_int_equal(f.n, 0);
                    continue;
                }
                assert_int_equal(f.n, 1);
                const struct summary_cell *c = f.cell;
                assert_true(c->complete == n && c->lost_least <= lost && lost <= c->lost_most);
                assert_true(lost > 0 && lost < 10 ? c->lost_least == 1 && c->lost_most == 9 : c->lost_least == lost && c->lost_most == lost);
                assert_int_equal(c->responders_known, responders >= 10 && n - responders >= 10);
                assert_true(c->responders_known || c->responders == 0);
            }
        }
        arena_reset(*state);
    }
}

static uint64_t draw(void *ctx) {
    return rng_next(ctx);
}

// The mean of many releases is the truth, their spread that of the discrete Laplace with the sum's own share of epsilon.
static void noise_is_as_said(void **state) {
    enum { TIMES = 4000 };
    struct rng random = rng_seed(7);
    struct summary s = {.a = *state};
    people(&s, pain, 400, 200, 100);
    double sum = 0, squares = 0, mean = 0, means = 0, se = 0, n = 0;
    for (int i = 0; i < TIMES; i++) {
        struct summary_file f = {0};
        summary_release(&s, 10, draw, &random, &f);
        if (f.n == 0)
            continue; // the noise has left nothing of the spread
        n++;
        sum += (double)f.cell->complete;
        squares += (double)((f.cell->complete - 400) * (f.cell->complete - 400));
        mean += f.cell->mean;
        means += (f.cell->mean + 2) * (f.cell->mean + 2);
        se += f.cell->se * f.cell->se;
    }
    double q = exp(-2), variance = 2 * q / ((1 - q) * (1 - q)); // epsilon 10 over five sums
    assert_true(n >= TIMES - 10);
    assert_near(sum / n, 400, 5 * sqrt(variance / n));
    assert_near(squares / n, variance, 0.15 * variance);
    assert_near(mean / n, -2, 0.01);
    double own = 400.0 / 399 / 400; // the sampling variance, which does not vary here
    assert_near(means / n, 2 * 50.0 * 50 * 0.01 / (400 * 400), 4e-5); // of the sum: scale 100 / 2 steps, a tenth of a point each
    assert_near(se / n - own, means / n, 6e-5);
}

static str written(arena *a, const struct summary_file *f) {
    struct buf b = buf_new(a, 1 << 16);
    struct jw w = jw_on(&b);
    summary_write(&w, a, f);
    return buf_str(&b);
}

static void a_file_comes_back(void **state) {
    struct summary s = {.a = *state};
    struct summary_file f = {.label = S("Nörd"), .made = day_from(2026, 11, 21)}, again;
    struct summary_case sleep = pain;
    sleep.key = (struct summary_key){S("sleep"), S("isi.total"), S("past-14d"), S("")};
    sleep.threshold = false;
    people(&s, sleep, 14, 7, 3);
    people(&s, pain, 40, 20, 0);
    summary_release(&s, 0, NULL, NULL, &f);
    str text = written(*state, &f), why;
    assert_true(summary_read(*state, text, &again, &why));
    assert_str(again.cell[0].key.concern, "pain");
    assert_str(again.cell[1].key.measure, "isi.total");
    assert_false(again.cell[1].responders_known);
    assert_true(str_eq(text, written(*state, &again)));
}

static void what_is_no_summary_is_refused(void **state) {
    static const char good[] = "{\"unknot\":\"summary\",\"version\":1,\"made\":\"2026-11-21\",\"practice\":\"\",\"least\":10,\"epsilon\":null,\"cells\":[{\"concern\":\"pain\","
                               "\"measure\":\"m\",\"recall\":\"\",\"series\":\"\",\"higher_is_worse\":true,\"complete\":12,\"lost\":[0,0],\"mean\":-1,\"sd\":1,\"se\":0.3,\"responders\":null}]}";
    static const struct {
        const char *from, *to, *why;
    } bad[] = {
        {"summary", "dump", "unknot: is \"summary\" in a file of unknot summary"}, {"\"version\":1", "\"version\":2", "version: a whole number from 1 to 1 is wanted"},
        {"2026-11-21", "2026-13-21", "made: is a date such as 2026-11-21"}, {"\"least\":10", "\"least\":3", "least: a whole number from 10 to 10 is wanted"},
        {"\"complete\":12", "\"complete\":9", "cells[0].complete: a whole number from 10 to 10000000 is wanted"}, {"\"complete\":12,", "", "cells[0]: \"complete\" is missing"},
        {"[0,0]", "[3,1]", "cells[0].lost: is the least and the most that were lost: [0, 0]"}, {"\"sd\":1", "\"sd\":-1", "cells[0].sd: is a number from 0 to 1000000"},
        {"0.3", "1e-12", "cells[0].se: is 0, or at least 1e-9"}, {"\"concern\":\"pain\"", "\"concern\":\"Ann Smith\"", "cells[0].concern: one of these is wanted: pain headache stress sleep function whole-person"},
        {"\"series\":\"\"", "\"series\":\"a\\nb\"", "cells[0].series: is one line of text, of at most 200 bytes; it may be empty"}, {"\"sd\"", "\"ds\"", "cells[0]: there is no member \"ds\""},
        {"\"responders\":null", "\"responders\":13", "cells[0].responders: a whole number from 0 to 12 is wanted"}, {"\"cells\"", "\"cell\"", "there is no member \"cell\""}};
    struct summary_file f;
    str why;
    assert_true(summary_read(*state, str_of(good), &f, &why));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t at = str_find(str_of(good), str_of(bad[i].from));
        assert_true(at != SIZE_MAX);
        str text = str_fmt(*state, "%.*s%s%s", (int)at, good, bad[i].to, good + at + strlen(bad[i].from));
        assert_false(summary_read(*state, text, &f, &why));
        assert_true(str_ends(why, str_of(bad[i].why)));
    }
    assert_false(summary_read(*state, S("{"), &f, &why));
    assert_true(str_starts(why, S("line 1, column")));
    assert_false(summary_read(*state, S("[]"), &f, &why));
}

static str pooled(arena *a, struct summary_file *f, size_t n) {
    struct buf b = buf_new(a, 1 << 20);
    struct jw w = jw_on(&b);
    struct pool_in how = {.method = POOL_REML, .leave_one_out = true};
    summary_pool(&w, a, f, n, &how);
    return buf_str(&b);
}

static double number_at(const struct json *o, const char *a, const char *b) {
    double v = 0;
    o = json_get(o, str_of(a));
    assert_true(json_number(b ? json_get(o, str_of(b)) : o, &v));
    return v;
}

static void practices_are_pooled_in_any_order(void **state) {
    struct summary_file f[3] = {released(*state, 40, 20, 0), released(*state, 60, 20, 5), released(*state, 100, 10, 40)};
    for (size_t i = 0; i < 3; i++)
        f[i].label = str_fmt(*state, "practice %zu", i);
    str text = pooled(*state, f, 3);
    struct summary_file swapped[3] = {f[2], f[0], f[1]};
    assert_true(str_eq(text, pooled(*state, swapped, 3)));
    struct json_error e;
    const struct json *cell = json_get(json_parse(*state, text, 16, &e), S("cells"))->first;
    assert_near(number_at(cell, "complete", NULL), 200, 0);
    assert_near(number_at(cell, "responders", "share"), 0.25, 1e-12);
    assert_near(number_at(cell, "responders", "worst"), 50.0 / 249, 1e-12);
    assert_near(number_at(cell, "responders", "best"), 99.0 / 249, 1e-12);
    double mu = number_at(cell, "change", "mu");
    assert_true(mu < -1.2 && mu > -2);

    struct summary_file left[2] = {released(*state, 40, 20, 40), f[0]};
    left[0].label = S("left");
    cell = json_get(json_parse(*state, pooled(*state, left, 1), 16, &e), S("cells"))->first;
    assert_int_equal(json_get(cell, S("responders"))->kind, JSON_NULL); // half were lost
    left[0].cell->higher_is_worse = false;
    cell = json_get(json_parse(*state, pooled(*state, left, 2), 16, &e), S("cells"))->first;
    assert_int_equal(json_get(cell, S("change"))->kind, JSON_NULL);
    assert_int_equal(json_get(json_parse(*state, pooled(*state, f, 0), 16, &e), S("cells"))->count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_figures_are_right), ARENA_TEST(a_person_counts_once), ARENA_TEST(nothing_follows_of_fewer_than_ten), ARENA_TEST(noise_is_as_said), ARENA_TEST(a_file_comes_back),
        ARENA_TEST(what_is_no_summary_is_refused), ARENA_TEST(practices_are_pooled_in_any_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
