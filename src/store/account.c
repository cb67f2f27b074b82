#include "store/account.h"

#include "store/rows.h"

static void account_read(struct db_row r, struct account *out)
{
    *out = (struct account){
        .id = {row_int(r, QC_ACCOUNT_BY_ID_ID)},
        .email = row_text(r, QC_ACCOUNT_BY_ID_EMAIL),
        .name = row_text(r, QC_ACCOUNT_BY_ID_NAME),
        .password_hash = row_text(r, QC_ACCOUNT_BY_ID_PASSWORD_HASH),
        .must_change = row_int(r, QC_ACCOUNT_BY_ID_MUST_CHANGE) != 0,
        .language = row_text(r, QC_ACCOUNT_BY_ID_LANGUAGE),
        .created = row_instant(r, QC_ACCOUNT_BY_ID_CREATED_US),
    };
}

_Static_assert((int)QC_ACCOUNT_BY_EMAIL_CREATED_US == (int)QC_ACCOUNT_BY_ID_CREATED_US, "both are read by account_read");

err account_by_email(struct db *db, arena *a, str email, struct account *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_ACCOUNT_BY_EMAIL, DB_ARGS(DBT(email)), &r);
    if (!e)
        account_read(r, out);
    return e;
}

err account_by_id(struct db *db, arena *a, account_id id, struct account *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_ACCOUNT_BY_ID, DB_ARGS(DBID(id)), &r);
    if (!e)
        account_read(r, out);
    return e;
}

err account_insert(struct db *db, const struct account *x)
{
    return db_exec(db, Q_ACCOUNT_INSERT,
        DB_ARGS(DBID(x->id), DBT(x->email), DBT(x->name), DBT(x->password_hash), DBI(x->must_change), DBT(x->language),
            DBTIME(x->created)),
        NULL);
}

err account_set_password(struct db *db, account_id id, str password_hash, bool must_change)
{
    return exec_one(db, Q_ACCOUNT_SET_PASSWORD, DB_ARGS(DBID(id), DBT(password_hash), DBI(must_change)), E_NOT_FOUND);
}

err member_practices(struct db *db, arena *a, account_id id, const struct actor **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_MEMBER_PRACTICES, DB_ARGS(DBID(id)), &rs);
    if (e)
        return e;
    struct actor *v = ARENA_ARRAY(a, rs.n, struct actor);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct actor){
            .practice = {row_int(r, QC_MEMBER_PRACTICES_PRACTICE_ID)},
            .role = role_of(row_text(r, QC_MEMBER_PRACTICES_ROLE)),
            .account = id,
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

static void member_read(struct db_row r, struct member *out)
{
    *out = (struct member){
        .account = {row_int(r, QC_MEMBER_LIST_ACCOUNT_ID)},
        .email = row_text(r, QC_MEMBER_LIST_EMAIL),
        .name = row_text(r, QC_MEMBER_LIST_NAME),
        .role = role_of(row_text(r, QC_MEMBER_LIST_ROLE)),
        .licence_number = row_text(r, QC_MEMBER_LIST_LICENCE_NUMBER),
        .licence_body = row_text(r, QC_MEMBER_LIST_LICENCE_BODY),
        .licence_expires = row_opt_day(r, QC_MEMBER_LIST_LICENCE_EXPIRES),
        .active = row_int(r, QC_MEMBER_LIST_ACTIVE) != 0,
        .must_change = row_int(r, QC_MEMBER_LIST_MUST_CHANGE) != 0,
        .version = row_int(r, QC_MEMBER_LIST_VERSION),
        .created = row_instant(r, QC_MEMBER_LIST_CREATED_US),
    };
}

_Static_assert((int)QC_MEMBER_BY_ID_CREATED_US == (int)QC_MEMBER_LIST_CREATED_US, "both are read by member_read");

err member_list(struct db *db, arena *a, const struct actor *who, const struct member **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_MEMBER_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct member *v = ARENA_ARRAY(a, rs.n, struct member);
    for (size_t i = 0; i < rs.n; i++)
        member_read(rows_at(&rs, i), &v[i]);
    *out = v;
    *n = rs.n;
    return OK;
}

err member_get(struct db *db, arena *a, const struct actor *who, account_id id, struct member *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_MEMBER_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        member_read(r, out);
    return e;
}

err member_insert(struct db *db, const struct actor *who, const struct member *m)
{
    CHECK(m->role == ROLE_OWNER || m->role == ROLE_THERAPIST || m->role == ROLE_FRONT_DESK);
    return exec_one(db, Q_MEMBER_INSERT,
        DB_ARGS(DBID(who->practice), DBID(m->account), DBT(role_name(m->role)), DBT(m->licence_number), DBT(m->licence_body),
            db_opt_day(m->licence_expires), DBTIME(m->created)),
        E_CONFLICT);
}

err member_update(struct db *db, const struct actor *who, const struct member *m)
{
    CHECK(m->role == ROLE_OWNER || m->role == ROLE_THERAPIST || m->role == ROLE_FRONT_DESK);
    return exec_one(db, Q_MEMBER_UPDATE,
        DB_ARGS(DBID(who->practice), DBID(m->account), DBI(m->version), DBT(role_name(m->role)), DBT(m->licence_number), DBT(m->licence_body),
            db_opt_day(m->licence_expires), DBI(m->active)),
        E_CONFLICT);
}

str licence_words(arena *a, str number, str body)
{
    str n = str_trim(number), b = str_trim(body);
    return n.n && b.n ? str_fmt(a, "%.*s (%.*s)", SP(n), SP(b)) : n;
}

err member_owners(struct db *db, arena *a, const struct actor *who, int64_t *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_MEMBER_OWNERS, DB_ARGS(DBID(who->practice)), &r);
    if (!e)
        *out = row_int(r, QC_MEMBER_OWNERS_N);
    return e;
}
