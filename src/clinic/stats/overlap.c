#include "clinic/stats/overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define SAME 1e-9 // of the spread: what is left of a trend that was taken out is compared no closer than this

static int ascending(const void *x, const void *y)
{
    double p = *(const double *)x, q = *(const double *)y;
    return (p > q) - (p < q);
}

// Turned so that higher is better, then sorted.
static double *sorted(arena *m, const double *v, size_t n, bool low)
{
    double *s = ARENA_ARRAY(m, n, double);
    for (size_t i = 0; i < n; i++) s[i] = low ? -v[i] : v[i];
    qsort(s, n, sizeof *s, ascending);
    return s;
}

// Pairs with b > a less pairs with b < a, of sorted values; nearer than `near` is the same.
static double between(const double *a, size_t na, const double *b, size_t nb, double near)
{
    size_t below = 0, upto = 0;
    double s = 0;
    for (size_t j = 0; j < nb; j++) {
        while (below < na && a[below] < b[j] - near) below++;
        while (upto < na && a[upto] <= b[j] + near) upto++;
        s += (double)below - (double)(na - upto);
    }
    return s;
}

// Sorts v[0, n) and counts the pairs that were falling.
static double falling(double *v, double *spare, size_t n)
{
    if (n < 2) return 0;
    size_t half = n / 2, i = 0, j = half, k = 0;
    double count = falling(v, spare, half) + falling(v + half, spare, n - half);
    while (i < half && j < n) {
        if (v[j] < v[i]) {
            count += (double)(half - i);
            spare[k++] = v[j++];
        } else {
            spare[k++] = v[i++];
        }
    }
    while (i < half) spare[k++] = v[i++];
    while (j < n) spare[k++] = v[j++];
    memcpy(v, spare, n * sizeof *v);
    return count;
}

double overlap_within(arena *m, const double *v, size_t n)
{
    double *w = ARENA_ARRAY(m, n, double), ties = 0;
    memcpy(w, v, n * sizeof *w);
    double down = falling(w, ARENA_ARRAY(m, n, double), n);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && w[k] == w[i]; k++) continue;
        ties += (double)(k - i) * (double)(k - i - 1) / 2;
    }
    return (double)n * ((double)n - 1) / 2 - ties - 2 * down;
}

static double median(const double *s, size_t n) { return n % 2 ? s[n / 2] : (s[n / 2 - 1] + s[n / 2]) / 2; }

double overlap_theil_sen(arena *m, const double *day, const double *v, size_t n)
{
    CHECK(n >= 2 && n <= OVERLAP_SLOPES);
    double *slope = ARENA_ARRAY(m, n * (n - 1) / 2, double);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (day[j] != day[i]) slope[k++] = (v[j] - v[i]) / (day[j] - day[i]);
    CHECK(k > 0);
    qsort(slope, k, sizeof *slope, ascending);
    return median(slope, k);
}

static struct figure tau_corrected(arena *m, const double *a, const double *day_a, size_t na, const double *b, const double *day_b, size_t nb, bool low)
{
    if (na < 2 || day_a[0] == day_a[na - 1]) return figure_none("a trend before the start needs values of two days");
    if (na > OVERLAP_SLOPES) return figure_none("more than 3000 values before the start: their slopes are not all looked at");
    double slope = overlap_theil_sen(m, day_a, a, na), most = 0, from = day_a[0];
    double *ra = ARENA_ARRAY(m, na, double), *rb = ARENA_ARRAY(m, nb, double);
    for (size_t i = 0; i < na; i++) ra[i] = a[i] - slope * (day_a[i] - from), most = fmax(most, fabs(a[i]));
    for (size_t j = 0; j < nb; j++) rb[j] = b[j] - slope * (day_b[j] - from), most = fmax(most, fmax(fabs(b[j]), fabs(slope * (day_b[j] - from))));
    if (!isfinite(most)) return figure_none("the values are too large");
    double s = between(sorted(m, ra, na, low), na, sorted(m, rb, nb, low), nb, SAME * most);
    return figure_of(s / ((double)na * (double)nb));
}

static double nonoverlap(const double *a, size_t na, const double *b, size_t nb)
{
    // The lowest i of `a` and the highest k of `b` are kept, where the i-th lowest lies below the k-th highest.
    size_t best = na > nb ? na : nb, k = nb;
    for (size_t i = 1; i <= na; i++) {
        while (k > 0 && b[nb - k] <= a[i - 1]) k--;
        if (i + k > best) best = i + k;
    }
    return (double)best / (double)(na + nb);
}

struct overlap overlap_of(arena *m, const double *a, const double *day_a, size_t na, const double *b, const double *day_b, size_t nb, bool low)
{
    struct figure none = figure_none(na == 0 && nb == 0 ? "there is no value" : na == 0 ? "there is no value before the start" : "there is no value since the start");
    struct overlap o = {none, none, none, none, none, none, none, none};
    if (na == 0 || nb == 0) return o;
    const double *sa = sorted(m, a, na, low), *sb = sorted(m, b, nb, low);
    double pairs = (double)na * (double)nb, s = between(sa, na, sb, nb, 0), within = overlap_within(m, a, na);
    o.tau = figure_of(s / pairs);
    o.nap = figure_of((s / pairs + 1) / 2);
    o.tau_u = figure_of((s - (low ? -within : within)) / pairs);
    o.tau_bc = tau_corrected(m, a, day_a, na, b, day_b, nb, low);
    double middle = median(sa, na), beyond = 0, best = 0;
    for (size_t j = 0; j < nb; j++) {
        best += sb[j] > sa[na - 1];
        beyond += sb[j] > middle ? 1 : sb[j] == middle ? 0.5 : 0;
    }
    o.pnd = figure_of(best / (double)nb);
    o.pem = figure_of(beyond / (double)nb);
    o.pand = figure_of(nonoverlap(sa, na, sb, nb));
    double all = (double)(na + nb);
    o.ird = figure_of((all * all * o.pand.v - (double)na * (double)na - (double)nb * (double)nb) / (2 * pairs));
    return o;
}
