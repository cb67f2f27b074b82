// Many rows of answers. Most rows of most instruments are single digits, and their formulas numbers only: those take the quick
// way, one character an answer into a row of doubles. All else is read and scored as one answer sheet is; both give the same.
#include <math.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/number.h"
#include "clinic/measures/instrument_probe.h"

enum { COLUMN_ID = -1, WRITE_AT = 1 << 16, QUICK_BANDS = 20 };

// The quick way: formulas over a row of doubles (base/formula.h).
struct quick {
    const struct formula_flat *value[INSTRUMENT_NAMES], *score[INSTRUMENT_SCORES], *alert[INSTRUMENT_ALERTS];
    str band[INSTRUMENT_SCORES][QUICK_BANDS + 1];   // as written, commas around; the last: none
    uint8_t known[INSTRUMENT_ITEMS][128];           // 1: this character is an answer of the item
    double number[INSTRUMENT_ITEMS][128];
    double row[INSTRUMENT_NAMES + FORMULA_MAX_NODES];
    uint16_t blank[INSTRUMENT_ITEMS];               // items of which an unanswered one counts
    size_t n_blank;
    char mark[CSV_COLUMNS];
    str id;
};

struct batch {
    const struct instrument_file *in;
    int column[CSV_COLUMNS];    // the item's index, or COLUMN_ID
    size_t n_columns, id;
    bool has_id;
    struct instrument_answers none, x;
    struct instrument_result r[INSTRUMENT_SCORES];
    struct quick *quick;        // NULL: there is no quick way
};

static void put_number(struct buf *b, double v)
{
    char z[NUMBER_TEXT];
    bool small = v > -1e6 && v < 1e6;
    if (small && v == (double)(int)v) buf_i64(b, (int)v); // most are; and it is quicker
    else buf_put(b, (str){z, number_text(v, z)});
}

static void put_missing(struct buf *b, const struct instrument_file *in, const uint16_t *item, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) buf_putc(b, ' ');
        buf_put(b, in->items[item[i]].id);
    }
}

static bool head_read(arena *a, struct batch *t, const struct csv_row *row, str *why)
{
    bool there[INSTRUMENT_ITEMS] = {0};
    for (size_t i = 0; i < row->n; i++) {
        str name = str_trim(row->field[i]);
        size_t item = instrument_item_of(t->in, name);
        bool id = item == SIZE_MAX && str_eq(name, S("id")), twice = id ? t->has_id : item != SIZE_MAX && there[item];
        if (twice || (item == SIZE_MAX && !id)) {
            *why = str_fmt(a, "column %zu: item %.*s: %s", i + 1, SP(name), twice ? "it stands twice" : "there is no such item");
            return false;
        }
        t->column[i] = id ? COLUMN_ID : (int)item;
        if (id) t->has_id = true, t->id = i;
        else there[item] = true;
    }
    t->n_columns = row->n;
    return true;
}

static void head_write(const struct batch *t, struct buf *b)
{
    buf_put(b, t->has_id ? S("row,id") : S("row"));
    for (size_t k = 0; k < t->in->n_scores; k++) {
        str id = t->in->scores[k].id;
        buf_putf(b, ",%.*s,%.*s.band,%.*s.missing", SP(id), SP(id), SP(id));
    }
    buf_put(b, S(",alerts,problem\n"));
}

static bool row_read(arena *a, struct batch *t, const struct csv_row *row, str *problem)
{
    const char *why = "";
    for (size_t i = 0; i < t->in->n_items; i++) t->x.value[i] = FV_UNK;
    if (row->n != t->n_columns) {
        *problem = str_fmt(a, "%zu fields, and %zu columns", row->n, t->n_columns);
        return false;
    }
    for (size_t i = 0; i < row->n; i++) {
        int item = t->column[i];
        if (item == COLUMN_ID || !row->field[i].n || instrument_answer(&t->in->items[item], row->field[i], &t->x.value[item], &why)) continue;
        *problem = str_fmt(a, "item %.*s: %s", SP(t->in->items[item].id), why);
        return false;
    }
    return true;
}

