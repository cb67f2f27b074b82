// Who answers for the rules of safety as they stand in a practice. Ours are signed by nobody yet (screen_rules.signatures); an owner records that the
// practice's own physician or therapist signed what it screens with. It is for the rules as they were that day: any later change of what acts
// makes it outdated. It does not make advice a diagnosis, and changes nothing of how rules act.
#ifndef UNKNOT_DESK_RULES_SIGNED_H
#define UNKNOT_DESK_RULES_SIGNED_H

#include "base/opt.h"
#include "desk/safety/safety_rules.h"

struct rules_signed_row {
    const struct rule_signature *s;
    bool current;               // of the rules as they stand now, and not taken back
};
struct rules_signed {
    str digest;                 // of the rules as they stand now: a form carries it
    const struct rules_signed_row *v;   // the newest first
    size_t n;
    bool physician, therapist;  // a current one is there
};
// No verb: whoever asks has begun one.
MUST_USE err desk_rules_signed(struct desk *d, const struct rules_held *now, struct rules_signed *out);

enum { SIGNER_MAX = 200, SIGNER_LICENCE_MAX = 200, SIGNED_WHAT_MAX = 1000 };  // code points
struct rules_sign_in {
    str signer, role, licence, what;
    opt_day day;
    str digest;                 // of the rules that were shown
};
// Verb RULES_SIGN. Problems: "signer", "role" (physician, therapist), "licence", "day" (wanted, not to come), "what"; E_CONFLICT where the rules
// changed since they were shown. May run twice.
MUST_USE err desk_rules_sign(struct desk *d, const struct rules_sign_in *in, rule_signature_id *id);
// Verb RULES_SIGN: recorded by mistake. Problem "reason". E_NOT_FOUND where there is none, or it was taken back.
MUST_USE err desk_rules_unsign(struct desk *d, rule_signature_id of, str reason);

#endif
