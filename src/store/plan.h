// Plans and their reviews. Nothing is overwritten: a change leaves the row as it was in plan_before; a review keeps what was shown.
#ifndef UNKNOT_STORE_PLAN_H
#define UNKNOT_STORE_PLAN_H

#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

enum plan_state { PLAN_PROPOSED, PLAN_ACTIVE, PLAN_COMPLETED, PLAN_STOPPED };
str plan_state_name(enum plan_state s);     // "proposed", "active", "completed", "stopped"
bool plan_state_of(str name, enum plan_state *out);

// One instrument that a plan measures with: how often, and whether by link between visits too.
enum { PLAN_ASKS = 12 };
struct plan_ask {
    str instrument;             // code; none twice
    opt_int every_days;         // 0: before each visit; 7: not sooner than so many days; 1: a diary; unknown: at the start and at each review
    bool between;               // also by link between visits
};

struct plan_row {
    plan_id id;
    client_id client;
    concern_id concern;
    str template;               // id in content/plans/templates.json; empty: the therapist's own
    str goal;                   // in words both understand
    str instrument;             // primary measure: nrs-pain, psfs, headache-day, stress, sleep-quality
    str recall;                 // of it; empty for a diary
    activity_set_id set;        // psfs: the activities; v == 0 none
    bool target_known;
    double target;              // on the instrument's scale; headache-day: days per 28
    account_id therapist;
    service_id service;
    int64_t sessions, per_week, every_weeks;    // the dose: per_week sessions every so many weeks, sessions in all
    int64_t price;              // total, minor units
    int64_t review_sessions, review_weeks;      // whichever comes first
    str stop_rule;
    str evidence;               // grade: moderate, low-moderate, low, very-low, conflicting, contradicted, none
    enum plan_state state;
    bool agreed, ended;
    instant agreed_at, ended_at;
    str end_reason;
    instant created;
    account_id by;
    int64_t version;
    str therapist_name, service_name;   // joined
    int64_t service_minutes;
    const struct plan_ask *asks;        // at most PLAN_ASKS
    size_t n_asks;
};
struct plan_list {
    const struct plan_row *v;
    size_t n;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
MUST_USE err plan_get(struct db *db, arena *a, const struct actor *who, plan_id id, struct plan_row *out);
MUST_USE err plan_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct plan_list *out); // proposed and active first, then the newest first
MUST_USE err plan_insert(struct db *db, const struct actor *who, const struct plan_row *p);
// Writes everything but client, concern, created; p->version is the version seen, E_CONFLICT where another change came first.
MUST_USE err plan_update(struct db *db, arena *a, const struct actor *who, instant at, const struct plan_row *p);

struct plan_version {
    instant replaced_at;
    str replaced_by;            // name; empty: the system
    str body;                   // canonical JSON of the row as it was
    int64_t version;
};
MUST_USE err plan_versions(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, const struct plan_version **out, size_t *n);

enum decision { DECISION_CONTINUE, DECISION_CHANGE, DECISION_DISCHARGE };
str decision_name(enum decision d);         // "continue", "change", "discharge"
bool decision_of(str name, enum decision *out);

struct review_row {
    review_id id;
    plan_id plan;
    client_id client;
    int64_t after_sessions;
    enum decision decision;
    str reason;
    str shown;                  // canonical JSON
    instant at;
    account_id account;
    str account_name;           // joined
};
MUST_USE err review_insert(struct db *db, const struct actor *who, const struct review_row *r);
MUST_USE err review_list(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, const struct review_row **out, size_t *n); // newest first

// How far a plan is. This is the one definition of the dose: every page, letter and list that counts sessions counts these (view `dose` of
// schema step 0018). Given is what a signed note says was given; a visit done without one waits for it and is not claimed.
struct plan_count {
    int64_t given;                  // a signed note says that the client was treated
    int64_t no_note;                // done, and no signed note yet
    int64_t not_treated;            // a signed note says that nobody was treated: neither used nor missed
    int64_t ahead, missed;          // booked, arrived or in session; no-show or late cancel
    int64_t minutes;                // booked, of those given
    opt_day first, last;            // days of the first and the last one given
    int64_t reviews;
    opt_day reviewed;               // day of the last review, UTC
    int64_t reviewed_after;         // sessions given by then
};
MUST_USE err plan_count_of(struct db *db, arena *a, const struct actor *who, client_id client, plan_id plan, struct plan_count *out);

// Minutes hands on, from the signed notes of a plan's sessions.
MUST_USE err plan_hands_on(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, int64_t *out);

// Active plans whose review is due on `today`: one query. therapist v == 0: all.
struct review_due {
    plan_id plan;
    client_id client;
    str client_name;
    int64_t done;               // sessions given since the last review, or since the start
};
MUST_USE err reviews_due(struct db *db, arena *a, const struct actor *who, account_id therapist, day today, const struct review_due **out, size_t *n);

#endif
