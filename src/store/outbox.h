// Messages that are to be sent, and what became of them. No words and no token are kept.
#ifndef UNKNOT_STORE_OUTBOX_H
#define UNKNOT_STORE_OUTBOX_H

#include "base/civil.h"
#include "base/err.h"
#include "db/db.h"
#include "store/actor.h"

enum mail_kind {
    MAIL_ANSWERS_LINK, MAIL_INTAKE_LINK, MAIL_HOME_LINK, MAIL_DIARY_LINK, MAIL_WEEKLY, MAIL_PRE_VISIT, MAIL_AFTER,   // to a client
    MAIL_TEST, MAIL_ALERT, MAIL_ALERT_CONFIRM,                                          // to staff
    MAIL_KINDS
};
enum mail_channel { CHANNEL_EMAIL, CHANNEL_SMS };
enum outbox_state { OUTBOX_WAITING, OUTBOX_SENDING, OUTBOX_SENT, OUTBOX_FAILED, OUTBOX_STOPPED };
str outbox_state_name(enum outbox_state s);     // "waiting", "sending", "sent", "failed", "stopped"

struct outbox_row {
    outbox_id id;
    enum mail_kind kind;
    client_id client;           // v == 0 to staff
    account_id staff;           // v == 0 to a client
    int64_t about;              // to staff: what it is about (store/… of its kind), 0 none
    appointment_id appointment; // the visit that it comes before; v == 0 none
    link_id link;               // v == 0 none
    enum mail_channel channel;
    str address, language;
    enum outbox_state state;
    int64_t tries;              // begun so far; those in which nothing could be sent at all do not count
    instant next;               // waiting: not before; sending: until then it is somebody's
    instant created, ended;     // ended: us == 0 while it waits or is sent
    account_id account;         // v == 0 the system
    str error;                  // one word, '' nothing
};

// Limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise. A row that another took the place of is found by its id only.
MUST_USE err outbox_insert(struct db *db, const struct actor *who, const struct outbox_row *o); // waiting; E_CONFLICT: its visit or link has one
MUST_USE err outbox_get(struct db *db, arena *a, const struct actor *who, outbox_id id, struct outbox_row *out);
MUST_USE err outbox_of_link(struct db *db, arena *a, const struct actor *who, link_id link, struct outbox_row *out);
MUST_USE err outbox_of_visit(struct db *db, arena *a, const struct actor *who, appointment_id visit, struct outbox_row *out);
struct outbox_list {
    const struct outbox_row *v;
    size_t n;
};
MUST_USE err outbox_of_client(struct db *db, arena *a, const struct actor *who, client_id client, size_t limit, struct outbox_list *out); // with a link, newest first
MUST_USE err outbox_to_staff(struct db *db, arena *a, const struct actor *who, account_id staff, enum mail_kind kind, str address, struct outbox_row *out); // the newest; address '': to any of theirs
// As outbox_insert, in the place of one that was sent, failed or was stopped. E_CONFLICT where it was none of them, or another took its place.
MUST_USE err outbox_again(struct db *db, const struct actor *who, outbox_id before, const struct outbox_row *o);
MUST_USE err outbox_stop(struct db *db, const struct actor *who, outbox_id id, instant at, str why); // E_CONFLICT where it does not wait any more

struct outbox_undone_row {
    outbox_id id;
    client_id client;           // v == 0 to staff
    str given, family, preferred;
    instant at;
    str error;
};
// What failed or was stopped since then, but for what somebody took back and what came before a visit that is over; the newest first.
MUST_USE err outbox_undone(struct db *db, arena *a, const struct actor *who, instant since, size_t limit, const struct outbox_undone_row **out, size_t *n);
// The newest of those to one client. E_NOT_FOUND: none. Only link, error and ended are read.
MUST_USE err outbox_undone_client(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct outbox_row *out);
// Why nothing can be sent at all, as the last try of one that waits says: sign-in, tls, unreachable, not-set; '' nothing waits because of that.
MUST_USE err outbox_held_up(struct db *db, arena *a, const struct actor *who, enum mail_channel *by, str *word);

// What was held when a backup was restored (outbox_backup): how many; sent from then on; or
// stopped, with the word "restored".
MUST_USE err outbox_held(struct db *db, arena *a, const struct actor *who, size_t *n);
MUST_USE err outbox_release(struct db *db, const struct actor *who, instant next);
MUST_USE err outbox_drop(struct db *db, const struct actor *who, instant at);

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
// One that was taken and cannot be read has failed.
MUST_USE err outbox_unreadable(struct db *db, const struct actor *who, outbox_id id, instant at);

// A backup of an SQLite database, as db/migrate.h makes it, in which whatever waits is held, so that a restored one sends nothing by itself; but for
// alerts, of which two are better than none.
MUST_USE err outbox_backup(struct db *db, arena *a, str path, bool replace, str *why);

struct mail_setting {
    str reply_to;               // '' the practice's own e-mail
    int quiet_from, quiet_until; // minutes of the civil day; the same: at any time
    int64_t version;            // 0: never changed
};
// Where it was never changed: '' and clinic/calendar/contact.h's hours.
MUST_USE err mail_setting_get(struct db *db, arena *a, const struct actor *who, struct mail_setting *out);
MUST_USE err mail_setting_put(struct db *db, const struct actor *who, instant at, const struct mail_setting *m); // E_CONFLICT unless m->version stands there

#endif
