#include "store/note.h"

#include "store/rows.h"
#include "store/scope.h"

// No client by link reads or writes notes.
static bool may(const struct actor *who) { return who->practice.v && who->role != ROLE_CLIENT && !who->only.v; }

#define COL(name) QC_NOTE_BY_ID_##name

static err read_row(struct db_row r, struct note_row *n)
{
    *n = (struct note_row){
        .id = {row_int(r, COL(ID))},
        .client = {row_int(r, COL(CLIENT))},
        .appointment = {row_int(r, COL(APPOINTMENT))},
        .account = {row_int(r, COL(ACCOUNT))},
        .author = row_text(r, COL(AUTHOR)),
        .body = row_text(r, COL(BODY)),
        .begun = row_instant(r, COL(BEGUN_US)),
        .saved = row_instant(r, COL(SAVED_US)),
        .signed_ = !row_null(r, COL(SIGNED_US)),
        .signed_at = row_instant(r, COL(SIGNED_US)),
        .licence = row_text(r, COL(LICENCE)),
        .signer = row_text(r, COL(SIGNER)),
        .late = row_int(r, COL(LATE)) != 0,
        .version = row_int(r, COL(VERSION)),
        .day = {(int32_t)row_int(r, COL(DAY))},
        .minute = (int)row_int(r, COL(MINUTE)),
        .minutes = (int)row_int(r, COL(MINUTES)),
        .start = row_instant(r, COL(START_US)),
        .end = row_instant(r, COL(END_US)),
        .service = row_text(r, COL(SERVICE)),
    };
    bool good = appointment_state_of(row_text(r, COL(STATE)), &n->state) && visit_kind_of(row_text(r, COL(KIND)), &n->kind);
    return good ? OK : E_DB_CORRUPT;
}

static err one(struct db *db, arena *a, const struct actor *who, enum query q, int64_t id, struct note_row *out)
{
    struct db_row r;
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_one(db, a, q, DB_ARGS(DBID(who->practice), DBI(id)), &r);
    return e ? e : read_row(r, out);
}

err note_get(struct db *db, arena *a, const struct actor *who, note_id id, struct note_row *out)
{
    return one(db, a, who, Q_NOTE_BY_ID, id.v, out);
}

err note_of_appointment(struct db *db, arena *a, const struct actor *who, appointment_id id, struct note_row *out)
{
    return one(db, a, who, Q_NOTE_BY_APPOINTMENT, id.v, out);
}

static err list(struct db *db, arena *a, const struct actor *who, enum query q, const struct db_value *args, size_t n_args, struct note_list *out)
{
    struct db_rows rs;
    *out = (struct note_list){0};
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_all(db, a, q, args, n_args, &rs);
    if (e)
        return e;
    struct note_row *v = ARENA_ARRAY(a, rs.n, struct note_row);
    for (size_t i = 0; i < rs.n && !e; i++)
        e = read_row(rows_at(&rs, i), &v[i]);
    *out = (struct note_list){v, rs.n};
    return e;
}

err note_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct note_list *out)
{
    return list(db, a, who, Q_NOTE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), out);
}

err note_signed_before(struct db *db, arena *a, const struct actor *who, client_id client, instant start, struct note_list *out)
{
    return list(db, a, who, Q_NOTE_SIGNED_BEFORE, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(start)), out);
}

err note_insert(struct db *db, const struct actor *who, const struct note_row *n)
{
    if (!may(who))
        return E_NOT_FOUND;
    return exec_one(db, Q_NOTE_NEW,
        DB_ARGS(DBID(who->practice), DBID(n->id), DBID(n->client), DBID(n->appointment), DBID(n->account), DBT(n->body), DBTIME(n->saved)),
        E_CONFLICT);
}

err note_save(struct db *db, const struct actor *who, const struct note_row *n)
{
    if (!may(who))
        return E_NOT_FOUND;
    return exec_one(db, Q_NOTE_SAVE, DB_ARGS(DBID(who->practice), DBID(n->id), DBI(n->version), DBT(n->body), DBTIME(n->saved)), E_CONFLICT);
}

