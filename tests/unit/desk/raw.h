// SQL past src/db, for tests that look at rows or damage them.
#ifndef UNKNOT_TESTS_DESK_RAW_H
#define UNKNOT_TESTS_DESK_RAW_H

#include <sqlite3.h>

#include "records.h"

// Appends each row as a line, columns separated by '|', NULL as '~'.
static void raw_query(struct base *b, const char *sql, struct buf *out)
{
    if (b->engine == DB_POSTGRES) {
        PGconn *c = PQconnectdb(str_z(b->a, b->url));
        PGresult *r = PQexec(c, sql);
        if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
            fail_msg("%s: %s", sql, PQerrorMessage(c));
        for (int i = 0; i < PQntuples(r); i++)
            for (int k = 0; k < PQnfields(r); k++)
                buf_putf(out, "%s%c", PQgetisnull(r, i, k) ? "~" : PQgetvalue(r, i, k), k + 1 < PQnfields(r) ? '|' : '\n');
        PQclear(r);
        PQfinish(c);
        return;
    }
    sqlite3 *h = NULL;
    sqlite3_stmt *s = NULL;
    if (sqlite3_open(str_z(b->a, str_fmt(b->a, "%s/t.db", b->folder)), &h) || sqlite3_prepare_v2(h, sql, -1, &s, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(h));
    while (sqlite3_step(s) == SQLITE_ROW)
        for (int k = 0; k < sqlite3_column_count(s); k++) {
            const char *text = (const char *)sqlite3_column_text(s, k);
            buf_putf(out, "%s%c", text ? text : "~", k + 1 < sqlite3_column_count(s) ? '|' : '\n');
        }
    if (sqlite3_finalize(s) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(h));
    sqlite3_close(h);
}

static inline void raw_do(struct base *b, const char *sql)
{
    struct buf none = buf_new(b->a, 1 << 16);
    raw_query(b, sql, &none);
}

// The database refuses this statement by a constraint or a trigger of ours: a slip in the statement itself does not pass for it.
static inline bool raw_refused(struct base *b, const char *sql)
{
    if (b->engine == DB_POSTGRES) {
        PGconn *c = PQconnectdb(str_z(b->a, b->url));
        PGresult *r = PQexec(c, sql);
        bool refused = PQresultStatus(r) == PGRES_FATAL_ERROR && strncmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "23", 2) == 0;
        PQclear(r);
        PQfinish(c);
        return refused;
    }
    sqlite3 *h = NULL;
    assert_int_equal(sqlite3_open(str_z(b->a, str_fmt(b->a, "%s/t.db", b->folder)), &h), SQLITE_OK);
    int code = sqlite3_exec(h, sql, NULL, NULL, NULL);
    sqlite3_close(h);
    return code == SQLITE_CONSTRAINT;
}

#endif
