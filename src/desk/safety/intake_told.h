// What the client is told on the form by link, and after it was sent: what to do now, whom to call in doubt, that the visit may have to wait
// (struct intake_form: told, doubt, defer). Inside the desk.
#ifndef UNKNOT_DESK_INTAKE_TOLD_H
#define UNKNOT_DESK_INTAKE_TOLD_H

#include "desk/safety/intake.h"

// By the answers so far; what staff settled, and nobody said anew since, is said no more.
MUST_USE err intake_told_now(struct desk *d, struct intake_form *f, const struct screen_rules *rules);
// What the form that was sent stands for, as long as it does: settled or corrected, it is said no more. device: of the browser that asks.
MUST_USE err intake_told_after(struct desk *d, struct intake_form *f, const struct intake_row *sent, str device);

#endif
