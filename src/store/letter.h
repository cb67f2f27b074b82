// Letters to physicians: drafts, and finished ones that never change (schema step 14); and the rows that a letter tells of.
#ifndef UNKNOT_STORE_LETTER_H
#define UNKNOT_STORE_LETTER_H

#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"
#include "store/concern.h"

struct letter {
    letter_id id;
    client_id client;
    concern_id concern;
    plan_id plan;               // v == 0 none
    str addressee, paragraph;
    str body;                   // a draft: {"findings": [ids ticked]}; finished: everything printed
    consent_id consent;         // v == 0 while a draft
    instant created;
    bool finished;
    instant finished_at;
    str licence, signer;        // '' while a draft
    account_id account;
    bool shared;
    int64_t version;
    str given, family;          // joined, as they are now
    enum concern_kind kind;
    str place;
};
struct letter_list {
    const struct letter *v;
    size_t n;
};

// Each is limited to who->practice and who->only; a client by link sees finished letters that were shared: E_NOT_FOUND otherwise.
MUST_USE err letter_get(struct db *db, arena *a, const struct actor *who, letter_id id, struct letter *out);
MUST_USE err letter_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct letter_list *out);
MUST_USE err letter_insert(struct db *db, const struct actor *who, const struct letter *l);
// l->version is the version seen; account is the actor's. E_CONFLICT where it was changed or finished meanwhile.
MUST_USE err letter_save(struct db *db, const struct actor *who, const struct letter *l);
MUST_USE err letter_finish(struct db *db, const struct actor *who, const struct letter *l);
MUST_USE err letter_share(struct db *db, const struct actor *who, const struct letter *l, bool shared);

struct letter_consent {
    consent_id id;              // v == 0: never asked
    bool given;
    instant at;
    str signed_by;
};
MUST_USE err letter_consent(struct db *db, arena *a, const struct actor *who, client_id client, struct letter_consent *out);

struct letter_dose {            // sessions given, as struct plan_count has it
    int64_t sessions, minutes;  // minutes: as booked
    opt_day first, last;
    int64_t no_note;            // visits done without a signed note: not among them
};
struct letter_treated {
    str technique, region;      // content/techniques id; clinic/safety/body.h site
    int64_t minutes;
};
// Of the concern's plans; without any plan, of all sessions since `since`.
MUST_USE err letter_sessions(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, opt_day since, struct letter_dose *out);
MUST_USE err letter_treated(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, opt_day since,
    const struct letter_treated **out, size_t *n);

struct letter_finding {
    finding_id id;
    str body;                   // as the finding keeps it: its name in a line is in there (desk/safety/safety_body.h)
    int level;                  // 1 .. 4
    instant at;
};
// Those that hold: found or confirmed, not ruled out, not cleared.
MUST_USE err letter_findings(struct db *db, arena *a, const struct actor *who, client_id client, const struct letter_finding **out, size_t *n);

#endif
