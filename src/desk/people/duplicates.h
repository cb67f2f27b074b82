// Two records of one person: pointed out, merged, merging undone.
#ifndef UNKNOT_DESK_DUPLICATES_H
#define UNKNOT_DESK_DUPLICATES_H

#include "clinic/people/duplicates.h"
#include "desk/desk.h"
#include "store/client.h"

struct duplicate_row {
    struct client_row other;
    struct duplicate_found found;   // likely, score, reasons as messages
};
struct duplicates_found {
    const struct duplicate_row *v;  // likeliest first, at most 10
    size_t n;
};
// Of a record not yet made (self.v == 0) or of one that is.
MUST_USE err desk_duplicates_of(struct desk *d, client_id self, const struct client_fields *f, struct duplicates_found *out);

struct duplicate_pair {
    struct client_row a, b;
    struct duplicate_found found;
};
struct duplicate_pairs {
    const struct duplicate_pair *v;     // likeliest first
    size_t n;
    bool more;
};
MUST_USE err desk_duplicates_all(struct desk *d, size_t limit, struct duplicate_pairs *out);

// "These are two people": not asked again.
MUST_USE err desk_duplicate_no(struct desk *d, client_id a, client_id b);

// The two records side by side, before merging. Each field: what is kept afterwards.
struct merge_preview {
    struct client kept, gone;
    struct client_fields after;         // kept, with empty fields filled from gone
    int64_t concerns, measures, diary_days, links; // that move
    int64_t others;                     // visits, notes, receipts and all else that moves
    int64_t overlaps;                   // appointments of both at the same time: not until one of them is cancelled
    int64_t collisions;                 // diary days that both have: kept's stay
};
MUST_USE err desk_merge_preview(struct desk *d, client_id kept, client_id gone, struct merge_preview *out);

struct merge_input {
    client_id kept, gone;
    int64_t kept_version, gone_version; // as previewed
};
// E_CONFLICT where either was changed or merged meanwhile, or both have appointments at the same time; E_INVALID for a record with itself.
MUST_USE err desk_client_merge(struct desk *d, const struct merge_input *in, merge_id *out);
// Everything back as it was; what was entered after the merge stays with the kept record, fields edited since stay edited.
// E_CONFLICT where it was undone already, or where a later merge builds on it (undo that first).
MUST_USE err desk_client_unmerge(struct desk *d, merge_id id, client_id *kept, client_id *gone);

struct merge_item {
    merge_id id;
    client_id kept, gone;
    str gone_name;
    instant at;
    str account_name;
    bool undone;
    bool undoable;
};
struct merges_found {
    const struct merge_item *v;         // newest first
    size_t n;
};
// Merges into this record, for its page ("undo").
MUST_USE err desk_merges_of(struct desk *d, client_id kept, struct merges_found *out);

#endif
