#include "unit.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"

static void bounded(void **state) {
    struct buf b = buf_new(*state, 5);
    buf_put(&b, S("abc"));
    buf_put(&b, S("def")); // does not fit: dropped whole
    assert_true(b.over);
    buf_putc(&b, 'x'); // and so is all behind it
    assert_str(buf_str(&b), "abc");
    b = buf_new(*state, 3);
    buf_put(&b, S("abc"));
    assert_false(b.over);
    buf_put(&b, (str){0});
    assert_false(b.over);
    buf_putc(&b, 'd');
    assert_true(b.over);
    b = buf_new(*state, 0);
    buf_putc(&b, 'd');
    assert_true(b.over && b.n == 0);
    b = buf_new(*state, SIZE_MAX);
    for (int i = 0; i < 100000; i++) {
        buf_putc(&b, (char)('a' + i % 26));
    }
    assert_int_equal(b.n, 100000);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(b.p[i], 'a' + i % 26);
    }
}

static void formats(void **state) {
    struct buf b = buf_new(*state, 1000);
    buf_putf(&b, "%d %s", -3, "x");
    assert_str(buf_str(&b), "-3 x");
    buf_putf(&b, "%0500d", 1);
    assert_int_equal(b.n, 504);
    assert_false(b.over);
    buf_putf(&b, "%0500d", 1);
    assert_true(b.over);
    assert_int_equal(b.n, 504);
}

static const char *i64(arena *a, int64_t v) {
    struct buf b = buf_new(a, 100);
    buf_i64(&b, v);
    return str_z(a, buf_str(&b));
}

static const char *num(arena *a, double v, int decimals) {
    struct buf b = buf_new(a, 1000);
    buf_num(&b, v, decimals);
    return str_z(a, buf_str(&b));
}

static void numbers(void **state) {
    arena *a = *state;
    static const int64_t whole[] = {0, 7, 10, 42, 99, 100, 101, 999, 1000, 1001, 12345, 123456, 1000000, -1, -10, -100};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        assert_string_equal(i64(a, whole[i]), str_z(a, str_fmt(a, "%lld", (long long)whole[i])));
    }
    assert_string_equal(i64(a, INT64_MIN), "-9223372036854775808");
    assert_string_equal(i64(a, INT64_MAX), "9223372036854775807");
    assert_string_equal(num(a, 0, 1), "0");
    assert_string_equal(num(a, -0.0, 1), "0");
    assert_string_equal(num(a, 3, 1), "3");
    assert_string_equal(num(a, 3.04, 1), "3");
    assert_string_equal(num(a, -0.04, 1), "0"); // no minus before a zero
    assert_string_equal(num(a, 0.15, 1), "0.2");
    assert_string_equal(num(a, -0.25, 1), "-0.3");
    assert_string_equal(num(a, 1.005, 2), "1.01"); // a half as people read it
    assert_string_equal(num(a, 2.675, 2), "2.68");
    assert_string_equal(num(a, 9.95, 1), "10");
    assert_string_equal(num(a, 99.5, 0), "100");
    assert_string_equal(num(a, 0.5, 0), "1");
    assert_string_equal(num(a, 0.49999999999999994, 0), "0");
    assert_string_equal(num(a, -2.5, 0), "-3");
    assert_string_equal(num(a, 0.05, 1), "0.1");
    assert_string_equal(num(a, 0.049, 1), "0");
    assert_string_equal(num(a, 0.0000000005, 9), "0.000000001");
    assert_string_equal(num(a, 12.3456789, 9), "12.3456789");
    assert_string_equal(num(a, 100, 3), "100");
    assert_string_equal(num(a, 0.007, 3), "0.007");
    assert_string_equal(num(a, 1e15 + 0.5, 1), "1000000000000000.5");
    assert_string_equal(num(a, 1e22, 2), "10000000000000000000000");
    assert_string_equal(num(a, 123456789012.3456, 3), "123456789012.346");
    assert_string_equal(num(a, DBL_MIN, 9), "0");
    assert_int_equal(strlen(num(a, -DBL_MAX, 9)), 310);
    assert_string_equal(num(a, 999999999999.9999, 3), "1000000000000");
}

static int64_t units_by_digits(double v, int places) {
    struct shortest s = number_rounded(v, places);
    int64_t n = 0;
    for (int i = 0; i < s.point + places; i++) {
        n = n * 10 + (i < s.n ? s.digit[i] - '0' : 0);
    }
    return n;
}

