#include "clinic/stats/timing_probe.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/json.h"
#include "clinic/stats/exact.h"
#include "clinic/stats/timing.h"

enum { OUT_MOST = 1 << 20, DAYS_MOST = 10000000, SCRATCH_MOST = 1 << 30 };
#define VALUE_MOST 1e12

struct row {
    str id;
    int32_t day;
    bool treated;
    double y, exposure;
    size_t line;
};

struct probe {
    arena *a;
    const struct timing_ask *ask;
    struct timing_want want;
    size_t day, value, group, offset, treated; // columns; SIZE_MAX: none
    bool dates, days_known;     // days are YYYY-MM-DD
    size_t words, others;       // rows with yes or no; with another number than 0 and 1
    size_t first_word, first_other; // … the line of the first
    size_t rows, missing, twice;
    bool misused;               // it is an option that is wrong
    str why;
};

static void say(struct probe *p, const char *fmt, va_list ap)
{
    char text[512];
    int n = vsnprintf(text, sizeof text, fmt, ap);
    CHECK(n >= 0);
    if (!p->why.n) p->why = str_dup(p->a, (str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
}

// What is wrong with the file.
static bool wrong(struct probe *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool wrong(struct probe *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(p, fmt, ap);
    va_end(ap);
    return false;
}

// What is wrong with an option, whatever the file.
static bool misuse(struct probe *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool misuse(struct probe *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(p, fmt, ap);
    va_end(ap);
    p->misused = true;
    return false;
}

// What somebody typed, cut where it would fill the line; whole characters.
static str shown(str s)
{
    size_t n = s.n < 60 ? s.n : 60;
    while (n && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return str_sub(s, 0, n);
}

// --- days and options

static bool day_of(str s, bool *is_date, int32_t *out)
{
    day d;
    int64_t v;
    *is_date = day_parse(s, &d);
    if (*is_date) {
        *out = d.d;
        return true;
    }
    if (!str_i64(s, &v) || v < -DAYS_MOST || v > DAYS_MOST) return false;
    *out = (int32_t)v;
    return true;
}

static bool option_day(struct probe *p, const char *name, str s, int32_t *out)
{
    bool is_date;
    if (!day_of(s, &is_date, out)) return misuse(p, "%s: '%.*s' is no day: a whole number or YYYY-MM-DD is wanted", name, SP(shown(s)));
    if (p->days_known && is_date != p->dates) return misuse(p, "%s: '%.*s' is a %s, but --start is none", name, SP(shown(s)), is_date ? "date" : "number");
    p->dates = is_date;
    p->days_known = true;
    return true;
}

static bool option_whole(struct probe *p, const char *name, str s, int64_t lo, int64_t hi, int64_t usual, int64_t *out)
{
    *out = usual;
    if (!s.n) return true;
    if (!str_i64(s, out) || *out < lo || *out > hi)
        return misuse(p, "%s: '%.*s' is no whole number from %lld to %lld", name, SP(shown(s)), (long long)lo, (long long)hi);
    return true;
}

static bool option_above(struct probe *p, const char *name, str s, bool *known, double *out)
{
    *known = s.n != 0;
    if (s.n && (!str_f64(s, out) || *out <= 1e-9 || *out > VALUE_MOST)) return misuse(p, "%s: '%.*s' is no number above 0", name, SP(shown(s)));
    return true;
}

static bool option_starts(struct probe *p, str s)
{
    struct timing_want *w = &p->want;
    size_t dots = str_find(s, S(".."));
    str last, step;
    int64_t every;
    w->starts_known = s.n != 0;
    if (!s.n) return true;
    if (dots == SIZE_MAX) return misuse(p, "--starts: '%.*s' is not FIRST..LAST", SP(shown(s)));
    (void)str_cut(str_sub(s, dots + 2, SIZE_MAX), '/', &last, &step);
    if (!option_day(p, "--starts", str_sub(s, 0, dots), &w->first) || !option_day(p, "--starts", last, &w->last) || !option_whole(p, "--starts", step, 1, DAYS_MOST, 1, &every))
        return false;
    w->step = (int32_t)every;
    return w->first <= w->last || misuse(p, "--starts: the first day is after the last");
}

static bool options_take(struct probe *p)
{
    const struct timing_ask *k = p->ask;
    struct timing_want *w = &p->want;
    int64_t blocks, seed, harmonics;
    bool season;
    w->low = !str_eq(k->better, S("high"));
    if (k->better.n && w->low && !str_eq(k->better, S("low"))) return misuse(p, "--better: low or high is wanted, not '%.*s'", SP(shown(k->better)));
    if (!k->start.n) return misuse(p, "--start is wanted: the first day of treatment");
    if (!option_day(p, "--start", k->start, &w->design.start) || !option_starts(p, k->starts) || !option_above(p, "--mcid", k->mcid, &w->mcid_known, &w->mcid) ||
        !option_whole(p, "--blocks", k->blocks, 1, DAYS_MOST, 0, &blocks) || !option_whole(p, "--seed", k->seed, 0, INT64_MAX, 1, &seed) ||
        !option_above(p, "--season", k->season, &season, &w->design.period) || !option_whole(p, "--harmonics", k->harmonics, 1, DESIGN_HARMONICS, 1, &harmonics))
        return false;
    w->design.no_slope = k->no_slope;
    w->design.harmonics = season ? (int)harmonics : 0;
    w->blocks = (int32_t)blocks;
    w->seed = (uint64_t)seed;
    if (k->harmonics.n && !season) return misuse(p, "--harmonics goes with --season DAYS");
    if ((blocks != 0) != (k->treated.n != 0)) return misuse(p, "--blocks DAYS and --treated COL go together");
    if (blocks && w->starts_known) return misuse(p, "--starts is of one randomised start, --blocks of randomised blocks: one of them");
    return true;
}

// --- the table

static bool column_of(struct probe *p, const struct csv_row *head, const char *option, str name, size_t *out)
{
    *out = SIZE_MAX;
    if (!name.n) return true;
    enum csv_found found = csv_column(head, name, out);
    if (found == CSV_TWICE) return wrong(p, "line 1: two columns are named '%.*s'", SP(shown(name)));
    return found == CSV_ONE_COLUMN || wrong(p, "%s: line 1 has no column '%.*s'", option, SP(shown(name)));
}

static bool header_take(struct probe *p, const struct csv_row *head)
{
    const struct timing_ask *k = p->ask;
    if (!k->day.n || !k->value.n) return misuse(p, "--day and --value are wanted: the columns");
    return column_of(p, head, "--day", k->day, &p->day) && column_of(p, head, "--value", k->value, &p->value) && column_of(p, head, "--group", k->group, &p->group) &&
           column_of(p, head, "--offset", k->offset, &p->offset) && column_of(p, head, "--treated", k->treated, &p->treated);
}

static int word_of(str s)
{
    if (str_eq_nocase(s, S("yes")) || str_eq_nocase(s, S("true"))) return 1;
    if (str_eq_nocase(s, S("no")) || str_eq_nocase(s, S("false"))) return 0;
    return -1;
}

static bool bad(struct probe *p, size_t line, str column, str field, const char *wanted)
{
    return wrong(p, "line %zu, column %.*s: '%.*s' is %s", line, SP(shown(column)), SP(shown(field)), wanted);
}

static bool absent(str s) { return s.n == 0 || str_eq(s, S("NA")); }

// 0 or 1, or yes and no in words.
static bool truth_of(str s, bool *out)
{
    double v;
    int word = word_of(s);
    if (word < 0 && (!str_f64(s, &v) || (v != 0 && v != 1))) return false;
    *out = word < 0 ? v == 1 : word == 1;
    return true;
}

static bool value_take(struct probe *p, str s, struct row *r)
{
    int word = word_of(s);
    if (word >= 0) {
        if (!p->words++) p->first_word = r->line;
        r->y = word;
        return true;
    }
    if (!str_f64(s, &r->y)) return bad(p, r->line, p->ask->value, s, "no finite number");
    if (fabs(r->y) > VALUE_MOST) return bad(p, r->line, p->ask->value, s, "beyond 1e12, where nothing is computed");
    if (r->y != 0 && r->y != 1 && !p->others++) p->first_other = r->line;
    if (r->y == 0) r->y = 0; // never -0
    return true;
}

// False where it is wrong; *skip where there is no value.
static bool row_take(struct probe *p, const struct csv_row *in, size_t columns, struct row *r, bool *skip)
{
    bool is_date;
    *skip = false;
    if (in->n != columns) return wrong(p, "line %zu: %zu fields, but line 1 names %zu columns", r->line, in->n, columns);
    str when = str_trim(in->field[p->day]), value = str_trim(in->field[p->value]);
    if (!day_of(when, &is_date, &r->day)) return bad(p, r->line, p->ask->day, when, "no day: a whole number or YYYY-MM-DD is wanted");
    if (is_date != p->dates) return bad(p, r->line, p->ask->day, when, is_date ? "a date, but --start is a number" : "a number, but --start is a date");
    r->exposure = 1;
    r->treated = r->day >= p->want.design.start;
    if (p->group != SIZE_MAX) r->id = in->field[p->group];
    if (p->group != SIZE_MAX && !r->id.n) return bad(p, r->line, p->ask->group, r->id, "no name of a group");
    if (absent(value)) {
        *skip = true;
        return true;
    }
    if (p->offset != SIZE_MAX && (!str_f64(str_trim(in->field[p->offset]), &r->exposure) || r->exposure <= 0 || r->exposure > VALUE_MOST))
        return bad(p, r->line, p->ask->offset, in->field[p->offset], "no number above 0");
    if (p->treated != SIZE_MAX && !truth_of(str_trim(in->field[p->treated]), &r->treated)) return bad(p, r->line, p->ask->treated, in->field[p->treated], "neither 0 nor 1");
    return value_take(p, value, r);
}

static int by_place(const void *x, const void *y)
{
    const struct row *p = x, *q = y;
    int c = str_cmp(p->id, q->id);
    if (c) return c;
    if (p->day != q->day) return p->day < q->day ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

// Sorted; identical rows once.
static bool rows_settle(struct probe *p, struct row *row, size_t *n)
{
    size_t kept = 0;
    qsort(row, *n, sizeof *row, by_place);
    for (size_t i = 0; i < *n; i++) {
        const struct row *b = kept ? &row[kept - 1] : NULL;
        if (!b || b->day != row[i].day || !str_eq(b->id, row[i].id)) {
            row[kept++] = row[i];
            continue;
        }
        if (b->y != row[i].y || b->exposure != row[i].exposure || b->treated != row[i].treated)
            return wrong(p, "lines %zu and %zu, column %.*s: two values of one day%s%.*s", b->line, row[i].line, SP(shown(p->ask->value)), b->id.n ? " of " : "", SP(shown(b->id)));
        p->twice++;
    }
    *n = kept;
    return true;
}

static bool kind_take(struct probe *p, const struct row *row, size_t n)
{
    str k = p->ask->kind;
    struct timing_want *w = &p->want;
    if (p->words && p->others) return wrong(p, "column %.*s: yes or no in line %zu, a number in line %zu", SP(shown(p->ask->value)), p->first_word, p->first_other);
    w->kind = p->others ? TIMING_NUMBER : TIMING_BINARY;
    if (k.n) {
        for (w->kind = TIMING_NUMBER; w->kind <= TIMING_COUNT && !str_eq(k, timing_kind_name(w->kind)); w->kind++) continue;
        if (w->kind > TIMING_COUNT) return misuse(p, "--kind: number, binary or count is wanted, not '%.*s'", SP(shown(k)));
    }
    if (p->offset != SIZE_MAX && !k.n) w->kind = TIMING_COUNT;
    if (p->offset != SIZE_MAX && w->kind != TIMING_COUNT) return misuse(p, "--offset goes with --kind count");
    if (w->kind == TIMING_BINARY && p->others) return wrong(p, "line %zu, column %.*s: --kind binary wants 0 and 1, or yes and no", p->first_other, SP(shown(p->ask->value)));
    for (size_t i = 0; i < n && w->kind == TIMING_COUNT; i++)
        if (row[i].y < 0 || row[i].y != floor(row[i].y)) return wrong(p, "line %zu, column %.*s: a count is a whole number from 0", row[i].line, SP(shown(p->ask->value)));
    return true;
}

static bool table_read(struct probe *p, str text, struct row **out, size_t *n)
{
    struct csv c = csv_on(text, ',');
    struct csv_row *in = ARENA_NEW(p->a, struct csv_row);
    enum csv_end end = csv_next(&c, p->a, in);
    size_t columns = in->n, lines = 1;
    if (end == CSV_DONE) return wrong(p, "it is empty: a header and rows are wanted");
    if (end == CSV_BAD) return wrong(p, "line %zu, field %zu: %s", c.line, c.bad_column, c.reason);
    if (!header_take(p, in)) return false;
    for (size_t i = 0; i < c.rest.n; i++) lines += c.rest.p[i] == '\n';
    struct row *row = ARENA_ARRAY(p->a, lines < TIMING_VALUES ? lines : TIMING_VALUES, struct row);
    *n = 0;
    while ((end = csv_next(&c, p->a, in)) == CSV_ROW) {
        struct row r = {.line = c.line};
        bool skip;
        if (!row_take(p, in, columns, &r, &skip)) return false;
        p->rows++;
        p->missing += skip;
        if (skip) continue;
        if (*n == TIMING_VALUES) return wrong(p, "line %zu: more than %d values", c.line, TIMING_VALUES);
        row[(*n)++] = r;
    }
    if (end == CSV_BAD) return wrong(p, "line %zu, field %zu: %s", c.line, c.bad_column, c.reason);
    if (*n == 0) return wrong(p, p->rows ? "no row has a value" : "there is a header, but no row below it");
    *out = row;
    return rows_settle(p, row, n) && kind_take(p, row, *n);
}

// --- out

static void put_figure(struct jw *w, str key, struct figure f) { jw_kfigure(w, key, f.known, f.v); }

// `ratio`: of a log scale, with the plain standard error beside.
static void put_term(struct jw *w, str key, const struct term *t, bool ratio, const struct term *plain)
{
    jw_key(w, key);
    if (!t->known) {
        jw_null(w);
        return;
    }
    double far = t_quantile_975(t->df) * t->se;
    jw_object(w);
    jw_knum(w, S("estimate"), t->estimate);
    jw_knum(w, S("se"), t->se);
    jw_knum(w, S("t"), t->t);
    jw_knum(w, S("df"), t->df);
    jw_knum(w, S("p"), t->p);
    jw_kspan(w, S("ci"), true, t->estimate - far, t->estimate + far);
    if (ratio) {
        double r = exp(t->estimate);
        put_figure(w, S("ratio"), isfinite(r) ? figure_of(r) : figure_none(""));
        jw_kspan(w, S("ratio_ci"), true, exp(t->estimate - far), exp(t->estimate + far));
        if (plain && plain->known) jw_knum(w, S("se_plain"), plain->se);
    }
    jw_end(w);
}

static void put_fixed(struct jw *w, const struct timing *t)
{
    jw_key(w, S("sensitivity"));
    jw_array(w);
    for (size_t k = 0; k < TIMING_FIXED && t->fixed[k].level.known; k++) {
        jw_object(w);
        jw_knum(w, S("rho"), t->fixed[k].rho);
        put_term(w, S("level"), &t->fixed[k].level, false, NULL);
        put_term(w, S("slope"), &t->fixed[k].slope, false, NULL);
        jw_end(w);
    }
    jw_end(w);
}

static void put_overlap(struct jw *w, const struct overlap *o)
{
    put_figure(w, S("nap"), o->nap);
    put_figure(w, S("tau"), o->tau);
    put_figure(w, S("tau_u"), o->tau_u);
    put_figure(w, S("tau_bc"), o->tau_bc);
    put_figure(w, S("pnd"), o->pnd);
    put_figure(w, S("pand"), o->pand);
    put_figure(w, S("ird"), o->ird);
    put_figure(w, S("pem"), o->pem);
}

static void put_chance(struct jw *w, const struct probe *p, const struct timing *t)
{
    jw_key(w, S("randomisation"));
    if (t->chance.why) {
        jw_null(w);
    } else {
        jw_object(w);
        jw_kstr(w, S("design"), p->want.blocks ? S("blocks") : S("start"));
        jw_knum(w, S("statistic"), t->chance.statistic);
        jw_knum(w, S("p"), t->chance.p);
        jw_kint(w, S("ways"), (int64_t)t->chance.ways);
        jw_kbool(w, S("exhaustive"), t->chance.exhaustive);
        jw_end(w);
    }
    jw_key(w, S("bayes"));
    if (t->belief.why) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_knum(w, S("mcid"), p->want.mcid);
    jw_knum(w, S("p_improved"), t->belief.improved);
    jw_knum(w, S("level"), t->belief.mean);
    jw_knum(w, S("sd"), t->belief.sd);
    jw_knum(w, S("rho"), t->belief.rho);
    jw_kstr(w, S("priors"), S("level ~ N(0, mcid^2), slope ~ N(0, (mcid / treated days)^2), rho ~ N(0.3, 0.3^2) on (-1, 1), before: flat, error: 1/sigma"));
    jw_end(w);
}

static void put_reasons(arena *a, struct jw *w, const struct timing *t)
{
    jw_kstr(w, S("verdict"), timing_verdict_name(t->verdict));
    jw_key(w, S("reasons"));
    jw_array(w);
    for (size_t i = 0; i < t->n_reasons; i++) jw_str(w, str_fmt(a, "%s%s%s", t->of[i] ? t->of[i] : "", t->of[i] ? ": " : "", t->reason[i]));
    jw_end(w);
}

static void put_group(arena *a, struct buf *b, const struct probe *p, str id, const struct timing *t)
{
    struct jw w = jw_on(b);
    bool ratio = p->want.kind != TIMING_NUMBER;
    jw_object(&w);
    jw_key(&w, S("id"));
    if (p->group == SIZE_MAX) jw_null(&w);
    else jw_str(&w, id);
    jw_key(&w, S("n"));
    jw_array(&w);
    jw_int(&w, (int64_t)t->n[0]);
    jw_int(&w, (int64_t)t->n[1]);
    jw_end(&w);
    put_term(&w, S("level"), &t->level, ratio, &t->level_plain);
    put_term(&w, S("slope"), &t->slope, ratio, &t->slope_plain);
    put_figure(&w, S("rho"), t->rho);
    put_figure(&w, S("n_eff"), t->n_eff);
    if (ratio) {
        put_figure(&w, S("dispersion"), t->dispersion);
        jw_kint(&w, S("lags"), t->lags);
    } else {
        put_figure(&w, S("sigma"), t->sigma);
        put_fixed(&w, t);
    }
    put_overlap(&w, &t->overlap);
    put_chance(&w, p, t);
    put_reasons(a, &w, t);
    jw_end(&w);
}

static str head_of(arena *a, const struct probe *p)
{
    static const char *const methods[] = {
        "y = b0 + b1 t + level D + slope D (t - start), errors AR(1) in days, REML; t on n - p",
        "log odds = b0 + b1 t + level D + slope D (t - start); Newey-West errors, Bartlett, floor(4 (n/100)^(2/9)) steps, n/(n - p); t on n - p",
        "log rate = b0 + b1 t + level D + slope D (t - start); quasi-Poisson; Newey-West errors, Bartlett, floor(4 (n/100)^(2/9)) steps, n/(n - p); t on n - p"};
    struct buf b = buf_new(a, 4096);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("kind"), timing_kind_name(p->want.kind));
    jw_kstr(&w, S("better"), p->want.low ? S("low") : S("high"));
    jw_kstr(&w, S("method"), str_of(methods[p->want.kind]));
    jw_kint(&w, S("rows"), (int64_t)p->rows);
    jw_kint(&w, S("missing"), (int64_t)p->missing);
    jw_kint(&w, S("duplicates"), (int64_t)p->twice);
    jw_end(&w);
    str s = buf_str(&b);
    return str_fmt(a, "%.*s,\"groups\":[", (int)s.n - 1, s.p);
}

enum timing_said timing_probe(arena *a, str csv, const struct timing_ask *ask, void (*put)(void *ctx, str text), void *ctx, str *why)
{
    struct probe p = {.a = a, .ask = ask};
    struct row *row = NULL;
    size_t n = 0;
    if (!options_take(&p) || !table_read(&p, csv, &row, &n)) {
        *why = p.why;
        return p.misused ? TIMING_MISUSED : TIMING_BAD_FILE;
    }
    CHECK(row && n > 0);
    struct spot *s = ARENA_ARRAY(a, n, struct spot);
    for (size_t i = 0; i < n; i++) s[i] = (struct spot){row[i].day, row[i].treated, row[i].y, row[i].exposure};
    put(ctx, head_of(a, &p));
    arena *scratch = arena_new(SCRATCH_MOST);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && str_eq(row[k].id, row[i].id); k++) continue;
        struct timing t = timing_of(scratch, s + i, k - i, &p.want);
        struct buf b = buf_new(scratch, OUT_MOST);
        if (i) buf_putc(&b, ',');
        put_group(scratch, &b, &p, row[i].id, &t);
        CHECK(!b.over);
        put(ctx, buf_str(&b));
        arena_reset(scratch);
    }
    arena_free(scratch);
    put(ctx, S("]}\n"));
    return TIMING_DONE;
}

// --- planning

static void put_day(arena *a, struct jw *w, const struct probe *p, int32_t d)
{
    if (p->dates) jw_str(w, day_str(a, (day){d}));
    else jw_int(w, d);
}

static void put_plan(arena *a, struct jw *w, const struct probe *p, const struct chance_plan *plan, uint64_t seed)
{
    jw_object(w);
    jw_key(w, S("start"));
    if (plan->n) put_day(a, w, p, plan->drawn);
    else jw_null(w);
    jw_key(w, S("starts"));
    jw_array(w);
    for (size_t i = 0; i < plan->n; i++) put_day(a, w, p, plan->start[i]);
    jw_end(w);
    jw_kint(w, S("n"), (int64_t)plan->n);
    jw_kint(w, S("values"), (int64_t)plan->values);
    jw_kint(w, S("least_each_side"), plan->side);
    put_figure(w, S("smallest_p"), plan->n ? figure_of(1 / (double)plan->n) : figure_none(""));
    jw_kbool(w, S("causal"), plan->causal);
    jw_key(w, S("seed"));
    jw_str(w, str_fmt(a, "%llu", (unsigned long long)seed));
    jw_key(w, S("reasons"));
    jw_array(w);
    if (plan->why) jw_str(w, str_of(plan->why));
    if (plan->causal) jw_str(w, S("the start was drawn: analyse it with --starts, whatever the first days look like"));
    else jw_str(w, str_fmt(a, "a causal statement needs 20 starts to draw from, so %zu values; these are %zu", plan->values_wanted, plan->values));
    jw_end(w);
    jw_end(w);
}

bool timing_plan_probe(arena *a, str from, str to, str rhythm, uint64_t seed, str *out, str *why)
{
    static const struct timing_ask none;
    struct probe p = {.a = a, .ask = &none};
    int32_t first = 0, last = 0;
    int64_t every = 1;
    if (!option_day(&p, "--from", from, &first) || !option_day(&p, "--to", to, &last) || !option_whole(&p, "--rhythm", rhythm, 1, DAYS_MOST, 1, &every) ||
        (first > last && !misuse(&p, "--from is after --to")))
        return *why = p.why, false;
    struct chance_plan plan = chance_plan(first, last, (int32_t)every, seed);
    struct buf b = buf_new(a, OUT_MOST);
    struct jw w = jw_on(&b);
    put_plan(a, &w, &p, &plan, seed);
    *out = buf_str(&b);
    return true;
}
