// Likely duplicates: several signs together, never a single weak one.
#include "clinic/people/duplicates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"

static struct name_facts person(const char *given, const char *family, int y, int m, int d, const char *phone, const char *email) {
    struct name_facts p = {.given = str_of(given), .family = str_of(family), .email = str_of(email)};
    if (y) {
        p.born_known = true;
        p.born = day_from(y, m, d);
    }
    if (phone) {
        str *v = ARENA_NEW(a, str);
        *v = str_of(phone);
        p.phones = v;
        p.n_phones = 1;
    }
    return p;
}

static struct duplicate_found judge(struct name_facts x, struct name_facts y) {
    struct duplicate_found f = duplicates_judge(a, &x, &y), back = duplicates_judge(a, &y, &x);
    assert_int_equal(f.likely, back.likely);
    assert_int_equal(f.score, back.score);
    assert_true(f.score >= 0 && f.score <= 100);
    assert_true(f.likely == DUPLICATE_NONE || f.n_reasons > 0);
    return f;
}

static void likely(void **state) {
    (void)state;
    struct duplicate_found f = judge(person("Anna", "Müller", 1980, 2, 11, NULL, ""), person("anna", "Muller", 1980, 2, 11, NULL, ""));
    assert_int_equal(f.likely, DUPLICATE_LIKELY);
    assert_int_equal(f.reason[0], MSG_duplicate_name_same);
    assert_int_equal(f.reason[1], MSG_duplicate_born_same);
    assert_int_equal(judge(person("Müller", "Anna", 1980, 2, 11, NULL, ""), person("Anna", "Müller", 1980, 2, 11, NULL, "")).likely, DUPLICATE_LIKELY);
    f = judge(person("Anna", "Müller", 1980, 2, 11, "0171 2345678", ""), person("Anna", "Müller", 1980, 11, 2, "+49 171 2345678", ""));
    assert_int_equal(f.likely, DUPLICATE_LIKELY);
    assert_int_equal(f.reason[1], MSG_duplicate_born_swapped);
    f = judge(person("Anna", "Müler", 1980, 2, 11, "0171 2345678", ""), person("Anna", "Müller", 1980, 2, 11, "+49 171 2345678", ""));
    assert_int_equal(f.likely, DUPLICATE_LIKELY);
    assert_int_equal(f.reason[0], MSG_duplicate_name_close);
}

static void possible(void **state) {
    (void)state;
    assert_int_equal(judge(person("Anna", "Müller", 1980, 2, 11, NULL, ""), person("Anna", "Müller", 1980, 2, 12, NULL, "")).likely, DUPLICATE_POSSIBLE);
    assert_int_equal(judge(person("Anna", "Müller", 0, 0, 0, NULL, ""), person("Anna", "Müller", 0, 0, 0, NULL, "")).likely, DUPLICATE_POSSIBLE);
    assert_int_equal(judge(person("Anna Maria", "Müller", 1980, 2, 11, NULL, ""), person("Anna", "Müller", 1980, 2, 11, NULL, "")).likely, DUPLICATE_POSSIBLE);
    // married since
    assert_int_equal(judge(person("Anna", "Müller", 1980, 2, 11, "0171 2345678", ""), person("Anna", "Schmidt", 1980, 2, 11, "0171 2345678", "")).likely, DUPLICATE_POSSIBLE);
}

static void none(void **state) {
    (void)state;
    // same name, another birth date
    assert_int_equal(judge(person("Anna", "Müller", 1980, 2, 11, NULL, ""), person("Anna", "Müller", 1967, 9, 30, NULL, "")).likely, DUPLICATE_NONE);
    // one weak sign
    assert_int_equal(judge(person("Anna", "Müller", 0, 0, 0, NULL, ""), person("Anna", "Möller", 0, 0, 0, NULL, "")).likely, DUPLICATE_NONE);
    assert_int_equal(judge(person("Anna", "Müller", 0, 0, 0, NULL, ""), person("Anna", "Schmidt", 0, 0, 0, NULL, "")).likely, DUPLICATE_NONE);
    assert_int_equal(judge(person("Anna", "Müller", 1980, 2, 11, NULL, ""), person("Bernd", "Koch", 1980, 2, 11, NULL, "")).likely, DUPLICATE_NONE);
    // a family with one phone and one address
    assert_int_equal(judge(person("Anna", "Müller", 1980, 2, 11, "0171 2345678", "m@x.de"), person("Peter", "Müller", 1978, 1, 4, "0171 2345678", "m@x.de")).likely, DUPLICATE_NONE);
    // twins
    assert_int_equal(judge(person("Lena", "Müller", 2004, 2, 11, "0171 2345678", "m@x.de"), person("Jonas", "Müller", 2004, 2, 11, "0171 2345678", "m@x.de")).likely, DUPLICATE_NONE);
    assert_int_equal(judge((struct name_facts){0}, (struct name_facts){0}).likely, DUPLICATE_NONE);
}

// The index table leads from one record to the other.
static void probe_meets_keys(void **state) {
    (void)state;
    struct name_facts x = person("Anna", "Müler", 1980, 2, 11, "0171 2345678", "a@x.de"), y = person("Anna", "Müller", 1980, 2, 11, "+49 171 2345678", "A@x.de");
    struct namekeys p = namekey_probe_person(a, &x), k = namekey_keys(a, &y);
    int shared = 0;
    for (size_t i = 0; i < p.n; i++)
        for (size_t j = 0; j < k.n; j++)
            shared += str_eq(p.v[i], k.v[j]);
    assert_true(p.n <= NAMEKEY_PROBES);
    assert_true(shared >= 6); // birth day, phone, e-mail, Anna, Müller
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(likely), cmocka_unit_test(possible), cmocka_unit_test(none), cmocka_unit_test(probe_meets_keys)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
