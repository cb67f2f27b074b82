// The invented people of the demo practice, and their invented numbers: pure functions of a seed.
#ifndef UNKNOT_DESK_DEMO_PEOPLE_H
#define UNKNOT_DESK_DEMO_PEOPLE_H

#include "base/random.h"
#include "clinic/measures/change.h"
#include "store/client.h"

// How somebody's numbers go once treatment begins.
enum demo_course {
    COURSE_RESPONDS,        // level and slope change after the start
    COURSE_SAME,            // does not respond
    COURSE_WORSE,
    COURSE_FLOOR,           // hardly any pain to begin with
    COURSE_NO_BASELINE,     // nothing from before; responds or not, nobody can tell
    COURSE_TREND,           // was already getting better before
    COURSE_WAITS            // treatment has not begun
};

struct demo_person {
    struct client_fields f;
    day entered;            // first contact
    day start;              // of treatment; after `today` where it has not begun
    day last;               // last day with entries: today, or where they dropped out
    enum demo_course course;
    int pains;              // pain concerns: 0..2
    str place[2];
    bool headache;
};

// The same person for the same seed, whatever else is made.
struct demo_person demo_person_make(arena *a, struct rng *r, day today);
// A second record of the same person, as a front desk makes it in a hurry: no accents, an error, another phone format.
struct client_fields demo_person_again(arena *a, struct rng *r, const struct client_fields *f);

// Weekly pain ratings, whole numbers 0..10, ascending; weeks are missing.
size_t demo_ratings(arena *a, struct rng *r, const struct demo_person *p, struct point **out);

struct demo_day {
    day day;
    bool headache;
    int peak, medicine;     // -1: not said
};
size_t demo_diary(arena *a, struct rng *r, const struct demo_person *p, struct demo_day **out);

#endif
