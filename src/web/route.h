// Routes: one row each in routes.def; a row without a verb does not compile. Handlers in page_*.c.
#ifndef UNKNOT_WEB_ROUTE_H
#define UNKNOT_WEB_ROUTE_H

#include "web.h"

enum web_kind { KIND_HTML = 1, KIND_JSON = 2, KIND_CSV = 4, KIND_SVG = 8, KIND_ASSET = 16 };
enum route_speed { QUICK, SLOW };

// A handler is three functions; GET routes have only render. prepare and transact return OK or a refusal whose problems
// lie in c->desk.problems; render is called with that result and shows the form again with what was typed.
struct handler {
    err (*prepare)(struct call *c);
    err (*transact)(struct call *c);
    err (*render)(struct call *c, err result); // an err from here becomes the error page
};

struct route {
    str method, pattern;        // "/clients/{client}/progress"
    enum verb verb;
    const struct form *form;    // NULL: no body is taken
    int kinds;                  // enum web_kind bits
    enum route_speed speed;
    struct handler handler;
    str prose;
};

const struct route *routes_all(size_t *n);

// For handlers.
void reply_header(struct call *c, str name, str value);
struct buf *reply_body(struct call *c, int status, str content_type);
// 303 after a write. `done` names the flash message shown once there (MSG_none for none).
err reply_redirect(struct call *c, str location, enum msg done);
str query_value(struct call *c, str name);          // decoded; empty where absent
str link_to(arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
