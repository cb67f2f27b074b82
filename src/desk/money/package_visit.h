// What becomes of a package when a visit that was booked off it is cancelled, or its cancellation is taken back. Not a verb.
#ifndef UNKNOT_DESK_PACKAGE_VISIT_H
#define UNKNOT_DESK_PACKAGE_VISIT_H

#include "desk/desk.h"
#include "store/appointment.h"

// Before the state is written. Cancelled in time: the visit goes back to the package. Missed or cancelled late: it is kept. Taken back: it is
// booked off again, if the package has one left for that day; otherwise it stands without. A package that was paid back stays as it is.
MUST_USE err package_visit_becomes(struct desk *d, const struct appointment *now, enum appointment_state to);

#endif
