// The scope of an actor within their practice: a client by link reaches themselves only.
#ifndef UNKNOT_STORE_SCOPE_H
#define UNKNOT_STORE_SCOPE_H

#include "store/actor.h"

static inline bool scope_sees(const struct actor *who, client_id client) {
    if (who->practice.v == 0 || client.v == 0)
        return false;
    if (who->role == ROLE_CLIENT)
        return who->only.v == client.v;
    return who->only.v == 0 || who->only.v == client.v;
}

#endif
