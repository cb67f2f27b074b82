// A practice's own rules over those that ship: what is stricter and what is weaker, what is refused with its place, what holds together.
#include "clinic/safety/screen_again.h"
#include "clinic/safety/screen_overlay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "clinic/safety/screen_classes.h"

// --- rules to compare

static const struct screen_rule *rule_of(str text)
{
    struct screen_error e = {0};
    const struct screen_rule *r = screen_overlay_rule(a, screen_shipped(), S("test"), text, &e);
    if (!r) fail_msg("%.*s: %.*s in %.*s", SP(e.path), SP(e.reason), SP(text));
    return r;
}

#define TEXTS "\"words\":\"Name\",\"for_client\":\"Tell us.\",\"for_therapist\":\"Ask.\",\"source\":\"Own\",\"verified\":false,\"review\":\"2027-01-01\""
#define OWN_RULE(level, when, more) "{\"id\":\"own-x\"," TEXTS ",\"level\":\"" level "\",\"when\":\"" when "\",\"valid\":\"14 days\"" more "}"
#define WHEN(when) OWN_RULE("S5", when, "")
#define LIMITS(more) OWN_RULE("S5", "unwell.fever", more)
#define LIFTS(more) OWN_RULE("S3", "unwell.fever", more)

static const struct {
    const char *before, *after;
    enum screen_change is;
} pairs[] = {
    {WHEN("unwell.fever"), WHEN("unwell.fever"), CHANGE_SAME},
    // conditions
    {WHEN("unwell.fever"), WHEN("unwell.fever or unwell.infection"), CHANGE_STRICTER},
    {WHEN("unwell.fever"), WHEN("unwell.infection or unwell.fever"), CHANGE_STRICTER},
    {WHEN("unwell.fever or unwell.infection"), WHEN("unwell.fever"), CHANGE_WEAKER},
    {WHEN("unwell.fever"), WHEN("unwell.fever and unwell.infection"), CHANGE_WEAKER},
    {WHEN("unwell.fever and unwell.infection"), WHEN("unwell.fever"), CHANGE_STRICTER},
    {WHEN("unwell.fever and unwell.infection"), WHEN("unwell.infection and unwell.fever"), CHANGE_SAME},
    {WHEN("unwell.fever"), WHEN("not unwell.fever"), CHANGE_WEAKER},
    {WHEN("unwell.fever"), WHEN("unwell.infection"), CHANGE_WEAKER},
    {WHEN("temperature >= 38"), WHEN("temperature >= 37.5"), CHANGE_STRICTER},
    {WHEN("temperature >= 37.5"), WHEN("temperature >= 38"), CHANGE_WEAKER},
    {WHEN("temperature > 37.8"), WHEN("temperature >= 38.2"), CHANGE_WEAKER},
    {WHEN("temperature > 38"), WHEN("temperature >= 38"), CHANGE_STRICTER},
    {WHEN("temperature >= 38"), WHEN("38 <= temperature"), CHANGE_SAME},
    {WHEN("temperature >= 38"), WHEN("not temperature < 38"), CHANGE_SAME},
    {WHEN("temperature >= 38"), WHEN("between(temperature, 38, 42)"), CHANGE_WEAKER},
    {WHEN("temperature >= 38"), WHEN("temperature * 2 >= 76"), CHANGE_WEAKER}, // the same, and not shown
    {WHEN("temperature >= 38"), WHEN("temperature * 2 >= 76 or temperature >= 38"), CHANGE_WEAKER},
    {WHEN("temperature >= 38"), WHEN("temperature >= 38 or temperature * 2 >= 70"), CHANGE_STRICTER}, // shown by its form
    {WHEN("surgery and surgery.day.days_ago < 42"), WHEN("surgery and surgery.day.days_ago < 84"), CHANGE_STRICTER},
    {WHEN("surgery and surgery.day.days_ago < 84"), WHEN("surgery and surgery.day.days_ago < 42"), CHANGE_WEAKER},
    {WHEN("surgery and surgery.day.days_ago < 42"), WHEN("surgery.day.days_ago < 42"), CHANGE_WEAKER}, // where the day was not asked, nobody asks any more
    {WHEN("surgery and surgery.day.days_ago < 42"), WHEN("surgery"), CHANGE_STRICTER},
    {WHEN("pregnancy and pregnancy.weeks >= 20"), WHEN("pregnancy and pregnancy.weeks >= 14"), CHANGE_STRICTER},
    {WHEN("age < 16"), WHEN("age < 18"), CHANGE_STRICTER},
    {WHEN("unwell.fever and sex = \\\"female\\\""), WHEN("unwell.fever and (sex = \\\"female\\\" or sex = \\\"other\\\")"), CHANGE_STRICTER},
    {WHEN("unwell.fever and sex != \\\"male\\\""), WHEN("unwell.fever and (sex = \\\"female\\\" or sex = \\\"other\\\")"), CHANGE_SAME},
    {WHEN("unwell.fever"), WHEN("unwell.fever and (health.cancer or health.diabetes or health.kidney or health.bones or health.immune or health.thyroid or health.neck_lump or "
                                "health.epilepsy or health.asthma or health.low_bp or pain.headache or pain.back)"), CHANGE_WEAKER}, // too many answers to try
    // levels and limits
    {LIMITS(""), OWN_RULE("S2", "unwell.fever", ""), CHANGE_STRICTER},
    {OWN_RULE("S2", "unwell.fever", ""), LIMITS(""), CHANGE_WEAKER},
    {OWN_RULE("S2", "unwell.fever", ""), OWN_RULE("S1", "unwell.fever and unwell.infection", ""), CHANGE_WEAKER},
    {LIMITS(",\"regions\":[\"shoulder-left\"]"), LIMITS(",\"regions\":[\"shoulder\"]"), CHANGE_STRICTER},
    {LIMITS(",\"regions\":[\"shoulder\"]"), LIMITS(",\"regions\":[\"shoulder-left\"]"), CHANGE_WEAKER},
    {LIMITS(",\"regions\":[\"shoulder\"]"), LIMITS(",\"regions\":[\"shoulder-right\",\"shoulder-left\"]"), CHANGE_SAME},
    {LIMITS(",\"regions_from\":[\"skin.where\"]"), LIMITS(",\"regions_from\":[\"body.where\"]"), CHANGE_WEAKER},
    {LIMITS(",\"regions_from\":[\"skin.where\"]"), LIMITS(",\"regions_from\":[\"body.where\",\"skin.where\"]"), CHANGE_STRICTER},
    {LIMITS(",\"barred\":[\"heat\"]"), LIMITS(",\"barred\":[\"cold\",\"heat\"]"), CHANGE_STRICTER},
    {LIMITS(",\"barred\":[\"heat\"]"), LIMITS(""), CHANGE_WEAKER},
    {LIMITS(",\"barred\":[\"heat\",\"cold\"]"), LIMITS(",\"barred\":[\"cold\",\"heat\"]"), CHANGE_SAME},
    {LIMITS(""), LIMITS(",\"positions\":[\"seated\"]"), CHANGE_STRICTER},
    {LIMITS(",\"positions\":[\"seated\"]"), LIMITS(""), CHANGE_WEAKER},
    {LIMITS(",\"positions\":[\"seated\",\"supine\"]"), LIMITS(",\"positions\":[\"seated\"]"), CHANGE_STRICTER},
    {LIMITS(",\"positions\":[\"seated\"]"), LIMITS(",\"positions\":[\"supine\"]"), CHANGE_WEAKER},
    {LIMITS(""), LIMITS(",\"pressure_max\":4"), CHANGE_STRICTER},
    {LIMITS(",\"pressure_max\":2"), LIMITS(",\"pressure_max\":3"), CHANGE_WEAKER},
    {LIMITS(",\"minutes_max\":45"), LIMITS(",\"minutes_max\":30"), CHANGE_STRICTER},
    {LIMITS(",\"minutes_max\":45"), LIMITS(""), CHANGE_WEAKER},
    {LIMITS(",\"pressure_max\":3"), LIMITS(",\"pressure_max\":2,\"barred\":[\"heat\"]"), CHANGE_STRICTER},
    {LIMITS(",\"pressure_max\":3,\"barred\":[\"heat\"]"), LIMITS(",\"pressure_max\":2"), CHANGE_WEAKER}, // one stricter does not buy another weaker
    // lifts
    {LIFTS(",\"lifts\":\"symptom-free\",\"lifts_days\":2"), LIFTS(",\"lifts\":\"symptom-free\",\"lifts_days\":3"), CHANGE_STRICTER},
    {LIFTS(",\"lifts\":\"symptom-free\",\"lifts_days\":3"), LIFTS(",\"lifts\":\"symptom-free\",\"lifts_days\":2"), CHANGE_WEAKER},
    {LIFTS(",\"lifts\":\"time\",\"lifts_days\":3"), LIFTS(",\"lifts\":\"clearance\""), CHANGE_STRICTER},
    {LIFTS(",\"lifts\":\"clearance\""), LIFTS(",\"lifts\":\"conversation\""), CHANGE_WEAKER},
    {LIFTS(",\"lifts\":\"time\",\"lifts_days\":3"), LIFTS(",\"lifts\":\"symptom-free\",\"lifts_days\":9"), CHANGE_WEAKER},
};

