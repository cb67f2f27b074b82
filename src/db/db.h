// The seam over SQLite and PostgreSQL: one connection, named statements, transactions. One thread at a time.
// Statements live in sql/*.sql and become `enum query` (Q_CLIENT_BY_ID) and a table at build time (tools/gen_sql.py);
// $1… are bound by name on SQLite, natively on PostgreSQL; every statement is prepared once per connection and kept.
#ifndef UNKNOT_DB_DB_H
#define UNKNOT_DB_DB_H

#include "base/err.h"
#include "base/civil.h"
#include "queries_gen.h" // enum query { Q_none, …, Q_COUNT } and QC_<QUERY>_<COLUMN> column indexes from 0

struct db;

enum db_engine { DB_SQLITE, DB_POSTGRES };

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };

struct db_value {
    enum db_type type;
    int64_t i;
    double r;
    str t;              // DB_TEXT, DB_BLOB
};

#define DBI(x) ((struct db_value){.type = DB_INT, .i = (x)})
#define DBID(x) ((struct db_value){.type = DB_INT, .i = (x).v})
#define DBR(x) ((struct db_value){.type = DB_REAL, .r = (x)})
#define DBT(x) ((struct db_value){.type = DB_TEXT, .t = (x)})
#define DBB(x) ((struct db_value){.type = DB_BLOB, .t = (x)})
#define DBN ((struct db_value){.type = DB_NULL})
#define DBDAY(x) ((struct db_value){.type = DB_INT, .i = (x).d})        // days are kept as integers since 1970-01-01
#define DBTIME(x) ((struct db_value){.type = DB_INT, .i = (x).us})      // instants as UTC microseconds
// text that is NULL when empty; number-like that is NULL when absent
#define DBT0(x) ((x).n ? DBT(x) : DBN)

// One row as handed to a callback, or of a result. Texts live in the result's arena (db_all, db_one) or only
// until the callback returns (db_each).
struct db_row {
    const struct db_value *v;
    size_t n;
};
int64_t row_int(struct db_row r, size_t col);          // NULL gives 0
double row_real(struct db_row r, size_t col);
str row_text(struct db_row r, size_t col);              // NULL gives the empty slice
bool row_null(struct db_row r, size_t col);

struct db_rows {
    size_t n, cols;
    const struct db_value *v;   // n * cols
};
struct db_row rows_at(const struct db_rows *rs, size_t i);

enum db_open_flags { DB_OPEN_READ = 1, DB_OPEN_CREATE = 2 };

// "sqlite:PATH", "sqlite::memory:" or "postgresql://…" (also "postgres://…"). *why: an English sentence without secrets, in `a`.
// Does not look at the schema: db_check and db_migrate do. SQLite: WAL, synchronous=FULL, foreign_keys on, busy timeout 5 s.
MUST_USE err db_open(arena *a, str url, int flags, struct db **out, str *why);
void db_close(struct db *db);                            // NULL is a no-op
enum db_engine db_engine_of(const struct db *db);
str db_why(const struct db *db);                         // the engine's words of the last failure, for logs: never shown to people

// Runs a named statement. n_args must be the number of its parameters (checked).
// db_each calls `row` for each row; a result other than OK stops and is returned. The callback runs no statement.
// Texts given must be UTF-8 without NUL (E_INVALID). DBI may be given for a real.
typedef err db_row_fn(void *ctx, struct db_row row);
MUST_USE err db_each(struct db *db, enum query q, const struct db_value *args, size_t n_args, db_row_fn *row, void *ctx);
MUST_USE err db_all(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n_args, struct db_rows *out);
// Exactly the first row; E_NOT_FOUND where there is none.
MUST_USE err db_one(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n_args, struct db_row *out);
// No rows wanted; *changed (may be NULL) is the number of rows touched. A broken unique key or check is E_CONFLICT.
MUST_USE err db_exec(struct db *db, enum query q, const struct db_value *args, size_t n_args, int64_t *changed);
#define DB_ARGS(...) (const struct db_value[]){__VA_ARGS__}, sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)

// Transactions. The store never begins or ends one: db_read, db_write and the writer thread do.
typedef err db_work(void *ctx, struct db *db);
MUST_USE err db_read(struct db *db, db_work *work, void *ctx);  // one consistent snapshot
// BEGIN IMMEDIATE on SQLite; SERIALIZABLE with eight tries on PostgreSQL. `work` may run again: it must have no
// effect but in the database and in memory that it sets anew. Rolls back unless it returns OK.
// A statement that fails (E_NOT_FOUND does not count) ends the transaction on both engines: what follows in `work` gets the
// same error, and nothing is committed whatever `work` returns. Where a conflict is expected, say ON CONFLICT.
MUST_USE err db_write(struct db *db, db_work *work, void *ctx);

// Statements run from now on fail with E_TIMEOUT when the monotonic clock passes `deadline_ns` (0: none): SQLite's
// progress handler; on PostgreSQL a cancel request, so that a deadline costs no round trip.
void db_deadline(struct db *db, int64_t deadline_ns);

// Prepares every statement of sql/ and holds it against its signature: columns, their names, types, reads or writes.
// *why names the statement. Run by the tests on both engines, and by `serve` when it starts on SQLite.
MUST_USE err db_prepare_all(struct db *db, arena *a, str *why);

// After a longjmp out of `work` and past db_read, db_write or a statement (arena full): stops what ran, rolls back,
// takes the deadline away. The connection is as good as new.
void db_abandon(struct db *db);

#endif
