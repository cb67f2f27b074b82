// From a parsed request to a response, no sockets: what `serve` drives, phase by phase, each on the right thread.
//
//   web_begin     route, method, size and kind checks; no database. Says what comes next.
//   web_prepare   session or link, CSRF, form, handler's prepare; a read connection.   (loop thread, or pool when slow)
//   web_transact  only for writes: the handler's transact; the writer's connection.    (writer thread; pool on PostgreSQL)
//   web_render    makes the response; a read connection.                               (loop thread, or pool when slow)
//
// After any phase `call->done` says that the response is ready and no further phase is wanted.
#ifndef UNKNOT_WEB_WEB_H
#define UNKNOT_WEB_WEB_H

#include "desk/desk.h"

struct route;
struct session_row;

struct header {
    str name, value; // name as sent; compare with str_eq_nocase
};

enum { WEB_HEADERS_MAX = 100 };

struct request {
    str method, target;             // "GET", "/clients?q=…" (origin form, as sent)
    const struct header *headers;
    size_t n_headers;
    str body;
    str peer;                       // textual address of the other side, for throttling and sessions
    bool tls;
};

struct response {
    int status;
    struct header headers[24];      // without Content-Length, Connection and Date, which serve adds
    size_t n_headers;
    struct buf body;
    const char *file;               // never used by pages; NULL
};

struct web_env {                    // constant after start
    const struct desk_env *desk;
    str public_url;                 // "https://clinic.example" without a slash at the end, for links and QR codes
    str version;
    bool dev;                       // development build: /style exists
    bool secure_cookies;            // TLS or an https public URL
    // database state for /healthz
    bool (*healthy)(void *ctx, str *json);  // JSON object members, without braces
    void *ctx;
};

enum web_next { WEB_READY, WEB_PREPARE, WEB_PREPARE_SLOW };

struct call {
    // given by serve
    arena *a;
    const struct web_env *env;
    struct request req;
    instant now;
    uint64_t seed;

    // the web's own
    const struct route *route;
    str path, query;
    str param[4];                   // captures of the pattern, in order
    struct desk desk;               // actor, connection of the running phase, problems
    struct problems problems;
    const struct session_row *session; // NULL for a stranger or a link
    int kind;                       // enum web_kind, negotiated
    void *state;                    // the handler's own, in the arena
    str form_key;                   // idempotency key of the form, empty where none
    err result;                     // of prepare or transact
    bool done;
    struct response res;
};

enum web_next web_begin(struct call *c);
// True: a write is wanted (web_transact follows). False: go on with web_render on the same connection, unless done.
bool web_prepare(struct call *c, struct db *db);
err web_transact(struct call *c, struct db *db) MUST_USE; // may run again
void web_render(struct call *c, struct db *db, err result);
// A response for what went wrong outside of the phases (full, timeout, malformed): never fails, needs no database.
void web_refuse(struct call *c, err e);
bool web_is_slow(const struct call *c); // the route's verb wants the pool (argon2id, PDF, statistics, export)

#endif
