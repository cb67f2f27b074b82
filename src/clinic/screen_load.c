// Reads content/safety: everything is checked here, so that what is loaded can be trusted. The first thing wrong is said, with its place.
#include "clinic/screen.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/content.h"
#include "base/err.h"
#include "clinic/screen_data.h"

enum { LIST_MAX = 1000 };   // questions, rules, options, derived names: more is a mistake

struct load {
    arena *a;
    struct screen_error *e;
    str file;
    struct screen_rules *r;
    struct question *questions;
    struct fname *names;
    struct screen_name *name_is;
    size_t n_names;
    bool *used;             // by question: a rule needs it
};

static bool wrong(struct load *l, str path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

// Always false.
static bool wrong(struct load *l, str path, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    CHECK(n >= 0);
    *l->e = (struct screen_error){l->file, path, str_dup(l->a, (str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1})};
    return false;
}

static str under(struct load *l, str path, const char *name) { return str_fmt(l->a, "%.*s%s%s", SP(path), path.n ? "." : "", name); }

// --- one member of an object

// Every member is one of `allowed` (words with blanks between).
static bool members(struct load *l, const struct json *o, str path, const char *allowed)
{
    if (o->kind != JSON_OBJECT) return wrong(l, path, "an object is wanted");
    for (const struct json *j = o->first; j; j = j->next) {
        str rest = str_of(allowed), word = {0};
        bool found = false;
        while (!found && rest.n) {
            str_cut(rest, ' ', &word, &rest);
            found = str_eq(word, j->name);
        }
        if (!found) return wrong(l, path, "there is no member \"%.*s\"", SP(j->name));
    }
    return true;
}

static bool text_get(struct load *l, const struct json *o, str path, const char *name, bool wanted, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    if (!j) return wanted ? wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_STRING || !text_valid(j->text) || !str_trim(j->text).n) return wrong(l, under(l, path, name), "a text is wanted");
    *out = j->text;
    return true;
}

static bool truth_get(struct load *l, const struct json *o, str path, const char *name, bool wanted, bool *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = false;
    if (!j) return wanted ? wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_BOOL) return wrong(l, under(l, path, name), "true or false is wanted");
    *out = j->truth;
    return true;
}

// A whole number from lo to hi, 0 where it is absent.
static bool whole_get(struct load *l, const struct json *o, str path, const char *name, int lo, int hi, int *out)
{
    const struct json *j = json_get(o, str_of(name));
    int64_t v = 0;
    *out = 0;
    if (!j) return true;
    if (j->kind != JSON_NUMBER || !json_integer(j, &v) || v < lo || v > hi)
        return wrong(l, under(l, path, name), "a whole number from %d to %d is wanted", lo, hi);
    *out = (int)v;
    return true;
}

static bool list_get(struct load *l, const struct json *o, str path, const char *name, bool wanted, const struct json **out)
{
    static const struct json none = {.kind = JSON_ARRAY};
    const struct json *j = json_get(o, str_of(name));
    *out = &none;
    if (!j) return wanted ? wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_ARRAY || (wanted && !j->count) || j->count > LIST_MAX) return wrong(l, under(l, path, name), "a list is wanted");
    *out = j;
    return true;
}

static bool day_get(struct load *l, const struct json *o, str path, const char *name, str *out)
{
    day d;
    if (!text_get(l, o, path, name, true, out)) return false;
    return day_parse(*out, &d) ? true : wrong(l, under(l, path, name), "a day is wanted, such as 2026-11-21");
}

// Letters, digits and `joint` inside: "clot.recent" for what formulas name, "clot-suspected" for rules and pages.
static bool id_valid(str s, char joint)
{
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = c >= 'a' && c <= 'z', more = (c >= '0' && c <= '9') || (c == '_' && joint == '.');
        if (c == joint && !start) {
            start = true;
            continue;
        }
        if (!letter && (start || !more)) return false;
        start = false;
    }
    return s.n > 0 && s.n <= 60 && !start;
}

