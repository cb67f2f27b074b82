// Free times, conflicts, and placing a series: pure, over intervals. Civil hours become instants here, with gaps and folds of the
// zone named; nobody is offered a time that does not exist or that is ambiguous without saying so.
#ifndef UNKNOT_CLINIC_SLOTS_H
#define UNKNOT_CLINIC_SLOTS_H

#include "base/civil.h"
#include "base/zone.h"

struct span {                   // [from, until)
    instant from, until;
};

struct minutes {                // [from, to) of a civil day, 0 .. 1440
    int from, to;
};

// Something with places (a room) or pieces (equipment), or a person (one place).
struct slots_resource {
    int64_t id;
    int places;
    const struct slots_taken {
        int place;
        struct span span;
    } *taken;                   // sorted by place, then from
    size_t n_taken;
};

// One therapist's day.
struct slots_day {
    day day;
    const struct zone *zone;
    const struct minutes *open; // working hours of that day with exceptions applied; sorted, apart
    size_t n_open;
    const struct span *busy;    // what the therapist is taken by, sorted
    size_t n_busy;
    const struct slots_resource *rooms;     // any one of them will do; none given: no room is needed
    size_t n_rooms;
    const struct slots_resource *needs;     // one piece of each is needed for each person
    size_t n_needs;
    int people;                 // places needed in one room, 1 or 2
    int minutes, clearance;     // treatment must lie in open hours; clearance need not, but must be free
    int grid;                   // minutes: times offered are multiples of it after midnight
    instant not_before;         // nothing earlier
};

struct slot {
    instant start;
    int minute;                 // civil, of that day
    int64_t room;               // 0 where none is needed
    int place[2];               // in the room, for each person
    bool fold;                  // the civil time exists twice that day; this is the first
};
// Free times in order; at most `max`. Returns how many.
size_t slots_free(const struct slots_day *d, struct slot *out, size_t max);

// Why a wanted time is not free; SLOT_FREE where it is, with *out filled.
enum slot_conflict { SLOT_FREE, SLOT_GAP, SLOT_PAST, SLOT_CLOSED, SLOT_THERAPIST, SLOT_CLIENT, SLOT_ROOM, SLOT_EQUIPMENT, SLOT_LICENCE };
enum slot_conflict slots_check(const struct slots_day *d, int minute, struct slot *out);

// Civil hours of one day: the week's hours, plus and minus exceptions, joined and sorted. Returns how many; at most `max`.
struct hours_change {
    bool open;
    struct minutes at;
};
size_t slots_hours(const struct minutes *week, size_t n_week, const struct hours_change *changes, size_t n_changes, struct minutes *out, size_t max);

// --- a series: `sessions` wanted civil days from a first one, `per_week` in each `every_weeks` weeks, on the weekdays given or spread evenly
struct rhythm {
    int sessions, per_week, every_weeks;
    day first;
    int weekdays[7];            // wanted, 1 Monday .. 7 Sunday, ended by 0; empty: the first's weekday, others spread
};
size_t series_days(const struct rhythm *r, day *out, size_t max); // `sessions` days, ascending

#endif
