// Medicines by name, brand and class, with spelling forgiven: never another class.
#include "clinic/safety/medicines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "clinic/people/namekey.h"
#include "clinic/safety/screen.h"

// "warfarin: thinner; zzyx: ?", what was read of a text.
static str read_as(const char *text)
{
    const struct medicines *m = medicines_shipped();
    struct medicines_said s = medicines_read(a, m, str_of(text));
    str out = {0};
    for (size_t i = 0; i < s.n; i++) {
        const struct medicine *is = s.v[i].is;
        out = str_fmt(a, "%.*s%s%.*s%s", SP(out), i ? "; " : "", SP(is ? is->name : s.v[i].said), is ? s.v[i].near ? "~" : "" : "?");
        for (size_t c = 0; is && c < m->n_classes; c++)
            if (is->classes >> c & 1) out = str_fmt(a, "%.*s %.*s", SP(out), SP(m->classes[c].id));
    }
    return out;
}

static void test_read(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"warfarin", "warfarin thinner"},
        {"Warfarin 3 mg once daily", "warfarin thinner"},
        {"COUMADIN\nEliquis 2.5mg bd, Plavix", "warfarin thinner; apixaban thinner; clopidogrel antiplatelet"},
        {"warfrin", "warfarin~ thinner"},
        {"rivaroxiban", "rivaroxaban~ thinner"},
        {"Rivoroxiban", "rivaroxaban~ thinner"},
        {"prednisalone", "prednisolone~ steroid"},
        {"co codamol", "co-codamol dulling"},
        {"Co-Codamol 30/500", "co-codamol dulling"},
        {"cocodamol", "co-codamol dulling"},
        {"blood thinners", "blood thinners thinner"},
        {"a beta blocker and a statin", "beta blocker pressure; statin"},
        {"hydrocortisone cream", "hydrocortisone cream talk"},
        {"Nicorette patch; Nicorette", "nicotine patch talk; nicotine gum"},
        {"low dose aspirin (75 mg)", "aspirin antiplatelet"},
        {"take as a pill", "take as a pill?"},
        {"none", ""},
        {"No.", ""},
        {"n/a", ""},
        {"5-FU", "fluorouracil cancer"},
        {"Mono-Embolex; Herz-ASS 100", "certoparin thinner; aspirin antiplatelet"},
        {"Caprin, Rectodelt", "aspirin antiplatelet; prednisone steroid"},
        {"Anadin, Hemlibra", "aspirin antiplatelet; factor VIII talk"},
        {"", ""},
        {"10 mg", "10 mg?"},
        {"zzyxqort 5 mg", "zzyxqort?"},
        {"hydralazine", "hydralazine pressure"},
        {"hydroxyzine", "hydroxyzine dulling"},
        {"vitamin d and omega-3", "vitamin D; omega 3"},
        {"Варфарин", "варфарин?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(str_z(a, read_as(cases[i][0])), cases[i][1]);
    }
    assert_true(medicines_read(a, medicines_shipped(), S("warfarin \xff")).unread);
}

// Somebody who writes how they take it takes something: silence would say that they take nothing.
static void test_what_has_no_name_is_unread(void **state)
{
    (void)state;
    static const char *const unread[][2] = {
        {"weekly injection", "weekly injection?"},
        {"one tablet a day", "one tablet a day?"},
        {"one shot a day", "one shot a day?"},
        {"high dose", "high dose?"},
        {"cream", "cream?"},
        {"3TC", "3tc?"},
        {"500 mg", "500 mg?"},
        {"every morning\n", "every morning?"},
        {"sodium (XR)", "sodium xr?"},
        {"none, one shot a day", "one shot a day?"},
        {"paracetamol, weekly injection", "paracetamol; weekly injection?"},
        {"paracetamol and a cream", "paracetamol; and a cream?"},
        {"paracetamol + a pen", "paracetamol; a pen?"},
        {"paracetamol\n3TC 150mg", "paracetamol; 3tc?"},
    };
    static const char *const silent[][2] = {
        {"paracetamol, 500 mg", "paracetamol"},
        {"25 µg paracetamol, 25µg", "paracetamol"},
        {"500mg, 2x1, 8am paracetamol", "paracetamol"},
        {"paracetamol 2 tablets/day (1 tab at night)", "paracetamol"},
        {"paracetamol in the morning & at night, with food", "paracetamol"},
        {"no tablets", ""},
        {"I don't take any", ""},
        {"N/A", ""},
        {" - ,\n", ""},
    };
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        assert_string_equal(str_z(a, read_as(unread[i][0])), unread[i][1]);
        assert_true(medicines_read(a, medicines_shipped(), str_of(unread[i][0])).unread);
    }
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        assert_string_equal(str_z(a, read_as(silent[i][0])), silent[i][1]);
        assert_false(medicines_read(a, medicines_shipped(), str_of(silent[i][0])).unread);
    }
    arena_reset(a);
}

