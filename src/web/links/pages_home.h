// View structs of the client's own pages.
#ifndef UNKNOT_WEB_PAGES_HOME_H
#define UNKNOT_WEB_PAGES_HOME_H

#include "web/form.h"
#include "web/page.h"
#include "pages_link.h"
#include "web/measures/pages_measure.h"

struct home_row_view {
    str title, note, badge, href;
};

struct home_view {
    struct page_view page;
    struct link_born_view born;
    str action, name, practice, phone, phone_href, until, key;
    LIST(struct home_row_view) visits, packages, receipts, letters;
    bool intake_wanted, intake_begun, rate, progress, diary;
    str intake_note, progress_href;
};

struct home_progress_view {
    struct page_view page;
    str home_href;
    bool none;
    LIST(struct series_view) series;
};

#endif
