// Bodies and addresses as anybody may send them: the urlencoded and JSON parsers, and a whole request through web_begin.
#include <stdint.h>
#include <string.h>

#include "web/body.h"
#include "web/form.h"
#include "web/forms.h"
#include "web/route.h"

static void check_pairs(const struct body *b)
{
    CHECK(b->n <= BODY_PAIRS_MAX);
    for (size_t i = 0; i < b->n; i++) {
        CHECK(utf8_valid(b->pair[i].name) || b->json);
        CHECK(utf8_valid(b->pair[i].value));
        CHECK(b->pair[i].value.n == 0 || memchr(b->pair[i].value.p, 0, b->pair[i].value.n) == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena *a;
    static struct desk_env desk;
    static struct web_env env = {.desk = &desk, .public_url = S_INIT("http://127.0.0.1:8080"), .version = S_INIT("fuzz")};
    if (!a) a = arena_new(64 << 20);
    if (size < 2) return 0;
    str bytes = {(const char *)data + 1, size - 1}, line, rest, why;
    struct body body;
    if (!body_parse_form(a, bytes, &body)) check_pairs(&body);
    if (!body_parse_json(a, bytes, &body, &why)) check_pairs(&body);
    str_cut(bytes, '\n', &line, &rest);
    const struct header headers[] = {
        {S("Host"), S("127.0.0.1:8080")},
        {S("Content-Type"), data[0] & 1 ? S("application/json") : S("application/x-www-form-urlencoded")},
        {S("Accept"), data[0] & 2 ? S("application/json") : S("text/html")},
    };
    struct call c = {.a = a,
                     .env = &env,
                     .req = {.method = data[0] & 4 ? S("POST") : S("GET"), .target = line, .headers = headers, .n_headers = 3, .body = rest},
                     .now = {INT64_C(1763700000000000)},
                     .seed = 1};
    enum web_next next = web_begin(&c);
    CHECK((next == WEB_READY) == c.done);
    if (c.done) CHECK(c.res.status >= 400);
    if (!c.done && c.body && c.route->form && c.route->form->size) {
        void *out = arena_alloc(a, c.route->form->size);
        (void)!form_bind(&c, c.route->form, out);
        (void)form_view(&c, c.route->form, out);
    }
    arena_reset(a);
    return 0;
}
