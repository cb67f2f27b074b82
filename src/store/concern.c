#include "store/concern.h"

#include "base/json.h"
#include "store/rows.h"
#include "store/scope.h"

static const str kinds[CONCERN_KINDS] = {[CONCERN_PAIN] = S_INIT("pain"), [CONCERN_HEADACHE] = S_INIT("headache"),
    [CONCERN_STRESS] = S_INIT("stress"), [CONCERN_SLEEP] = S_INIT("sleep"), [CONCERN_FUNCTION] = S_INIT("function")};

str concern_kind_name(enum concern_kind k) {
    CHECK((size_t)k < CONCERN_KINDS);
    return kinds[k];
}

bool concern_kind_of(str name, enum concern_kind *out) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(name, kinds[i])) {
            *out = (enum concern_kind)i;
            return true;
        }
    return false;
}

str concern_condition_at(size_t i) {
    static const str names[] = {S_INIT("arthritis"), S_INIT("fibromyalgia"), S_INIT("tendon")};
    return i < sizeof names / sizeof names[0] ? names[i] : (str){0};
}

bool concern_condition_valid(str name) {
    bool found = name.n == 0;
    for (size_t i = 0; concern_condition_at(i).n; i++)
        found = found || str_eq(name, concern_condition_at(i));
    return found;
}

err subject_get(struct db *db, arena *a, const struct actor *who, client_id client, struct subject *out) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_SUBJECT_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    if (e != OK)
        return e;
    if (!row_null(r, QC_SUBJECT_CLIENT_MERGED_INTO))
        return E_NOT_FOUND;
    *out = (struct subject){
        .given = row_text(r, QC_SUBJECT_CLIENT_GIVEN),
        .family = row_text(r, QC_SUBJECT_CLIENT_FAMILY),
        .preferred = row_text(r, QC_SUBJECT_CLIENT_PREFERRED),
        .born_known = !row_null(r, QC_SUBJECT_CLIENT_BORN),
        .born = {(int32_t)row_int(r, QC_SUBJECT_CLIENT_BORN)},
    };
    return OK;
}

