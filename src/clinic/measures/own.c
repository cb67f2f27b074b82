#include "clinic/measures/own.h"

#include <math.h>

#include "base/err.h"

// The answers of one day, from i on: their mean, and the index behind them.
static size_t day_at(const struct point *p, size_t n, size_t i, double *mean)
{
    double sum = 0;
    size_t k = i;
    for (; k < n && p[k].day.d == p[i].day.d; k++) sum += p[k].value;
    *mean = sum / (double)(k - i);
    return k;
}

// Mean and spread of the days of [p, p + n) from `first` on, in one pass (Welford).
static double days_before(const struct point *p, size_t n, int64_t first, struct own_day *o)
{
    double squares = 0;
    for (size_t i = 0; i < n;) {
        double value;
        bool in = p[i].day.d >= first;
        i = day_at(p, n, i, &value);
        if (!in) continue;
        double off = value - o->mean;
        o->mean += off / (double)++o->n;
        squares += off * (value - o->mean);
    }
    return squares;
}

struct own_day own_compare(const struct point *p, size_t n, const struct own_rule *rule)
{
    struct own_day o = {.state = OWN_NONE};
    CHECK(rule->days > 0 && rule->least > 1);
    if (n == 0) return o;
    o.on = p[n - 1].day;
    size_t last = n - 1;
    while (last > 0 && p[last - 1].day.d == o.on.d) last--;
    (void)day_at(p, n, last, &o.value);
    double squares = days_before(p, last, (int64_t)o.on.d - rule->days, &o);
    o.state = OWN_FEW;
    if (o.n < (size_t)rule->least) {
        o.mean = 0;
        return o;
    }
    o.sd = sqrt(squares / (double)(o.n - 1));
    // days that are alike in arithmetic may differ in the last binary place
    o.state = o.sd > 1e-9 * (1 + fabs(o.mean)) ? OWN_KNOWN : OWN_ALIKE;
    if (o.state == OWN_ALIKE) {
        o.sd = 0;
        return o;
    }
    o.z = (o.value - o.mean) / o.sd;
    o.far = fabs(o.z) >= rule->far;
    return o;
}
