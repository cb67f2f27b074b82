// One HTTP/1.x request message from bytes, as they come in pieces of any size: http-parser, and everything that it
// leaves to us (RFC 9112): space before the colon, folded headers, bare LF, no Host or two, versions other than
// 1.0/1.1, codings other than a single "chunked", fragments and strange forms of the target, and every limit.
// A pure function of the bytes: the same message gives the same result however it is cut.
#ifndef UNKNOT_SERVE_HTTP_PARSE_H
#define UNKNOT_SERVE_HTTP_PARSE_H

#include <http_parser.h>

#include "base/buf.h"
#include "base/err.h"
#include "web/web.h"

enum {
    HTTP_HEAD_MAX = 16384,      // request line and headers; beyond it 431
    HTTP_TARGET_MAX = 8192,     // beyond it 414
    HTTP_CHUNK_LINE_MAX = 256,  // a chunk's size line with its extensions
    HTTP_TRAILERS_MAX = 4096,   // all trailers together; they are read and forgotten
    HTTP_LEADING_LINES = 4      // empty lines before the request line that are forgiven
};

enum http_phase { HTTP_IN_HEAD, HTTP_IN_BODY, HTTP_COMPLETE, HTTP_REFUSED };

struct http_in {
    arena *a;
    size_t max_body;
    enum http_phase phase;

    // of HTTP_REFUSED: the answer, and English words for the log (never bytes of the request)
    err bad;
    const char *why;

    // known when the head is read (HTTP_IN_BODY, HTTP_COMPLETE)
    str method;                 // "GET" for HEAD too, see head_only
    str target;                 // origin form; absolute form is cut down to it
    struct header headers[WEB_HEADERS_MAX];
    size_t n_headers;
    bool head_only;             // the method was HEAD: no body in the response
    bool http10;
    bool keep_alive;            // what the request asks for
    bool expect_continue;       // wants "100 Continue" before it sends the body
    struct buf body;

    // own
    http_parser parser;
    struct buf head;
    size_t line;                // where the line being read begins in `head`
    size_t lines, leading;
    bool chunked, line_mode, in_trailers, head_done;
    size_t data_left, line_n, trailers_n;
    char last;
    str piece;                  // of the body, from the parser's callback
    str raw_target;
};

// Copies what it keeps into the arena; bodies over max_body are refused with E_TOO_LARGE.
void http_in_init(struct http_in *h, arena *a, size_t max_body);
// Takes bytes until the message is complete or refused; returns how many were used. Bytes behind a complete message
// belong to the next one. May jump where the arena is full.
size_t http_in_feed(struct http_in *h, str bytes);
// While the body comes: lowers its limit, once the route is known. Refuses at once where more was declared or has come.
void http_in_limit(struct http_in *h, size_t max_body);
// First header of this name, empty where absent.
str http_in_header(const struct http_in *h, str name);

#endif
