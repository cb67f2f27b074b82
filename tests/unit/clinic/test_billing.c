// clinic/care/billing.h: every expected figure was worked out by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clinic/care/billing.h"

static arena *a;

static void assert_text(str have, const char *want)
{
    if (!str_eq(have, str_of(want)))
        fail_msg("\"%.*s\" is not \"%s\"", SP(have), want);
}

static void tax(void **s)
{
    (void)s;
    assert_int_equal(billing_tax(11900, 1900), 1900);   // 119.00 at 19 %
    assert_int_equal(billing_tax(8500, 2000), 1417);    // 14.1666…
    assert_int_equal(billing_tax(8500, 1900), 1357);    // 13.5714…
    assert_int_equal(billing_tax(-8500, 2000), -1417);
    assert_int_equal(billing_tax(3, 10000), 2);         // 1.5: half away from zero
    assert_int_equal(billing_tax(-3, 10000), -2);
    assert_int_equal(billing_tax(1, 10000), 1);         // 0.5
    assert_int_equal(billing_tax(7000, 810), 525);      // 524.5143…
    assert_int_equal(billing_tax(0, 1900), 0);
    assert_int_equal(billing_tax(8500, 0), 0);
    assert_int_equal(billing_tax(BILLING_MAX, 10000), BILLING_MAX / 2);
}

static void refunds_come_to_nought(void **s)
{
    (void)s;
    // 85.00 at 20 % contains 14.17; three refunds of 20.00 (3.33 each), then 25.00 takes the rest of 4.18 and not 4.17.
    int64_t fee = 8500, all = 1417, back = 0, back_tax = 0;
    const int64_t amount[] = {2000, 2000, 2000, 2500}, want[] = {333, 333, 333, 418};
    for (size_t i = 0; i < 4; i++) {
        int64_t t = billing_refund_tax(fee, all, back, back_tax, amount[i], 2000);
        assert_int_equal(t, want[i]);
        back += amount[i];
        back_tax += t;
    }
    assert_int_equal(back, fee);
    assert_int_equal(back_tax, all);
    assert_int_equal(billing_refund_tax(3, 2, 2, 2, 1, 10000), 0); // never more tax than there was
    assert_int_equal(billing_refund_tax(4, 2, 2, 2, 1, 10000), 0);
    // 1.00 at 19 % contains 0.16, of 0.01 it is nothing: where 0.16 remain, all of it is tax, and none takes more tax than money.
    assert_int_equal(billing_refund_tax(100, 16, 0, 0, 1, 1900), 0);
    assert_int_equal(billing_refund_tax(100, 16, 83, 0, 1, 1900), 0);
    assert_int_equal(billing_refund_tax(100, 16, 84, 0, 1, 1900), 1);
    assert_int_equal(billing_refund_tax(100, 16, 99, 15, 1, 1900), 1);
}

static void rest(void **s)
{
    (void)s;
    assert_int_equal(billing_rest(72000, 10, 6), 43200);
    assert_int_equal(billing_rest(10000, 3, 1), 3333);
    assert_int_equal(billing_rest(10000, 3, 2), 6667);
    assert_int_equal(billing_rest(5, 2, 1), 3);         // 2.5
    assert_int_equal(billing_rest(10000, 3, 0), 0);
    assert_int_equal(billing_rest(10000, 3, 3), 10000);
}

static void words(void **s)
{
    (void)s;
    assert_text(billing_money(a, 8500, S("GBP")), "GBP 85.00");
    assert_text(billing_money(a, -750, S("EUR")), "EUR -7.50");
    assert_text(billing_money(a, 8500, S("JPY")), "JPY 8500");
    assert_text(billing_money(a, 8500, S("BHD")), "BHD 8.500");
    assert_text(billing_money(a, 5, S("KWD")), "KWD 0.005");
    assert_text(billing_money(a, 5, S("")), "0.05");
    assert_text(billing_amount(a, INT64_MIN, S("USD")), "-92233720368547758.08");
    assert_text(billing_percent(a, 1900), "19");
    assert_text(billing_percent(a, 770), "7.7");
    assert_text(billing_percent(a, 825), "8.25");
    assert_text(billing_percent(a, 5), "0.05");
    assert_text(billing_percent(a, 0), "0");
}

static void read_back(void **s)
{
    (void)s;
    static const struct {
        const char *typed, *currency;
        int64_t want;
    } good[] = {{"85", "GBP", 8500}, {"85.5", "GBP", 8550}, {" 85,50 ", "EUR", 8550}, {"0", "GBP", 0}, {"8500", "JPY", 8500}, {"8.5", "BHD", 8500}, {"8.005", "BHD", 8005},
        {"1000000000", "GBP", BILLING_MAX}};
    static const struct {
        const char *typed, *currency;
    } bad[] = {{"", "GBP"}, {"-1", "GBP"}, {"85.", "GBP"}, {".5", "GBP"}, {"85.505", "GBP"}, {"85.5", "JPY"}, {"1,000.00", "GBP"}, {"85 GBP", "GBP"},
        {"1000000000.01", "GBP"}, {"99999999999999999999", "GBP"}, {"٨٥", "GBP"}, {"1e3", "GBP"}, {"+5", "GBP"}};
    int64_t v;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(billing_amount_parse(str_of(good[i].typed), str_of(good[i].currency), &v));
        assert_int_equal(v, good[i].want);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (billing_amount_parse(str_of(bad[i].typed), str_of(bad[i].currency), &v))
            fail_msg("\"%s\" was taken", bad[i].typed);
    assert_true(billing_percent_parse(S("8,25"), &v));
    assert_int_equal(v, 825);
    assert_true(billing_percent_parse(S("100"), &v));
    assert_false(billing_percent_parse(S("100.01"), &v));
    assert_false(billing_percent_parse(S("8.255"), &v));
}

static void totals(void **s)
{
    (void)s;
    const struct billing_line v[] = {
        {S("EUR"), S("cash"), 1900, 11900, 1900},
        {S("EUR"), S("card"), 0, 7000, 0},
        {S("EUR"), S("card"), 1900, -5950, -950},
        {S("CHF"), S("cash"), 1900, 100, 16},
    };
    struct billing_total *t;
    assert_int_equal(billing_by_rate(a, v, 4, &t), 3);
    assert_text(t[0].currency, "CHF");
    assert_int_equal(t[1].bp, 1900);
    assert_int_equal(t[1].fee, 5950);
    assert_int_equal(t[1].tax, 950);
    assert_int_equal(t[1].n, 2);
    assert_int_equal(t[2].bp, 0);
    assert_int_equal(billing_by_payment(a, v, 4, &t), 3);
    assert_text(t[0].paid_by, "cash");
    assert_int_equal(t[0].fee, 11900);
    assert_int_equal(t[1].fee, 1050);
    assert_int_equal(billing_by_rate(a, v, 0, &t), 0);
}

int main(void)
{
    a = arena_new(1 << 20);
    const struct CMUnitTest tests[] = {cmocka_unit_test(tax), cmocka_unit_test(refunds_come_to_nought), cmocka_unit_test(rest), cmocka_unit_test(words),
        cmocka_unit_test(read_back), cmocka_unit_test(totals)};
    int failed = cmocka_run_group_tests_name("billing", tests, NULL, NULL);
    arena_free(a);
    return failed;
}
