// The head of a response, RFC 9112: what the web made, and Date, Content-Length and Connection.
#ifndef UNKNOT_SERVE_HTTP_OUT_H
#define UNKNOT_SERVE_HTTP_OUT_H

#include "base/buf.h"
#include "web/web.h"

enum { HTTP_OUT_HEAD_MAX = 32768, HTTP_DATE = 30 };

// IMF-fixdate, RFC 9110 5.6.7: "Sat, 21 Nov 2026 08:15:00 GMT"
void http_date(char out[HTTP_DATE], int64_t unix_seconds);
// Control characters in a header's value are answered by a space: nothing can end a header early.
void http_out_head(struct buf *b, const struct response *r, size_t body_n, bool keep_alive, bool http10, const char *date);
// The answer when nothing else can be made: whole, closes the connection.
str http_out_busy(void);

#endif
