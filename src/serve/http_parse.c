#include "serve/http_parse.h"

#include <string.h>

static void refuse(struct http_in *h, err bad, const char *why) {
    h->phase = HTTP_REFUSED;
    h->bad = bad;
    h->why = why;
}

// RFC 9110 5.6.2
static bool token_char(char c) {
    unsigned char u = (unsigned char)c;
    if (u >= 0x80 || u <= ' ' || u == 0x7f) return false;
    return strchr("\"(),/:;<=>?@[\\]{}", c) == NULL;
}

static bool is_token(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (!token_char(s.p[i])) return false;
    return s.n > 0;
}

// RFC 9110 5.5: no control characters but the tab.
static bool is_value(str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

// ---- the parser's callbacks: they only note slices, as nothing may be allocated inside of them ----

static int on_url(http_parser *p, const char *at, size_t n) {
    struct http_in *h = p->data;
    if (h->raw_target.n) h->raw_target.n += n;
    else h->raw_target = (str){at, n};
    return 0;
}

static int on_body(http_parser *p, const char *at, size_t n) {
    struct http_in *h = p->data;
    CHECK(h->piece.n == 0 || h->piece.p + h->piece.n == at);
    if (h->piece.n == 0) h->piece = (str){at, 0};
    h->piece.n += n;
    return 0;
}

static int on_headers_complete(http_parser *p) {
    struct http_in *h = p->data;
    h->head_done = true;
    return 0;
}

static int on_chunk_header(http_parser *p) {
    struct http_in *h = p->data;
    if (p->content_length == 0) {
        h->in_trailers = true;
    } else {
        h->line_mode = false;
        h->data_left = p->content_length > h->max_body ? h->max_body + 1 : (size_t)p->content_length;
    }
    return 0;
}

static int on_message_complete(http_parser *p) {
    struct http_in *h = p->data;
    h->phase = HTTP_COMPLETE;
    return 0;
}

static const http_parser_settings callbacks = {
    .on_url = on_url,
    .on_body = on_body,
    .on_headers_complete = on_headers_complete,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};

void http_in_init(struct http_in *h, arena *a, size_t max_body) {
    memset(h, 0, sizeof *h);
    h->a = a;
    h->max_body = max_body;
    h->head = buf_new(a, HTTP_HEAD_MAX + 2);
    h->body = buf_new(a, max_body);
    http_parser_init(&h->parser, HTTP_REQUEST);
    h->parser.data = h;
}

void http_in_limit(struct http_in *h, size_t max_body) {
    CHECK(h->phase == HTTP_IN_BODY);
    if (max_body >= h->max_body) return;
    h->max_body = max_body;
    if (h->body.n > max_body || (!h->chunked && h->parser.content_length > max_body - h->body.n)) refuse(h, E_TOO_LARGE, "body over the route's limit");
}

str http_in_header(const struct http_in *h, str name) {
    for (size_t i = 0; i < h->n_headers; i++)
        if (str_eq_nocase(h->headers[i].name, name)) return h->headers[i].value;
    return (str){0};
}

static size_t header_count(const struct http_in *h, str name) {
    size_t n = 0;
    for (size_t i = 0; i < h->n_headers; i++) n += str_eq_nocase(h->headers[i].name, name);
    return n;
}

// ---- lines of the head, checked as they come ----

// method SP target SP HTTP/d.d, with single spaces.
static void check_request_line(struct http_in *h, str line) {
    str method, rest, target, version;
    if (!str_cut(line, ' ', &method, &rest) || !str_cut(rest, ' ', &target, &version) || target.n == 0 || !is_token(method)) {
        refuse(h, E_MALFORMED, "request line");
        return;
    }
    for (size_t i = 0; i < target.n; i++) {
        if (target.p[i] > ' ' && target.p[i] < 0x7f) continue;
        refuse(h, E_MALFORMED, "byte in the target"); // the parser lets bytes over 0x7f through
        return;
    }
    if (target.n > HTTP_TARGET_MAX) {
        refuse(h, E_URI_TOO_LONG, "target too long");
        return;
    }
    bool shape = version.n == 8 && str_starts(version, S("HTTP/")) && version.p[5] >= '0' && version.p[5] <= '9' && version.p[6] == '.' &&
                 version.p[7] >= '0' && version.p[7] <= '9';
    if (!shape) refuse(h, E_MALFORMED, "version");
    else if (version.p[5] != '1' || version.p[7] > '1') refuse(h, E_HTTP_VERSION, "version");
    h->http10 = version.n == 8 && version.p[7] == '0';
}

static void check_header_line(struct http_in *h, str line) {
    str name, value;
    if (line.p[0] == ' ' || line.p[0] == '\t') {
        refuse(h, E_MALFORMED, "folded header");
    } else if (!str_cut(line, ':', &name, &value)) {
        refuse(h, E_MALFORMED, "header without colon");
    } else if (!is_token(name)) {
        refuse(h, E_MALFORMED, "header name");
    } else if (!is_value(value)) {
        refuse(h, E_MALFORMED, "control character in a header");
    } else if (h->n_headers == WEB_HEADERS_MAX) {
        refuse(h, E_HEADERS, "too many headers");
    } else {
        // `head` may still move while it grows: places are kept as offsets until it is whole
        h->headers[h->n_headers++] = (struct header){.name = {NULL, name.n}, .value = {NULL, h->line}};
    }
}

static void name_headers(struct http_in *h) {
    for (size_t i = 0; i < h->n_headers; i++) {
        struct header *x = &h->headers[i];
        size_t at = x->value.n;
        const char *line = h->head.p + at;
        const char *end = memchr(line, '\n', h->head.n - at);
        CHECK(end && end[-1] == '\r');
        str rest = {line + x->name.n + 1, (size_t)(end - 1 - line) - x->name.n - 1};
        x->name.p = line;
        x->value = str_trim(rest);
    }
}

// ---- the whole head ----

static bool host_valid(str host) {
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(".-_:[]%~", c);
        if (!fine || c == '\0') return false;
    }
    return host.n > 0;
}

