#include "web/view.h"

#include <assert.h>

#include "base/err.h"
#include "web/view_print.h"

enum msg view_weekday(int weekday)
{
    static const enum msg name[7] = {
        MSG_common_weekday_1, MSG_common_weekday_2, MSG_common_weekday_3, MSG_common_weekday_4,
        MSG_common_weekday_5, MSG_common_weekday_6, MSG_common_weekday_7,
    };
    CHECK(weekday >= 1 && weekday <= 7);
    return name[weekday - 1];
}

void view_day_iso(struct buf *b, day d)
{
    struct civil c = day_civil(d);
    buf_putf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

str view_day_text(arena *a, lang l, day d)
{
    struct civil c = day_civil(d);
    char digits[32];
    struct buf b = {.p = digits, .cap = sizeof digits, .max = sizeof digits};
    buf_i64(&b, c.day);
    str date = buf_str(&b);
    buf_i64(&b, c.year);
    str month = message_say(a, l, SAY(message_month(c.month))), year = str_sub(buf_str(&b), date.n, b.n);
    return message_say(a, l, SAY3(MSG_common_day, "day", date, "month", month, "year", year));
}

void view_day(struct buf *b, lang l, day d)
{
    buf_html(b, view_day_text(b->a, l, d));
}

void view_put_str(struct buf *b, lang l, str s)
{
    (void)l;
    buf_html(b, s);
}

void view_put_z(struct buf *b, lang l, const char *z)
{
    (void)l;
    buf_html(b, str_of(z));
}

void view_put_bool(struct buf *b, lang l, bool v)
{
    (void)l;
    buf_put(b, v ? S("true") : S("false"));
}

void view_put_i64(struct buf *b, lang l, int64_t v)
{
    (void)l;
    buf_i64(b, v);
}

void view_put_u64(struct buf *b, lang l, uint64_t v)
{
    (void)l;
    CHECK(v <= INT64_MAX);
    buf_i64(b, (int64_t)v);
}

void view_put_double(struct buf *b, lang l, double v)
{
    (void)l;
    buf_num(b, v, 1);
}

void view_put_day(struct buf *b, lang l, day d)
{
    view_day(b, l, d);
}

void view_put_opt_day(struct buf *b, lang l, opt_day d)
{
    if (d.known)
        view_day(b, l, d.day);
}

void view_put_opt_int(struct buf *b, lang l, opt_int v)
{
    (void)l;
    if (v.known)
        buf_i64(b, v.v);
}

void view_put_id(struct buf *b, int64_t id)
{
    char text[ID_TEXT + 1];
    id_text(id, text);
    buf_put(b, (str){text, ID_TEXT});
}

void view_iso_day(struct buf *b, lang l, day d)
{
    (void)l;
    view_day_iso(b, d);
}

void view_iso_opt_day(struct buf *b, lang l, opt_day d)
{
    (void)l;
    if (d.known)
        view_day_iso(b, d.day);
}

static bool url_clean(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x21 || s.p[i] == 0x7f)
            return false;
    return true;
}

// A path of ours, or a scheme that cannot run script. "//host" and "/\host" would leave for another host.
static bool url_allowed(str s)
{
    static const str scheme[] = {S_INIT("https:"), S_INIT("http:"), S_INIT("mailto:")};
    if (!url_clean(s))
        return false;
    if (s.n > 0 && s.p[0] == '/')
        return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
    for (size_t i = 0; i < sizeof scheme / sizeof scheme[0]; i++)
        if (str_eq_nocase(str_sub(s, 0, scheme[i].n), scheme[i]))
            return true;
    return false;
}

// A number as people write it, "tel:(503) 555-0196", and for sms: what may follow, "?body=…".
static bool url_phone(struct buf *b, str s)
{
    str scheme, number, query;
    if (!str_cut(s, ':', &scheme, &number) || !(str_eq(scheme, S("tel")) || str_eq(scheme, S("sms"))))
        return false;
    bool asks = str_cut(number, '?', &number, &query);
    buf_put(b, scheme);
    buf_putc(b, ':');
    view_tel_str(b, LANG_EN, number);
    if (asks && url_clean(query)) {
        buf_putc(b, '?');
        buf_html(b, query);
    }
    return true;
}

