// Which questions are to be asked again, so that nobody goes through a whole health form for them: those whose answer spoke for so many days and
// they are over, those that matter and nobody knows, and those that somebody asks anew. "Has anything changed?" is asked beside them, always: what
// was answered "no" and made no finding is not in this list. Pure. Source: issue 6, "Asked again"; how long an answer speaks is each rule's `valid`.
#ifndef UNKNOT_CLINIC_SCREEN_AGAIN_H
#define UNKNOT_CLINIC_SCREEN_AGAIN_H

#include "clinic/safety/screen.h"

enum again_why {
    AGAIN_RAN_OUT,              // a rule fires by it, and the answer spoke for days that are over ("this visit": for its day alone)
    AGAIN_OPEN,                 // a rule could fire: it was never answered, or "not sure", and nobody settled that
    AGAIN_ANEW                  // somebody asks, whatever was said before
};

struct again_said {
    str question;
    day on;                     // when its answer was given
};
struct again_in {
    const struct screen_about *about;
    const struct json *answers; // as they were sent last; NULL: none
    day told;                   // when: those that are not in `said`
    const struct again_said *said;
    size_t n_said;
    const str *settled;         // rules that staff settled, where that still counts: nobody is asked for these
    size_t n_settled;
    const str *anew;            // questions
    size_t n_anew;
};
struct again_row {
    const struct question *q;   // by_therapist: to be measured, not to be asked
    enum again_why why;
};
// In the order asked, each once. Free text is never among them. A day that was given stays a day: where a rule ran out by it, what the day
// follows on is asked ("are you pregnant", not "when is the baby due"); where the day was still to come when it was said, the first questions of its page with it ("have you given birth"). With a question that ran out go the places that its rule avoids: they follow
// once it is said again (screen_asked).
size_t screen_again(arena *a, const struct screen_rules *r, const struct again_in *in, const struct again_row **out);

// Adds what follows on the questions that are in (by index): what is asked again is asked with its follow-ups, as far as those are asked then. Not
// what the therapist measures.
void screen_follow_ups(const struct screen_rules *r, bool *in);

// Adds what the questions that are in follow on (by index), where they are not on a screen by what was answered: alone they would never be.
void screen_leads(const struct screen_rules *r, const bool *asked, bool *in);

// Does a rule rest on an answer to one of these questions: in its condition, in whether a question of it is asked, in the places that it avoids?
bool screen_rests_on(const struct screen_rules *r, const struct screen_rule *rule, const str *questions, size_t n);

// The answers that go on into the next form: without those of `rows`, and without what was measured for another day. Members in the order they had.
const struct json *screen_carried(arena *a, const struct screen_rules *r, const struct again_in *in, const struct again_row *rows, size_t n);

#endif
