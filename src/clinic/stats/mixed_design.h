// From a formula and a data frame to the matrices of a mixed model: y, X, and for each random term its groups and its columns of Z.
// Coding is R's: treatment contrasts with the first level as reference, full dummies where the margin of a term is not in the model
// (Chambers & Hastie 1992, 2.4; checked against model.matrix). Rows are put into one order, which follows from their values alone,
// so that no figure depends on the order of the file.
#ifndef UNKNOT_CLINIC_STATS_MIXED_DESIGN_H
#define UNKNOT_CLINIC_STATS_MIXED_DESIGN_H

#include "frame.h"
#include "model_formula.h"

enum { MIXED_COLUMNS = 256, MIXED_EFFECTS = 16 }; // most columns of X; most effects of one random term

struct mixed_design {
    size_t n, p;
    double *y;                  // [n]
    double *x;                  // [p][n], column by column
    str *x_name;                // [p], as R names them
    size_t n_factors;
    struct factor *factor;      // the groupings that random terms name, each once
    size_t n_terms;
    struct mixed_term {
        size_t factor, q;
        str name[MIXED_EFFECTS];
        double *z[MIXED_EFFECTS]; // [n] each
    } *term;
    // Residuals that follow each other (NULL day: none): rows lie by group of `inner`, then by day.
    double *day;                // [n], whole numbers, each once in a group
    size_t inner;               // index of factor: each of its groups lies in one group of every other factor
};

// False: e says what cannot be used, and where. `day` names the column of AR(1) residuals, empty for none.
bool mixed_design_make(arena *a, const struct model_formula *f, str csv, str day, struct mixed_design *out, size_t *omitted, struct frame_error *e);
// The same in two steps: the frame has the columns of mixed_design_columns, in that order.
size_t mixed_design_columns(const struct model_formula *f, str day, str out[FORMULA_VARIABLES + 2]);
bool mixed_design_of(arena *a, const struct model_formula *f, const struct frame *frame, str day, struct mixed_design *out, struct frame_error *e);

#endif
