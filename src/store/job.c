#include "store/job.h"

#include "store/rows.h"

err job_lease(struct db *db, arena *a, str name, instant now, instant until, bool *mine, instant *last)
{
    *mine = false;
    err e = db_exec(db, Q_JOB_MAKE, DB_ARGS(DBT(name)), NULL);
    if (e)
        return e;
    struct db_row r;
    e = db_one(db, a, Q_JOB_LEASE, DB_ARGS(DBT(name), DBTIME(now), DBTIME(until)), &r);
    if (e == E_NOT_FOUND)
        return OK;
    if (e)
        return e;
    *mine = true;
    *last = row_instant(r, QC_JOB_LEASE_LAST_US);
    return OK;
}

err job_done(struct db *db, str name, instant now, str result)
{
    return exec_one(db, Q_JOB_DONE, DB_ARGS(DBT(name), DBTIME(now), DBT(result)), E_NOT_FOUND);
}

err job_sweep_links(struct db *db, instant before, int64_t *deleted)
{
    return db_exec(db, Q_LINK_SWEEP, DB_ARGS(DBTIME(before)), deleted);
}
