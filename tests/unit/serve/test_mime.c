#include "serve/mime.h"

#include "base/email.h"

#include "unit.h"

static struct mime_mail some(void) {
    return (struct mime_mail){.from = S("desk@clinic.example"), .to = S("ada@example.org"), .subject = S("Your visit"), .plain = S("Hello\n"),
                              .html = S("<p>Hello</p>\n"), .id = S("a1"), .date = {INT64_C(784111777) * SECOND_US}};
}

static str built(struct unit *u, struct mime_mail m) {
    str out = {0};
    assert_int_equal(mime_build(u->a, &m, &out), OK);
    return out;
}

static bool has(str text, const char *part) { return str_find(text, str_of(part)) != SIZE_MAX; }

static void a_whole_mail(void **state) {
    struct unit *u = *state;
    struct mime_mail m = some();
    m.from_name = S("Quiet \"Hands\"");
    m.reply_to = S("olive@clinic.example");
    assert_str(built(u, m),
               "Date: Sun, 06 Nov 1994 08:49:37 +0000\r\nFrom: \"Quiet \\\"Hands\\\"\"\r\n <desk@clinic.example>\r\nTo: <ada@example.org>\r\n"
               "Reply-To: <olive@clinic.example>\r\nSubject: Your visit\r\nMessage-ID: <a1@clinic.example>\r\nAuto-Submitted: auto-generated\r\n"
               "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_a1\"\r\n\r\n"
               "--=_a1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello\r\n\r\n"
               "--=_a1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Hello</p>\r\n\r\n--=_a1--\r\n");
}

static void no_field_begins_another_header(void **state) {
    struct unit *u = *state;
    struct mime_mail m = some();
    m.subject = S("Hello\r\nBcc: eve@example.net\n\nbody");
    m.from_name = S("Quiet\r\nBcc: eve@example.net");
    str s = built(u, m);
    assert_false(has(s, "\nBcc"));
    assert_true(has(s, "\r\nSubject: Hello  Bcc: eve@example.net  body\r\n"));
    assert_true(has(s, "From: \"Quiet  Bcc: eve@example.net\"\r\n <desk@clinic.example>\r\n"));
    static const char *const bad[] = {"", "ada", "@b.c", "a@", "a@b@c", "a b@c.d", "a@b.c\r\nBcc: e@f.g", "a@b.c>", "<a@b.c", ".a@b.c", "a..b@c.d", "a@b..c",
                                      "a@.b", "\"a\"@b.c", "a@[127.0.0.1]", "a,b@c.d", "\xc3\xa4@b.c"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        str out;
        m = some();
        m.to = str_of(bad[i]);
        assert_false(email_plain(m.to));
        assert_int_equal(mime_build(u->a, &m, &out), E_INVALID);
        if (!bad[i][0]) continue;
        m = some();
        m.reply_to = str_of(bad[i]);
        assert_int_equal(mime_build(u->a, &m, &out), E_INVALID);
    }
    assert_true(email_plain(S("ada.o'neil+x@mail-2.example.org")) && email_plain(S("root@localhost")));
    assert_false(email_plain((str){"a\0b@c.d", 7}));
}

static void other_than_ascii_is_encoded_words_that_cut_no_character(void **state) {
    struct unit *u = *state;
    struct mime_mail m = some();
    m.subject = S("Äß");
    assert_true(has(built(u, m), "Subject: =?UTF-8?B?w4TDnw==?=\r\n")); // by hand: C3 84 C3 9F
    m.subject = S("=?UTF-8?B?w4Q=?="); // what looks like one is one's own words
    assert_true(has(built(u, m), "Subject: =?UTF-8?B?PT9VVEYtOD9CP3c0UT0/PQ==?=\r\n"));
    // 38 letters, then a character of four bytes: it does not fit into the first word
    m.subject = S("abcdefghijklmnopqrstuvwxyzabcdefghijkl\xf0\x9f\x8c\xbf.");
    assert_true(has(built(u, m), "?UTF-8?B?YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWZnaGlqa2w=?=\r\n =?UTF-8?B?8J+Mvy4=?=\r\n"));
    m.subject = (str){"\xff", 1};
    str out;
    assert_int_equal(mime_build(u->a, &m, &out), E_INVALID);
}

static void text_is_quoted_printable(void **state) {
    struct unit *u = *state;
    struct mime_mail m = some();
    m.plain = S("a=b é \n.\nFrom here\r\nend \t\nx\ry");
    assert_true(has(built(u, m), "\r\n\r\na=3Db =C3=A9=20\r\n=2E\r\n=46rom here\r\nend =09\r\nx=0Dy\r\n--=_a1\r\n"));
    char seventy[161];
    memset(seventy, 'y', 160);
    seventy[160] = '\0';
    m.plain = str_of(seventy);
    str s = built(u, m);
    size_t line = 0;
    for (size_t i = 0; i < s.n; i++) {
        line = s.p[i] == '\n' ? 0 : line + 1;
        assert_true(line <= 77); // 76 and CR
    }
    assert_true(has(s, "yyy=\r\nyyy"));
}

static void bounds(void **state) {
    struct unit *u = *state;
    struct mime_mail m = some();
    char *large = arena_alloc(u->a, MIME_TEXT_MAX + 1);
    str out;
    memset(large, '=', MIME_TEXT_MAX + 1);
    m.plain = m.html = (str){large, MIME_TEXT_MAX};
    assert_true(built(u, m).n > 6 * MIME_TEXT_MAX);
    m.html.n++;
    assert_int_equal(mime_build(u->a, &m, &out), E_INVALID);
    static const char *const ids[] = {"", "a b", "a\r\nb", "a@b", "<a>", "0123456789012345678901234567890123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        m = some();
        m.id = str_of(ids[i]);
        assert_int_equal(mime_build(u->a, &m, &out), E_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT(a_whole_mail), UNIT(no_field_begins_another_header), UNIT(other_than_ascii_is_encoded_words_that_cut_no_character),
        UNIT(text_is_quoted_printable), UNIT(bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
