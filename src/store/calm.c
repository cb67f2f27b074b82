#include "store/calm.h"

#include "store/rows.h"
#include "store/scope.h"

static const str phases[CALM_PHASES] = {[CALM_BEFORE] = S_INIT("before"), [CALM_AFTER] = S_INIT("after")};

str calm_phase_name(enum calm_phase p)
{
    CHECK((unsigned)p < CALM_PHASES);
    return phases[p];
}

bool calm_phase_of(str name, enum calm_phase *out)
{
    for (int i = 0; i < CALM_PHASES; i++)
        if (str_eq(phases[i], name)) {
            *out = (enum calm_phase)i;
            return true;
        }
    return false;
}

err calm_insert(struct db *db, const struct actor *who, const struct calm_row *r)
{
    CHECK(r->id.v && r->appointment.v && r->value >= 0 && r->value <= CALM_MOST);
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_CALM_NEW,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBID(r->client), DBID(r->appointment), DBT(calm_phase_name(r->phase)), DBI(r->value),
            DBT(source_name(r->source)), DBTIME(r->at), db_opt_id(r->account.v), db_opt_id(r->link.v)),
        NULL);
}

err calm_replace(struct db *db, const struct actor *who, calm_id old, calm_id by)
{
    return exec_one(db, Q_CALM_REPLACED, DB_ARGS(DBID(who->practice), DBID(old), DBID(by)), E_CONFLICT);
}

err calm_withdraw(struct db *db, const struct actor *who, calm_id id, instant at)
{
    return exec_one(db, Q_CALM_WITHDRAWN, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

static err read_row(struct db_row r, appointment_id visit, struct calm_row *out)
{
    *out = (struct calm_row){.id = {row_int(r, QC_CALM_OF_VISIT_ID)},
                             .client = {row_int(r, QC_CALM_OF_VISIT_CLIENT)},
                             .appointment = visit,
                             .value = (int)row_int(r, QC_CALM_OF_VISIT_VALUE),
                             .at = row_instant(r, QC_CALM_OF_VISIT_AT),
                             .account = {row_int(r, QC_CALM_OF_VISIT_ACCOUNT)},
                             .link = {row_int(r, QC_CALM_OF_VISIT_LINK)},
                             .replaced_by = {row_int(r, QC_CALM_OF_VISIT_REPLACED_BY)},
                             .withdrawn = !row_null(r, QC_CALM_OF_VISIT_WITHDRAWN),
                             .withdrawn_at = row_instant(r, QC_CALM_OF_VISIT_WITHDRAWN),
                             .account_name = row_text(r, QC_CALM_OF_VISIT_ACCOUNT_NAME)};
    bool known = calm_phase_of(row_text(r, QC_CALM_OF_VISIT_PHASE), &out->phase) && source_of(row_text(r, QC_CALM_OF_VISIT_SOURCE), &out->source);
    return known ? OK : E_DB_CORRUPT;
}

err calm_of_visit(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, struct calm_list *out)
{
    *out = (struct calm_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CALM_OF_VISIT, DB_ARGS(DBID(who->practice), DBID(visit)), &rs);
    if (e)
        return e;
    struct calm_row *v = ARENA_ARRAY(a, rs.n, struct calm_row);
    for (size_t i = 0; i < rs.n && !e; i++) {
        e = read_row(rows_at(&rs, i), visit, &v[i]);
        if (!e && v[i].client.v != client.v)
            e = E_NOT_FOUND;
    }
    *out = (struct calm_list){v, rs.n};
    return e;
}

static opt_int opt_value(struct db_row r, size_t col)
{
    opt_int v = {.known = !row_null(r, col)};
    if (v.known)
        v.v = row_int(r, col);
    return v;
}

err calm_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct calm_visits *out)
{
    *out = (struct calm_visits){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CALM_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI(CALM_LISTED)), &rs);
    if (e)
        return e;
    struct calm_visit *v = ARENA_ARRAY(a, rs.n, struct calm_visit);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct calm_visit){.appointment = {row_int(r, QC_CALM_OF_CLIENT_APPOINTMENT)},
                                   .day = {(int32_t)row_int(r, QC_CALM_OF_CLIENT_DAY)},
                                   .minute = (int)row_int(r, QC_CALM_OF_CLIENT_MINUTE),
                                   .value = {[CALM_BEFORE] = opt_value(r, QC_CALM_OF_CLIENT_BEFORE), [CALM_AFTER] = opt_value(r, QC_CALM_OF_CLIENT_AFTER)}};
    }
    *out = (struct calm_visits){v, rs.n};
    return OK;
}
