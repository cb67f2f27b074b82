// The POSIX TZ rule in the footer of a TZif file (RFC 8536 section 3.3.1): for times after the last transition.
#ifndef UNKNOT_BASE_POSIX_TZ_H
#define UNKNOT_BASE_POSIX_TZ_H

#include "str.h"

struct posix_day {
    enum { POSIX_JULIAN, POSIX_DAY, POSIX_MONTH } kind; // Jn, n, Mm.w.d
    int n, month, week, weekday;                        // weekday 0 = Sunday
    int32_t time;                                       // seconds after local midnight, -167 h .. 167 h
};

struct posix_tz {
    int32_t std, dst; // seconds east of UTC
    bool has_dst;
    struct posix_day start, end;
};

bool posix_tz_parse(str s, struct posix_tz *out);
int32_t posix_tz_offset(const struct posix_tz *z, int64_t t); // t in seconds since 1970, UTC
int64_t posix_tz_next(const struct posix_tz *z, int64_t t);   // next change after t; INT64_MAX where there is none

#endif
