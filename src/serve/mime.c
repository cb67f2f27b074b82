#include "serve/mime.h"

#include <sodium.h>
#include <string.h>

#include "base/buf.h"
#include "base/email.h"
#include "base/utf8.h"
#include "serve/http_out.h"

enum {
    LINE = 76,              // of quoted-printable text (RFC 2045 6.7) and of lines with encoded words (RFC 2047 2)
    WORD_BYTES = 39,        // in one encoded word: "Subject: =?UTF-8?B?" and 52 characters and "?=" are less than a line
    HEADER_PLAIN = 60,      // a longer text is encoded, as encoded words fold anywhere
    HEADER_MAX = 1000,
    MAIL_MAX = 8 * MIME_TEXT_MAX
};

static bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

static bool id_fine(str id) {
    for (size_t i = 0; i < id.n; i++)
        if (!is_alnum(id.p[i]) && id.p[i] != '-') return false;
    return id.n >= 1 && id.n <= 60;
}

// ---- headers ----

static bool is_plain(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~') return false;
    return s.n <= HEADER_PLAIN && str_find(s, S("=?")) == SIZE_MAX;
}

// Controls that a person cannot have meant become spaces.
static str one_line(arena *a, str s) {
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) p[i] = (unsigned char)s.p[i] < ' ' || s.p[i] == 127 ? ' ' : s.p[i];
    return str_trim((str){p, s.n});
}

// As many encoded words as it takes, no character cut in two (RFC 2047 5).
static void encoded_words(struct buf *b, str s) {
    for (size_t at = 0; at < s.n;) {
        uint32_t code;
        size_t n = 0, next;
        while (at + n < s.n && (next = utf8_next(s, at + n, &code)) && n + next <= WORD_BYTES) n += next;
        CHECK(n > 0);
        char word[2 * WORD_BYTES];
        sodium_bin2base64(word, sizeof word, (const unsigned char *)s.p + at, n, sodium_base64_VARIANT_ORIGINAL);
        buf_putf(b, "%s=?UTF-8?B?%s?=", at ? "\r\n " : "", word);
        at += n;
    }
}

static void unstructured(struct buf *b, str s) {
    if (is_plain(s)) buf_put(b, s);
    else encoded_words(b, s);
}

// The display name of an address (RFC 5322 3.4), and the line's end behind it.
static void display_name(struct buf *b, str s) {
    if (!s.n) return;
    if (!is_plain(s)) {
        encoded_words(b, s);
    } else {
        buf_putc(b, '"');
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] == '"' || s.p[i] == '\\') buf_putc(b, '\\');
            buf_putc(b, s.p[i]);
        }
        buf_putc(b, '"');
    }
    buf_put(b, S("\r\n "));
}

static void put_headers(arena *a, struct buf *b, const struct mime_mail *m) {
    char date[HTTP_DATE];
    str local, host;
    http_date(date, m->date.us / SECOND_US);
    str_cut(m->from, '@', &local, &host);
    buf_putf(b, "Date: %.25s +0000\r\nFrom: ", date);
    display_name(b, one_line(a, m->from_name));
    buf_putf(b, "<%.*s>\r\nTo: <%.*s>\r\n", SP(m->from), SP(m->to));
    if (m->reply_to.n) buf_putf(b, "Reply-To: <%.*s>\r\n", SP(m->reply_to));
    buf_put(b, S("Subject: "));
    unstructured(b, one_line(a, m->subject));
    buf_putf(b, "\r\nMessage-ID: <%.*s@%.*s>\r\n", SP(m->id), SP(host));
    // RFC 3834: so that no holiday message answers
    buf_putf(b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n", SP(m->id));
}

// ---- text ----

// A dot alone on a line would end the message, and "From " begins one in a mailbox file: both are written otherwise.
static bool written_otherwise(str s, size_t i, bool first) {
    char c = s.p[i];
    bool last = i + 1 == s.n || s.p[i + 1] == '\n' || s.p[i + 1] == '\r';
    if (c == ' ' || c == '\t') return last;
    if (c < ' ' || c > '~' || c == '=') return true;
    return first && (c == '.' || c == 'F');
}

static void quoted_printable(struct buf *b, str s) {
    size_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') continue;
        if (s.p[i] == '\n') {
            buf_put(b, S("\r\n"));
            column = 0;
            continue;
        }
        bool other = written_otherwise(s, i, column == 0);
        if (column + (other ? 3 : 1) > LINE - 1) {
            buf_put(b, S("=\r\n"));
            column = 0;
            other = written_otherwise(s, i, true);
        }
        if (other) buf_putf(b, "=%02X", (unsigned)(unsigned char)s.p[i]);
        else buf_putc(b, s.p[i]);
        column += other ? 3 : 1;
    }
    buf_put(b, S("\r\n"));
}

// "=_" stands nowhere in quoted-printable text (RFC 2045 6.7), so the boundary is in no part.
static void part(struct buf *b, str id, const char *type, str text) {
    buf_putf(b, "--=_%.*s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", SP(id), type);
    quoted_printable(b, text);
}

static bool text_fine(str s, size_t most) { return s.n <= most && utf8_valid(s); }

err mime_build(arena *a, const struct mime_mail *m, str *out) {
    if (!email_plain(m->from) || !email_plain(m->to) || (m->reply_to.n && !email_plain(m->reply_to)) || !id_fine(m->id)) return E_INVALID;
    if (!text_fine(m->from_name, HEADER_MAX) || !text_fine(m->subject, HEADER_MAX)) return E_INVALID;
    if (!text_fine(m->plain, MIME_TEXT_MAX) || !text_fine(m->html, MIME_TEXT_MAX)) return E_INVALID;
    struct buf b = buf_new(a, MAIL_MAX);
    put_headers(a, &b, m);
    part(&b, m->id, "plain", m->plain);
    part(&b, m->id, "html", m->html);
    buf_putf(&b, "--=_%.*s--\r\n", SP(m->id));
    CHECK(!b.over);
    *out = buf_str(&b);
    return OK;
}
