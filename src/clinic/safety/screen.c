#include "clinic/safety/screen.h"

#include "base/err.h"
#include "clinic/safety/medicines.h"
#include "clinic/safety/screen_data.h"

const char *screen_level_name(enum screen_level l)
{
    static const char *const names[] = {"", "S1", "S2", "S3", "S4", "S5"};
    CHECK(l >= LEVEL_EMERGENCY && l <= LEVEL_MODIFY);
    return names[l];
}

const char *question_kind_name(enum question_kind k)
{
    static const char *const names[] = {"yes-no", "choice", "choices", "number", "day", "text", "sites"};
    CHECK((unsigned)k < sizeof names / sizeof names[0]);
    return names[k];
}

const char *screen_lift_name(enum screen_lift l)
{
    static const char *const names[] = {"", "clearance", "time", "symptom-free", "conversation"};
    CHECK((unsigned)l < sizeof names / sizeof names[0]);
    return names[l];
}

// --- lists without doubles

static bool has_str(const str *v, size_t n, str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], s)) return true;
    return false;
}

struct strs {
    str *v;
    size_t n;
};

static void strs_add(struct strs *to, str s)
{
    if (!has_str(to->v, to->n, s)) to->v[to->n++] = s;
}

struct sites {
    struct site *v;
    size_t n;
};

// A region on both sides covers each of them.
static void sites_add(struct sites *to, struct site s)
{
    size_t kept = 0;
    for (size_t i = 0; i < to->n; i++) {
        if (to->v[i].region == s.region && (to->v[i].side == SIDE_BOTH || to->v[i].side == s.side)) return;
    }
    for (size_t i = 0; i < to->n; i++) {
        if (to->v[i].region != s.region || s.side != SIDE_BOTH) to->v[kept++] = to->v[i];
    }
    to->v[kept++] = s;
    to->n = kept;
}

static int lower_limit(int x, int y) { return !x || (y && y < x) ? y : x; }

struct screen_limits screen_limits_add(arena *a, const struct screen_limits *x, const struct screen_limits *y)
{
    struct sites avoid = {.v = ARENA_ARRAY(a, x->n_avoid + y->n_avoid, struct site)};
    struct strs barred = {.v = ARENA_ARRAY(a, x->n_barred + y->n_barred, str)};
    struct strs positions = {.v = ARENA_ARRAY(a, x->n_positions + y->n_positions, str)};
    for (size_t i = 0; i < x->n_avoid; i++) sites_add(&avoid, x->avoid[i]);
    for (size_t i = 0; i < y->n_avoid; i++) sites_add(&avoid, y->avoid[i]);
    for (size_t i = 0; i < x->n_barred; i++) strs_add(&barred, x->barred[i]);
    for (size_t i = 0; i < y->n_barred; i++) strs_add(&barred, y->barred[i]);
    for (size_t i = 0; i < x->n_positions; i++)
        if (!y->n_positions || has_str(y->positions, y->n_positions, x->positions[i])) strs_add(&positions, x->positions[i]);
    for (size_t i = 0; !x->n_positions && i < y->n_positions; i++) strs_add(&positions, y->positions[i]);
    bool none = x->no_position || y->no_position || (x->n_positions && y->n_positions && !positions.n);
    return (struct screen_limits){.avoid = avoid.v, .n_avoid = avoid.n, .barred = barred.v, .n_barred = barred.n,
        .pressure_max = lower_limit(x->pressure_max, y->pressure_max), .minutes_max = lower_limit(x->minutes_max, y->minutes_max),
        .positions = positions.v, .n_positions = none ? 0 : positions.n, .no_position = none};
}

// --- finding a question and a rule

const struct question *screen_question_of(const struct screen_rules *r, str id)
{
    size_t lo = 0, hi = r->n_questions;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        const struct question *q = &r->questions[r->by_id[mid]];
        int c = str_cmp(q->id, id);
        if (c == 0) return q;
        if (c < 0) lo = mid + 1;
        else hi = mid;
    }
    return NULL;
}

const struct screen_rule *screen_rule_of(const struct screen_rules *r, str id)
{
    for (size_t i = 0; i < r->n_rules; i++)
        if (str_eq(r->rules[i].id, id)) return &r->rules[i];
    return NULL;
}

