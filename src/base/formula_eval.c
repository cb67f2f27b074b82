#include "formula_node.h"

#include <math.h>

#include "err.h"
#include "number.h"

// Values by node; an operator finds its operands before itself.
struct run {
    const struct formula *f;
    const fvalue *given;
    size_t n_given;
    fvalue value[FORMULA_MAX_NODES];
};

static fvalue known_if_finite(double x) {
    return isfinite(x) ? FV_NUM(x) : FV_UNK;
}

// Leaves are most of a formula, so they are put in their place without a copy on the way.
static void eval_name(const struct run *r, uint16_t name, fvalue *out) {
    const fvalue *v = name < r->n_given ? &r->given[name] : NULL;
    if (v && v->kind == r->f->names[name].kind && (v->kind != FV_NUMBER || isfinite(v->number))) {
        *out = *v;
    } else {
        *out = FV_UNK;
    }
}

static fvalue kleene_not(fvalue x) {
    return x.kind == FV_TRUTH ? FV_BOOL(!x.truth) : FV_UNK;
}

// Either false decides; for `or`, De Morgan.
static fvalue kleene_and(fvalue x, fvalue y) {
    if ((x.kind == FV_TRUTH && !x.truth) || (y.kind == FV_TRUTH && !y.truth)) {
        return FV_BOOL(false);
    }
    return x.kind == FV_TRUTH && y.kind == FV_TRUTH ? FV_BOOL(true) : FV_UNK;
}

static fvalue equal(fvalue x, fvalue y) {
    if (x.kind != y.kind) {
        return FV_UNK;
    }
    switch (x.kind) {
    case FV_NUMBER:
        return FV_BOOL(x.number == y.number);
    case FV_TRUTH:
        return FV_BOOL(x.truth == y.truth);
    case FV_TEXT:
        return FV_BOOL(str_eq(x.text, y.text));
    case FV_UNKNOWN:
        break;
    }
    return FV_UNK;
}

static fvalue compare(enum fop op, fvalue x, fvalue y) {
    if (op == FOP_EQ) {
        return equal(x, y);
    }
    if (op == FOP_NE) {
        return kleene_not(equal(x, y));
    }
    if (x.kind != FV_NUMBER || y.kind != FV_NUMBER) {
        return FV_UNK;
    }
    return FV_BOOL(op == FOP_LT   ? x.number < y.number
                   : op == FOP_LE ? x.number <= y.number
                   : op == FOP_GT ? x.number > y.number
                                  : x.number >= y.number);
}

static fvalue arithmetic(enum fop op, fvalue x, fvalue y) {
    if (x.kind != FV_NUMBER || y.kind != FV_NUMBER || (op == FOP_DIV && y.number == 0)) {
        return FV_UNK;
    }
    return known_if_finite(op == FOP_ADD   ? x.number + y.number
                  : op == FOP_SUB ? x.number - y.number
                  : op == FOP_MUL ? x.number * y.number
                                  : x.number / y.number);
}

static fvalue of_one_number(const struct fnode *n, fvalue x) {
    if (x.kind != FV_NUMBER) {
        return FV_UNK;
    }
    switch (n->op) {
    case FOP_NEG:
        return FV_NUM(-x.number);
    case FOP_ABS:
        return FV_NUM(fabs(x.number));
    case FOP_FLOOR:
        return FV_NUM(floor(x.number));
    case FOP_CEIL:
        return FV_NUM(ceil(x.number));
    case FOP_SQRT:
        return x.number < 0 ? FV_UNK : FV_NUM(sqrt(x.number));
    default:
        CHECK(n->op == FOP_ROUND);
        return known_if_finite(number_round(x.number, n->places));
    }
}

// The first key that is known to be equal; but a key before it that might be, makes it unknown.
static fvalue lookup(const struct run *r, const struct fnode *n) {
    const struct fnode *node = r->f->node;
    fvalue x = r->value[n->first];
    for (uint16_t k = node[n->first].next; k != FNODE_NONE;) {
        uint16_t v = node[k].next;
        fvalue same = equal(x, r->value[k]);
        if (same.kind == FV_UNKNOWN) {
            return FV_UNK;
        }
        if (same.truth) {
            return r->value[v];
        }
        k = node[v].next;
    }
    return FV_UNK;
}

static fvalue is_in(const struct run *r, const struct fnode *n) {
    const struct fnode *node = r->f->node;
    fvalue x = r->value[n->first], none = FV_BOOL(true);
    for (uint16_t k = node[n->first].next; k != FNODE_NONE; k = node[k].next) {
        none = kleene_and(none, kleene_not(equal(x, r->value[k])));
    }
    return kleene_not(none);
}

