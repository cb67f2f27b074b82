// What a finding of levels 1 to 3 holds while it stands (safety.h): reference, 3.1. Nobody can override levels 1 and 2; they end as the finding does.
//   - It holds (somebody said so, or confirmed it): the client is not checked in, the session does not begin, no note is begun but "not treated",
//     and no series is placed.
//   - It is to be asked: the client may come in, as they are asked there; the session does not begin before that.
//   - Level 3 holds: the client may come in; the session does not begin before it is lifted, or gone past with a reason, on the safety page.
// What began before goes on to its end: a visit can be ended, moved, cancelled and taken back, a draft kept.
#ifndef UNKNOT_DESK_ALERT_HOLD_H
#define UNKNOT_DESK_ALERT_HOLD_H

#include "desk/desk.h"
#include "store/appointment.h"

// In a verb that has begun, of whoever sees the calendar. Problem on "to", E_INVALID, where the visit may not become `to` now.
MUST_USE err alert_hold_state(struct desk *d, const struct appointment *p, enum appointment_state to);
// Problem on "plan", E_INVALID, where no series is placed now.
MUST_USE err alert_hold_series(struct desk *d, client_id client);
// Problem on "not_treated", E_INVALID, where no note about a treatment is begun now.
MUST_USE err alert_hold_note(struct desk *d, client_id client);

#endif
