#include "store/merge.h"

#include <string.h>

#include "base/json.h"
#include "db/statement.h"
#include "store/rows.h"

enum { MOVED_MAX = 16 * 1024 * 1024 };

err merge_counts(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, struct merge_counts *out)
{
    struct db_row r, both;
    const struct db_value args[] = {DBID(who->practice), DBID(kept), DBID(gone)};
    err e = db_one(db, a, Q_MERGE_COUNTS, args, 3, &r);
    if (!e)
        e = db_one(db, a, Q_MERGE_OVERLAPS, args, 3, &both);
    if (!e)
        *out = (struct merge_counts){
            .concerns = row_int(r, QC_MERGE_COUNTS_CONCERNS),
            .measures = row_int(r, QC_MERGE_COUNTS_MEASURES),
            .days = row_int(r, QC_MERGE_COUNTS_DAYS),
            .links = row_int(r, QC_MERGE_COUNTS_LINKS),
            .collisions = row_int(r, QC_MERGE_COUNTS_COLLISIONS),
            .overlaps = row_int(both, QC_MERGE_OVERLAPS_N),
        };
    for (size_t i = 0; !e && i < db_table_count; i++) {
        struct db_rows rs;
        if (db_tables[i].client_rows == Q_none || db_tables[i].client_rows == Q_CLIENT_ROWS_LINK)
            continue;
        e = db_all(db, a, db_tables[i].client_rows, DB_ARGS(DBID(who->practice), DBID(gone)), &rs);
        out->others += e ? 0 : (int64_t)rs.n;
    }
    return e;
}

// One merge under way: the two records and the memory being written.
struct move {
    struct db *db;
    arena *a;
    const struct actor *who;
    client_id kept, gone;
    struct jw w;
};

static err list_ids(struct move *m, enum query q, struct db_rows *rs)
{
    return db_all(m->db, m->a, q, DB_ARGS(DBID(m->who->practice), DBID(m->gone)), rs);
}

static void note_ids(struct move *m, str key, const struct db_rows *rs)
{
    jw_key(&m->w, key);
    jw_array(&m->w);
    for (size_t i = 0; i < rs->n; i++)
        jw_id(&m->w, row_int(rows_at(rs, i), 0));
    jw_end(&m->w);
}

static err move_one(struct db *db, const struct actor *who, enum query q, client_id from, client_id to, int64_t id)
{
    return db_exec(db, q, DB_ARGS(DBID(who->practice), DBID(from), DBID(to), DBI(id)), NULL);
}

static err concern_and_measures(struct db *db, const struct actor *who, client_id from, client_id to, int64_t id)
{
    err e = move_one(db, who, Q_MERGE_MOVE_CONCERN, from, to, id);
    return e ? e : move_one(db, who, Q_MERGE_MOVE_MEASURES, from, to, id);
}

static err move_concerns(struct move *m)
{
    struct db_rows rs;
    err e = db_all(m->db, m->a, Q_MERGE_CONCERNS, DB_ARGS(DBID(m->who->practice), DBID(m->kept), DBID(m->gone)), &rs);
    if (e)
        return e;
    note_ids(m, S("concerns"), &rs);
    for (size_t i = 0; !e && i < rs.n; i++)
        e = concern_and_measures(m->db, m->who, m->gone, m->kept, row_int(rows_at(&rs, i), 0));
    return e;
}

// One row of a table of db_tables, and what follows it without an id of its own.
static err move_row(struct db *db, const struct actor *who, const struct db_table *t, client_id from, client_id to, int64_t id)
{
    err e = move_one(db, who, t->client_move, from, to, id);
    if (!e && t->client_move == Q_CLIENT_MOVE_NOTE)
        e = move_one(db, who, Q_MERGE_MOVE_TREATED, from, to, id);
    if (e || t->client_move != Q_CLIENT_MOVE_APPOINTMENT)
        return e;
    int64_t taken = 0;
    e = db_exec(db, Q_MERGE_TAKEN_OUT, DB_ARGS(DBID(who->practice), DBID(from), DBI(id)), &taken);
    return e || !taken ? e : db_exec(db, Q_MERGE_TAKEN_IN, DB_ARGS(DBID(who->practice), DBID(to), DBI(id)), NULL);
}

