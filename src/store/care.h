// What else may explain a change (other care), and what went wrong after a session (adverse events). Entered by the client or by staff;
// what was entered by mistake is withdrawn and stays readable.
#ifndef UNKNOT_STORE_CARE_H
#define UNKNOT_STORE_CARE_H

#include "base/opt.h"
#include "clinic/safety/harm.h"
#include "db/db.h"
#include "store/actor.h"

enum care_kind { CARE_TREATMENT, CARE_MEDICINE, CARE_EVENT };
str care_kind_name(enum care_kind k);       // "treatment", "medicine", "event"
bool care_kind_of(str name, enum care_kind *out);

struct care_row {
    other_care_id id;
    client_id client;
    day from;
    opt_day to;
    enum care_kind kind;
    str words;
    instant at;
    account_id account;         // v == 0: the client
    link_id link;
    bool withdrawn;
    instant withdrawn_at;
    str account_name;           // joined
};
struct care_list {
    const struct care_row *v;
    size_t n;
};
MUST_USE err care_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct care_list *out); // newest first
MUST_USE err care_get(struct db *db, arena *a, const struct actor *who, other_care_id id, struct care_row *out);
MUST_USE err care_insert(struct db *db, const struct actor *who, const struct care_row *c);
MUST_USE err care_withdraw(struct db *db, const struct actor *who, other_care_id id, instant at); // E_CONFLICT where it is already

struct adverse_row {            // as it is known now: the report, or the newest version of it (store/harm.h)
    adverse_id id;
    client_id client;
    appointment_id appointment; // v == 0 not known
    day day;                    // when it began
    enum adverse_what what;
    enum adverse_severity severity;
    opt_int days;               // how long it lasted; 0: less than a day
    opt_int hours;              // it began so many hours after the session
    str sites;                  // where, as sites_json; empty: not said
    str words, action;          // action: what was done, as the report says
    instant at;
    account_id account;         // v == 0: the client
    link_id link;
    bool withdrawn;
    instant withdrawn_at;
    str account_name;           // joined
    bool acted;                 // what was done was added later:
    instant acted_at;
    str acted_by;               // joined
    bool corrected;             // there is a version of it
    opt_day due;                // to be followed up by then
    account_id follow;          // by whom; v == 0: whoever treats
    instant closed;             // followed up; us == 0: not yet, or it need not be
    str outcome, relation;      // as in clinic/safety/harm.h; empty: not said
};
bool adverse_waits(const struct adverse_row *r);        // counts, is to be followed up, and was not yet
struct adverse_list {
    const struct adverse_row *v;
    size_t n;
};
MUST_USE err adverse_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct adverse_list *out); // newest first
MUST_USE err adverse_get(struct db *db, arena *a, const struct actor *who, adverse_id id, struct adverse_row *out);
MUST_USE err adverse_insert(struct db *db, const struct actor *who, const struct adverse_row *r);
struct adverse_wait {
    adverse_id id;
    client_id client;
    str given, family, preferred;
    day day, due;               // when it began; to be followed up by
    enum adverse_severity severity;
};
// Of `account`, and those that are nobody's; v == 0: all. By when they are due.
MUST_USE err adverse_waiting(struct db *db, arena *a, const struct actor *who, account_id account, size_t limit, const struct adverse_wait **out, size_t *n);
MUST_USE err adverse_withdraw(struct db *db, const struct actor *who, adverse_id id, instant at);

// Sessions that are over: for the progress page, and for "after your last visit". Nobody treated: none of these.
struct held {
    appointment_id id;
    day day;
    int64_t minutes;
    str service;
    bool given;                 // a signed note says so; false: done, and no signed note yet (struct plan_count)
};
struct held_list {
    const struct held *v;
    size_t n;
};
MUST_USE err sessions_held(struct db *db, arena *a, const struct actor *who, client_id client, struct held_list *out); // oldest first

#endif
