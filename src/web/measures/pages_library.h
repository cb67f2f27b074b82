// View structs of the instruments of a practice.
#ifndef UNKNOT_WEB_PAGES_LIBRARY_H
#define UNKNOT_WEB_PAGES_LIBRARY_H

#include "web/form.h"
#include "web/page.h"
#include "web/practice/pages_settings.h"

struct library_row_view {
    str href, title, note, badge, lang;
};

struct library_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    LIST(struct library_row_view) added, ready, gated;
    str csrf, key;
    const struct field_view *file;
    bool may;
};

struct library_question_view {
    str number, stem, text, answers, from;  // answers: "0 Never · 1 Hardly"
    bool turned;                            // the file counts its answers the other way round
};

struct library_text_view {
    str text;
};

struct library_score_view {
    str words, range, way, missing, missing_source;
    LIST(struct library_text_view) bands;
    str bands_source;
};

struct library_fact_view {
    str label, text;
};

struct library_before_view {
    str text, until;                        // who added it and when; who took it back and when, empty while it is used
    str licence;
    str again_action, key;                  // empty: it cannot be brought back
};

struct library_one_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str tongue, about, state, csrf, key, action, blank_href, end_action, end_key;
    LIST(struct library_fact_view) facts;
    LIST(struct library_question_view) questions;
    str stem;
    LIST(struct library_score_view) scores;
    LIST(struct library_before_view) before;
    bool gate, may, words;                  // words: they are there, or typed in and to be looked through
    bool open;                              // the form of the words: not where they are there already
    bool preview;                           // read without fault: to be confirmed
    str found, by_order;                    // how the questions were found
    LIST(struct library_text_view) unused;
    const struct field_view *holder, *licence, *file, *confirm;
};

#endif
