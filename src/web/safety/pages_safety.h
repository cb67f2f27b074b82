// View structs of the health form, the safety page, consents, and the line about safety that pages about a client share.
#ifndef UNKNOT_WEB_PAGES_SAFETY_H
#define UNKNOT_WEB_PAGES_SAFETY_H

#include "pages_body.h"
#include "web/form.h"
#include "web/page.h"
#include "web/view.h"

struct pick_view { // one radio button or box, with its words
    str id, name, value, label;
    bool checked;
};
struct site_pick_view {
    str region;                         // "Shoulder"
    LIST(struct pick_view) sides;       // one, or left and right
};
struct site_area_view {
    str label, chosen;                  // chosen: "Left knee", what is ticked; the area stands open then
    LIST(struct site_pick_view) sites;
};
struct medicine_row_view {
    str id, value;
    int64_t n;                          // from 1
};
struct suggestion_view {
    str text;
};
struct intake_question_view {
    str id, name, words, hint, error, unit, value;
    str type;                           // "radio", "check", "sites", "number", "day", "text", "medicines"
    LIST(struct medicine_row_view) rows;    // of medicines: one a box, and empty ones to go on
    LIST(struct suggestion_view) names;     // of medicines: what the browser suggests after a few letters
    LIST(struct pick_view) picks;       // of radio and check; with "none of these" and "not sure"
    LIST(struct site_area_view) areas;      // of sites: head to foot
    struct body_outline_view outline;       // of sites
    LIST(struct pick_view) besides;     // of sites: nowhere, not sure; of numbers and days: not sure
    bool open;                          // hinted at: no answer yet
    bool fresh;                         // an answer brought it: the page goes there
};
struct area_view {
    str title, words, error;
    LIST(struct pick_view) picks;
    bool open;
};
struct line_view {
    str text;
};
struct answer_line_view {
    str question, answer;
    bool open;
};
struct review_part_view {
    str title, href;
    LIST(struct answer_line_view) lines;
};

// What to do now, on every page that follows.
struct intake_told_view {
    str words, number, tel, phone, phone_tel, practice;  // words empty: nothing; number, phone empty: not said
    bool emergency;
    bool doubt, defer;          // beside it: not sure of an emergency; something puts the visit off …
    LIST(struct line_view) deferred;    // … in its words, where these are told
};
struct intake_view {
    struct page_view page;
    struct intake_told_view told;
    struct form_errors_view errors;
    str heading, hint, progress, action, send_action, step, asked, then, back_href;
    str csrf, key;
    int64_t version, at, of;
    bool first, hinted, follow_up, by_link, can_back;
    bool questions, contact, consent, areas, review, what, part;   // part: only what ran out, or has changed
    LIST(struct pick_view) topics;      // of what
    int64_t minutes;                    // that it takes from here, about; 0: less than one
    LIST(struct intake_question_view) list;
    const struct field_view *emergency_name, *emergency_relation, *emergency_phone, *physician, *physician_contact, *signed_by, *guardian, *guardian_relation, *guardian_phone;
    bool wants_emergency, wants_physician, minor;
    str confer_title, confer_words;
    LIST(struct pick_view) confer;
    str consent_title;
    LIST(struct line_view) words;
    LIST(struct pick_view) agree;
    LIST(struct area_view) regions;
    LIST(struct review_part_view) parts;
    int64_t open;                       // questions without an answer
};

// What the link shows where it is not the form: birth date, begun elsewhere, sent, what to do now.
struct intake_state_view {
    struct page_view page;
    struct intake_told_view told;
    struct form_errors_view errors;
    str practice, phone, tel, begin_action, on_href, back_href, words, heading;  // back_href: to the question; empty: not said
    bool confirm, blocked, elsewhere, sent, now, emergency, may_begin, on_form;    // on_form: the form goes on behind it
    str blocked_until;
    const struct field_view *born;
};

// What limits a session, drawn (body_chart.h).
struct body_chart_view {
    bool any, avoid, light;
    html_safe svg;
};

