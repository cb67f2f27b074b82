#include "store/care.h"

#include "store/rows.h"
#include "store/scope.h"

static const str kinds[] = {[CARE_TREATMENT] = S_INIT("treatment"), [CARE_MEDICINE] = S_INIT("medicine"), [CARE_EVENT] = S_INIT("event")};

static bool find(const str *names, size_t n, str name, size_t *out) {
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name)) {
            *out = i;
            return true;
        }
    return false;
}

str care_kind_name(enum care_kind k) {
    CHECK((size_t)k < sizeof kinds / sizeof kinds[0]);
    return kinds[k];
}

bool care_kind_of(str name, enum care_kind *out) {
    size_t i = 0;
    bool found = find(kinds, sizeof kinds / sizeof kinds[0], name, &i);
    *out = (enum care_kind)i;
    return found;
}

// care_of_client and care_by_id have the same columns.
static err read_care(struct db_row r, struct care_row *c) {
    *c = (struct care_row){.id = {row_int(r, QC_CARE_BY_ID_ID)},
        .client = {row_int(r, QC_CARE_BY_ID_CLIENT)},
        .from = {(int32_t)row_int(r, QC_CARE_BY_ID_FROM_DAY)},
        .to = row_opt_day(r, QC_CARE_BY_ID_TO_DAY),
        .words = row_text(r, QC_CARE_BY_ID_WORDS),
        .at = row_instant(r, QC_CARE_BY_ID_AT),
        .account = {row_int(r, QC_CARE_BY_ID_ACCOUNT)},
        .link = {row_int(r, QC_CARE_BY_ID_LINK)},
        .withdrawn = !row_null(r, QC_CARE_BY_ID_WITHDRAWN),
        .withdrawn_at = row_instant(r, QC_CARE_BY_ID_WITHDRAWN),
        .account_name = row_text(r, QC_CARE_BY_ID_NAME)};
    return care_kind_of(row_text(r, QC_CARE_BY_ID_KIND), &c->kind) ? OK : E_DB_CORRUPT;
}

err care_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct care_list *out) {
    *out = (struct care_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CARE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct care_row *v = ARENA_ARRAY(a, rs.n, struct care_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_care(rows_at(&rs, i), &v[i]);
    *out = (struct care_list){v, rs.n};
    return e;
}

err care_get(struct db *db, arena *a, const struct actor *who, other_care_id id, struct care_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_CARE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_care(r, out);
    return e == OK && !scope_sees(who, out->client) ? E_NOT_FOUND : e;
}

err care_insert(struct db *db, const struct actor *who, const struct care_row *c) {
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_CARE_NEW,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBID(c->client), DBDAY(c->from), db_opt_day(c->to), DBT(care_kind_name(c->kind)), DBT(c->words),
            DBTIME(c->at), db_opt_id(c->account.v), db_opt_id(c->link.v)),
        NULL);
}

