// The line of safety on a client's row, wherever a list names clients: for many of them in one read. A page about one client has safety_line.h's.
#ifndef UNKNOT_WEB_SAFETY_ROW_H
#define UNKNOT_WEB_SAFETY_ROW_H

#include "base/json.h"
#include "desk/safety/safety.h"
#include "pages_safety_row.h"
#include "web/web.h"

struct safety_said {
    client_id client;
    struct safety_flag flag;            // without content; all false for whoever may not know even that
    struct safety_row_view line;        // empty but for whoever may read findings
    bool read;                          // may read findings
    int64_t more;                       // findings besides what the line names
    bool form;                          // the line speaks of the health form alone: a page that has a badge for that leaves it out
    const char *state;                  // in JSON: "stop", "defer", "ask", "adapt", "known", "form", "clear"
};

// Of these clients, in their order; one may stand there twice.
MUST_USE err safety_rows_of(struct call *c, const client_id *clients, size_t n, struct safety_said *out);
// The member "safety" of a row's object: {"state", "text", "more", "whole"}, in the words of the page; no member for whoever may not read findings.
void safety_row_put(struct jw *w, const struct safety_said *s);
// The line of one finding list, without its address. Pure but for `c->a` and the language.
struct safety_said safety_row_say(struct call *c, const struct safety_row *r);
// The line with what limits behind it: where not, how deep, lying how, without what, how long.
str safety_with_limits(struct call *c, str line, const struct screen_limits *l);

#endif
