#include "store/response.h"

#include <stdlib.h>

#include "store/rows.h"
#include "store/scope.h"

static const str modes[RESPONSE_MODES] = {[RESPONSE_LINK] = S_INIT("link"), [RESPONSE_KIOSK] = S_INIT("kiosk"),
    [RESPONSE_WITH_STAFF] = S_INIT("with-staff"), [RESPONSE_PAPER_ITEMS] = S_INIT("paper-items"), [RESPONSE_PAPER_TOTAL] = S_INIT("paper-total")};

str response_mode_name(enum response_mode m)
{
    CHECK((size_t)m < RESPONSE_MODES);
    return modes[m];
}

bool response_mode_of(str name, enum response_mode *out)
{
    for (size_t i = 0; i < RESPONSE_MODES; i++)
        if (str_eq(modes[i], name)) {
            *out = (enum response_mode)i;
            return true;
        }
    return false;
}

static err score_insert(struct db *db, const struct actor *who, response_id id, size_t i, const struct response_score_row *s)
{
    CHECK(s->known == (s->reason.n == 0));
    return db_exec(db, Q_RESPONSE_SCORE_NEW,
        DB_ARGS(DBID(who->practice), DBID(id), DBI((int64_t)i + 1), DBT(s->score), s->known ? DBR(s->value) : DBN, DBT(s->reason), DBT(s->band)), NULL);
}

static err text_keep(struct db *db, const struct response_row *r, const struct response_text *text)
{
    CHECK(str_eq(r->hash, text->hash) && str_eq(r->instrument, text->code));
    return db_exec(db, Q_INSTRUMENT_TEXT_KEEP, DB_ARGS(DBT(text->hash), DBT(text->code), DBT(text->version), DBT(text->json)), NULL);
}

static err scores_insert(struct db *db, const struct actor *who, response_id id, const struct response_score_row *scores, size_t n)
{
    err e = OK;
    CHECK(n > 0);
    for (size_t i = 0; e == OK && i < n; i++)
        e = score_insert(db, who, id, i, &scores[i]);
    return e;
}

err response_insert(struct db *db, const struct actor *who, const struct response_row *r, const struct response_text *text,
    const struct response_score_row *scores, size_t n)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = text_keep(db, r, text);
    if (e == OK)
        e = db_exec(db, Q_RESPONSE_NEW,
            DB_ARGS(DBID(who->practice), DBID(r->id), DBID(r->client), db_opt_id(r->concern.v), DBT(r->instrument), DBT(r->hash), DBT(r->language),
                DBT(response_mode_name(r->mode)), DBDAY(r->day), DBT(r->answers), DBTIME(r->at), db_opt_id(r->account.v), db_opt_id(r->link.v), DBT(r->note)),
            NULL);
    return e == OK ? scores_insert(db, who, r->id, scores, n) : e;
}

