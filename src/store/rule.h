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

// The newest change of each rule, by rule; those that are back as they were, too.
MUST_USE err rule_now(struct db *db, arena *a, const struct actor *who, struct rule_list *out);
// Every change of one rule, the newest first.
MUST_USE err rule_before(struct db *db, arena *a, const struct actor *who, str rule, struct rule_list *out);
// E_NOT_FOUND where it is none of the practice's.
MUST_USE err rule_get(struct db *db, arena *a, const struct actor *who, rule_edit_id id, struct rule_row *out);
// By who->account.
MUST_USE err rule_insert(struct db *db, const struct actor *who, const struct rule_row *r);

#endif
