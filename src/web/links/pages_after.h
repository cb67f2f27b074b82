// View struct of the page that asks how it was after a session.
#ifndef UNKNOT_WEB_PAGES_AFTER_H
#define UNKNOT_WEB_PAGES_AFTER_H

#include "web/care/pages_regions.h"
#include "web/form.h"
#include "web/page.h"

// What to do now, where the client said that it is bad: before anything else on the page.
struct after_told_view {
    bool severe, moderate, kiosk;
    bool heads;                         // it is the heading of the page
    str practice, phone, phone_href, emergency, emergency_href;
    str by;                             // moderate: "Tue 24 Nov 2026"; empty where that is over
};
struct call;
struct after_told;
void after_told_fill(struct call *c, const struct after_told *told, str practice, str phone, struct after_told_view *v);

struct after_view {
    struct page_view page;
    struct form_errors_view errors;
    struct after_told_view told;
    str action, key, day;
    str rate_href, on_href;             // what else the link asks; back to what was on the way; empty: not
    bool skip;                          // they may rather not say
    bool thanks, open;                  // thanks: something is said already; open: the form was refused, or is what they came for
    const struct field_view *what, *severity, *hours, *days, *said;
    struct regions_view regions;
};

#endif
