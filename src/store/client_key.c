#include "store/client_key.h"

#include "store/rows.h"

enum { KEYS_AT_ONCE = 32 }; // of client_keys_insert

struct name_facts client_facts(const struct client_fields *f)
{
    return (struct name_facts){
        .given = f->given,
        .family = f->family,
        .preferred = f->preferred,
        .phones = f->phones.v,
        .n_phones = f->phones.n,
        .email = f->email,
        .born_known = f->born.known,
        .born = f->born.day,
    };
}

struct name_facts candidate_facts(const struct client_candidate *c)
{
    return (struct name_facts){
        .given = c->row.given,
        .family = c->row.family,
        .preferred = c->row.preferred,
        .phones = c->phones,
        .n_phones = c->n_phones,
        .email = c->row.email,
        .born_known = c->row.born.known,
        .born = c->row.born.day,
    };
}

err client_keys_clear(struct db *db, const struct actor *who, client_id id)
{
    return db_exec(db, Q_CLIENT_KEYS_CLEAR, DB_ARGS(DBID(who->practice), DBID(id)), NULL);
}

err client_keys_set(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_fields *f)
{
    err e = client_keys_clear(db, who, id);
    return e ? e : client_keys_add(db, a, who, id, f);
}

err client_keys_add(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_fields *f)
{
    struct name_facts facts = client_facts(f);
    struct namekeys keys = namekey_keys(a, &facts);
    err e = OK;
    for (size_t from = 0; !e && from < keys.n; from += KEYS_AT_ONCE) {
        struct db_value args[2 + KEYS_AT_ONCE] = {DBID(who->practice), DBID(id)};
        for (size_t i = 0; i < KEYS_AT_ONCE; i++)
            args[2 + i] = DBT(from + i < keys.n ? keys.v[from + i] : S(""));
        e = db_exec(db, Q_CLIENT_KEYS_INSERT, args, 2 + KEYS_AT_ONCE, NULL);
    }
    return e;
}

// The lines of client_candidates come one for each phone, those of one client together.
static size_t fold_phones(const struct db_rows *rs, struct client_candidate *v)
{
    size_t n = 0;
    for (size_t i = 0; i < rs->n; i++) {
        struct db_row r = rows_at(rs, i);
        int64_t id = row_int(r, QC_CLIENT_CANDIDATES_ID);
        if (!n || v[n - 1].row.id.v != id)
            v[n++] = (struct client_candidate){
                .row = {
                    .id = {id},
                    .given = row_text(r, QC_CLIENT_CANDIDATES_GIVEN),
                    .family = row_text(r, QC_CLIENT_CANDIDATES_FAMILY),
                    .preferred = row_text(r, QC_CLIENT_CANDIDATES_PREFERRED),
                    .born = row_opt_day(r, QC_CLIENT_CANDIDATES_BORN),
                    .email = row_text(r, QC_CLIENT_CANDIDATES_EMAIL),
                    .phone = row_text(r, QC_CLIENT_CANDIDATES_NUMBER),
                    .updated = row_instant(r, QC_CLIENT_CANDIDATES_UPDATED_US),
                },
            };
        struct client_candidate *c = &v[n - 1];
        if (!row_null(r, QC_CLIENT_CANDIDATES_NUMBER) && c->n_phones < TEXTS_MAX)
            c->phones[c->n_phones++] = row_text(r, QC_CLIENT_CANDIDATES_NUMBER);
    }
    return n;
}

err client_candidates(struct db *db, arena *a, const struct actor *who, struct namekeys keys, size_t limit,
    const struct client_candidate **out, size_t *n)
{
    CHECK(keys.n <= NAMEKEY_PROBES);
    struct db_value args[1 + NAMEKEY_PROBES + 1];
    args[0] = DBID(who->practice);
    for (size_t i = 0; i < NAMEKEY_PROBES; i++)
        args[1 + i] = DBT(i < keys.n ? keys.v[i] : S(""));
    args[1 + NAMEKEY_PROBES] = DBI((int64_t)limit);
    *out = NULL;
    *n = 0;
    if (!keys.n)
        return OK;
    struct db_rows rs;
    err e = db_all(db, a, Q_CLIENT_CANDIDATES, args, sizeof args / sizeof *args, &rs);
    if (e)
        return e;
    struct client_candidate *v = ARENA_ARRAY(a, rs.n, struct client_candidate);
    *n = fold_phones(&rs, v);
    *out = v;
    return OK;
}

_Static_assert((int)QC_CLIENT_ALL_ID == (int)QC_CLIENT_CANDIDATES_ID && (int)QC_CLIENT_ALL_NUMBER == (int)QC_CLIENT_CANDIDATES_NUMBER,
    "both are read by fold_phones");

err client_all(struct db *db, arena *a, const struct actor *who, size_t limit, const struct client_candidate **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CLIENT_ALL, DB_ARGS(DBID(who->practice), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    struct client_candidate *v = ARENA_ARRAY(a, rs.n, struct client_candidate);
    *n = fold_phones(&rs, v);
    *out = v;
    return OK;
}
