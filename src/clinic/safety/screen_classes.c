#include "clinic/safety/screen_classes.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/formula_node.h"
#include "clinic/safety/screen_data.h"

struct cuts {                   // of one name
    double *v;
    size_t n;
    bool whole;
};

static bool compares(enum fop op) { return op >= FOP_EQ && op <= FOP_GE; }

// The constants that this operator compares its one name with; false where the name goes into anything else.
static bool cut_by(const struct formula *f, const struct fnode *by, uint16_t operand, struct cuts *to)
{
    bool first = by->first == operand;
    if (by->op == FOP_KNOWN || by->op == FOP_MISSING || by->op == FOP_COUNT) return true;
    if (!compares(by->op) && !((by->op == FOP_BETWEEN || by->op == FOP_IN) && first)) return false;
    for (uint16_t k = by->first; k != FNODE_NONE; k = f->node[k].next) {
        if (k == operand) continue;
        if (f->node[k].op == FOP_NUMBER) to->v[to->n++] = f->node[k].number;
        else if (f->node[k].op != FOP_TEXT) return false;
    }
    return true;
}

static void cuts_add(const struct formula *f, uint16_t name, struct cuts *to)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->node[i].op != FOP_NAME || f->node[i].name != name) continue;
        bool known = false;
        for (size_t by = i + 1; by < f->n; by++)
            for (uint16_t k = f->node[by].first; k != FNODE_NONE; k = f->node[k].next)
                if (k == i) known = cut_by(f, &f->node[by], (uint16_t)i, to);
        to->whole = to->whole && known;
    }
    for (size_t i = 0; !to->whole && i < f->n; i++)
        if (f->node[i].op == FOP_NUMBER) to->v[to->n++] = f->node[i].number;
}

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static size_t number_classes(const struct fname *is, struct cuts *c, fvalue *v)
{
    size_t n = 0, kept = 0;
    bool bounded = is->lo <= is->hi;
    if (bounded) {
        c->v[c->n++] = is->lo;
        c->v[c->n++] = is->hi;
    }
    qsort(c->v, c->n, sizeof *c->v, by_size);
    for (size_t i = 0; i < c->n; i++)
        if ((!bounded || (c->v[i] >= is->lo && c->v[i] <= is->hi)) && (!kept || c->v[kept - 1] < c->v[i])) c->v[kept++] = c->v[i];
    if (!kept) c->v[kept++] = 0;
    if (!bounded) v[n++] = FV_NUM(c->v[0] - 1);
    for (size_t i = 0; i < kept; i++) {
        if (i) v[n++] = FV_NUM(c->v[i - 1] / 2 + c->v[i] / 2);
        v[n++] = FV_NUM(c->v[i]);
    }
    if (!bounded) v[n++] = FV_NUM(c->v[kept - 1] + 1);
    return n;
}

static size_t text_classes(const struct screen_rules *r, uint16_t name, fvalue *v)
{
    static const str sexes[] = {S_INIT("female"), S_INIT("male"), S_INIT("other")};
    const struct screen_name *is = &r->name_is[name];
    size_t n = 0;
    if (is->is == NAME_SEX)
        for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++) v[n++] = FV_STR(sexes[i]);
    else if (is->is == NAME_ANSWER)
        for (size_t i = 0; i < r->questions[is->question].n_options; i++) v[n++] = FV_STR(r->questions[is->question].options[i].id);
    return n;
}

// Of a text by a formula of its own, the words are not known.
static bool words_known(const struct screen_name *is) { return is->is == NAME_SEX || is->is == NAME_ANSWER; }

static struct screen_input input_of(arena *a, const struct screen_rules *r, const struct formula *const *f, size_t n_f, uint16_t name, bool *whole)
{
    const struct fname *is = &r->names[name];
    size_t constants = 2, options = r->name_is[name].question == QUESTION_NONE ? 3 : r->questions[r->name_is[name].question].n_options;
    for (size_t i = 0; is->kind == FV_NUMBER && i < n_f; i++) constants += f[i] ? 2 * f[i]->n : 0;
    fvalue *v = ARENA_ARRAY(a, 4 + 2 * constants + options, fvalue);
    struct screen_input in = {.name = name, .v = v};
    v[in.n++] = FV_UNK;
    if (is->kind == FV_TRUTH) {
        v[in.n++] = FV_BOOL(false);
        v[in.n++] = FV_BOOL(true);
        if (r->name_is[name].is != NAME_DERIVED) return in;
    }
    in.not_asked = in.n;
    v[in.n++] = FV_UNK;
    if (is->kind == FV_TRUTH) return in;
    // texts are compared with words: only where they go matters
    size_t most = is->kind == FV_NUMBER ? constants : 2;
    for (size_t i = 0; is->kind != FV_NUMBER && i < n_f; i++) most += f[i] ? 2 * f[i]->n : 0;
    struct cuts c = {.v = ARENA_ARRAY(a, most, double), .whole = true};
    for (size_t i = 0; i < n_f; i++)
        if (f[i]) cuts_add(f[i], name, &c);
    *whole = *whole && c.whole && (is->kind == FV_NUMBER || words_known(&r->name_is[name]));
    in.n += is->kind == FV_NUMBER ? number_classes(is, &c, v + in.n) : text_classes(r, name, v + in.n);
    return in;
}

struct screen_inputs screen_inputs(arena *a, const struct screen_rules *r, const struct formula *const *f, size_t n_f)
{
    bool *used = ARENA_ARRAY(a, r->n_names, bool);
    size_t most = 0;
    for (size_t i = 0; i < n_f; i++)
        for (size_t k = 0; f[i] && k < f[i]->n_used; k++) {
            most += !used[f[i]->used[k]];
            used[f[i]->used[k]] = true;
        }
    struct screen_input *v = ARENA_ARRAY(a, most, struct screen_input);
    struct screen_inputs in = {.v = v, .total = 1, .whole = true};
    for (size_t i = 0; i < r->n_names; i++) {
        if (!used[i]) continue;
        v[in.n] = input_of(a, r, f, n_f, (uint16_t)i, &in.whole);
        in.total *= v[in.n++].n;
        if (in.total > SCREEN_CLASSES) in.total = 0;
    }
    CHECK(in.n == most);
    return in;
}

size_t screen_class(const struct screen_inputs *in, size_t at, size_t i)
{
    for (size_t k = 0; k < i; k++) at /= in->v[k].n;
    return at % in->v[i].n;
}

void screen_class_set(const struct screen_inputs *in, size_t at, fvalue *values)
{
    for (size_t i = 0; i < in->n; at /= in->v[i++].n) values[in->v[i].name] = in->v[i].v[at % in->v[i].n];
}
