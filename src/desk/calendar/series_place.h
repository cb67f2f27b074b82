// Placing a plan's sessions: what is proposed, and what is taken back; how far the calendar is with a plan; the same time again.
// desk_series_look and desk_series_place stand in appointments.h.
#ifndef UNKNOT_DESK_SERIES_PLACE_H
#define UNKNOT_DESK_SERIES_PLACE_H

#include "desk/calendar/appointments.h"
#include "store/calendar.h"
#include "store/plan.h"
#include "store/series.h"

enum { SERIES_MAX = 60, SERIES_OTHERS = 3 };

struct plan_usage {
    int planned;                // sessions by the plan
    struct plan_count count;    // given, waiting for a note, ahead, missed
    int left;                   // planned and not given; 0 where the plan does not run
    int to_book;                // of those left, neither ahead nor waiting for a note
    int overdue;                // how many fewer are given, waiting or ahead than the rhythm asks for before today; 0 where the plan does not run
    struct appointment_list all;// by start
    const struct appointment *next; // the first ahead that has not begun, NULL none
};
// How far a plan is, the same on every page. Verb PLAN_USAGE: numbers and times only, for the front desk too. A rhythm begins with its first session, done or ahead; while there is
// none, one interval after the plan was agreed.
MUST_USE err desk_plan_usage(struct desk *d, plan_id plan, struct plan_usage *out);

MUST_USE err desk_series_plan(struct desk *d, plan_id plan, struct series_plan *out);   // verb FREE_TIMES
struct say desk_conflict_say(enum slot_conflict c);     // why a time is not free; not for SLOT_FREE

// What the page of a series shows about its plan. Verb FREE_TIMES.
struct series_about {
    struct series_plan plan;
    struct plan_usage usage;
    int minutes;                // of treatment
    int64_t service_price;      // of one, minor units
    str currency;
    const struct giver *giver;  // who may be asked for, by name
    size_t n_givers;
};
MUST_USE err desk_series_about(struct desk *d, plan_id plan, struct series_about *out);
// What the next n sessions cost together: their share of the plan's price, or the service's price each where the plan names none.
int64_t desk_series_price(const struct series_about *about, int n);

struct series_ask {             // 0 and unknown: proposed
    account_id therapist;       // the plan's
    opt_day first;              // the first day from tomorrow on with a free time
    int weekdays[7];            // 1 .. 7, ended by 0: the first's, others spread over the days that the therapist works
    opt_int minute;             // as the plan's last session was; the first free time of the first day
    int sessions;               // all that are to be booked
};
// Days and times by the plan's rhythm, as wishes for desk_series_look; *ask has what was proposed. n is 0 where none is to be booked,
// or where the therapist has no free time in four weeks.
MUST_USE err desk_series_propose(struct desk *d, const struct series_about *about, struct series_ask *ask, struct series_in *out);

// Problems of desk_series_look and desk_series_place: "plan" (over), "sessions" (none, or more than are to be booked), "therapist", "service",
// and "session[0]" … for each that is not free. The price of each is its share of the plan's.
// The alternatives of a line are at least one visit apart from each other and on days that no other line has.

// Takes a whole placing back: all that were booked together with this one. Verb SERIES_UNDO. E_CONFLICT on "" where one of them has begun or
// something was entered about it; those cancelled since are left as they are.
MUST_USE err desk_series_undo(struct desk *d, plan_id plan, appointment_id one_of, size_t *n);

// "Same time next week": the same weekday, time, therapist and service. Verb SAME_TIME.
struct next_time {
    struct appointment from;    // the visit asked about
    struct appointment with;    // the other of a couple; id.v == 0 alone
    bool booked;                // the client comes again anyway:
    struct appointment next;    // then
    int weeks;                  // how many later
    day day;                    // not before tomorrow
    int minute;
    enum slot_conflict conflict;// SLOT_FREE: it can be booked by desk_book with clients, therapists, service, kind and plan of these
    struct free_list nearest;   // where it is not free: at most SERIES_OTHERS, the nearest first
};
// weeks 0: as the plan's rhythm has it, one outside of a plan.
MUST_USE err desk_same_time_next(struct desk *d, appointment_id appointment, int weeks, struct next_time *out);

#endif
