// What other pages show of alerts: Today, a client's page, the page of their answers.
#ifndef UNKNOT_WEB_PAGES_ALERT_LINE_H
#define UNKNOT_WEB_PAGES_ALERT_LINE_H

#include "pages_safety_row.h"
#include "web/view.h"

struct alert_item_view {
    str href, title, what, due, next, note; // what: what happened, and when; next: what to do first
    bool loud;                          // overdue, or the client asked for somebody
    client_id client;
    struct safety_row_view safety;
};
struct alert_today_view {
    LIST(struct alert_item_view) items;
    str others;                         // for whoever does not see them: whom to ask; empty where none waits
    str no_mail;                        // something waits, and nobody could be written to; empty otherwise
};
struct alert_open_view {
    str href, text;                     // an open task: by when
    str what, next;                     // what happened, and when; what to do first
    bool bad;                           // overdue, or an emergency
};
struct alert_line_view {
    LIST(struct alert_open_view) items; // the oldest first
    str advice;                         // to suggest a physician; empty: none
    str open_item;                      // the question that matters was left open; empty: it was answered, or is not asked
};

#endif