err care_withdraw(struct db *db, const struct actor *who, other_care_id id, instant at) {
    return exec_one(db, Q_CARE_WITHDRAW, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

// adverse_of_client and adverse_by_id have the same columns.
static err read_adverse(struct db_row r, struct adverse_row *c) {
    *c = (struct adverse_row){.id = {row_int(r, QC_ADVERSE_BY_ID_ID)},
        .client = {row_int(r, QC_ADVERSE_BY_ID_CLIENT)},
        .appointment = {row_int(r, QC_ADVERSE_BY_ID_APPOINTMENT)},
        .day = {(int32_t)row_int(r, QC_ADVERSE_BY_ID_DAY)},
        .days = {!row_null(r, QC_ADVERSE_BY_ID_DAYS), row_int(r, QC_ADVERSE_BY_ID_DAYS)},
        .words = row_text(r, QC_ADVERSE_BY_ID_WORDS),
        .action = row_text(r, QC_ADVERSE_BY_ID_ACTION),
        .at = row_instant(r, QC_ADVERSE_BY_ID_AT),
        .account = {row_int(r, QC_ADVERSE_BY_ID_ACCOUNT)},
        .link = {row_int(r, QC_ADVERSE_BY_ID_LINK)},
        .withdrawn = !row_null(r, QC_ADVERSE_BY_ID_WITHDRAWN),
        .withdrawn_at = row_instant(r, QC_ADVERSE_BY_ID_WITHDRAWN),
        .account_name = row_text(r, QC_ADVERSE_BY_ID_NAME),
        .acted = !row_null(r, QC_ADVERSE_BY_ID_ACTION_AT),
        .acted_at = row_instant(r, QC_ADVERSE_BY_ID_ACTION_AT),
        .acted_by = row_text(r, QC_ADVERSE_BY_ID_ACTION_NAME),
        .hours = {!row_null(r, QC_ADVERSE_BY_ID_HOURS), row_int(r, QC_ADVERSE_BY_ID_HOURS)},
        .sites = row_text(r, QC_ADVERSE_BY_ID_SITES),
        .corrected = !row_null(r, QC_ADVERSE_BY_ID_VERSION),
        .due = row_opt_day(r, QC_ADVERSE_BY_ID_DUE),
        .follow = {row_int(r, QC_ADVERSE_BY_ID_FOLLOW)},
        .closed = row_instant(r, QC_ADVERSE_BY_ID_CLOSED),
        .outcome = row_text(r, QC_ADVERSE_BY_ID_OUTCOME),
        .relation = row_text(r, QC_ADVERSE_BY_ID_RELATION)};
    bool good = adverse_what_of(row_text(r, QC_ADVERSE_BY_ID_WHAT), &c->what);
    return severity_of(row_text(r, QC_ADVERSE_BY_ID_SEVERITY), &c->severity) && good ? OK : E_DB_CORRUPT;
}

err adverse_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct adverse_list *out) {
    *out = (struct adverse_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_ADVERSE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct adverse_row *v = ARENA_ARRAY(a, rs.n, struct adverse_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_adverse(rows_at(&rs, i), &v[i]);
    *out = (struct adverse_list){v, rs.n};
    return e;
}

err adverse_get(struct db *db, arena *a, const struct actor *who, adverse_id id, struct adverse_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_ADVERSE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_adverse(r, out);
    return e == OK && !scope_sees(who, out->client) ? E_NOT_FOUND : e;
}

err adverse_insert(struct db *db, const struct actor *who, const struct adverse_row *c) {
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_ADVERSE_NEW,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBID(c->client), db_opt_id(c->appointment.v), DBDAY(c->day), DBT(adverse_what_name(c->what)),
            DBT(severity_name(c->severity)), c->days.known ? DBI(c->days.v) : DBN, DBT(c->words), DBT(c->action), DBTIME(c->at),
            db_opt_id(c->account.v), db_opt_id(c->link.v), c->hours.known ? DBI(c->hours.v) : DBN, c->sites.n ? DBT(c->sites) : DBN, db_opt_day(c->due),
            db_opt_id(c->follow.v)),
        NULL);
}

bool adverse_waits(const struct adverse_row *r) { return r->due.known && r->closed.us == 0 && !r->withdrawn; }

err adverse_waiting(struct db *db, arena *a, const struct actor *who, account_id account, size_t limit, const struct adverse_wait **out, size_t *n) {
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_ADVERSE_WAITING, DB_ARGS(DBID(who->practice), DBI((int64_t)limit), db_opt_id(account.v)), &rs);
    if (e != OK)
        return e;
    struct adverse_wait *v = ARENA_ARRAY(a, rs.n, struct adverse_wait);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct adverse_wait){.id = {row_int(r, QC_ADVERSE_WAITING_ID)},
            .client = {row_int(r, QC_ADVERSE_WAITING_CLIENT)},
            .given = row_text(r, QC_ADVERSE_WAITING_GIVEN),
            .family = row_text(r, QC_ADVERSE_WAITING_FAMILY),
            .preferred = row_text(r, QC_ADVERSE_WAITING_PREFERRED),
            .day = {(int32_t)row_int(r, QC_ADVERSE_WAITING_DAY)},
            .due = {(int32_t)row_int(r, QC_ADVERSE_WAITING_DUE)}};
        if (!severity_of(row_text(r, QC_ADVERSE_WAITING_SEVERITY), &v[i].severity))
            e = E_DB_CORRUPT;
    }
    *out = v;
    *n = rs.n;
    return e;
}

err adverse_withdraw(struct db *db, const struct actor *who, adverse_id id, instant at) {
    return exec_one(db, Q_ADVERSE_WITHDRAW, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

err sessions_held(struct db *db, arena *a, const struct actor *who, client_id client, struct held_list *out) {
    *out = (struct held_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_SESSIONS_HELD, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct held *v = ARENA_ARRAY(a, rs.n, struct held);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct held){{row_int(r, QC_SESSIONS_HELD_ID)}, {(int32_t)row_int(r, QC_SESSIONS_HELD_DAY)}, row_int(r, QC_SESSIONS_HELD_MINUTES),
            row_text(r, QC_SESSIONS_HELD_SERVICE), row_int(r, QC_SESSIONS_HELD_GIVEN) != 0};
    }
    *out = (struct held_list){v, rs.n};
    return OK;
}
