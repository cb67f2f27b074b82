// Jobs: leases and sweeping; and the memory of forms already taken.
#ifndef UNKNOT_DESK_UPKEEP_H
#define UNKNOT_DESK_UPKEEP_H

#include "desk/desk.h"

// --- jobs, role system. A write: one process gets the job until now + lease.
MUST_USE err desk_job_lease(struct desk *d, str name, int64_t lease_us, bool *mine, instant *last_run);
MUST_USE err desk_job_done(struct desk *d, str name, err result);

struct sweep_counts {
    int64_t sessions, forms, links, tries, drafts;
};
// Sessions that ended; forms taken over 7 days ago; links that expired over 30 days ago and were never used; tries a day old; answers that
// were not sent when their link ended.
MUST_USE err desk_sweep(struct desk *d, struct sweep_counts *out);
// Begins work of one practice by a job: VERB_UPKEEP, in the practice's own zone, today being its day.
MUST_USE err desk_upkeep_begin(struct desk *d);
// Ids of every practice, for jobs over all of them.
MUST_USE err desk_practices(struct desk *d, const practice_id **out, size_t *n);

// --- idempotency of forms: in the practice of d->who (0 for a stranger's form).
// OK: taken before, lead there. E_NOT_FOUND: new.
MUST_USE err desk_form_taken(struct desk *d, str key, str *location);
// Within the transaction of the write. E_CONFLICT where another took it in between: roll back and look again.
MUST_USE err desk_form_keep(struct desk *d, str key, str location);

#endif
