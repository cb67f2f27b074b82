#include "mixed_design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { MEMORY_MOST = 1 << 30 };

// A column of the frame as the model uses it.
struct variable {
    bool is_factor;             // in the terms
    double *number;             // where it is none
    struct factor factor;       // where it is one, or where it groups
};

struct maker {
    arena *a;
    const struct model_formula *f;
    const struct frame *frame;
    struct frame_error *e;
    struct mixed_design *d;
    struct variable v[FORMULA_VARIABLES];
    size_t column_of[FORMULA_VARIABLES];
};

static bool wrong(struct frame_error *e, str why)
{
    *e = (struct frame_error){.why = why};
    return false;
}

static size_t column_index(str *list, size_t *n, str name)
{
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(list[i], name)) return i;
    }
    list[*n] = name;
    return (*n)++;
}

size_t mixed_design_columns(const struct model_formula *f, str day, str out[FORMULA_VARIABLES + 2])
{
    size_t n = 0;
    column_index(out, &n, f->response);
    for (size_t i = 0; i < f->n_variables; i++) column_index(out, &n, f->variable[i].name);
    if (day.n) column_index(out, &n, day);
    return n;
}

// --- columns

static var_set of_terms(const struct model_terms *t)
{
    var_set all = 0;
    for (size_t i = 0; i < t->n; i++) all |= t->term[i];
    return all;
}

static bool variable_make(struct maker *m, size_t i, bool predicts, bool groups)
{
    const struct model_variable *said = &m->f->variable[i];
    struct variable *v = &m->v[i];
    size_t column = m->column_of[i];
    enum frame_kind kind = predicts ? frame_kind(m->frame, column) : FRAME_TEXT;
    v->is_factor = said->as_factor || kind == FRAME_TEXT;
    if (predicts && !v->is_factor && !frame_numbers(m->a, m->frame, column, &v->number, m->e)) {
        m->e->why = str_fmt(m->a, "%.*s, though others there are; factor(%.*s) takes all as names", SP(m->e->why), SP(said->name));
        return false;
    }
    if (groups || v->is_factor) frame_factor(m->a, m->frame, column, &v->factor);
    return true;
}

static bool variables_make(struct maker *m)
{
    str list[FORMULA_VARIABLES + 2];
    size_t n = mixed_design_columns(m->f, (str){0}, list);
    var_set predicts = of_terms(&m->f->fixed), groups = 0;
    for (size_t i = 0; i < m->f->n_random; i++) {
        predicts |= of_terms(&m->f->random[i].terms);
        groups |= m->f->random[i].group;
    }
    for (size_t i = 0; i < m->f->n_variables; i++) {
        m->column_of[i] = column_index(list, &n, m->f->variable[i].name);
        if (!variable_make(m, i, predicts >> i & 1, groups >> i & 1)) return false;
    }
    return true;
}

// --- groupings

static int order_u64(const void *x, const void *y)
{
    uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;
    return p < q ? -1 : p > q;
}

// Those combinations of two factors that occur, in order of the first, then of the second.
static struct factor factor_cross(arena *a, const struct factor *l, const struct factor *r, size_t n)
{
    CHECK(l->of && r->of);
    uint64_t *key = ARENA_ARRAY(a, n + 1, uint64_t), *sorted = ARENA_ARRAY(a, n + 1, uint64_t);
    for (size_t i = 0; i < n; i++) key[i] = sorted[i] = (uint64_t)l->of[i] << 32 | r->of[i];
    qsort(sorted, n, sizeof *sorted, order_u64);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1]) sorted[kept++] = sorted[i];
    }
    struct factor out = {.n_levels = kept, .level = ARENA_ARRAY(a, kept + 1, str), .of = ARENA_ARRAY(a, n, uint32_t)};
    for (size_t i = 0; i < kept; i++) out.level[i] = str_fmt(a, "%.*s:%.*s", SP(l->level[sorted[i] >> 32]), SP(r->level[sorted[i] & UINT32_MAX]));
    for (size_t i = 0; i < n; i++) {
        const uint64_t *at = bsearch(&key[i], sorted, kept, sizeof *sorted, order_u64);
        CHECK(at);
        out.of[i] = (uint32_t)(at - sorted);
    }
    return out;
}

