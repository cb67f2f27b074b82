// What a practice changed in the rules of safety: rows are only added, the newest of a rule counts. They belong to the practice, not to a
// client: who->only does not limit them.
#ifndef UNKNOT_STORE_RULE_H
#define UNKNOT_STORE_RULE_H

#include "db/db.h"
#include "store/actor.h"

typedef struct rule_edit_id {
    int64_t v;
} rule_edit_id;

struct rule_row {
    rule_edit_id id;            // of the change
    str rule;
    str what;                   // set, off, back
    str body;                   // set, off: as in a file of rules
    str verdict;                // new, same, stricter, weaker
    str reason;
    account_id account;         // v == 0: the command line
    str account_name;           // joined
    instant at;
};
struct rule_list {
    const struct rule_row *v;
    size_t n;
};

typedef struct rule_signature_id {
    int64_t v;
} rule_signature_id;

struct rule_signature {
    rule_signature_id id;
    str signer;
    str role;                   // physician, therapist
    str licence;
    day day;                    // of the signature
    str what;                   // what exactly was signed
    str rules, digest;          // version, and the hash of what acts (screen_overlay_digest)
    str account_name;           // recorded by, joined; empty: the command line
    instant at;
    bool back;                  // taken back,
    instant back_at;
    str back_why;
};
struct rule_signature_list {
    const struct rule_signature *v;
    size_t n;
};

// The newest change of each rule, by rule; those that are back as they were, too.
MUST_USE err rule_now(struct db *db, arena *a, const struct actor *who, struct rule_list *out);
// Every change of one rule, the newest first.
MUST_USE err rule_before(struct db *db, arena *a, const struct actor *who, str rule, struct rule_list *out);
// E_NOT_FOUND where it is none of the practice's.
MUST_USE err rule_get(struct db *db, arena *a, const struct actor *who, rule_edit_id id, struct rule_row *out);
// By who->account.
MUST_USE err rule_insert(struct db *db, const struct actor *who, const struct rule_row *r);

// Every signature under the rules, the newest first; those that were taken back, too.
MUST_USE err rule_signatures(struct db *db, arena *a, const struct actor *who, struct rule_signature_list *out);
// By who->account.
MUST_USE err rule_signature_insert(struct db *db, const struct actor *who, const struct rule_signature *s);
MUST_USE err rule_signature_back(struct db *db, const struct actor *who, rule_signature_id id, rule_signature_id of, str why, instant at);

#endif
