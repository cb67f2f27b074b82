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
struct body;

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
    struct buf body;                // made in the call's arena
    str fixed;                      // instead of body: bytes that live as long as the process (assets)
};

struct web_env {                    // constant after start
    const struct desk_env *desk;
    str public_url;                 // "https://clinic.example" without a slash at the end, for links and QR codes
    str version;
    bool dev;                       // development build: /style exists
    bool secure_cookies;            // TLS or an https public URL
    // database state for /healthz
    bool (*healthy)(void *ctx, arena *a, str *json); // members of a JSON object, without braces; false: cannot serve
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
    const struct session_row *session; // of store/session.h; NULL for a stranger or a link
    const struct session_row *kiosk;   // the session of this browser, where it is handed over to a client (web/session.h); NULL otherwise
    str support;                    // on a page by link that raised an alert: where whom to turn to stands; empty otherwise
    bool shut;                      // it is handed over, and this is not what it may open: the call leads back to the client's form
    int kind;                       // enum web_kind, negotiated
    void *state;                    // the handler's own, in the arena
    const struct body *body;        // the posted pairs, parsed once (web/body.h); NULL where there is none
    str form_key;                   // idempotency key of the form, empty where none
    // Set by a handler's transact: where a browser is led after the write, and the flash message shown there.
    // Kept under form_key in the same transaction, so that a replayed form is led there too and changes nothing.
    str location;
    enum msg flash;
    bool replayed;
    bool again;                     // web_again said so already
    int64_t retry_s;                // seconds to wait, said by a 429; 0: a minute
    bool from_our_page;             // a POST whose Origin header is there and is ours, so that a page of ours made it
    bool stale_form;                // refused for its CSRF token: of a page that another session of this person made
    bool guarded;                   // session, CSRF and capability were passed: refusals from here on are the handler's to show
    struct header set_cookie[2];    // cookies to set, by sign-in and sign-out
    size_t n_set_cookie;
    err result;                     // of prepare or transact
    bool done;
    struct response res;
};

// The largest body that the route of this request line takes, for an early 413; 0 where it takes none.
size_t web_body_limit(str method, str target);
enum web_next web_begin(struct call *c);
// True: a write is wanted (web_transact follows). False: go on with web_render on the same connection, unless done.
bool web_prepare(struct call *c, struct db *db);
err web_transact(struct call *c, struct db *db) MUST_USE; // may run again
// After a transact that ended in E_CONFLICT: true, once, where nothing was said against what the person sent. Then another
// request had the same id by chance, or took the same form a moment before; the transact is to run again, with another seed.
bool web_again(struct call *c);
void web_render(struct call *c, struct db *db, err result);
// A response for what went wrong outside of the phases (full, timeout, malformed): never fails, needs no database.
void web_refuse(struct call *c, err e);
str request_header(const struct call *c, str name); // empty where absent
bool request_takes_coding(const struct call *c, str coding); // Accept-Encoding, RFC 9110 12.5.3; absent or refused with q=0: no
bool web_is_slow(const struct call *c); // the route's verb wants the pool (argon2id, PDF, statistics, export)

#endif