// The form that clears a finding, in its own way: who assessed it, since when there are no symptoms, what was agreed.
struct lift_view {
    str id, way, title, hint, button, today;
    str who, role, on, until, words, words_label, minutes;
    str who_error, role_error, on_error, until_error, words_error;
    bool open, limits_open;             // typed already
    bool assessed, free, talked, letter;
    LIST(struct site_pick_view) sites;  // of a letter: what it still forbids
    LIST(struct pick_view) barred, positions;
    LIST(struct option_view) pressures;
};

struct finding_view {
    str id, anchor, title, level, tone, state, words, source, lift_words, action, correct_href, version, last, last_lines, before, before_last, csrf, key;
    str found, when;                    // by which rule of which version, when; its condition as written
    LIST(struct line_view) limits;
    LIST(struct answer_line_view) because;  // what was answered; of an unanswered one what is to be asked
    str taken_back;                     // the client took it back before the form was sent, and when; empty: no
    bool ask, against, verified, firing;             // firing: a yes made it, which is corrected by a new answer
    bool measured;                      // what a therapist measures decides it
    bool to_measure;                    // … and nobody has: asking settles nothing
    str measure_href;
    bool may_no, may_yes, may_proceed, may_clear, may_reopen, may_tap;
    struct lift_view lift;
    bool proceeding, noting;            // that form was refused: it stands open
    str reason, error;
    str lost;                           // what was typed into a form that this finding no longer has
};
struct past_intake_view {
    str at, how;
    bool sent;
    LIST(struct answer_line_view) lines;
};
struct past_act_view {
    str title, what, reason, by;
};
struct past_note_view { // a signed note that goes past a limit, with its reason
    str href, title, reason, by;
};
struct consent_view {
    str kind, title, state, tone, by, action, csrf, key, wording, signed_by, error, note, guardian_relation, guardian_phone;
    LIST(struct line_view) words;
    bool given, signs, minor, opened, guardian;
};
struct past_consent_view {
    str title, what, by, wording;
};
struct asked_view { // a question that is open
    str page, words, options;
};
struct safety_view {
    struct page_view page;
    struct form_errors_view errors;
    str summary, tone, intake_href, link_href, measure_href;
    bool none;                              // no health form yet
    bool asks;                              // something is to be asked or measured
    LIST(struct line_view) limits;          // of all that hold, added up
    struct body_chart_view chart;
    str pain_ask, pain;                 // where it hurts, by the form sent last: to read, no finding
    LIST(struct finding_view) findings, known, settled;  // known: cleared, or known and stable; they ask for nothing
    LIST(struct line_view) anew;            // why some are asked again: "Pain 0-10 got worse, 3 to 7, since 21 November"
    LIST(struct asked_view) asked, more;    // open questions, each once; more: those that are folded
    LIST(struct line_view) measures;        // to be measured
    LIST(struct finding_view) meanings;     // what the answers settle
    int64_t n_asked;
    bool meanings_open;                     // one of its forms was refused
    str again_action, csrf, key;            // begins the part of the form that asks them; '' may not
    bool changing;                          // the client began a new form
    str typed;                              // of a refused form whose finding no longer stands here
    LIST(struct past_intake_view) intakes;
    LIST(struct past_act_view) acts, over;      // over: what stopped and does not any more
    LIST(struct past_note_view) past_limits;
    LIST(struct consent_view) consents;
    LIST(struct past_consent_view) past_consents;
};

// What the therapist measures.
struct vital_view {
    struct intake_question_view ask;
    bool wanted;                        // a rule waits for it
    str at;                             // when the value was entered
};
struct vital_past_view {
    str words, value, at;
    bool corrected;
};
struct vitals_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, csrf, key, safety_href, intake_href;
    int64_t version;
    bool none, may;
    bool again, ready;                  // a second reading is due; its time has come
    str again_at;
    LIST(struct vital_view) list;
    LIST(struct vital_past_view) past;
};

#endif
