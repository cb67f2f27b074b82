#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "base/csv.h"

// Rows as "[a|b]", bad ones as "!line:column".
static const char *read_all(arena *a, str text, char delimiter) {
    struct csv c = csv_on(text, delimiter);
    struct csv_row *row = ARENA_NEW(a, struct csv_row);
    struct buf b = buf_new(a, 100000);
    for (enum csv_end end; (end = csv_next(&c, a, row)) != CSV_DONE;) {
        if (end == CSV_BAD) {
            assert_non_null(c.reason);
            buf_putf(&b, "!%zu:%zu", c.line, c.bad_column);
            continue;
        }
        buf_putf(&b, "%zu[", c.line);
        for (size_t i = 0; i < row->n; i++) {
            buf_put(&b, i ? S("|") : S(""));
            buf_put(&b, row->field[i]);
        }
        buf_putc(&b, ']');
    }
    return str_z(a, buf_str(&b));
}
#define ROWS(text) read_all(*state, S(text), ',')

static void reads_rows(void **state) {
    assert_string_equal(ROWS(""), "");
    assert_string_equal(ROWS("\n\r\n\n"), "");
    assert_string_equal(ROWS("\r"), "");
    assert_string_equal(ROWS("a,b\r\nc,d\r\n"), "1[a|b]2[c|d]");
    assert_string_equal(ROWS("a,b\nc,d"), "1[a|b]2[c|d]");
    assert_string_equal(ROWS("a\r"), "1[a]");
    assert_string_equal(ROWS(",\n,,"), "1[|]2[||]");
    assert_string_equal(ROWS("a,\n"), "1[a|]");
    assert_string_equal(ROWS("\n\na\n\nb"), "3[a]5[b]");
    assert_string_equal(ROWS("\xEF\xBB\xBFid,x\n1,2"), "1[id|x]2[1|2]");
    assert_string_equal(ROWS("\xEF\xBB\xBF\"id\",x"), "1[id|x]");
    assert_string_equal(ROWS(" a , b "), "1[ a | b ]");
    assert_string_equal(ROWS("5' 3\" tall,x"), "1[5' 3\" tall|x]"); // as spreadsheets take it
    assert_string_equal(read_all(*state, S("a;b,c\td"), ';'), "1[a|b,c\td]");
    assert_string_equal(read_all(*state, S("a\tb"), '\t'), "1[a|b]");
}

static void reads_quotes(void **state) {
    assert_string_equal(ROWS("\"a,b\",\"c\"\"d\",\"\"\n"), "1[a,b|c\"d|]");
    assert_string_equal(ROWS("\"\"\"\""), "1[\"]");
    assert_string_equal(ROWS("\"two\nlines\",x\ny"), "1[two\nlines|x]3[y]");
    assert_string_equal(ROWS("\"a\r\nb\"\r\nc"), "1[a\r\nb]3[c]");
    assert_string_equal(ROWS("\"\"\nb"), "1[]2[b]");
}

static void goes_on_after_bad(void **state) {
    assert_string_equal(ROWS("a,\"b\"c,d\ne,f"), "!1:22[e|f]");
    assert_string_equal(ROWS("x,\"never closed\nb,c\nd"), "!1:22[b|c]3[d]");
    assert_string_equal(ROWS("\"a\nb\"x\nc"), "!1:13[c]"); // the error stands on line 2
    assert_string_equal(ROWS("a\rb\nc"), "!1:12[c]");
    assert_string_equal(ROWS("a,\xFF\nb"), "!1:22[b]");
    assert_string_equal(ROWS("a,b\0c\nd"), "!1:22[d]");
    assert_string_equal(ROWS("\""), "!1:1");
    assert_string_equal(ROWS("a,\"\n"), "!1:2");
}

static void keeps_raw(void **state) {
    struct csv c = csv_on(S("\n\"a\"\"\n\",b\r\nlast"), ',');
    struct csv_row row;
    assert_int_equal(csv_next(&c, *state, &row), CSV_ROW);
    assert_str(row.raw, "\"a\"\"\n\",b");
    assert_int_equal(csv_next(&c, *state, &row), CSV_ROW);
    assert_str(row.raw, "last");
    assert_int_equal(csv_next(&c, *state, &row), CSV_DONE);
    assert_int_equal(csv_next(&c, *state, &row), CSV_DONE);
}