fvalue screen_rule_is(const struct screen_rule *rule, const fvalue *values, size_t n_values)
{
    fvalue x = formula_eval(rule->when, values, n_values);
    if (!rule->also || (x.kind == FV_TRUTH && x.truth)) return x;
    fvalue y = formula_eval(rule->also, values, n_values);
    return (y.kind == FV_TRUTH && y.truth) || x.kind == FV_TRUTH ? y : FV_UNK;
}

// --- what is known

enum known { OPEN, KNOWN, NOT_ASKED };  // of a name; OPEN: unknown, and an answer could still come

struct run {
    arena *a;
    const struct screen_rules *r;
    const struct screen_about *about;
    const struct json **given;  // by question: its member, NULL where absent
    bool *asked;                // by question
    bool *waits;                // by question: it follows on one that has no answer at all yet
    bool *to_ask;               // by question
    fvalue *value;              // by name
    uint8_t *known;             // by name, enum known
    struct screen_bad *bad;
    size_t n_bad;
    struct strs questions;      // scratch of one finding: whose answers made it, and which names
    uint16_t *names;
    size_t n_names;
};

static void bad_add(struct run *run, str id, str reason, enum screen_wrong is)
{
    run->bad[run->n_bad++] = (struct screen_bad){id, reason, is};
}

static void set(struct run *run, size_t name, fvalue v)
{
    run->value[name] = v;
    run->known[name] = v.kind == FV_UNKNOWN ? OPEN : KNOWN;
}

static void about_set(struct run *run)
{
    const struct screen_about *w = run->about;
    set(run, NAME_AGE, FV_UNK);
    if (w->born_known && w->born.d <= w->today.d) set(run, NAME_AGE, FV_NUM(day_years(w->born, w->today)));
    bool said = str_eq(w->sex, S("female")) || str_eq(w->sex, S("male")) || str_eq(w->sex, S("other"));
    set(run, NAME_SEX, said ? FV_STR(w->sex) : FV_UNK);
    set(run, NAME_TODAY, FV_NUM(w->today.d));
}

// One value per question is expected; how many words an array may report as wrong is its length.
static size_t bads_at_most(const struct json *answers)
{
    size_t n = 0;
    for (const struct json *j = answers ? answers->first : NULL; j; j = j->next) n += 1 + (j->kind == JSON_ARRAY ? j->count : 0);
    return n;
}

static void given_read(struct run *run, const struct json *answers)
{
    for (const struct json *j = answers && answers->kind == JSON_OBJECT ? answers->first : NULL; j; j = j->next) {
        const struct question *q = screen_question_of(run->r, j->name);
        if (q) run->given[q - run->r->questions] = j;
        else bad_add(run, j->name, S("there is no such question"), WRONG_VALUE);
    }
}

static size_t option_of(const struct question *q, str id)
{
    for (size_t i = 0; i < q->n_options; i++)
        if (str_eq(q->options[i].id, id)) return i;
    return SIZE_MAX;
}

// The value of the question's one name, or unknown with the reason.
static fvalue one_value(const struct run *run, const struct question *q, const struct json *j, str *why)
{
    double x;
    day d;
    switch (q->kind) {
    case ASK_YES_NO:
        if (j->kind == JSON_BOOL) return FV_BOOL(j->truth);
        *why = S("true or false is wanted, or null for not sure");
        return FV_UNK;
    case ASK_CHOICE:
        if (j->kind == JSON_STRING && str_eq(j->text, NOT_SURE)) return FV_UNK;
        if (j->kind == JSON_STRING && option_of(q, j->text) != SIZE_MAX) return FV_STR(j->text);
        *why = S("this is none of its options");
        return FV_UNK;
    case ASK_NUMBER:
        if (j->kind == JSON_NUMBER && json_number(j, &x) && x >= q->lo && x <= q->hi) return FV_NUM(x);
        *why = str_fmt(run->a, "a number from %g to %g is wanted", q->lo, q->hi);
        return FV_UNK;
    case ASK_DAY:
        if (j->kind == JSON_STRING && day_parse(j->text, &d) && q->ahead && d.d > run->about->today.d + q->ahead) {
            *why = str_fmt(run->a, "a day at most %d days to come is wanted", q->ahead);
            return FV_UNK;
        }
        if (j->kind == JSON_STRING && day_parse(j->text, &d)) return FV_NUM(d.d);
        *why = S("a day is wanted, such as 2026-11-21");
        return FV_UNK;
    default:
        CHECK(!"a question of several names, or of none");
        return FV_UNK;
    }
}

