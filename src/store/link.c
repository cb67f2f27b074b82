#include "store/link.h"

#include "store/scope.h"

static instant at(struct db_row r, size_t col) {
    return (instant){row_int(r, col)};
}

static const str purposes[] = {[LINK_ANSWERS] = S_INIT("answers"), [LINK_INTAKE] = S_INIT("intake"), [LINK_HOME] = S_INIT("home"),
    [LINK_DIARY] = S_INIT("diary"), [LINK_VISIT] = S_INIT("visit")};

str link_purpose_name(enum link_purpose p) {
    CHECK((unsigned)p < sizeof purposes / sizeof purposes[0]);
    return purposes[p];
}

bool link_purpose_of(str name, enum link_purpose *out) {
    for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
        if (str_eq(name, purposes[i])) {
            *out = (enum link_purpose)i;
            return true;
        }
    return false;
}

// link_by_id, link_of_client, link_onward and the head of link_open have the same columns.
static err read_link(struct db_row r, struct link_row *l) {
    *l = (struct link_row){
        .id = {row_int(r, QC_LINK_BY_ID_ID)},
        .client = {row_int(r, QC_LINK_BY_ID_CLIENT)},
        .concern = {row_int(r, QC_LINK_BY_ID_CONCERN)},
        .shared_phone = row_int(r, QC_LINK_BY_ID_SHARED_PHONE) != 0,
        .confirmed = !row_null(r, QC_LINK_BY_ID_CONFIRMED),
        .used = !row_null(r, QC_LINK_BY_ID_USED),
        .revoked = !row_null(r, QC_LINK_BY_ID_REVOKED),
        .created = at(r, QC_LINK_BY_ID_CREATED),
        .expires = at(r, QC_LINK_BY_ID_EXPIRES),
        .confirmed_at = at(r, QC_LINK_BY_ID_CONFIRMED),
        .used_at = at(r, QC_LINK_BY_ID_USED),
        .revoked_at = at(r, QC_LINK_BY_ID_REVOKED),
        .account = {row_int(r, QC_LINK_BY_ID_ACCOUNT)},
        .appointment = {row_int(r, QC_LINK_BY_ID_APPOINTMENT)},
        .from = {row_int(r, QC_LINK_BY_ID_FROM)},
        .ratings = row_int(r, QC_LINK_BY_ID_RATINGS) != 0,
        .kiosk = row_int(r, QC_LINK_BY_ID_KIOSK) != 0,
        .opened_at = at(r, QC_LINK_BY_ID_OPENED),
    };
    return link_purpose_of(row_text(r, QC_LINK_BY_ID_PURPOSE), &l->purpose) ? OK : E_DB_CORRUPT;
}

err link_insert(struct db *db, const struct actor *who, const struct link_row *l) {
    if (!scope_sees(who, l->client))
        return E_NOT_FOUND;
    CHECK(l->n_asks <= LINK_ASKS);
    err e = db_exec(db, Q_LINK_NEW,
        DB_ARGS(DBID(who->practice), DBID(l->id), DBID(l->client), l->concern.v ? DBID(l->concern) : DBN, DBI(l->shared_phone),
            DBTIME(l->created), l->account.v ? DBID(l->account) : DBN, DBTIME(l->expires),
            DBT(link_purpose_name(l->purpose)), l->appointment.v ? DBID(l->appointment) : DBN, l->from.v ? DBID(l->from) : DBN,
            DBI(l->ratings), DBI(l->kiosk)),
        NULL);
    for (size_t i = 0; e == OK && i < l->n_asks; i++)
        e = db_exec(db, Q_LINK_ASK_NEW,
            DB_ARGS(DBID(who->practice), DBID(l->id), DBI((int64_t)i + 1), DBT(l->asks[i].instrument), l->asks[i].concern.v ? DBID(l->asks[i].concern) : DBN), NULL);
    return e;
}

