// Sessions of people who signed in, and the memory of wrong tries.
#ifndef UNKNOT_STORE_SESSION_H
#define UNKNOT_STORE_SESSION_H

#include "actor.h"
#include "base/err.h"
#include "db/db.h"

enum { SESSION_TOKEN = 32 };    // bytes of a cookie's token, from a CSPRNG

#define SESSION_IDLE_US (12 * HOUR_US)      // ends when not used for so long
#define SESSION_LIFE_US (14 * DAY_US)       // ends at the latest
#define SESSION_STALE_US MINUTE_US          // `seen` is written at most this often

// What every page needs of the person, their session and their practice: one indexed query.
struct session_row {
    session_id id;
    account_id account;
    practice_id practice;
    enum role role;
    str email, name;
    str language;               // BCP 47: the person's, or the practice's where they have none
    bool must_change;           // the password was given by another: nothing but changing it is open
    str csrf;                   // that forms must carry
    instant created, seen, expires;
    bool stale_seen;            // over a minute since `seen` was written: call desk_session_touch
    str practice_name, country, zone, currency, crisis_line;
    bool set_up;                // the practice's wizard was finished
    link_id kiosk;              // handed over to a client with this link: nothing else opens (desk/links/kiosk.h); v == 0: not
    bool kiosk_after;           // it asks how calm the client is after the session, and nothing else
};

// E_NOT_FOUND when there is none, it ended, or the person was switched off.
MUST_USE err session_by_token(struct db *db, arena *a, const unsigned char hash[32], instant now, struct session_row *out);

struct session_new {
    unsigned char token_hash[32];
    session_id id;
    account_id account;
    practice_id practice;
    str csrf, peer, agent;
    instant created, expires;
};
MUST_USE err session_insert(struct db *db, const struct session_new *s);
MUST_USE err session_seen(struct db *db, session_id id, instant seen, instant expires);

// E_CONFLICT where it is handed over already, or ended.
MUST_USE err session_hand_over(struct db *db, account_id account, session_id id, link_id link, bool after);
// E_CONFLICT where it is not handed over with this link any more. Counts as used at `now`.
MUST_USE err session_take_back(struct db *db, account_id account, session_id id, link_id link, instant now);

struct session_item {
    session_id id;
    instant created, seen, expires;
    str peer, agent;
};
// Of one person, the last used first; ended ones are left out.
MUST_USE err session_list(struct db *db, arena *a, account_id account, instant now, const struct session_item **out, size_t *n);
MUST_USE err session_delete(struct db *db, account_id account, session_id id);          // E_NOT_FOUND
MUST_USE err session_delete_others(struct db *db, account_id account, session_id keep);  // keep.v == 0: all
MUST_USE err session_delete_in(struct db *db, const struct actor *who, account_id account); // those of this practice
MUST_USE err session_sweep(struct db *db, instant now, int64_t *deleted);

struct signin_try {
    int64_t fails;              // in a row
    instant last, blocked_until;
};
// Zeroes where there is none.
MUST_USE err signin_try_get(struct db *db, arena *a, str subject, struct signin_try *out);
MUST_USE err signin_try_put(struct db *db, str subject, const struct signin_try *t);
MUST_USE err signin_try_clear(struct db *db, str subject);
MUST_USE err signin_try_sweep(struct db *db, instant before, int64_t *deleted);

#endif
