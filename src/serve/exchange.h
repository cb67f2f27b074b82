// One request's way through the phases of web.h, each on the right thread. No sockets here: the connection gives the
// parsed request, and gets `answered` on its own loop's thread.
//
//   loop:   web_begin, quick web_prepare and web_render (SQLite)
//   pool:   slow ones, and all phases on PostgreSQL
//   writer: web_transact on SQLite
//
// A full arena ends the request, not the server: every phase may jump back to here.
#ifndef UNKNOT_SERVE_EXCHANGE_H
#define UNKNOT_SERVE_EXCHANGE_H

#include "db/writer.h"
#include "serve/http_parse.h"
#include "serve/pool.h"
#include "web/web.h"

enum { EXCHANGE_ARENA_CAP = 12 << 20 };

struct exchange;

// What exchanges run on; the same for all of one loop.
struct exchange_env {
    const struct web_env *web;
    struct db *read_db;             // the loop's own, for quick phases; NULL on PostgreSQL
    struct writer *writer;          // NULL on PostgreSQL
    struct pool *pool;
    int64_t deadline_ns;            // that answering may take
    // Brings x to the loop's thread, where exchange_resume is called with it. From any thread.
    void (*post)(void *ctx, struct exchange *x);
    void (*answered)(void *ctx, struct exchange *x);    // on the loop's thread, once
    void *ctx;
};

enum exchange_step { STEP_PREPARE, STEP_RENDER, STEP_ANSWERED };

struct exchange {
    const struct exchange_env *env;
    arena *a;                       // the request's; this struct lies in it
    arena *spare;                   // for the refusal when `a` is full
    struct http_in in;
    struct call call;
    void *owner;                    // the connection; the exchange does not look at it
    int64_t begun_ns, deadline_ns;  // monotonic
    // own
    enum exchange_step step;
    bool wants_write, jumped;
    err result;                     // of the write
    struct pool_task task;
    struct write_job job;
    struct exchange *next;
};

struct exchange *exchange_new(arena *a, const struct exchange_env *env, size_t max_body);
// `in` is complete: runs web_begin and what follows. May call `answered` before it returns.
void exchange_begin(struct exchange *x, str peer, bool tls);
// On the loop's thread, for an exchange that was posted.
void exchange_resume(struct exchange *x);
// Makes the response for a request that never reached the phases. Does not call `answered`.
void exchange_refuse(struct exchange *x, err e, str peer, bool tls);
// Gives back everything but x->a, which the caller resets or frees.
void exchange_close(struct exchange *x);

int64_t monotonic_ns(void);

#endif
