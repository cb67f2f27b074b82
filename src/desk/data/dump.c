#include "desk/data/dump.h"

#include "base/json.h"
#include "store/dump.h"
#include "store/outbox.h"

#include <string.h>

struct dumping {
    struct desk *d;
    const struct dump_in *in;
    struct dump_out *out;
    struct buf block;           // lines go out by blocks
};

enum { ENDS_SINCE = 6 }; // schema step; dumps of steps before may have no last line
enum { BLOCK = 64 << 10, LINE_MAX = 64 << 20 };

static err flush(struct dumping *x) {
    err e = x->block.n ? x->in->write(x->in->ctx, buf_str(&x->block)) : OK;
    x->block.n = 0;
    return e;
}

static err line(void *ctx, str text) {
    struct dumping *x = ctx;
    x->out->rows++;
    if (x->block.n + text.n + 1 > BLOCK) {
        err e = flush(x);
        if (e != OK)
            return e;
    }
    if (text.n + 1 > BLOCK) {
        err e = x->in->write(x->in->ctx, text);
        return e != OK ? e : x->in->write(x->in->ctx, S("\n"));
    }
    buf_put(&x->block, text);
    buf_putc(&x->block, '\n');
    return OK;
}

static void header(struct dumping *x) {
    struct jw w = jw_on(&x->block);
    jw_object(&w);
    jw_kstr(&w, S("unknot"), x->in->version);
    jw_kint(&w, S("schema"), x->in->step ? x->in->step : (int64_t)db_schema_step_count);
    jw_key(&w, S("practice"));
    jw_id(&w, x->in->practice.v);
    jw_kbool(&w, S("credentials"), x->in->credentials);
    jw_end(&w);
    buf_putc(&x->block, '\n');
}

static void ending(struct dumping *x) {
    struct jw w = jw_on(&x->block);
    jw_object(&w);
    jw_kint(&w, S("end"), x->out->rows);
    jw_end(&w);
    buf_putc(&x->block, '\n');
}

static err dump_all(void *ctx, struct db *db) {
    struct dumping *x = ctx;
    struct dump_scope scope = {x->in->practice, x->in->credentials, x->in->step};
    header(x);
    for (size_t i = 0; i < db_table_count; i++) {
        err e = dump_rows(db, x->d->a, &x->d->who, scope, &db_tables[i], line, x);
        if (e != OK)
            return e;
    }
    err e = flush(x);
    if (e != OK)
        return e;
    ending(x);
    return flush(x);
}

err desk_dump(struct desk *d, const struct dump_in *in, struct dump_out *out) {
    *out = (struct dump_out){0};
    // who runs the command line has the database itself: booking a row would only make the next dump differ
    err e = d->who.role == ROLE_SYSTEM ? OK : desk_begin(d, VERB_DUMP, 0);
    if (e != OK)
        return e;
    if (d->who.role != ROLE_SYSTEM && in->practice.v != d->who.practice.v)
        return E_NOT_FOUND;
    struct dumping x = {.d = d, .in = in, .out = out, .block = buf_new(d->a, BLOCK)};
    return db_read(d->db, dump_all, &x);
}

struct loading {
    const struct load_in *in;
    struct load_out *out;
    arena *a, *scratch;         // scratch: of one line
    char *text;                 // what was read and not yet used, [from, to)
    size_t from, to, cap;
    bool ended, ran;
    bool older;                 // the dump is of an older schema step
    bool ends;                  // it has to have a last line that counts its rows
    err said;                   // what a refusal says: a statement that failed would speak first otherwise
};

static err refuse(struct loading *x, str reason) {
    x->out->reason = str_dup(x->a, reason);
    return x->said = E_INVALID;
}

// The next line without its end; E_NOT_FOUND behind the last.
static err next_line(struct loading *x, str *out) {
    size_t looked = x->from;
    for (;;) {
        char *end = looked < x->to ? memchr(x->text + looked, '\n', x->to - looked) : NULL;
        if (end || (x->ended && x->from < x->to)) {
            size_t stop = end ? (size_t)(end - x->text) : x->to;
            *out = (str){x->text + x->from, stop - x->from};
            x->from = end ? stop + 1 : stop;
            x->out->line++;
            return OK;
        }
        if (x->ended)
            return E_NOT_FOUND;
        memmove(x->text, x->text + x->from, x->to - x->from);
        x->to -= x->from;
        looked = x->to;
        x->from = 0;
        if (x->to == x->cap) {
            if (x->cap >= LINE_MAX) {
                x->out->line++;
                return refuse(x, S("the line is too long"));
            }
            x->text = arena_grow(x->a, x->text, x->cap, x->cap * 2);
            x->cap *= 2;
        }
        size_t n = 0;
        err e = x->in->read(x->in->ctx, x->text + x->to, x->cap - x->to, &n);
        if (e != OK)
            return e;
        x->to += n;
        x->ended = n == 0;
    }
}

