#include "store/receipt.h"

#include "store/account.h"
#include "store/rows.h"
#include "store/scope.h"

err receipt_next(struct db *db, arena *a, const struct actor *who, int64_t *number)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_NEXT, DB_ARGS(DBID(who->practice)), &r);
    if (!e)
        *number = row_int(r, QC_RECEIPT_NEXT_NUMBER);
    return e;
}

err receipt_insert(struct db *db, const struct actor *who, const struct receipt *r)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_RECEIPT_INSERT,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->number), DBT(r->refund ? S("refund") : S("receipt")), db_opt_id(r->refers.v), DBID(r->client),
            db_opt_id(r->appointment.v), db_opt_id(r->package.v), DBDAY(r->issued), DBI(r->fee), DBI(r->tax_bp), DBI(r->tax), DBT(r->currency),
            DBT(r->paid_by), DBT(r->body), DBT(r->reason), DBTIME(r->at), db_opt_id(r->account.v)),
        NULL);
}

// receipt_by_id, receipt_of_client and receipt_of_days have the same columns.
static void read_receipt(struct db_row r, struct receipt *out)
{
    *out = (struct receipt){
        .id = {row_int(r, QC_RECEIPT_BY_ID_ID)},
        .number = row_int(r, QC_RECEIPT_BY_ID_NUMBER),
        .refund = str_eq(row_text(r, QC_RECEIPT_BY_ID_KIND), S("refund")),
        .refers = {row_int(r, QC_RECEIPT_BY_ID_REFERS)},
        .refers_number = row_int(r, QC_RECEIPT_BY_ID_REFERS_NUMBER),
        .client = {row_int(r, QC_RECEIPT_BY_ID_CLIENT)},
        .appointment = {row_int(r, QC_RECEIPT_BY_ID_APPOINTMENT)},
        .package = {row_int(r, QC_RECEIPT_BY_ID_PACKAGE)},
        .issued = {(int32_t)row_int(r, QC_RECEIPT_BY_ID_ISSUED_DAY)},
        .fee = row_int(r, QC_RECEIPT_BY_ID_FEE),
        .tax_bp = row_int(r, QC_RECEIPT_BY_ID_TAX_BP),
        .tax = row_int(r, QC_RECEIPT_BY_ID_TAX),
        .currency = row_text(r, QC_RECEIPT_BY_ID_CURRENCY),
        .paid_by = row_text(r, QC_RECEIPT_BY_ID_PAID_BY),
        .body = row_text(r, QC_RECEIPT_BY_ID_BODY),
        .reason = row_text(r, QC_RECEIPT_BY_ID_REASON),
        .at = row_instant(r, QC_RECEIPT_BY_ID_ISSUED),
        .account = {row_int(r, QC_RECEIPT_BY_ID_ACCOUNT)},
        .given = row_text(r, QC_RECEIPT_BY_ID_GIVEN),
        .family = row_text(r, QC_RECEIPT_BY_ID_FAMILY),
        .account_name = row_text(r, QC_RECEIPT_BY_ID_ACCOUNT_NAME),
    };
}

err receipt_get(struct db *db, arena *a, const struct actor *who, receipt_id id, struct receipt *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    read_receipt(r, out);
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

static void read_list(arena *a, const struct db_rows *rs, struct receipt_list *out)
{
    struct receipt *v = ARENA_ARRAY(a, rs->n, struct receipt);
    for (size_t i = 0; i < rs->n; i++)
        read_receipt(rows_at(rs, i), &v[i]);
    *out = (struct receipt_list){v, rs->n};
}

err receipt_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct receipt_list *out)
{
    struct db_rows rs;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RECEIPT_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (!e)
        read_list(a, &rs, out);
    return e;
}

err receipt_of_days(struct db *db, arena *a, const struct actor *who, day from, day to, struct receipt_list *out)
{
    struct db_rows rs;
    if (who->only.v || who->role == ROLE_CLIENT)
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RECEIPT_OF_DAYS, DB_ARGS(DBID(who->practice), DBDAY(from), DBDAY(to)), &rs);
    if (!e)
        read_list(a, &rs, out);
    return e;
}

