// Slices: a pointer and a length, passed by value. Never NUL-terminated unless a function says so.
// An empty slice may have p == NULL. The bytes belong to whoever made them (usually an arena).
#ifndef UNKNOT_BASE_STR_H
#define UNKNOT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

typedef struct str {
    const char *p;
    size_t n;
} str;

// A literal as a slice; works in expressions. For static initialisers use S_INIT.
#define S(lit) ((str){(lit), sizeof(lit) - 1})
#define S_INIT(lit) {(lit), sizeof(lit) - 1}
// printf("%.*s", SP(s))
#define SP(s) (int)(s).n, (s).n ? (s).p : ""

str str_of(const char *z);              // of a NUL-terminated string; NULL gives the empty slice
bool str_eq(str a, str b);
bool str_eq_nocase(str a, str b);       // ASCII letters only
int str_cmp(str a, str b);              // by bytes, as memcmp, shorter first
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
str str_trim(str s);                    // ASCII white space off both ends
str str_sub(str s, size_t from, size_t n); // clipped to s
// Cuts s at the first `sep`: head before it, tail behind it. Without `sep`: false, head = s, tail empty.
bool str_cut(str s, char sep, str *head, str *tail);
// First place of `needle` in s, or SIZE_MAX.
size_t str_find(str s, str needle);

// Whole-slice numbers: optional '-', digits, nothing else; false on anything else or overflow.
bool str_i64(str s, int64_t *out);
// Decimal with optional fraction and exponent, locale-free, finite; false on anything else.
bool str_f64(str s, double *out);

// Copies into the arena. str_z adds a NUL (asserts that s holds none).
str str_dup(struct arena *a, str s);
char *str_z(struct arena *a, str s);
str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
str str_lower(struct arena *a, str s);  // ASCII letters only

// RFC 3629 well-formedness (no surrogates, no overlong forms, nothing over U+10FFFF).
bool utf8_valid(str s);
// Valid UTF-8 and no NUL and no C0 control other than tab, CR and LF: what a person may type.
bool text_valid(str s);
// Number of code points in a well-formed slice.
size_t utf8_length(str s);

#endif
