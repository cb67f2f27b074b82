#include "clinic/safety/screen_load.h"

#include <stdlib.h>

#include "base/err.h"

static bool regions_get(struct load *l, const struct json *o, str path, struct screen_limits *limits)
{
    const struct json *list;
    if (!take_list(&l->take, o, path, "regions", false, LIST_MAX, &list)) return false;
    struct site *site = ARENA_ARRAY(l->a, list->count, struct site);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.regions[%zu]", SP(path), limits->n_avoid);
        if (j->kind != JSON_STRING || !site_parse(j->text, &site[limits->n_avoid])) return take_wrong(&l->take, here, "there is no such region of the body");
        for (size_t i = 0; i < limits->n_avoid; i++)
            if (site_overlaps(site[i], site[limits->n_avoid])) return take_wrong(&l->take, here, "\"%.*s\" is avoided already", SP(j->text));
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
    if (!take_list(&l->take, o, path, name, false, LIST_MAX, &list)) return false;
    str *word = ARENA_ARRAY(l->a, list->count, str);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.%s[%zu]", SP(path), name, *n);
        bool found = false;
        for (size_t i = 0; j->kind == JSON_STRING && i < n_known; i++) found = found || str_eq(known[i], j->text);
        if (!found) return take_wrong(&l->take, here, "\"%.*s\" is none that is known", SP(j->text));
        for (size_t i = 0; i < *n; i++)
            if (str_eq(word[i], j->text)) return take_wrong(&l->take, here, "\"%.*s\" stands twice", SP(j->text));
        word[(*n)++] = j->text;
    }
    *out = word;
    return true;
}

static bool regions_from_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    const struct json *list;
    if (!take_list(&l->take, o, path, "regions_from", false, LIST_MAX, &list)) return false;
    uint16_t *from = ARENA_ARRAY(l->a, list->count, uint16_t);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.regions_from[%zu]", SP(path), rule->n_regions_from);
        const struct question *q = j->kind == JSON_STRING ? screen_question_of(l->r, j->text) : NULL;
        if (!q || q->kind != ASK_SITES) return take_wrong(&l->take, here, "there is no question for places on the body with this id");
        from[rule->n_regions_from] = (uint16_t)(q - l->r->questions);
        if (l->used) l->used[from[rule->n_regions_from]] = true;
        rule->n_regions_from++;
        if (q->when) load_used(l, q->when);
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
        !take_whole(&l->take, o, path, "pressure_max", 1, 5, 0, &limits->pressure_max) || !take_whole(&l->take, o, path, "minutes_max", 5, 240, 0, &limits->minutes_max))
        return false;
    if (rule->level == LEVEL_AVOID && !limits->n_avoid && !rule->n_regions_from) return take_wrong(&l->take, path, "level S4 names \"regions\" or \"regions_from\"");
    return true;
}

// "until cleared", "this visit", or a number of days such as "14 days".
static bool valid_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    str text, number, unit;
    int64_t n = 0;
    if (!take_text(&l->take, o, path, "valid", true, &text)) return false;
    if (str_eq(text, S("until cleared"))) return true;
    if (str_eq(text, S("this visit"))) {
        rule->valid_days = 1;
        return true;
    }
    str_cut(text, ' ', &number, &unit);
    if (!str_i64(number, &n) || n < 2 || n > 730 || !str_eq(unit, S("days")))
        return take_wrong(&l->take, take_under(&l->take, path, "valid"), "\"until cleared\", \"this visit\" or \"N days\" is wanted");
    rule->valid_days = (int)n;
    return true;
}

static bool lift_get(struct load *l, const struct json *o, str path, struct screen_rule *rule)
{
    int lift;
    if (rule->level != LEVEL_DEFER)
        return json_get(o, S("lifts")) || json_get(o, S("lifts_days")) ? take_wrong(&l->take, path, "only level S3 has \"lifts\"") : true;
    if (!take_word(&l->take, o, path, "lifts", "clearance time symptom-free conversation", &lift) || !take_whole(&l->take, o, path, "lifts_days", 1, 730, 0, &rule->lift_days))
        return false;
    rule->lift = (enum screen_lift)(lift + 1);
    bool timed = rule->lift == LIFT_TIME || rule->lift == LIFT_SYMPTOM_FREE;
    return timed == (rule->lift_days > 0) ? true : take_wrong(&l->take, path, "\"lifts_days\" goes with \"time\" and \"symptom-free\"");
}

