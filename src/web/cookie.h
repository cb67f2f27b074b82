// Cookies of a request and of its response (RFC 6265bis): HttpOnly, SameSite=Lax, Secure where the connection is.
#ifndef UNKNOT_WEB_COOKIE_H
#define UNKNOT_WEB_COOKIE_H

#include "web.h"

str cookie_get(const struct call *c, str name);     // empty where there is none
// An empty value takes the cookie away. `path` limits where it is sent; names that begin with __Host- need "/".
void cookie_set(struct call *c, str name, str value, str path, int64_t seconds);

#endif
