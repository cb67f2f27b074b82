// View structs of what a client does around a visit and between visits, by link: the diary, the page before a visit.
#ifndef UNKNOT_WEB_PAGES_CONTACT_H
#define UNKNOT_WEB_PAGES_CONTACT_H

#include "form.h"
#include "page.h"
#include "view.h"

struct diary_link_day_view {
    str name, label, date;              // name: form field of the day
    bool known, yes;
};
struct diary_link_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, key, name, practice, until, blocked_until;
    bool confirm, blocked, open, said;  // said: something was just kept
    struct diary_link_day_view today;
    LIST(struct diary_link_day_view) missing;   // of the days before, up to a week
    LIST(struct diary_link_day_view) known;     // what was said, today too: to be corrected
    const struct field_view *born;
};

#endif
