// Is it safe? The shipped rules with a positive, a negative and an unknown case each, whole people, and what holds for every rule set.
#include "clinic/safety/screen.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/content.h"
#include "base/err.h"
#include "base/formula_node.h"
#include "clinic/safety/screen_data.h"

static arena *a, *stays;

static int setup(void **state)
{
    (void)state;
    a = arena_new(64 << 20);
    stays = arena_new(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    arena_free(stays);
    return 0;
}

// --- helpers

static const struct screen_about nobody = {.today = {20778}}; // 2026-11-21

static struct json *json_of(str text)
{
    struct json_error e;
    struct json *j = json_parse(a, text, 64, &e);
    if (!j) fail_msg("line %zu: %.*s", e.line, SP(e.reason));
    return j;
}

static struct screen_result run(const struct screen_rules *r, const struct screen_about *about, const struct json *answers)
{
    const struct screen_bad *bad;
    size_t n;
    struct screen_result result = screen(a, r, about, answers, &bad, &n);
    if (n) fail_msg("%.*s: %.*s", SP(bad[0].id), SP(bad[0].reason));
    return result;
}

static const struct screen_finding *finding(const struct screen_result *s, str rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->findings[i].rule->id, rule)) return &s->findings[i];
    return NULL;
}

static bool has(const str *v, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], str_of(s))) return true;
    return false;
}

