#include "store/dump.h"

#include <string.h>

enum { LINE_MAX = 64 << 20 };

const struct db_table *dump_table_of(str name) {
    for (size_t i = 0; i < db_table_count; i++)
        if (str_eq(name, str_of(db_tables[i].name)))
            return &db_tables[i];
    return NULL;
}

// The statement with the columns that the table has at that step; Q_none where it is not there yet.
static enum query query_at(const struct db_table *t, int step) {
    enum query q = Q_none;
    for (const struct db_table_form *f = t->forms; f->since != 0; f++)
        if (step == 0 || f->since <= step)
            q = f->dump;
    return q;
}

static bool one_of(str name, const char *const *names) {
    for (; *names; names++)
        if (str_eq(name, str_of(*names)))
            return true;
    return false;
}

enum dump_kind dump_kind(const struct statement_column *c) {
    static const char *const ids[] = {"id", "subject", "merged_into", "replaced_by", NULL};
    static const char *const days[] = {"day", "born", "licence_expires", NULL};
    str name = str_of(c->name);
    switch (c->type) {
    case DB_TEXT: return DUMP_TEXT;
    case DB_REAL: return DUMP_REAL;
    case DB_BLOB: return DUMP_BLOB;
    case DB_NULL:
    case DB_INT: break;
    }
    if (str_ends(name, S("_us")))
        return DUMP_INSTANT;
    if (str_ends(name, S("_id")) || one_of(name, ids))
        return DUMP_ID;
    if (str_ends(name, S("_day")) || one_of(name, days))
        return DUMP_DAY;
    return DUMP_NUMBER;
}

struct dumping {
    const struct statement *s;
    struct dump_scope scope;
    const char *table;
    struct buf b;               // one line, used again for each row
    arena *scratch;             // of one row's days and instants
    dump_line_fn *line;
    void *ctx;
};

static void put_hex(struct jw *w, arena *a, str bytes) {
    static const char digit[] = "0123456789abcdef";
    char *text = arena_alloc(a, 2 * bytes.n + 1);
    for (size_t i = 0; i < bytes.n; i++) {
        text[2 * i] = digit[(unsigned char)bytes.p[i] >> 4];
        text[2 * i + 1] = digit[(unsigned char)bytes.p[i] & 15];
    }
    jw_str(w, (str){text, 2 * bytes.n});
}

static void put_value(struct jw *w, arena *a, const struct statement_column *c, const struct db_row *r, size_t i) {
    if (row_null(*r, i)) {
        jw_null(w);
        return;
    }
    switch (dump_kind(c)) {
    case DUMP_TEXT: jw_str(w, row_text(*r, i)); return;
    case DUMP_NUMBER: jw_int(w, row_int(*r, i)); return;
    case DUMP_REAL: jw_num(w, row_real(*r, i)); return;
    case DUMP_ID: jw_str(w, id_str(a, row_int(*r, i))); return;
    case DUMP_DAY: jw_str(w, day_str(a, (day){(int32_t)row_int(*r, i)})); return;
    case DUMP_INSTANT: jw_str(w, instant_str(a, (instant){row_int(*r, i)})); return;
    case DUMP_BLOB: put_hex(w, a, row_text(*r, i)); return;
    }
}

static err put_row(void *ctx, struct db_row r) {
    struct dumping *x = ctx;
    CHECK(r.n == x->s->n_out);
    arena_reset(x->scratch);
    x->b.n = 0;
    struct jw w = jw_on(&x->b);
    jw_object(&w);
    jw_kstr(&w, S("table"), str_of(x->table));
    for (size_t i = 0; i < r.n; i++) {
        const struct statement_column *c = &x->s->out[i];
        jw_key(&w, str_of(c->name));
        if (!x->scope.credentials && strcmp(c->name, "password_hash") == 0)
            jw_str(&w, S(""));
        else
            put_value(&w, x->scratch, c, &r, i);
    }
    jw_end(&w);
    return x->b.over ? E_TOO_LARGE : x->line(x->ctx, buf_str(&x->b));
}

err dump_rows(struct db *db, arena *a, const struct actor *who, struct dump_scope scope, const struct db_table *t, dump_line_fn *line, void *ctx) {
    if (who->role != ROLE_SYSTEM && (scope.practice.v == 0 || scope.practice.v != who->practice.v))
        return E_NOT_FOUND;
    enum query q = query_at(t, scope.step);
    if ((t->credentials && !scope.credentials) || q == Q_none)
        return OK;
    struct dumping x = {.s = &db_statements[q],
        .scope = scope,
        .table = t->name,
        .b = buf_new(a, LINE_MAX),
        .scratch = arena_new(1 << 20),
        .line = line,
        .ctx = ctx};
    int64_t low = scope.practice.v, high = scope.practice.v ? scope.practice.v : INT64_MAX;
    err e = db_each(db, q, DB_ARGS(DBI(low), DBI(high)), put_row, &x);
    arena_free(x.scratch);
    return e;
}
