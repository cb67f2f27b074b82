#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

static struct json *parse(arena *a, str s) {
    struct json_error e = {0};
    struct json *j = json_parse(a, s, 64, &e);
    if (!j) {
        print_error("%zu:%zu %.*s\n", e.line, e.column, SP(e.reason));
    }
    return j;
}

static void builds_a_tree(void **state) {
    arena *a = *state;
    struct json *j = parse(a, S(" {\"a\": [1, -2.50, true, null], \"b\": {\"c\": \"x\\ny\"}, \"\": \"\"} \n"));
    assert_non_null(j);
    assert_int_equal(j->kind, JSON_OBJECT);
    assert_int_equal(j->count, 3);
    const struct json *list = json_get(j, S("a"));
    assert_int_equal(list->count, 4);
    assert_str(list->first->text, "1");
    assert_str(list->first->next->text, "-2.50"); // digits are kept
    assert_true(list->first->next->next->truth);
    assert_int_equal(list->first->next->next->next->kind, JSON_NULL);
    assert_null(list->first->next->next->next->next);
    assert_str(json_text(json_get(json_get(j, S("b")), S("c"))), "x\ny");
    assert_non_null(json_get(j, S("")));
    assert_null(json_get(j, S("z")));
    assert_null(json_get(list, S("a")));
    assert_null(json_get(NULL, S("a")));
    assert_str(json_text(list), "");
    assert_str(json_text(NULL), "");
    assert_int_equal(parse(a, S("[]"))->count, 0);
    assert_int_equal(parse(a, S("{}"))->count, 0);
    assert_str(json_text(parse(a, S("\"\\u00e9\\ud83d\\ude00\""))), "\xC3\xA9\xF0\x9F\x98\x80");
    assert_int_equal(json_text(parse(a, S("\"\\u0000\""))).n, 1);
    assert_str(json_text(parse(a, S("\"\\\\ud800\""))), "\\ud800"); // an escaped backslash, no escape
}

static void reads_numbers(void **state) {
    arena *a = *state;
    double v = 0;
    int64_t i = 0;
    assert_true(json_number(parse(a, S("-2.5e1")), &v) && v == -25);
    assert_false(json_number(parse(a, S("1e999")), &v));
    assert_false(json_number(parse(a, S("\"1\"")), &v));
    assert_false(json_number(NULL, &v));
    assert_true(json_integer(parse(a, S("9223372036854775807")), &i) && i == INT64_MAX);
    assert_true(json_integer(parse(a, S("\"-9223372036854775808\"")), &i) && i == INT64_MIN);
    assert_true(json_integer(parse(a, S("1e3")), &i) && i == 1000);
    assert_true(json_integer(parse(a, S("12.0")), &i) && i == 12);
    assert_false(json_integer(parse(a, S("9223372036854775808")), &i));
    assert_false(json_integer(parse(a, S("1.5")), &i));
    assert_false(json_integer(parse(a, S("\"1e3\"")), &i));
    assert_false(json_integer(parse(a, S("\"\"")), &i));
    assert_false(json_integer(parse(a, S("true")), &i));
    assert_false(json_integer(NULL, &i));
}

