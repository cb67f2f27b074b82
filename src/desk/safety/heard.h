// How it was after the last session, as the therapist asks the client before this one, where nobody said it yet (desk/links/after.h: after which session,
// how long ago). What is more than this is an adverse event with all its questions (desk/care/care.h). Front desk neither sees nor says any of it.
#ifndef UNKNOT_DESK_HEARD_H
#define UNKNOT_DESK_HEARD_H

#include "desk/links/after.h"
#include "store/appointment.h"

struct heard {
    struct after_last last;     // the session before this visit, and what is known
    bool asks;                  // to be asked: the visit is today, or was at most a week ago, and the client came or is to come
};
// Verb PLAN_SHOW.
MUST_USE err desk_heard(struct desk *d, const struct appointment *visit, struct heard *out);

// Sore: soreness that was mild and gone within a day, which is no harm (clinic/safety/harm.h).
enum heard_said { HEARD_NOTHING, HEARD_SORE };
struct heard_in {
    appointment_id visit;
    appointment_id session;     // as shown: after this one
    enum heard_said said;
};
// By whoever asked, kept with who that was. Verb CARE_CHANGE. E_CONFLICT: it is known by now, or another session came between.
MUST_USE err desk_heard_say(struct desk *d, const struct heard_in *in);

#endif
