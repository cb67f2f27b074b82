// The tables of a dump, in dependency order, and how their rows become canonical JSON and come back.
// What a column is follows from its name and type, the same both ways: see dump_kind.
#ifndef UNKNOT_STORE_DUMP_H
#define UNKNOT_STORE_DUMP_H

#include "base/json.h"
#include "db/db.h"
#include "db/statement.h"
#include "store/actor.h"

// The tables themselves are db/statement.h's db_tables.
const struct db_table *dump_table_of(str name);     // NULL where there is none

enum dump_kind { DUMP_TEXT, DUMP_NUMBER, DUMP_REAL, DUMP_ID, DUMP_DAY, DUMP_INSTANT, DUMP_BLOB };
enum dump_kind dump_kind(const struct statement_column *c);

struct dump_scope {
    practice_id practice;       // v == 0: all
    bool credentials;
    int step;                   // schema step of the database: the columns of then; 0: of now
};

// One line a row, without its line end, in `line` that is only good until the callback returns.
typedef err dump_line_fn(void *ctx, str line);
// Streams one table; nothing where it is not there yet at that step. Memory does not grow with the rows. System, or the practice's own.
MUST_USE err dump_rows(struct db *db, arena *a, const struct actor *who, struct dump_scope scope, const struct db_table *t, dump_line_fn *line,
    void *ctx);

// --- back
MUST_USE err load_is_empty(struct db *db, arena *a, bool *empty);    // no practice, no account
// One row of a dump into its table. `older`: the dump is of an older schema step, so columns that have a default or may be NULL may be
// missing. E_INVALID: *why (English, without values) in `a`.
MUST_USE err load_row(struct db *db, arena *a, const struct db_table *t, const struct json *row, bool older, str *why);
// Search keys of every client that stands, made anew. `scratch` is reset between clients.
MUST_USE err load_keys(struct db *db, arena *a, arena *scratch);
// Nothing is sent that waited when the dump was made: that may have been sent since.
MUST_USE err load_quiet(struct db *db, arena *a, instant at);

#endif
