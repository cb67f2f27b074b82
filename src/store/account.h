// People who sign in, and for which practice they work in which role.
#ifndef UNKNOT_STORE_ACCOUNT_H
#define UNKNOT_STORE_ACCOUNT_H

#include "actor.h"
#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"

enum { LICENCE_MAX = 60 };  // code points of a licence's number, and of its body

struct account {
    account_id id;
    str email;              // lower case
    str name;
    str password_hash;      // libsodium's argon2id string
    bool must_change;
    str language;           // '' follows the practice
    instant created;
};

struct member {
    account_id account;
    str email, name;
    enum role role;
    str licence_number;
    str licence_body;       // who issued it, '' not given
    opt_day licence_expires;
    bool active;
    bool must_change;       // has not yet chosen a password of their own
    int64_t version;
    instant created;
};

MUST_USE err account_by_email(struct db *db, arena *a, str email, struct account *out);  // global: before sign-in
MUST_USE err account_by_id(struct db *db, arena *a, account_id id, struct account *out);
MUST_USE err account_insert(struct db *db, const struct account *x);        // E_CONFLICT: the e-mail is taken
MUST_USE err account_set_password(struct db *db, account_id id, str password_hash, bool must_change);

// Practices that this person works for now, the longest first. System only.
MUST_USE err member_practices(struct db *db, arena *a, account_id id, const struct actor **out, size_t *n);
MUST_USE err member_list(struct db *db, arena *a, const struct actor *who, const struct member **out, size_t *n);
MUST_USE err member_get(struct db *db, arena *a, const struct actor *who, account_id id, struct member *out);
MUST_USE err member_insert(struct db *db, const struct actor *who, const struct member *m); // E_CONFLICT: is one already
// Role, licence, active where the row still has m->version. E_CONFLICT otherwise.
MUST_USE err member_update(struct db *db, const struct actor *who, const struct member *m);
// As it is printed: "LMT 10442 (Texas DLR)", only the number where no body is given, '' without a number.
str licence_words(arena *a, str number, str body);
// Active owners of the practice, locked against concurrent removal by the transaction's isolation.
MUST_USE err member_owners(struct db *db, arena *a, const struct actor *who, int64_t *out);

#endif
