// The body from the front and from the back (body_shape.h). With what limits a session drawn in: a place not to be treated is crossed out, and where
// pressure is limited every other place has a dashed line. Never by colour alone; the same stands beside it in words (safety_limit_lines).
#ifndef UNKNOT_WEB_BODY_CHART_H
#define UNKNOT_WEB_BODY_CHART_H

#include "clinic/safety/screen.h"
#include "pages_body.h"
#include "pages_safety.h"
#include "web/web.h"

// Empty (`any` false) where neither a place nor the pressure is limited.
struct body_chart_view body_chart_of(struct call *c, const struct screen_limits *l);
// To be tapped, beside a list of boxes whose ids are `boxes` and then the place ("site_", "site_knee-left"): body.js ticks the box of a place that is
// tapped. For eyes and fingers alone: the list is what is read aloud, what the keyboard reaches, and what there is without the module. Once for each
// `boxes` on a page.
struct body_outline_view body_outline_of(struct call *c, str boxes);

#endif