err response_get(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RESPONSE_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    *out = (struct response_row){
        .id = id,
        .client = {row_int(r, QC_RESPONSE_BY_ID_CLIENT)},
        .concern = {row_int(r, QC_RESPONSE_BY_ID_CONCERN)},
        .instrument = row_text(r, QC_RESPONSE_BY_ID_INSTRUMENT),
        .hash = row_text(r, QC_RESPONSE_BY_ID_HASH),
        .language = row_text(r, QC_RESPONSE_BY_ID_LANGUAGE),
        .day = {(int32_t)row_int(r, QC_RESPONSE_BY_ID_DAY)},
        .answers = row_text(r, QC_RESPONSE_BY_ID_ANSWERS),
        .at = row_instant(r, QC_RESPONSE_BY_ID_SUBMITTED),
        .account = {row_int(r, QC_RESPONSE_BY_ID_ACCOUNT)},
        .account_name = row_text(r, QC_RESPONSE_BY_ID_ACCOUNT_NAME),
        .link = {row_int(r, QC_RESPONSE_BY_ID_LINK)},
        .replaced_by = {row_int(r, QC_RESPONSE_BY_ID_REPLACED_BY)},
        .withdrawn = !row_null(r, QC_RESPONSE_BY_ID_WITHDRAWN),
        .withdrawn_at = row_instant(r, QC_RESPONSE_BY_ID_WITHDRAWN),
        .note = row_text(r, QC_RESPONSE_BY_ID_NOTE),
    };
    if (!response_mode_of(row_text(r, QC_RESPONSE_BY_ID_MODE), &out->mode))
        return E_DB_CORRUPT;
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err response_scores(struct db *db, arena *a, const struct actor *who, const struct response_row *r, const struct response_score_row **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_SCORES, DB_ARGS(DBID(who->practice), DBID(r->id)), &rs);
    if (e != OK)
        return e;
    struct response_score_row *v = ARENA_ARRAY(a, rs.n, struct response_score_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row s = rows_at(&rs, i);
        v[i] = (struct response_score_row){row_text(s, QC_RESPONSE_SCORES_SCORE), !row_null(s, QC_RESPONSE_SCORES_VALUE),
            row_real(s, QC_RESPONSE_SCORES_VALUE), row_text(s, QC_RESPONSE_SCORES_REASON), row_text(s, QC_RESPONSE_SCORES_BAND)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err response_json(struct db *db, arena *a, const struct actor *who, const struct response_row *r, str *out)
{
    struct db_row t;
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_RESPONSE_TEXT, DB_ARGS(DBID(who->practice), DBID(r->id)), &t);
    if (e == OK)
        *out = row_text(t, QC_RESPONSE_TEXT_JSON);
    return e;
}

err response_before(struct db *db, arena *a, const struct actor *who, const struct response_row *r, response_id *out)
{
    struct db_row b;
    *out = (response_id){0};
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_RESPONSE_BEFORE, DB_ARGS(DBID(who->practice), DBID(r->client), DBID(r->id)), &b);
    if (e == OK)
        out->v = row_int(b, QC_RESPONSE_BEFORE_ID);
    return e == E_NOT_FOUND ? OK : e;
}

static err read_item(struct db_row r, client_id client, struct response_item *out)
{
    *out = (struct response_item){
        .row = {.id = {row_int(r, QC_RESPONSE_OF_CLIENT_ID)},
            .client = client,
            .concern = {row_int(r, QC_RESPONSE_OF_CLIENT_CONCERN)},
            .instrument = row_text(r, QC_RESPONSE_OF_CLIENT_INSTRUMENT),
            .hash = row_text(r, QC_RESPONSE_OF_CLIENT_HASH),
            .day = {(int32_t)row_int(r, QC_RESPONSE_OF_CLIENT_DAY)},
            .answers = row_text(r, QC_RESPONSE_OF_CLIENT_ANSWERS),
            .at = row_instant(r, QC_RESPONSE_OF_CLIENT_SUBMITTED),
            .account = {row_int(r, QC_RESPONSE_OF_CLIENT_ACCOUNT)},
            .replaced_by = {row_int(r, QC_RESPONSE_OF_CLIENT_REPLACED_BY)},
            .withdrawn = !row_null(r, QC_RESPONSE_OF_CLIENT_WITHDRAWN),
            .withdrawn_at = row_instant(r, QC_RESPONSE_OF_CLIENT_WITHDRAWN)},
        .primary = {row_text(r, QC_RESPONSE_OF_CLIENT_SCORE), !row_null(r, QC_RESPONSE_OF_CLIENT_VALUE), row_real(r, QC_RESPONSE_OF_CLIENT_VALUE),
            row_text(r, QC_RESPONSE_OF_CLIENT_REASON), row_text(r, QC_RESPONSE_OF_CLIENT_BAND)},
    };
    return response_mode_of(row_text(r, QC_RESPONSE_OF_CLIENT_MODE), &out->row.mode) ? OK : E_DB_CORRUPT;
}

err response_list(struct db *db, arena *a, const struct actor *who, client_id client, struct response_list *out)
{
    struct db_rows rs;
    *out = (struct response_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct response_item *v = ARENA_ARRAY(a, rs.n, struct response_item);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_item(rows_at(&rs, i), client, &v[i]);
    *out = (struct response_list){v, rs.n};
    return e;
}

// Scores as they are read, and then by response and position.
struct scored {
    int64_t response, position;
    str score, reason, band;
    bool known;
    double value;
};
struct scored_list {
    arena *a;
    struct scored *v;
    size_t n, cap;
};

static err scored_row(void *ctx, struct db_row r)
{
    struct scored_list *l = ctx;
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 64;
        l->v = arena_grow(l->a, l->v, l->cap * sizeof *l->v, cap * sizeof *l->v);
        l->cap = cap;
    }
    l->v[l->n++] = (struct scored){.response = row_int(r, QC_RESPONSE_POINT_SCORES_RESPONSE),
        .position = row_int(r, QC_RESPONSE_POINT_SCORES_POSITION),
        .score = str_dup(l->a, row_text(r, QC_RESPONSE_POINT_SCORES_SCORE)),
        .reason = str_dup(l->a, row_text(r, QC_RESPONSE_POINT_SCORES_REASON)),
        .band = str_dup(l->a, row_text(r, QC_RESPONSE_POINT_SCORES_BAND)),
        .known = !row_null(r, QC_RESPONSE_POINT_SCORES_VALUE),
        .value = row_real(r, QC_RESPONSE_POINT_SCORES_VALUE)};
    return OK;
}

static int by_place(const void *x, const void *y)
{
    const struct scored *p = x, *q = y;
    if (p->response != q->response)
        return p->response < q->response ? -1 : 1;
    return (p->position > q->position) - (p->position < q->position);
}

// The first of a response, or where it would stand.
static size_t scored_from(const struct scored_list *l, int64_t response)
{
    size_t lo = 0, hi = l->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->v[mid].response < response)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool point_of(struct db_row r, struct response_point *out)
{
    *out = (struct response_point){.id = {row_int(r, QC_RESPONSE_POINTS_ID)},
        .concern = {row_int(r, QC_RESPONSE_POINTS_CONCERN)},
        .instrument = row_text(r, QC_RESPONSE_POINTS_INSTRUMENT),
        .hash = row_text(r, QC_RESPONSE_POINTS_HASH),
        .day = {(int32_t)row_int(r, QC_RESPONSE_POINTS_DAY)},
        .answers = row_text(r, QC_RESPONSE_POINTS_ANSWERS),
        .at = row_instant(r, QC_RESPONSE_POINTS_SUBMITTED),
        .account = {row_int(r, QC_RESPONSE_POINTS_ACCOUNT)}};
    return response_mode_of(row_text(r, QC_RESPONSE_POINTS_MODE), &out->mode);
}

// Two statements, as what is said once of a response need not be sorted and copied with each of its scores.
err response_points(struct db *db, arena *a, const struct actor *who, client_id client, const struct response_point **out, size_t *n)
{
    struct db_rows rs;
    struct scored_list scores = {.a = a};
    struct response_point one;
    *out = NULL;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_POINTS, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e == OK && rs.n)
        e = db_each(db, Q_RESPONSE_POINT_SCORES, DB_ARGS(DBID(who->practice), DBID(client)), scored_row, &scores);
    if (e != OK)
        return e;
    if (scores.n)
        qsort(scores.v, scores.n, sizeof *scores.v, by_place);
    struct response_point *v = ARENA_ARRAY(a, scores.n, struct response_point);
    for (size_t i = 0; i < rs.n; i++) {
        if (!point_of(rows_at(&rs, i), &one))
            return E_DB_CORRUPT;
        for (size_t k = scored_from(&scores, one.id.v); k < scores.n && scores.v[k].response == one.id.v; k++) {
            const struct scored *s = &scores.v[k];
            one.score = s->score, one.known = s->known, one.value = s->value, one.reason = s->reason, one.band = s->band;
            CHECK(*n < scores.n);
            v[(*n)++] = one;
        }
    }
    *out = v;
    return OK;
}

