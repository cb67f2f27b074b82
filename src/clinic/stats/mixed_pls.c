#include "mixed_pls.h"

#include <math.h>
#include <string.h>

#include "base/err.h"

enum { SPREAD_MOST = 1 << 26 };
#define RSS_LEAST 1e-14         // of y with sum of squares 1: below, nothing is left that could be told from rounding

// Lower Cholesky factor of the q x q matrix m in place (row-major, lower triangle). False: not positive definite.
static inline bool chol_small(double *m, size_t q)
{
    for (size_t j = 0; j < q; j++) {
        double d = m[j * q + j];
        for (size_t k = 0; k < j; k++) d -= m[j * q + k] * m[j * q + k];
        if (!(d > 0) || !isfinite(d)) return false;
        double root = sqrt(d);
        m[j * q + j] = root;
        for (size_t i = j + 1; i < q; i++) {
            double v = m[i * q + j];
            for (size_t k = 0; k < j; k++) v -= m[i * q + k] * m[j * q + k];
            m[i * q + j] = v / root;
        }
    }
    return true;
}

double *pls_template(const struct pls *p, size_t term)
{
    double *at = p->lambda;
    for (size_t i = 0; i < term; i++) at += p->term[i].q * p->term[i].q;
    return at;
}

static void lambda_put(struct pls *p, const double *theta)
{
    double *to = p->lambda;
    for (size_t t = 0; t < p->n_terms; t++) {
        size_t q = p->term[t].q;
        const double *from = theta + p->term[t].theta;
        memset(to, 0, q * q * sizeof *to);
        for (size_t col = 0; col < q; col++) {
            for (size_t row = col; row < q; row++) to[row * q + col] = *from++;
        }
        to += q * q;
    }
}

// --- sums

// e_i - r e_(i-1) over sqrt(1 - r^2), where r = rho^(days between): independent, with the variance of e.
static void whiten(struct pls *p, double rho)
{
    size_t w = p->width;
    p->log_white = 0;
    for (size_t i = 0; i < p->n; i++) {
        const double *from = p->row + i * w;
        double *to = p->white + i * w;
        if (i == 0 || p->inner[i] != p->inner[i - 1]) {
            memcpy(to, from, w * sizeof *to);
            continue;
        }
        const double *before = from - w;
        double r = pow(rho, p->day[i] - p->day[i - 1]), left = (1 - r) * (1 + r), by = 1 / sqrt(left);
        p->log_white += log(left);
        for (size_t k = 0; k < w; k++) to[k] = (from[k] - r * before[k]) * by;
    }
}

static void sums_xx(struct pls *p)
{
    size_t c = p->c, w = p->width;
    memset(p->xx, 0, c * c * sizeof *p->xx);
    for (size_t i = 0; i < p->n; i++) {
        const double *x = p->white + i * w + p->q_row;
        for (size_t r = 0; r < c; r++) {
            for (size_t k = 0; k <= r; k++) p->xx[r * c + k] += x[r] * x[k];
        }
    }
}

static void sums_dense(struct pls *p)
{
    size_t q = p->q_row, c = p->c;
    memset(p->zz, 0, p->groups * q * q * sizeof *p->zz);
    memset(p->zx, 0, p->groups * q * c * sizeof *p->zx);
    for (size_t i = 0; i < p->n; i++) {
        const double *z = p->white + i * p->width, *x = z + q;
        double *zz = p->zz + p->term[0].of[i] * q * q, *zx = p->zx + p->term[0].of[i] * q * c;
        for (size_t r = 0; r < q; r++) {
            for (size_t k = 0; k < q; k++) zz[r * q + k] += z[r] * z[k];
            for (size_t k = 0; k < c; k++) zx[r * c + k] += z[r] * x[k];
        }
    }
}

