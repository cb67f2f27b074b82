// Listening sockets, made before any process or thread: the supervisor holds them, so that a connection that comes
// while the serving process is started again waits instead of being refused.
#ifndef UNKNOT_SERVE_LISTEN_H
#define UNKNOT_SERVE_LISTEN_H

#include "base/arena.h"
#include "base/err.h"

enum { LISTEN_MAX = 16 };

struct listen_at {
    str host;       // as given: "127.0.0.1", "::1", "localhost"; without brackets
    int port;       // the true one, also where 0 was asked for
    bool loopback;  // reachable from this computer only
    bool any;       // every address of this computer
    int fd[LISTEN_MAX];
    size_t n;
};

// "HOST:PORT", "[::1]:8080". False: *why in English.
bool listen_parse(arena *a, str text, struct listen_at *out, str *why);
// Binds `n` sockets to one address (SO_REUSEPORT); refuses an address that another program, or another Unknot, uses.
bool listen_open(arena *a, struct listen_at *at, size_t n, str *why);
void listen_close(struct listen_at *at);

#endif