// Which of several is meant by one word: the index among its names; SIZE_MAX where none.
static size_t member_of(const struct question *q, str word)
{
    if (q->kind == ASK_CHOICES) return option_of(q, word);
    struct site s;
    size_t at = 0;
    if (!site_parse(word, &s)) return SIZE_MAX;
    if (q->limbs && s.region->area != AREA_ARM && s.region->area != AREA_LEG) return SIZE_MAX;
    while (body_region_at(at) != s.region) at++;
    return at;
}

static void not_among(struct run *run, const struct question *q, const struct json *list, const struct json *k)
{
    if (k->kind != JSON_STRING || !str_eq(k->text, NONE_OF_THEM)) {
        bad_add(run, q->id, q->kind != ASK_SITES ? S("this is none of its options") : q->limbs ? S("a place on an arm or a leg is wanted") : S("there is no such place on the body"), WRONG_VALUE);
        return;
    }
    bad_add(run, q->id, list->count > 1 ? S("none, or what fits: not both") : S("none of them is written []"), WRONG_NONE_TOO);
}

// Several: what is named is true; all else is false, or unknown where somebody is not sure or a word was not understood.
static void several_set(struct run *run, const struct question *q, const struct json *j)
{
    size_t n = q->kind == ASK_CHOICES ? q->n_options : 0;
    while (q->kind == ASK_SITES && body_region_at(n)) n++;
    bool sure = j && j->kind == JSON_ARRAY, any = false;
    if (j && !sure && j->kind != JSON_NULL) bad_add(run, q->id, S("a list is wanted, [] for none of them, or null for not sure"), WRONG_VALUE);
    if (sure && !j->count && q->kind == ASK_SITES && !q->nowhere.n) {
        bad_add(run, q->id, S("a place is wanted, or null for not sure: it is somewhere"), WRONG_NOWHERE);
        sure = false;
    }
    fvalue *v = &run->value[q->name];
    for (size_t i = 0; i < n; i++) v[i] = FV_BOOL(false);
    for (const struct json *k = sure ? j->first : NULL; k; k = k->next) {
        size_t at = k->kind == JSON_STRING ? member_of(q, k->text) : SIZE_MAX;
        if (at != SIZE_MAX) {
            v[at] = FV_BOOL(true);
            any = true;
            continue;
        }
        sure = false;
        if (k->kind != JSON_STRING || !str_eq(k->text, NOT_SURE)) not_among(run, q, j, k);
    }
    for (size_t i = 0; i < n; i++) set(run, q->name + i, v[i].truth || sure ? v[i] : FV_UNK);
    set(run, q->name + n, any ? FV_BOOL(true) : sure ? FV_BOOL(false) : FV_UNK);
}

// A name that was not read is any medicine: "unread" is unknown then, and a rule that must not miss a class names it beside the class, so
// that it asks. The classes stay as they were read: unknown, they would ask every question that follows on a medicine. Where nothing was
// written, nothing is known to be taken.
static void text_set(struct run *run, const struct question *q, const struct json *j)
{
    struct medicines_said said = {0};
    bool text = j && j->kind == JSON_STRING;
    if (j && !text && j->kind != JSON_NULL) bad_add(run, q->id, S("a text is wanted"), WRONG_VALUE);
    if (!q->reads_medicines) return;
    if (text) said = medicines_read(run->a, medicines_shipped(), j->text);
    bool unread = said.unread || (j && !text);
    for (size_t i = q->name; i < (size_t)q->name + q->n_names && run->r->name_is[i].is == NAME_MEDICINE; i++) {
        uint16_t class = run->r->name_is[i].at;
        bool last = class == medicines_shipped()->n_classes;
        set(run, i, last && unread ? FV_UNK : FV_BOOL(!last && (said.classes >> class & 1)));
    }
}

static void answer_set(struct run *run, const struct question *q, const struct json *j)
{
    if (q->kind == ASK_TEXT) {
        text_set(run, q, j);
        return;
    }
    if (q->kind == ASK_CHOICES || q->kind == ASK_SITES) {
        several_set(run, q, j);
        return;
    }
    str why = {0};
    fvalue v = j && j->kind != JSON_NULL ? one_value(run, q, j, &why) : FV_UNK;
    if (why.n) bad_add(run, q->id, why, q->kind == ASK_DAY && q->ahead && j->kind == JSON_STRING && day_parse(j->text, &(day){0}) ? WRONG_TOO_FAR : WRONG_VALUE);
    set(run, q->name, v);
    if (q->kind == ASK_DAY) set(run, q->name + 1u, v.kind == FV_NUMBER ? FV_NUM(run->about->today.d - v.number) : FV_UNK);
}