static bool id_get(struct load *l, const struct json *o, str path, const char *name, char joint, str *out)
{
    if (!text_get(l, o, path, name, true, out)) return false;
    return id_valid(*out, joint) ? true : wrong(l, under(l, path, name), "this is no id: small letters, digits and %c inside", joint);
}

// Which of the words (blanks between) this is; SIZE_MAX where none.
static size_t word_of(str word, const char *words)
{
    str rest = str_of(words), head;
    for (size_t i = 0; rest.n; i++) {
        str_cut(rest, ' ', &head, &rest);
        if (str_eq(head, word)) return i;
    }
    return SIZE_MAX;
}

static bool word_get(struct load *l, const struct json *o, str path, const char *name, const char *words, size_t *out)
{
    str text;
    *out = SIZE_MAX;
    if (!text_get(l, o, path, name, true, &text)) return false;
    *out = word_of(text, words);
    return *out != SIZE_MAX ? true : wrong(l, under(l, path, name), "one of these is wanted: %s", words);
}

// --- names

static bool name_add(struct load *l, str path, str name, enum fv_kind kind, double lo, double hi, struct screen_name is)
{
    if (l->n_names == FORMULA_MAX_NAMES) return wrong(l, path, "there are more than %d names", FORMULA_MAX_NAMES);
    for (size_t i = 0; i < l->n_names; i++)
        if (str_eq(l->names[i].name, name)) return wrong(l, path, "the name \"%.*s\" is there already", SP(name));
    l->names[l->n_names] = (struct fname){name, kind, lo, hi};
    l->name_is[l->n_names++] = is;
    return true;
}

static const struct formula *formula_get(struct load *l, str path, str text, enum fv_kind kind)
{
    struct formula_error why = {0};
    const struct formula *f = formula_compile(l->a, text, l->names, l->n_names, &why);
    if (!f) {
        wrong(l, path, "%.*s (byte %zu)", SP(why.reason), why.at);
        return NULL;
    }
    if (formula_kind(f) == kind) return f;
    wrong(l, path, kind == FV_TRUTH ? "it must be true or false" : "it must be a number");
    return NULL;
}

// The questions whose answers a formula sees are used; so are those that they follow on.
static void used_mark(struct load *l, const struct formula *f)
{
    const uint16_t *index;
    size_t n = formula_names(f, &index);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &l->name_is[index[i]];
        if (is->is == NAME_DERIVED) used_mark(l, is->derived);
        if (is->question == QUESTION_NONE || l->used[is->question]) continue;
        l->used[is->question] = true;
        if (l->questions[is->question].when) used_mark(l, l->questions[is->question].when);
    }
}

// --- questions

static bool options_get(struct load *l, const struct json *o, str path, struct question *q)
{
    const struct json *list;
    bool wanted = q->kind == ASK_CHOICE || q->kind == ASK_CHOICES;
    if (!list_get(l, o, path, "options", wanted, &list)) return false;
    if (!list->count) return true;
    if (!wanted) return wrong(l, path, "only choices have \"options\"");
    struct question_option *option = ARENA_ARRAY(l->a, list->count, struct question_option);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.options[%zu]", SP(path), q->n_options);
        struct question_option *new = &option[q->n_options];
        if (!members(l, j, here, "id words") || !id_get(l, j, here, "id", '.', &new->id) || !text_get(l, j, here, "words", true, &new->words))
            return false;
        if (word_of(new->id, "any none days_ago") != SIZE_MAX) return wrong(l, under(l, here, "id"), "\"%.*s\" is kept for the formulas", SP(new->id));
        for (size_t i = 0; i < q->n_options; i++)
            if (str_eq(option[i].id, new->id)) return wrong(l, under(l, here, "id"), "the option \"%.*s\" stands twice", SP(new->id));
        q->n_options++;
    }
    q->options = option;
    return true;
}

static bool bounds_get(struct load *l, const struct json *o, str path, struct question *q)
{
    const struct json *lo = json_get(o, S("lo")), *hi = json_get(o, S("hi"));
    if (q->kind != ASK_NUMBER) return lo || hi || json_get(o, S("unit")) ? wrong(l, path, "only numbers have \"lo\", \"hi\" and \"unit\"") : true;
    if (!lo || lo->kind != JSON_NUMBER || !json_number(lo, &q->lo) || !hi || hi->kind != JSON_NUMBER || !json_number(hi, &q->hi) || q->lo >= q->hi)
        return wrong(l, path, "a number has \"lo\" and a larger \"hi\"");
    return text_get(l, o, path, "unit", false, &q->unit);
}

