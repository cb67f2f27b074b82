// Level and slope change of one series of yes and no (logistic, log odds) or of counts (quasi-Poisson, log rate), by maximum likelihood, with
// standard errors that allow for errors that are related in time: Newey & West 1987, Bartlett weights, over floor(4 (n / 100)^(2/9)) steps of the
// series' own rhythm (the median of the days between two values), times n / (n - p).
#ifndef UNKNOT_CLINIC_STATS_GLM_H
#define UNKNOT_CLINIC_STATS_GLM_H

#include "clinic/stats/design.h"

enum glm_family { GLM_LOGISTIC, GLM_POISSON };

struct glm_fit {
    const char *why;                // nothing below is known, and why; NULL: it is
    struct term level, slope;       // with those standard errors
    struct term level_plain, slope_plain; // as if errors were unrelated; counts: times the square root of the dispersion
    struct fit_line line;           // with those standard errors
    double dispersion;              // Pearson's X2 / (n - p); 1 for yes and no
    double joint, joint_plain;      // p that neither level nor slope changes; may be NAN
    double later;                   // as ar1.h has it
    double rho;                     // of Pearson residuals one step apart; 0 where no two are
    int rhythm, lags;               // days; steps
};

// `s` as design_make wants it; y 0 or 1, or whole numbers from 0; exposures above 0, for counts.
struct glm_fit glm_fit_of(arena *m, const struct spot *s, size_t n, const struct design_want *want, enum glm_family family);

#endif
