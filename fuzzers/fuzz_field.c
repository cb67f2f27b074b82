// Short texts as a box, an address or a button sends them: money, rates, places on the body, times, ids. What is taken reads the same again.
#include <stdint.h>

#include "base/civil.h"
#include "base/err.h"
#include "base/id.h"
#include "clinic/care/billing.h"
#include "clinic/safety/body.h"
#include "web/calendar/day_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void money(str text, str currency)
{
    int64_t minor, again, bp;
    if (billing_amount_parse(text, currency, &minor)) {
        CHECK(minor >= 0 && minor <= BILLING_MAX);
        CHECK(billing_amount_parse(billing_amount(a, minor, currency), currency, &again) && again == minor);
        int64_t tax = billing_tax(minor, 1900);
        CHECK(tax >= 0 && tax <= minor && billing_tax(-minor, 1900) == -tax);
    }
    if (billing_percent_parse(text, &bp)) {
        CHECK(bp >= 0 && bp <= BILLING_BP_MAX);
        CHECK(billing_percent_parse(billing_percent(a, bp), &again) && again == bp);
    }
}

// Parts of a fee paid back one after another never take back more tax than there was, and all of them take back all of it.
static void refunds(const uint8_t *data, size_t n)
{
    int64_t fee = 0, bp = n > 4 ? data[4] * INT64_C(39) : 0, back = 0, back_tax = 0;
    for (size_t i = 0; i < n && i < 4; i++) fee = fee * 256 + data[i];
    if (!fee) return;
    int64_t tax = billing_tax(fee, bp);
    for (size_t i = 5; i < n && back < fee; i++) {
        int64_t amount = 1 + (fee - back - 1) * data[i] / 255;
        int64_t part = billing_refund_tax(fee, tax, back, back_tax, amount, bp);
        CHECK(part >= 0 && part <= amount && back_tax + part <= tax);
        back += amount;
        back_tax += part;
    }
    CHECK(back < fee || back_tax == tax);
}

static void places(str text)
{
    struct site s, again;
    if (!site_parse(text, &s)) return;
    CHECK(s.region && (s.region->sided || s.side == SIDE_BOTH));
    CHECK(site_parse(site_text(a, s), &again) && again.region == s.region && again.side == s.side && site_overlaps(s, again));
    CHECK(message_say(a, LANG_EN, site_say(s)).n > 0);
}

static void times(str text)
{
    struct call c = {.a = a, .desk = {.a = a, .today = {20778}}};
    struct slot_value v, v2;
    day d, d2;
    instant t, t2;
    int64_t id, id2;
    char back[ID_TEXT + 1];
    if (slot_parse(text, &v)) {
        CHECK(v.minute >= 0 && v.minute < 1440);
        CHECK(slot_parse(slot_text(&c, &v), &v2) && v2.day.d == v.day.d && v2.minute == v.minute && v2.therapist[0].v == v.therapist[0].v && v2.therapist[1].v == v.therapist[1].v);
    }
    if (day_parse(text, &d)) CHECK(day_parse(day_str(a, d), &d2) && d2.d == d.d);
    if (instant_parse(text, &t)) CHECK(instant_parse(instant_str(a, t), &t2) && t2.us == t.us);
    if (id_parse(text, &id)) {
        id_text(id, back);
        CHECK(id > 0 && id_parse((str){back, ID_TEXT}, &id2) && id2 == id);
    }
    bool all;
    times_from(&c, text, &d, &all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str text = {(const char *)data, n};
    if (!a) a = arena_new(16 << 20);
    money(text, S("GBP"));
    money(text, S("JPY"));
    money(text, S("BHD"));
    refunds(data, n);
    places(text);
    times(text);
    arena_reset(a);
    return 0;
}
