#include "bench.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

str bench_pg(void)
{
    const char *url = getenv("UNKNOT_TEST_PG");
    return str_of(url);
}

const char *bench_path(struct bench *b, const char *name)
{
    return str_z(b->a, str_fmt(b->a, "%s/%s", b->folder, name));
}

static void pg_do(str url, arena *a, const char *sql)
{
    PGconn *c = PQconnectdb(str_z(a, url));
    PGresult *r = PQexec(c, "SET client_min_messages = error");
    PQclear(r);
    r = PQexec(c, sql);
    for (int i = 0; i < 5 && PQresultErrorField(r, PG_DIAG_SQLSTATE) && strcmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "40P01") == 0; i++) {
        PQclear(r); // a deadlock with autovacuum, which looks at a table that is being dropped
        r = PQexec(c, sql);
    }
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

void bench_raw(struct bench *b, const char *sql)
{
    if (b->engine == DB_POSTGRES) {
        pg_do(b->url, b->a, sql);
        return;
    }
    sqlite3 *h = NULL;
    char *words = NULL;
    int code = sqlite3_open(bench_path(b, "t.db"), &h);
    if (code == SQLITE_OK)
        code = sqlite3_exec(h, sql, NULL, NULL, &words);
    if (code != SQLITE_OK)
        fail_msg("%s: %s", sql, words ? words : sqlite3_errmsg(h));
    sqlite3_close(h);
}

void bench_make(struct bench *b, enum db_engine engine, bool migrated)
{
    static int count;
    *b = (struct bench){.engine = engine, .folder = "/tmp/unknot-test-XXXXXX"};
    if (engine == DB_POSTGRES && bench_pg().n == 0) {
        print_message("UNKNOT_TEST_PG is not set: not tested on PostgreSQL\n");
        skip();
    }
    b->a = arena_new(64 << 20);
    assert_non_null(mkdtemp(b->folder));
    if (engine == DB_SQLITE) {
        b->url = str_fmt(b->a, "sqlite:%s", bench_path(b, "t.db"));
    } else {
        str pg = bench_pg();
        snprintf(b->schema, sizeof b->schema, "t_%d_%d", (int)getpid(), count++);
        pg_do(pg, b->a, str_z(b->a, str_fmt(b->a, "CREATE SCHEMA %s", b->schema)));
        char mark = str_find(pg, S("?")) == SIZE_MAX ? '?' : '&';
        b->url = str_fmt(b->a, "%.*s%coptions=-csearch_path%%3D%s", SP(pg), mark, b->schema);
    }
    b->db = bench_open(b, DB_OPEN_CREATE);
    if (migrated) {
        int applied;
        str why;
        if (db_migrate(b->db, b->a, &applied, &why) != OK)
            fail_msg("%.*s", SP(why));
        assert_int_equal(applied, 2);
    }
}

struct db *bench_open(struct bench *b, int flags)
{
    struct db *db;
    str why;
    if (db_open(b->a, b->url, flags, &db, &why) != OK)
        fail_msg("%.*s", SP(why));
    return db;
}

void bench_end(struct bench *b)
{
    db_close(b->db);
    if (b->schema[0])
        pg_do(bench_pg(), b->a, str_z(b->a, str_fmt(b->a, "DROP SCHEMA %s CASCADE", b->schema)));
    arena_free(b->a);
    char command[128];
    snprintf(command, sizeof command, "rm -rf -- '%s'", b->folder);
    assert_int_equal(system(command), 0);
}
