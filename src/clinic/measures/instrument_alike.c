#include "clinic/measures/instrument.h"

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool mentions(str formula, str name)
{
    for (size_t at = 0; at + name.n <= formula.n; at++) {
        bool begins = at == 0 || !name_char(formula.p[at - 1]), ends = at + name.n == formula.n || !name_char(formula.p[at + name.n]);
        if (begins && ends && str_eq(str_sub(formula, at, name.n), name)) return true;
    }
    return false;
}

static const struct instrument_value *value_of(const struct instrument_file *in, str name)
{
    for (size_t i = 0; i < in->n_values; i++)
        if (str_eq(in->values[i].name, name)) return &in->values[i];
    return NULL;
}

// What a formula is made of is the same. A value names only those before it.
static bool formulas_alike(const struct instrument_file *a, str of_a, size_t before, const struct instrument_file *b, str of_b)
{
    if (!str_eq(of_a, of_b)) return false;
    for (size_t i = 0; i < before; i++) {
        const struct instrument_value *x = &a->values[i], *y = value_of(b, x->name);
        if (mentions(of_a, x->name) && (!y || !formulas_alike(a, x->formula_text, i, b, y->formula_text))) return false;
    }
    return true;
}

static bool sets_alike(const struct answer_set *x, const struct answer_set *y)
{
    if (x->kind != y->kind || x->n_codes != y->n_codes) return false;
    if (x->kind == ANSWER_NUMBER && (x->lo != y->lo || x->hi != y->hi || !str_eq(x->unit, y->unit))) return false;
    for (size_t i = 0; i < x->n_codes; i++) {
        const struct answer_code *p = &x->codes[i], *q = &y->codes[i];
        if (!str_eq(p->code, q->code) || p->kind != q->kind || (p->kind == FV_NUMBER && p->number != q->number)) return false;
    }
    return true;
}

static bool items_alike(const struct instrument_item *x, const struct instrument_item *y)
{
    return str_eq(x->id, y->id) && str_eq(x->name, y->name) && sets_alike(x->answers, y->answers) && x->optional == y->optional &&
           x->has_blank == y->has_blank && (!x->has_blank || x->blank == y->blank) && x->highest == y->highest;
}

bool instrument_alike(const struct instrument_file *a, size_t score_a, const struct instrument_file *b, size_t score_b)
{
    const struct instrument_score *x = &a->scores[score_a], *y = &b->scores[score_b];
    if (a == b) return score_a == score_b;
    if (!str_eq(a->id, b->id) || !str_eq(x->id, y->id) || x->lo != y->lo || x->hi != y->hi || x->direction != y->direction || x->n_items != y->n_items ||
        a->n_series != b->n_series || a->recalls[0].days != b->recalls[0].days || !formulas_alike(a, x->formula_text, a->n_values, b, y->formula_text))
        return false;
    for (size_t i = 0; i < x->n_items; i++)
        if (!items_alike(&a->items[x->items[i]], &b->items[y->items[i]])) return false;
    for (size_t i = 0; i < a->n_series; i++)
        if (!items_alike(&a->items[a->series[i]], &b->items[b->series[i]])) return false;
    return true;
}
