// Links that staff make for a client: a signed address, also shown as a QR code.
#ifndef UNKNOT_DESK_LINKS_H
#define UNKNOT_DESK_LINKS_H

#include "desk/desk.h"
#include "desk/link_token.h"
#include "store/link.h"

struct link_in {
    client_id client;
    concern_id concern;         // v == 0: all open concerns
    bool shared_phone;          // asks for the birth date first: refused ("shared_phone") where it is not known
};

struct link_made {
    link_id id;
    str token;                  // for the address /a/{token}; shown once, it is not kept
    instant expires;            // 24 hours after
};

MUST_USE err desk_link_create(struct desk *d, const struct link_in *in, struct link_made *out);
MUST_USE err desk_link_revoke(struct desk *d, link_id id);   // twice is no error
MUST_USE err desk_link_list(struct desk *d, client_id client, struct link_list *out);   // verb LINK_LIST, newest first
MUST_USE err desk_link_get(struct desk *d, link_id id, struct link_row *out);           // verb LINK_LIST
// The token of a link that stands, to show its QR code again. Verb LINK_LIST; E_GONE where it is over.
MUST_USE err desk_link_token(struct desk *d, link_id id, struct link_made *out);

// What a session check is for staff: token → actor. Sets d->who (ROLE_CLIENT, practice, only, link), d->zone and d->today.
// E_NOT_FOUND: not a token of ours; E_GONE: expired, revoked, or its client is gone. Before any verb of answers.h, in each phase.
MUST_USE err desk_link_open(struct desk *d, str token, struct link_row *out);

#endif
