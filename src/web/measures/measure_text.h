// How concerns and measures are put into words, and the parts that their pages share.
#ifndef UNKNOT_WEB_MEASURE_TEXT_H
#define UNKNOT_WEB_MEASURE_TEXT_H

#include "pages_measure.h"
#include "web/route.h"
#include "clinic/measures/instrument.h"
#include "desk/measures/measures.h"
#include "desk/measures/progress.h"

str concern_name(struct call *c, const struct concern_row *r);   // "Pain: neck", "Headache"
str day_text(struct call *c, day d);                             // "21 Nov 2026"
str weekday_text(struct call *c, day d);                         // "Sat"

// The words of a question: about pain by recall, stress, sleep, or one activity. `client`: to the person, else about them.
struct scale_words {
    enum msg ask, low, high;    // ask holds {place}
};
struct scale_words scale_words_of(str instrument, enum recall r, bool client);
str instrument_name(struct call *c, str code);                   // "Pain, 0 to 10"; of a filled-in instrument its title
str instrument_way(struct call *c, const struct instrument *in); // "Lower is better."
str series_name(struct call *c, const struct progress_series *s);    // what is measured: "Pain, 0 to 10", "PEG", "Range of motion – … (Neck, …)"
str series_heading(struct call *c, const struct progress_series *s); // with what it is about: "PEG · Pain: neck"; of a rating the concern alone

// A number with what it is a number of: "7 of 24", "3 (1 to 7)"; "Minutes asleep: 402" where the range says nothing about one value.
str score_on_scale(struct call *c, const struct instrument_score *s, double value);
str value_on_scale(struct call *c, const struct instrument *in, double value);  // the same of a series: a rating, or a score

// What is said as the latest, and before it: an answer, or the mean of a week where one day alone says nothing (series.by_weeks).
struct latest {
    bool known, before_known;
    double value, before;
    day day;
};
struct latest series_latest(const struct progress_series *s);

str series_id(struct call *c, const struct progress_series *s);  // of its part of the page: what makes series apart, makes ids apart
// One row for each series of a concern with a value, `r` NULL: of the whole person: its line, its latest value and day.
const struct measure_row_view *measure_rows(struct call *c, const struct progress *p, const struct concern_row *r, size_t *n);

// A 0–10 scale named `name` with what was posted, else with `value` (below 0: nothing chosen). 
struct scale_view scale_of(struct call *c, str name, struct scale_words words, str place, int64_t value);
// The posted answers of n activities, named <prefix>_1 …: -1 for one that was left open; false where none was chosen at all.
bool activities_posted(struct call *c, str prefix, size_t n, int64_t *answer, err *e);
str activity_field(struct call *c, str prefix, size_t i);         // "activity_2" for i 1
// The posted value of a scale: false where nothing was chosen; a problem where it is no number from 0 to 10.
bool scale_posted(struct call *c, str name, int64_t *value, err *e);

// Days posted as day_<ISO date>=yes|no, in the order of the body; was_<ISO date> names the version that it is to change.
struct posted_day {
    day day;
    bool headache;
    int64_t was;                // 0: not said
};
enum { POSTED_DAYS_MAX = 62 };
MUST_USE err days_posted(struct call *c, struct posted_day out[POSTED_DAYS_MAX], size_t *n);
// What was posted for this day: 1 yes, 0 no, -1 nothing.
int day_posted(const struct call *c, day d);
str day_field(struct call *c, day d);                            // "day_2026-11-21"
str was_field(struct call *c, day d);                            // "was_2026-11-21"

#endif
