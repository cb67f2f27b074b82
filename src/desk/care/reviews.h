// The review of a plan: what was given, what changed, what else happened, and the decision with its reason. It prompts, it never
// cancels: sessions ahead are cancelled only where the therapist names them.
#ifndef UNKNOT_DESK_REVIEWS_H
#define UNKNOT_DESK_REVIEWS_H

#include "desk/calendar/appointments.h"
#include "desk/care/plans.h"
#include "desk/measures/progress.h"

struct review_look {
    struct plan_row plan;
    struct plan_count count;
    int64_t hands_on;           // minutes in signed notes; 0: none signed
    struct progress progress;   // of the concern
    struct adverse_list adverse;    // since the plan was made; and those before it that nobody has seen to, unless of another concern; not withdrawn
    day made;                   // of the plan: what is older was before it
    struct care_list care;      // since four weeks before it; not withdrawn
    struct appointment_list ahead;  // booked, not yet begun
    bool due, worse;            // worse: a measure got worse, so warning signs are asked again
};
MUST_USE err desk_review_look(struct desk *d, plan_id id, struct review_look *out);   // verb PLAN_SHOW

enum { REVIEW_CANCEL_MAX = 60 };
struct review_in {
    plan_id plan;
    int64_t version;            // of the plan: E_CONFLICT where it is older
    enum decision decision;     // discharge completes the plan
    str reason;                 // 1 .. 1000; "reason"
    appointment_id cancel[REVIEW_CANCEL_MAX];   // discharge: sessions ahead of this plan that are cancelled; "cancel" otherwise
    size_t n_cancel;
};
// Verb PLAN_REVIEW. Keeps what desk_review_look showed, computed once more.
MUST_USE err desk_review(struct desk *d, const struct review_in *in, review_id *out);

#endif