err receipt_of_appointment(struct db *db, arena *a, const struct actor *who, appointment_id id, struct receipt_list *out)
{
    struct db_rows rs;
    if (who->only.v || who->role == ROLE_CLIENT)
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RECEIPT_OF_APPOINTMENT, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e)
        return e;
    struct receipt *v = ARENA_ARRAY(a, rs.n, struct receipt);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct receipt){
            .id = {row_int(r, QC_RECEIPT_OF_APPOINTMENT_ID)},
            .number = row_int(r, QC_RECEIPT_OF_APPOINTMENT_NUMBER),
            .refund = str_eq(row_text(r, QC_RECEIPT_OF_APPOINTMENT_KIND), S("refund")),
            .refers = {row_int(r, QC_RECEIPT_OF_APPOINTMENT_REFERS)},
            .fee = row_int(r, QC_RECEIPT_OF_APPOINTMENT_FEE),
            .currency = row_text(r, QC_RECEIPT_OF_APPOINTMENT_CURRENCY),
        };
    }
    *out = (struct receipt_list){v, rs.n};
    return OK;
}

err receipt_refunded(struct db *db, arena *a, const struct actor *who, receipt_id id, int64_t *fee, int64_t *tax)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_REFUNDED, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    *fee = -row_int(r, QC_RECEIPT_REFUNDED_FEE);
    *tax = -row_int(r, QC_RECEIPT_REFUNDED_TAX);
    return OK;
}

err receipt_days(struct db *db, arena *a, const struct actor *who, opt_day *first, opt_day *last)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_DAYS, DB_ARGS(DBID(who->practice)), &r);
    if (e)
        return e;
    *first = row_opt_day(r, QC_RECEIPT_DAYS_FIRST);
    *last = row_opt_day(r, QC_RECEIPT_DAYS_LAST);
    return OK;
}

err receipt_session(struct db *db, arena *a, const struct actor *who, appointment_id id, struct receipt_session *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_SESSION, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    *out = (struct receipt_session){
        .client = {row_int(r, QC_RECEIPT_SESSION_CLIENT)},
        .therapist = {row_int(r, QC_RECEIPT_SESSION_ACCOUNT)},
        .service = {row_int(r, QC_RECEIPT_SESSION_SERVICE)},
        .package = {row_int(r, QC_RECEIPT_SESSION_PACKAGE)},
        .given_back = {row_int(r, QC_RECEIPT_SESSION_GIVEN_BACK)},
        .day = {(int32_t)row_int(r, QC_RECEIPT_SESSION_DAY)},
        .minutes = row_int(r, QC_RECEIPT_SESSION_MINUTES),
        .price = row_int(r, QC_RECEIPT_SESSION_PRICE),
        .tax_bp = row_int(r, QC_RECEIPT_SESSION_TAX_BP),
        .state = row_text(r, QC_RECEIPT_SESSION_STATE),
        .service_name = row_text(r, QC_RECEIPT_SESSION_SERVICE_NAME),
        .therapist_name = row_text(r, QC_RECEIPT_SESSION_THERAPIST),
        .licence = licence_words(a, row_text(r, QC_RECEIPT_SESSION_LICENCE), row_text(r, QC_RECEIPT_SESSION_LICENCE_BODY)),
    };
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err receipt_practice(struct db *db, arena *a, const struct actor *who, struct receipt_practice *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RECEIPT_PRACTICE, DB_ARGS(DBID(who->practice)), &r);
    if (e)
        return e;
    *out = (struct receipt_practice){
        .name = row_text(r, QC_RECEIPT_PRACTICE_NAME),
        .address = row_text(r, QC_RECEIPT_PRACTICE_ADDRESS),
        .phone = row_text(r, QC_RECEIPT_PRACTICE_PHONE),
        .email = row_text(r, QC_RECEIPT_PRACTICE_EMAIL),
        .country = row_text(r, QC_RECEIPT_PRACTICE_COUNTRY),
        .zone = row_text(r, QC_RECEIPT_PRACTICE_ZONE),
        .currency = row_text(r, QC_RECEIPT_PRACTICE_CURRENCY),
        .tax_number = row_text(r, QC_RECEIPT_PRACTICE_TAX_NUMBER),
        .tax_name = row_text(r, QC_RECEIPT_PRACTICE_TAX_NAME),
    };
    return OK;
}
