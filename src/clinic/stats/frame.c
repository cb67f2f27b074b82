#include "frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/err.h"

str frame_error_text(arena *a, const struct frame_error *e)
{
    if (!e->line) return e->why;
    if (!e->column) return str_fmt(a, "line %zu: %.*s", e->line, SP(e->why));
    return str_fmt(a, "line %zu, column %zu: %.*s", e->line, e->column, SP(e->why));
}

static bool wrong(struct frame_error *e, size_t line, size_t column, str why)
{
    *e = (struct frame_error){line, column, why};
    return false;
}

static bool csv_wrong(const struct csv *c, struct frame_error *e) { return wrong(e, c->line, c->bad_column, str_of(c->reason)); }

// Where each column stands in the header.
static bool columns_find(arena *a, const struct csv_row *head, size_t line, const str *name, size_t n, struct frame *out, struct frame_error *e)
{
    out->n_columns = n;
    out->column = ARENA_ARRAY(a, n, struct frame_column);
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        enum csv_found found = csv_column(head, name[i], &at);
        if (found == CSV_TWICE) return wrong(e, line, at + 1, str_fmt(a, "the column '%.*s' stands twice", SP(name[i])));
        if (found == CSV_NO_COLUMN) return wrong(e, line, 0, str_fmt(a, "there is no column '%.*s'", SP(name[i])));
        out->column[i] = (struct frame_column){.name = name[i], .field = at + 1};
    }
    return true;
}

static bool is_missing(str cell) { return cell.n == 0 || str_eq(cell, S("NA")); }

static bool row_take(struct frame *f, const struct csv_row *row)
{
    for (size_t i = 0; i < f->n_columns; i++) {
        f->column[i].cell[f->n] = str_trim(row->field[f->column[i].field - 1]);
        if (is_missing(f->column[i].cell[f->n])) return false;
    }
    return true;
}

static size_t lines_of(str text)
{
    size_t n = 1;
    if (text.n == 0) return n;
    for (const char *at = text.p, *end = text.p + text.n; (at = memchr(at, '\n', (size_t)(end - at))); at++) n++;
    return n;
}

bool frame_read(arena *a, str csv, const str *name, size_t n_names, struct frame *out, struct frame_error *e)
{
    *out = (struct frame){0};
    struct csv c = csv_on(csv, ',');
    struct csv_row *row = ARENA_NEW(a, struct csv_row);
    enum csv_end end = csv_next(&c, a, row);
    if (end == CSV_BAD) return csv_wrong(&c, e);
    if (end == CSV_DONE) return wrong(e, 0, 0, S("the file is empty; its first line must name the columns"));
    if (!columns_find(a, row, c.line, name, n_names, out, e)) return false;
    size_t fields = row->n, room = lines_of(c.rest);
    if (room > UINT32_MAX) return wrong(e, 0, 0, S("the file has too many rows"));
    for (size_t i = 0; i < n_names; i++) out->column[i].cell = ARENA_ARRAY(a, room, str);
    out->line = ARENA_ARRAY(a, room, uint32_t);
    while ((end = csv_next(&c, a, row)) == CSV_ROW) {
        if (row->n != fields) return wrong(e, c.line, 0, str_fmt(a, "%zu fields where the header has %zu", row->n, fields));
        out->line[out->n] = (uint32_t)c.line;
        if (row_take(out, row)) out->n++;
        else out->omitted++;
    }
    return end == CSV_DONE || csv_wrong(&c, e);
}

enum frame_kind frame_kind(const struct frame *f, size_t column)
{
    size_t numbers = 0;
    double v;
    for (size_t i = 0; i < f->n; i++) numbers += str_f64(f->column[column].cell[i], &v);
    return numbers == f->n ? FRAME_NUMBERS : numbers == 0 ? FRAME_TEXT : FRAME_BOTH;
}

bool frame_numbers(arena *a, const struct frame *f, size_t column, double **out, struct frame_error *e)
{
    const struct frame_column *c = &f->column[column];
    double *v = ARENA_ARRAY(a, f->n, double);
    for (size_t i = 0; i < f->n; i++) {
        if (str_f64(c->cell[i], &v[i])) {
            v[i] += 0.0; // -0 is 0
            continue;
        }
        str said = str_sub(c->cell[i], 0, 40);
        while (!utf8_valid(said)) said.n--;
        return wrong(e, f->line[i], c->field, str_fmt(a, "'%.*s' in the column '%.*s' is not a finite number", SP(said), SP(c->name)));
    }
    *out = v;
    return true;
}

// --- factors

// Distinct texts by open addressing; slot 0 is free.
struct texts {
    uint32_t *slot;
    size_t mask, n;
    str *text;
};

static size_t hash_of(str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return (size_t)(h ^ h >> 29);
}

static uint32_t text_index(struct texts *t, str s)
{
    for (size_t at = hash_of(s) & t->mask;; at = (at + 1) & t->mask) {
        if (t->slot[at] == 0) {
            t->text[t->n] = s;
            t->slot[at] = (uint32_t)++t->n;
            return t->slot[at] - 1;
        }
        if (str_eq(t->text[t->slot[at] - 1], s)) return t->slot[at] - 1;
    }
}

struct named {
    str text;
    double value;           // 0 in a column of texts
    uint32_t was;
};

static int named_order(const void *x, const void *y)
{
    const struct named *p = x, *q = y;
    if (p->value != q->value) return p->value < q->value ? -1 : 1;
    return str_cmp(p->text, q->text);
}

void frame_factor(arena *a, const struct frame *f, size_t column, struct factor *out)
{
    const struct frame_column *c = &f->column[column];
    size_t slots = 16;
    while (slots < 2 * f->n) slots *= 2;
    struct texts t = {.slot = ARENA_ARRAY(a, slots, uint32_t), .mask = slots - 1, .text = ARENA_ARRAY(a, f->n + 1, str)};
    *out = (struct factor){.name = c->name, .of = ARENA_ARRAY(a, f->n, uint32_t)};
    for (size_t i = 0; i < f->n; i++) out->of[i] = text_index(&t, c->cell[i]);

    bool numbers = frame_kind(f, column) == FRAME_NUMBERS;
    struct named *v = ARENA_ARRAY(a, t.n + 1, struct named);
    for (size_t i = 0; i < t.n; i++) {
        v[i] = (struct named){.text = t.text[i], .was = (uint32_t)i};
        if (numbers) CHECK(str_f64(t.text[i], &v[i].value));
    }
    qsort(v, t.n, sizeof *v, named_order);
    uint32_t *now = ARENA_ARRAY(a, t.n + 1, uint32_t);
    out->level = ARENA_ARRAY(a, t.n + 1, str);
    for (size_t i = 0; i < t.n; i++) {
        if (i == 0 || !numbers || v[i].value != v[i - 1].value) out->level[out->n_levels++] = v[i].text;
        now[v[i].was] = (uint32_t)(out->n_levels - 1);
    }
    for (size_t i = 0; i < f->n; i++) out->of[i] = now[out->of[i]];
}
