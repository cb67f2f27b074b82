// Outcomes of a practice, fairly said: what its therapists' people got beside what was to be expected of them, shrunken to the mean; how
// many responded, with those of whom nothing is known; and which units lie so far out that their data should be looked at.
// Never a league table: units are in order of their names, and those with fewer than ten people are not shown. Nothing here judges a
// person's work. Sources: shared shrinkage (Goldstein & Spiegelhalter 1996), funnel plots (Spiegelhalter 2005, Stat Med 24:1185).
#ifndef UNKNOT_CLINIC_STATS_OUTCOMES_H
#define UNKNOT_CLINIC_STATS_OUTCOMES_H

#include "mixed.h"

enum { OUTCOMES_LEAST = 10 };       // people, below which nothing of a unit is shown
#define OUTCOMES_COMPLETE 0.6       // share with a follow-up, below which no rate is shown: those who do not come back did worse

// --- effects of units

struct outcomes_unit {
    str name;
    size_t n;                       // rows, of one person each
    bool shown;                     // n >= OUTCOMES_LEAST; else there are no figures
    double observed, expected;      // mean outcome; what the fixed effects (case mix) say of the same people
    double effect, se, lo, hi;      // shrunken difference, its standard deviation given the data, 95 %
};
// One for each group of random term `term` of a fit with spread, whose first effect is its intercept; in order of their names.
// 0 where nothing was fitted, or where standard errors were too many to work out.
size_t outcomes_units(arena *a, const struct mixed_design *d, const struct mixed_result *r, size_t term, struct outcomes_unit **out);

// --- responders

enum outcomes_shown { OUTCOMES_SHOWN, OUTCOMES_TOO_FEW, OUTCOMES_TOO_INCOMPLETE, OUTCOMES_HELD }; // HELD: of a unit alone, outcomes_report.h
struct outcomes_rate {
    enum outcomes_shown shown;      // TOO_INCOMPLETE: completion alone is known; TOO_FEW: nothing
    double completion;              // complete / n
    double worst, best;             // share of all n that responded if none, or all, of those without a follow-up did
    double lo, hi;                  // 95 % (Wilson), below worst and above best: what chance and absence leave open together
};
// Of n people whose treatment began, `complete` have a follow-up, and `responders` of these responded. CHECKs responders <= complete <= n.
struct outcomes_rate outcomes_rate(size_t n, size_t complete, size_t responders);

// --- funnel

struct funnel_unit {
    double value, se;               // finite; se > 0: of the value if the unit is like all others
};
enum funnel_place { FUNNEL_INSIDE, FUNNEL_BEYOND_95, FUNNEL_BEYOND_998 };
struct funnel {
    size_t n;
    double phi;                     // over-dispersion: mean of z^2, the outer tenth on each side drawn in
    bool inflated;                  // phi is beyond what chance gives (n phi over the 95 % point of chi-squared on n): limits are wider by sqrt(phi)
    double *z;                      // [n], after that
    enum funnel_place *place;       // [n]
    bool *look;                     // [n]: beyond what the farthest of n would be by chance (5 %, Bonferroni): look at the data first
};
void funnel_of(arena *a, const struct funnel_unit *u, size_t n, double target, struct funnel *out);
// Limits at standard error `se`: target +- z se, wider where inflated; z = 1.96 or 3.09.
double funnel_width(const struct funnel *f, enum funnel_place limit, double se);
// Limits of a share among n people, exact binomial, interpolated between counts (Spiegelhalter 2005, appendix A.1.1).
// 0 < target < 1, n >= 1.
void funnel_share(double target, size_t n, enum funnel_place limit, double *lo, double *hi);

#endif
