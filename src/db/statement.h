// The tables that tools/gen_sql.py makes of sql/: named statements and schema steps, with their text for each engine.
// Linked in, so that a test can bring tables of its own; nothing in src/db depends on Q_COUNT.
#ifndef UNKNOT_DB_STATEMENT_H
#define UNKNOT_DB_STATEMENT_H

#include "db.h"

struct statement_column {
    const char *name;
    enum db_type type;
    bool nullable;              // said by a ? in `in:` and `out:`
};

struct statement {
    const char *name;
    const char *sql[2];         // by enum db_engine
    const struct statement_column *in, *out;
    uint16_t n_in, n_out;
    bool write;
};

struct schema_step {
    int n;                      // from 1, no gaps
    const char *name;
    const char *sql[2];         // by enum db_engine; several statements
    const char *hash[2];        // SHA-256 of the text without comments and with single spaces, in hex
};

extern const struct statement db_statements[];      // by enum query; [Q_none] is empty
extern const size_t db_statement_count;
extern const struct schema_step db_schema_steps[];  // in order
extern const size_t db_schema_step_count;

// The tables that are dumped, parents before children; made by tools/sql_tables.py from the schema.
struct db_table_form {
    int since;                  // schema step; a list ends with 0
    enum query dump;            // with the columns that the table had from that step on
};
struct db_table {
    const char *name;
    bool credentials;           // left out without credentials
    const struct db_table_form *forms;  // the oldest first
    enum query load;
    const char *const *defaults;        // of each column of load: what an older dump without it means; NULL: none
    enum query client_rows, client_move;// rows about a client, by their id, or by the visit or plan that each is the one row of; Q_none otherwise
};
extern const struct db_table db_tables[];
extern const size_t db_table_count;

#endif
