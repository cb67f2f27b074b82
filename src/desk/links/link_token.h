// The signed token of a link, as a pure function: base64url without padding of
//   version 1 | key id 1 | link id 8 | practice id 8 | expiry 8 (seconds since 1970) | MAC 24      = 50 bytes, 67 characters
// Numbers are big-endian; the MAC is keyed BLAKE2b over "unknot.link.1" and the 26 bytes before it. Nothing in it is personal.
#ifndef UNKNOT_DESK_LINK_TOKEN_H
#define UNKNOT_DESK_LINK_TOKEN_H

#include "desk/desk.h"

enum { LINK_TOKEN_TEXT = 67 };

struct link_token {
    link_id link;
    practice_id practice;
    instant expires;            // whole seconds
};

// Signed with the newest key (the last one).
str link_token_make(arena *a, const struct desk_keys *keys, struct link_token t);
// OK, E_GONE (well signed, but expired), E_NOT_FOUND (anything else; never says why). Constant time in the MAC.
MUST_USE err link_token_read(const struct desk_keys *keys, str text, instant now, struct link_token *out);

// Likewise over "unknot.mail.1": the token of a mail that asks staff to confirm their address. It names the mail, so that who has it has
// read what was sent there. `link` holds the id of the mail.
str mail_token_make(arena *a, const struct desk_keys *keys, struct link_token t);
MUST_USE err mail_token_read(const struct desk_keys *keys, str text, instant now, struct link_token *out);

#endif