static str file_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot read %s", path);
    char *p = arena_alloc(stays, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

static struct screen_about about_of(const struct json *j)
{
    struct screen_about about = nobody;
    if (!j) return about;
    const struct json *today = json_get(j, S("today")), *born = json_get(j, S("born"));
    if (today) assert_true(day_parse(json_text(today), &about.today));
    if (born) about.born_known = day_parse(json_text(born), &about.born);
    about.sex = json_text(json_get(j, S("sex")));
    return about;
}

// --- the vignettes: every file of tests/vignettes

static bool *covered; // by rule: it has its three cases

static void rule_cases(const struct json *file)
{
    const struct screen_rules *r = screen_shipped();
    struct screen_about about = about_of(json_get(file, S("about")));
    const struct json *list = json_get(file, S("rules"));
    for (const struct json *c = list ? list->first : NULL; c; c = c->next) {
        str id = json_text(json_get(c, S("rule")));
        const struct screen_rule *rule = screen_rule_of(r, id);
        if (!rule) fail_msg("there is no rule %.*s", SP(id));
        static const char *const cases[] = {"positive", "negative", "unknown"};
        for (size_t i = 0; i < 3; i++) {
            const struct json *answers = json_get(c, str_of(cases[i]));
            if (!answers) fail_msg("%.*s has no %s case", SP(id), cases[i]);
            struct screen_result s = run(r, &about, answers);
            const struct screen_finding *f = finding(&s, id);
            bool right = i == 0 ? f && !f->unknown : i == 1 ? !f : f && f->unknown;
            if (!right) fail_msg("%.*s, %s: %s", SP(id), cases[i], !f ? "clear" : f->unknown ? "unknown" : "fires");
            if (i != 1) assert_true(f->n_made_by > 0);
            if (i == 2 && !f->n_because && !str_eq(f->made_by[0], S("sex"))) fail_msg("%.*s: unknown, and nothing to ask", SP(id));
        }
        covered[rule - r->rules] = true;
    }
}

static str found_text(const struct screen_result *s)
{
    str all = {0};
    for (size_t i = 0; i < s->n_trace; i++) all = str_fmt(a, "%.*s\n  %.*s", SP(all), SP(s->trace[i]));
    return all;
}

// The answers, and those of `otherwise` to all other questions.
static struct json *with(const struct json *answers, const struct json *otherwise)
{
    struct json *all = ARENA_NEW(a, struct json), *last = NULL;
    all->kind = JSON_OBJECT;
    for (int base = 0; base < 2; base++) {
        const struct json *from = base ? otherwise : answers;
        for (const struct json *j = from ? from->first : NULL; j; j = j->next) {
            if (base && json_get(answers, j->name)) continue;
            struct json *copy = ARENA_NEW(a, struct json);
            *copy = *j;
            copy->next = NULL;
            *(last ? &last->next : &all->first) = copy;
            last = copy;
            all->count++;
        }
    }
    return all;
}

// "expect": {"rule": "S1"} fires, {"rule": "ask"} is to be asked; nothing else is found.
static void person(const struct json *p, const struct json *otherwise)
{
    const struct screen_rules *r = screen_shipped();
    struct screen_about about = about_of(json_get(p, S("about")));
    str who = json_text(json_get(p, S("who")));
    struct screen_result s = run(r, &about, with(json_get(p, S("answers")), otherwise));
    const struct json *expect = json_get(p, S("expect"));
    assert_non_null(expect);
    for (const struct json *e = expect->first; e; e = e->next) {
        const struct screen_finding *f = finding(&s, e->name);
        bool ask = str_eq(json_text(e), S("ask"));
        if (!f || f->unknown != ask || (!ask && !str_eq(json_text(e), str_of(screen_level_name(f->rule->level)))))
            fail_msg("%.*s: %.*s is not found as %.*s:%.*s", SP(who), SP(e->name), SP(json_text(e)), SP(found_text(&s)));
    }
    if (s.n != expect->count) fail_msg("%.*s: more is found than expected:%.*s", SP(who), SP(found_text(&s)));
    const struct json *avoid = json_get(p, S("avoid")), *ask = json_get(p, S("ask"));
    struct screen_limits all = {0};
    for (size_t i = 0; i < s.n; i++)
        if (!s.findings[i].unknown) all = screen_limits_add(a, &all, &s.findings[i].limits);
    for (const struct json *j = avoid ? avoid->first : NULL; j; j = j->next) {
        bool found = false;
        for (size_t i = 0; i < all.n_avoid; i++) found = found || str_eq(site_text(a, all.avoid[i]), json_text(j));
        if (!found) fail_msg("%.*s: %.*s is not avoided", SP(who), SP(json_text(j)));
    }
    if (avoid) assert_int_equal(all.n_avoid, avoid->count);
    for (const struct json *j = ask ? ask->first : NULL; j; j = j->next)
        if (!has(s.to_ask, s.n_to_ask, str_z(a, json_text(j)))) fail_msg("%.*s: %.*s is not asked", SP(who), SP(json_text(j)));
    assert_int_equal(s.n_to_ask, ask ? ask->count : 0);
}

static void test_vignettes(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    covered = ARENA_ARRAY(stays, r->n_rules, bool);
    const char *top = getenv("UNKNOT_SOURCE");
    glob_t files;
    size_t people = 0, hard = 0;
    assert_int_equal(glob(str_z(stays, str_fmt(stays, "%s/tests/vignettes/*.json", top ? top : ".")), 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        const struct json *file = json_of(file_text(files.gl_pathv[i]));
        rule_cases(file);
        const struct json *list = json_get(file, S("people"));
        for (const struct json *p = list ? list->first : NULL; p; p = p->next, people++) {
            person(p, json_get(file, S("otherwise")));
            hard += json_get(p, S("hard")) != NULL;
        }
    }
    globfree(&files);
    for (size_t i = 0; i < r->n_rules; i++)
        if (!covered[i]) fail_msg("%.*s has no cases in tests/vignettes", SP(r->rules[i].id));
    assert_true(people >= 60 && hard >= 20);
}

static void test_shipped_load(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    assert_true(r->n_rules >= 25);
    assert_ptr_equal(r, screen_shipped());
    for (size_t i = 1; i < r->n_rules; i++) assert_true(r->rules[i - 1].level <= r->rules[i].level);
    assert_int_equal(r->n_signatures, 0);
}

// --- what holds for every rule: exhaustively over its formula's inputs, numbers by threshold class

enum { INPUTS_MAX = 16, CLASSES_MAX = 24 };

struct input {
    uint16_t name;
    fvalue v[CLASSES_MAX + 1];  // the first is unknown
    size_t n;
};

static void class_add(struct input *in, fvalue v)
{
    assert_true(in->n < CLASSES_MAX);
    in->v[in->n++] = v;
}

// Every number in the formula cuts the axis in three.
static size_t inputs_of(const struct screen_rules *r, const struct formula *f, struct input *in)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    assert_true(n <= INPUTS_MAX);
    for (size_t i = 0; i < n; i++) {
        in[i] = (struct input){.name = used[i]};
        class_add(&in[i], FV_UNK);
        if (r->names[used[i]].kind == FV_TRUTH) {
            class_add(&in[i], FV_BOOL(false));
            class_add(&in[i], FV_BOOL(true));
            continue;
        }
        assert_int_equal(r->names[used[i]].kind, FV_NUMBER);
        for (size_t k = 0; k < f->n; k++)
            for (int d = -1; f->node[k].op == FOP_NUMBER && d <= 1; d++) class_add(&in[i], FV_NUM(f->node[k].number + d));
    }
    return n;
}

enum { R_FALSE, R_TRUE, R_UNKNOWN };

// The result of every assignment, by mixed radix; one more known input never changes a known result, so that no completion of
// what is "clear" fires; and a yes for a no never makes what fires clear.
static void formula_holds(const struct screen_rules *r, const struct screen_rule *rule)
{
    struct input in[INPUTS_MAX];
    size_t n = inputs_of(r, rule->when, in), total = 1, step = 1;
    for (size_t i = 0; i < n; i++) total *= in[i].n;
    assert_true(total <= 4000000);
    uint8_t *result = arena_alloc(a, total);
    fvalue *v = ARENA_ARRAY(a, r->n_names, fvalue);
    for (size_t at = 0; at < total; at++) {
        size_t rest = at;
        for (size_t i = 0; i < n; rest /= in[i++].n) v[in[i].name] = in[i].v[rest % in[i].n];
        fvalue x = formula_eval(rule->when, v, r->n_names);
        result[at] = x.kind != FV_TRUTH ? R_UNKNOWN : x.truth ? R_TRUE : R_FALSE;
    }
    for (size_t i = 0; i < n; step *= in[i++].n) {
        bool truth = in[i].v[1].kind == FV_TRUTH;
        for (size_t at = 0; at < total; at++) {
            size_t class = at / step % in[i].n;
            if (class == 0 && result[at] != R_UNKNOWN)
                for (size_t k = 1; k < in[i].n; k++)
                    if (result[at + k * step] != result[at]) fail_msg("%.*s: an answer to %.*s turns what was known", SP(rule->id), SP(r->names[in[i].name].name));
            if (truth && class == 1 && result[at] == R_TRUE && result[at + step] != R_TRUE)
                fail_msg("%.*s: a yes to %.*s takes it away", SP(rule->id), SP(r->names[in[i].name].name));
        }
    }
    arena_reset(a);
}

static void test_unknown_is_never_clear_in_any_formula(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_rules; i++) formula_holds(r, &r->rules[i]);
}

