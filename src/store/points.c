#include "store/points.h"

// The array is made before the query runs: nothing is allocated inside an engine's callback.
struct reading {
    struct point *v;
    size_t n, cap;
    enum recall recall;
    bool told;          // some row was entered by the therapist
    bool full;
};

static err put(struct reading *p, int64_t at, double value, bool told) {
    if (p->n == p->cap) {
        p->full = true;
        return E_TOO_LARGE;
    }
    p->told |= told;
    p->v[p->n++] = (struct point){{(int32_t)at}, value};
    return OK;
}

static err take_rating(void *ctx, struct db_row r) {
    struct reading *p = ctx;
    enum recall recall;
    if (!recall_of(row_text(r, QC_MEASURE_SERIES_RECALL), &recall))
        return E_DB_CORRUPT;
    if (p->n == 0)
        p->recall = recall;
    if (recall != p->recall)
        return OK;
    return put(p, row_int(r, QC_MEASURE_SERIES_DAY), row_real(r, QC_MEASURE_SERIES_VALUE), row_int(r, QC_MEASURE_SERIES_TOLD) != 0);
}

// Days before 1970 are negative: the shift rounds down, as the packing did.
static err take_day(void *ctx, struct db_row r) {
    int64_t packed = row_int(r, QC_DIARY_SERIES_PACKED);
    struct reading *p = ctx;
    err e = put(p, packed >> 3, (double)(packed >> 1 & 1), (packed & 1) != 0);
    if (e == OK)
        p->v[p->n - 1].late = (packed >> 2 & 1) != 0;
    return e;
}

// Once with room for three years of days, and again with more for whoever has more.
static err read_all(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n_args, db_row_fn *take, struct reading *p) {
    for (size_t cap = 1024;; cap *= 8) {
        *p = (struct reading){.v = ARENA_ARRAY(a, cap, struct point), .cap = cap};
        err e = db_each(db, q, args, n_args, take, p);
        if (!p->full || cap >= POINTS_MAX)
            return e;
    }
}

err points_of_ratings(struct db *db, arena *a, const struct db_value *args, size_t n_args, struct point_list *out, enum recall *recall, bool *told) {
    struct reading p;
    err e = read_all(db, a, Q_MEASURE_SERIES, args, n_args, take_rating, &p);
    if (e != OK)
        return e;
    *out = (struct point_list){p.v, p.n};
    if (p.n > 0)
        *recall = p.recall;
    *told = p.told;
    return OK;
}

err points_of_days(struct db *db, arena *a, const struct db_value *args, size_t n_args, struct point_list *out, bool *told) {
    struct reading p;
    err e = read_all(db, a, Q_DIARY_SERIES, args, n_args, take_day, &p);
    if (e != OK)
        return e;
    *out = (struct point_list){p.v, p.n};
    *told = p.told;
    return OK;
}
