#include "clinic/care/billing.h"

#include "base/err.h"

int64_t billing_tax(int64_t gross, int64_t bp)
{
    CHECK(gross >= -BILLING_MAX && gross <= BILLING_MAX && bp >= 0 && bp <= BILLING_BP_MAX);
    int64_t size = gross < 0 ? -gross : gross, under = 10000 + bp;
    int64_t tax = (2 * size * bp + under) / (2 * under);
    return gross < 0 ? -tax : tax;
}

int64_t billing_refund_tax(int64_t fee, int64_t tax, int64_t back, int64_t back_tax, int64_t amount, int64_t bp)
{
    CHECK(amount >= 0 && back >= 0 && back + amount <= fee && back_tax <= tax);
    int64_t left = tax - back_tax, rest = fee - back - amount, share = billing_tax(amount, bp);
    if (share < left - rest) return left - rest; // what remains must not be all tax and more: many small refunds, each rounded down
    return share > left ? left : share;
}

int64_t billing_rest(int64_t price, int64_t visits, int64_t left)
{
    CHECK(price >= 0 && price <= BILLING_MAX && visits >= 1 && visits <= 1000 && left >= 0 && left <= visits);
    return (2 * price * left + visits) / (2 * visits);
}

// ISO 4217:2015, table A.1, active codes whose minor unit is not 2.
static const struct {
    str code;
    int digits;
} odd[] = {
    {S_INIT("BIF"), 0}, {S_INIT("CLP"), 0}, {S_INIT("DJF"), 0}, {S_INIT("GNF"), 0}, {S_INIT("ISK"), 0}, {S_INIT("JPY"), 0},
    {S_INIT("KMF"), 0}, {S_INIT("KRW"), 0}, {S_INIT("PYG"), 0}, {S_INIT("RWF"), 0}, {S_INIT("UGX"), 0}, {S_INIT("UYI"), 0},
    {S_INIT("VND"), 0}, {S_INIT("VUV"), 0}, {S_INIT("XAF"), 0}, {S_INIT("XOF"), 0}, {S_INIT("XPF"), 0}, {S_INIT("BHD"), 3},
    {S_INIT("IQD"), 3}, {S_INIT("JOD"), 3}, {S_INIT("KWD"), 3}, {S_INIT("LYD"), 3}, {S_INIT("OMR"), 3}, {S_INIT("TND"), 3},
    {S_INIT("CLF"), 4}, {S_INIT("UYW"), 4},
};

int billing_digits(str currency)
{
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (str_eq(odd[i].code, currency))
            return odd[i].digits;
    return 2;
}

static int64_t power_of_ten(int n)
{
    int64_t v = 1;
    while (n-- > 0)
        v *= 10;
    return v;
}

str billing_amount(arena *a, int64_t minor, str currency)
{
    int digits = billing_digits(currency);
    uint64_t size = minor < 0 ? (uint64_t)0 - (uint64_t)minor : (uint64_t)minor, unit = (uint64_t)power_of_ten(digits);
    const char *sign = minor < 0 ? "-" : "";
    if (digits == 0)
        return str_fmt(a, "%s%llu", sign, (unsigned long long)size);
    return str_fmt(a, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), digits, (unsigned long long)(size % unit));
}

str billing_money(arena *a, int64_t minor, str currency)
{
    str amount = billing_amount(a, minor, currency);
    return currency.n ? str_fmt(a, "%.*s %.*s", SP(currency), SP(amount)) : amount;
}

str billing_percent(arena *a, int64_t bp)
{
    long long whole = (long long)(bp / 100), part = (long long)(bp % 100);
    if (part == 0)
        return str_fmt(a, "%lld", whole);
    return part % 10 ? str_fmt(a, "%lld.%02lld", whole, part) : str_fmt(a, "%lld.%lld", whole, part / 10);
}

// Digits, then at most `places` behind a point or a comma, as a whole number of 10^-places.
static bool decimal(str s, int places, int64_t max, int64_t *out)
{
    int64_t v = 0;
    size_t i = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        v = v * 10 + (s.p[i] - '0');
        if (v > max)
            return false;
    }
    if (i == 0)
        return false;
    int seen = 0;
    if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && seen < places; i++, seen++)
            v = v * 10 + (s.p[i] - '0');
        if (seen == 0)
            return false;
    }
    v *= power_of_ten(places - seen);
    *out = v;
    return i == s.n && v <= max;
}

bool billing_amount_parse(str typed, str currency, int64_t *minor)
{
    return decimal(str_trim(typed), billing_digits(currency), BILLING_MAX, minor);
}

bool billing_percent_parse(str typed, int64_t *bp)
{
    return decimal(str_trim(typed), 2, BILLING_BP_MAX, bp);
}

static void add(struct billing_total *t, const struct billing_line *l)
{
    t->fee += l->fee;
    t->tax += l->tax;
    t->n++;
}

size_t billing_by_rate(arena *a, const struct billing_line *v, size_t n, struct billing_total **out)
{
    struct billing_total *t = ARENA_ARRAY(a, n, struct billing_total);
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        while (at < made && !(str_eq(t[at].currency, v[i].currency) && t[at].bp == v[i].bp))
            at++;
        if (at == made)
            t[made++] = (struct billing_total){.currency = v[i].currency, .bp = v[i].bp};
        add(&t[at], &v[i]);
    }
    for (size_t i = 1; i < made; i++) // few: one a rate
        for (size_t k = i; k > 0; k--) {
            int order = str_cmp(t[k - 1].currency, t[k].currency);
            if (order < 0 || (order == 0 && t[k - 1].bp >= t[k].bp))
                break;
            struct billing_total swap = t[k];
            t[k] = t[k - 1];
            t[k - 1] = swap;
        }
    *out = t;
    return made;
}

size_t billing_by_payment(arena *a, const struct billing_line *v, size_t n, struct billing_total **out)
{
    struct billing_total *t = ARENA_ARRAY(a, n, struct billing_total);
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        while (at < made && !(str_eq(t[at].currency, v[i].currency) && str_eq(t[at].paid_by, v[i].paid_by)))
            at++;
        if (at == made)
            t[made++] = (struct billing_total){.currency = v[i].currency, .paid_by = v[i].paid_by};
        add(&t[at], &v[i]);
    }
    *out = t;
    return made;
}
