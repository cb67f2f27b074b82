#include "format.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct out {
    char *p;
    size_t room, n;
};

static void put(struct out *o, const char *p, size_t n) {
    if (o->n < o->room) {
        memcpy(o->p + o->n, p, n < o->room - o->n ? n : o->room - o->n);
    }
    o->n += n;
}

static void pad(struct out *o, char c, int n) {
    for (int i = 0; i < n; i++) {
        put(o, &c, 1);
    }
}

// What stands behind a %: of a conversion that is not known here, `as` is 0.
struct spec {
    bool zeros, counted;    // %0…, %.*s
    int width, longs;       // longs: l, ll; z is l
    char as;
    const char *end;
};
enum { WIDTH_DIGITS = 3 };

static struct spec spec_of(const char *p) {
    struct spec s = {.zeros = *p == '0'};
    p += s.zeros;
    for (int i = 0; i < WIDTH_DIGITS && *p >= '0' && *p <= '9'; i++) {
        s.width = s.width * 10 + (*p++ - '0');
    }
    if (p[0] == '.' && p[1] == '*') {
        s.counted = true;
        p += 2;
    }
    while (*p == 'l' && s.longs < 2) {
        s.longs++;
        p++;
    }
    if (*p == 'z' && !s.longs) {
        s.longs = 1;
        p++;
    }
    bool plain = !s.zeros && !s.width && !s.longs;
    bool known = *p == 's' ? plain : *p == 'c' || *p == '%' ? plain && !s.counted : (*p == 'd' || *p == 'u' || *p == 'x') && !s.counted;
    s.as = known ? *p : 0;
    s.end = p + 1;
    return s;
}

static void put_whole(struct out *o, const struct spec *s, uint64_t u, bool minus) {
    char digit[24];
    size_t at = sizeof digit;
    unsigned base = s->as == 'x' ? 16 : 10;
    do {
        digit[--at] = "0123456789abcdef"[u % base];
        u /= base;
    } while (u);
    int fill = s->width - (int)(sizeof digit - at) - minus;
    if (!s->zeros) {
        pad(o, ' ', fill);
    }
    if (minus) {
        put(o, "-", 1);
    }
    if (s->zeros) {
        pad(o, '0', fill);
    }
    put(o, digit + at, sizeof digit - at);
}

_Static_assert(sizeof(long) == sizeof(int64_t) && sizeof(long long) == sizeof(int64_t) && sizeof(size_t) == sizeof(int64_t), "l, ll and z are one");

// False where vsnprintf has to: a conversion that is not known here, a NULL text, a negative count.
static bool format_all(struct out *o, const char *fmt, va_list ap) {
    for (const char *p = fmt;;) {
        const char *next = strchrnul(p, '%');
        put(o, p, (size_t)(next - p));
        if (!*next) {
            return true;
        }
        struct spec s = spec_of(next + 1);
        if (s.as == 's') {
            int count = s.counted ? va_arg(ap, int) : -1;
            const char *text = va_arg(ap, const char *);
            if ((s.counted && count < 0) || (!text && count != 0)) {
                return false;
            }
            put(o, text ? text : "", count == 0 ? 0 : s.counted ? strnlen(text, (size_t)count) : strlen(text));
        } else if (s.as == 'd') {
            int64_t v = s.longs ? va_arg(ap, int64_t) : va_arg(ap, int);
            put_whole(o, &s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0);
        } else if (s.as == 'u' || s.as == 'x') {
            put_whole(o, &s, s.longs ? va_arg(ap, uint64_t) : va_arg(ap, unsigned), false);
        } else if (s.as == 'c') {
            char c = (char)va_arg(ap, int);
            put(o, &c, 1);
        } else if (s.as == '%') {
            put(o, "%", 1);
        } else {
            return false;
        }
        p = s.end;
    }
}

int format_into(char *out, size_t room, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    struct out o = {out, room ? room - 1 : 0, 0};
    int n;
    if (format_all(&o, fmt, ap) && o.n <= INT32_MAX) {
        if (room) {
            out[o.n < room ? o.n : room - 1] = 0;
        }
        n = (int)o.n;
    } else {
        n = vsnprintf(out, room, fmt, again);
    }
    va_end(again);
    return n;
}
