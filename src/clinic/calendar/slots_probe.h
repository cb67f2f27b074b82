// The probe of slots.h: a day as JSON in, its free times as JSON out, so that anyone can check them against other software.
#ifndef UNKNOT_CLINIC_SLOTS_PROBE_H
#define UNKNOT_CLINIC_SLOTS_PROBE_H

#include "base/arena.h"
#include "base/zone.h"

// In: an object of
//   zone        IANA name; default "UTC"                      day         "2026-03-29"; required
//   open        working hours [["09:00","17:00"], …]; required, "24:00" is midnight
//   busy        of the therapist, [[from, until], …]          client      likewise, of the client
//   rooms       [{"name", "places": 1, "taken": [[place, from, until], …]}, …]; absent: none is needed
//   needs       equipment, the same with "pieces"
//   minutes     of treatment, 1 .. 1440; required             clearance   0 .. 1440; default 0
//   people      1 or 2; default 1                             grid        1 .. 1440; default 15
//   not_before  nothing earlier                               licence_ended  true: nothing is free
//   want        "10:15": is it free, and why not
// Times of spans and not_before are "10:00" on that day, or instants such as "2026-03-29T10:00:00Z".
// Out: {"zone", "day", "free": [{"time", "start", "fold", "room", "places"}, …], "want": {"time", "conflict", …}}.
// False: *why says in English which member is wrong, and how.
bool slots_probe(arena *a, str text, const struct zone *(*zone)(void *ctx, str name), void *ctx, str *out, str *why);

#endif
