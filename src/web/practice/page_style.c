// The page of components. Names, numbers and charts here are samples; no database, no session.
#include "web/practice/pages_style.h"

#include <math.h>

#include "views_gen.h"
#include "web/route.h"

static const struct nav_item nav_sample[] = {
    {S_INIT("/clients"), S_INIT("clients"), MSG_common_nav_clients, true},
    {S_INIT("/team"), S_INIT("team"), MSG_common_nav_team, false},
    {S_INIT("/setup"), S_INIT("practice"), MSG_common_nav_practice, false},
    {S_INIT("/audit"), S_INIT("audit"), MSG_common_nav_audit, false},
    {S_INIT("/receipts"), S_INIT("receipts"), MSG_common_nav_receipts, false},
};

static const struct crumb crumb_sample[] = {{S_INIT("/clients"), S_INIT("Clients")}, {S_INIT("/style"), S_INIT("Ana Ruiz")}};

static const struct style_client client_sample[] = {
    {S_INIT("/style"), S_INIT("Ana Ruiz"), S_INIT("14 Mar 1986 · 555 0134"), S_INIT("")},
    {S_INIT("/style"), S_INIT("Björn-Þorvaldur Guðmundsson-Llanfairpwll"), S_INIT("2 Feb 1951 · 555 0199"), S_INIT("12")},
    {S_INIT("/style"), S_INIT("李 小龍"), S_INIT("27 Nov 1990"), S_INIT("")},
};

static const struct form_error_view error_sample[] = {
    {S_INIT("style-wrong"), S_INIT("E-mail"), S_INIT("Please write an e-mail address such as name@example.org.")},
    {S_INIT("style-wrong-check"), S_INIT("Consent"), S_INIT("Please choose one.")},
};

static const struct option_view option_sample[] = {
    {S_INIT("neck"), S_INIT("Neck"), false},
    {S_INIT("back"), S_INIT("Lower back"), true},
    {S_INIT("shoulder"), S_INIT("Shoulder, with a label that is much longer than the field is wide"), false},
};

static const struct field_view field_sample[] = {
    {.name = S_INIT("text"), .id = S_INIT("style-text"), .value = S_INIT("Ana \"Anita\" Ruiz & <family>"), .type = S_INIT("text"),
     .label = S_INIT("Name"), .required = true, .max = 80},
    {.name = S_INIT("long"), .id = S_INIT("style-long"), .type = S_INIT("textarea"), .label = S_INIT("Note"),
     .hint = S_INIT("What the client said, in their words."), .max = 2000},
    {.name = S_INIT("date"), .id = S_INIT("style-date"), .value = S_INIT("1986-03-14"), .type = S_INIT("date"),
     .label = S_INIT("Birth date"), .required = true},
    {.name = S_INIT("number"), .id = S_INIT("style-number"), .value = S_INIT("60"), .type = S_INIT("number"),
     .label = S_INIT("Minutes"), .required = true},
    {.name = S_INIT("choice"), .id = S_INIT("style-choice"), .value = S_INIT("back"), .type = S_INIT("select"),
     .label = S_INIT("Place"), .options = {option_sample, 3}},
    {.name = S_INIT("check"), .id = S_INIT("style-check"), .type = S_INIT("check"), .label = S_INIT("May be sent text messages"),
     .hint = S_INIT("Can be taken back at any time."), .checked = true},
    {.name = S_INIT("wrong"), .id = S_INIT("style-wrong"), .value = S_INIT("ana at example"), .type = S_INIT("email"),
     .label = S_INIT("E-mail"), .hint = S_INIT("For receipts and reminders."),
     .error = S_INIT("Please write an e-mail address such as name@example.org."), .autocomplete = S_INIT("email")},
    {.name = S_INIT("wrong-check"), .id = S_INIT("style-wrong-check"), .type = S_INIT("check"), .label = S_INIT("Consent"),
     .error = S_INIT("Please choose one."), .required = true},
    {.name = S_INIT("password"), .id = S_INIT("style-password"), .type = S_INIT("password"), .label = S_INIT("Password"),
     .required = true, .autocomplete = S_INIT("new-password")},
};

static void fill_page(struct style_view *v, lang l, arena *a)
{
    v->page = (struct page_view){
        .title = message_say(a, l, SAY(MSG_style_title)),
        .practice = S("Harbour Street Massage Therapy"),
        .home = S("/"),
        .person = S("Maya Lindqvist"),
        .nav = {nav_sample, sizeof nav_sample / sizeof nav_sample[0]},
        .crumbs = {crumb_sample, 2},
        .flash = SAY(MSG_common_saved),
        .undo = S("/style"),
        .wide = true,
        .dev = true,
        .version = S("0.1.0"),
    };
}

static void fill_fields(struct style_view *v)
{
    const struct field_view **to[] = {&v->text,  &v->long_text, &v->date,        &v->number,  &v->choice,
                                      &v->check, &v->wrong,     &v->wrong_check, &v->password};
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++)
        *to[i] = &field_sample[i];
    v->errors.rows.v = error_sample;
    v->errors.rows.n = 2;
    v->clients.v = client_sample;
    v->clients.n = sizeof client_sample / sizeof client_sample[0];
}

