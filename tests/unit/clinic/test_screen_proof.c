// Is it safe? What is proven for every shipped rule: every path of answers through the questions that it needs, every pair of rules, and
// the second reading of a blood pressure.
#include "clinic/safety/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/formula_node.h"
#include "clinic/safety/medicines.h"
#include "clinic/safety/screen_data.h"

static arena *a, *stays;
static const struct screen_about nobody = {.today = {20778}}; // 2026-11-21

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

static struct screen_result run(const struct json *answers)
{
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, screen_shipped(), &nobody, answers, &bad, &n);
    if (n) fail_msg("%.*s: %.*s", SP(bad[0].id), SP(bad[0].reason));
    return s;
}

static const struct screen_finding *finding(const struct screen_result *s, const struct screen_rule *rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->findings[i].rule == rule) return &s->findings[i];
    return NULL;
}

// --- the questions of a rule, and what can be answered to each

enum { QUESTIONS_MAX = 12, STATES_MAX = 40, SUBSETS_UP_TO = 3, PATHS_MOST = 2000, RUNS_MOST = 40000 };

struct path {
    const struct question *q;
    const struct json *state[STATES_MAX];   // each is a full answer
    size_t n;
};

struct needs {
    bool *question;     // by index
    bool *name;         // by index
    double cut[STATES_MAX];
    size_t n_cuts;
};

static void needs_of(const struct screen_rules *r, const struct formula *f, struct needs *to)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < f->n; i++)
        if (f->node[i].op == FOP_NUMBER && to->n_cuts < STATES_MAX) to->cut[to->n_cuts++] = f->node[i].number;
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &r->name_is[used[i]];
        to->name[used[i]] = true;
        if (is->is == NAME_DERIVED) needs_of(r, is->derived, to);
        else if (is->question != QUESTION_NONE) {
            bool before = to->question[is->question];
            to->question[is->question] = true;
            if (!before && r->questions[is->question].when) needs_of(r, r->questions[is->question].when, to);
        }
    }
}

static void state_add(struct path *p, str text)
{
    struct json_error e;
    struct json *j = json_parse(stays, text, 8, &e);
    assert_non_null(j);
    assert_true(p->n < STATES_MAX);
    for (size_t i = 0; i < p->n; i++)
        if (j->kind == JSON_NUMBER && str_eq(j->text, p->state[i]->text)) return;
    j->name = p->q->id;
    p->state[p->n++] = j;
}

static str option_list(const struct question *q, const size_t *at, size_t n, size_t set)
{
    str out = S("[");
    for (size_t i = 0; i < n; i++)
        if (set >> i & 1) out = str_fmt(stays, "%.*s%s\"%.*s\"", SP(out), out.n > 1 ? ", " : "", SP(q->options[at[i]].id));
    return str_fmt(stays, "%.*s]", SP(out));
}

// All subsets of the options that matter, or none, each, two at once and all where they are many.
static void choices_states(const struct question *q, const struct needs *needs, struct path *p)
{
    size_t at[64], n = 0;
    for (size_t i = 0; i < q->n_options; i++)
        if (needs->name[q->name + i] || needs->name[q->name + q->n_options]) at[n++] = i;
    size_t all = ((size_t)1 << n) - 1;
    if (n <= SUBSETS_UP_TO) {
        for (size_t set = 0; set <= all; set++) state_add(p, option_list(q, at, n, set));
        return;
    }
    state_add(p, S("[]"));
    for (size_t i = 0; i < n; i++) state_add(p, option_list(q, at, n, (size_t)1 << i));
    state_add(p, option_list(q, at, n, 3));
    state_add(p, option_list(q, at, n, all));
}

static void number_states(const struct question *q, const struct needs *needs, struct path *p)
{
    state_add(p, str_fmt(stays, "%g", q->lo));
    state_add(p, str_fmt(stays, "%g", q->hi));
    for (size_t i = 0; i < needs->n_cuts; i++)
        for (int d = -1; d <= 1; d++)
            if (needs->cut[i] + d > q->lo && needs->cut[i] + d < q->hi) state_add(p, str_fmt(stays, "%g", needs->cut[i] + d));
}

static void day_states(struct path *p)
{
    static const int days_ago[] = {-279, -183, -182, -181, -141, -140, -139, 0, 20, 21, 41, 42, 100};
    for (size_t i = 0; i < sizeof days_ago / sizeof *days_ago; i++)
        state_add(p, str_fmt(stays, "\"%.*s\"", SP(day_str(stays, (day){nobody.today.d - days_ago[i]}))));
}

