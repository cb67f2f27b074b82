// What is to be asked, and when: what each plan measures with, against what was answered already. Never more often than the plan or the
// instrument's own interval allows; what was answered counts, however it was: by link, on the tablet, with staff, from paper.
//
// Before the first session of a concern's treatment its baseline is always asked: what its plan measures, or, while it has no plan, what the
// concern is measured with by default. Asked later it is no baseline. A concern that runs without a plan is asked its ratings and no more.
//
// What another link asks already is marked (out). What goes out by itself leaves it out; a form that the client opens anyway asks it all the same,
// so that nothing is lost where the other link is never opened: whichever is answered first counts, and the other form asks it no more (asked.h).
// What a diary link asks every morning (daily.h) is in neither.
//
// Functions here begin no verb: call them behind one that has begun. They are limited to who->practice and who->only.
#ifndef UNKNOT_DESK_ASKS_H
#define UNKNOT_DESK_ASKS_H

#include "clinic/measures/instrument.h"
#include "desk/desk.h"
#include "store/concern.h"
#include "store/plan.h"

struct ask_due {
    const struct instrument_file *file;
    concern_id concern;         // that it is about; v == 0: about the person as a whole
    bool baseline;              // before treatment begins
    bool by_client;             // the client can answer it alone, by link or on the tablet; false: it is measured, or has no words here
    bool alerts;                // an answer may ask for help the same day: nothing that is sent by itself asks it (alerts.h)
    opt_day last;               // when it was answered last
    bool out;                   // a link that stands asks it already, and it was not answered by that one; not the link that is looked from (who->link)
};

struct asks_due {
    const struct ask_due *v;    // questionnaires, plan by plan, each once
    size_t n;
    bool ratings;               // there are concerns to be rated, and one of them was not rated for this day
    bool ratings_out;           // a link that stands asks ratings already, and was not used yet
    bool diary;                 // an open headache concern has a diary
};

// For a visit on `on`, or for what else is sent to be answered by then. E_NOT_FOUND: no such client.
MUST_USE err desk_asks_due(struct desk *d, client_id client, day on, struct asks_due *out);
// Between visits, on `on`: what active plans want by link between visits, at most once in 7 days each. Diaries are not among it.
MUST_USE err desk_asks_between(struct desk *d, client_id client, day on, struct asks_due *out);

// The rule alone, pure. Days are civil days.
struct ask_when {
    opt_int every_days;         // as struct plan_ask
    int interval_days;          // the instrument's own; 0 none
    opt_day last;               // answered last; not after `on`
    opt_day visit;              // the last visit before `on`
    bool begun;                 // treatment began before `on`
    bool of_change;             // asks what changed since then: it has no baseline
    bool review;                // a review is due …
    day review_since;           // … about what was since
};
bool ask_is_due(const struct ask_when *w, day on, bool *baseline);

// What a plan for this concern measures where nothing else is said: its rating, or the headache diary; the concern's primary before each
// visit, or as often as the instrument's interval allows; its secondary at the start and at reviews. Only what has words here, and mood only
// where it may be asked. `out` holds PLAN_ASKS.
MUST_USE err plan_asks_default(struct desk *d, const struct concern_row *c, str rating, struct plan_ask *out, size_t *n);
// What a plan may measure with, beside its rating: the concern's primary and secondary first.
struct ask_choices {
    const struct instrument_file *const *v;
    size_t n;
};
MUST_USE err plan_ask_choices(struct desk *d, const struct concern_row *c, struct ask_choices *out);
bool plan_ask_offered(const struct ask_choices *all, str instrument);

#endif
