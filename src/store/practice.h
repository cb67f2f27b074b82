// Practices: their settings, services and opening hours.
#ifndef UNKNOT_STORE_PRACTICE_H
#define UNKNOT_STORE_PRACTICE_H

#include "actor.h"
#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"

struct practice {
    practice_id id;
    str name;
    str country;            // ISO 3166-1 alpha-2, empty until set up
    str zone;               // IANA
    str currency;           // ISO 4217, empty until set up
    str language;           // BCP 47
    str phone, email, address, crisis_line;
    bool set_up;            // the wizard was finished
    instant set_up_at;
    int64_t version;
    instant created;
};

struct service {
    service_id id;
    str name;
    int64_t minutes;
    int64_t price;          // minor units of the practice's currency
    bool active;
    int64_t position;
    int64_t version;
    // only read here; store/calendar.h writes them
    int64_t clearance;      // minutes that room and therapist stay taken afterwards
    int64_t people;         // 1, or 2 for a couple in one room
    str kind;               // usual kind of visit: plan, maintenance, relaxation
    int64_t tax_bp;         // tax contained in the price, in hundredths of a percent
};

struct opening {
    int weekday;            // 1 Monday .. 7 Sunday
    int from_minute;        // of the civil day
    int to_minute;          // exclusive, up to 1440
};

MUST_USE err practice_get(struct db *db, arena *a, const struct actor *who, struct practice *out);
MUST_USE err practice_insert(struct db *db, const struct practice *p);
// Writes every settable column where the row still has p->version, which becomes one more. E_CONFLICT otherwise.
MUST_USE err practice_update(struct db *db, const struct actor *who, const struct practice *p);
// Every practice, for jobs and the command line: above, only for the system.
MUST_USE err practice_list(struct db *db, arena *a, const practice_id **out, size_t *n);

MUST_USE err service_list(struct db *db, arena *a, const struct actor *who, const struct service **out, size_t *n);
MUST_USE err service_insert(struct db *db, const struct actor *who, const struct service *s);
MUST_USE err service_update(struct db *db, const struct actor *who, const struct service *s);  // by id; E_NOT_FOUND

MUST_USE err opening_list(struct db *db, arena *a, const struct actor *who, const struct opening **out, size_t *n);
MUST_USE err opening_replace(struct db *db, const struct actor *who, const struct opening *o, size_t n);

#endif