static void factors_make(struct maker *m)
{
    struct mixed_design *d = m->d;
    var_set done[FORMULA_RANDOM] = {0};
    d->factor = ARENA_ARRAY(m->a, m->f->n_random, struct factor);
    d->term = ARENA_ARRAY(m->a, m->f->n_random, struct mixed_term);
    d->n_terms = m->f->n_random;
    for (size_t i = 0; i < d->n_terms; i++) {
        const struct model_random *r = &m->f->random[i];
        size_t k = 0;
        while (k < d->n_factors && done[k] != r->group) k++;
        d->term[i].factor = k;
        if (k < d->n_factors) continue;
        done[k] = r->group;
        struct factor g = m->v[r->by[0]].factor;
        for (size_t j = 1; j < r->n_by; j++) g = factor_cross(m->a, &g, &m->v[r->by[j]].factor, m->frame->n);
        g.name = r->name;
        d->factor[d->n_factors++] = g;
    }
}

// --- the order of rows

// By group of the first key, then by all numbers, then by the other groups: rows that are equal in all of these are the same to the model.
struct keys {
    size_t n_groups, n_numbers;
    const uint32_t *group[FORMULA_RANDOM + FORMULA_VARIABLES];
    const double *number[FORMULA_VARIABLES + 2];
};

static int row_order(const void *x, const void *y, void *ctx)
{
    const struct keys *k = ctx;
    uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
    for (size_t c = 0; c < k->n_numbers; c++) {
        if (k->number[c][i] != k->number[c][j]) return k->number[c][i] < k->number[c][j] ? -1 : 1;
    }
    for (size_t c = 1; c < k->n_groups; c++) {
        if (k->group[c][i] != k->group[c][j]) return k->group[c][i] < k->group[c][j] ? -1 : 1;
    }
    return 0;
}

static double *numbers_in(arena *a, const double *v, const uint32_t *row, size_t n)
{
    double *out = ARENA_ARRAY(a, n, double);
    for (size_t i = 0; i < n; i++) out[i] = v[row[i]];
    return out;
}

static uint32_t *groups_in(arena *a, const uint32_t *v, const uint32_t *row, size_t n)
{
    uint32_t *out = ARENA_ARRAY(a, n, uint32_t);
    for (size_t i = 0; i < n; i++) out[i] = v[row[i]];
    return out;
}

// Each group of the first key is a part of its own, which is sorted for itself.
static uint32_t *rows_sort(arena *a, struct keys *k, size_t levels, size_t n)
{
    uint32_t *row = ARENA_ARRAY(a, n + 1, uint32_t);
    size_t *end = ARENA_ARRAY(a, levels + 1, size_t);
    for (size_t i = 0; i < n; i++) end[k->group[0][i] + 1]++;
    for (size_t l = 0; l < levels; l++) end[l + 1] += end[l];
    for (size_t i = 0; i < n; i++) row[end[k->group[0][i]]++] = (uint32_t)i;
    for (size_t l = 0, from = 0; l < levels; from = end[l++]) qsort_r(row + from, end[l] - from, sizeof *row, row_order, k);
    return row;
}

static void rows_order(struct maker *m)
{
    struct mixed_design *d = m->d;
    struct keys k = {.n_groups = 1, .group = {d->factor[d->inner].of}};
    if (d->day) k.number[k.n_numbers++] = d->day;
    for (size_t i = 0; i < m->f->n_variables; i++) {
        if (m->v[i].number) k.number[k.n_numbers++] = m->v[i].number;
        if (m->v[i].factor.of) k.group[k.n_groups++] = m->v[i].factor.of;
    }
    k.number[k.n_numbers++] = d->y;
    uint32_t *row = rows_sort(m->a, &k, d->factor[d->inner].n_levels, d->n);
    d->y = numbers_in(m->a, d->y, row, d->n);
    if (d->day) d->day = numbers_in(m->a, d->day, row, d->n);
    for (size_t i = 0; i < m->f->n_variables; i++) {
        if (m->v[i].number) m->v[i].number = numbers_in(m->a, m->v[i].number, row, d->n);
        if (m->v[i].factor.of) m->v[i].factor.of = groups_in(m->a, m->v[i].factor.of, row, d->n);
    }
    for (size_t i = 0; i < d->n_factors; i++) d->factor[i].of = groups_in(m->a, d->factor[i].of, row, d->n);
}

