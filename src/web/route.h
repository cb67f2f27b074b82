// Routes: one row each in routes.def; a row without a verb does not compile. Handlers in page_*.c.
#ifndef UNKNOT_WEB_ROUTE_H
#define UNKNOT_WEB_ROUTE_H

#include "base/json.h"
#include "web.h"

struct asset;

enum web_kind { KIND_HTML = 1, KIND_JSON = 2, KIND_CSV = 4, KIND_SVG = 8, KIND_ASSET = 16, KIND_PDF = 32 };
enum route_speed { QUICK, SLOW };

// A handler is three functions; GET routes have only render. prepare and transact return OK or a refusal whose problems
// lie in c->desk.problems; render is called with that result and shows the form again with what was typed.
struct handler {
    err (*prepare)(struct call *c);
    err (*transact)(struct call *c);
    err (*render)(struct call *c, err result); // an err from here becomes the error page
    bool refusals;              // render answers what was refused to JSON too, with more than the problems
};

struct route {
    str method, pattern;        // "/clients/{client}/progress"
    enum verb verb;
    const struct form *form;    // NULL: no body is taken
    int kinds;                  // enum web_kind bits
    enum route_speed speed;
    const struct handler *handler;
    str prose;
};

const struct route *routes_all(size_t *n);

enum route_found { ROUTE_NO, ROUTE_OTHER_METHOD, ROUTE_YES };
// HEAD finds the GET row. A suffix .json, .csv, .svg, .pdf asks for that kind where the row has it.
enum route_found route_find(str method, str path, const struct route **out, str param[4], int *suffix_kind);

// For handlers.
void reply_header(struct call *c, str name, str value);
struct buf *reply_body(struct call *c, int status, str content_type);
// Bytes that live as long as the process, with their own caching: compressed for whoever takes that, 304 for whoever has them. Only
// for what is the same for everybody: a page with a secret in it, compressed beside what a stranger can put there, gives it away.
void reply_asset(struct call *c, const struct asset *asset, str cache);
// 303 to c->location with c->flash: what `render` does after a write that went well.
err reply_redirect(struct call *c);
// The JSON of a refusal, its object left open for more members: jw_end closes it.
struct jw reply_error_json(struct call *c, err e);
// The generic error page or JSON for `e`, with the problems of the call. render may `return e;` to get the same.
void reply_error(struct call *c, err e);
str query_value(struct call *c, str name);          // decoded; empty where absent
str link_to(arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
