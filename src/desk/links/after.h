// How it was after a session, asked a day to three later by one short link (clinic/safety/harm.h says after which): the link of a message of kind
// "after" opens this first, at /a/{token}/after; what else it may ask, ratings, comes behind it. Asked within the rule of contacts: nothing else was
// sent in two days, the like not in six, and no visit is so near that the contact before it asks anyway.
//
// Whoever was not asked so is asked at the next visit, whatever else is due: on the page before it (/v/{token}), on the practice's tablet before
// anything else, by a link that has nothing else to ask, and by the therapist (desk/safety/heard.h). It is about the last session held before that
// visit's day and before today, as effects come for a day or two (reference, 2.16: asked 24 to 72 hours after), and at most AFTER_BACK days ago: the
// longest that one of our plans, or maintenance, leaves between two visits, and behind that nobody can tell what came of a session. Our own. The
// seven days of care_last_session are another matter: there somebody names a day alone, and the session is guessed from it.
// Asked while nothing is known of that time, once in all places of a link: not while a message that asks it stands, nor after "I would rather not say".
#ifndef UNKNOT_DESK_AFTER_H
#define UNKNOT_DESK_AFTER_H

#include "desk/links/links.h"
#include "store/harm.h"

enum { AFTER_BACK = 56 };

// The session that is asked about for a visit on `before`: its day, what is known. visit.v == 0: none. Behind a verb that has begun.
MUST_USE err desk_after_last(struct desk *d, client_id client, day before, struct after_last *out);
bool after_unknown(const struct after_last *l);     // there was one, and nothing is known of the time after it
bool after_asks(const struct after_last *l);        // … and it is to be asked now

// What the client said of themselves after a session, as long as it waits to be followed up (three days past its day at most): the page by link
// says what to do now before it thanks for anything.
struct after_told {
    bool severe, moderate;      // the worst of it; neither: nothing is to be said
    day by;                     // moderate: the practice follows up by then
    str emergency;              // where one of them: number of the place, '' not known
};

struct after_form {
    struct link_front front;
    day visit;                  // when the session was; not where front.confirm
    bool nothing;               // said: nothing unusual followed
    size_t events;              // reported after it
    bool severe;                // … one of them severe
    struct after_told told;
    bool of_message;            // asked by a message of its own; else on the way to other things, and they may rather not say
    bool alone;                 // the link asks nothing else
};
// By a link of purpose answers or visit. Verb ANSWER_SHOW. E_NOT_FOUND: there was no session to ask about.
MUST_USE err desk_after_form(struct desk *d, struct after_form *out);
// Of a link of purpose answers: it is to be asked before anything else. *there: it has nothing else to show, and this was answered. No verb.
MUST_USE err desk_after_waits(struct desk *d, bool *out, bool *there);

// No verb: behind whatever shows the link's page.
MUST_USE err desk_after_told(struct desk *d, struct after_told *out);

struct after_in {
    bool skip;                  // they would rather not say: kept with the link
    bool nothing;               // nothing unusual, else:
    struct adverse_row row;     // what, severity, days, hours, sites, words; problem fields of harm.h, words: "said"
};
// Verb ANSWER_CARE. E_FORBIDDEN: the birth date first. May be said again while the link stands: it corrects what was said.
MUST_USE err desk_after_say(struct desk *d, const struct after_in *in);

// The job, role system, of d->who.practice. Verb UPKEEP. *next: go on behind this one; v == 0: done.
MUST_USE err desk_after_queue(struct desk *d, appointment_id after, appointment_id *next);

#endif
