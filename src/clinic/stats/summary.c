#include "clinic/stats/summary.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/number.h"
#include "clinic/stats/exact.h"

enum { STEPS = 100, SUMS = 5, DECIMALS = 4 }; // changes are counted in hundredths of the scale where there is noise

struct summary_sum {
    struct summary_key key;
    bool higher_is_worse, threshold;
    double range;
    int64_t person;         // the last one counted
    int64_t complete, lost, responders, steps, squares;
    struct exact change, square;
};

static int by_key(const struct summary_key *a, const struct summary_key *b) {
    int c = str_cmp(a->concern, b->concern);
    if (!c)
        c = str_cmp(a->measure, b->measure);
    if (!c)
        c = str_cmp(a->recall, b->recall);
    return c ? c : str_cmp(a->series, b->series);
}

static struct summary_sum *sum_of(struct summary *s, const struct summary_case *c) {
    for (size_t i = 0; i < s->n; i++) {
        if (by_key(&s->v[i].key, &c->key) == 0)
            return &s->v[i];
    }
    if (s->n == SUMMARY_CELLS)
        return NULL;
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 32;
        struct summary_sum *more = ARENA_ARRAY(s->a, cap, struct summary_sum);
        for (size_t i = 0; i < s->n; i++)
            more[i] = s->v[i];
        s->v = more;
        s->cap = cap;
    }
    s->v[s->n] = (struct summary_sum){.higher_is_worse = c->higher_is_worse,
        .threshold = true,
        .range = c->range,
        .key = {str_dup(s->a, c->key.concern), str_dup(s->a, c->key.measure), str_dup(s->a, c->key.recall), str_dup(s->a, c->key.series)}};
    return &s->v[s->n++];
}

void summary_add(struct summary *s, const struct summary_case *c) {
    CHECK(c->range > 0 && c->person != 0 && (!c->compared || isfinite(c->change)));
    struct summary_sum *to = sum_of(s, c);
    if (!to || to->person == c->person)
        return;
    to->person = c->person;
    if (!c->compared) {
        to->lost++;
        return;
    }
    double change = fmax(-to->range, fmin(to->range, c->change)), steps = round(change / to->range * STEPS);
    to->complete++;
    to->responders += c->responder;
    to->threshold &= c->threshold;
    to->steps += (int64_t)steps;
    to->squares += (int64_t)(steps * steps);
    exact_add(&to->change, change);
    exact_add(&to->square, change * change);
}

// --- noise

struct noise {
    double epsilon;         // of one sum
    uint64_t (*draw)(void *ctx);
    void *ctx;
};

// The number of failures before a success, each failing by exp(-rate).
static double geometric(const struct noise *z, double rate) {
    double u = ((double)(z->draw(z->ctx) >> 11) + 1) * 0x1p-53; // (0, 1]
    return floor(-log(u) / rate);
}

// `sensitivity`: by how much one person can change the sum.
static int64_t noised(const struct noise *z, int64_t v, double sensitivity) {
    if (!(z->epsilon > 0))
        return v;
    double rate = z->epsilon / sensitivity;
    double up = geometric(z, rate), down = geometric(z, rate);
    return v + (int64_t)(up - down);
}

// Of the difference of two such numbers.
static double noise_variance(const struct noise *z, double sensitivity) {
    if (!(z->epsilon > 0))
        return 0;
    double q = exp(-z->epsilon / sensitivity), p = -expm1(-z->epsilon / sensitivity);
    return 2 * q / (p * p);
}

// --- what may be released

static bool few(int64_t n) {
    return n > 0 && n < SUMMARY_LEAST;
}

// Mean and spread of the change; from the sums in steps where they have noise. False: the noise has left nothing of it, or all changed
// alike, so that the mean would be everybody's own change.
static bool spread_of(const struct summary_sum *s, const struct noise *z, struct summary_cell *c) {
    double n = (double)c->complete, mean, variance;
    if (z->epsilon > 0) {
        double unit = s->range / STEPS, sum = (double)noised(z, s->steps, STEPS), squares = (double)noised(z, s->squares, STEPS * STEPS);
        mean = fmax(-s->range, fmin(s->range, sum * unit / n));
        variance = (squares * unit * unit - n * mean * mean) / (n - 1);
        c->se = sqrt(fmax(0, variance) / n + unit * unit * noise_variance(z, STEPS) / (n * n));
    } else {
        mean = exact_value(&s->change) / n;
        variance = fmax(0, (exact_value(&s->square) - n * mean * mean) / (n - 1));
        c->se = sqrt(variance / n);
    }
    if (!(variance > 1e-9 * s->range * s->range))
        return false;
    c->mean = number_round(mean, DECIMALS);
    c->sd = number_round(sqrt(variance), DECIMALS);
    c->se = number_round(c->se, DECIMALS);
    return true;
}

static bool release(const struct summary_sum *s, const struct noise *z, struct summary_cell *c) {
    *c = (struct summary_cell){.key = s->key, .higher_is_worse = s->higher_is_worse};
    int64_t lost = noised(z, s->lost, 1), responders = noised(z, s->responders, 1);
    c->complete = noised(z, s->complete, 1);
    if (c->complete < SUMMARY_LEAST || !spread_of(s, z, c))
        return false;
    lost = lost < 0 ? 0 : lost;
    c->lost_least = few(lost) ? 1 : lost;
    c->lost_most = few(lost) ? SUMMARY_LEAST - 1 : lost;
    c->responders_known = s->threshold && responders >= SUMMARY_LEAST && c->complete - responders >= SUMMARY_LEAST;
    c->responders = c->responders_known ? responders : 0;
    return true;
}

static int by_cell(const void *a, const void *b) {
    const struct summary_cell *x = a, *y = b;
    return by_key(&x->key, &y->key);
}

void summary_release(const struct summary *s, double epsilon, uint64_t (*draw)(void *ctx), void *ctx, struct summary_file *out) {
    size_t large = 0;
    for (size_t i = 0; i < s->n; i++)
        large += s->v[i].complete >= SUMMARY_LEAST;
    struct noise z = {.epsilon = large ? epsilon / (double)(large * SUMS) : 0, .draw = draw, .ctx = ctx};
    out->epsilon = epsilon;
    out->cell = ARENA_ARRAY(s->a, large, struct summary_cell);
    out->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].complete >= SUMMARY_LEAST && release(&s->v[i], &z, &out->cell[out->n]))
            out->n++;
    }
    if (out->n > 1)
        qsort(out->cell, out->n, sizeof *out->cell, by_cell);
}
