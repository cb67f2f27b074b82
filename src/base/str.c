#include "str.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "format.h"
#include "utf8.h"

str str_of(const char *z) {
    return z ? (str){z, strlen(z)} : (str){0};
}

bool str_eq(str a, str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(str a, str b) {
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

int str_cmp(str a, str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix) {
    return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool str_ends(str s, str suffix) {
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s) {
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

str str_sub(str s, size_t from, size_t n) {
    if (from >= s.n) {
        return (str){0};
    }
    size_t left = s.n - from;
    return (str){s.p + from, n < left ? n : left};
}

bool str_cut(str s, char sep, str *head, str *tail) {
    const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;
    if (!at) {
        *head = s;
        *tail = (str){0};
        return false;
    }
    size_t n = (size_t)(at - s.p);
    *head = (str){s.p, n};
    *tail = (str){at + 1, s.n - n - 1};
    return true;
}

size_t str_find(str s, str needle) {
    if (needle.n == 0) {
        return 0;
    }
    const char *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool str_i64(str s, int64_t *out) {
    bool minus = s.n && s.p[0] == '-';
    if (s.n == (size_t)minus) {
        return false;
    }
    int64_t v = 0; // kept negative, as INT64_MIN has no positive
    for (size_t i = minus; i < s.n; i++) {
        if (!is_digit(s.p[i]) || __builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v)) {
            return false;
        }
    }
    if (!minus && __builtin_sub_overflow(0, v, &v)) {
        return false;
    }
    *out = v;
    return true;
}

// A decimal number taken apart: digits without leading zeros, and the power of ten of the last one kept.
// 767 significant digits decide any double; one more digit that is not 0 stands for all that were cut.
enum { DIGITS_MAX = 768 };

struct decimal {
    bool minus, cut;
    char digit[DIGITS_MAX];
    int n;
    int64_t exp10;
};

static void decimal_digit(struct decimal *d, char c, bool fraction) {
    if (d->n == 0 && c == '0') {
        d->exp10 -= fraction;
    } else if (d->n < DIGITS_MAX) {
        d->digit[d->n++] = c;
        d->exp10 -= fraction;
    } else {
        d->cut |= c != '0';
        d->exp10 += !fraction;
    }
}

static size_t decimal_run(struct decimal *d, str s, size_t i, bool fraction) {
    while (i < s.n && is_digit(s.p[i])) {
        decimal_digit(d, s.p[i++], fraction);
    }
    return i;
}

// -?digits(.digits)?([eE][+-]?digits)?
static bool decimal_read(str s, struct decimal *d) {
    size_t i = 0;
    if (i < s.n && s.p[i] == '-') {
        d->minus = true;
        i++;
    }
    size_t from = i;
    i = decimal_run(d, s, i, false);
    if (i == from) {
        return false;
    }
    if (i < s.n && s.p[i] == '.') {
        from = ++i;
        i = decimal_run(d, s, i, true);
        if (i == from) {
            return false;
        }
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        bool minus = i < s.n && s.p[i] == '-';
        i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
        if (i == s.n) {
            return false;
        }
        int64_t e = 0;
        for (; i < s.n && is_digit(s.p[i]); i++) {
            e = e < 1000000000 ? e * 10 + (s.p[i] - '0') : e;
        }
        d->exp10 += minus ? -e : e;
    }
    return i == s.n;
}

bool str_f64(str s, double *out) {
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct decimal d;
    d.minus = d.cut = false;
    d.n = 0;
    d.exp10 = 0;
    if (!decimal_read(s, &d)) {
        return false;
    }
    double v;
    if (d.n <= 15 && d.exp10 >= -22 && d.exp10 <= 22) { // both exact in a double, so one rounding
        int64_t m = 0;
        for (int i = 0; i < d.n; i++) {
            m = m * 10 + (d.digit[i] - '0');
        }
        v = d.exp10 < 0 ? (double)m / power[-d.exp10] : (double)m * power[d.exp10];
    } else { // without a decimal point strtod does not look at the locale
        char z[DIGITS_MAX + 32];
        memcpy(z, d.digit, (size_t)d.n);
        int64_t e = d.exp10;
        if (d.n == 0) {
            z[d.n++] = '0';
        } else if (d.cut) {
            z[d.n++] = '1';
            e--;
        }
        snprintf(z + d.n, sizeof z - (size_t)d.n, "e%lld", (long long)e);
        v = strtod(z, NULL);
    }
    if (!isfinite(v)) {
        return false;
    }
    *out = d.minus ? -v : v;
    return true;
}

str str_dup(arena *a, str s) {
    if (s.n == 0) {
        return (str){0};
    }
    char *p = arena_alloc(a, s.n);
    memcpy(p, s.p, s.n);
    return (str){p, s.n};
}

char *str_z(arena *a, str s) {
    CHECK(s.n < SIZE_MAX && (s.n == 0 || !memchr(s.p, 0, s.n)));
    char *p = arena_alloc(a, s.n + 1);
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    return p;
}

str str_fmt(arena *a, const char *fmt, ...) {
    char small[256];
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = format_into(small, sizeof small, fmt, args);
    va_end(args);
    CHECK(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof small) {
        memcpy(p, small, (size_t)n);
    } else {
        (void)format_into(p, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return (str){p, (size_t)n};
}

str str_lower(arena *a, str s) {
    if (s.n == 0) {
        return (str){0};
    }
    char *p = arena_alloc(a, s.n);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = lower(s.p[i]);
    }
    return (str){p, s.n};
}

// Well-formed sequences are those of Table 3-7 of the Unicode Standard.
size_t utf8_next(str s, size_t at, uint32_t *out) {
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    CHECK(at < s.n);
    if (p[0] < 0x80) {
        *out = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && (p[1] & 0xC0) == 0x80) {
        *out = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
        return 2;
    }
    if ((p[0] & 0xF0) == 0xE0 && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        uint32_t c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        *out = c;
        return c >= 0x800 && (c < 0xD800 || c > 0xDFFF) ? 3 : 0;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
        (p[3] & 0xC0) == 0x80) {
        uint32_t c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 |
                     (p[3] & 0x3F);
        *out = c;
        return c >= 0x10000 && c <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

// Bytes from `at` that are ASCII, eight at a time.
static size_t ascii_run(str s, size_t at) {
    size_t i = at;
    for (uint64_t w; i + sizeof w <= s.n; i += sizeof w) {
        memcpy(&w, s.p + i, sizeof w);
        if (w & UINT64_C(0x8080808080808080)) {
            break;
        }
    }
    while (i < s.n && (unsigned char)s.p[i] < 0x80) {
        i++;
    }
    return i - at;
}

bool utf8_valid(str s) {
    for (size_t i = 0; i < s.n;) {
        i += ascii_run(s, i);
        if (i < s.n) {
            uint32_t c;
            size_t n = utf8_next(s, i, &c);
            if (n == 0) {
                return false;
            }
            i += n;
        }
    }
    return true;
}

bool text_valid(str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 && c != '\t' && c != '\r' && c != '\n') {
            return false;
        }
    }
    return utf8_valid(s);
}

size_t utf8_length(str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    }
    return n;
}
