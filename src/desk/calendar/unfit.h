// Visits still to come that no longer fit what the practice has set: hours, rooms, equipment, who gives what, licences.
//
// Nothing is ever cancelled because a setting changed: somebody moves these, or leaves them as they are.
#ifndef UNKNOT_DESK_UNFIT_H
#define UNKNOT_DESK_UNFIT_H

#include "desk/desk.h"
#include "store/appointment.h"

enum unfit_why {
    UNFIT_HOURS = 1,        // not within the therapist's working hours, or on a day off
    UNFIT_ROOM = 2,         // the room is not used now, or has fewer places
    UNFIT_EQUIPMENT = 4,    // what it holds is not used now or fewer, or the service needs what it does not hold
    UNFIT_THERAPIST = 8,    // no longer works here, or does not give this service now
    UNFIT_LICENCE = 16      // the therapist's licence runs out before
};
enum { UNFIT_REASONS = 5 };

struct unfit {
    struct appointment visit;   // booked or arrived, not yet begun; without the client's words
    unsigned why;               // of unfit_why, at least one
};
struct unfit_list {
    const struct unfit *v;      // by start
    size_t n;
};
// Verb CALENDAR_SHOW.
MUST_USE err desk_unfit(struct desk *d, struct unfit_list *out);
// Those that did not fit for some reason that they did not have before.
struct appointment_list unfit_since(struct desk *d, const struct unfit_list *before, const struct unfit_list *now);

#endif
