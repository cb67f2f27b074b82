// How services, prices and the buttons of free times are put into words.
#include "web/calendar/day_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct call call;

static int setup(void **state)
{
    (void)state;
    call.a = call.desk.a = arena_new(1u << 20);
    call.desk.lang = LANG_EN;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(call.a);
    return 0;
}

static void is(str got, const char *want)
{
    if (!str_eq(got, str_of(want))) fail_msg("\"%.*s\" is not \"%s\"", SP(got), want);
}

static void a_service_says_its_minutes_once(void **state)
{
    (void)state;
    is(service_words(&call, S("Deep tissue"), 60), "Deep tissue, 60 min");
    is(service_words(&call, S("Deep tissue 60"), 60), "Deep tissue 60");
    is(service_words(&call, S("60-minute massage"), 60), "60-minute massage");
    is(service_words(&call, S("Massage (90 min)"), 90), "Massage (90 min)");
    // another number, or a part of one, is not its length
    is(service_words(&call, S("45 min massage"), 5), "45 min massage, 5 min");
    is(service_words(&call, S("Package 160"), 60), "Package 160, 60 min");
    is(service_words(&call, S("Tariff 605"), 60), "Tariff 605, 60 min");
    is(service_words(&call, S("Tariff 605, 60"), 60), "Tariff 605, 60");
    is(service_words(&call, S(""), 30), ", 30 min");
}

static void a_price_has_the_digits_of_its_currency(void **state)
{
    (void)state;
    is(money_words(&call, 6500, S("GBP")), "65.00 GBP");
    is(money_words(&call, -750, S("EUR")), "-7.50 EUR");
    is(money_words(&call, -50, S("EUR")), "-0.50 EUR");
    is(money_words(&call, 8500, S("JPY")), "8500 JPY");
    is(money_words(&call, 12345, S("BHD")), "12.345 BHD");
}

static void a_button_of_a_free_time_comes_back(void **state)
{
    (void)state;
    struct slot_value v = {day_from(2026, 11, 23), 570, {{42}, {43}}}, back;
    assert_true(slot_parse(slot_text(&call, &v), &back));
    assert_true(back.day.d == v.day.d && back.minute == 570 && back.therapist[0].v == 42 && back.therapist[1].v == 43);
    static const char *const wrong[] = {"", "2026-11-23", "2026-11-23T9:30", "2026-11-23T24:00", "2026-11-23T09:60", "2026-02-30T09:30", "2026-11-23T09:30.1",
        "2026-11-23T09:30x", "2026-11-23T-9:30", "2026-11-23T+9:30"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (slot_parse(str_of(wrong[i]), &back)) fail_msg("%s was taken", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_says_its_minutes_once),
        cmocka_unit_test(a_price_has_the_digits_of_its_currency),
        cmocka_unit_test(a_button_of_a_free_time_comes_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
