// Hours of a day and days of a series: the civil half of slots.h, without a zone.
#include "base/err.h"
#include "slots.h"

enum { DAY_MINUTES = 1440, WORDS = (DAY_MINUTES + 63) / 64, PERIOD_MAX = 7 * 12 };

// --- hours: a bit for each minute of the day

static void bits_set(uint64_t *bits, struct minutes m, bool on) {
    CHECK(m.from >= 0 && m.from <= m.to && m.to <= DAY_MINUTES);
    for (int at = m.from; at < m.to;) {
        int in = at % 64, n = 64 - in < m.to - at ? 64 - in : m.to - at;
        uint64_t mask = (n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1) << in;
        bits[at / 64] = on ? bits[at / 64] | mask : bits[at / 64] & ~mask;
        at += n;
    }
}

// The first minute from `at` on that is set (or not); 1440 where there is none.
static int bits_next(const uint64_t *bits, int at, bool on) {
    while (at < DAY_MINUTES) {
        uint64_t w = (on ? bits[at / 64] : ~bits[at / 64]) >> at % 64;
        if (w) {
            at += __builtin_ctzll(w);
            return at < DAY_MINUTES ? at : DAY_MINUTES;
        }
        at = (at / 64 + 1) * 64;
    }
    return DAY_MINUTES;
}

size_t slots_hours(const struct minutes *week, size_t n_week, const struct hours_change *changes, size_t n_changes, struct minutes *out, size_t max) {
    uint64_t bits[WORDS] = {0};
    for (size_t i = 0; i < n_week; i++) {
        bits_set(bits, week[i], true);
    }
    for (size_t i = 0; i < n_changes; i++) {
        bits_set(bits, changes[i].at, changes[i].open);
    }
    size_t n = 0;
    for (int from = bits_next(bits, 0, true); from < DAY_MINUTES && n < max;) {
        int to = bits_next(bits, from, false);
        out[n++] = (struct minutes){from, to};
        from = bits_next(bits, to, true);
    }
    return n;
}

size_t slots_hours_both(const struct minutes *a, size_t n_a, const struct minutes *b, size_t n_b, struct minutes *out, size_t max) {
    size_t n = 0;
    for (size_t i = 0, j = 0; i < n_a && j < n_b && n < max;) {
        int from = a[i].from > b[j].from ? a[i].from : b[j].from, to = a[i].to < b[j].to ? a[i].to : b[j].to;
        if (from < to) {
            out[n++] = (struct minutes){from, to};
        }
        if (a[i].to < b[j].to) {
            i++;
        } else {
            j++;
        }
    }
    return n;
}

// --- a series: one stretch of weeks is laid out once, then repeated

struct stretch {
    int days;
    int weekday;                // of its first day
    bool used[PERIOD_MAX];
    unsigned wished, works, left;   // bits of weekdays; left: wished ones not used since all were
};

static unsigned weekday_bit(const struct stretch *s, int offset) {
    return 1u << ((s->weekday - 1 + offset) % 7 + 1);
}

// The unused day among these weekdays that is nearest to target / scale days from the first; the earlier of two. -1: none.
static int nearest(const struct stretch *s, int target, int scale, unsigned weekdays) {
    int best = -1, best_off = 0;
    for (int i = 0; i < s->days; i++) {
        int off = i * scale > target ? i * scale - target : target - i * scale;
        if (!s->used[i] && (weekday_bit(s, i) & weekdays) && (best < 0 || off < best_off)) {
            best = i;
            best_off = off;
        }
    }
    return best;
}

static void lay_out(struct stretch *s, int per_week) {
    s->left = s->wished;
    for (int k = 0; k < per_week; k++) {
        int target = k * s->days; // k / per_week of the way
        int at = nearest(s, target, per_week, s->left);
        at = at < 0 ? nearest(s, target, per_week, s->wished) : at;
        at = at < 0 ? nearest(s, target, per_week, s->works) : at;
        at = at < 0 ? nearest(s, target, per_week, ~0u) : at;
        s->used[at] = true;
        s->left &= ~weekday_bit(s, at);
        s->left = s->left ? s->left : s->wished;
    }
}

static unsigned wished_bits(const struct rhythm *r) {
    unsigned bits = 0;
    for (int i = 0; i < 7 && r->weekdays[i]; i++) {
        CHECK(r->weekdays[i] >= 1 && r->weekdays[i] <= 7);
        bits |= 1u << r->weekdays[i];
    }
    return bits;
}

size_t series_days(const struct rhythm *r, day *out, size_t max) {
    CHECK(r->sessions >= 1 && r->per_week >= 1 && r->per_week <= 7 && r->every_weeks >= 1 && r->every_weeks <= 12);
    const unsigned any = 0xfe;
    struct stretch s = {.days = 7 * r->every_weeks, .wished = wished_bits(r), .works = r->works & any};
    s.works = s.works ? s.works : any;
    day first = r->first;
    unsigned begins = s.wished ? s.wished : s.works;
    while (!(1u << day_weekday(first) & begins)) {
        first.d++;
    }
    s.weekday = day_weekday(first);
    lay_out(&s, r->per_week);
    size_t n = 0, want = (size_t)r->sessions < max ? (size_t)r->sessions : max;
    for (int i = 0; n < want; i++) {
        if (s.used[i % s.days]) {
            out[n++] = (day){first.d + i};
        }
    }
    return n;
}

int series_due(const struct rhythm *r, day today) {
    CHECK(r->per_week >= 1 && r->every_weeks >= 1);
    int64_t gone = (int64_t)today.d - r->first.d - 1; // whole days behind the first
    if (gone < 0) {
        return 0;
    }
    int64_t due = gone * r->per_week / (7 * (int64_t)r->every_weeks) + 1;
    return due < r->sessions ? (int)due : r->sessions;
}
