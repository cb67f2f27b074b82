// Instruments of practices as they were loaded: once in a process, by the SHA-256 of what they were loaded from, from any thread. Bounded: the one
// that was asked for longest ago goes first, and never while somebody reads it. What one practice adds or takes back changes nothing for another.
#ifndef UNKNOT_DESK_LIBRARY_SHELF_H
#define UNKNOT_DESK_LIBRARY_SHELF_H

#include "clinic/measures/instrument.h"

enum { SHELF_KEY = 80 };

// NULL where it is not there. It stays until `a` is reset. `key`: less than SHELF_KEY bytes.
const struct instrument_file *shelf_get(arena *a, str key);
// Loads the file and keeps it, if it is good; NULL with *why (in `a`) otherwise. It stays until `a` is reset.
const struct instrument_file *shelf_load(arena *a, str key, str name, str text, struct instrument_error *why);
// Files that are kept, for tests.
size_t shelf_count(void);

#endif
