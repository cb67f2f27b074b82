// View structs of the set-up wizard, which is the settings page too.
#ifndef UNKNOT_WEB_PAGES_SETUP_H
#define UNKNOT_WEB_PAGES_SETUP_H

#include "web/form.h"
#include "web/page.h"
#include "pages_settings.h"
#include "web/view.h"

struct setup_tab {
    str href, label;
    int64_t number;
    bool here, finished;
};

struct setup_service_view {
    str id;
    int64_t index;
    const struct field_view *name, *minutes, *price, *active;
    bool known;                         // is kept already: can be switched off, not removed
    str needs_href;                     // its therapists, equipment, clearance
};

struct setup_view {
    struct page_view page;
    struct form_errors_view errors;
    LIST(struct setup_tab) tabs;
    bool place, contact, hours, services, licence;  // which step this is
    bool set_up;                        // finished before: the same pages are the settings
    struct settings_head_view head;     // then
    const struct field_view *name, *country, *zone, *currency, *language;
    const struct field_view *crisis_line, *phone, *email, *address;
    LIST(struct setup_day_view) days;
    LIST(struct setup_service_view) rows;
    str currency_code;
    const struct field_view *number, *body, *expires;
    str csrf, key;
    int64_t version;
    str back;                           // the step before, empty at the first
};

#endif
