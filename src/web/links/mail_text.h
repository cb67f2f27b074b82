// What a message says. A mail, as plain text and as simple HTML of the same words. To a client: whom it is to, the link and until when it works, that nobody
// reads answers at once and whom to call. To staff: that something is to be looked at behind the sign-in, no client's name. Nothing clinical.
#ifndef UNKNOT_WEB_MAIL_TEXT_H
#define UNKNOT_WEB_MAIL_TEXT_H

#include "desk/links/outbox.h"

struct mail_text {
    str subject, plain, html;
};
// `public_url` as in struct web_env.
struct mail_text mail_text(arena *a, const struct mail_letter *l, str public_url);
// A text message to a client, or to staff of an alert: who writes, what for, the link; nothing else, as it may be read on a locked screen.
str sms_text(arena *a, const struct mail_letter *l, str public_url);

#endif