static void check_framing(struct http_in *h) {
    size_t hosts = header_count(h, S("host"));
    str coding = http_in_header(h, S("transfer-encoding"));
    size_t codings = header_count(h, S("transfer-encoding"));
    if (hosts > 1) refuse(h, E_MALFORMED, "two Host headers");
    else if (hosts == 0 && !h->http10) refuse(h, E_MALFORMED, "no Host header");
    else if (hosts == 1 && !host_valid(http_in_header(h, S("host")))) refuse(h, E_MALFORMED, "Host header");
    else if (codings > 1 || (codings == 1 && (!str_eq_nocase(coding, S("chunked")) || h->http10)))
        refuse(h, E_MALFORMED, "transfer coding");
    else if (codings == 1 && header_count(h, S("content-length"))) refuse(h, E_MALFORMED, "length and coding");
    else if (header_count(h, S("content-length")) > 1) refuse(h, E_MALFORMED, "two lengths");
}

// RFC 9112 3.2: origin form stays, absolute form is cut down to it, the others have no resource here.
static void settle_target(struct http_in *h) {
    str t = h->raw_target;
    if (memchr(t.p, '#', t.n)) {
        refuse(h, E_MALFORMED, "fragment in target");
        return;
    }
    if (h->parser.method == HTTP_CONNECT || (h->parser.method == HTTP_OPTIONS && str_eq(t, S("*")))) {
        refuse(h, E_METHOD, "method without a resource");
        return;
    }
    if (t.p[0] == '/') {
        h->target = t;
        return;
    }
    struct http_parser_url u;
    http_parser_url_init(&u);
    if (http_parser_parse_url(t.p, t.n, 0, &u) != 0 || !(u.field_set & (1u << UF_HOST)) || (u.field_set & (1u << UF_USERINFO))) {
        refuse(h, E_MALFORMED, "form of the target");
        return;
    }
    str scheme = {t.p + u.field_data[UF_SCHEMA].off, u.field_data[UF_SCHEMA].len};
    if (!str_eq_nocase(scheme, S("http")) && !str_eq_nocase(scheme, S("https"))) {
        refuse(h, E_MALFORMED, "scheme of the target");
        return;
    }
    if (u.field_set & (1u << UF_PATH)) h->target = str_sub(t, u.field_data[UF_PATH].off, t.n);
    else if (u.field_set & (1u << UF_QUERY)) h->target = str_fmt(h->a, "/?%.*s", (int)u.field_data[UF_QUERY].len, t.p + u.field_data[UF_QUERY].off);
    else h->target = S("/");
}

