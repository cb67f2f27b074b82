#include "unit.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/format.h"

static void compares(void **state) {
    (void)state;
    assert_true(str_eq((str){0}, S("")));
    assert_false(str_eq(S("a"), S("b")));
    assert_true(str_eq_nocase(S("Content-Length"), S("cONTENT-lENGTH")));
    assert_false(str_eq_nocase(S("\xC3\x84"), S("\xC3\xA4"))); // ASCII only
    assert_false(str_eq_nocase(S("@"), S("`")));
    assert_true(str_cmp(S("a"), S("ab")) < 0);
    assert_true(str_cmp(S("b"), S("ab")) > 0);
    assert_true(str_cmp(S("\xFF"), S("a")) > 0); // unsigned
    assert_int_equal(str_cmp((str){0}, (str){0}), 0);
    assert_true(str_starts(S("abc"), S("")));
    assert_true(str_starts(S("abc"), S("abc")));
    assert_false(str_starts(S("ab"), S("abc")));
    assert_true(str_ends(S("abc"), S("bc")));
    assert_true(str_ends(S("abc"), S("")));
    assert_false(str_ends(S("bc"), S("abc")));
}

static void cuts(void **state) {
    (void)state;
    str head, tail;
    assert_true(str_cut(S("a=b=c"), '=', &head, &tail));
    assert_str(head, "a");
    assert_str(tail, "b=c");
    assert_true(str_cut(S("a="), '=', &head, &tail));
    assert_str(tail, "");
    assert_false(str_cut(S("abc"), '=', &head, &tail));
    assert_str(head, "abc");
    assert_str(tail, "");
    assert_false(str_cut((str){0}, '=', &head, &tail));
    assert_str(str_trim(S(" \t\r\n x y \v\f")), "x y");
    assert_str(str_trim(S("   ")), "");
    assert_str(str_sub(S("abcdef"), 2, 3), "cde");
    assert_str(str_sub(S("abc"), 1, SIZE_MAX), "bc");
    assert_str(str_sub(S("abc"), 3, 1), "");
    assert_str(str_sub(S("abc"), SIZE_MAX, SIZE_MAX), "");
    assert_int_equal(str_find(S("abcabd"), S("abd")), 3);
    assert_int_equal(str_find(S("abc"), S("")), 0);
    assert_true(str_find(S("abc"), S("abcd")) == SIZE_MAX);
    assert_true(str_find((str){0}, S("a")) == SIZE_MAX);
}

