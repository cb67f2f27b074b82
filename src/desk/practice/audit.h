// The audit trail: booking in bulk, chaining, reading.
#ifndef UNKNOT_DESK_AUDIT_H
#define UNKNOT_DESK_AUDIT_H

#include "desk/desk.h"
#include "store/audit.h"

struct audit_page {
    const struct audit_row *rows;   // newest first
    size_t n;
    audit_id next;                  // give as `before` for the following page; v == 0: the end
};
MUST_USE err desk_audit_list(struct desk *d, audit_id before, int64_t subject, struct audit_page *out); // 50 a page

// Writes notes taken by env->audit (audit rows, sessions that were used, links that were opened); the queue calls it in one write transaction. Not a verb of a person: no actor.
MUST_USE err desk_audit_book(struct db *db, struct idgen *ids, const struct audit_note *notes, size_t n);

// Chains what is not yet chained, at most `limit` rows of one practice. Job; role system.
MUST_USE err desk_audit_chain(struct desk *d, practice_id practice, size_t limit, size_t *chained);
struct chain_verdict {
    int64_t links;                  // looked at
    int64_t bad;                    // the first that does not fit, 0: all fit
};
MUST_USE err desk_audit_verify(struct desk *d, practice_id practice, struct chain_verdict *out);

#endif
