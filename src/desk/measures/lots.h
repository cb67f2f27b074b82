// The first day of treatment, drawn by lot: the one design of a single practice that can tell treatment from what else happens (reference 5.2). Only
// where the owner turned it on, before any session, with the client's consent, once for a concern: and
// not for another of the same kind while the answers of that one are asked for, so that closing a concern is no way to a second draw.
#ifndef UNKNOT_DESK_LOTS_H
#define UNKNOT_DESK_LOTS_H

#include "desk/desk.h"
#include "store/concern.h"
#include "store/lot.h"
#include "store/plan.h"

enum lot_why {
    LOT_MAY,                // one may be drawn
    LOT_OFF,                // the practice did not turn it on
    LOT_DRAWN,              // it was drawn
    LOT_OVER,               // the plan ended, or the concern is closed
    LOT_BEGUN,              // treatment began, or a session was given: too late
    LOT_RUNS,               // one was drawn for another concern of this kind, and its answers are asked for until a day that has not passed
    LOT_NO_RHYTHM           // what the concern is measured with is asked neither daily nor weekly
};

enum { LOT_WEEKS_MOST = 52 };

struct lot_shown {
    struct plan_row plan;
    struct concern_row concern;
    enum lot_why why;
    struct lot_row lot;     // where why is LOT_DRAWN, LOT_RUNS
    struct lot_list earlier;// of the client's other concerns of this kind
    int32_t step;           // days between two answers: 1, 7
    int weeks_least;        // of answers in all, that give 20 days to draw among
};
// Verb PLAN_SHOW.
MUST_USE err desk_lot(struct desk *d, plan_id plan, struct lot_shown *out);

struct lot_in {
    plan_id plan;
    int64_t weeks;          // answers are asked for from today on, for so many weeks: weeks_least .. LOT_WEEKS_MOST; "weeks"
    bool consent;           // the client was told why, and agrees; "consent"
};
// Verb LOT_DRAW. E_CONFLICT, with its reason, where none may be drawn. The first day lies after today.
MUST_USE err desk_lot_draw(struct desk *d, const struct lot_in *in, struct lot_row *out);

#endif