err response_days(struct db *db, arena *a, const struct actor *who, client_id client, struct response_about about, day from,
    const struct response_day **out, size_t *n) {
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_DAYS,
        DB_ARGS(DBID(who->practice), DBID(client), DBT(about.instrument), about.concern.v ? DBID(about.concern) : DBN, DBI(from.d)), &rs);
    if (e != OK)
        return e;
    struct response_day *v = ARENA_ARRAY(a, rs.n, struct response_day);
    for (*n = 0; *n < rs.n; ++*n) {
        struct db_row r = rows_at(&rs, *n);
        v[*n] = (struct response_day){.id = {row_int(r, QC_RESPONSE_DAYS_ID)}, .day = {(int32_t)row_int(r, QC_RESPONSE_DAYS_DAY)},
            .answers = row_text(r, QC_RESPONSE_DAYS_ANSWERS)};
        if (!response_mode_of(row_text(r, QC_RESPONSE_DAYS_MODE), &v[*n].mode))
            return E_DB_CORRUPT;
    }
    *out = v;
    return OK;
}

err response_link_count(struct db *db, arena *a, const struct actor *who, client_id client, int64_t *n) {
    struct db_row r;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_RESPONSE_LINK_COUNT, DB_ARGS(DBID(who->practice), DBID(client), DBID(who->link)), &r);
    *n = e == OK ? row_int(r, QC_RESPONSE_LINK_COUNT_N) : 0;
    return e;
}