static err move_table(struct move *m, const struct db_table *t)
{
    struct db_rows rs;
    err e = list_ids(m, t->client_rows, &rs);
    if (e || !rs.n)
        return e;
    note_ids(m, str_of(t->name), &rs);
    for (size_t i = 0; i < rs.n && !e; i++)
        e = move_row(m->db, m->who, t, m->gone, m->kept, row_int(rows_at(&rs, i), 0));
    return e;
}

static err move_tables(struct move *m)
{
    err e = OK;
    for (size_t i = 0; !e && i < db_table_count; i++)
        if (db_tables[i].client_rows != Q_none)
            e = move_table(m, &db_tables[i]);
    return e;
}

_Static_assert(QC_MERGE_COLLISIONS_LINK_ID == 8 && QC_MERGE_COLLISIONS_BEFORE_LINK_ID == 8 && QC_MERGE_COLLISIONS_BACK_FILLED == 9, "one order");
static const char *const day_columns[] = {"day", "version", "headache", "peak", "medicine", "source", "at", "account", "link", "late"};
enum { BEFORE_COLUMNS = 9, DAY_COLUMNS = 10, SOURCE_COLUMN = 5, LATE_COLUMN = 9 };

static void note_days(struct move *m, str key, const struct db_rows *rs, size_t columns)
{
    jw_key(&m->w, key);
    jw_array(&m->w);
    for (size_t i = 0; i < rs->n; i++) {
        struct db_row r = rows_at(rs, i);
        jw_object(&m->w);
        for (size_t c = 0; c < columns; c++) {
            jw_key(&m->w, str_of(day_columns[c]));
            if (c == SOURCE_COLUMN)
                jw_str(&m->w, row_text(r, c));
            else if (row_null(r, c))
                jw_null(&m->w);
            else
                jw_int(&m->w, row_int(r, c));
        }
        jw_end(&m->w);
    }
    jw_end(&m->w);
}

static err collisions_out(struct move *m)
{
    struct db_rows days, before;
    const struct db_value args[] = {DBID(m->who->practice), DBID(m->kept), DBID(m->gone)};
    err e = db_all(m->db, m->a, Q_MERGE_COLLISIONS, args, 3, &days);
    if (!e)
        e = db_all(m->db, m->a, Q_MERGE_COLLISIONS_BEFORE, args, 3, &before);
    if (e)
        return e;
    note_days(m, S("collisions"), &days, DAY_COLUMNS);
    note_days(m, S("collisions_before"), &before, BEFORE_COLUMNS);
    for (size_t i = 0; !e && i < days.n; i++) {
        const struct db_value key[] = {DBID(m->who->practice), DBID(m->gone), DBI(row_int(rows_at(&days, i), 0))};
        e = db_exec(m->db, Q_MERGE_DAY_DELETE, key, 3, NULL);
        if (!e)
            e = db_exec(m->db, Q_MERGE_DAY_BEFORE_DELETE, key, 3, NULL);
    }
    return e;
}

static err move_span(struct db *db, const struct actor *who, client_id from, client_id to, int64_t first, int64_t last)
{
    const struct db_value args[] = {DBID(who->practice), DBID(from), DBID(to), DBI(first), DBI(last)};
    err e = db_exec(db, Q_MERGE_MOVE_DAYS, args, 5, NULL);
    return e ? e : db_exec(db, Q_MERGE_MOVE_DAYS_BEFORE, args, 5, NULL);
}

// Days are noted and moved as spans without a hole, so that days of kept never lie within one.
static err move_days(struct move *m)
{
    struct db_rows rs;
    err e = list_ids(m, Q_MERGE_DAYS, &rs);
    if (e)
        return e;
    jw_key(&m->w, S("days"));
    jw_array(&m->w);
    for (size_t i = 0, last; !e && i < rs.n; i = last + 1) {
        int64_t first_day = row_int(rows_at(&rs, i), 0);
        for (last = i; last + 1 < rs.n && row_int(rows_at(&rs, last + 1), 0) == first_day + (int64_t)(last + 1 - i);)
            last++;
        int64_t last_day = row_int(rows_at(&rs, last), 0);
        jw_array(&m->w);
        jw_int(&m->w, first_day);
        jw_int(&m->w, last_day);
        jw_end(&m->w);
        e = move_span(m->db, m->who, m->gone, m->kept, first_day, last_day);
    }
    jw_end(&m->w);
    return e;
}

