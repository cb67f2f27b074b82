// Merging two records of one client and taking it back: what moves, and the memory of it in client_merge.moved.
#ifndef UNKNOT_STORE_MERGE_H
#define UNKNOT_STORE_MERGE_H

#include "store/client.h"

struct merge_counts {
    int64_t concerns, measures, days, links, collisions;
    int64_t others;         // everything else that is about a client: visits, notes, receipts, …
    int64_t overlaps;       // appointments of both at the same time: the merge would be refused
};
MUST_USE err merge_counts(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, struct merge_counts *out);

// Moves every row that is about the client (db_tables with client_rows, and concerns with their measures, diary days, treated rows and
// taken time); of days that both have, kept's stay and gone's go into `moved`,
// canonical JSON that also holds the fields of `kept` before and after they were filled.
MUST_USE err merge_move(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone,
    const struct client_fields *before, const struct client_fields *after, str *moved);
// E_CONFLICT where both have appointments at the same time. Takes back what merge_move noted; what came since stays, but for
// what hangs on something that goes back: a note on its visit, a visit on its plan, findings on their health form, an alert on its answers, what
// was said by a link on that link. *before and *after as noted. E_DB_CORRUPT where it cannot be read.
MUST_USE err merge_move_back(struct db *db, arena *a, const struct actor *who, client_id kept, client_id gone, str moved,
    struct client_fields *before, struct client_fields *after);

struct merge_row {
    merge_id id;
    client_id kept, gone;
    instant at;
    str moved;
    bool undone;
    str gone_name, account_name;    // of lists
    bool kept_merged;               // of lists: kept was itself merged since
};
MUST_USE err merge_insert(struct db *db, const struct actor *who, const struct merge_row *m);
MUST_USE err merge_get(struct db *db, arena *a, const struct actor *who, merge_id id, struct merge_row *out);
MUST_USE err merge_set_undone(struct db *db, const struct actor *who, merge_id id, instant now);   // E_CONFLICT: is already
MUST_USE err merge_list(struct db *db, arena *a, const struct actor *who, client_id kept, const struct merge_row **out, size_t *n);

// "These are two people", in any order.
MUST_USE err duplicate_no_put(struct db *db, const struct actor *who, client_id x, client_id y, instant now);
MUST_USE err duplicate_no_get(struct db *db, arena *a, const struct actor *who, client_id x, client_id y, bool *said);
struct duplicate_no {
    client_id low, high;
};
MUST_USE err duplicate_no_list(struct db *db, arena *a, const struct actor *who, const struct duplicate_no **out, size_t *n); // in order

#endif
