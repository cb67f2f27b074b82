#include "clinic/safety/screen_compare.h"

#include <stdlib.h>

#include "base/err.h"
#include "clinic/measures/instrument.h"
#include "clinic/safety/screen_classes.h"
#include "clinic/safety/screen_data.h"
#include "clinic/safety/screen_load.h"

str screen_change_name(enum screen_change c)
{
    static const str names[] = {S_INIT("same"), S_INIT("stricter"), S_INIT("weaker")};
    CHECK((unsigned)c < sizeof names / sizeof *names);
    return names[c];
}

// --- conditions

enum acts { CLEAR, ASKS, FIRES };

// What screen() makes of the condition: unknown is to be asked only where a name that could still be answered is in it.
static enum acts acts(const struct screen_inputs *in, size_t at, const struct formula *f, const fvalue *v, size_t n_names)
{
    const uint16_t *used;
    fvalue is = formula_eval(f, v, n_names);
    if (is.kind == FV_TRUTH) return is.truth ? FIRES : CLEAR;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < in->n; i++)
        for (size_t k = 0; screen_class(in, at, i) == 0 && k < n; k++)
            if (used[k] == in->v[i].name) return ASKS;
    return CLEAR;
}

static str class_text(arena *a, const struct screen_inputs *in, size_t at, size_t i)
{
    const struct screen_input *input = &in->v[i];
    size_t class = screen_class(in, at, i);
    const fvalue *v = &input->v[class];
    if (v->kind == FV_TRUTH) return v->truth ? S("yes") : S("no");
    if (v->kind == FV_NUMBER) return str_fmt(a, "%g", v->number);
    if (v->kind == FV_TEXT) return v->text;
    return class && class == input->not_asked ? S("not asked") : S("unknown");
}

// "fever yes, temperature 37.5": the combination in words.
static str combination(arena *a, const struct screen_rules *r, const struct screen_inputs *in, size_t at)
{
    str out = {0};
    for (size_t i = 0; i < in->n; i++) out = str_fmt(a, "%.*s%s%.*s %.*s", SP(out), i ? ", " : "", SP(r->names[in->v[i].name].name), SP(class_text(a, in, at, i)));
    return out;
}

// "before or …", as "or" binds last: nothing that acted before is lost, whatever it asks.
static bool is_added(arena *a, const struct screen_rule *before, const struct screen_rule *after)
{
    return str_starts(after->when_text, str_fmt(a, "(%.*s) or ", SP(before->when_text))) ||
           str_starts(after->when_text, str_fmt(a, "%.*s or ", SP(before->when_text)));
}

static enum screen_change when_compare(arena *a, const struct screen_rules *r, const struct screen_rule *before, const struct screen_rule *after, str *why)
{
    if (str_eq(before->when_text, after->when_text)) return CHANGE_SAME;
    if (is_added(a, before, after)) return CHANGE_STRICTER;
    struct screen_inputs in = screen_inputs(a, r, (const struct formula *const[]){before->when, after->when}, 2);
    fvalue *v = ARENA_ARRAY(a, r->n_names, fvalue);
    bool more = false;
    for (size_t at = 0; at < in.total; at++) {
        screen_class_set(&in, at, v);
        enum acts was = acts(&in, at, before->when, v, r->n_names), is = acts(&in, at, after->when, v, r->n_names);
        more = more || is > was;
        if (is >= was) continue;
        *why = combination(a, r, &in, at);
        return CHANGE_WEAKER;
    }
    if (!in.total) *why = S("it asks too much at once for every answer to be tried: written as the condition before, or …, it would be stricter");
    else if (!in.whole) *why = S("it calculates with an answer, so that not every answer can be tried: written as the condition before, or …, it would be stricter");
    if (why->n) return CHANGE_WEAKER;
    return more ? CHANGE_STRICTER : CHANGE_SAME;
}

// --- lists: which of two holds the other

