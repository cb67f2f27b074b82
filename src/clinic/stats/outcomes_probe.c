#include "outcomes_probe.h"

#include <math.h>

#include "base/csv.h"

#define MOST 1e9
#define NEARLY 1e-9 // 8.2 less 6.2 is 2 in arithmetic and 1.9999999999999991 here

enum { UNIT, BASELINE, AFTER, RESPONDER, MIX, COLUMNS = MIX + OUTCOMES_MIX, NONE = CSV_COLUMNS };

struct reading {
    arena *a;
    const struct outcomes_ask *ask;
    str name[COLUMNS];
    size_t at[COLUMNS], fields;
    struct csv csv;
    struct csv_row row;
    struct outcomes_person *v;
    size_t n, cap;
    str why;
};

static bool wrong(struct reading *r, size_t column, const char *what)
{
    r->why = str_fmt(r->a, "line %zu, column %zu: %s", r->csv.line, column + 1, what);
    return false;
}

static bool column_of(struct reading *r, size_t i)
{
    enum csv_found found = csv_column(&r->row, r->name[i], &r->at[i]);
    if (found == CSV_TWICE) return wrong(r, r->at[i], "this column stands twice");
    if (found == CSV_ONE_COLUMN) return true;
    r->why = str_fmt(r->a, "line %zu: there is no column '%.*s'", r->csv.line, SP(r->name[i]));
    return false;
}

static bool header(struct reading *r)
{
    const struct outcomes_ask *ask = r->ask;
    enum csv_end end = csv_next(&r->csv, r->a, &r->row);
    if (end == CSV_BAD) return wrong(r, r->csv.bad_column - 1, r->csv.reason);
    if (end == CSV_DONE) return r->why = S("line 1: the file is empty; its first line must name the columns"), false;
    r->fields = r->row.n;
    r->name[UNIT] = ask->unit;
    r->name[BASELINE] = ask->baseline;
    r->name[AFTER] = ask->after;
    r->name[RESPONDER] = ask->responder;
    for (size_t i = 0; i < ask->n_mix; i++) r->name[MIX + i] = ask->mix[i];
    for (size_t i = 0; i < MIX + ask->n_mix; i++) {
        r->at[i] = NONE;
        if (r->name[i].n && !column_of(r, i)) return false;
    }
    return true;
}

static bool figure(struct reading *r, size_t column, struct figure *out)
{
    str s = str_trim(r->row.field[r->at[column]]);
    double v;
    *out = figure_none("not said");
    if (s.n == 0 || str_eq(s, S("NA"))) return true;
    if (!str_f64(s, &v)) return wrong(r, r->at[column], "no finite number; decimals have a point");
    if (fabs(v) > MOST) return wrong(r, r->at[column], "too large: figures are within 1e9 of 0");
    *out = figure_of(v + 0.0); // -0 is 0
    return true;
}

static bool judge(struct reading *r, struct outcomes_person *p)
{
    struct figure said;
    if (r->at[RESPONDER] == NONE) {
        p->judged = p->complete && r->ask->mcid_known;
        p->responder = p->judged && p->better >= r->ask->mcid - NEARLY;
        return true;
    }
    if (!figure(r, RESPONDER, &said)) return false;
    bool yes = said.v >= 1 && said.v <= 1, no = said.v >= 0 && said.v <= 0;
    if (said.known && !yes && !no) return wrong(r, r->at[RESPONDER], "a responder is 1, or 0");
    p->judged = p->complete && said.known;
    p->responder = p->judged && yes;
    return true;
}

static bool person(struct reading *r)
{
    struct figure before, after;
    if (r->row.n != r->fields) return wrong(r, r->row.n < r->fields ? r->row.n : r->fields, "another number of fields than the header has");
    if (r->n == OUTCOMES_PEOPLE) return wrong(r, 0, "more than 1000000 people");
    struct outcomes_person *p = &r->v[r->n];
    *p = (struct outcomes_person){0};
    if (r->at[UNIT] != NONE) p->unit = str_trim(r->row.field[r->at[UNIT]]);
    if (str_eq(p->unit, S("NA"))) p->unit = (str){0};
    if (!text_valid(p->unit)) return wrong(r, r->at[UNIT], "no text in UTF-8");
    if (!figure(r, BASELINE, &before) || !figure(r, AFTER, &after)) return false;
    p->complete = before.known && after.known;
    p->baseline = p->complete ? before.v : 0;
    p->better = p->complete ? (r->ask->high ? after.v - before.v : before.v - after.v) : 0;
    for (size_t i = 0; i < r->ask->n_mix; i++) {
        if (!figure(r, MIX + i, &p->mix[i])) return false;
    }
    r->n++;
    return judge(r, p);
}

static bool people(struct reading *r)
{
    bool good = header(r);
    for (enum csv_end end; good && (end = csv_next(&r->csv, r->a, &r->row)) != CSV_DONE;) {
        if (r->n == r->cap) {
            struct outcomes_person *more = ARENA_ARRAY(r->a, r->cap * 2, struct outcomes_person);
            for (size_t i = 0; i < r->n; i++) more[i] = r->v[i];
            r->v = more;
            r->cap *= 2;
        }
        good = end == CSV_BAD ? wrong(r, r->csv.bad_column - 1, r->csv.reason) : person(r);
    }
    return good;
}

bool outcomes_probe(arena *a, str csv, const struct outcomes_ask *ask, str *json, str *why)
{
    struct reading *r = ARENA_NEW(a, struct reading);
    struct outcomes_report report;
    *r = (struct reading){.a = a, .ask = ask, .csv = csv_on(csv, ','), .cap = 64, .v = ARENA_ARRAY(a, 64, struct outcomes_person)};
    if (!people(r)) return *why = r->why, false;
    outcomes_report_of(a, r->v, r->n, ask->mix, ask->n_mix, &report);
    struct buf b = buf_with_room(a, 1 << 14, (size_t)1 << 30);
    struct jw w = jw_on(&b);
    outcomes_report_json(&w, a, &report, (str){0});
    if (b.over) return *why = S("the result is too large to be written"), false;
    *json = buf_str(&b);
    return true;
}