static void not_asked_set(struct run *run, const struct question *q)
{
    for (size_t i = q->name; i < (size_t)q->name + q->n_names; i++) {
        if (i == NAME_AGE) continue;
        run->value[i] = run->r->names[i].kind == FV_TRUTH ? FV_BOOL(false) : FV_UNK;
        run->known[i] = NOT_ASKED;
    }
}

static bool is_open(const struct run *run, const struct formula *f)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < n; i++)
        if (run->known[used[i]] == OPEN) return true;
    return false;
}

static bool rule_open(const struct run *run, const struct screen_rule *rule) { return is_open(run, rule->when) || (rule->also && is_open(run, rule->also)); }

static void derived_set(struct run *run, const struct question *q)
{
    for (size_t i = q->name; i < (size_t)q->name + q->n_names; i++) {
        const struct screen_name *is = &run->r->name_is[i];
        if (is->is != NAME_DERIVED) continue;
        set(run, i, formula_eval(is->derived, run->value, run->r->n_names));
        if (run->known[i] == OPEN && !is_open(run, is->derived)) run->known[i] = NOT_ASKED;
    }
}

// A follow-up whose `when` is unknown waits while what it follows was not even looked at; "not sure" was.
static bool must_wait(const struct run *run, const struct formula *when)
{
    const uint16_t *used;
    size_t n = formula_names(when, &used);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &run->r->name_is[used[i]];
        if (run->known[used[i]] != OPEN) continue;
        if (is->is == NAME_DERIVED ? must_wait(run, is->derived)
                                   : is->question != QUESTION_NONE && (!run->given[is->question] || run->waits[is->question]))
            return true;
    }
    return false;
}

static bool says_more_than_no(const struct json *j)
{
    return j && (j->kind == JSON_BOOL ? j->truth : j->kind == JSON_ARRAY ? j->count > 0 : j->kind != JSON_NULL);
}

static bool fits(const struct question *q, str sex, const fvalue *age)
{
    if (q->female_only && str_eq(sex, S("male"))) return false;
    return !q->oldest || age->kind != FV_NUMBER || age->number <= q->oldest;
}

bool screen_fits(const struct question *q, const struct screen_about *about)
{
    bool known = about->born_known && about->born.d <= about->today.d;
    return fits(q, about->sex, &(fvalue){.kind = known ? FV_NUMBER : FV_UNKNOWN, .number = known ? day_years(about->born, about->today) : 0});
}

static void question_set(struct run *run, size_t i)
{
    const struct question *q = &run->r->questions[i];
    const struct json *j = run->given[i];
    fvalue when = q->when ? formula_eval(q->when, run->value, run->r->n_names) : FV_BOOL(true);
    bool asked = when.kind != FV_TRUTH || when.truth;
    // what follows on such an answer is asked of anybody who gave it
    if (!q->when && !says_more_than_no(j) && !fits(q, run->about->sex, &run->value[NAME_AGE])) asked = false;
    if (q->n_names && q->name == NAME_AGE && run->known[NAME_AGE] == KNOWN) asked = false;
    run->asked[i] = asked;
    run->waits[i] = asked && when.kind == FV_UNKNOWN && must_wait(run, q->when);
    if (asked || (q->by_therapist && j && j->kind != JSON_NULL)) answer_set(run, q, j);
    else not_asked_set(run, q);
    derived_set(run, q);
}

static struct run run_new(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers)
{
    struct run run = {.a = a, .r = r, .about = about,
        .given = ARENA_ARRAY(a, r->n_questions, const struct json *),
        .asked = ARENA_ARRAY(a, r->n_questions, bool),
        .waits = ARENA_ARRAY(a, r->n_questions, bool),
        .to_ask = ARENA_ARRAY(a, r->n_questions, bool),
        .value = ARENA_ARRAY(a, r->n_names, fvalue),
        .known = ARENA_ARRAY(a, r->n_names, uint8_t),
        .bad = ARENA_ARRAY(a, bads_at_most(answers), struct screen_bad),
        .questions = {.v = ARENA_ARRAY(a, r->n_questions, str)},
        .names = ARENA_ARRAY(a, r->n_names, uint16_t)};
    about_set(&run);
    given_read(&run, answers);
    size_t age = r->name_is[NAME_AGE].question; // asked late, known to every formula
    if (age < r->n_questions) question_set(&run, age);
    for (size_t i = 0; i < r->n_questions; i++)
        if (i != age) question_set(&run, i);
    return run;
}

