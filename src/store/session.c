#include "store/session.h"

#include "store/rows.h"

static str hash_slice(const unsigned char hash[32])
{
    return (str){(const char *)hash, 32};
}

err session_by_token(struct db *db, arena *a, const unsigned char hash[32], instant now, struct session_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_SESSION_BY_TOKEN, DB_ARGS(DBB(hash_slice(hash)), DBTIME(now)), &r);
    if (e)
        return e;
    *out = (struct session_row){
        .id = {row_int(r, QC_SESSION_BY_TOKEN_ID)},
        .account = {row_int(r, QC_SESSION_BY_TOKEN_ACCOUNT_ID)},
        .practice = {row_int(r, QC_SESSION_BY_TOKEN_PRACTICE_ID)},
        .role = role_of(row_text(r, QC_SESSION_BY_TOKEN_ROLE)),
        .email = row_text(r, QC_SESSION_BY_TOKEN_EMAIL),
        .name = row_text(r, QC_SESSION_BY_TOKEN_NAME),
        .language = row_text(r, QC_SESSION_BY_TOKEN_LANGUAGE),
        .must_change = row_int(r, QC_SESSION_BY_TOKEN_MUST_CHANGE) != 0,
        .csrf = row_text(r, QC_SESSION_BY_TOKEN_CSRF),
        .created = row_instant(r, QC_SESSION_BY_TOKEN_CREATED_US),
        .seen = row_instant(r, QC_SESSION_BY_TOKEN_SEEN_US),
        .expires = row_instant(r, QC_SESSION_BY_TOKEN_EXPIRES_US),
        .practice_name = row_text(r, QC_SESSION_BY_TOKEN_PRACTICE_NAME),
        .country = row_text(r, QC_SESSION_BY_TOKEN_COUNTRY),
        .zone = row_text(r, QC_SESSION_BY_TOKEN_ZONE),
        .currency = row_text(r, QC_SESSION_BY_TOKEN_CURRENCY),
        .crisis_line = row_text(r, QC_SESSION_BY_TOKEN_CRISIS_LINE),
        .set_up = row_int(r, QC_SESSION_BY_TOKEN_SET_UP) != 0,
        .kiosk = {row_int(r, QC_SESSION_BY_TOKEN_KIOSK_LINK)},
        .kiosk_after = row_int(r, QC_SESSION_BY_TOKEN_KIOSK_AFTER) != 0,
    };
    out->stale_seen = now.us - out->seen.us > SESSION_STALE_US;
    return OK;
}

err session_insert(struct db *db, const struct session_new *s)
{
    return db_exec(db, Q_SESSION_INSERT,
        DB_ARGS(DBB(hash_slice(s->token_hash)), DBID(s->id), DBID(s->account), DBID(s->practice), DBT(s->csrf),
            DBTIME(s->created), DBTIME(s->expires), DBT(s->peer), DBT(s->agent)),
        NULL);
}

err session_seen(struct db *db, session_id id, instant seen, instant expires)
{
    return db_exec(db, Q_SESSION_SEEN, DB_ARGS(DBID(id), DBTIME(seen), DBTIME(expires)), NULL);
}

err session_hand_over(struct db *db, account_id account, session_id id, link_id link, bool after)
{
    return exec_one(db, Q_SESSION_HAND_OVER, DB_ARGS(DBID(account), DBID(id), DBID(link), DBI(after)), E_CONFLICT);
}

err session_take_back(struct db *db, account_id account, session_id id, link_id link, instant now)
{
    return exec_one(db, Q_SESSION_TAKE_BACK, DB_ARGS(DBID(account), DBID(id), DBID(link), DBTIME(now)), E_CONFLICT);
}

err session_list(struct db *db, arena *a, account_id account, instant now, const struct session_item **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_SESSION_LIST, DB_ARGS(DBID(account), DBTIME(now)), &rs);
    if (e)
        return e;
    struct session_item *v = ARENA_ARRAY(a, rs.n, struct session_item);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct session_item){
            .id = {row_int(r, QC_SESSION_LIST_ID)},
            .created = row_instant(r, QC_SESSION_LIST_CREATED_US),
            .seen = row_instant(r, QC_SESSION_LIST_SEEN_US),
            .expires = row_instant(r, QC_SESSION_LIST_EXPIRES_US),
            .peer = row_text(r, QC_SESSION_LIST_PEER),
            .agent = row_text(r, QC_SESSION_LIST_AGENT),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err session_delete(struct db *db, account_id account, session_id id)
{
    return exec_one(db, Q_SESSION_DELETE, DB_ARGS(DBID(account), DBID(id)), E_NOT_FOUND);
}

err session_delete_others(struct db *db, account_id account, session_id keep)
{
    return db_exec(db, Q_SESSION_DELETE_OTHERS, DB_ARGS(DBID(account), DBID(keep)), NULL);
}

err session_delete_in(struct db *db, const struct actor *who, account_id account)
{
    return db_exec(db, Q_SESSION_DELETE_IN, DB_ARGS(DBID(who->practice), DBID(account)), NULL);
}

err session_sweep(struct db *db, instant now, int64_t *deleted)
{
    return db_exec(db, Q_SESSION_SWEEP, DB_ARGS(DBTIME(now)), deleted);
}

err signin_try_get(struct db *db, arena *a, str subject, struct signin_try *out)
{
    *out = (struct signin_try){0};
    struct db_row r;
    err e = db_one(db, a, Q_SIGNIN_TRY_GET, DB_ARGS(DBT(subject)), &r);
    if (e == E_NOT_FOUND)
        return OK;
    if (e)
        return e;
    *out = (struct signin_try){
        .fails = row_int(r, QC_SIGNIN_TRY_GET_FAILS),
        .last = row_instant(r, QC_SIGNIN_TRY_GET_LAST_US),
        .blocked_until = row_instant(r, QC_SIGNIN_TRY_GET_BLOCKED_UNTIL_US),
    };
    return OK;
}

err signin_try_put(struct db *db, str subject, const struct signin_try *t)
{
    return db_exec(db, Q_SIGNIN_TRY_PUT, DB_ARGS(DBT(subject), DBI(t->fails), DBTIME(t->last), DBTIME(t->blocked_until)), NULL);
}

err signin_try_clear(struct db *db, str subject)
{
    return db_exec(db, Q_SIGNIN_TRY_CLEAR, DB_ARGS(DBT(subject)), NULL);
}

err signin_try_sweep(struct db *db, instant before, int64_t *deleted)
{
    return db_exec(db, Q_SIGNIN_TRY_SWEEP, DB_ARGS(DBTIME(before)), deleted);
}
