// The daily form of a diary link, for the page of the headache diary beside it.
#ifndef UNKNOT_WEB_PAGE_DAILY_H
#define UNKNOT_WEB_PAGE_DAILY_H

#include "desk/links/daily.h"
#include "pages_daily.h"
#include "web/route.h"

str daily_href(struct call *c, size_t position, const char *behind);
// The form of one, with the day that is wanted, or the one that came back.
MUST_USE err daily_page(struct call *c, int status, const struct daily *all, const struct daily_one *q);
// What else the diary asks, beside the one at `but` (0: beside the headache diary).
const struct daily_other_view *daily_others(struct call *c, const struct daily *all, size_t but, size_t *n);

#endif