static str repeat(arena *a, char c, size_t n, const char *tail) {
    char *p = arena_alloc(a, n + strlen(tail));
    memset(p, c, n);
    memcpy(p + n, tail, strlen(tail));
    return (str){p, n + strlen(tail)};
}

static void limits(void **state) {
    arena *a = *state;
    struct csv_row row;
    struct csv c = csv_on(repeat(a, ',', CSV_COLUMNS - 1, "\nx"), ',');
    assert_int_equal(csv_next(&c, a, &row), CSV_ROW);
    assert_int_equal(row.n, CSV_COLUMNS);
    c = csv_on(repeat(a, ',', CSV_COLUMNS, "\nx"), ',');
    assert_int_equal(csv_next(&c, a, &row), CSV_BAD);
    assert_int_equal(c.bad_column, CSV_COLUMNS + 1);
    assert_int_equal(csv_next(&c, a, &row), CSV_ROW);
    assert_str(row.field[0], "x");
    c = csv_on(repeat(a, 'a', CSV_FIELD_MAX, "\nx"), ',');
    assert_int_equal(csv_next(&c, a, &row), CSV_ROW);
    c = csv_on(repeat(a, 'a', CSV_FIELD_MAX + 1, "\nx"), ',');
    assert_int_equal(csv_next(&c, a, &row), CSV_BAD);
    assert_int_equal(csv_next(&c, a, &row), CSV_ROW);
    // Many quotes that are never closed: each looks no further than one field may be long.
    c = csv_on(repeat(a, 'a', 3 * CSV_FIELD_MAX, "\n"), ',');
    char *p = (char *)c.rest.p;
    for (size_t i = 0; i + 1 < c.rest.n; i += 2) {
        p[i] = '"';
        p[i + 1] = '\n';
    }
    size_t rows = 0;
    while (csv_next(&c, a, &row) != CSV_DONE) {
        rows++;
    }
    assert_true(rows > 0);
}

// What buf_csv writes, csv_next reads.
static void round_trips(void **state) {
    arena *a = *state;
    static const char alphabet[] = "a,\"\n\r; \xC3\xA9";
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 3000; i++) {
        struct buf b = buf_new(a, 1000);
        str want[3];
        for (int f = 0; f < 3; f++) {
            struct buf one = buf_new(a, 100);
            buf_putc(&one, 'x'); // an apostrophe is never needed
            for (int k = 0; k < 6; k++) {
                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                size_t at = x % 8;
                buf_put(&one, at == 7 ? S("\xC3\xA9") : str_sub(str_of(alphabet), at, 1));
            }
            want[f] = buf_str(&one);
            buf_put(&b, f ? S(",") : S(""));
            buf_csv(&b, want[f]);
        }
        buf_put(&b, S("\r\n"));
        struct csv c = csv_on(buf_str(&b), ',');
        struct csv_row row;
        assert_int_equal(csv_next(&c, a, &row), CSV_ROW);
        assert_int_equal(row.n, 3);
        for (int f = 0; f < 3; f++) {
            assert_true(str_eq(row.field[f], want[f]));
        }
        assert_int_equal(csv_next(&c, a, &row), CSV_DONE);
    }
}

