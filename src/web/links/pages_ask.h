// View structs of a questionnaire that is answered by link, one question a screen.
#ifndef UNKNOT_WEB_PAGES_ASK_H
#define UNKNOT_WEB_PAGES_ASK_H

#include "web/form.h"
#include "web/page.h"
#include "web/safety/pages_alert.h"
#include "pages_after.h"
#include "pages_link.h"
#include "web/measures/pages_measure.h"

struct ask_choice_view {
    str value, label;
    bool chosen;
    bool help;                          // this answer asks for help: whom to turn to is shown at the tap
    str end;                            // "low", "high": an end of a scale, described by its words; empty otherwise
};

// One screen: a question. All screens of the questionnaire stand in the page, one of them is shown.
struct ask_screen_view {
    str i;                              // item, as the address names it
    str field;                          // "q_<item>"
    str file;                           // hash of the file that is shown, posted with each answer
    str action, stem, text, lang;       // text may be empty: the stem says it all
    int64_t at, of, version;
    bool shown, scale, wide;            // scale: numbers side by side; wide: one choice a line
    LIST(struct ask_choice_view) choices;
    str low, high;                      // what the ends of a scale mean, ready to show; may be empty
    bool number, clock;                 // a box to type in, and "Next"
    str value, min, max, step, unit, error;
    str back_href;
    bool review;                        // from the review, and back to it
};

struct ask_line_view {
    str field, words, answer, href, lang;
    str value, error;                   // of a rating: sent with the line, and what is wrong with it
    bool open;
    LIST(struct ask_choice_view) ticked;
    bool ticks;
};

struct ask_view {
    struct page_view page;
    struct form_errors_view errors;
    str heading, recall, part, lang;
    str file;                           // as above
    str action, send_action;
    int64_t version, of;
    LIST(struct ask_screen_view) screens;
    bool ticks, ticks_shown;            // a list to tick instead of screens
    str stem, none_error;
    LIST(struct ask_choice_view) list;
    bool review_shown, care_open;
    LIST(struct ask_line_view) lines;
    str review_back;
    str credit;
    bool sent, elsewhere, others;       // sent before from here, or from another browser; others: there is more to answer
    bool helps;                         // some answer does:
    str practice, phone, phone_href, help_href;
    struct help_view help;
    const struct field_view *care_kind, *care_words; // NULL: asked with the ratings
    struct weekly_view weekly;
};

// Ratings by link: a screen each, and what else is said before they are sent.
struct rate_view {
    struct page_view page;
    struct after_told_view told;
    struct form_errors_view errors;
    str name, action, key;
    bool answered;                      // before: what is sent now is a correction
    str before;                         // answered on this other day
    LIST(struct ask_screen_view) screens;
    LIST(struct ask_line_view) lines;
    bool review_shown;
    str review_back;
    bool headache;
    LIST(struct answer_day_view) days;
    const struct field_view *note, *care_kind, *care_words;
    const struct field_view *adverse_what, *adverse_severity, *adverse_days, *adverse_words; // NULL where no session was held lately
    str visit;                          // when it was
    bool others_open;                   // something was refused: nothing stays folded
    str without;                        // on to the questionnaires of the link, past the ratings
    struct weekly_view weekly;
};

struct ask_done_row {
    str title, href;                    // href empty: it was answered in another browser
};
struct ask_done_view {
    struct page_view page;
    struct after_told_view told;
    str name, until;
    bool kiosk;                         // on the practice's tablet: nothing can be looked at again
    LIST(struct ask_done_row) rows;
    struct weekly_view weekly;
};

#endif