// --- findings

static void name_add(struct run *run, uint16_t name)
{
    for (size_t i = 0; i < run->n_names; i++)
        if (run->names[i] == name) return;
    run->names[run->n_names++] = name;
}

// What was said that made a formula true: what is ticked, and the numbers and texts that it looks at.
static void because_true(struct run *run, const struct formula *f, bool also_no)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &run->r->name_is[used[i]];
        const fvalue *v = &run->value[used[i]];
        if (run->known[used[i]] != KNOWN || (v->kind == FV_TRUTH && !v->truth && !also_no)) continue;
        if (is->is == NAME_DERIVED) {
            because_true(run, is->derived, also_no);
            continue;
        }
        name_add(run, used[i]);
        if (is->question != QUESTION_NONE) strs_add(&run->questions, run->r->questions[is->question].id);
    }
}

// A rule fires, and what a therapist measures for it is not known yet: the second reading after a first that was too high.
static void measure_for(struct run *run, const struct formula *f)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &run->r->name_is[used[i]];
        if (is->is == NAME_DERIVED) measure_for(run, is->derived);
        else if (run->known[used[i]] == OPEN && is->question != QUESTION_NONE && run->r->questions[is->question].by_therapist) run->to_ask[is->question] = true;
    }
}

// What is to be asked: an open name's question, or what that one waits for.
static void ask_for(struct run *run, const struct formula *f, bool by_name)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &run->r->name_is[used[i]];
        if (run->known[used[i]] != OPEN) continue;
        if (is->is == NAME_DERIVED) {
            ask_for(run, is->derived, by_name);
            continue;
        }
        if (by_name) name_add(run, used[i]);
        if (is->question == QUESTION_NONE) continue;
        if (run->waits[is->question]) {
            ask_for(run, run->r->questions[is->question].when, false);
            continue;
        }
        run->to_ask[is->question] = true;
        strs_add(&run->questions, run->r->questions[is->question].id);
    }
}

// The rule's limits, with the places that the answers name.
static struct screen_limits limits_with_sites(struct run *run, const struct screen_rule *rule, bool *places_unknown)
{
    size_t more = 0;
    for (size_t i = 0; i < rule->n_regions_from; i++) {
        const struct json *j = run->given[rule->regions_from[i]];
        more += j && j->kind == JSON_ARRAY ? j->count : 0;
    }
    struct screen_limits limits = rule->limits;
    struct sites avoid = {.v = ARENA_ARRAY(run->a, limits.n_avoid + more, struct site)};
    for (size_t i = 0; i < limits.n_avoid; i++) sites_add(&avoid, limits.avoid[i]);
    for (size_t i = 0; i < rule->n_regions_from; i++) {
        uint16_t q = rule->regions_from[i];
        const struct question *where = &run->r->questions[q];
        if (run->known[where->name] == NOT_ASKED) continue;
        if (run->known[where->name + where->n_names - 1] == OPEN) {
            *places_unknown = true;
            run->to_ask[q] = true;
        }
        struct site s;
        for (const struct json *j = run->given[q] && run->given[q]->kind == JSON_ARRAY ? run->given[q]->first : NULL; j; j = j->next)
            if (j->kind == JSON_STRING && site_parse(j->text, &s)) sites_add(&avoid, s);
    }
    limits.avoid = avoid.v;
    limits.n_avoid = avoid.n;
    return limits;
}

static str value_text(arena *a, const fvalue *v)
{
    switch (v->kind) {
    case FV_TRUTH:
        return v->truth ? S("yes") : S("no");
    case FV_NUMBER:
        return str_fmt(a, "%g", v->number);
    case FV_TEXT:
        return v->text;
    case FV_UNKNOWN:
        break;
    }
    return S("unknown");
}

// "S2 clot-suspected: limb.swollen yes"; "S2 clot-suspected, to be asked: limb".
static str trace_line(struct run *run, const struct screen_finding *f)
{
    str line = str_fmt(run->a, "%s %.*s%s:", screen_level_name(f->rule->level), SP(f->rule->id), f->unknown ? ", to be asked" : "");
    for (size_t i = 0; f->unknown && i < f->n_because; i++) line = str_fmt(run->a, "%.*s%s%.*s", SP(line), i ? ", " : " ", SP(f->because[i]));
    for (size_t i = 0; !f->unknown && i < f->n_made_by; i++) {
        str value = value_text(run->a, &run->value[run->names[i]]);
        line = str_fmt(run->a, "%.*s%s%.*s %.*s", SP(line), i ? ", " : " ", SP(f->made_by[i]), SP(value));
    }
    if (f->places_unknown) line = str_fmt(run->a, "%.*s (where is to be asked)", SP(line));
    return line;
}

