// Clients: the record, its phones, its versions, its search keys, merges.
#ifndef UNKNOT_STORE_CLIENT_H
#define UNKNOT_STORE_CLIENT_H

#include "actor.h"
#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"

// What people type: the same struct for forms, records and versions.
struct client_fields {
#define T(name) str name;
#define D(name) opt_day name;
#define B(name) bool name;
#include "client_fields.def"
#undef T
#undef D
#undef B
    struct texts phones;        // as typed, the first is called first
};

struct client {
    client_id id;
    struct client_fields f;
    client_id merged_into;      // v == 0: a record of its own
    str external;               // id in the file it was imported from, '' otherwise
    int64_t version;
    instant created, updated;
};

// A line of a list.
struct client_row {
    client_id id;
    str given, family, preferred;
    opt_day born;
    str phone;                  // the first, '' none
    str email;
    instant updated;
};

// A client by link sees only himself. E_NOT_FOUND otherwise, and for another practice's.
MUST_USE err client_get(struct db *db, arena *a, const struct actor *who, client_id id, struct client *out);
// Also writes phones, version 1 of the history and the search keys.
MUST_USE err client_insert(struct db *db, arena *a, const struct actor *who, const struct client *c);
// Likewise. Where the row still has c->version, which becomes one more in the row and in *c. E_CONFLICT otherwise, and
// for a record that was merged into another.
MUST_USE err client_update(struct db *db, arena *a, const struct actor *who, struct client *c);
// into.v == 0: a record of its own again. A merged record has no search keys.
MUST_USE err client_set_merged(struct db *db, arena *a, const struct actor *who, client_id gone, client_id into, instant now);
MUST_USE err client_row_get(struct db *db, arena *a, const struct actor *who, client_id id, struct client_row *out);
MUST_USE err client_recent(struct db *db, arena *a, const struct actor *who, size_t limit, struct client_row **out, size_t *n);
MUST_USE err client_by_external(struct db *db, arena *a, const struct actor *who, str external, client_id *out); // follows merges
// Merged records are left out.
MUST_USE err client_count(struct db *db, arena *a, const struct actor *who, int64_t *out);

// The whole record as canonical JSON, and back.
str client_body(arena *a, const struct client_fields *f);
bool client_body_read(arena *a, str body, struct client_fields *out);
struct json;
bool client_fields_read(const struct json *object, struct client_fields *out); // texts lie where the JSON's do

struct client_version {
    int64_t version;
    instant at;
    account_id account;         // v == 0: system or client
    str account_name;
    struct client_fields f;
};
// The newest first.
MUST_USE err client_versions(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_version **out, size_t *n);

#endif
