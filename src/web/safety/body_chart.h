// The body from the front and from the back, with what limits a session drawn in: a place not to be treated is crossed out, and where pressure is
// limited every other place has a dashed line. Never by colour alone; the same stands beside it in words (safety_limit_lines).
#ifndef UNKNOT_WEB_BODY_CHART_H
#define UNKNOT_WEB_BODY_CHART_H

#include "clinic/safety/screen.h"
#include "pages_safety.h"
#include "web/web.h"

// Empty (`any` false) where neither a place nor the pressure is limited.
struct body_chart_view body_chart_of(struct call *c, const struct screen_limits *l);

#endif
