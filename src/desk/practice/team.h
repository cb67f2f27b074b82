// The people of the practice.
#ifndef UNKNOT_DESK_TEAM_H
#define UNKNOT_DESK_TEAM_H

#include "desk/desk.h"
#include "store/account.h"

enum { LICENCE_WARN_DAYS = 60 };
// How somebody's licence stands on a day; GOOD for whoever signs nothing or is switched off.
enum licence_stand { LICENCE_GOOD, LICENCE_MISSING, LICENCE_ENDING, LICENCE_ENDED };  // ENDING: within LICENCE_WARN_DAYS
enum licence_stand licence_stands(const struct member *m, day on);

struct team_shown {
    const struct member *members;   // active first, then by name
    size_t n;
};
MUST_USE err desk_team_list(struct desk *d, struct team_shown *out);
MUST_USE err desk_team_member(struct desk *d, account_id id, struct member *out);

struct team_add_input {
    str email, name;
    str role;                       // owner, therapist, front-desk
    str licence_number, licence_body;
    opt_day licence_expires;
    unsigned char random[16];       // from a CSPRNG: makes the one-time password
};
struct team_add_work {
    str secret;                     // one-time password, to be shown once to whoever adds; '' where the account exists
    str hash;
    str email;                      // lower case
};
struct team_added {
    account_id account;
    bool known_account;             // the e-mail had an account: that person signs in with their own password, `secret` is void
};
MUST_USE err desk_team_add_prepare(struct desk *d, const struct team_add_input *in, struct team_add_work *out); // slow
MUST_USE err desk_team_add(struct desk *d, const struct team_add_input *in, const struct team_add_work *w, struct team_added *out);

struct team_change_input {
    account_id account;
    int64_t version;
    str role;
    str licence_number, licence_body;
    opt_day licence_expires;
    bool active;                    // false ends the person's sessions here at once
};
// The last active owner stays one: E_INVALID on "role" or "active". E_CONFLICT when changed meanwhile.
MUST_USE err desk_team_change(struct desk *d, const struct team_change_input *in);

// A new one-time password for somebody who forgot theirs; ends their sessions. Only for accounts that work here alone
// (E_FORBIDDEN otherwise: one practice must not take over a person of another).
MUST_USE err desk_team_reset_prepare(struct desk *d, const unsigned char random[16], struct team_add_work *out); // slow
MUST_USE err desk_team_reset(struct desk *d, account_id account, const struct team_add_work *w);

// 16 random bytes as a password that can be read out: four groups of four, no look-alikes.
str desk_one_time_password(arena *a, const unsigned char random[16]);

#endif