static bool sites_names(struct load *l, str path, const struct question *q, uint16_t index)
{
    const struct body_region *region;
    for (uint16_t i = 0; (region = body_region_at(i)); i++) {
        str name = str_fmt(l->a, "%.*s.%s", SP(q->id), region->code);
        if (!name_add(l, path, name, FV_TRUTH, 0, 0, (struct screen_name){NAME_SITE, index, i, NULL})) return false;
    }
    return name_add(l, path, under(l, q->id, "any"), FV_TRUTH, 0, 0, (struct screen_name){NAME_ANY, index, 0, NULL});
}

static bool choices_names(struct load *l, str path, const struct question *q, uint16_t index)
{
    for (size_t i = 0; i < q->n_options; i++) {
        str name = str_fmt(l->a, "%.*s.%.*s", SP(q->id), SP(q->options[i].id));
        if (!name_add(l, path, name, FV_TRUTH, 0, 0, (struct screen_name){NAME_OPTION, index, (uint16_t)i, NULL})) return false;
    }
    return name_add(l, path, under(l, q->id, "any"), FV_TRUTH, 0, 0, (struct screen_name){NAME_ANY, index, 0, NULL});
}

static bool names_make(struct load *l, str path, const struct question *q, uint16_t index)
{
    struct screen_name is = {NAME_ANSWER, index, 0, NULL};
    switch (q->kind) {
    case ASK_YES_NO:
        return name_add(l, path, q->id, FV_TRUTH, 0, 0, is);
    case ASK_CHOICE:
        return name_add(l, path, q->id, FV_TEXT, 0, 0, is);
    case ASK_NUMBER:
        return name_add(l, path, q->id, FV_NUMBER, q->lo, q->hi, is);
    case ASK_DAY:
        return name_add(l, path, q->id, FV_NUMBER, 1, 0, is) &&
               name_add(l, path, under(l, q->id, "days_ago"), FV_NUMBER, 1, 0, (struct screen_name){NAME_DAYS_AGO, index, 0, NULL});
    case ASK_CHOICES:
        return choices_names(l, path, q, index);
    case ASK_SITES:
        return sites_names(l, path, q, index);
    case ASK_TEXT:
        break;
    }
    return true;
}

// "derived": [{"name": "pregnancy.weeks", "is": "floor((280 + pregnancy.due.days_ago) / 7)", "source": "…"}]
static bool derived_get(struct load *l, const struct json *o, str path, uint16_t index)
{
    const struct json *list;
    if (!list_get(l, o, path, "derived", false, &list)) return false;
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        str here = str_fmt(l->a, "%.*s.derived[%zu]", SP(path), n), name, text, source;
        if (!members(l, j, here, "name is source") || !id_get(l, j, here, "name", '.', &name) || !text_get(l, j, here, "is", true, &text) ||
            !text_get(l, j, here, "source", true, &source))
            return false;
        struct formula_error why = {0};
        const struct formula *f = formula_compile(l->a, text, l->names, l->n_names, &why);
        if (!f) return wrong(l, under(l, here, "is"), "%.*s (byte %zu)", SP(why.reason), why.at);
        if (formula_kind(f) != FV_NUMBER && formula_kind(f) != FV_TRUTH) return wrong(l, under(l, here, "is"), "it must be a number, or true or false");
        if (!name_add(l, here, name, formula_kind(f), 1, 0, (struct screen_name){NAME_DERIVED, index, 0, f})) return false;
    }
    return true;
}

static bool page_known(const struct screen_rules *r, str id)
{
    for (size_t i = 0; i < r->n_pages; i++)
        if (str_eq(r->pages[i].id, id)) return true;
    return false;
}

