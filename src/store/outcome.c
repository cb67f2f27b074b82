#include "store/outcome.h"

#include "store/rows.h"

err outcome_concerns(struct db *db, arena *a, const struct actor *who, day from, day to, size_t most, struct outcome_concerns *out) {
    struct db_rows rs = {0};
    *out = (struct outcome_concerns){0};
    err e = who->only.v ? E_NOT_FOUND
                        : db_all(db, a, Q_OUTCOME_CONCERNS, DB_ARGS(DBID(who->practice), DBDAY(from), DBDAY(to), DBI((int64_t)most)), &rs);
    if (e != OK)
        return e;
    struct outcome_concern *v = ARENA_ARRAY(a, rs.n, struct outcome_concern);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct outcome_concern){.id = {row_int(r, QC_OUTCOME_CONCERNS_ID)},
            .client = {row_int(r, QC_OUTCOME_CONCERNS_CLIENT)},
            .start = {(int32_t)row_int(r, QC_OUTCOME_CONCERNS_START_DAY)},
            .onset = row_opt_day(r, QC_OUTCOME_CONCERNS_ONSET_DAY),
            .born = row_opt_day(r, QC_OUTCOME_CONCERNS_BORN),
            .therapist = {row_null(r, QC_OUTCOME_CONCERNS_THERAPIST) ? 0 : row_int(r, QC_OUTCOME_CONCERNS_THERAPIST)}};
        CHECK(concern_kind_of(row_text(r, QC_OUTCOME_CONCERNS_KIND), &v[i].kind));
    }
    *out = (struct outcome_concerns){v, rs.n};
    return OK;
}

err outcome_therapists(struct db *db, arena *a, const struct actor *who, struct outcome_therapists *out) {
    struct db_rows rs = {0};
    *out = (struct outcome_therapists){0};
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_OUTCOME_THERAPISTS, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    struct outcome_therapist *v = ARENA_ARRAY(a, rs.n, struct outcome_therapist);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct outcome_therapist){{row_int(r, QC_OUTCOME_THERAPISTS_ID)}, row_text(r, QC_OUTCOME_THERAPISTS_NAME)};
    }
    *out = (struct outcome_therapists){v, rs.n};
    return OK;
}
