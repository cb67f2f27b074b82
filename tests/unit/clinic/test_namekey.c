// Finding people: folding, keys that survive one typing error, ranks.
#include "clinic/people/namekey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/csv.h"

static void folds(const char *from, const char *to) { assert_string_equal(str_z(a, namekey_fold(a, str_of(from))), to); }

static void folding(void **state) {
    (void)state;
    folds("Müller", "muller");
    folds("  Anne-Marie  SØRENSEN ", "anne marie sorensen");
    folds("Großmann", "grossmann");
    folds("Łukasz", "lukasz");
    folds("Ægir Þórðarson", "aegir thordarson");
    folds("O’Brien O'Neill", "obrien oneill");
    folds("Işık İbrahim", "isik ibrahim");
    folds("Fe\xCC\x81lix", "felix");              // combining accent
    folds("ﬁona", "fiona");                       // compatibility ligature
    folds("Фёдоров", "федоров");
    folds("Παπαδόπουλος", "παπαδοπουλοσ");
    folds("王小明", "王小明");
    folds("Nguyễn", "nguyen");
    folds("", "");
    folds("...", "");
    assert_int_equal(namekey_fold(a, (str){"\xC3", 1}).n, 0);
    assert_int_equal(namekey_fold(a, (str){"\xED\xA0\x80", 3}).n, 0);
}

static struct name_facts named(const char *given, const char *family) { return (struct name_facts){.given = str_of(given), .family = str_of(family)}; }

static int shared_keys(const struct name_facts *who, const char *query) {
    struct namekeys k = namekey_keys(a, who), p = namekey_probe(a, str_of(query));
    assert_true(p.n <= NAMEKEY_PROBES);
    int n = 0;
    for (size_t i = 0; i < k.n; i++)
        for (size_t j = 0; j < p.n; j++)
            n += str_eq(k.v[i], p.v[j]);
    return n;
}

static int rank(const struct name_facts *who, const char *query) { return namekey_rank(a, str_of(query), who); }

static void found(const struct name_facts *who, const char *query) {
    if (shared_keys(who, query) == 0)
        fail_msg("no key is shared with '%s'", query);
    if (rank(who, query) == 0)
        fail_msg("no rank for '%s'", query);
}

static void every_single_error_shares_a_key(void **state) {
    (void)state;
    struct name_facts who = named("Katharina", "Brückner");
    static const char word[] = "bruckner";
    enum { N = sizeof word - 1 };
    for (int i = 0; i <= N; i++) {
        char q[32];
        if (i < N) {
            strcpy(q, word);
            q[i] = 'x'; // wrong
            found(&who, q);
            memcpy(q, word, (size_t)i);
            strcpy(q + i, word + i + 1); // missing
            found(&who, q);
        }
        if (i + 1 < N) {
            strcpy(q, word);
            char t = q[i];
            q[i] = q[i + 1], q[i + 1] = t; // swapped
            found(&who, q);
        }
        memcpy(q, word, (size_t)i);
        q[i] = 'x';
        strcpy(q + i + 1, word + i); // too many
        found(&who, q);
    }
}

static void as_one_types(void **state) {
    (void)state;
    struct name_facts muller = named("Anna", "Müller"), other = named("Anna", "Schmidt");
    found(&muller, "m");
    found(&muller, "mü");
    found(&muller, "mül");
    found(&muller, "mulle");
    found(&muller, "anna m");
    found(&muller, "Müller, Anna");
    assert_true(rank(&muller, "anna m") > rank(&other, "anna m"));
    assert_true(rank(&muller, "anna mulelr") > rank(&other, "anna mulelr"));
    assert_int_equal(rank(&muller, "anna müller"), 1000);
    assert_int_equal(rank(&other, "müller"), 0);
    assert_true(rank(&muller, "anna müller") > rank(&(struct name_facts){.given = S("Anna Maria"), .family = S("Müller")}, "anna müller"));
}

static void spelling_habits(void **state) {
    (void)state;
    struct name_facts marie = named("Anne-Marie", "McDonald"), wang = named("小明", "王"), brien = named("Conor", "O'Brien");
    found(&marie, "annemarie");
    found(&marie, "anne marie mc donald");
    assert_true(rank(&marie, "anne marie mc donald") > 900);
    found(&wang, "王小明");
    found(&wang, "王");
    assert_int_equal(rank(&wang, "王小明") > 900, true);
    found(&brien, "obrien");
    found(&brien, "o'brien conor");
    struct name_facts liz = {.given = S("Elizabeth"), .family = S("Stone"), .preferred = S("Liz")};
    found(&liz, "liz stone");
    assert_true(rank(&liz, "liz stone") > 900);
    struct name_facts mueller = named("Uwe", "Mueller");
    found(&mueller, "müller");
}

