// Rules that entries by staff and by clients share: days, values, notes. Each adds its problems and returns whether it held.
#ifndef UNKNOT_DESK_MEASURES_RULES_H
#define UNKNOT_DESK_MEASURES_RULES_H

#include "desk/desk.h"
#include "store/concern.h"
#include "store/diary.h"

bool rule_day(struct desk *d, str field, const struct subject *who, day on);
bool rule_rating(struct desk *d, str field, int64_t value);
bool rule_text(struct desk *d, str field, str text, int max);    // code points; several lines are fine
bool rule_diary(struct desk *d, str field, bool headache, int peak, int medicine);
// "days[3].peak"
str rule_field(struct desk *d, const char *list, size_t i, const char *member);
struct say rule_recall(enum recall r);                           // "average of the last 7 days"

// The client's open headache concern; E_NOT_FOUND where there is none.
err headache_concern(const struct concern_list *all, struct concern_row *out);

#endif
