// When somebody works: the week, the practice's exceptions and their own. Not a verb: the caller has begun one.
#ifndef UNKNOT_DESK_WORKING_H
#define UNKNOT_DESK_WORKING_H

#include "clinic/calendar/slots.h"
#include "desk/desk.h"
#include "store/calendar.h"

enum { WORKING_SPANS_MAX = 64 };

struct working {
    const struct week_span *week;
    size_t n_week;
    const struct exception *exception;  // of the days read
    size_t n_exceptions;
};
// `only`: the two therapists that will be asked about, either v may be 0; NULL: any may be.
MUST_USE err working_read(struct desk *d, day from, day to, const account_id *only, struct working *out);
// Civil hours of one day; out has room for WORKING_SPANS_MAX. Who works on a holiday says so by an exception of their own.
size_t working_day(const struct working *w, day on, account_id account, struct minutes *out);
// Whether `minutes` from `minute` on lie within them.
bool working_holds(const struct working *w, day on, account_id account, int minute, int minutes);

#endif