static void fill_days(struct style_view *v, arena *a)
{
    day today = day_from(2026, 11, 21);
    struct style_day *days = ARENA_ARRAY(a, 5, struct style_day);
    for (int i = 0; i < 5; i++) {
        day d = {today.d - i};
        days[i] = (struct style_day){d, view_weekday(day_weekday(d)), i == 0, i == 2, i == 1 || i == 3};
    }
    v->days.v = days;
    v->days.n = 5;
    struct style_cell *cells = ARENA_ARRAY(a, 28, struct style_cell);
    for (int i = 0; i < 28; i++)
        cells[i] = (struct style_cell){i + 1, i % 5 == 1 && i % 9 != 8, i % 5 != 1 && i % 9 != 8, i % 9 == 8};
    v->cells.v = cells;
    v->cells.n = 28;
    struct style_number *numbers = ARENA_ARRAY(a, 11, struct style_number);
    for (int i = 0; i <= 10; i++)
        numbers[i] = (struct style_number){i, i == 4};
    v->numbers.v = numbers;
    v->numbers.n = 11;
    enum msg *names = ARENA_ARRAY(a, 7, enum msg);
    for (int i = 0; i < 7; i++)
        names[i] = view_weekday(i + 1);
    v->weekdays.v = names;
    v->weekdays.n = 7;
}

// Ratings that fall from about 7 to about 3 behind the start, with a wave instead of noise.
static html_safe chart_sample(arena *a, lang l)
{
    struct buf b = buf_new(a, 16384);
    double x0 = 36, width = 580, top = 14, height = 190;
    buf_put(&b, S("<svg viewBox=\"0 0 640 240\" role=\"img\" aria-labelledby=\"style-chart-title\"><title id=\"style-chart-title\">"));
    message_html(&b, l, SAY(MSG_style_chart_text));
    buf_put(&b, S("</title><rect class=\"baseline\" x=\"36\" y=\"14\" width=\"170\" height=\"190\"/>"
                  "<rect class=\"noise\" x=\"36\" y=\"52\" width=\"580\" height=\"38\"/><path class=\"grid\" d=\""));
    for (int i = 0; i <= 10; i += 2)
        buf_putf(&b, "M36 %.1fH616", top + height * (10 - i) / 10);
    buf_put(&b, S("\"/><path class=\"axis\" d=\"M36 14V204H616\"/><path class=\"mcid\" d=\"M36 109H616\"/><path class=\"start\" d=\"M206 8V204\"/>"));
    for (int i = 0; i <= 10; i += 2)
        buf_putf(&b, "<text class=\"tick\" x=\"28\" y=\"%.1f\" text-anchor=\"end\">%d</text>", top + height * (10 - i) / 10 + 4, i);
    buf_put(&b, S("<polyline class=\"line\" points=\""));
    struct buf dots = buf_new(a, 8192);
    for (int i = 0; i < 24; i++) {
        double value = 7.1 - (i < 7 ? 0 : 3.6 * (1 - exp(-(i - 7) / 5.0))) + 0.7 * sin(i * 2.1);
        double x = x0 + width * (i + .5) / 24, y = top + height * (10 - value) / 10;
        buf_putf(&b, "%.1f,%.1f ", x, y);
        buf_putf(&dots, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", x, y);
    }
    buf_put(&b, S("\"/>"));
    buf_put(&b, buf_str(&dots));
    buf_put(&b, S("<text class=\"label\" x=\"212\" y=\"20\">"));
    message_html(&b, l, SAY(MSG_style_start));
    buf_put(&b, S("</text></svg>"));
    CHECK(!b.over);
    return (html_safe){buf_str(&b)};
}

// A pattern that looks like a QR code and is none.
static html_safe qr_sample(arena *a, lang l)
{
    struct buf b = buf_new(a, 16384);
    buf_put(&b, S("<svg viewBox=\"0 0 25 25\" role=\"img\" aria-label=\""));
    message_html(&b, l, SAY(MSG_style_qr));
    buf_put(&b, S("\"><path fill=\"currentColor\" d=\"M0 0h7v7h-7zM18 0h7v7h-7zM0 18h7v7h-7z"));
    for (int y = 0; y < 25; y++)
        for (int x = 0; x < 25; x++)
            if (!(x < 8 && y < 8) && !(x > 16 && y < 8) && !(x < 8 && y > 16) && (x * 7 + y * 13 + x * y) % 5 < 2)
                buf_putf(&b, "M%d %dh1v1h-1z", x, y);
    buf_put(&b, S("\"/><path fill=\"#fff\" d=\"M1 1h5v5h-5zM19 1h5v5h-5zM1 19h5v5h-5z\"/>"
                  "<path fill=\"currentColor\" d=\"M2 2h3v3h-3zM20 2h3v3h-3zM2 20h3v3h-3z\"/></svg>"));
    CHECK(!b.over);
    return (html_safe){buf_str(&b)};
}

void page_style(struct buf *b, lang l)
{
    struct style_view v = {0};
    fill_page(&v, l, b->a);
    fill_fields(&v);
    fill_days(&v, b->a);
    v.chart = chart_sample(b->a, l);
    v.qr = qr_sample(b->a, l);
    view_style(b, &v, l);
}

static err style_render(struct call *c, err result)
{
    (void)result;
    if (!c->env->dev)
        return E_NOT_FOUND;
    str tag = query_value(c, S("lang"));
    page_style(reply_body(c, 200, S("text/html; charset=utf-8")), tag.n ? lang_of(tag) : c->desk.lang);
    return OK;
}
const struct handler h_style = {.render = style_render};