// --- coding

struct coded {
    size_t n;
    str name[MIXED_COLUMNS];
    double *column[MIXED_COLUMNS];
};

// R's TermCode: contrasts where the rest of the term is in the model before it, all levels otherwise.
static bool by_contrasts(const struct model_terms *t, size_t term, size_t variable)
{
    var_set rest = t->term[term] & ~((var_set)1 << variable);
    if (rest == 0) return true;
    for (size_t i = 0; i < term; i++) {
        if ((rest & ~t->term[i]) == 0) return true;
    }
    return false;
}

// Without an intercept the first factor of the first term that has one gets all its levels.
static bool first_factor(const struct maker *m, const struct model_terms *t, size_t term, size_t variable)
{
    for (size_t i = 0; i <= term; i++) {
        for (size_t k = 0; k < m->f->n_variables; k++) {
            if ((t->term[i] >> k & 1) && m->v[k].is_factor) return i == term && k == variable;
        }
    }
    return false;
}

static bool column_new(struct maker *m, struct coded *c, size_t most)
{
    if (c->n >= most) return wrong(m->e, str_fmt(m->a, "the terms make more than %zu columns; a text column with many names makes one for each", most));
    if ((c->n + 1) * m->d->n > MEMORY_MOST / sizeof(double)) return wrong(m->e, S("the terms make more columns than there is room for"));
    c->column[c->n++] = ARENA_ARRAY(m->a, m->d->n + 1, double);
    return true;
}

// Columns from..end times one variable: each level of it with all of them.
static bool code_variable(struct maker *m, struct coded *c, size_t from, const struct variable *v, str label, bool contrasts, size_t most)
{
    size_t end = c->n, n = m->d->n, first = v->is_factor && contrasts, levels = v->is_factor ? v->factor.n_levels : 1;
    struct coded *made = ARENA_NEW(m->a, struct coded);
    if (contrasts && v->is_factor && levels < 2) return wrong(m->e, str_fmt(m->a, "'%.*s' has one name in all rows: there is nothing to compare", SP(label)));
    for (size_t l = first; l < levels; l++) {
        for (size_t k = from; k < end || (k == from && from == end); k++) {
            if (!column_new(m, made, most)) return false;
            double *to = made->column[made->n - 1];
            const double *by = k < end ? c->column[k] : NULL;
            for (size_t i = 0; i < n; i++) to[i] = (by ? by[i] : 1) * (v->is_factor ? (double)(v->factor.of[i] == l) : v->number[i]);
            str own = v->is_factor ? str_fmt(m->a, "%.*s%.*s", SP(label), SP(v->factor.level[l])) : label;
            made->name[made->n - 1] = by ? str_fmt(m->a, "%.*s:%.*s", SP(c->name[k]), SP(own)) : own;
        }
    }
    if (from + made->n > most) return wrong(m->e, str_fmt(m->a, "the terms make more than %zu columns; a text column with many names makes one for each", most));
    memcpy(c->column + from, made->column, made->n * sizeof *made->column);
    memcpy(c->name + from, made->name, made->n * sizeof *made->name);
    c->n = from + made->n;
    return true;
}

static bool code_term(struct maker *m, struct coded *c, const struct model_terms *t, size_t term, size_t most)
{
    size_t from = c->n;
    for (size_t i = 0; i < m->f->n_variables; i++) {
        if (!(t->term[term] >> i & 1)) continue;
        bool contrasts = by_contrasts(t, term, i) && (t->intercept || !first_factor(m, t, term, i));
        if (!code_variable(m, c, from, &m->v[i], m->f->variable[i].label, contrasts, most)) return false;
    }
    return true;
}

static bool code_terms(struct maker *m, struct coded *c, const struct model_terms *t, size_t most)
{
    c->n = 0;
    if (t->intercept) {
        if (!column_new(m, c, most)) return false;
        c->name[0] = S("(Intercept)");
        for (size_t i = 0; i < m->d->n; i++) c->column[0][i] = 1;
    }
    for (size_t i = 0; i < t->n; i++) {
        if (!code_term(m, c, t, i, most)) return false;
    }
    return true;
}