// --- and for whole histories, with what is asked only after another answer

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

static struct json *leaf(enum json_kind kind, str text)
{
    struct json *j = ARENA_NEW(a, struct json);
    *j = (struct json){.kind = kind, .text = text};
    return j;
}

static void push(struct json *to, struct json *child)
{
    struct json **end = &to->first;
    while (*end) end = &(*end)->next;
    *end = child;
    to->count++;
}

// A full answer to one question: yes in one of `often` cases.
static struct json *some_answer(const struct question *q, size_t often)
{
    struct json *j = leaf(JSON_ARRAY, (str){0});
    switch (q->kind) {
    case ASK_YES_NO:
        j->kind = JSON_BOOL;
        j->truth = below(often) == 0;
        break;
    case ASK_CHOICES:
        for (size_t i = 0; i < q->n_options; i++)
            if (below(often) == 0) push(j, leaf(JSON_STRING, q->options[i].id));
        break;
    case ASK_CHOICE:
        j = leaf(JSON_STRING, q->options[below(q->n_options)].id);
        break;
    case ASK_NUMBER:
        j = leaf(JSON_NUMBER, str_fmt(a, "%d", (int)(q->lo + (double)below((size_t)(q->hi - q->lo) + 1))));
        break;
    case ASK_DAY:
        j = leaf(JSON_STRING, day_str(a, (day){nobody.today.d - 290 + (int32_t)below(580)}));
        break;
    case ASK_SITES:
        if (!q->nowhere.n || below(2)) push(j, leaf(JSON_STRING, S("calf-left")));
        break;
    case ASK_TEXT:
        j = leaf(JSON_STRING, S("words"));
        break;
    }
    j->name = q->id;
    return j;
}

static struct json *full_history(const struct screen_rules *r, size_t often)
{
    struct json *all = ARENA_NEW(a, struct json);
    all->kind = JSON_OBJECT;
    for (size_t i = 0; i < r->n_questions; i++) push(all, some_answer(&r->questions[i], often));
    return all;
}

// Not asked of somebody of the age that the full history says: only the answer itself makes it count.
static bool by_answer_alone(const struct question *q, const struct json *full)
{
    double age = 0;
    const struct json *said = json_get(full, S("age"));
    return q->oldest && said && json_number(said, &age) && age > q->oldest;
}

// The same with some answers left out, "not sure", or not sure of what is not ticked. What was measured though nobody asked stays.
static struct json *less_known(const struct screen_rules *r, const struct json *full)
{
    const bool *asked = screen_asked(a, r, &nobody, full);
    struct json *all = ARENA_NEW(a, struct json);
    all->kind = JSON_OBJECT;
    for (const struct json *j = full->first; j; j = j->next) {
        const struct question *q = screen_question_of(r, j->name);
        size_t what = (q->by_therapist && !asked[q - r->questions]) || by_answer_alone(q, full) ? 5 : below(6);
        if (what == 0) continue;
        struct json *copy = leaf(j->kind, j->text);
        copy->truth = j->truth;
        copy->name = j->name;
        if (what == 1) copy->kind = JSON_NULL;
        for (const struct json *k = what == 1 ? NULL : j->first; k; k = k->next)
            if (what != 2 || below(2)) push(copy, leaf(k->kind, k->text));
        if (what == 2 && j->kind == JSON_ARRAY) push(copy, leaf(JSON_STRING, NOT_SURE));
        push(all, copy);
    }
    return all;
}

static void test_leaving_an_answer_out_never_clears(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    size_t fired = 0;
    for (int i = 0; i < 1500; i++, arena_reset(a)) {
        const struct json *full = full_history(r, 2 + below(12)), *less = less_known(r, full);
        struct screen_result all = run(r, &nobody, full), some = run(r, &nobody, less);
        for (size_t k = 0; k < all.n && !all.findings[k].unknown; k++, fired++)
            if (!finding(&some, all.findings[k].rule->id)) fail_msg("%.*s was cleared by an answer that is missing", SP(all.findings[k].rule->id));
        for (size_t k = 0; k < some.n; k++) {
            const struct screen_finding *f = &some.findings[k];
            if (f->unknown && f->n_because == 0 && !has(f->made_by, f->n_made_by, "sex")) fail_msg("%.*s: nothing to ask", SP(f->rule->id));
            for (size_t q = 0; f->unknown && q < f->n_because; q++) assert_true(has(some.to_ask, some.n_to_ask, str_z(a, f->because[q])));
        }
    }
    assert_true(fired > 1000);
}

