// Concerns: what a client comes for. Pain at a place in their own words, or headache.
#ifndef UNKNOT_STORE_CONCERN_H
#define UNKNOT_STORE_CONCERN_H

#include "db/db.h"
#include "store/actor.h"

enum concern_kind { CONCERN_PAIN, CONCERN_HEADACHE };

str concern_kind_name(enum concern_kind k);                     // "pain", "headache"
bool concern_kind_of(str name, enum concern_kind *out);

struct concern_row {
    concern_id id;
    client_id client;
    enum concern_kind kind;
    str place;                  // 'neck'; empty for headache
    bool started, closed;
    day start;                  // first day of treatment, where started
    day closed_on;              // where closed
    int64_t version;
    instant created;
};

struct concern_list {
    const struct concern_row *v;
    size_t n;
};

// What is needed of a client to record about them, or to show their numbers. E_NOT_FOUND for a merged record: its rows moved.
struct subject {
    str given, family, preferred;
    bool born_known;
    day born;
};
MUST_USE err subject_get(struct db *db, arena *a, const struct actor *who, client_id client, struct subject *out);

// Each is limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise.
MUST_USE err concern_list(struct db *db, arena *a, const struct actor *who, client_id client, struct concern_list *out); // open ones first, oldest first
MUST_USE err concern_get(struct db *db, arena *a, const struct actor *who, concern_id id, struct concern_row *out);
MUST_USE err concern_insert(struct db *db, const struct actor *who, const struct concern_row *c);
// Writes place, start, closed; c->version is the version seen. E_CONFLICT where another change came first.
MUST_USE err concern_update(struct db *db, const struct actor *who, const struct concern_row *c);

#endif