static void test_pairs(void **state)
{
    (void)state;
    assert_true(sizeof pairs / sizeof *pairs >= 25);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++, arena_reset(a)) {
        struct screen_comparison c = screen_compare(a, screen_shipped(), rule_of(str_of(pairs[i].before)), rule_of(str_of(pairs[i].after)));
        if (c.is != pairs[i].is)
            fail_msg("pair %zu is %.*s: %s / %s (%.*s)", i, SP(screen_change_name(c.is)), pairs[i].before, pairs[i].after, SP(c.n ? c.v[0].why : S("-")));
    }
}

static enum screen_change changed(const char *before, const char *after)
{
    return screen_compare(a, screen_shipped(), rule_of(str_of(before)), rule_of(str_of(after))).is;
}

static void test_texts_sources_and_validity(void **state)
{
    (void)state;
#define TEXTED(words, client, source, valid) "{\"id\":\"own-x\",\"words\":\"" words "\",\"for_client\":\"" client "\",\"for_therapist\":\"Ask.\",\"source\":\"" source \
    "\",\"verified\":false,\"review\":\"2027-01-01\",\"level\":\"S5\",\"when\":\"unwell.fever\",\"valid\":\"" valid "\"}"
    const char *before = TEXTED("Fever", "Tell us.", "Own", "14 days");
    assert_int_equal(changed(before, TEXTED("Fever", "Tell us. Drink water.", "Own", "14 days")), CHANGE_STRICTER);
    assert_int_equal(changed(before, TEXTED("Fever", "Drink water.", "Own", "14 days")), CHANGE_WEAKER);
    assert_int_equal(changed(before, TEXTED("Hot", "Tell us.", "Own", "14 days")), CHANGE_WEAKER);
    assert_int_equal(changed(before, TEXTED("Fever", "Tell us.", "A textbook", "14 days")), CHANGE_SAME);
    assert_int_equal(changed(before, TEXTED("Fever", "Tell us.", "Own", "this visit")), CHANGE_WEAKER);
    assert_int_equal(changed(before, TEXTED("Fever", "Tell us.", "Own", "until cleared")), CHANGE_WEAKER);
    arena_reset(a);
}

