// desk/safety/safety.h, safety_lift.h, safety_body.h: what holds of one finding on a day, how it lifts, and how it is read; without a database.
#include "ward.h"

#include "desk/safety/safety_lift.h"

// finding_state_of: a rule that speaks for a day is asked again on the next one.
static void states(void **state) {
    (void)state;
    arena *a = arena_new(1 << 20);
    struct finding_kept f = {.level = 3, .valid_days = 1, .at = NOW};
    assert_int_equal(finding_state_of(a, NULL, TODAY, &f), FINDING_HOLDS);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 1}, &f), FINDING_ASK);
    f.act = (struct act_row){.act = S("asked-no"), .at = {NOW.us + DAY_US}};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 1}, &f), FINDING_NO);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 2}, &f), FINDING_ASK);
    f.valid_days = 0;
    f.act = (struct act_row){.act = S("proceed"), .at = NOW};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 900}, &f), FINDING_PROCEED);
    f.act.act = S("reopened");
    assert_int_equal(finding_state_of(a, NULL, TODAY, &f), FINDING_HOLDS);
    // level 3 that time alone ends: from the answer's day, or from the day that somebody confirmed it; unknown it ends by no time
    f = (struct finding_kept){.level = 3, .at = NOW, .body = S("{\"because\":{\"q\":true},\"lift\":\"time\",\"lift_days\":3}")};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 2}, &f), FINDING_HOLDS);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 3}, &f), FINDING_CLEARED);
    f.level = 2; // what stops ends by no time, whatever is written of it
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 30}, &f), FINDING_HOLDS);
    f.level = 3;
    f.unknown = true;
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 30}, &f), FINDING_ASK);
    f.act = (struct act_row){.act = S("asked-yes"), .at = {NOW.us + DAY_US}};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 3}, &f), FINDING_HOLDS);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 4}, &f), FINDING_CLEARED);
    // no symptoms since a day: cleared from so many days later on; stable: until its day, and as long as the answer speaks
    f.act = (struct act_row){.act = S("cleared"), .way = S("symptom-free"), .at = NOW, .from = {true, {TODAY.d + 2}}};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 1}, &f), FINDING_HOLDS);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 2}, &f), FINDING_CLEARED);
    f = (struct finding_kept){.level = 5, .at = NOW, .act = {.act = S("cleared"), .way = S("stable"), .at = NOW, .until = {true, {TODAY.d + 9}}}};
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 9}, &f), FINDING_KNOWN);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 10}, &f), FINDING_HOLDS);
    // what stops is cleared by whoever assessed it, whatever its rule says of how it lifts
    static const struct {
        enum screen_level level;
        str lift;
        enum lift_way way;
    } ways[] = {{LEVEL_EMERGENCY, S_INIT("conversation"), LIFTED_CLEARANCE}, {LEVEL_STOP, S_INIT("symptom-free"), LIFTED_CLEARANCE}, {LEVEL_DEFER, S_INIT("time"), LIFTED_CLEARANCE},
        {LEVEL_DEFER, S_INIT("symptom-free"), LIFTED_SYMPTOM_FREE}, {LEVEL_DEFER, S_INIT("conversation"), LIFTED_CONVERSATION}, {LEVEL_AVOID, S_INIT(""), LIFTED_STABLE}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        assert_int_equal(finding_lift_way(&(struct finding_row){.level = ways[i].level, .lift = ways[i].lift}), ways[i].way);
    f.valid_days = 28;
    f.act.until.known = false;
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 27}, &f), FINDING_KNOWN);
    assert_int_equal(finding_state_of(a, NULL, (day){TODAY.d + 28}, &f), FINDING_ASK);
    arena_free(a);
}

// A kept finding whose place nobody knows any more is not read without it.
static void place_unreadable(void **state) {
    (void)state;
    arena *a = arena_new(1 << 20);
    struct finding_row f = {0};
    assert_true(finding_body_read(a, S("{\"title\":\"t\",\"because\":{\"q\":\"yes\"},\"limits\":{\"avoid\":[\"neck-left\",\"abdomen\"]}}"), &f));
    assert_int_equal(f.limits.n_avoid, 2);
    assert_false(finding_body_read(a, S("{\"title\":\"t\",\"because\":{\"q\":\"yes\"},\"limits\":{\"avoid\":[\"neck-left\",\"nowhere\"]}}"), &f));
    assert_true(!f.limits.no_position && finding_body_read(a, S("{\"because\":{},\"limits\":{\"no_position\":true}}"), &f) && f.limits.no_position);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(place_unreadable), cmocka_unit_test(states)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
