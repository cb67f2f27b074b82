// Series as charts and clinic/measures/change.h take them: read row by row into one array, nothing else is kept.
#ifndef UNKNOT_STORE_POINTS_H
#define UNKNOT_STORE_POINTS_H

#include "store/measure.h"

enum { POINTS_MAX = 65536 };    // E_TOO_LARGE beyond

// Q_MEASURE_SERIES, of the recall of the oldest row. *recall is left alone where there is none.
MUST_USE err points_of_ratings(struct db *db, arena *a, const struct db_value *args, size_t n_args, struct point_list *out, enum recall *recall, bool *told);
// Q_DIARY_SERIES: 1 headache, 0 none.
MUST_USE err points_of_days(struct db *db, arena *a, const struct db_value *args, size_t n_args, struct point_list *out, bool *told);

#endif
