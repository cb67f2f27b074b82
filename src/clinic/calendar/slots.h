// Free times, conflicts, and placing a series: pure, over intervals. Civil hours become instants here, with gaps and folds of the
// zone named; nobody is offered a time that does not exist or that is ambiguous without saying so.
//
// Spans are half open: one that ends when the next begins does not meet it. The therapist, the room and the equipment are taken for
// treatment and clearance, the client for the treatment only. All sweeps are linear in what lies in that day; spans of other days
// cost a binary search, so the same lists serve for every day of a longer look.
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

// Something with places (a room) or pieces (equipment). Spans of one place do not overlap, as the database holds.
struct slots_resource {
    int64_t id;
    int places;                 // numbered from 0
    const struct slots_taken {
        int place;
        struct span span;
    } *taken;                   // sorted by place, then from
    size_t n_taken;
};

// One therapist's day. Lists of spans are sorted and apart (slots_join makes them so, also of two people's together) and may hold
// other days' too; they must reach as far as the last clearance does, beyond midnight.
struct slots_day {
    day day;
    const struct zone *zone;
    const struct minutes *open; // working hours of that day with exceptions applied, as slots_hours makes them; sorted, apart
    size_t n_open;
    const struct span *busy;    // what the therapist is taken by (for a couple: either of the two), to the end of its clearance
    size_t n_busy;
    const struct span *client;  // what the client is taken by (for a couple: either), to the end of treatment; none where not known yet
    size_t n_client;
    const struct slots_resource *rooms;     // in order of preference; any one of them will do; none given: no room is needed
    size_t n_rooms;
    const struct slots_resource *needs;     // one piece of each is needed for each person
    size_t n_needs;
    int people;                 // places needed in one room, 1 or 2
    int minutes, clearance;     // treatment must lie in open hours; clearance need not, but must be free
    int grid;                   // minutes, 1 .. 1440: times offered are multiples of it after midnight
    instant not_before;         // nothing earlier
    bool licence_ended;         // by that day the therapist's licence has run out: nothing is free
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

// Why a wanted time is not free: the first of these that holds, in this order. SLOT_FREE where it is, with *out filled. The grid is
// not asked: staff may book at ten past.
//   SLOT_LICENCE the licence has run out · SLOT_GAP the clocks jump over it · SLOT_PAST before not_before · SLOT_CLOSED not within
//   open hours · SLOT_THERAPIST, SLOT_CLIENT taken · SLOT_EQUIPMENT too few pieces · SLOT_ROOM no room has places enough
enum slot_conflict { SLOT_FREE, SLOT_GAP, SLOT_PAST, SLOT_CLOSED, SLOT_THERAPIST, SLOT_CLIENT, SLOT_ROOM, SLOT_EQUIPMENT, SLOT_LICENCE };
enum slot_conflict slots_check(const struct slots_day *d, int minute, struct slot *out);
str slot_conflict_name(enum slot_conflict c);   // "free", "gap", "past", "closed", "therapist", "client", "room", "equipment", "licence"

// The first places (pieces) of r that are free for the whole span, ascending, at most `want`. Returns how many.
int slots_places(const struct slots_resource *r, struct span at, int want, int *place);
// Sorts spans and joins those that meet or touch; empty ones fall out. Returns how many remain.
size_t slots_join(struct span *v, size_t n);

// Civil hours of one day: the week's hours, then each change applied in order, so a later one wins (the practice's holidays first,
// then the therapist's own). Joined and sorted. Returns how many; at most `max`.
struct hours_change {
    bool open;
    struct minutes at;
};
size_t slots_hours(const struct minutes *week, size_t n_week, const struct hours_change *changes, size_t n_changes, struct minutes *out, size_t max);
// When both are open, each as slots_hours makes them: a couple's two therapists. Returns how many; at most `max`.
size_t slots_hours_both(const struct minutes *a, size_t n_a, const struct minutes *b, size_t n_b, struct minutes *out, size_t max);

// --- a series: `sessions` days, `per_week` in each stretch of `every_weeks` weeks that begins with the first day, spread as evenly as
// the wished weekdays allow. Every wished weekday is used before one is used again; where they are too few for the rhythm, other
// working weekdays fill in. Wished weekdays are taken even where nobody works: that is a conflict to be shown, not to be hidden.
struct rhythm {
    int sessions, per_week, every_weeks; // 1 .. 60, 1 .. 7, 1 .. 12
    day first;                  // nothing earlier; the series begins on the first day from then on that is wished (or worked)
    int weekdays[7];            // wished, 1 Monday .. 7 Sunday, ended by 0; empty: the first's weekday, others spread
    unsigned works;             // bit 1u << weekday of those that may be filled in; 0: any
};
size_t series_days(const struct rhythm *r, day *out, size_t max); // `sessions` days, at most `max`, ascending
// How many sessions the rhythm asks for before `today`: the first on r->first, the others evenly behind it, at most r->sessions.
int series_due(const struct rhythm *r, day today);

#endif