static err parser_error(const http_parser *p) {
    switch (HTTP_PARSER_ERRNO(p)) {
    case HPE_INVALID_METHOD: return E_METHOD; // a token, else the request line was refused before
    case HPE_HEADER_OVERFLOW: return E_HEADERS;
    case HPE_INVALID_VERSION: return E_HTTP_VERSION;
    default: return E_MALFORMED;
    }
}

static void finish_head(struct http_in *h) {
    name_headers(h);
    check_framing(h);
    if (h->phase == HTTP_REFUSED) return;
    size_t used = http_parser_execute(&h->parser, &callbacks, h->head.p, h->head.n);
    if (HTTP_PARSER_ERRNO(&h->parser) != HPE_OK) {
        refuse(h, parser_error(&h->parser), http_errno_description(HTTP_PARSER_ERRNO(&h->parser)));
        return;
    }
    CHECK(used == h->head.n && h->head_done);
    settle_target(h);
    if (h->phase == HTTP_REFUSED) return;
    h->head_only = h->parser.method == HTTP_HEAD;
    h->method = str_of(http_method_str(h->head_only ? HTTP_GET : (enum http_method)h->parser.method));
    h->keep_alive = http_should_keep_alive(&h->parser) != 0;
    if (h->phase == HTTP_COMPLETE) return;
    h->phase = HTTP_IN_BODY;
    h->chunked = (h->parser.flags & F_CHUNKED) != 0;
    h->line_mode = h->chunked;
    h->expect_continue = !h->http10 && str_eq_nocase(http_in_header(h, S("expect")), S("100-continue"));
    if (!h->chunked && h->parser.content_length > h->max_body) refuse(h, E_TOO_LARGE, "declared body too large");
}

// A whole line, its LF included, stands at h->line.
static void take_line(struct http_in *h) {
    str line = {h->head.p + h->line, h->head.n - h->line};
    if (line.n < 2 || line.p[line.n - 2] != '\r') {
        refuse(h, E_MALFORMED, "bare LF");
        return;
    }
    line.n -= 2;
    if (line.n && memchr(line.p, '\r', line.n)) {
        refuse(h, E_MALFORMED, "bare CR");
        return;
    }
    if (line.n == 0 && h->lines == 0) { // RFC 9112 2.2: empty lines before the request line are skipped
        h->head.n = h->line;
        if (++h->leading > HTTP_LEADING_LINES) refuse(h, E_MALFORMED, "empty lines");
        return;
    }
    if (line.n == 0) {
        finish_head(h);
        return;
    }
    if (h->lines++ == 0) check_request_line(h, line);
    else check_header_line(h, line);
    h->line = h->head.n;
}

static size_t feed_head(struct http_in *h, str bytes) {
    const char *lf = memchr(bytes.p, '\n', bytes.n);
    size_t n = lf ? (size_t)(lf - bytes.p) + 1 : bytes.n;
    size_t room = HTTP_HEAD_MAX - h->head.n;
    bool over = n > room;
    if (over) n = room;
    buf_put(&h->head, (str){bytes.p, n});
    CHECK(!h->head.over);
    if (h->lines == 0 && h->head.n > h->line) {
        // said at once, so that a TLS greeting on the plain port is not waited for
        char first = h->head.p[h->line];
        if (first != '\r' && first != '\n' && !token_char(first)) refuse(h, E_MALFORMED, "no request line");
        else if (h->head.n - h->line > HTTP_TARGET_MAX + 64) refuse(h, E_URI_TOO_LONG, "target too long");
    }
    if (h->phase == HTTP_REFUSED) return n;
    if (over) refuse(h, E_HEADERS, "head too large");
    else if (lf) take_line(h);
    return n;
}

