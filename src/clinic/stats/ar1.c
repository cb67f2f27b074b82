#include "clinic/stats/ar1.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"

#define PERFECT 1e-20 // of what varies, left as error: then there is none to judge by

// Sums over neighbours `gap` days apart, of z = (columns of Q, what least squares leave of y): now now', now before' + before now', before before'.
struct neighbours {
    int32_t gap;
    size_t n;
    double now[SMALL][SMALL], both[SMALL][SMALL], before[SMALL][SMALL];
};

struct ar1 {
    struct design d;
    double c[DESIGN_COLUMNS];   // Q'y
    double first[SMALL][SMALL]; // z z' of the first value
    const struct neighbours *gaps;
    size_t n_gaps;
    double longest;             // days from the start to the last treated one
    double spread;              // sum of squares that least squares leave
};

struct gap_at {
    int32_t gap;
    size_t i;
};

static int by_gap(const void *x, const void *y)
{
    const struct gap_at *p = x, *q = y;
    if (p->gap != q->gap) return p->gap < q->gap ? -1 : 1;
    return (p->i > q->i) - (p->i < q->i);
}

static void z_at(const struct ar1 *x, const double *left, size_t i, double *z)
{
    for (int k = 0; k < x->d.p; k++) z[k] = x->d.q[k][i];
    z[x->d.p] = left[i];
}

static void put_neighbours(struct neighbours *g, const double *now, const double *before, int n)
{
    g->n++;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            g->now[i][j] += now[i] * now[j];
            g->both[i][j] += now[i] * before[j] + before[i] * now[j];
            g->before[i][j] += before[i] * before[j];
        }
}

static void gather(arena *m, struct ar1 *x, const struct spot *s, const double *left)
{
    size_t n = x->d.n, kinds = 0;
    int width = x->d.p + 1;
    double now[SMALL], before[SMALL];
    struct gap_at *at = ARENA_ARRAY(m, n, struct gap_at);
    for (size_t i = 1; i < n; i++) at[i - 1] = (struct gap_at){s[i].day - s[i - 1].day, i};
    qsort(at, n - 1, sizeof *at, by_gap);
    for (size_t i = 0; i + 1 < n; i++) kinds += i == 0 || at[i].gap != at[i - 1].gap;
    struct neighbours *g = ARENA_ARRAY(m, kinds, struct neighbours);
    x->gaps = g;
    for (size_t i = 0; i + 1 < n; i++) {
        if (i == 0 || at[i].gap != at[i - 1].gap) g[x->n_gaps++].gap = at[i].gap;
        z_at(x, left, at[i].i, now);
        z_at(x, left, at[i].i - 1, before);
        put_neighbours(&g[x->n_gaps - 1], now, before, width);
    }
    z_at(x, left, 0, now);
    for (int i = 0; i < width; i++)
        for (int j = 0; j <= i; j++) x->first[i][j] = now[i] * now[j];
}

