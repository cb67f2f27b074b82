#include "store/form_done.h"

#include "store/rows.h"

err form_done_get(struct db *db, arena *a, const struct actor *who, str key, str *location)
{
    struct db_row r;
    err e = db_one(db, a, Q_FORM_DONE_GET, DB_ARGS(DBID(who->practice), DBT(key)), &r);
    if (!e)
        *location = row_text(r, QC_FORM_DONE_GET_LOCATION);
    return e;
}

err form_done_put(struct db *db, const struct actor *who, str key, str location, instant now)
{
    return exec_one(db, Q_FORM_DONE_PUT, DB_ARGS(DBID(who->practice), DBT(key), DBT(location), DBTIME(now)), E_CONFLICT);
}

err form_done_sweep(struct db *db, instant before, int64_t *deleted)
{
    return db_exec(db, Q_FORM_DONE_SWEEP, DB_ARGS(DBTIME(before)), deleted);
}