static void scores_write(const struct batch *t, struct buf *b)
{
    const struct instrument_file *in = t->in;
    size_t alerts = 0;
    for (size_t k = 0; k < in->n_scores; k++) {
        const struct instrument_result *r = &t->r[k];
        buf_putc(b, ',');
        if (r->computable) put_number(b, r->value);
        buf_putc(b, ',');
        if (r->band) buf_csv(b, r->band->words);
        buf_putc(b, ',');
        put_missing(b, in, r->missing, r->n_missing);
    }
    buf_putc(b, ',');
    for (size_t i = 0; i < in->n_alerts; i++)
        if (instrument_alerted(in, &t->x, i)) buf_put(b, alerts++ ? S(" ") : S("")), buf_put(b, in->alerts[i].id);
    buf_put(b, S(",\n"));
}

static bool row_write(arena *a, struct batch *t, const struct csv_row *row, size_t line, str problem, struct buf *b)
{
    buf_i64(b, (int64_t)line);
    if (t->has_id) buf_putc(b, ','), buf_csv(b, t->id < row->n ? row->field[t->id] : (str){0});
    if (!problem.n && row_read(a, t, row, &problem)) {
        instrument_score(t->in, &t->x, t->r);
        scores_write(t, b);
        return true;
    }
    for (size_t i = 0; i < 3 * t->in->n_scores + 1; i++) buf_putc(b, ',');
    buf_putc(b, ',');
    buf_csv(b, problem);
    buf_putc(b, '\n');
    return false;
}

// --- the quick way

static bool marks_make(const struct answer_set *set, uint8_t *known, double *number)
{
    for (int c = '0'; c <= '9' && set->kind == ANSWER_NUMBER; c++) {
        number[c] = c - '0';
        known[c] = number[c] >= set->lo && number[c] <= set->hi;
    }
    for (size_t i = 0; i < set->n_codes; i++) {
        const struct answer_code *code = &set->codes[i];
        if (code->kind != FV_NUMBER) return false;
        if (code->code.n != 1) continue;
        known[(unsigned char)code->code.p[0]] = 1;
        number[(unsigned char)code->code.p[0]] = code->number;
    }
    return true;
}

static void bands_make(arena *a, const struct instrument_score *s, str *band)
{
    for (size_t i = 0; i < s->n_bands; i++) {
        struct buf b = buf_new(a, 16384);
        buf_putc(&b, ',');
        buf_csv(&b, s->bands[i].words);
        buf_putc(&b, ',');
        band[i] = buf_str(&b);
    }
    band[QUICK_BANDS] = S(",,");
}

static struct quick *quick_make(arena *a, const struct instrument_file *in)
{
    struct quick *q = ARENA_NEW(a, struct quick);
    for (size_t i = 0; i < in->n_items; i++)
        if (!marks_make(in->items[i].answers, q->known[i], q->number[i])) return NULL;
        else if (in->items[i].has_blank) q->blank[q->n_blank++] = (uint16_t)i;
    for (size_t i = 0; i < in->n_values; i++)
        if (!(q->value[i] = formula_flatten(a, in->values[i].formula, in->n_names))) return NULL;
    for (size_t i = 0; i < in->n_alerts; i++)
        if (!(q->alert[i] = formula_flatten(a, in->alerts[i].when, in->n_names))) return NULL;
    for (size_t k = 0; k < in->n_scores; k++) {
        if (!(q->score[k] = formula_flatten(a, in->scores[k].formula, in->n_names)) || in->scores[k].n_bands > QUICK_BANDS) return NULL;
        bands_make(a, &in->scores[k], q->band[k]);
    }
    return q;
}

// A row of single characters, each of them an answer. False: nothing was read.
static bool quick_read(struct batch *t, struct csv *c)
{
    struct quick *q = t->quick;
    struct csv before = *c;
    if (!csv_next_marks(c, t->n_columns, q->mark, t->has_id ? t->id : SIZE_MAX, &q->id)) return false;
    for (size_t i = 0; i < t->in->n_items; i++) q->row[i] = (double)NAN;
    for (size_t i = 0; i < t->n_columns; i++) {
        int item = t->column[i];
        unsigned char m = (unsigned char)q->mark[i];
        if (item == COLUMN_ID || !m) continue;
        if (!q->known[item][m]) {
            *c = before;
            return false;
        }
        q->row[item] = q->number[item][m];
    }
    return true;
}

