// base/phone.h: numbers as people type them, in E.164, or not at all.
#include "unit.h"

#include "base/phone.h"

static void as_typed(void **state) {
    arena *a = *state;
    static const struct {
        const char *code, *typed, *want; // NULL: none
    } rows[] = {
        {"", "+44 20 7946 0018", "+442079460018"},
        {"1", "+44 (0)20 7946-0018", "+442079460018"},
        {"", "0049 30 901820", "+4930901820"},
        {"44", "020 7946 0018", "+442079460018"},
        {"44", " 07700 900123 ", "+447700900123"},
        {"44", "7700 900123", "+447700900123"},
        {"1", "(512) 555-0134", "+15125550134"},
        {"1", "1 512 555 0134", "+15125550134"},
        {"39", "06 698 12345", "+390669812345"},
        {"45", "32 12 34 56", "+4532123456"},
        {"", "020 7946 0018", NULL},            // of which country?
        {"1", "555-0134", NULL},                // without its area
        {"1", "112 555 0134", NULL},
        {"44", "020 7946 0018 ext 5", NULL},    // more than a number
        {"44", "ask for Ada", NULL},
        {"44", "", NULL},
        {"44", "0", NULL},
        {"44", "00", NULL},
        {"44", "000 44 20 7946 0018", NULL},
        {"44", "+0 20 7946 0018", NULL},
        {"44", "+4420", NULL},
        {"44", "+44 2079460018 2079460018", NULL},
        {"44", "+44+2079460018", NULL},
        {"044", "020 7946 0018", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str got = {0};
        bool fine = phone_e164(a, str_of(rows[i].typed), str_of(rows[i].code), &got);
        if (fine != (rows[i].want != NULL) || (fine && !str_eq(got, str_of(rows[i].want)))) fail_msg("row %zu, %s: %.*s", i, rows[i].typed, SP(got));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(as_typed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