err link_asks(struct db *db, arena *a, const struct actor *who, struct link_row *l) {
    struct db_rows rs;
    if (!scope_sees(who, l->client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LINK_ASKS, DB_ARGS(DBID(who->practice), DBID(l->id)), &rs);
    if (e != OK)
        return e;
    struct ask *v = ARENA_ARRAY(a, rs.n, struct ask);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (struct ask){row_text(rows_at(&rs, i), QC_LINK_ASKS_INSTRUMENT), {row_int(rows_at(&rs, i), QC_LINK_ASKS_CONCERN)}};
    l->asks = v;
    l->n_asks = rs.n;
    return OK;
}

err link_asked_instead(struct db *db, arena *a, const struct actor *who, client_id client, const struct link_instead **out, size_t *n) {
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LINK_ASKED_INSTEAD, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct link_instead *v = ARENA_ARRAY(a, rs.n, struct link_instead);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct link_instead){{row_int(r, QC_LINK_ASKED_INSTEAD_LINK)}, {row_text(r, QC_LINK_ASKED_INSTEAD_INSTRUMENT), {row_int(r, QC_LINK_ASKED_INSTEAD_CONCERN)}, {0}}};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

// Both lists begin with the newest link.
static err asks_of_all(struct db *db, arena *a, const struct actor *who, client_id client, struct link_row *v, size_t n) {
    struct db_rows rs;
    err e = db_all(db, a, Q_LINK_ASKS_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct ask *all = ARENA_ARRAY(a, rs.n, struct ask);
    for (size_t i = 0, at = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        all[i] = (struct ask){row_text(r, QC_LINK_ASKS_OF_CLIENT_INSTRUMENT), {row_int(r, QC_LINK_ASKS_OF_CLIENT_CONCERN)}};
        while (at < n && v[at].id.v > row_int(r, QC_LINK_ASKS_OF_CLIENT_LINK))
            at++;
        if (at == n || v[at].id.v != row_int(r, QC_LINK_ASKS_OF_CLIENT_LINK))
            continue;
        if (v[at].n_asks++ == 0)
            v[at].asks = &all[i];
    }
    return OK;
}

err link_asks_out(struct db *db, arena *a, const struct actor *who, client_id client, instant now, struct links_out *out) {
    struct db_rows rs;
    *out = (struct links_out){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_LINK_ASKS_OUT, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(now), DBID(who->link)), &rs);
    if (e != OK)
        return e;
    struct link_out *v = ARENA_ARRAY(a, rs.n, struct link_out);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        enum link_purpose purpose;
        if (!link_purpose_of(row_text(r, QC_LINK_ASKS_OUT_PURPOSE), &purpose))
            return E_DB_CORRUPT;
        out->ratings |= purpose == LINK_ANSWERS && row_int(r, QC_LINK_ASKS_OUT_RATINGS) && row_null(r, QC_LINK_ASKS_OUT_USED);
        if (!row_null(r, QC_LINK_ASKS_OUT_INSTRUMENT))
            v[out->n++] = (struct link_out){{row_text(r, QC_LINK_ASKS_OUT_INSTRUMENT), {row_int(r, QC_LINK_ASKS_OUT_CONCERN)}}, purpose == LINK_DIARY};
    }
    out->v = v;
    return OK;
}

err link_get(struct db *db, arena *a, const struct actor *who, link_id id, struct link_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_LINK_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    e = read_link(r, out);
    return e == OK && !scope_sees(who, out->client) ? E_NOT_FOUND : e;
}

err link_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct link_list *out) {
    *out = (struct link_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_LINK_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI(LINKS_LISTED)), &rs);
    if (e != OK)
        return e;
    struct link_row *v = ARENA_ARRAY(a, rs.n, struct link_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_link(rows_at(&rs, i), &v[i]);
    *out = (struct link_list){v, rs.n};
    return e != OK ? e : asks_of_all(db, a, who, client, v, rs.n);
}

err link_onward(struct db *db, arena *a, const struct actor *who, client_id client, link_id from, enum link_purpose purpose,
    struct link_row *out) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_LINK_ONWARD, DB_ARGS(DBID(who->practice), DBID(client), DBID(from), DBT(link_purpose_name(purpose))), &r);
    return e != OK ? e : read_link(r, out);
}

err link_open(struct db *db, arena *a, practice_id practice, link_id id, struct link_opened *out) {
    struct db_row r;
    err e = db_one(db, a, Q_LINK_OPEN, DB_ARGS(DBID(practice), DBID(id)), &r);
    if (e != OK)
        return e;
    str preferred = row_text(r, QC_LINK_OPEN_PREFERRED);
    *out = (struct link_opened){
        .name = preferred.n ? preferred : row_text(r, QC_LINK_OPEN_GIVEN),
        .born_known = !row_null(r, QC_LINK_OPEN_BORN),
        .merged = !row_null(r, QC_LINK_OPEN_MERGED_INTO),
        .born = {(int32_t)row_int(r, QC_LINK_OPEN_BORN)},
        .practice = row_text(r, QC_LINK_OPEN_PRACTICE_NAME),
        .practice_phone = row_text(r, QC_LINK_OPEN_PHONE),
        .crisis_line = row_text(r, QC_LINK_OPEN_CRISIS_LINE),
        .zone = row_text(r, QC_LINK_OPEN_ZONE),
    };
    return read_link(r, &out->link);
}

err link_visit(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id id, instant *start) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_LINK_VISIT, DB_ARGS(DBID(who->practice), DBID(id), DBID(client)), &r);
    if (e == OK)
        *start = at(r, QC_LINK_VISIT_START);
    return e;
}

static err set(struct db *db, enum query q, const struct actor *who, link_id id, instant now) {
    return db_exec(db, q, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(now)), NULL);
}

err link_shared(struct db *db, arena *a, const struct actor *who, client_id client, bool *out)
{
    struct db_row r;
    *out = false;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_LINK_SHARED, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    *out = e == OK && row_int(r, QC_LINK_SHARED_SHARED_PHONE) != 0;
    return e == E_NOT_FOUND ? OK : e;
}

err link_confirm(struct db *db, const struct actor *who, link_id id, instant now) {
    return set(db, Q_LINK_CONFIRMED, who, id, now);
}

err link_wrong(struct db *db, const struct actor *who, link_id id, instant now, int most) {
    return db_exec(db, Q_LINK_WRONG, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(now), DBI(most)), NULL);
}

err link_opened(struct db *db, const struct actor *who, link_id id, instant now) {
    return set(db, Q_LINK_OPENED, who, id, now);
}

err link_use(struct db *db, const struct actor *who, link_id id, instant now) {
    return set(db, Q_LINK_USED, who, id, now);
}

err link_revoke(struct db *db, const struct actor *who, link_id id, instant now) {
    return set(db, Q_LINK_REVOKED, who, id, now);
}
