// Signing in and out, and the session of every page.
#ifndef UNKNOT_DESK_SIGNIN_H
#define UNKNOT_DESK_SIGNIN_H

#include "desk/desk.h"
#include "store/session.h"

// --- the session of a request, before the actor is known. E_SIGN_IN when there is none or it ended.
MUST_USE err desk_session(struct desk *d, const unsigned char token[SESSION_TOKEN], struct session_row *out);
// Makes d the person of this session: who, zone, today, lang. E_INTERNAL where env does not know the practice's zone.
MUST_USE err desk_enter(struct desk *d, const struct session_row *s);
// A write, when stale_seen: moves `seen` and the sliding end. Books nothing; needs no actor.
MUST_USE err desk_session_touch(struct desk *d, const struct session_row *s);

// --- sign in
struct signin_input {
    str email, password;
    str peer;                           // address of the other side
    str agent;                          // User-Agent, shortened here
    unsigned char token[SESSION_TOKEN]; // from a CSPRNG; the cookie carries it, we keep its hash
};
struct signin_check { // made by prepare for transact
    account_id account;                 // v == 0: unknown, switched off or wrong
    practice_id practice;
    enum role role;
    bool must_change;
    bool blocked;                       // throttled: the password was not even looked at
    instant blocked_until;
    str email;                          // lower case
};
struct signed_in {
    bool ok;
    session_id session;
    bool must_change;                   // lead to the password page
    bool set_up;                        // false: lead an owner to the wizard
    int64_t wait_s;                     // > 0: throttled, this many seconds
};
// Slow (argon2id, also for an unknown e-mail). OK whatever the password was: the tries are counted by transact.
// E_INVALID where fields are empty.
MUST_USE err desk_sign_in_prepare(struct desk *d, const struct signin_input *in, struct signin_check *out);
// OK also for a wrong password, because the try must be committed: look at out->ok. Not ok: problems has one on
// "password" (wrong) or on "" (throttled, with wait_s); answer with 422 or 429.
MUST_USE err desk_sign_in(struct desk *d, const struct signin_input *in, const struct signin_check *check, struct signed_in *out);
// The session that d came with.
MUST_USE err desk_sign_out(struct desk *d, session_id own);

// Parts of it, for whoever asks for a password again (desk/links/kiosk.h): is this e-mail or peer to wait, 0 not; and a right one forgets the wrong ones.
MUST_USE err desk_sign_in_blocked(struct desk *d, str email, str peer, instant *until);
MUST_USE err desk_sign_in_right(struct desk *d, str email, str peer);

// Wrong tries of anything guessable: after `free_tries` in a row each wrong one doubles the wait, 30 s to 15 min.
// `kind` is "email", "peer" or "link"; the subject is kept as a keyed hash only.
MUST_USE err desk_throttle_look(struct desk *d, str kind, str subject, instant *blocked_until); // 0: free
MUST_USE err desk_throttle_fail(struct desk *d, str kind, str subject, int free_tries, instant *blocked_until);
MUST_USE err desk_throttle_clear(struct desk *d, str kind, str subject);

#endif