static void refuses(void **state) {
    static const struct {
        const char *text;
        size_t line, column;
    } row[] = {
        {"", 1, 1},
        {"  ", 1, 3},
        {"{\"a\":1,,}", 1, 8},
        {"{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3},
        {"{\n  \"\\u00e9\\\"\": 1,\n\"x\":0, \"\xC3\xA9\\\"\": 2\n}", 3, 8},
        {"[1,\n2,\n  oops]", 3, 3},
        {"[\"\xC3\xA9\xC3\xA9\", x]", 1, 8},
        {"[1 2]", 1, 4},
        {"{\"a\" 1}", 1, 6},
        {"{1:2}", 1, 2},
        {"[1]]", 1, 4},
        {"1 2", 1, 3},
        {"{} \"tail\"", 1, 4},
        {"[1,]", 1, 4},
        {"[\"a\xFF\"]", 1, 4},
        {"[\"\xED\xA0\x80\"]", 1, 3},
        {"[\"\\ud800\"]", 1, 3},
        {"[\"\\udc00\"]", 1, 3},
        {"[\"\\ud800\\u0041\"]", 1, 3},
        {"[[[[1]]]", 1, 9},
        {"\"open", 1, 6},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct json_error e = {0};
        if (json_parse(*state, str_of(row[i].text), 64, &e) || e.line != row[i].line || e.column != row[i].column || e.reason.n == 0) {
            fail_msg("%s: %zu:%zu %.*s", row[i].text, e.line, e.column, SP(e.reason));
        }
    }
    static const char *const bad[] = {"01", "+1", ".5", "1.", "1e", "-", "nan", "NaN", "Infinity", "'a'", "\"a\nb\"", "\"\\x\"", "\"\\u12g4\"",
                                      "/*c*/1", "//c\n1", "[1]x", "tru", "nul", "\xEF\xBB\xBF{}", "{\"a\"}", "{\"a\":}", "{,}", "[,]", "]", "}", "{]", "\\"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct json_error e = {0};
        if (json_parse(*state, str_of(bad[i]), 64, &e)) {
            fail_msg("taken: %s", bad[i]);
        }
    }
    struct json_error e = {0};
    assert_null(json_parse(*state, S("1\0"), 64, &e));
    assert_null(json_parse(*state, S("\0"), 64, &e));
}

static void limits_depth(void **state) {
    arena *a = *state;
    struct json_error e = {0};
    assert_non_null(json_parse(a, S("[[{}]]"), 3, &e));
    assert_non_null(json_parse(a, S("[[],[],{},[[]]]"), 3, &e)); // what is closed no longer counts
    assert_null(json_parse(a, S("[[[{}]]]"), 3, &e));
    assert_int_equal(e.column, 4);
    size_t n = 1u << 20;
    char *p = arena_alloc(a, n);
    memset(p, '[', n);
    assert_null(json_parse(a, (str){p, n}, 64, &e));
    assert_int_equal(e.column, 65);
}

static void refuses_twice_the_same_key_in_any_size(void **state) {
    arena *a = *state;
    for (int n = 2; n < 40; n++) {
        struct buf b = buf_new(a, 10000);
        buf_putc(&b, '{');
        for (int i = 0; i < n - 1; i++) {
            buf_putf(&b, "\"k%d\":%d,", i, i);
        }
        size_t at = b.n;
        buf_putf(&b, "\"k%d\":0,\"k0\":0}", n / 2);
        struct json_error e = {0};
        bool twice = n / 2 < n - 1;
        assert_null(json_parse(a, buf_str(&b), 64, &e));
        assert_int_equal(e.column, twice ? at + 1 : at + 8);
    }
}

// A hostile object of many keys does not take quadratic time.
static void many_keys(void **state) {
    arena *a = *state;
    struct buf b = buf_new(a, 8u << 20);
    buf_putc(&b, '{');
    for (int i = 0; i < 50000; i++) {
        buf_putf(&b, "\"k%d\":1,", i);
    }
    size_t n = b.n;
    buf_put(&b, S("\"k7\":1}"));
    struct json_error e = {0};
    assert_null(json_parse(a, buf_str(&b), 64, &e));
    assert_int_equal(e.column, n + 1);
    b.n = n;
    buf_put(&b, S("\"k\":1}"));
    struct json *j = json_parse(a, buf_str(&b), 64, &e);
    assert_non_null(j);
    assert_int_equal(j->count, 50001);
}

// The arena runs full within yajl: nothing leaks (the sanitizer looks), the arena stays usable.
static void survives_a_full_arena(void **state) {
    (void)state;
    arena *a = arena_new(4096);
    jmp_buf full;
    volatile int jumps = 0;
    if (setjmp(full)) {
        jumps++;
    } else {
        char text[4000];
        memset(text, '0', sizeof text);
        for (size_t i = 0; i < sizeof text; i += 2) {
            text[i] = i ? ',' : '[';
        }
        text[sizeof text - 1] = ']';
        struct json_error e;
        arena_on_full(a, &full);
        json_parse(a, (str){text, sizeof text}, 64, &e);
    }
    assert_int_equal(jumps, 1);
    arena_free(a);
}

static void writes(void **state) {
    arena *a = *state;
    struct buf b = buf_new(a, 10000);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("a\"b"), S("</x>"));
    jw_kint(&w, S("i"), INT64_MIN);
    jw_kbool(&w, S("t"), true);
    jw_knum(&w, S("n"), 0.1);
    jw_key(&w, S("list"));
    jw_array(&w);
    jw_null(&w);
    jw_bool(&w, false);
    jw_array(&w);
    jw_int(&w, 1);
    jw_int(&w, 2);
    jw_end(&w);
    jw_array(&w);
    jw_int(&w, 3);
    jw_end(&w);
    jw_object(&w);
    jw_end(&w);
    jw_raw(&w, S("{\"raw\":1}"));
    jw_id(&w, 0);
    jw_id(&w, 33);
    jw_end(&w);
    jw_end(&w);
    assert_str(buf_str(&b), "{\"a\\\"b\":\"\\u003c/x\\u003e\",\"i\":-9223372036854775808,\"t\":true,\"n\":0.1,"
                            "\"list\":[null,false,[1,2],[3],{},{\"raw\":1},null,\"0000000000011\"]}");
    assert_non_null(parse(a, buf_str(&b)));
}

static void key_in_array(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_array(&w);
    jw_key(&w, S("a"));
}
static void value_without_key(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_int(&w, 1);
}
static void end_after_key(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_key(&w, S("a"));
    jw_end(&w);
}
static void end_of_nothing(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_end(&w);
}
static void two_roots(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_int(&w, 1);
    jw_int(&w, 2);
}
static void not_a_number(void *ctx) {
    struct buf b = buf_new(ctx, 100);
    struct jw w = jw_on(&b);
    jw_num(&w, NAN);
}
static void too_deep(void *ctx) {
    struct buf b = buf_new(ctx, 1000);
    struct jw w = jw_on(&b);
    for (int i = 0; i < 64; i++) {
        jw_array(&w);
    }
}

static void writer_misuse_is_a_bug(void **state) {
    void (*const all[])(void *) = {key_in_array, value_without_key, end_after_key, end_of_nothing, two_roots, not_a_number, too_deep};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_true(dies(all[i], *state));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(builds_a_tree), ARENA_TEST(reads_numbers), ARENA_TEST(refuses), ARENA_TEST(limits_depth), ARENA_TEST(many_keys), ARENA_TEST(refuses_twice_the_same_key_in_any_size),
        cmocka_unit_test(survives_a_full_arena), ARENA_TEST(writes), ARENA_TEST(writer_misuse_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