static void reads_integers(void **state) {
    (void)state;
    int64_t v = 7;
    static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "-9223372036854775809",
                                      "99999999999999999999", "--1", "1-"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(str_i64(str_of(bad[i]), &v));
    }
    assert_int_equal(v, 7); // left alone
    assert_true(str_i64(S("9223372036854775807"), &v) && v == INT64_MAX);
    assert_true(str_i64(S("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(str_i64(S("-0"), &v) && v == 0);
    assert_true(str_i64(S("007"), &v) && v == 7);
}

static void reads_decimals(void **state) {
    (void)state;
    double v = 7;
    static const char *const bad[] = {"",    "-",   ".5",  "5.",   "1e",    "1e+", "+1", " 1",  "1 ",  "nan", "inf", "0x1p3",
                                      "1,5", "1.e3", "1e5x", "1e999", "-1e999", "--1", "1..2", "1e1.5", "1.7976931348623159e308"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(str_f64(str_of(bad[i]), &v));
    }
    static const char *const good[] = {"0",
                                       "0.1",
                                       "-12.5",
                                       "1e22",
                                       "1e23",
                                       "123456789012345678901234567890",
                                       "2.2250738585072011e-308",
                                       "4.9406564584124654e-324",
                                       "2.4703282292062328e-324",
                                       "1.7976931348623157e308",
                                       "9007199254740993",
                                       "0.000000000000000000000000000000000000000001",
                                       "1E-7",
                                       "1e+3",
                                       "000000000000000000000000000000.5",
                                       "3.14159265358979323846264338327950288419716939937510582097494459"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(str_f64(str_of(good[i]), &v));
        assert_true(v == strtod(good[i], NULL));
    }
    assert_true(str_f64(S("-0"), &v) && v == 0 && signbit(v));
    assert_true(str_f64(S("0e999999999999999999999"), &v) && v == 0);
    assert_true(str_f64(S("1e-999999999999999999999"), &v) && v == 0);
}

// Halfway between two doubles, decided by a digit far beyond those that are kept.
static void reads_long_decimals(void **state) {
    (void)state;
    char z[4096];
    double v = 0;
    memcpy(z, "9007199254740993.", 17);
    memset(z + 17, '0', sizeof z - 17);
    assert_true(str_f64((str){z, sizeof z}, &v) && v == 9007199254740992.0);
    z[sizeof z - 1] = '1';
    assert_true(str_f64((str){z, sizeof z}, &v) && v == 9007199254740994.0);
    memset(z, '1', 400);
    assert_false(str_f64((str){z, 400}, &v)); // 1e399
    memset(z, '0', sizeof z);
    z[1] = '.';
    z[sizeof z - 1] = '1';
    assert_true(str_f64((str){z, sizeof z}, &v) && v == 0);
}

static void agrees_with_strtod(void **state) {
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        char z[64];
        int n = snprintf(z, sizeof z, "%llu.%llue%d", (unsigned long long)(x >> (x & 63)), (unsigned long long)(x * 7919 % 100000),
                         (int)(x % 640) - 330);
        double want = strtod(z, NULL), v = 0;
        bool ok = str_f64((str){z, (size_t)n}, &v);
        assert_int_equal(ok, isfinite(want));
        assert_true(!ok || v == want);
    }
}

static void put_nul(void *ctx) {
    (void)str_z(ctx, S("a\0b"));
}

static void copies(void **state) {
    arena *a = *state;
    assert_str(str_dup(a, S("abc")), "abc");
    assert_str(str_dup(a, (str){0}), "");
    assert_string_equal(str_z(a, S("abc")), "abc");
    assert_string_equal(str_z(a, (str){0}), "");
    assert_true(dies(put_nul, a));
    assert_str(str_fmt(a, "%d-%s", 5, "x"), "5-x");
    str big = str_fmt(a, "%0300d", 7);
    assert_int_equal(big.n, 300);
    assert_int_equal(big.p[299], '7');
    assert_int_equal(str_fmt(a, "%0255d", 7).n, 255);
    assert_int_equal(str_fmt(a, "%0256d", 7).p[255], '7');
    assert_str(str_lower(a, S("AbZ\xC3\x84[@")), "abz\xC3\x84[@");
}

__attribute__((format(printf, 2, 3))) static void formats_alike(size_t room, const char *fmt, ...) {
    char ours[80], theirs[80];
    memset(ours, 'x', sizeof ours);
    memset(theirs, 'x', sizeof theirs);
    va_list a, b;
    va_start(a, fmt);
    va_copy(b, a);
    assert_int_equal(format_into(ours, room, fmt, a), vsnprintf(theirs, room, fmt, b));
    va_end(b);
    va_end(a);
    assert_memory_equal(ours, theirs, sizeof ours);
}

// What is put together here, what is left to the C library, and both in one: to the last byte, also where there is too little room.
static void formats_as_printf(void **state) {
    const char *volatile nothing = NULL; // as an empty slice often is
    (void)state;
    for (size_t room = 0; room <= 70; room++) {
        formats_alike(room, "plain");
        formats_alike(room, "%s", "");
        formats_alike(room, "a%%b%cc%sd", 'x', "text");
        formats_alike(room, "%.*s|%.*s|%.*s", 3, "abcdef", 0, nothing, 9, "short");
        formats_alike(room, "%.*s", -1, "all of it");
        formats_alike(room, "%d %d %d %u", 0, -7, INT_MIN, UINT_MAX);
        formats_alike(room, "%lld %lld %llu", LLONG_MIN, LLONG_MAX, ULLONG_MAX);
        formats_alike(room, "%ld %lu %zu %x %llx", LONG_MIN, ULONG_MAX, SIZE_MAX, 0xBEEFu, 0xFEEDull);
        formats_alike(room, "%04d-%02d-%02d", 2026, 3, 9);
        formats_alike(room, "%05d|%5d|%3d|%02x|%010zu", -42, -42, 12345, 10u, (size_t)77);
        formats_alike(room, "%d %.1f %s", 3, 2.25, "after");
        formats_alike(room, "%-6d|%+d|%g|%8s|%.2s|%X|%i", 5, 5, 0.1, "r", "cut", 255u, 4);
    }
}

static void knows_utf8(void **state) {
    (void)state;
    static const char *const good[] = {"", "abc", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                       "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "abcdefgh\xC3\xA9ijklmnopq\xF0\x9F\x98\x80"};
    static const char *const bad[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xE0\xA0", "\xED\xA0\x80", "\xED\xBF\xBF",
                                      "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xE2\x28\xA1",
                                      "abcdefgh\xC3", "abcdefghijklmno\x80p", "\xC2\xC2\x80"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(utf8_valid(str_of(good[i])));
        assert_true(text_valid(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(utf8_valid(str_of(bad[i])));
        assert_false(text_valid(str_of(bad[i])));
    }
    assert_true(utf8_valid(S("a\0b")));
    assert_false(text_valid(S("a\0b")));
    assert_false(text_valid(S("\x1B[0m")));
    assert_true(text_valid(S("a\tb\r\nc")));
    assert_int_equal(utf8_length(S("a\xC3\xA9\xF0\x9F\x98\x80")), 3);
    assert_int_equal(utf8_length((str){0}), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),          cmocka_unit_test(cuts),           cmocka_unit_test(reads_integers),
        cmocka_unit_test(reads_decimals),    cmocka_unit_test(reads_long_decimals), cmocka_unit_test(agrees_with_strtod),
        ARENA_TEST(copies),                  cmocka_unit_test(formats_as_printf), cmocka_unit_test(knows_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