static void test_too_many_words_are_unread(void **state)
{
    (void)state;
    str text = S("aspirin");
    for (int i = 0; i < MEDICINE_WORDS; i++) text = str_fmt(a, "%.*s, aspirin", SP(text));
    struct medicines_said s = medicines_read(a, medicines_shipped(), text);
    assert_int_equal(s.n, MEDICINE_WORDS);
    assert_true(s.unread);
    arena_reset(a);
}

// One entry may be as long: what stands behind its doses is not lost silently.
static void test_one_long_entry_is_unread(void **state)
{
    (void)state;
    str text = S("aspirin");
    for (int i = 0; i < MEDICINE_WORDS; i++) text = str_fmt(a, "%.*s mg", SP(text));
    assert_false(medicines_read(a, medicines_shipped(), S("aspirin mg mg mg")).unread);
    assert_true(medicines_read(a, medicines_shipped(), str_fmt(a, "%.*s warfarin", SP(text))).unread);
    // a long list without a comma: the last of it is read as the first is
    uint32_t thinner = medicines_read(a, medicines_shipped(), S("warfarin")).classes;
    text = (str){0};
    for (int i = 0; i < 15; i++) text = str_fmt(a, "%.*smetformin 500 mg in the morning with food ", SP(text));
    struct medicines_said s = medicines_read(a, medicines_shipped(), str_fmt(a, "%.*swarfarin", SP(text)));
    assert_true(thinner && (s.classes & thinner) == thinner && !s.unread && s.n == 16);
    text = S("aspirin");
    for (int i = 0; i < 80; i++) text = str_fmt(a, "%.*s-aspirin", SP(text)); // in one piece
    assert_true(medicines_read(a, medicines_shipped(), str_fmt(a, "%.*s-warfarin", SP(text))).unread);
    text = (str){0};
    for (int i = 0; i < 150; i++) text = str_fmt(a, "%.*sxyz", SP(text)); // no name is as long
    assert_true(medicines_read(a, medicines_shipped(), text).unread && medicines_read(a, medicines_shipped(), str_fmt(a, "aspirin %.*s", SP(text))).unread);
    arena_reset(a);
}

// Near enough to two of different classes is neither, though one of them is nearer.
static void test_between_two_classes_is_unread(void **state)
{
    (void)state;
    str why = {0};
    const struct medicines *m = medicines_load(a, S("{\"version\":\"1\",\"source\":\"S\",\"verified\":false,\"review\":\"2027-01-01\",\"classes\":[{\"id\":\"one\",\"words\":\"O\",\"means\":\"O\"},"
        "{\"id\":\"two\",\"words\":\"T\",\"means\":\"T\"}],\"medicines\":[{\"name\":\"Clopidogrel\",\"classes\":[\"one\"]},{\"name\":\"Clopidoxrok\",\"classes\":[\"two\"]}]}"), &why);
    if (!m) fail_msg("%.*s", SP(why));
    assert_true(medicines_read(a, m, S("clopidogrek")).unread);
    struct medicines_said s = medicines_read(a, m, S("klopidogrel"));
    assert_true(!s.unread && s.classes == 1 && s.n == 1 && s.v[0].is);
    s = medicines_read(a, m, S("clopitogrul")); // two letters
    assert_true(!s.unread && s.classes == 1);
    arena_reset(a);
}