// The quick way says what the digits say: at halves, at the doubles beside them, and anywhere.
static void rounds_as_its_digits(void **state) {
    (void)state;
    static const double power[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 60000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        int places = (int)(x % 10);
        double half = ((double)(x >> 30 & ((UINT64_C(1) << (10 + i % 28)) - 1)) + 0.5) / power[places];
        const double v[] = {half, nextafter(half, 0), nextafter(half, 1e300), -half, half * (1 + 1e-12), half + 0.3 / power[places]};
        for (size_t k = 0; k < sizeof v / sizeof *v; k++) {
            int64_t units;
            assert_true(number_units(v[k], places, &units));
            assert_int_equal(units, units_by_digits(v[k], places));
        }
    }
    int64_t units;
    assert_false(number_units(1e12, 0, &units));
    assert_true(number_units(1e12 - 1, 0, &units));
    assert_int_equal(units, 999999999999);
}

static const char *text(arena *a, double v) {
    char z[NUMBER_TEXT];
    return str_z(a, (str){z, number_text(v, z)});
}

static void shortest(void **state) {
    arena *a = *state;
    static const struct {
        double v;
        const char *want;
    } row[] = {{0, "0"}, {-0.0, "0"}, {1, "1"}, {-1.5, "-1.5"}, {0.1, "0.1"}, {0.3, "0.3"}, {0.1 + 0.2, "0.30000000000000004"},
               {100, "100"}, {1e21, "1e+21"}, {123456789012345680000.0, "123456789012345680000"}, {1e-6, "0.000001"}, {1e-7, "1e-7"},
               {1.5e-7, "1.5e-7"}, {5e-324, "5e-324"}, {DBL_MAX, "1.7976931348623157e+308"}, {2.0 / 3, "0.6666666666666666"},
               {9007199254740993.0, "9007199254740992"}, {4.35, "4.35"}, {0.000123, "0.000123"}, {1e15, "1000000000000000"},
               {123456.789, "123456.789"}, {1e14 + 0.5, "100000000000000.5"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        assert_string_equal(text(a, row[i].v), row[i].want);
    }
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 30000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        double v, w = 0;
        memcpy(&v, &x, sizeof v);
        if (i % 2) {
            v = (double)(int64_t)(x >> 30) / 1000;
        }
        if (isfinite(v)) {
            assert_true(str_f64(str_of(text(a, v)), &w));
            assert_true(v == w);
        }
        if (i % 1000 == 0) {
            arena_reset(a);
        }
    }
}

typedef void escaper(struct buf *b, str s);
static const char *with(arena *a, escaper *e, str s) {
    struct buf b = buf_new(a, 10000);
    e(&b, s);
    return str_z(a, buf_str(&b));
}

static void escapes(void **state) {
    arena *a = *state;
    assert_string_equal(with(a, buf_html, S("a<b>&\"'c")), "a&lt;b&gt;&amp;&quot;&#39;c");
    assert_string_equal(with(a, buf_html, S("")), "");
    assert_string_equal(with(a, buf_html, S("<<")), "&lt;&lt;");
    assert_string_equal(with(a, buf_html, S("Zo\xC3\xAB")), "Zo\xC3\xAB");
    assert_string_equal(with(a, buf_url_part, S("a b/\xC3\xA9~-._?&=")), "a%20b%2F%C3%A9~-._%3F%26%3D");
    assert_string_equal(with(a, buf_json, S("a\"\\\b\f\n\r\t\x01\x7F</&")), "a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u007f\\u003c/\\u0026");
    assert_string_equal(with(a, buf_json, S("\0")), "\\u0000");
    assert_string_equal(with(a, buf_json, S("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80")), "\xC3\xA9\\u2028\xF0\x9F\x98\x80");
    assert_string_equal(with(a, buf_json, S("a\xFFz")), "a\\ufffdz"); // what is not UTF-8 never leaves us
    assert_string_equal(with(a, buf_csv, S("plain")), "plain");
    assert_string_equal(with(a, buf_csv, S("")), "");
    assert_string_equal(with(a, buf_csv, S("a,\"b\"")), "\"a,\"\"b\"\"\"");
    assert_string_equal(with(a, buf_csv, S("two\nlines")), "\"two\nlines\"");
    assert_string_equal(with(a, buf_csv, S("=SUM(A1)")), "'=SUM(A1)");
    assert_string_equal(with(a, buf_csv, S("@x,y")), "\"'@x,y\"");
    assert_string_equal(with(a, buf_csv, S("-1")), "'-1");
    assert_string_equal(with(a, buf_csv, S("\"")), "\"\"\"\"");
    assert_string_equal(with(a, buf_csv, S(" x")), "\" x\"");
}

static void not_finite(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    buf_num(&b, NAN, 1);
}

static void refuses_nan(void **state) {
    assert_true(dies(not_finite, *state));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(bounded), ARENA_TEST(formats), ARENA_TEST(numbers), cmocka_unit_test(rounds_as_its_digits),
        ARENA_TEST(shortest), ARENA_TEST(escapes), ARENA_TEST(refuses_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
