// What the pages of the calendar day read: the day in one query, and what one can choose from when booking.
#ifndef UNKNOT_STORE_TODAY_H
#define UNKNOT_STORE_TODAY_H

#include "actor.h"
#include "base/err.h"
#include "db/db.h"

struct choice_service {
    service_id id;
    str name;
    int minutes, people;
    int64_t price;          // minor units
    str kind;               // usual kind of visit
};
struct choice_person {
    account_id id;
    str name;
    bool gives;             // the service asked about
};
struct choice_room {
    room_id id;
    str name;
    int places;
};
struct choices {            // active ones only
    const struct choice_service *service;
    size_t n_services;
    const struct choice_person *therapist;
    size_t n_therapists;
    const struct choice_room *room;
    size_t n_rooms;
};
// service v == 0: every therapist `gives`.
MUST_USE err choices_get(struct db *db, arena *a, const struct actor *who, service_id service, struct choices *out);

struct today_visit {
    appointment_id id;
    client_id client;
    account_id therapist;
    room_id room;           // v == 0 none
    group_id group;         // v == 0 alone
    str given, family, preferred, therapist_name, service_name, room_name;
    str kind, state, reason;
    day day;
    int minute, minutes;
    instant state_at;
    int64_t version;
    bool noted, signed_;    // a note was begun; it is signed
    bool unanswered;        // comes for treatment, and an open concern has no rating of the last two days
};
struct today_list {
    const struct today_visit *v;
    size_t n;
};
// By start. therapist and room v == 0: all.
MUST_USE err today_visits(struct db *db, arena *a, const struct actor *who, instant from, instant until, account_id therapist, room_id room,
    struct today_list *out);

// The note of a whole-day closing of the practice; E_NOT_FOUND where there is none.
MUST_USE err today_closed(struct db *db, arena *a, const struct actor *who, day d, str *note);

#endif
