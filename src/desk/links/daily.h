// What a diary link asks every day beside the headache diary, or instead of it: instruments that are answered daily (sleep diary, morning
// wellness), each one short form for one day, for the 28 days of the link (diary_link.h). A day may be filled in up to a week back; what is said
// later than the next day is marked where it is shown (progress_scores.h). Kept as responses, one a day: what is said again takes the place of
// what was said before, which stays readable.
#ifndef UNKNOT_DESK_DAILY_H
#define UNKNOT_DESK_DAILY_H

#include "clinic/measures/instrument.h"
#include "desk/links/answers.h"
#include "store/concern.h"

// Answered every day, with words, by the person alone, without an alert.
bool daily_instrument(const struct instrument_file *in);

struct daily_day {
    day day;
    bool known;                 // said by the client: what the practice entered is not said here
    const struct instrument_answers *answers; // where known
};
struct daily_one {
    size_t position;            // 1.., as the link names it
    const struct instrument_file *file;
    const struct instrument_file *words;    // the same in the language that is shown
    concern_id concern;         // v == 0: the person as a whole
    const struct daily_day *days; // ANSWER_DAYS, today first
};
const struct daily_day *daily_day_of(const struct daily_one *q, day on); // NULL where it is not one of the days

struct daily {
    str practice, crisis_line;
    instant expires;
    bool confirm;               // birth date first (shared phone): all below is empty until then
    bool headache;              // the link asks the headache diary too, and a headache concern is open
    const struct daily_one *v;  // one that can no longer be asked is left out, the others keep their position
    size_t n;
};
// Verb ASK_SHOW; E_NOT_FOUND, E_GONE as desk_link_again.
MUST_USE err desk_daily(struct desk *d, struct daily *out);
const struct daily_one *daily_at(const struct daily *all, size_t position); // NULL where it is not asked

struct daily_in {
    size_t position;
    day day;                    // of the last ANSWER_DAYS days; "day"
    const struct json *answers; // {"bed":"23:15","sol":20}: an object; left out, or null: not known. "q_bed"
};
// Verb ASK_SEND. Answers that cannot be true together (up before awake) are refused, "" saying why, so that a slip is seen at once. *written: false
// where the same was said already. E_FORBIDDEN: not confirmed. E_NOT_FOUND: not asked. May run twice.
MUST_USE err desk_daily_take(struct desk *d, const struct daily_in *in, bool *written);

// What a diary link may ask of this client: all that is answered daily, with the concern that it is about.
struct daily_choice {
    const struct instrument_file *file;
    concern_id concern;         // v == 0: the person as a whole
    str place;
    bool wanted;                // a plan asks it daily, or it is the first or second choice of an open concern
};
struct daily_choices {
    const struct daily_choice *v;
    size_t n;
    bool headache;              // a headache concern is open
};
// Verb RESPONSE_SHOW: as desk_link_choices.
MUST_USE err desk_daily_choices(struct desk *d, client_id client, struct daily_choices *out);

#endif
