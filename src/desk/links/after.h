// How it was after a session, asked a day to three later by one short link (clinic/safety/harm.h says after which): the link of a message of kind
// "after" opens this first, at /a/{token}/after; what else it may ask, ratings, comes behind it. Asked within the rule of contacts: nothing else was
// sent in two days, the like not in six, and no visit is so near that the contact before it asks anyway.
#ifndef UNKNOT_DESK_AFTER_H
#define UNKNOT_DESK_AFTER_H

#include "desk/links/links.h"
#include "store/harm.h"

struct after_form {
    struct link_front front;
    day visit;                  // when the session was; not where front.confirm
    bool nothing;               // said: nothing unusual followed
    size_t events;              // reported after it
    bool severe;                // … one of them severe
    str emergency;              // number of the place, '' not said
};
// Verb ANSWER_SHOW. E_NOT_FOUND: the link asks nothing of the kind.
MUST_USE err desk_after_form(struct desk *d, struct after_form *out);
// Is the link one that asks it, and was nothing said yet? No verb.
MUST_USE err desk_after_waits(struct desk *d, bool *out);

struct after_in {
    bool nothing;               // nothing unusual, else:
    struct adverse_row row;     // what, severity, days, hours, sites, words; problem fields of harm.h, words: "said"
};
// Verb ANSWER_CARE. E_FORBIDDEN: the birth date first. May be said again while the link stands: it corrects what was said.
MUST_USE err desk_after_say(struct desk *d, const struct after_in *in);

// The job, role system, of d->who.practice. Verb UPKEEP. *next: go on behind this one; v == 0: done.
MUST_USE err desk_after_queue(struct desk *d, appointment_id after, appointment_id *next);

#endif