// By whether all before is in after, and all after in before, where more is stricter.
static enum screen_change more_is_stricter(bool kept, bool nothing_new)
{
    return !kept ? CHANGE_WEAKER : nothing_new ? CHANGE_SAME : CHANGE_STRICTER;
}

static bool site_in(struct site s, const struct screen_limits *l)
{
    for (size_t i = 0; i < l->n_avoid; i++)
        if (l->avoid[i].region == s.region && (l->avoid[i].side == SIDE_BOTH || l->avoid[i].side == s.side)) return true;
    bool left = false, right = false;
    for (size_t i = 0; s.side == SIDE_BOTH && i < l->n_avoid; i++) {
        left = left || (l->avoid[i].region == s.region && l->avoid[i].side == SIDE_LEFT);
        right = right || (l->avoid[i].region == s.region && l->avoid[i].side == SIDE_RIGHT);
    }
    return left && right;
}

static bool sites_in(const struct screen_limits *x, const struct screen_limits *y)
{
    for (size_t i = 0; i < x->n_avoid; i++)
        if (!site_in(x->avoid[i], y)) return false;
    return true;
}

static bool words_in(const str *x, size_t n_x, const str *y, size_t n_y)
{
    for (size_t i = 0; i < n_x; i++) {
        bool found = false;
        for (size_t k = 0; k < n_y; k++) found = found || str_eq(x[i], y[k]);
        if (!found) return false;
    }
    return true;
}

static bool questions_in(const struct screen_rule *x, const struct screen_rule *y)
{
    for (size_t i = 0; i < x->n_regions_from; i++) {
        bool found = false;
        for (size_t k = 0; k < y->n_regions_from; k++) found = found || x->regions_from[i] == y->regions_from[k];
        if (!found) return false;
    }
    return true;
}

// Fewer positions are stricter; none named is any.
static enum screen_change positions_compare(const struct screen_limits *x, const struct screen_limits *y)
{
    if (!x->n_positions || !y->n_positions) return !x->n_positions && !y->n_positions ? CHANGE_SAME : x->n_positions ? CHANGE_WEAKER : CHANGE_STRICTER;
    bool fewer = words_in(y->positions, y->n_positions, x->positions, x->n_positions);
    return more_is_stricter(fewer, words_in(x->positions, x->n_positions, y->positions, y->n_positions));
}

static enum screen_change less_is_stricter(int x, int y)
{
    if (x == y) return CHANGE_SAME;
    return x == 0 || (y && y < x) ? CHANGE_STRICTER : CHANGE_WEAKER;
}

static enum screen_change lift_compare(const struct screen_rule *x, const struct screen_rule *y)
{
    if (x->lift == y->lift && x->lift_days == y->lift_days) return CHANGE_SAME;
    if (x->level != y->level) return CHANGE_SAME; // the level decides: only level 3 lifts
    if (y->lift == LIFT_CLEARANCE || (x->lift == y->lift && y->lift_days > x->lift_days)) return CHANGE_STRICTER;
    return CHANGE_WEAKER;
}

static enum screen_change text_compare(str x, str y)
{
    return str_eq(x, y) ? CHANGE_SAME : str_find(y, x) < y.n ? CHANGE_STRICTER : CHANGE_WEAKER;
}

// --- a rule

