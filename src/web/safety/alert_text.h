// What the pages of alerts share: whom to turn to, and where a task is.
#ifndef UNKNOT_WEB_ALERT_TEXT_H
#define UNKNOT_WEB_ALERT_TEXT_H

#include "desk/safety/alert_tasks.h"
#include "pages_alert.h"
#include "web/route.h"

str alert_tel(struct call *c, str number);                // "tel:…"; empty where there is none
str alert_href(struct call *c, alert_id id);
struct help_view help_of(struct call *c, const struct crisis_help *h);
// "Act until 18:00 today"; "This should have been done by 18:00".
str alert_due(struct call *c, const struct alert_row *x);

// The tasks that wait, for Today.
MUST_USE err alert_today(struct call *c, struct alert_today_view *v);
// An open task of a client, and the advice that follows from their totals: behind a verb that shows clinical content.
MUST_USE err alert_line(struct call *c, client_id client, struct alert_line_view *v);

#endif
