#include "store/concern.h"

#include "store/scope.h"

static const str kinds[] = {[CONCERN_PAIN] = S_INIT("pain"), [CONCERN_HEADACHE] = S_INIT("headache")};

str concern_kind_name(enum concern_kind k) {
    CHECK(k == CONCERN_PAIN || k == CONCERN_HEADACHE);
    return kinds[k];
}

bool concern_kind_of(str name, enum concern_kind *out) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(name, kinds[i])) {
            *out = (enum concern_kind)i;
            return true;
        }
    return false;
}

err subject_get(struct db *db, arena *a, const struct actor *who, client_id client, struct subject *out) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_SUBJECT_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    if (e != OK)
        return e;
    if (!row_null(r, QC_SUBJECT_CLIENT_MERGED_INTO))
        return E_NOT_FOUND;
    *out = (struct subject){
        .given = row_text(r, QC_SUBJECT_CLIENT_GIVEN),
        .family = row_text(r, QC_SUBJECT_CLIENT_FAMILY),
        .preferred = row_text(r, QC_SUBJECT_CLIENT_PREFERRED),
        .born_known = !row_null(r, QC_SUBJECT_CLIENT_BORN),
        .born = {(int32_t)row_int(r, QC_SUBJECT_CLIENT_BORN)},
    };
    return OK;
}

// concern_of_client and concern_by_id have the same columns.
static err read_concern(struct db_row r, struct concern_row *c) {
    *c = (struct concern_row){
        .id = {row_int(r, QC_CONCERN_BY_ID_ID)},
        .client = {row_int(r, QC_CONCERN_BY_ID_CLIENT)},
        .place = row_text(r, QC_CONCERN_BY_ID_PLACE),
        .started = !row_null(r, QC_CONCERN_BY_ID_START_DAY),
        .start = {(int32_t)row_int(r, QC_CONCERN_BY_ID_START_DAY)},
        .closed = !row_null(r, QC_CONCERN_BY_ID_CLOSED_DAY),
        .closed_on = {(int32_t)row_int(r, QC_CONCERN_BY_ID_CLOSED_DAY)},
        .version = row_int(r, QC_CONCERN_BY_ID_VERSION),
        .created = {row_int(r, QC_CONCERN_BY_ID_CREATED)},
    };
    return concern_kind_of(row_text(r, QC_CONCERN_BY_ID_KIND), &c->kind) ? OK : E_DB_CORRUPT;
}

err concern_list(struct db *db, arena *a, const struct actor *who, client_id client, struct concern_list *out) {
    *out = (struct concern_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CONCERN_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct concern_row *v = ARENA_ARRAY(a, rs.n, struct concern_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_concern(rows_at(&rs, i), &v[i]);
    *out = (struct concern_list){v, rs.n};
    return e;
}

err concern_get(struct db *db, arena *a, const struct actor *who, concern_id id, struct concern_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_CONCERN_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_concern(r, out);
    if (e == OK && !scope_sees(who, out->client))
        e = E_NOT_FOUND;
    return e;
}

static struct db_value day_or_null(bool known, day d) {
    return known ? DBDAY(d) : DBN;
}

err concern_insert(struct db *db, const struct actor *who, const struct concern_row *c) {
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_CONCERN_NEW,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBID(c->client), DBT(concern_kind_name(c->kind)), DBT(c->place),
            day_or_null(c->started, c->start), day_or_null(c->closed, c->closed_on), DBTIME(c->created)),
        NULL);
}

err concern_update(struct db *db, const struct actor *who, const struct concern_row *c) {
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    int64_t changed = 0;
    err e = db_exec(db, Q_CONCERN_CHANGE,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBI(c->version), DBT(c->place), day_or_null(c->started, c->start),
            day_or_null(c->closed, c->closed_on)),
        &changed);
    return e != OK ? e : changed == 1 ? OK : E_CONFLICT;
}
