// Appointments: free times, booking, moving, and what becomes of them. Overlaps are impossible in the database; a booking that comes
// second is E_CONFLICT with a problem on "time" and gets the nearest free times.
#ifndef UNKNOT_DESK_APPOINTMENTS_H
#define UNKNOT_DESK_APPOINTMENTS_H

#include "clinic/slots.h"
#include "desk/desk.h"

enum visit_kind { VISIT_PLAN, VISIT_MAINTENANCE, VISIT_RELAXATION };
str visit_kind_name(enum visit_kind k);                 // "plan", "maintenance", "relaxation"
bool visit_kind_of(str name, enum visit_kind *out);

enum appointment_state { STATE_BOOKED, STATE_ARRIVED, STATE_IN_SESSION, STATE_DONE, STATE_NO_SHOW, STATE_LATE_CANCEL, STATE_CANCELLED };
str appointment_state_name(enum appointment_state s);   // "booked", "arrived", "in-session", "done", "no-show", "late-cancel", "cancelled"
bool appointment_state_of(str name, enum appointment_state *out);

struct appointment {
    appointment_id id;
    client_id client;
    account_id therapist;
    service_id service;
    room_id room;               // v == 0 none
    plan_id plan;               // v == 0 none
    group_id group;             // v == 0 alone
    enum visit_kind kind;
    day day;
    int minute, minutes, clearance;
    str zone;
    instant start, end, clear;
    enum appointment_state state;
    instant state_at;
    str reason, cancel_reason;
    int64_t price;
    bool arrived, began, ended; // and when:
    instant arrived_at, began_at, ended_at;
    instant booked_at;
    int64_t version;
    // joined in lists
    str client_name, therapist_name, service_name, room_name;
};
struct appointment_list {
    const struct appointment *v;
    size_t n;
};

// --- free times. Verb FREE_TIMES.
struct free_in {
    service_id service;
    account_id therapist;       // v == 0: any who gives the service
    day from;                   // first day looked at; not before today
    int days;                   // how many days are looked at, 1 .. 62
    int from_minute, to_minute; // wanted time of day; 0,0 any
    size_t max;                 // at most so many in all, 1 .. 200
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
    str reason;                 // at most 500 code points
};
struct booked {
    appointment_id id[2];
    struct free_list nearest;   // where it was taken: the nearest free times of that service and therapist
    enum slot_conflict conflict;
};
// Problems: "client", "therapist", "service", "time" (taken, closed, past, gap), "room", "kind", "plan". May run twice.
// A therapist whose licence has run out by that day is refused: "therapist".
MUST_USE err desk_book(struct desk *d, const struct book_in *in, struct booked *out);

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
MUST_USE err desk_appointment_move(struct desk *d, appointment_id id, int64_t version, const struct book_in *to, struct booked *out); // client, kind, plan are kept
struct state_in {
    appointment_id id;
    int64_t version;
    enum appointment_state to;  // booked → arrived → in-session → done; booked or arrived → no-show, late-cancel, cancelled; one step back is undo
    str reason;                 // no-show, late-cancel, cancelled: why; at most 200 code points
};
// A cancellation within 24 hours of the start is a late-cancel unless staff say otherwise. Cancelled and late-cancelled free their time;
// taking that back needs the time to be free still. Verb APPOINTMENT_STATE.
MUST_USE err desk_appointment_state(struct desk *d, const struct state_in *in);

// --- reads. Verb CALENDAR_SHOW.
MUST_USE err desk_appointment(struct desk *d, appointment_id id, struct appointment *out);
MUST_USE err desk_appointments_of_day(struct desk *d, day day, account_id therapist, struct appointment_list *out); // therapist v == 0: all; by start
MUST_USE err desk_appointments_of_client(struct desk *d, client_id client, struct appointment_list *out);             // newest first; client by link: own
MUST_USE err desk_appointments_of_plan(struct desk *d, plan_id plan, struct appointment_list *out);                  // by start

struct client_visits {          // counts of one client
    int64_t done, booked, no_show, late_cancel, cancelled;
};
MUST_USE err desk_client_visits(struct desk *d, client_id client, struct client_visits *out);

#endif
