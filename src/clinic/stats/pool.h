// Many studies, or many practices, as one estimate: equal effects or random effects, with what can be said of their differences.
//
//   weights w_i = 1 / (v_i + tau2), mu = sum(w y) / sum(w), se = 1 / sqrt(sum w); Q = sum(w0 (y - mu0)^2) with w0 = 1 / v.
//
// tau2, the variance between studies:
//   EE    equal effects: 0
//   DL    DerSimonian & Laird 1986: max(0, (Q - (k - 1)) / (S1 - S2 / S1)), S1 = sum(w0), S2 = sum(w0^2)
//   HE    Hedges & Olkin 1985: max(0, variance of y - mean of v)
//   PM    Paule & Mandel 1982: Q at tau2 is k - 1
//   ML, REML  (restricted) likelihood, the highest point of it over tau2 >= 0: every point where its slope turns is looked at
//         (Viechtbauer 2005), so that a second, lower hill is never taken for the top. To the last digits: metafor stops at steps of 1e-5 unless
//         told otherwise, and then differs in the fourth or fifth.
// Intervals of mu: normal, or Hartung & Knapp 2001 / Sidik & Jonkman 2002: se sqrt(q), q = sum(w (y - mu)^2) / (k - 1), t on k - 1; "ad hoc"
// with max(1, q) (Knapp & Hartung 2003). Prediction interval: mu +- t on k - 2 of sqrt(tau2 + se^2) (Higgins, Thompson & Spiegelhalter 2009), or
// the normal one. I2 and H2: Higgins & Thompson 2002 by the typical variance; of EE by Q. Interval of tau2: Q-profile (Viechtbauer 2007).
// Checked against metafor (tests/stats/pool.test.mjs).
//
// Studies are put in canonical order first, and sums are compensated: the order of the rows changes no bit of the result.
#ifndef UNKNOT_CLINIC_STATS_POOL_H
#define UNKNOT_CLINIC_STATS_POOL_H

#include "base/arena.h"
#include "base/str.h"
#include "clinic/stats/figure.h"

enum pool_method { POOL_EE, POOL_DL, POOL_HE, POOL_PM, POOL_ML, POOL_REML, POOL_METHODS };
enum pool_interval_kind { POOL_Z, POOL_HKSJ, POOL_HKSJ_ADHOC };
enum pool_prediction { POOL_PREDICT_T, POOL_PREDICT_NORMAL };

str pool_method_name(enum pool_method m);               // "REML"
bool pool_method_of(str name, enum pool_method *out);   // letters of either case

// Effects within +-POOL_MOST, variances 0 or POOL_LEAST .. POOL_MOST: what the sums can hold without a limit of their own.
#define POOL_MOST 1e60
#define POOL_LEAST 1e-60

struct pool_study {
    str label;              // may be empty
    double y, v;            // effect, and its sampling variance
};

struct pool_in {
    struct pool_study *study;   // put in canonical order: by label (numbers first, by value), effect, variance
    size_t k;
    enum pool_method method;
    enum pool_interval_kind interval;
    enum pool_prediction prediction;
    bool leave_one_out;         // also each k - 1 (at most POOL_LOO_MOST studies)
};

enum { POOL_LOO_MOST = 500, POOL_REASONS = 16, POOL_FEW = 5 };

struct pool_range {
    bool known;
    double lo, hi;          // 95 %
};

// What is not known has its reason in `reason`.
struct pool_fit {
    size_t k;
    struct figure tau2, mu, se;
    struct figure statistic, p; // mu / se; p is not said of fewer than POOL_FEW studies
    double df;                  // of t; 0: normal
    struct pool_range ci, pi, tau2_ci;
    struct figure q, q_p, i2, h2; // i2 in percent
    double q_df;
};

struct pool_out {
    struct pool_fit fit;
    const double *weight;       // in percent, in canonical order; NULL where there is no mu
    const double *blup;         // shrunken effects, likewise; NULL where tau2 is not known
    const double *blup_se;
    const struct pool_fit *without; // leave-one-out, likewise; NULL where it was not asked for or cannot be
    const char *reason[POOL_REASONS];   // English: why a figure is null, or what to keep in mind
    size_t n_reasons;
    size_t twins;               // studies that are, label and all, the same as the one before
};

// Total: every input within the ranges above has an answer. Results in `a`.
void pool_studies(arena *a, const struct pool_in *in, struct pool_out *out);

#endif
