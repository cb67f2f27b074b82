// What is open of a client's health form, as questions: each once, however many rules wait for it.
#ifndef UNKNOT_DESK_SAFETY_ASK_H
#define UNKNOT_DESK_SAFETY_ASK_H

#include "desk/safety/intake_part.h"
#include "desk/safety/safety.h"

struct ask_row {
    const struct question *q;
    enum screen_level level;    // the highest that waits for it; 0: asked anew, or it ran out, and no rule waits
};
struct ask_list {
    struct intake_due due;
    const struct ask_row *ask;  // the highest level first, else in the order asked. What follows on one that is asked itself is left out
    size_t n;
    const struct ask_row *measure;      // the therapist measures it
    size_t n_measure;
};
// What desk_intake_again asks of this client, and what is to be measured. Where the whole form is due, or was never sent: what the findings wait for.
// Behind a verb that has begun; s: as desk_safety gave it.
MUST_USE err desk_to_ask(struct desk *d, client_id client, const struct safety *s, struct ask_list *out);
// Whoever is asked something anew that was not answered since, the last first: a score got worse by a link that nobody waits for, with no visit booked.
// Of the last ANEW_DAYS days, ANEW_LISTED at most. Verb SAFETY_ROWS.
enum { ANEW_DAYS = 90, ANEW_LISTED = 30 };
struct anew_due {
    struct anew_wait who;
    enum anew_why why;
};
MUST_USE err desk_anew_due(struct desk *d, const struct anew_due **out, size_t *n);
// To be asked, and all that it waits for is in the list: the answers settle it.
bool ask_covers(const struct ask_list *l, const struct finding_row *f);

#endif
