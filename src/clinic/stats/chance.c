#include "clinic/stats/chance.h"

#include <math.h>

#include "base/err.h"
#include "base/random.h"

#define AS_FAR 1e-9 // of the spread: what is nearer is as far

static size_t first_from(const struct spot *s, size_t n, int64_t day)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s[mid].day < day) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static double spread_of(const struct spot *s, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, fabs(s[i].y));
    return AS_FAR * most;
}

struct ups {
    double before, since, all;
    size_t k; // values before
};

static double difference(const struct ups *u, size_t n, bool low)
{
    double d = (u->all - u->before) / (double)(n - u->k) - u->before / (double)u->k;
    return low ? -d : d;
}

struct chance chance_start(const struct spot *s, size_t n, int32_t start, int32_t first, int32_t last, int32_t step, bool low)
{
    CHECK(step >= 1 && first <= last);
    struct chance c = {.exhaustive = true};
    struct ups u = {0};
    size_t far = 0;
    if (start < first || start > last || ((int64_t)start - first) % step) return (struct chance){.why = "the start is none of the days that it could have been drawn from"};
    size_t observed = first_from(s, n, start), k = first_from(s, n, first), end = first_from(s, n, last);
    if (k == 0 || end == n || observed == 0) return (struct chance){.why = "one of those days leaves no value before it, or none from it on"};
    for (size_t i = 0; i < n; i++) {
        if (i < observed) u.before += s[i].y;
        u.all += s[i].y;
    }
    u.k = observed;
    c.statistic = difference(&u, n, low);
    double near = spread_of(s, n);
    u = (struct ups){.all = u.all};
    for (int64_t day = first; day <= last; day += step) {
        for (; u.k < n && s[u.k].day < day; u.k++) u.before += s[u.k].y;
        c.ways++;
        far += difference(&u, n, low) >= c.statistic - near;
    }
    c.p = (double)far / (double)c.ways;
    return c;
}

// --- blocks

struct pair {
    double sum[2], count[2]; // of its two blocks
    bool second;             // the second one was treated
};

static const char *pairs_of(const struct spot *s, size_t n, int32_t first, int32_t days, struct pair *pair, size_t pairs)
{
    for (size_t i = 0; i < n; i++) {
        size_t block = (size_t)(((int64_t)s[i].day - first) / days);
        struct pair *p = &pair[block / 2];
        bool second = (block % 2 == 1) == s[i].treated;
        if (p->count[0] + p->count[1] > 0 && p->second != second) return "a pair of blocks is not one treated and one untreated block";
        p->second = second;
        p->sum[block % 2] += s[i].y;
        p->count[block % 2]++;
    }
    for (size_t k = 0; k < pairs; k++)
        if (pair[k].count[0] <= 0 || pair[k].count[1] <= 0) return "a block has no value";
    return NULL;
}

// `swap(k)`: pair k the other way round than it was.
static double blocks_difference(const struct pair *pair, size_t pairs, const uint64_t *swap, bool low)
{
    double sum[2] = {0}, count[2] = {0};
    for (size_t k = 0; k < pairs; k++) {
        size_t treated = pair[k].second != (swap[k / 64] >> k % 64 & 1);
        for (size_t side = 0; side < 2; side++) {
            sum[side == treated] += pair[k].sum[side];
            count[side == treated] += pair[k].count[side];
        }
    }
    double d = sum[1] / count[1] - sum[0] / count[0];
    return low ? -d : d;
}

struct chance chance_blocks(arena *m, const struct spot *s, size_t n, int32_t first, int32_t days, bool low, uint64_t seed)
{
    CHECK(days >= 1);
    if (n == 0) return (struct chance){.why = "there is no value"};
    if (s[0].day < first) return (struct chance){.why = "there are values from before the first block"};
    size_t blocks = (size_t)(((int64_t)s[n - 1].day - first) / days) + 1, pairs = blocks / 2, words = (pairs + 63) / 64, far = 0;
    if (blocks % 2 || pairs == 0) return (struct chance){.why = "the blocks do not come in pairs"};
    if (pairs > n) return (struct chance){.why = "a block has no value"};
    struct pair *pair = ARENA_ARRAY(m, pairs, struct pair);
    uint64_t *swap = ARENA_ARRAY(m, words, uint64_t);
    struct chance c = {.why = pairs_of(s, n, first, days, pair, pairs), .exhaustive = pairs <= CHANCE_PAIRS};
    if (c.why) return c;
    c.statistic = blocks_difference(pair, pairs, swap, low);
    c.ways = c.exhaustive ? (size_t)1 << pairs : CHANCE_DRAWS;
    double near = spread_of(s, n);
    struct rng r = rng_seed(seed);
    for (size_t way = 0; way < c.ways; way++) {
        for (size_t k = 0; k < words; k++) swap[k] = c.exhaustive ? way : rng_next(&r);
        far += blocks_difference(pair, pairs, swap, low) >= c.statistic - near;
    }
    c.p = c.exhaustive ? (double)far / (double)c.ways : (1 + (double)far) / (1 + (double)c.ways);
    return c;
}

// --- planning

enum { SIDE_WANTED = 8, SIDE_LEAST = 5 };

struct chance_plan chance_plan(int32_t from, int32_t to, int32_t rhythm, uint64_t seed)
{
    CHECK(rhythm >= 1 && from <= to);
    size_t values = (size_t)(((int64_t)to - from) / rhythm) + 1;
    struct chance_plan p = {.values = values, .side = SIDE_WANTED, .values_wanted = CHANCE_STARTS + 2 * SIDE_LEAST - 1};
    if (values + 1 < CHANCE_STARTS + 2 * SIDE_WANTED) p.side = SIDE_LEAST;
    size_t side = (size_t)p.side;
    if (values < 2 * side) {
        p.why = "5 values before the start and 5 from it on are the least for any statement";
        return p;
    }
    for (size_t k = side; k + side <= values && p.n < PLAN_STARTS; k++) p.start[p.n++] = (int32_t)(from + (int64_t)k * rhythm);
    p.causal = p.n >= CHANCE_STARTS;
    struct rng r = rng_seed(seed);
    p.drawn = p.start[rng_int(&r, 0, (int64_t)p.n - 1)];
    return p;
}