void view_url_str(struct buf *b, lang l, str s)
{
    (void)l;
    if (!url_phone(b, s))
        buf_html(b, url_allowed(s) ? s : S("#"));
}

void view_url_z(struct buf *b, lang l, const char *z)
{
    view_url_str(b, l, str_of(z));
}

void view_part_str(struct buf *b, lang l, str s)
{
    (void)l;
    buf_url_part(b, s);
}

void view_part_z(struct buf *b, lang l, const char *z)
{
    (void)l;
    buf_url_part(b, str_of(z));
}

void view_tel_str(struct buf *b, lang l, str s)
{
    (void)l;
    bool any = false;
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] == '+' && !any) || s.p[i] == '*') {
            buf_putc(b, s.p[i]);
            any = true;
        }
    }
}

void view_mail_str(struct buf *b, lang l, str s)
{
    (void)l;
    str head, tail;
    while (str_cut(s, '@', &head, &tail)) {
        buf_url_part(b, head);
        buf_putc(b, '@');
        s = tail;
    }
    buf_url_part(b, s);
}

str view_str_i64(arena *a, lang l, int64_t v)
{
    (void)l;
    struct buf b = buf_new(a, 24);
    buf_i64(&b, v);
    return buf_str(&b);
}

str view_str_u64(arena *a, lang l, uint64_t v)
{
    CHECK(v <= INT64_MAX);
    return view_str_i64(a, l, (int64_t)v);
}

str view_str_double(arena *a, lang l, double v)
{
    (void)l;
    struct buf b = buf_new(a, 400);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

str view_str_day(arena *a, lang l, day d)
{
    return view_day_text(a, l, d);
}

str view_str_opt_day(arena *a, lang l, opt_day d)
{
    return d.known ? view_day_text(a, l, d.day) : S("");
}

str view_str_opt_int(arena *a, lang l, opt_int v)
{
    return v.known ? view_str_i64(a, l, v.v) : S("");
}

str view_str_str(arena *a, lang l, str s)
{
    (void)a;
    (void)l;
    return s;
}

str view_str_z(arena *a, lang l, const char *z)
{
    (void)a;
    (void)l;
    return str_of(z);
}

str view_str_say(arena *a, lang l, struct say s)
{
    return message_say(a, l, s);
}

bool view_true_bool(const void *p)
{
    return *(const bool *)p;
}

bool view_true_8(const void *p)
{
    return *(const uint8_t *)p != 0;
}

bool view_true_16(const void *p)
{
    return *(const uint16_t *)p != 0;
}

bool view_true_32(const void *p)
{
    return *(const uint32_t *)p != 0;
}

bool view_true_64(const void *p)
{
    return *(const uint64_t *)p != 0;
}

bool view_true_float(const void *p)
{
    return *(const float *)p < 0 || *(const float *)p > 0;
}

bool view_true_double(const void *p)
{
    return *(const double *)p < 0 || *(const double *)p > 0;
}

bool view_true_str(const void *p)
{
    return ((const str *)p)->n > 0;
}

bool view_true_say(const void *p)
{
    return ((const struct say *)p)->key != MSG_none;
}

bool view_true_html(const void *p)
{
    return ((const html_safe *)p)->html.n > 0;
}

bool view_true_opt_day(const void *p)
{
    return ((const opt_day *)p)->known;
}

bool view_true_opt_int(const void *p)
{
    return ((const opt_int *)p)->known;
}

bool view_true_pointer(const void *p)
{
    return *(const void *const *)p != NULL;
}

bool view_true_list(const void *p)
{
    LIST(void) any;
    static_assert(sizeof any == sizeof(void *) + sizeof(size_t), "a list is a pointer and a number");
    __builtin_memcpy(&any, p, sizeof any);
    return any.n > 0;
}

void view_raw(struct buf *b, html_safe h)
{
    buf_put(b, h.html);
}

struct say view_say_of(struct say s)
{
    return s;
}

struct say view_say_key(unsigned key)
{
    CHECK(key < MSG_COUNT);
    return SAY((enum msg)key);
}
