#include "clinic/safety/screen_overlay.h"

#include <stdlib.h>
#include <string.h>

#include "base/content.h"
#include "base/err.h"
#include "base/formula_node.h"
#include "clinic/measures/instrument.h"
#include "clinic/safety/screen_classes.h"
#include "clinic/safety/screen_load.h"

#define FORMAT S("unknot-rules-1")
#define OWN S("own-")
enum {
    TRIES = 20000,              // of answers, to see whether a condition can fire: a file may hold as many conditions as there are rules
    CASE_LIST = 200,            // answers to one question, in a case: more than there are places on the body
    SCRATCH = 32 << 20          // bytes: more than the largest rule needs, and the version of the largest file
};

str overlay_kind_name(enum overlay_kind k)
{
    static const str names[] = {S_INIT("ours"), S_INIT("edited"), S_INIT("off"), S_INIT("own")};
    CHECK((unsigned)k < sizeof names / sizeof *names);
    return names[k];
}

bool screen_overlay_id(str id) { return str_starts(id, OWN) && load_id_valid(id, '-'); }

// --- one rule

static bool about_get(struct load *l, const struct json *o, str path, struct screen_about *about)
{
    str today, born;
    if (!take_members(&l->take, o, path, "answers sex born today is") || !take_text(&l->take, o, path, "sex", false, &about->sex) ||
        !take_text(&l->take, o, path, "born", false, &born) || !take_text(&l->take, o, path, "today", false, &today))
        return false;
    about->born_known = born.n > 0;
    if (born.n && !day_parse(born, &about->born)) return take_wrong(&l->take, take_under(&l->take, path, "born"), "a day is wanted, such as 2026-11-21");
    if (!day_parse(today.n ? today : S("2026-11-21"), &about->today)) return take_wrong(&l->take, take_under(&l->take, path, "today"), "a day is wanted, such as 2026-11-21");
    return true;
}

// What the rule alone says to the answers: 0 fires, 1 asks, 2 clear.
static int tried(struct load *l, const struct screen_rule *rule, const struct screen_about *about, const struct json *answers, str *wrong)
{
    struct screen_rules alone = *l->r;
    const struct screen_bad *bad;
    size_t n;
    arena *scratch = arena_new(SCRATCH);
    alone.rules = rule;
    alone.n_rules = 1;
    struct screen_result s = screen(scratch, &alone, about, answers, &bad, &n);
    int is = s.n == 0 ? 2 : s.findings[0].unknown;
    if (n) *wrong = str_fmt(l->a, "%.*s: %.*s", SP(bad[0].id), SP(bad[0].reason));
    arena_free(scratch);
    return is;
}

// Answers as a form has them: one each, or a list of some.
static bool answers_small(const struct json *answers)
{
    for (const struct json *j = answers->first; j; j = j->next) {
        if (j->kind == JSON_OBJECT || (j->kind == JSON_ARRAY && j->count > CASE_LIST)) return false;
        for (const struct json *k = j->kind == JSON_ARRAY ? j->first : NULL; k; k = k->next)
            if (k->kind == JSON_ARRAY || k->kind == JSON_OBJECT) return false;
    }
    return true;
}

static bool cases_right(struct load *l, const struct json *o, str path, const struct screen_rule *rule)
{
    static const char words[] = "fires asks clear";
    static const char *const said[] = {"fires", "asks", "is clear"};
    const struct json *list;
    size_t at = 0;
    if (!take_list(&l->take, o, path, "cases", false, LIST_MAX, &list)) return false;
    for (const struct json *j = list->first; j; j = j->next, at++) {
        str here = str_fmt(l->a, "%.*s.cases[%zu]", SP(path), at), wrong = {0};
        struct screen_about about = {0};
        const struct json *answers = json_get(j, S("answers"));
        int wanted;
        if (!about_get(l, j, here, &about) || !take_word(&l->take, j, here, "is", words, &wanted)) return false;
        if (!answers || answers->kind != JSON_OBJECT) return take_wrong(&l->take, take_under(&l->take, here, "answers"), "the answers are wanted: {\"question\": answer}");
        if (!answers_small(answers)) return take_wrong(&l->take, take_under(&l->take, here, "answers"), "an answer is one value, or a list of at most %d", CASE_LIST);
        int is = tried(l, rule, &about, answers, &wrong);
        if (wrong.n) return take_wrong(&l->take, take_under(&l->take, here, "answers"), "%.*s", SP(wrong));
        if (is != wanted) return take_wrong(&l->take, here, "it %s", said[is]);
    }
    return true;
}