static void numbers_and_dates(void **state) {
    (void)state;
    const str phones[] = {S("+49 171 234 56 78")};
    struct name_facts who = {.given = S("Ana"), .family = S("Ruiz"), .phones = phones, .n_phones = 1, .email = S("Ana.Ruiz@Example.org"), .born_known = true, .born = day_from(1980, 2, 11)};
    found(&who, "0171 2345678");
    found(&who, "5678");
    found(&who, "345-678");
    found(&who, "1980-02-11");
    found(&who, "11.02.1980");
    found(&who, "11.2.1980");
    found(&who, "02/11/1980");
    found(&who, "11/02/1980");
    found(&who, "ana 11.02.1980");
    found(&who, "ruiz 1980");
    found(&who, "1980");
    found(&who, "ana.ruiz@example.org");
    found(&who, "ana.ruiz@");
    assert_int_equal(rank(&who, "12.02.1980"), 0);
    assert_int_equal(rank(&who, "1981-02-11"), 0);
    assert_int_equal(rank(&who, "0171 9999999"), 0);
    assert_true(rank(&who, "ana 11.02.1980") > rank(&who, "ana 12.02.1980"));
}

static void odd_queries(void **state) {
    (void)state;
    struct name_facts who = named("Ana", "Ruiz"), nobody = {0};
    static const char *const odd[] = {"", " ", "%", "'; DROP", "-", "/", "30.02.1980", "99/99/9999", "@", "+", "....", "\xFF\xFE", "a b c d e f g h i j k l"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        (void)shared_keys(&who, odd[i]);
        (void)rank(&who, odd[i]);
        assert_int_equal(rank(&nobody, odd[i]), 0);
    }
    char big[5000];
    memset(big, 'a', sizeof big);
    assert_true(namekey_probe(a, (str){big, sizeof big}).n <= NAMEKEY_PROBES);
    assert_true(namekey_keys(a, &(struct name_facts){.given = {big, sizeof big}}).n > 0);
    assert_int_equal(namekey_probe(a, (str){"a\0b", 3}).n, 0);
}

static void distances(void **state) {
    (void)state;
    assert_int_equal(namekey_distance(S("muller"), S("muller"), 2, false), 0);
    assert_int_equal(namekey_distance(S("mulelr"), S("muller"), 2, false), 1);
    assert_int_equal(namekey_distance(S("ca"), S("abc"), 3, false), 3); // optimal string alignment, not the unrestricted one
    assert_int_equal(namekey_distance(S("kitten"), S("sitting"), 3, false), 3);
    assert_int_equal(namekey_distance(S("kitten"), S("sitting"), 1, false), 2);
    assert_int_equal(namekey_distance(S("mul"), S("muller"), 1, true), 0);
    assert_int_equal(namekey_distance(S("mol"), S("muller"), 1, true), 1);
    assert_int_equal(namekey_distance(S(""), S("ab"), 2, false), 2);
}

static str slurp(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return (str){0};
    char *p = arena_alloc(a, 1 << 18);
    size_t n = fread(p, 1, 1 << 18, f);
    fclose(f);
    return (str){p, n};
}

// Every name that the demo uses folds to something that finds it, and is its own best.
static void all_demo_names(void **state) {
    (void)state;
    const char *source = getenv("UNKNOT_SOURCE");
    str text = slurp(str_z(a, str_fmt(a, "%s/content/demo/names.csv", source ? source : ".")));
    struct csv csv = csv_on(text, ',');
    struct csv_row row;
    size_t n = 0;
    assert_int_equal(csv_next(&csv, a, &row), CSV_ROW);
    while (csv_next(&csv, a, &row) == CSV_ROW) {
        struct name_facts who = {.given = S("Ana"), .family = row.field[3]};
        char *z = str_z(a, row.field[3]);
        found(&who, z);
        assert_int_equal(namekey_score(a, namekey_query(a, row.field[3]), &(struct name_facts){.family = row.field[3]}), 1000);
        n++;
    }
    assert_true(n > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding),         cmocka_unit_test(every_single_error_shares_a_key), cmocka_unit_test(as_one_types),
        cmocka_unit_test(spelling_habits), cmocka_unit_test(numbers_and_dates),               cmocka_unit_test(odd_queries),
        cmocka_unit_test(distances),       cmocka_unit_test(all_demo_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