// The weakest of all that changed counts, in whatever order it is written; and what nobody compares may be anything.
static void test_the_weakest_change_counts(void **state)
{
    (void)state;
    assert_int_equal(changed(LIMITS(",\"pressure_max\":2,\"minutes_max\":45"), LIMITS(",\"pressure_max\":3,\"minutes_max\":30")), CHANGE_WEAKER);
    assert_int_equal(changed(LIMITS(",\"minutes_max\":45,\"pressure_max\":2"), LIMITS(",\"minutes_max\":30,\"pressure_max\":3")), CHANGE_WEAKER);
    const struct screen_rule *x = rule_of(S(WHEN("unwell.fever")));
    struct screen_rule y = *x;
    struct json *top = ARENA_NEW(a, struct json), *more = ARENA_NEW(a, struct json);
    *top = *x->written;
    *more = (struct json){.kind = JSON_STRING, .name = S("colour"), .text = S("red"), .next = top->first};
    top->first = more;
    top->count++;
    y.written = top;
    assert_int_equal(screen_compare(a, screen_shipped(), x, &y).is, CHANGE_WEAKER);
    arena_reset(a);
}

// What is weaker says by which answers.
static void test_a_weaker_condition_has_an_example(void **state)
{
    (void)state;
    struct screen_comparison c = screen_compare(a, screen_shipped(), rule_of(S(WHEN("temperature >= 37.5"))), rule_of(S(WHEN("temperature >= 38"))));
    assert_int_equal(c.n, 1);
    assert_true(str_eq(c.v[0].member, S("when")) && str_eq(c.v[0].before, S("temperature >= 37.5")));
    assert_true(str_eq(c.v[0].why, S("temperature 37.5")));
    arena_reset(a);
}

