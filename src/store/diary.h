// The headache diary: one row a civil day. A day without a row is not known, never "no". Corrections keep what was said before.
#ifndef UNKNOT_STORE_DIARY_H
#define UNKNOT_STORE_DIARY_H

#include "store/measure.h"

enum { NOT_SAID = -1 };

struct diary_row {
    day day;
    bool headache;
    int peak;                   // 0..10, or NOT_SAID
    int medicine;               // 1, 0, or NOT_SAID
    enum source source;
    instant at;
    account_id account;         // v == 0: the client, or an import
    link_id link;
    int64_t version;            // 1, and one more with each correction
    bool late;                  // filled in later: first said, or changed by the client, later than the next day. It stays
};

struct diary_list {
    const struct diary_row *v;
    size_t n;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
// Puts a day; where one is there and says something else, that is kept in diary_before and the version grows. A peak or
// medicine that is NOT_SAID stays as it was said before, but for the peak of a day that is no headache day now; r->late counts for a new day, and where the client changes one. *changed
// is 0 where the same was said already (nothing is written), 1 for a new day, 2 for a corrected one.
MUST_USE err diary_put(struct db *db, arena *a, const struct actor *who, client_id client, const struct diary_row *r, int *changed);
// Days that are known to be new, in one statement: for imports (all of one source, no account or link). E_CONFLICT where one is not.
MUST_USE err diary_insert_many(struct db *db, arena *a, const struct actor *who, client_id client, const struct diary_row *v, size_t n);
MUST_USE err diary_get(struct db *db, arena *a, const struct actor *who, client_id client, day d, struct diary_row *out);
MUST_USE err diary_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct diary_list *out);
// What was said before, of from..to, oldest first.
MUST_USE err diary_before_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct diary_list *out);
// Every known day as a point (1 headache, 0 none), oldest first: what clinic/measures/change.h and series.h take.
MUST_USE err diary_points(struct db *db, arena *a, const struct actor *who, client_id client, struct point_list *out, bool *told);

#endif
