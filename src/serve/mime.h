// One e-mail as bytes: headers of RFC 5322, a plain and an HTML part of the same text (RFC 2046 multipart/alternative), both UTF-8 as
// quoted-printable (RFC 2045), other than ASCII in headers as encoded words (RFC 2047). Pure. Nothing that a field holds can begin another
// header: controls become spaces, addresses are refused unless they are plain.
#ifndef UNKNOT_SERVE_MIME_H
#define UNKNOT_SERVE_MIME_H

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"

enum { MIME_TEXT_MAX = 64 << 10 };   // bytes of each part, as given

struct mime_mail {
    str from, to, reply_to;     // plain addresses (base/email.h); reply_to may be empty
    str from_name, subject;     // one line of text; from_name may be empty
    str plain, html;            // the same words twice; lines end in '\n'
    str id;                     // 1 to 60 of a-z, A-Z, 0-9 and '-': the same for each copy of one mail, so that duplicates are recognised
    instant date;               // 1970 to 9999
};

// Lines end in CRLF and are at most 76 characters but for addresses. E_INVALID: an address or the id is none, a text is not UTF-8
// or too long.
MUST_USE err mime_build(arena *a, const struct mime_mail *m, str *out);

#endif
