#include "clinic/stats/pool_read.h"

#include <math.h>

#include "base/csv.h"
#include "base/err.h"

static const str measures[POOL_MEASURES] = {[POOL_GIVEN] = {0}, [POOL_RR] = S_INIT("RR"), [POOL_OR] = S_INIT("OR"), [POOL_RD] = S_INIT("RD")};

str pool_measure_name(enum pool_measure m) {
    CHECK((size_t)m < POOL_MEASURES);
    return measures[m];
}

bool pool_measure_of(str name, enum pool_measure *out) {
    for (size_t i = POOL_RR; i < POOL_MEASURES; i++) {
        if (str_eq_nocase(name, measures[i])) {
            *out = (enum pool_measure)i;
            return true;
        }
    }
    return false;
}

bool pool_measure_is_ratio(enum pool_measure m) {
    return m == POOL_RR || m == POOL_OR;
}

void pool_effect_of_counts(enum pool_measure m, const double count[POOL_COUNTS], double *y, double *v, bool *corrected) {
    double a = count[POOL_TPOS], b = count[POOL_TNEG], c = count[POOL_CPOS], d = count[POOL_CNEG];
    CHECK(a >= 0 && b >= 0 && c >= 0 && d >= 0 && a + b > 0 && c + d > 0);
    *corrected = a <= 0 || b <= 0 || c <= 0 || d <= 0;
    if (*corrected) {
        a += 0.5;
        b += 0.5;
        c += 0.5;
        d += 0.5;
    }
    double treated = a + b, control = c + d;
    if (m == POOL_OR) {
        *y = log(a / b) - log(c / d);
        *v = 1 / a + 1 / b + 1 / c + 1 / d;
    } else if (m == POOL_RR) {
        *y = log(a / treated) - log(c / control);
        *v = b / (a * treated) + d / (c * control); // 1/a - 1/treated + 1/c - 1/control, without the difference
    } else {
        *y = a / treated - c / control;
        *v = a * b / (treated * treated * treated) + c * d / (control * control * control);
    }
}

// --- the file

enum { NONE = CSV_COLUMNS, FIGURES = 4, SHOWN = 40, COUNT_MOST = 1000000000 };

struct reading {
    arena *a;
    const struct pool_columns *columns;
    str name[FIGURES];          // of the columns that hold figures
    size_t at[FIGURES], n, study;
    size_t fields;              // of the header
    struct csv csv;
    struct csv_row row;
    str why;
};

// What stands in the file, where it is fit to be shown.
static str shown(str s) {
    return s.n <= SHOWN && text_valid(s) ? s : S("that");
}

static bool wrong(struct reading *r, size_t column, str name, str what) {
    r->why = str_fmt(r->a, "line %zu, column %zu%s%.*s%s: %.*s", r->csv.line, column + 1, name.n ? " (" : "", SP(shown(name)), name.n ? ")" : "", SP(what));
    return false;
}

static bool column_of(struct reading *r, str name, bool wanted, size_t *out) {
    *out = NONE;
    enum csv_found found = csv_column(&r->row, name, out);
    if (found == CSV_TWICE)
        return wrong(r, *out, name, S("two columns have this name"));
    if (wanted && found == CSV_NO_COLUMN) {
        r->why = str_fmt(r->a, "line %zu: there is no column '%.*s' in the header row", r->csv.line, SP(name));
        return false;
    }
    return true;
}

static bool header(struct reading *r) {
    const struct pool_columns *c = r->columns;
    enum csv_end end = csv_next(&r->csv, r->a, &r->row);
    if (end == CSV_BAD)
        return wrong(r, r->csv.bad_column - 1, (str){0}, str_of(r->csv.reason));
    if (end == CSV_DONE) {
        r->why = S("line 1, column 1: the file is empty; a header row is wanted, then a row for each study");
        return false;
    }
    r->fields = r->row.n;
    if (c->measure == POOL_GIVEN) {
        r->name[0] = c->effect;
        r->name[1] = c->variance;
        r->n = 2;
    } else {
        for (size_t i = 0; i < POOL_COUNTS; i++)
            r->name[i] = c->count[i];
        r->n = POOL_COUNTS;
    }
    for (size_t i = 0; i < r->n; i++) {
        if (!column_of(r, r->name[i], true, &r->at[i]))
            return false;
    }
    return column_of(r, c->study.n ? c->study : S("study"), c->study.n > 0, &r->study);
}

static bool in_words(str s, const char *const *words) {
    size_t i = 0;
    while (words[i] && !str_eq_nocase(s, str_of(words[i])))
        i++;
    return words[i] != NULL;
}