// --- the file

static const struct screen_overlay *laid(str text)
{
    struct screen_error e = {0};
    const struct screen_overlay *o = screen_overlay(a, screen_shipped(), S("mine.json"), text, &e);
    if (!o) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    return o;
}

static str file_of(str rules)
{
    return str_fmt(a, "{\"format\":\"unknot-rules-1\",\"rules\":[%.*s]}", SP(rules));
}

static str member_text(const struct json *j)
{
    struct buf b = buf_new(a, 64 << 10);
    struct jw w = jw_on(&b);
    json_put(&w, j);
    return buf_str(&b);
}

// Our rule, with members put in the place of its own, and a base.
static str edited(str id, str base, const char *member, str value)
{
    const struct screen_rule *ours = screen_rule_of(screen_shipped(), id);
    assert_non_null(ours);
    str out = str_fmt(a, "{\"base\":\"%.*s\",\"%s\":%.*s", SP(base.n ? base : screen_rule_hash(a, ours)), member, SP(value));
    for (const struct json *j = ours->written->first; j; j = j->next)
        if (!str_eq(j->name, str_of(member))) out = str_fmt(a, "%.*s,\"%.*s\":%.*s", SP(out), SP(j->name), SP(member_text(j)));
    return str_fmt(a, "%.*s}", SP(out));
}

static void test_nothing_written_is_what_ships(void **state)
{
    (void)state;
    assert_ptr_equal(laid((str){0})->rules, screen_shipped());
    assert_ptr_equal(laid(file_of((str){0}))->rules, screen_shipped());
    assert_int_equal(laid((str){0})->n, screen_shipped()->n_rules);
    arena_reset(a);
}

static void test_edited_off_and_own(void **state)
{
    (void)state;
    str cold = edited(S("asthma"), (str){0}, "level", S("\"S3\",\"lifts\":\"conversation\""));
    str off = str_fmt(a, "{\"id\":\"epilepsy\",\"off\":true,\"base\":\"%.*s\"}", SP(screen_rule_hash(a, screen_rule_of(screen_shipped(), S("epilepsy")))));
    const struct screen_overlay *o = laid(file_of(str_fmt(a, "%.*s,%.*s," WHEN("unwell.fever"), SP(cold), SP(off))));
    const struct overlay_item *x = overlay_item_of(o, S("asthma"));
    assert_true(x->kind == RULE_EDITED && !x->conflict && x->holds->level == LEVEL_DEFER && x->ours->level == LEVEL_MODIFY);
    x = overlay_item_of(o, S("epilepsy"));
    assert_true(x->kind == RULE_OFF && !x->conflict && !x->holds && !screen_rule_of(o->rules, S("epilepsy")));
    x = overlay_item_of(o, S("own-x"));
    assert_true(x->kind == RULE_OWN && x->holds && !x->ours);
    assert_int_equal(o->rules->n_rules, screen_shipped()->n_rules);
    assert_true(str_starts(o->rules->version, screen_shipped()->version) && o->rules->version.n == screen_shipped()->version.n + 9);
    for (size_t i = 1; i < o->rules->n_rules; i++) assert_true(o->rules->rules[i - 1].level <= o->rules->rules[i].level);
    const struct screen_bad *bad;
    size_t n;
    struct json_error why;
    struct screen_about about = {.today = {20778}};
    struct screen_result s = screen(a, o->rules, &about, json_parse(a, S("{\"unwell\":[\"fever\"],\"health\":[\"asthma\",\"epilepsy\"]}"), 8, &why), &bad, &n);
    bool own = false;
    for (size_t i = 0; i < s.n; i++) {
        own = own || (str_eq(s.findings[i].rule->id, S("own-x")) && !s.findings[i].unknown);
        assert_false(str_eq(s.findings[i].rule->id, S("epilepsy")));
        if (str_eq(s.findings[i].rule->id, S("asthma"))) assert_int_equal(s.findings[i].rule->level, LEVEL_DEFER);
    }
    assert_true(own);
    arena_reset(a);
}