static bool matrices_make(struct maker *m)
{
    struct mixed_design *d = m->d;
    struct coded *c = ARENA_NEW(m->a, struct coded);
    if (!code_terms(m, c, &m->f->fixed, MIXED_COLUMNS)) return false;
    d->p = c->n;
    d->x = ARENA_ARRAY(m->a, d->n * d->p + 1, double);
    d->x_name = ARENA_ARRAY(m->a, d->p + 1, str);
    for (size_t i = 0; i < d->p; i++) {
        memcpy(d->x + i * d->n, c->column[i], d->n * sizeof(double));
        d->x_name[i] = c->name[i];
    }
    for (size_t i = 0; i < d->n_terms; i++) {
        struct mixed_term *r = &d->term[i];
        if (!code_terms(m, c, &m->f->random[i].terms, MIXED_EFFECTS)) return false;
        r->q = c->n;
        memcpy(r->z, c->column, c->n * sizeof *c->column);
        memcpy(r->name, c->name, c->n * sizeof *c->name);
        CHECK(r->q > 0);
    }
    return true;
}

// --- AR(1)

// The groups in which days follow each other: those of the factor with most levels, within which no other may change.
static void inner_find(struct mixed_design *d)
{
    d->inner = 0;
    for (size_t i = 1; i < d->n_factors; i++) {
        if (d->factor[i].n_levels > d->factor[d->inner].n_levels) d->inner = i;
    }
}

static bool nested(arena *a, const struct factor *inner, const struct factor *outer, size_t n)
{
    uint32_t *in = ARENA_ARRAY(a, inner->n_levels + 1, uint32_t);
    for (size_t i = 0; i < n; i++) {
        uint32_t *seen = &in[inner->of[i]];
        if (*seen && *seen != outer->of[i] + 1) return false;
        *seen = outer->of[i] + 1;
    }
    return true;
}

static bool day_make(struct maker *m, str day)
{
    struct mixed_design *d = m->d;
    size_t column = 0;
    while (!str_eq(m->frame->column[column].name, day)) column++;
    if (!frame_numbers(m->a, m->frame, column, &d->day, m->e)) return false;
    for (size_t i = 0; i < d->n; i++) {
        if (d->day[i] == floor(d->day[i]) && fabs(d->day[i]) <= 1e9) continue;
        *m->e = (struct frame_error){m->frame->line[i], m->frame->column[column].field, S("the days of AR(1) residuals are whole numbers")};
        return false;
    }
    for (size_t i = 0; i < d->n_factors; i++) {
        if (!nested(m->a, &d->factor[d->inner], &d->factor[i], d->n))
            return wrong(m->e, S("AR(1) residuals need groups that lie within each other, not crossed ones"));
    }
    return true;
}

static bool days_differ(struct maker *m)
{
    const struct mixed_design *d = m->d;
    const struct factor *g = &d->factor[d->inner];
    for (size_t i = 1; d->day && i < d->n; i++) {
        if (g->of[i] != g->of[i - 1] || d->day[i] != d->day[i - 1]) continue;
        return wrong(m->e, str_fmt(m->a, "'%.*s' has two rows of day %.0f; AR(1) residuals need one a day", SP(g->level[g->of[i]]), d->day[i]));
    }
    return true;
}

bool mixed_design_of(arena *a, const struct model_formula *f, const struct frame *frame, str day, struct mixed_design *out, struct frame_error *e)
{
    struct maker *m = ARENA_NEW(a, struct maker);
    *m = (struct maker){.a = a, .f = f, .frame = frame, .e = e, .d = out};
    *out = (struct mixed_design){.n = frame->n};
    if (!frame_numbers(a, frame, 0, &out->y, e)) return false;
    if (!variables_make(m)) return false;
    factors_make(m);
    inner_find(out);
    if (day.n && !day_make(m, day)) return false;
    rows_order(m);
    return days_differ(m) && matrices_make(m);
}

bool mixed_design_make(arena *a, const struct model_formula *f, str csv, str day, struct mixed_design *out, size_t *omitted, struct frame_error *e)
{
    str name[FORMULA_VARIABLES + 2];
    struct frame frame;
    if (!frame_read(a, csv, name, mixed_design_columns(f, day, name), &frame, e)) return false;
    *omitted = frame.omitted;
    return mixed_design_of(a, f, &frame, day, out, e);
}
