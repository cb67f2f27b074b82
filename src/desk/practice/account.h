// One's own account: password and sessions.
#ifndef UNKNOT_DESK_ACCOUNT_H
#define UNKNOT_DESK_ACCOUNT_H

#include "desk/desk.h"
#include "store/account.h"
#include "store/session.h"

struct account_shown {
    str email, name;
    enum role role;
    bool must_change;
    const struct session_item *sessions;    // last used first
    size_t n_sessions;
};
MUST_USE err desk_account_show(struct desk *d, struct account_shown *out);

MUST_USE err desk_account_member(struct desk *d, struct member *out);    // one's own row in this practice: role, licence

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 200 };  // code points; bytes at most 1024

struct password_input {
    str current;            // the password so far, also where it was given by another
    str password, again;
};
struct password_work {
    str hash;
    str seen_hash;          // the hash that `current` was verified against
};
// Slow: verifies and hashes. E_INVALID with problems on "current", "password", "again".
MUST_USE err desk_password_change_prepare(struct desk *d, const struct password_input *in, struct password_work *out);
// Ends the other sessions of this person, everywhere. E_CONFLICT when the password was changed meanwhile.
MUST_USE err desk_password_change(struct desk *d, const struct password_work *w, session_id own);

MUST_USE err desk_session_end(struct desk *d, session_id id);   // one of the own; E_NOT_FOUND

// Rules of a new password, for every place that takes one: problems on `field`.
MUST_USE err desk_password_rules(struct desk *d, str field, str password, str email);
// argon2id, 19 MiB, t = 2. E_BUSY when the memory cannot be had.
MUST_USE err desk_password_hash(arena *a, str password, str *hash);
bool desk_password_verify(str hash, str password);      // an empty hash takes as long and is false

#endif
