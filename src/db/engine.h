// Inside of src/db: what both engines share, and the table of functions that each fills in. Nobody else includes it.
#ifndef UNKNOT_DB_ENGINE_H
#define UNKNOT_DB_ENGINE_H

#include "statement.h"
#include "fault.h"

#include <stdarg.h>
#include <time.h>

enum { DB_COLUMNS_MAX = 200, DB_PARAMS_MAX = 200, DB_WHY_MAX = 400, DB_LOCK_WAIT_MS = 5000 };

// "UNKN": SQLite's application id, and the key of PostgreSQL's advisory lock for migrations.
#define DB_APPLICATION_ID 0x554E4B4E
#define DB_PG_MARK "Unknot (UNKN): schema steps applied, each with the hash of its text."

enum db_tx { DB_TX_NONE, DB_TX_READ, DB_TX_WRITE };

// Transaction words, prepared once on SQLite: a savepoint a job must cost next to nothing.
enum db_word { DB_BEGIN_READ, DB_BEGIN_WRITE, DB_COMMIT, DB_ROLLBACK, DB_SAVE, DB_RELEASE, DB_UNDO, DB_WORD_COUNT };

struct db_engine_fns {
    void (*close)(struct db *db);
    // Begins a statement; db->running is then true until `stop`. stream: rows one by one, nothing kept.
    err (*start)(struct db *db, enum query q, const struct db_value *args, bool stream);
    // The next row into db->row, of the statement's columns; *more false behind the last, db->changed is then set.
    err (*step)(struct db *db, bool *more);
    void (*stop)(struct db *db);
    err (*word)(struct db *db, enum db_word w);
    // Is the transaction that we think is open still there? (SQLite ends it by itself when the disk is full.)
    bool (*tx_alive)(struct db *db);
    err (*prepare)(struct db *db, enum query q, char *why, size_t why_max);
    // Several statements without parameters. Not for values from outside.
    err (*script)(struct db *db, const char *sql);
    // One statement without parameters, all values as text, at most `max` rows: for the few questions of migrate.c.
    err (*ask)(struct db *db, arena *a, const char *sql, struct db_rows *out);
    void (*deadline)(struct db *db);
    void (*forget)(struct db *db);      // prepared statements, after the schema changed
};

struct db {
    const struct db_engine_fns *fn;
    enum db_engine engine;
    bool read_only;                     // opened with DB_OPEN_READ
    enum db_tx tx;
    bool running;                       // a statement is between start and stop
    enum query q;                       // the statement that runs, or ran last
    err broken;                         // first failure inside this transaction: nothing more runs in it
    bool again;                         // that failure was a serialization conflict: the same work may pass next time
    bool turn;                          // holds its turn among this process's writers (db_write on PostgreSQL)
    int64_t deadline;                   // monotonic ns, 0 for none
    int64_t changed;                    // rows touched by the last statement
    struct db_fault fault;
    struct db_value row[DB_COLUMNS_MAX];
    char why[DB_WHY_MAX];
    size_t why_n;
};

err sqlite_open(arena *a, str path, int flags, struct db **out, str *why);
err pg_open(arena *a, str url, int flags, struct db **out, str *why);
// Only for backup.c: the engine's own handle.
struct sqlite3;
struct sqlite3 *sqlite_handle(struct db *db);

// Begin and end a transaction: state, fault injection and the statement left running are looked after here.
MUST_USE err db_begin(struct db *db, enum db_tx tx);
MUST_USE err db_commit(struct db *db);          // on failure the transaction is rolled back
void db_rollback(struct db *db);
// Runs `work` in the open transaction; OK only when no statement in it failed.
MUST_USE err db_work_in(struct db *db, db_work *work, void *ctx);
void db_stop(struct db *db);                    // the running statement, if any

err db_fail(struct db *db, err e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static inline int64_t db_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline bool db_late(const struct db *db)
{
    return db->deadline != 0 && db_now_ns() >= db->deadline;
}

#endif
