// What places and hours share.
#ifndef UNKNOT_DESK_CALENDAR_RULES_H
#define UNKNOT_DESK_CALENDAR_RULES_H

#include "base/opt.h"
#include "desk/desk.h"
#include "store/account.h"

// Active owners and therapists, by name.
MUST_USE err calendar_therapists(struct desk *d, const struct member **out, size_t *n);
bool calendar_rule_range(struct desk *d, const char *field, opt_int v, int64_t min, int64_t max);

#endif