static void test_a_yes_never_removes_a_finding(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    for (int i = 0; i < 1500; i++, arena_reset(a)) {
        struct json *full = full_history(r, 4 + below(12));
        struct screen_result before = run(r, &nobody, full);
        struct json *j = full->first;
        for (size_t skip = below(full->count); skip; skip--) j = j->next;
        const struct question *q = screen_question_of(r, j->name);
        if (q->kind == ASK_YES_NO) j->truth = true;
        else if (q->kind == ASK_CHOICES) push(j, leaf(JSON_STRING, q->options[below(q->n_options)].id));
        else continue;
        struct screen_result after = run(r, &nobody, full);
        for (size_t k = 0; k < before.n && !before.findings[k].unknown; k++) {
            const struct screen_finding *f = finding(&after, before.findings[k].rule->id);
            if (!f || f->unknown) fail_msg("a yes to %.*s removed %.*s", SP(q->id), SP(before.findings[k].rule->id));
        }
    }
}

// --- what is asked

static void test_asked(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    struct screen_about man = {.today = nobody.today, .born_known = true, .born = {0}, .sex = S("male")}, woman = man;
    woman.sex = S("female");
    const struct question *pregnancy = screen_question_of(r, S("pregnancy")), *due = screen_question_of(r, S("pregnancy.due"));
    const struct question *age = screen_question_of(r, S("age"));
    const struct json *none = json_of(S("{}")), *no = json_of(S("{\"pregnancy\": false}")), *unsure = json_of(S("{\"pregnancy\": null}"));
    assert_false(screen_asks(a, r, pregnancy, &man, none));
    assert_true(screen_asks(a, r, pregnancy, &woman, none));
    assert_true(screen_asks(a, r, pregnancy, &nobody, none));
    assert_true(screen_asks(a, r, due, &woman, none));  // not known yet
    assert_false(screen_asks(a, r, due, &woman, no));
    assert_false(screen_asks(a, r, age, &woman, none));
    assert_true(screen_asks(a, r, age, &nobody, none));
    // A follow-up is to be asked only once the question before it was looked at.
    struct screen_result s = run(r, &woman, none);
    assert_true(has(s.to_ask, s.n_to_ask, "pregnancy"));
    assert_false(has(s.to_ask, s.n_to_ask, "pregnancy.due"));
    s = run(r, &woman, unsure);
    assert_true(has(s.to_ask, s.n_to_ask, "pregnancy"));
    assert_true(has(s.to_ask, s.n_to_ask, "pregnancy.due"));
    // Nobody is cleared who was asked nothing: every rule that a woman's answers could fire is there.
    s = run(r, &woman, none);
    for (size_t i = 0; i < s.n; i++) assert_true(s.findings[i].unknown);
    assert_true(s.n > r->n_rules - 5);
}

static void test_bad_answers_count_as_unknown(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    const struct json *answers = json_of(S("{\"now\": [\"chest_pain\", \"toothache\"], \"limb\": true, \"bp.systolic\": 900, \"surgery\": \"yes\", \"nonsense\": 1,"
                                           " \"skin.where\": [\"tail\"], \"skin\": [\"lump\"], \"pregnancy.due\": \"2026-02-30\", \"pregnancy\": true, \"medicines.list\": 7}"));
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, r, &nobody, answers, &bad, &n);
    static const char *const ids[] = {"nonsense", "now", "limb", "skin.where", "surgery", "bp.systolic", "medicines.list", "pregnancy.due"};
    assert_int_equal(n, sizeof ids / sizeof *ids);
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t k = 0; k < n; k++) found = found || str_eq(bad[k].id, str_of(ids[i]));
        if (!found) fail_msg("%s is not said to be bad", ids[i]);
    }
    assert_false(finding(&s, S("now-chest-pain"))->unknown);
    assert_true(finding(&s, S("now-stroke"))->unknown);
    assert_true(finding(&s, S("clot-suspected"))->unknown);
    assert_true(finding(&s, S("skin-lump"))->places_unknown);
    s = screen(a, r, &nobody, json_of(S("[1]")), &bad, &n);
    assert_int_equal(n, 0);
    assert_true(s.n > 0);
}

static void test_because_and_limits(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    struct screen_result s = run(r, &nobody, json_of(S("{\"limb\": [\"calf\"], \"now\": [\"breathless\"], \"heart\": [\"clot\"], \"clot.where\": [\"calf-left\", \"calf-right\", \"calf\"],"
                                                       " \"bp.systolic\": 170}")));
    const struct screen_finding *f = finding(&s, S("lung-clot-suspected"));
    assert_int_equal(f->n_because, 2);
    assert_true(has(f->because, 2, "limb") && has(f->because, 2, "now"));
    assert_int_equal(f->n_made_by, 2);
    assert_true(has(f->made_by, 2, "limb.calf") && has(f->made_by, 2, "now.breathless"));
    assert_true(has(s.trace, s.n_trace, "S1 lung-clot-suspected: now.breathless yes, limb.calf yes"));
    assert_true(has(s.trace, s.n_trace, "S5 pressure-high: bp.systolic 170"));
    f = finding(&s, S("clot-past"));
    assert_int_equal(f->limits.n_avoid, 1);
    assert_string_equal(str_z(a, site_text(a, f->limits.avoid[0])), "calf");
    assert_int_equal(s.findings[0].rule->level, LEVEL_EMERGENCY);
}

