// The desk: what a clinic does, one verb per function, the same for pages, JSON, command line and jobs.
// `struct desk` is one call of one verb: who, when, on which connection. No clock and no randomness below: now and seed are given.
#ifndef UNKNOT_DESK_DESK_H
#define UNKNOT_DESK_DESK_H

#include "base/err.h"
#include "base/id.h"
#include "base/zone.h"
#include "db/db.h"
#include "store/actor.h"

enum verb {
#define V(name, cap, mode, clinical, audit, prose) VERB_##name,
#include "verbs.def"
#undef V
    VERB_COUNT
};

// Secrets for signed links: from the key file outside of the data folder. The newest signs, all verify.
struct desk_keys {
    struct {
        uint8_t id;
        unsigned char secret[32];
    } key[8];
    size_t n;
};

// A read of clinical content to be booked: queued, and committed within a second.
struct audit_note {
    practice_id practice;
    instant at;
    enum verb verb;
    struct actor who;
    int64_t subject;        // the client (or other entity) read
    session_id touched;     // not 0: no audit row, but this session was used and now ends at touched_until
    instant touched_until;
};

struct desk_env { // shared by all calls, constant after start
    const struct desk_keys *keys;
    // The zone by IANA name; NULL where unknown. Thread-safe, cached.
    const struct zone *(*zone)(void *ctx, str name);
    // Queues the audit of a clinical read; false when it cannot be taken now (the caller then writes it itself, or answers busy).
    bool (*audit)(void *ctx, const struct audit_note *note);
    void *ctx;
    bool mail, sms;             // mail, and text messages, can be sent from here
    str sms_country;            // calling code of phone numbers that are written without one, '' none
};

struct desk {
    arena *a;
    struct db *db;
    struct actor who;
    instant now;
    day today;                  // in the practice's zone
    const struct zone *zone;    // the practice's
    lang lang;
    struct idgen ids;           // seeded per call
    struct problems *problems;
    const struct desk_env *env;
};

// Every verb function begins with it: may this actor do this? E_SIGN_IN or E_FORBIDDEN otherwise. Books the audit row
// (WRITE) or note (clinical READ) about `subject` (0: none).
MUST_USE err desk_begin(struct desk *d, enum verb v, int64_t subject);
bool desk_may(const struct actor *who, enum verb v);
// Books a row for `v` now, in the running transaction: where the actor or the subject is only known at the end (signing in).
MUST_USE err desk_audit_now(struct desk *d, enum verb v, int64_t subject);

struct verb_row {
    str name, event, prose;
    uint8_t roles;              // bit per enum role
    bool write, clinical;
};
const struct verb_row *verb_row(enum verb v);

#endif
