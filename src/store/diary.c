#include "store/diary.h"

#include "base/json.h"
#include "store/points.h"
#include "store/scope.h"

static struct db_value id_or_null(int64_t id) {
    return id ? DBI(id) : DBN;
}

static struct db_value said(int v) {
    return v == NOT_SAID ? DBN : DBI(v);
}

// diary_day_get, diary_of_days and diary_before_of_days have the same columns.
static err read_day(struct db_row r, struct diary_row *d) {
    *d = (struct diary_row){
        .day = {(int32_t)row_int(r, QC_DIARY_DAY_GET_DAY)},
        .headache = row_int(r, QC_DIARY_DAY_GET_HEADACHE) != 0,
        .peak = row_null(r, QC_DIARY_DAY_GET_PEAK) ? NOT_SAID : (int)row_int(r, QC_DIARY_DAY_GET_PEAK),
        .medicine = row_null(r, QC_DIARY_DAY_GET_MEDICINE) ? NOT_SAID : (int)row_int(r, QC_DIARY_DAY_GET_MEDICINE),
        .at = {row_int(r, QC_DIARY_DAY_GET_AT)},
        .account = {row_int(r, QC_DIARY_DAY_GET_ACCOUNT)},
        .link = {row_int(r, QC_DIARY_DAY_GET_LINK)},
        .version = row_int(r, QC_DIARY_DAY_GET_VERSION),
        .late = row_int(r, QC_DIARY_DAY_GET_BACK_FILLED) != 0,
    };
    return source_of(row_text(r, QC_DIARY_DAY_GET_SOURCE), &d->source) ? OK : E_DB_CORRUPT;
}

err diary_get(struct db *db, arena *a, const struct actor *who, client_id client, day d, struct diary_row *out) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_DIARY_DAY_GET, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(d)), &r);
    return e != OK ? e : read_day(r, out);
}

static err insert_day(struct db *db, const struct actor *who, client_id client, const struct diary_row *r) {
    return db_exec(db, Q_DIARY_DAY_NEW,
        DB_ARGS(DBID(who->practice), DBID(client), DBDAY(r->day), DBI(r->headache), said(r->peak), said(r->medicine),
            DBT(source_name(r->source)), DBTIME(r->at), id_or_null(r->account.v), id_or_null(r->link.v), DBI(r->late)),
        NULL);
}

static err correct_day(struct db *db, const struct actor *who, client_id client, const struct diary_row *r) {
    return db_exec(db, Q_DIARY_DAY_CORRECT,
        DB_ARGS(DBID(who->practice), DBID(client), DBDAY(r->day), DBI(r->headache), said(r->peak), said(r->medicine),
            DBT(source_name(r->source)), DBTIME(r->at), id_or_null(r->account.v), id_or_null(r->link.v), DBI(r->late && r->source == SOURCE_CLIENT)),
        NULL);
}

static void jw_said(struct jw *w, int v) {
    if (v == NOT_SAID)
        jw_null(w);
    else
        jw_int(w, v);
}

err diary_insert_many(struct db *db, arena *a, const struct actor *who, client_id client, const struct diary_row *v, size_t n) {
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    if (n == 0)
        return OK;
    struct buf b = buf_new(a, 64 * n + 2); // a row has at most 48 characters
    struct jw w = jw_on(&b);
    jw_array(&w);
    for (size_t i = 0; i < n; i++) {
        CHECK(v[i].source == v[0].source && v[i].account.v == 0 && v[i].link.v == 0);
        jw_array(&w);
        jw_int(&w, v[i].day.d);
        jw_int(&w, v[i].headache);
        jw_said(&w, v[i].peak);
        jw_said(&w, v[i].medicine);
        jw_int(&w, v[i].at.us);
        jw_end(&w);
    }
    jw_end(&w);
    CHECK(!b.over);
    return db_exec(db, Q_DIARY_DAYS_NEW, DB_ARGS(DBID(who->practice), DBID(client), DBT(source_name(v[0].source)), DBT(buf_str(&b))), NULL);
}

err diary_put(struct db *db, arena *a, const struct actor *who, client_id client, const struct diary_row *r, int *changed) {
    *changed = 0;
    struct diary_row old;
    err e = diary_get(db, a, who, client, r->day, &old);
    if (e == E_NOT_FOUND && scope_sees(who, client)) {
        *changed = 1;
        return insert_day(db, who, client, r);
    }
    if (e != OK)
        return e;
    // what is not said this time is not taken back
    struct diary_row now = *r;
    if (now.peak == NOT_SAID && now.headache && old.headache)
        now.peak = old.peak;
    if (now.medicine == NOT_SAID)
        now.medicine = old.medicine;
    if (old.headache == now.headache && old.peak == now.peak && old.medicine == now.medicine)
        return OK;
    *changed = 2;
    e = db_exec(db, Q_DIARY_DAY_KEEP, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(r->day)), NULL);
    return e != OK ? e : correct_day(db, who, client, &now);
}

static err read_span(struct db *db, arena *a, enum query q, const struct actor *who, client_id client, day from, day to, struct diary_list *out) {
    *out = (struct diary_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, q, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(from), DBDAY(to)), &rs);
    if (e != OK)
        return e;
    struct diary_row *v = ARENA_ARRAY(a, rs.n, struct diary_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_day(rows_at(&rs, i), &v[i]);
    *out = (struct diary_list){v, rs.n};
    return e;
}

err diary_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct diary_list *out) {
    return read_span(db, a, Q_DIARY_OF_DAYS, who, client, from, to, out);
}

err diary_before_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct diary_list *out) {
    return read_span(db, a, Q_DIARY_BEFORE_OF_DAYS, who, client, from, to, out);
}

err diary_points(struct db *db, arena *a, const struct actor *who, client_id client, struct point_list *out, bool *told) {
    *out = (struct point_list){0};
    *told = false;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return points_of_days(db, a, DB_ARGS(DBID(who->practice), DBID(client)), out, told);
}
