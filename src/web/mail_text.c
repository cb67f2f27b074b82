#include "mail_text.h"

#include "view.h"

enum { TEXT_MAX = 16 << 10 };

struct writing {
    arena *a;
    lang lang;
    struct buf plain, html;
};

static void paragraph(struct writing *w, struct say s)
{
    buf_put(&w->plain, message_say(w->a, w->lang, s));
    buf_put(&w->plain, S("\n\n"));
    buf_put(&w->html, S("<p>"));
    message_html(&w->html, w->lang, s);
    buf_put(&w->html, S("</p>\n"));
}

static void link_line(struct writing *w, str url)
{
    buf_put(&w->plain, url);
    buf_put(&w->plain, S("\n\n"));
    buf_put(&w->html, S("<p><a href=\""));
    buf_html(&w->html, url);
    buf_put(&w->html, S("\">"));
    buf_html(&w->html, url);
    buf_put(&w->html, S("</a></p>\n"));
}

static str until(const struct writing *w, const struct mail_letter *l)
{
    if (!l->zone) return instant_str(w->a, l->link.expires);
    int minute = zone_minute(l->zone, l->link.expires);
    str d = view_day_text(w->a, w->lang, zone_day(l->zone, l->link.expires));
    return str_fmt(w->a, "%.*s, %02d:%02d", SP(d), minute / 60, minute % 60);
}

struct mail_text mail_text(arena *a, const struct mail_letter *l, str public_url)
{
    static const enum msg subjects[] = {
        [MAIL_ANSWERS_LINK] = MSG_mail_subject_answers, [MAIL_INTAKE_LINK] = MSG_mail_subject_intake, [MAIL_HOME_LINK] = MSG_mail_subject_home};
    static const enum msg texts[] = {
        [MAIL_ANSWERS_LINK] = MSG_mail_text_answers, [MAIL_INTAKE_LINK] = MSG_mail_text_intake, [MAIL_HOME_LINK] = MSG_mail_text_home};
    struct writing w = {.a = a, .lang = lang_of(l->row.language), .plain = buf_new(a, TEXT_MAX), .html = buf_new(a, TEXT_MAX)};
    buf_putf(&w.html, "<!DOCTYPE html>\n<html lang=\"%.*s\"><body>\n", SP(lang_tag(w.lang)));
    paragraph(&w, SAY1(MSG_mail_hello, "name", l->name));
    paragraph(&w, SAY1(texts[l->row.kind], "until", until(&w, l)));
    link_line(&w, str_fmt(a, "%.*s%.*s", SP(public_url), SP(l->link.path)));
    paragraph(&w, SAY(MSG_mail_not_read));
    if (l->practice_phone.n) paragraph(&w, SAY1(MSG_mail_call, "phone", l->practice_phone));
    paragraph(&w, SAY2(MSG_mail_not_you, "name", l->name, "practice", l->practice_name));
    buf_put(&w.html, S("</body></html>\n"));
    CHECK(!w.plain.over && !w.html.over);
    return (struct mail_text){message_say(a, w.lang, SAY1(subjects[l->row.kind], "practice", l->practice_name)), buf_str(&w.plain), buf_str(&w.html)};
}
