// What may be entered of readings that stop a session, wherever it is: on the page of what is measured (vitals.h) and on that of the health form
// (intake.h). A second reading of the pressure counts five minutes of rest or more after the first of the same day. A reading that stops is taken back
// neither by an empty box nor by a lower one before those minutes are over. Any other reading may be corrected at once. Source: reference, 3.2, "measured again".
#ifndef UNKNOT_DESK_READINGS_H
#define UNKNOT_DESK_READINGS_H

#include "clinic/safety/screen.h"
#include "desk/safety/safety.h"

#define READINGS_REST_US (5 * MINUTE_US)    // of rest before the second reading

struct readings {
    client_id client;
    const struct json *before, *after;      // all answers: without and with what is entered now
    const struct screen_result *was, *is;   // what they make
    const struct answer_since *at;          // when each reading of `before` was entered
    size_t n_at;
};
// Of the pressure: it is measured twice.
bool reading_of_pressure(const struct question *q);
// When a second reading counts. us == 0: there is no first one.
instant readings_rested(const struct readings *r);
// OK, or E_INVALID with problems on "q_<question>".
MUST_USE err readings_right(struct desk *d, const struct readings *r);

#endif
