// Level and slope change of one series with errors that remember: AR(1) in days, so that a gap of g days leaves rho^g of an error. Generalised
// least squares; rho by REML, within -0.99..0.99. The same as nlme::gls(correlation = corAR1(form = ~ day)) of R, gaps included.
#ifndef UNKNOT_CLINIC_STATS_AR1_H
#define UNKNOT_CLINIC_STATS_AR1_H

#include "clinic/stats/design.h"

#define AR1_MOST 0.99

struct ar1_fit {
    const char *why;        // nothing below is known, and why; NULL: it is
    double rho;
    bool at_bound;          // rho is as far as it is looked for
    double sigma;           // of one error
    struct term level, slope;
    double joint;           // p that neither level nor slope changes; may be NAN
    struct fit_line line;
    double later;           // b2 + b3 (last treated day - start): how far the last day is from where the line before leads
};

struct ar1; // a series made ready: nothing that follows depends on how many values there are

// NULL, with *why, where it cannot be fitted. `s` as design_make wants it.
struct ar1 *ar1_make(arena *m, const struct spot *s, size_t n, const struct design_want *want, const char **why);
struct ar1_fit ar1_reml(const struct ar1 *x);
struct ar1_fit ar1_at(const struct ar1 *x, double rho); // with rho given, for sensitivity

// P(the level changes towards the better end by more than `mcid`). Priors: level N(0, mcid^2), slope N(0, (mcid / treated days)^2), rho
// N(0.3, 0.3^2) on (-1, 1), flat for what was before, 1/sigma for the error. By a fixed grid over rho and log sigma: the same bytes each time.
struct ar1_belief {
    const char *why;        // as above
    double improved;        // 0..1
    double mean, sd;        // of the change of level
    double rho;             // posterior mean
};
struct ar1_belief ar1_belief_of(const struct ar1 *x, double mcid, bool low);

#endif
