// A series of answers as charts and summaries want it: bins of whole weeks or 28 days with their coverage, gaps,
// thinning that keeps the extremes, and axis ticks. Pure numbers; nothing is drawn here.
#ifndef UNKNOT_CLINIC_SERIES_H
#define UNKNOT_CLINIC_SERIES_H

#include "base/arena.h"
#include "clinic/measures/change.h"

// A copy in ascending order of day (stable).
struct point *series_sorted(arena *a, const struct point *p, size_t n);

struct bin {
    day first;          // the bin is [first, first + days)
    int days;
    size_t n;           // answers in it
    size_t answered;    // distinct days with an answer
    double mean;        // of the answers; 0 when n == 0
    double per28;       // 28 * sum / answered days: headache days per 28; 0 when none answered
    double lo, hi;      // smallest and largest answer
};

enum { SERIES_BINS = 2048 };

// Bins of `days` days (>= 1) laid so that one begins at `origin` (a Monday, or the start of treatment): every bin between the first and
// the last answer, empty ones too. At most the newest SERIES_BINS. Answers in any order.
size_t series_bins(arena *a, const struct point *p, size_t n, day origin, int days, struct bin **out);

// Where weeks are laid from: the first day that counts as treated, where there is a start, and else a Monday, so that no week of what is judged
// by weeks mixes before and after. Of what is judged by single answers the week of the start begins with the start.
day series_origin(const struct instrument *in, bool started, day start);

// What is judged by weeks (in->week_least): one point for each week of at least so many answered days, its mean, on the last day answered in it.
// `few`: weeks with answers, but too few of them. Answers in any order.
size_t series_week_means(arena *a, const struct instrument *in, const struct point *p, size_t n, day origin, struct point **out, size_t *few);

struct gap {
    day from, to;       // first and last day without an answer
};
// Stretches of at least `min_days` days without an answer, between the first and the last one.
size_t series_gaps(arena *a, const struct point *p, size_t n, int min_days, struct gap **out);

// At most `max` (>= 4) points, in order: first, last, and of each slice of time its lowest and highest. Mean-preserving it is
// not: draw with it, never compute with it.
size_t series_thin(arena *a, const struct point *p, size_t n, size_t max, struct point **out);

struct ticks {
    double first, step; // 1, 2 or 5 times a power of ten
    int n;              // ticks first, first + step, …
    int decimals;       // that a label needs
};
// Round ticks covering [lo, hi] with at most `max` (>= 2) of them.
struct ticks series_ticks(double lo, double hi, int max);

enum day_unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };
struct day_ticks {
    enum day_unit unit; // what a label should say
    size_t n;
    day *at;            // ascending, all within [first, last]
};
// Days, Mondays, first days of months or of years, so that at most `max` (>= 2) lie in [first, last].
struct day_ticks series_day_ticks(arena *a, day first, day last, size_t max);

#endif