static void quick_score(struct batch *t, size_t k, struct buf *b)
{
    const struct instrument_file *in = t->in;
    const struct instrument_score *s = &in->scores[k];
    struct quick *q = t->quick;
    uint16_t missing[INSTRUMENT_ITEMS];
    size_t n = 0, band = QUICK_BANDS;
    for (size_t i = 0; i < s->n_items; i++) // nothing is given as null here: an optional item was not asked
        if (isnan(q->row[s->items[i]]) && !in->items[s->items[i]].optional) missing[n++] = s->items[i];
    double v = n > s->most_missing ? (double)NAN : formula_run(q->score[k], q->row);
    if (!isnan(v) && s->decimals >= 0) v = number_round(v, s->decimals);
    if (!isnan(v)) CHECK(v >= s->lo && v <= s->hi);
    for (size_t i = 0; i < s->n_bands && !isnan(v); i++)
        if (s->bands[i].above ? v > s->bands[i].from : v >= s->bands[i].from) band = i;
    buf_putc(b, ',');
    if (!isnan(v)) put_number(b, v);
    buf_put(b, q->band[k][band]);
    if (n) put_missing(b, in, missing, n);
}

static void quick_write(struct batch *t, size_t line, struct buf *b)
{
    const struct instrument_file *in = t->in;
    struct quick *q = t->quick;
    size_t alerts = 0;
    for (size_t i = 0; i < q->n_blank; i++)
        if (isnan(q->row[q->blank[i]])) q->row[q->blank[i]] = in->items[q->blank[i]].blank;
    for (size_t i = 0; i < in->n_values; i++) q->row[in->n_items + i] = (double)NAN;
    for (size_t i = 0; i < in->n_values; i++) {
        double v = formula_run(q->value[i], q->row);
        q->row[in->n_items + i] = v;
    }
    buf_i64(b, (int64_t)line);
    if (t->has_id) buf_putc(b, ','), buf_csv(b, q->id);
    for (size_t k = 0; k < in->n_scores; k++) quick_score(t, k, b);
    buf_putc(b, ',');
    for (size_t i = 0; i < in->n_alerts; i++)
        if (formula_run(q->alert[i], q->row) == 1) buf_put(b, alerts++ ? S(" ") : S("")), buf_put(b, in->alerts[i].id);
    buf_put(b, S(",\n"));
}

// The next row, whichever way it goes. False: there was none.
static bool row_do(arena *a, struct batch *t, struct csv *c, struct csv_row *row, struct buf *b, struct instrument_batch *done)
{
    if (t->quick && quick_read(t, c)) {
        done->rows++;
        quick_write(t, c->line, b);
        return true;
    }
    enum csv_end end = csv_next(c, a, row);
    if (end == CSV_DONE) return false;
    done->rows++;
    done->refused += !row_write(a, t, row, c->line, end == CSV_BAD ? str_of(c->reason) : (str){0}, b);
    return true;
}

bool instrument_batch(arena *a, const struct instrument_file *in, str text, instrument_write *write, void *ctx, struct instrument_batch *done, str *why)
{
    struct batch *t = ARENA_NEW(a, struct batch);
    struct csv_row *row = ARENA_NEW(a, struct csv_row);
    struct csv c = csv_on(text, ',');
    arena *scratch = arena_new((size_t)64 << 20);   // of one stretch of rows
    struct buf b = buf_new(scratch, (size_t)16 << 20);
    enum csv_end end = csv_next(&c, a, row);
    *done = (struct instrument_batch){0};
    t->in = in;
    instrument_answers_none(in, &t->x);
    *why = end == CSV_BAD ? str_fmt(a, "line %zu: %s", c.line, c.reason) : S("the file is empty; its first line names the items");
    bool good = end == CSV_ROW && head_read(a, t, row, why);
    if (good) head_write(t, &b), t->quick = quick_make(a, in);
    while (good && row_do(scratch, t, &c, row, &b, done)) {
        if (b.n < WRITE_AT) continue;
        CHECK(!b.over);
        write(ctx, buf_str(&b));
        arena_reset(scratch);
        b = buf_new(scratch, (size_t)16 << 20);
    }
    CHECK(!b.over);
    if (good) write(ctx, buf_str(&b));
    arena_free(scratch);
    return good;
}
