#include "clinic/measures/instrument_load.h"

#include <math.h>

#include "base/err.h"
#include "base/number.h"

enum { GOLDEN_LEAST = 5, GOLDEN_MOST = 400 };

struct golden {
    struct instrument_loader *l;
    const struct json *o;
    str path;
    struct instrument_answers x;
    struct instrument_result r[INSTRUMENT_SCORES];
    bool proven[INSTRUMENT_SCORES], alerted[INSTRUMENT_ALERTS];
};

#define wrong(l, ...) take_wrong(&(l)->take, __VA_ARGS__)

static size_t score_of(const struct instrument_file *in, str id)
{
    for (size_t i = 0; i < in->n_scores; i++)
        if (str_eq(in->scores[i].id, id)) return i;
    return SIZE_MAX;
}

// The same to nine places: 13/3 is written 4.333333333.
static bool same(double x, double y) { return number_round(x, 9) == number_round(y, 9); }

static bool refusals_right(struct golden *g, const struct json *wanted, const struct instrument_bad *bad, size_t n)
{
    size_t found = 0;
    if (wanted->kind != JSON_ARRAY || !wanted->count) return wrong(g->l, g->path, "\"refused\" is a list of items");
    for (const struct json *j = wanted->first; j; j = j->next)
        for (size_t i = 0; i < n; i++) found += str_eq(json_text(j), bad[i].item);
    return found == n && found == wanted->count ? true : wrong(g->l, g->path, "%zu of the %zu items are refused, and %zu in all", found, wanted->count, n);
}

static bool score_right(struct golden *g, size_t k)
{
    const struct instrument_score *s = &g->l->in->scores[k];
    const struct json *wanted = json_get(json_get(g->o, S("scores")), s->id);
    const struct instrument_result *r = &g->r[k];
    double v = 0;
    if (!wanted) return wrong(g->l, g->path, "\"scores\" does not say \"%.*s\"; null says that it is not computable", SP(s->id));
    if (wanted->kind == JSON_NULL) {
        return r->computable ? wrong(g->l, g->path, "%.*s is %.10g, and is to have no value", SP(s->id), r->value) : true;
    }
    if (wanted->kind != JSON_NUMBER || !json_number(wanted, &v)) return wrong(g->l, g->path, "a score is a number or null");
    if (!r->computable) return wrong(g->l, g->path, "%.*s has no value, and is to be %.10g", SP(s->id), v);
    g->proven[k] = g->proven[k] || r->n_missing == s->most_missing;
    return same(r->value, v) ? true : wrong(g->l, g->path, "%.*s is %.10g, and is to be %.10g", SP(s->id), r->value, v);
}

static bool band_right(struct golden *g, const struct json *wanted)
{
    size_t k = score_of(g->l->in, wanted->name);
    if (k == SIZE_MAX) return wrong(g->l, g->path, "\"bands\": there is no score \"%.*s\"", SP(wanted->name));
    str words = g->r[k].band ? g->r[k].band->words : (str){0};
    return str_eq(words, json_text(wanted)) ? true : wrong(g->l, g->path, "the band of %.*s is \"%.*s\"", SP(wanted->name), SP(words));
}

static bool missing_right(struct golden *g, const struct json *wanted)
{
    size_t k = score_of(g->l->in, wanted->name), i = 0;
    if (k == SIZE_MAX || wanted->kind != JSON_ARRAY) return wrong(g->l, g->path, "\"missing\": a score and a list of its items is wanted");
    for (const struct json *j = wanted->first; j; j = j->next, i++)
        if (i >= g->r[k].n_missing || !str_eq(json_text(j), g->l->in->items[g->r[k].missing[i]].id)) break;
    return i == wanted->count && i == g->r[k].n_missing ? true : wrong(g->l, g->path, "other items of %.*s are missing", SP(wanted->name));
}

