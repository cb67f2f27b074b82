#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
enum { POWERS = sizeof power / sizeof power[0] };
#define QUICK 1e12      // below it, a product with a power of ten has digits to spare
#define NEAR_HALF 1e-3

// Integers over a small power of ten, with at most 15 digits: a decimal of that length belongs to one double only,
// and the division rounds correctly, so the smallest power that divides back to v gives the shortest digits.
static bool shortest_quick(double v, struct shortest *s) {
    for (int k = 0; k < POWERS; k++) {
        double m = v * power[k];
        if (m >= 1e15) {
            return false;
        }
        int64_t i = (int64_t)(m + 0.5);
        if ((double)i / power[k] != v) {
            continue;
        }
        char back[17];
        int n = 0;
        for (; i; i /= 10) {
            back[n++] = (char)('0' + i % 10);
        }
        s->n = n;
        s->point = n - k;
        for (int j = 0; j < n; j++) {
            s->digit[j] = back[n - 1 - j];
        }
        return true;
    }
    return false;
}

static void shortest_slow(double v, struct shortest *s) {
    // 15 digits always come back from a normal double; those below DBL_MIN hold fewer.
    for (int precision = v < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
        char z[48];
        snprintf(z, sizeof z, "%.*e", precision, v);
        s->n = 0;
        const char *p = z;
        for (; *p && *p != 'e'; p++) { // whatever the locale has for a point is skipped
            if (*p >= '0' && *p <= '9') {
                s->digit[s->n++] = *p;
            }
        }
        int64_t e = 0;
        CHECK(*p == 'e' && str_i64(str_of(p + 1 + (p[1] == '+')), &e));
        s->point = (int)e + 1;
        char again[48];
        double w = 0;
        int n = snprintf(again, sizeof again, "%.*se%d", s->n, s->digit, s->point - s->n);
        if (str_f64((str){again, (size_t)n}, &w) && w == v) { // rounded up, DBL_MAX is no longer a double
            return;
        }
    }
    bug_stop(__FILE__, __LINE__, "17 digits did not read back");
}

struct shortest number_shortest(double v) {
    CHECK(isfinite(v));
    struct shortest s = {.minus = signbit(v) != 0};
    v = fabs(v);
    if (v == 0) {
        return s;
    }
    if (v >= 1e15 || !shortest_quick(v, &s)) {
        shortest_slow(v, &s);
    }
    while (s.n && s.digit[s.n - 1] == '0') {
        s.n--;
    }
    return s;
}

size_t number_text(double v, char out[NUMBER_TEXT]) {
    struct shortest s = number_shortest(v);
    char *p = out;
    if (s.n == 0) {
        *p = '0';
        return 1;
    }
    if (s.minus) {
        *p++ = '-';
    }
    if (s.point > 21 || s.point < -5) {
        *p++ = s.digit[0];
        if (s.n > 1) {
            *p++ = '.';
            memcpy(p, s.digit + 1, (size_t)s.n - 1);
            p += s.n - 1;
        }
        return (size_t)(p - out) + (size_t)snprintf(p, 8, "e%+d", s.point - 1);
    }
    if (s.point <= 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = s.point; i < 0; i++) {
            *p++ = '0';
        }
    }
    for (int i = 0; i < s.n || i < s.point; i++) {
        if (i == s.point && i > 0) {
            *p++ = '.';
        }
        *p++ = i < s.n ? s.digit[i] : '0';
    }
    return (size_t)(p - out);
}

struct shortest number_rounded(double v, int places) {
    CHECK(places >= 0 && places < POWERS);
    struct shortest s = number_shortest(v);
    int keep = s.point + places; // digits that stay
    bool up = keep >= 0 && keep < s.n && s.digit[keep] >= '5';
    s.n = keep < 0 ? 0 : keep < s.n ? keep : s.n;
    for (int i = s.n - 1; up && i >= 0; i--) {
        up = s.digit[i] == '9';
        s.digit[i] = up ? '0' : (char)(s.digit[i] + 1);
    }
    if (up) { // 9.99 became 10.0: all the digits kept are 0 now
        s.digit[0] = '1';
        s.n = 1;
        s.point++;
    }
    while (s.n && s.digit[s.n - 1] == '0') {
        s.n--;
    }
    return s;
}

// Near a half the product's own rounding could decide. The half itself, (whole + 0.5) / 10^places, has at most 15 digits, so one double
// stands for it and its shortest digits are that half: below this double the digits are less, from it on they are not.
bool number_units(double v, int places, int64_t *out) {
    CHECK(isfinite(v) && places >= 0 && places < POWERS);
    double m = fabs(v) * power[places], whole = floor(m), part = m - whole;
    if (!(m < QUICK)) {
        return false;
    }
    bool up = fabs(part - 0.5) > NEAR_HALF ? part > 0.5 : fabs(v) >= (whole + 0.5) / power[places];
    *out = (int64_t)whole + up;
    return true;
}

double number_round(double v, int places) {
    CHECK(isfinite(v) && places >= 0 && places < POWERS);
    if (fabs(v) < QUICK && v == (double)(int64_t)v) { // whole: most are
        return v;
    }
    double r = 0;
    int64_t units;
    if (number_units(v, places, &units)) {
        r = (double)units / power[places];
    } else {
        char z[48];
        struct shortest s = number_rounded(v, places);
        int n = snprintf(z, sizeof z, "%.*s%se%d", s.n, s.digit, s.n ? "" : "0", s.n ? s.point - s.n : 0);
        if (!str_f64((str){z, (size_t)n}, &r)) {
            bug_stop(__FILE__, __LINE__, "a rounded number did not read back");
        }
    }
    return copysign(r, v);
}