// Whatever a file says of it, what is at level 1 or 2 acts wherever it acts as it ships.
static void test_levels_1_and_2_never_become_weaker(void **state)
{
    (void)state;
    for (size_t i = 0; i < screen_shipped()->n_rules && screen_shipped()->rules[i].level <= LEVEL_STOP; i++, arena_reset(a)) {
        const struct screen_rule *ours = &screen_shipped()->rules[i];
        const struct screen_rule *holds = overlay_item_of(laid(file_of(edited(ours->id, (str){0}, "level", S("\"S5\"")))), ours->id)->holds;
        assert_int_equal(holds->level, ours->level);
        holds = overlay_item_of(laid(file_of(edited(ours->id, (str){0}, "when", S("\"unwell.fever and unwell.infection\"")))), ours->id)->holds;
        assert_true(str_starts(holds->when_text, str_fmt(a, "(%.*s) or (", SP(ours->when_text))));
        assert_int_equal(holds->level, ours->level);
        struct screen_error e = {0};
        str off = file_of(str_fmt(a, "{\"id\":\"%.*s\",\"off\":true,\"base\":\"%.*s\"}", SP(ours->id), SP(screen_rule_hash(a, ours))));
        assert_null(screen_overlay(a, screen_shipped(), S("mine.json"), off, &e));
        assert_true(str_eq(e.path, S("rules[0].off")));
    }
}

static void test_a_new_version_of_ours_holds_with_the_practices(void **state)
{
    (void)state;
    str old = S("0000000000000000000000000000000000000000000000000000000000000000");
    const struct overlay_item *x = overlay_item_of(laid(file_of(edited(S("thinner"), old, "pressure_max", S("1")))), S("thinner"));
    assert_true(x->conflict && x->holds->limits.pressure_max == 1);
    x = overlay_item_of(laid(file_of(edited(S("thinner"), old, "pressure_max", S("5")))), S("thinner"));
    assert_true(x->conflict && x->holds->limits.pressure_max == x->ours->limits.pressure_max);
    x = overlay_item_of(laid(file_of(edited(S("fever"), old, "lifts_days", S("1")))), S("fever"));
    assert_int_equal(x->holds->lift_days, x->ours->lift_days);
    x = overlay_item_of(laid(file_of(edited(S("thinner"), old, "when", S("\"unwell.fever\"")))), S("thinner"));
    assert_true(str_find(x->holds->when_text, S(") or (unwell.fever)")) != SIZE_MAX);
    x = overlay_item_of(laid(file_of(str_fmt(a, "{\"id\":\"thinner\",\"off\":true,\"base\":\"%.*s\"}", SP(old)))), S("thinner"));
    assert_true(x->kind == RULE_OFF && x->conflict && x->holds && x->holds->level == x->ours->level);
    x = overlay_item_of(laid(file_of(edited(S("fever"), old, "lifts_days", S("9")))), S("fever"));
    assert_int_equal(x->holds->lift_days, 9);
    // of two ways of ending it, neither is the stricter: a letter
    x = overlay_item_of(laid(file_of(edited(S("guardian"), old, "lifts", S("\"time\",\"lifts_days\":3")))), S("guardian"));
    assert_true(x->holds->lift == LIFT_CLEARANCE && x->ours->lift == LIFT_CONVERSATION);
    x = overlay_item_of(laid(file_of(edited(S("asthma"), old, "level", S("\"S3\",\"lifts\":\"conversation\"")))), S("asthma"));
    assert_true(x->holds->level == LEVEL_DEFER && x->holds->lift == LIFT_CONVERSATION);
    x = overlay_item_of(laid(file_of(edited(S("skin-lump"), old, "regions_from", S("[\"body.where\"]")))), S("skin-lump"));
    assert_true(x->ours->n_regions_from == 1 && x->holds->n_regions_from == 2);
    x = overlay_item_of(laid(file_of(edited(S("scar"), old, "verified", S("false")))), S("scar"));
    assert_true(x->ours->verified && !x->holds->verified);
    arena_reset(a);
}

