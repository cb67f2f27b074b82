// What is known of adverse events beside their report (store/care.h): versions, what was done about them, what was asked after which session, and
// what the register counts. All limited to who->practice, and to who->only: E_NOT_FOUND otherwise.
#ifndef UNKNOT_STORE_HARM_H
#define UNKNOT_STORE_HARM_H

#include "store/care.h"
#include "store/note.h"

// What r says counts from now on; r->id is the event's. The version before it is ended.
MUST_USE err adverse_version_put(struct db *db, const struct actor *who, int64_t id, const struct adverse_row *r, str reason, instant at);
struct adverse_version {
    struct adverse_row row;     // what it says; id, at, account and account_name are the version's
    str reason;                 // why it was corrected; empty: the report, or the client said it again
};
MUST_USE err adverse_versions(struct db *db, arena *a, const struct actor *who, const struct adverse_row *r, const struct adverse_version **out, size_t *n); // the report first

enum adverse_act_kind { HARM_FOLLOW, HARM_SAID, HARM_OPENED, HARM_CLOSED, HARM_WITHDRAWN };
struct adverse_act_row {
    int64_t id;
    enum adverse_act_kind kind;
    str contact, outcome, relation; // as in clinic/safety/harm.h; empty: none
    str words;                  // said: the name of the severity, where it is milder than what counts; withdrawn: why
    instant at;
    account_id account;         // v == 0: the client, or the system
    str account_name;           // joined
};
MUST_USE err adverse_act_put(struct db *db, const struct actor *who, adverse_id event, const struct adverse_act_row *x);
MUST_USE err adverse_acts(struct db *db, arena *a, const struct actor *who, const struct adverse_row *r, const struct adverse_act_row **out, size_t *n); // in order
// Writes r->due, closed, outcome and relation.
MUST_USE err adverse_stand(struct db *db, const struct actor *who, const struct adverse_row *r);

// What was done in a session, as its signed note says; nothing: none yet. Not for a client by link.
MUST_USE err treated_of_visit(struct db *db, arena *a, const struct actor *who, appointment_id visit, const struct treated_row **out, size_t *n);

// That nothing unusual followed a session: the first time stands.
MUST_USE err after_said_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, instant at);
MUST_USE err after_known(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant *nothing, int64_t *events);
struct after_last {
    appointment_id visit;       // v == 0: there was none
    day day;
    instant nothing;            // said: nothing unusual followed; us == 0: not said
    str by;                     // … as this account wrote down; empty: the client
    int64_t events;             // reported after it
    bool elsewhere;             // another link that stands asks it
    bool own, skipped;          // some of it came by who->link; by it they would rather not say
};
// The last session held on a day of from … before `before`.
MUST_USE err after_last(struct db *db, arena *a, const struct actor *who, client_id client, day from, day before, instant now, struct after_last *out);
// They would rather not say, by who->link; and whether that was said by it or by one that was made from it.
MUST_USE err after_skipped(struct db *db, arena *a, const struct actor *who, bool *out);
MUST_USE err after_skip(struct db *db, const struct actor *who, instant at);

// The register. account v == 0: of all. Not for a client by link.
struct harm_visit_row {
    appointment_id visit;
    instant start;
    str technique, region;
    bool asked, nothing;
};
MUST_USE err harm_visits(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, size_t limit,
    const struct harm_visit_row **out, size_t *n); // the newest first, a visit's rows together
struct harm_event_row {
    appointment_id visit;
    enum adverse_what what;
    enum adverse_severity severity;
    opt_int days;
};
MUST_USE err harm_events(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, const struct harm_event_row **out, size_t *n);
MUST_USE err harm_events_loose(struct db *db, arena *a, const struct actor *who, day from, day to, const struct harm_event_row **out, size_t *n);   // from … before `to`

// How many of that time were withdrawn; loose: those after no session too. As above.
MUST_USE err harm_withdrawn_count(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, bool loose, day first, day end,
    size_t *n);

// --- after which sessions one asks. For the job: system.
struct after_due_row {
    appointment_id visit, before;   // before: the session before it; v == 0 none
    client_id client;
};
struct after_due_when {
    instant from, to;           // the session ended in between
    instant since, week;        // the client was written nothing since, and asked the like not since
    instant ahead;              // and has no visit after it up to then
    bool sms;                   // text messages can be sent too
    appointment_id after;       // by id, from the one behind this
    int64_t limit;
};
MUST_USE err after_due(struct db *db, arena *a, const struct actor *who, const struct after_due_when *w, const struct after_due_row **out, size_t *n);
// *events: something moderate or severe followed it.
MUST_USE err after_session(struct db *db, arena *a, const struct actor *who, appointment_id visit, struct harm_session *out, bool *events);
MUST_USE err after_ask_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, str why, link_id link, instant at);
// After which session who->link asks. E_NOT_FOUND: none.
MUST_USE err after_ask_of_link(struct db *db, arena *a, const struct actor *who, appointment_id *out);

#endif
