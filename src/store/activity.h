// Personal activities (PSFS, Stratford 1995): chosen together with the therapist and fixed. Another set ends the one before; what was
// rated about it stays its own series.
#ifndef UNKNOT_STORE_ACTIVITY_H
#define UNKNOT_STORE_ACTIVITY_H

#include "db/db.h"
#include "store/actor.h"

enum { ACTIVITIES_MIN = 3, ACTIVITIES_MAX = 5 };

struct activity_set {
    activity_set_id id;
    client_id client;
    concern_id concern;
    instant at;
    bool ended;                 // another one took its place
    instant ended_at;
    str activity[ACTIVITIES_MAX];
    size_t n;
};
struct activity_sets {
    const struct activity_set *v;
    size_t n;
};

// All of a client's, the newest first: at most one of a concern counts.
MUST_USE err activity_sets_of(struct db *db, arena *a, const struct actor *who, client_id client, struct activity_sets *out);
// Ends the concern's set that counts and writes this one.
MUST_USE err activity_set_put(struct db *db, const struct actor *who, const struct activity_set *s);
// The one of a concern that counts; NULL where there is none.
const struct activity_set *activity_set_now(const struct activity_sets *all, concern_id concern);

#endif
