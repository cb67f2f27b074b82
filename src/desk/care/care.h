// What else may explain a change, and unwanted effects after a session, as staff enter them (a client's: answers.h).
#ifndef UNKNOT_DESK_CARE_H
#define UNKNOT_DESK_CARE_H

#include "desk/desk.h"
#include "store/care.h"

struct care_shown {
    struct care_list care;
    struct adverse_list adverse;
    struct held_list held;
};
MUST_USE err desk_care(struct desk *d, client_id client, struct care_shown *out);  // verb PLAN_SHOW; newest first, withdrawn ones too

struct care_in {
    client_id client;
    day from;                   // not in the future; "from"
    opt_day to;                 // not before from; "to"
    enum care_kind kind;
    str words;                  // 1 .. 300; "words"
};
// Verb CARE_CHANGE, and the same for the rest.
MUST_USE err desk_care_add(struct desk *d, const struct care_in *in, other_care_id *out);
MUST_USE err desk_care_withdraw(struct desk *d, client_id client, other_care_id id);

struct adverse_in {
    client_id client;
    day day;                    // not in the future; "day". The last session held within 7 days before it is kept with it
    appointment_id after;       // … or this one, a session of the client's held on that day or before; "after"; v == 0: not said
    enum adverse_what what;
    enum adverse_severity severity;
    opt_int days;               // it lasted so many, 0 less than one: 0 .. 365; "days"
    opt_int hours;              // it began so many after the session: 0 .. 168; "hours"
    str sites;                  // where, as sites_json; empty: not said
    str words;                  // at most 500; other: required; "said"
    str action;                 // at most 500; moderate and severe: required; "action"
};
MUST_USE err desk_adverse_add(struct desk *d, const struct adverse_in *in, adverse_id *out);
enum { ADVERSE_WAITING_MAX = 20 };
// For Today: what is to be followed up (safety/harm.h), a therapist's own and nobody's, else all; at most ADVERSE_WAITING_MAX. Verb PLAN_SHOW; names and days only.
MUST_USE err desk_adverse_waiting(struct desk *d, const struct adverse_wait **out, size_t *n);

// The last session held at most 7 days before `on`; v == 0 where there is none.
appointment_id care_last_session(const struct held_list *held, day on);

#endif
