// The tables of a dump, in dependency order, and how their rows become canonical JSON and come back.
// What a column is follows from its name and type, the same both ways: see dump_kind.
#ifndef UNKNOT_STORE_DUMP_H
#define UNKNOT_STORE_DUMP_H

#include "base/json.h"
#include "db/db.h"
#include "db/statement.h"
#include "store/actor.h"

struct dump_table {
    const char *name;
    enum query dump, load;
    bool credentials;           // the whole table is left out without credentials
};
extern const struct dump_table dump_tables[];
extern const size_t dump_table_count;
const struct dump_table *dump_table_of(str name);   // NULL where there is none

enum dump_kind { DUMP_TEXT, DUMP_NUMBER, DUMP_REAL, DUMP_ID, DUMP_DAY, DUMP_INSTANT, DUMP_BLOB };
enum dump_kind dump_kind(const struct statement_column *c);

struct dump_scope {
    practice_id practice;       // v == 0: all
    bool credentials;
};

// One line a row, without its line end, in `line` that is only good until the callback returns.
typedef err dump_line_fn(void *ctx, str line);
// Streams one table; memory does not grow with the rows. System, or the practice's own.
MUST_USE err dump_rows(struct db *db, arena *a, const struct actor *who, struct dump_scope scope, const struct dump_table *t, dump_line_fn *line,
    void *ctx);

// --- back
MUST_USE err load_is_empty(struct db *db, arena *a, bool *empty);    // no practice, no account
// One row of a dump into its table. E_INVALID: *why (English, without values) in `a`.
MUST_USE err load_row(struct db *db, arena *a, const struct dump_table *t, const struct json *row, str *why);
// Search keys of every client that stands, made anew. `scratch` is reset between clients.
MUST_USE err load_keys(struct db *db, arena *a, arena *scratch);

#endif