// A short name is forgiven nothing; one of no class nothing below seven letters: what is near to it may be another medicine.
static void test_short_names_are_read_to_the_letter(void **state)
{
    (void)state;
    const struct medicines *m = medicines_shipped();
    size_t n = 0;
    for (size_t i = 0; i < m->n_names; i++, arena_reset(a)) {
        const struct medicine_name *name = &m->names[i];
        if (name->folded.n < 3 || name->folded.n >= (m->v[name->of].classes ? 6 : 7)) continue;
        str written = str_dup(a, name->folded);
        char *p = arena_alloc(a, written.n);
        memcpy(p, written.p, written.n);
        p[written.n / 2] = 'q';
        struct medicines_said s = medicines_read(a, m, (str){p, written.n});
        if (s.n && s.v[0].is == &m->v[name->of] && !str_eq(name->folded, (str){p, written.n})) fail_msg("%.*s is read as %.*s", (int)written.n, p, SP(name->folded));
        n++;
    }
    assert_true(n > 20);
}

// --- a slip of the pen never makes another class of a name

static size_t tried;

static bool listed(const struct medicines *m, str folded)
{
    for (size_t i = 0; i < m->n_names; i++)
        if (str_eq(m->names[i].folded, folded)) return true;
    return false;
}

static void slip(const struct medicines *m, const struct medicine_name *meant, str written)
{
    struct medicines_said s = medicines_read(a, m, written);
    uint32_t classes = m->v[meant->of].classes;
    tried++;
    if (s.n == 1 && s.v[0].is && s.v[0].is->classes != classes && !listed(m, written))
        fail_msg("%.*s, for %.*s, is read as %.*s", SP(written), SP(meant->folded), SP(s.v[0].is->name));
    arena_reset(a);
}

// Every letter left out, twice, swapped with the next, or another one that is often mistaken for it.
static void slips_of(const struct medicines *m, const struct medicine_name *name)
{
    static const char mistaken[][3] = {"ae", "ei", "iy", "ou", "ck", "sz", "sc", "mn", "bp", "dt", "fv", "rl", "ao", "ea"};
    char s[80];
    str f = name->folded;
    for (size_t i = 0; i < f.n; i++) {
        memcpy(s, f.p, i), memcpy(s + i, f.p + i + 1, f.n - i - 1);
        if (f.n > 1) slip(m, name, (str){s, f.n - 1});
        memcpy(s, f.p, i + 1), memcpy(s + i + 1, f.p + i, f.n - i);
        slip(m, name, (str){s, f.n + 1});
        memcpy(s, f.p, f.n);
        if (i + 1 < f.n) s[i] = f.p[i + 1], s[i + 1] = f.p[i], slip(m, name, (str){s, f.n});
        for (size_t k = 0; k < sizeof mistaken / sizeof *mistaken; k++) {
            memcpy(s, f.p, f.n);
            if (f.p[i] != mistaken[k][0] && f.p[i] != mistaken[k][1]) continue;
            s[i] = f.p[i] == mistaken[k][0] ? mistaken[k][1] : mistaken[k][0];
            slip(m, name, (str){s, f.n});
        }
    }
}

// All pairs: names of different classes that lie within four letters of each other, from both ends and half way between.
static void test_no_slip_changes_the_class(void **state)
{
    (void)state;
    enum { CLOSE = 4 };
    const struct medicines *m = medicines_shipped();
    size_t close = 0;
    for (size_t i = 0; i < m->n_names; i++) {
        bool any = false;
        for (size_t k = 0; k < m->n_names; k++) {
            const struct medicine_name *x = &m->names[i], *y = &m->names[k];
            if (m->v[x->of].classes == m->v[y->of].classes || namekey_distance(x->folded, y->folded, CLOSE, false) > CLOSE) continue;
            any = true;
            for (size_t cut = 1; cut < x->folded.n && cut < y->folded.n; cut++) // the head of one, the tail of the other
                if (namekey_distance(x->folded, str_fmt(a, "%.*s%.*s", (int)cut, x->folded.p, SP(str_sub(y->folded, cut, SIZE_MAX))), 2, false) <= 1)
                    slip(m, x, str_dup(a, str_fmt(a, "%.*s%.*s", (int)cut, x->folded.p, SP(str_sub(y->folded, cut, SIZE_MAX)))));
        }
        if (any && m->names[i].folded.n < 40) slips_of(m, &m->names[i]), close++;
    }
    print_message("%zu of %zu names have one of another class near, %zu slips\n", close, m->n_names, tried);
    assert_true(close > 50 && tried > 5000);
}

