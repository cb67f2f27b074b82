// The outcomes of a practice as an aggregate with no person in it (clinic/stats/summary.h says what is released, and what is not).
// Everybody whose treatment has begun is judged as on their own progress page (clinic/measures/change.h); what is about the person as a whole
// counts under "whole-person".
#ifndef UNKNOT_DESK_SUMMARY_H
#define UNKNOT_DESK_SUMMARY_H

#include "clinic/stats/summary.h"
#include "desk/desk.h"

struct summary_in {
    str label;                  // what others shall call the practice; may be empty
    double epsilon;             // 0: no noise
    uint64_t (*draw)(void *ctx);    // random bits that cannot be guessed; NULL where epsilon is 0
    void *ctx;
    void (*progress)(void *progress_ctx, size_t done, size_t total); // may be NULL
    void *progress_ctx;
};

// Reads in one snapshot (db_read), then books verb SUMMARY in a transaction of its own: nothing is given out that is not on record.
// Not for a call within a transaction.
MUST_USE err desk_summary(struct desk *d, const struct summary_in *in, struct summary_file *out);

#endif