void pls_sums(struct pls *p, double rho)
{
    p->rho = rho;
    if (p->day) whiten(p, rho);
    sums_xx(p);
    if (p->sparse) sparse_sums(p->sparse, p);
    else sums_dense(p);
}

// --- deviance

// The templates of all terms as one block-diagonal matrix, [q_row][q_row].
static void lambda_row(const struct pls *p, double *out)
{
    size_t q = p->q_row;
    memset(out, 0, q * q * sizeof *out);
    const double *from = p->lambda;
    for (size_t t = 0; t < p->n_terms; t++) {
        size_t own = p->term[t].q, at = p->term[t].offset;
        for (size_t r = 0; r < own; r++) memcpy(out + (at + r) * q + at, from + r * own, own * sizeof *out);
        from += own * own;
    }
}

// L of one group and L^-1 Lambda' Z'[X y]; what they explain is taken off s.
static bool group_reduce(struct pls *p, const double *lam, size_t g, double *pivots)
{
    size_t q = p->q_row, c = p->c;
    const double *zz = p->zz + g * q * q, *zx = p->zx + g * q * c;
    double *l = p->l + g * q * q, *lx = p->lzx + g * q * c, *t = p->work;
    for (size_t i = 0; i < q; i++) {
        for (size_t j = 0; j < q; j++) {
            double v = 0;
            for (size_t k = j; k < q; k++) v += zz[i * q + k] * lam[k * q + j];
            t[i * q + j] = v;
        }
    }
    for (size_t i = 0; i < q; i++) {
        for (size_t j = 0; j <= i; j++) {
            double v = i == j;
            for (size_t k = i; k < q; k++) v += lam[k * q + i] * t[k * q + j];
            l[i * q + j] = v;
        }
    }
    if (!chol_small(l, q)) return false;
    for (size_t i = 0; i < q; i++) {
        *pivots *= l[i * q + i];
        for (size_t j = 0; j < c; j++) {
            double v = 0;
            for (size_t k = i; k < q; k++) v += lam[k * q + i] * zx[k * c + j];
            for (size_t k = 0; k < i; k++) v -= l[i * q + k] * lx[k * c + j];
            lx[i * c + j] = v / l[i * q + i];
        }
        const double *x = lx + i * c;
        for (size_t r = 0; r < c; r++) {
            for (size_t k = 0; k <= r; k++) p->s[r * c + k] -= x[r] * x[k];
        }
    }
    return true;
}

static bool dense_reduce(struct pls *p, double *log_det)
{
    double pivots = 1, sum = 0, *lam = p->work + (size_t)MIXED_EFFECTS * MIXED_EFFECTS;
    lambda_row(p, lam);
    for (size_t g = 0; g < p->groups; g++) {
        if (!group_reduce(p, lam, g, &pivots)) return false;
        if (pivots < 1e100) continue;
        sum += log(pivots);
        pivots = 1;
    }
    *log_det = 2 * (sum + log(pivots));
    return true;
}

double pls_deviance(struct pls *p, const double *theta)
{
    size_t k = p->k, c = p->c;
    double log_det, log_x = 0;
    lambda_put(p, theta);
    memcpy(p->s, p->xx, c * c * sizeof *p->s);
    if (!(p->sparse ? sparse_reduce(p->sparse, p, &log_det) : dense_reduce(p, &log_det)) || !isfinite(log_det)) return INFINITY;
    double floor = p->xx[k * c + k] * RSS_LEAST, left = p->s[k * c + k];
    p->s[k * c + k] = INFINITY; // so that the factor of X is whole whatever is left of y
    for (size_t j = 0; j < k; j++) {
        double d = p->s[j * c + j];
        for (size_t m = 0; m < j; m++) d -= p->s[j * c + m] * p->s[j * c + m];
        if (!(d > 0)) return INFINITY;
        p->s[j * c + j] = sqrt(d);
        log_x += log(d);
        for (size_t i = j + 1; i < c; i++) {
            for (size_t m = 0; m < j; m++) p->s[i * c + j] -= p->s[i * c + m] * p->s[j * c + m];
            p->s[i * c + j] /= p->s[j * c + j];
        }
        left -= p->s[k * c + j] * p->s[k * c + j];
    }
    double rss = left > floor ? left : floor, df = (double)(p->reml ? p->n - k : p->n);
    p->s[k * c + k] = sqrt(rss);
    return log_det + (p->reml ? log_x : 0) + df * (1 + log(2 * M_PI * rss / df)) + p->log_white;
}