static bool question_words(struct load *l, const struct json *o, str path, struct question *q)
{
    size_t kind, by;
    if (!members(l, o, path, "id kind page words hint options lo hi unit when female_only by for derived") || !id_get(l, o, path, "id", '.', &q->id) ||
        !word_get(l, o, path, "kind", "yes-no choice choices number day text sites", &kind) || !text_get(l, o, path, "words", true, &q->words) ||
        !text_get(l, o, path, "hint", false, &q->hint) || !truth_get(l, o, path, "female_only", false, &q->female_only))
        return false;
    q->kind = (enum question_kind)kind;
    if (json_get(o, S("by")) && !word_get(l, o, path, "by", "therapist", &by)) return false;
    if (json_get(o, S("for")) && !word_get(l, o, path, "for", "therapist", &by)) return false;
    q->by_therapist = json_get(o, S("by"));
    q->for_therapist = json_get(o, S("for"));
    if (!text_get(l, o, path, "page", !q->by_therapist, &q->page)) return false;
    if (q->page.n && !page_known(l->r, q->page)) return wrong(l, under(l, path, "page"), "there is no page \"%.*s\"", SP(q->page));
    return options_get(l, o, path, q) && bounds_get(l, o, path, q);
}

static bool question_get(struct load *l, const struct json *o, str path, uint16_t index)
{
    struct question *q = &l->questions[index];
    if (!question_words(l, o, path, q) || !text_get(l, o, path, "when", false, &q->when_text)) return false;
    for (uint16_t i = 0; i < index; i++)
        if (str_eq(l->questions[i].id, q->id)) return wrong(l, under(l, path, "id"), "the question \"%.*s\" stands twice", SP(q->id));
    if (q->when_text.n && !(q->when = formula_get(l, under(l, path, "when"), q->when_text, FV_TRUTH))) return false;
    q->name = (uint16_t)l->n_names;
    if (str_eq(q->id, S("age"))) {
        if (q->kind != ASK_NUMBER || q->when || q->lo < 0 || q->hi > AGE_LAST || json_get(o, S("derived")))
            return wrong(l, path, "\"age\" is a number from 0 to %g, with no \"when\" and nothing derived: it is asked where the day of birth is not known", AGE_LAST);
        q->name = NAME_AGE;
        q->n_names = 1;
        l->name_is[NAME_AGE].question = index;
        return true;
    }
    if (!names_make(l, path, q, index) || !derived_get(l, o, path, index)) return false;
    q->n_names = (uint16_t)(l->n_names - q->name);
    return true;
}

static bool pages_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!list_get(l, top, (str){0}, "pages", true, &list)) return false;
    struct screen_page *page = ARENA_ARRAY(l->a, list->count, struct screen_page);
    l->r->pages = page;
    for (const struct json *j = list->first; j; j = j->next) {
        str path = str_fmt(l->a, "pages[%zu]", l->r->n_pages);
        struct screen_page *p = &page[l->r->n_pages];
        if (!members(l, j, path, "id words hint") || !id_get(l, j, path, "id", '-', &p->id) || !text_get(l, j, path, "words", true, &p->words) ||
            !text_get(l, j, path, "hint", false, &p->hint))
            return false;
        if (page_known(l->r, p->id)) return wrong(l, under(l, path, "id"), "the page \"%.*s\" stands twice", SP(p->id));
        l->r->n_pages++;
    }
    return true;
}

static int by_id(const void *x, const void *y, void *questions)
{
    const struct question *q = questions;
    return str_cmp(q[*(const uint16_t *)x].id, q[*(const uint16_t *)y].id);
}

static bool questions_get(struct load *l, const struct json *top, str *version)
{
    const struct json *list;
    if (!members(l, top, (str){0}, "version pages questions") || !day_get(l, top, (str){0}, "version", version) || !pages_get(l, top) ||
        !list_get(l, top, (str){0}, "questions", true, &list))
        return false;
    l->questions = ARENA_ARRAY(l->a, list->count, struct question);
    l->used = ARENA_ARRAY(l->a, list->count, bool);
    uint16_t *order = ARENA_ARRAY(l->a, list->count, uint16_t), i = 0;
    for (const struct json *j = list->first; j; j = j->next, i++) {
        order[i] = i;
        if (!question_get(l, j, str_fmt(l->a, "questions[%u]", i), i)) return false;
    }
    qsort_r(order, i, sizeof *order, by_id, l->questions);
    l->r->questions = l->questions;
    l->r->n_questions = i;
    l->r->by_id = order;
    return true;
}

