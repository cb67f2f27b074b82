// Packages: visits paid ahead, and the visits booked off them.
#ifndef UNKNOT_STORE_PACKAGE_H
#define UNKNOT_STORE_PACKAGE_H

#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

struct package {
    package_id id;
    client_id client;
    service_id service;
    str service_name;           // now
    int64_t visits, price, used, tax_bp;
    day bought;
    opt_day expires;            // last day
    bool ended;                 // refunded or given up
    receipt_id receipt;         // of the sale; v == 0 none
    int64_t version;
};
struct package_list {
    const struct package *v;
    size_t n;
};

struct package_visit {          // booked off
    package_id package;
    appointment_id appointment;
    day day;
};
struct package_visits {
    const struct package_visit *v;
    size_t n;
};

struct open_visit {             // may still be booked off
    appointment_id id;
    service_id service;
    str service_name, state;
    day day;
    int minute;
    bool paid;                  // has a receipt of its own
};
struct open_visits {
    const struct open_visit *v;
    size_t n;
};

MUST_USE err package_insert(struct db *db, const struct actor *who, const struct package *p);
MUST_USE err package_get(struct db *db, arena *a, const struct actor *who, package_id id, struct package *out);
MUST_USE err package_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct package_list *out); // newest first
MUST_USE err package_end(struct db *db, const struct actor *who, const struct package *p, instant at);  // E_CONFLICT: changed meanwhile
// One version more, then the use: E_CONFLICT where the package changed meanwhile, or the visit is in a package already.
MUST_USE err package_use(struct db *db, const struct actor *who, const struct package *p, appointment_id visit, instant at);
MUST_USE err package_unuse(struct db *db, const struct actor *who, const struct package *p, appointment_id visit);   // E_NOT_FOUND: was not used for it
// As package_unuse, but that it was used is remembered: package_use of the same visit takes it again.
MUST_USE err package_give_back(struct db *db, const struct actor *who, const struct package *p, appointment_id visit, instant at);
MUST_USE err package_tax(struct db *db, arena *a, const struct actor *who, service_id service, int64_t *bp);
MUST_USE err package_uses(struct db *db, arena *a, const struct actor *who, client_id client, struct package_visits *out);
MUST_USE err package_open_visits(struct db *db, arena *a, const struct actor *who, client_id client, size_t limit, struct open_visits *out);

#endif