double pls_rss(const struct pls *p)
{
    double root = p->s[p->k * p->c + p->k];
    return root * root;
}

// --- what follows from the last deviance

void pls_beta(const struct pls *p, double *beta)
{
    size_t k = p->k, c = p->c;
    for (size_t j = k; j-- > 0;) {
        double v = p->s[k * c + j];
        for (size_t m = j + 1; m < k; m++) v -= p->s[m * c + j] * beta[m];
        beta[j] = v / p->s[j * c + j];
    }
}

static void dense_effects(struct pls *p, const double *beta, double *const *u)
{
    size_t q = p->q_row, c = p->c;
    double *lam = p->work, *v = p->work + (size_t)MIXED_EFFECTS * MIXED_EFFECTS;
    lambda_row(p, lam);
    for (size_t g = 0; g < p->groups; g++) {
        const double *l = p->l + g * q * q, *lx = p->lzx + g * q * c;
        for (size_t i = q; i-- > 0;) {
            v[i] = lx[i * c + p->k];
            for (size_t j = 0; j < p->k; j++) v[i] -= lx[i * c + j] * beta[j];
            for (size_t j = i + 1; j < q; j++) v[i] -= l[j * q + i] * v[j];
            v[i] /= l[i * q + i];
        }
        for (size_t t = 0; t < p->n_terms; t++) {
            for (size_t r = 0; r < p->term[t].q; r++) {
                double sum = 0;
                size_t row = p->term[t].offset + r;
                for (size_t j = 0; j <= row; j++) sum += lam[row * q + j] * v[j];
                u[t][g * p->term[t].q + r] = sum;
            }
        }
    }
}

void pls_effects(struct pls *p, const double *beta, double *const *u)
{
    if (p->sparse) sparse_effects(p->sparse, p, beta, u);
    else dense_effects(p, beta, u);
}

// B = L^-1 Lambda' of each group; Lambda A^-1 Lambda' = B'B.
static void dense_spread(struct pls *p, double *const *v)
{
    size_t q = p->q_row;
    double *lam = p->work, *b = p->work + (size_t)MIXED_EFFECTS * MIXED_EFFECTS;
    lambda_row(p, lam);
    for (size_t g = 0; g < p->groups; g++) {
        const double *l = p->l + g * q * q;
        for (size_t i = 0; i < q; i++) {
            for (size_t j = 0; j < q; j++) {
                double sum = lam[j * q + i];
                for (size_t k = 0; k < i; k++) sum -= l[i * q + k] * b[k * q + j];
                b[i * q + j] = sum / l[i * q + i];
            }
        }
        for (size_t t = 0; t < p->n_terms; t++) {
            size_t own = p->term[t].q, at = p->term[t].offset;
            for (size_t r = 0; r < own * own; r++) {
                double sum = 0;
                for (size_t i = 0; i < q; i++) sum += b[i * q + at + r / own] * b[i * q + at + r % own];
                v[t][g * own * own + r] = sum;
            }
        }
    }
}

bool pls_spread(struct pls *p, double *const *v)
{
    size_t all = 0;
    for (size_t t = 0; t < p->n_terms; t++) all += p->term[t].n_levels * p->term[t].q * p->term[t].q;
    if (all > SPREAD_MOST) return false;
    if (p->sparse) return sparse_spread(p->sparse, p, v);
    dense_spread(p, v);
    return true;
}