err response_since(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct response_about **out, size_t *n) {
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_SINCE, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since), DBID(who->link)), &rs);
    if (e != OK)
        return e;
    struct response_about *v = ARENA_ARRAY(a, rs.n, struct response_about);
    for (*n = 0; *n < rs.n; ++*n)
        v[*n] = (struct response_about){row_text(rows_at(&rs, *n), QC_RESPONSE_SINCE_INSTRUMENT), {row_int(rows_at(&rs, *n), QC_RESPONSE_SINCE_CONCERN)}};
    *out = v;
    return OK;
}

err response_raters(struct db *db, arena *a, const struct actor *who, client_id client, const struct response_rater **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_CORRECTED, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct response_rater *v = ARENA_ARRAY(a, rs.n, struct response_rater);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct response_rater){{row_int(r, QC_RESPONSE_CORRECTED_REPLACED_BY)}, {row_int(r, QC_RESPONSE_CORRECTED_ACCOUNT)}};
        for (size_t k = 0; k < i; k++) // it took the place of another itself, which is older
            if (v[k].id.v == row_int(r, QC_RESPONSE_CORRECTED_ID))
                v[i].account = v[k].account;
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err response_replace(struct db *db, const struct actor *who, response_id old, response_id by)
{
    return exec_one(db, Q_RESPONSE_REPLACED, DB_ARGS(DBID(who->practice), DBID(old), DBID(by)), E_CONFLICT);
}

err response_withdraw(struct db *db, const struct actor *who, response_id id, instant at)
{
    return exec_one(db, Q_RESPONSE_WITHDRAWN, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

err response_begin(struct db *db, const struct actor *who, const struct response_row *r, const struct response_text *text)
{
    CHECK(r->link.v != 0 || r->account.v != 0);
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = text_keep(db, r, text);
    return e != OK ? e : db_exec(db, Q_RESPONSE_BEGIN,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBID(r->client), db_opt_id(r->concern.v), DBT(r->instrument), DBT(r->hash), DBT(r->language),
            DBT(response_mode_name(r->mode)), DBDAY(r->day), DBT(r->answers), DBTIME(r->begun), db_opt_id(r->link.v), r->device.n ? DBB(r->device) : DBN, db_opt_id(r->account.v)),
        NULL);
}

err response_begun(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RESPONSE_BEGUN, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    *out = (struct response_row){.id = id,
        .client = {row_int(r, QC_RESPONSE_BEGUN_CLIENT)},
        .instrument = row_text(r, QC_RESPONSE_BEGUN_INSTRUMENT),
        .hash = row_text(r, QC_RESPONSE_BEGUN_HASH),
        .language = row_text(r, QC_RESPONSE_BEGUN_LANGUAGE),
        .day = {(int32_t)row_int(r, QC_RESPONSE_BEGUN_DAY)},
        .begun = row_instant(r, QC_RESPONSE_BEGUN_BEGUN)};
    if (!response_mode_of(row_text(r, QC_RESPONSE_BEGUN_MODE), &out->mode))
        return E_DB_CORRUPT;
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err response_tapped(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_RESPONSE_TAPPED, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    *out = (struct response_row){.id = id,
        .client = {row_int(r, QC_RESPONSE_TAPPED_CLIENT)},
        .concern = {row_null(r, QC_RESPONSE_TAPPED_CONCERN) ? 0 : row_int(r, QC_RESPONSE_TAPPED_CONCERN)},
        .instrument = row_text(r, QC_RESPONSE_TAPPED_INSTRUMENT),
        .hash = row_text(r, QC_RESPONSE_TAPPED_HASH),
        .account = {row_null(r, QC_RESPONSE_TAPPED_ACCOUNT) ? 0 : row_int(r, QC_RESPONSE_TAPPED_ACCOUNT)},
        .version = row_int(r, QC_RESPONSE_TAPPED_VERSION)};
    if (!response_mode_of(row_text(r, QC_RESPONSE_TAPPED_MODE), &out->mode))
        return E_DB_CORRUPT;
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err response_save(struct db *db, const struct actor *who, const struct response_row *r)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_RESPONSE_SAVE, DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->version), DBT(r->answers)), E_CONFLICT);
}