static bool alerts_right(struct golden *g)
{
    const struct json *wanted = json_get(g->o, S("alerts"));
    size_t n = 0;
    if (wanted && wanted->kind != JSON_ARRAY) return wrong(g->l, g->path, "\"alerts\" is a list");
    for (size_t i = 0; i < g->l->in->n_alerts; i++) {
        bool want = false, is = instrument_alerted(g->l->in, &g->x, i);
        for (const struct json *j = wanted ? wanted->first : NULL; j; j = j->next) want = want || str_eq(json_text(j), g->l->in->alerts[i].id);
        if (want != is) return wrong(g->l, g->path, "the alert \"%.*s\" is %s", SP(g->l->in->alerts[i].id), is ? "there" : "not there");
        n += want;
        g->alerted[i] = g->alerted[i] || is;
    }
    return n == (wanted ? wanted->count : 0) ? true : wrong(g->l, g->path, "\"alerts\" names one that there is not");
}

static bool members_right(struct golden *g)
{
    static const str known[] = {S_INIT("note"), S_INIT("answers"), S_INIT("scores"), S_INIT("bands"), S_INIT("missing"), S_INIT("alerts"), S_INIT("refused")};
    for (const struct json *j = g->o->first; j; j = j->next) {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) found = found || str_eq(known[i], j->name);
        if (!found) return wrong(g->l, g->path, "there is no member \"%.*s\"", SP(j->name));
    }
    return json_text(json_get(g->o, S("note"))).n ? true : wrong(g->l, g->path, "\"note\" is missing: what it shows, and how it was computed");
}

static bool each(struct golden *g, const char *name, bool (*right)(struct golden *, const struct json *))
{
    const struct json *o = json_get(g->o, str_of(name));
    if (o && o->kind != JSON_OBJECT) return wrong(g->l, g->path, "\"%s\" is an object", name);
    for (const struct json *j = o ? o->first : NULL; j; j = j->next)
        if (!right(g, j)) return false;
    return true;
}

static bool case_right(struct golden *g)
{
    const struct json *answers = json_get(g->o, S("answers")), *refused = json_get(g->o, S("refused")), *scores = json_get(g->o, S("scores"));
    struct instrument_bad *bad;
    if (g->o->kind != JSON_OBJECT || !members_right(g)) return g->o->kind == JSON_OBJECT ? false : wrong(g->l, g->path, "an object is wanted");
    if (!answers || answers->kind != JSON_OBJECT) return wrong(g->l, g->path, "\"answers\" is missing");
    size_t n = instrument_answers_read(g->l->a, g->l->in, answers, &g->x, &bad);
    if (refused) return refusals_right(g, refused, bad, n);
    if (n) return wrong(g->l, g->path, "item %.*s: %.*s", SP(bad[0].item), SP(bad[0].reason));
    if (!scores || scores->kind != JSON_OBJECT || scores->count != g->l->in->n_scores) return wrong(g->l, g->path, "\"scores\" names every score, and nothing else");
    instrument_score(g->l->in, &g->x, g->r);
    for (size_t k = 0; k < g->l->in->n_scores; k++)
        if (!score_right(g, k)) return false;
    return each(g, "bands", band_right) && each(g, "missing", missing_right) && alerts_right(g);
}

bool instrument_golden(struct instrument_loader *l, const struct json *top)
{
    const struct json *list = json_get(top, S("golden"));
    struct golden g = {.l = l};
    if (!list || list->kind != JSON_ARRAY || list->count < GOLDEN_LEAST || list->count > GOLDEN_MOST)
        return wrong(l, S("golden"), "a list of at least %d cases is wanted", GOLDEN_LEAST);
    for (const struct json *j = list->first; j; j = j->next, l->in->n_golden++) {
        g.o = j;
        g.path = str_fmt(l->a, "golden[%zu]", l->in->n_golden);
        if (!case_right(&g)) return false;
    }
    for (size_t k = 0; k < l->in->n_scores; k++)
        if (!g.proven[k]) return wrong(l, S("golden"), "no case proves a value of \"%.*s\" with as many items missing as may be (%zu)", SP(l->in->scores[k].id), l->in->scores[k].most_missing);
    for (size_t k = 0; k < l->in->n_alerts; k++)
        if (!g.alerted[k]) return wrong(l, S("golden"), "no case proves the alert \"%.*s\"", SP(l->in->alerts[k].id));
    return true;
}