// --- rules

static bool regions_get(struct load *l, const struct json *o, str path, struct screen_limits *limits)
{
    const struct json *list;
    if (!list_get(l, o, path, "regions", false, &list)) return false;
    struct site *site = ARENA_ARRAY(l->a, list->count, struct site);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.regions[%zu]", SP(path), limits->n_avoid);
        if (j->kind != JSON_STRING || !site_parse(j->text, &site[limits->n_avoid])) return wrong(l, here, "there is no such region of the body");
        for (size_t i = 0; i < limits->n_avoid; i++)
            if (site_overlaps(site[i], site[limits->n_avoid])) return wrong(l, here, "\"%.*s\" is avoided already", SP(j->text));
        limits->n_avoid++;
    }
    limits->avoid = site;
    return true;
}

// A list of words, each of them in `known`.
static bool words_get(struct load *l, const struct json *o, str path, const char *name, const str *known, size_t n_known, const str **out, size_t *n)
{
    const struct json *list;
    *n = 0;
    if (!list_get(l, o, path, name, false, &list)) return false;
    str *word = ARENA_ARRAY(l->a, list->count, str);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.%s[%zu]", SP(path), name, *n);
        bool found = false;
        for (size_t i = 0; j->kind == JSON_STRING && i < n_known; i++) found = found || str_eq(known[i], j->text);
        if (!found) return wrong(l, here, "\"%.*s\" is none that is known", SP(j->text));
        for (size_t i = 0; i < *n; i++)
            if (str_eq(word[i], j->text)) return wrong(l, here, "\"%.*s\" stands twice", SP(j->text));
        word[(*n)++] = j->text;
    }
    *out = word;
    return true;
}

static bool regions_from_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    const struct json *list;
    if (!list_get(l, o, path, "regions_from", false, &list)) return false;
    uint16_t *from = ARENA_ARRAY(l->a, list->count, uint16_t);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.regions_from[%zu]", SP(path), rule->n_regions_from);
        const struct question *q = j->kind == JSON_STRING ? screen_question_of(l->r, j->text) : NULL;
        if (!q || q->kind != ASK_SITES) return wrong(l, here, "there is no question for places on the body with this id");
        from[rule->n_regions_from] = (uint16_t)(q - l->questions);
        l->used[from[rule->n_regions_from++]] = true;
        if (q->when) used_mark(l, q->when);
    }
    rule->regions_from = from;
    return true;
}

static bool limits_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    static const str positions[] = {S_INIT("side-lying"), S_INIT("semi-reclined"), S_INIT("seated"), S_INIT("supine"), S_INIT("prone")};
    struct screen_limits *limits = &rule->limits;
    if (!regions_get(l, o, path, limits) || !regions_from_get(l, o, path, rule) ||
        !words_get(l, o, path, "barred", l->r->techniques, l->r->n_techniques, &limits->barred, &limits->n_barred) ||
        !words_get(l, o, path, "positions", positions, sizeof positions / sizeof *positions, &limits->positions, &limits->n_positions) ||
        !whole_get(l, o, path, "pressure_max", 1, 5, &limits->pressure_max) || !whole_get(l, o, path, "minutes_max", 5, 240, &limits->minutes_max))
        return false;
    if (rule->level == LEVEL_AVOID && !limits->n_avoid && !rule->n_regions_from) return wrong(l, path, "level S4 names \"regions\" or \"regions_from\"");
    return true;
}

// "until cleared", "this visit", or a number of days such as "14 days".
static bool valid_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    str text, number, unit;
    int64_t n = 0;
    if (!text_get(l, o, path, "valid", true, &text)) return false;
    if (str_eq(text, S("until cleared"))) return true;
    if (str_eq(text, S("this visit"))) {
        rule->valid_days = 1;
        return true;
    }
    str_cut(text, ' ', &number, &unit);
    if (!str_i64(number, &n) || n < 2 || n > 730 || !str_eq(unit, S("days")))
        return wrong(l, under(l, path, "valid"), "\"until cleared\", \"this visit\" or \"N days\" is wanted");
    rule->valid_days = (int)n;
    return true;
}

