// What a practice knows of its outcomes, by what people come for (clinic/stats/outcomes_report.h says what is said, and what is not).
// Everybody is judged as on their own progress page (clinic/measures/change.h), by the question of their own concern: pain 0 to 10, headache
// days, stress, sleep, their own activities. A person counts once for each kind of concern, with the first of those that began in the span;
// whoever began fewer than OUTCOMES_WAIT days ago waits, as nothing could be known of them yet, and whoever
// gave no answer so many days after the first day, or later, did not come back. Theirs is who gave them most sessions.
// Case mix: the first score, age, and the logarithm of the months since it began.
#ifndef UNKNOT_DESK_OUTCOMES_H
#define UNKNOT_DESK_OUTCOMES_H

#include "clinic/measures/measure.h"
#include "clinic/stats/outcomes_report.h"
#include "desk/desk.h"
#include "store/concern.h"

enum { OUTCOMES_WAIT = 28, OUTCOMES_CONCERNS = 3000, OUTCOMES_MONTHS = 24, OUTCOMES_MONTHS_MOST = 120 };

enum { OUTCOMES_MIX_AGE, OUTCOMES_MIX_SINCE, OUTCOMES_MIX_N }; // places in outcomes_report.used

struct outcomes_kind {
    enum concern_kind kind;
    str instrument;             // code of what is measured
    size_t waiting;             // began, but not long enough ago
    struct outcomes_report report;  // own: of one's own people alone, part[0] oneself as in the whole practice
};

struct practice_outcomes {
    day from, to;               // treatment began then
    bool own;
    bool cut;                   // more than OUTCOMES_CONCERNS: the latest of them
    size_t n;
    struct outcomes_kind v[CONCERN_KINDS];  // kinds that somebody waits for or began with
};

// Verb OUTCOMES_ALL, `own` OUTCOMES_SHOW: of the people of whoever asks. `months` 1 .. OUTCOMES_MONTHS_MOST. Slow: a few queries a person.
MUST_USE err desk_outcomes(struct desk *d, bool own, int months, struct practice_outcomes *out);

#endif
