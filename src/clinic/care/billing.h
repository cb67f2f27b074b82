// Money on paper: the tax contained in a price, amounts in words of digits, totals by rate and by way of payment. All amounts are
// whole minor units of a currency (ISO 4217: cents; yen have none, Bahraini dinars a thousand). Nothing here knows a tax law: rates
// are the practice's own.
#ifndef UNKNOT_CLINIC_BILLING_H
#define UNKNOT_CLINIC_BILLING_H

#include "base/arena.h"
#include "base/str.h"

enum {
    BILLING_BP_MAX = 10000          // a rate of 100 %, in hundredths of a percent
};
#define BILLING_MAX INT64_C(100000000000) // the largest amount taken, either way

// Tax contained in `gross` at `bp` hundredths of a percent: gross * bp / (10000 + bp), rounded half away from zero.
int64_t billing_tax(int64_t gross, int64_t bp);

// What a refund of `amount` takes back of the tax, where `tax` of `fee` was contained and `back` (with `back_tax`) was refunded before;
// all positive, back + amount <= fee. The last refund takes what is left, so that fee and tax both come to nought; none takes
// more tax than money.
int64_t billing_refund_tax(int64_t fee, int64_t tax, int64_t back, int64_t back_tax, int64_t amount, int64_t bp);

// What `left` of `visits` visits paid ahead with `price` are worth, rounded half up. 0 <= left <= visits, visits >= 1.
int64_t billing_rest(int64_t price, int64_t visits, int64_t left);

int billing_digits(str currency);                               // minor digits: 2, JPY 0, BHD 3; 2 where unknown
str billing_amount(arena *a, int64_t minor, str currency);      // "85.00", "-7.50", "8500" (JPY)
str billing_money(arena *a, int64_t minor, str currency);       // "GBP 85.00"; the amount alone where there is no currency yet
str billing_percent(arena *a, int64_t bp);                      // "19", "7.7", "8.25"
// "85", "85.5", "85,50", never more places than the currency has, no sign, at most BILLING_MAX; false on anything else.
bool billing_amount_parse(str typed, str currency, int64_t *minor);
bool billing_percent_parse(str typed, int64_t *bp);             // "19", "7.7", "8,25": 0 .. 100 with at most two places

struct billing_line {
    str currency;
    str paid_by;
    int64_t bp, fee, tax;           // fee and tax negative on a refund
};
struct billing_total {
    str currency;
    str paid_by;                    // '' in totals by rate
    int64_t bp;                     // 0 in totals by payment
    int64_t fee, tax, n;
};
// By currency, then by rate (highest first) or by way of payment (in order of first use). At most n; in `a`.
size_t billing_by_rate(arena *a, const struct billing_line *v, size_t n, struct billing_total **out);
size_t billing_by_payment(arena *a, const struct billing_line *v, size_t n, struct billing_total **out);

#endif
