// serve/http_parse.h on any bytes: no crash, limits held, and the same outcome however the bytes are cut. The first byte says
// how; the remainder is the stream of a connection, several messages long.
#include <stdlib.h>
#include <string.h>

#include "serve/http_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX_BODY = 4096, MESSAGES = 8 };

struct outcome {
    enum http_phase phase;
    err bad;
    size_t used, n_headers;
    str method, target, body;
    bool keep, head_only;
};

static void hold_limits(const struct http_in *h) {
    CHECK(h->body.n <= MAX_BODY && h->head.n <= HTTP_HEAD_MAX && h->n_headers <= WEB_HEADERS_MAX);
    if (h->phase == HTTP_REFUSED) CHECK(h->bad != OK && h->why);
    if (h->phase != HTTP_COMPLETE) return;
    CHECK(h->target.n > 0 && h->target.p[0] == '/');
    size_t hosts = 0;
    for (size_t i = 0; i < h->n_headers; i++) {
        str name = h->headers[i].name, value = h->headers[i].value;
        CHECK(name.n > 0 && (value.n == 0 || (!memchr(value.p, '\n', value.n) && !memchr(value.p, '\r', value.n) && !memchr(value.p, 0, value.n))));
        hosts += str_eq_nocase(name, S("host"));
    }
    CHECK(hosts == 1 || (hosts == 0 && h->http10));
}

static struct outcome parse(arena *a, str bytes, size_t piece) {
    struct http_in *h = ARENA_NEW(a, struct http_in);
    http_in_init(h, a, MAX_BODY);
    size_t used = 0;
    while (used < bytes.n && h->phase != HTTP_COMPLETE && h->phase != HTTP_REFUSED) {
        str part = str_sub(bytes, used, piece);
        char *copy = malloc(part.n); // so that a slice into it is seen by AddressSanitizer
        CHECK(copy);
        memcpy(copy, part.p, part.n);
        size_t took = http_in_feed(h, (str){copy, part.n});
        free(copy);
        CHECK(took <= part.n && (took == part.n || h->phase >= HTTP_COMPLETE));
        used += took;
        hold_limits(h);
    }
    return (struct outcome){h->phase, h->bad, used, h->n_headers, h->method, h->target, buf_str(&h->body), h->keep_alive, h->head_only};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static arena *a;
    if (!a) a = arena_new(8 << 20);
    if (n < 1) return 0;
    size_t piece = (size_t)data[0] % 40 + 1;
    str rest = {(const char *)data + 1, n - 1};
    for (int i = 0; i < MESSAGES && rest.n; i++) {
        struct outcome whole = parse(a, rest, SIZE_MAX), cut = parse(a, rest, piece);
        CHECK(whole.phase == cut.phase && whole.bad == cut.bad);
        if (whole.phase != HTTP_COMPLETE) break;
        CHECK(whole.used == cut.used && whole.n_headers == cut.n_headers && whole.keep == cut.keep && whole.head_only == cut.head_only);
        CHECK(str_eq(whole.method, cut.method) && str_eq(whole.target, cut.target) && str_eq(whole.body, cut.body));
        CHECK(whole.used > 0);
        rest = str_sub(rest, whole.used, rest.n);
    }
    arena_reset(a);
    return 0;
}
