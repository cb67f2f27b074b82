#include "store/measure.h"

#include "base/json.h"
#include "store/points.h"
#include "store/scope.h"

static const str recalls[] = {
    [RECALL_AVERAGE_7D] = S_INIT("average-7d"), [RECALL_NOW] = S_INIT("now"), [RECALL_WORST_7D] = S_INIT("worst-7d")};
static const str sources[] = {[SOURCE_CLIENT] = S_INIT("client"), [SOURCE_THERAPIST] = S_INIT("therapist"),
    [SOURCE_IMPORT] = S_INIT("import"), [SOURCE_DEMO] = S_INIT("demo")};

static bool find(const str *names, size_t n, str name, size_t *out) {
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name)) {
            *out = i;
            return true;
        }
    return false;
}

str recall_name(enum recall r) {
    CHECK((size_t)r < sizeof recalls / sizeof recalls[0]);
    return recalls[r];
}

bool recall_of(str name, enum recall *out) {
    size_t i;
    bool found = find(recalls, sizeof recalls / sizeof recalls[0], name, &i);
    if (found)
        *out = (enum recall)i;
    return found;
}

str source_name(enum source s) {
    CHECK((size_t)s < sizeof sources / sizeof sources[0]);
    return sources[s];
}

bool source_of(str name, enum source *out) {
    size_t i;
    bool found = find(sources, sizeof sources / sizeof sources[0], name, &i);
    if (found)
        *out = (enum source)i;
    return found;
}

static struct db_value id_or_null(int64_t id) {
    return id ? DBI(id) : DBN;
}

err measure_insert(struct db *db, const struct actor *who, const struct measure_row *m) {
    CHECK(m->instrument.n > 0 && m->n_answers <= ANSWERS_MAX);
    if (!scope_sees(who, m->client))
        return E_NOT_FOUND;
    err e = db_exec(db, Q_MEASURE_NEW,
        DB_ARGS(DBID(who->practice), DBID(m->client), DBID(m->concern), DBDAY(m->day), DBID(m->id), DBT(m->instrument),
            DBT(recall_name(m->recall)), DBR(m->value), DBT(source_name(m->source)), DBTIME(m->at), id_or_null(m->account.v),
            id_or_null(m->link.v), DBT(m->note), id_or_null(m->set.v)),
        NULL);
    for (size_t i = 0; e == OK && i < m->n_answers; i++)
        e = db_exec(db, Q_MEASURE_ANSWER_NEW, DB_ARGS(DBID(who->practice), DBID(m->id), DBI((int64_t)i + 1), DBR(m->answer[i])), NULL);
    return e;
}

err measure_insert_many(struct db *db, arena *a, const struct actor *who, const struct measure_row *v, size_t n) {
    if (n == 0)
        return OK;
    if (!scope_sees(who, v[0].client))
        return E_NOT_FOUND;
    struct buf b = buf_new(a, 64 << 20);
    struct jw w = jw_on(&b);
    jw_array(&w);
    for (size_t i = 0; i < n; i++) {
        const struct measure_row *m = &v[i];
        CHECK(m->client.v == v[0].client.v && m->concern.v == v[0].concern.v && m->recall == v[0].recall && m->source == v[0].source);
        CHECK(m->account.v == 0 && m->link.v == 0);
        jw_array(&w);
        jw_int(&w, m->day.d);
        jw_int(&w, m->id.v);
        jw_num(&w, m->value);
        jw_int(&w, m->at.us);
        if (m->replaced_by.v)
            jw_int(&w, m->replaced_by.v);
        else
            jw_null(&w);
        if (m->withdrawn)
            jw_int(&w, m->withdrawn_at.us);
        else
            jw_null(&w);
        jw_str(&w, m->note);
        jw_end(&w);
    }
    jw_end(&w);
    if (b.over)
        return E_TOO_LARGE;
    return db_exec(db, Q_MEASURES_NEW,
        DB_ARGS(DBID(who->practice), DBID(v[0].client), DBID(v[0].concern), DBT(NRS_PAIN), DBT(recall_name(v[0].recall)),
            DBT(source_name(v[0].source)), DBT(buf_str(&b))),
        NULL);
}

// measure_by_id, measure_of_days and measure_of_link have the same columns.
static err read_measure(struct db_row r, struct measure_row *m) {
    *m = (struct measure_row){
        .id = {row_int(r, QC_MEASURE_BY_ID_ID)},
        .client = {row_int(r, QC_MEASURE_BY_ID_CLIENT)},
        .concern = {row_int(r, QC_MEASURE_BY_ID_CONCERN)},
        .day = {(int32_t)row_int(r, QC_MEASURE_BY_ID_DAY)},
        .value = row_real(r, QC_MEASURE_BY_ID_VALUE),
        .at = {row_int(r, QC_MEASURE_BY_ID_AT)},
        .account = {row_int(r, QC_MEASURE_BY_ID_ACCOUNT)},
        .link = {row_int(r, QC_MEASURE_BY_ID_LINK)},
        .replaced_by = {row_int(r, QC_MEASURE_BY_ID_REPLACED_BY)},
        .withdrawn = !row_null(r, QC_MEASURE_BY_ID_WITHDRAWN),
        .withdrawn_at = {row_int(r, QC_MEASURE_BY_ID_WITHDRAWN)},
        .note = row_text(r, QC_MEASURE_BY_ID_NOTE),
        .instrument = row_text(r, QC_MEASURE_BY_ID_INSTRUMENT),
        .set = {row_int(r, QC_MEASURE_BY_ID_SET)},
    };
    bool good = recall_of(row_text(r, QC_MEASURE_BY_ID_RECALL), &m->recall) && source_of(row_text(r, QC_MEASURE_BY_ID_SOURCE), &m->source);
    return good ? OK : E_DB_CORRUPT;
}

