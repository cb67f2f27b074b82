#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sqlite_db {
    struct db db;
    sqlite3 *h;
    sqlite3_stmt **stmt;                // by enum query, prepared at first use
    uint8_t **place;                    // by enum query: SQLite's own numbers of $1, $2, …, which it counts as they first stand
    sqlite3_stmt *word[DB_WORD_COUNT];
    sqlite3_stmt *now;                  // of the running statement
};

static const char *const word_sql[DB_WORD_COUNT] = {
    [DB_BEGIN_READ] = "BEGIN",
    [DB_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
    [DB_SAVE] = "SAVEPOINT job",
    [DB_RELEASE] = "RELEASE job",
    [DB_UNDO] = "ROLLBACK TO job",
};

static struct sqlite_db *of(struct db *db)
{
    CHECK(db->engine == DB_SQLITE);
    return (struct sqlite_db *)db;
}

struct sqlite3 *sqlite_handle(struct db *db)
{
    return of(db)->h;
}

// https://www.sqlite.org/rescode.html
static err code_err(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return OK;
    case SQLITE_FULL: return E_DB_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM: return E_DB_READ_ONLY;
    case SQLITE_NOTADB: return E_DB_FOREIGN;
    case SQLITE_CORRUPT: return E_DB_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return E_BUSY;
    case SQLITE_CONSTRAINT: return E_CONFLICT;
    case SQLITE_INTERRUPT: return E_TIMEOUT;
    case SQLITE_TOOBIG: return E_TOO_LARGE;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return E_DB_DOWN;
    default: return E_INTERNAL;
    }
}

// The engine's words name tables and columns, never values.
static err fail(struct sqlite_db *s, int code, const char *what)
{
    int extended = s->h ? sqlite3_extended_errcode(s->h) : code;
    return db_fail(&s->db, code_err(code), "%s: SQLite %d: %s", what, extended, s->h ? sqlite3_errmsg(s->h) : sqlite3_errstr(code));
}

static int on_progress(void *p)
{
    return db_late(p);
}

// Waits for another's lock: at most DB_LOCK_WAIT_MS, and not past the deadline.
static int on_busy(void *p, int count)
{
    struct db *db = p;
    static const int ms[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100};
    enum { STEPS = sizeof ms / sizeof ms[0] };
    int waited = 0;
    for (int i = 0; i < count && i < STEPS; i++)
        waited += ms[i];
    if (count > STEPS)
        waited += (count - STEPS) * ms[STEPS - 1];
    if (waited >= DB_LOCK_WAIT_MS || db_late(db))
        return 0;
    long pause = ms[count < STEPS ? count : STEPS - 1];
    nanosleep(&(struct timespec){.tv_nsec = pause * 1000000}, NULL);
    return 1;
}

static void sqlite_deadline(struct db *db)
{
    sqlite3_progress_handler(of(db)->h, db->deadline ? 4000 : 0, db->deadline ? on_progress : NULL, db);
}

// ---- statements

static void find_places(struct sqlite_db *s, enum query q)
{
    const struct statement *t = &db_statements[q];
    if (s->place[q] || t->n_in == 0)
        return;
    s->place[q] = malloc(t->n_in);
    CHECK(s->place[q]);
    for (size_t i = 0; i < t->n_in; i++) {
        char name[8];
        snprintf(name, sizeof name, "$%u", (unsigned)(i + 1) % 1000);
        int at = sqlite3_bind_parameter_index(s->stmt[q], name);
        CHECK(at > 0 && at <= UINT8_MAX); // gen_sql.py proved that $1..$n are all there
        s->place[q][i] = (uint8_t)at;
    }
}

