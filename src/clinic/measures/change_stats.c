#include "clinic/measures/change_stats.h"

#include <math.h>

#include "base/err.h"
#include "base/number.h"

struct moments stats_moments(const struct point *p, size_t n) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += p[i].value;
    double mean = n > 0 ? sum / (double)n : 0;
    for (size_t i = 0; i < n; i++)
        squares += (p[i].value - mean) * (p[i].value - mean);
    return (struct moments){.mean = mean, .sd = n > 1 ? sqrt(squares / (double)(n - 1)) : 0};
}

void stats_lag(struct lag *l, const struct point *p, size_t n, bool daily) {
    double mean = stats_moments(p, n).mean;
    for (size_t i = 0; i < n; i++) {
        double e = p[i].value - mean;
        l->squares += e * e;
        l->n++;
        if (i > 0 && (!daily || p[i].day.d - p[i - 1].day.d == 1)) {
            l->products += e * (p[i - 1].value - mean);
            l->pairs++;
        }
    }
}

double stats_rho(const struct lag *l, bool *assumed) {
    *assumed = l->n < RHO_NEEDS || l->pairs == 0;
    if (*assumed)
        return RHO_ASSUMED;
    if (l->squares <= 0)
        return 0;
    double rho = (l->products / (double)l->pairs) / (l->squares / (double)l->n);
    return rho < 0 ? 0 : rho > RHO_MAX ? RHO_MAX : rho;
}

double stats_effective(double n, double rho) {
    double e = n * (1 - rho) / (1 + rho);
    return n >= 1 && e < 1 ? 1 : e;
}

// Ratings are small whole numbers: then pairs are counted by value, not one by one.
enum { VALUES = 64 };

static bool small_whole(const struct point *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(p[i].value >= 0 && p[i].value < (double)VALUES) || p[i].value != floor(p[i].value))
            return false;
    return true;
}

double stats_trend(const struct point *p, size_t n) {
    if (n < 2)
        return 0;
    double s = 0;
    if (small_whole(p, n)) {
        size_t seen[VALUES] = {0};
        for (size_t j = 0; j < n; j++) {
            size_t v = (size_t)p[j].value, below = 0;
            for (size_t k = 0; k < v; k++)
                below += seen[k];
            s += (double)below - (double)(j - below - seen[v]);
            seen[v]++;
        }
    } else {
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                s += (p[j].value > p[i].value) - (p[j].value < p[i].value);
    }
    return s / ((double)n * (double)(n - 1) / 2);
}

double stats_nap(const struct point *a, size_t na, const struct point *b, size_t nb) {
    CHECK(na > 0 && nb > 0);
    double s = 0;
    if (small_whole(a, na) && small_whole(b, nb)) {
        size_t in_a[VALUES] = {0}, in_b[VALUES] = {0}, below = 0;
        for (size_t i = 0; i < na; i++)
            in_a[(size_t)a[i].value]++;
        for (size_t j = 0; j < nb; j++)
            in_b[(size_t)b[j].value]++;
        for (size_t v = 0; v < VALUES; below += in_a[v++])
            s += (double)in_b[v] * ((double)below + (double)in_a[v] / 2);
    } else {
        for (size_t i = 0; i < na; i++)
            for (size_t j = 0; j < nb; j++)
                s += b[j].value > a[i].value ? 1.0 : b[j].value < a[i].value ? 0.0 : 0.5;
    }
    return s / ((double)na * (double)nb);
}

void change_share_interval(double x, double n, double *lo, double *hi) {
    CHECK(n > 0 && x >= 0 && x <= n);
    const double z = 1.959963984540054, z2 = z * z;
    double p = x / n, mid = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    *lo = x <= 0 ? 0 : fmax(0, mid - half);
    *hi = x >= n ? 1 : fmin(1, mid + half);
}

double change_shown(double before, double now) { return number_round(number_round(now, 1) - number_round(before, 1), 1); }

double change_rci(double pre, double post, double sd, double r) {
    CHECK(sd > 0 && r >= 0 && r < 1);
    return (post - pre) / (sqrt(2) * sd * sqrt(1 - r));
}

double change_expected(double pre, double mean, double r) { return mean + r * (pre - mean); }
