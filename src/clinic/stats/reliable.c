#include "clinic/stats/reliable.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "base/err.h"

str reliable_way_name(enum reliable_way w)
{
    static const str names[] = {S_INIT("jt"), S_INIT("gln"), S_INIT("en"), S_INIT("hll")};
    CHECK((size_t)w < sizeof names / sizeof *names);
    return names[w];
}

double reliable_index(enum reliable_way w, double pre, double post, const struct norms *n, double mean_after)
{
    CHECK(n->sd > 0 && n->r >= 0 && n->r < 1);
    double sem = n->sd * sqrt(1 - n->r), expected = n->mean + n->r * (pre - n->mean);
    if (w == RELIABLE_JT) return (post - pre) / (sqrt(2) * sem);
    if (w == RELIABLE_EN) return (post - expected) / sem;
    double spread = n->sd * sqrt(1 - n->r * n->r);
    return (post - expected - (w == RELIABLE_HLL ? mean_after - n->mean : 0)) / spread;
}

enum reliable_way reliable_choice(double pre, const struct norms *n)
{
    return n->r < RELIABLE_LOW || fabs(pre - n->mean) > RELIABLE_EXTREME * n->sd ? RELIABLE_GLN : RELIABLE_JT;
}

double reliable_of_mean(double r, double k) { return k * r / (1 + (k - 1) * r); }

double reliable_gln_of_mean(double pre, double k, double post, const struct norms *n)
{
    CHECK(n->sd > 0 && n->r >= 0 && n->r < 1 && k >= 1);
    double slope = reliable_of_mean(n->r, k);
    return (post - n->mean - slope * (pre - n->mean)) / (n->sd * sqrt(1 - n->r * slope));
}

double reliable_selection(const struct norms *n, double cut)
{
    double z = (cut - n->mean) / n->sd, beyond = gsl_cdf_ugaussian_Q(z);
    CHECK(n->sd > 0);
    // Far out the ratio is z itself to more digits than it can be computed to.
    return (1 - n->r) * n->sd * (z > 30 ? z : gsl_ran_ugaussian_pdf(z) / beyond);
}

double reliable_cutoff(double clinical_mean, double clinical_sd, double functional_mean, double functional_sd)
{
    CHECK(clinical_sd > 0 && functional_sd > 0);
    return (clinical_sd * functional_mean + functional_sd * clinical_mean) / (clinical_sd + functional_sd);
}

str reliable_class_name(enum reliable_class c)
{
    static const str names[] = {S_INIT("recovered"), S_INIT("improved"), S_INIT("unchanged"), S_INIT("deteriorated"), S_INIT("harmed")};
    CHECK((size_t)c < sizeof names / sizeof *names);
    return names[c];
}

enum reliable_class reliable_class_of(double pre, double post, double index, double cutoff, bool low)
{
    double turn = low ? -1 : 1;
    bool ill_before = turn * (pre - cutoff) < 0, ill_after = turn * (post - cutoff) < 0;
    if (turn * index > RELIABLE_95) return ill_before && !ill_after ? CLASS_RECOVERED : CLASS_IMPROVED;
    if (turn * index < -RELIABLE_95) return !ill_before && ill_after ? CLASS_HARMED : CLASS_DETERIORATED;
    return CLASS_UNCHANGED;
}
