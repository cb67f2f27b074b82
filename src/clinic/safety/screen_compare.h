// Is a rule that a practice wrote at least as strict as the one before? Decided here, member by member; the condition by trying every class
// of everything that it asks (screen_classes.h). What cannot be shown to be as strict counts as weaker. Pure.
#ifndef UNKNOT_CLINIC_SCREEN_COMPARE_H
#define UNKNOT_CLINIC_SCREEN_COMPARE_H

#include "clinic/safety/screen.h"

enum screen_change { CHANGE_SAME, CHANGE_STRICTER, CHANGE_WEAKER };
str screen_change_name(enum screen_change c);   // "same", "stricter", "weaker"

struct screen_difference {
    str member;                 // of the rule's file: "level", "when"
    enum screen_change is;      // SAME: it changes nothing that acts (source, verified, review, the same list in another order)
    str before, after;          // as written; empty where absent
    str why;                    // "when", weaker: an answer where the old one acts and the new one does not, or why it could not be shown. English
};
struct screen_comparison {
    enum screen_change is;      // WEAKER where one member is, STRICTER where one is and none is weaker
    const struct screen_difference *v;  // members that differ
    size_t n;
};
// Of two rules over the same questions. A level of a lower number is stricter; more regions, techniques or fewer positions; less pressure and time;
// a clearance, or the same lift with more days; a text that holds the whole one before. Another validity counts as weaker.
struct screen_comparison screen_compare(arena *a, const struct screen_rules *r, const struct screen_rule *before, const struct screen_rule *after);

// The SHA-256 of what a rule says, hex: its members in order of their names, without its source, when that was read, and when to look again.
str screen_rule_hash(arena *a, const struct screen_rule *rule);
str screen_rule_text(arena *a, const struct screen_rule *rule);     // the object that it was read from, compact

#endif