static void test_limits_add(void **state)
{
    (void)state;
    const str side[] = {S_INIT("side-lying"), S_INIT("seated")}, back[] = {S_INIT("supine"), S_INIT("seated")}, belly[] = {S_INIT("prone")};
    const str deep[] = {S_INIT("deep-tissue")}, more[] = {S_INIT("friction"), S_INIT("deep-tissue")};
    struct site calf_left, calf, head;
    assert_true(site_parse(S("calf-left"), &calf_left));
    assert_true(site_parse(S("calf"), &calf));
    assert_true(site_parse(S("head"), &head));
    struct site one[] = {calf_left, head}, both[] = {calf}, calf_right, none_such;
    assert_true(site_parse(S("calf-right"), &calf_right) && calf_right.side == SIDE_RIGHT);
    assert_true(site_overlaps(calf_left, calf) && site_overlaps(calf, calf_right) && site_overlaps(calf_left, calf_left));
    assert_false(site_overlaps(calf_left, calf_right) || site_overlaps(calf, head));
    assert_false(site_parse(S("head-left"), &none_such)); // it has no sides
    struct screen_limits none = {0};
    struct screen_limits x = {.avoid = one, .n_avoid = 2, .barred = deep, .n_barred = 1, .pressure_max = 3, .positions = side, .n_positions = 2};
    struct screen_limits y = {.avoid = both, .n_avoid = 1, .barred = more, .n_barred = 2, .pressure_max = 2, .minutes_max = 45, .positions = back, .n_positions = 2};
    struct screen_limits s = screen_limits_add(a, &x, &y);
    assert_int_equal(s.n_avoid, 2);
    assert_int_equal(s.n_barred, 2);
    assert_int_equal(s.pressure_max, 2);
    assert_int_equal(s.minutes_max, 45);
    assert_int_equal(s.n_positions, 1);
    assert_false(s.no_position);
    struct screen_limits z = {.positions = belly, .n_positions = 1};
    s = screen_limits_add(a, &s, &z);
    assert_true(s.no_position);
    s = screen_limits_add(a, &s, &none);
    assert_true(s.no_position);
    assert_int_equal(s.pressure_max, 2);
    s = screen_limits_add(a, &none, &x);
    assert_int_equal(s.n_positions, 2);
    assert_int_equal(s.pressure_max, 3);
}

// Every pair of shipped rules: the limits of both together are at least as strict as each.
static void test_pairs_add_up(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_rules; i++, arena_reset(a))
        for (size_t k = 0; k < r->n_rules; k++) {
            const struct screen_limits *x = &r->rules[i].limits, *y = &r->rules[k].limits;
            struct screen_limits s = screen_limits_add(a, x, y);
            for (size_t j = 0; j < y->n_barred; j++) assert_true(has(s.barred, s.n_barred, str_z(a, y->barred[j])));
            for (size_t j = 0; j < y->n_avoid; j++) {
                bool covered_by = false;
                for (size_t m = 0; m < s.n_avoid; m++)
                    covered_by = covered_by || (s.avoid[m].region == y->avoid[j].region && (s.avoid[m].side == SIDE_BOTH || s.avoid[m].side == y->avoid[j].side));
                assert_true(covered_by);
            }
            assert_true(!y->pressure_max || (s.pressure_max && s.pressure_max <= y->pressure_max));
            assert_true(!y->minutes_max || (s.minutes_max && s.minutes_max <= y->minutes_max));
            assert_true(!y->n_positions || s.n_positions || s.no_position);
            assert_int_equal(s.n_avoid, screen_limits_add(a, y, x).n_avoid);
        }
}

// --- what lane after lane relies on

static void test_healthy_adult_in_few_screens(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    const struct screen_about woman = {.today = nobody.today, .born_known = true, .born = {0}, .sex = S_INIT("female")};
    const char *top = getenv("UNKNOT_SOURCE");
    const struct json *file = json_of(file_text(str_z(stays, str_fmt(stays, "%s/tests/vignettes/people.json", top ? top : "."))));
    const bool *asked = screen_asked(a, r, &woman, json_get(file, S("otherwise")));
    size_t screens = 0;
    for (size_t p = 0; p < r->n_pages; p++) {
        bool any = false;
        for (size_t i = 0; i < r->n_questions; i++) any = any || (asked[i] && str_eq(r->questions[i].page, r->pages[p].id));
        screens += any;
    }
    assert_in_range(screens, 10, 16);
}

static bool id_within(const struct json *j, str id)
{
    if (str_eq(j->name, S("id")) && str_eq(json_text(j), id)) return true;
    for (const struct json *k = j->first; k; k = k->next)
        if (id_within(k, id)) return true;
    return false;
}

static void test_barred_techniques_are_those_of_the_notes(void **state)
{
    (void)state;
    str text = content_text(S("techniques/techniques.json"));
    if (!text.n) skip();
    const struct screen_rules *r = screen_shipped();
    const struct json *techniques = json_of(text);
    for (size_t i = 0; i < r->n_techniques; i++)
        if (!id_within(techniques, r->techniques[i])) fail_msg("%.*s is no technique of the notes", SP(r->techniques[i]));
}

