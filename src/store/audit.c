#include "store/audit.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "store/rows.h"

err audit_insert(struct db *db, practice_id practice, const struct audit_row *row)
{
    return db_exec(db, Q_AUDIT_INSERT,
        DB_ARGS(DBID(practice), DBID(row->id), DBTIME(row->at), DBT(row->event), DBT(role_name(row->role)),
            db_opt_id(row->account.v), db_opt_id(row->client.v), db_opt_id(row->subject)),
        NULL);
}

_Static_assert((int)QC_AUDIT_PAGE_SUBJECT_SUBJECT_FAMILY == (int)QC_AUDIT_PAGE_SUBJECT_FAMILY, "both are read by audit_list");

err audit_list(struct db *db, arena *a, const struct actor *who, audit_id before, int64_t subject, size_t limit,
    struct audit_row **out, size_t *n)
{
    struct db_value args[] = {DBID(who->practice), DBI(before.v ? before.v : INT64_MAX), DBI((int64_t)limit), DBI(subject)};
    struct db_rows rs;
    err e = db_all(db, a, subject ? Q_AUDIT_PAGE_SUBJECT : Q_AUDIT_PAGE, args, subject ? 4 : 3, &rs);
    if (e)
        return e;
    struct audit_row *v = ARENA_ARRAY(a, rs.n, struct audit_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        str given = row_text(r, QC_AUDIT_PAGE_SUBJECT_GIVEN), family = row_text(r, QC_AUDIT_PAGE_SUBJECT_FAMILY);
        v[i] = (struct audit_row){
            .id = {row_int(r, QC_AUDIT_PAGE_ID)},
            .at = row_instant(r, QC_AUDIT_PAGE_AT_US),
            .event = row_text(r, QC_AUDIT_PAGE_EVENT),
            .role = role_of(row_text(r, QC_AUDIT_PAGE_ROLE)),
            .account = {row_int(r, QC_AUDIT_PAGE_ACCOUNT_ID)},
            .client = {row_int(r, QC_AUDIT_PAGE_CLIENT_ID)},
            .subject = row_int(r, QC_AUDIT_PAGE_SUBJECT),
            .account_name = row_text(r, QC_AUDIT_PAGE_ACCOUNT_NAME),
            .subject_name = given.n && family.n ? str_fmt(a, "%.*s %.*s", SP(given), SP(family)) : given.n ? given : family,
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

// hash = BLAKE2b-256(hash before || canonical JSON of the row). The JSON never changes form: old chains must verify.
static void link_hash(arena *a, practice_id practice, const unsigned char before[32], struct db_row r, size_t col, unsigned char out[32])
{
    struct buf b = buf_new(a, 4096);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_key(&w, S("practice"));
    jw_id(&w, practice.v);
    jw_key(&w, S("id"));
    jw_id(&w, row_int(r, col));
    jw_kint(&w, S("at"), row_int(r, col + 1));
    jw_kstr(&w, S("event"), row_text(r, col + 2));
    jw_kstr(&w, S("role"), row_text(r, col + 3));
    jw_key(&w, S("account"));
    jw_id(&w, row_int(r, col + 4));
    jw_key(&w, S("client"));
    jw_id(&w, row_int(r, col + 5));
    jw_key(&w, S("subject"));
    jw_id(&w, row_int(r, col + 6));
    jw_end(&w);
    CHECK(!b.over);
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, 32);
    crypto_generichash_update(&h, before, 32);
    crypto_generichash_update(&h, (const unsigned char *)b.p, b.n);
    crypto_generichash_final(&h, out, 32);
}

_Static_assert(QC_AUDIT_UNCHAINED_SUBJECT == 6 && QC_AUDIT_CHAIN_LINKS_SUBJECT == QC_AUDIT_CHAIN_LINKS_ID + 6,
    "link_hash reads seven columns in this order");

// Reads are booked behind a queue: one that waited (a database that was down) gets an id older than the newest link. A day of
// ids (base/id.h: milliseconds above 22 bits) is looked through for such rows, so that none stays outside of the chain.
static const int64_t LATE_IDS = (INT64_C(86400000) << 22);

err audit_chain_extend(struct db *db, arena *a, practice_id practice, instant settled, size_t limit, size_t *chained)
{
    *chained = 0;
    unsigned char hash[32] = {0};
    int64_t n = 0, after = 0;
    struct db_row last;
    err e = db_one(db, a, Q_AUDIT_CHAIN_LAST, DB_ARGS(DBID(practice)), &last);
    if (e && e != E_NOT_FOUND)
        return e;
    if (!e) {
        str h = row_text(last, QC_AUDIT_CHAIN_LAST_HASH);
        if (h.n != sizeof hash)
            return E_DB_CORRUPT;
        memcpy(hash, h.p, sizeof hash);
        n = row_int(last, QC_AUDIT_CHAIN_LAST_N);
        after = row_int(last, QC_AUDIT_CHAIN_LAST_AUDIT_ID) - LATE_IDS;
    }
    struct db_rows rs;
    e = db_all(db, a, Q_AUDIT_UNCHAINED, DB_ARGS(DBID(practice), DBI(after), DBTIME(settled), DBI((int64_t)limit)), &rs);
    for (size_t i = 0; !e && i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        link_hash(a, practice, hash, r, QC_AUDIT_UNCHAINED_ID, hash);
        e = db_exec(db, Q_AUDIT_CHAIN_INSERT,
            DB_ARGS(DBID(practice), DBI(++n), DBI(row_int(r, QC_AUDIT_UNCHAINED_ID)), DBB(((str){(const char *)hash, 32}))), NULL);
    }
    if (!e)
        *chained = rs.n;
    return e;
}

err audit_chain_verify(struct db *db, arena *a, practice_id practice, size_t limit, int64_t *n, unsigned char hash[32],
    int64_t *bad, bool *end)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_AUDIT_CHAIN_LINKS, DB_ARGS(DBID(practice), DBI(*n), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    *bad = 0;
    *end = rs.n < limit;
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        str kept = row_text(r, QC_AUDIT_CHAIN_LINKS_HASH);
        link_hash(a, practice, hash, r, QC_AUDIT_CHAIN_LINKS_ID, hash);
        bool fits = !row_null(r, QC_AUDIT_CHAIN_LINKS_ID) && row_int(r, QC_AUDIT_CHAIN_LINKS_N) == *n + 1 && kept.n == 32 &&
            memcmp(kept.p, hash, 32) == 0;
        *n = *n + 1;
        if (!fits) {
            *bad = *n;
            return OK;
        }
    }
    return OK;
}