// Only the source was read, or the review put off: nothing that the practice wrote is in question.
static void test_the_hash_is_of_what_a_rule_says(void **state)
{
    (void)state;
    const struct screen_rule *x = rule_of(S(OWN_RULE("S5", "unwell.fever", "")));
    const struct screen_rule *y = rule_of(S("{\"valid\":\"14 days\",\"id\":\"own-x\",\"words\":\"Name\",\"for_client\":\"Tell us.\",\"for_therapist\":\"Ask.\",\"source\":\"Read\","
                                            "\"verified\":true,\"review\":\"2028-01-01\",\"level\":\"S5\",\"when\":\"unwell.fever\"}"));
    assert_true(str_eq(screen_rule_hash(a, x), screen_rule_hash(a, y)));
    assert_false(str_eq(screen_rule_hash(a, x), screen_rule_hash(a, rule_of(S(OWN_RULE("S4", "unwell.fever", ",\"regions\":[\"head\"]"))))));
    arena_reset(a);
}

// Each of ours could be written by a practice: what holds together is then no larger than a formula may be.
static void test_each_of_ours_can_be_edited(void **state)
{
    (void)state;
    for (size_t i = 0; i < screen_shipped()->n_rules; i++, arena_reset(a)) {
        const struct screen_rule *ours = &screen_shipped()->rules[i];
        const struct overlay_item *x = overlay_item_of(laid(file_of(edited(ours->id, (str){0}, "review", S("\"2029-01-01\"")))), ours->id);
        assert_true(x->kind == RULE_EDITED && !x->conflict && x->holds);
        assert_int_equal(screen_compare(a, screen_shipped(), ours, x->practice).is, CHANGE_SAME);
    }
}

static const struct {
    const char *rules, *path, *reason;
} refused[] = {
    {"{\"id\":\"mine\"}", "rules[0].id", "own-"},
    {"{\"id\":\"own-x\"}", "rules[0]", "missing"},
    {OWN_RULE("S6", "unwell.fever", ""), "rules[0].level", ""},
    {OWN_RULE("S5", "fevr", ""), "rules[0].when", "fevr"},
    {OWN_RULE("S5", "true", ""), "rules[0].when", "before anything is answered"},
    {OWN_RULE("S5", "known(temperature)", ""), "rules[0].when", "before anything is answered"},
    {OWN_RULE("S5", "temperature > 60", ""), "rules[0].when", "no answer makes it fire"},
    {OWN_RULE("S5", "temperature > 10", ""), "rules[0].when", "no answer keeps it"},
    {OWN_RULE("S5", "unwell.fever", ",\"barred\":[\"tickling\"]"), "rules[0].barred[0]", "none that is known"},
    {OWN_RULE("S5", "unwell.fever", ",\"extra\":1"), "rules[0]", "extra"},
    {OWN_RULE("S5", "unwell.fever", ",\"base\":\"00\""), "rules[0].base", "no such rule of ours"},
    {"{\"id\":\"own-x\",\"off\":true}", "rules[0].off", "left out"},
    {WHEN("unwell.fever") "," WHEN("unwell.fever"), "rules[1].id", "twice"},
    {"{\"id\":\"asthma\",\"off\":true}", "rules[0].base", "hash"},
    {"{\"id\":\"now-stroke\",\"off\":true,\"base\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", "rules[0].off", "never turned off"},
    {OWN_RULE("S5", "unwell.fever", ",\"cases\":[{\"answers\":{\"unwell\":[]},\"is\":\"fires\"}]"), "rules[0].cases[0]", "is clear"},
    {OWN_RULE("S5", "unwell.fever", ",\"cases\":[{\"answers\":{\"unwell\":3},\"is\":\"fires\"}]"), "rules[0].cases[0].answers", "unwell"},
    {OWN_RULE("S5", "health.thyroid or (health.diabetes and known(surgery))", ""), "rules[0].when", "false while something is not answered"},
    {OWN_RULE("S5", "known(temperature) and temperature >= 38 or unwell.fever", ""), "rules[0].when", "false while something is not answered"},
    {OWN_RULE("S5", "unwell.fever", ",\"cases\":[{\"answers\":{\"limb\":[[\"calf\"]]},\"is\":\"asks\"}]"), "rules[0].cases[0].answers", "a list of at most"},
    {"3", "rules[0]", "a rule is wanted"},
};