static void medicine_states(const struct question *q, const struct needs *needs, struct path *p)
{
    const struct medicines *m = medicines_shipped();
    state_add(p, S("\"\""));
    for (size_t c = 0; c < m->n_classes; c++)
        for (size_t i = 0; needs->name[q->name + c] && i < m->n; i++)
            if (m->v[i].classes == UINT32_C(1) << c) {
                state_add(p, str_fmt(stays, "\"%.*s\"", SP(m->v[i].name)));
                break;
            }
}

static struct path path_of(const struct question *q, const struct needs *needs)
{
    struct path p = {.q = q};
    switch (q->kind) {
    case ASK_YES_NO:
        state_add(&p, S("false"));
        state_add(&p, S("true"));
        break;
    case ASK_CHOICES:
        choices_states(q, needs, &p);
        break;
    case ASK_CHOICE:
        for (size_t i = 0; i < q->n_options; i++) state_add(&p, str_fmt(stays, "\"%.*s\"", SP(q->options[i].id)));
        break;
    case ASK_NUMBER:
        number_states(q, needs, &p);
        break;
    case ASK_DAY:
        day_states(&p);
        break;
    case ASK_SITES:
        if (q->nowhere.n) state_add(&p, S("[]"));
        state_add(&p, S("[\"calf-left\"]"));
        break;
    case ASK_TEXT:
        medicine_states(q, needs, &p);
        break;
    }
    return p;
}

// The answers that `at` chooses, without the questions in `left_out`; "not sure" and not answered in turn.
static struct json *answers_of(const struct path *p, size_t n, const size_t *at, size_t left_out)
{
    static const struct json unsure = {.kind = JSON_NULL};
    struct json *all = ARENA_NEW(a, struct json), **end = &all->first;
    all->kind = JSON_OBJECT;
    for (size_t i = 0; i < n; i++) {
        bool out = left_out >> i & 1;
        if (out && (i + left_out) % 2) continue;
        *end = ARENA_NEW(a, struct json);
        **end = out ? unsure : *p[i].state[at[i]];
        (*end)->name = p[i].q->id;
        (*end)->next = NULL;
        end = &(*end)->next;
        all->count++;
    }
    return all;
}

// All of them; where there are more than PATHS_MOST (the flags of back and head), all in which at most two answers are not the last ones:
// what the many flags do together is proven in test_screen.c, on the formula itself.
struct walk {
    size_t n, at[QUESTIONS_MAX];
    bool all;
    size_t one, two;    // the questions that are walked now, where it is not all
};

static struct walk walk_new(const struct path *p, size_t n)
{
    struct walk w = {.n = n, .two = 1};
    size_t total = 1;
    for (size_t i = 0; i < n; i++) total *= p[i].n;
    w.all = total <= PATHS_MOST || n < 2;
    for (size_t i = 0; i < n && !w.all; i++) w.at[i] = i < 2 ? 0 : p[i].n - 1;
    return w;
}

static bool walk_next(struct walk *w, const struct path *p)
{
    for (size_t i = 0; i < w->n; i++) {
        if (!w->all && i != w->one && i != w->two) continue;
        if (++w->at[i] < p[i].n) return true;
        w->at[i] = 0;
    }
    if (w->all) return false;
    w->at[w->one] = p[w->one].n - 1;
    w->at[w->two] = p[w->two].n - 1;
    if (++w->two == w->n) w->two = ++w->one + 1;
    if (w->two == w->n) return false;
    w->at[w->one] = w->at[w->two] = 0;
    return true;
}

// Which sets of questions are left out: all sets, or one, two, and everything where they are many.
static bool is_left_out(size_t out, size_t n)
{
    return (size_t)1 << n <= RUNS_MOST / PATHS_MOST || __builtin_popcountll(out) <= 2 || out == ((size_t)1 << n) - 1;
}

// What was measured though nobody asked for it counts while it is there; nobody asks for it either.
static size_t unasked_measures(const struct path *p, size_t n, const struct json *answers)
{
    const struct screen_rules *r = screen_shipped();
    const bool *asked = screen_asked(a, r, &nobody, answers);
    size_t out = 0;
    for (size_t i = 0; i < n; i++)
        if (p[i].q->by_therapist && !asked[p[i].q - r->questions]) out |= (size_t)1 << i;
    return out;
}

