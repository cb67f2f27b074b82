// The builder of e-mails: whatever the fields hold, the headers are ours and nobody else's, lines are in bounds, and the parts are two.
#include <stdint.h>

#include "serve/mime.h"

#include "base/email.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const names[] = {"Date", "From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"};
enum { NAMES = sizeof names / sizeof names[0] };

static str field(str *rest)
{
    str head, tail;
    str_cut(*rest, '\0', &head, &tail);
    *rest = tail;
    return head;
}

// Header lines in our order, each once, Reply-To only where there is one; continued lines begin with a space.
static void look_at_headers(str head, bool reply)
{
    size_t at = 0;
    while (head.n) {
        str line, name, value;
        str_cut(head, '\n', &line, &head);
        if (line.p[0] == ' ') continue;
        CHECK(str_cut(line, ':', &name, &value));
        if (at < NAMES && !reply && str_eq(str_of(names[at]), S("Reply-To"))) at++;
        CHECK(at < NAMES && str_eq(name, str_of(names[at])));
        at++;
    }
    CHECK(at == NAMES);
}

static void look_at_lines(str mail, size_t addresses)
{
    size_t column = 0;
    for (size_t i = 0; i < mail.n; i++) {
        char c = mail.p[i];
        CHECK((c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t');
        if (c == '\n') CHECK(i > 0 && mail.p[i - 1] == '\r');
        if (c == '\r') CHECK(i + 1 < mail.n && mail.p[i + 1] == '\n');
        column = c == '\n' ? 0 : column + 1;
        CHECK(column <= 77 + addresses);
    }
    CHECK(column == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena *a;
    str rest = {(const char *)data, n}, out;
    if (!a) a = arena_new(64 << 20);
    struct mime_mail m = {.date = {INT64_C(1763712900) * SECOND_US}};
    m.from = field(&rest);
    m.to = field(&rest);
    m.reply_to = field(&rest);
    m.id = field(&rest);
    m.from_name = field(&rest);
    m.subject = field(&rest);
    m.html = field(&rest);
    m.plain = rest;
    if (mime_build(a, &m, &out) == OK) {
        CHECK(email_plain(m.from) && email_plain(m.to));
        size_t head = str_find(out, S("\r\n\r\n"));
        CHECK(head != SIZE_MAX);
        look_at_headers(str_sub(out, 0, head + 2), m.reply_to.n > 0);
        look_at_lines(out, 254);
        str boundary = str_fmt(a, "\r\n--=_%.*s", SP(m.id));
        size_t parts = 0;
        for (str s = str_sub(out, head + 2, out.n); (head = str_find(s, boundary)) != SIZE_MAX; s = str_sub(s, head + boundary.n, s.n)) parts++;
        CHECK(parts == 3);
    }
    arena_reset(a);
    return 0;
}
