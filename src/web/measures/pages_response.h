// View structs of filled-in instruments and of what a practice measures with.
#ifndef UNKNOT_WEB_PAGES_RESPONSE_H
#define UNKNOT_WEB_PAGES_RESPONSE_H

#include "web/form.h"
#include "web/page.h"
#include "web/safety/pages_alert.h"
#include "pages_measure.h"
#include "web/practice/pages_settings.h"

struct response_tab {
    str href, label;
    bool here;
};

struct response_choice_view {
    str href, title, note, fit;         // fit: "First choice"; empty for the others
};

struct response_row_view {
    str href, title, note, value, state;
    str score;                          // "7 of 24 · mild"; "No score"
    bool counts;
};

struct responses_view {
    struct page_view page;
    LIST(struct response_tab) tabs;     // one a concern, and the person as a whole
    LIST(struct response_choice_view) fitting, others;
    LIST(struct response_row_view) rows;
    bool mood_off;                      // questions about mood are switched off
    str mood_href;                      // where that is set; empty for whoever may not
    str ratings_href;
    LIST(struct measure_row_view) series;   // over time, of what is chosen
    str progress_href;
};

struct response_pick {
    str id, value, label;
    bool checked, help;                 // help: this answer asks for help the same day
};

struct response_question_view {
    str id, name, stem, words, unit, hint, error, value;
    bool scale, picks, tick;            // else a box to type in
    bool clock;                         // … a time of the day
    str number;                         // of the item
    str tongue;                         // language of the words
    bool english;                       // the words are the instrument's
    LIST(struct response_pick) choices;
    str low, high;
    bool helps;                         // some choice asks for help: what to do then stands below it, shown with that choice
    struct help_view help;
};

struct response_form_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key, instrument, concern, mode;
    str about, concern_said, credit, interval, stem;
    str tap_href, draft;                // where an answer that asks for help goes as it is given, and what was begun by one; empty: none does
    str with_href, items_href, total_href;  // the other ways to enter it; empty where there is none
    bool paper, total, correcting;
    bool grid;                          // all questions are cells
    str tongue;                         // language of the words that are shown
    LIST(struct response_tab) languages; // empty where there is one alone
    LIST(struct response_question_view) questions;
    const struct field_view *none, *day, *note;
};

struct response_score_view {
    str words, value, range, way, band, reason;
    str part, part_rule;                // not all of its questions were answered: how many were; empty where all were
    LIST(struct caveat_view) mcid, mdc;
};

struct response_answer_view {
    str question, answer;
    bool open;                          // not answered
};

struct response_time_view {
    str day, value, href;               // href empty: the one that is shown
};

struct response_view {
    struct page_view page;
    struct alert_line_view alert;
    str lead, note, state, tongue, language; // tongue: of the words; language: said where the words were a translation
    LIST(struct response_score_view) scores;
    LIST(struct response_answer_view) answers;
    LIST(struct response_time_view) times; // of the primary score, the newest first; empty where there is one alone
    str primary;
    str by_weeks;                       // one day of what is said by weeks; empty: it is not
    bool total;
    str edit_href, withdraw_action, csrf, key, again_href, list_href, before_href, after_href, credit;
};

struct mood_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key, said;
    int64_t version;
    const struct field_view *mood, *lot;
    str lot_said;
    bool may;
};

#endif
