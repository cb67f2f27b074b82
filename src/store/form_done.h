// Forms already taken, by their idempotency key: a replay is led where the first answer led.
#ifndef UNKNOT_STORE_FORM_DONE_H
#define UNKNOT_STORE_FORM_DONE_H

#include "store/actor.h"
#include "base/err.h"
#include "db/db.h"

MUST_USE err form_done_get(struct db *db, arena *a, const struct actor *who, str key, str *location);  // E_NOT_FOUND: new
MUST_USE err form_done_put(struct db *db, const struct actor *who, str key, str location, instant now); // E_CONFLICT: taken
MUST_USE err form_done_sweep(struct db *db, instant before, int64_t *deleted);

#endif
