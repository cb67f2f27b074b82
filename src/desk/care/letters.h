// Letters to the physician: one page, with what was treated, the dose, the change with its error, what the therapist chose of the
// findings, and a paragraph of their own. A letter leaves under the client's consent of the kind 'letter' and the therapist's licence;
// a finished one never changes: what is printed is kept as it was.
#ifndef UNKNOT_DESK_LETTERS_H
#define UNKNOT_DESK_LETTERS_H

#include "clinic/measures/change.h"
#include "desk/desk.h"
#include "desk/measures/progress.h"
#include "store/client.h"
#include "store/letter.h"
#include "store/plan.h"
#include "store/receipt.h"

enum { LETTER_ADDRESSEE_MAX = 400, LETTER_PARAGRAPH_MAX = 2000 };

// Everything that a letter is made of, as it is now. Verb LETTER_SHOW.
struct letter_facts {
    struct receipt_practice practice;
    struct client client;
    struct concern_row concern;
    struct letter_dose dose;
    const struct letter_treated *treated;
    size_t n_treated;
    const struct plan_ask *asks;            // what the concern's plan measures, the running one or the last; none without a plan
    size_t n_asks;
    const struct progress_series *series;   // of this concern: the one that is judged; NULL where nothing was measured
    day today;
    const struct letter_finding *findings;  // levels 1 to 4 that hold
    const str *finding_names;               // of each, in a line, as it was found
    size_t n_findings;
    struct letter_consent consent;
    str signer, licence;                    // the actor's now
};
MUST_USE err desk_letter_facts(struct desk *d, client_id client, concern_id concern, struct letter_facts *out);
str desk_letter_addressee(arena *a, const struct client_fields *f);     // the client's physician: name, then how to reach them

struct letter_in {
    letter_id id;               // change, finish
    int64_t version;            // change, finish: the version seen
    client_id client;           // create
    concern_id concern;         // create: of this client
    str addressee;              // 0 .. 400 code points; needed to finish
    str paragraph;              // 0 .. 2000
    const finding_id *findings; // ticked
    size_t n_findings;
};
// Verb LETTER_CHANGE. Problems: "addressee", "paragraph", "concern"; E_CONFLICT on "" where it was changed or finished meanwhile.
MUST_USE err desk_letter_create(struct desk *d, const struct letter_in *in, letter_id *out);
MUST_USE err desk_letter_change(struct desk *d, const struct letter_in *in);
// Saves and signs. `body`: everything printed, canonical JSON, made of desk_letter_facts in the same transaction. Verb LETTER_FINISH.
// Problems: "addressee" empty; "" no consent, or no licence.
MUST_USE err desk_letter_finish(struct desk *d, const struct letter_in *in, str body);
MUST_USE err desk_letter_share(struct desk *d, letter_id id, int64_t version, bool shared);    // a finished one. Verb LETTER_SHARE

// Verb LETTER_SHOW; a client by link reads what was shared with them (LETTER_OWN).
MUST_USE err desk_letter(struct desk *d, letter_id id, struct letter *out);
MUST_USE err desk_letters_of_client(struct desk *d, client_id client, struct letter_list *out);    // LETTER_LIST or LETTER_OWN
// Was this finding ticked in the draft?
bool letter_ticked(arena *a, const struct letter *draft, finding_id id);

#endif
