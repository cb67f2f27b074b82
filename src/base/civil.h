// Civil days and UTC instants. No clock and no zone database here: both are arguments.
// Days follow the proleptic Gregorian calendar (ISO 8601); algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms".
#ifndef UNKNOT_BASE_CIVIL_H
#define UNKNOT_BASE_CIVIL_H

#include "str.h"

// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
typedef struct instant {
    int64_t us;
} instant;

// Days since 1970-01-01. Valid days lie in 0001-01-01 .. 9999-12-31.
typedef struct day {
    int32_t d;
} day;

struct civil {
    int year, month, day; // 1..9999, 1..12, 1..31
};

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

bool day_valid(int year, int month, int mday);
day day_from(int year, int month, int mday);    // asserts day_valid
struct civil day_civil(day d);
int day_weekday(day d);                         // 1 = Monday .. 7 = Sunday, ISO 8601
// "YYYY-MM-DD", exactly; false for impossible dates such as 2026-02-30.
bool day_parse(str s, day *out);
str day_str(struct arena *a, day d);            // "2026-11-21"
int day_years(day born, day at);                // completed years; 29 February counts from 1 March

day instant_day_utc(instant t);
// "2026-11-21T08:15:00.123456Z"; parse takes 0..6 fractional digits and 'Z' only.
str instant_str(struct arena *a, instant t);
bool instant_parse(str s, instant *out);

#endif
