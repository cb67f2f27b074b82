#include "store/home.h"

#include "store/rows.h"

static err visits(struct db *db, arena *a, const struct actor *who, instant now, struct home_lists *out)
{
    struct db_rows rs;
    instant after = {now.us - DAY_US};
    err e = db_all(db, a, Q_HOME_VISITS, DB_ARGS(DBID(who->practice), DBID(who->only), DBTIME(after), DBI(HOME_VISITS)), &rs);
    if (e)
        return e;
    struct home_visit *v = ARENA_ARRAY(a, rs.n, struct home_visit);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct home_visit){
            .id = {row_int(r, QC_HOME_VISITS_ID)},
            .day = {(int32_t)row_int(r, QC_HOME_VISITS_DAY)},
            .minute = (int)row_int(r, QC_HOME_VISITS_MINUTE),
            .minutes = (int)row_int(r, QC_HOME_VISITS_MINUTES),
            .state = row_text(r, QC_HOME_VISITS_STATE),
            .service = row_text(r, QC_HOME_VISITS_SERVICE),
            .therapist = row_text(r, QC_HOME_VISITS_THERAPIST),
            .room = row_text(r, QC_HOME_VISITS_ROOM),
        };
    }
    out->visits = v;
    out->n_visits = rs.n;
    return OK;
}

static err receipts(struct db *db, arena *a, const struct actor *who, struct home_lists *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_HOME_RECEIPTS, DB_ARGS(DBID(who->practice), DBID(who->only), DBI(HOME_RECEIPTS)), &rs);
    if (e)
        return e;
    struct home_receipt *v = ARENA_ARRAY(a, rs.n, struct home_receipt);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct home_receipt){
            .id = {row_int(r, QC_HOME_RECEIPTS_ID)},
            .number = row_int(r, QC_HOME_RECEIPTS_NUMBER),
            .fee = row_int(r, QC_HOME_RECEIPTS_FEE),
            .refund = str_eq(row_text(r, QC_HOME_RECEIPTS_KIND), S("refund")),
            .issued = {(int32_t)row_int(r, QC_HOME_RECEIPTS_ISSUED_DAY)},
            .currency = row_text(r, QC_HOME_RECEIPTS_CURRENCY),
        };
    }
    out->receipts = v;
    out->n_receipts = rs.n;
    return OK;
}

static err packages(struct db *db, arena *a, const struct actor *who, struct home_lists *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_HOME_PACKAGES, DB_ARGS(DBID(who->practice), DBID(who->only)), &rs);
    if (e)
        return e;
    struct home_package *v = ARENA_ARRAY(a, rs.n, struct home_package);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct home_package){
            .id = {row_int(r, QC_HOME_PACKAGES_ID)},
            .service = row_text(r, QC_HOME_PACKAGES_SERVICE),
            .visits = row_int(r, QC_HOME_PACKAGES_VISITS),
            .used = row_int(r, QC_HOME_PACKAGES_USED),
            .expires = row_opt_day(r, QC_HOME_PACKAGES_EXPIRES_DAY),
        };
    }
    out->packages = v;
    out->n_packages = rs.n;
    return OK;
}

static err letters(struct db *db, arena *a, const struct actor *who, struct home_lists *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_HOME_LETTERS, DB_ARGS(DBID(who->practice), DBID(who->only)), &rs);
    if (e)
        return e;
    struct home_letter *v = ARENA_ARRAY(a, rs.n, struct home_letter);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct home_letter){
            .id = {row_int(r, QC_HOME_LETTERS_ID)},
            .addressee = row_text(r, QC_HOME_LETTERS_ADDRESSEE),
            .signer = row_text(r, QC_HOME_LETTERS_SIGNER),
            .finished = row_instant(r, QC_HOME_LETTERS_FINISHED_US),
        };
    }
    out->letters = v;
    out->n_letters = rs.n;
    return OK;
}

static err counts(struct db *db, arena *a, const struct actor *who, struct home_lists *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_HOME_COUNTS, DB_ARGS(DBID(who->practice), DBID(who->only)), &r);
    if (e)
        return e;
    out->intake_done = !row_null(r, QC_HOME_COUNTS_INTAKE_US);
    out->intake_at = row_instant(r, QC_HOME_COUNTS_INTAKE_US);
    out->intake_by_client = row_instant(r, QC_HOME_COUNTS_CLIENT_US);
    out->intake_asked = row_instant(r, QC_HOME_COUNTS_ASKED_US);
    out->intake_begun = !row_null(r, QC_HOME_COUNTS_BEGUN_US) && row_int(r, QC_HOME_COUNTS_BEGUN_US) > out->intake_at.us;
    out->concerns = row_int(r, QC_HOME_COUNTS_CONCERNS);
    out->headache = row_int(r, QC_HOME_COUNTS_HEADACHES) > 0;
    return OK;
}

err home_get(struct db *db, arena *a, const struct actor *who, instant now, struct home_lists *out)
{
    *out = (struct home_lists){0};
    if (who->role != ROLE_CLIENT || who->only.v == 0)
        return E_NOT_FOUND;
    err e = visits(db, a, who, now, out);
    if (!e)
        e = receipts(db, a, who, out);
    if (!e)
        e = packages(db, a, who, out);
    if (!e)
        e = letters(db, a, who, out);
    if (!e)
        e = counts(db, a, who, out);
    return e;
}
