#include "store/letter.h"

#include "store/rows.h"
#include "store/scope.h"

// letter_by_id and letter_of_client have the same columns.
static err read_letter(struct db_row r, struct letter *l)
{
    *l = (struct letter){
        .id = {row_int(r, QC_LETTER_BY_ID_ID)},
        .client = {row_int(r, QC_LETTER_BY_ID_CLIENT)},
        .concern = {row_int(r, QC_LETTER_BY_ID_CONCERN)},
        .plan = {row_int(r, QC_LETTER_BY_ID_PLAN)},
        .addressee = row_text(r, QC_LETTER_BY_ID_ADDRESSEE),
        .paragraph = row_text(r, QC_LETTER_BY_ID_PARAGRAPH),
        .body = row_text(r, QC_LETTER_BY_ID_BODY),
        .consent = {row_int(r, QC_LETTER_BY_ID_CONSENT)},
        .created = row_instant(r, QC_LETTER_BY_ID_CREATED),
        .finished = !row_null(r, QC_LETTER_BY_ID_FINISHED),
        .finished_at = row_instant(r, QC_LETTER_BY_ID_FINISHED),
        .licence = row_text(r, QC_LETTER_BY_ID_LICENCE),
        .signer = row_text(r, QC_LETTER_BY_ID_SIGNER),
        .account = {row_int(r, QC_LETTER_BY_ID_ACCOUNT)},
        .shared = row_int(r, QC_LETTER_BY_ID_SHARED) != 0,
        .version = row_int(r, QC_LETTER_BY_ID_VERSION),
        .given = row_text(r, QC_LETTER_BY_ID_GIVEN),
        .family = row_text(r, QC_LETTER_BY_ID_FAMILY),
        .place = row_text(r, QC_LETTER_BY_ID_PLACE),
    };
    return concern_kind_of(row_text(r, QC_LETTER_BY_ID_KIND), &l->kind) ? OK : E_DB_CORRUPT;
}

static bool letter_seen(const struct actor *who, const struct letter *l)
{
    return scope_sees(who, l->client) && (who->role != ROLE_CLIENT || (l->finished && l->shared));
}

err letter_get(struct db *db, arena *a, const struct actor *who, letter_id id, struct letter *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_LETTER_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        e = read_letter(r, out);
    return !e && !letter_seen(who, out) ? E_NOT_FOUND : e;
}

err letter_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct letter_list *out)
{
    struct db_rows rs;
    *out = (struct letter_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LETTER_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct letter *v = ARENA_ARRAY(a, rs.n, struct letter);
    for (size_t i = 0; i < rs.n && !e; i++) {
        e = read_letter(rows_at(&rs, i), &v[out->n]);
        out->n += letter_seen(who, &v[out->n]);
    }
    out->v = v;
    return e;
}

err letter_insert(struct db *db, const struct actor *who, const struct letter *l)
{
    if (!scope_sees(who, l->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_LETTER_INSERT,
        DB_ARGS(DBID(who->practice), DBID(l->id), DBID(l->client), DBID(l->concern), db_opt_id(l->plan.v), DBT(l->addressee), DBT(l->paragraph),
            DBT(l->body), DBTIME(l->created), DBID(who->account)),
        NULL);
}

err letter_save(struct db *db, const struct actor *who, const struct letter *l)
{
    return exec_one(db, Q_LETTER_SAVE,
        DB_ARGS(DBID(who->practice), DBID(l->id), DBI(l->version), DBT(l->addressee), DBT(l->paragraph), DBT(l->body), DBID(who->account)), E_CONFLICT);
}

err letter_finish(struct db *db, const struct actor *who, const struct letter *l)
{
    return exec_one(db, Q_LETTER_FINISH,
        DB_ARGS(DBID(who->practice), DBID(l->id), DBI(l->version), DBT(l->addressee), DBT(l->paragraph), DBT(l->body), DBID(who->account),
            DBID(l->consent), DBTIME(l->finished_at), DBT(l->licence), DBT(l->signer)),
        E_CONFLICT);
}

err letter_share(struct db *db, const struct actor *who, const struct letter *l, bool shared)
{
    return exec_one(db, Q_LETTER_SHARE, DB_ARGS(DBID(who->practice), DBID(l->id), DBI(l->version), DBI(shared)), E_CONFLICT);
}

err letter_consent(struct db *db, arena *a, const struct actor *who, client_id client, struct letter_consent *out)
{
    struct db_row r;
    *out = (struct letter_consent){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_LETTER_CONSENT, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    if (e)
        return e == E_NOT_FOUND ? OK : e;
    *out = (struct letter_consent){
        .id = {row_int(r, QC_LETTER_CONSENT_ID)},
        .given = row_int(r, QC_LETTER_CONSENT_GIVEN) != 0,
        .at = row_instant(r, QC_LETTER_CONSENT_AT),
        .signed_by = row_text(r, QC_LETTER_CONSENT_SIGNED),
    };
    return OK;
}

err letter_sessions(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, opt_day since, struct letter_dose *out)
{
    struct db_row r;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_LETTER_SESSIONS, DB_ARGS(DBID(who->practice), DBID(client), DBID(concern), db_opt_day(since)), &r);
    if (e)
        return e;
    *out = (struct letter_dose){
        .sessions = row_int(r, QC_LETTER_SESSIONS_SESSIONS),
        .minutes = row_int(r, QC_LETTER_SESSIONS_MINUTES),
        .first = row_opt_day(r, QC_LETTER_SESSIONS_FIRST),
        .last = row_opt_day(r, QC_LETTER_SESSIONS_LAST),
        .no_note = row_int(r, QC_LETTER_SESSIONS_NO_NOTE),
    };
    return OK;
}

err letter_treated(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, opt_day since,
    const struct letter_treated **out, size_t *n)
{
    struct db_rows rs;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LETTER_TREATED, DB_ARGS(DBID(who->practice), DBID(client), DBID(concern), db_opt_day(since)), &rs);
    if (e)
        return e;
    struct letter_treated *v = ARENA_ARRAY(a, rs.n, struct letter_treated);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct letter_treated){row_text(r, QC_LETTER_TREATED_TECHNIQUE), row_text(r, QC_LETTER_TREATED_REGION), row_int(r, QC_LETTER_TREATED_MINUTES)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err letter_findings(struct db *db, arena *a, const struct actor *who, client_id client, const struct letter_finding **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LETTER_FINDINGS, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct letter_finding *v = ARENA_ARRAY(a, rs.n, struct letter_finding);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        str act = row_text(r, QC_LETTER_FINDINGS_ACT);
        bool open = !act.n || str_eq(act, S("reopened"));
        bool confirmed = str_eq(act, S("asked-yes")) || str_eq(act, S("proceed"));
        if (!confirmed && !(open && row_int(r, QC_LETTER_FINDINGS_UNKNOWN) == 0))
            continue;
        v[(*n)++] = (struct letter_finding){
            .id = {row_int(r, QC_LETTER_FINDINGS_ID)},
            .body = row_text(r, QC_LETTER_FINDINGS_BODY),
            .level = (int)row_int(r, QC_LETTER_FINDINGS_LEVEL),
            .at = row_instant(r, QC_LETTER_FINDINGS_AT),
        };
    }
    *out = v;
    return OK;
}
