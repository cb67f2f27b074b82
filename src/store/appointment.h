// Appointments, what they occupy, and what they were before each change.
#ifndef UNKNOT_STORE_APPOINTMENT_H
#define UNKNOT_STORE_APPOINTMENT_H

#include "actor.h"
#include "base/err.h"
#include "db/db.h"

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

// Each is limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise.
MUST_USE err appointment_get(struct db *db, arena *a, const struct actor *who, appointment_id id, struct appointment *out);
// Not for a client by link: E_NOT_FOUND.
MUST_USE err appointment_of_group(struct db *db, arena *a, const struct actor *who, group_id group, struct appointment_list *out);
MUST_USE err appointment_between(struct db *db, arena *a, const struct actor *who, instant from, instant until, account_id therapist,
    struct appointment_list *out);
MUST_USE err appointment_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct appointment_list *out);
MUST_USE err appointment_of_plan(struct db *db, arena *a, const struct actor *who, plan_id plan, struct appointment_list *out);
// Booked or arrived, from then on, on that place (piece) or a later one of a room or equipment. Not for a client by link.
MUST_USE err appointment_of_resource(struct db *db, arena *a, const struct actor *who, int64_t resource, int64_t place, instant from,
    struct appointment_list *out);

// Version 1; who->account booked it. Writes no row of `taken`.
MUST_USE err appointment_insert(struct db *db, const struct actor *who, const struct appointment *p);
// The row as it was is kept first (`what`: moved, state, room, therapist, other). E_CONFLICT where before->version is no longer there.
// Client, plan, kind and the booking itself never change.
MUST_USE err appointment_change(struct db *db, arena *a, const struct actor *who, const struct appointment *before,
    const struct appointment *after, str what, instant now);

struct appointment_before {
    int64_t version;
    instant at;
    str by_name;                // '' the client or the system
    str what;
    str body;                   // canonical JSON
};
MUST_USE err appointment_history(struct db *db, arena *a, const struct actor *who, appointment_id id, const struct appointment_before **out,
    size_t *n);

struct client_visits {          // counts of one client
    int64_t done, booked, no_show, late_cancel, cancelled;
};
MUST_USE err appointment_visits(struct db *db, arena *a, const struct actor *who, client_id client, struct client_visits *out);
MUST_USE err appointment_signed(struct db *db, arena *a, const struct actor *who, appointment_id id, bool *out);  // a signed note is there
// Whose plan, and its state; E_NOT_FOUND.
MUST_USE err appointment_plan(struct db *db, arena *a, const struct actor *who, plan_id plan, client_id *client, str *state);

// --- what is occupied
enum taken_what { TAKEN_THERAPIST, TAKEN_CLIENT, TAKEN_ROOM, TAKEN_EQUIPMENT };
struct taken {
    int64_t resource;           // account, client, room or equipment
    int place;                  // of the room, piece of the equipment, from 0; persons have one: 0
    instant from, until;
    enum taken_what what;       // only when written
};
// E_CONFLICT where it overlaps with another row: the schema holds that.
MUST_USE err taken_insert(struct db *db, const struct actor *who, appointment_id by, const struct taken *t);
MUST_USE err taken_clear(struct db *db, const struct actor *who, appointment_id by);
struct taken_near_in {
    service_id service;
    instant from, until;
    account_id therapist[2];    // [0].v == 0: all
    room_id room;               // v == 0: all
    client_id client[2];
    appointment_id except[2];   // as if these were not there
};
// What overlaps the span, sorted by resource, place, from.
MUST_USE err taken_near(struct db *db, arena *a, const struct actor *who, const struct taken_near_in *in, const struct taken **out, size_t *n);

#endif