// --- the loader

#define Q_HEAD "{\"version\": \"2026-01-01\", \"pages\": [{\"id\": \"p\", \"words\": \"P\"}], \"questions\": ["
#define Q_YES "{\"id\": \"ill\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \"Ill?\"}"
#define Q_WHERE "{\"id\": \"where\", \"kind\": \"sites\", \"page\": \"p\", \"words\": \"Where?\", \"when\": \"ill\"}"
#define R_HEAD "{\"version\": \"2026-01-01\", \"sign_off\": \"open\", \"signed\": [], \"techniques\": [\"friction\"], \"rules\": ["
#define R_REST "\"words\": \"W\", \"for_client\": \"C\", \"for_therapist\": \"T\", \"source\": \"S\", \"verified\": false, \"review\": \"2027-01-01\", \"valid\": \"this visit\""
#define R_ILL "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", " R_REST "}"
#define END "]}"

static const struct refused {
    const char *questions, *rules, *file, *path, *reason;
} refused[] = {
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"fevr\", " R_REST "}" END, "rules", "rules[0].when", "\"fevr\" is no known name"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"age\", " R_REST "}" END, "rules", "rules[0].when", "true or false"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "\"level\" is missing"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"level\": \"S1\", \"when\": \"ill\", " R_REST "}" END, "rules", "line 1", "this key stands twice"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S6\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0].level", "S1 S2"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"colour\": 1, \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "\"colour\""},
    {Q_HEAD Q_YES END, R_HEAD R_ILL "," R_ILL END, "rules", "rules[1].id", "stands twice"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S4\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "level S4 names"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S4\", \"when\": \"ill\", \"regions\": [\"tail\"], " R_REST "}" END, "rules", "rules[0].regions[0]", "no such region"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S4\", \"when\": \"ill\", \"regions\": [\"calf\", \"calf-left\"], " R_REST "}" END, "rules", "rules[0].regions[1]", "already"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S4\", \"when\": \"ill\", \"regions_from\": [\"ill\"], " R_REST "}" END, "rules", "rules[0].regions_from[0]", "places"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"barred\": [\"tickling\"], " R_REST "}" END, "rules", "rules[0].barred[0]", "\"tickling\""},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"positions\": [\"floating\"], " R_REST "}" END, "rules", "rules[0].positions[0]", "\"floating\""},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"pressure_max\": 6, " R_REST "}" END, "rules", "rules[0].pressure_max", "from 1 to 5"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S3\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "\"lifts\" is missing"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S3\", \"lifts\": \"time\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "lifts_days"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"lifts\": \"time\", \"when\": \"ill\", " R_REST "}" END, "rules", "rules[0]", "only level S3"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"words\": \"W\", \"for_client\": \"C\", \"for_therapist\": \"T\", \"verified\": true, \"review\": \"2027-01-01\", \"valid\": \"this visit\"}" END, "rules", "rules[0]", "\"source\" is missing"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"words\": \"W\", \"for_client\": \"C\", \"for_therapist\": \"T\", \"source\": \"S\", \"verified\": true, \"review\": \"soon\", \"valid\": \"this visit\"}" END, "rules", "rules[0].review", "a day"},
    {Q_HEAD Q_YES END, R_HEAD "{\"id\": \"r\", \"level\": \"S5\", \"when\": \"ill\", \"words\": \"W\", \"for_client\": \"C\", \"for_therapist\": \"T\", \"source\": \"S\", \"verified\": true, \"review\": \"2027-01-01\", \"valid\": \"ever\"}" END, "rules", "rules[0].valid", "N days"},
    {Q_HEAD Q_YES END, "{\"version\": \"2026-01-01\", \"sign_off\": \"open\", \"techniques\": [\"friction\"], \"rules\": [" R_ILL END, "rules", "", "\"signed\" is missing"},
    {Q_HEAD Q_YES "," Q_YES END, R_HEAD R_ILL END, "questions", "questions[1]", "stands twice"},
    {Q_HEAD Q_YES "," Q_WHERE END, R_HEAD R_ILL END, "questions", "questions[1]", "no rule needs"},
    {Q_HEAD Q_WHERE END, R_HEAD R_ILL END, "questions", "questions[0].when", "\"ill\" is no known name"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"yes-no\", \"page\": \"q\", \"words\": \"Ill?\"}" END, R_HEAD R_ILL END, "questions", "questions[0].page", "no page"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"maybe\", \"page\": \"p\", \"words\": \"Ill?\"}" END, R_HEAD R_ILL END, "questions", "questions[0].kind", "yes-no"},
    {Q_HEAD "{\"id\": \"Ill\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \"Ill?\"}" END, R_HEAD R_ILL END, "questions", "questions[0].id", "no id"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \" \"}" END, R_HEAD R_ILL END, "questions", "questions[0].words", "a text"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"number\", \"page\": \"p\", \"words\": \"Ill?\"}" END, R_HEAD R_ILL END, "questions", "questions[0]", "\"lo\""},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \"Ill?\", \"lo\": 1}" END, R_HEAD R_ILL END, "questions", "questions[0]", "only numbers"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"choices\", \"page\": \"p\", \"words\": \"Ill?\"}" END, R_HEAD R_ILL END, "questions", "questions[0]", "\"options\" is missing"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"choices\", \"page\": \"p\", \"words\": \"Ill?\", \"options\": [{\"id\": \"a\", \"words\": \"A\"}, {\"id\": \"a\", \"words\": \"B\"}]}" END, R_HEAD R_ILL END, "questions", "questions[0].options[1].id", "stands twice"},
    {Q_HEAD "{\"id\": \"ill\", \"kind\": \"choices\", \"page\": \"p\", \"words\": \"Ill?\", \"options\": [{\"id\": \"any\", \"words\": \"A\"}]}" END, R_HEAD R_ILL END, "questions", "questions[0].options[0].id", "is kept"},
    {Q_HEAD "{\"id\": \"age\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \"Age?\"}" END, R_HEAD R_ILL END, "questions", "questions[0]", "\"age\" is a number"},
    {Q_HEAD "{\"id\": \"sex\", \"kind\": \"yes-no\", \"page\": \"p\", \"words\": \"Sex?\"}" END, R_HEAD R_ILL END, "questions", "questions[0]", "is there already"},
    {Q_HEAD, R_HEAD R_ILL END, "questions", "line 1", ""},
    {Q_HEAD Q_YES END, "", "rules", "line 1", ""},
};

