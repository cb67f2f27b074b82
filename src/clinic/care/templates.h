// Dosage templates: the defaults that a plan begins from (content/plans/templates.json; reference, 4.2). People read the messages
// "template.<id>.name", ".say" (what may be said about the evidence) and ".not" (what may not).
#ifndef UNKNOT_CLINIC_TEMPLATES_H
#define UNKNOT_CLINIC_TEMPLATES_H

#include "base/arena.h"
#include "base/message.h"
#include "base/str.h"
#include "clinic/safety/body.h"

struct plan_template {
    str id;
    str kind[5];                // concern kinds that it is for
    size_t n_kinds;
    str region[8];              // codes of clinic/safety/body.h without a side; none: any
    size_t n_regions;
    int64_t minutes, sessions, per_week, every_weeks, review_sessions, review_weeks;
    str evidence;               // moderate, low-moderate, low, very-low, conflicting, contradicted
    str source;                 // English
    bool minutes_checked, dose_checked; // read in the source, not quoted from memory
};

// Of `text`, a file like content/plans/templates.json. False where it is not one, with *why in English.
bool plan_templates(arena *a, str text, const struct plan_template **out, size_t *n, str *why);
// For a concern of this kind at these places: how well it suits. 0 not at all, 1 by kind, 2 by kind and region.
int plan_template_suits(const struct plan_template *t, str kind, const struct site *sites, size_t n);
struct say plan_template_say(const struct plan_template *t, const char *what); // "name", "say", "not"
struct say plan_evidence_say(str evidence);                 // "low"; MSG_evidence_none where unknown
bool plan_evidence_known(str evidence);

#endif
