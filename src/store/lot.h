// First days of treatment that were drawn by lot: once for a concern, and never changed.
#ifndef UNKNOT_STORE_LOT_H
#define UNKNOT_STORE_LOT_H

#include "base/civil.h"
#include "db/db.h"
#include "store/actor.h"
#include "store/concern.h"

struct lot_row {
    concern_id concern;
    enum concern_kind kind;     // of it; read
    plan_id plan;
    day first, last;            // drawn among first, first + step, … up to last
    int32_t step;               // days
    day until;                  // answers are asked for up to then
    int64_t seed;               // written; not read
    day drawn;
    instant at;
    account_id account;         // written
    str account_name;           // read
};
struct lot_list {
    const struct lot_row *v;
    size_t n;
};

MUST_USE err lot_insert(struct db *db, const struct actor *who, client_id client, const struct lot_row *l);
MUST_USE err lots_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct lot_list *out);
// The one of a concern; NULL where none was drawn.
const struct lot_row *lot_of(const struct lot_list *all, concern_id concern);

#endif