static void test_loader_names_what_is_wrong(void **state)
{
    (void)state;
    struct screen_error e = {0};
    assert_non_null(screen_load(a, S(Q_HEAD Q_YES END), S(R_HEAD R_ILL END), &e));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++, arena_reset(a)) {
        const struct refused *t = &refused[i];
        e = (struct screen_error){0};
        if (screen_load(a, str_of(t->questions), str_of(t->rules), &e)) fail_msg("case %zu was taken: %s", i, t->reason);
        bool right = str_find(e.file, str_of(t->file)) != SIZE_MAX && str_starts(e.path, str_of(t->path)) && str_find(e.reason, str_of(t->reason)) != SIZE_MAX;
        if (!right) fail_msg("case %zu: %.*s: %.*s: %.*s", i, SP(e.file), SP(e.path), SP(e.reason));
    }
}

static void test_version_is_of_the_text(void **state)
{
    (void)state;
    struct screen_error e;
    str one = screen_load(a, S(Q_HEAD Q_YES END), S(R_HEAD R_ILL END), &e)->version, two = screen_load(a, S(Q_HEAD Q_YES END), S(R_HEAD R_ILL END " "), &e)->version;
    assert_true(str_starts(one, S("2026-01-01-")) && str_starts(two, S("2026-01-01-")));
    assert_false(str_eq(one, two));
}

// --- what nobody knows, one by one: a small set of rules, as a practice may have them

#define R_ONE(id, level, more) "{\"id\": \"" id "\", \"level\": \"" level "\", " more ", " R_REST "}"
#define Q_ONE(id, kind, more) "{\"id\": \"" id "\", \"page\": \"p\", \"words\": \"W\", \"kind\": \"" kind "\"" more "}"

static const struct screen_rules *small_set(void)
{
    struct screen_error e = {0};
    const struct screen_rules *r = screen_load(a,
        S(Q_HEAD Q_ONE("ill", "yes-no", "") "," Q_ONE("more", "yes-no", ", \"when\": \"ill\"") "," Q_ONE("third", "yes-no", ", \"when\": \"more\"") ","
          Q_ONE("how", "choice", ", \"options\": [{\"id\": \"bad\", \"words\": \"B\"}, {\"id\": \"fine\", \"words\": \"F\"}]") ","
          Q_ONE("n", "number", ", \"lo\": 3, \"hi\": 9") "," Q_ONE("sore", "yes-no", "") "," Q_ONE("where", "sites", ", \"when\": \"ill\"") ","
          Q_ONE("list", "text", ", \"reads\": \"medicines\", \"for\": \"therapist\"") END),
        S(R_HEAD R_ONE("young", "S5", "\"when\": \"age < 18\"") "," R_ONE("woman", "S5", "\"when\": \"sex = \\\"female\\\" and ill\"") ","
          R_ONE("is-ill", "S2", "\"when\": \"ill\"") "," R_ONE("is-third", "S5", "\"when\": \"third\"") "," R_ONE("how-bad", "S5", "\"when\": \"how = \\\"bad\\\"\"") ","
          R_ONE("low", "S5", "\"when\": \"n < 5\"") "," R_ONE("high", "S5", "\"when\": \"n >= 5\"") ","
          R_ONE("places", "S4", "\"when\": \"ill or sore\", \"regions\": [\"head\"], \"regions_from\": [\"where\"]") ","
          R_ONE("not-sore", "S5", "\"when\": \"not sore\"") "," R_ONE("thinner", "S5", "\"when\": \"list.thinner or list.unread\"") END), &e);
    if (!r) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    return r;
}

enum says { CLEAR, ASKS, FIRES };

static enum says says(const struct screen_rules *r, const struct screen_about *about, const char *answers, const char *rule)
{
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, r, about, json_of(str_of(answers)), &bad, &n);
    const struct screen_finding *f = finding(&s, str_of(rule));
    return !f ? CLEAR : f->unknown ? ASKS : FIRES;
}