err merge_move(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone,
    const struct client_fields *before, const struct client_fields *after, str *moved)
{
    CHECK(kept.v != gone.v);
    struct buf b = buf_new(a, MOVED_MAX);
    struct move m = {.db = db, .a = a, .who = who, .kept = kept, .gone = gone, .w = jw_on(&b)};
    jw_object(&m.w);
    jw_key(&m.w, S("before"));
    jw_raw(&m.w, client_body(a, before));
    jw_key(&m.w, S("after"));
    jw_raw(&m.w, client_body(a, after));
    err e = move_concerns(&m);
    if (!e)
        e = move_tables(&m);
    if (!e)
        e = collisions_out(&m);
    if (!e)
        e = move_days(&m);
    if (e)
        return e;
    jw_end(&m.w);
    if (b.over)
        return E_TOO_LARGE;
    *moved = buf_str(&b);
    return OK;
}

// The older memory of a merge does not say which days were said late.
static err days_in(struct db *db, const struct actor *who, client_id gone, enum query q, const struct json *days, size_t columns)
{
    err e = OK;
    for (const struct json *row = days ? days->first : NULL; row && !e; row = row->next) {
        struct db_value args[2 + DAY_COLUMNS] = {DBID(who->practice), DBID(gone)};
        for (size_t c = 0; c < columns; c++) {
            const struct json *v = json_get(row, str_of(day_columns[c]));
            int64_t number;
            if (c == SOURCE_COLUMN)
                args[2 + c] = DBT(json_text(v));
            else if (!v || v->kind == JSON_NULL)
                args[2 + c] = c == LATE_COLUMN ? DBI(0) : DBN;
            else if (json_integer(v, &number))
                args[2 + c] = DBI(number);
            else
                return E_DB_CORRUPT;
        }
        e = db_exec(db, q, args, 2 + columns, NULL);
    }
    return e;
}

typedef err move_id(struct db *db, const struct actor *who, client_id from, client_id to, int64_t id);

static err ids_back(struct db *db, const struct actor *who, client_id kept, client_id gone, const struct json *ids, move_id *move)
{
    err e = OK;
    for (const struct json *x = ids ? ids->first : NULL; x && !e; x = x->next) {
        int64_t id;
        e = id_parse(json_text(x), &id) ? move(db, who, kept, gone, id) : E_DB_CORRUPT;
    }
    return e;
}

// The older memory of a merge calls the table of links "links".
static err tables_back(struct db *db, const struct actor *who, client_id kept, client_id gone, const struct json *moved)
{
    err e = OK;
    for (size_t i = 0; i < db_table_count && !e; i++) {
        const struct db_table *t = &db_tables[i];
        if (t->client_rows == Q_none)
            continue;
        const struct json *ids = json_get(moved, str_of(t->name));
        if (!ids && strcmp(t->name, "link") == 0)
            ids = json_get(moved, S("links"));
        for (const struct json *x = ids ? ids->first : NULL; x && !e; x = x->next) {
            int64_t id;
            e = id_parse(json_text(x), &id) ? move_row(db, who, t, kept, gone, id) : E_DB_CORRUPT;
        }
    }
    return e;
}

// A correction that staff made of answers that went back, and a correction of that, as often as there are any.
static err follow_corrections(struct db *db, const struct db_value *args)
{
    int64_t moved = 1;
    err e = OK;
    while (!e && moved > 0)
        e = db_exec(db, Q_MERGE_FOLLOW_CORRECTIONS, args, 3, &moved);
    return e;
}

