// What the page of a visit is made of beside the visit itself (page_visit.c), and the page for those who answer with it.
#ifndef UNKNOT_WEB_VISIT_PARTS_H
#define UNKNOT_WEB_VISIT_PARTS_H

#include "desk/calendar/appointments.h"
#include "web/people/pages_client.h"
#include "web/links/pages_contact.h"
#include "pages_day.h"
#include "web/route.h"

// The page of a visit, or its JSON, with the problems of the call.
MUST_USE err visit_page(struct call *c, appointment_id id, int status);
// What was answered since the last session; to those who may not read it, whether there is anything.
MUST_USE err news_fill(struct call *c, const struct appointment *p, struct news_view *v);
// How calm the client was around this visit, with what may be tapped. Only for those who may see it.
MUST_USE err calm_fill(struct call *c, const struct appointment *p, struct calm_view *v);
// How it was after the session before, to be asked in one tap; for those who may enter it.
MUST_USE err heard_fill(struct call *c, const struct appointment *p, struct heard_view *v);
// A tap on the note's page: "after-nothing-<session>". As calm_tapped.
MUST_USE err heard_tapped(struct call *c, appointment_id visit, str act, bool *tap);
// How calm in one line, for a note that is read: "Just before: 4 of 10. Just after: 7 of 10. 3 points calmer". Empty where nothing counts.
MUST_USE err calm_line(struct call *c, client_id client, appointment_id visit, str *out);
// A tap on the note's page, where nothing was said yet: "before-7". In the transaction that keeps the draft. False in *tap: this is none.
MUST_USE err calm_tapped(struct call *c, appointment_id visit, str act, bool *tap);
// The client's panel; no rows where nothing was ever asked.
MUST_USE err calm_client_fill(struct call *c, client_id client, struct calm_client_view *v);
// The one link before this visit: what became of it, and making it.
MUST_USE err previsit_fill(struct call *c, const struct appointment *p, struct previsit_box_view *v);

#endif