// A place that is named nowhere is to be asked: a rule that fires never limits nothing for want of it.
static void nowhere_is_asked(const struct screen_rules *r, const struct screen_rule *rule, struct json *answers)
{
    const bool *asked = screen_asked(a, r, &nobody, answers);
    for (size_t i = 0; i < rule->n_regions_from; i++) {
        const struct question *q = &r->questions[rule->regions_from[i]];
        struct json *last = answers->first;
        const struct screen_bad *bad;
        size_t n_bad;
        if (!asked[rule->regions_from[i]] || q->nowhere.n || json_get(answers, q->id)) continue;
        while (last->next) last = last->next;
        last->next = ARENA_NEW(a, struct json);
        *last->next = (struct json){.kind = JSON_ARRAY, .name = q->id};
        struct screen_result s = screen(a, r, &nobody, answers, &bad, &n_bad);
        const struct screen_finding *f = finding(&s, rule);
        bool to_ask = false;
        for (size_t k = 0; k < s.n_to_ask; k++) to_ask = to_ask || str_eq(s.to_ask[k], q->id);
        if (!f || f->unknown || !f->places_unknown || !to_ask || !n_bad) fail_msg("%.*s: \"nowhere\" is taken for a place", SP(rule->id));
        last->next = NULL;
    }
}

// Where all of it is answered and the rule fires, it is found whatever is left out; where a question of it is to be asked, it is not clear.
static size_t paths_hold(const struct screen_rules *r, const struct screen_rule *rule)
{
    struct needs needs = {.question = ARENA_ARRAY(stays, r->n_questions, bool), .name = ARENA_ARRAY(stays, r->n_names, bool)};
    struct path p[QUESTIONS_MAX];
    size_t n = 0, fired = 0;
    needs_of(r, rule->when, &needs);
    needs.question[r->name_is[NAME_AGE].question] |= needs.name[NAME_AGE];
    size_t keep = 0; // what names medicines stays: where it is empty, the questions beside it answer
    for (size_t i = 0; i < r->n_questions; i++) {
        if (!needs.question[i]) continue;
        assert_true(n < QUESTIONS_MAX);
        p[n] = path_of(&r->questions[i], &needs);
        if (r->questions[i].for_therapist) keep |= (size_t)1 << n;
        n++;
    }
    struct walk w = walk_new(p, n);
    do {
        const struct screen_finding *f;
        struct screen_result whole = run(answers_of(p, n, w.at, 0));
        f = finding(&whole, rule);
        if (f && f->unknown && !needs.name[NAME_SEX]) fail_msg("%.*s: all is answered, and it is to be asked", SP(rule->id));
        if (!f || f->unknown) {
            arena_reset(a);
            continue;
        }
        fired++;
        nowhere_is_asked(r, rule, answers_of(p, n, w.at, 0));
        size_t measured = unasked_measures(p, n, answers_of(p, n, w.at, 0));
        for (size_t out = 1; out < (size_t)1 << n; out++) {
            if (out & (keep | measured) || !is_left_out(out, n)) continue;
            struct screen_result some = run(answers_of(p, n, w.at, out));
            const struct screen_finding *g = finding(&some, rule);
            if (!g) fail_msg("%.*s: clear, and %zx of its questions are not answered", SP(rule->id), out);
            if (g->unknown && !g->n_because) fail_msg("%.*s: nothing to ask", SP(rule->id));
            arena_reset(a);
        }
    } while (walk_next(&w, p));
    return fired;
}

static void test_no_path_ends_in_clear(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_rules; i++) {
        if (!paths_hold(r, &r->rules[i])) fail_msg("%.*s never fires", SP(r->rules[i].id));
        arena_reset(stays);
    }
}

// --- every pair of rules, by their positive cases together

