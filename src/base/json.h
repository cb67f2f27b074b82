// JSON: yajl's events into an arena tree; numbers keep their text, so decimals keep their digits. And a writer.
#ifndef UNKNOT_BASE_JSON_H
#define UNKNOT_BASE_JSON_H

#include "arena.h"
#include "buf.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    bool truth;             // JSON_BOOL
    str text;               // JSON_STRING: the value; JSON_NUMBER: as written
    str name;               // the key, where the parent is an object
    struct json *first;     // JSON_ARRAY, JSON_OBJECT: children in order
    struct json *next;
    size_t count;           // children
};

struct json_error {
    size_t line, column;    // from 1
    str reason;             // English, for developers and command lines
};

// RFC 8259, UTF-8, one value, at most `depth` levels (use 64), no duplicate keys in one object, no trailing bytes.
// NULL on error, with *e filled.
struct json *json_parse(arena *a, str text, int depth, struct json_error *e);
const struct json *json_get(const struct json *object, str name);   // NULL where absent or not an object
str json_text(const struct json *j);                                // of a string; empty otherwise
bool json_number(const struct json *j, double *out);                // finite numbers only
bool json_integer(const struct json *j, int64_t *out);              // a number, or a string of digits, that is a whole int64

// Writer: commas and nesting are kept right; compact. Misuse (a key in an array) is a bug and asserts.
struct jw {
    struct buf *b;
    int depth;
    bool need_comma[64], in_object[64], after_key;
};
struct jw jw_on(struct buf *b);
void jw_object(struct jw *w);
void jw_array(struct jw *w);
void jw_end(struct jw *w);                      // closes the innermost
void jw_key(struct jw *w, str key);
void jw_str(struct jw *w, str v);
void jw_int(struct jw *w, int64_t v);
void jw_num(struct jw *w, double v);            // shortest text that reads back the same; CHECKs finite
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_id(struct jw *w, int64_t id);           // as a 13-character string; 0 gives null
void jw_raw(struct jw *w, str json);            // an already encoded value
void json_put(struct jw *w, const struct json *value);  // a value as it stands; null for NULL
// key and value in one call
void jw_kstr(struct jw *w, str key, str v);
void jw_kint(struct jw *w, str key, int64_t v);
void jw_kbool(struct jw *w, str key, bool v);
void jw_knum(struct jw *w, str key, double v);
void jw_kfigure(struct jw *w, str key, bool known, double v);           // null where it is not known, or not finite
void jw_kspan(struct jw *w, str key, bool known, double lo, double hi); // [lo, hi], or null as above

#endif
