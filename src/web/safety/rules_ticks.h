// The four lists of a rule's form as ticks with names. A JSON sender writes each as one text, codes with commas between.
#ifndef UNKNOT_WEB_RULES_TICKS_H
#define UNKNOT_WEB_RULES_TICKS_H

#include "clinic/safety/screen.h"
#include "pages_rules.h"

enum { RULES_TICKS = 4 };
struct rules_ticks_in {
    const struct field_view *regions, *regions_from, *barred, *positions;       // their labels, hints and errors
    str regions_on, regions_from_on, barred_on, positions_on;                   // "neck, shoulder-left", where nothing was posted
};
const struct rules_ticks_view *rules_ticks(struct call *c, const struct rules_ticks_in *in);  // RULES_TICKS of them
// What was posted: every value of the name, with commas between; both sides of a region are the region itself.
str rules_list_typed(struct call *c, const char *name);
// The same codes in the order that they had: ticks have an order of their own, and what says the same is to read the same.
str rules_list_as(arena *a, str typed, str was);

#endif
