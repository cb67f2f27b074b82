// View structs of the session's note: editor, read view, a client's notes.
#ifndef UNKNOT_WEB_PAGES_NOTE_H
#define UNKNOT_WEB_PAGES_NOTE_H

#include "web/form.h"
#include "web/page.h"
#include "web/people/pages_client.h"
#include "web/calendar/pages_day.h"
#include "web/safety/pages_safety.h"
#include "web/view.h"

struct note_chip_view {
    str id, value, label, note;         // note: a remark on the evidence, or what a finding says
    bool on, limited;                   // limited: a finding speaks against it; the note says how
};
struct note_group_view {
    str label;
    bool open;
    LIST(struct note_chip_view) chips;
};
struct note_row_view {
    str id, label, technique, site, minutes, remove; // remove: value of its button
    bool pressed;                       // pressure applies
    LIST(struct option_view) pressures;
};
struct note_line_view {
    str text;
};
struct note_ask_view { // a finding that is to be asked, settled in one tap
    str title, question, no, yes, href; // values of the buttons; empty where that may not be said
};
struct note_part_view {
    str name;
};

struct note_edit_view {
    struct page_view page;
    struct form_errors_view errors;
    str csrf, key, action, autosave, sign_action, client_href, visit_line, saved, not_saved, licence_href;
    int64_t version;
    bool stop, conflict, licensed, asks_limits, asks_minutes, late;
    str from;                           // day that the carried parts come from
    bool unconfirmed, u_techniques, u_position, u_lubricant, u_a, u_p, u_home;
    LIST(struct note_part_view) parts;  // not confirmed yet
    struct safety_line_view safety;
    LIST(struct line_view) limits;
    struct body_chart_view chart;
    LIST(struct note_ask_view) asks;    // the first of them
    struct heard_view heard;
    int64_t more_asks;                  // on the page of safety
    str safety_href;
    LIST(struct note_line_view) measures, breaches;
    const struct field_view *s, *o, *a, *p, *lubricant, *home_words, *consent, *not_treated, *why, *limits_reason, *minutes_reason, *late_reason;
    const struct field_view *add_minutes;
    LIST(struct note_row_view) rows;
    LIST(struct fact_view) pressure_words; // what each pressure feels like
    LIST(struct note_group_view) areas;
    LIST(struct note_chip_view) sides, positions, home, consents;
    LIST(struct note_group_view) groups;
    str minutes;                        // "45 of 60 minutes"
    LIST(struct fact_view) theirs;      // what another tab saved
    struct calm_view calm;              // around this session; kept apart from the note
    str calm_href;                      // where it is corrected
    struct news_view news;              // what was answered since the last session
};

struct note_amendment_view {
    str part, words, reason, by;
};

struct note_show_view {
    struct page_view page;
    str book_href;                      // the next visit; empty: may not, or it is a draft
    struct form_errors_view errors;
    str csrf, key, client_href, visit_line, state, edit_href, amend_action, receipt_href, next_href, next_name, all_href;
    bool is_signed, late, amendable, open; // open: the form of an amendment stands open
    LIST(struct fact_view) facts;
    str calm;                           // around this session, in one line; no part of the note
    bool again;                         // the same time next week can be booked in one tap
    str again_when, again_client, again_service, again_kind, again_plan, again_slot;
    LIST(struct note_amendment_view) amendments;
    const struct field_view *part, *words, *reason;
};

struct note_item_view {
    str href, title, note, badge, badge_class;
};
struct notes_view {
    struct page_view page;
    str action;
    bool none, filtered;
    LIST(struct option_view) regions, techniques;
    LIST(struct note_item_view) items;
};

#endif
