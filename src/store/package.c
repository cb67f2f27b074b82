#include "store/package.h"

#include "store/rows.h"
#include "store/scope.h"

err package_insert(struct db *db, const struct actor *who, const struct package *p)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_PACKAGE_INSERT,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBID(p->client), DBID(p->service), DBI(p->visits), DBI(p->price), DBDAY(p->bought), db_opt_day(p->expires)),
        NULL);
}

// package_by_id and package_of_client have the same columns.
static void read_package(struct db_row r, struct package *out)
{
    *out = (struct package){
        .id = {row_int(r, QC_PACKAGE_BY_ID_ID)},
        .client = {row_int(r, QC_PACKAGE_BY_ID_CLIENT)},
        .service = {row_int(r, QC_PACKAGE_BY_ID_SERVICE)},
        .service_name = row_text(r, QC_PACKAGE_BY_ID_SERVICE_NAME),
        .visits = row_int(r, QC_PACKAGE_BY_ID_VISITS),
        .price = row_int(r, QC_PACKAGE_BY_ID_PRICE),
        .used = row_int(r, QC_PACKAGE_BY_ID_USED),
        .tax_bp = row_int(r, QC_PACKAGE_BY_ID_TAX_BP),
        .bought = {(int32_t)row_int(r, QC_PACKAGE_BY_ID_BOUGHT_DAY)},
        .expires = row_opt_day(r, QC_PACKAGE_BY_ID_EXPIRES_DAY),
        .ended = !row_null(r, QC_PACKAGE_BY_ID_ENDED),
        .receipt = {row_int(r, QC_PACKAGE_BY_ID_RECEIPT)},
        .version = row_int(r, QC_PACKAGE_BY_ID_VERSION),
    };
}

err package_get(struct db *db, arena *a, const struct actor *who, package_id id, struct package *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_PACKAGE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    read_package(r, out);
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err package_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct package_list *out)
{
    struct db_rows rs;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_PACKAGE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct package *v = ARENA_ARRAY(a, rs.n, struct package);
    for (size_t i = 0; i < rs.n; i++)
        read_package(rows_at(&rs, i), &v[i]);
    *out = (struct package_list){v, rs.n};
    return OK;
}

err package_end(struct db *db, const struct actor *who, const struct package *p, instant at)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_PACKAGE_END, DB_ARGS(DBID(who->practice), DBID(p->id), DBI(p->version), DBTIME(at)), E_CONFLICT);
}

err package_use(struct db *db, const struct actor *who, const struct package *p, appointment_id visit, instant at)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    err e = exec_one(db, Q_PACKAGE_TOUCH, DB_ARGS(DBID(who->practice), DBID(p->id), DBI(p->version)), E_CONFLICT);
    if (e)
        return e;
    return exec_one(db, Q_PACKAGE_USE_INSERT,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBID(visit), DBTIME(at), db_opt_id(who->account.v)), E_CONFLICT);
}

err package_unuse(struct db *db, const struct actor *who, const struct package *p, appointment_id visit)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    err e = exec_one(db, Q_PACKAGE_TOUCH, DB_ARGS(DBID(who->practice), DBID(p->id), DBI(p->version)), E_CONFLICT);
    if (e)
        return e;
    return exec_one(db, Q_PACKAGE_USE_DELETE, DB_ARGS(DBID(who->practice), DBID(p->id), DBID(visit)), E_NOT_FOUND);
}

err package_give_back(struct db *db, const struct actor *who, const struct package *p, appointment_id visit, instant at)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    err e = exec_one(db, Q_PACKAGE_TOUCH, DB_ARGS(DBID(who->practice), DBID(p->id), DBI(p->version)), E_CONFLICT);
    if (e)
        return e;
    return exec_one(db, Q_PACKAGE_USE_GIVE_BACK, DB_ARGS(DBID(who->practice), DBID(p->id), DBID(visit), DBTIME(at)), E_NOT_FOUND);
}

err package_uses(struct db *db, arena *a, const struct actor *who, client_id client, struct package_visits *out)
{
    struct db_rows rs;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_PACKAGE_USES, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct package_visit *v = ARENA_ARRAY(a, rs.n, struct package_visit);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct package_visit){
            .package = {row_int(r, QC_PACKAGE_USES_PACKAGE)},
            .appointment = {row_int(r, QC_PACKAGE_USES_APPOINTMENT)},
            .day = {(int32_t)row_int(r, QC_PACKAGE_USES_DAY)},
        };
    }
    *out = (struct package_visits){v, rs.n};
    return OK;
}

err package_open_visits(struct db *db, arena *a, const struct actor *who, client_id client, size_t limit, struct open_visits *out)
{
    struct db_rows rs;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_PACKAGE_OPEN_VISITS, DB_ARGS(DBID(who->practice), DBID(client), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    struct open_visit *v = ARENA_ARRAY(a, rs.n, struct open_visit);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct open_visit){
            .id = {row_int(r, QC_PACKAGE_OPEN_VISITS_ID)},
            .service = {row_int(r, QC_PACKAGE_OPEN_VISITS_SERVICE)},
            .service_name = row_text(r, QC_PACKAGE_OPEN_VISITS_SERVICE_NAME),
            .state = row_text(r, QC_PACKAGE_OPEN_VISITS_STATE),
            .day = {(int32_t)row_int(r, QC_PACKAGE_OPEN_VISITS_DAY)},
            .minute = (int)row_int(r, QC_PACKAGE_OPEN_VISITS_MINUTE),
            .paid = row_int(r, QC_PACKAGE_OPEN_VISITS_PAID) > 0,
        };
    }
    *out = (struct open_visits){v, rs.n};
    return OK;
}

err package_tax(struct db *db, arena *a, const struct actor *who, service_id service, int64_t *bp)
{
    struct db_row r;
    err e = db_one(db, a, Q_PACKAGE_TAX, DB_ARGS(DBID(who->practice), DBID(service)), &r);
    if (!e)
        *bp = row_int(r, QC_PACKAGE_TAX_TAX_BP);
    return e;
}
