#include "buf.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "err.h"
#include "format.h"
#include "number.h"
#include "utf8.h"

enum { BUF_FIRST = 1024 };

struct buf buf_new(arena *a, size_t max) {
    CHECK(a);
    return (struct buf){.a = a, .max = max};
}

struct buf buf_with_room(arena *a, size_t room, size_t max) {
    CHECK(room <= max);
    struct buf b = buf_new(a, max);
    b.p = arena_alloc(a, room);
    b.cap = room;
    return b;
}

static bool buf_more(struct buf *b, size_t n) {
    if (b->over || n > b->max - b->n) {
        b->over = true;
        return false;
    }
    size_t cap = b->cap < BUF_FIRST / 2 ? BUF_FIRST : b->cap > b->max / 2 ? b->max : b->cap * 2;
    cap = cap < b->n + n ? b->n + n : cap;
    cap = cap > b->max ? b->max : cap;
    b->p = arena_grow(b->a, b->p, b->cap, cap);
    b->cap = cap;
    return true;
}

// Room for n more bytes, or false. After an overflow nothing fits any more, so what is there is a prefix.
static inline bool buf_room(struct buf *b, size_t n) {
    return __builtin_expect(n <= b->cap - b->n && !b->over, 1) || buf_more(b, n);
}

static inline void buf_bytes(struct buf *b, const char *p, size_t n) {
    if (n && buf_room(b, n)) {
        memcpy(b->p + b->n, p, n);
        b->n += n;
    }
}

void buf_put(struct buf *b, str s) {
    buf_bytes(b, s.p, s.n);
}

void buf_putc(struct buf *b, char c) {
    if (buf_room(b, 1)) {
        b->p[b->n++] = c;
    }
}

void buf_putf(struct buf *b, const char *fmt, ...) {
    char small[256];
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = format_into(small, sizeof small, fmt, args);
    va_end(args);
    CHECK(n >= 0);
    if ((size_t)n < sizeof small) {
        buf_bytes(b, small, (size_t)n);
    } else if ((size_t)n + 1 <= b->max && buf_room(b, (size_t)n + 1)) {
        (void)format_into(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    } else {
        b->over = true;
    }
    va_end(again);
}

void buf_i64(struct buf *b, int64_t v) {
    char z[20];
    size_t at = sizeof z;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    for (; u >= 10; u /= 100) { // two digits a division: rows of many numbers are written with it
        uint64_t two = u % 100;
        z[--at] = (char)('0' + two % 10);
        z[--at] = (char)('0' + two / 10);
    }
    if (u || at == sizeof z) {
        z[--at] = (char)('0' + u);
    }
    if (v < 0) {
        z[--at] = '-';
    }
    buf_bytes(b, z + at, sizeof z - at);
}

// m / 10^decimals, m >= 0, without trailing zeros behind the point.
static void buf_fixed(struct buf *b, bool minus, int64_t m, int decimals) {
    while (decimals > 0 && m % 10 == 0) {
        m /= 10;
        decimals--;
    }
    if (minus && m) {
        buf_putc(b, '-');
    }
    char z[20];
    size_t at = sizeof z;
    for (int i = 0; i <= decimals || m; i++) {
        if (i == decimals && i > 0) {
            z[--at] = '.';
        }
        z[--at] = (char)('0' + m % 10);
        m /= 10;
    }
    buf_bytes(b, z + at, sizeof z - at);
}

static void buf_num_digits(struct buf *b, double v, int decimals) {
    struct shortest s = number_rounded(v, decimals);
    if (s.n == 0) {
        buf_putc(b, '0');
        return;
    }
    if (s.minus) {
        buf_putc(b, '-');
    }
    if (s.point <= 0) {
        buf_put(b, S("0."));
    }
    for (int j = s.point; j < 0; j++) {
        buf_putc(b, '0');
    }
    for (int j = 0; j < s.n || j < s.point; j++) {
        if (j == s.point && j > 0) {
            buf_putc(b, '.');
        }
        buf_putc(b, j < s.n ? s.digit[j] : '0');
    }
}

void buf_num(struct buf *b, double v, int decimals) {
    int64_t units;
    if (number_units(v, decimals, &units)) {
        buf_fixed(b, v < 0, units, decimals);
    } else {
        buf_num_digits(b, v, decimals);
    }
}

str buf_str(const struct buf *b) {
    return (str){b->p, b->n};
}

void buf_html(struct buf *b, str s) {
    static const char *const entity[256] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    size_t from = 0;
    if (s.n == 0)
        return;
    for (size_t i = 0; i < s.n; i++) {
        const char *e = entity[(unsigned char)s.p[i]];
        if (__builtin_expect(e != NULL, 0)) {
            buf_bytes(b, s.p + from, i - from);
            buf_bytes(b, e, strlen(e));
            from = i + 1;
        }
    }
    buf_bytes(b, s.p + from, s.n - from);
}

static bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void buf_url_part(struct buf *b, str s) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (unreserved(s.p[i])) {
            buf_putc(b, s.p[i]);
        } else {
            buf_bytes(b, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
        }
    }
}

static void buf_u16(struct buf *b, unsigned c) {
    static const char hex[] = "0123456789abcdef";
    buf_bytes(b, (char[]){'\\', 'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15]}, 6);
}

static void buf_json_char(struct buf *b, unsigned char c) {
    static const char names[] = "b\bf\fn\nr\rt\t\"\"\\\\"; // pairs: what stands behind the backslash, what it means
    for (size_t i = 0; i + 1 < sizeof names; i += 2) {
        if ((unsigned char)names[i + 1] == c) {
            buf_bytes(b, (char[]){'\\', names[i]}, 2);
            return;
        }
    }
    buf_u16(b, c);
}

static bool json_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

void buf_json(struct buf *b, str s) {
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        while (i < s.n && json_plain((unsigned char)s.p[i])) {
            i++;
        }
        buf_bytes(b, s.p + from, i - from);
        if (i == s.n) {
            return;
        }
        uint32_t c = 0;
        size_t n = utf8_next(s, i, &c);
        if (n == 0) {
            buf_u16(b, 0xFFFD);
            n = 1;
        } else if (n == 1) {
            buf_json_char(b, (unsigned char)c);
        } else if (c == 0x2028 || c == 0x2029) { // line ends in old JavaScript
            buf_u16(b, c);
        } else {
            buf_bytes(b, s.p + i, n);
        }
        i += n;
    }
}

// What spreadsheets take as the start of a formula (OWASP, "CSV injection").
static bool begins_formula(str s) {
    return s.n && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@' || s.p[0] == '\t' || s.p[0] == '\r');
}

void buf_csv(struct buf *b, str s) {
    bool formula = begins_formula(s);
    bool quote = false;
    for (size_t i = 0; i < s.n && !quote; i++) {
        char c = s.p[i];
        quote = c == ',' || c == ';' || c == '\t' || c == '"' || c == '\n' || c == '\r';
    }
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ')) {
        quote = true;
    }
    if (quote) {
        buf_putc(b, '"');
    }
    if (formula) {
        buf_putc(b, '\'');
    }
    for (size_t from = 0; from < s.n;) {
        str rest = str_sub(s, from, SIZE_MAX), head, tail;
        bool more = str_cut(rest, '"', &head, &tail);
        buf_put(b, head);
        if (more) {
            buf_put(b, S("\"\""));
        }
        from += head.n + more;
    }
    if (quote) {
        buf_putc(b, '"');
    }
}
