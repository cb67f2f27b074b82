#include "clinic/stats/glm.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"

enum { TURNS = 100, HALVES = 40 };
#define FAR 25.0    // of a linear predictor: beyond, a phase has only yes, only no, or no event, and no estimate ends

struct work {
    struct design d;
    const struct spot *s;
    enum glm_family family;
    double *mu, *eta, *offset;
    double centre;
    int32_t start;
    double g[DESIGN_COLUMNS];
    double h[SMALL][SMALL];             // Cholesky factor of Q' W Q
};

static const char separated_yes[] = "a phase has only yes or only no, or days divide them: no estimate ends";
static const char separated_count[] = "a phase has no event: no estimate ends";

static double log_likelihood(struct work *w, const double *g)
{
    double sum = 0;
    for (size_t i = 0; i < w->d.n; i++) {
        double eta = w->offset[i], y = w->s[i].y;
        for (int k = 0; k < w->d.p; k++) eta += w->d.q[k][i] * g[k];
        w->eta[i] = eta;
        if (w->family == GLM_POISSON) {
            w->mu[i] = exp(eta);
            sum += y * eta - w->mu[i];
        } else {
            w->mu[i] = eta > 0 ? 1 / (1 + exp(-eta)) : exp(eta) / (1 + exp(eta));
            sum += y * eta - (eta > 0 ? eta + log1p(exp(-eta)) : log1p(exp(eta)));
        }
    }
    return sum;
}

static double weight_at(const struct work *w, size_t i) { return w->family == GLM_POISSON ? w->mu[i] : w->mu[i] * (1 - w->mu[i]); }

static bool too_far(const struct work *w)
{
    for (size_t i = 0; i < w->d.n; i++) {
        double far = w->eta[i] - w->offset[i] - w->centre;
        if (!(far > -FAR) || !(far < FAR)) return true;
    }
    return false;
}

static bool curvature(struct work *w, double *score)
{
    int p = w->d.p;
    for (int a = 0; a < p; a++) {
        score[a] = 0;
        for (int b = 0; b <= a; b++) w->h[a][b] = 0;
    }
    for (size_t i = 0; i < w->d.n; i++) {
        double v = weight_at(w, i), e = w->s[i].y - w->mu[i];
        for (int a = 0; a < p; a++) {
            double q = w->d.q[a][i];
            score[a] += q * e;
            for (int b = 0; b <= a; b++) w->h[a][b] += q * v * w->d.q[b][i];
        }
    }
    return small_cholesky(w->h, p);
}

// Newton's steps, halved where they do not climb.
static const char *climb(struct work *w)
{
    double step[DESIGN_COLUMNS] = {0}, next[DESIGN_COLUMNS] = {0}, here = log_likelihood(w, w->g);
    for (int turn = 0; turn < TURNS; turn++) {
        if (too_far(w) || !curvature(w, step)) return w->family == GLM_POISSON ? separated_count : separated_yes;
        small_solve(w->h, w->d.p, step);
        double there = -INFINITY, length = 0, size = 1;
        for (int k = 0; k < w->d.p; k++) length += step[k] * step[k], size += w->g[k] * w->g[k];
        for (int half = 0; half < HALVES; half++) {
            for (int k = 0; k < w->d.p; k++) next[k] = w->g[k] + ldexp(step[k], -half);
            there = log_likelihood(w, next);
            if (there >= here - 1e-12 * (1 + fabs(here))) break;
        }
        for (int k = 0; k < w->d.p; k++) w->g[k] = next[k];
        here = there;
        if (length < 1e-20 * size) return too_far(w) || !curvature(w, step) ? "the values do not determine it" : NULL;
    }
    return w->family == GLM_POISSON ? separated_count : separated_yes;
}

static int by_size(const void *x, const void *y)
{
    int p = *(const int *)x, q = *(const int *)y;
    return (p > q) - (p < q);
}

static int rhythm_of(arena *m, const struct spot *s, size_t n)
{
    int *gap = ARENA_ARRAY(m, n, int);
    for (size_t i = 1; i < n; i++) gap[i - 1] = s[i].day - s[i - 1].day;
    qsort(gap, n - 1, sizeof *gap, by_size);
    return gap[(n - 2) / 2];
}

