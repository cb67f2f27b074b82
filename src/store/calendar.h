// Where and when: rooms, equipment, who gives a service and what it needs, weekly hours, exceptions, the grid.
#ifndef UNKNOT_STORE_CALENDAR_H
#define UNKNOT_STORE_CALENDAR_H

#include "actor.h"
#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"
#include "store/appointment.h"

// --- what the calendar asks for a service
struct calendar_service {
    str name;
    int minutes, clearance, people;
    int64_t price;              // minor units
    bool active;
    enum visit_kind kind;       // usual kind of visit
    int grid;                   // of the practice, minutes
    str zone;                   // of the practice, IANA
};
MUST_USE err calendar_service_get(struct db *db, arena *a, const struct actor *who, service_id id, struct calendar_service *out);

struct giver {                  // an active owner or therapist
    account_id account;
    str name;
    opt_day licence_expires;    // last valid day
};
// Who gives the service, by name: those it names, or all.
MUST_USE err calendar_givers(struct db *db, arena *a, const struct actor *who, service_id service, const struct giver **out, size_t *n);

struct week_span {
    account_id account;         // v == 0: the practice's opening hours
    int weekday;                // 1 Monday .. 7 Sunday
    int from_minute, to_minute; // of the civil day, end exclusive, up to 1440
};
// Of everybody, sorted by account, weekday, minute, the practice first; where `only` names two therapists (either v may be 0), of those and the
// practice, in no order.
MUST_USE err calendar_hours(struct db *db, arena *a, const struct actor *who, const account_id *only, const struct week_span **out, size_t *n);
MUST_USE err hours_replace(struct db *db, const struct actor *who, account_id account, const struct week_span *v, size_t n);

struct exception {              // a holiday, a course, a Saturday worked
    exception_id id;
    account_id account;         // v == 0: the whole practice
    str account_name;
    day from, to;               // civil days, both included
    bool open;                  // works then besides the week's hours; otherwise does not
    int from_minute, to_minute; // of each of these days; 0 .. 1440 the whole day
    str note;
};
MUST_USE err exception_between(struct db *db, arena *a, const struct actor *who, day from, day to, const struct exception **out, size_t *n);
MUST_USE err exception_insert(struct db *db, const struct actor *who, const struct exception *x, instant now);
MUST_USE err exception_delete(struct db *db, const struct actor *who, exception_id id);    // E_NOT_FOUND

struct room {
    room_id id;
    str name;
    int64_t places;             // how many are treated there at once
    bool active;
    int64_t position, version;
};
MUST_USE err room_list(struct db *db, arena *a, const struct actor *who, const struct room **out, size_t *n); // by position, switched-off ones too
MUST_USE err room_insert(struct db *db, const struct actor *who, const struct room *r);
MUST_USE err room_update(struct db *db, const struct actor *who, const struct room *r);    // E_CONFLICT where r->version is no longer there

struct equipment {
    equipment_id id;
    str name;
    int64_t pieces;             // how many there are
    bool active;
    int64_t position, version;
};
MUST_USE err equipment_list(struct db *db, arena *a, const struct actor *who, const struct equipment **out, size_t *n);
MUST_USE err equipment_insert(struct db *db, const struct actor *who, const struct equipment *x);
MUST_USE err equipment_update(struct db *db, const struct actor *who, const struct equipment *x);  // E_CONFLICT likewise
// Only id and pieces; what is no longer used has 0 pieces.
MUST_USE err equipment_of_service(struct db *db, arena *a, const struct actor *who, service_id service, const struct equipment **out, size_t *n);

struct service_link {           // a service and what or whom it names
    service_id service;
    int64_t other;              // equipment or account
};
MUST_USE err service_needs(struct db *db, arena *a, const struct actor *who, const struct service_link **out, size_t *n);   // by service
MUST_USE err service_givers(struct db *db, arena *a, const struct actor *who, const struct service_link **out, size_t *n);  // by service
MUST_USE err service_needs_replace(struct db *db, const struct actor *who, service_id service, const int64_t *equipment, size_t n);
MUST_USE err service_givers_replace(struct db *db, const struct actor *who, service_id service, const int64_t *accounts, size_t n);

struct service_extras {
    service_id id;
    int64_t version;            // seen
    int64_t clearance, people, tax_bp;  // minutes; 1 or 2; hundredths of a percent contained in the price
    enum visit_kind kind;
};
MUST_USE err service_extras_update(struct db *db, const struct actor *who, const struct service_extras *x);    // E_CONFLICT where changed since

struct practice_calendar {
    int64_t slot_minutes;       // 5, 10, 15, 20, 30 or 60
    int64_t late_hours;         // a visit cancelled less than so many hours before it begins is cancelled late; 0: none is
    str tax_number, tax_name;
    int64_t version;            // of the practice's row
};
MUST_USE err practice_calendar_get(struct db *db, arena *a, const struct actor *who, struct practice_calendar *out);
MUST_USE err practice_calendar_set(struct db *db, const struct actor *who, const struct practice_calendar *p); // E_CONFLICT likewise

#endif
