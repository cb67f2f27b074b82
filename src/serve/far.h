// Servers that we call, by libcurl: their addresses in settings. TLS is left out only where they are on this computer.
#ifndef UNKNOT_SERVE_FAR_H
#define UNKNOT_SERVE_FAR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct far_address { // of libcurl, NULL what is not there
    char *scheme, *host, *port, *user, *password, *path;
};

void far_start(void); // once before anything else of libcurl; again is nothing
// False: not an address. far_free in either case.
bool far_read(arena *a, str url, struct far_address *out);
void far_free(struct far_address *at);
bool far_here(const char *host);

#endif
