// http_parse.h: every message gives the same answer however its bytes are cut.
#include "serve/http_parse.h"

#include "unit.h"

#define HOST "Host: a.example\r\n"

struct outcome {
    enum http_phase phase;
    err bad;
    size_t used;
    str method, target, body;
    size_t n_headers;
    bool keep, head_only, expect;
};

enum { MAX_BODY = 2000 };

static struct outcome parse(arena *a, str bytes, size_t piece) {
    struct http_in *h = ARENA_NEW(a, struct http_in);
    http_in_init(h, a, MAX_BODY);
    size_t used = 0;
    while (used < bytes.n) {
        // a fresh copy of each piece: nothing may point into what was fed
        str part = str_sub(bytes, used, piece);
        char *copy = malloc(part.n);
        memcpy(copy, part.p, part.n);
        size_t n = http_in_feed(h, (str){copy, part.n});
        free(copy);
        used += n;
        if (h->phase == HTTP_COMPLETE || h->phase == HTTP_REFUSED) break;
        assert_int_equal(n, part.n);
    }
    return (struct outcome){h->phase, h->bad, used, h->method, h->target, buf_str(&h->body), h->n_headers, h->keep_alive, h->head_only, h->expect_continue};
}

static struct outcome parse_all(void **state, str bytes) {
    struct unit *u = *state;
    struct outcome whole = parse(u->a, bytes, SIZE_MAX);
    for (size_t piece = 1; piece < 8; piece++) {
        struct outcome o = parse(u->a, bytes, piece);
        assert_int_equal(o.phase, whole.phase);
        assert_int_equal(o.bad, whole.bad);
        if (o.phase == HTTP_COMPLETE) {
            assert_int_equal(o.used, whole.used);
            assert_true(str_eq(o.method, whole.method) && str_eq(o.target, whole.target) && str_eq(o.body, whole.body));
            assert_int_equal(o.n_headers, whole.n_headers);
        }
    }
    return whole;
}

#define GOOD(text) good(state, S(text))
#define BAD(text, code) bad(state, S(text), code)

static struct outcome good(void **state, str bytes) {
    struct outcome o = parse_all(state, bytes);
    if (o.phase != HTTP_COMPLETE) fail_msg("refused with %.*s: %.*s", SP(err_name(o.bad)), SP(bytes));
    return o;
}

static void bad(void **state, str bytes, err code) {
    struct outcome o = parse_all(state, bytes);
    if (o.phase != HTTP_REFUSED || o.bad != code)
        fail_msg("phase %d, %.*s instead of %.*s: %.*s", o.phase, SP(err_name(o.bad)), SP(err_name(code)), SP(bytes));
}

