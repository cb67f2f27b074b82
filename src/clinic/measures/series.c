#include "clinic/measures/series.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

// Merge sort, as it must be stable and qsort is not.
static void merge(struct point *to, const struct point *from, size_t lo, size_t mid, size_t hi) {
    size_t i = lo, j = mid;
    for (size_t k = lo; k < hi; k++)
        to[k] = i < mid && (j >= hi || from[i].day.d <= from[j].day.d) ? from[i++] : from[j++];
}

static bool in_order(const struct point *p, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (p[i - 1].day.d > p[i].day.d)
            return false;
    return true;
}

struct point *series_sorted(arena *a, const struct point *p, size_t n) {
    struct point *x = ARENA_ARRAY(a, n + 1, struct point);
    if (n > 0)
        memcpy(x, p, n * sizeof *p);
    if (in_order(x, n))
        return x;
    struct point *y = ARENA_ARRAY(a, n + 1, struct point);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n, hi = lo + 2 * width < n ? lo + 2 * width : n;
            merge(y, x, lo, mid, hi);
        }
        struct point *t = x;
        x = y;
        y = t;
    }
    return x;
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a % b < 0) != (b < 0)); }

static void bin_add(struct bin *b, const struct point *p, bool new_day) {
    b->lo = b->n == 0 || p->value < b->lo ? p->value : b->lo;
    b->hi = b->n == 0 || p->value > b->hi ? p->value : b->hi;
    b->mean += p->value; // a sum until bins_finish
    b->n++;
    b->answered += new_day;
}

static void bins_finish(struct bin *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double sum = b[i].mean;
        b[i].mean = b[i].n > 0 ? sum / (double)b[i].n : 0;
        b[i].per28 = b[i].answered > 0 ? DAYS_PER * sum / (double)b[i].answered : 0;
    }
}

size_t series_bins(arena *a, const struct point *p, size_t n, day origin, int days, struct bin **out) {
    CHECK(days >= 1);
    *out = NULL;
    if (n == 0)
        return 0;
    const struct point *s = series_sorted(a, p, n);
    int64_t first = floor_div((int64_t)s[0].day.d - origin.d, days), last = floor_div((int64_t)s[n - 1].day.d - origin.d, days);
    if (last - first >= SERIES_BINS)
        first = last - SERIES_BINS + 1;
    size_t bins = (size_t)(last - first + 1);
    struct bin *b = ARENA_ARRAY(a, bins, struct bin);
    for (size_t i = 0; i < bins; i++) {
        b[i].first = (day){(int32_t)(origin.d + (first + (int64_t)i) * days)};
        b[i].days = days;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t k = floor_div((int64_t)s[i].day.d - origin.d, days) - first;
        if (k >= 0)
            bin_add(&b[k], &s[i], i == 0 || s[i - 1].day.d != s[i].day.d);
    }
    bins_finish(b, bins);
    *out = b;
    return bins;
}

day series_origin(const struct instrument *in, bool started, day start) {
    enum { MONDAY = -3 }; // 1969-12-29
    if (!started)
        return (day){MONDAY};
    return (day){start.d + (in->week_least > 0 && in->start_day_is_before)};
}

size_t series_week_means(arena *a, const struct instrument *in, const struct point *p, size_t n, day origin, struct point **out, size_t *few) {
    struct bin *weeks;
    size_t bins = series_bins(a, p, n, origin, 7, &weeks), kept = 0, at = 0;
    const struct point *s = series_sorted(a, p, n);
    struct point *o = ARENA_ARRAY(a, bins + 1, struct point);
    *few = 0;
    for (size_t i = 0; i < bins; i++) {
        const struct bin *b = &weeks[i];
        while (at < n && (int64_t)s[at].day.d < (int64_t)b->first.d + b->days)
            at++;
        if (b->answered >= (size_t)in->week_least)
            o[kept++] = (struct point){.day = s[at - 1].day, .value = b->mean, .rater = s[at - 1].rater};
        else
            *few += b->n > 0;
    }
    *out = o;
    return kept;
}

size_t series_gaps(arena *a, const struct point *p, size_t n, int min_days, struct gap **out) {
    CHECK(min_days >= 1);
    const struct point *s = series_sorted(a, p, n);
    struct gap *g = ARENA_ARRAY(a, n + 1, struct gap);
    size_t found = 0;
    for (size_t i = 1; i < n; i++)
        if ((int64_t)s[i].day.d - s[i - 1].day.d - 1 >= min_days)
            g[found++] = (struct gap){{s[i - 1].day.d + 1}, {s[i].day.d - 1}};
    *out = g;
    return found;
}

