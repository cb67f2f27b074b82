// Rooms, equipment, and what a service needs: length of clearance, people, kind, tax, therapists, equipment.
//
// Reads are VERB_PRACTICE_SHOW, changes VERB_PLACES_CHANGE. E_CONFLICT (problem on "") where somebody else changed the row meanwhile.
// A change never refuses because of what is booked: it says which appointments it touches, booked or arrived and not yet begun, so that
// somebody can move them.
#ifndef UNKNOT_DESK_PLACES_H
#define UNKNOT_DESK_PLACES_H

#include "desk/desk.h"
#include "store/account.h"
#include "store/appointment.h"
#include "store/calendar.h"
#include "store/practice.h"

struct places_shown {
    const struct room *rooms;           // by position, switched-off ones too
    size_t n_rooms;
    const struct equipment *equipment;  // likewise
    size_t n_equipment;
    const struct service *services;     // likewise, with what the calendar and the receipt need of them
    size_t n_services;
    const struct service_link *needs;   // service and equipment, by service
    size_t n_needs;
    const struct service_link *givers;  // service and account, by service; a service without one is given by all
    size_t n_givers;
    const struct member *therapists;    // active owners and therapists, by name
    size_t n_therapists;
};
MUST_USE err desk_places_show(struct desk *d, struct places_shown *out);

struct room_in {
    room_id id;                 // v == 0: a new one
    int64_t version;            // seen; ignored for a new one
    str name;                   // 1 .. 80 code points, one line
    opt_int places;             // 1 .. 20
    bool active;
};
// Problems: "name", "places". *touched: those that lie in it and no longer fit.
MUST_USE err desk_room_save(struct desk *d, const struct room_in *in, room_id *id, struct appointment_list *touched);

struct equipment_in {
    equipment_id id;            // v == 0: a new one
    int64_t version;
    str name;                   // 1 .. 80 code points, one line
    opt_int pieces;             // 1 .. 50
    bool active;                // a service that needs what is switched off cannot be booked
};
// Problems: "name", "pieces".
MUST_USE err desk_equipment_save(struct desk *d, const struct equipment_in *in, equipment_id *id, struct appointment_list *touched);

enum { SERVICE_NAMES_MAX = 40 };
struct service_needs_in {
    service_id id;
    int64_t version;            // of the service
    opt_int clearance;          // 0 .. 240 minutes
    opt_int people;             // 1, or 2 for a couple in one room
    enum visit_kind kind;       // usual kind of visit
    opt_int tax_bp;             // tax contained in the price: 0 .. 10000 hundredths of a percent
    equipment_id equipment[SERVICE_NAMES_MAX];  // one piece of each for each person treated
    size_t n_equipment;
    account_id therapist[SERVICE_NAMES_MAX];    // who gives it; none: all
    size_t n_therapists;
};
// What was booked before keeps its clearance, equipment and therapist. Problems: "clearance", "people", "tax", "equipment", "therapist".
MUST_USE err desk_service_needs(struct desk *d, const struct service_needs_in *in);

#endif
