// When a review is due, what a score of activities needs, whom a template suits; and that every template has its words.
#include "desk/care/plans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/content.h"
#include "clinic/measures/change.h"
#include "clinic/care/templates.h"

static void a_review_is_due_by_sessions_or_weeks(void **state) {
    (void)state;
    struct plan_row p = {.state = PLAN_ACTIVE, .review_sessions = 4, .review_weeks = 4};
    struct plan_count n = {.given = 3, .first = {true, {100}}};
    assert_false(plan_review_is_due(&p, &n, (day){127}));
    assert_true(plan_review_is_due(&p, &n, (day){128})); // four weeks
    n.given = 4;
    assert_true(plan_review_is_due(&p, &n, (day){101}));
    n.reviews = 1;
    n.reviewed = (opt_day){true, {110}};
    n.reviewed_after = 4;
    assert_false(plan_review_is_due(&p, &n, (day){111}));
    n.given = 8;
    assert_true(plan_review_is_due(&p, &n, (day){111}));
    p.state = PLAN_PROPOSED;
    assert_false(plan_review_is_due(&p, &n, (day){400}));
    p.state = PLAN_ACTIVE;
    assert_false(plan_review_is_due(&p, &(struct plan_count){0}, (day){400})); // nothing was done
}

static void activities_score_only_when_all_are_answered(void **state) {
    (void)state;
    double score = -1;
    assert_true(psfs_score((const double[]){2, 3, 4}, 3, 3, &score));
    assert_true(score > 2.999 && score < 3.001);
    assert_false(psfs_score((const double[]){2, 3}, 2, 3, &score));
    assert_false(psfs_score((const double[]){2, 3}, 2, 2, &score));
    assert_false(psfs_score((const double[]){2, 3, 11}, 3, 3, &score));
    assert_false(psfs_score((const double[]){2, 3, 2.5}, 3, 3, &score));
}

static struct change_result judged(arena *a, const char *code, double before, double after) {
    struct point p[10];
    for (int i = 0; i < 10; i++)
        p[i] = (struct point){{i < 5 ? 10 + i : 50 + i}, i < 5 ? before : after};
    const struct instrument *in = NULL;
    for (size_t i = 0; (in = instrument_at(i)) != NULL && !str_eq(str_of(in->code), str_of(code)); i++)
        ;
    assert_non_null(in);
    return change_judge(a, &(struct change_input){.instrument = in, .points = p, .n = 10, .start_known = true, .start = {20}, .name = S("Ana")});
}

static void direction_is_the_instruments(void **state) {
    (void)state;
    arena *a = arena_new(1 << 22);
    assert_int_equal(judged(a, "psfs", 3, 7).class, CHANGE_BOTH);
    assert_int_equal(judged(a, "psfs", 7, 3).class, CHANGE_WORSE);
    assert_int_equal(judged(a, "psfs", 3, 5).class, CHANGE_IMPORTANT_ONLY); // 2 is not beyond 2
    assert_int_equal(judged(a, "psfs", 9, 10).class, CHANGE_CANNOT_SAY);    // no room
    assert_int_equal(judged(a, "stress", 8, 4).class, CHANGE_RELIABLE_ONLY);
    assert_int_equal(judged(a, "stress", 8, 5).class, CHANGE_NEITHER);
    assert_int_equal(judged(a, "stress", 4, 8).class, CHANGE_WORSE);
    struct change_result r = judged(a, "sleep-quality", 1, 10);
    assert_int_equal(r.class, CHANGE_CANNOT_SAY);
    assert_int_equal(r.way, WAY_BETTER);
    assert_false(r.important || r.reliable);
    assert_int_equal(judged(a, "sleep-quality", 9, 2).way, WAY_WORSE);
    arena_free(a);
}

static void every_template_has_its_words(void **state) {
    (void)state;
    arena *a = arena_new(1 << 22);
    const struct plan_template *t;
    size_t n;
    str why = {0};
    assert_true(plan_templates(a, content_text(S("plans/templates.json")), &t, &n, &why));
    assert_int_equal(n, 13); // the rows of the reference, 4.2
    for (size_t i = 0; i < n; i++) {
        enum concern_kind kind;
        assert_true(plan_template_say(&t[i], "name").key != MSG_none);
        assert_true(plan_template_say(&t[i], "say").key != MSG_none);
        assert_true(plan_template_say(&t[i], "not").key != MSG_none);
        for (size_t k = 0; k < t[i].n_kinds; k++)
            assert_true(concern_kind_of(t[i].kind[k], &kind));
    }
    struct site neck, knee;
    assert_true(site_parse(S("neck-left"), &neck) && site_parse(S("knee"), &knee));
    assert_int_equal(plan_template_suits(&t[0], S("pain"), &neck, 1), 2);
    assert_int_equal(plan_template_suits(&t[0], S("pain"), &knee, 1), 1);
    assert_int_equal(plan_template_suits(&t[0], S("sleep"), &neck, 1), 0);
    assert_false(plan_templates(a, S("{\"templates\":[{\"id\":\"x\"}]}"), &t, &n, &why));
    assert_false(plan_templates(a, S("["), &t, &n, &why));
    str one = S("{\"id\":\"x\",\"kinds\":[\"pain\"],\"regions\":[],\"minutes\":60,\"sessions\":4,\"per_week\":1,\"every_weeks\":1,"
                "\"review_sessions\":4,\"review_weeks\":4,\"evidence\":\"low\",\"source\":\"s\",\"checked\":[]}");
    assert_true(plan_templates(a, str_fmt(a, "{\"templates\":[%.*s]}", SP(one)), &t, &n, &why));
    assert_false(plan_templates(a, str_fmt(a, "{\"templates\":[%.*s,%.*s]}", SP(one), SP(one)), &t, &n, &why));
    assert_true(str_eq(why, S("template 2 has the id of another")));
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_review_is_due_by_sessions_or_weeks),
        cmocka_unit_test(activities_score_only_when_all_are_answered),
        cmocka_unit_test(direction_is_the_instruments),
        cmocka_unit_test(every_template_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
