#include "store/rule.h"

#include "store/rows.h"

_Static_assert((int)QC_RULE_NOW_AT == (int)QC_RULE_BEFORE_AT && (int)QC_RULE_NOW_AT == (int)QC_RULE_EDIT_GET_AT, "three statements, one row");

static struct rule_row row_of(struct db_row r)
{
    return (struct rule_row){.id = {row_int(r, QC_RULE_NOW_ID)}, .rule = row_text(r, QC_RULE_NOW_RULE), .what = row_text(r, QC_RULE_NOW_WHAT),
        .body = row_text(r, QC_RULE_NOW_BODY), .verdict = row_text(r, QC_RULE_NOW_VERDICT), .reason = row_text(r, QC_RULE_NOW_REASON),
        .account = {row_int(r, QC_RULE_NOW_ACCOUNT)}, .account_name = row_text(r, QC_RULE_NOW_ACCOUNT_NAME), .at = row_instant(r, QC_RULE_NOW_AT)};
}

static struct rule_list list_of(arena *a, const struct db_rows *rs)
{
    struct rule_row *v = ARENA_ARRAY(a, rs->n, struct rule_row);
    for (size_t i = 0; i < rs->n; i++)
        v[i] = row_of(rows_at(rs, i));
    return (struct rule_list){v, rs->n};
}

err rule_now(struct db *db, arena *a, const struct actor *who, struct rule_list *out)
{
    struct db_rows rs;
    *out = (struct rule_list){0};
    err e = db_all(db, a, Q_RULE_NOW, DB_ARGS(DBID(who->practice)), &rs);
    if (!e)
        *out = list_of(a, &rs);
    return e;
}

err rule_before(struct db *db, arena *a, const struct actor *who, str rule, struct rule_list *out)
{
    struct db_rows rs;
    *out = (struct rule_list){0};
    err e = db_all(db, a, Q_RULE_BEFORE, DB_ARGS(DBID(who->practice), DBT(rule)), &rs);
    if (!e)
        *out = list_of(a, &rs);
    return e;
}

err rule_get(struct db *db, arena *a, const struct actor *who, rule_edit_id id, struct rule_row *out)
{
    struct db_row r;
    *out = (struct rule_row){0};
    err e = db_one(db, a, Q_RULE_EDIT_GET, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        *out = row_of(r);
    return e;
}

err rule_insert(struct db *db, const struct actor *who, const struct rule_row *r)
{
    return db_exec(db, Q_RULE_ADD,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBT(r->rule), DBT(r->what), DBT(r->body), DBT(r->verdict), DBT(r->reason), db_opt_id(who->account.v), DBTIME(r->at)), NULL);
}

err rule_signatures(struct db *db, arena *a, const struct actor *who, struct rule_signature_list *out)
{
    struct db_rows rs;
    *out = (struct rule_signature_list){0};
    err e = db_all(db, a, Q_RULE_SIGNATURES, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct rule_signature *v = ARENA_ARRAY(a, rs.n, struct rule_signature);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct rule_signature){.id = {row_int(r, QC_RULE_SIGNATURES_ID)}, .signer = row_text(r, QC_RULE_SIGNATURES_SIGNER),
            .role = row_text(r, QC_RULE_SIGNATURES_ROLE), .licence = row_text(r, QC_RULE_SIGNATURES_LICENCE),
            .day = {(int32_t)row_int(r, QC_RULE_SIGNATURES_SIGNED_DAY)}, .what = row_text(r, QC_RULE_SIGNATURES_WHAT),
            .rules = row_text(r, QC_RULE_SIGNATURES_RULES), .digest = row_text(r, QC_RULE_SIGNATURES_DIGEST),
            .account_name = row_text(r, QC_RULE_SIGNATURES_ACCOUNT_NAME), .at = row_instant(r, QC_RULE_SIGNATURES_AT),
            .back = !row_null(r, QC_RULE_SIGNATURES_BACK_AT), .back_why = row_text(r, QC_RULE_SIGNATURES_BACK_WHY)};
        if (v[i].back)
            v[i].back_at = row_instant(r, QC_RULE_SIGNATURES_BACK_AT);
    }
    *out = (struct rule_signature_list){v, rs.n};
    return OK;
}

err rule_signature_insert(struct db *db, const struct actor *who, const struct rule_signature *s)
{
    return db_exec(db, Q_RULE_SIGNATURE_ADD,
        DB_ARGS(DBID(who->practice), DBID(s->id), DBT(s->signer), DBT(s->role), DBT(s->licence), DBDAY(s->day), DBT(s->what), DBT(s->rules), DBT(s->digest),
            db_opt_id(who->account.v), DBTIME(s->at)), NULL);
}

err rule_signature_back(struct db *db, const struct actor *who, rule_signature_id id, rule_signature_id of, str why, instant at)
{
    return db_exec(db, Q_RULE_SIGNATURE_BACK, DB_ARGS(DBID(who->practice), DBID(id), DBID(of), DBT(why), db_opt_id(who->account.v), DBTIME(at)), NULL);
}
