// The bare stack: the same server (sockets, parser, threads, log) with a web of one page: one prepared read, 2 kB.
// What the chart page costs beyond this is ours; what this costs is the server's.
//   bare --listen HOST:PORT --db URL …      GET /PRACTICE
// It brings its own web_* in place of src/web's.
#include <stdio.h>

#include "base/id.h"
#include "serve/serve.h"
#include "web/web.h"

enum { PAGE_BYTES = 2048 };

static err page(void *ctx, struct db *db)
{
    struct call *c = ctx;
    struct db_row row;
    int64_t practice;
    if (!id_parse(str_sub(c->req.target, 1, c->req.target.n), &practice))
        return E_NOT_FOUND;
    err e = db_one(db, c->a, Q_PRACTICE_BY_ID, DB_ARGS(DBI(practice)), &row);
    if (e != OK)
        return e;
    struct buf *b = &c->res.body;
    *b = buf_new(c->a, 2 * PAGE_BYTES);
    buf_put(b, S("<!doctype html><title>Bare</title><p>"));
    buf_html(b, row_text(row, QC_PRACTICE_BY_ID_NAME));
    while (b->n < PAGE_BYTES)
        buf_put(b, S("<p>Nothing but a page.</p>"));
    return OK;
}

static void reply(struct call *c, int status)
{
    c->res.status = status;
    c->res.headers[0] = (struct header){S("Content-Type"), S("text/html; charset=utf-8")};
    c->res.n_headers = 1;
    c->done = true;
}

size_t web_body_limit(str method, str target)
{
    (void)method;
    (void)target;
    return 0;
}

enum web_next web_begin(struct call *c)
{
    CHECK(c->a && c->env);
    return WEB_PREPARE;
}

bool web_prepare(struct call *c, struct db *db)
{
    (void)c;
    (void)db;
    return false;
}

err web_transact(struct call *c, struct db *db)
{
    (void)c;
    (void)db;
    return E_INTERNAL;
}

void web_render(struct call *c, struct db *db, err result)
{
    err e = result == OK ? db_read(db, page, c) : result;
    if (e == OK)
        reply(c, 200);
    else
        web_refuse(c, e);
}

void web_refuse(struct call *c, err e)
{
    c->res.body = buf_new(c->a, 64);
    buf_put(&c->res.body, err_name(e));
    reply(c, err_http(e));
}

bool web_again(struct call *c)
{
    (void)c;
    return false;
}

bool web_is_slow(const struct call *c)
{
    (void)c;
    return false;
}

int main(int argc, char **argv)
{
    arena *a = arena_new(1 << 20);
    struct settings set;
    str why;
    if (!settings_load(a, &argc, argv, &set, &why)) {
        fprintf(stderr, "bare: %.*s\n", SP(why));
        return 2;
    }
    int status = serve_main(&set);
    arena_free(a);
    return status;
}
