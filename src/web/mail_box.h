// What stands on a link's page about sending it by e-mail.
#ifndef UNKNOT_WEB_MAIL_BOX_H
#define UNKNOT_WEB_MAIL_BOX_H

#include "desk/links.h"
#include "pages_mail.h"
#include "web.h"

// Empty where there is no mail server. The problem that a refused call left on "mail" stands in it.
MUST_USE err mail_box(struct call *c, client_id client, link_id link, struct mail_box_view *out);
// The page of a link, by the first two captures of the path: its address, its QR code, sending it.
err link_page(struct call *c, int status);

#endif
