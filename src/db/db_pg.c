#include "engine.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Built-in type OIDs: they never change (src/include/catalog/pg_type.dat).
enum {
    OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
    OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_BPCHAR = 1042, OID_VARCHAR = 1043
};

enum { CANCEL_WAIT_MS = 2000, CONNECT_SECONDS = 5 };

struct pg_db {
    struct db db;
    PGconn *c;
    bool *prepared;             // by enum query, on this connection
    PGresult *res;              // rows not yet handed out
    int row, rows;              // of res
    bool stream;                // single-row mode: more results may follow
    char *url;                  // to connect again; holds a password, so it is never printed
    bool dead;                  // given up: connect again before anything else
    int64_t last_try;           // of reconnecting, monotonic ns
};

static const char *const word_sql[DB_WORD_COUNT] = {
    [DB_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [DB_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
    [DB_SAVE] = "SAVEPOINT job",
    [DB_RELEASE] = "RELEASE SAVEPOINT job",
    [DB_UNDO] = "ROLLBACK TO SAVEPOINT job",
};

static struct pg_db *of(struct db *db)
{
    CHECK(db->engine == DB_POSTGRES);
    return (struct pg_db *)db;
}

// ---- errors

static bool class_is(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
static err state_err(const char *s)
{
    static const struct {
        const char *state;
        err e;
    } table[] = {
        {"40001", E_BUSY}, {"40P01", E_BUSY}, {"55P03", E_BUSY}, {"53300", E_BUSY},
        {"23", E_CONFLICT}, {"57014", E_TIMEOUT}, {"25006", E_DB_READ_ONLY}, {"53100", E_DB_FULL},
        {"08", E_DB_DOWN}, {"57P", E_DB_DOWN}, {"58", E_DB_DOWN}, {"XX001", E_DB_CORRUPT}, {"XX002", E_DB_CORRUPT},
        {"22021", E_INVALID}, {"22P05", E_INVALID}, {"54000", E_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (class_is(s, table[i].state))
            return table[i].e;
    return E_INTERNAL;
}

// Words of these classes name objects and states; those of others (22, 23, P0) may quote a person's data.
static bool words_are_safe(const char *state)
{
    static const char *const safe[] = {"08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55", "57", "58"};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (class_is(state, safe[i]))
            return true;
    return false;
}

static err fail_result(struct pg_db *p, const PGresult *res, const char *what)
{
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    if (!state)
        return db_fail(&p->db, PQstatus(p->c) == CONNECTION_BAD ? E_DB_DOWN : E_INTERNAL, "%s: the server does not answer", what);
    const char *words = words_are_safe(state) ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
    const char *column = PQresultErrorField(res, PG_DIAG_COLUMN_NAME);
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        p->db.again = true;
    return db_fail(&p->db, state_err(state), "%s: PostgreSQL %s: %s%s%s%s%s", what, state, words ? words : "",
                   constraint ? " constraint " : "", constraint ? constraint : "", column ? " column " : "", column ? column : "");
}

static err fail_send(struct pg_db *p, const char *what)
{
    return db_fail(&p->db, PQstatus(p->c) == CONNECTION_BAD ? E_DB_DOWN : E_INTERNAL, "%s: cannot be sent", what);
}

static void quiet(void *arg, const PGresult *res)
{
    (void)arg;
    (void)res;
}

// ---- waiting, with the deadline

static int wait_ms(int64_t until)
{
    int64_t left = until - db_now_ns();
    if (left <= 0)
        return 0;
    return left / 1000000 >= 60000 ? 60000 : (int)(left / 1000000) + 1;
}

static void cancel(PGconn *c)
{
    char ignored[256];
    PGcancel *k = PQgetCancel(c);
    if (k)
        PQcancel(k, ignored, sizeof ignored); // if it does not arrive, the wait that follows ends by itself
    PQfreeCancel(k);
}

static bool lost(const struct pg_db *p)
{
    return p->dead || PQstatus(p->c) == CONNECTION_BAD;
}

// Until PQgetResult would not block. Past the deadline the server is asked to stop; a server that does not even do
// that loses us: the connection is cut and made anew by the next call.
static err await(struct pg_db *p, bool with_deadline)
{
    bool cancelled = false;
    int64_t until = with_deadline ? p->db.deadline : 0;
    while (PQisBusy(p->c)) {
        int timeout = until ? wait_ms(until) : -1;
        if (until && timeout == 0) {
            if (cancelled) {
                p->dead = true;
                return db_fail(&p->db, E_TIMEOUT, "the server did not stop at the deadline");
            }
            cancel(p->c);
            cancelled = true;
            until = db_now_ns() + CANCEL_WAIT_MS * INT64_C(1000000);
            continue;
        }
        struct pollfd fd = {.fd = PQsocket(p->c), .events = POLLIN};
        int n = poll(&fd, 1, timeout);
        if (n < 0 && errno != EINTR)
            return db_fail(&p->db, E_DB_DOWN, "poll: %s", strerrordesc_np(errno));
        if (n > 0 && !PQconsumeInput(p->c))
            return db_fail(&p->db, E_DB_DOWN, "the connection is lost");
    }
    return OK;
}

// The next result, NULL at the end of the statement or when the connection is gone (then *e says so).
static PGresult *next_result(struct pg_db *p, bool with_deadline, err *e)
{
    *e = await(p, with_deadline);
    return *e == OK ? PQgetResult(p->c) : NULL;
}

// Behind a send: reads all results; the first that is an error counts.
static err finish(struct pg_db *p, const char *what, bool with_deadline)
{
    err first = OK, e;
    PGresult *r;
    bool seen = false;
    while ((r = next_result(p, with_deadline, &e)) != NULL) {
        seen = true;
        ExecStatusType got = PQresultStatus(r);
        if (first == OK && got != PGRES_TUPLES_OK && got != PGRES_COMMAND_OK)
            first = fail_result(p, r, what);
        PQclear(r);
    }
    if (first == OK && e == OK && !seen)
        e = db_fail(&p->db, E_DB_DOWN, "%s: no answer", what);
    return first != OK ? first : e;
}

static err simple(struct pg_db *p, const char *sql, const char *what, bool with_deadline)
{
    if (lost(p))
        return db_fail(&p->db, E_DB_DOWN, "%s: the connection is lost", what);
    if (!PQsendQuery(p->c, sql))
        return fail_send(p, what);
    return finish(p, what, with_deadline);
}

// ---- connecting

// Zone, quiet, no wait for a lock without end; an acknowledged write is on the disk whatever the role's default says.
static const char session_sql[] =
    "SET TimeZone = 'UTC'; SET client_min_messages = error; SET lock_timeout = '5s'; SET standard_conforming_strings = on;"
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';";

static err session(struct pg_db *p)
{
    PQsetNoticeReceiver(p->c, quiet, NULL);
    memset(p->prepared, 0, db_statement_count * sizeof *p->prepared);
    p->dead = false;
    err e = simple(p, session_sql, "session", false);
    if (e == OK && p->db.read_only)
        e = simple(p, "SET default_transaction_read_only = on", "session", false);
    return e;
}

static PGconn *connect_url(const char *url)
{
    char seconds[8];
    snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
    // What stands in the URL (behind, as dbname is expanded last) wins over what is said here, but for the encoding.
    // A server that vanished without a word is noticed within a minute.
    const char *const keys[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
                                "fallback_application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {seconds, "30000", "30", "10", "3", "unknot", url, "UTF8", NULL};
    return PQconnectdbParams(keys, values, 1);
}

// Once a second at most, and only outside of transactions: what was in one is lost and must be said so.
static err reconnect(struct pg_db *p)
{
    CHECK(p->db.tx == DB_TX_NONE && !p->db.running);
    int64_t now = db_now_ns();
    if (p->last_try && now - p->last_try < INT64_C(1000000000))
        return db_fail(&p->db, E_DB_DOWN, "the connection is lost; tried again less than a second ago");
    p->last_try = now;
    PQfinish(p->c);
    p->c = connect_url(p->url);
    CHECK(p->c);
    if (PQstatus(p->c) != CONNECTION_OK)
        return db_fail(&p->db, E_DB_DOWN, "the connection is lost, and the server cannot be reached");
    return session(p);
}

// ---- statements

static void statement_key(enum query q, char out[16])
{
    snprintf(out, 16, "u%u", (unsigned)q);
}

static Oid oid_of(enum db_type t)
{
    switch (t) {
    case DB_INT: return OID_INT8;
    case DB_REAL: return OID_FLOAT8;
    case DB_BLOB: return OID_BYTEA;
    case DB_TEXT:
    case DB_NULL: break;
    }
    return OID_TEXT;
}

static err prepare(struct pg_db *p, enum query q)
{
    if (p->prepared[q])
        return OK;
    const struct statement *t = &db_statements[q];
    Oid types[DB_PARAMS_MAX];
    for (size_t i = 0; i < t->n_in; i++)
        types[i] = oid_of(t->in[i].type);
    char key[16];
    statement_key(q, key);
    if (!PQsendPrepare(p->c, key, t->sql[DB_POSTGRES], t->n_in, types))
        return fail_send(p, t->name);
    err e = finish(p, t->name, true);
    p->prepared[q] = e == OK;
    return e;
}

static void put_be64(char out[8], uint64_t v)
{
    for (int i = 7; i >= 0; i--, v >>= 8)
        out[i] = (char)(v & 0xff);
}

static uint64_t get_be(const char *in, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)in[i];
    return v;
}

static err send_values(struct pg_db *p, enum query q, const struct db_value *args)
{
    const struct statement *t = &db_statements[q];
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX], formats[DB_PARAMS_MAX];
    char numbers[DB_PARAMS_MAX][8];
    for (size_t i = 0; i < t->n_in; i++) {
        const struct db_value *v = &args[i];
        formats[i] = 1;
        lengths[i] = 8;
        values[i] = numbers[i];
        if (v->type == DB_NULL) {
            values[i] = NULL;
        } else if (v->type == DB_TEXT || v->type == DB_BLOB) {
            if (v->t.n > INT32_MAX / 2)
                return db_fail(&p->db, E_TOO_LARGE, "%s: parameter %s", t->name, t->in[i].name);
            values[i] = v->t.n ? v->t.p : "";
            lengths[i] = (int)v->t.n;
        } else if (t->in[i].type == DB_REAL) {
            double r = v->type == DB_REAL ? v->r : (double)v->i;
            uint64_t bits;
            memcpy(&bits, &r, sizeof bits);
            put_be64(numbers[i], bits);
        } else {
            put_be64(numbers[i], (uint64_t)v->i);
        }
    }
    char key[16];
    statement_key(q, key);
    return PQsendQueryPrepared(p->c, key, t->n_in, values, lengths, formats, 1) ? OK : fail_send(p, t->name);
}

// The next result of the running statement into p->res; without rows left and at its end p->res is NULL.
static err fetch(struct pg_db *p)
{
    PQclear(p->res);
    err e;
    p->row = p->rows = 0;
    p->res = next_result(p, true, &e);
    if (!p->res)
        return e;
    switch (PQresultStatus(p->res)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
        p->rows = PQntuples(p->res);
        if (PQnfields(p->res) < db_statements[p->db.q].n_out)
            return db_fail(&p->db, E_INTERNAL, "%s: fewer columns than out: names", db_statements[p->db.q].name);
        __attribute__((fallthrough)); // both kinds of end carry the count
    case PGRES_COMMAND_OK: {
        int64_t n;
        if (db_statements[p->db.q].write && str_i64(str_of(PQcmdTuples(p->res)), &n))
            p->db.changed = n;
        return OK;
    }
    default: return fail_result(p, p->res, db_statements[p->db.q].name);
    }
}

static err start_once(struct pg_db *p, enum query q, const struct db_value *args, bool stream)
{
    err e = prepare(p, q);
    if (e == OK)
        e = send_values(p, q, args);
    if (e != OK)
        return e;
    p->db.running = true;
    p->stream = stream && PQsetSingleRowMode(p->c) == 1;
    return fetch(p);
}

static void pg_stop(struct db *db)
{
    struct pg_db *p = of(db);
    PQclear(p->res);
    p->res = NULL;
    p->row = p->rows = 0;
    PGresult *r;
    err e = OK;
    while (!lost(p) && (r = next_result(p, true, &e)) != NULL)
        PQclear(r);
    if (e != OK)
        p->dead = true; // its rest cannot be read: the connection is of no use
    p->stream = false;
    db->running = false;
}

static err pg_start(struct db *db, enum query q, const struct db_value *args, bool stream)
{
    struct pg_db *p = of(db);
    if (lost(p)) {
        err e = db->tx == DB_TX_NONE ? reconnect(p) : db_fail(db, E_DB_DOWN, "the connection was lost in a transaction");
        if (e != OK)
            return e;
    }
    err e = start_once(p, q, args, stream);
    // A connection that died while idle shows only now. What only reads is asked again; whether a write arrived, nobody knows.
    if (e == E_DB_DOWN && lost(p) && db->tx == DB_TX_NONE && !db_statements[q].write) {
        if (db->running)
            pg_stop(db);
        e = reconnect(p);
        if (e == OK)
            e = start_once(p, q, args, stream);
    }
    return e;
}

// The value in the type that `out:` declares; false when it cannot be.
static bool take(const PGresult *res, int row, int col, enum db_type want, struct db_value *v)
{
    *v = (struct db_value){.type = PQgetisnull(res, row, col) ? DB_NULL : want};
    if (v->type == DB_NULL)
        return true;
    const char *p = PQgetvalue(res, row, col);
    int n = PQgetlength(res, row, col);
    Oid type = PQftype(res, col);
    if (type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL) {
        uint64_t u = get_be(p, n);
        v->i = n == 4 ? (int32_t)(uint32_t)u : n == 2 ? (int16_t)(uint16_t)u : (int64_t)u;
        v->r = (double)v->i;
        return want == DB_INT || want == DB_REAL;
    }
    if (type == OID_FLOAT8) {
        uint64_t u = get_be(p, 8);
        memcpy(&v->r, &u, sizeof v->r);
        return want == DB_REAL;
    }
    v->t = (str){p, (size_t)n};
    if (type == OID_BYTEA)
        return want == DB_BLOB;
    return want == DB_TEXT && (type == OID_TEXT || type == OID_VARCHAR || type == OID_NAME || type == OID_BPCHAR);
}

static err pg_step(struct db *db, bool *more)
{
    struct pg_db *p = of(db);
    const struct statement *t = &db_statements[db->q];
    *more = false;
    while (p->row == p->rows) {
        if (!p->res)
            return OK;
        err e = fetch(p);
        if (e != OK)
            return e;
    }
    for (int i = 0; i < t->n_out; i++)
        if (!take(p->res, p->row, i, t->out[i].type, &db->row[i]))
            return db_fail(db, E_INTERNAL, "%s: column %s has another type than out: says", t->name, t->out[i].name);
    p->row++;
    *more = true;
    return OK;
}

static err pg_word(struct db *db, enum db_word w)
{
    struct pg_db *p = of(db);
    bool begins = w == DB_BEGIN_READ || w == DB_BEGIN_WRITE;
    if (begins && lost(p)) {
        err e = reconnect(p);
        if (e != OK)
            return e;
    }
    // COMMIT of a transaction that failed answers "ROLLBACK", which is no success.
    if (w == DB_COMMIT && PQtransactionStatus(p->c) == PQTRANS_INERROR) return E_INTERNAL;
    err e = simple(p, word_sql[w], word_sql[w], begins);
    if (begins && e == E_DB_DOWN && lost(p)) {
        e = reconnect(p);
        if (e == OK)
            e = simple(p, word_sql[w], word_sql[w], true);
    }
    if (w == DB_ROLLBACK && e != OK)
        p->dead = true;
    return e;
}

static bool pg_tx_alive(struct db *db)
{
    struct pg_db *p = of(db);
    return !lost(p) && PQtransactionStatus(p->c) != PQTRANS_IDLE;
}

// ---- is every statement what its signature says?

static const char *type_words(Oid type)
{
    switch (type) {
    case OID_BYTEA: return "bytea";
    case OID_BOOL: return "boolean";
    case OID_INT8: return "bigint";
    case OID_FLOAT4: return "real (four bytes): use @real";
    case OID_FLOAT8: return "double precision";
    case OID_TEXT: return "text";
    case 1700: return "numeric (sum and avg of BIGINT give it): CAST(… AS @int) or @real";
    default: return "a type that is not used here";
    }
}

static bool type_fits(enum db_type want, Oid type)
{
    switch (want) {
    case DB_INT: return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL;
    case DB_REAL: return type == OID_FLOAT8 || type == OID_INT8 || type == OID_INT4;
    case DB_TEXT: return type == OID_TEXT || type == OID_VARCHAR || type == OID_BPCHAR || type == OID_NAME;
    case DB_BLOB: return type == OID_BYTEA;
    case DB_NULL: break;
    }
    return false;
}

static err compare(const struct statement *t, const PGresult *d, char *why, size_t max)
{
    if (PQnfields(d) != t->n_out) {
        snprintf(why, max, "gives %d columns, out: names %d", PQnfields(d), t->n_out);
        return E_INTERNAL;
    }
    for (int i = 0; i < t->n_out; i++) {
        if (!type_fits(t->out[i].type, PQftype(d, i))) {
            snprintf(why, max, "column %s is %s", t->out[i].name, type_words(PQftype(d, i)));
            return E_INTERNAL;
        }
    }
    return OK;
}

static err pg_prepare(struct db *db, enum query q, char *why, size_t max)
{
    struct pg_db *p = of(db);
    char key[16];
    statement_key(q, key);
    err e = lost(p) ? reconnect(p) : OK;
    if (e == OK)
        e = prepare(p, q);
    if (e == OK && !PQsendDescribePrepared(p->c, key))
        e = fail_send(p, key);
    if (e != OK) {
        snprintf(why, max, "%.*s", (int)db->why_n, db->why);
        return e;
    }
    PGresult *d = next_result(p, true, &e);
    if (d && PQresultStatus(d) == PGRES_COMMAND_OK)
        e = compare(&db_statements[q], d, why, max);
    else if (e == OK)
        e = fail_result(p, d, db_statements[q].name);
    PQclear(d);
    err rest = OK;
    while ((d = next_result(p, true, &rest)) != NULL)
        PQclear(d);
    return e != OK ? e : rest;
}

// ---- for migrate.c

static err pg_script(struct db *db, const char *sql)
{
    return simple(of(db), sql, "script", false);
}

static err pg_ask(struct db *db, arena *a, const char *sql, struct db_rows *out)
{
    struct pg_db *p = of(db);
    *out = (struct db_rows){0};
    if (lost(p))
        return db_fail(db, E_DB_DOWN, "question: the connection is lost");
    PGresult *r = PQexec(p->c, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
        err e = fail_result(p, r, "question");
        PQclear(r);
        return e;
    }
    out->n = (size_t)PQntuples(r);
    out->cols = (size_t)PQnfields(r);
    struct db_value *v = ARENA_ARRAY(a, out->n * out->cols, struct db_value);
    out->v = v;
    for (int i = 0; i < PQntuples(r); i++)
        for (int k = 0; k < PQnfields(r); k++)
            *v++ = PQgetisnull(r, i, k) ? DBN : DBT(str_dup(a, str_of(PQgetvalue(r, i, k))));
    PQclear(r);
    return OK;
}

static void pg_forget(struct db *db)
{
    struct pg_db *p = of(db);
    CHECK(!db->running);
    if (!lost(p) && simple(p, "DEALLOCATE ALL", "deallocate", false) == OK)
        memset(p->prepared, 0, db_statement_count * sizeof *p->prepared);
    else
        p->dead = true;
}

static void pg_close(struct db *db)
{
    struct pg_db *p = of(db);
    PQclear(p->res);
    PQfinish(p->c);
    free(p->prepared);
    free(p->url);
    free(p);
}

static const struct db_engine_fns pg_fns = {
    .close = pg_close,
    .start = pg_start,
    .step = pg_step,
    .stop = pg_stop,
    .word = pg_word,
    .tx_alive = pg_tx_alive,
    .prepare = pg_prepare,
    .script = pg_script,
    .ask = pg_ask,
    .forget = pg_forget,
};

// ---- open

// The server's words on one line, without the password wherever it may stand in them.
static str clean_words(arena *a, const char *words, PGconn *c)
{
    const char *pass = PQpass(c);
    str s = str_trim(str_of(words)), secret = str_of(pass);
    struct buf b = buf_new(a, 1000);
    while (s.n) {
        if (secret.n && str_starts(s, secret)) {
            buf_put(&b, S("***"));
            s = str_sub(s, secret.n, s.n);
            continue;
        }
        buf_putc(&b, s.p[0] == '\n' || s.p[0] == '\t' ? ' ' : s.p[0]);
        s = str_sub(s, 1, s.n);
    }
    return buf_str(&b);
}

static err check_server(struct pg_db *p, arena *a, str *why)
{
    if (PQstatus(p->c) != CONNECTION_OK) {
        *why = str_fmt(a, "PostgreSQL cannot be reached: %.*s", SP(clean_words(a, PQerrorMessage(p->c), p->c)));
        return E_DB_DOWN;
    }
    const char *encoding = PQparameterStatus(p->c, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        *why = S("This PostgreSQL database is not in UTF8: make one with ENCODING 'UTF8'.");
        return E_DB_FOREIGN;
    }
    if (PQserverVersion(p->c) < 130000) {
        *why = S("PostgreSQL 13 or newer is needed.");
        return E_DB_FOREIGN;
    }
    err e = session(p);
    if (e == OK && !p->db.read_only && strcmp(PQparameterStatus(p->c, "in_hot_standby") ? PQparameterStatus(p->c, "in_hot_standby") : "off", "on") == 0) {
        *why = S("This PostgreSQL server is a standby: it only reads.");
        return E_DB_READ_ONLY;
    }
    if (e != OK)
        *why = str_fmt(a, "PostgreSQL refuses the session's settings: %.*s.", (int)p->db.why_n, p->db.why);
    return e;
}

err pg_open(arena *a, str url, int flags, struct db **out, str *why)
{
    if (url.p && memchr(url.p, 0, url.n)) {
        *why = S("The address holds a NUL byte.");
        return E_INVALID;
    }
    const char *z = str_z(a, url);
    char *ignored = NULL; // libpq's own words would quote the address, with its password
    PQconninfoOption *parts = PQconninfoParse(z, &ignored);
    PQfreemem(ignored);
    if (!parts) {
        *why = S("The address is not one that PostgreSQL understands: postgresql://USER@HOST:PORT/NAME.");
        return E_INVALID;
    }
    PQconninfoFree(parts);
    struct pg_db *p = calloc(1, sizeof *p);
    CHECK(p);
    p->db = (struct db){.fn = &pg_fns, .engine = DB_POSTGRES, .read_only = (flags & DB_OPEN_READ) != 0};
    p->prepared = calloc(db_statement_count, sizeof *p->prepared);
    p->url = strdup(z);
    CHECK(p->prepared && p->url);
    p->c = connect_url(p->url);
    CHECK(p->c);
    err e = check_server(p, a, why);
    if (e != OK) {
        pg_close(&p->db);
        return e;
    }
    *out = &p->db;
    return OK;
}