static void test_refused_with_its_place(void **state)
{
    (void)state;
    struct screen_error e;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++, arena_reset(a)) {
        e = (struct screen_error){0};
        if (screen_overlay(a, screen_shipped(), S("mine.json"), file_of(str_of(refused[i].rules)), &e)) fail_msg("case %zu was taken", i);
        bool right = str_eq(e.file, S("mine.json")) && str_starts(e.path, str_of(refused[i].path)) &&
                     (str_find(e.reason, str_of(refused[i].reason)) != SIZE_MAX || str_find(e.path, str_of(refused[i].reason)) != SIZE_MAX);
        if (!right) fail_msg("case %zu: %.*s: %.*s", i, SP(e.path), SP(e.reason));
    }
    assert_null(screen_overlay(a, screen_shipped(), S("mine.json"), S("{\"format\":\"unknot-rules-2\",\"rules\":[]}"), &e));
    assert_true(str_eq(e.path, S("format")));
    assert_null(screen_overlay(a, screen_shipped(), S("mine.json"), S("{\"format\":"), &e));
    // what is kept of a finding has room for its texts
    char *longer = arena_alloc(a, OVERLAY_TEXT + 1);
    memset(longer, 'x', OVERLAY_TEXT + 1);
    str text = str_fmt(a, "{\"id\":\"own-x\",\"for_client\":\"%.*s\"}", OVERLAY_TEXT + 1, longer);
    assert_null(screen_overlay(a, screen_shipped(), S("mine.json"), file_of(text), &e));
    assert_true(str_eq(e.path, S("rules[0].for_client")));
    assert_null(screen_overlay(a, screen_shipped(), S("mine.json"), file_of(S("{\"id\":\"own-x\",\"words\":\"a\\u0007b\"}")), &e));
    arena_reset(a);
}

static void test_cases_of_a_rule_are_tried(void **state)
{
    (void)state;
    (void)rule_of(S(OWN_RULE("S5", "unwell.fever and age < 30", ",\"cases\":[{\"answers\":{\"unwell\":[\"fever\"]},\"born\":\"2000-01-01\",\"is\":\"fires\"},"
                                                                "{\"answers\":{\"unwell\":[\"fever\"]},\"is\":\"asks\"},{\"answers\":{\"unwell\":[]},\"is\":\"clear\"}]")));
    arena_reset(a);
}

static void test_a_case_has_no_endless_lists(void **state)
{
    (void)state;
    struct buf b = buf_new(a, 64 << 10);
    struct screen_error e = {0};
    for (int i = 0; i < 4000; i++) buf_put(&b, i ? S(",\"calf\"") : S("\"calf\""));
    str rule = str_fmt(a, OWN_RULE("S5", "unwell.fever", ",\"cases\":[{\"answers\":{\"limb\":[%.*s]},\"is\":\"asks\"}]"), SP(buf_str(&b)));
    assert_true(rule.n > 0);
    assert_null(screen_overlay_rule(a, screen_shipped(), S("mine.json"), rule, &e));
    assert_true(str_find(e.path, S("cases[0].answers")) != SIZE_MAX && str_find(e.reason, S("200")) != SIZE_MAX);
    arena_reset(a);
}

// It is read at every step of a health form, out of one request's memory.
static void test_a_full_set_of_rules_is_small(void **state)
{
    (void)state;
    enum { SMALL = 4 << 20 };
    struct screen_error e = {0};
    char long_text[801] = {0};
    memset(long_text, 'x', sizeof long_text - 1);
    struct buf b = buf_new(a, OVERLAY_BYTES);
    for (int i = 0; i < OVERLAY_RULES; i++)
        buf_put(&b, str_fmt(a, "%s{\"id\":\"own-x%d\",\"words\":\"Name\",\"for_client\":\"Tell us.\",\"for_therapist\":\"%s\",\"source\":\"Own\",\"verified\":false,\"review\":\"2027-01-01\","
                               "\"level\":\"S5\",\"when\":\"unwell.fever or (health.diabetes and temperature >= 38)\",\"valid\":\"14 days\",\"pressure_max\":3}", i ? "," : "", i, long_text));
    str text = file_of(buf_str(&b));
    assert_true(text.n >= OVERLAY_RULES * 1000 && text.n < OVERLAY_BYTES);
    arena *small = arena_new(SMALL);
    const struct screen_overlay *o = screen_overlay_kept(small, screen_shipped(), S("mine.json"), text, &e);
    assert_non_null(o);
    assert_int_equal(o->rules->n_rules, screen_shipped()->n_rules + OVERLAY_RULES);
    assert_true(str_eq(o->rules->version, laid(text)->rules->version));
    arena_free(small);
    arena_reset(a);
}

