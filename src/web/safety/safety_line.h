// The line about a client's safety that every page about them includes: {{include safety_line safety}}.
#ifndef UNKNOT_WEB_SAFETY_LINE_H
#define UNKNOT_WEB_SAFETY_LINE_H

#include "desk/safety/safety.h"
#include "pages_safety.h"
#include "web/web.h"

// For who may read findings: what stands, and a way to it. For the front desk: is the form done, must the therapist call; no content.
MUST_USE err safety_line_of(struct call *c, client_id client, struct safety_line_view *out);
// The line above the title of a page about this client. The front desk, which may not read findings, is told only where the therapist must call.
MUST_USE err page_safety(struct call *c, client_id client, struct page_view *p);
// The same as safety_line_of, of what was read already.
struct safety_line_view safety_line_say(struct call *c, client_id client, const struct safety *s);

str safety_level_words(struct call *c, enum screen_level l);    // "Put off until cleared"
// What a finding limits, one line each: "Do not treat: Left knee", techniques and positions by their names in the vocabulary. *n lines.
const struct line_view *safety_limit_lines(struct call *c, const struct screen_limits *l, size_t *n);
str safety_joined(struct call *c, const str *v, size_t n, str between);
// The names in them, in one text; empty where nothing is limited so.
str safety_limit_places(struct call *c, const struct screen_limits *l);
str safety_limit_techniques(struct call *c, const struct screen_limits *l);
str safety_limit_positions(struct call *c, const struct screen_limits *l);

#endif
