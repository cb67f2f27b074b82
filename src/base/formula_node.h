// The compiled formula, shared by formula_parse.c, formula_eval.c and formula_bounds.c: nodes in the order of evaluation,
// operands before their operator, each the operand of one operator at most.
#ifndef UNKNOT_BASE_FORMULA_NODE_H
#define UNKNOT_BASE_FORMULA_NODE_H

#include "formula.h"

enum fop {
    FOP_NUMBER, FOP_TRUTH, FOP_TEXT, FOP_UNKNOWN, FOP_NAME,
    FOP_OR, FOP_AND, FOP_NOT,
    FOP_EQ, FOP_NE, FOP_LT, FOP_LE, FOP_GT, FOP_GE,
    FOP_ADD, FOP_SUB, FOP_MUL, FOP_DIV, FOP_NEG,
    FOP_IF, FOP_LOOKUP, FOP_IN, FOP_BETWEEN, FOP_WITHIN, FOP_KNOWN, FOP_MISSING,
    FOP_ROUND, FOP_ABS, FOP_FLOOR, FOP_CEIL, FOP_SQRT,
    FOP_COUNT, FOP_SUM, FOP_MEAN, FOP_MIN, FOP_MAX,
    FOP_SUM_KNOWN, FOP_MEAN_KNOWN, FOP_MIN_KNOWN, FOP_MAX_KNOWN
};

enum { FNODE_NONE = UINT16_MAX };

struct fnode {
    enum fop op;
    enum fv_kind kind;      // of the result
    uint16_t first, next;   // first operand, next operand of the same operator; FNODE_NONE ends
    uint16_t operands;
    uint16_t name;          // FOP_NAME
    int16_t places;         // FOP_ROUND
    bool truth;             // FOP_TRUTH
    double number;          // FOP_NUMBER
    str text;               // FOP_TEXT
};

struct formula {
    const struct fnode *node;   // the last one is the result
    size_t n;
    const struct fname *names;  // the whole list, as values come by its index; copied unless compiled over it
    const uint16_t *used;       // ascending
    size_t n_used;
};

// formula_compile over a list that outlives the formula: it is not copied, which matters where many formulas see many names.
const struct formula *formula_compile_over(arena *a, str source, const struct fname *names, size_t n_names, struct formula_error *e);

#endif