static err follow_visits(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, const struct db_value *args)
{
    struct db_rows visits;
    err e = db_all(db, a, Q_MERGE_FOLLOW_VISITS, args, 3, &visits);
    for (size_t t = 0; t < db_table_count && !e; t++)
        for (size_t i = 0; db_tables[t].client_move == Q_CLIENT_MOVE_APPOINTMENT && i < visits.n && !e; i++)
            e = move_row(db, who, &db_tables[t], kept, gone, row_int(rows_at(&visits, i), QC_MERGE_FOLLOW_VISITS_ID));
    return e;
}

static err follow_days(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, const struct db_value *args)
{
    struct db_rows days;
    err e = db_all(db, a, Q_MERGE_FOLLOW_DAYS, args, 3, &days);
    for (size_t i = 0; !e && i < days.n; i++) {
        int64_t on = row_int(rows_at(&days, i), QC_MERGE_FOLLOW_DAYS_DAY);
        e = move_span(db, who, kept, gone, on, on);
    }
    return e;
}

// What was written since about something that went back goes with it; in this order, as each follows the ones before.
static err follow(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone)
{
    static const enum query before[] = {Q_MERGE_FOLLOW_PLANS, Q_MERGE_FOLLOW_ACTIVITIES, Q_MERGE_FOLLOW_LETTERS, Q_MERGE_FOLLOW_REVIEWS};
    static const enum query after[] = {Q_MERGE_FOLLOW_NOTES, Q_MERGE_FOLLOW_TREATED, Q_MERGE_FOLLOW_CALM, Q_MERGE_FOLLOW_RECEIPTS,
        Q_MERGE_FOLLOW_LINKS, Q_MERGE_FOLLOW_OUTBOX, Q_MERGE_FOLLOW_ADVERSE, Q_MERGE_FOLLOW_CARE, Q_MERGE_FOLLOW_SAID,
        Q_MERGE_FOLLOW_AFTER_ASKS, Q_MERGE_FOLLOW_AFTER_SAID, Q_MERGE_FOLLOW_STOPS,
        Q_MERGE_FOLLOW_INTAKES, Q_MERGE_FOLLOW_CONSENTS, Q_MERGE_FOLLOW_FINDINGS, Q_MERGE_FOLLOW_RESPONSES};
    const struct db_value args[] = {DBID(who->practice), DBID(kept), DBID(gone)};
    err e = OK;
    for (size_t i = 0; i < sizeof before / sizeof *before && !e; i++)
        e = db_exec(db, before[i], args, 3, NULL);
    if (!e)
        e = follow_visits(db, a, who, kept, gone, args);
    for (size_t i = 0; i < sizeof after / sizeof *after && !e; i++)
        e = db_exec(db, after[i], args, 3, NULL);
    if (!e)
        e = follow_corrections(db, args);
    if (!e)
        e = db_exec(db, Q_MERGE_FOLLOW_ALERTS, args, 3, NULL);
    return e ? e : follow_days(db, a, who, kept, gone, args);
}

static err spans_back(struct db *db, const struct actor *who, client_id kept, client_id gone, const struct json *spans)
{
    err e = OK;
    for (const struct json *x = spans ? spans->first : NULL; x && !e; x = x->next) {
        int64_t first, last;
        if (x->count != 2 || !json_integer(x->first, &first) || !json_integer(x->first->next, &last))
            return E_DB_CORRUPT;
        e = move_span(db, who, kept, gone, first, last);
    }
    return e;
}

static bool noted_fields(const struct json *j, struct client_fields *out)
{
    return j && client_fields_read(j, out);
}

err merge_move_back(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, str moved,
    struct client_fields *before, struct client_fields *after)
{
    struct json_error why;
    const struct json *j = json_parse(a, moved, 16, &why);
    if (!j || !noted_fields(json_get(j, S("before")), before) || !noted_fields(json_get(j, S("after")), after))
        return E_DB_CORRUPT;
    err e = ids_back(db, who, kept, gone, json_get(j, S("concerns")), concern_and_measures);
    if (!e)
        e = tables_back(db, who, kept, gone, j);
    if (!e)
        e = spans_back(db, who, kept, gone, json_get(j, S("days")));
    if (!e)
        e = days_in(db, who, gone, Q_MERGE_DAY_INSERT, json_get(j, S("collisions")), DAY_COLUMNS);
    if (!e)
        e = days_in(db, who, gone, Q_MERGE_DAY_BEFORE_INSERT, json_get(j, S("collisions_before")), BEFORE_COLUMNS);
    return e ? e : follow(db, a, who, kept, gone);
}

