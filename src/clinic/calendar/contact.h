// When a client may be written to, as pure functions: quiet hours in the practice's zone, and when a try that failed is repeated.
#ifndef UNKNOT_CLINIC_CONTACT_H
#define UNKNOT_CLINIC_CONTACT_H

#include "base/zone.h"

enum { QUIET_FROM = 21 * 60, QUIET_UNTIL = 8 * 60 };    // minutes of the civil day, where a practice says nothing else

// The first instant, `now` or later, at which nobody's rest is disturbed: minutes `from` up to before `until` of the civil day are quiet,
// over midnight where from > until, never where they are the same. Looks at each minute, at most two days of them.
instant contact_not_before(const struct zone *z, int from, int until, instant now);

enum { CONTACT_TRIES = 6, CONTACT_URGENT_TRIES = 30 };     // the first, and those after it
// How long to wait after the n-th try (1 ..) has failed for now: 1, 5 and 30 minutes, 2 and 8 hours; where somebody must hear of it the same
// day 1, 1, 2 and 5 minutes, then every 15, some six hours. 0: no more tries.
int64_t contact_wait_us(bool urgent, int64_t tries);

#endif