static void test_every_name_is_itself(void **state)
{
    (void)state;
    const struct medicines *m = medicines_shipped();
    assert_true(m->n >= 400 && m->n_names >= 1000);
    for (size_t i = 0; i < m->n_names; i++, arena_reset(a)) {
        struct medicines_said s = medicines_read(a, m, m->names[i].shown);
        if (s.n != 1 || s.v[0].is != &m->v[m->names[i].of] || s.v[0].near) fail_msg("%.*s is read as %zu", SP(m->names[i].shown), s.n);
    }
}

// Each class is named by a rule: what was read acts.
static void test_every_class_acts(void **state)
{
    (void)state;
    const struct medicines *m = medicines_shipped();
    const struct screen_rules *r = screen_shipped();
    const struct screen_about about = {.today = {20778}};
    for (size_t c = 0; c < m->n_classes; c++, arena_reset(a)) {
        const struct medicine *one = NULL;
        for (size_t i = 0; i < m->n && !one; i++)
            if (m->v[i].classes == UINT32_C(1) << c) one = &m->v[i];
        assert_non_null(one);
        struct json_error e;
        const struct screen_bad *bad;
        size_t n_bad;
        str text = str_fmt(a, "{\"medicines\": [], \"medicines.list\": \"%.*s\", \"heart\": [], \"health\": []}", SP(one->name));
        struct screen_result with = screen(a, r, &about, json_parse(a, text, 8, &e), &bad, &n_bad);
        struct screen_result without = screen(a, r, &about, json_parse(a, S("{\"medicines\": [], \"heart\": [], \"health\": []}"), 8, &e), &bad, &n_bad);
        size_t asks = 0;
        for (size_t i = 0; i < with.n_to_ask; i++) asks += str_eq(with.to_ask[i], S("steroids.long")) || str_eq(with.to_ask[i], S("cancer.active"));
        if (with.n == without.n && (with.n == 0 || with.findings[0].unknown) && !asks) fail_msg("%.*s changes nothing", SP(m->classes[c].id));
    }
}

#define M_HEAD "{\"version\": \"2026-01-01\", \"source\": \"S\", \"verified\": false, \"review\": \"2027-01-01\", \"classes\": [{\"id\": \"thinner\", \"words\": \"W\", \"means\": \"M\"}], \"medicines\": ["

static void test_loader_names_what_is_wrong(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {M_HEAD "{\"name\": \"a\", \"brands\": [\"A\"], \"classes\": []}]}", "stands twice"},
        {M_HEAD "{\"name\": \"a\", \"brands\": [], \"classes\": [\"thick\"]}]}", "no such class"},
        {M_HEAD "{\"name\": \"-\", \"brands\": [], \"classes\": []}]}", "a name is wanted"},
        {M_HEAD "{\"name\": \"a\", \"brands\": [1], \"classes\": []}]}", "a name is wanted"},
        {M_HEAD "{\"brands\": [], \"classes\": []}]}", "\"name\" is missing"},
        {"{}", "\"version\" is missing"},
        {"{", "line 1"},
    };
    str why = {0};
    assert_non_null(medicines_load(a, S(M_HEAD "{\"name\": \"a\", \"brands\": [\"B\"], \"classes\": [\"thinner\"]}]}"), &why));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(medicines_load(a, str_of(cases[i][0]), &why));
        if (str_find(why, str_of(cases[i][1])) == SIZE_MAX) fail_msg("case %zu: %.*s", i, SP(why));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_what_has_no_name_is_unread),
        cmocka_unit_test(test_too_many_words_are_unread),
        cmocka_unit_test(test_one_long_entry_is_unread),
        cmocka_unit_test(test_between_two_classes_is_unread),
        cmocka_unit_test(test_short_names_are_read_to_the_letter),
        cmocka_unit_test(test_every_name_is_itself),
        cmocka_unit_test(test_no_slip_changes_the_class),
        cmocka_unit_test(test_every_class_acts),
        cmocka_unit_test(test_loader_names_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
