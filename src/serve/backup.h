// Backups into a folder, one file a day: unknot-2026-11-21.db (SQLite, a consistent copy) or .ndjson (PostgreSQL, a dump).
#ifndef UNKNOT_SERVE_BACKUP_H
#define UNKNOT_SERVE_BACKUP_H

#include "desk/desk.h"

// Makes the file of `today` (one that exists is replaced) and removes the oldest beyond `keep`. Makes the folder, mode 0700.
MUST_USE err backup_make(arena *a, struct db *db, const struct desk_env *env, str folder, day today, instant now, int64_t keep, str *path,
                         int64_t *bytes, str *why);
// The day of the newest backup in the folder; false where there is none.
bool backup_newest(arena *a, str folder, day *out);
// The latest moment at or before `now` at which the local clock showed `minute`; and the next one after it.
instant backup_due_before(const struct zone *z, instant now, int minute);
instant backup_due_after(const struct zone *z, instant now, int minute);

#endif
