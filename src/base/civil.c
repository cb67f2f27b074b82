#include "civil.h"

#include "arena.h"
#include "err.h"

enum { DAY_MIN = -719162, DAY_MAX = 2932896 }; // 0001-01-01, 9999-12-31

static bool leap(int y) {
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

bool day_valid(int year, int month, int mday) {
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && mday >= 1 &&
           mday <= length[month - 1] + (month == 2 && leap(year));
}

// days_from_civil: eras of 400 years, years that begin in March.
day day_from(int year, int month, int mday) {
    CHECK(day_valid(year, month, mday));
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return (day){era * 146097 + doe - 719468};
}

struct civil day_civil(day d) {
    CHECK(d.d >= DAY_MIN && d.d <= DAY_MAX);
    int z = d.d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int day_weekday(day d) {
    int w = (int)(((int64_t)d.d + 3) % 7); // 1970-01-01 was a Thursday
    return (w < 0 ? w + 7 : w) + 1;
}

// `n` digits at s.p[at]; -1 where something else stands.
static int digits(str s, size_t at, size_t n) {
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return -1;
        }
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

bool day_parse(str s, day *out) {
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') {
        return false;
    }
    int y = digits(s, 0, 4), m = digits(s, 5, 2), d = digits(s, 8, 2);
    if (!day_valid(y, m, d)) {
        return false;
    }
    *out = day_from(y, m, d);
    return true;
}

static void put_digits(char *p, int v, int n) {
    for (int i = n - 1; i >= 0; i--) {
        p[i] = (char)('0' + v % 10);
        v /= 10;
    }
}

static void put_day(char *p, day d) {
    struct civil c = day_civil(d);
    put_digits(p, c.year, 4);
    p[4] = '-';
    put_digits(p + 5, c.month, 2);
    p[7] = '-';
    put_digits(p + 8, c.day, 2);
}

str day_str(arena *a, day d) {
    char *p = arena_alloc(a, 11);
    put_day(p, d);
    return (str){p, 10};
}

int day_years(day born, day at) {
    struct civil b = day_civil(born), c = day_civil(at);
    return c.year - b.year - (c.month < b.month || (c.month == b.month && c.day < b.day));
}

static int64_t floor_day(int64_t us) {
    return us / DAY_US - (us % DAY_US < 0);
}

day instant_day_utc(instant t) {
    return (day){(int32_t)floor_day(t.us)};
}

str instant_str(arena *a, instant t) {
    day d = instant_day_utc(t);
    int64_t us = t.us - (int64_t)d.d * DAY_US;
    char *p = arena_alloc(a, 28);
    put_day(p, d);
    p[10] = 'T';
    put_digits(p + 11, (int)(us / HOUR_US), 2);
    p[13] = ':';
    put_digits(p + 14, (int)(us / MINUTE_US % 60), 2);
    p[16] = ':';
    put_digits(p + 17, (int)(us / SECOND_US % 60), 2);
    p[19] = '.';
    put_digits(p + 20, (int)(us % SECOND_US), 6);
    p[26] = 'Z';
    return (str){p, 27};
}

bool instant_parse(str s, instant *out) {
    day d;
    if (s.n < 20 || s.n > 27 || s.n == 21 || s.p[s.n - 1] != 'Z' || !day_parse((str){s.p, 10}, &d) || s.p[10] != 'T' ||
        s.p[13] != ':' || s.p[16] != ':' || (s.n > 20 && s.p[19] != '.')) {
        return false;
    }
    int h = digits(s, 11, 2), m = digits(s, 14, 2), sec = digits(s, 17, 2);
    int fraction = s.n > 20 ? digits(s, 20, s.n - 21) : 0;
    if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 || fraction < 0) {
        return false;
    }
    for (size_t i = s.n > 20 ? s.n - 21 : 6; i < 6; i++) {
        fraction *= 10;
    }
    out->us = (int64_t)d.d * DAY_US + h * HOUR_US + m * MINUTE_US + sec * SECOND_US + fraction;
    return true;
}