// H^-1 (sum of u u' over neighbours, weighed by how near they are) H^-1.
static void sandwich(const struct work *w, const struct glm_fit *f, double (*inverse)[DESIGN_COLUMNS], double (*out)[DESIGN_COLUMNS])
{
    double meat[DESIGN_COLUMNS][DESIGN_COLUMNS] = {{0}}, half[DESIGN_COLUMNS][DESIGN_COLUMNS];
    size_t n = w->d.n;
    int p = w->d.p;
    double reach = (double)f->rhythm * (f->lags + 1);
    for (size_t i = 0; i < n; i++) {
        double e = w->s[i].y - w->mu[i], near[DESIGN_COLUMNS];
        for (int a = 0; a < p; a++) near[a] = w->d.q[a][i] * e / 2;
        for (size_t j = i; j > 0 && (double)w->s[i].day - w->s[j - 1].day < reach; j--) {
            const size_t before = j - 1;
            double kernel = (1 - ((double)w->s[i].day - w->s[before].day) / reach) * (w->s[before].y - w->mu[before]);
            for (int a = 0; a < p; a++) near[a] += kernel * w->d.q[a][before];
        }
        for (int a = 0; a < p; a++)
            for (int b = 0; b < p; b++) meat[a][b] += e * (w->d.q[a][i] * near[b] + near[a] * w->d.q[b][i]);
    }
    double few = (double)n / (double)(n - (size_t)p);
    for (int a = 0; a < p; a++)
        for (int b = 0; b < p; b++) {
            half[a][b] = 0;
            for (int k = 0; k < p; k++) half[a][b] += inverse[a][k] * meat[k][b];
        }
    for (int a = 0; a < p; a++)
        for (int b = 0; b < p; b++) {
            out[a][b] = 0;
            for (int k = 0; k < p; k++) out[a][b] += few * half[a][k] * inverse[k][b];
        }
}

static void residuals(const struct work *w, struct glm_fit *f)
{
    double squares = 0, products = 0, before = 0;
    size_t pairs = 0, n = w->d.n;
    for (size_t i = 0; i < n; i++) {
        double r = (w->s[i].y - w->mu[i]) / sqrt(weight_at(w, i));
        squares += r * r;
        if (i && w->s[i].day - w->s[i - 1].day == f->rhythm) products += r * before, pairs++;
        before = r;
    }
    f->dispersion = w->family == GLM_POISSON ? squares / (double)(n - (size_t)w->d.p) : 1;
    f->rho = pairs && squares > 0 ? fmax(-1, fmin(1, products / (double)pairs / (squares / (double)n))) : 0;
}

static struct glm_fit judged(struct work *w, struct glm_fit f)
{
    double inverse[DESIGN_COLUMNS][DESIGN_COLUMNS], hac[DESIGN_COLUMNS][DESIGN_COLUMNS], b[DESIGN_COLUMNS], cov[DESIGN_COLUMNS][DESIGN_COLUMNS];
    int p = w->d.p;
    double df = (double)(w->d.n - (size_t)p), longest = 0;
    residuals(w, &f);
    small_inverse(w->h, p, inverse);
    sandwich(w, &f, inverse, hac);
    design_back(&w->d, w->g, hac, b, cov);
    f.level = design_term(b, cov, w->d.level, df);
    f.slope = design_term(b, cov, w->d.slope, df);
    f.line = design_line(&w->d, b, cov, df);
    f.joint = design_joint(&w->d, b, cov, df);
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) inverse[i][j] *= f.dispersion;
    design_back(&w->d, w->g, inverse, b, cov);
    f.level_plain = design_term(b, cov, w->d.level, df);
    f.slope_plain = design_term(b, cov, w->d.slope, df);
    f.joint_plain = design_joint(&w->d, b, cov, df);
    for (size_t i = 0; i < w->d.n; i++)
        if (w->s[i].treated) longest = (double)w->s[i].day - w->start;
    f.later = b[w->d.level] + (w->d.slope < 0 ? 0 : b[w->d.slope] * longest);
    if (!f.level.known || !f.level_plain.known) f.why = "the values do not determine it";
    return f;
}

struct glm_fit glm_fit_of(arena *m, const struct spot *s, size_t n, const struct design_want *want, enum glm_family family)
{
    struct glm_fit f = {0};
    struct work *w = ARENA_NEW(m, struct work);
    double events = 0, exposure = 0;
    for (size_t i = 0; i < n; i++) events += s[i].y, exposure += s[i].exposure;
    if (n && (events <= 0 || (family == GLM_LOGISTIC && events >= (double)n))) return (struct glm_fit){.why = "all values are the same"};
    if (!design_make(m, s, n, want, &w->d, &f.why)) return f;
    if (n <= (size_t)w->d.p) return (struct glm_fit){.why = "there are no more values than lines to fit"};
    w->s = s;
    w->start = want->start;
    w->family = family;
    w->mu = ARENA_ARRAY(m, n, double);
    w->eta = ARENA_ARRAY(m, n, double);
    w->offset = ARENA_ARRAY(m, n, double);
    for (size_t i = 0; i < n && family == GLM_POISSON; i++) w->offset[i] = log(s[i].exposure);
    w->centre = family == GLM_POISSON ? log(events / exposure) : log(events / ((double)n - events));
    w->g[0] = w->centre * w->d.r[0][0];
    if ((f.why = climb(w))) return f;
    f.rhythm = rhythm_of(m, s, n);
    f.lags = (int)floor(4 * pow((double)n / 100, 2.0 / 9));
    return judged(w, f);
}
