// The body of a note: its JSON, what is carried forward, limits. And the vocabulary that ships.
#include "../base/unit.h"

#include "clinic/care/note.h"

#include "base/content.h"

static arena *mem;

static int setup(void **s)
{
    (void)s;
    mem = arena_new(16 << 20);
    return 0;
}

static int teardown(void **s)
{
    (void)s;
    arena_free(mem);
    return 0;
}

static struct site at(const char *text)
{
    struct site s;
    assert_true(site_parse(str_of(text), &s));
    return s;
}

static struct note_body full(void)
{
    static struct note_technique t[2];
    t[0] = (struct note_technique){S("petrissage"), at("shoulder-left"), 15, 3};
    t[1] = (struct note_technique){S("deep-tissue"), at("glutes"), 10, 4};
    struct note_body b = {.s = S("slept \"badly\"\nagain"), .o = S("ROM 40"), .a = S("as expected"), .p = S("weekly"), .techniques = t, .n_techniques = 2,
        .positions = {S("prone"), S("supine")}, .n_positions = 2, .lubricant = S("oil"), .home_care = {S("heat")}, .n_home_care = 1, .home_words = S("twice"),
        .consent = true, .limits_reason = S("why"), .measures = {77}, .n_measures = 1, .unconfirmed = 1u << NOTE_P,
        .from = {true, day_from(2026, 11, 12)}};
    b.consent_region[CONSENT_GLUTES] = true;
    static struct note_past past[3];
    past[0] = (struct note_past){{.kind = BREACH_PRESSURE, .row = 1, .max = 3}, S("Pregnancy; Aspirin")};
    past[1] = (struct note_past){{.kind = BREACH_POSITION, .row = SIZE_MAX, .position = S("prone")}, S("Pregnancy")};
    past[2] = (struct note_past){{.kind = BREACH_CONSENT_FILE, .row = SIZE_MAX, .consent = CONSENT_GLUTES}, {0}};
    b.past = past;
    b.n_past = 3;
    return b;
}

static void a_body_comes_back(void **s)
{
    (void)s;
    struct note_body b = full(), c;
    str json = note_body_json(mem, &b), why;
    assert_true(note_body_parse(mem, json, &c, &why));
    assert_true(str_eq(json, note_body_json(mem, &c)));
    for (int p = 0; p < NOTE_PARTS; p++)
        assert_true(note_part_same(&b, &c, (enum note_part)p));
    assert_true(c.consent && c.consent_region[CONSENT_GLUTES] && !c.consent_region[CONSENT_CHEST]);
    assert_int_equal(c.measures[0], 77);
    assert_int_equal(c.n_past, 3);
    assert_true(c.past[0].breach.row == 1 && c.past[0].breach.max == 3 && str_eq(c.past[0].why, S("Pregnancy; Aspirin")));
    assert_true(c.past[1].breach.kind == BREACH_POSITION && c.past[1].breach.row == SIZE_MAX && str_eq(c.past[1].breach.position, S("prone")));
    assert_true(c.past[2].breach.consent == CONSENT_GLUTES && !c.past[2].why.n);
    b.n_past = 0;
    assert_true(str_find(note_body_json(mem, &b), S("past")) == SIZE_MAX);
    assert_int_equal(c.unconfirmed, 1u << NOTE_P);
    assert_int_equal(c.from.day.d, day_from(2026, 11, 12).d);
    static const char *const bad[] = {"", "[]", "{\"s\":1}", "{\"techniques\":[{\"technique\":\"x\",\"site\":\"moon\",\"minutes\":1,\"pressure\":1}]}",
        "{\"techniques\":[{\"technique\":\"x\",\"site\":\"neck\",\"minutes\":481,\"pressure\":1}]}", "{\"techniques\":[{\"technique\":\"x\",\"site\":\"neck\",\"minutes\":1,\"pressure\":6}]}",
        "{\"unconfirmed\":[\"s\"]}", "{\"unconfirmed\":[\"o\"]}", "{\"consent\":1}", "{\"consent_regions\":[\"neck\"]}", "{\"from\":\"2026-02-30\"}", "{\"measures\":[\"x\"]}", "{\"past\":[{\"kind\":\"moon\"}]}",
        "{\"past\":[{\"kind\":\"barred\",\"row\":0}]}", "{\"past\":[1]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(note_body_parse(mem, str_of(bad[i]), &c, &why));
}

static void what_was_said_and_found_never_comes_along(void **s)
{
    (void)s;
    struct note_body b = full(), c = note_carry(&b, day_from(2026, 11, 12));
    assert_int_equal(c.s.n + c.o.n + c.limits_reason.n + c.n_measures, 0);
    assert_false(c.consent || c.consent_region[CONSENT_GLUTES]);
    assert_int_equal(c.unconfirmed, (1u << NOTE_PARTS) - 1);
    assert_true(c.from.known);
    struct note_body now = c;
    now.p = S("every other week");
    now.s = S("better");
    note_confirm_changed(&c, &now);
    assert_int_equal(now.unconfirmed, ((1u << NOTE_PARTS) - 1) & ~(1u << NOTE_P));
    struct note_body seen = now, again = now;
    seen.unconfirmed = 0;
    note_confirm_changed(&seen, &again);
    assert_int_equal(again.unconfirmed, 0);
    struct note_body none = {0}, empty = note_carry(&none, day_from(2026, 11, 12));
    assert_int_equal(empty.unconfirmed, 0);
    assert_false(empty.from.known);
}

static bool breach_of(const struct note_breach *v, size_t n, enum note_breach_kind k, size_t row)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == k && v[i].row == row)
            return true;
    return false;
}