// Also ".5", "-.5" and "+1", as some programs write them.
static bool number_of(arena *a, str s, double *out) {
    bool minus = str_starts(s, S("-"));
    str digits = minus || str_starts(s, S("+")) ? str_sub(s, 1, s.n) : s;
    if (str_starts(digits, S(".")))
        s = str_fmt(a, "%s0%.*s", minus ? "-" : "", SP(digits));
    else if (!minus && digits.n < s.n && !str_starts(digits, S("-")))
        s = digits;
    return str_f64(s, out);
}

static bool figure(struct reading *r, size_t i, double *out, bool *missing) {
    static const char *const not_finite[] = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", NULL};
    str s = str_trim(r->row.field[r->at[i]]), name = r->name[i];
    if (s.n == 0 || str_eq(s, S("NA"))) {
        *missing = true;
        return true;
    }
    if (in_words(s, not_finite))
        return wrong(r, r->at[i], name, str_fmt(r->a, "'%.*s' is no number to reckon with", SP(s)));
    if (!number_of(r->a, s, out))
        return wrong(r, r->at[i], name, str_fmt(r->a, "'%.*s' is no number; decimals have a point", SP(shown(s))));
    return true;
}

static bool effect(struct reading *r, const double *x, struct pool_study *s) {
    s->y = x[0];
    s->v = x[1];
    if (fabs(s->y) > POOL_MOST)
        return wrong(r, r->at[0], r->name[0], S("too large: effects are within 1e60 of 0"));
    if (s->v < 0)
        return wrong(r, r->at[1], r->name[1], S("a variance cannot be negative"));
    if (s->v > POOL_MOST || (s->v > 0 && s->v < POOL_LEAST))
        return wrong(r, r->at[1], r->name[1], S("a variance is 0, or from 1e-60 to 1e60"));
    return true;
}

static bool counts(struct reading *r, const double *x, struct pool_study *s, bool *corrected) {
    for (size_t i = 0; i < POOL_COUNTS; i++) {
        if (x[i] < 0 || x[i] > COUNT_MOST || x[i] != floor(x[i]))
            return wrong(r, r->at[i], r->name[i], S("a count is a whole number from 0 to 1000000000"));
    }
    for (size_t i = 0; i < POOL_COUNTS; i += 2) {
        if (x[i] + x[i + 1] <= 0)
            return wrong(r, r->at[i], r->name[i], S("nobody is in this arm: this count and the next are both 0"));
    }
    pool_effect_of_counts(r->columns->measure, x, &s->y, &s->v, corrected);
    return true;
}

static bool study(struct reading *r, struct pool_rows *out) {
    double x[FIGURES] = {0};
    bool missing = false, corrected = false;
    if (r->row.n != r->fields)
        return wrong(r, r->row.n < r->fields ? r->row.n : r->fields, (str){0}, str_fmt(r->a, "%zu fields, where the header has %zu", r->row.n, r->fields));
    struct pool_study *s = &out->study[out->k];
    *s = (struct pool_study){0};
    for (size_t i = 0; i < r->n; i++) {
        if (!figure(r, i, &x[i], &missing))
            return false;
    }
    if (r->study != NONE) {
        s->label = str_trim(r->row.field[r->study]);
        if (!text_valid(s->label))
            return wrong(r, r->study, (str){0}, S("no text in UTF-8"));
    }
    if (missing) {
        out->missing++;
        return true;
    }
    if (r->columns->measure == POOL_GIVEN ? !effect(r, x, s) : !counts(r, x, s, &corrected))
        return false;
    out->k++;
    out->corrected += corrected;
    return true;
}

bool pool_read(arena *a, str csv, const struct pool_columns *columns, struct pool_rows *out, str *why) {
    struct reading *r = ARENA_NEW(a, struct reading);
    size_t cap = 64;
    *r = (struct reading){.a = a, .columns = columns, .csv = csv_on(csv, ',')};
    *out = (struct pool_rows){.study = ARENA_ARRAY(a, cap, struct pool_study)};
    bool good = header(r);
    for (enum csv_end end; good && (end = csv_next(&r->csv, a, &r->row)) != CSV_DONE;) {
        if (out->k == cap) {
            struct pool_study *more = ARENA_ARRAY(a, cap * 2, struct pool_study);
            for (size_t i = 0; i < cap; i++)
                more[i] = out->study[i];
            out->study = more;
            cap *= 2;
        }
        good = end == CSV_BAD ? wrong(r, r->csv.bad_column - 1, (str){0}, str_of(r->csv.reason)) : study(r, out);
    }
    if (good && out->k == 0) {
        r->why = out->missing ? S("line 2: every row lacks a figure; there is no study to pool") : S("line 2: there is no row below the header; there is no study to pool");
        good = false;
    }
    *why = r->why;
    return good;
}
