// Small helpers of the store's files: columns to values, values to parameters. Not for other floors.
#ifndef UNKNOT_STORE_ROWS_H
#define UNKNOT_STORE_ROWS_H

#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

static inline opt_day row_opt_day(struct db_row r, size_t col)
{
    if (row_null(r, col))
        return (opt_day){0};
    return (opt_day){.known = true, .day = {(int32_t)row_int(r, col)}};
}

static inline instant row_instant(struct db_row r, size_t col)
{
    return (instant){row_int(r, col)};
}

static inline struct db_value db_opt_day(opt_day d)
{
    return d.known ? DBDAY(d.day) : DBN;
}

// NULL where the id is 0: nobody, nothing.
static inline struct db_value db_opt_id(int64_t id)
{
    return id ? DBI(id) : DBN;
}

// Exactly one row must be touched: `none` otherwise.
static inline MUST_USE err exec_one(struct db *db, enum query q, const struct db_value *args, size_t n, err none)
{
    int64_t changed = 0;
    err e = db_exec(db, q, args, n, &changed);
    if (e)
        return e;
    CHECK(changed <= 1);
    return changed == 1 ? OK : none;
}

#endif
