#include <math.h>

#include "err.h"
#include "formula_node.h"
#include "number.h"

// A step writes its own slot from others: operand[0 .. n_operands).
struct step {
    enum fop op;
    uint16_t slot, n_operands;
    int16_t places;             // FOP_ROUND
    const uint16_t *operand;
    double number;              // FOP_NUMBER, FOP_TRUTH, FOP_UNKNOWN
};

struct formula_flat {
    const struct step *step;
    size_t n;
    uint16_t result;
};

// --- flattening

// The kind that an operator takes as its operand k; FV_UNKNOWN: any.
static enum fv_kind taken_kind(enum fop op, size_t k) {
    switch (op) {
    case FOP_OR: case FOP_AND: case FOP_NOT:
        return FV_TRUTH;
    case FOP_KNOWN: case FOP_MISSING: case FOP_COUNT:
        return FV_UNKNOWN;
    case FOP_IF:
        return k == 0 ? FV_TRUTH : FV_UNKNOWN;
    default:
        return FV_NUMBER;
    }
}

static bool kind_fits(enum fv_kind is, enum fv_kind taken) {
    return is != FV_TEXT && (taken == FV_UNKNOWN || is == FV_UNKNOWN || is == taken);
}

static bool step_make(arena *a, const struct formula *f, size_t i, const uint16_t *slot, struct step *s) {
    const struct fnode *n = &f->node[i];
    size_t operands = 0, k = 0;
    for (uint16_t x = n->first; x != FNODE_NONE; x = f->node[x].next) {
        if (!kind_fits(f->node[x].kind, taken_kind(n->op, operands++))) {
            return false;
        }
    }
    uint16_t *operand = ARENA_ARRAY(a, operands + 1, uint16_t);
    for (uint16_t x = n->first; x != FNODE_NONE; x = f->node[x].next) {
        operand[k++] = slot[x];
    }
    *s = (struct step){.op = n->op, .slot = slot[i], .n_operands = (uint16_t)operands, .places = n->places, .operand = operand};
    s->number = n->op == FOP_NUMBER ? n->number : n->op == FOP_TRUTH ? n->truth : (double)NAN;
    return n->kind != FV_TEXT;
}

const struct formula_flat *formula_flatten(arena *a, const struct formula *f, size_t n_names) {
    struct formula_flat *flat = ARENA_NEW(a, struct formula_flat);
    struct step *step = ARENA_ARRAY(a, f->n, struct step);
    uint16_t slot[FORMULA_MAX_NODES] = {0};
    CHECK(f->n > 0 && f->n <= FORMULA_MAX_NODES && n_names <= FORMULA_MAX_NAMES);
    flat->step = step;
    for (size_t i = 0; i < f->n; i++) {
        const struct fnode *n = &f->node[i];
        slot[i] = n->op == FOP_NAME ? n->name : (uint16_t)(n_names + i);
        if (n->op == FOP_NAME ? n->kind == FV_TEXT || n->name >= n_names : !step_make(a, f, i, slot, &step[flat->n++])) {
            return NULL;
        }
    }
    flat->result = slot[f->n - 1];
    return flat;
}

// --- running: NAN is unknown

static double finite_or_unknown(double x) {
    return isfinite(x) ? x : (double)NAN;
}

static double both(double x, double y) {
    return x == 0 || y == 0 ? 0 : isnan(x) || isnan(y) ? (double)NAN : 1;
}

static double negated(double x) {
    return isnan(x) ? x : x == 0;
}

static double compared(enum fop op, double x, double y) {
    if (isnan(x) || isnan(y)) {
        return (double)NAN;
    }
    switch (op) {
    case FOP_EQ:
        return x == y;
    case FOP_NE:
        return x != y;
    case FOP_LT:
        return x < y;
    case FOP_LE:
        return x <= y;
    case FOP_GT:
        return x > y;
    default:
        return x >= y;
    }
}

static double computed(enum fop op, double x, double y) {
    switch (op) {
    case FOP_ADD:
        return finite_or_unknown(x + y);
    case FOP_SUB:
        return finite_or_unknown(x - y);
    case FOP_MUL:
        return finite_or_unknown(x * y);
    default:
        return finite_or_unknown(x / y); // x/0 is no finite number
    }
}

static double of_one(const struct step *s, double x) {
    switch (s->op) {
    case FOP_NEG:
        return -x;
    case FOP_ABS:
        return fabs(x);
    case FOP_FLOOR:
        return floor(x);
    case FOP_CEIL:
        return ceil(x);
    case FOP_SQRT:
        return x < 0 ? (double)NAN : sqrt(x);
    default:
        return isnan(x) ? x : finite_or_unknown(number_round(x, s->places));
    }
}

