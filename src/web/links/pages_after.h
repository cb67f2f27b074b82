// View struct of the page that asks how it was after a session.
#ifndef UNKNOT_WEB_PAGES_AFTER_H
#define UNKNOT_WEB_PAGES_AFTER_H

#include "web/care/pages_regions.h"
#include "web/form.h"
#include "web/page.h"

struct after_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, key, day, practice, phone, phone_href, emergency, emergency_href;
    str rate_href, on_href;             // what else the link asks; back to what was on the way; empty: not
    bool skip;                          // they may rather not say
    bool thanks, severe, open;          // thanks: something is said already; severe: of it, one; open: the form was refused, or is what they came for
    const struct field_view *what, *severity, *hours, *days, *said;
    struct regions_view regions;
};

#endif
