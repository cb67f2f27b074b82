// Alerts: who is told the same day, what was raised, what was done then. What was raised stays, whatever becomes of the answers; each thing done
// is a row of its own that never changes.
#ifndef UNKNOT_STORE_ALERT_H
#define UNKNOT_STORE_ALERT_H

#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

struct alert_setting {
    account_id account;         // named; v == 0 nobody
    str address, phone;
    unsigned weekdays;          // 1 Monday … 64 Sunday, added up
    int until_minute;           // of the civil day, 0..1440
    opt_day away_until;         // last day on which they cannot be reached
    int64_t address_version;    // one more with each change of person or address
    bool confirmed;
    instant confirmed_at;       // where so
    str emergency;              // number of the place
    str crisis_line;            // the practice's as it was checked
    bool crisis_checked;
    instant crisis_at;          // where so
    int64_t version;            // 0: never set
};

enum alert_said { SAID_NOTHING, SAID_SAFE, SAID_CALL, SAID_DANGER, SAID_COUNT };
str alert_said_name(enum alert_said s);     // "", "safe", "call", "danger"
bool alert_said_of(str name, enum alert_said *out);

enum alert_cause { CAUSE_ANSWER, CAUSE_FINDING, CAUSE_EVENT, ALERT_CAUSES };
str alert_cause_name(enum alert_cause c);   // "answer", "finding", "event"

struct alert_row {
    alert_id id;
    client_id client;
    enum alert_cause cause;
    response_id response;       // CAUSE_ANSWER; otherwise v == 0
    str instrument, fired;      // instrument '' but of CAUSE_ANSWER; fired: ["self-harm"]; rules, ["cauda-equina"]; what the event is, ["severe"]
    int64_t about;              // CAUSE_FINDING: the health form, 0 none; CAUSE_EVENT: the event
    int level;                  // CAUSE_FINDING: the highest level, 1 or 2; otherwise 0
    account_id account;         // who is to act; v == 0 nobody is named
    str account_name;           // read
    outbox_id mail;             // v == 0: none could be sent
    instant raised, due;
    enum alert_said said;
    instant said_at;            // where something was
    bool escalated, closed, seen; // seen: of alert_waiting alone
    instant escalated_at, closed_at;
    str mail_state;             // of alert_waiting alone: as outbox_state_name says it; '' nobody could be written to
    int64_t version;
    str given, family, preferred; // of the client; not of alert_of_client
};
struct alert_list {
    const struct alert_row *v;
    size_t n;
};

struct alert_act {
    int64_t id;
    str kind;                   // a word of sql/schema's list
    str words;
    instant at;
    account_id account;         // v == 0: the client, or the system
    str account_name;           // read
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
MUST_USE err alert_setting_get(struct db *db, arena *a, const struct actor *who, struct alert_setting *out); // never set: version 0
// s->version is the version seen: E_CONFLICT where another change came first.
MUST_USE err alert_setting_put(struct db *db, const struct actor *who, instant at, const struct alert_setting *s);

MUST_USE err alert_insert(struct db *db, const struct actor *who, const struct alert_row *x);
MUST_USE err alert_get(struct db *db, arena *a, const struct actor *who, alert_id id, struct alert_row *out);
MUST_USE err alert_of_response(struct db *db, arena *a, const struct actor *who, response_id id, alert_id *out);
MUST_USE err alert_of_event(struct db *db, arena *a, const struct actor *who, int64_t event, alert_id *out);
MUST_USE err alert_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct alert_list *out); // the newest first
MUST_USE err alert_waiting(struct db *db, arena *a, const struct actor *who, struct alert_list *out);   // not acted on, the oldest first
// What the actor's link raised: the newest that the client has not answered, else the newest. E_NOT_FOUND: nothing.
struct alert_by_link {
    alert_id id;
    enum alert_said said;
    bool sent;                  // the answers that raised it were sent; else they are being given
    bool shown;                 // an act of kind "shown": the client saw whom to turn to, and went on
};
MUST_USE err alert_of_link(struct db *db, arena *a, const struct actor *who, struct alert_by_link *out);
// Writes said and closed, where the row still has x->version. E_CONFLICT otherwise.
MUST_USE err alert_set(struct db *db, const struct actor *who, const struct alert_row *x);
MUST_USE err alert_escalate(struct db *db, const struct actor *who, alert_id id, instant at);  // E_CONFLICT: acted on, or done before
struct alert_late {
    practice_id practice;
    alert_id id;
};
// Above every practice, only for the system: not acted on until before `now`, and the owners were not told.
MUST_USE err alert_late(struct db *db, arena *a, instant now, size_t limit, const struct alert_late **out, size_t *n);
MUST_USE err alert_act_insert(struct db *db, const struct actor *who, alert_id id, const struct alert_act *t); // the caller has read the alert
// What was answered to the questions that ask for help, each time it was said another way.
struct alert_answer {
    int64_t id;
    str item, answer;           // answer as instrument_answer_text has it; '' left open
    instant at;
};
MUST_USE err alert_answer_insert(struct db *db, const struct actor *who, alert_id id, const struct alert_answer *x); // the caller has read the alert
MUST_USE err alert_answers(struct db *db, arena *a, const struct actor *who, alert_id id, const struct alert_answer **out, size_t *n); // in order
MUST_USE err alert_acts(struct db *db, arena *a, const struct actor *who, alert_id id, const struct alert_act **out, size_t *n); // in order

// Owners whose sign-in address was confirmed: it holds as long as it is still theirs.
struct alert_owner {
    account_id account;
    str address;
    instant confirmed;
};
MUST_USE err alert_owners(struct db *db, arena *a, const struct actor *who, const struct alert_owner **out, size_t *n);
MUST_USE err alert_owner_put(struct db *db, const struct actor *who, const struct alert_owner *x);

// Who is to act for a client now, as sql/alert.sql says it. E_NOT_FOUND: nobody.
MUST_USE err alert_therapist(struct db *db, arena *a, const struct actor *who, client_id client, instant now, account_id *out);

// What was found of its client until an alert was raised, the newest first.
struct alert_found {
    str rule, body;
    int level;
};
MUST_USE err alert_findings(struct db *db, arena *a, const struct actor *who, const struct alert_row *x, const struct alert_found **out, size_t *n);

// Clients who began a health form, sent or not, behind `after`, by id.
MUST_USE err alert_clients(struct db *db, arena *a, const struct actor *who, client_id after, size_t limit, const client_id **out, size_t *n);

// Who gets a text message, too.
struct alert_text {
    account_id account;
    str number;                 // as it was typed; '' none any more
    int64_t version;            // 0: never set
};
MUST_USE err alert_texts(struct db *db, arena *a, const struct actor *who, const struct alert_text **out, size_t *n);
// x->version is the version seen: E_CONFLICT where another change came first.
MUST_USE err alert_text_put(struct db *db, const struct actor *who, instant at, const struct alert_text *x);

#endif
