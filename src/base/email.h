// Addresses of e-mail.
#ifndef UNKNOT_BASE_EMAIL_H
#define UNKNOT_BASE_EMAIL_H

#include "str.h"

// An address that we send to or from: ASCII, a dot-atom, '@' and a host name (RFC 5321 4.1.2 without quoted local parts and address literals).
// What a form takes may be wider: that is then said to be no address that mail can be sent to.
bool email_plain(str s);

#endif
