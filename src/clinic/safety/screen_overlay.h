// A practice's own rules, laid over those that ship. Its file, which is also what is exported and imported:
//   {"format": "unknot-rules-1", "rules": [{…a whole rule as in content/safety/rules.json…, "base": "…", "cases": […]}, {"id": "cold", "off": true, "base": "…"}]}
// An id of ours takes the place of ours, and "base" is the hash of our rule that it was written against (screen_rule_hash); an own rule's id
// begins with "own-". "off" turns one of ours off, never one of level S1 or S2. Questions are those that ship.
//   "cases": [{"answers": {…}, "sex": "female", "born": "1990-01-31", "today": "2026-11-21", "is": "fires" | "asks" | "clear"}]
// are tried when a rule is written. Every condition is unknown while nothing is answered, can fire, and is not false while something is not
// answered that could make it fire. What of ours is at S1 or S2 never
// becomes weaker, whatever a file says: ours and the practice's hold together (the join). The join holds as well where ours has changed since
// "base", until somebody settles it. Pure.
#ifndef UNKNOT_CLINIC_SCREEN_OVERLAY_H
#define UNKNOT_CLINIC_SCREEN_OVERLAY_H

#include "clinic/safety/screen_compare.h"

enum overlay_kind {
    RULE_OURS,          // as it ships
    RULE_EDITED,        // the practice's instead of ours
    RULE_OFF,           // ours, turned off
    RULE_OWN            // the practice's own
};
str overlay_kind_name(enum overlay_kind k);     // "ours", "edited", "off", "own"

struct overlay_item {
    str id;
    enum overlay_kind kind;
    bool conflict;                      // ours has changed since it was written: the join holds (of one turned off: ours)
    const struct screen_rule *ours;     // as it ships; NULL of an own one
    const struct screen_rule *practice; // as the practice wrote it; NULL where it did not, or turned it off
    const struct screen_rule *holds;    // of the rules below; NULL where it is off
};

struct screen_overlay {
    const struct screen_rules *rules;   // what is screened with
    const struct overlay_item *v;       // by level of what holds (off: of ours), then id
    size_t n;
};

// At most: rules, bytes of the file, of one rule as compact JSON, its condition, its name, each of its texts.
enum { OVERLAY_RULES = 300, OVERLAY_BYTES = 1 << 20, OVERLAY_RULE = 32 << 10, OVERLAY_WHEN = 1500, OVERLAY_NAME = 200, OVERLAY_TEXT = 2000 };

// NULL on error. `file` is what it is called in *e. An empty text changes nothing: the rules are `shipped` itself.
const struct screen_overlay *screen_overlay(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e);
const struct overlay_item *overlay_item_of(const struct screen_overlay *o, str id);     // NULL where there is none

// One rule as the file holds it, checked alike: what a page or a row of a database brings. NULL on error.
const struct screen_rule *screen_overlay_rule(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e);
// The same of what was checked when it was kept: the condition is not tried anew, nor are the cases. It is done at every health form.
const struct screen_overlay *screen_overlay_kept(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e);
const struct screen_rule *screen_overlay_rule_kept(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e);
// The SHA-256, hex, of all that acts: the questions and medicines that ship, and each rule of ours and of the practice by its screen_rule_hash.
// A source that was read, or a review that was put off, leaves it as it is: it is what somebody signs.
str screen_overlay_digest(arena *a, const struct screen_overlay *o);
bool screen_overlay_id(str id);                 // "own-…": the id of an own rule

#endif