static void reads_marks(void **state) {
    (void)state;
    char m[3];
    struct csv c = csv_on(S("1,,3\n,2,\r\n,,\n\r\n1,2,3"), ',');
    assert_true(csv_next_marks(&c, 3, m, SIZE_MAX, NULL) && m[0] == '1' && m[1] == 0 && m[2] == '3' && c.line == 1);
    assert_true(csv_next_marks(&c, 3, m, SIZE_MAX, NULL) && m[0] == 0 && m[1] == '2' && m[2] == 0 && c.line == 2);
    assert_true(csv_next_marks(&c, 3, m, SIZE_MAX, NULL) && m[0] == 0 && m[1] == 0 && m[2] == 0 && c.line == 3);
    assert_false(csv_next_marks(&c, 3, m, SIZE_MAX, NULL)); // a blank line is for csv_next
    struct csv_row row;
    assert_int_equal(csv_next(&c, *state, &row), CSV_ROW);
    assert_int_equal(c.line, 5);
    assert_false(csv_next_marks(&c, 3, m, SIZE_MAX, NULL));
    assert_int_equal(csv_next(&c, *state, &row), CSV_DONE);
    static const char *const others[] = {"", "\n1,2,3", "1,2", "1,2\n3", "1,2,3,4", "12,3,4", "\"1\",2,3", "\",2,3", "\xC3\xA4,2,3", "1;2;3", "1,2,3\r4", "1,2,\r",
        "1,2,3\r", "1,\r,3", "1,2,\r\r\n", "\r1,2,3"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        c = csv_on(str_of(others[i]), ',');
        assert_false(csv_next_marks(&c, 3, m, SIZE_MAX, NULL));
        assert_true(c.rest.n == strlen(others[i]) && c.next_line == 1);
    }
    for (int i = 0; i < 2; i++) {
        c = csv_on(i ? S("\r\n1\n") : S("\n1\n"), ',');
        assert_false(csv_next_marks(&c, 1, m, i ? 0 : SIZE_MAX, &row.raw)); // a blank line is skipped, not a row
    }
}

static void reads_marks_beside_a_whole_field(void **state) {
    (void)state;
    char m[3];
    str id;
    struct csv c = csv_on(S("1,Ada 7,3\n,,\r\n1,\xC3\xA4\xC3\xB6,\n"), ',');
    assert_true(csv_next_marks(&c, 3, m, 1, &id) && str_eq(id, S("Ada 7")) && m[0] == '1' && m[2] == '3');
    assert_true(csv_next_marks(&c, 3, m, 1, &id) && id.n == 0 && c.line == 2);
    assert_true(csv_next_marks(&c, 3, m, 1, &id) && str_eq(id, S("\xC3\xA4\xC3\xB6")) && c.line == 3 && c.rest.n == 0);
    c = csv_on(S("A1,2,3\r\n1,2,B7\r\n1,2,C8"), ',');
    assert_true(csv_next_marks(&c, 3, m, 0, &id) && str_eq(id, S("A1")) && m[1] == '2' && m[2] == '3');
    assert_true(csv_next_marks(&c, 3, m, 2, &id) && str_eq(id, S("B7")));
    assert_true(csv_next_marks(&c, 3, m, 2, &id) && str_eq(id, S("C8")) && c.rest.n == 0);
    static const char *const others[] = {"\"A\",2,3", "A\"b,2,3", "\xC3,2,3", "\xFF,2,3", "A\rb,2,3", "A,22,3", "A,2", "A\n2,3", "A", "A,2,3,4"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        c = csv_on(str_of(others[i]), ',');
        assert_false(csv_next_marks(&c, 3, m, 0, &id));
        assert_true(c.rest.n == strlen(others[i]) && c.next_line == 1);
    }
    c = csv_on((str){"A\0b,2,3", 7}, ',');
    assert_false(csv_next_marks(&c, 3, m, 0, &id));
    char *much = arena_alloc(*state, CSV_FIELD_MAX + 1);
    memset(much, 'x', CSV_FIELD_MAX + 1);
    c = csv_on((str){much, CSV_FIELD_MAX}, ',');
    assert_true(csv_next_marks(&c, 1, m, 0, &id) && id.n == CSV_FIELD_MAX);
    c = csv_on((str){much, CSV_FIELD_MAX + 1}, ',');
    assert_false(csv_next_marks(&c, 1, m, 0, &id));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(reads_rows), ARENA_TEST(reads_quotes), ARENA_TEST(goes_on_after_bad), ARENA_TEST(keeps_raw), ARENA_TEST(limits), ARENA_TEST(round_trips), ARENA_TEST(reads_marks),
        ARENA_TEST(reads_marks_beside_a_whole_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