// Clear with something still unanswered that could make it fire: what nobody knows would pass for no. Every combination is tried, those with
// less unknown first: `can` says which of them could fire yet.
static bool clears_unknown(arena *scratch, const struct screen_rules *r, const struct screen_rule *rule, const struct screen_inputs *in, fvalue *v)
{
    bool *can = ARENA_ARRAY(scratch, in->total, bool);
    for (size_t at = in->total; at-- > 0;) {
        screen_class_set(in, at, v);
        fvalue is = formula_eval(rule->when, v, r->n_names);
        size_t step = 1;
        for (size_t i = 0; i < in->n; step *= in->v[i++].n)
            for (size_t k = 1; screen_class(in, at, i) == 0 && k < in->v[i].n; k++) can[at] = can[at] || can[at + k * step];
        if (can[at] && is.kind == FV_TRUTH && !is.truth) return true;
        can[at] = can[at] || (is.kind == FV_TRUTH && is.truth);
    }
    return false;
}

// Nothing answered is never clear, nor is what could fire yet; and a rule that cannot fire, or always does, is a mistake.
static bool when_right(struct load *l, str path, const struct screen_rule *rule)
{
    const struct screen_rules *r = l->r;
    bool fires = false, clear = false;
    str here = take_under(&l->take, path, "when");
    if (rule->when_text.n > OVERLAY_WHEN) return take_wrong(&l->take, here, "it is longer than %d bytes", OVERLAY_WHEN);
    arena *scratch = arena_new(SCRATCH);
    struct screen_inputs in = screen_inputs(scratch, r, &rule->when, 1);
    fvalue *v = ARENA_ARRAY(scratch, r->n_names, fvalue);
    bool open = formula_eval(rule->when, v, r->n_names).kind == FV_UNKNOWN;
    size_t tries = in.total < TRIES ? in.total : TRIES;
    for (size_t at = 0; at < tries && !(fires && clear); at++) {
        screen_class_set(&in, at, v);
        fvalue is = formula_eval(rule->when, v, r->n_names);
        fires = fires || (is.kind == FV_TRUTH && is.truth);
        clear = clear || (is.kind == FV_TRUTH && !is.truth);
    }
    bool passes = open && in.total && in.total <= TRIES && clears_unknown(scratch, r, rule, &in, v);
    arena_free(scratch);
    if (!open) return take_wrong(&l->take, here, "it is true or false before anything is answered: what is not answered must be asked, never clear");
    if (passes) return take_wrong(&l->take, here, "it is false while something is not answered that could make it fire: what is not answered must be asked, never clear");
    if (!in.whole || !in.total || tries < in.total) return true;
    if (!fires) return take_wrong(&l->take, here, "no answer makes it fire");
    return clear ? true : take_wrong(&l->take, here, "no answer keeps it from firing");
}

static bool base_right(struct load *l, const struct json *o, str path, const struct screen_rule *ours)
{
    str base;
    if (!take_text(&l->take, o, path, "base", false, &base)) return false;
    if (!ours) return !base.n ? true : take_wrong(&l->take, take_under(&l->take, path, "base"), "there is no such rule of ours: an own rule has no \"base\"");
    bool hex = base.n == 64;
    for (size_t i = 0; i < base.n; i++) hex = hex && strchr("0123456789abcdef", base.p[i]);
    return hex ? true : take_wrong(&l->take, take_under(&l->take, path, "base"), "the hash of our rule is wanted, 64 hex digits, as unknot rules explain gives it");
}

// What is kept of a finding, and of a change, has room for these.
static bool texts_right(struct load *l, const struct json *o, str path)
{
    static const char *const names[] = {"words", "for_client", "for_therapist", "source"};
    struct buf b = buf_new(l->a, OVERLAY_RULE);
    struct jw w = jw_on(&b);
    json_put(&w, o);
    if (b.over) return take_wrong(&l->take, path, "it is longer than %d bytes", OVERLAY_RULE);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        str text = json_text(json_get(o, str_of(names[i])));
        size_t most = i == 0 ? OVERLAY_NAME : OVERLAY_TEXT;
        if (text.n > most) return take_wrong(&l->take, take_under(&l->take, path, names[i]), "it is longer than %zu bytes", most);
        if (!text_valid(text)) return take_wrong(&l->take, take_under(&l->take, path, names[i]), "it is no text");
    }
    return true;
}