err merge_insert(struct db *db, const struct actor *who, const struct merge_row *m)
{
    return db_exec(db, Q_MERGE_INSERT,
        DB_ARGS(DBID(who->practice), DBID(m->id), DBID(m->kept), DBID(m->gone), DBTIME(m->at), db_opt_id(who->account.v),
            DBT(m->moved)),
        NULL);
}

err merge_get(struct db *db, arena *a, const struct actor *who, merge_id id, struct merge_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_MERGE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        *out = (struct merge_row){
            .id = id,
            .kept = {row_int(r, QC_MERGE_BY_ID_KEPT_ID)},
            .gone = {row_int(r, QC_MERGE_BY_ID_GONE_ID)},
            .at = row_instant(r, QC_MERGE_BY_ID_AT_US),
            .moved = row_text(r, QC_MERGE_BY_ID_MOVED),
            .undone = !row_null(r, QC_MERGE_BY_ID_UNDONE_US),
        };
    return e;
}

err merge_set_undone(struct db *db, const struct actor *who, merge_id id, instant now)
{
    return exec_one(db, Q_MERGE_UNDONE, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(now)), E_CONFLICT);
}

err merge_list(struct db *db, arena *a, const struct actor *who, client_id kept, const struct merge_row **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_MERGE_LIST, DB_ARGS(DBID(who->practice), DBID(kept)), &rs);
    if (e)
        return e;
    struct merge_row *v = ARENA_ARRAY(a, rs.n, struct merge_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        str given = row_text(r, QC_MERGE_LIST_GIVEN), family = row_text(r, QC_MERGE_LIST_FAMILY);
        v[i] = (struct merge_row){
            .id = {row_int(r, QC_MERGE_LIST_ID)},
            .kept = kept,
            .gone = {row_int(r, QC_MERGE_LIST_GONE_ID)},
            .at = row_instant(r, QC_MERGE_LIST_AT_US),
            .undone = !row_null(r, QC_MERGE_LIST_UNDONE_US),
            .gone_name = str_trim(str_fmt(a, "%.*s %.*s", SP(given), SP(family))),
            .account_name = row_text(r, QC_MERGE_LIST_ACCOUNT_NAME),
            .kept_merged = !row_null(r, QC_MERGE_LIST_KEPT_MERGED),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

static struct duplicate_no in_order(client_id x, client_id y)
{
    return x.v < y.v ? (struct duplicate_no){x, y} : (struct duplicate_no){y, x};
}

err duplicate_no_put(struct db *db, const struct actor *who, client_id x, client_id y, instant now)
{
    struct duplicate_no p = in_order(x, y);
    return db_exec(db, Q_DUPLICATE_NO_PUT,
        DB_ARGS(DBID(who->practice), DBID(p.low), DBID(p.high), DBTIME(now), db_opt_id(who->account.v)), NULL);
}

err duplicate_no_get(struct db *db, arena *a, const struct actor *who, client_id x, client_id y, bool *said)
{
    struct duplicate_no p = in_order(x, y);
    struct db_row r;
    err e = db_one(db, a, Q_DUPLICATE_NO_GET, DB_ARGS(DBID(who->practice), DBID(p.low), DBID(p.high)), &r);
    *said = !e;
    return e == E_NOT_FOUND ? OK : e;
}

err duplicate_no_list(struct db *db, arena *a, const struct actor *who, const struct duplicate_no **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_DUPLICATE_NO_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct duplicate_no *v = ARENA_ARRAY(a, rs.n, struct duplicate_no);
    for (size_t i = 0; i < rs.n; i++) {
        v[i].low.v = row_int(rows_at(&rs, i), QC_DUPLICATE_NO_LIST_LOW_ID);
        v[i].high.v = row_int(rows_at(&rs, i), QC_DUPLICATE_NO_LIST_HIGH_ID);
    }
    *out = v;
    *n = rs.n;
    return OK;
}
