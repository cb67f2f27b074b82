// What a message says, of names and addresses as anybody may write them: HTML that holds no element but ours, a link that is ours, and all of it builds
// a mail (fuzz_mime looks at that).
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "serve/mime.h"
#include "web/links/mail_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { FIELD_MAX = 300 };       // as the forms allow, or more

static str field(str *rest)
{
    str head, tail;
    str_cut(*rest, '\0', &head, &tail);
    *rest = tail;
    return str_sub(head, 0, FIELD_MAX);
}

static const char *const elements[] = {"!DOCTYPE html>", "html lang=\"", "body>", "/body>", "/html>", "p>", "/p>", "a href=\"", "/a>", "b>", "/b>", "strong>", "/strong>"};

static void look_at_html(str html)
{
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] != '<') continue;
        str rest = str_sub(html, i + 1, html.n);
        bool ours = false;
        for (size_t k = 0; k < sizeof elements / sizeof *elements; k++) ours |= str_starts(rest, str_of(elements[k]));
        CHECK(ours);
    }
}

// The first byte: the kind, and the channel.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena *a;
    if (n < 1) return 0;
    if (!a) a = arena_new(16 << 20);
    str rest = {(const char *)data + 1, n - 1};
    if (!utf8_valid(rest)) return 0; // the forms refuse it before
    struct mail_letter l = {.row.kind = (enum mail_kind)(data[0] % MAIL_KINDS), .row.id = {4711}, .until = {INT64_C(1763712900) * SECOND_US}};
    l.of_visit = data[0] & 64;
    l.start = l.until;
    l.name = field(&rest);
    l.practice_name = field(&rest);
    l.practice_phone = field(&rest);
    l.row.language = field(&rest);
    l.path = str_starts(rest, S("/a/")) ? field(&rest) : S("/a/token");
    if (l.row.kind < MAIL_TEST) l.row.client.v = 1;
    if (l.row.kind < MAIL_TEST && data[0] & 128) {
        str text = sms_text(a, &l, S("http://127.0.0.1"));
        CHECK(str_find(text, str_fmt(a, "http://127.0.0.1%.*s", SP(l.path))) != SIZE_MAX);
    } else {
        struct mail_text t = mail_text(a, &l, S("http://127.0.0.1"));
        CHECK(t.subject.n && t.plain.n);
        CHECK(str_find(t.plain, str_fmt(a, "http://127.0.0.1%.*s", SP(l.path))) != SIZE_MAX);
        look_at_html(t.html);
        str out;
        struct mime_mail m = {.from = S("desk@clinic.example"), .to = S("ada@example.org"), .from_name = l.practice_name, .subject = t.subject, .plain = t.plain, .html = t.html,
            .id = S("0000000004711"), .date = l.until};
        if (utf8_valid(l.practice_name)) CHECK(mime_build(a, &m, &out) == OK);
    }
    arena_reset(a);
    return 0;
}
