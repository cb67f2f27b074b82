#include "id.h"

#include <string.h>

#include "arena.h"
#include "err.h"

// 2020-01-01T00:00:00Z in milliseconds since 1970.
#define EPOCH_MS INT64_C(1577836800000)
enum { RANDOM_BITS = 22, TIME_BITS = 41 };
#define RANDOM_MASK ((UINT64_C(1) << RANDOM_BITS) - 1)
#define TIME_MAX ((INT64_C(1) << TIME_BITS) - 1)

struct idgen idgen_seed(uint64_t seed) {
    // splitmix64, so that near seeds give far states
    uint64_t z = seed + UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return (struct idgen){.state = z ? z : 1};
}

static uint64_t idgen_random(struct idgen *g) {
    CHECK(g->state);
    g->state ^= g->state >> 12; // xorshift64*
    g->state ^= g->state << 25;
    g->state ^= g->state >> 27;
    return (g->state * UINT64_C(0x2545F4914F6CDD1D)) >> 32;
}

int64_t id_next(struct idgen *g, instant now) {
    int64_t ms = now.us / 1000 - EPOCH_MS;
    ms = ms < 0 ? 0 : ms > TIME_MAX ? TIME_MAX : ms;
    uint64_t r = idgen_random(g);
    int64_t id = (int64_t)((uint64_t)ms << RANDOM_BITS | (r & RANDOM_MASK));
    if (id <= g->last) { // same millisecond, or the clock went back: go on from the last one
        CHECK(g->last < INT64_MAX);
        id = g->last + 1;
    }
    id = id ? id : 1;
    g->last = id;
    return id;
}

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

void id_text(int64_t id, char out[ID_TEXT + 1]) {
    CHECK(id > 0);
    for (int i = ID_TEXT - 1; i >= 0; i--) {
        out[i] = alphabet[id & 31];
        id >>= 5;
    }
    out[ID_TEXT] = 0;
}

str id_str(arena *a, int64_t id) {
    char *p = arena_alloc(a, ID_TEXT + 1);
    id_text(id, p);
    return (str){p, ID_TEXT};
}

bool id_parse(str s, int64_t *out) {
    if (s.n != ID_TEXT || s.p[0] < '0' || s.p[0] > '7') { // 13 × 5 bits are two more than 63
        return false;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *at = s.p[i] ? strchr(alphabet, s.p[i]) : NULL;
        if (!at) {
            return false;
        }
        v = v << 5 | (uint64_t)(at - alphabet);
    }
    *out = (int64_t)v;
    return v > 0;
}