err note_sign(struct db *db, const struct actor *who, const struct note_row *n)
{
    CHECK(n->licence.n && n->signer.n);
    if (!may(who))
        return E_NOT_FOUND;
    return exec_one(db, Q_NOTE_SIGN,
        DB_ARGS(DBID(who->practice), DBID(n->id), DBI(n->version), DBT(n->body), DBTIME(n->saved), DBT(n->licence), DBT(n->signer), DBI(n->late)),
        E_CONFLICT);
}

err note_treated(struct db *db, const struct actor *who, const struct note_row *n, const struct treated_row *t)
{
    if (!may(who))
        return E_NOT_FOUND;
    return db_exec(db, Q_NOTE_TREATED,
        DB_ARGS(DBID(who->practice), DBID(n->id), DBI(t->position), DBID(n->client), DBT(t->technique), DBT(t->region), DBI(t->minutes),
            DBI(t->pressure)),
        NULL);
}

err note_amend(struct db *db, const struct actor *who, const struct amendment_row *x)
{
    CHECK(who->account.v && x->licence.n);
    if (!may(who))
        return E_NOT_FOUND;
    return db_exec(db, Q_NOTE_AMEND,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBID(x->note), DBT(x->part), DBT(x->words), DBT(x->reason), DBTIME(x->at), DBID(who->account),
            DBT(x->licence), DBT(x->signer)),
        NULL);
}

err note_amendments(struct db *db, arena *a, const struct actor *who, note_id note, const struct amendment_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NOTE_AMENDMENTS, DB_ARGS(DBID(who->practice), DBID(note)), &rs);
    if (e)
        return e;
    struct amendment_row *v = ARENA_ARRAY(a, rs.n, struct amendment_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct amendment_row){
            .id = {row_int(r, QC_NOTE_AMENDMENTS_ID)},
            .note = {row_int(r, QC_NOTE_AMENDMENTS_NOTE)},
            .part = row_text(r, QC_NOTE_AMENDMENTS_PART),
            .words = row_text(r, QC_NOTE_AMENDMENTS_WORDS),
            .reason = row_text(r, QC_NOTE_AMENDMENTS_REASON),
            .at = row_instant(r, QC_NOTE_AMENDMENTS_AT_US),
            .licence = row_text(r, QC_NOTE_AMENDMENTS_LICENCE),
            .signer = row_text(r, QC_NOTE_AMENDMENTS_SIGNER),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err note_amended(struct db *db, arena *a, const struct actor *who, client_id client, const struct note_count **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NOTE_AMENDED_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct note_count *v = ARENA_ARRAY(a, rs.n, struct note_count);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (struct note_count){{row_int(rows_at(&rs, i), QC_NOTE_AMENDED_OF_CLIENT_NOTE)}, row_int(rows_at(&rs, i), QC_NOTE_AMENDED_OF_CLIENT_N)};
    *out = v;
    *n = rs.n;
    return OK;
}

err note_measures(struct db *db, arena *a, const struct actor *who, client_id client, day on, int64_t out[40], size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NOTE_MEASURES, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(on)), &rs);
    for (size_t i = 0; !e && i < rs.n && i < 40; i++)
        out[(*n)++] = row_int(rows_at(&rs, i), QC_NOTE_MEASURES_ID);
    return e;
}

err note_unsigned(struct db *db, arena *a, const struct actor *who, account_id account, instant since, instant now, size_t limit,
    const struct unsigned_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!may(who))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NOTE_UNSIGNED, DB_ARGS(DBID(who->practice), DBID(account), DBTIME(since), DBTIME(now), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    struct unsigned_row *v = ARENA_ARRAY(a, rs.n, struct unsigned_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct unsigned_row){
            .id = {row_int(r, QC_NOTE_UNSIGNED_ID)},
            .client = {row_int(r, QC_NOTE_UNSIGNED_CLIENT)},
            .account = {row_int(r, QC_NOTE_UNSIGNED_ACCOUNT)},
            .given = row_text(r, QC_NOTE_UNSIGNED_GIVEN),
            .family = row_text(r, QC_NOTE_UNSIGNED_FAMILY),
            .preferred = row_text(r, QC_NOTE_UNSIGNED_PREFERRED),
            .day = {(int32_t)row_int(r, QC_NOTE_UNSIGNED_DAY)},
            .minute = (int)row_int(r, QC_NOTE_UNSIGNED_MINUTE),
            .begun = row_int(r, QC_NOTE_UNSIGNED_BEGUN) != 0,
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}
