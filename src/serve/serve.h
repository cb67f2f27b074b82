// `unknot serve`: from settings to a running server, and to its orderly end.
#ifndef UNKNOT_SERVE_SERVE_H
#define UNKNOT_SERVE_SERVE_H

#include "serve/listen.h"
#include "serve/settings.h"

// Runs until SIGTERM or SIGINT. Prints exactly one line "listening on URL" on standard output when it answers. 0 after an
// orderly stop; 1 and one line on standard error when it cannot start: port in use, bad certificate, a database that is missing,
// older, newer, changed, foreign or read-only, plain HTTP beyond this computer.
int serve_main(const struct settings *s);

// What the serving process is given: all is settled and bound.
struct server_in {
    const struct settings *set;
    const struct listen_at *at;
    bool tls;
    str public_url;
    void (*ready)(void *ctx);   // called when it answers and there is no ready_fd
    void *ctx;
};
// In the serving process: serves until it is told to stop; one byte to ready_fd (-1: none) when it answers.
int server_run(const struct server_in *in, int ready_fd);

#endif
