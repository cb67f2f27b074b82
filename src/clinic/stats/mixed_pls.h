// Penalised least squares of a mixed model for given theta: the inside of mixed.c.
// u = Lambda(theta) v, v ~ N(0, s2 I). With A = Lambda' Z'Z Lambda + I = L L', the deviance follows from L and the Cholesky factor of
// what L leaves of [X y]'[X y] (Bates et al. 2015, equations 15-41). Where all random terms share one grouping, A falls into small
// dense blocks (mixed_pls.c); otherwise CHOLMOD factors it (mixed_sparse.c).
#ifndef UNKNOT_CLINIC_STATS_MIXED_PLS_H
#define UNKNOT_CLINIC_STATS_MIXED_PLS_H

#include "mixed_design.h"

enum { PLS_THETA = 100 };

struct pls_term {
    size_t q, n_levels, theta;  // effects; groups; where its parameters begin: the lower triangle of its q x q template, by columns
    size_t offset;              // dense: its first row in a group's block; sparse: its first row in all
    const uint32_t *of;         // [n]
    double scale[MIXED_EFFECTS]; // what its columns of Z were divided by
};

// Sums of squares and products; made of rows [z1 z2 … x y] by pls_sums. Of the sparse path in mixed_sparse.c.
struct pls {
    size_t n, k, c;             // rows; columns of X that are kept; k + 1
    bool reml;
    size_t n_terms, q_row, width; // random terms; columns of Z in a row (dense: at most MIXED_EFFECTS); q_row + c
    struct pls_term *term;
    const double *row;          // [n][width], as given
    double *white;              // [n][width]: rows with their AR(1) correlation taken out; equal to row where there is none
    const double *day;          // [n] or NULL
    const uint32_t *inner;      // [n], groups of the days
    double rho, log_white;      // AR(1) that the sums are for; log determinant of its correlation matrix

    size_t n_theta;             // without rho
    double *xx;                 // [c][c], lower triangle
    size_t groups;              // dense
    double *zz, *zx;            // dense: [groups][q_row][q_row], [groups][q_row][c]
    struct sparse *sparse;      // NULL: dense

    // of the last pls_deviance
    double *lambda;             // [n_terms][q][q] one behind the other
    double *s;                  // [c][c], lower Cholesky factor of the reduced [X y]'[X y]
    double *l, *lzx;            // dense: factors and solved sides of each group
    double work[2 * MIXED_EFFECTS * MIXED_EFFECTS];  // two matrices of a row
};

// Sums for this rho; rho 0 where there are no days. To be called once before the first deviance.
void pls_sums(struct pls *p, double rho);
// -2 log-likelihood, without log|R| of the scaled X; INFINITY where theta makes no positive definite matrix.
double pls_deviance(struct pls *p, const double *theta);
// Penalised residual sum of squares of the last deviance.
double pls_rss(const struct pls *p);
// Coefficients of the scaled X, [k].
void pls_beta(const struct pls *p, double *beta);
// u = Lambda v of every term in the scaled Z, [levels][q] one behind the other, in the order of terms.
void pls_effects(struct pls *p, const double *beta, double *const *u);
// Lambda A^-1 Lambda' by level, [levels][q][q] of each term. False: too many to work out.
bool pls_spread(struct pls *p, double *const *v);

// --- for mixed_sparse.c
double *pls_template(const struct pls *p, size_t term);     // [q][q] of lambda
struct sparse;
struct sparse *sparse_new(arena *a, struct pls *p);         // NULL: too large
void sparse_sums(struct sparse *s, struct pls *p);
// Adds nothing to xx: takes off what Z explains, and gives 2 log|L|. False: not positive definite.
bool sparse_reduce(struct sparse *s, struct pls *p, double *log_det);
void sparse_effects(struct sparse *s, struct pls *p, const double *beta, double *const *u);
bool sparse_spread(struct sparse *s, struct pls *p, double *const *v);

#endif
