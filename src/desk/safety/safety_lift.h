// By what a finding is cleared, as values (finding_act.way, from_day, detail). Inside the desk.
#ifndef UNKNOT_DESK_SAFETY_LIFT_H
#define UNKNOT_DESK_SAFETY_LIFT_H

#include "desk/safety/safety.h"
#include "store/safety.h"

// Canonical JSON {"who", "role", "on", "limits"}; a member that says nothing is left out. Empty where all are.
str lift_detail(arena *a, const struct finding_lifted *l);
// Of an act as it is kept; nothing of an act that has none. False where it is none of ours: what a letter forbids is never left out silently.
bool lift_read(arena *a, const struct act_row *x, struct finding_lifted *out);
// What is asked of each way, all problems at once: "who", "on", "reason", "until", and the limits.
bool lift_right(struct desk *d, const struct finding_row *f, const struct finding_act_in *in);
// The day from which it is cleared: of no symptoms, when so many days have gone by.
opt_day lift_from(const struct finding_row *f, const struct finding_act_in *in);
// Level 3 that time alone ends: the day from which on it is cleared. Unknown where it does not.
opt_day lift_by_time(arena *a, const struct zone *z, const struct finding_kept *f);
// What of this finding limits as it stands now: of a cleared one what its letter says, and of level 3 what the rule says besides.
struct screen_limits lift_limits(arena *a, const struct finding_row *f);

#endif
