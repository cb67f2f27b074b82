// Clients: find, make, change with history. Duplicates and merging are in duplicates.h.
#ifndef UNKNOT_DESK_CLIENTS_H
#define UNKNOT_DESK_CLIENTS_H

#include "desk/desk.h"
#include "store/client.h"

enum { CLIENTS_FIND_MAX = 50 };

struct clients_found {
    const struct client_row *rows;  // best first
    size_t n;
    bool recent;                    // the query was empty: these are the last changed
    bool more;                      // there were more than asked for
};
// As one types: name (accents left out, one typing error, any order of words), digits of a phone, e-mail, birth date
// (2026-11-21, 21.11.2026, 11/21/2026, 21/11/2026). `limit` at most CLIENTS_FIND_MAX. Any text is a valid query.
MUST_USE err desk_client_find(struct desk *d, str query, size_t limit, struct clients_found *out);
MUST_USE err desk_client_count(struct desk *d, int64_t *out);

// c->merged_into.v != 0: lead the browser there. Books the reading.
MUST_USE err desk_client_show(struct desk *d, client_id id, struct client *out);
// The name to show: "Given Family", or the preferred name with it: "Maggie (Margaret) Smith" for `full`; short: "Maggie".
str client_name_full(arena *a, const struct client_fields *f);
str client_name_short(const struct client_fields *f);

// Form fields bind straight into it: offsets are those of struct client_fields.
struct client_input {
    struct client_fields f;         // sex '' counts as unknown
    int64_t version;                // of the record shown, for change
};
MUST_USE err desk_client_create(struct desk *d, const struct client_input *in, client_id *out);
// E_CONFLICT with a problem on "" when it was changed meanwhile; a change of nothing makes no version.
MUST_USE err desk_client_change(struct desk *d, client_id id, const struct client_input *in);
// The rules alone, for a form that checks before it asks about duplicates: E_INVALID with every problem.
MUST_USE err desk_client_rules(struct desk *d, const struct client_fields *f);

struct field_change {
    str field;                      // as in client_fields.def, or "phones"
    str before, after;              // as text: days ISO, truth "1" and "0", phones comma-separated
};
struct client_edit {
    int64_t version;
    instant at;
    account_id account;             // v == 0: system
    str account_name;               // '' system
    const struct field_change *changes; // against the version before; of version 1: what was given
    size_t n;
};
struct client_history {
    struct client_row client;
    const struct client_edit *edits;    // newest first
    size_t n;
};
MUST_USE err desk_client_history(struct desk *d, client_id id, struct client_history *out);

#endif
