// unknot mail: one test mail, and what the mail server said.
#include <stdio.h>

#include "cli.h"
#include "base/email.h"
#include "serve/mail.h"

static err test_mail(struct cli *c, str to, instant now, str *out)
{
    str subject = message_say(c->a, LANG_EN, SAY(MSG_mail_test_subject)), text = message_say(c->a, LANG_EN, SAY(MSG_mail_test_text));
    struct buf html = buf_new(c->a, 4096);
    buf_put(&html, S("<p>"));
    buf_html(&html, text);
    buf_put(&html, S("</p>"));
    struct mime_mail m = {.from = c->set.mail_from, .to = to, .subject = subject, .plain = text, .html = buf_str(&html),
                          .id = str_fmt(c->a, "test-%016llx", (unsigned long long)cli_seed()), .date = now};
    return mime_build(c->a, &m, out);
}

int cmd_mail(struct cli *c)
{
    const char *operand[1];
    struct mail_server *server;
    str mail, why = {0};
    size_t n;
    if (!cli_options(c, NULL, 0, operand, 1, &n)) return EXIT_USAGE;
    if (n != 1) return cli_wrong(c, "it wants the address that a test mail goes to");
    str to = str_of(operand[0]);
    if (!email_plain(to)) return cli_wrong(c, "\"%s\" is no address that mail can be sent to", operand[0]);
    if (mail_open(c->a, &c->set, &server, &why) != OK) return cli_failed(c, "%.*s", SP(why));
    err e = test_mail(c, to, cli_now(), &mail);
    CHECK(e == OK); // both addresses were looked at
    struct mail_said s = mail_send(server, to, mail);
    mail_close(server);
    if (s.result != MAIL_SENT) return cli_failed(c, "not sent: %.*s, last reply of the mail server %d", SP(s.word), s.code);
    puts("The mail server has taken it. Look into the mailbox, and into its spam folder.");
    return EXIT_DONE;
}