bool load_rule(struct load *l, const struct json *o, str path, const char *members, struct screen_rule *rule)
{
    int level;
    rule->written = o;
    if (!take_members(&l->take, o, path, members) || !load_id(l, o, path, "id", '-', &rule->id) || !take_text(&l->take, o, path, "words", true, &rule->words) ||
        !take_word(&l->take, o, path, "level", "S1 S2 S3 S4 S5", &level) || !take_text(&l->take, o, path, "when", true, &rule->when_text) ||
        !take_text(&l->take, o, path, "for_client", true, &rule->for_client) || !take_text(&l->take, o, path, "for_therapist", true, &rule->for_therapist) ||
        !take_text(&l->take, o, path, "source", true, &rule->source) || !take_truth(&l->take, o, path, "verified", true, &rule->verified) ||
        !load_day(l, o, path, "review", &rule->review_day))
        return false;
    CHECK(level < (int)LEVEL_MODIFY);
    rule->level = (enum screen_level)((int)LEVEL_EMERGENCY + level);
    rule->when = load_formula(l, take_under(&l->take, path, "when"), rule->when_text, FV_TRUTH);
    if (!rule->when) return false;
    load_used(l, rule->when);
    return limits_get(l, o, path, rule) && valid_get(l, o, path, rule) && lift_get(l, o, path, rule);
}

static bool techniques_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "techniques", true, LIST_MAX, &list)) return false;
    str *id = ARENA_ARRAY(l->a, list->count, str);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        if (j->kind != JSON_STRING || !load_id_valid(j->text, '-')) return take_wrong(&l->take, str_fmt(l->a, "techniques[%zu]", n), "the id of a technique is wanted");
        id[n] = j->text;
    }
    l->r->techniques = id;
    l->r->n_techniques = n;
    return true;
}

static bool signatures_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!take_text(&l->take, top, (str){0}, "sign_off", true, &l->r->sign_off)) return false;
    if (!json_get(top, S("signed"))) return take_wrong(&l->take, (str){0}, "\"signed\" is missing: a list, empty while nobody has");
    if (!take_list(&l->take, top, (str){0}, "signed", false, LIST_MAX, &list)) return false;
    struct screen_signature *signature = ARENA_ARRAY(l->a, list->count, struct screen_signature);
    for (const struct json *j = list->first; j; j = j->next) {
        str path = str_fmt(l->a, "signed[%zu]", l->r->n_signatures);
        struct screen_signature *s = &signature[l->r->n_signatures++];
        int role;
        if (!take_members(&l->take, j, path, "who role licence version day what") || !take_text(&l->take, j, path, "who", true, &s->who) ||
            !take_word(&l->take, j, path, "role", "physician therapist", &role) || !take_text(&l->take, j, path, "licence", true, &s->licence) ||
            !take_text(&l->take, j, path, "version", true, &s->version) || !load_day(l, j, path, "day", &s->day) || !take_text(&l->take, j, path, "what", true, &s->what))
            return false;
        s->role = role ? S("therapist") : S("physician");
    }
    l->r->signatures = signature;
    return true;
}

static int by_level(const void *x, const void *y)
{
    const struct screen_rule *a = x, *b = y;
    return a->level != b->level ? (int)a->level - (int)b->level : str_cmp(a->id, b->id);
}

bool load_rules(struct load *l, const struct json *top, str *version)
{
    const struct json *list;
    if (!take_members(&l->take, top, (str){0}, "version signed sign_off techniques rules") || !load_day(l, top, (str){0}, "version", version) ||
        !signatures_get(l, top) || !techniques_get(l, top) || !take_list(&l->take, top, (str){0}, "rules", true, LIST_MAX, &list))
        return false;
    struct screen_rule *rule = ARENA_ARRAY(l->a, list->count, struct screen_rule);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        str path = str_fmt(l->a, "rules[%zu]", n);
        if (!load_rule(l, j, path, RULE_MEMBERS, &rule[n])) return false;
        for (size_t i = 0; i < n; i++)
            if (str_eq(rule[i].id, rule[n].id)) return take_wrong(&l->take, take_under(&l->take, path, "id"), "the rule \"%.*s\" stands twice", SP(rule[n].id));
    }
    qsort(rule, n, sizeof *rule, by_level);
    l->r->rules = rule;
    l->r->n_rules = n;
    return true;
}
