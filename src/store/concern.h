// Concerns: what a client comes for. Pain at a place in their own words, headache, stress, sleep, or something they cannot do.
#ifndef UNKNOT_STORE_CONCERN_H
#define UNKNOT_STORE_CONCERN_H

#include "base/opt.h"
#include "clinic/safety/body.h"
#include "db/db.h"
#include "store/actor.h"

enum concern_kind { CONCERN_PAIN, CONCERN_HEADACHE, CONCERN_STRESS, CONCERN_SLEEP, CONCERN_FUNCTION, CONCERN_KINDS };

str concern_kind_name(enum concern_kind k);                     // "pain", "headache", "stress", "sleep", "function"
bool concern_kind_of(str name, enum concern_kind *out);

str concern_condition_at(size_t i);                             // "arthritis", "fibromyalgia", "tendon"; empty behind the last
bool concern_condition_valid(str name);                         // one of them, or empty

enum { SITES_MAX = 16 };

struct sites {                  // in the order of body.def, none twice
    struct site v[SITES_MAX];
    size_t n;
};

struct concern_row {
    concern_id id;
    client_id client;
    enum concern_kind kind;
    str place;                  // 'neck'; function: 'climbing stairs'; empty for the others
    struct sites sites;         // where, as coded regions
    opt_day onset_day;          // began about then
    str condition;              // as a doctor named it: one of concern_condition_at; empty: none, or not known. Pain and function
    str onset;                  // how it began, in the client's words
    str history;                // what was tried, what helps, what makes it worse
    bool started, closed;
    day start;                  // first day of treatment, where started
    day closed_on;              // where closed
    int64_t version;
    instant created;
};

struct concern_list {
    const struct concern_row *v;
    size_t n;
};

// What is needed of a client to record about them, or to show their numbers. E_NOT_FOUND for a merged record: its rows moved.
struct subject {
    str given, family, preferred;
    bool born_known;
    day born;
};
MUST_USE err subject_get(struct db *db, arena *a, const struct actor *who, client_id client, struct subject *out);

// Each is limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise.
MUST_USE err concern_list(struct db *db, arena *a, const struct actor *who, client_id client, struct concern_list *out); // open ones first, oldest first
MUST_USE err concern_get(struct db *db, arena *a, const struct actor *who, concern_id id, struct concern_row *out);
MUST_USE err concern_insert(struct db *db, arena *a, const struct actor *who, const struct concern_row *c);
// Writes place, sites, onset, history, start, closed; the row as it was goes to concern_before. c->version is the version seen:
// E_CONFLICT where another change came first.
MUST_USE err concern_update(struct db *db, arena *a, const struct actor *who, instant at, const struct concern_row *c);

struct concern_version {
    struct concern_row row;     // as it was
    instant replaced_at;
    str replaced_by;            // name of the account; empty: the system
};
struct concern_history {
    const struct concern_version *v;
    size_t n;
};
MUST_USE err concern_versions(struct db *db, arena *a, const struct actor *who, const struct concern_row *c, struct concern_history *out); // newest first

// ["shoulder-left","neck"] and back; false where it is no such list.
str sites_json(arena *a, const struct sites *s);
bool sites_of_json(arena *a, str json, struct sites *out);

#endif
