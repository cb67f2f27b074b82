// Weekly hours of each therapist, exceptions and holidays, the practice's grid and tax number.
//
// Reads are VERB_PRACTICE_SHOW, changes VERB_HOURS_CHANGE. `version` is the practice's row (setup.h uses it too): E_CONFLICT (problem
// on "") where somebody else changed it meanwhile. A change never refuses because of what is booked: *touched are the appointments, booked
// or arrived and not yet begun, that lay in working hours before and no longer do.
#ifndef UNKNOT_DESK_HOURS_H
#define UNKNOT_DESK_HOURS_H

#include "desk/desk.h"
#include "desk/practice/setup.h"
#include "store/account.h"
#include "store/appointment.h"
#include "store/calendar.h"

struct hours_shown {
    int64_t version;                    // of the practice
    const struct week_span *week;       // by account (0, the practice's opening hours, first), weekday, minute; a therapist without a span
    size_t n_week;                      //   works the opening hours
    const struct exception *exceptions; // that are not over, by first day
    size_t n_exceptions;
    const struct member *therapists;    // active owners and therapists, by name
    size_t n_therapists;
    struct practice_calendar calendar;  // grid, late cancellations and tax
};
MUST_USE err desk_hours_show(struct desk *d, struct hours_shown *out);

enum { HOURS_SPANS_MAX = 28 };
struct hours_in {
    int64_t version;
    account_id account;
    struct week_span span[HOURS_SPANS_MAX];     // the new week, whole; none: works the opening hours. Problems name "span[3]"
    size_t n;
};
MUST_USE err desk_hours_set(struct desk *d, const struct hours_in *in, struct appointment_list *touched);
// desk_setup_hours, and which appointments lie outside now.
MUST_USE err desk_opening_set(struct desk *d, const struct setup_hours_input *in, struct appointment_list *touched);

struct exception_in {
    account_id account;         // v == 0: the whole practice
    opt_day from, to;           // both included; `to` unknown is the same day. Within three years
    bool open;                  // works then besides the week's hours; otherwise does not
    int from_minute, to_minute; // 0, 0: the whole day
    str note;                   // at most 80 code points, one line
};
// Problems: "account", "from", "to", "time", "note".
MUST_USE err desk_exception_add(struct desk *d, const struct exception_in *in, exception_id *id, struct appointment_list *touched);
// A pasted list, all or nothing, at most DAYS_LIST_MAX. What is there already, day for day, is not entered again: *added counts the others.
// Problems as above, on "list[3].from".
enum { DAYS_LIST_MAX = 100 };
MUST_USE err desk_exceptions_add(struct desk *d, const struct exception_in *in, size_t n, size_t *added, struct appointment_list *touched);
MUST_USE err desk_exception_delete(struct desk *d, exception_id id, struct appointment_list *touched);     // E_NOT_FOUND

enum { LATE_HOURS_MAX = 168 };
struct calendar_in {
    int64_t version;
    int64_t slot_minutes;       // 5, 10, 15, 20, 30 or 60: free times are offered on this grid
    int64_t late_hours;         // 0 .. 168: a visit cancelled less than so many hours before it begins is cancelled late; 0: none is
    str tax_number;             // on receipts, at most 60 code points, '' none
    str tax_name;               // 'VAT', at most 20 code points, '' none
};
// Problems: "slot_minutes", "late_hours", "tax_number", "tax_name".
MUST_USE err desk_calendar_set(struct desk *d, const struct calendar_in *in);

#endif