static void test_what_is_not_understood_is_never_clear(void **state)
{
    (void)state;
    static const struct {
        const char *answers, *rule;
        enum says is;
    } cases[] = {
        {"{}", "is-ill", ASKS}, {"{\"ill\": false}", "is-ill", CLEAR}, {"{\"ill\": \"no\"}", "is-ill", ASKS}, {"{\"ill\": 0}", "is-ill", ASKS},
        {"{\"ill\": []}", "is-ill", ASKS}, {"{\"ill\": true}", "is-ill", FIRES},
        {"{\"how\": \"fine\"}", "how-bad", CLEAR}, {"{\"how\": \"well\"}", "how-bad", ASKS}, {"{\"how\": \"not-sure\"}", "how-bad", ASKS}, {"{\"how\": false}", "how-bad", ASKS},
        {"{\"n\": 3}", "low", FIRES}, {"{\"n\": 3}", "high", CLEAR}, {"{\"n\": 2}", "low", ASKS}, {"{\"n\": 2}", "high", ASKS}, {"{\"n\": 9}", "low", CLEAR}, {"{\"n\": 10}", "low", ASKS},
        {"{\"n\": \"5\"}", "high", ASKS},
        {"{\"list\": \"\"}", "thinner", CLEAR}, {"{\"list\": \"warfarin\"}", "thinner", FIRES}, {"{\"list\": null}", "thinner", ASKS}, {"{\"list\": 7}", "thinner", ASKS},
        {"{\"list\": \"xyzzyplugh\"}", "thinner", ASKS},
        {"{\"ill\": true}", "woman", ASKS}, {"{\"ill\": false}", "woman", CLEAR}, {"{}", "young", ASKS},
    };
    const struct screen_rules *r = small_set();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (says(r, &nobody, cases[i].answers, cases[i].rule) != cases[i].is) fail_msg("%s: %s", cases[i].answers, cases[i].rule);
    struct screen_about about = {.today = {20778}, .born_known = true, .born = {20779}, .sex = S_INIT("female")};
    assert_int_equal(says(r, &about, "{\"ill\": true}", "woman"), FIRES);
    assert_int_equal(says(r, &about, "{}", "young"), ASKS); // a day of birth that is to come says nothing
    about.born.d = 20778;
    assert_int_equal(says(r, &about, "{}", "young"), FIRES);
    about.sex = S("unknown");
    assert_int_equal(says(r, &about, "{\"ill\": true}", "woman"), ASKS);
    about.sex = S("other");
    assert_int_equal(says(r, &about, "{\"ill\": true}", "woman"), CLEAR);
    arena_reset(a);
}

// What follows on what waits is not asked before that; what an answer of "no" made names it; places of answers come beside the rule's own.
static void test_what_makes_a_finding(void **state)
{
    (void)state;
    const struct screen_rules *r = small_set();
    struct screen_result s = run(r, &nobody, json_of(S("{\"more\": null, \"how\": \"fine\", \"n\": 9, \"sore\": false, \"list\": \"\"}")));
    const struct screen_finding *f = finding(&s, S("is-third"));
    assert_true(f && f->unknown && f->n_because == 1 && has(f->because, 1, "ill"));
    assert_false(has(s.to_ask, s.n_to_ask, "third"));
    f = finding(&s, S("not-sore"));
    assert_true(f && !f->unknown && f->n_because == 1 && has(f->because, 1, "sore"));
    s = run(r, &nobody, json_of(S("{\"ill\": true, \"where\": [\"calf-left\"]}")));
    f = finding(&s, S("places"));
    assert_true(f && f->limits.n_avoid == 2 && str_eq(site_text(a, f->limits.avoid[0]), S("head")) && str_eq(site_text(a, f->limits.avoid[1]), S("calf-left")));
    s = run(r, &nobody, json_of(S("{\"ill\": false, \"sore\": true, \"where\": [\"calf-left\"]}"))); // of an answer before: nobody asks where now
    f = finding(&s, S("places"));
    assert_true(f && !f->places_unknown && f->limits.n_avoid == 1 && !has(s.to_ask, s.n_to_ask, "where"));
    for (size_t i = 1; i < r->n_rules; i++) assert_true(r->rules[i - 1].level <= r->rules[i].level);
    assert_true(str_eq(r->rules[0].id, S("is-ill"))); // written third
    arena_reset(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vignettes),
        cmocka_unit_test(test_shipped_load),
        cmocka_unit_test(test_unknown_is_never_clear_in_any_formula),
        cmocka_unit_test(test_leaving_an_answer_out_never_clears),
        cmocka_unit_test(test_a_yes_never_removes_a_finding),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_bad_answers_count_as_unknown),
        cmocka_unit_test(test_because_and_limits),
        cmocka_unit_test(test_limits_add),
        cmocka_unit_test(test_pairs_add_up),
        cmocka_unit_test(test_healthy_adult_in_few_screens),
        cmocka_unit_test(test_barred_techniques_are_those_of_the_notes),
        cmocka_unit_test(test_loader_names_what_is_wrong),
        cmocka_unit_test(test_version_is_of_the_text),
        cmocka_unit_test(test_what_is_not_understood_is_never_clear),
        cmocka_unit_test(test_what_makes_a_finding),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
