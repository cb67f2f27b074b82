// Sending one text message through a service of the practice's choice: a POST of {"to": E.164, "text", "id"} to the setting sms-url, with
//   X-Unknot-Signature: sha256=<hex of the HMAC-SHA256 of the body, keyed with the line in sms-token-file>
//   Idempotency-Key: <id>              a message that is sent again, as we do not know whether it arrived, has the same one
// 2xx: taken. 400, 406, 413, 422: never. 401, 403, 404, 405, 410 and redirects: the settings are wrong. Everything else: later.
// https, with a certificate that holds, unless the service is on this computer. Blocks up to half a minute: for a thread of its own.
#ifndef UNKNOT_SERVE_SMS_H
#define UNKNOT_SERVE_SMS_H

#include "serve/mail.h"

struct sms_service;             // one thread at a time

bool sms_wanted(const struct settings *s);
// E_NOT_FOUND: sms-url is not set. E_INVALID, E_FORBIDDEN: *why says in English which setting is wrong. Does not connect.
MUST_USE err sms_open(arena *a, const struct settings *s, struct sms_service **out, str *why);
void sms_close(struct sms_service *m); // NULL is a no-op
// `code` is the HTTP status. `a` is for the request.
struct mail_said sms_send(arena *a, struct sms_service *m, str to, str text, str id);

#endif
