// View structs of the calendar day: booking, one appointment, Today, the week.
#ifndef UNKNOT_WEB_PAGES_DAY_H
#define UNKNOT_WEB_PAGES_DAY_H

#include "web/links/pages_contact.h"
#include "web/form.h"
#include "web/page.h"
#include "web/safety/pages_alert_line.h"
#include "web/links/pages_mail.h"
#include "web/safety/pages_safety.h"
#include "web/safety/pages_safety_row.h"
#include "web/view.h"

// Free times as buttons. Each posts `slot`, in which day, time and therapists stand.
struct time_view {
    str value, time, who;
};
struct times_day_view {
    str id, heading, all_value;         // all_value: to see all of this day; empty where all are shown
    LIST(struct time_view) times;
};
struct times_view {
    LIST(struct times_day_view) days;
    bool nearest;                       // these stand for a time that was taken
    bool none, no_service;
    str none_text;
    str from_label, later_value, week_value, first_value; // first_value: back to the first free times; empty at them
};

struct known_view {                     // a person who is known already
    str value, name, note, reasons, href;
    struct safety_line_view safety;
};

struct book_person_view {
    str name, note, href, id;           // chosen: id is not empty
    str other_href;                     // somebody else instead
    struct safety_line_view safety;     // of whom is chosen
    const struct field_view *given, *family, *phone;
    LIST(struct known_view) known;      // asked about before a new record is made
};

struct book_view {
    struct page_view page;
    struct form_errors_view errors;
    str csrf, key, chosen, from;
    bool ask;                           // likely duplicates are to be looked at
    str ask_time;                       // for when
    struct book_person_view who, partner;
    bool couple;
    const struct field_view *reason, *service, *therapist, *partner_therapist, *kind, *room, *day, *time, *short_clearance, *outside_hours;
    bool has_rooms, details;            // details: what was wrong is among the details, so that they stand open
    struct times_view times;
};

// --- one appointment

struct visit_action_view {
    str value;                          // name of the state
    enum msg label;
    bool main;
};

struct visit_change_view {
    str at, by, text;
};

// How calm the client was: what counts, what was before that, and the numbers that staff may tap.
struct calm_tap_view {
    int64_t value;
    bool chosen;
};
struct calm_phase_view {
    str name, now, by, seen;            // name: "before"; now: empty where nothing was entered
    enum msg label, ask;
    LIST(str) earlier;
    LIST(struct calm_tap_view) taps;    // none: not open, or they may not
};
struct calm_view {
    str action, csrf, key, difference;
    LIST(struct calm_phase_view) phases;
};
struct calm_row_view {
    str href, when, before, after, difference;
};
struct calm_client_view {
    LIST(struct calm_row_view) rows;
};

// How it was after the session before.
struct heard_view {
    bool asks;
    str title, known, more_href;        // known: where it is not asked, and they may read it; more_href: an adverse event after that session
    str action, csrf, key, session;
};

// What was answered since the last session.
struct news_row_view {
    str what, words, now, before, when, href;
};
struct news_view {
    bool shown, any;                    // shown: to those who may read it; any: there is something
    str since;                          // empty: before the first session
    LIST(struct news_row_view) rows;
};

struct visit_view {
    struct page_view page;
    struct form_errors_view errors;
    str name, client_href, when, ends, service, therapist, room, kind, price, state, state_class, reason, cancel_reason, counts;
    str arrived, began, ended;
    str state_action, move_href, book_href, note_href, receipt_href, today_href, intake_action, csrf, key;
    struct safety_line_view safety;
    enum msg note_label;
    bool note_first, receipt_first;     // what is next
    str held;                           // the therapist is to call first; empty: it is not held
    int64_t version;
    LIST(struct visit_action_view) next;
    bool may_cancel, over, late, couple, may_undo;
    int64_t late_hours;         // cancelled within so many hours before it begins, it is late
    str undo_action;
    const struct field_view *why, *alone;
    str partner, partner_href;
    str package, package_action, package_id;    // how it stands to one; action: staff may give it back, or with an id keep it after all
    bool package_back;                          // the action gives it back
    LIST(struct visit_change_view) changes;
    struct calm_view calm;
    struct news_view news;
    struct heard_view heard;
    str hand_action;                    // hand this browser over to the client; empty where it is too early or too late
    bool hand_after;                    // the session has begun: the question after it is offered
    struct previsit_box_view before;
};

struct move_view {
    struct page_view page;
    struct form_errors_view errors;
    str name, when, action, cancel, csrf, key, from;
    struct safety_line_view safety;
    int64_t version;
    const struct field_view *therapist, *day, *time, *short_clearance, *outside_hours, *alone; // alone: NULL where not of a couple
    bool details;
    struct times_view times;
};

// The intake's link: to copy, to send, to show.
struct send_view {
    struct page_view page;
    str url, until, name, back, sms_href, mail_href;
    html_safe qr;
    bool has_phone, has_email;
    struct mail_box_view mail;
};

// The visits on a client's page.
struct client_visit_view {
    str href, when, what, state, state_class, note_href;
};
struct client_visits_view {
    str book_href, counts;
    LIST(struct client_visit_view) next, later, past; // next: the first few of those ahead
};

// --- the day

struct today_item_view {
    str href, time, ends, name, client_href, service, therapist, room, room_href, reason, note_href, id;
    str state, state_class, go;         // go: value of the button
    str hand_action;                    // of whoever has arrived: hand this browser over; empty otherwise
    enum msg go_label;
    str column;                         // CSS class of the therapist's column
    bool has_go, first, done, gone, now, couple;  // first: somebody is here, or due: its button stands out
    bool call, intake, intake_old, unanswered, note_wait, note_done;
    struct safety_row_view safety;
};

struct today_column_view {
    str name, column, href;
    int64_t count;
    bool mine;
};

struct today_link_view {
    str href, label;
    bool here;
};

struct today_note_view {
    str href, name, when;
    client_id client;                   // v == 0: about nobody
    struct safety_row_view safety;
};

struct today_view {
    struct page_view page;
    struct alert_today_view alerts;     // above all else
    str heading, iso, previous, next, today_href, book_href, week_href, csrf, key, back;
    bool is_today, closed, narrowed;    // narrowed: one therapist or one room
    str closed_note, narrowed_name, all_href, therapist_value;
    LIST(struct today_link_view) filters;
    LIST(struct today_column_view) columns;
    LIST(struct today_item_view) items;
    LIST(struct today_note_view) notes, reviews, adverse, anew, mail;  // anew: red flags to be asked again; // mail: that could not be delivered
    str mail_stands;                    // no mail is sent at all, and why; empty otherwise
    str rules_broken;                   // how many of the practice's rules of safety are not in use any more, for who may change them; empty: none
    str held;                           // how many messages were held when a backup was restored; empty: none
    int64_t count, here, waiting;
};

struct week_day_view {
    str heading, href;
    bool today, empty;
    LIST(struct today_item_view) items;
};

struct week_view {
    struct page_view page;
    str heading, previous, next, today_href;
    LIST(struct today_link_view) filters;
    LIST(struct week_day_view) days;
};

#endif
