#include "store/actor.h"

static const str names[ROLE_COUNT] = {
    [ROLE_NONE] = S_INIT(""),
    [ROLE_OWNER] = S_INIT("owner"),
    [ROLE_THERAPIST] = S_INIT("therapist"),
    [ROLE_FRONT_DESK] = S_INIT("front-desk"),
    [ROLE_CLIENT] = S_INIT("client"),
    [ROLE_SYSTEM] = S_INIT("system"),
};

str role_name(enum role r)
{
    return (unsigned)r < ROLE_COUNT ? names[r] : names[ROLE_NONE];
}

enum role role_of(str name)
{
    for (int r = ROLE_OWNER; r < ROLE_COUNT; r++)
        if (str_eq(names[r], name))
            return (enum role)r;
    return ROLE_NONE;
}