struct ar1 *ar1_make(arena *m, const struct spot *s, size_t n, const struct design_want *want, const char **why)
{
    struct ar1 *x = ARENA_NEW(m, struct ar1);
    if (!design_make(m, s, n, want, &x->d, why)) return NULL;
    if (n <= (size_t)x->d.p) {
        *why = "there are no more values than lines to fit";
        return NULL;
    }
    double *left = ARENA_ARRAY(m, n, double), mean = 0, all = 0;
    for (size_t i = 0; i < n; i++) mean += (left[i] = s[i].y) / (double)n;
    for (size_t i = 0; i < n; i++) all += (s[i].y - mean) * (s[i].y - mean);
    for (int turn = 0; turn < 2; turn++)
        for (int k = 0; k < x->d.p; k++) {
            double c = 0;
            for (size_t i = 0; i < n; i++) c += x->d.q[k][i] * left[i];
            for (size_t i = 0; i < n; i++) left[i] -= c * x->d.q[k][i];
            x->c[k] += c;
        }
    for (size_t i = 0; i < n; i++) x->spread += left[i] * left[i];
    if (!(x->spread > PERFECT * (all + mean * mean * (double)n))) {
        *why = all > PERFECT * mean * mean * (double)n ? "the values lie on straight lines: there is no error to judge by" : "all values are the same";
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        if (s[i].treated && (double)s[i].day - want->start > x->longest) x->longest = (double)s[i].day - want->start;
    gather(m, x, s, left);
    return x;
}

// z' R^-1 z in `out` (lower triangle); the log determinant of R is returned.
static double weighed(const struct ar1 *x, double rho, double (*out)[SMALL])
{
    int width = x->d.p + 1;
    double logdet = 0;
    for (int i = 0; i < width; i++)
        for (int j = 0; j <= i; j++) out[i][j] = x->first[i][j];
    for (size_t k = 0; k < x->n_gaps; k++) {
        const struct neighbours *g = &x->gaps[k];
        double keep = pow(fabs(rho), g->gap) * (rho < 0 && g->gap % 2 ? -1 : 1), var = 1 - keep * keep;
        logdet += (double)g->n * log(var);
        for (int i = 0; i < width; i++)
            for (int j = 0; j <= i; j++) out[i][j] += (g->now[i][j] - keep * g->both[i][j] + keep * keep * g->before[i][j]) / var;
    }
    return logdet;
}

// -2 log restricted likelihood, but for a constant; infinite where it cannot be had.
static double criterion(const struct ar1 *x, double rho)
{
    double w[SMALL][SMALL];
    int p = x->d.p;
    double value = weighed(x, rho, w);
    if (!small_cholesky(w, p + 1)) return INFINITY;
    for (int k = 0; k < p; k++) value += 2 * log(w[k][k]);
    return value + 2 * (double)(x->d.n - (size_t)p) * log(w[p][p]);
}

static double golden(const struct ar1 *x, double lo, double hi)
{
    const double ratio = (sqrt(5) - 1) / 2;
    double u = hi - ratio * (hi - lo), v = lo + ratio * (hi - lo), fu = criterion(x, u), fv = criterion(x, v);
    while (hi - lo > 1e-9) {
        if (fu < fv) {
            hi = v, v = u, fv = fu;
            u = hi - ratio * (hi - lo), fu = criterion(x, u);
        } else {
            lo = u, u = v, fu = fv;
            v = lo + ratio * (hi - lo), fv = criterion(x, v);
        }
    }
    return (lo + hi) / 2;
}

struct ar1_fit ar1_at(const struct ar1 *x, double rho)
{
    CHECK(fabs(rho) <= AR1_MOST);
    struct ar1_fit f = {.rho = rho};
    double w[SMALL][SMALL], g[DESIGN_COLUMNS], v[DESIGN_COLUMNS][DESIGN_COLUMNS], b[DESIGN_COLUMNS], cov[DESIGN_COLUMNS][DESIGN_COLUMNS];
    int p = x->d.p;
    double df = (double)(x->d.n - (size_t)p);
    (void)weighed(x, rho, w);
    for (int k = 0; k < p; k++) g[k] = w[p][k];
    if (!small_cholesky(w, p + 1)) return (struct ar1_fit){.why = "the values do not determine it"};
    f.sigma = w[p][p] / sqrt(df);
    small_solve(w, p, g);
    small_inverse(w, p, v);
    for (int i = 0; i < p; i++) {
        g[i] += x->c[i];
        for (int j = 0; j < p; j++) v[i][j] *= f.sigma * f.sigma;
    }
    design_back(&x->d, g, v, b, cov);
    f.level = design_term(b, cov, x->d.level, df);
    f.slope = design_term(b, cov, x->d.slope, df);
    f.line = design_line(&x->d, b, cov, df);
    f.joint = design_joint(&x->d, b, cov, df);
    f.later = b[x->d.level] + (x->d.slope < 0 ? 0 : b[x->d.slope] * x->longest);
    if (!f.level.known) f.why = "the values do not determine it";
    return f;
}

enum { LOOKS = 66 };

struct ar1_fit ar1_reml(const struct ar1 *x)
{
    double best = INFINITY, step = 2 * AR1_MOST / LOOKS, at = 0;
    for (int k = 0; k <= LOOKS; k++) {
        double rho = -AR1_MOST + k * step, value = criterion(x, rho);
        if (value < best) best = value, at = rho;
    }
    if (!isfinite(best)) return (struct ar1_fit){.why = "the values do not determine it"};
    double rho = golden(x, fmax(at - step, -AR1_MOST), fmin(at + step, AR1_MOST));
    if (criterion(x, rho) > best) rho = at;
    struct ar1_fit f = ar1_at(x, fmax(-AR1_MOST, fmin(AR1_MOST, rho)));
    f.at_bound = fabs(rho) > AR1_MOST - 1e-6;
    return f;
}

// --- belief

enum { RHO_STEPS = 80, SIGMA_STEPS = 160 };
#define RHO_FAR 4.0         // atanh(rho) from minus to plus this
#define SIGMA_BELOW 4.0     // log sigma around that of least squares
#define SIGMA_ABOVE 12.0

struct belief {
    const struct ar1 *x;
    double prior[SMALL][SMALL];         // precision of the orthonormal columns
    double pull[DESIGN_COLUMNS], own;   // prior c, c' prior c
    double up[DESIGN_COLUMNS];          // the level is up' g
    double bar;                         // level beyond which it is improved
    bool low;
    double most;                        // largest log weight so far
    double sum, improved, mean, square, rho;
};

// Rows of R^-1: b[row] = sum over k of out[k] g[k].
static void row_of(const struct design *d, int row, double *out)
{
    double g[DESIGN_COLUMNS] = {0}, none[DESIGN_COLUMNS][DESIGN_COLUMNS] = {{0}}, b[DESIGN_COLUMNS], cov[DESIGN_COLUMNS][DESIGN_COLUMNS];
    for (int k = 0; k < d->p; k++) {
        g[k] = 1;
        design_back(d, g, none, b, cov);
        out[k] = b[row];
        g[k] = 0;
    }
}

static void prior_add(struct belief *w, int column, double sd)
{
    double row[DESIGN_COLUMNS];
    if (column < 0) return;
    row_of(&w->x->d, column, row);
    for (int i = 0; i < w->x->d.p; i++)
        for (int j = 0; j <= i; j++) w->prior[i][j] += row[i] * row[j] / (sd * sd);
}

static void belief_take(struct belief *w, double log_weight, double mean, double sd, double rho)
{
    if (log_weight > w->most) {
        double shrink = exp(w->most - log_weight);
        w->sum *= shrink, w->improved *= shrink, w->mean *= shrink, w->square *= shrink, w->rho *= shrink;
        w->most = log_weight;
    }
    double q = exp(log_weight - w->most), far = w->low ? (-w->bar - mean) / sd : (mean - w->bar) / sd;
    w->sum += q;
    w->improved += q * gsl_cdf_ugaussian_P(far);
    w->mean += q * mean;
    w->square += q * (mean * mean + sd * sd);
    w->rho += q * rho;
}

// All sigmas for one rho. The level's posterior is normal there.
static void belief_over_sigma(struct belief *w, double rho, double log_prior)
{
    const struct ar1 *x = w->x;
    int p = x->d.p;
    double z[SMALL][SMALL] = {{0}}, h[SMALL][SMALL] = {{0}}, mid = log(sqrt(x->spread / (double)(x->d.n - (size_t)p)));
    double logdet = weighed(x, rho, z);
    for (int k = 0; k <= SIGMA_STEPS; k++) {
        double log_sigma = mid - SIGMA_BELOW + k * (SIGMA_BELOW + SIGMA_ABOVE) / SIGMA_STEPS, precision = exp(-2 * log_sigma);
        double rhs[DESIGN_COLUMNS] = {0}, g[DESIGN_COLUMNS] = {0}, up[DESIGN_COLUMNS] = {0}, weight = log_prior - (double)x->d.n * log_sigma - logdet / 2;
        for (int i = 0; i < p; i++) {
            for (int j = 0; j <= i; j++) h[i][j] = z[i][j] * precision + w->prior[i][j];
            rhs[i] = g[i] = z[p][i] * precision - w->pull[i];
            up[i] = w->up[i];
        }
        if (!small_cholesky(h, p)) continue;
        small_solve(h, p, g);
        small_solve(h, p, up);
        double left = z[p][p] * precision + w->own, mean = 0, var = 0;
        for (int i = 0; i < p; i++) {
            weight -= log(h[i][i]);
            left -= rhs[i] * g[i];
            mean += w->up[i] * (x->c[i] + g[i]);
            var += w->up[i] * up[i];
        }
        belief_take(w, weight - left / 2, mean, sqrt(var), rho);
    }
}

struct ar1_belief ar1_belief_of(const struct ar1 *x, double mcid, bool low)
{
    CHECK(mcid > 0 && isfinite(mcid));
    struct belief w = {.x = x, .bar = mcid, .low = low, .most = -INFINITY};
    int p = x->d.p;
    prior_add(&w, x->d.level, mcid);
    prior_add(&w, x->d.slope, mcid / fmax(x->longest, 1));
    row_of(&x->d, x->d.level, w.up);
    for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) w.pull[i] += w.prior[i > j ? i : j][i > j ? j : i] * x->c[j];
        w.own += w.pull[i] * x->c[i];
    }
    for (int k = 0; k <= RHO_STEPS; k++) {
        double u = -RHO_FAR + k * 2 * RHO_FAR / RHO_STEPS, rho = tanh(u), far = (rho - 0.3) / 0.3;
        belief_over_sigma(&w, rho, log(1 - rho * rho) - far * far / 2);
    }
    if (!(w.sum > 0) || !isfinite(w.sum)) return (struct ar1_belief){.why = "the values do not determine it"};
    double mean = w.mean / w.sum;
    return (struct ar1_belief){.improved = w.improved / w.sum, .mean = mean, .sd = sqrt(fmax(w.square / w.sum - mean * mean, 0)), .rho = w.rho / w.sum};
}
