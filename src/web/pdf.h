// A document of text, facts, tables and drawings as PDF, through cairo, pango and librsvg. What is said first stands first; a page
// breaks where it is full, a table repeats its head, and every page has the footer and "Page 1 of 2".
//
//   struct pdf *p = pdf_new(a, &(struct pdf_about){.title = …, .lang = d->lang, .paper = pdf_paper_of(country), .created = now});
//   pdf_text(p, PDF_TITLE, S("Receipt 12"));
//   pdf_facts(p, facts, n);
//   str bytes = pdf_finish(p);
//
// Any script that the machine has a font for; text can be selected, searched and read aloud (tagged PDF with its language).
// The same input gives the same bytes on the same machine: no clock. Texts are UTF-8 that lives until pdf_finish. What the
// libraries allocate is the arena's to free (arena_own); nothing is allocated from the arena inside their callbacks.
#ifndef UNKNOT_WEB_PDF_H
#define UNKNOT_WEB_PDF_H

#include "base/civil.h"
#include "base/message.h"

enum pdf_paper { PDF_A4, PDF_LETTER };
enum pdf_paper pdf_paper_of(str country);       // US Letter where it is used (US, CA, MX and some others), A4 else

enum pdf_style {
    PDF_TITLE,      // once, large
    PDF_HEAD,       // of a section; stays with what follows
    PDF_BODY,
    PDF_LEAD,       // larger: the sentence that matters
    PDF_STRONG,
    PDF_SMALL,      // soft and small: sources, notes
    PDF_POINT,      // with a bullet
    PDF_STYLES
};

struct pdf_about {
    str title, author;
    lang lang;
    enum pdf_paper paper;
    instant created;            // goes into the document's data; given, so that bytes do not depend on the clock
    str footer;                 // one line at the foot of every page; may be empty
};

struct pdf_fact {
    str label, value;           // the value may have several lines
};

struct pdf_column {
    str head;
    int share;                  // of the width, any unit
    bool right;                 // numbers
};
struct pdf_row {
    const str *cell;            // one for each column
    bool strong;                // a total
};

struct pdf;
struct pdf *pdf_new(arena *a, const struct pdf_about *about);
void pdf_text(struct pdf *p, enum pdf_style style, str text);
void pdf_pair(struct pdf *p, str left, str right);      // a letterhead: left in bold and large, right soft, at the right margin
void pdf_facts(struct pdf *p, const struct pdf_fact *v, size_t n);
void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n_columns, const struct pdf_row *rows, size_t n_rows);
// A drawing of our own over the whole width, `height` points high (1/72 inch). CHECKs that librsvg can read it.
void pdf_svg(struct pdf *p, str svg, double height);
void pdf_space(struct pdf *p, double points);
void pdf_rule(struct pdf *p);                           // a thin line

double pdf_width(const struct pdf *p);                  // of the text, in points
int pdf_pages(struct pdf *p);                           // as it stands now; lays it out
// The document. May be called once; nothing can be added afterwards. Ends with the arena. Empty only where memory ran out.
str pdf_finish(struct pdf *p);

#endif
