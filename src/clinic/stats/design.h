// One person's series as a regression: level and slope before the start, and how both change at it.
//
//   y = b0 + b1 (day - start) + b2 treated + b3 treated (day - start) [+ season] + error
//
// b2 is the change of level at the start, b3 that of the slope, for each day.
#ifndef UNKNOT_CLINIC_STATS_DESIGN_H
#define UNKNOT_CLINIC_STATS_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "clinic/stats/figure.h"

enum { DESIGN_COLUMNS = 12, DESIGN_HARMONICS = 4 };

// One value of a series.
struct spot {
    int32_t day;
    bool treated;
    double y;
    double exposure;    // counts: of how much (people, hours); 1 where nobody said
};

struct design_want {
    int32_t start;
    bool no_slope;      // without b3
    int harmonics;      // pairs of sine and cosine, 0..DESIGN_HARMONICS
    double period;      // … of so many days
};

// X = QR with orthonormal columns, so that nothing below depends on the units of days.
struct design {
    size_t n;
    int p;
    int level, slope;   // columns of b2 and b3; -1: it has none
    double *q[DESIGN_COLUMNS];  // each n long
    double r[DESIGN_COLUMNS][DESIGN_COLUMNS]; // upper
};

// `s` in ascending order of days that all differ. False, with *why, where the values cannot tell its columns apart.
bool design_make(arena *m, const struct spot *s, size_t n, const struct design_want *want, struct design *out, const char **why);

// Coefficients and their covariance, from those of the orthonormal columns.
void design_back(const struct design *d, const double *g, double (*v)[DESIGN_COLUMNS], double *b, double (*cov)[DESIGN_COLUMNS]);

// One coefficient: t = estimate / se on df degrees of freedom, p two-sided.
struct term {
    bool known;
    double estimate, se, t, df, p;
};
struct term design_term(const double *b, double (*cov)[DESIGN_COLUMNS], int column, double df);

// The two lines as they were fitted, with what is known of them: to be drawn. Without seasons.
enum { LINE_COLUMNS = 4 };
struct fit_line {
    bool known;
    int p;                      // 4; 3 without a change of slope
    double df;
    double b[LINE_COLUMNS], cov[LINE_COLUMNS][LINE_COLUMNS];
};
struct fit_line design_line(const struct design *d, const double *b, double (*cov)[DESIGN_COLUMNS], double df); // not known where seasons were fitted
// The linear predictor `days` after the start, and its standard error.
double design_line_at(const struct fit_line *l, double days, bool treated, double *se);
// Level and slope together: p of F that neither changes. NAN where there is neither.
double design_joint(const struct design *d, const double *b, double (*cov)[DESIGN_COLUMNS], double df);

// --- small symmetric matrices, lower triangle

enum { SMALL = DESIGN_COLUMNS + 1 };
bool small_cholesky(double (*m)[SMALL], int n);     // m = L L' in place; false where it is not positive
void small_solve(double (*l)[SMALL], int n, double *x);  // L L' x = x
void small_inverse(double (*l)[SMALL], int n, double (*out)[DESIGN_COLUMNS]);

#endif
