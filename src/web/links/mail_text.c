#include "mail_text.h"

#include "web/view.h"

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

static str instant_words(const struct writing *w, const struct zone *z, instant t)
{
    if (!z) return instant_str(w->a, t);
    int minute = zone_minute(z, t);
    return str_fmt(w->a, "%.*s, %02d:%02d", SP(view_day_text(w->a, w->lang, zone_day(z, t))), minute / 60, minute % 60);
}

// What each kind says: its subject, with {practice}; its text and its text message, with {practice}, {until} and {start}.
static const struct {
    enum msg subject, text, sms;
} said[MAIL_KINDS] = {[MAIL_ANSWERS_LINK] = {MSG_mail_subject_answers, MSG_mail_text_answers, MSG_mail_sms_answers},
                      [MAIL_INTAKE_LINK] = {MSG_mail_subject_intake, MSG_mail_text_intake, MSG_mail_sms_intake},
                      [MAIL_HOME_LINK] = {MSG_mail_subject_home, MSG_mail_text_home, MSG_mail_sms_home},
                      [MAIL_DIARY_LINK] = {MSG_mail_subject_diary, MSG_mail_text_diary, MSG_mail_sms_diary},
                      [MAIL_WEEKLY] = {MSG_mail_subject_weekly, MSG_mail_text_weekly, MSG_mail_sms_weekly},
                      [MAIL_PRE_VISIT] = {MSG_mail_subject_pre_visit, MSG_mail_text_pre_visit, MSG_mail_sms_pre_visit},
                      [MAIL_AFTER] = {MSG_mail_subject_after, MSG_mail_text_after, MSG_mail_sms_after},
                      [MAIL_TEST] = {MSG_mail_test_subject, MSG_mail_test_text, MSG_none},
                      [MAIL_ALERT] = {MSG_mail_subject_alert, MSG_mail_text_alert, MSG_mail_sms_alert},
                      [MAIL_ALERT_CONFIRM] = {MSG_mail_subject_confirm, MSG_mail_text_confirm, MSG_none}};

static void to_client(struct writing *w, const struct mail_letter *l)
{
    paragraph(w, SAY(MSG_mail_not_read));
    if (l->practice_phone.n) paragraph(w, SAY1(MSG_mail_call, "phone", l->practice_phone));
    paragraph(w, SAY2(MSG_mail_not_you, "name", l->name, "practice", l->practice_name));
}

static struct say filled(const struct writing *w, const struct mail_letter *l, enum msg text)
{
    str until = l->until.us ? instant_words(w, l->zone, l->until) : (str){0}, start = l->of_visit ? instant_words(w, l->zone, l->start) : (str){0};
    return SAY3(text, "practice", l->practice_name, "until", until, "start", start);
}

str sms_text(arena *a, const struct mail_letter *l, str public_url)
{
    struct writing w = {.a = a, .lang = lang_of(l->row.language)};
    CHECK(said[l->row.kind].sms);
    return str_fmt(a, "%.*s %.*s%.*s", SP(message_say(a, w.lang, filled(&w, l, said[l->row.kind].sms))), SP(public_url), SP(l->path));
}

struct mail_text mail_text(arena *a, const struct mail_letter *l, str public_url)
{
    struct writing w = {.a = a, .lang = lang_of(l->row.language), .plain = buf_new(a, TEXT_MAX), .html = buf_new(a, TEXT_MAX)};
    buf_putf(&w.html, "<!DOCTYPE html>\n<html lang=\"%.*s\"><body>\n", SP(lang_tag(w.lang)));
    paragraph(&w, SAY1(MSG_mail_hello, "name", l->name));
    paragraph(&w, filled(&w, l, said[l->row.kind].text));
    if (l->path.n) link_line(&w, str_fmt(a, "%.*s%.*s", SP(public_url), SP(l->path)));
    if (l->row.client.v) to_client(&w, l);
    buf_put(&w.html, S("</body></html>\n"));
    CHECK(!w.plain.over && !w.html.over);
    return (struct mail_text){message_say(a, w.lang, SAY1(said[l->row.kind].subject, "practice", l->practice_name)), buf_str(&w.plain), buf_str(&w.html)};
}
