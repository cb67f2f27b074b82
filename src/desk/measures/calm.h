// "How calm do you feel right now?", 0 to 10, just before and just after a session. The best supported effect of massage is during and
// right after a session; it says nothing about the weeks between. So it stands beside the visit and in a panel of its own, and is never
// counted: no progress, review, letter or export of scores reads it (tests/http/kiosk-calm.test.mjs holds that). Asked by us, in our words; no
// published instrument, no threshold: a difference is shown as a difference and judged by nobody.
#ifndef UNKNOT_DESK_CALM_H
#define UNKNOT_DESK_CALM_H

#include "desk/links/links.h"
#include "store/appointment.h"
#include "store/calm.h"

struct calm_in {
    appointment_id appointment;
    enum calm_phase phase;
    int64_t value;              // 0..10; problem field "value"
    calm_id seen;               // what counted when the form was shown; v == 0: nothing
};

// By staff who were told it. "Before" from the day of the visit on, unless it was cancelled or missed; "after" once the session began: E_INVALID on
// "phase" otherwise. Where something else than `seen` counts by now: E_CONFLICT on "value"; the same value again changes nothing. Verb CALM_ENTER.
MUST_USE err desk_calm_enter(struct desk *d, const struct calm_in *in);
// Takes back what counts; E_CONFLICT on "value" where that is not `seen`. Verb CALM_ENTER.
MUST_USE err desk_calm_withdraw(struct desk *d, appointment_id visit, enum calm_phase phase, calm_id seen);

// Whether a phase of this visit may be entered now.
bool desk_calm_open(const struct desk *d, const struct appointment *p, enum calm_phase phase);

struct calm_shown {
    const struct calm_row *now[CALM_PHASES];    // what counts; NULL: nothing
    struct calm_list all;                       // with what was corrected or taken back, the oldest first
};
// Around one visit. Verb CALM_SHOW, about the client.
MUST_USE err desk_calm_visit(struct desk *d, client_id client, appointment_id visit, struct calm_shown *out);
// By link, on the tablet: about the visit that the link was made for. The later answer takes the place of the earlier one. E_NOT_FOUND where the
// link names no visit; E_INVALID as of desk_calm_enter. Verb CALM_ANSWER.
// `done`: nothing else is asked, and the link counts as used.
MUST_USE err desk_calm_answer(struct desk *d, enum calm_phase phase, int64_t value, bool done);
// What its page needs. Verb ANSWER_SHOW.
struct calm_place {
    str practice, crisis_line;
    bool used;
};
MUST_USE err desk_calm_place(struct desk *d, struct calm_place *out);
// Whether this link, of a visit, has not said yet how calm the client is just before. Behind a verb that has begun.
MUST_USE err desk_calm_waits(struct desk *d, const struct link_row *l, bool *out);

// Around all visits of a client, the newest first. Verb CALM_SHOW.
MUST_USE err desk_calm_client(struct desk *d, client_id client, struct calm_visits *out);

#endif
