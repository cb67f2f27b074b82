#include "store/library.h"

#include "store/rows.h"

str library_kind_name(enum library_kind k)
{
    return k == LIBRARY_OWN ? S("own") : S("licensed");
}

static err read_kind(str name, enum library_kind *out)
{
    *out = str_eq(name, S("own")) ? LIBRARY_OWN : LIBRARY_LICENSED;
    return str_eq(name, library_kind_name(*out)) ? OK : E_DB_CORRUPT;
}

err library_list(struct db *db, arena *a, const struct actor *who, struct library_list *out)
{
    struct db_rows rs;
    *out = (struct library_list){0};
    err e = db_all(db, a, Q_LIBRARY_NOW, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    struct library_row *v = ARENA_ARRAY(a, rs.n, struct library_row);
    for (size_t i = 0; i < rs.n && e == OK; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct library_row){.id = {row_int(r, QC_LIBRARY_NOW_ID)}, .code = row_text(r, QC_LIBRARY_NOW_CODE),
            .title = row_text(r, QC_LIBRARY_NOW_TITLE), .language = row_text(r, QC_LIBRARY_NOW_LANGUAGE), .hash = row_text(r, QC_LIBRARY_NOW_HASH),
            .holder = row_text(r, QC_LIBRARY_NOW_HOLDER), .licence = row_text(r, QC_LIBRARY_NOW_LICENCE),
            .account = {row_int(r, QC_LIBRARY_NOW_ACCOUNT)}, .account_name = row_text(r, QC_LIBRARY_NOW_ACCOUNT_NAME),
            .at = row_instant(r, QC_LIBRARY_NOW_AT)};
        e = read_kind(row_text(r, QC_LIBRARY_NOW_KIND), &v[i].kind);
    }
    *out = (struct library_list){v, rs.n};
    return e;
}

err library_of(struct db *db, arena *a, const struct actor *who, str code, struct library_row *out)
{
    struct db_row r;
    *out = (struct library_row){0};
    err e = db_one(db, a, Q_LIBRARY_OF, DB_ARGS(DBID(who->practice), DBT(code)), &r);
    if (e != OK)
        return e;
    *out = (struct library_row){.id = {row_int(r, QC_LIBRARY_OF_ID)}, .code = code, .hash = row_text(r, QC_LIBRARY_OF_HASH)};
    return read_kind(row_text(r, QC_LIBRARY_OF_KIND), &out->kind);
}

err library_get(struct db *db, arena *a, const struct actor *who, library_id id, struct library_row *out, str *json)
{
    struct db_row r;
    *out = (struct library_row){0};
    *json = (str){0};
    err e = db_one(db, a, Q_LIBRARY_GET, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    *out = (struct library_row){.id = id, .code = row_text(r, QC_LIBRARY_GET_CODE), .title = row_text(r, QC_LIBRARY_GET_TITLE),
        .language = row_text(r, QC_LIBRARY_GET_LANGUAGE), .hash = row_text(r, QC_LIBRARY_GET_HASH), .holder = row_text(r, QC_LIBRARY_GET_HOLDER),
        .licence = row_text(r, QC_LIBRARY_GET_LICENCE), .at = row_instant(r, QC_LIBRARY_GET_AT), .ended = !row_null(r, QC_LIBRARY_GET_ENDED),
        .ended_at = row_instant(r, QC_LIBRARY_GET_ENDED)};
    *json = row_text(r, QC_LIBRARY_GET_JSON);
    return read_kind(row_text(r, QC_LIBRARY_GET_KIND), &out->kind);
}

err library_before(struct db *db, arena *a, const struct actor *who, str code, struct library_list *out)
{
    struct db_rows rs;
    *out = (struct library_list){0};
    err e = db_all(db, a, Q_LIBRARY_BEFORE, DB_ARGS(DBID(who->practice), DBT(code)), &rs);
    if (e != OK)
        return e;
    struct library_row *v = ARENA_ARRAY(a, rs.n, struct library_row);
    for (size_t i = 0; i < rs.n && e == OK; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct library_row){.id = {row_int(r, QC_LIBRARY_BEFORE_ID)}, .code = code, .title = row_text(r, QC_LIBRARY_BEFORE_TITLE),
            .language = row_text(r, QC_LIBRARY_BEFORE_LANGUAGE), .hash = row_text(r, QC_LIBRARY_BEFORE_HASH),
            .holder = row_text(r, QC_LIBRARY_BEFORE_HOLDER), .licence = row_text(r, QC_LIBRARY_BEFORE_LICENCE),
            .account = {row_int(r, QC_LIBRARY_BEFORE_ACCOUNT)}, .account_name = row_text(r, QC_LIBRARY_BEFORE_ACCOUNT_NAME),
            .at = row_instant(r, QC_LIBRARY_BEFORE_AT), .ended = !row_null(r, QC_LIBRARY_BEFORE_ENDED),
            .ended_at = row_instant(r, QC_LIBRARY_BEFORE_ENDED), .ended_name = row_text(r, QC_LIBRARY_BEFORE_ENDED_NAME)};
        e = read_kind(row_text(r, QC_LIBRARY_BEFORE_KIND), &v[i].kind);
    }
    *out = (struct library_list){v, rs.n};
    return e;
}

err library_insert(struct db *db, const struct actor *who, const struct library_row *r, str json)
{
    return db_exec(db, Q_LIBRARY_ADD,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBT(r->code), DBT(library_kind_name(r->kind)), DBT(r->hash), DBT(r->title), DBT(r->language), DBT(json),
            DBT(r->holder), DBT(r->licence), db_opt_id(who->account.v), DBTIME(r->at)),
        NULL);
}

err library_end(struct db *db, const struct actor *who, library_id id, instant at)
{
    return exec_one(db, Q_LIBRARY_END, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at), db_opt_id(who->account.v)), E_CONFLICT);
}
