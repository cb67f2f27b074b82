// Plans: what a client and a therapist agree on, how far it is, and its review. Maintenance and relaxation visits need no plan.
// Write verbs are transact functions: they may run twice.
#ifndef UNKNOT_DESK_PLANS_H
#define UNKNOT_DESK_PLANS_H

#include "desk/desk.h"
#include "clinic/measures/measure.h"
#include "store/activity.h"
#include "store/concern.h"
#include "store/account.h"
#include "store/plan.h"
#include "store/practice.h"

// Verb PLAN_SHOW.
MUST_USE err desk_plan_get(struct desk *d, plan_id id, struct plan_row *out);
// Verb PLAN_SHOW; a client by link reads their own (PLAN_OWN). Proposed and active ones first.
MUST_USE err desk_plans_of_client(struct desk *d, client_id client, struct plan_list *out);
// Is the review due today? Never while nothing was given. What counts of a plan: desk_plan_usage of series_place.h.
bool plan_review_is_due(const struct plan_row *p, const struct plan_count *n, day today);
// For Today: active plans whose review is due. therapist v == 0: all. Verb PLAN_SHOW; names and numbers only.
MUST_USE err desk_reviews_due(struct desk *d, account_id therapist, const struct review_due **out, size_t *n);

enum { PRICE_BY_SERVICE = -1, PLAN_RATINGS = 3 };

struct plan_in {
    client_id client;           // create
    concern_id concern;         // create: open, of this client; "concern"
    plan_id id;                 // change
    int64_t version;            // change: the version seen; E_CONFLICT where it is older
    str template;               // "template"; empty: own
    str goal;                   // 1 .. 500; "goal"
    str instrument;             // one of plan_measures(concern); "instrument"
    bool target_known;          // psfs, nrs-pain, …: within the scale and on the better side of the baseline; "target"
    double target;
    account_id therapist;       // "therapist"
    service_id service;         // "service"
    int64_t sessions, per_week, every_weeks;    // "sessions", "per_week", "every_weeks"
    int64_t price;              // in all; PRICE_BY_SERVICE: sessions x the service's; "price"
    int64_t review_sessions, review_weeks;      // "review_sessions", "review_weeks"
    str stop_rule;              // 1 .. 500; "stop_rule"
    bool agreed;                // create: the client agrees now
    bool asks_said;             // false: what it measures stays; at its creation plan_asks_default (asks.h)
    const struct plan_ask *asks;// at most PLAN_ASKS, none twice, each offered (plan_ask_choices) or its `instrument`; "asks[i].instrument", "asks[i].every_days"
    size_t n_asks;
};
// Verb PLAN_CHANGE. One plan of a concern at a time: E_CONFLICT on "concern" where one is proposed or active.
MUST_USE err desk_plan_create(struct desk *d, const struct plan_in *in, plan_id *out);
MUST_USE err desk_plan_change(struct desk *d, const struct plan_in *in);    // proposed or active
MUST_USE err desk_plan_agree(struct desk *d, plan_id id, int64_t version);  // proposed → active
// Completed or stopped, with a reason of 1 .. 500 code points: "reason". Sessions ahead stay as they are.
MUST_USE err desk_plan_end(struct desk *d, plan_id id, int64_t version, enum plan_state to, str reason);

// What was measured before the start of treatment (or until now), for the primary measure of a plan.
struct plan_baseline {
    const struct instrument *instrument;
    size_t n;                   // answers, headache: days
    double mean;                // headache: days per 28
    bool target_known;          // the baseline changed by the smallest change people notice, where one is known and the scale has room
    double target;
    double mcid;                // where target_known
};
MUST_USE err desk_plan_baseline(struct desk *d, concern_id concern, str instrument, struct plan_baseline *out);   // verb PLAN_SHOW
// Codes of the instruments that a concern of this kind may have as its primary measure, the default first; NULL behind the last.
const char *plan_instrument_at(enum concern_kind kind, size_t i);
// The same for one concern: behind those, the filled-in instruments that it is measured with, then the practice's own, where they have one score
// that says which end is better and are one series. Judged, or shown, by their first such score. No verb.
struct plan_measures {
    str *v;
    size_t n;
};
MUST_USE err plan_measures(struct desk *d, const struct concern_row *c, struct plan_measures *out);

// Who may be a plan's therapist, and the services that are given. Verb PLAN_SHOW.
struct plan_choices {
    const struct member *therapist;
    size_t n_therapists;
    const struct service *service;
    size_t n_services;
};
MUST_USE err desk_plan_choices(struct desk *d, struct plan_choices *out);
// What changed, as it was: the newest first. Verb PLAN_SHOW.
MUST_USE err desk_plan_versions(struct desk *d, const struct plan_row *p, const struct plan_version **out, size_t *n);
MUST_USE err desk_plan_reviews(struct desk *d, const struct plan_row *p, const struct review_row **out, size_t *n);

// --- the person's own activities (PSFS): 3 to 5, fixed; new ones begin a new set and so a new series. Verb PLAN_CHANGE.
// "activity[0]" …: 1 .. 120 code points, one line, none twice; "activities": fewer than 3.
MUST_USE err desk_activities_choose(struct desk *d, concern_id concern, const str *words, size_t n, activity_set_id *out);
MUST_USE err desk_activities(struct desk *d, client_id client, struct activity_sets *out);  // verb PLAN_SHOW

#endif
