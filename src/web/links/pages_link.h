// View structs of what the pages of a client's links share.
#ifndef UNKNOT_WEB_PAGES_LINK_H
#define UNKNOT_WEB_PAGES_LINK_H

#include "web/form.h"
#include "web/page.h"

struct link_born_view {
    bool asked;                         // the birth date is asked first, and nothing else is on the page
    str heading, why, action;
    str blocked_until;                  // empty: a date may be tried
    struct form_errors_view errors;
    const struct field_view *born;
};

// "No more of these", on every page of a link that comes each week.
struct weekly_view {
    bool asked, stopped;
    str action, key;
};

#endif