static void takes_what_browsers_send(void **state) {
    struct outcome o = GOOD("GET /clients?q=a%20b HTTP/1.1\r\n" HOST "Accept:  text/html \r\nX-Empty:\r\n\r\nGET /next");
    assert_str(o.method, "GET");
    assert_str(o.target, "/clients?q=a%20b");
    assert_int_equal(o.n_headers, 3);
    assert_true(o.keep);
    assert_int_equal(o.used, sizeof "GET /clients?q=a%20b HTTP/1.1\r\n" HOST "Accept:  text/html \r\nX-Empty:\r\n\r\n" - 1);
    o = GOOD("POST /f HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhelloGET");
    assert_str(o.body, "hello");
    assert_true(o.expect);
    o = GOOD("HEAD / HTTP/1.1\r\n" HOST "\r\n");
    assert_str(o.method, "GET");
    assert_true(o.head_only);
    GOOD("\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    GOOD("GET / HTTP/1.1\r\n" HOST "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
    GOOD("POST / HTTP/1.1\r\n" HOST "Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 3\r\n\r\nabc");
    GOOD("POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
}

static void header_values_are_trimmed(void **state) {
    struct unit *u = *state;
    struct http_in *h = ARENA_NEW(u->a, struct http_in);
    http_in_init(h, u->a, MAX_BODY);
    http_in_feed(h, S("GET / HTTP/1.1\r\nhOsT: \t a:80 \t\r\nCookie: a=b; c=d\r\n\r\n"));
    assert_int_equal(h->phase, HTTP_COMPLETE);
    assert_str(http_in_header(h, S("Host")), "a:80");
    assert_str(http_in_header(h, S("cookie")), "a=b; c=d");
    assert_str(http_in_header(h, S("Accept")), "");
}

static void keeps_alive_as_asked(void **state) {
    assert_false(GOOD("GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n").keep);
    assert_false(GOOD("GET / HTTP/1.0\r\n\r\n").keep);
    assert_true(GOOD("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep);
}

static void target_forms(void **state) {
    assert_str(GOOD("GET http://a.example/x?y HTTP/1.1\r\n" HOST "\r\n").target, "/x?y");
    assert_str(GOOD("GET HTTPS://a.example HTTP/1.1\r\n" HOST "\r\n").target, "/");
    assert_str(GOOD("GET http://a.example?y=1 HTTP/1.1\r\n" HOST "\r\n").target, "/?y=1");
    BAD("GET ftp://a.example/ HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET http://u:p@a.example/ HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET * HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("OPTIONS * HTTP/1.1\r\n" HOST "\r\n", E_METHOD);
    BAD("CONNECT a.example:443 HTTP/1.1\r\n" HOST "\r\n", E_METHOD);
    BAD("GET x HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET /a#b HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET /\x01 HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET /\xff HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET /a b HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
}

static void request_lines(void **state) {
    BAD("GET /\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET  / HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1 \r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.10\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET / http/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.2\r\n" HOST "\r\n", E_HTTP_VERSION);
    BAD("GET / HTTP/0.9\r\n" HOST "\r\n", E_HTTP_VERSION);
    BAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", E_HTTP_VERSION);
    BAD("BREW / HTTP/1.1\r\n" HOST "\r\n", E_METHOD);
    BAD("get / HTTP/1.1\r\n" HOST "\r\n", E_METHOD);
    BAD("G\x01T / HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("\x16\x03\x01\x02", E_MALFORMED);
    BAD(" GET / HTTP/1.1\r\n" HOST "\r\n", E_MALFORMED);
    BAD("\r\n\r\n\r\n\r\n\r\n\r\n", E_MALFORMED);
}

static void header_lines(void **state) {
    BAD("GET / HTTP/1.1\r\nHost : a\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X : a\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n Host: a\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\n" HOST "\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost: a\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X:\0a\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X: a\x7f\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST ": x\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\n" HOST "X\xc3\xa4: x\r\n\r\n", E_MALFORMED);
}

static void hosts(void **state) {
    BAD("GET / HTTP/1.1\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", E_MALFORMED);
    BAD("GET / HTTP/1.1\r\nHost:\r\n\r\n", E_MALFORMED);
    GOOD("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
    GOOD("GET / HTTP/1.0\r\n\r\n");
}

static void lengths_and_codings(void **state) {
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: -3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 3 3\r\n\r\nabc", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", E_MALFORMED);
    BAD("POST / HTTP/1.1\r\n" HOST "Content-Length: 2001\r\n\r\n", E_TOO_LARGE);
}

#define CHUNKED "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"

static void chunks(void **state) {
    assert_str(GOOD(CHUNKED "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\nGET").body, "hello!");
    assert_str(GOOD(CHUNKED "A\r\n0123456789\r\n0\r\nX-Trailer: a\r\nHost: b\r\n\r\n").body, "0123456789");
    assert_str(GOOD(CHUNKED "0\r\n\r\n").body, "");
    BAD(CHUNKED "5\nhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5;a\nb\r\nhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5\r\nhello\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5\r\nhelloXX0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5\r\nhello\rX0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5\rXhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "5;a=\rXhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "0\r\nX: a\rb\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "0\r\n\rX", E_MALFORMED);
    BAD(CHUNKED "5\r\nhelloo\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "-5\r\nhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "0x5\r\nhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "\r\nhello\r\n0\r\n\r\n", E_MALFORMED);
    BAD(CHUNKED "7d1\r\n", E_TOO_LARGE);
    BAD(CHUNKED "fffffffffffffff\r\n", E_TOO_LARGE);
    BAD(CHUNKED "ffffffffffffffff\r\n", E_MALFORMED);
    BAD(CHUNKED "10000000000000000\r\n", E_MALFORMED);
    BAD(CHUNKED "0\r\nX: a\n\r\n", E_MALFORMED);
}

static str filled(arena *a, const char *head, char c, size_t n, const char *tail) {
    struct buf b = buf_new(a, 1 << 20);
    buf_put(&b, str_of(head));
    for (size_t i = 0; i < n; i++) buf_putc(&b, c);
    buf_put(&b, str_of(tail));
    return buf_str(&b);
}

static void limits(void **state) {
    arena *a = ((struct unit *)*state)->a;
    bad(state, filled(a, "GET /", 'a', 8192, " HTTP/1.1\r\n" HOST "\r\n"), E_URI_TOO_LONG);
    good(state, filled(a, "GET /", 'a', 8191, " HTTP/1.1\r\n" HOST "\r\n"));
    bad(state, filled(a, "GET /", 'a', 60000, ""), E_URI_TOO_LONG);
    bad(state, filled(a, "GET / HTTP/1.1\r\n" HOST "X: ", 'a', 16384, "\r\n\r\n"), E_HEADERS);
    bad(state, filled(a, "GET / HTTP/1.1\r\n" HOST "X: ", 'a', 60000, ""), E_HEADERS);
    good(state, filled(a, "GET / HTTP/1.1\r\n" HOST "X: ", 'a', 16000, "\r\n\r\n"));
    bad(state, filled(a, CHUNKED "1;", 'a', 300, "\r\n"), E_MALFORMED);
    bad(state, filled(a, CHUNKED "0\r\nX: ", 'a', 5000, "\r\n\r\n"), E_HEADERS);
    struct buf b = buf_new(a, 1 << 20);
    buf_put(&b, S("GET / HTTP/1.1\r\n" HOST));
    for (int i = 0; i < WEB_HEADERS_MAX; i++) buf_putf(&b, "X-%d: a\r\n", i);
    buf_put(&b, S("\r\n"));
    bad(state, buf_str(&b), E_HEADERS);
    struct buf many = buf_new(a, 1 << 20);
    buf_put(&many, S(CHUNKED));
    for (int i = 0; i < MAX_BODY + 1; i++) buf_put(&many, S("1\r\na\r\n"));
    bad(state, buf_str(&many), E_TOO_LARGE);
}

static void the_routes_limit(void **state) {
    arena *a = ((struct unit *)*state)->a;
    struct http_in *h = ARENA_NEW(a, struct http_in);
    http_in_init(h, a, MAX_BODY);
    http_in_feed(h, S("POST / HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n"));
    assert_int_equal(h->phase, HTTP_IN_BODY);
    http_in_limit(h, 100);
    assert_int_equal(h->phase, HTTP_IN_BODY);
    http_in_limit(h, 99);
    assert_int_equal(h->phase, HTTP_REFUSED);
    assert_int_equal(h->bad, E_TOO_LARGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT(takes_what_browsers_send), UNIT(header_values_are_trimmed), UNIT(keeps_alive_as_asked), UNIT(target_forms), UNIT(request_lines),
        UNIT(header_lines), UNIT(hosts), UNIT(lengths_and_codings), UNIT(chunks), UNIT(limits), UNIT(the_routes_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