static bool lift_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    size_t lift;
    if (rule->level != LEVEL_DEFER)
        return json_get(o, S("lifts")) || json_get(o, S("lifts_days")) ? wrong(l, path, "only level S3 has \"lifts\"") : true;
    if (!word_get(l, o, path, "lifts", "clearance time symptom-free conversation", &lift) || !whole_get(l, o, path, "lifts_days", 1, 730, &rule->lift_days))
        return false;
    rule->lift = (enum screen_lift)(lift + 1);
    bool timed = rule->lift == LIFT_TIME || rule->lift == LIFT_SYMPTOM_FREE;
    return timed == (rule->lift_days > 0) ? true : wrong(l, path, "\"lifts_days\" goes with \"time\" and \"symptom-free\"");
}

static bool rule_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    size_t level;
    if (!members(l, o, path, "id words level when regions regions_from barred pressure_max minutes_max positions for_client for_therapist source "
                             "verified review valid lifts lifts_days") ||
        !id_get(l, o, path, "id", '-', &rule->id) || !text_get(l, o, path, "words", true, &rule->words) ||
        !word_get(l, o, path, "level", "S1 S2 S3 S4 S5", &level) || !text_get(l, o, path, "when", true, &rule->when_text) ||
        !text_get(l, o, path, "for_client", true, &rule->for_client) || !text_get(l, o, path, "for_therapist", true, &rule->for_therapist) ||
        !text_get(l, o, path, "source", true, &rule->source) || !truth_get(l, o, path, "verified", true, &rule->verified) ||
        !day_get(l, o, path, "review", &rule->review_day))
        return false;
    CHECK(level < LEVEL_MODIFY);
    rule->level = (enum screen_level)(LEVEL_EMERGENCY + level);
    rule->when = formula_get(l, under(l, path, "when"), rule->when_text, FV_TRUTH);
    if (!rule->when) return false;
    used_mark(l, rule->when);
    return limits_get(l, o, path, rule) && valid_get(l, o, path, rule) && lift_get(l, o, path, rule);
}

static bool techniques_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!list_get(l, top, (str){0}, "techniques", true, &list)) return false;
    str *id = ARENA_ARRAY(l->a, list->count, str);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        if (j->kind != JSON_STRING || !id_valid(j->text, '-')) return wrong(l, str_fmt(l->a, "techniques[%zu]", n), "the id of a technique is wanted");
        id[n] = j->text;
    }
    l->r->techniques = id;
    l->r->n_techniques = n;
    return true;
}

static bool signatures_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!text_get(l, top, (str){0}, "sign_off", true, &l->r->sign_off)) return false;
    if (!json_get(top, S("signed"))) return wrong(l, (str){0}, "\"signed\" is missing: a list, empty while nobody has");
    if (!list_get(l, top, (str){0}, "signed", false, &list)) return false;
    struct screen_signature *signature = ARENA_ARRAY(l->a, list->count, struct screen_signature);
    for (const struct json *j = list->first; j; j = j->next) {
        str path = str_fmt(l->a, "signed[%zu]", l->r->n_signatures);
        struct screen_signature *s = &signature[l->r->n_signatures++];
        if (!members(l, j, path, "who role day") || !text_get(l, j, path, "who", true, &s->who) || !text_get(l, j, path, "role", true, &s->role) ||
            !day_get(l, j, path, "day", &s->day))
            return false;
    }
    l->r->signatures = signature;
    return true;
}

static int by_level(const void *x, const void *y)
{
    const struct screen_rule *a = x, *b = y;
    return a->level != b->level ? (int)a->level - (int)b->level : str_cmp(a->id, b->id);
}

