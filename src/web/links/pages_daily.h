// View struct of the daily form of a diary link.
#ifndef UNKNOT_WEB_PAGES_DAILY_H
#define UNKNOT_WEB_PAGES_DAILY_H

#include "web/form.h"
#include "web/page.h"
#include "pages_contact.h"
#include "web/measures/pages_response.h"

struct daily_day_view {
    str label, date, href;
    bool known, shown;                  // shown: its form stands on this page
};
struct daily_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, key, tongue, about, day, label, date;
    bool kept, form;                    // kept: just now; form: a day is to be filled in
    LIST(struct response_question_view) questions;
    LIST(struct daily_day_view) days;   // today first
    LIST(struct daily_other_view) others;   // what else the diary asks
    str until;
};

#endif