size_t series_thin(arena *a, const struct point *p, size_t n, size_t max, struct point **out) {
    CHECK(max >= 4);
    struct point *s = series_sorted(a, p, n);
    *out = s;
    if (n <= max)
        return n;
    struct point *t = ARENA_ARRAY(a, max, struct point);
    size_t kept = 0, slices = (max - 2) / 2;
    t[kept++] = s[0];
    for (size_t k = 0, i = 1; k < slices; k++) {
        size_t end = 1 + (k + 1) * (n - 2) / slices; // of the points between the first and the last
        if (i >= end)
            continue;
        size_t low = i, high = i;
        for (size_t j = i; j < end; j++) {
            low = s[j].value < s[low].value ? j : low;
            high = s[j].value > s[high].value ? j : high;
        }
        t[kept++] = s[low < high ? low : high];
        if (low != high)
            t[kept++] = s[low < high ? high : low];
        i = end;
    }
    t[kept++] = s[n - 1];
    CHECK(kept <= max);
    *out = t;
    return kept;
}

struct ticks series_ticks(double lo, double hi, int max) {
    CHECK(isfinite(lo) && isfinite(hi) && max >= 2);
    if (hi <= lo)
        hi = lo + 1;
    static const double nice[] = {1, 2, 5};
    int power = (int)floor(log10((hi - lo) / max)) - 1;
    for (int i = 0;; i++) {
        double step = nice[i % 3] * pow(10, power + i / 3); // NOLINT(bugprone-integer-division): whole decades
        double first = ceil(lo / step - 1e-9), last = floor(hi / step + 1e-9);
        if (last - first + 1 <= max) {
            int decimals = -(power + i / 3);
            return (struct ticks){.first = first * step, .step = step, .n = (int)(last - first) + 1, .decimals = decimals > 0 ? decimals : 0};
        }
    }
}

// The first tick of a unit and step at or behind `from`; steps are counted in days, or in months since year 0.
static day tick_month(int64_t month) { return day_from((int)(month / 12), (int)(month % 12) + 1, 1); }

static size_t ticks_of_months(arena *a, day first, day last, int64_t step, size_t max, day **at) {
    struct civil c = day_civil(first);
    int64_t month = (int64_t)c.year * 12 + c.month - 1 + (c.day > 1);
    month += (step - month % step) % step;
    size_t n = 0;
    *at = ARENA_ARRAY(a, max, day);
    for (; month / 12 <= 9999 && tick_month(month).d <= last.d; month += step) {
        if (n == max)
            return max + 1;
        (*at)[n++] = tick_month(month);
    }
    return n;
}

static size_t ticks_of_days(arena *a, day first, day last, int step, size_t max, day **at) {
    int64_t d = first.d;
    if (step % 7 == 0)
        d += (8 - day_weekday(first)) % 7; // the next Monday
    size_t n = 0;
    *at = ARENA_ARRAY(a, max, day);
    for (; d <= last.d; d += step) {
        if (n == max)
            return max + 1;
        (*at)[n++] = (day){(int32_t)d};
    }
    return n;
}

struct day_ticks series_day_ticks(arena *a, day first, day last, size_t max) {
    CHECK(first.d <= last.d && max >= 2);
    static const struct {
        enum day_unit unit;
        int step; // days, or months
    } scale[] = {{UNIT_DAY, 1},   {UNIT_DAY, 2},    {UNIT_WEEK, 7},   {UNIT_WEEK, 14},   {UNIT_MONTH, 1},
                 {UNIT_MONTH, 2}, {UNIT_MONTH, 3},  {UNIT_MONTH, 6},  {UNIT_YEAR, 12},   {UNIT_YEAR, 24},
                 {UNIT_YEAR, 60}, {UNIT_YEAR, 120}, {UNIT_YEAR, 600}, {UNIT_YEAR, 1200}, {UNIT_YEAR, 6000}, {UNIT_YEAR, 120000}};
    for (size_t i = 0; i < sizeof scale / sizeof scale[0]; i++) {
        struct day_ticks t = {.unit = scale[i].unit};
        t.n = t.unit <= UNIT_WEEK ? ticks_of_days(a, first, last, scale[i].step, max, &t.at)
                                  : ticks_of_months(a, first, last, scale[i].step, max, &t.at);
        if (t.n <= max)
            return t;
    }
    return (struct day_ticks){.unit = UNIT_YEAR, .n = 0};
}
