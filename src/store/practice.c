#include "store/practice.h"

#include "store/rows.h"

err practice_get(struct db *db, arena *a, const struct actor *who, struct practice *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_PRACTICE_BY_ID, DB_ARGS(DBID(who->practice)), &r);
    if (e)
        return e;
    *out = (struct practice){
        .id = {row_int(r, QC_PRACTICE_BY_ID_ID)},
        .name = row_text(r, QC_PRACTICE_BY_ID_NAME),
        .country = row_text(r, QC_PRACTICE_BY_ID_COUNTRY),
        .zone = row_text(r, QC_PRACTICE_BY_ID_ZONE),
        .currency = row_text(r, QC_PRACTICE_BY_ID_CURRENCY),
        .language = row_text(r, QC_PRACTICE_BY_ID_LANGUAGE),
        .phone = row_text(r, QC_PRACTICE_BY_ID_PHONE),
        .email = row_text(r, QC_PRACTICE_BY_ID_EMAIL),
        .address = row_text(r, QC_PRACTICE_BY_ID_ADDRESS),
        .crisis_line = row_text(r, QC_PRACTICE_BY_ID_CRISIS_LINE),
        .set_up = !row_null(r, QC_PRACTICE_BY_ID_SET_UP_US),
        .set_up_at = row_instant(r, QC_PRACTICE_BY_ID_SET_UP_US),
        .version = row_int(r, QC_PRACTICE_BY_ID_VERSION),
        .created = row_instant(r, QC_PRACTICE_BY_ID_CREATED_US),
    };
    return OK;
}

err practice_insert(struct db *db, const struct practice *p)
{
    return db_exec(db, Q_PRACTICE_INSERT,
        DB_ARGS(DBID(p->id), DBT(p->name), DBT(p->country), DBT(p->zone), DBT(p->currency), DBT(p->language), DBT(p->phone),
            DBT(p->email), DBT(p->address), DBT(p->crisis_line), p->set_up ? DBTIME(p->set_up_at) : DBN, DBI(p->version),
            DBTIME(p->created)),
        NULL);
}

err practice_update(struct db *db, const struct actor *who, const struct practice *p)
{
    CHECK(p->id.v == who->practice.v);
    return exec_one(db, Q_PRACTICE_UPDATE,
        DB_ARGS(DBID(who->practice), DBI(p->version), DBT(p->name), DBT(p->country), DBT(p->zone), DBT(p->currency),
            DBT(p->language), DBT(p->phone), DBT(p->email), DBT(p->address), DBT(p->crisis_line),
            p->set_up ? DBTIME(p->set_up_at) : DBN),
        E_CONFLICT);
}

err practice_list(struct db *db, arena *a, const practice_id **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_PRACTICE_IDS, NULL, 0, &rs);
    if (e)
        return e;
    practice_id *v = ARENA_ARRAY(a, rs.n, practice_id);
    for (size_t i = 0; i < rs.n; i++)
        v[i].v = row_int(rows_at(&rs, i), QC_PRACTICE_IDS_ID);
    *out = v;
    *n = rs.n;
    return OK;
}

err service_list(struct db *db, arena *a, const struct actor *who, const struct service **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_SERVICE_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct service *v = ARENA_ARRAY(a, rs.n, struct service);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct service){
            .id = {row_int(r, QC_SERVICE_LIST_ID)},
            .name = row_text(r, QC_SERVICE_LIST_NAME),
            .minutes = row_int(r, QC_SERVICE_LIST_MINUTES),
            .price = row_int(r, QC_SERVICE_LIST_PRICE),
            .active = row_int(r, QC_SERVICE_LIST_ACTIVE) != 0,
            .position = row_int(r, QC_SERVICE_LIST_POSITION),
            .version = row_int(r, QC_SERVICE_LIST_VERSION),
            .clearance = row_int(r, QC_SERVICE_LIST_CLEARANCE_MINUTES),
            .people = row_int(r, QC_SERVICE_LIST_PEOPLE),
            .kind = row_text(r, QC_SERVICE_LIST_KIND),
            .tax_bp = row_int(r, QC_SERVICE_LIST_TAX_BP),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err service_insert(struct db *db, const struct actor *who, const struct service *s)
{
    return db_exec(db, Q_SERVICE_INSERT,
        DB_ARGS(DBID(who->practice), DBID(s->id), DBT(s->name), DBI(s->minutes), DBI(s->price), DBI(s->active), DBI(s->position)),
        NULL);
}

err service_update(struct db *db, const struct actor *who, const struct service *s)
{
    return exec_one(db, Q_SERVICE_UPDATE,
        DB_ARGS(DBID(who->practice), DBID(s->id), DBT(s->name), DBI(s->minutes), DBI(s->price), DBI(s->active), DBI(s->position)),
        E_NOT_FOUND);
}

err opening_list(struct db *db, arena *a, const struct actor *who, const struct opening **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_OPENING_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct opening *v = ARENA_ARRAY(a, rs.n, struct opening);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct opening){
            .weekday = (int)row_int(r, QC_OPENING_LIST_WEEKDAY),
            .from_minute = (int)row_int(r, QC_OPENING_LIST_FROM_MINUTE),
            .to_minute = (int)row_int(r, QC_OPENING_LIST_TO_MINUTE),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err opening_replace(struct db *db, const struct actor *who, const struct opening *o, size_t n)
{
    err e = db_exec(db, Q_OPENING_CLEAR, DB_ARGS(DBID(who->practice)), NULL);
    for (size_t i = 0; !e && i < n; i++)
        e = db_exec(db, Q_OPENING_INSERT,
            DB_ARGS(DBID(who->practice), DBI(o[i].weekday), DBI(o[i].from_minute), DBI(o[i].to_minute)), NULL);
    return e;
}
