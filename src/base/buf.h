// Bounded growing buffer in an arena. Writing past `max` drops the bytes and sets `over`, which is
// checked once at the end. Made with a maximum, always.
#ifndef UNKNOT_BASE_BUF_H
#define UNKNOT_BASE_BUF_H

#include "arena.h"
#include "str.h"

struct buf {
    arena *a;
    char *p;
    size_t n, cap, max;
    bool over;
};

struct buf buf_new(arena *a, size_t max);
struct buf buf_with_room(arena *a, size_t room, size_t max); // for what is known to become large: `room` bytes at once
void buf_put(struct buf *b, str s);
void buf_putc(struct buf *b, char c);
void buf_putf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_i64(struct buf *b, int64_t v);
// A double with at most `decimals` places (0..9), rounded half away from zero, trailing zeros cut, '.' as the point.
void buf_num(struct buf *b, double v, int decimals);
str buf_str(const struct buf *b);

// One escaper per output context; templates choose it by position.
void buf_html(struct buf *b, str s);      // HTML text and double- or single-quoted attributes
void buf_url_part(struct buf *b, str s);  // one path segment or query value (RFC 3986 unreserved kept)
void buf_json(struct buf *b, str s);      // inside a JSON string, quotes not included; safe inside HTML <script> too
void buf_csv(struct buf *b, str s);       // one CSV field, RFC 4180, quoted when needed; =,+,-,@ at the start of text are led by an apostrophe

#endif
