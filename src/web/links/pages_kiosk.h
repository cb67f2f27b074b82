// View structs of a browser that is handed over to a client.
#ifndef UNKNOT_WEB_PAGES_KIOSK_H
#define UNKNOT_WEB_PAGES_KIOSK_H

#include "web/form.h"
#include "web/page.h"

struct kiosk_view {                     // the lock screen
    struct page_view page;
    struct form_errors_view errors;
    str csrf, name;                     // name: of who handed it over
    enum msg why;                       // why nothing but this is left; MSG_none
    bool form;                          // the client's form is still there to go back to
    bool typed;                         // something typed in another tab lies behind it
    const struct field_view *password, *email;
    str kept_to, kept_fields;
};

struct kiosk_calm_view {                // how calm do you feel right now?
    struct page_view page;
    struct form_errors_view errors;
    str action, key, skip_href;         // skip_href: on to the form; empty where nothing follows
    bool thanks, after;
    LIST(str) numbers;
};

#endif
