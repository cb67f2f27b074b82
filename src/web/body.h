// A posted body as name–value pairs: application/x-www-form-urlencoded, or one flat JSON object (values: text, number,
// truth, null, or an array of those for repeated fields).
#ifndef UNKNOT_WEB_BODY_H
#define UNKNOT_WEB_BODY_H

#include "web.h"

enum { BODY_PAIRS_MAX = 1000 };

struct pair {
    str name, value;
    bool used;
};

struct body {
    struct pair *pair;
    size_t n;
    bool json;
};

// '+' is a space, %XX is decoded; E_MALFORMED for a broken escape, bad UTF-8, a NUL, or too many pairs.
MUST_USE err body_parse_form(arena *a, str bytes, struct body *out);
MUST_USE err body_parse_json(arena *a, str bytes, struct body *out, str *why);
// Decodes one urlencoded part; false as above.
bool url_decode(arena *a, str s, bool plus_is_space, str *out);
// The i-th value of `name`; empty and *found = false where there is none.
str body_value(const struct body *b, str name, size_t i, bool *found);

#endif
