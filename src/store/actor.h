// Who asks: every query of the store takes an actor, which limits it to one practice and to a scope.
#ifndef UNKNOT_STORE_ACTOR_H
#define UNKNOT_STORE_ACTOR_H

#include "base/id.h"

enum role { ROLE_NONE, ROLE_OWNER, ROLE_THERAPIST, ROLE_FRONT_DESK, ROLE_CLIENT, ROLE_SYSTEM, ROLE_COUNT };

struct actor {
    practice_id practice;
    enum role role;
    account_id account;     // v == 0 for a client by link and for the system
    client_id only;         // ROLE_CLIENT: the one client that may be seen; v == 0 otherwise
    link_id link;           // the link that a client came by
};

// "owner", "therapist", "front-desk", "client", "system"
str role_name(enum role r);
enum role role_of(str name); // ROLE_NONE where unknown

#endif
