// What pages say of mail: sending a link by e-mail, and why it did not work.
#ifndef UNKNOT_WEB_MAIL_BOX_H
#define UNKNOT_WEB_MAIL_BOX_H

#include "desk/links/outbox.h"
#include "pages_mail.h"
#include "web/web.h"

// Empty where there is no mail server. The problem that a refused call left on "mail" stands in it.
MUST_USE err mail_box(struct call *c, client_id client, link_id link, struct mail_box_view *out);
// Why a message could not be sent, for a word of serve/mail.h or desk/links/outbox.h, as a sentence; MSG_none where there is nothing to add.
enum msg mail_why(str word);
// That nothing is sent at all, and why, as desk_mail_held_up says; empty where all is well.
MUST_USE err mail_stands(struct call *c, str *out);
err mail_json(struct call *c, const struct outbox_row *o); // id, state, not_before
// What became of one: "Sent to …", with why not.
str mail_said_of(struct call *c, const struct outbox_row *o);
// The page of a link, by the first two captures of the path: its address, its QR code, sending it.
err link_page(struct call *c, int status);

#endif