// sum, mean, min and max, over all or over the known; count.
static fvalue fold(const struct run *r, const struct fnode *n) {
    bool skip = n->op == FOP_COUNT || n->op >= FOP_SUM_KNOWN;
    size_t known = 0;
    double sum = 0, low = INFINITY, high = -INFINITY;
    for (uint16_t k = n->first; k != FNODE_NONE; k = r->f->node[k].next) {
        const fvalue *v = &r->value[k];
        if (v->kind == FV_UNKNOWN) {
            if (!skip) {
                return FV_UNK;
            }
            continue;
        }
        known++;
        if (v->kind == FV_NUMBER) {
            sum += v->number;
            low = v->number < low ? v->number : low;
            high = v->number > high ? v->number : high;
        }
    }
    if (n->op == FOP_COUNT) {
        return FV_NUM((double)known);
    }
    if (known == 0) {
        return FV_UNK;
    }
    switch (n->op) {
    case FOP_SUM:
    case FOP_SUM_KNOWN:
        return known_if_finite(sum);
    case FOP_MEAN:
    case FOP_MEAN_KNOWN: // rounding must not carry a mean beyond its members
        return isfinite(sum) ? FV_NUM(fmin(fmax(sum / (double)known, low), high)) : FV_UNK;
    case FOP_MIN:
    case FOP_MIN_KNOWN:
        return FV_NUM(low);
    default:
        return FV_NUM(high);
    }
}

static fvalue eval_call(const struct run *r, const struct fnode *n) {
    const struct fnode *node = r->f->node;
    fvalue x = r->value[n->first];
    switch (n->op) {
    case FOP_IF: {
        uint16_t yes = node[n->first].next, no = node[yes].next;
        return x.kind == FV_TRUTH ? r->value[x.truth ? yes : no] : FV_UNK;
    }
    case FOP_LOOKUP:
        return lookup(r, n);
    case FOP_IN:
        return is_in(r, n);
    case FOP_BETWEEN: case FOP_WITHIN: {
        uint16_t lo = node[n->first].next, hi = node[lo].next;
        fvalue between = kleene_and(compare(FOP_GE, x, r->value[lo]), compare(FOP_LE, x, r->value[hi]));
        if (n->op == FOP_BETWEEN) {
            return between;
        }
        return between.kind == FV_TRUTH && between.truth ? x : FV_UNK;
    }
    case FOP_KNOWN:
        return FV_BOOL(x.kind != FV_UNKNOWN);
    case FOP_MISSING:
        return FV_BOOL(x.kind == FV_UNKNOWN);
    default:
        return fold(r, n);
    }
}

static fvalue eval_node(const struct run *r, const struct fnode *n) {
    fvalue x = n->first != FNODE_NONE ? r->value[n->first] : FV_UNK;
    fvalue y = n->operands == 2 ? r->value[r->f->node[n->first].next] : FV_UNK;
    switch (n->op) {
    case FOP_TRUTH:
        return FV_BOOL(n->truth);
    case FOP_TEXT:
        return FV_STR(n->text);
    case FOP_UNKNOWN:
        return FV_UNK;
    case FOP_OR:
        return kleene_not(kleene_and(kleene_not(x), kleene_not(y)));
    case FOP_AND:
        return kleene_and(x, y);
    case FOP_NOT:
        return kleene_not(x);
    case FOP_EQ: case FOP_NE: case FOP_LT: case FOP_LE: case FOP_GT: case FOP_GE:
        return compare(n->op, x, y);
    case FOP_ADD: case FOP_SUB: case FOP_MUL: case FOP_DIV:
        return arithmetic(n->op, x, y);
    case FOP_NEG: case FOP_ABS: case FOP_FLOOR: case FOP_CEIL: case FOP_SQRT: case FOP_ROUND:
        return of_one_number(n, x);
    default:
        return eval_call(r, n);
    }
}

fvalue formula_eval(const struct formula *f, const fvalue *values, size_t n_values) {
    CHECK(f->n > 0 && f->n <= FORMULA_MAX_NODES);
    struct run r;
    r.f = f;
    r.given = values;
    r.n_given = n_values;
    for (size_t i = 0; i < f->n; i++) {
        const struct fnode *n = &f->node[i];
        if (n->op == FOP_NAME) {
            eval_name(&r, n->name, &r.value[i]);
        } else if (n->op == FOP_NUMBER) {
            r.value[i] = FV_NUM(n->number);
        } else {
            r.value[i] = eval_node(&r, n);
        }
    }
    return r.value[f->n - 1];
}
