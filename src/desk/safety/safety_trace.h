// What was said of a stop and is said no more: nothing of it is lost, also where no form with it was ever sent.
#ifndef UNKNOT_DESK_SAFETY_TRACE_H
#define UNKNOT_DESK_SAFETY_TRACE_H

#include "desk/desk.h"
#include "store/safety.h"

// One that stands, found while the client filled in a form by link; on that form, kept last then, they no longer say what made it.
struct taken_back {
    finding_id finding;
    str rule;
    instant at;
};
// Levels 1 and 2, behind a verb that has begun.
MUST_USE err safety_taken_back(struct desk *d, client_id client, const struct taken_back **out, size_t *n);
const struct taken_back *taken_back_of(const struct taken_back *v, size_t n, str rule);     // NULL: it was not

// One of levels 1 and 2 that is over: each rule once, as it was found last.
struct stop_over {
    str title;
    int level;
    instant found, over;
    str found_with, over_with;  // the name of who filled in the form with the client; '' the client, by link
    bool by_form;               // a health form of that moment ended it
    instant back;               // the client took it back on the form that found it, before that was sent; us == 0: no
};
MUST_USE err safety_stops_over(struct desk *d, client_id client, const struct stop_over **out, size_t *n);

#endif
