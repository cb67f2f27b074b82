// Rules that inputs of several verbs share. Each adds its problem to d->problems and returns whether it held.
#ifndef UNKNOT_DESK_RULES_H
#define UNKNOT_DESK_RULES_H

#include "desk/desk.h"

enum line_kind { ONE_LINE, MANY_LINES };

// min and max count code points; min 1: must be filled in.
bool rule_line(struct desk *d, str field, str text, size_t min, size_t max, enum line_kind kind);
bool rule_email(struct desk *d, str field, str email, bool required);
bool rule_phone(struct desk *d, str field, str phone);  // empty is fine
str rule_email_folded(arena *a, str email);             // trimmed, lower case: as accounts keep it
err rule_conflict(struct desk *d);                      // E_CONFLICT: changed meanwhile

#endif
