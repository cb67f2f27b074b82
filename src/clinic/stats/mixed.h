// Linear mixed models: many people, therapists, practices at once. y = X b + Z u + e with u ~ N(0, G), e ~ N(0, s2 R).
// Maximum likelihood or REML by the profiled deviance of penalised least squares (Bates, Maechler, Bolker & Walker 2015,
// doi:10.18637/jss.v067.i01, sections 3-4); R is I, or AR(1) within the innermost groups (Pinheiro & Bates 2000, 5.3), where the
// correlation of two days is rho^(days between). Checked against lme4 and nlme: tests/stats/mixed.test.mjs.
//
// Pure and deterministic: no random numbers, no clock, and rows in an order of their own (mixed_design.h).
#ifndef UNKNOT_CLINIC_STATS_MIXED_H
#define UNKNOT_CLINIC_STATS_MIXED_H

#include "mixed_design.h"

struct mixed_options {
    bool ml;                    // maximum likelihood instead of REML
    bool spread;                // standard errors of the BLUPs too
};

struct mixed_fixed {
    str term;
    bool known;                 // false: the column is a combination of those before it, and is left out, as R does
    double estimate, se, t;
    double lo, hi;              // 95 %, Wald: estimate +- 1.96 se, as lme4's confint
};

// Of one random term: variances and correlations of its effects, and what each group got.
struct mixed_random {
    const struct factor *group;
    size_t q;
    const str *term;            // [q]
    double *covariance;         // [q][q]
    double *blup;               // [levels][q]: conditional means, as lme4's ranef
    double *se;                 // [levels][q]: conditional standard deviations, as lme4's condVar; NULL where not asked for or too many
};

// Why there are no figures.
enum mixed_verdict {
    MIXED_FITTED,
    MIXED_NO_ROWS,              // no whole row
    MIXED_TOO_FEW,              // no more rows than fixed effects
    MIXED_ONE_GROUP,            // a grouping with one group only
    MIXED_GROUP_OF_ONE_ROW,     // as many groups as rows: what varies between and within cannot be told apart
    MIXED_TOO_MANY_EFFECTS,     // no fewer random effects of a term than rows (as lme4 refuses)
    MIXED_CONSTANT,             // nothing is left to explain: the fixed effects give every value
    MIXED_NO_RESIDUAL,          // nothing varies within the groups
    MIXED_TOO_LARGE,            // numbers or matrices beyond what can be worked with
};
str mixed_verdict_say(enum mixed_verdict v);    // English, for the command line

struct mixed_result {
    enum mixed_verdict verdict; // everything below is of MIXED_FITTED, but n, p and fixed[].term
    str about;                  // the term or grouping that the verdict is about
    size_t n, p;
    struct mixed_fixed *fixed;  // [p]
    double *fixed_covariance;   // [p][p], rows of what is left out are 0
    size_t n_random;
    struct mixed_random *random;
    double sigma2;              // residual variance
    double rho;                 // AR(1); 0 without
    double criterion;           // REML criterion or deviance: -2 log-likelihood
    double criterion_without;   // the same of the fixed effects alone: no random ones, rho 0
    bool converged;             // gradient and curvature say that this is a minimum
    bool singular;              // a variance is 0 or a correlation +-1: the data do not bear so rich a model
    size_t evaluations;
};

void mixed_fit(arena *a, const struct mixed_design *d, const struct mixed_options *o, struct mixed_result *out);

#endif
