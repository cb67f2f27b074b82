// Jobs take leases, so that of several processes one does each. And what jobs sweep that has no aggregate of its own.
#ifndef UNKNOT_STORE_JOB_H
#define UNKNOT_STORE_JOB_H

#include "base/civil.h"
#include "base/err.h"
#include "db/db.h"

// *mine: this process has the job until `until`; *last is its last finished run (0: never).
MUST_USE err job_lease(struct db *db, arena *a, str name, instant now, instant until, bool *mine, instant *last);
MUST_USE err job_done(struct db *db, str name, instant now, str result);
// Links that expired before and were never answered by.
MUST_USE err job_sweep_links(struct db *db, instant before, int64_t *deleted);

#endif