static bool rules_get(struct load *l, const struct json *top, str *version)
{
    const struct json *list;
    if (!members(l, top, (str){0}, "version signed sign_off techniques rules") || !day_get(l, top, (str){0}, "version", version) ||
        !signatures_get(l, top) || !techniques_get(l, top) || !list_get(l, top, (str){0}, "rules", true, &list))
        return false;
    struct screen_rule *rule = ARENA_ARRAY(l->a, list->count, struct screen_rule);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        str path = str_fmt(l->a, "rules[%zu]", n);
        if (!rule_get(l, j, path, &rule[n])) return false;
        for (size_t i = 0; i < n; i++)
            if (str_eq(rule[i].id, rule[n].id)) return wrong(l, under(l, path, "id"), "the rule \"%.*s\" stands twice", SP(rule[n].id));
    }
    qsort(rule, n, sizeof *rule, by_level);
    l->r->rules = rule;
    l->r->n_rules = n;
    return true;
}

// --- both files

static struct json *parsed(struct load *l, str file, str text)
{
    struct json_error why;
    l->file = file;
    struct json *top = json_parse(l->a, text, 64, &why);
    if (!top) wrong(l, str_fmt(l->a, "line %zu, column %zu", why.line, why.column), "%.*s", SP(why.reason));
    return top;
}

static bool all_used(struct load *l)
{
    l->file = S("safety/questions.json");
    for (size_t i = 0; i < l->r->n_questions; i++)
        if (!l->used[i] && !l->questions[i].for_therapist)
            return wrong(l, str_fmt(l->a, "questions[%zu]", i), "no rule needs the question \"%.*s\": it is not to be asked, or marked \"for\": \"therapist\"",
                SP(l->questions[i].id));
    return true;
}

// FNV-1a, 64 bits: tells two versions apart, and guards against nothing.
static uint64_t hash(uint64_t h, str s)
{
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return h;
}

const struct screen_rules *screen_load(arena *a, str questions_json, str rules_json, struct screen_error *e)
{
    struct load l = {.a = a, .e = e, .r = ARENA_NEW(a, struct screen_rules)};
    str version, rules_version;
    l.names = ARENA_ARRAY(a, FORMULA_MAX_NAMES, struct fname);
    l.name_is = ARENA_ARRAY(a, FORMULA_MAX_NAMES, struct screen_name);
    name_add(&l, (str){0}, S("age"), FV_NUMBER, 0, AGE_LAST, (struct screen_name){NAME_AGE, QUESTION_NONE, 0, NULL});
    name_add(&l, (str){0}, S("sex"), FV_TEXT, 0, 0, (struct screen_name){NAME_SEX, QUESTION_NONE, 0, NULL});
    name_add(&l, (str){0}, S("today"), FV_NUMBER, 1, 0, (struct screen_name){NAME_TODAY, QUESTION_NONE, 0, NULL});
    CHECK(l.n_names == NAMES_ABOUT);
    const struct json *questions = parsed(&l, S("safety/questions.json"), questions_json);
    if (!questions || !questions_get(&l, questions, &version)) return NULL;
    const struct json *rules = parsed(&l, S("safety/rules.json"), rules_json);
    if (!rules || !rules_get(&l, rules, &rules_version) || !all_used(&l)) return NULL;
    if (str_cmp(rules_version, version) > 0) version = rules_version;
    uint64_t h = hash(hash(UINT64_C(14695981039346656037), questions_json), rules_json);
    l.r->version = str_fmt(a, "%.*s-%08" PRIx32, SP(version), (uint32_t)(h ^ h >> 32));
    l.r->names = l.names;
    l.r->n_names = l.n_names;
    l.r->name_is = l.name_is;
    return l.r;
}

static const struct screen_rules *shipped;

static void shipped_load(void)
{
    struct screen_error e = {0};
    shipped = screen_load(arena_new((size_t)64 << 20), content_text(S("safety/questions.json")), content_text(S("safety/rules.json")), &e);
    if (!shipped) fprintf(stderr, "%.*s: %.*s: %.*s\n", SP(e.file), SP(e.path), SP(e.reason));
    CHECK(shipped);
}

const struct screen_rules *screen_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, shipped_load) == 0);
    return shipped;
}
