// Rounding to nearest keeps order, so doing to the ends of the intervals exactly what formula_eval does to the values bounds
// every value; nothing needs to be rounded outwards. ±DBL_MAX stands for "anywhere": what goes beyond is unknown, no number.
#include "formula_node.h"

#include <float.h>
#include <math.h>

#include "err.h"
#include "number.h"

struct range {
    double lo, hi; // lo > hi: never a number
};

#define ANYWHERE ((struct range){-DBL_MAX, DBL_MAX})
#define NOWHERE ((struct range){DBL_MAX, -DBL_MAX})

static bool nowhere(struct range x) {
    return x.lo > x.hi;
}

static struct range joined(struct range x, struct range y) {
    return (struct range){fmin(x.lo, y.lo), fmax(x.hi, y.hi)};
}

// Ends that overflowed stand for numbers up to there.
static struct range within(double lo, double hi) {
    return (struct range){fmax(lo, -DBL_MAX), fmin(hi, DBL_MAX)};
}

static struct range hull4(double a, double b, double c, double d) {
    return within(fmin(fmin(a, b), fmin(c, d)), fmax(fmax(a, b), fmax(c, d)));
}

static struct range of_arithmetic(enum fop op, struct range x, struct range y) {
    if (nowhere(x) || nowhere(y)) {
        return NOWHERE;
    }
    switch (op) {
    case FOP_ADD:
        return within(x.lo + y.lo, x.hi + y.hi);
    case FOP_SUB:
        return within(x.lo - y.hi, x.hi - y.lo);
    case FOP_MUL:
        return hull4(x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi);
    default:
        CHECK(op == FOP_DIV);
        if (y.lo == 0 && y.hi == 0) {
            return NOWHERE;
        }
        if (y.lo <= 0 && y.hi >= 0) {
            return ANYWHERE;
        }
        return hull4(x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi);
    }
}

static struct range of_one_number(const struct fnode *n, struct range x) {
    if (nowhere(x)) {
        return x;
    }
    switch (n->op) {
    case FOP_NEG:
        return (struct range){-x.hi, -x.lo};
    case FOP_ABS:
        return (struct range){x.lo > 0 ? x.lo : x.hi < 0 ? -x.hi : 0, fmax(fabs(x.lo), fabs(x.hi))};
    case FOP_FLOOR:
        return (struct range){floor(x.lo), floor(x.hi)};
    case FOP_CEIL:
        return (struct range){ceil(x.lo), ceil(x.hi)};
    case FOP_SQRT:
        return x.hi < 0 ? NOWHERE : (struct range){sqrt(fmax(x.lo, 0)), sqrt(x.hi)};
    default:
        CHECK(n->op == FOP_ROUND);
        return within(number_round(x.lo, n->places), number_round(x.hi, n->places));
    }
}

// Of all members: each end folded as the values are.
static struct range of_fold(const struct formula *f, const struct range *r, const struct fnode *n) {
    double lo = 0, hi = 0;
    struct range least = {INFINITY, INFINITY}, most = {-INFINITY, -INFINITY};
    for (uint16_t k = n->first; k != FNODE_NONE; k = f->node[k].next) {
        if (nowhere(r[k])) {
            return NOWHERE;
        }
        lo += r[k].lo;
        hi += r[k].hi;
        least = (struct range){fmin(least.lo, r[k].lo), fmin(least.hi, r[k].hi)};
        most = (struct range){fmax(most.lo, r[k].lo), fmax(most.hi, r[k].hi)};
    }
    switch (n->op) {
    case FOP_SUM:
        return within(lo, hi);
    case FOP_MIN:
        return least;
    case FOP_MAX:
        return most;
    default:
        CHECK(n->op == FOP_MEAN);
        lo = fmin(fmax(lo / n->operands, least.lo), most.lo);
        hi = fmin(fmax(hi / n->operands, least.hi), most.hi);
        return (struct range){lo, hi};
    }
}

// Of those members that are known, which may be any but none of them.
static struct range of_fold_known(const struct formula *f, const struct range *r, const struct fnode *n) {
    struct range any = NOWHERE;
    double lo = 0, hi = 0;
    for (uint16_t k = n->first; k != FNODE_NONE; k = f->node[k].next) {
        if (!nowhere(r[k])) {
            any = joined(any, r[k]);
            lo += fmin(r[k].lo, 0); // left out, a member adds nothing
            hi += fmax(r[k].hi, 0);
        }
    }
    return n->op == FOP_SUM_KNOWN && !nowhere(any) ? within(lo, hi) : any;
}

static struct range of_lookup(const struct formula *f, const struct range *r, const struct fnode *n) {
    struct range any = NOWHERE;
    for (uint16_t k = f->node[n->first].next; k != FNODE_NONE; k = f->node[f->node[k].next].next) {
        any = joined(any, r[f->node[k].next]);
    }
    return any;
}

// A number is there only where it lies between both.
static struct range of_within(struct range x, struct range lo, struct range hi) {
    return nowhere(x) || nowhere(lo) || nowhere(hi) ? NOWHERE : (struct range){fmax(x.lo, lo.lo), fmin(x.hi, hi.hi)};
}

static struct range of_name(const struct fname *name) {
    bool told = name->lo <= name->hi;
    return told ? within(name->lo, name->hi) : ANYWHERE;
}

static struct range of_node(const struct formula *f, const struct range *r, const struct fnode *n) {
    if (n->kind != FV_NUMBER) {
        return NOWHERE;
    }
    switch (n->op) {
    case FOP_NUMBER:
        return (struct range){n->number, n->number};
    case FOP_NAME:
        return of_name(&f->names[n->name]);
    case FOP_ADD: case FOP_SUB: case FOP_MUL: case FOP_DIV:
        return of_arithmetic(n->op, r[n->first], r[f->node[n->first].next]);
    case FOP_NEG: case FOP_ABS: case FOP_FLOOR: case FOP_CEIL: case FOP_SQRT: case FOP_ROUND:
        return of_one_number(n, r[n->first]);
    case FOP_IF: {
        uint16_t yes = f->node[n->first].next;
        return joined(r[yes], r[f->node[yes].next]);
    }
    case FOP_LOOKUP:
        return of_lookup(f, r, n);
    case FOP_WITHIN: {
        uint16_t lo = f->node[n->first].next;
        return of_within(r[n->first], r[lo], r[f->node[lo].next]);
    }
    case FOP_COUNT:
        return (struct range){0, n->operands};
    case FOP_SUM: case FOP_MEAN: case FOP_MIN: case FOP_MAX:
        return of_fold(f, r, n);
    case FOP_SUM_KNOWN: case FOP_MEAN_KNOWN: case FOP_MIN_KNOWN: case FOP_MAX_KNOWN:
        return of_fold_known(f, r, n);
    default:
        CHECK(false);
        return NOWHERE;
    }
}

bool formula_bounds(const struct formula *f, double *lo, double *hi) {
    struct range r[FORMULA_MAX_NODES], last = NOWHERE;
    CHECK(f->n > 0 && f->n <= FORMULA_MAX_NODES);
    for (size_t i = 0; i < f->n; i++) {
        last = r[i] = of_node(f, r, &f->node[i]);
    }
    if (nowhere(last) || last.lo == -DBL_MAX || last.hi == DBL_MAX) {
        return false;
    }
    *lo = last.lo;
    *hi = last.hi;
    return true;
}
