// Schema steps: sql/schema/NNNN_name.sql (both engines, type words @id @int @real @text @blob and @strict) or
// NNNN_name.sqlite.sql and NNNN_name.postgres.sql. Forward only, each with the hash of its text in `schema_step`.
#ifndef UNKNOT_DB_MIGRATE_H
#define UNKNOT_DB_MIGRATE_H

#include "db.h"

struct schema_state {
    int have, want;     // steps applied, steps known
    bool empty;         // no tables at all
};

// OK when the database is exactly at our newest step. E_DB_FOREIGN: tables, but no schema_step or a foreign application id;
// E_DB_NEWER: steps that we do not know; E_DB_CHANGED: a step whose hash differs (*why names it);
// E_CONFLICT: older, `unknot migrate` is needed (serve says so and stops).
MUST_USE err db_check(struct db *db, arena *a, struct schema_state *state, str *why);
// Applies the missing steps, each in its own transaction. Refuses as db_check. A backup must have been taken by the caller unless `state.empty`.
MUST_USE err db_migrate(struct db *db, arena *a, int *applied, str *why);

// A consistent copy while others write: VACUUM INTO on SQLite (whole file to `path`, fsynced, mode 0600, made as path.part and renamed).
// The copy is read back and checked. Refuses a path that exists (E_CONFLICT); db_backup_replace puts the new copy in its place at once.
// `mark`: a statement without arguments that is run on the copy before it is there, where the copy has its table; Q_none: none.
// Not inside of a transaction. On PostgreSQL the caller uses the NDJSON dump of the store instead (E_INVALID here).
MUST_USE err db_backup_file(struct db *db, arena *a, str path, enum query mark, str *why);
MUST_USE err db_backup_replace(struct db *db, arena *a, str path, enum query mark, str *why);

#endif