err measure_get(struct db *db, arena *a, const struct actor *who, measure_id id, struct measure_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_MEASURE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_measure(r, out);
    if (e == OK && !scope_sees(who, out->client))
        e = E_NOT_FOUND;
    return e;
}

err measure_replace(struct db *db, const struct actor *who, measure_id old, measure_id by) {
    int64_t changed = 0;
    err e = db_exec(db, Q_MEASURE_REPLACED, DB_ARGS(DBID(who->practice), DBID(old), DBID(by)), &changed);
    return e != OK ? e : changed == 1 ? OK : E_CONFLICT;
}

err measure_withdraw(struct db *db, const struct actor *who, measure_id id, instant at) {
    int64_t changed = 0;
    err e = db_exec(db, Q_MEASURE_WITHDRAWN, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), &changed);
    return e != OK ? e : changed == 1 ? OK : E_CONFLICT;
}

err measure_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct measure_list *out) {
    *out = (struct measure_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_MEASURE_OF_DAYS, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(from), DBDAY(to)), &rs);
    if (e != OK)
        return e;
    struct measure_row *v = ARENA_ARRAY(a, rs.n, struct measure_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_measure(rows_at(&rs, i), &v[i]);
    *out = (struct measure_list){v, rs.n};
    return e;
}

err measure_points(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, struct point_list *out,
    enum recall *recall, bool *told) {
    *out = (struct point_list){0};
    *recall = RECALL_AVERAGE_7D;
    *told = false;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return points_of_ratings(db, a, DB_ARGS(DBID(who->practice), DBID(client), DBID(key.concern), DBT(key.instrument), DBID(key.set)), out, recall, told);
}

err measure_recall(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, bool *known, enum recall *out) {
    *known = false;
    *out = RECALL_AVERAGE_7D;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_MEASURE_FIRST,
        DB_ARGS(DBID(who->practice), DBID(client), DBID(key.concern), DBT(key.instrument), DBID(key.set)), &r);
    if (e == E_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    *known = recall_of(row_text(r, QC_MEASURE_FIRST_RECALL), out);
    return *known ? OK : E_DB_CORRUPT;
}

err measure_by_link(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, day from, day to,
    struct measure_row *out) {
    if (!scope_sees(who, client) || who->link.v == 0)
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_MEASURE_OF_LINK,
        DB_ARGS(DBID(who->practice), DBID(client), DBID(key.concern), DBDAY(from), DBDAY(to), DBID(who->link), DBT(key.instrument), DBID(key.set)), &r);
    return e != OK ? e : read_measure(r, out);
}

err measure_count_by_link(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, day from, day to, int64_t *out) {
    *out = 0;
    if (!scope_sees(who, client) || who->link.v == 0)
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_MEASURE_COUNT_OF_LINK,
        DB_ARGS(DBID(who->practice), DBID(client), DBID(concern), DBDAY(from), DBDAY(to), DBID(who->link)), &r);
    if (e == OK)
        *out = row_int(r, QC_MEASURE_COUNT_OF_LINK_N);
    return e;
}

err measure_export(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, struct measure_list *out) {
    *out = (struct measure_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_MEASURE_EXPORT, DB_ARGS(DBID(who->practice), DBID(client), DBID(concern)), &rs);
    if (e != OK)
        return e;
    struct measure_row *v = ARENA_ARRAY(a, rs.n, struct measure_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct measure_row){.client = client,
            .concern = concern,
            .day = {(int32_t)row_int(r, QC_MEASURE_EXPORT_DAY)},
            .value = row_real(r, QC_MEASURE_EXPORT_VALUE),
            .at = {row_int(r, QC_MEASURE_EXPORT_AT)},
            .instrument = row_text(r, QC_MEASURE_EXPORT_INSTRUMENT),
            .note = row_text(r, QC_MEASURE_EXPORT_NOTE)};
        if (!recall_of(row_text(r, QC_MEASURE_EXPORT_RECALL), &v[i].recall) || !source_of(row_text(r, QC_MEASURE_EXPORT_SOURCE), &v[i].source))
            return E_DB_CORRUPT;
    }
    *out = (struct measure_list){v, rs.n};
    return OK;
}

err measure_singles(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, const struct single **out, size_t *n) {
    *out = NULL;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_MEASURE_SINGLES,
        DB_ARGS(DBID(who->practice), DBID(client), DBID(key.concern), DBT(key.instrument), DBID(key.set)), &rs);
    if (e != OK)
        return e;
    struct single *v = ARENA_ARRAY(a, rs.n, struct single);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct single){{(int32_t)row_int(r, QC_MEASURE_SINGLES_DAY)}, (int)row_int(r, QC_MEASURE_SINGLES_ITEM),
            row_real(r, QC_MEASURE_SINGLES_VALUE)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err measure_answers(struct db *db, arena *a, const struct actor *who, struct measure_row *m) {
    struct db_rows rs;
    m->n_answers = 0;
    if (!scope_sees(who, m->client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_MEASURE_ANSWERS, DB_ARGS(DBID(who->practice), DBID(m->id)), &rs);
    for (size_t i = 0; e == OK && i < rs.n && i < ANSWERS_MAX; i++)
        m->answer[m->n_answers++] = row_real(rows_at(&rs, i), QC_MEASURE_ANSWERS_VALUE);
    return e;
}
