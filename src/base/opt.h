// Values that may be absent, and short lists: what forms bind and records keep.
#ifndef UNKNOT_BASE_OPT_H
#define UNKNOT_BASE_OPT_H

#include "civil.h"

typedef struct opt_day {
    bool known;
    day day;
} opt_day;

typedef struct opt_int {
    bool known;
    int64_t v;
} opt_int;

enum { TEXTS_MAX = 8 };

struct texts {
    str v[TEXTS_MAX];
    size_t n;
};

#endif