// *rule has a level of 0 where ours is turned off.
static bool entry_get(struct load *l, const struct json *o, str path, bool kept, struct screen_rule *rule)
{
    bool off;
    str id;
    if (o->kind != JSON_OBJECT) return take_wrong(&l->take, path, "a rule is wanted: {…}");
    if (!texts_right(l, o, path)) return false;
    if (!take_truth(&l->take, o, path, "off", false, &off) || !load_id(l, o, path, "id", '-', &id)) return false;
    const struct screen_rule *ours = screen_rule_of(l->r, id);
    if (!ours && !screen_overlay_id(id)) return take_wrong(&l->take, take_under(&l->take, path, "id"), "\"%.*s\" is no rule of ours: an own rule's id begins with \"own-\"", SP(id));
    if (!base_right(l, o, path, ours)) return false;
    if (off) {
        if (!take_members(&l->take, o, path, "id off base")) return false;
        if (!ours || ours->level <= LEVEL_STOP) return take_wrong(&l->take, take_under(&l->take, path, "off"), ours ? "levels S1 and S2 are never turned off" : "an own rule is left out instead");
        *rule = (struct screen_rule){.id = id, .written = o};
        return true;
    }
    return load_rule(l, o, path, RULE_MEMBERS " off base cases", rule) && (kept || (when_right(l, path, rule) && cases_right(l, o, path, rule)));
}

static struct load load_over(arena *a, const struct screen_rules *shipped, str file, struct screen_rules *r)
{
    *r = *shipped;
    return (struct load){.take.a = a, .a = a, .file = file, .r = r, .names = (struct fname *)(uintptr_t)shipped->names,
        .name_is = (struct screen_name *)(uintptr_t)shipped->name_is, .n_names = shipped->n_names};
}

static const struct json *parsed(struct load *l, str text)
{
    struct json_error why = {0};
    const struct json *top = text.n <= OVERLAY_BYTES ? json_parse(l->a, text, 64, &why) : NULL;
    if (text.n > OVERLAY_BYTES) take_wrong(&l->take, (str){0}, "the file is too large");
    else if (!top) take_wrong(&l->take, str_fmt(l->a, "line %zu, column %zu", why.line, why.column), "%.*s", SP(why.reason));
    return top;
}

static const struct screen_rule *rule_get(arena *a, const struct screen_rules *shipped, str file, str text, bool kept, struct screen_error *e)
{
    struct screen_rule *rule = ARENA_NEW(a, struct screen_rule);
    struct load l = load_over(a, shipped, file, ARENA_NEW(a, struct screen_rules));
    const struct json *top = parsed(&l, text);
    if (top && entry_get(&l, top, (str){0}, kept, rule)) return rule;
    *e = (struct screen_error){l.file, l.take.path, l.take.reason};
    return NULL;
}

const struct screen_rule *screen_overlay_rule(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e)
{
    return rule_get(a, shipped, file, text, false, e);
}

const struct screen_rule *screen_overlay_rule_kept(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e)
{
    return rule_get(a, shipped, file, text, true, e);
}

// --- both together

static str texts_join(arena *a, str x, str y)
{
    if (str_find(x, y) < x.n || !y.n) return x;
    if (str_find(y, x) < y.n) return y;
    return str_fmt(a, "%.*s %.*s", SP(x), SP(y));
}

static void lifts_join(const struct screen_rule *x, const struct screen_rule *y, struct screen_rule *to)
{
    const struct screen_rule *one = x->level == LEVEL_DEFER ? x : y;
    to->lift = LIFT_NONE;
    to->lift_days = 0;
    if (to->level != LEVEL_DEFER) return;
    bool both = x->level == y->level;
    to->lift = both && x->lift != y->lift ? LIFT_CLEARANCE : one->lift;
    to->lift_days = !both || x->lift == y->lift ? one->lift_days : 0;
    if (both && x->lift == y->lift && y->lift_days > to->lift_days) to->lift_days = y->lift_days;
}

