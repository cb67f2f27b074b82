#include "unit.h"

#include "base/id.h"

#define NOW ((instant){INT64_C(1795000000000000)})

static void ordered_and_repeatable(void **state) {
    (void)state;
    struct idgen g = idgen_seed(1), same = idgen_seed(1), other = idgen_seed(2);
    int64_t last = 0;
    bool differ = false;
    for (int i = 0; i < 100000; i++) {
        instant now = {NOW.us + i / 10 * 1000};
        int64_t id = id_next(&g, now);
        assert_true(id > last);
        last = id;
        assert_true(id == id_next(&same, now));
        differ |= id != id_next(&other, now);
    }
    assert_true(differ);
    assert_true(id_next(&g, (instant){0}) > last); // the clock went back
}

static void edges_of_time(void **state) {
    (void)state;
    struct idgen g = idgen_seed(0);
    assert_true(g.state != 0);
    assert_true(id_next(&g, (instant){INT64_MIN}) > 0);
    assert_true(id_next(&g, (instant){INT64_MAX}) > 0);
    struct idgen fork = g; // a copy goes the same way
    assert_true(id_next(&g, NOW) == id_next(&fork, NOW));
}

static void later_is_greater(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct idgen a = idgen_seed(seed), b = idgen_seed(seed + 1);
        assert_true(id_next(&a, NOW) < id_next(&b, (instant){NOW.us + 1000}));
    }
}

static void text_round_trips(void **state) {
    struct idgen g = idgen_seed(5);
    int64_t back = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t id = id_next(&g, (instant){NOW.us + i * 1000});
        assert_true(id_parse(id_str(*state, id), &back) && back == id);
    }
    assert_str(id_str(*state, 1), "0000000000001");
    assert_str(id_str(*state, INT64_MAX), "7zzzzzzzzzzzz");
    assert_true(id_parse(S("7zzzzzzzzzzzz"), &back) && back == INT64_MAX);
    static const char *const bad[] = {"", "0000000000000", "8000000000000", "000000000001", "00000000000001", "000000000000u", "000000000000l",
                                      "000000000000A", "zzzzzzzzzzzzz", "00000000000 1", "-000000000001"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(id_parse(str_of(bad[i]), &back));
    }
    assert_false(id_parse(S("0000000000\0" "01"), &back));
}

static void no_id(void *ctx) {
    id_str(ctx, 0);
}
static void zero_is_no_id(void **state) {
    assert_true(dies(no_id, *state));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordered_and_repeatable), cmocka_unit_test(edges_of_time), cmocka_unit_test(later_is_greater),
        ARENA_TEST(text_round_trips), ARENA_TEST(zero_is_no_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