static str finding_fill(struct run *run, struct screen_finding *f)
{
    const struct formula *when[] = {f->rule->when, f->rule->also};
    size_t n = f->rule->also ? 2 : 1;
    run->questions.n = run->n_names = 0;
    f->limits = f->rule->limits;
    for (size_t i = 0; f->unknown && i < n; i++) ask_for(run, when[i], true);
    if (!f->unknown) {
        for (size_t i = 0; i < n; i++) because_true(run, when[i], false);
        bool none = !run->n_names;
        for (size_t i = 0; none && i < n; i++) because_true(run, when[i], true);
        for (size_t i = 0; i < n; i++) measure_for(run, when[i]);
        if (f->rule->n_regions_from) f->limits = limits_with_sites(run, f->rule, &f->places_unknown);
    }
    str *because = ARENA_ARRAY(run->a, run->questions.n, str), *names = ARENA_ARRAY(run->a, run->n_names, str);
    for (size_t i = 0; i < run->questions.n; i++) because[i] = run->questions.v[i];
    for (size_t i = 0; i < run->n_names; i++) names[i] = run->r->names[run->names[i]].name;
    f->because = because;
    f->n_because = run->questions.n;
    f->made_by = names;
    f->n_made_by = run->n_names;
    return trace_line(run, f);
}

// Firing ones go to the front, in the order of the rules; unknown ones behind them.
static size_t findings_of(struct run *run, struct screen_finding *f)
{
    const struct screen_rules *r = run->r;
    const struct screen_rule **unknown = ARENA_ARRAY(run->a, r->n_rules, const struct screen_rule *);
    size_t n = 0, n_unknown = 0;
    for (size_t i = 0; i < r->n_rules; i++) {
        fvalue v = screen_rule_is(&r->rules[i], run->value, r->n_names);
        if (v.kind == FV_TRUTH && v.truth) f[n++].rule = &r->rules[i];
        else if (v.kind == FV_UNKNOWN && rule_open(run, &r->rules[i])) unknown[n_unknown++] = &r->rules[i];
    }
    for (size_t i = 0; i < n_unknown; i++) f[n++] = (struct screen_finding){.rule = unknown[i], .unknown = true};
    return n;
}

// Answered with more than "no", and not asked.
static bool is_unheard(const struct run *run, size_t i)
{
    const struct question *q = &run->r->questions[i];
    const struct json *j = run->given[i];
    return !run->asked[i] && !q->by_therapist && q->kind != ASK_TEXT && !(q->n_names && q->name == NAME_AGE) && says_more_than_no(j);
}

struct screen_result screen(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers,
    const struct screen_bad **bad, size_t *n_bad)
{
    struct run run = run_new(a, r, about, answers);
    struct screen_finding *f = ARENA_ARRAY(a, r->n_rules, struct screen_finding);
    size_t n = findings_of(&run, f), asks = 0, unheard = 0;
    str *trace = ARENA_ARRAY(a, n, str), *to_ask = ARENA_ARRAY(a, r->n_questions, str), *lost = ARENA_ARRAY(a, r->n_questions, str);
    for (size_t i = 0; i < n; i++) trace[i] = finding_fill(&run, &f[i]);
    for (size_t i = 0; i < r->n_questions; i++)
        if (run.to_ask[i]) to_ask[asks++] = r->questions[i].id;
    for (size_t i = 0; i < r->n_questions; i++)
        if (is_unheard(&run, i)) lost[unheard++] = r->questions[i].id;
    *bad = run.bad;
    *n_bad = run.n_bad;
    return (struct screen_result){.findings = f, .n = n, .to_ask = to_ask, .n_to_ask = asks, .trace = trace, .n_trace = n, .unheard = lost, .n_unheard = unheard};
}

const bool *screen_asked(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers)
{
    return run_new(a, r, about, answers).asked;
}

bool screen_asks(arena *a, const struct screen_rules *r, const struct question *q, const struct screen_about *about, const struct json *answers)
{
    CHECK(q >= r->questions && q < r->questions + r->n_questions);
    return screen_asked(a, r, about, answers)[q - r->questions];
}