static enum screen_change member_compare(arena *a, const struct screen_rules *r, str member, const struct screen_rule *x, const struct screen_rule *y, str *why)
{
    const struct screen_limits *l = &x->limits, *m = &y->limits;
    switch (take_word_of(member, "level when regions regions_from barred positions pressure_max minutes_max valid lifts lifts_days words for_client for_therapist "
                                 "source verified review")) {
    case 0: return x->level == y->level ? CHANGE_SAME : y->level < x->level ? CHANGE_STRICTER : CHANGE_WEAKER;
    case 1: return when_compare(a, r, x, y, why);
    case 2: return more_is_stricter(sites_in(l, m), sites_in(m, l));
    case 3: return more_is_stricter(questions_in(x, y), questions_in(y, x));
    case 4: return more_is_stricter(words_in(l->barred, l->n_barred, m->barred, m->n_barred), words_in(m->barred, m->n_barred, l->barred, l->n_barred));
    case 5: return positions_compare(l, m);
    case 6: return less_is_stricter(l->pressure_max, m->pressure_max);
    case 7: return less_is_stricter(l->minutes_max, m->minutes_max);
    case 8: return x->valid_days == y->valid_days ? CHANGE_SAME : CHANGE_WEAKER;
    case 9:
    case 10: return lift_compare(x, y);
    case 11: return text_compare(x->words, y->words);
    case 12: return text_compare(x->for_client, y->for_client);
    case 13: return text_compare(x->for_therapist, y->for_therapist);
    case 14:
    case 15:
    case 16: return CHANGE_SAME;
    default: return CHANGE_WEAKER; // a member that nobody compares
    }
}

static str value_text(arena *a, const struct json *j)
{
    if (!j) return (str){0};
    if (j->kind == JSON_BOOL) return j->truth ? S("yes") : S("no");
    if (j->kind != JSON_ARRAY) return j->text;
    str out = {0};
    for (const struct json *k = j->first; k; k = k->next) out = str_fmt(a, "%.*s%s%.*s", SP(out), k == j->first ? "" : ", ", SP(k->text));
    return out;
}

// Beside the rule itself: what stands in a practice's file alone.
static bool is_beside(str member) { return take_word_of(member, "id base off cases") >= 0; }

struct screen_comparison screen_compare(arena *a, const struct screen_rules *r, const struct screen_rule *before, const struct screen_rule *after)
{
    CHECK(before->written && after->written);
    const struct json *x = before->written, *y = after->written;
    struct screen_difference *v = ARENA_ARRAY(a, x->count + y->count, struct screen_difference);
    struct screen_comparison out = {.v = v};
    for (int side = 0; side < 2; side++)
        for (const struct json *j = side ? y->first : x->first; j; j = j->next) {
            if (is_beside(j->name) || (side && json_get(x, j->name))) continue;
            struct screen_difference d = {.member = j->name, .before = value_text(a, json_get(x, j->name)), .after = value_text(a, json_get(y, j->name))};
            if (str_eq(d.before, d.after)) continue;
            d.is = member_compare(a, r, d.member, before, after, &d.why);
            if (d.is > out.is) out.is = d.is;
            v[out.n++] = d;
        }
    return out;
}

// --- what a rule says

static int by_name(const void *x, const void *y)
{
    const struct json *const *a = x, *const *b = y;
    return str_cmp((*a)->name, (*b)->name);
}

enum { RULE_BYTES = 64 << 10 };

str screen_rule_text(arena *a, const struct screen_rule *rule)
{
    struct buf b = buf_new(a, RULE_BYTES);
    struct jw w = jw_on(&b);
    json_put(&w, rule->written);
    CHECK(!b.over);
    return buf_str(&b);
}

str screen_rule_hash(arena *a, const struct screen_rule *rule)
{
    const struct json **v = ARENA_ARRAY(a, rule->written->count, const struct json *);
    struct buf b = buf_new(a, RULE_BYTES);
    struct jw w = jw_on(&b);
    char hex[65];
    size_t n = 0;
    for (const struct json *j = rule->written->first; j; j = j->next)
        if (take_word_of(j->name, "base off cases source verified review") < 0) v[n++] = j;
    qsort(v, n, sizeof *v, by_name);
    jw_object(&w);
    for (size_t i = 0; i < n; i++) {
        jw_key(&w, v[i]->name);
        json_put(&w, v[i]);
    }
    jw_end(&w);
    CHECK(!b.over);
    instrument_hash(buf_str(&b), hex);
    return str_dup(a, str_of(hex));
}
