#include "store/news.h"

#include "store/rows.h"
#include "store/scope.h"

err news_since(struct db *db, arena *a, const struct actor *who, client_id client, instant start, instant *out)
{
    struct db_row r;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_NEWS_SINCE, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(start)), &r);
    out->us = e || row_null(r, QC_NEWS_SINCE_SINCE) ? 0 : row_int(r, QC_NEWS_SINCE_SINCE);
    return e;
}

err news_ratings(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct news_rating **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NEWS_RATINGS, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &rs);
    if (e)
        return e;
    struct news_rating *v = ARENA_ARRAY(a, rs.n, struct news_rating);
    for (size_t i = 0; i < rs.n && !e; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct news_rating){.concern = {row_int(r, QC_NEWS_RATINGS_CONCERN)},
                                    .instrument = row_text(r, QC_NEWS_RATINGS_INSTRUMENT),
                                    .day = {(int32_t)row_int(r, QC_NEWS_RATINGS_DAY)},
                                    .value = row_real(r, QC_NEWS_RATINGS_VALUE),
                                    .at = row_instant(r, QC_NEWS_RATINGS_AT),
                                    .link = {row_int(r, QC_NEWS_RATINGS_LINK)},
                                    .before_known = !row_null(r, QC_NEWS_RATINGS_BEFORE_VALUE),
                                    .before = row_real(r, QC_NEWS_RATINGS_BEFORE_VALUE),
                                    .before_day = {(int32_t)row_int(r, QC_NEWS_RATINGS_BEFORE_DAY)}};
        if (!source_of(row_text(r, QC_NEWS_RATINGS_SOURCE), &v[i].source))
            e = E_DB_CORRUPT;
    }
    *out = v;
    *n = rs.n;
    return e;
}

err news_findings(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct news_finding **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_NEWS_FINDINGS, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &rs);
    if (e)
        return e;
    struct news_finding *v = ARENA_ARRAY(a, rs.n, struct news_finding);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct news_finding){.rule = row_text(r, QC_NEWS_FINDINGS_RULE),
                                     .level = (int)row_int(r, QC_NEWS_FINDINGS_LEVEL),
                                     .unknown = row_int(r, QC_NEWS_FINDINGS_UNKNOWN) != 0,
                                     .ended = !row_null(r, QC_NEWS_FINDINGS_ENDED),
                                     .body = row_text(r, QC_NEWS_FINDINGS_BODY),
                                     .at = row_instant(r, QC_NEWS_FINDINGS_AT)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err news_counts(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct news_counts *out)
{
    struct db_row r;
    *out = (struct news_counts){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_NEWS_DIARY, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &r);
    if (e)
        return e;
    out->days = row_int(r, QC_NEWS_DIARY_DAYS);
    out->headaches = row_int(r, QC_NEWS_DIARY_HEADACHES);
    e = db_one(db, a, Q_NEWS_INTAKE, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &r);
    if (e)
        return e == E_NOT_FOUND ? OK : e;
    out->form = true;
    out->form_at = row_instant(r, QC_NEWS_INTAKE_SUBMITTED);
    out->form_by.v = row_int(r, QC_NEWS_INTAKE_ACCOUNT);
    return OK;
}

err news_links(struct db *db, arena *a, const struct actor *who, client_id client, instant since, int64_t *out)
{
    struct db_row r;
    *out = 0;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_NEWS_LINKS, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &r);
    if (!e)
        *out = row_int(r, QC_NEWS_LINKS_N);
    return e;
}