static err prepare(struct sqlite_db *s, enum query q, sqlite3_stmt **out)
{
    const struct statement *t = &db_statements[q];
    if (!s->stmt[q]) {
        int code = sqlite3_prepare_v3(s->h, t->sql[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT, &s->stmt[q], NULL);
        if (code != SQLITE_OK)
            return fail(s, code, t->name);
        find_places(s, q);
    }
    *out = s->stmt[q];
    return OK;
}

static int bind_value(sqlite3_stmt *st, int at, enum db_type want, const struct db_value *v)
{
    switch (v->type) {
    case DB_NULL: return sqlite3_bind_null(st, at);
    case DB_INT: return want == DB_REAL ? sqlite3_bind_double(st, at, (double)v->i) : sqlite3_bind_int64(st, at, v->i);
    case DB_REAL: return sqlite3_bind_double(st, at, v->r);
    // The caller's bytes live until the statement is stopped: db_each, db_all, db_one and db_exec end before they return.
    case DB_TEXT: return sqlite3_bind_text64(st, at, v->t.n ? v->t.p : "", v->t.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB: return v->t.n ? sqlite3_bind_blob64(st, at, v->t.p, v->t.n, SQLITE_STATIC) : sqlite3_bind_zeroblob(st, at, 0);
    }
    return SQLITE_MISUSE;
}

static err sqlite_start(struct db *db, enum query q, const struct db_value *args, bool stream)
{
    (void)stream;
    struct sqlite_db *s = of(db);
    const struct statement *t = &db_statements[q];
    sqlite3_stmt *st = NULL;
    err e = prepare(s, q, &st);
    if (e != OK)
        return e;
    for (size_t i = 0; i < t->n_in; i++) {
        int code = bind_value(st, s->place[q][i], t->in[i].type, &args[i]);
        if (code != SQLITE_OK) {
            sqlite3_clear_bindings(st);
            return fail(s, code, t->name);
        }
    }
    s->now = st;
    db->running = true;
    return OK;
}

// The value in the type that `out:` declares; false when it cannot be.
static bool take(sqlite3_stmt *st, int col, enum db_type want, struct db_value *v)
{
    int have = sqlite3_column_type(st, col);
    *v = (struct db_value){.type = have == SQLITE_NULL ? DB_NULL : want};
    if (have == SQLITE_NULL)
        return true;
    switch (want) {
    case DB_INT: v->i = sqlite3_column_int64(st, col); return have == SQLITE_INTEGER;
    case DB_REAL: v->r = sqlite3_column_double(st, col); return have == SQLITE_FLOAT || have == SQLITE_INTEGER;
    case DB_TEXT:
        v->t.p = (const char *)sqlite3_column_text(st, col);
        v->t.n = (size_t)sqlite3_column_bytes(st, col);
        return have == SQLITE_TEXT && v->t.p;
    case DB_BLOB:
        v->t.p = sqlite3_column_blob(st, col);
        v->t.n = (size_t)sqlite3_column_bytes(st, col);
        return have == SQLITE_BLOB && (v->t.p || !v->t.n);
    case DB_NULL: break;
    }
    return false;
}

static err sqlite_step(struct db *db, bool *more)
{
    struct sqlite_db *s = of(db);
    const struct statement *t = &db_statements[db->q];
    int code = sqlite3_step(s->now);
    *more = code == SQLITE_ROW;
    if (code == SQLITE_DONE) {
        db->changed = sqlite3_stmt_readonly(s->now) ? 0 : sqlite3_changes64(s->h);
        return OK;
    }
    if (code != SQLITE_ROW)
        return fail(s, code, t->name);
    if (sqlite3_data_count(s->now) < t->n_out)
        return db_fail(db, E_INTERNAL, "%s: fewer columns than out: names", t->name);
    for (int i = 0; i < t->n_out; i++)
        if (!take(s->now, i, t->out[i].type, &db->row[i]))
            return db_fail(db, E_INTERNAL, "%s: column %s has another type than out: says", t->name, t->out[i].name);
    return OK;
}

static void sqlite_stop(struct db *db)
{
    struct sqlite_db *s = of(db);
    sqlite3_reset(s->now); // its error was reported by the step
    sqlite3_clear_bindings(s->now);
    s->now = NULL;
    db->running = false;
}

static err sqlite_word(struct db *db, enum db_word w)
{
    struct sqlite_db *s = of(db);
    if (!s->word[w]) {
        int code = sqlite3_prepare_v3(s->h, word_sql[w], -1, SQLITE_PREPARE_PERSISTENT, &s->word[w], NULL);
        if (code != SQLITE_OK)
            return fail(s, code, word_sql[w]);
    }
    // A commit that has begun is not stopped half way; waiting for the lock is (on_busy).
    if (w != DB_BEGIN_READ && w != DB_BEGIN_WRITE && db->deadline)
        sqlite3_progress_handler(s->h, 0, NULL, NULL);
    int code = sqlite3_step(s->word[w]);
    err e = code == SQLITE_DONE ? OK : fail(s, code, word_sql[w]);
    sqlite3_reset(s->word[w]);
    if (db->deadline)
        sqlite_deadline(db);
    return e == E_BUSY && db_late(db) ? E_TIMEOUT : e;
}

static bool sqlite_tx_alive(struct db *db)
{
    return !sqlite3_get_autocommit(of(db)->h);
}

static bool plain_name(const char *z)
{
    for (const char *p = z; *p; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') && *p != '_')
            return false;
    return *z != 0;
}

// out: may call client_id a client, or a name practice_name; a column that bears quite another name is in the wrong place.
static bool same_name(const char *have, const char *say)
{
    return strstr(have, say) || strstr(say, have);
}

static err sqlite_prepare(struct db *db, enum query q, char *why, size_t max)
{
    struct sqlite_db *s = of(db);
    const struct statement *t = &db_statements[q];
    sqlite3_stmt *st = NULL;
    err e = prepare(s, q, &st);
    if (e != OK) {
        snprintf(why, max, "%.*s", (int)db->why_n, db->why);
        return e;
    }
    if (sqlite3_column_count(st) != t->n_out) {
        snprintf(why, max, "gives %d columns, out: names %d", sqlite3_column_count(st), t->n_out);
        return E_INTERNAL;
    }
    if ((sqlite3_stmt_readonly(st) != 0) == t->write) {
        snprintf(why, max, "%s", t->write ? "counts as writing, but only reads" : "counts as reading, but writes");
        return E_INTERNAL;
    }
    for (int i = 0; i < t->n_out; i++) {
        const char *name = sqlite3_column_name(st, i);
        if (name && plain_name(name) && !same_name(name, t->out[i].name)) {
            snprintf(why, max, "column %d is called %s, out: says %s", i + 1, name, t->out[i].name);
            return E_INTERNAL;
        }
    }
    return OK;
}

static err sqlite_script(struct db *db, const char *sql)
{
    struct sqlite_db *s = of(db);
    while (*sql) {
        sqlite3_stmt *st = NULL;
        int code = sqlite3_prepare_v2(s->h, sql, -1, &st, &sql);
        if (code == SQLITE_OK && st)
            while ((code = sqlite3_step(st)) == SQLITE_ROW)
                continue;
        err e = code == SQLITE_OK || code == SQLITE_DONE ? OK : fail(s, code, "script");
        sqlite3_finalize(st);
        if (e != OK)
            return e;
    }
    return OK;
}

static err sqlite_ask(struct db *db, arena *a, const char *sql, struct db_rows *out)
{
    struct sqlite_db *s = of(db);
    *out = (struct db_rows){0};
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(s->h, sql, -1, &st, NULL);
    if (code != SQLITE_OK)
        return fail(s, code, "question");
    size_t cols = (size_t)sqlite3_column_count(st), cap = 0, n = 0;
    struct db_value *v = NULL;
    while ((code = sqlite3_step(st)) == SQLITE_ROW) {
        if (n == cap) {
            size_t grown = cap ? cap * 2 : 16;
            v = arena_grow(a, v, cap * cols * sizeof *v, grown * cols * sizeof *v);
            cap = grown;
        }
        for (size_t i = 0; i < cols; i++) {
            const char *z = (const char *)sqlite3_column_text(st, (int)i);
            str t = {z, (size_t)sqlite3_column_bytes(st, (int)i)};
            v[n * cols + i] = z ? DBT(str_dup(a, t)) : DBN;
        }
        n++;
    }
    err e = code == SQLITE_DONE ? OK : fail(s, code, "question");
    sqlite3_finalize(st);
    if (e == OK)
        *out = (struct db_rows){n, cols, v};
    return e;
}

static void sqlite_forget(struct db *db)
{
    struct sqlite_db *s = of(db);
    CHECK(!db->running);
    for (size_t i = 0; i < db_statement_count; i++) {
        sqlite3_finalize(s->stmt[i]);
        s->stmt[i] = NULL;
    }
}

static void sqlite_close(struct db *db)
{
    struct sqlite_db *s = of(db);
    if (s->h) {
        sqlite_forget(db);
        for (int i = 0; i < DB_WORD_COUNT; i++)
            sqlite3_finalize(s->word[i]);
        int code = sqlite3_close(s->h);
        CHECK(code == SQLITE_OK); // a statement that nobody finalized
    }
    for (size_t i = 0; s->place && i < db_statement_count; i++)
        free(s->place[i]);
    free(s->place);
    free(s->stmt);
    free(s);
}

static const struct db_engine_fns sqlite_fns = {
    .close = sqlite_close,
    .start = sqlite_start,
    .step = sqlite_step,
    .stop = sqlite_stop,
    .word = sqlite_word,
    .tx_alive = sqlite_tx_alive,
    .prepare = sqlite_prepare,
    .script = sqlite_script,
    .ask = sqlite_ask,
    .deadline = sqlite_deadline,
    .forget = sqlite_forget,
};

// ---- open

// What can be said before SQLite sees the file; it would make a missing one, and change a foreign one into WAL.
static err look_at_file(arena *a, const char *path, bool create, str *why)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        if (errno == ENOENT && create) {
            // Ours alone from the first byte; SQLite gives -wal and -shm the same mode.
            int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (fd >= 0) {
                close(fd);
                return OK;
            }
            if (errno == EEXIST)
                return OK;
        }
        int reason = errno;
        if (reason == ENOENT && !create) {
            *why = str_fmt(a, "There is no database at %s.", path);
            return E_NOT_FOUND;
        }
        *why = reason == ENOENT || reason == ENOTDIR ? str_fmt(a, "The folder of %s does not exist.", path)
                                                     : str_fmt(a, "%s cannot be opened: %s.", path, strerrordesc_np(reason));
        return reason == EROFS || reason == EACCES ? E_DB_READ_ONLY : reason == ENOSPC ? E_DB_FULL : E_DB_DOWN;
    }
    if (!S_ISREG(st.st_mode)) {
        *why = str_fmt(a, "%s is not a file.", path);
        return E_DB_FOREIGN;
    }
    return OK;
}

static str open_why(arena *a, err e, const char *path, const struct db *db)
{
    switch (e) {
    case E_BUSY: return str_fmt(a, "%s is locked by another program.", path);
    case E_DB_CORRUPT: return str_fmt(a, "%s is damaged: restore a backup.", path);
    case E_DB_FOREIGN: return str_fmt(a, "%s is not a SQLite database.", path);
    case E_DB_FULL: return str_fmt(a, "The disk that holds %s is full.", path);
    case E_DB_READ_ONLY: return str_fmt(a, "%s cannot be written to.", path);
    default: return str_fmt(a, "%s cannot be opened: %.*s.", path, (int)db->why_n, db->why);
    }
}

// A file that is not empty and no database: SQLite would take one of a few bytes for an empty database. Read through
// SQLite's own handle: opening and closing the file here would drop the locks that other connections of this process
// hold on it (POSIX), and another program, closing, would then delete the log under them (sqlite.org/howtocorrupt.html 2.2).
static err refuse_other_bytes(struct sqlite_db *s, arena *a, const char *path, str *why)
{
    sqlite3_file *file = NULL;
    struct stat st;
    char head[16] = {0};
    if (stat(path, &st) == 0 && st.st_size == 0)
        return OK;
    int code = sqlite3_file_control(s->h, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    CHECK(code == SQLITE_OK && file && file->pMethods);
    code = file->pMethods->xRead(file, head, sizeof head, 0);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) {
        err e = fail(s, code, "read");
        *why = open_why(a, e, path, &s->db);
        return e;
    }
    if (code == SQLITE_OK && memcmp(head, "SQLite format 3", 16) == 0)
        return OK;
    *why = str_fmt(a, "%s is not a SQLite database.", path);
    return E_DB_FOREIGN;
}

static int64_t pragma_int(struct sqlite_db *s, const char *sql, err *e)
{
    int64_t n = 0;
    sqlite3_stmt *st = NULL;
    if (*e != OK)
        return 0;
    int code = sqlite3_prepare_v2(s->h, sql, -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    if (code == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    else
        *e = fail(s, code, sql);
    sqlite3_finalize(st);
    return n;
}

// A file of another program must not be changed, not even into WAL.
static err refuse_foreign(struct sqlite_db *s, arena *a, const char *path, str *why)
{
    err e = OK;
    int64_t tables = pragma_int(s, "SELECT count(*) FROM sqlite_schema", &e);
    int64_t id = pragma_int(s, "PRAGMA application_id", &e);
    if (e != OK) {
        *why = open_why(a, e, path, &s->db);
        return e;
    }
    if (id == DB_APPLICATION_ID || (id == 0 && tables == 0))
        return OK;
    *why = str_fmt(a, "%s is a database of another program.", path);
    return E_DB_FOREIGN;
}

static err set_up(struct sqlite_db *s, arena *a, const char *path, bool memory, str *why)
{
    int on;
    sqlite3_extended_result_codes(s->h, 1);
    sqlite3_busy_handler(s->h, on_busy, &s->db);
    bool ok = sqlite3_db_config(s->h, SQLITE_DBCONFIG_DEFENSIVE, 1, &on) == SQLITE_OK && on &&
              sqlite3_db_config(s->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on) == SQLITE_OK && !on &&
              sqlite3_db_config(s->h, SQLITE_DBCONFIG_ENABLE_FKEY, 1, &on) == SQLITE_OK && on &&
              // A plan must not depend on what is bound: where a partial index is near, SQLite would else prepare anew at every run.
              sqlite3_db_config(s->h, SQLITE_DBCONFIG_ENABLE_QPSG, 1, &on) == SQLITE_OK && on;
    CHECK(ok);
    // With recursive triggers a row that OR REPLACE would put aside is deleted as any other: what may not go stays.
    err e = sqlite_script(&s->db, "PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON");
    if (e == OK)
        e = refuse_foreign(s, a, path, why);
    if (e != OK) {
        if (why->n == 0)
            *why = open_why(a, e, path, &s->db);
        return e;
    }
    if (!s->db.read_only && sqlite3_db_readonly(s->h, "main")) {
        *why = open_why(a, E_DB_READ_ONLY, path, &s->db);
        return E_DB_READ_ONLY;
    }
    // A checkpoint syncs twice and writes each changed page once: at 4,000 pages (16 MB, and still one hash table to look pages up
    // in) instead of 1,000 it is seldom felt under many small writes. Who writes keeps 8 MB of pages instead of 2: nobody else's commit
    // ever makes them stale. Who reads keeps less than SQLite's 2 MB: there are as many readers as threads, each commit makes their pages stale,
    // and what they do not have the system's own cache gives them at once.
    if (!s->db.read_only && !memory)
        e = sqlite_script(&s->db, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8192");
    if (e == OK)
        e = sqlite_script(&s->db, s->db.read_only ? "PRAGMA synchronous = FULL; PRAGMA query_only = ON; PRAGMA cache_size = -512" : "PRAGMA synchronous = FULL");
    if (e == OK && !s->db.read_only && !memory && pragma_int(s, "PRAGMA synchronous", &e) != 2)
        e = db_fail(&s->db, E_INTERNAL, "synchronous=FULL was not taken");
    if (e != OK)
        *why = open_why(a, e, path, &s->db);
    return e;
}

err sqlite_open(arena *a, str path, int flags, struct db **out, str *why)
{
    if (path.n == 0 || (path.p && memchr(path.p, 0, path.n))) {
        *why = S("sqlite: needs the path of a file.");
        return E_INVALID;
    }
    char *z = str_z(a, path);
    bool memory = strcmp(z, ":memory:") == 0;
    err e = memory ? OK : look_at_file(a, z, (flags & DB_OPEN_CREATE) != 0, why);
    if (e != OK)
        return e;
    struct sqlite_db *s = calloc(1, sizeof *s);
    CHECK(s);
    s->db = (struct db){.fn = &sqlite_fns, .engine = DB_SQLITE, .read_only = (flags & DB_OPEN_READ) != 0};
    s->stmt = calloc(db_statement_count, sizeof *s->stmt);
    s->place = calloc(db_statement_count, sizeof *s->place);
    CHECK(s->stmt && s->place);
    // ./ keeps a path that begins with ":" or "file:" a path
    const char *name = memory || z[0] == '/' ? z : str_z(a, str_fmt(a, "./%s", z));
    int code = sqlite3_open_v2(name, &s->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        e = fail(s, code, "open");
        *why = open_why(a, e, z, &s->db);
    } else {
        e = memory ? OK : refuse_other_bytes(s, a, z, why);
        if (e == OK)
            e = set_up(s, a, z, memory, why);
    }
    if (e != OK) {
        sqlite_close(&s->db);
        return e;
    }
    *out = &s->db;
    return OK;
}