str sites_json(arena *a, const struct sites *s) {
    struct buf b = buf_new(a, 4096);
    struct jw w = jw_on(&b);
    jw_array(&w);
    for (size_t i = 0; i < s->n; i++)
        jw_str(&w, site_text(a, s->v[i]));
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static bool sites_of(const struct json *j, struct sites *out) {
    *out = (struct sites){0};
    if (!j || j->kind != JSON_ARRAY || j->count > SITES_MAX)
        return false;
    for (const struct json *o = j->first; o; o = o->next)
        if (!site_parse(json_text(o), &out->v[out->n++]))
            return false;
    return true;
}

bool sites_of_json(arena *a, str json, struct sites *out) {
    struct json_error why;
    *out = (struct sites){0};
    return str_eq(json, S("[]")) || sites_of(json_parse(a, json, 4, &why), out);
}

// concern_of_client and concern_by_id have the same columns.
static err read_concern(arena *a, struct db_row r, struct concern_row *c) {
    *c = (struct concern_row){
        .id = {row_int(r, QC_CONCERN_BY_ID_ID)},
        .client = {row_int(r, QC_CONCERN_BY_ID_CLIENT)},
        .place = row_text(r, QC_CONCERN_BY_ID_PLACE),
        .started = !row_null(r, QC_CONCERN_BY_ID_START_DAY),
        .start = {(int32_t)row_int(r, QC_CONCERN_BY_ID_START_DAY)},
        .closed = !row_null(r, QC_CONCERN_BY_ID_CLOSED_DAY),
        .closed_on = {(int32_t)row_int(r, QC_CONCERN_BY_ID_CLOSED_DAY)},
        .version = row_int(r, QC_CONCERN_BY_ID_VERSION),
        .created = {row_int(r, QC_CONCERN_BY_ID_CREATED)},
        .onset_day = row_opt_day(r, QC_CONCERN_BY_ID_ONSET_DAY),
        .onset = row_text(r, QC_CONCERN_BY_ID_ONSET),
        .history = row_text(r, QC_CONCERN_BY_ID_HISTORY),
        .condition = row_text(r, QC_CONCERN_BY_ID_CONDITION),
    };
    bool good = sites_of_json(a, row_text(r, QC_CONCERN_BY_ID_REGIONS), &c->sites);
    return good && concern_kind_of(row_text(r, QC_CONCERN_BY_ID_KIND), &c->kind) ? OK : E_DB_CORRUPT;
}

err concern_list(struct db *db, arena *a, const struct actor *who, client_id client, struct concern_list *out) {
    *out = (struct concern_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CONCERN_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct concern_row *v = ARENA_ARRAY(a, rs.n, struct concern_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_concern(a, rows_at(&rs, i), &v[i]);
    *out = (struct concern_list){v, rs.n};
    return e;
}

err concern_get(struct db *db, arena *a, const struct actor *who, concern_id id, struct concern_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_CONCERN_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_concern(a, r, out);
    if (e == OK && !scope_sees(who, out->client))
        e = E_NOT_FOUND;
    return e;
}

err concern_insert(struct db *db, arena *a, const struct actor *who, const struct concern_row *c) {
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_CONCERN_NEW,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBID(c->client), DBT(concern_kind_name(c->kind)), DBT(c->place),
            db_opt_day((opt_day){c->started, c->start}), db_opt_day((opt_day){c->closed, c->closed_on}), DBTIME(c->created),
            DBT(sites_json(a, &c->sites)), db_opt_day(c->onset_day), DBT(c->onset), DBT(c->history), DBT(c->condition)),
        NULL);
}

static void body_day(arena *a, struct jw *w, str key, opt_day d) {
    jw_key(w, key);
    if (d.known)
        jw_str(w, day_str(a, d.day));
    else
        jw_null(w);
}

static str body_of(arena *a, const struct concern_row *c) {
    struct buf b = buf_new(a, 65536);
    struct jw w = jw_on(&b);
    jw_object(&w);
    body_day(a, &w, S("closed"), (opt_day){c->closed, c->closed_on});
    if (c->condition.n)
        jw_kstr(&w, S("condition"), c->condition);
    jw_kstr(&w, S("history"), c->history);
    jw_kstr(&w, S("kind"), concern_kind_name(c->kind));
    jw_kstr(&w, S("onset"), c->onset);
    body_day(a, &w, S("onset_day"), c->onset_day);
    jw_kstr(&w, S("place"), c->place);
    jw_key(&w, S("regions"));
    jw_raw(&w, sites_json(a, &c->sites));
    body_day(a, &w, S("start"), (opt_day){c->started, c->start});
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

err concern_update(struct db *db, arena *a, const struct actor *who, instant at, const struct concern_row *c) {
    struct concern_row was;
    err e = concern_get(db, a, who, c->id, &was);
    if (e == OK && (was.client.v != c->client.v || was.version != c->version))
        e = E_CONFLICT;
    if (e != OK)
        return e;
    e = db_exec(db, Q_CONCERN_KEEP,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBI(was.version), DBTIME(at), db_opt_id(who->account.v), DBT(body_of(a, &was))), NULL);
    if (e != OK)
        return e;
    return exec_one(db, Q_CONCERN_CHANGE,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBI(c->version), DBT(c->place), db_opt_day((opt_day){c->started, c->start}),
            db_opt_day((opt_day){c->closed, c->closed_on}), DBT(sites_json(a, &c->sites)), db_opt_day(c->onset_day), DBT(c->onset), DBT(c->history),
            DBT(c->condition)),
        E_CONFLICT);
}

static opt_day day_in(const struct json *j, str key) {
    opt_day d = {0};
    d.known = day_parse(json_text(json_get(j, key)), &d.day);
    return d;
}

static err read_version(arena *a, struct db_row r, const struct concern_row *now, struct concern_version *v) {
    struct json_error why;
    const struct json *j = json_parse(a, row_text(r, QC_CONCERN_VERSIONS_BODY), 8, &why);
    *v = (struct concern_version){.row = *now,
        .replaced_at = row_instant(r, QC_CONCERN_VERSIONS_AT),
        .replaced_by = row_text(r, QC_CONCERN_VERSIONS_BY)};
    struct concern_row *c = &v->row;
    opt_day start = day_in(j, S("start")), closed = day_in(j, S("closed"));
    c->version = row_int(r, QC_CONCERN_VERSIONS_VERSION);
    c->place = json_text(json_get(j, S("place")));
    c->condition = json_text(json_get(j, S("condition")));
    c->onset = json_text(json_get(j, S("onset")));
    c->history = json_text(json_get(j, S("history")));
    c->onset_day = day_in(j, S("onset_day"));
    c->started = start.known;
    c->start = start.day;
    c->closed = closed.known;
    c->closed_on = closed.day;
    return sites_of(json_get(j, S("regions")), &c->sites) ? OK : E_DB_CORRUPT;
}

err concern_versions(struct db *db, arena *a, const struct actor *who, const struct concern_row *c, struct concern_history *out) {
    *out = (struct concern_history){0};
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CONCERN_VERSIONS, DB_ARGS(DBID(who->practice), DBID(c->id)), &rs);
    if (e != OK)
        return e;
    struct concern_version *v = ARENA_ARRAY(a, rs.n, struct concern_version);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_version(a, rows_at(&rs, i), c, &v[i]);
    *out = (struct concern_history){v, rs.n};
    return e;
}
