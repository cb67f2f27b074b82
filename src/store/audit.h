// The audit trail: rows that cannot change, hash-chained afterwards, one chain per practice.
#ifndef UNKNOT_STORE_AUDIT_H
#define UNKNOT_STORE_AUDIT_H

#include "actor.h"
#include "base/err.h"
#include "db/db.h"

struct audit_row {
    audit_id id;
    instant at;
    str event;                  // as in desk/verbs.def
    enum role role;
    account_id account;         // v == 0: a client or the system
    client_id client;           // a client by link
    int64_t subject;            // 0: nothing
    str account_name;           // of lists only
    str subject_name;           // of lists only: the client's name where the subject is a client
};

MUST_USE err audit_insert(struct db *db, practice_id practice, const struct audit_row *row);
// The newest first, older than `before` (v == 0: from the newest); subject 0: all.
MUST_USE err audit_list(struct db *db, arena *a, const struct actor *who, audit_id before, int64_t subject, size_t limit,
    struct audit_row **out, size_t *n);

// Chains up to `limit` rows that are not yet; *chained is how many. Rows younger than `settled` wait for
// neighbours still to come in order.
MUST_USE err audit_chain_extend(struct db *db, arena *a, practice_id practice, instant settled, size_t limit, size_t *chained);
// Recomputes `limit` links behind *n (0 at first), with hash[32] of link *n; both move on. *bad: the first link that does
// not fit (0: all fit). *end: nothing is left.
MUST_USE err audit_chain_verify(struct db *db, arena *a, practice_id practice, size_t limit, int64_t *n, unsigned char hash[32],
    int64_t *bad, bool *end);

#endif
