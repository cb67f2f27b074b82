// What a client sees of their own by link. Each is limited to who->practice and who->only: E_NOT_FOUND for anybody else.
#ifndef UNKNOT_STORE_HOME_H
#define UNKNOT_STORE_HOME_H

#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

enum { HOME_VISITS = 30, HOME_RECEIPTS = 60 };

struct home_visit {
    appointment_id id;
    day day;
    int minute, minutes;            // civil, in the practice's zone
    str state;                      // booked, arrived, in-session
    str service, therapist, room;   // room empty where there is none
};
struct home_receipt {
    receipt_id id;
    int64_t number, fee;            // fee negative on a refund
    bool refund;
    day issued;
    str currency;
};
struct home_package {
    package_id id;
    str service;
    int64_t visits, used;
    opt_day expires;                // last day
};
struct home_letter {
    letter_id id;
    str addressee, signer;
    instant finished;
};

struct home_lists {
    const struct home_visit *visits;        // the next first, from a day before now
    const struct home_receipt *receipts;    // the newest first
    const struct home_package *packages;    // that stand, the newest first
    const struct home_letter *letters;      // shared with the client, the newest first
    size_t n_visits, n_receipts, n_packages, n_letters;
    bool intake_done, intake_begun;         // begun: one is not sent yet
    instant intake_at;                      // where done
    instant intake_by_client;               // the last one that the client sent; us == 0: none
    instant intake_asked;                   // where done: when the oldest of its answers was said
    int64_t concerns;                       // open
    bool headache;                          // one of them has a diary
};
MUST_USE err home_get(struct db *db, arena *a, const struct actor *who, instant now, struct home_lists *out);

#endif
