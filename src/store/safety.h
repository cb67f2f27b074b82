// Intake, findings, what was done about them, consents: rows as they are kept. What they mean is desk/safety/safety.h's.
#ifndef UNKNOT_STORE_SAFETY_H
#define UNKNOT_STORE_SAFETY_H

#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

enum { DEVICE_HASH = 32, SAFETY_LISTED = 100 };

struct intake_row {
    intake_id id;
    client_id client;
    link_id link;               // v == 0: with staff
    account_id account;         // v == 0: by link
    instant begun, saved, submitted;
    bool sent;
    str rules, language;
    str answers, rest;          // canonical JSON objects
    str device;                 // DEVICE_HASH bytes, or empty
    int64_t version;
    instant oldest;             // when the oldest answer was said that it carried over; us == 0: none was
    str by;                     // name of the account
};
instant intake_asked(const struct intake_row *r);   // of one that was sent: since when its oldest answer is known. Pure
struct intake_list {
    const struct intake_row *v;
    size_t n;
};
const struct intake_row *intake_sent_last(const struct intake_list *all);   // of a list by newest; NULL where none was sent. Pure
MUST_USE err intake_insert(struct db *db, const struct actor *who, const struct intake_row *r);     // version 1, not sent
// E_CONFLICT where it was sent, or is no longer at r->version.
MUST_USE err intake_save(struct db *db, const struct actor *who, const struct intake_row *r, instant now);
MUST_USE err intake_submit(struct db *db, const struct actor *who, const struct intake_row *r, instant now);
MUST_USE err intake_list(struct db *db, arena *a, const struct actor *who, client_id client, struct intake_list *out); // newest first, SAFETY_LISTED: by when it was sent, or begun

// A question that is asked anew: worse, event, changed.
struct anew_row {
    str question, why, words;
    instant at;
    account_id account;         // v == 0: by what a client answered
};
struct anew_list {
    const struct anew_row *v;
    size_t n;
};
MUST_USE err anew_insert(struct db *db, const struct actor *who, client_id client, anew_id id, const struct anew_row *x);
// Those since `after`, newest first, SAFETY_LISTED.
MUST_USE err anew_list(struct db *db, arena *a, const struct actor *who, client_id client, instant after, struct anew_list *out);

struct act_row {
    act_id id;                  // v == 0: nothing was done
    finding_id finding;
    str rule, body;             // of the finding; in lists only
    str act, reason;
    opt_day until;
    instant at;
    account_id account;
    str licence, by;
    str way;                    // cleared: by what; empty otherwise
    opt_day from;               // cleared from that day on
    str detail;                 // canonical JSON, or empty
};
struct act_list {
    const struct act_row *v;
    size_t n;
};
struct finding_kept {
    finding_id id;
    client_id client;
    intake_id intake;
    str rule, rules;
    int level;
    bool unknown;
    str body;                   // canonical JSON
    int valid_days;
    instant at;
    bool over;                  // a later intake took its place
    instant ended;              // … then
    struct act_row act;         // the last
};
struct finding_list {
    const struct finding_kept *v;
    size_t n;
};
// What stopped and does not any more: each rule once, as it was found last, with when the last word on it was; the newest first, SAFETY_LISTED.
MUST_USE err finding_over(struct db *db, arena *a, const struct actor *who, client_id client, struct finding_list *out);
MUST_USE err finding_insert(struct db *db, const struct actor *who, const struct finding_kept *f);
MUST_USE err finding_end(struct db *db, const struct actor *who, client_id client, instant now);
// One that finding_standing gave to the same actor.
MUST_USE err finding_end_one(struct db *db, const struct actor *who, finding_id id, instant now);
MUST_USE err finding_standing(struct db *db, arena *a, const struct actor *who, client_id client, struct finding_list *out); // highest level first
// Those that ended since, by a form that is none of this record's (any more): after a merge was undone.
MUST_USE err finding_ended_by_others(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct finding_list *out);
MUST_USE err finding_get(struct db *db, arena *a, const struct actor *who, finding_id id, struct finding_kept *out);
MUST_USE err act_insert(struct db *db, const struct actor *who, const struct act_row *x);
MUST_USE err act_list(struct db *db, arena *a, const struct actor *who, client_id client, struct act_list *out); // newest first, SAFETY_LISTED

// What was done last about findings that a later intake took the place of, the newest first; rule, not body.
MUST_USE err finding_before(struct db *db, arena *a, const struct actor *who, client_id client, struct act_list *out);

// Many clients at once: what stands of each without its content, whether intake and consent are there, and what the days that go by are judged by.
struct finding_flag {
    client_id client;
    str rule;
    int level, valid_days;
    bool unknown;
    instant at;
    str act;
    opt_day until;
    instant act_at;
    str way;
    opt_day from;
    str body;                   // of level 3, and of levels 1 and 2 that are unknown; empty otherwise
};
struct intake_flag {
    client_id client;
    bool begun, sent, consent;
    instant sent_at;            // the last one
    instant asked_at;           // since when its oldest answer is known
    str answers;                // its answers
    bool born_known;
    day born;
};
MUST_USE err safety_flags(struct db *db, arena *a, const struct actor *who, const client_id *clients, size_t n, const struct finding_flag **findings, size_t *n_findings,
    const struct intake_flag **intakes, size_t *n_intakes);

// The same with content, for who may read it: findings and what was asked anew stand together by client, in the order that finding_standing and
// anew_list have; each client once in `intakes`.
struct intake_newest {
    client_id client;
    bool born_known;
    day born;
    struct intake_row sent;     // the one sent last; id.v == 0: none. Of it: id, client, sent, submitted, oldest, rules, answers, rest
    bool draft, draft_by_link;  // the newest was not sent, …
    instant draft_at;           // … and was kept then
    bool consent;
};
struct anew_wait {
    client_id client;
    str given, family, preferred;
    instant at;                 // when something was asked anew last
};
// Of whom something was asked anew since `after`, the last first; records that were merged are left out. What was answered since is among them.
MUST_USE err anew_waiting(struct db *db, arena *a, const struct actor *who, instant after, size_t limit, const struct anew_wait **out, size_t *n);
struct safety_of_clients {
    struct finding_list findings;
    const struct intake_newest *intakes;
    size_t n_intakes;
    struct anew_list anew;
    const client_id *anew_client;   // of each of them
};
MUST_USE err safety_of_clients(struct db *db, arena *a, const struct actor *who, const client_id *clients, size_t n, struct safety_of_clients *out);

struct consent_row {
    consent_id id;
    client_id client;
    str kind;                   // treatment, glutes, chest, inner-thigh, abdomen, letter
    bool given, guardian;
    str wording, wording_version, signed_by, note;
    instant at;
    account_id account;         // v == 0 by link
    link_id link;
    str by;                     // name of the account
};
struct consent_list {
    const struct consent_row *v;
    size_t n;
};
MUST_USE err consent_insert(struct db *db, const struct actor *who, const struct consent_row *c);
MUST_USE err consent_list(struct db *db, arena *a, const struct actor *who, client_id client, struct consent_list *out); // newest first, SAFETY_LISTED

#endif