static double looked_up(const struct step *s, const double *row) {
    double x = row[s->operand[0]];
    for (size_t k = 1; k + 1 < s->n_operands; k += 2) {
        double key = row[s->operand[k]];
        if (isnan(x) || isnan(key)) {
            return (double)NAN;
        }
        if (x == key) {
            return row[s->operand[k + 1]];
        }
    }
    return (double)NAN;
}

static double is_in(const struct step *s, const double *row) {
    double none = 1;
    for (size_t k = 1; k < s->n_operands; k++) {
        none = both(none, compared(FOP_NE, row[s->operand[0]], row[s->operand[k]]));
    }
    return negated(none);
}

static double known_of(const struct step *s, const double *row) {
    size_t known = 0;
    for (size_t k = 0; k < s->n_operands; k++) {
        known += isnan(row[s->operand[k]]) ? 0 : 1;
    }
    return (double)known;
}

static double summed(const struct step *s, const double *row) {
    bool skip = s->op >= FOP_SUM_KNOWN;
    size_t known = 0;
    double sum = 0;
    for (size_t k = 0; k < s->n_operands; k++) {
        double v = row[s->operand[k]];
        if (!isnan(v)) {
            sum += v;
            known++;
        } else if (!skip) {
            return (double)NAN;
        }
    }
    return known ? finite_or_unknown(sum) : (double)NAN;
}

// The lowest, or the highest.
static double extreme(const struct step *s, const double *row, bool high) {
    bool skip = s->op >= FOP_SUM_KNOWN;
    double found = (double)NAN;
    for (size_t k = 0; k < s->n_operands; k++) {
        double v = row[s->operand[k]];
        if (isnan(v)) {
            if (!skip) {
                return v;
            }
        } else if (isnan(found) || (high ? v > found : v < found)) {
            found = v;
        }
    }
    return found;
}

static double mean_of(const struct step *s, const double *row) {
    double sum = summed(s, row);
    return isnan(sum) ? sum : fmin(fmax(sum / known_of(s, row), extreme(s, row, false)), extreme(s, row, true));
}

static double call(const struct step *s, const double *row) {
    double x = row[s->operand[0]];
    switch (s->op) {
    case FOP_IF:
        return isnan(x) ? x : row[s->operand[x != 0 ? 1 : 2]];
    case FOP_LOOKUP:
        return looked_up(s, row);
    case FOP_IN:
        return is_in(s, row);
    case FOP_BETWEEN: case FOP_WITHIN: {
        double between = both(compared(FOP_GE, x, row[s->operand[1]]), compared(FOP_LE, x, row[s->operand[2]]));
        return s->op == FOP_BETWEEN ? between : between == 1 ? x : (double)NAN;
    }
    case FOP_KNOWN:
        return !isnan(x);
    case FOP_MISSING:
        return isnan(x);
    case FOP_COUNT:
        return known_of(s, row);
    case FOP_SUM: case FOP_SUM_KNOWN:
        return summed(s, row);
    case FOP_MEAN: case FOP_MEAN_KNOWN:
        return mean_of(s, row);
    default:
        return extreme(s, row, s->op == FOP_MAX || s->op == FOP_MAX_KNOWN);
    }
}

static double step_run(const struct step *s, const double *row) {
    switch (s->op) {
    case FOP_NUMBER: case FOP_TRUTH: case FOP_UNKNOWN:
        return s->number;
    case FOP_OR:
        return negated(both(negated(row[s->operand[0]]), negated(row[s->operand[1]])));
    case FOP_AND:
        return both(row[s->operand[0]], row[s->operand[1]]);
    case FOP_NOT:
        return negated(row[s->operand[0]]);
    case FOP_EQ: case FOP_NE: case FOP_LT: case FOP_LE: case FOP_GT: case FOP_GE:
        return compared(s->op, row[s->operand[0]], row[s->operand[1]]);
    case FOP_ADD: case FOP_SUB: case FOP_MUL: case FOP_DIV:
        return computed(s->op, row[s->operand[0]], row[s->operand[1]]);
    case FOP_NEG: case FOP_ABS: case FOP_FLOOR: case FOP_CEIL: case FOP_SQRT: case FOP_ROUND:
        return of_one(s, row[s->operand[0]]);
    default:
        return call(s, row);
    }
}

double formula_run(const struct formula_flat *f, double *row) {
    for (size_t i = 0; i < f->n; i++) {
        row[f->step[i].slot] = step_run(&f->step[i], row);
    }
    return row[f->result];
}
