// View structs of letters.
#ifndef UNKNOT_WEB_PAGES_LETTER_H
#define UNKNOT_WEB_PAGES_LETTER_H

#include "web/form.h"
#include "web/page.h"
#include "web/people/pages_client.h"
#include "web/view.h"

struct letter_line_view {
    str text;
};

struct letter_row_view {
    str href, name, note, pdf_href;
    bool finished, shared;
};
struct letter_new_view {
    str href, label;
};
struct letters_view {
    struct page_view page;
    LIST(struct letter_row_view) rows;
    LIST(struct letter_new_view) fresh;
    str concern_href;
};

struct tick_view {
    str id, value, label;
    bool checked;
};

struct letter_sheet_view {
    str practice, practice_lines, addressee, day, about, said, next, legend, paragraph, signed_line, consent;
    LIST(struct fact_view) facts;
    LIST(struct letter_line_view) caveats, findings;
    html_safe chart;
    bool drawn;
};

struct letter_form_view {
    struct page_view page;
    struct form_errors_view errors;
    struct letter_sheet_view sheet;
    bool is_new, too_long, no_consent, no_licence;
    int64_t no_note;                            // visits that the letter leaves out: no signed note yet
    str action, finish_action, cancel, pdf_href, consent_href, licence_href;
    const struct field_view *addressee, *paragraph;
    LIST(struct tick_view) ticks;
    str csrf, key;
    int64_t version;
};

struct letter_view {
    struct page_view page;
    struct form_errors_view errors;             // of a draft that was finished meanwhile …
    str typed;                                  // … with what was typed
    struct letter_sheet_view sheet;
    str pdf_href, share_action, csrf, key;
    bool shared;
    int64_t version;
};

#endif
