// Whose outcomes a practice can look at: concerns whose treatment has begun, and who treated them.
#ifndef UNKNOT_STORE_OUTCOME_H
#define UNKNOT_STORE_OUTCOME_H

#include "base/opt.h"
#include "store/actor.h"
#include "store/concern.h"

struct outcome_concern {
    concern_id id;
    client_id client;
    enum concern_kind kind;
    day start;
    opt_day onset, born;
    account_id therapist;           // who gave most sessions since then; v == 0: nobody gave one
};
struct outcome_concerns {
    const struct outcome_concern *v;
    size_t n;
};
// Begun from `from` to `to`, the latest `most` of them, the latest first. E_NOT_FOUND for a client by link.
MUST_USE err outcome_concerns(struct db *db, arena *a, const struct actor *who, day from, day to, size_t most, struct outcome_concerns *out);

struct outcome_therapist {
    account_id account;
    str name;
};
struct outcome_therapists {
    const struct outcome_therapist *v;  // in order of names
    size_t n;
};
MUST_USE err outcome_therapists(struct db *db, arena *a, const struct actor *who, struct outcome_therapists *out);

#endif
