// The view of /style: every component of the design system, with words and data that show its edges.
#ifndef UNKNOT_WEB_PAGES_STYLE_H
#define UNKNOT_WEB_PAGES_STYLE_H

#include "web/form.h"
#include "web/page.h"
#include "web/view.h"

struct style_number {
    int64_t v;
    bool checked;
};

struct style_day {
    day day;
    enum msg weekday;
    bool today, yes, no;
};

struct style_cell {
    int64_t date;
    bool yes, no, gap;
};

struct style_client {
    str href, name, note, badge;
};

struct style_view {
    struct page_view page;
    struct form_errors_view errors, none;
    const struct field_view *text, *long_text, *date, *number, *choice, *check, *wrong, *wrong_check, *password;
    LIST(struct style_number) numbers;
    LIST(struct style_day) days;
    LIST(struct style_cell) cells;
    LIST(struct style_client) clients, nobody;
    LIST(enum msg) weekdays;
    html_safe chart, qr;
};

// The whole page, for the route of development builds and for looking at it without a server.
void page_style(struct buf *b, lang l);

#endif
