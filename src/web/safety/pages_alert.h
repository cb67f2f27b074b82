// View structs of alerts: who is told, the task, what Today says, and the support that a client is shown.
#ifndef UNKNOT_WEB_PAGES_ALERT_H
#define UNKNOT_WEB_PAGES_ALERT_H

#include "web/form.h"
#include "web/page.h"
#include "web/practice/pages_settings.h"
#include "pages_alert_line.h"

struct help_row_view {
    str words, href;                    // href empty: no number in it
};
struct help_view {
    LIST(struct help_row_view) lines;   // the practice's own crisis line first
    str emergency, emergency_href;      // empty: not said
    bool emergency_first;               // they are in danger now: before the others
};

struct alert_change_view {
    str text;
};
struct alert_answer_view {
    str question, answer, now;          // now: after a correction; empty where it stands
    LIST(struct alert_change_view) then; // what it was changed to before it was sent
};
struct alert_act_view {
    str what, words, who;               // who: by whom, and when
};

struct alert_finding_view {
    str title, level, words, for_client, state;
    str taken_back;                     // the client took it back before the form was sent; empty: no
    bool stands;
};
struct alert_view {
    struct page_view page;
    bool of_answer, of_finding, of_event;   // what raised it
    LIST(struct alert_finding_view) findings;
    str found, more_href;               // when it was found; the page where it is settled
    struct form_errors_view errors;
    str name, state, client_href, response_href, lead;
    bool open, overdue;
    bool steps;                         // there is something to do still: nobody acted, or a finding holds the visit
    bool holds;                         // of_finding: one of them does
    str said;                           // what the client said on the support page; empty: nothing
    bool urgent;                        // … that they are in danger, or want to be called
    struct help_view help;
    LIST(struct help_row_view) phones;  // of the client
    str physician, physician_href;
    LIST(struct alert_answer_view) answers;
    bool sent;                          // else there is no page of all answers
    str corrected, asked;               // what became of the answers; when and how they were given
    LIST(struct alert_act_view) acts;
    const struct field_view *kind, *words;
    str action, csrf, key;
    int64_t version;
};

struct alert_owner_view {
    str said, account, label;           // label empty: confirmed
    bool good;
};
struct alert_setting_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    bool may, ready;
    LIST(struct help_row_view) lacks;   // what is missing still
    const struct field_view *account, *address, *phone, *until, *away, *emergency, *checked;
    LIST(struct check_view) weekdays;
    str crisis_line, crisis_said, csrf, key;
    int64_t version;
    str test_label, test_said;          // of the test mail; label empty: nothing to send to
    bool no_owner;                      // none of the owners has confirmed an address
    LIST(struct alert_owner_view) owners;
    LIST(struct help_row_view) texts;   // whom a text message reaches, and at which number
    int64_t texts_version;
    bool no_texts;                      // none can be sent from here
    const struct field_view *text_account, *number;
};

struct alert_confirm_view {
    struct page_view page;
    struct form_errors_view errors;
    str text, action, csrf, key;
};

struct support_view {
    struct page_view page;
    struct form_errors_view errors;
    str practice, phone, phone_href, action, key, on_href;
    bool asked;                         // not said yet how they are
    bool going_on;                      // the questions are not over: one may go on without saying
    bool safe, call, danger;            // said
    struct help_view help;
};

#endif
