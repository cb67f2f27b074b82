// Loops: each a thread with its own listening sockets (SO_REUSEPORT), connections, arenas and read connection to SQLite.
#ifndef UNKNOT_SERVE_LOOP_H
#define UNKNOT_SERVE_LOOP_H

#include <stdatomic.h>
#include <uv.h>

#include "serve/exchange.h"
#include "serve/http_out.h"
#include "serve/settings.h"
#include "serve/tls.h"

enum { LOOP_READ_BYTES = 65536, LOOP_PLAIN_BYTES = 16384, LOOP_ARENAS_KEPT = 64, LOOP_ARENAS_IDLE = 16, LOOP_LISTENERS = 4, PEER_SLOTS = 4096 };

struct conn;

// What all loops share.
struct loop_shared {
    const struct settings *set;
    const struct web_env *web;
    struct writer *writer;      // NULL on PostgreSQL
    struct pool *pool;
    atomic_size_t connections;
    atomic_uint by_peer[PEER_SLOTS];    // connections by hash of the address
    pthread_mutex_t tls_lock;
    struct tls_context *tls;    // NULL: plain HTTP
};

struct loop {
    uv_loop_t uv;
    uv_async_t wake;
    uv_timer_t sweep;
    uv_tcp_t listener[LOOP_LISTENERS];
    size_t n_listeners;
    bool sweeping, stopping, deaf;  // deaf: the listeners are closed
    int64_t stop_by_ns;

    struct loop_shared *shared;
    struct exchange_env env;
    pthread_t thread;

    struct conn *first;         // all connections
    size_t n_conns;
    arena *spare[LOOP_ARENAS_KEPT];
    size_t n_spare, spare_least;    // spare_least: of them, how many were not wanted since the last sweep
    char date[HTTP_DATE];
    int64_t date_s;

    pthread_mutex_t lock;       // of the three below
    struct exchange *posted, **posted_end;
    bool stop_asked;

    char bytes[LOOP_READ_BYTES], plain[LOOP_PLAIN_BYTES];
};

// `fds` are bound and listening sockets; the loop owns them from now on. read_db may be NULL (PostgreSQL); owned.
struct loop *loop_new(struct loop_shared *shared, const int *fds, size_t n_fds, struct db *read_db);
// Runs until loop_stop and until the last connection is done or the stop's time is over.
void loop_run(struct loop *l);
// From any thread.
void loop_stop(struct loop *l);
void loop_free(struct loop *l);

// For connections.
arena *loop_arena(struct loop *l);
void loop_arena_back(struct loop *l, arena *a);
const char *loop_date(struct loop *l);
void loop_conn_gone(struct loop *l);

#endif
