// View structs of sign-in, account, team and audit pages.
#ifndef UNKNOT_WEB_PAGES_ACCOUNT_H
#define UNKNOT_WEB_PAGES_ACCOUNT_H

#include "web/form.h"
#include "web/page.h"
#include "web/view.h"

struct signin_view {
    struct page_view page;
    struct form_errors_view errors;
    const struct field_view *email, *password;
    str next;
    str kept_to, kept_fields;   // what was typed while the session ended (kept.h); empty where nothing was
    bool demo;                  // the demo practice: says which sign-ins there are
};

// A form that comes back after signing in: what is sent again, and what of it is shown.
struct kept_item_view {
    str name, value;
};
struct kept_view {
    struct page_view page;
    str action, csrf;
    bool stale;                 // the person had signed in anew meanwhile
    LIST(struct kept_item_view) fields, shown;
};

struct licence_view {
    struct page_view page;
    struct form_errors_view errors;
    const struct field_view *number, *body, *expires;
    struct say warning;
    bool warned;
    str visit, cancel, csrf, key;       // visit: whose note asked for it, empty where none did
    int64_t version;
};

struct session_item_view {
    str id, agent, peer, seen, since;
    bool own;
    str csrf;
};

struct account_view {
    struct page_view page;
    struct form_errors_view errors;
    str name, email, role;
    bool must_change, signs, warned;    // signs: has a licence; warned: something is the matter with it
    str licence, licence_until;
    struct say warning;
    str next_href;                      // where to go on: set-up that is not done, or Today after the first own password; empty: nowhere
    struct say next;
    const struct field_view *email_field, *current, *password, *again;
    str csrf, key;
    LIST(struct session_item_view) sessions;
};

struct member_view {
    str id, name, email, role, licence, expires;
    bool active, waiting, self;         // waiting: has not yet chosen a password of their own
    str csrf;
    int64_t version;
    const struct field_view *role_field, *licence_field, *body_field, *expires_field, *active_field;
    str warning;                        // about the licence, empty where it is good
    bool bad;                           // it has run out
};

struct team_view {
    struct page_view page;
    struct form_errors_view errors;
    LIST(struct member_view) members;
    const struct field_view *email, *name, *role, *licence_number, *licence_body, *licence_expires;
    str csrf, key;
    str added_email, secret;            // shown once, after somebody was added
    bool known_account;
};

struct audit_item_view {
    str at, event, who, role, subject;
};

struct audit_view {
    struct page_view page;
    LIST(struct audit_item_view) rows;
    str older;                          // link to the next page, empty at the end
};

#endif
