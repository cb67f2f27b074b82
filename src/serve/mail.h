// Sending one e-mail by SMTP (libcurl, RFC 5321), and what the mail server said of it as a word that may be logged and kept. TLS is
// required, with a certificate that holds, unless the mail server is on this computer. Blocks up to a minute: for a thread of its own.
#ifndef UNKNOT_SERVE_MAIL_H
#define UNKNOT_SERVE_MAIL_H

#include "serve/mime.h"
#include "serve/settings.h"

struct mail_server;             // one thread at a time; its connection is kept from one mail to the next

enum mail_result {
    MAIL_SENT,                  // the mail server has taken it
    MAIL_LATER,                 // not now: the server says 4xx, is slow or broke off; to be tried again
    MAIL_NOBODY,                // nothing can be sent at all: the server cannot be reached, does not know us, or its certificate does not hold
    MAIL_REFUSED                // the server said 5xx to this mail or address: never again
};
struct mail_said {
    enum mail_result result;
    str word;                   // sent, refused, put-off, sign-in, sender, tls, unreachable, timeout, broken-off
    int code;                   // the server's last reply, 0 none
};

// Is there a mail server among the settings?
bool mail_wanted(const struct settings *s);
// E_NOT_FOUND: smtp-url is not set. E_INVALID, E_FORBIDDEN: *why says in English which setting is wrong. Does not connect.
MUST_USE err mail_open(arena *a, const struct settings *s, struct mail_server **out, str *why);
void mail_close(struct mail_server *m); // NULL is a no-op
// `mail` as mime_build makes it, in one copy to one address, for which email_plain holds.
struct mail_said mail_send(struct mail_server *m, str to, str mail);

#endif