// One line as an object whose first member is `first`, or `last`.
static err next_object(struct loading *x, const char *first, const char *last, const struct json **out) {
    str text;
    struct json_error je;
    err e = next_line(x, &text);
    if (e != OK)
        return e;
    arena_reset(x->scratch);
    const struct json *j = json_parse(x->scratch, text, 8, &je);
    if (j == NULL)
        return refuse(x, str_fmt(x->scratch, "not JSON, at column %zu: %.*s", je.column, SP(je.reason)));
    if (j->kind != JSON_OBJECT || j->first == NULL || !(str_eq(j->first->name, str_of(first)) || str_eq(j->first->name, str_of(last))))
        return refuse(x, str_fmt(x->scratch, "not an object that begins with \"%s\"", first));
    *out = j;
    return OK;
}

static err load_header(struct loading *x) {
    const struct json *j;
    int64_t schema;
    err e = next_object(x, "unknot", "unknot", &j);
    if (e == E_NOT_FOUND)
        return refuse(x, S("the file is empty"));
    if (e != OK)
        return e;
    const struct json *step = json_get(j, S("schema"));
    if (step == NULL || !json_integer(step, &schema) || schema < 1)
        return refuse(x, S("the first line does not say which schema step this dump is of"));
    x->older = schema < (int64_t)db_schema_step_count;
    x->ends = schema >= ENDS_SINCE;
    if (schema <= (int64_t)db_schema_step_count)
        return OK;
    (void)refuse(x, str_fmt(x->scratch, "this dump is of schema step %lld, this program knows %zu: a newer version of Unknot made it",
        (long long)schema, db_schema_step_count));
    return x->said = E_DB_NEWER;
}

// The last line: as many rows as it says, and nothing behind it.
static err load_end(struct loading *x, const struct json *said) {
    int64_t rows;
    str more;
    if (!json_integer(said, &rows) || rows != x->out->rows)
        return refuse(x, str_fmt(x->scratch, "%lld rows were read, which is not what the last line says: some are missing", (long long)x->out->rows));
    err e = next_line(x, &more);
    if (e == OK)
        return refuse(x, S("something stands behind the end"));
    return e == E_NOT_FOUND ? OK : e;
}

static err load_lines(struct loading *x, struct db *db) {
    size_t table = 0;
    for (;;) {
        const struct json *j;
        str why = {0};
        err e = next_object(x, "table", "end", &j);
        if (e == E_NOT_FOUND)
            return x->ends ? refuse(x, S("the file ends too early: its last line, which counts the rows, is not there")) : OK;
        if (e != OK)
            return e;
        if (str_eq(j->first->name, S("end")))
            return load_end(x, j->first);
        const struct db_table *t = dump_table_of(json_text(j->first));
        if (t == NULL)
            return refuse(x, S("no table of that name is loaded"));
        if ((size_t)(t - db_tables) < table)
            return refuse(x, S("the tables are not in the order of a dump"));
        table = (size_t)(t - db_tables);
        e = load_row(db, x->scratch, t, j, x->older, &why);
        if (e != OK)
            return e == E_INVALID ? refuse(x, why) : e;
        x->out->rows++;
        if (x->in->progress && x->out->rows % 1000 == 0)
            x->in->progress(x->in->progress_ctx, (size_t)x->out->rows);
    }
}

static err load_all(void *ctx, struct db *db) {
    struct loading *x = ctx;
    bool empty;
    err e = load_is_empty(db, x->a, &empty);
    if (e != OK)
        return e;
    if (!empty || x->ran) {
        (void)refuse(x, empty ? S("somebody else writes to this database") : S("the database holds a practice already; a dump is loaded into an empty one"));
        return x->said = E_CONFLICT;
    }
    // the file can only be read once
    x->ran = true;
    e = load_header(x);
    if (e == OK)
        e = load_lines(x, db);
    if (e == OK)
        e = load_keys(db, x->a, x->scratch);
    if (e == OK)
        e = load_quiet(db, x->a, x->in->now);
    return e;
}

err desk_load(struct db *db, arena *a, const struct load_in *in, struct load_out *out) {
    *out = (struct load_out){0};
    struct loading x = {.in = in, .out = out, .a = a, .scratch = arena_new(4 * (size_t)LINE_MAX), .cap = BLOCK};
    x.text = arena_alloc(a, x.cap);
    err e = db_write(db, load_all, &x);
    if (e == OK)
        out->line = 0;
    else if (x.said != OK)
        e = x.said;
    arena_free(x.scratch);
    return e;
}

err desk_backup(struct db *db, arena *a, str path, bool replace, str *why) {
    return outbox_backup(db, a, path, replace, why);
}
