// When a service can be given: what the database knows about hours, people, rooms and equipment, as days of clinic/calendar/slots.h.
// Shared by free times, booking, moving and series; not a verb: the caller has begun one.
#ifndef UNKNOT_DESK_AVAILABILITY_H
#define UNKNOT_DESK_AVAILABILITY_H

#include "clinic/calendar/slots.h"
#include "desk/calendar/appointments.h"
#include "store/calendar.h"

struct availability_in {
    service_id service;
    account_id therapist[2];    // wanted; v == 0: any who gives the service
    client_id client[2];        // v == 0: not known yet
    room_id room;               // v == 0: any
    room_id prefer;             // tried first among any
    appointment_id except[2];   // as if these were not there: they are to be moved
    day from, to;               // days that may be looked at
    bool short_clearance;       // no clearance is kept
    bool outside_hours;         // any time of the day
    bool just_begun;            // what began within the last hour too: whoever walked in is entered a little late
    bool any_time;              // in the past too
    int minutes, clearance;     // as agreed before; minutes == 0: both are the service's
};

struct availability {           // read freely; made by availability_open
    struct availability_in in;
    struct calendar_service service;
    const struct zone *zone;
    instant not_before;
    int minutes, clearance;
    const struct giver *giver;  // who gives the service, by name
    size_t n_givers;
    struct availability_data *data;
};

// E_NOT_FOUND: no such service. Reads everything but what is taken.
MUST_USE err availability_open(struct desk *d, const struct availability_in *in, struct availability *out);
const struct giver *availability_giver(const struct availability *v, account_id therapist);  // NULL: does not give the service
int availability_room_places(const struct availability *v);     // of in.room; 0 where it is not there or no longer used
// Reads what is taken on these days, instead of what was read before. The functions below answer for such days only.
MUST_USE err availability_look(struct desk *d, struct availability *v, day from, day to);

// One day of one therapist; of two for a couple (second.v != 0).
enum slot_conflict availability_check(struct desk *d, const struct availability *v, day day, int minute, account_id first, account_id second,
    struct slot *out);
size_t availability_free(struct desk *d, const struct availability *v, day day, account_id first, account_id second, struct slot *out,
    size_t max);
// Who may give it: those wanted (wanted[0].v == 0: any; wanted[1] the second of a couple, any where 0), singly or in pairs.
struct therapists {
    account_id first, second;   // second.v == 0 where one person is treated
};
size_t availability_therapists(struct desk *d, const struct availability *v, const account_id *wanted, int people, struct therapists **out);
// A wanted time with the one of `from` that is free and has least to do; the weightiest reason where none is.
enum slot_conflict availability_pick(struct desk *d, const struct availability *v, day day, int minute, const struct therapists *from, size_t n,
    struct therapists *who, struct slot *slot);
// All free times of a day, by time, at most AVAILABILITY_DAY of them.
enum { AVAILABILITY_DAY = 288 };
size_t availability_day(struct desk *d, const struct availability *v, day day, const struct therapists *from, size_t n, struct free_time *out);
// The free times that are nearest to a wanted one, within two weeks: `max` at most, nearest first. Looks at other days: what was looked
// at before is forgotten.
MUST_USE err availability_nearest(struct desk *d, struct availability *v, day day, int minute, const struct therapists *from, size_t n,
    struct free_time *out, size_t max, size_t *found);
// Minutes that this therapist is taken on that day: the less, the sooner they are offered.
int availability_load(const struct availability *v, day day, account_id therapist);
// Pieces of each needed equipment for `people` at a slot that was found free: calls `use` with equipment and piece.
void availability_pieces(const struct availability *v, instant from, int people, void (*use)(void *ctx, int64_t equipment, int piece, int person),
    void *ctx);

#endif
