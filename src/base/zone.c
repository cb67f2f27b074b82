#include "zone.h"

#include <string.h>

#include "err.h"
#include "posix_tz.h"

struct zone {
    str name;
    size_t n;               // transitions
    const int64_t *at;      // UTC seconds, strictly ascending
    const int32_t *offset;  // from at[i] on
    int32_t before;         // offset before the first transition
    bool has_rule;          // the footer, for times after the last transition
    struct posix_tz rule;
};

// A reader over the bytes that remembers having run out.
struct reader {
    str s;
    bool bad;
};

static const unsigned char *take(struct reader *r, size_t n) {
    if (n > r->s.n) {
        r->bad = true;
        return NULL;
    }
    const unsigned char *p = (const unsigned char *)r->s.p;
    r->s.p += n;
    r->s.n -= n;
    return p;
}

static uint32_t be32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be_time(const unsigned char *p, size_t size) {
    return size == 4 ? (int32_t)be32(p) : (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

struct header {
    char version;
    uint32_t isut, isstd, leap, time, type, chars;
};

static bool header_read(struct reader *r, struct header *h) {
    const unsigned char *p = take(r, 44);
    if (!p || memcmp(p, "TZif", 4) != 0) {
        return false;
    }
    *h = (struct header){.version = (char)p[4],
                         .isut = be32(p + 20),
                         .isstd = be32(p + 24),
                         .leap = be32(p + 28),
                         .time = be32(p + 32),
                         .type = be32(p + 36),
                         .chars = be32(p + 40)};
    // Leap seconds ("right/" zones) are refused: our instants do not count them.
    return (h->version == 0 || (h->version >= '2' && h->version <= '4')) && h->type >= 1 && h->type <= 256 && h->chars >= 1 &&
           (h->isut == 0 || h->isut == h->type) && (h->isstd == 0 || h->isstd == h->type);
}

static size_t block_size(const struct header *h, size_t time_size) {
    return (size_t)h->time * (time_size + 1) + (size_t)h->type * 6 + h->chars + (size_t)h->leap * (time_size + 4) + h->isstd +
           h->isut;
}

// Offset of each local time type, RFC 8536 section 3.2.
static bool types_read(const unsigned char *p, const struct header *h, int32_t *offset) {
    for (uint32_t i = 0; i < h->type; i++, p += 6) {
        offset[i] = (int32_t)be32(p);
        if (offset[i] <= -25 * 3600 || offset[i] >= 26 * 3600 || p[4] > 1 || p[5] >= h->chars) {
            return false;
        }
    }
    return true;
}

static bool block_read(arena *a, struct reader *r, const struct header *h, size_t time_size, struct zone *z) {
    const unsigned char *p = take(r, block_size(h, time_size));
    int32_t type_offset[256];
    if (!p || h->leap != 0 || !types_read(p + (size_t)h->time * (time_size + 1), h, type_offset)) {
        return false;
    }
    const unsigned char *index = p + (size_t)h->time * time_size;
    int64_t *at = ARENA_ARRAY(a, h->time, int64_t);
    int32_t *offset = ARENA_ARRAY(a, h->time, int32_t);
    for (uint32_t i = 0; i < h->time; i++) {
        at[i] = be_time(p + i * time_size, time_size);
        if (index[i] >= h->type || (i > 0 && at[i] <= at[i - 1])) {
            return false;
        }
        offset[i] = type_offset[index[i]];
    }
    z->n = h->time;
    z->at = at;
    z->offset = offset;
    z->before = type_offset[0];
    return true;
}

static bool footer_read(struct reader *r, struct zone *z) {
    str line, behind;
    if (r->s.n < 2 || r->s.p[0] != '\n' || !str_cut(str_sub(r->s, 1, SIZE_MAX), '\n', &line, &behind)) {
        return false;
    }
    z->has_rule = line.n > 0;
    return line.n == 0 || posix_tz_parse(line, &z->rule);
}

const struct zone *zone_parse(arena *a, str name, str tzif) {
    struct reader r = {.s = tzif};
    struct header h;
    struct zone *z = ARENA_NEW(a, struct zone);
    z->name = str_dup(a, name);
    if (!header_read(&r, &h)) {
        return NULL;
    }
    if (h.version == 0) {
        return block_read(a, &r, &h, 4, z) ? z : NULL;
    }
    // The first block is for old readers: skipped.
    if (!take(&r, block_size(&h, 4)) || !header_read(&r, &h) || h.version == 0 || !block_read(a, &r, &h, 8, z) ||
        !footer_read(&r, z)) {
        return NULL;
    }
    return z;
}

str zone_name(const struct zone *z) {
    return z->name;
}

// Number of transitions at or before t.
static size_t passed(const struct zone *z, int64_t t) {
    size_t lo = 0, hi = z->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (z->at[mid] <= t) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static int32_t offset_at(const struct zone *z, int64_t t) {
    size_t i = passed(z, t);
    if (i == z->n && z->has_rule) {
        return posix_tz_offset(&z->rule, t);
    }
    return i ? z->offset[i - 1] : z->before;
}

// First transition after t; INT64_MAX when there is none.
static int64_t next_after(const struct zone *z, int64_t t) {
    size_t i = passed(z, t);
    if (i < z->n) {
        return z->at[i];
    }
    return z->has_rule ? posix_tz_next(&z->rule, t) : INT64_MAX;
}

static int64_t seconds_of(instant t) {
    return t.us / SECOND_US - (t.us % SECOND_US < 0);
}

int32_t zone_offset(const struct zone *z, instant t) {
    return offset_at(z, seconds_of(t));
}

instant zone_change(const struct zone *z, instant t) {
    int64_t s = next_after(z, seconds_of(t));
    return (instant){s > INT64_MAX / SECOND_US ? INT64_MAX : s * SECOND_US};
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

day zone_day(const struct zone *z, instant t) {
    if (!z) return instant_day_utc(t);
    int64_t s = seconds_of(t);
    return (day){(int32_t)floor_div(s + offset_at(z, s), 86400)};
}

int zone_minute(const struct zone *z, instant t) {
    int64_t s = seconds_of(t);
    int64_t local = s + offset_at(z, s);
    return (int)((local - floor_div(local, 86400) * 86400) / 60);
}

// Walks the stretches of one offset that may hold the local time: at `local - offset`, if that lies in the stretch.
enum zone_fit zone_instant(const struct zone *z, day d, int minute, instant *out) {
    enum { REACH = 26 * 3600 };
    CHECK(minute >= 0 && minute < 1440);
    int64_t local = (int64_t)d.d * 86400 + (int64_t)minute * 60;
    int64_t from = local - REACH, first = 0, jumped = local - offset_at(z, from);
    int found = 0;
    while (from <= local + REACH) {
        int64_t t = local - offset_at(z, from), end = next_after(z, from);
        if (t >= from && t < end) {
            first = found++ ? first : t;
        } else if (t >= end) {
            jumped = t; // the clock went past it, or shows it again later
        }
        from = end;
    }
    out->us = (found ? first : jumped) * SECOND_US;
    return found == 0 ? ZONE_GAP : found == 1 ? ZONE_ONCE : ZONE_FOLD;
}