// ---- the body ----

// The parser takes exactly these bytes; what it gave as content is kept.
static void execute(struct http_in *h, str bytes) {
    h->piece = (str){0};
    size_t used = http_parser_execute(&h->parser, &callbacks, bytes.p, bytes.n);
    enum http_errno no = HTTP_PARSER_ERRNO(&h->parser);
    if (no != HPE_OK) {
        refuse(h, no == HPE_HEADER_OVERFLOW ? E_HEADERS : E_MALFORMED, http_errno_description(no));
        return;
    }
    CHECK(used == bytes.n);
    if (h->piece.n > h->max_body - h->body.n) {
        refuse(h, E_TOO_LARGE, "body too large");
        return;
    }
    buf_put(&h->body, h->piece);
}

// Every LF behind a CR, and every CR before a LF. Debian builds the parser without its own strict checks.
static bool line_ends_right(char last, str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] == '\n') != (last == '\r')) return false;
        last = s.p[i];
    }
    return true;
}

// A chunk's size line or a trailer, up to its LF.
static size_t feed_chunk_line(struct http_in *h, str bytes) {
    const char *lf = memchr(bytes.p, '\n', bytes.n);
    size_t n = lf ? (size_t)(lf - bytes.p) + 1 : bytes.n;
    h->line_n += n;
    if (h->in_trailers) h->trailers_n += n;
    if (!line_ends_right(h->last, (str){bytes.p, n})) refuse(h, E_MALFORMED, "bare CR or LF in a chunk line");
    else if (!h->in_trailers && h->line_n > HTTP_CHUNK_LINE_MAX) refuse(h, E_MALFORMED, "chunk line too long");
    else if (h->trailers_n > HTTP_TRAILERS_MAX) refuse(h, E_HEADERS, "trailers too large");
    if (h->phase == HTTP_REFUSED) return n;
    h->last = bytes.p[n - 1];
    if (lf) h->line_n = 0, h->last = 0;
    execute(h, (str){bytes.p, n});
    if (h->phase != HTTP_IN_BODY || h->line_mode) return n;
    if (h->data_left > h->max_body - h->body.n) refuse(h, E_TOO_LARGE, "chunk too large");
    h->data_left += 2; // its CR LF
    return n;
}

// Content of a chunk and the CR LF behind it.
static size_t feed_chunk_data(struct http_in *h, str bytes) {
    bytes = str_sub(bytes, 0, h->data_left);
    for (size_t left = 2; left > 0; left--) {
        size_t at = h->data_left - left;
        if (h->data_left >= left && at < bytes.n && bytes.p[at] != (left == 2 ? '\r' : '\n')) {
            refuse(h, E_MALFORMED, "chunk longer than its size");
            return bytes.n;
        }
    }
    execute(h, bytes);
    h->data_left -= bytes.n;
    if (h->data_left == 0) h->line_mode = true;
    return bytes.n;
}

static size_t feed_body(struct http_in *h, str bytes) {
    if (h->chunked) return h->line_mode ? feed_chunk_line(h, bytes) : feed_chunk_data(h, bytes);
    CHECK(h->parser.content_length > 0);
    bytes = str_sub(bytes, 0, (size_t)h->parser.content_length);
    execute(h, bytes);
    return bytes.n;
}

size_t http_in_feed(struct http_in *h, str bytes) {
    size_t used = 0;
    while (used < bytes.n && (h->phase == HTTP_IN_HEAD || h->phase == HTTP_IN_BODY)) {
        str rest = {bytes.p + used, bytes.n - used};
        used += h->phase == HTTP_IN_HEAD ? feed_head(h, rest) : feed_body(h, rest);
    }
    return used;
}
