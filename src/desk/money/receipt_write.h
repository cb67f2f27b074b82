// What receipts and packages share inside of the desk.
#ifndef UNKNOT_DESK_RECEIPT_WRITE_H
#define UNKNOT_DESK_RECEIPT_WRITE_H

#include "desk/money/money.h"

// Adds the problem and returns false where it does not hold.
bool rule_paid_by(struct desk *d, str paid_by);
bool rule_amount(struct desk *d, str field, opt_int v, int64_t min, int64_t max, str currency);
// The next number, practice and client as they are now, today; r and b have everything else. Empty r->currency: the practice's.
MUST_USE err receipt_write(struct desk *d, struct receipt *r, struct receipt_body *b);

#endif