err response_send(struct db *db, const struct actor *who, const struct response_row *r, const struct response_score_row *scores, size_t n)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = exec_one(db, Q_RESPONSE_SEND,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->version), DBT(r->answers), DBT(r->language), DBDAY(r->day), DBTIME(r->at), DBT(r->note)), E_CONFLICT);
    return e == OK ? scores_insert(db, who, r->id, scores, n) : e;
}

err response_by_link(struct db *db, arena *a, const struct actor *who, client_id client, link_id link, struct response_by_link *out)
{
    struct db_rows rs;
    *out = (struct response_by_link){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_RESPONSE_BY_LINK, DB_ARGS(DBID(who->practice), DBID(client), DBID(link)), &rs);
    if (e != OK)
        return e;
    struct response_row *v = ARENA_ARRAY(a, rs.n, struct response_row);
    out->v = v;
    out->n_ever = rs.n;
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        if (row_int(r, QC_RESPONSE_BY_LINK_ENDED))
            continue;
        struct response_row *to = &v[out->n++];
        *to = (struct response_row){.id = {row_int(r, QC_RESPONSE_BY_LINK_ID)},
            .client = client,
            .link = link,
            .concern = {row_int(r, QC_RESPONSE_BY_LINK_CONCERN)},
            .instrument = row_text(r, QC_RESPONSE_BY_LINK_INSTRUMENT),
            .hash = row_text(r, QC_RESPONSE_BY_LINK_HASH),
            .language = row_text(r, QC_RESPONSE_BY_LINK_LANGUAGE),
            .day = {(int32_t)row_int(r, QC_RESPONSE_BY_LINK_DAY)},
            .answers = row_text(r, QC_RESPONSE_BY_LINK_ANSWERS),
            .begun = row_instant(r, QC_RESPONSE_BY_LINK_BEGUN),
            .at = row_instant(r, QC_RESPONSE_BY_LINK_SUBMITTED),
            .sent = !row_null(r, QC_RESPONSE_BY_LINK_SUBMITTED),
            .device = row_text(r, QC_RESPONSE_BY_LINK_DEVICE),
            .version = row_int(r, QC_RESPONSE_BY_LINK_VERSION)};
        if (!response_mode_of(row_text(r, QC_RESPONSE_BY_LINK_MODE), &to->mode))
            return E_DB_CORRUPT;
    }
    return OK;
}

err response_draft_sweep(struct db *db, instant before, int64_t *deleted)
{
    return db_exec(db, Q_RESPONSE_DRAFT_SWEEP, DB_ARGS(DBTIME(before)), deleted);
}

err measure_setting_get(struct db *db, arena *a, const struct actor *who, struct measure_setting *out)
{
    struct db_row r;
    *out = (struct measure_setting){0};
    err e = db_one(db, a, Q_MEASURE_SETTING_GET, DB_ARGS(DBID(who->practice)), &r);
    if (e == OK)
        *out = (struct measure_setting){row_int(r, QC_MEASURE_SETTING_GET_MOOD) != 0, row_int(r, QC_MEASURE_SETTING_GET_VERSION), row_int(r, QC_MEASURE_SETTING_GET_LOT) != 0};
    return e == E_NOT_FOUND ? OK : e;
}

err measure_setting_put(struct db *db, const struct actor *who, instant at, const struct measure_setting *s)
{
    return exec_one(db, Q_MEASURE_SETTING_PUT, DB_ARGS(DBID(who->practice), DBI(s->mood), DBTIME(at), db_opt_id(who->account.v), DBI(s->version), DBI(s->lot)), E_CONFLICT);
}
