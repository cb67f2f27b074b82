// Whom a summary of a practice's outcomes may be about.
#ifndef UNKNOT_STORE_SUMMARY_H
#define UNKNOT_STORE_SUMMARY_H

#include "db/db.h"
#include "store/actor.h"

// Everybody of the actor's practice with a concern whose treatment has begun, in order. E_NOT_FOUND for a client by link.
MUST_USE err summary_clients(struct db *db, arena *a, const struct actor *who, const client_id **out, size_t *n);

#endif
