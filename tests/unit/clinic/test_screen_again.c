// clinic/safety/screen_again.h: which questions are asked again, and which answers go on.
#include "clinic/safety/screen_again.h"
#include "clinic/safety/red_flags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/content.h"
#include "base/err.h"

#define TODAY 20778
static arena *a;
static struct screen_about about = {.today = {TODAY}, .born_known = true, .born = {TODAY - 365 * 40}};

static int setup(void **state)
{
    (void)state;
    a = arena_new(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static const struct json *json_of(const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(a, str_of(text), 64, &e);
    if (!j) fail_msg("%s", text);
    return j;
}

// Every question of a first look answered "no", with `more` in its place: pairs of id and JSON.
static const struct json *healthy(const char *more)
{
    const struct screen_rules *r = screen_shipped();
    const struct json *m = json_of(more);
    struct buf b = buf_new(a, 1 << 16);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        const struct json *said = json_get(m, one->id);
        if (!said && (one->when || (one->kind != ASK_CHOICES && one->kind != ASK_YES_NO))) continue;
        jw_key(&w, one->id);
        if (said) json_put(&w, said);
        else jw_raw(&w, one->kind == ASK_CHOICES ? S("[]") : S("false"));
    }
    jw_end(&w);
    return json_of(str_z(a, buf_str(&b)));
}

static const char *why_of(enum again_why w)
{
    static const char *const names[] = {"ran-out", "open", "anew"};
    return names[w];
}

// "unwell ran-out, skin.where open"
static str again(struct again_in in)
{
    const struct again_row *rows;
    struct buf b = buf_new(a, 4096);
    in.about = &about;
    size_t n = screen_again(a, screen_shipped(), &in, &rows);
    for (size_t i = 0; i < n; i++) buf_put(&b, str_fmt(a, "%s%.*s %s", i ? ", " : "", SP(rows[i].q->id), why_of(rows[i].why)));
    return buf_str(&b);
}

#define assert_again(in, want) \
    do { \
        str h_ = again(in); \
        if (!str_eq(h_, str_of(want))) fail_msg("\"%.*s\" is not \"%s\"", SP(h_), want); \
    } while (0)

static void nothing_due(void **state)
{
    (void)state;
    for (int days = 0; days <= 365; days += 73) assert_again(((struct again_in){.answers = healthy("{}"), .told = {TODAY - days}}), "");
}

// A cold speaks for 14 days, an own day for each answer; what does not run out is not asked.
static void ran_out(void **state)
{
    (void)state;
    const struct json *cold = healthy("{\"unwell\":[\"infection\"],\"allergies\":[\"nuts\"]}");
    assert_again(((struct again_in){.answers = cold, .told = {TODAY - 13}}), "");
    assert_again(((struct again_in){.answers = cold, .told = {TODAY - 14}}), "unwell ran-out");
    struct again_said own = {S("unwell"), {TODAY - 2}};
    assert_again(((struct again_in){.answers = cold, .told = {TODAY - 14}, .said = &own, .n_said = 1}), "");
    own.on.d = TODAY - 20;
    assert_again(((struct again_in){.answers = cold, .told = {TODAY}, .said = &own, .n_said = 1}), "unwell ran-out");
    str settled = S("infection");
    assert_again(((struct again_in){.answers = cold, .told = {TODAY - 14}, .settled = &settled, .n_settled = 1}), "");
}

// Places go with what ran out; a day that was given stays a day.
static void places_and_days(void **state)
{
    (void)state;
    const struct json *wound = healthy("{\"skin\":[\"wound\"],\"skin.where\":[\"hand:left\"]}");
    assert_again(((struct again_in){.answers = wound, .told = {TODAY - 27}}), "");
    assert_again(((struct again_in){.answers = wound, .told = {TODAY - 28}}), "skin ran-out, skin.where ran-out");
    for (int nowhere = 0; nowhere < 2; nowhere++) { // it is there, and nobody said where
        wound = healthy(nowhere ? "{\"skin\":[\"wound\"],\"skin.where\":[]}" : "{\"skin\":[\"wound\"],\"skin.where\":null}");
        assert_again(((struct again_in){.answers = wound, .told = {TODAY - 1}}), "skin.where open");
    }
    str recent = day_str(a, (day){TODAY - 41});
    const struct json *cut = healthy(str_z(a, str_fmt(a, "{\"surgery\":true,\"surgery.day\":\"%.*s\",\"surgery.limits\":false,\"surgery.open\":false,\"surgery.where\":[\"hand-left\"]}", SP(recent))));
    assert_again(((struct again_in){.answers = cut, .told = {TODAY - 41}}), "");
    str later = day_str(a, (day){TODAY - 30});
    cut = healthy(str_z(a, str_fmt(a, "{\"surgery\":true,\"surgery.day\":\"%.*s\",\"surgery.limits\":true,\"surgery.open\":false,\"surgery.where\":[\"hand-left\"]}", SP(later))));
    str said = again((struct again_in){.answers = cut, .told = {TODAY - 42}});
    assert_true(str_find(said, S("surgery ran-out")) != SIZE_MAX);
    assert_true(str_find(said, S("surgery.day")) == SIZE_MAX);
}

// The weeks follow by themselves; from the due day on it is asked whether the baby is born, and no more of what is known.
static void a_due_day(void **state)
{
    (void)state;
    static const struct { int due; const char *want; } rows[] = {{1, ""}, {0, "pregnancy ran-out, birth ran-out"}, {-21, "pregnancy ran-out, birth ran-out"}};
    for (size_t i = 0; i < 3; i++) {
        str due = day_str(a, (day){TODAY + rows[i].due});
        const struct json *j = healthy(str_z(a, str_fmt(a, "{\"pregnancy\":true,\"pregnancy.due\":\"%.*s\",\"pregnancy.risk\":false,\"pregnancy.signs\":[]}", SP(due))));
        assert_again(((struct again_in){.answers = j, .told = {TODAY - 30}}), rows[i].want);
    }
    // born: until it is twelve weeks ago, and then by itself no more
    for (int days = 83; days <= 84; days++) {
        str born = day_str(a, (day){TODAY - days});
        const struct json *j = healthy(str_z(a, str_fmt(a, "{\"birth\":true,\"birth.day\":\"%.*s\",\"birth.caesarean\":false}", SP(born))));
        assert_again(((struct again_in){.answers = j, .told = {TODAY - 80}}), "");
    }
}

static void open_and_anew(void **state)
{
    (void)state;
    const struct json *unsure = healthy("{\"limb\":null}");
    assert_again(((struct again_in){.answers = unsure, .told = {TODAY - 1}}), "limb open");
    const struct json *followed = healthy("{\"heart\":[\"high_bp\"],\"bp.high\":null}");
    // not known: the pressure is measured, which settles it
    assert_again(((struct again_in){.answers = followed, .told = {TODAY - 1}}), "bp.systolic open, bp.diastolic open");
    followed = healthy("{\"bp.systolic\":190,\"bp.diastolic\":90}"); // it fires, and is to be measured once more
    assert_again(((struct again_in){.answers = followed, .told = {TODAY}}), "bp.systolic_2 open, bp.diastolic_2 open");
    str anew[] = {S_INIT("back.signs"), S_INIT("pain"), S_INIT("allergies.what")};
    assert_again(((struct again_in){.answers = healthy("{}"), .told = {TODAY - 1}, .anew = anew, .n_anew = 3}), "pain anew, back.signs anew"); // never free text
    str birth = S("birth");
    about.sex = S("male");
    assert_again(((struct again_in){.answers = healthy("{}"), .told = {TODAY - 1}, .anew = &birth, .n_anew = 1}), "");
    about.sex = (str){0};
    // nobody ever answered: all of it
    assert_true(str_find(again((struct again_in){.answers = NULL, .told = {TODAY}}), S("now open, limb open, unwell open")) == 0);
}

// What was measured is of its day: a fever that was measured yesterday does not go on, nor does what is asked again.
static void what_goes_on(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    struct again_in in = {.about = &about, .answers = json_of("{\"unwell\":[],\"temperature\":39,\"skin\":[],\"bp.systolic\":120}"), .told = {TODAY - 1}};
    struct again_said now = {S("bp.systolic"), {TODAY}};
    in.said = &now;
    in.n_said = 1;
    struct again_row skin = {screen_question_of(r, S("skin")), AGAIN_ANEW};
    const struct json *on = screen_carried(a, r, &in, &skin, 1);
    assert_int_equal(on->count, 2);
    assert_non_null(json_get(on, S("unwell")));
    assert_non_null(json_get(on, S("bp.systolic")));
    assert_int_equal(in.answers->count, 4); // as it was
}

static void follow_ups(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    bool *in = ARENA_ARRAY(a, r->n_questions, bool);
    in[screen_question_of(r, S("pain")) - r->questions] = true;
    in[screen_question_of(r, S("heart")) - r->questions] = true;
    screen_follow_ups(r, in);
    static const char *const follow[] = {"neck.signs", "neck.cord", "headache.signs", "back.signs", "back.flags", "bp.high", "clot.where", "platelets.low"};
    for (size_t i = 0; i < sizeof follow / sizeof follow[0]; i++)
        if (!in[screen_question_of(r, str_of(follow[i])) - r->questions]) fail_msg("%s", follow[i]);
    assert_false(in[screen_question_of(r, S("bp.systolic")) - r->questions]);
    assert_false(in[screen_question_of(r, S("skin")) - r->questions]);
}

// What a question follows on, as far as it goes, where that does not bring it; and what a rule rests on, through all of these.
static void leads(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    bool *in = ARENA_ARRAY(a, r->n_questions, bool), *asked = ARENA_ARRAY(a, r->n_questions, bool);
    in[screen_question_of(r, S("bp.systolic_2")) - r->questions] = true;
    screen_leads(r, asked, in);
    static const char *const lead[] = {"bp.systolic", "bp.diastolic", "bp.high", "heart"};
    for (size_t i = 0; i < sizeof lead / sizeof lead[0]; i++)
        if (!in[screen_question_of(r, str_of(lead[i])) - r->questions]) fail_msg("%s", lead[i]);
    const struct screen_rule *high = screen_rule_of(r, S("pressure-high")), *severe = screen_rule_of(r, S("pressure-very-high")), *lump = screen_rule_of(r, S("skin-lump"));
    assert_true(screen_rests_on(r, high, &S("bp.systolic"), 1) && screen_rests_on(r, high, &S("heart"), 1) && !screen_rests_on(r, high, &S("skin"), 1));
    assert_true(screen_rests_on(r, severe, &S("bp.systolic_2"), 1) && screen_rests_on(r, lump, &S("skin.where"), 1));
}

// Whatever is due by its days: once its questions are left out, no rule rests on an answer that is over.
static void nothing_old_is_left(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    const struct screen_bad *bad;
    size_t n_bad;
    for (size_t q = 0; q < r->n_questions; q++)
        for (size_t o = 0; o < r->questions[q].n_options; o++) {
            const struct question *one = &r->questions[q];
            if (str_eq(one->id, S("pain"))) continue;
            const struct json *answers = healthy(str_z(a, str_fmt(a, "{\"pain\":[\"headache\",\"back\"],\"%.*s\":[\"%.*s\"]}", SP(one->id), SP(one->options[o].id))));
            struct again_in in = {.about = &about, .answers = answers, .told = {TODAY - 400}};
            const struct again_row *rows;
            size_t n = screen_again(a, r, &in, &rows);
            struct screen_result s = screen(a, r, &about, screen_carried(a, r, &in, rows, n), &bad, &n_bad);
            for (size_t i = 0; i < s.n; i++)
                if (!s.findings[i].unknown && s.findings[i].rule->valid_days) fail_msg("%.*s by %.*s", SP(s.findings[i].rule->id), SP(one->options[o].id));
        }
}

static str red_flags(const char *kind, const char *place)
{
    struct site s = {0};
    struct buf b = buf_new(a, 4096);
    size_t n;
    if (place && !site_parse(str_of(place), &s)) fail_msg("%s", place);
    const str *v = screen_red_flags_of(a, screen_shipped(), str_of(kind), &s, place ? 1 : 0, &n);
    for (size_t i = 0; i < n; i++) buf_put(&b, str_fmt(a, "%s%.*s", i ? " " : "", SP(v[i])));
    return buf_str(&b);
}

#define assert_red_flags(kind, place, want) \
    do { \
        str h_ = red_flags(kind, place); \
        if (!str_eq(h_, str_of(want))) fail_msg("have %.*s\nwant %s", SP(h_), want); \
    } while (0)

// What is asked again where something got worse: everywhere what cannot wait, and each region its own. Reference, 3.3.
static void red_flags_of_regions(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    const struct body_region *region;
    assert_red_flags("stress", NULL, "now unwell");
    assert_red_flags("", NULL, "now unwell");
    assert_red_flags("pain", "neck-left", "now unwell injury pain neck.signs neck.cord headache.signs");
    assert_red_flags("headache", NULL, "now unwell injury pain neck.signs headache.signs pregnancy birth");
    assert_red_flags("pain", "lower-back", "now unwell injury pain back.signs back.flags");
    assert_red_flags("pain", "calf-right", "now limb unwell");
    assert_red_flags("pain", "knee", "now limb unwell injury");
    assert_red_flags("pain", "chest", "now unwell heart heart.worse pain");
    assert_red_flags("function", NULL, "now limb unwell injury heart heart.worse pain neck.signs neck.cord headache.signs back.signs back.flags pregnancy birth");
    for (size_t i = 0; (region = body_region_at(i)); i++) {
        struct site s = {region, SIDE_BOTH};
        size_t n;
        const str *v = screen_red_flags_of(a, r, S("pain"), &s, 1, &n);
        if (n < 3 || !str_eq(v[0], S("now"))) fail_msg("%s has no red flags of its own", region->code);
        for (size_t k = 0; k < n; k++) {
            const struct question *q = screen_question_of(r, v[k]);
            if (!q || q->by_therapist || q->kind == ASK_TEXT) fail_msg("%.*s", SP(v[k]));
        }
    }
}

static void red_flags_refused(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {{"{\"questions\":[\"none\"],\"source\":\"x\"}", "red_flags[0].questions[0]"},
        {"{\"questions\":[\"bp.systolic\"],\"source\":\"x\"}", "red_flags[0].questions[0]"},
        {"{\"regions\":[\"neck-left\"],\"questions\":[\"now\"],\"source\":\"x\"}", "red_flags[0].regions[0]"},
        {"{\"kinds\":[\"ache\"],\"questions\":[\"now\"],\"source\":\"x\"}", "red_flags[0].kinds[0]"},
        {"{\"questions\":[\"now\"]}", "red_flags[0]"}};
    str text = content_text(S("safety/questions.json"));
    const char *at = strstr(str_z(a, text), "\"red_flags\"");
    assert_non_null(at);
    size_t head = text.n - strlen(at);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct screen_error e = {0};
        str changed = str_fmt(a, "%.*s\"red_flags\": [%s]}", (int)head, text.p, wrong[i][0]);
        assert_null(screen_load(a, changed, content_text(S("safety/rules.json")), &e));
        if (!str_eq(e.path, str_of(wrong[i][1]))) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(red_flags_of_regions, setup, teardown),
        cmocka_unit_test_setup_teardown(red_flags_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_due, setup, teardown),
        cmocka_unit_test_setup_teardown(ran_out, setup, teardown),
        cmocka_unit_test_setup_teardown(places_and_days, setup, teardown),
        cmocka_unit_test_setup_teardown(a_due_day, setup, teardown),
        cmocka_unit_test_setup_teardown(open_and_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(what_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(follow_ups, setup, teardown),
        cmocka_unit_test_setup_teardown(leads, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_old_is_left, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