// Stricter of both in everything.
static struct screen_rule join(arena *a, const struct screen_rules *r, const struct screen_rule *x, const struct screen_rule *y)
{
    struct screen_rule to = *x;
    struct formula_error why;
    str when = str_fmt(a, "(%.*s) or (%.*s)", SP(x->when_text), SP(y->when_text));
    if (!str_eq(x->when_text, y->when_text)) {
        to.when = formula_compile_over(a, when, r->names, r->n_names, &why);
        to.when_text = when;
    }
    if (!to.when) to.when = x->when, to.also = y->when; // together larger than a formula may be
    uint16_t *from = ARENA_ARRAY(a, x->n_regions_from + y->n_regions_from, uint16_t);
    memcpy(from, x->regions_from, x->n_regions_from * sizeof *from);
    for (size_t i = 0; i < y->n_regions_from; i++) {
        bool there = false;
        for (size_t k = 0; k < x->n_regions_from; k++) there = there || x->regions_from[k] == y->regions_from[i];
        if (!there) from[to.n_regions_from++] = y->regions_from[i];
    }
    to.regions_from = from;
    to.level = y->level < x->level ? y->level : x->level;
    to.limits = screen_limits_add(a, &x->limits, &y->limits);
    lifts_join(x, y, &to);
    to.words = texts_join(a, x->words, y->words);
    to.for_client = texts_join(a, x->for_client, y->for_client);
    to.for_therapist = texts_join(a, x->for_therapist, y->for_therapist);
    to.source = texts_join(a, x->source, y->source);
    to.verified = x->verified && y->verified;
    to.written = NULL;
    return to;
}

struct laying {
    struct load l;
    const struct screen_rules *shipped;
    struct screen_rule *written;        // of the file
    size_t n_written;
    struct screen_rule *rule;           // what holds
    size_t n_rules;
    struct overlay_item *item;
    size_t n_items;
};

static const struct screen_rule *written_of(const struct laying *y, str id)
{
    for (size_t i = 0; i < y->n_written; i++)
        if (str_eq(y->written[i].id, id)) return &y->written[i];
    return NULL;
}

static void lay(struct laying *y, const struct screen_rule *ours, const struct screen_rule *mine)
{
    struct overlay_item *to = &y->item[y->n_items++];
    bool off = mine && mine->level == 0;
    *to = (struct overlay_item){.id = ours ? ours->id : mine->id, .ours = ours, .practice = off ? NULL : mine,
        .kind = !mine ? RULE_OURS : off ? RULE_OFF : ours ? RULE_EDITED : RULE_OWN};
    to->conflict = ours && mine && !str_eq(json_text(json_get(mine->written, S("base"))), screen_rule_hash(y->l.a, ours));
    if (off && !to->conflict) return;
    bool both = ours && mine && !off && (to->conflict || ours->level <= LEVEL_STOP);
    y->rule[y->n_rules++] = both ? join(y->l.a, y->shipped, ours, mine) : mine && !off ? *mine : *ours;
}

static int rule_order(const void *x, const void *y)
{
    const struct screen_rule *a = x, *b = y;
    return a->level != b->level ? (int)a->level - (int)b->level : str_cmp(a->id, b->id);
}

static const struct screen_rule *shown(const struct overlay_item *i) { return i->holds ? i->holds : i->ours; }

static int item_order(const void *x, const void *y) { return rule_order(shown(x), shown(y)); }

// The version says which rules of the practice are in it: a hash of all that they say.
static str version_of(struct laying *y)
{
    char hex[65];
    arena *scratch = arena_new(SCRATCH);
    struct buf b = buf_new(scratch, 8 * OVERLAY_BYTES); // a byte is written as six at most
    for (size_t i = 0; i < y->n_items; i++) {
        const struct screen_rule *mine = written_of(y, y->item[i].id);
        struct jw w = jw_on(&b);
        if (!mine) continue;
        json_put(&w, mine->written);
        buf_put(&b, S("\n"));
    }
    CHECK(!b.over);
    instrument_hash(buf_str(&b), hex);
    arena_free(scratch);
    return str_fmt(y->l.a, "%.*s+%.8s", SP(y->shipped->version), hex);
}

static bool file_get(struct laying *y, str text, bool kept)
{
    struct load *l = &y->l;
    const struct json *list, *top = parsed(l, text);
    str format;
    if (!top || !take_members(&l->take, top, (str){0}, "format rules") || !take_text(&l->take, top, (str){0}, "format", true, &format)) return false;
    if (!str_eq(format, FORMAT)) return take_wrong(&l->take, S("format"), "\"%.*s\" is wanted", SP(FORMAT));
    if (!take_list(&l->take, top, (str){0}, "rules", false, OVERLAY_RULES, &list)) return false;
    y->written = ARENA_ARRAY(l->a, list->count, struct screen_rule);
    for (const struct json *j = list->first; j; j = j->next) {
        str path = str_fmt(l->a, "rules[%zu]", y->n_written);
        struct screen_rule *to = &y->written[y->n_written];
        if (!entry_get(l, j, path, kept, to)) return false;
        if (written_of(y, to->id)) return take_wrong(&l->take, take_under(&l->take, path, "id"), "the rule \"%.*s\" stands twice", SP(to->id));
        y->n_written++;
    }
    return true;
}

