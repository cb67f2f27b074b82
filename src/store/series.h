// What the calendar needs of a plan so as to place its sessions.
#ifndef UNKNOT_STORE_SERIES_H
#define UNKNOT_STORE_SERIES_H

#include "actor.h"
#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"

struct series_plan {
    plan_id id;
    client_id client;
    str client_name;            // as they like to be called
    account_id therapist;
    service_id service;
    str service_name;
    int sessions, per_week, every_weeks;    // the dose
    int64_t price;              // of all sessions, minor units
    bool runs;                  // proposed or active
    bool agreed;
    instant agreed_at, created;
};
// E_NOT_FOUND: none of this practice, or not of who->only.
MUST_USE err series_plan_get(struct db *db, arena *a, const struct actor *who, plan_id id, struct series_plan *out);

#endif
