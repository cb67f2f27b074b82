// The register of adverse events of a practice, or of one's own sessions: counts and denominators (clinic/safety/harm.h).
#ifndef UNKNOT_DESK_HARM_REGISTER_H
#define UNKNOT_DESK_HARM_REGISTER_H

#include "clinic/safety/harm.h"
#include "desk/desk.h"

enum { HARM_MONTHS = 24, HARM_MONTHS_MOST = 120, HARM_ROWS = 60000 };

struct harm_practice {
    day from, to;               // sessions of those days; from is later where cut
    bool own;
    bool cut;                   // more than HARM_ROWS rows of what was done: the latest sessions of them, whole, and what followed these
    const struct harm_visit *visits;    // no names, no days: nobody is told apart
    size_t n_visits;
    const struct harm_event *events;
    size_t n_events;
    struct harm_register register_;
};
// Verb HARM_ALL, `own` HARM_OWN: of the sessions of whoever asks. The last `months`, 1 .. HARM_MONTHS_MOST. Slow.
MUST_USE err desk_harm_register(struct desk *d, bool own, int months, struct harm_practice *out);
// The same of at most so many rows.
MUST_USE err desk_harm_register_cut(struct desk *d, bool own, int months, size_t rows, struct harm_practice *out);

#endif