static void limits_are_held(void **s)
{
    (void)s;
    struct note_body b = full();
    const struct note_breach *v;
    struct screen_limits none = {0};
    struct note_limits l = {.limits = &none, .intake = true, .intake_fresh = true, .consent_treatment = true, .consent_region = {true, true, true, true, true}};
    assert_int_equal(note_breaches(mem, &b, &l, &v), 0);
    struct site avoid[] = {at("shoulder")};
    str barred[] = {S("deep-tissue")}, positions[] = {S("side-lying"), S("supine")};
    struct screen_limits tight = {.avoid = avoid, .n_avoid = 1, .barred = barred, .n_barred = 1, .pressure_max = 3, .minutes_max = 24, .positions = positions, .n_positions = 2};
    l.limits = &tight;
    size_t n = note_breaches(mem, &b, &l, &v);
    assert_int_equal(n, 5);
    assert_true(breach_of(v, n, BREACH_AVOID, 0) && breach_of(v, n, BREACH_BARRED, 1) && breach_of(v, n, BREACH_PRESSURE, 1));
    assert_true(breach_of(v, n, BREACH_MINUTES, SIZE_MAX) && breach_of(v, n, BREACH_POSITION, SIZE_MAX));
    avoid[0] = at("shoulder-right");
    tight.minutes_max = 25;
    n = note_breaches(mem, &b, &l, &v);
    assert_int_equal(n, 3);
    tight = (struct screen_limits){.no_position = true};
    assert_int_equal(note_breaches(mem, &b, &l, &v), 2);
    l.limits = &none;
    l.consent_region[CONSENT_GLUTES] = false;
    n = note_breaches(mem, &b, &l, &v);
    assert_true(n == 1 && v[0].kind == BREACH_CONSENT_FILE && v[0].consent == CONSENT_GLUTES);
    l.consent_region[CONSENT_GLUTES] = true;
    b.consent_region[CONSENT_GLUTES] = false;
    n = note_breaches(mem, &b, &l, &v);
    assert_true(n == 1 && v[0].kind == BREACH_CONSENT_TODAY);
    l.consent_treatment = false;
    assert_int_equal(note_breaches(mem, &b, &l, &v), 2);
    l.intake_fresh = false;
    n = note_breaches(mem, &b, &l, &v);
    assert_true(n == 3 && breach_of(v, n, BREACH_INTAKE_OLD, SIZE_MAX));
    l.intake = false;
    n = note_breaches(mem, &b, &l, &v);
    assert_true(n == 3 && breach_of(v, n, BREACH_INTAKE, SIZE_MAX));
    b.not_treated = true;
    assert_int_equal(note_breaches(mem, &b, &l, &v), 0);
}

static void the_vocabulary_holds(void **s)
{
    (void)s;
    const struct vocabulary *v = vocabulary_shipped();
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_techniques; i++)
        if (!technique_of(v, r->techniques[i]))
            fail_msg("a rule may bar %.*s, which is no technique", SP(r->techniques[i]));
    for (size_t i = 0; i < r->n_rules; i++)
        for (size_t k = 0; k < r->rules[i].limits.n_positions; k++)
            assert_non_null(position_of(v, r->rules[i].limits.positions[k]));
    assert_non_null(home_care_of(v, S("heat")));
    assert_null(technique_of(v, S("dry-needling")));
    str why;
    str text = content_text(S("techniques/techniques.json"));
    assert_non_null(vocabulary_load(mem, text, &why));
    static const char *const bad[] = {"", "{}", "{\"version\":\"1\"}", "[1]"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_null(vocabulary_load(mem, str_of(bad[i]), &why));
    size_t cut = str_find(text, S("\"id\": \"petrissage\""));
    assert_true(cut != SIZE_MAX);
    char *twice = str_z(mem, text);
    for (size_t i = 0; i < 10; i++)
        twice[cut + 7 + i] = "effleurage"[i];
    assert_null(vocabulary_load(mem, str_of(twice), &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_body_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_said_and_found_never_comes_along, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_are_held, setup, teardown),
        cmocka_unit_test_setup_teardown(the_vocabulary_holds, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
