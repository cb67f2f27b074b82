// Time zones as data: the offset table of one IANA zone, parsed from TZif bytes (RFC 8536), footer rule included.
// Who loads the bytes is above; nothing here asks the system.
#ifndef UNKNOT_BASE_ZONE_H
#define UNKNOT_BASE_ZONE_H

#include "arena.h"
#include "civil.h"

struct zone; // immutable once made; may be shared between threads

// NULL when the bytes are not a well-formed TZif file.
const struct zone *zone_parse(arena *a, str name, str tzif);
str zone_name(const struct zone *z);
int32_t zone_offset(const struct zone *z, instant t);       // seconds east of UTC
day zone_day(const struct zone *z, instant t);              // the civil day there; z NULL: of UTC
int zone_minute(const struct zone *z, instant t);           // minute of that day, 0..1439
instant zone_change(const struct zone *z, instant t);       // when the offset changes next, after t; INT64_MAX where it does not

enum zone_fit { ZONE_ONCE, ZONE_GAP, ZONE_FOLD };
// Civil day and minute to UTC. ZONE_GAP: the time does not exist, *out is the instant as if the clock had not
// jumped; ZONE_FOLD: it exists twice, *out is the first.
enum zone_fit zone_instant(const struct zone *z, day d, int minute, instant *out);

#endif
