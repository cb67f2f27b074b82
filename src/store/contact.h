// Contacts that go by themselves: when a practice writes before a visit, whom it has to write to, and what a client said there.
#ifndef UNKNOT_STORE_CONTACT_H
#define UNKNOT_STORE_CONTACT_H

#include "db/db.h"
#include "store/actor.h"

enum { CONTACT_HOURS = 48, CONTACT_HOURS_MAX = 168 };   // before a visit, where nothing else was chosen; at most

struct contact_setting {
    int64_t hours;              // before a visit; 0: never by itself
    int64_t version;            // 0: never set
};
// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
MUST_USE err contact_setting_get(struct db *db, arena *a, const struct actor *who, struct contact_setting *out);
MUST_USE err contact_setting_put(struct db *db, const struct actor *who, instant at, const struct contact_setting *s);  // E_CONFLICT: another came first

struct contact_visit {
    appointment_id visit;
    client_id client;
    instant start;
};
struct contact_visits_when {
    instant from, to;           // it begins in between
    int64_t near_us;            // no other visit within so long of it was written about, or comes first
    int64_t life_us, intake_life_us;    // a link for a visit, and one for its health form, end so long after the start that they are for
    bool sms;                   // text messages can be sent too
    appointment_id after;       // by id, from the one behind this
    int64_t limit;
};
// Booked visits that nobody was written to about at the time that they have, of clients who agreed to be written to.
MUST_USE err contact_visits_due(struct db *db, arena *a, const struct actor *who, const struct contact_visits_when *w, const struct contact_visit **out, size_t *n);

struct contact_weekly {
    plan_id plan;
    client_id client;
};
struct contact_weekly_when {
    instant since;              // nothing weekly was asked since then
    instant from, to;           // and no visit begins in between
    bool sms;                   // text messages can be sent too
    plan_id after;              // by id, from the one behind this
    int64_t limit;
};
MUST_USE err contact_weekly_due(struct db *db, arena *a, const struct actor *who, const struct contact_weekly_when *w, const struct contact_weekly **out, size_t *n);

// The link that stands for the time before a visit (purpose visit). E_NOT_FOUND: none.
struct contact_link {
    link_id id;
    bool used;                  // something was said by it
    instant used_at, expires;
    instant opened_at;          // us == 0: not yet, or before that was kept
};
MUST_USE err contact_link_of(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant now, struct contact_link *out);
// When ratings or questionnaires were answered by a link that was made from this one; us == 0: not yet.
MUST_USE err contact_answered(struct db *db, arena *a, const struct actor *who, client_id client, link_id from, instant *out);

// Nothing changed in the client's health, said by who->link: the first time stands. us == 0: not said. *form_since: a health form was sent after it.
MUST_USE err visit_said_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, instant at);
MUST_USE err visit_said_get(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant *out, bool *form_since);
// When the client said so last, before any visit; us == 0: never.
MUST_USE err visit_said_last(struct db *db, arena *a, const struct actor *who, client_id client, instant *out);

// No more ratings between visits, said by who->link at a plan: the first time stands there. It holds for the client, until they are turned on again
// by who->account; said once more, that ends. get: since when it holds, us == 0: it does not.
MUST_USE err weekly_stop_put(struct db *db, const struct actor *who, client_id client, plan_id plan, instant at);
MUST_USE err weekly_stop_get(struct db *db, arena *a, const struct actor *who, client_id client, instant *out);
MUST_USE err weekly_again_put(struct db *db, const struct actor *who, int64_t id, client_id client, instant at);
MUST_USE err weekly_again_end(struct db *db, const struct actor *who, client_id client, instant at);

#endif
