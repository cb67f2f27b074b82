// What is kept of a finding (finding.body): the rule's words and limits as they were, and the answers that made it.
#ifndef UNKNOT_DESK_SAFETY_BODY_H
#define UNKNOT_DESK_SAFETY_BODY_H

#include "desk/safety.h"

// Canonical JSON {"title", "words", "for_client", "source", "verified", "lift", "lift_days", "places_unknown", "because": {question: answer}, "limits": {…}}.
str finding_body(arena *a, const struct screen_finding *f, const struct json *answers);
// The same finding where new answers no longer make it: its words and limits, the new answers to its questions, and "against": true. Empty
// where `body` is none of ours.
str finding_body_against(arena *a, str body, const struct json *answers);
// Fills what the body says; false where it is none of ours.
bool finding_body_read(arena *a, str body, struct finding_row *out);
str finding_body_title(arena *a, str body);

bool json_same(const struct json *x, const struct json *y); // member order counts

#endif
