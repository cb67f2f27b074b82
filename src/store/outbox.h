// Mail that is to be sent, and what became of it. No words and no token are kept.
#ifndef UNKNOT_STORE_OUTBOX_H
#define UNKNOT_STORE_OUTBOX_H

#include "base/civil.h"
#include "base/err.h"
#include "db/db.h"
#include "store/actor.h"

enum mail_kind { MAIL_ANSWERS_LINK, MAIL_INTAKE_LINK, MAIL_HOME_LINK };
enum outbox_state { OUTBOX_WAITING, OUTBOX_SENDING, OUTBOX_SENT, OUTBOX_FAILED, OUTBOX_STOPPED };
str outbox_state_name(enum outbox_state s);     // "waiting", "sending", "sent", "failed", "stopped"

struct outbox_row {
    outbox_id id;
    enum mail_kind kind;
    client_id client;
    appointment_id appointment; // v == 0 none
    link_id link;               // v == 0 none
    str address, language;
    enum outbox_state state;
    int64_t tries;              // begun so far
    instant next;               // waiting: not before; sending: until then it is somebody's
    instant created, ended;     // ended: us == 0 while it waits or is sent
    account_id account;         // v == 0 the system
    str error;                  // one word, '' nothing
};

// Limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise.
MUST_USE err outbox_insert(struct db *db, const struct actor *who, const struct outbox_row *o); // waiting; E_CONFLICT: its visit or link has one
MUST_USE err outbox_get(struct db *db, arena *a, const struct actor *who, outbox_id id, struct outbox_row *out);
MUST_USE err outbox_of_link(struct db *db, arena *a, const struct actor *who, link_id link, struct outbox_row *out);
MUST_USE err outbox_of_visit(struct db *db, arena *a, const struct actor *who, enum mail_kind kind, appointment_id visit, struct outbox_row *out);
// Writes link, address, language, next and account of one that failed or was stopped; it waits again. E_CONFLICT where it did neither.
MUST_USE err outbox_again(struct db *db, const struct actor *who, const struct outbox_row *o);
MUST_USE err outbox_stop(struct db *db, const struct actor *who, outbox_id id, instant at, str why); // E_CONFLICT where it does not wait any more

struct outbox_failed_row {
    outbox_id id;
    client_id client;
    str given, family, preferred;
    instant at;
};
MUST_USE err outbox_failed(struct db *db, arena *a, const struct actor *who, instant since, size_t limit, const struct outbox_failed_row **out, size_t *n);

// --- jobs: above every practice, only for the system
struct outbox_taken {
    practice_id practice;
    outbox_id id;
};
MUST_USE err outbox_due(struct db *db, arena *a, instant now, bool *any);
// Those that are due belong to the caller until `until`; whoever is interrupted loses them then.
MUST_USE err outbox_take(struct db *db, arena *a, instant now, instant until, size_t limit, const struct outbox_taken **out, size_t *n);
// What became of the try `o->tries` of a row that is being sent: writes state, next, ended and error, and `tries` as its new count.
// E_CONFLICT: it lapsed, and is somebody else's.
MUST_USE err outbox_said(struct db *db, const struct actor *who, const struct outbox_row *o, int64_t tries);

struct mail_setting {
    str reply_to;               // '' the practice's own e-mail
    int quiet_from, quiet_until; // minutes of the civil day; the same: at any time
    int64_t version;            // 0: never changed
};
// Where it was never changed: '' and clinic/contact.h's hours.
MUST_USE err mail_setting_get(struct db *db, arena *a, const struct actor *who, struct mail_setting *out);
MUST_USE err mail_setting_put(struct db *db, const struct actor *who, instant at, const struct mail_setting *m); // E_CONFLICT unless m->version stands there

#endif
