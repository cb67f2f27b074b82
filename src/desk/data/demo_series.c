// The invented numbers of demo_people.h. A level with ups and downs that last (autocorrelation), a course once treatment
// begins, flares, weeks and holidays without an answer. Answers are whole numbers, as people give them.
#include "desk/data/demo_people.h"

static double clamp(double x, double lo, double hi) {
    return x < lo ? lo : x > hi ? hi : x;
}

// 0 at the start, towards 1: half of it after four weeks.
static double grown(double days) {
    return days <= 0 ? 0 : days / (days + 28);
}

// The level that the course expects `since` days after the start (negative: before it), as a share of the baseline.
static double share(const struct demo_person *p, double effect, double since) {
    switch (p->course) {
    case COURSE_RESPONDS:
    case COURSE_NO_BASELINE: return since < 0 ? 1 : 1 - effect * (0.25 + 0.75 * grown(since));
    case COURSE_WORSE: return 1 + 0.6 * effect * grown(since);
    case COURSE_TREND: return 1 - effect * clamp((since + 60) / 240, -0.1, 0.8);
    case COURSE_SAME:
    case COURSE_FLOOR:
    case COURSE_WAITS: break;
    }
    return 1;
}

// Days without any answer: a holiday a year, on average.
struct away {
    int32_t from, to;
};

static size_t holidays(struct rng *r, const struct demo_person *p, struct away out[4]) {
    size_t n = 0;
    for (int32_t d = p->entered.d; d < p->last.d && n < 4; d += 200)
        if (rng_chance(r, 0.5)) {
            int32_t from = d + (int32_t)rng_int(r, 20, 180);
            out[n++] = (struct away){from, from + (int32_t)rng_int(r, 14, 35)};
        }
    return n;
}

static bool is_away(const struct away *v, size_t n, int32_t d) {
    for (size_t i = 0; i < n; i++)
        if (d >= v[i].from && d < v[i].to)
            return true;
    return false;
}

size_t demo_ratings(arena *a, struct rng *r, const struct demo_person *p, struct point **out) {
    double base = p->course == COURSE_FLOOR ? clamp(1.4 + 0.4 * rng_normal(r), 0.6, 2) : clamp(6 + 1.3 * rng_normal(r), 3.2, 8.8);
    if (p->course == COURSE_WORSE)
        base = clamp(base - 1.5, 3, 6.5);
    double effect = clamp(0.55 + 0.15 * rng_normal(r), 0.25, 0.85), noise = 0.5 + 0.5 * rng_unit(r), drift = 0, missing = 0.05 + 0.2 * rng_unit(r);
    struct away away[4];
    size_t n_away = holidays(r, p, away), n = 0;
    int flare = 0;
    int32_t days = p->last.d - p->entered.d;
    struct point *v = ARENA_ARRAY(a, (size_t)(days > 0 ? days / 5 + 8 : 8), struct point);
    for (int32_t d = p->entered.d + (int32_t)rng_int(r, 0, 2); d <= p->last.d; d += 7 + (int32_t)rng_int(r, -1, 1)) {
        drift = 0.45 * drift + noise * rng_normal(r);
        if (flare == 0 && rng_chance(r, 0.03))
            flare = (int)rng_int(r, 1, 2);
        double level = base * share(p, effect, d - p->start.d) + drift + (flare > 0 ? 1.8 : 0);
        flare -= flare > 0;
        if (rng_chance(r, missing) || is_away(away, n_away, d))
            continue;
        v[n++] = (struct point){{d}, (double)(int)(clamp(level, 0, 10) + 0.5)};
    }
    *out = v;
    return n;
}

size_t demo_diary(arena *a, struct rng *r, const struct demo_person *p, struct demo_day **out) {
    double base = p->course == COURSE_FLOOR ? 0.06 : clamp(0.36 + 0.13 * rng_normal(r), 0.14, 0.75);
    double effect = clamp(0.5 + 0.18 * rng_normal(r), 0.15, 0.85), missing = 0.02 + 0.1 * rng_unit(r), carry = 0;
    struct away away[4];
    size_t n_away = holidays(r, p, away), n = 0;
    int32_t days = p->last.d - p->entered.d;
    struct demo_day *v = ARENA_ARRAY(a, (size_t)(days > 0 ? days + 1 : 1), struct demo_day);
    for (int32_t d = p->entered.d; d <= p->last.d; d++) {
        double often = clamp(base * share(p, effect, d - p->start.d) + carry, 0.01, 0.95);
        struct demo_day x = {.day = {d}, .headache = rng_chance(r, often), .peak = -1, .medicine = -1};
        // a headache often lasts into the next day
        carry = x.headache ? 0.18 : -0.04;
        if (x.headache) {
            x.peak = (int)(clamp(5.4 + 1.7 * rng_normal(r), 1, 10) + 0.5);
            x.medicine = rng_chance(r, x.peak >= 5 ? 0.7 : 0.25);
        } else if (rng_chance(r, 0.3)) {
            x.medicine = 0;
        }
        if (!rng_chance(r, missing) && !is_away(away, n_away, d))
            v[n++] = x;
    }
    *out = v;
    return n;
}
