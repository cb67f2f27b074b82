#include "unit.h"

#include "base/err.h"

static void every_error_is_whole(void **state) {
    (void)state;
    assert_int_equal(err_http(OK), 200);
    for (int e = OK + 1; e < ERR_COUNT; e++) {
        assert_in_range(err_http((err)e), 400, 599);
        assert_true(err_name((err)e).n > 0);
        assert_true(err_fhir((err)e).n > 0);
        assert_true(err_prose((err)e).n > 0);
        if (err_say((err)e).key == MSG_none) {
            fail_msg("%.*s has no message", SP(err_name((err)e)));
        }
    }
    assert_int_equal(err_http(E_NOT_FOUND), 404);
    assert_str(err_name(E_NOT_FOUND), "NOT_FOUND");
    assert_str(err_fhir(E_NOT_FOUND), "not-found");
    assert_str(message_key(err_say(E_NOT_FOUND).key), "error.not-found");
}

static void problems_keep_order(void **state) {
    struct problems ps = {.a = *state};
    assert_null(problem_of(&ps, S("born")));
    assert_int_equal(problem_add(&ps, E_INVALID, S("born"), SAY(MSG_error_invalid)), E_INVALID);
    assert_int_equal(problem_add(&ps, E_CONFLICT, S("email"), SAY(MSG_error_conflict)), E_CONFLICT);
    problem_add(&ps, E_INVALID, S("born"), SAY(MSG_error_gone));
    assert_int_equal(ps.n, 3);
    assert_int_equal(problem_of(&ps, S("born"))->say.key, MSG_error_invalid);
    assert_str(ps.first->next->field, "email");
    assert_ptr_equal(ps.first->next->next, ps.last);
    assert_null(ps.last->next);
}

static void beyond(void *ctx) {
    (void)ctx;
    err_http(ERR_COUNT);
}
static void without_arena(void *ctx) {
    struct problems ps = {0};
    (void)ctx;
    problem_add(&ps, E_INVALID, S(""), SAY(MSG_none));
}

static void misuse_is_a_bug(void **state) {
    (void)state;
    assert_true(dies(beyond, NULL));
    assert_true(dies(without_arena, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_is_whole), ARENA_TEST(problems_keep_order), cmocka_unit_test(misuse_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
