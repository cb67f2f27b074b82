// Consents: the words of content/consent, and what a client gave, refused or took back. The last of a kind counts; all are kept.
#ifndef UNKNOT_DESK_CONSENTS_H
#define UNKNOT_DESK_CONSENTS_H

#include "desk/desk.h"
#include "store/safety.h"

// By kind: treatment, then the areas in the order of enum body_consent, then letter (talking with the physician).
enum consent_kind { CONSENT_KIND_TREATMENT, CONSENT_KIND_GLUTES, CONSENT_KIND_CHEST, CONSENT_KIND_INNER_THIGH, CONSENT_KIND_ABDOMEN, CONSENT_KIND_LETTER, CONSENT_KINDS };
str consent_kind_name(enum consent_kind k); // "treatment", "glutes", …
bool consent_kind_of(str name, enum consent_kind *out);

struct consent_words {
    str title;
    const str *lines;
    size_t n;
    str whole;                  // title and lines as kept: one a line
};
struct consent_wordings {
    str version;
    struct consent_words kind[CONSENT_KINDS];
};
// As shipped; asserts that the file is right (a test holds it).
struct consent_wordings consent_wordings(arena *a);

// Where a client is younger than that, a parent or guardian signs for treatment.
enum { CONSENT_AGE = 18 };
bool consent_minor(opt_day born, day today);

struct consent_in {
    client_id client;
    enum consent_kind kind;
    bool given;                 // false: refused or withdrawn
    str wording_version;        // of the words that were shown: E_CONFLICT ("wording") where they are others by now
    str signed_by;              // name as typed; "signed" where it is needed and empty. Withdrawn by word of mouth: may be empty
    bool guardian;
    str guardian_relation, guardian_phone;      // both wanted of who signs for a minor; kept in the note: "mother, 020 7946 0000"
    str note;                   // why it was withdrawn; "note"
};
// In the practice, on the practice's device. Verb CONSENT_RECORD. May run twice.
MUST_USE err desk_consent_record(struct desk *d, const struct consent_in *in);
// Verb SAFETY_SHOW; newest first.
MUST_USE err desk_consent_list(struct desk *d, client_id client, struct consent_list *out);

// The rule and the row alone, for an intake that is sent: the caller has begun its verb.
bool consent_right(struct desk *d, const struct consent_in *in, bool minor, str prefix);
MUST_USE err consent_keep(struct desk *d, const struct consent_in *in);
// Behind it, in the same transaction: a guardian who signs for treatment in front of staff was talked with, and the finding that waits for that is
// cleared so. Nothing by link, where nobody sees who signs.
MUST_USE err consent_guardian_here(struct desk *d, const struct consent_in *in);

#endif