static void holds_set(struct laying *y)
{
    for (size_t i = 0; i < y->n_items; i++)
        for (size_t k = 0; k < y->n_rules; k++)
            if (str_eq(y->rule[k].id, y->item[i].id)) y->item[i].holds = &y->rule[k];
}

static const struct screen_overlay *overlay_get(arena *a, const struct screen_rules *shipped, str file, str text, bool kept, struct screen_error *e)
{
    struct screen_rules *r = ARENA_NEW(a, struct screen_rules);
    struct laying y = {.l = load_over(a, shipped, file, r), .shipped = shipped};
    if (text.n && !file_get(&y, text, kept)) {
        *e = (struct screen_error){y.l.file, y.l.take.path, y.l.take.reason};
        return NULL;
    }
    y.rule = ARENA_ARRAY(a, shipped->n_rules + y.n_written, struct screen_rule);
    y.item = ARENA_ARRAY(a, shipped->n_rules + y.n_written, struct overlay_item);
    for (size_t i = 0; i < shipped->n_rules; i++) lay(&y, &shipped->rules[i], written_of(&y, shipped->rules[i].id));
    for (size_t i = 0; i < y.n_written; i++)
        if (!screen_rule_of(shipped, y.written[i].id)) lay(&y, NULL, &y.written[i]);
    qsort(y.rule, y.n_rules, sizeof *y.rule, rule_order);
    holds_set(&y);
    qsort(y.item, y.n_items, sizeof *y.item, item_order);
    r->rules = y.rule;
    r->n_rules = y.n_rules;
    if (y.n_written) r->version = version_of(&y);
    struct screen_overlay *o = ARENA_NEW(a, struct screen_overlay);
    *o = (struct screen_overlay){.rules = y.n_written ? r : shipped, .v = y.item, .n = y.n_items};
    return o;
}

const struct screen_overlay *screen_overlay(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e)
{
    return overlay_get(a, shipped, file, text, false, e);
}

const struct screen_overlay *screen_overlay_kept(arena *a, const struct screen_rules *shipped, str file, str text, struct screen_error *e)
{
    return overlay_get(a, shipped, file, text, true, e);
}

const struct overlay_item *overlay_item_of(const struct screen_overlay *o, str id)
{
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->v[i].id, id)) return &o->v[i];
    return NULL;
}

static int by_item_id(const void *x, const void *y)
{
    const struct overlay_item *const *a = x, *const *b = y;
    return str_cmp((*a)->id, (*b)->id);
}

enum { DIGEST_LINE = 256, RULE_SCRATCH = 1 << 20 };

str screen_overlay_digest(arena *a, const struct screen_overlay *o)
{
    const struct overlay_item **v = ARENA_ARRAY(a, o->n, const struct overlay_item *);
    struct buf b = buf_new(a, o->n * DIGEST_LINE + DIGEST_LINE);
    arena *scratch = arena_new(RULE_SCRATCH);
    char hex[65];
    for (size_t i = 0; i < o->n; i++) v[i] = &o->v[i];
    qsort(v, o->n, sizeof *v, by_item_id);
    instrument_hash(content_text(S("safety/questions.json")), hex);
    buf_put(&b, str_of(hex));
    instrument_hash(content_text(S("safety/medicines.json")), hex);
    buf_put(&b, str_of(hex));
    for (size_t i = 0; i < o->n; i++, arena_reset(scratch)) {
        str ours = v[i]->ours ? screen_rule_hash(scratch, v[i]->ours) : S("-"), mine = v[i]->practice ? screen_rule_hash(scratch, v[i]->practice) : S("-");
        buf_put(&b, str_fmt(scratch, "\n%.*s %.*s %d %.*s %.*s", SP(v[i]->id), SP(overlay_kind_name(v[i]->kind)), v[i]->conflict, SP(ours), SP(mine)));
    }
    CHECK(!b.over);
    arena_free(scratch);
    instrument_hash(buf_str(&b), hex);
    return str_dup(a, str_of(hex));
}
