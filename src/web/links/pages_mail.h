// View structs of mail.
#ifndef UNKNOT_WEB_PAGES_MAIL_H
#define UNKNOT_WEB_PAGES_MAIL_H

#include "web/view.h"

// A link by e-mail: what became of it, and what can be done about it.
struct mail_box_view {
    bool shown;                         // there is a mail server
    str said;                           // what became of it, and what the last try met; empty: nothing yet
    str problem, hint;                  // empty: nothing wrong, nothing in the way
    str send_action, send_label;        // empty: may not, or is sent
    str stop_action;                    // while it waits
    str csrf, key;
};

#endif
