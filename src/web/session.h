// Who asks: the session cookie, or the link in the address. The middle of web_prepare.
#ifndef UNKNOT_WEB_SESSION_H
#define UNKNOT_WEB_SESSION_H

#include "desk/practice/signin.h"
#include "desk/links/links.h"
#include "web.h"

// Sets c->desk.who and its zone, day and language from the cookie or, on routes of verbs that clients may use, from
// the signed link that is the first capture. A stranger is no error here. A link to answers or the client's own pages is E_FORBIDDEN
// to a browser that is signed in to the same practice in a role that may not read measures.
//
// A browser that is handed over to a client (desk/links/kiosk.h) opens static files, the pages of the link that it was handed over with, and
// the lock screen: verbs KIOSK_SHOW and KIOSK_TAKE_BACK. For all other routes, and for those pages where the link is over or nobody touched it
// for a while, c->shut is set, and there is neither a session nor an actor. c->kiosk is set in every case. On the link's own pages the role of
// whoever handed it over does not count.
// A link that was made for a tablet opens nowhere else: E_GONE.
MUST_USE err session_open(struct call *c);
bool session_by_link(const struct call *c);      // the route is a client's, opened by the signed link in its address
enum link_purpose session_link_purpose(const struct call *c);   // of such a route
// The same again in the transact phase, whose reads must be part of its transaction: a link may have been revoked,
// a session ended, between the two phases.
MUST_USE err session_again(struct call *c);
// Whoever must change their password can only do that, and is led there.
MUST_USE err session_detour(struct call *c);

// The cookie: HttpOnly, SameSite=Lax, the __Host- prefix where the connection is secure (RFC 6265bis).
void session_cookie_set(struct call *c, const unsigned char token[SESSION_TOKEN]);
void session_cookie_clear(struct call *c);

// The browser that fills in a form by link, without a session: BLAKE2b-256 of its token. False where it has none yet.
enum { DEVICE_BYTES = 32 };
bool device_known(const struct call *c, unsigned char hash[DEVICE_BYTES]);
void device_make(struct call *c, unsigned char hash[DEVICE_BYTES]); // gives it one, for 31 days: longer than such a link lives

#endif
