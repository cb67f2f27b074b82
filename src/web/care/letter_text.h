// A letter as it is printed: made of the facts while it is a draft, read back from what was kept once it is finished. The page and
// the PDF are both made of this, so they say the same.
#ifndef UNKNOT_WEB_LETTER_TEXT_H
#define UNKNOT_WEB_LETTER_TEXT_H

#include "desk/care/letters.h"
#include "pages_letter.h"
#include "web/route.h"

enum { LETTER_LINES = 24 };

struct letter_lines {
    str v[LETTER_LINES];
    size_t n;
};

struct letter_print {
    str practice, practice_lines, country;
    str addressee;
    str day;                    // "21 Nov 2026"
    str about;                  // "Nia Quinn, born 17 May 1980"
    struct fact_view fact[9];   // problem, onset, sessions, period, techniques, regions, what is measured
    size_t n_facts;
    str said, next;             // the sentence about the change, verbatim; what to do now
    struct letter_lines caveats, findings;
    str legend, chart;          // SVG of chart.h; empty where nothing was measured
    str paragraph;
    str signer, licence;        // empty while a draft
    str consent;                // "Sent with consent given on …"
    instant at;                 // of finishing, or now
};

// `posted`: the findings ticked, those of the draft where NULL.
void letter_print_make(struct call *c, const struct letter_facts *f, const struct letter *l, const bool *ticked, struct letter_print *out);
str letter_print_body(struct call *c, const struct letter_print *p);            // canonical JSON
str letter_body_now(struct desk *d, const struct letter_facts *f, const struct letter *l); // the same without a request, for the demo
MUST_USE bool letter_print_read(struct call *c, const struct letter *l, struct letter_print *out);

int letter_pages(struct call *c, const struct letter_print *p);
MUST_USE err letter_pdf(struct call *c, const struct letter_print *p, bool draft);
str finding_text(struct call *c, const struct letter_facts *f, size_t i);       // a finding's name and the day
str letter_concern(struct call *c, const struct letter *l);                     // "Pain: neck"

#endif
