#include "store/activity.h"

#include "store/rows.h"
#include "store/scope.h"

err activity_sets_of(struct db *db, arena *a, const struct actor *who, client_id client, struct activity_sets *out) {
    *out = (struct activity_sets){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_ACTIVITY_SETS, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct activity_set *v = ARENA_ARRAY(a, rs.n, struct activity_set);
    size_t n = 0;
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        int64_t id = row_int(r, QC_ACTIVITY_SETS_ID);
        if (n == 0 || v[n - 1].id.v != id)
            v[n++] = (struct activity_set){.id = {id},
                .client = client,
                .concern = {row_int(r, QC_ACTIVITY_SETS_CONCERN)},
                .at = row_instant(r, QC_ACTIVITY_SETS_AT),
                .ended = !row_null(r, QC_ACTIVITY_SETS_ENDED),
                .ended_at = row_instant(r, QC_ACTIVITY_SETS_ENDED)};
        struct activity_set *s = &v[n - 1];
        if (s->n == ACTIVITIES_MAX)
            return E_DB_CORRUPT;
        s->activity[s->n++] = row_text(r, QC_ACTIVITY_SETS_WORDS);
    }
    *out = (struct activity_sets){v, n};
    return OK;
}

err activity_set_put(struct db *db, const struct actor *who, const struct activity_set *s) {
    CHECK(s->n >= ACTIVITIES_MIN && s->n <= ACTIVITIES_MAX);
    if (!scope_sees(who, s->client))
        return E_NOT_FOUND;
    err e = db_exec(db, Q_ACTIVITY_SET_END, DB_ARGS(DBID(who->practice), DBID(s->concern), DBTIME(s->at)), NULL);
    if (e == OK)
        e = db_exec(db, Q_ACTIVITY_SET_NEW,
            DB_ARGS(DBID(who->practice), DBID(s->id), DBID(s->client), DBID(s->concern), DBTIME(s->at), db_opt_id(who->account.v)), NULL);
    for (size_t i = 0; e == OK && i < s->n; i++)
        e = db_exec(db, Q_ACTIVITY_NEW, DB_ARGS(DBID(who->practice), DBID(s->id), DBI((int64_t)i + 1), DBT(s->activity[i])), NULL);
    return e;
}

const struct activity_set *activity_set_now(const struct activity_sets *all, concern_id concern) {
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].concern.v == concern.v && !all->v[i].ended)
            return &all->v[i];
    return NULL;
}
