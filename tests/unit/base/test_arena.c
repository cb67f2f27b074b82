#include "unit.h"

#include <string.h>

static void gives_zeroed_aligned(void **state) {
    arena *a = *state;
    for (size_t n = 0; n < 300; n++) {
        unsigned char *p = arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xA5, n);
    }
    assert_ptr_not_equal(arena_alloc(a, 0), arena_alloc(a, 0));
}

static void zeroed_after_reset(void **state) {
    arena *a = *state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 50; i++) {
            unsigned char *p = arena_alloc(a, 5000);
            for (size_t k = 0; k < 5000; k++) {
                assert_int_equal(p[k], 0);
            }
            memset(p, 0xFF, 5000);
        }
        assert_true(arena_used(a) >= 250000);
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
}

// What a client told us does not linger in the block that is kept.
static void wipes(void **state) {
    arena *a = *state;
    char *p = arena_alloc(a, 64);
    memcpy(p, "neck pain since May", 20);
    arena_reset(a);
    char *q = arena_alloc(a, 64);
    assert_ptr_equal(p, q);
    for (int i = 0; i < 64; i++) {
        assert_int_equal(q[i], 0);
    }
}

// What one arena gave back another one gets, wiped; also after what nobody wanted went to the system.
static void shares_what_is_given_back(void **state) {
    (void)state;
    for (int round = 0; round < 6; round++) {
        arena *some[3];
        for (int i = 0; i < 3; i++) {
            some[i] = arena_new((size_t)8 << 20);
            for (size_t k = 0; k < 9; k++) {
                unsigned char *p = arena_alloc(some[i], 200000);
                for (size_t at = 0; at < 200000; at += 499) {
                    assert_int_equal(p[at], 0);
                }
                memset(p, 0xEE, 200000);
            }
        }
        for (int i = 0; i < 3; i++) {
            arena_free(some[i]);
        }
        if (round % 2) {
            arena_trim();
            arena_trim();
        }
    }
}

static bool overflows(arena *a, size_t n, size_t times) {
    jmp_buf full;
    if (setjmp(full)) {
        arena_on_full(a, NULL);
        return true;
    }
    arena_on_full(a, &full);
    for (size_t i = 0; i < times; i++) {
        memset(arena_alloc(a, n), 1, n);
    }
    arena_on_full(a, NULL);
    return false;
}

static void keeps_to_its_cap(void **state) {
    (void)state;
    arena *a = arena_new(1u << 20);
    assert_false(overflows(a, 4096, 200));
    arena_reset(a);
    assert_true(overflows(a, 4096, 257));
    assert_true(arena_used(a) <= 1u << 20);
    arena_reset(a);
    assert_true(overflows(a, SIZE_MAX, 1));
    assert_true(overflows(a, SIZE_MAX - 8, 1));
    assert_true(overflows(a, SIZE_MAX / 2, 1));
    assert_true(overflows(a, (1u << 20) + 1, 1));
    assert_false(overflows(a, 900000, 1)); // a refusal leaves it usable
    arena_free(a);
    a = arena_new(100);
    assert_false(overflows(a, 50, 1));
    assert_true(overflows(a, 100, 1));
    arena_free(a);
    a = arena_new(0);
    assert_true(overflows(a, 1, 1));
    arena_free(a);
    arena_free(NULL);
}

static void overflow_alone(void *ctx) {
    arena_alloc(ctx, SIZE_MAX);
}

static void multiply_too_far(void *ctx) {
    arena_array(ctx, SIZE_MAX / 2, 3);
}

static void full_without_a_listener_is_a_bug(void **state) {
    assert_true(dies(overflow_alone, *state));
    assert_true(dies(multiply_too_far, *state));
}

static void grows_in_place_or_copies(void **state) {
    arena *a = *state;
    char *p = arena_alloc(a, 10);
    memcpy(p, "0123456789", 10);
    char *q = arena_grow(a, p, 10, 1000);
    assert_ptr_equal(p, q);
    assert_memory_equal(q, "0123456789", 10);
    for (int i = 10; i < 1000; i++) {
        assert_int_equal(q[i], 0);
    }
    assert_ptr_equal(arena_grow(a, q, 1000, 10), q);
    arena_alloc(a, 1); // no longer the newest
    char *r = arena_grow(a, q, 1000, 2000);
    assert_ptr_not_equal(q, r);
    assert_memory_equal(r, "0123456789", 10);
    char *s = arena_grow(a, r, 2000, 1u << 20); // beyond the block
    assert_memory_equal(s, "0123456789", 10);
    assert_int_equal(s[(1u << 20) - 1], 0);
    assert_non_null(arena_grow(a, NULL, 0, 16));
}

static char order[8];
static void note(void *obj) {
    strncat(order, obj, 1);
}

static void destroys_last_first(void **state) {
    arena *a = *state;
    order[0] = 0;
    arena_own(a, "a", note);
    arena_own(a, "b", note);
    arena_own(a, "c", note);
    arena_reset(a);
    assert_string_equal(order, "cba");
    arena_reset(a);
    assert_string_equal(order, "cba");
}

static void full_owner_still_destroys(void **state) {
    (void)state;
    arena *a = arena_new(0);
    jmp_buf full;
    order[0] = 0;
    if (!setjmp(full)) {
        arena_on_full(a, &full);
        arena_own(a, "x", note);
        fail();
    }
    assert_string_equal(order, "x");
    arena_free(a);
}

#if defined(__SANITIZE_ADDRESS__)
static void read_behind(void *ctx) {
    volatile char *p = arena_alloc(ctx, 32);
    volatile char c = p[32];
    (void)c;
    abort(); // not reached: AddressSanitizer ends the child with a code of its own
}
static void read_after_reset(void *ctx) {
    volatile char *p = arena_alloc(ctx, 32);
    arena_reset(ctx);
    volatile char c = p[0];
    (void)c;
    abort();
}
#endif

static void sanitizer_sees_strays(void **state) {
#if defined(__SANITIZE_ADDRESS__)
    assert_false(dies(read_behind, *state));
    assert_false(dies(read_after_reset, *state));
#else
    (void)state;
    skip();
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(gives_zeroed_aligned),      ARENA_TEST(zeroed_after_reset),
        ARENA_TEST(wipes),                     cmocka_unit_test(shares_what_is_given_back), cmocka_unit_test(keeps_to_its_cap),
        ARENA_TEST(full_without_a_listener_is_a_bug), ARENA_TEST(grows_in_place_or_copies),
        ARENA_TEST(destroys_last_first),       cmocka_unit_test(full_owner_still_destroys),
        ARENA_TEST(sanitizer_sees_strays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
