// One client's progress: what was measured, what may be said about it, and what else may explain it.
// What is concluded, and its wording, is clinic/change.h's; here it is put together from few rows: one query a series.
#ifndef UNKNOT_DESK_PROGRESS_H
#define UNKNOT_DESK_PROGRESS_H

#include "desk/desk.h"
#include "store/concern.h"
#include "store/diary.h"
#include "store/measure.h"

struct change_result;           // clinic/change.h

// A bin of the chart: a week of ratings (mean), or 28 days of diary (headache days).
struct progress_bin {
    day from;                   // first day; bins are counted from the start of treatment, where there is one
    int days;                   // its length: 7 or 28
    int known;                  // ratings, or days with an entry
    int headache;               // days with headache, of those known
    double value;               // mean rating; or headache days per 28 (known days only: 28 * headache / known)
};

struct progress_series {
    struct concern_row concern;
    enum recall recall;         // of ratings
    struct point_list points;   // ratings: the counted ones, oldest first; headache: empty (see bins)
    const struct progress_bin *bins;    // weeks of ratings, or weeks of diary days
    size_t n_bins;
    const struct progress_bin *months;  // headache: 28-day bins; ratings: empty
    size_t n_months;
    double scale_max;           // of the axis: 10, or 7 headache days a week
    const struct change_result *change; // sentence, caveats, bands, trace: clinic/change.h; never NULL
};

struct progress {
    client_id client;
    str name;                   // preferred or given, and family
    day today;
    const struct progress_series *series;   // one a concern, open ones first; empty where there is no concern yet
    size_t n;
};

// Verb PROGRESS_SHOW. `concern` v == 0: all concerns.
MUST_USE err desk_progress(struct desk *d, client_id client, concern_id concern, struct progress *out);

// Verb PROGRESS_EXPORT: CSV with a header row: concern, place, day, measure, value, recall, source, entered. Ratings that count and diary days.
MUST_USE err desk_progress_csv(struct desk *d, client_id client, struct buf *out);

#endif
