// Reliable change of one person by the numbers of a population, four ways, and clinical significance by a cut-off between two populations.
// Sources: Jacobson & Truax 1991; Hsu 1989 (GLN: Gulliksen, Lord & Novick); Speer 1992 (EN: Edwards & Nunnally); Hageman & Arrindell as HLL of the R
// package clinicalsignificance; Davis 1976 and Barnett 2005 (regression to the mean). Reference 5.1.
#ifndef UNKNOT_CLINIC_STATS_RELIABLE_H
#define UNKNOT_CLINIC_STATS_RELIABLE_H

#include "base/str.h"

#define RELIABLE_95 1.96
#define RELIABLE_LOW 0.8        // a retest reliability below this …
#define RELIABLE_EXTREME 1.645  // … or a first score farther out than so many standard deviations: GLN instead of JT

// Of whom the instrument's error is known. sd > 0, 0 <= r < 1 (test-retest, never alpha).
struct norms {
    double mean, sd, r;
};

enum reliable_way {
    RELIABLE_JT,    // (post - pre) / (sqrt(2) SD sqrt(1 - r))
    RELIABLE_GLN,   // (post - m - r (pre - m)) / (SD sqrt(1 - r^2)): against what regression to the mean alone would do. r > 0
    RELIABLE_EN,    // the same against SD sqrt(1 - r)
    RELIABLE_HLL    // GLN with the population's own mean afterwards
};
str reliable_way_name(enum reliable_way w); // "jt", "gln", "en", "hll"
double reliable_index(enum reliable_way w, double pre, double post, const struct norms *n, double mean_after); // mean_after: of HLL alone
enum reliable_way reliable_choice(double pre, const struct norms *n); // JT; GLN where the reference says so

double reliable_of_mean(double r, double k);    // reliability of the mean of k scores: k r / (1 + (k - 1) r)
// GLN of `pre`, the mean of k first scores: one score later lies on m + r_k (pre - m), r_k the reliability of that mean, and about it by
// SD sqrt(1 - r r_k). k >= 1; k 1 is RELIABLE_GLN.
double reliable_gln_of_mean(double pre, double k, double post, const struct norms *n);
// How far the mean of those chosen for lying beyond `cut` moves back by itself: (1 - r) SD phi(z) / (1 - Phi(z)), z = (cut - mean) / SD.
double reliable_selection(const struct norms *n, double cut);

// The point between a clinical and a functional population that is as likely to be of either.
double reliable_cutoff(double clinical_mean, double clinical_sd, double functional_mean, double functional_sd);

enum reliable_class { CLASS_RECOVERED, CLASS_IMPROVED, CLASS_UNCHANGED, CLASS_DETERIORATED, CLASS_HARMED };
str reliable_class_name(enum reliable_class c); // "recovered", …
// Recovered: reliably better and across the cut-off; harmed: reliably worse and across it the other way.
enum reliable_class reliable_class_of(double pre, double post, double index, double cutoff, bool low);

#endif
