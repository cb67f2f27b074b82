// How clients, their fields and reasons for likely duplicates are put into words; shared by the client pages.
#ifndef UNKNOT_WEB_CLIENT_TEXT_H
#define UNKNOT_WEB_CLIENT_TEXT_H

#include "desk/people/duplicates.h"
#include "pages_client.h"
#include "web/route.h"
#include "desk/people/clients.h"

extern const struct form client_form;                       // binds struct client_input (desk/people/clients.h)
enum { PHONE_BOXES = 3 };

str client_href(struct call *c, client_id id, const char *behind);   // "/clients/<id>" and what comes behind
MUST_USE err client_of_path(struct call *c, client_id *id);         // of the first capture; E_NOT_FOUND
str client_row_name(struct call *c, const struct client_row *r);     // "Maggie (Margaret) Smith"
str client_row_note(struct call *c, const struct client_row *r);     // birth date and phone
struct client_row_view client_row_view(struct call *c, const struct client_row *r);
// A record's field in words, by its name in client_fields.def or "phones"; `value` is the raw text of history.
enum msg client_field_label(str name);
str client_field_text(struct call *c, str name, str value);
str duplicate_reasons(struct call *c, const struct duplicate_found *f);
struct duplicate_view duplicate_view_of(struct call *c, client_id self, const struct duplicate_row *d);

#endif
