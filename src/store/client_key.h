// The index of search keys (clinic/people/namekey.h): derived from client, written anew at each change.
#ifndef UNKNOT_STORE_CLIENT_KEY_H
#define UNKNOT_STORE_CLIENT_KEY_H

#include "clinic/people/namekey.h"
#include "store/client.h"

// What the judgements about names look at. Points into f.
struct name_facts client_facts(const struct client_fields *f);

MUST_USE err client_keys_set(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_fields *f);
MUST_USE err client_keys_add(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_fields *f); // of a client that has none
MUST_USE err client_keys_clear(struct db *db, const struct actor *who, client_id id);

struct client_candidate {
    struct client_row row;
    str phones[TEXTS_MAX];      // as typed
    size_t n_phones;
};
struct name_facts candidate_facts(const struct client_candidate *c);   // points into c

// Clients who share keys, those who share most first, at most `limit`. At most NAMEKEY_PROBES keys.
MUST_USE err client_candidates(struct db *db, arena *a, const struct actor *who, struct namekeys keys, size_t limit,
    const struct client_candidate **out, size_t *n);
// Every record that was not merged, by id, from at most `limit` lines (a record has one for each phone).
MUST_USE err client_all(struct db *db, arena *a, const struct actor *who, size_t limit, const struct client_candidate **out, size_t *n);

#endif
