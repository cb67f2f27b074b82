// What booking, moving and placing a series share: checks, rows of appointments and of what they occupy. Not a verb.
#ifndef UNKNOT_DESK_BOOKING_H
#define UNKNOT_DESK_BOOKING_H

#include "desk/calendar/availability.h"

enum { BOOKING_NEAREST = 6, BOOKING_DAYS_MAX = 731 }; // at most two years ahead

// A visit, or two of a couple, at a slot found free in the availability that it is written with.
struct booking {
    client_id client[2];        // the second v == 0 for one person
    account_id therapist[2];
    enum visit_kind kind;
    plan_id plan;               // of the first
    str reason;
    day day;
    struct slot slot;
};
// E_CONFLICT: the database refused an overlap that was not seen.
MUST_USE err booking_write(struct desk *d, const struct availability *v, const struct booking *b, appointment_id out[2]);
// Only what the n appointments of a slot occupy.
MUST_USE err booking_occupy(struct desk *d, const struct availability *v, const struct slot *s, const struct appointment *p, int n);
struct say booking_conflict_say(enum slot_conflict c);  // why a time is not free; not for SLOT_FREE
// The problem for a conflict, on "time" or "therapist": E_CONFLICT where somebody or something is taken, E_INVALID otherwise.
err booking_refuse(struct desk *d, enum slot_conflict c);

// Rules that booking and moving share; each adds its problem and returns whether it held.
bool booking_rule_day(struct desk *d, day on);
bool booking_rule_therapists(struct desk *d, const struct availability *v, const account_id *therapist, int people, day on);
bool booking_rule_room(struct desk *d, const struct availability *v, int people);  // v->in.room is there, in use and large enough

// An appointment that is to be changed, at the version that was seen, and the other of a couple that still stands. Begins the verb.
struct changing {
    struct appointment now[2], next[2]; // next: to be changed by the caller, then written
    int n;                      // 2: both of a couple
};
MUST_USE err changing_begin(struct desk *d, enum verb verb, appointment_id id, int64_t version, struct changing *out);
// Only the first goes on; the other, where there is one, is left alone.
MUST_USE err changing_part(struct desk *d, struct changing *c);
MUST_USE err changing_write(struct desk *d, const struct changing *c, str what);   // what: moved, state, room, therapist, other

// Availability for a day and its neighbours that are looked at for the nearest.
MUST_USE err booking_open(struct desk *d, struct availability_in *in, day on, struct availability *out);
// Fills out->conflict and out->nearest, and says the problem.
MUST_USE err booking_conflict(struct desk *d, const struct availability_in *in, day on, int minute, int people, enum slot_conflict c,
    struct booked *out);

#endif
