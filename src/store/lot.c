#include "store/lot.h"

#include "store/rows.h"
#include "store/scope.h"

err lot_insert(struct db *db, const struct actor *who, client_id client, const struct lot_row *l)
{
    CHECK(l->concern.v && l->plan.v && l->account.v && l->step >= 1);
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_LOT_NEW,
        DB_ARGS(DBID(who->practice), DBID(l->concern), DBID(l->plan), DBI(l->first.d), DBI(l->last.d), DBI(l->step), DBI(l->until.d), DBI(l->seed),
            DBI(l->drawn.d), DBTIME(l->at), DBID(l->account)),
        NULL);
}

static day day_at(struct db_row r, size_t column) { return (day){(int32_t)row_int(r, column)}; }

err lots_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct lot_list *out)
{
    struct db_rows rs;
    *out = (struct lot_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LOTS_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct lot_row *v = ARENA_ARRAY(a, rs.n, struct lot_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct lot_row){.concern = {row_int(r, QC_LOTS_OF_CLIENT_CONCERN)},
            .plan = {row_int(r, QC_LOTS_OF_CLIENT_PLAN)},
            .first = day_at(r, QC_LOTS_OF_CLIENT_FIRST),
            .last = day_at(r, QC_LOTS_OF_CLIENT_LAST),
            .step = (int32_t)row_int(r, QC_LOTS_OF_CLIENT_STEP),
            .until = day_at(r, QC_LOTS_OF_CLIENT_UNTIL),
            .drawn = day_at(r, QC_LOTS_OF_CLIENT_DRAWN),
            .at = row_instant(r, QC_LOTS_OF_CLIENT_AT),
            .account_name = row_text(r, QC_LOTS_OF_CLIENT_ACCOUNT_NAME)};
        if (!concern_kind_of(row_text(r, QC_LOTS_OF_CLIENT_KIND), &v[i].kind))
            return E_DB_CORRUPT;
    }
    *out = (struct lot_list){v, rs.n};
    return OK;
}

const struct lot_row *lot_of(const struct lot_list *all, concern_id concern)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].concern.v == concern.v)
            return &all->v[i];
    return NULL;
}
