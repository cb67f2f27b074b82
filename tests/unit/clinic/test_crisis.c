// clinic/safety/crisis.h: crisis lines as practices write them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clinic/safety/crisis.h"

static void lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        size_t n;
        const char *words[3], *dial[3];
    } t[] = {
        {"", 0, {0}, {0}},
        {" , ;\n ", 0, {0}, {0}},
        {"988 (call or text)", 1, {"988 (call or text)"}, {"988"}},
        {"116 123 (Samaritans), NHS 111", 2, {"116 123 (Samaritans)", "NHS 111"}, {"116123", "111"}},
        {"1813 (Dutch), 0800 32 123 (French)", 2, {"1813 (Dutch)", "0800 32 123 (French)"}, {"1813", "080032123"}},
        {"*4141", 1, {"*4141"}, {"*4141"}},
        {"0800 111 0 111 (TelefonSeelsorge, day and night)", 1, {"0800 111 0 111 (TelefonSeelsorge, day and night)"}, {"08001110111"}},
        {"+44 (0)20 7946-0018; (503) 555.0196", 2, {"+44 (0)20 7946-0018", "(503) 555.0196"}, {"+442079460018", "5035550196"}},
        {"Ask us\nin room 3, or Mary", 3, {"Ask us", "in room 3", "or Mary"}, {"", "", ""}},
        {"13 11 14 (Lifeline 24/7)", 1, {"13 11 14 (Lifeline 24/7)"}, {"131114"}},
        {"text HOME to 741741 or call 988", 1, {"text HOME to 741741 or call 988"}, {"741741"}},
        {"+4/ (0)", 1, {"+4/ (0)"}, {""}},
        {"12, 3)4, (56", 3, {"12", "3)4", "(56"}, {"12", "", "56"}},
    };
    arena *a = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct crisis_contact c[CRISIS_CONTACTS];
        size_t n = crisis_contacts(a, str_of(t[i].line), c);
        assert_int_equal(n, t[i].n);
        for (size_t k = 0; k < n; k++)
            if (!str_eq(c[k].words, str_of(t[i].words[k])) || !str_eq(c[k].dial, str_of(t[i].dial[k])))
                fail_msg("\"%s\": \"%.*s\" \"%.*s\"", t[i].line, SP(c[k].words), SP(c[k].dial));
    }
    struct crisis_contact c[CRISIS_CONTACTS];
    assert_int_equal(crisis_contacts(a, S("11,22,33,44,55,66,77"), c), CRISIS_CONTACTS);
    assert_true(str_eq(c[5].words, S("66,77")) && str_eq(c[5].dial, S("66")));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines)};
    return cmocka_run_group_tests_name("clinic/test_crisis", tests, NULL, NULL);
}