static str file_text(const char *name)
{
    const char *top = getenv("UNKNOT_SOURCE");
    FILE *f = fopen(str_z(stays, str_fmt(stays, "%s/tests/vignettes/%s", top ? top : ".", name)), "rb");
    assert_non_null(f);
    char *p = arena_alloc(stays, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

static struct json *copy_in(struct json ***end, const struct json *j)
{
    struct json *copy = ARENA_NEW(a, struct json);
    *copy = *j;
    copy->next = NULL;
    **end = copy;
    *end = &copy->next;
    return copy;
}

static bool listed(const struct json *list, str text)
{
    for (const struct json *j = list->first; j; j = j->next)
        if (str_eq(j->text, text)) return true;
    return false;
}

// Both answers to one question: what is ticked in either, "yes" before "no"; NULL where they cannot both be.
static struct json *both_of(const struct json *x, const struct json *y, struct json ***end)
{
    bool same = x->kind == y->kind && str_eq(x->text, y->text);
    if (x->kind == JSON_BOOL && y->kind == JSON_BOOL) return copy_in(end, x->truth ? x : y);
    if (x->kind != JSON_ARRAY || y->kind != JSON_ARRAY) return same ? copy_in(end, x) : NULL;
    struct json *all = copy_in(end, x), **last = &all->first;
    for (const struct json *j = x->first; j; j = j->next) copy_in(&last, j);
    for (const struct json *j = y->first; j; j = j->next)
        if (!listed(x, j->text)) copy_in(&last, j), all->count++;
    return all;
}

static const struct json *united(const struct json *x, const struct json *y)
{
    struct json *all = ARENA_NEW(a, struct json), **end = &all->first;
    all->kind = JSON_OBJECT;
    for (const struct json *j = x->first; j; j = j->next) {
        const struct json *other = json_get(y, j->name);
        if (!(other ? both_of(j, other, &end) : copy_in(&end, j))) return NULL;
        all->count++;
    }
    for (const struct json *j = y->first; j; j = j->next)
        if (!json_get(x, j->name)) copy_in(&end, j), all->count++;
    return all;
}

static void pair_holds(const struct screen_rule *x, const struct screen_rule *y, const struct json *answers)
{
    struct screen_result s = run(answers);
    const struct screen_finding *f = finding(&s, x), *g = finding(&s, y);
    if (!f || f->unknown || !g || g->unknown) fail_msg("%.*s and %.*s do not fire together", SP(x->id), SP(y->id));
    assert_true(s.findings[0].rule->level <= x->level && s.findings[0].rule->level <= y->level);
    struct screen_limits all = {0};
    for (size_t i = 0; i < s.n; i++) {
        if (s.findings[i].unknown) continue;
        assert_true(i == 0 || s.findings[i - 1].rule->level <= s.findings[i].rule->level);
        all = screen_limits_add(a, &all, &s.findings[i].limits);
    }
    for (int k = 0; k < 2; k++) {
        const struct screen_limits *own = k ? &g->limits : &f->limits;
        assert_true(!own->pressure_max || (all.pressure_max && all.pressure_max <= own->pressure_max));
        assert_true(!own->minutes_max || (all.minutes_max && all.minutes_max <= own->minutes_max));
        assert_true(!own->n_positions || all.no_position || (all.n_positions && all.n_positions <= own->n_positions));
        for (size_t i = 0; i < own->n_barred; i++) {
            bool barred = false;
            for (size_t j = 0; j < all.n_barred; j++) barred = barred || str_eq(all.barred[j], own->barred[i]);
            assert_true(barred);
        }
        for (size_t i = 0; i < own->n_avoid; i++) {
            bool avoided = false;
            for (size_t j = 0; j < all.n_avoid; j++) avoided = avoided || site_overlaps(all.avoid[j], own->avoid[i]);
            assert_true(avoided);
        }
    }
}

static void test_every_pair_of_rules(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    struct json_error e;
    const struct json *file = json_parse(stays, file_text("rules.json"), 64, &e), **positive = ARENA_ARRAY(stays, r->n_rules, const struct json *);
    assert_non_null(file);
    for (const struct json *c = json_get(file, S("rules"))->first; c; c = c->next) {
        const struct screen_rule *rule = screen_rule_of(r, json_text(json_get(c, S("rule"))));
        assert_non_null(rule);
        positive[rule - r->rules] = json_get(c, S("positive"));
    }
    size_t pairs = 0, never = 0;
    for (size_t i = 0; i < r->n_rules; i++)
        for (size_t k = i + 1; k < r->n_rules; k++, arena_reset(a)) {
            const struct json *answers = united(positive[i], positive[k]);
            if (answers) pair_holds(&r->rules[i], &r->rules[k], answers);
            pairs++;
            never += !answers;
        }
    print_message("%zu pairs, %zu cannot be together\n", pairs, never);
    assert_true(never * 20 < pairs); // two ages, two due dates, two readings
}

// --- a blood pressure is measured again

static void test_the_second_reading(void **state)
{
    (void)state;
    static const struct {
        const char *answers;
        bool stops;
        size_t asks;    // of the second reading, how many numbers
    } cases[] = {
        {"{\"bp.systolic\": 179, \"bp.diastolic\": 119}", false, 0},
        {"{\"bp.systolic\": 180, \"bp.diastolic\": 80}", true, 2},
        {"{\"bp.systolic\": 181, \"bp.diastolic\": 80}", true, 2},
        {"{\"bp.systolic\": 120, \"bp.diastolic\": 120}", true, 2},
        {"{\"bp.systolic\": 181, \"bp.diastolic\": 80, \"bp.systolic_2\": 179}", true, 1},
        {"{\"bp.systolic\": 181, \"bp.diastolic\": 80, \"bp.systolic_2\": 179, \"bp.diastolic_2\": 119}", false, 0},
        {"{\"bp.systolic\": 181, \"bp.diastolic\": 80, \"bp.systolic_2\": 181, \"bp.diastolic_2\": 80}", true, 0},
        {"{\"bp.systolic\": 181, \"bp.diastolic\": 80, \"bp.systolic_2\": 150, \"bp.diastolic_2\": 121}", true, 0},
        {"{\"bp.systolic\": 150, \"bp.diastolic\": 80, \"bp.systolic_2\": 190, \"bp.diastolic_2\": 121}", true, 0},
    };
    const struct screen_rule *rule = screen_rule_of(screen_shipped(), S("pressure-very-high"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++, arena_reset(a)) {
        struct json_error e;
        struct screen_result s = run(json_parse(a, str_of(cases[i].answers), 8, &e));
        const struct screen_finding *f = finding(&s, rule);
        size_t asks = 0;
        for (size_t k = 0; k < s.n_to_ask; k++) asks += str_starts(s.to_ask[k], S("bp.")) && str_ends(s.to_ask[k], S("_2"));
        if ((f && !f->unknown) != cases[i].stops || asks != cases[i].asks) fail_msg("case %zu", i);
    }
}

// --- answers that cannot be, and those that nobody asked for

static const struct json *json_of(str text)
{
    struct json_error e;
    const struct json *j = json_parse(a, text, 8, &e);
    assert_non_null(j);
    return j;
}

static struct screen_result run_of(const struct screen_about *about, const struct json *answers)
{
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, screen_shipped(), about, answers, &bad, &n);
    if (n) fail_msg("%.*s: %.*s", SP(bad[0].id), SP(bad[0].reason));
    return s;
}

static const struct screen_finding *found(const struct screen_result *s, str rule) { return finding(s, screen_rule_of(screen_shipped(), rule)); }

static bool has(const str *v, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], str_of(s))) return true;
    return false;
}

