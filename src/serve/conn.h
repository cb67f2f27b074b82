// One connection: bytes to requests to responses, in order, with a limit in time for every state that it can be in.
#ifndef UNKNOT_SERVE_CONN_H
#define UNKNOT_SERVE_CONN_H

#include "serve/loop.h"

struct conn;

// Accepts what waits on the listener; says why not in the log.
void conn_accept(struct loop *l, uv_stream_t *listener);
// The exchange of a connection is answered; on the loop's thread.
void conn_answered(struct exchange *x);
// Ends what is over its time. `now` is monotonic_ns().
void conn_sweep(struct conn *c, int64_t now);
// Closes it if it waits between requests; else the answer in flight will be the last.
void conn_stop(struct conn *c);
void conn_abort(struct conn *c);
struct conn *conn_next(const struct conn *c);

#endif
