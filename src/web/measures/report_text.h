// What the pages of a practice's reports share, outcomes and adverse events: the months that are asked for, the way back, the head of the JSON.
#ifndef UNKNOT_WEB_REPORT_TEXT_H
#define UNKNOT_WEB_REPORT_TEXT_H

#include "base/json.h"
#include "pages_measure.h"
#include "web/route.h"

// "months" of the address, 1 to `most`; what is no such number counts as not said: `otherwise`.
int report_months(struct call *c, int most, int otherwise);
// The choices of a page: the usual ones (rising) and, at its place among them, what the address alone asks for. None is beyond the last.
struct option_view *report_month_options(struct call *c, const int *usual, size_t n_usual, int months, size_t *n);
// Settings; below them the page of outcomes, for a page that stands under it.
void report_crumbs(struct call *c, struct page_view *page, bool under_outcomes);
// Begins the object: "from", "to", "own", "cut".
struct jw report_json(struct call *c, day from, day to, bool own, bool cut);

#endif
