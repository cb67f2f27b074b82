// Any bytes as CSV: reading ends, every row lies in the text, a row that is written comes back, and the quick reading of marks says what the
// slow one says.
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

// buf_csv leads what a spreadsheet would take for a formula with an apostrophe.
static bool same(str written, str read) {
    return str_eq(written, read) || (read.n == written.n + 1 && read.p[0] == '\'' && str_ends(read, written));
}

static void write_and_read(const struct csv_row *row) {
    struct buf b = buf_new(a, 1 << 20);
    struct csv_row again;
    for (size_t i = 0; i < row->n; i++) {
        buf_put(&b, i ? S(",") : S(""));
        buf_csv(&b, row->field[i]);
    }
    if (b.n == 0)
        return; // one empty field is a blank line
    buf_put(&b, S("\r\n"));
    struct csv c = csv_on(buf_str(&b), ',');
    if (str_starts(buf_str(&b), S("\xEF\xBB\xBF")))
        return;
    CHECK(csv_next(&c, a, &again) == CSV_ROW && again.n == row->n);
    for (size_t i = 0; i < row->n; i++)
        CHECK(same(row->field[i], again.field[i]));
    CHECK(csv_next(&c, a, &again) == CSV_DONE);
}

// Where the quick way reads a row, it is this one, and both stand behind it.
static void marks_are_the_row(struct csv before, const struct csv *after, enum csv_end end, const struct csv_row *row, size_t n, size_t whole) {
    char mark[CSV_COLUMNS];
    str field = {0};
    struct csv c = before;
    if (!csv_next_marks(&c, n, mark, whole, &field)) {
        CHECK(c.rest.p == before.rest.p && c.rest.n == before.rest.n && c.next_line == before.next_line);
        return;
    }
    CHECK(end == CSV_ROW && row->n == n && c.line == after->line && c.next_line == after->next_line && c.rest.n == after->rest.n);
    for (size_t i = 0; i < n; i++)
        CHECK(i == whole ? str_eq(field, row->field[i]) : mark[i] ? row->field[i].n == 1 && row->field[i].p[0] == mark[i] : !row->field[i].n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 1 || n > 8192)
        return 0;
    if (!a)
        a = arena_new(32 << 20);
    str text = {(const char *)data + 1, n - 1};
    struct csv c = csv_on(text, ",;\t"[data[0] % 3]), before = c;
    struct csv_row row;
    size_t line = 0, left = c.rest.n;
    for (enum csv_end end; (end = csv_next(&c, a, &row)) != CSV_DONE; left = c.rest.n, before = c) {
        for (size_t whole = 0; whole <= row.n && row.n && row.n < 9; whole++)
            marks_are_the_row(before, &c, end, &row, row.n, whole < row.n ? whole : SIZE_MAX);
        CHECK(c.rest.n < left && c.line > line && c.next_line > line);
        CHECK((end == CSV_BAD) == (c.reason != NULL));
        CHECK(row.raw.n <= text.n && row.n <= CSV_COLUMNS);
        line = c.line;
        if (end == CSV_ROW) {
            CHECK(row.n > 0);
            for (size_t i = 0; i < row.n; i++)
                CHECK(utf8_valid(row.field[i]) && row.field[i].n <= CSV_FIELD_MAX);
            if (n < 1000)
                write_and_read(&row);
        } else {
            CHECK(c.bad_column >= 1 && c.bad_column <= CSV_COLUMNS + 1);
        }
    }
    arena_reset(a);
    return 0;
}
