#include "posix_tz.h"

#include <string.h>

#include "civil.h"
#include "err.h"

struct reader {
    str s;
    bool bad;
};

static bool eat(struct reader *r, char c) {
    if (r->s.n == 0 || r->s.p[0] != c) {
        return false;
    }
    r->s = str_sub(r->s, 1, SIZE_MAX);
    return true;
}

static void need(struct reader *r, char c) {
    r->bad |= !eat(r, c);
}

// Digits, lo..hi.
static int number(struct reader *r, int lo, int hi) {
    int v = 0, n = 0;
    while (r->s.n && r->s.p[0] >= '0' && r->s.p[0] <= '9' && n < 4) {
        v = v * 10 + (r->s.p[0] - '0');
        r->s = str_sub(r->s, 1, SIZE_MAX);
        n++;
    }
    r->bad |= n == 0 || v < lo || v > hi;
    return v;
}

static bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_name(struct reader *r) {
    size_t n = 0;
    if (eat(r, '<')) {
        while (n < r->s.n && (letter(r->s.p[n]) || (r->s.p[n] >= '0' && r->s.p[n] <= '9') || r->s.p[n] == '+' || r->s.p[n] == '-')) {
            n++;
        }
        r->s = str_sub(r->s, n, SIZE_MAX);
        need(r, '>');
    } else {
        while (n < r->s.n && letter(r->s.p[n])) {
            n++;
        }
        r->s = str_sub(r->s, n, SIZE_MAX);
    }
    r->bad |= n < 3;
}

// [+-]hh[:mm[:ss]] in seconds
static int32_t clock_time(struct reader *r, int hours_max) {
    bool minus = eat(r, '-');
    if (!minus) {
        eat(r, '+');
    }
    int32_t t = number(r, 0, hours_max) * 3600;
    if (eat(r, ':')) {
        t += number(r, 0, 59) * 60;
        if (eat(r, ':')) {
            t += number(r, 0, 59);
        }
    }
    return minus ? -t : t;
}

static struct posix_day rule_day(struct reader *r) {
    struct posix_day d = {.time = 2 * 3600};
    need(r, ',');
    if (eat(r, 'J')) {
        d.kind = POSIX_JULIAN;
        d.n = number(r, 1, 365);
    } else if (eat(r, 'M')) {
        d.kind = POSIX_MONTH;
        d.month = number(r, 1, 12);
        need(r, '.');
        d.week = number(r, 1, 5);
        need(r, '.');
        d.weekday = number(r, 0, 6);
    } else {
        d.kind = POSIX_DAY;
        d.n = number(r, 0, 365);
    }
    if (eat(r, '/')) {
        d.time = clock_time(r, 167);
    }
    return d;
}

bool posix_tz_parse(str s, struct posix_tz *out) {
    struct reader r = {.s = s};
    *out = (struct posix_tz){0};
    skip_name(&r);
    out->std = -clock_time(&r, 24);
    out->dst = out->std + 3600;
    if (r.s.n && !r.bad) {
        out->has_dst = true;
        skip_name(&r);
        if (r.s.n && r.s.p[0] != ',') {
            out->dst = -clock_time(&r, 24);
        }
        out->start = rule_day(&r);
        out->end = rule_day(&r);
    }
    return !r.bad && r.s.n == 0;
}

// Local seconds since 1970 at which the rule falls in that year.
static int64_t rule_at(const struct posix_day *r, int year) {
    day jan = day_from(year, 1, 1);
    int64_t d = 0;
    switch (r->kind) {
    case POSIX_JULIAN: // 29 February is never counted
        d = jan.d + r->n - 1 + (r->n >= 60 && day_valid(year, 2, 29));
        break;
    case POSIX_DAY:
        d = jan.d + r->n;
        break;
    case POSIX_MONTH: {
        day first = day_from(year, r->month, 1);
        d = first.d + (r->weekday - day_weekday(first) % 7 + 7) % 7 + 7 * (r->week - 1);
        while (!day_valid(year, r->month, (int)(d - first.d) + 1)) { // week 5 is the last
            d -= 7;
        }
        break;
    }
    }
    return d * 86400 + r->time;
}

// The changes of the years around t, ascending; at the same second in the order of the years, the end of summer time before
// its start, so that a zone of eternal summer ("EST5EDT,0/0,J365/25") stays in it.
struct change {
    int64_t at;
    bool dst;
};
enum { BACK = 2, YEARS = 5, CHANGES = 2 * YEARS }; // two back: a change may fall a week into the next year

static void changes_around(const struct posix_tz *z, int64_t t, struct change c[CHANGES]) {
    // The calendar repeats every 400 years, 146,097 days: far times are brought near.
    const int64_t era = INT64_C(146097) * 86400;
    int64_t shift = t / era - (t % era < 0);
    day d = {(int32_t)((t - shift * era) / 86400)};
    int year = day_civil(d).year;
    size_t n = 0;
    for (int y = year - BACK; y < year - BACK + YEARS; y++) {
        struct change now[2] = {{rule_at(&z->end, y) - z->dst + shift * era, false}, {rule_at(&z->start, y) - z->std + shift * era, true}};
        for (int k = 0; k < 2; k++) {
            size_t i = n++;
            for (; i > 0 && c[i - 1].at > now[k].at; i--) {
                c[i] = c[i - 1];
            }
            c[i] = now[k];
        }
    }
}

int32_t posix_tz_offset(const struct posix_tz *z, int64_t t) {
    if (!z->has_dst) {
        return z->std;
    }
    struct change c[CHANGES] = {{0}};
    changes_around(z, t, c);
    bool dst = !c[0].dst;
    for (size_t i = 0; i < CHANGES && c[i].at <= t; i++) {
        dst = c[i].dst;
    }
    return dst ? z->dst : z->std;
}

int64_t posix_tz_next(const struct posix_tz *z, int64_t t) {
    if (!z->has_dst) {
        return INT64_MAX;
    }
    struct change c[CHANGES] = {{0}};
    changes_around(z, t, c);
    for (size_t i = 0; i < CHANGES; i++) {
        if (c[i].at > t) {
            return c[i].at;
        }
    }
    return INT64_MAX;
}
