// IANA zones from the system's files (/usr/share/zoneinfo), parsed once and kept. Thread-safe.
#ifndef UNKNOT_SERVE_ZONES_H
#define UNKNOT_SERVE_ZONES_H

#include "base/zone.h"

struct zones;

struct zones *zones_new(const char *folder); // NULL: /usr/share/zoneinfo
void zones_free(struct zones *z);
// Names such as "Europe/Berlin" or "Etc/GMT+3"; NULL where the name is no zone. For struct desk_env.zone: ctx is the struct zones.
const struct zone *zones_get(void *ctx, str name);
// The computer's own zone (/etc/localtime), UTC where it has none.
const struct zone *zones_local(struct zones *z);

#endif
