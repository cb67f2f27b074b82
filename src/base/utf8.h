// One code point at a time, for escapers and for the languages of names; whole slices are checked by str.h's utf8_valid.
#ifndef UNKNOT_BASE_UTF8_H
#define UNKNOT_BASE_UTF8_H

#include "str.h"

// The code point at s.p[at] (at < s.n) and its length in bytes; 0 where the bytes are not well-formed (RFC 3629).
size_t utf8_next(str s, size_t at, uint32_t *code_point);

#endif