// Answered, and not in a way that can be: named as wrong, and it stays open.
static void wrong_and_open(const char *answers, const char *id, const char *rule, bool places)
{
    const struct screen_rules *r = screen_shipped();
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, r, &nobody, json_of(str_of(answers)), &bad, &n);
    const struct screen_finding *f = found(&s, str_of(rule));
    if (n != 1 || !str_eq(bad[0].id, str_of(id))) fail_msg("%s: not said to be wrong", answers);
    if (!f || f->unknown == places || f->places_unknown != places) fail_msg("%s: %s is not open", answers, rule);
    if (!has(s.to_ask, s.n_to_ask, id)) fail_msg("%s: not asked", answers);
}

static void test_what_cannot_be_is_asked(void **state)
{
    (void)state;
    wrong_and_open("{\"implants\": [\"line\"], \"implants.where\": []}", "implants.where", "implants", true);
    wrong_and_open("{\"skin\": [\"shingles\"], \"skin.where\": []}", "skin.where", "skin-shingles", true);
    wrong_and_open("{\"heart\": [\"clot\"], \"clot.where\": [\"head\"]}", "clot.where", "clot-past", true); // not an arm, not a leg
    wrong_and_open("{\"pregnancy\": true, \"pregnancy.due\": \"2027-12-21\"}", "pregnancy.due", "pregnancy-first", false); // 13 months ahead
    const struct screen_bad *bad;
    size_t n;
    struct screen_result s = screen(a, screen_shipped(), &nobody, json_of(S("{\"now\": [\"none\", \"blood\"]}")), &bad, &n);
    assert_int_equal(n, 1);
    assert_string_equal(str_z(a, bad[0].reason), "none, or what fits: not both");
    assert_false(found(&s, S("now-blood"))->unknown);
    assert_true(found(&s, S("now-stroke"))->unknown);
    s = run_of(&nobody, json_of(S("{\"heart\": [\"clot\"], \"clot.where\": []}"))); // in a lung only
    assert_false(found(&s, S("clot-past"))->places_unknown);
    s = run_of(&nobody, json_of(S("{\"pregnancy\": true, \"pregnancy.due\": \"2027-09-10\"}"))); // just begun
    assert_false(found(&s, S("pregnancy-first"))->unknown);
}

