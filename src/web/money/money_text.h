// How money is put into words, and what the pages of receipts, packages and the client's own pages share.
#ifndef UNKNOT_WEB_MONEY_TEXT_H
#define UNKNOT_WEB_MONEY_TEXT_H

#include "desk/money/money.h"
#include "pages_money.h"
#include "web/route.h"

extern const struct choice paid_by_choices[];
str paid_by_text(struct call *c, str paid_by);                      // "Card"
str receipt_href(struct call *c, receipt_id id, const char *behind); // "/receipts/<id>" and what comes behind
str receipt_title(struct call *c, const struct receipt *r);         // "Receipt 12", "Refund 13"
str receipt_for(struct call *c, const struct receipt_body *b);      // "Massage", "10 × Massage"
str package_name(struct call *c, const struct package *p);          // "10 × Massage"
str package_note(struct call *c, const struct package *p, str currency); // "6 of 10 left · until 1 May 2027"
struct receipt_row_view receipt_row_view(struct call *c, const struct receipt *r);
// The facts of a receipt, the same on the page and on paper. *n of them, in the arena.
const struct fact_view *receipt_facts(struct call *c, const struct receipt_shown *s, size_t *n);
str receipt_tax_line(struct call *c, const struct receipt_shown *s); // "including 20 % VAT: GBP 14.17", "VAT: none."

// The receipt as PDF; for the desk and for the client's own pages.
MUST_USE err receipt_pdf(struct call *c, const struct receipt_shown *s);

#endif
