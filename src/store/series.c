#include "store/series.h"

#include "store/rows.h"
#include "store/scope.h"

err series_plan_get(struct db *db, arena *a, const struct actor *who, plan_id id, struct series_plan *out) {
    struct db_row r;
    err e = db_one(db, a, Q_SERIES_PLAN, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    str given = row_text(r, QC_SERIES_PLAN_GIVEN), preferred = row_text(r, QC_SERIES_PLAN_PREFERRED), state = row_text(r, QC_SERIES_PLAN_STATE);
    *out = (struct series_plan){
        .id = id,
        .client = {row_int(r, QC_SERIES_PLAN_CLIENT)},
        .client_name = str_fmt(a, "%.*s %.*s", SP(preferred.n ? preferred : given), SP(row_text(r, QC_SERIES_PLAN_FAMILY))),
        .therapist = {row_int(r, QC_SERIES_PLAN_THERAPIST)},
        .service = {row_int(r, QC_SERIES_PLAN_SERVICE)},
        .service_name = row_text(r, QC_SERIES_PLAN_SERVICE_NAME),
        .sessions = (int)row_int(r, QC_SERIES_PLAN_SESSIONS),
        .per_week = (int)row_int(r, QC_SERIES_PLAN_PER_WEEK),
        .every_weeks = (int)row_int(r, QC_SERIES_PLAN_EVERY_WEEKS),
        .price = row_int(r, QC_SERIES_PLAN_PRICE),
        .runs = str_eq(state, S("proposed")) || str_eq(state, S("active")),
        .agreed = !row_null(r, QC_SERIES_PLAN_AGREED_US),
        .agreed_at = row_instant(r, QC_SERIES_PLAN_AGREED_US),
        .created = row_instant(r, QC_SERIES_PLAN_CREATED_US),
    };
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}
