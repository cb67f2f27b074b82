// View structs of the client pages.
#ifndef UNKNOT_WEB_PAGES_CLIENT_H
#define UNKNOT_WEB_PAGES_CLIENT_H

#include "web/form.h"
#include "web/page.h"
#include "web/safety/pages_alert_line.h"
#include "web/safety/pages_safety.h"
#include "web/safety/pages_safety_row.h"
#include "web/calendar/pages_day.h"
#include "web/view.h"
#include "web/measures/pages_measure_row.h"

struct client_row_view {
    str href, name, note;               // note: birth date and phone
    bool call;                          // the therapist must call first; no content
    struct safety_row_view safety;
};

struct clients_view {
    struct page_view page;
    str query;
    bool recent, more, none;            // none: there is no client at all yet
    int64_t total;
    LIST(struct client_row_view) rows;
    int64_t found;
};

struct duplicate_view {
    str name, note, href, merge_href;
    bool very_likely;
    str reasons;
};

struct client_form_view {
    struct page_view page;
    struct form_errors_view errors;
    bool is_new;
    str action, cancel;
    const struct field_view *given, *family, *preferred, *pronouns, *born, *sex;
    LIST(struct field_view) phones;
    const struct field_view *email, *address, *language, *occupation, *handedness;
    const struct field_view *physician, *physician_contact;
    const struct field_view *emergency_name, *emergency_relation, *emergency_phone;
    const struct field_view *heard_from, *may_call, *may_text, *may_email, *note;
    LIST(struct duplicate_view) duplicates; // asked about before a new record is made
    bool changed_meanwhile;
    str history_href;
    str csrf, key;
    int64_t version;
};

struct fact_view {
    str label, value, href;             // href: tel:, mailto:, or empty
    bool lines;                         // several lines
};

struct plan_item_view {
    str goal, state, note, href;
};

// An open concern with its running plan, if there is one, and what may be said about its course.
struct concern_item_view {
    str name, state, href;
    str plan_new_href;                  // makes a plan; empty where one runs
    str plan_href, plan_state, goal, used, review_href, series_href; // review_href: due; series_href: sessions are left to book
    str said, progress_href;
    LIST(struct measure_row_view) measures;
};

struct last_note_view {
    str when, by, words, href;
    bool draft;
};

struct money_line_view {
    str title, note, href;
};

struct merge_item_view {
    str name, at, by, undo_action, csrf;
    bool undone, undoable;
};

struct client_show_view {
    struct page_view page;
    str name, about, phone, phone_href, since;
    str edit_href, history_href, progress_href, measures_href, responses_href, care_href;
    str link_href, notes_href, letters_href, money_href, sell_href, new_concern_href, intake_href; // empty: may not
    bool clinical, notes_more;          // clinical: may see concerns, ratings and progress
    struct safety_line_view safety;
    struct alert_line_view alert;
    LIST(struct fact_view) facts, contacts;
    LIST(struct concern_item_view) concerns, closed;
    LIST(struct plan_item_view) past_plans;
    LIST(struct last_note_view) notes;  // a draft, then the last signed one
    LIST(struct money_line_view) money; // open packages, then the last receipt
    LIST(struct duplicate_view) duplicates;
    LIST(struct merge_item_view) merges;
    str note;
    str mail_failed, mail_href;         // a message did not reach them lately, and where that stands; empty otherwise
    struct client_visits_view visits;
    struct calm_client_view calm;
};

struct change_view {
    str label, before, after;
};

struct edit_view {
    str at, by;
    bool first;
    LIST(struct change_view) changes;
};

struct client_history_view {
    struct page_view page;
    str name;
    LIST(struct edit_view) edits;
};

struct duplicate_pair_view {
    str a_name, a_note, a_href, b_name, b_note, b_href, merge_href;
    str a_id, b_id, csrf, reasons;
    bool very_likely;
};

struct duplicates_view {
    struct page_view page;
    LIST(struct duplicate_pair_view) pairs;
    bool more;
};

struct merge_row_view {
    str label, kept, gone, after;
    bool differs;
};

struct merge_view {
    struct page_view page;
    struct form_errors_view errors;
    str kept_name, gone_name, action, swap_href, cancel_href, csrf, key;
    int64_t kept_version, gone_version;
    LIST(struct merge_row_view) rows;
    int64_t concerns, measures, diary_days, links, others, overlaps, collisions;
};

#endif
