// View structs of concerns, ratings, diary, links, the client's own form, and progress.
#ifndef UNKNOT_WEB_PAGES_MEASURE_H
#define UNKNOT_WEB_PAGES_MEASURE_H

#include "web/form.h"
#include "web/care/pages_regions.h"
#include "web/links/pages_after.h"
#include "web/page.h"
#include "web/links/pages_link.h"
#include "web/links/pages_mail.h"
#include "web/people/pages_client.h"
#include "web/view.h"

// One region: both sides, or the left and the right one to choose.
struct concern_change_view {
    str at, by;
    LIST(struct change_view) changes;
};

struct concern_form_view {
    struct page_view page;
    struct form_errors_view errors;
    bool is_new, closed;
    str action, cancel, close_action, reopen_action;
    const struct field_view *kind, *place, *start, *closed_day, *onset_day, *onset, *history;
    struct regions_view regions;
    LIST(struct concern_change_view) before;    // what it was, the newest first
    str csrf, key;
    int64_t version;
    const struct field_view *condition; // pain and function
    str condition_note;                 // what may be said of it
};

// One 0–10 scale of radio buttons.
struct scale_choice {
    str value, id;
    bool checked;
};
struct scale_view {
    str name, legend, low, high, error, hint;
    LIST(struct scale_choice) choices;
};

struct rating_form_view {
    str action, heading, concern_id, set_id, csrf, key;     // heading, set_id: of activities; empty otherwise
    LIST(struct scale_view) scales;
    const struct field_view *day, *note;
};

struct rating_item_view {
    str day, value, concern, by, note, state, edit_href;
    str what;                           // "Pain, 0 to 10, average of the last 7 days"
    bool counts;
};

struct diary_item_view {
    str name, date, label;              // name: form field of the day; label: weekday and date
    bool yes, no, today, future, late;  // late: filled in later than the next day
    str changed, before;                // by whom and when it was changed, and from what
};

struct measures_view {
    struct page_view page;
    struct form_errors_view errors;
    str name, month, previous_href, next_href, new_concern_href, link_href, progress_href, responses_href;
    bool none;                          // no concern at all yet
    LIST(struct rating_form_view) forms;
    LIST(struct rating_item_view) ratings;
    bool diary;
    str diary_action, month_value, csrf, key;
    LIST(struct diary_item_view) days;
};

struct rating_edit_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, withdraw_action, cancel, csrf, key, was;
    LIST(struct scale_view) scales;
    const struct field_view *day, *note;
};

struct link_item_view {
    str asks;                           // what it asks, in words; empty to those who may not read it
    str made, until, state, purpose, href, revoke_action, csrf;
    str mail;                           // what became of sending it, empty: not sent from here
    bool stands, shown;                 // shown: who looks may open it
};

struct link_ask_view {
    str value, label, note;
    bool checked;
};
struct links_view {
    LIST(struct link_ask_view) fits, more; // what it may ask, the fitting first
    str instead;                        // what may be asked in the place of one of these; empty: nothing
    LIST(struct link_ask_view) daily;   // what a diary may ask, beside headache days
    bool may_ask, more_open, ratings, headache;
    struct page_view page;
    struct form_errors_view errors;
    str action, csrf, key, hand_action; // hand_action: hand this browser over
    const struct field_view *purpose, *concern, *shared_phone, *appointment;
    bool may_share;                     // the birth date is known, so a shared phone can be confirmed
    LIST(struct link_item_view) links;
};

struct link_view {
    str asks, instead;                  // as above
    struct page_view page;
    str url, until, name, purpose, back, sms_href, mail_href;
    html_safe qr;
    bool shared;
    struct mail_box_view mail;
};

struct answer_day_view {
    str name, label, date;
    bool yes, no, today;                // yes, no: as it was posted
    bool known, open;                   // known: on record, and changed by a second step, which stands open
    str recorded, was_name, was;        // where known: what is on record, and the version that a change is about
    str error;
};

struct answer_view {
    struct page_view page;
    struct after_told_view told;         // before the thanks
    str on_href, rate_href;             // told: what the link asks still
    struct form_errors_view errors;
    struct link_born_view born;
    str action, name, practice, until;
    bool thanks;
    bool kiosk;                         // on the practice's tablet: once it is sent, nothing of it is shown
    str correct;                        // answered: where it is corrected; empty where that is not offered
    bool empty;                         // nothing is asked just now
    struct weekly_view weekly;
};

struct caveat_view {
    str text;
};
struct trace_view {
    str rule, numbers, source;
};
struct bin_view {
    str from, to, value, known, note;   // note: a threshold that was passed on several days of a week
};

struct single_view {
    str words, before, now;             // empty: not rated
};

struct score_gap_view {
    str day, href, reason;
};

struct panel_fact_view {
    str label, value, source;           // source: English, empty where there is none
};

// One of the three questions behind a series, with its short answer, which stands there while it is closed.
struct panel_view {
    str id, question, answer;
    LIST(struct caveat_view) why;
    LIST(struct panel_fact_view) facts;
    html_safe chart;
    bool drawn, means, lines, ways;     // which drawing it is
    str also_title;
    LIST(struct caveat_view) also;      // what else may explain it, or what to know of the answers
    str csv_href, svg_href;             // empty where nothing is to be taken away
};

struct series_view {
    str way;                            // "Higher is better."
    LIST(struct single_view) singles;   // of activities
    str id, heading, said, next, class;
    html_safe chart;
    bool drawn, diary, started, sessions, others, mcid, error_band, rating, score; // score: of a filled-in instrument; rating: any other number
    bool older;                         // of a version that is not put together with the one used now
    str band;                           // the sentence of what the latest score, or the latest full week, lies in; a description
    str latest_href;                    // the response of the latest score
    LIST(struct score_gap_view) gaps;   // filled in without a score
    str mcid_text, error_text;
    LIST(struct caveat_view) caveats;   // empty where they stand in the panels
    LIST(struct panel_view) panels;
    str own;                            // the latest day against the own days before it; empty where it is not compared
    LIST(struct bin_view) bins;
    LIST(struct trace_view) trace;
    str edit_href, one_href;            // one_href: the page with this concern alone; both empty of the whole person
};

struct held_view {
    str day, what;
    bool no_note;                       // done, and no signed note yet
};
struct other_view {
    str when, what, words;
};

struct progress_view {
    struct page_view page;
    str name;
    bool none, many;                    // many: more than one series is shown
    LIST(struct series_view) series;
    LIST(struct held_view) held;        // sessions, the newest first
    LIST(struct other_view) care;       // what else may explain a change, the newest first
    str care_href;
    str all_href;                       // where one series is shown alone: the page with all of them
    str lead;                           // of several series: how many changed
    str csv_href, measures_href, link_href, new_concern_href;
};

#endif