// What was kept is read without being tried again: a newer check takes nothing from a practice that it screens with.
static void test_what_was_kept_holds(void **state)
{
    (void)state;
    struct screen_error e = {0};
    str text = S(WHEN("health.thyroid or (health.diabetes and known(surgery))"));
    assert_null(screen_overlay_rule(a, screen_shipped(), S("mine.json"), text, &e));
    assert_non_null(screen_overlay_rule_kept(a, screen_shipped(), S("mine.json"), text, &e));
    assert_null(screen_overlay_rule_kept(a, screen_shipped(), S("mine.json"), S(WHEN("fevr")), &e));
    arena_reset(a);
}

// Two conditions that together are larger than a formula may be: both act, as one with "or" would.
static void test_a_join_never_loses_the_stricter(void **state)
{
    (void)state;
    struct buf b = buf_new(a, 4096);
    buf_put(&b, S("\"health.asthma and temperature"));
    for (int i = 0; i < 490; i++) buf_put(&b, S("+0"));
    buf_put(&b, S(" >= 38\""));
    const struct screen_overlay *o = laid(file_of(edited(S("headache-flags"), (str){0}, "when", buf_str(&b))));
    const struct screen_rule *holds = overlay_item_of(o, S("headache-flags"))->holds;
    assert_non_null(holds->also);
    assert_true(screen_rests_on(o->rules, holds, &S("temperature"), 1) && !screen_rests_on(o->rules, holds, &S("allergies"), 1));
    static const struct {
        const char *answers;
        bool there, unknown;
        const char *because;
    } cases[] = {
        {"{\"health\":[\"asthma\"],\"temperature\":39,\"pain\":[]}", true, false, "temperature"},
        {"{\"health\":[\"asthma\"],\"unwell\":[\"fever\"],\"pain\":[]}", true, true, "temperature"},
        {"{\"health\":[\"asthma\"],\"temperature\":37,\"pain\":[]}", false, false, ""},
        {"{\"health\":[],\"pain\":[\"headache\"],\"headache.signs\":[\"new\",\"worse\"]}", true, false, "headache.signs"},
        {"{\"health\":[],\"pain\":[\"headache\"],\"headache.signs\":null}", true, true, "headache.signs"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct screen_bad *bad;
        size_t n;
        struct json_error why;
        struct screen_about about = {.today = {20778}, .born_known = true, .born = {20778 - 40 * 365}, .sex = S_INIT("male")};
        struct screen_result s = screen(a, o->rules, &about, json_parse(a, str_of(cases[i].answers), 8, &why), &bad, &n);
        const struct screen_finding *f = NULL;
        for (size_t k = 0; k < s.n; k++)
            if (s.findings[k].rule == holds) f = &s.findings[k];
        if (!!f != cases[i].there || (f && f->unknown != cases[i].unknown)) fail_msg("case %zu", i);
        bool named = !f;
        for (size_t k = 0; f && k < f->n_because; k++) named = named || str_eq(f->because[k], str_of(cases[i].because));
        if (!named) fail_msg("case %zu: %s is not said to be why", i, cases[i].because);
    }
    arena_reset(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_a_join_never_loses_the_stricter),
        cmocka_unit_test(test_a_case_has_no_endless_lists),
        cmocka_unit_test(test_a_full_set_of_rules_is_small),
        cmocka_unit_test(test_what_was_kept_holds),
        cmocka_unit_test(test_texts_sources_and_validity),
        cmocka_unit_test(test_the_weakest_change_counts),
        cmocka_unit_test(test_a_weaker_condition_has_an_example),
        cmocka_unit_test(test_nothing_written_is_what_ships),
        cmocka_unit_test(test_edited_off_and_own),
        cmocka_unit_test(test_levels_1_and_2_never_become_weaker),
        cmocka_unit_test(test_a_new_version_of_ours_holds_with_the_practices),
        cmocka_unit_test(test_the_hash_is_of_what_a_rule_says),
        cmocka_unit_test(test_each_of_ours_can_be_edited),
        cmocka_unit_test(test_refused_with_its_place),
        cmocka_unit_test(test_cases_of_a_rule_are_tried),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
