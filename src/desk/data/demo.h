// The demo practice: people, concerns, two years of ratings and diaries; the same seed and day give the same rows on both engines.
#ifndef UNKNOT_DESK_DEMO_H
#define UNKNOT_DESK_DEMO_H

#include "desk/desk.h"

struct letter_facts;
struct letter;

#define DEMO_ZONE "America/New_York"

struct demo_in {
    int64_t clients;            // 1..100000
    uint64_t seed;
    day today;                  // the last day with entries
    const struct zone *zone;    // of the practice: DEMO_ZONE
    void (*progress)(void *ctx, size_t done, size_t total); // clients; may be NULL
    void *ctx;
    // All that is printed of a letter (desk/care/letters.h), made on a floor above; NULL: letters stay drafts.
    str (*letter_body)(struct desk *d, const struct letter_facts *f, const struct letter *l);
};

struct demo_sign_in {
    str email, password, role, name;
};

enum { DEMO_SIGN_INS = 5 };     // owner, three therapists, front desk

struct demo_out {
    practice_id practice;
    struct demo_sign_in sign_in[DEMO_SIGN_INS];
    int64_t clients, ratings, diary_days, visits;
};

// Not a transact function: opens its own transactions (db_write) on an open, migrated database, some clients each.
// E_CONFLICT where a demo practice is there already: its sign-ins are taken.
MUST_USE err desk_demo(struct db *db, arena *a, const struct demo_in *in, struct demo_out *out);
// The sign-ins without the database: what `./run` prints for a demo that exists. Fills sign_in only.
void desk_demo_sign_ins(struct demo_out *out);

#endif
