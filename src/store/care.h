// What else may explain a change (other care), and what went wrong after a session (adverse events). Entered by the client or by staff;
// what was entered by mistake is withdrawn and stays readable.
#ifndef UNKNOT_STORE_CARE_H
#define UNKNOT_STORE_CARE_H

#include "base/opt.h"
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

enum adverse_what { ADVERSE_SORENESS, ADVERSE_BRUISING, ADVERSE_HEADACHE, ADVERSE_DIZZINESS, ADVERSE_NAUSEA, ADVERSE_NUMBNESS, ADVERSE_WORSE_PAIN,
    ADVERSE_OTHER, ADVERSE_WHATS };
enum adverse_severity { SEVERITY_MILD, SEVERITY_MODERATE, SEVERITY_SEVERE, SEVERITIES };
str adverse_what_name(enum adverse_what w);             // "soreness", …
bool adverse_what_of(str name, enum adverse_what *out);
str severity_name(enum adverse_severity s);             // "mild", "moderate", "severe"
bool severity_of(str name, enum adverse_severity *out);

struct adverse_row {
    adverse_id id;
    client_id client;
    appointment_id appointment; // v == 0 not known
    day day;
    enum adverse_what what;
    enum adverse_severity severity;
    opt_int days;               // how long
    str words, action;
    instant at;
    account_id account;         // v == 0: the client
    link_id link;
    bool withdrawn;
    instant withdrawn_at;
    str account_name;           // joined
    bool acted;                 // what was done was added later:
    instant acted_at;
    str acted_by;               // joined
};
bool adverse_waits(const struct adverse_row *r);        // moderate or severe, counts, and nothing was done yet
struct adverse_list {
    const struct adverse_row *v;
    size_t n;
};
MUST_USE err adverse_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct adverse_list *out); // newest first
MUST_USE err adverse_get(struct db *db, arena *a, const struct actor *who, adverse_id id, struct adverse_row *out);
MUST_USE err adverse_insert(struct db *db, const struct actor *who, const struct adverse_row *r);
// E_CONFLICT where something was done already, or it was withdrawn.
MUST_USE err adverse_act(struct db *db, const struct actor *who, adverse_id id, str action, instant at);
struct adverse_wait {
    client_id client;
    str given, family, preferred;
    day day;                    // when it began
};
MUST_USE err adverse_waiting(struct db *db, arena *a, const struct actor *who, size_t limit, const struct adverse_wait **out, size_t *n); // oldest first
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
