// Seeded pseudo-random numbers for demo data, benchmarks and resampling: the same seed gives the same numbers everywhere,
// without libm. Not for secrets. xoshiro256**, seeded by SplitMix64 (Blackman & Vigna 2021, public domain).
#ifndef UNKNOT_BASE_RANDOM_H
#define UNKNOT_BASE_RANDOM_H

#include "err.h"

// By value: copy to fork a sequence.
struct rng {
    uint64_t s[4];
};

static inline uint64_t rng_mix(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static inline struct rng rng_seed(uint64_t seed) {
    struct rng r;
    for (int i = 0; i < 4; i++)
        r.s[i] = rng_mix(&seed);
    return r;
}

static inline uint64_t rng_next(struct rng *r) {
    uint64_t *s = r->s, x = s[1] * 5, t = s[1] << 17;
    x = (x << 7 | x >> 57) * 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return x;
}

// A whole number of [lo, hi], evenly.
static inline int64_t rng_int(struct rng *r, int64_t lo, int64_t hi) {
    CHECK(lo <= hi);
    uint64_t span = (uint64_t)hi - (uint64_t)lo + 1;
    if (span == 0)
        return (int64_t)rng_next(r);
    uint64_t limit = UINT64_MAX - UINT64_MAX % span, x;
    do
        x = rng_next(r);
    while (x >= limit);
    return (int64_t)((uint64_t)lo + x % span);
}

// [0, 1), 53 bits.
static inline double rng_unit(struct rng *r) {
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

static inline bool rng_chance(struct rng *r, double p) {
    return rng_unit(r) < p;
}

// Mean 0, standard deviation 1, within ±6: the sum of twelve even numbers (Irwin-Hall).
static inline double rng_normal(struct rng *r) {
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += rng_unit(r);
    return sum;
}

#endif
