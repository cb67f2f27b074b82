// The rules of safety that a practice screens with: those that ship (clinic/safety/screen.h) with its own laid over them (clinic/safety/screen_overlay.h).
// Each change is a row that stays. A change acts from the next answers on, and from the job of the next day on those that were sent: what stops or defers by
// it (desk_findings_of_time). Nothing that stands is cleared by it (findings_replace).
#ifndef UNKNOT_DESK_SAFETY_RULES_H
#define UNKNOT_DESK_SAFETY_RULES_H

#include "clinic/safety/screen_overlay.h"
#include "desk/desk.h"
#include "store/rule.h"

struct rule_broken {            // a change that this version of the program does not take any more: ours holds instead
    str rule, path, reason;     // English
};
struct rules_held {
    const struct screen_overlay *o;     // o->rules is what to screen with
    struct rule_list edits;             // the newest change of each rule
    const struct rule_broken *broken;
    size_t n_broken;
};
// No verb: whoever asks has begun one. The result stays until d->a is reset.
MUST_USE err desk_rules(struct desk *d, struct rules_held *out);
// The same, for reading. Verb RULES_SHOW; *before: every change of `rule` (may be empty), the newest first.
MUST_USE err desk_rules_show(struct desk *d, str rule, struct rules_held *out, struct rule_list *before);

enum rule_what { RULE_SET, RULE_SWITCH_OFF, RULE_BACK };    // says what the body says; ours does not hold; ours as it ships, an own one no more
struct rule_change {
    enum rule_what what;
    str rule;
    const struct screen_rule *to;       // RULE_SET: as desk_rule_read gave it
    str reason;
    rule_edit_id seen;                  // id of the newest change when it was shown; 0 none
};
enum rule_verdict { RULE_NEW, RULE_SAME, RULE_STRICTER, RULE_WEAKER };
str rule_verdict_name(enum rule_verdict v);     // "new", "same", "stricter", "weaker"
struct rule_judged {
    enum rule_verdict verdict;          // against ours and against what holds: the worse of the two
    bool refused;                       // ours at level S1 or S2, and not shown to be as strict as ours
    bool reason_wanted;                 // weaker than ours, or than what the practice has made of it
    struct screen_comparison c;         // against ours, of an own one against the one before: member by member; empty of a new one, or one that is turned off
    struct screen_comparison held;      // against what the practice had written before; empty where it had not
};

enum { RULE_REASON = 1000 };            // code points

// One rule as a file of rules holds it; problems name the member, or "file". The hash of ours is put in where there is one. In the prepare part.
MUST_USE err desk_rule_read(struct desk *d, str text, const struct screen_rule **out);
// What a change would mean. No verb, changes nothing. E_NOT_FOUND where there is nothing to turn off or to take back.
MUST_USE err desk_rule_judge(struct desk *d, const struct rules_held *now, const struct rule_change *in, struct rule_judged *out);
// Verb RULES_SET. Problems: "reason" (wanted, too long), "when" and the like (refused); E_CONFLICT where it was changed meanwhile. The very same
// changes nothing. *id: of the change, 0 where nothing changed. May run twice.
MUST_USE err desk_rule_set(struct desk *d, const struct rule_change *in, rule_edit_id *id);
// Verb RULES_SET: what stood before that change, as a new one; the newest change alone, E_CONFLICT otherwise. Its reason is the one given, else the
// one that it had: problem "reason" where it makes weaker what holds, and there is neither.
MUST_USE err desk_rule_undo(struct desk *d, rule_edit_id edit, str reason, rule_edit_id *id, str *rule);
// No verb, for a page: would that undo want a reason? `before`: every change of the rule (desk_rules_show).
bool desk_rule_undo_wants(struct desk *d, const struct rules_held *now, const struct rule_list *before);

// A file: all of it is checked, then all of it counts, as one change each. What the practice changed besides stays.
struct rules_file {
    const struct rule_change *v;        // those that differ from what holds
    const struct rule_judged *judged;   // of each
    const str *body;                    // of each, as the file has it: its base says which of ours it was written against
    size_t n;
    bool reason_wanted, refused;        // of any
};
// In the prepare part, or to look through. Problems: "file".
MUST_USE err desk_rules_file(struct desk *d, str text, struct rules_file *out);
// Verb RULES_SET, of the text again, as things stand now.
MUST_USE err desk_rules_import(struct desk *d, str text, str reason, size_t *n);
// What the practice changed, as a file, indented. Verb RULES_SHOW.
MUST_USE err desk_rules_export(struct desk *d, str *out);

#endif
