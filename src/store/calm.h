// How calm a person is just before and after a session, 0 to 10. Kept apart from measures: it belongs to a visit, not to a concern, and
// nothing that speaks of an outcome (progress, reviews, letters, exports of scores) reads it. An entry never changes: a correction is a
// new one that the old one names. "Counts" means neither replaced nor withdrawn; a visit has at most one that counts of each phase.
#ifndef UNKNOT_STORE_CALM_H
#define UNKNOT_STORE_CALM_H

#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"
#include "store/measure.h"

enum calm_phase { CALM_BEFORE, CALM_AFTER, CALM_PHASES };
str calm_phase_name(enum calm_phase p);         // "before", "after"
bool calm_phase_of(str name, enum calm_phase *out);

enum { CALM_MOST = 10, CALM_LISTED = 60 };

struct calm_row {
    calm_id id;
    client_id client;
    appointment_id appointment;
    enum calm_phase phase;
    int value;                  // 0 not calm at all .. CALM_MOST completely calm
    enum source source;
    instant at;
    account_id account;         // v == 0: the client
    link_id link;               // v == 0: not by link
    calm_id replaced_by;        // v == 0: none
    bool withdrawn;
    instant withdrawn_at;
    str account_name;           // joined
};
struct calm_list {
    const struct calm_row *v;
    size_t n;
};

struct calm_visit {             // what counts around one visit
    appointment_id appointment;
    day day;
    int minute;
    opt_int value[CALM_PHASES];
};
struct calm_visits {
    const struct calm_visit *v;
    size_t n;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
MUST_USE err calm_insert(struct db *db, const struct actor *who, const struct calm_row *r);
MUST_USE err calm_replace(struct db *db, const struct actor *who, calm_id old, calm_id by);     // E_CONFLICT where it does not count any more
MUST_USE err calm_withdraw(struct db *db, const struct actor *who, calm_id id, instant at);      // likewise
// All that was entered around one visit of this client, counted or not, the oldest first.
MUST_USE err calm_of_visit(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, struct calm_list *out);
// What counts, the newest visit first, at most CALM_LISTED visits.
MUST_USE err calm_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct calm_visits *out);

#endif
