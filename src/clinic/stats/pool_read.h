// Studies from a CSV file: an effect and its variance in each row, or the four counts of a two-by-two table.
#ifndef UNKNOT_CLINIC_STATS_POOL_READ_H
#define UNKNOT_CLINIC_STATS_POOL_READ_H

#include "clinic/stats/pool.h"

// Of counts: log risk ratio, log odds ratio, risk difference. Where any of a study's four counts is 0, 0.5 is added to all four (Gart &
// Zweifel 1967), as metafor's escalc does unless told otherwise.
enum pool_measure { POOL_GIVEN, POOL_RR, POOL_OR, POOL_RD, POOL_MEASURES };
str pool_measure_name(enum pool_measure m);                 // "RR"; empty for POOL_GIVEN
bool pool_measure_of(str name, enum pool_measure *out);     // RR, OR, RD, letters of either case
bool pool_measure_is_ratio(enum pool_measure m);            // pooled as a logarithm

enum pool_count { POOL_TPOS, POOL_TNEG, POOL_CPOS, POOL_CNEG, POOL_COUNTS }; // treated with and without the event, controls likewise

struct pool_columns {
    enum pool_measure measure;  // POOL_GIVEN: `effect` and `variance`; else `count`
    str effect, variance, count[POOL_COUNTS];
    str study;                  // empty: a column "study" where there is one
};

struct pool_rows {
    struct pool_study *study;
    size_t k;
    size_t missing;             // rows left out: a figure is empty, or NA
    size_t corrected;           // studies with a count of 0
};

// False: *why says in English what is wrong, with line and column. A row counts with all its figures, or not at all.
bool pool_read(arena *a, str csv, const struct pool_columns *columns, struct pool_rows *out, str *why);

// The effect of one table of counts, each >= 0, nobody's arm empty. *corrected: 0.5 was added.
void pool_effect_of_counts(enum pool_measure m, const double count[POOL_COUNTS], double *y, double *v, bool *corrected);

#endif
