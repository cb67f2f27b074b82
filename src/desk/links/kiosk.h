// The tablet is handed over. A member of staff makes a link for the client and puts the session of *this browser* into it: while
// session.kiosk_link_id stands, the browser reaches that link's own pages and nothing else of ours, however it asks (web/session.h holds
// that for every route). It ends with a password.
//
//   Who takes it back        whoever handed it over, by password; a colleague of the same practice by e-mail and password, which ends the
//                            session and begins their own. Wrong tries are counted and throttled together with sign-in.
//   Signing out              from the lock screen, by password as well: a client cannot leave the form through it.
//   The link ends            the form says so and the lock screen is all that is left. A link for a tablet lives KIOSK_LIFE_US, opens only in
//                            the session that it was handed over in, and is taken back with the tablet: what one client answered cannot be
//                            called up by the next one, who has a link of their own.
//   Nobody touches it        after KIOSK_IDLE_US without a request it shows the lock screen, and stays locked. A form that was open then
//                            may still be sent, so that nothing typed is lost; what it leads to is the lock screen.
//   The tablet is lost       end its session on the account page, on any other device: then it is a stranger's browser, and the link is dead.
//   The server restarts      nothing is lost: all of this is one column of the session.
//   Another tab was open     its next request is led to the client's form. What was typed there is kept behind the password, as where a session
//                            ended (web/kept.h). What it shows already stays on its screen: close it before handing over.
//   Two tabs hand over       the first one counts; the second is led to the first one's form.
//   The person is switched off, or their password is changed elsewhere: as anywhere, the session ends, and the link with it.
//
// Not ours to hold: a browser that offers its saved passwords to whoever taps the box. The lock screen asks for a "new" password, which
// browsers do not fill in by themselves; a tablet that is handed over should have none saved, and its own kiosk or guided mode switched on.
#ifndef UNKNOT_DESK_KIOSK_H
#define UNKNOT_DESK_KIOSK_H

#include "desk/links/links.h"
#include "desk/practice/signin.h"

#define KIOSK_IDLE_US (15 * MINUTE_US)

struct kiosk_in {
    client_id client;           // v == 0: whose visit it is
    appointment_id appointment; // v == 0: outside of a visit, and calm is not asked
    bool after;                 // how calm the client is after the session, and nothing else
    bool chosen;                // what is asked was chosen, by somebody who may: as in struct link_in
    const struct ask *asks;
    size_t n_asks;
    bool ratings;
    concern_id concern;         // the ratings are about; v == 0: all open ones
};
// Asks what was chosen, or else what is due (desk/links/asks.h), and, at a visit, how calm the client is. E_CONFLICT where the session is handed over
// already; problems: "after" (needs a visit whose session has begun), "asks" (as of desk_link_create: nothing would be asked). Verb KIOSK_HAND_OVER.
MUST_USE err desk_kiosk_hand_over(struct desk *d, session_id own, const struct kiosk_in *in);

// What a session in this state may open.
struct kiosk_state {
    bool over;                  // the link ended: time, or taken back elsewhere
    bool idle;                  // nobody touched it for KIOSK_IDLE_US
    str path;                   // the client's form; empty where it is over
    bool calm_first;            // at a visit, and this link has not said how calm the client is just before
    client_id client;
    appointment_id appointment;
};
bool kiosk_idle(const struct session_row *s, instant now);
// Needs a session that is handed over. Verb KIOSK_SHOW.
MUST_USE err desk_kiosk_state(struct desk *d, const struct session_row *s, struct kiosk_state *out);

struct kiosk_back_in {
    str email;                  // empty: the person who handed it over
    str password;
    str peer, agent;
    unsigned char token[SESSION_TOKEN]; // for a colleague's session
    bool sign_out;              // take it back and sign out
};
struct kiosk_back {
    bool ok;                    // not ok: problems as of desk_sign_in
    bool colleague;             // a new session, by in->token
    int64_t wait_s;             // > 0: throttled
    client_id client;
    appointment_id appointment;
};
// Slow (argon2id). E_INVALID where the password is empty.
MUST_USE err desk_kiosk_back_prepare(struct desk *d, const struct session_row *s, const struct kiosk_back_in *in, struct signin_check *out);
// OK also for a wrong password, because the try must be committed. Verbs KIOSK_SHOW, and KIOSK_TAKE_BACK where it was right.
MUST_USE err desk_kiosk_back(struct desk *d, const struct session_row *s, const struct kiosk_back_in *in, const struct signin_check *check, struct kiosk_back *out);

#endif
