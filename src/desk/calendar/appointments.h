// Appointments: free times, booking, moving, and what becomes of them. Overlaps are impossible in the database; a booking that comes
// second is E_CONFLICT with a problem on "time" and gets the nearest free times.
#ifndef UNKNOT_DESK_APPOINTMENTS_H
#define UNKNOT_DESK_APPOINTMENTS_H

#include "clinic/calendar/slots.h"
#include "desk/desk.h"
#include "store/appointment.h" // struct appointment, its kinds and states, struct client_visits

// --- free times. Verb FREE_TIMES.
struct free_in {
    service_id service;
    account_id therapist;       // v == 0: any who gives the service
    day from;                   // first day looked at; not before today
    int days;                   // how many days are looked at, 1 .. 62
    int from_minute, to_minute; // wanted time of day; 0,0 any
    size_t max;                 // at most so many in all, 1 .. 200
    client_id client;           // whose other appointments are avoided; v == 0: not known yet
};
struct free_time {
    day day;
    struct slot slot;
    account_id therapist[2];    // the second for a couple
    str therapist_name[2];
};
struct free_list {
    const struct free_time *v;
    size_t n;
};
// By time; where several therapists would do, the one with the least to do that day. A day on which nobody works has none.
// Problems: "therapist" (does not give it), "service" (no longer offered), "from", "days".
MUST_USE err desk_free_times(struct desk *d, const struct free_in *in, struct free_list *out);

// --- booking. Verb APPOINTMENT_BOOK.
struct book_in {
    client_id client[2];        // the second v != 0 for a couple
    account_id therapist[2];    // [0] v == 0: any who is free
    service_id service;
    enum visit_kind kind;
    plan_id plan;               // v == 0 outside of one
    day day;
    int minute;
    room_id room;               // v == 0: any that is free
    bool short_clearance;       // staff shorten the clearance knowingly: 0 minutes are kept
    bool outside_hours;         // staff book outside of working hours knowingly
    bool alone;                 // moving one of a couple: only this one; the other stays, alone
    str reason;                 // at most 500 code points
};
struct booked {
    appointment_id id[2];
    struct free_list nearest;   // where it was not free: at most 6 free times of that service and therapist, the nearest first
    enum slot_conflict conflict;
};
// Problems: "client", "therapist", "service", "time" (taken, closed, past, gap), "room", "kind", "plan", "day", "reason"; all at once, but
// "time" only where the rest is right. Taken is E_CONFLICT, closed, past and gap are E_INVALID; what began within
// the last hour is not past, as whoever walked in is entered a little late. May run twice. E_CONFLICT without a problem:
// somebody else was quicker by a hair, and the database refused; run again, it says what is taken.
// A therapist whose licence has run out by that day is refused: "therapist". A couple's price is the service's, halved.
MUST_USE err desk_book(struct desk *d, const struct book_in *in, struct booked *out);
// The nearest free times to in->day and in->minute, for a page that shows a refusal. Verb FREE_TIMES.
MUST_USE err desk_book_nearest(struct desk *d, const struct book_in *in, struct free_list *out);

// Several at once, all or nothing: a plan's series. Every conflict is told, not only the first. Verb SERIES_PLACE.
struct series_in {
    plan_id plan;
    account_id therapist;
    service_id service;
    const struct series_wish {
        day day;
        int minute;
    } *wish;
    size_t n;                   // 1 .. 60
};
struct series_line {            // one for each wish, in order
    day day;
    int minute;
    enum slot_conflict conflict;
    struct free_time other[3];  // where taken: nearest free times that no other line of the series uses
    size_t n_other;
};
// Looks, books nothing. Verb FREE_TIMES.
MUST_USE err desk_series_look(struct desk *d, const struct series_in *in, struct series_line *out);
// E_CONFLICT where any is taken; *out as by desk_series_look. ids: n of them.
MUST_USE err desk_series_place(struct desk *d, const struct series_in *in, struct series_line *out, appointment_id *ids);

// --- what becomes of it
// Client, kind, plan and reason are kept; a service or therapist of 0 too; a room of 0 is the same or any that is free. Both of a couple
// move unless to->alone: therapist[0] is of `id`. Only what is booked or arrived can move; on another day arrived is booked again.
// Problems as by desk_book, and E_CONFLICT on "" for another version or state. Verb APPOINTMENT_MOVE.
MUST_USE err desk_appointment_move(struct desk *d, appointment_id id, int64_t version, const struct book_in *to, struct booked *out);
struct state_in {
    appointment_id id;
    int64_t version;
    // booked → arrived → in-session → done, also straight over one that nobody entered; booked or arrived → no-show, late-cancel, cancelled.
    // One step back is undo: done → in-session → arrived → booked; no-show, late-cancel, cancelled → arrived or booked, as it was.
    enum appointment_state to;
    str reason;                 // no-show, late-cancel, cancelled: why; at most 200 code points
    bool in_time;               // a late cancellation counts as one in time: the practice lets it pass
    bool alone;                 // cancelling one of a couple: the other stays, alone
};
// A cancellation within the practice's hours before the start (desk/calendar/hours.h) is a late-cancel unless staff say otherwise. Cancelled and late-cancelled free their time;
// taking that back needs the time to be free still ("time", E_CONFLICT). Both of a couple are cancelled, and taken back, unless in->alone;
// the other states are each one's own. A visit with a signed note stays done. Problems: "to", "reason", "time"; E_CONFLICT on "" for another
// version. Verb APPOINTMENT_STATE.
MUST_USE err desk_appointment_state(struct desk *d, const struct state_in *in);
// Whether it would be late to cancel it now, and within how many hours it is; 0: never. Verb CALENDAR_SHOW.
MUST_USE err desk_late(struct desk *d, const struct appointment *p, bool *late, int64_t *hours);

// --- reads. Verb CALENDAR_SHOW. `reason`, in the client's words, is empty for who may not see measures: the front desk.
MUST_USE err desk_appointment(struct desk *d, appointment_id id, struct appointment *out);
MUST_USE err desk_appointments_of_day(struct desk *d, day day, account_id therapist, struct appointment_list *out); // therapist v == 0: all; by start
MUST_USE err desk_appointments_of_client(struct desk *d, client_id client, struct appointment_list *out);             // newest first
MUST_USE err desk_appointments_of_plan(struct desk *d, plan_id plan, struct appointment_list *out);                  // by start
// A client by link sees their own, by verb APPOINTMENTS_OWN, without the staff's reasons for a cancellation.
MUST_USE err desk_appointment_history(struct desk *d, appointment_id id, const struct appointment_before **out, size_t *n);                  // oldest first
MUST_USE err desk_client_visits(struct desk *d, client_id client, struct client_visits *out);

#endif
