// What is kept of a finding (finding.body): the rule's words and limits as they were, and the answers that made it.
#ifndef UNKNOT_DESK_SAFETY_BODY_H
#define UNKNOT_DESK_SAFETY_BODY_H

#include "desk/safety/safety.h"
#include "base/json.h"
#include "store/concern.h"
#include "store/safety.h"

// Canonical JSON {"title", "words", "for_client", "source", "when", "verified", "lift", "lift_days", "places_unknown", "because": {question: answer}, "limits": {…}}.
str finding_body(arena *a, const struct screen_finding *f, const struct json *answers);
// The same finding where new answers no longer make it: its words and limits, the new answers to its questions, and "against": true. Empty
// where `body` is none of ours.
str finding_body_against(arena *a, str body, const struct json *answers);
// Fills what the body says; false where it is none of ours.
bool finding_body_read(arena *a, str body, struct finding_row *out);
str finding_body_title(arena *a, str body);
// Limits as a member "limits" of an object, and back; false where a place is none of ours.
void finding_limits_put(struct jw *w, arena *a, const struct screen_limits *l);
bool finding_limits_read(arena *a, const struct json *j, struct screen_limits *l);

// What fires today of the answers sent last, did not on the day they were sent, and stands nowhere yet: time made it. over[i] (may be NULL): of
// those that stand, what the same form made, levels 4 and 5, and time alone ended: the first weeks of a pregnancy; and of level 3 what the day of birth
// alone made. Without an id: nothing is
// kept of it, and nothing can be done about it but to fill in the form anew. Only where a day was answered, or a birthday went by. *rules: the practice's, read where
// they are needed; NULL before the first call.
struct finding_list findings_of_today(struct desk *d, const struct subject *who, const struct intake_row *sent, const struct finding_list *standing, const struct screen_rules **rules,
    bool *over);

// What is kept of one client, for all that is said of their safety: who, the form that was sent last (NULL: none), what stands of it, the highest level
// first, and what was asked anew.
struct safety_read {
    struct subject who;
    const struct intake_row *sent;
    struct finding_list kept;
    struct anew_list anew;
};
// Adds to *out, which has the intake and `changing` already: the findings with their states, what they stop and limit. No `before`: nothing is read
// here but the rules (as findings_of_today does). E_DB_CORRUPT where a finding cannot be read.
MUST_USE err safety_assemble(struct desk *d, const struct safety_read *r, const struct screen_rules **rules, struct safety *out);

bool json_same(const struct json *x, const struct json *y); // member order counts

#endif
