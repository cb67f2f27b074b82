// The demo practice's working days: rooms and hours, visits over two years with what became of them, and what lies ahead.
#ifndef UNKNOT_DESK_DEMO_VISITS_H
#define UNKNOT_DESK_DEMO_VISITS_H

#include "base/random.h"
#include "desk/data/demo.h"
#include "desk/data/demo_people.h"
#include "store/concern.h"

enum { FRONT_DESK_STAFF = DEMO_SIGN_INS - 1 };
enum demo_service { DEMO_HOUR, DEMO_LONG, DEMO_SHORT, DEMO_HEADACHE, DEMO_RELAX, DEMO_COUPLE, DEMO_STONES, DEMO_SERVICES };

// What the visits of one client are made from.
struct demo_journey {
    client_id client;
    concern_id concern;         // the first one; v == 0: none, they come to relax
    enum concern_kind kind;
    opt_day closes;             // the concern, once the visits are over
    struct demo_person p;       // texts live as long as the journeys
};

struct demo_clinic {
    struct db *db;
    arena *scratch;             // reset between visits
    const struct demo_in *in;
    practice_id practice;
    instant opened;
    account_id account[DEMO_SIGN_INS];  // owner, three therapists, front desk
    service_id service[DEMO_SERVICES];
};

// Inside of a transaction: rooms, equipment, what services need, hours, holidays.
MUST_USE err demo_places(struct demo_clinic *c);
// Opens transactions of its own, some visits each.
MUST_USE err demo_visits(struct demo_clinic *c, arena *a, const struct demo_journey *v, size_t n, int64_t *visits);

// One call of the desk at that time, as that member of the staff; ids follow from the time and `salt`.
struct desk demo_desk(const struct demo_clinic *c, size_t staff, instant now, uint64_t salt);

#endif