// An answer to what is not asked of such a client counts; one that follows on a "no" is named.
static void test_no_answer_vanishes(void **state)
{
    (void)state;
    const struct screen_rules *r = screen_shipped();
    const struct question *pregnancy = screen_question_of(r, S("pregnancy")), *due = screen_question_of(r, S("pregnancy.due"));
    struct screen_about man = {.today = nobody.today, .sex = S("male")}, old = {.today = nobody.today, .sex = S("female"), .born_known = true, .born = {nobody.today.d - 66 * 366}};
    const struct json *none = json_of(S("{}")), *no = json_of(S("{\"pregnancy\": false}")), *yes = json_of(S("{\"pregnancy\": true, \"pregnancy.signs\": [\"bleeding\"]}"));
    const struct screen_about *who[] = {&man, &old};
    for (size_t i = 0; i < 2; i++) {
        assert_false(screen_asks(a, r, pregnancy, who[i], none));
        assert_false(screen_asks(a, r, pregnancy, who[i], no));
        assert_false(screen_fits(pregnancy, who[i]));
        assert_true(screen_asks(a, r, due, who[i], yes));
        struct screen_result s = run_of(who[i], yes);
        assert_false(found(&s, S("pregnancy-emergency"))->unknown);
        assert_int_equal(s.n_unheard, 0);
        s = run_of(who[i], none);
        assert_null(found(&s, S("pregnancy")));
    }
    old.born.d = nobody.today.d - 60 * 366;
    assert_true(screen_asks(a, r, pregnancy, &old, none));
    struct screen_result s = run_of(&nobody, json_of(S("{\"surgery\": false, \"surgery.open\": true, \"surgery.limits\": false, \"skin\": [], \"skin.where\": [\"hand\"]}")));
    assert_int_equal(s.n_unheard, 2);
    assert_true(has(s.unheard, 2, "surgery.open") && has(s.unheard, 2, "skin.where"));
}

static bool fires_then(const char *rule, const char *answers, int days)
{
    struct screen_about woman = {.today = {nobody.today.d + days}, .born_known = true, .born = day_from(1991, 5, 4), .sex = S("female")};
    struct screen_result s = run_of(&woman, json_of(str_of(answers)));
    const struct screen_finding *f = found(&s, str_of(rule));
    return f && !f->unknown;
}

// From one answer, by the days that go by: the trimesters, the due day, the weeks after it; and from the day of birth.
static void test_pregnancy_by_days(void **state)
{
    (void)state;
    const int due = day_from(2027, 6, 1).d - nobody.today.d;
    const char *expecting = "{\"pregnancy\":true,\"pregnancy.due\":\"2027-06-01\",\"birth\":false}";
    static const struct { const char *rule; int weeks; bool before, after; } borders[] = {{"pregnancy-first", 14, true, false}, {"pregnancy-late", 16, false, true},
        {"birth-due", 40, false, true}, {"pregnancy-due-passed", 43, false, true}};
    for (size_t i = 0; i < sizeof borders / sizeof borders[0]; i++) {
        int at = due - 280 + 7 * borders[i].weeks;
        assert_int_equal(fires_then(borders[i].rule, expecting, at - 1), borders[i].before);
        assert_int_equal(fires_then(borders[i].rule, expecting, at), borders[i].after);
    }
    for (int then = due; then <= due + 84; then += 21) // what holds in pregnancy holds until somebody has asked
        assert_true(fires_then("pregnancy", expecting, then) && fires_then("birth-due", expecting, then));
    const int born = day_from(2026, 12, 1).d - nobody.today.d;
    const char *after = "{\"pregnancy\":false,\"birth\":true,\"birth.day\":\"2026-12-01\",\"birth.caesarean\":true}";
    assert_true(fires_then("birth", after, born) && fires_then("birth", after, born + 83) && !fires_then("birth", after, born + 84));
    assert_true(fires_then("caesarean-recent", after, born + 41) && !fires_then("caesarean-recent", after, born + 42));
    assert_true(fires_then("birth", "{\"pregnancy\":false,\"birth\":true}", born + 84)); // nobody said when
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_path_ends_in_clear),
        cmocka_unit_test(test_every_pair_of_rules),
        cmocka_unit_test(test_the_second_reading),
        cmocka_unit_test(test_what_cannot_be_is_asked),
        cmocka_unit_test(test_no_answer_vanishes),
        cmocka_unit_test(test_pregnancy_by_days),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
