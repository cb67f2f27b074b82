#include "mixed.h"

#include <math.h>
#include <string.h>

#include "base/err.h"
#include "exact.h"
#include "mixed_pls.h"
#include "optimise.h"

#define DEPENDENT 1e-7          // of a column's length: less left beside those before it, and it is a combination of them, as R's qr
#define CONSTANT 1e-10          // of y's length
#define LARGEST 1e100           // of a value
#define THETA_MOST 1e5          // standard deviation of an effect over that of a residual
#define RHO_MOST 0.9999
#define RSS_NOTHING 1e-12
#define SINGULAR 1e-4           // as lme4's isSingular
#define ROOM ((size_t)1 << 31)

enum { DEAR_ROWS = 20000 };

str mixed_verdict_say(enum mixed_verdict v)
{
    switch (v) {
    case MIXED_FITTED: return (str){0};
    case MIXED_NO_ROWS: return S("there is no row with a value in every column that the formula names");
    case MIXED_TOO_FEW: return S("there are no more rows than fixed effects: nothing is left to say how sure they are");
    case MIXED_ONE_GROUP: return S("there is one group only: how groups differ cannot be known");
    case MIXED_GROUP_OF_ONE_ROW: return S("there are as many groups as rows: what differs between groups and within one cannot be told apart");
    case MIXED_TOO_MANY_EFFECTS: return S("there are no fewer random effects than rows: their variances and the residual one cannot be told apart");
    case MIXED_CONSTANT: return S("the response does not vary beside the fixed effects: there is nothing to explain");
    case MIXED_NO_RESIDUAL: return S("nothing varies within the groups: there is no residual variance to compare with");
    case MIXED_TOO_LARGE: return S("the numbers or the matrices are too large to work with");
    }
    CHECK(!"a verdict that there is not");
    return (str){0};
}

// The work of one fit.
struct fit {
    arena *a;
    const struct mixed_design *d;
    const struct mixed_options *o;
    struct mixed_result *out;
    size_t k;                   // columns of X that are kept
    size_t *kept;               // [k]
    double *q;                  // [k][n], orthonormal
    double *r;                  // [k][k], upper: X = Q R
    double *gamma;              // [k], Q'y
    double *y;                  // [n], what X leaves of y, of length 1
    double length;              // that it had
    struct pls *p;
    double *theta;              // and rho behind it
    size_t n_par;
};

static bool judged(struct fit *f, enum mixed_verdict v, str about)
{
    f->out->verdict = v;
    f->out->about = about;
    return false;
}

// --- what cannot be fitted

static bool finite_all(const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(v[i]) <= LARGEST)) return false;
    }
    return true;
}

static bool bearable(struct fit *f)
{
    const struct mixed_design *d = f->d;
    if (d->n == 0) return judged(f, MIXED_NO_ROWS, (str){0});
    if (!finite_all(d->y, d->n) || !finite_all(d->x, d->n * d->p)) return judged(f, MIXED_TOO_LARGE, (str){0});
    size_t width = d->p + 1;
    for (size_t t = 0; t < d->n_terms; t++) {
        const struct factor *g = &d->factor[d->term[t].factor];
        width += d->term[t].q;
        if (g->n_levels < 2) return judged(f, MIXED_ONE_GROUP, g->name);
        if (g->n_levels >= d->n) return judged(f, MIXED_GROUP_OF_ONE_ROW, g->name);
        if (g->n_levels * d->term[t].q >= d->n) return judged(f, MIXED_TOO_MANY_EFFECTS, g->name);
        for (size_t i = 0; i < d->term[t].q; i++) {
            if (!finite_all(d->term[t].z[i], d->n)) return judged(f, MIXED_TOO_LARGE, d->term[t].name[i]);
        }
    }
    if (width * d->n * sizeof(double) > ROOM) return judged(f, MIXED_TOO_LARGE, (str){0});
    return true;
}

// --- the fixed part: X = Q R, column by column in formula order, so that what is left out is what comes later

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

// Takes what the columns of Q explain off v, twice, which keeps it orthogonal to rounding; adds the coefficients to c.
static void project_off(const struct fit *f, size_t k, double *v, double *c)
{
    size_t n = f->d->n;
    for (int twice = 0; twice < 2; twice++) {
        for (size_t j = 0; j < k; j++) {
            const double *q = f->q + j * n;
            double by = dot(q, v, n);
            c[j] += by;
            for (size_t i = 0; i < n; i++) v[i] -= by * q[i];
        }
    }
}

static bool columns_orthogonal(struct fit *f)
{
    const struct mixed_design *d = f->d;
    size_t n = d->n;
    f->q = ARENA_ARRAY(f->a, n * d->p + 1, double);
    f->r = ARENA_ARRAY(f->a, d->p * d->p + 1, double);
    f->kept = ARENA_ARRAY(f->a, d->p + 1, size_t);
    double *c = ARENA_ARRAY(f->a, d->p + 1, double), *r = ARENA_ARRAY(f->a, d->p * d->p + 1, double);
    for (size_t j = 0; j < d->p; j++) {
        double *v = f->q + f->k * n;
        memcpy(v, d->x + j * n, n * sizeof *v);
        double before = sqrt(dot(v, v, n));
        memset(c, 0, d->p * sizeof *c);
        project_off(f, f->k, v, c);
        double left = sqrt(dot(v, v, n));
        if (!(left > DEPENDENT * before)) continue;
        for (size_t i = 0; i < n; i++) v[i] /= left;
        c[f->k] = left;
        for (size_t i = 0; i <= f->k; i++) r[i * d->p + f->k] = c[i];
        f->kept[f->k++] = j;
    }
    for (size_t i = 0; i < f->k; i++) {
        for (size_t j = 0; j < f->k; j++) f->r[i * f->k + j] = r[i * d->p + j];
    }
    return n > f->k || judged(f, MIXED_TOO_FEW, (str){0});
}

static bool response_centred(struct fit *f)
{
    size_t n = f->d->n;
    f->y = ARENA_ARRAY(f->a, n, double);
    f->gamma = ARENA_ARRAY(f->a, f->k + 1, double);
    memcpy(f->y, f->d->y, n * sizeof *f->y);
    double before = sqrt(dot(f->y, f->y, n));
    project_off(f, f->k, f->y, f->gamma);
    f->length = sqrt(dot(f->y, f->y, n));
    if (!(f->length > CONSTANT * before)) return judged(f, MIXED_CONSTANT, (str){0});
    for (size_t i = 0; i < n; i++) f->y[i] /= f->length;
    return true;
}

// --- penalised least squares

static double *rows_make(struct fit *f)
{
    struct pls *p = f->p;
    size_t n = p->n, w = p->width, at = 0;
    double *row = ARENA_ARRAY(f->a, n * w, double);
    for (size_t t = 0; t < p->n_terms; t++) {
        for (size_t e = 0; e < p->term[t].q; e++, at++) {
            const double *z = f->d->term[t].z[e];
            double scale = sqrt(dot(z, z, n) / (double)n);
            p->term[t].scale[e] = scale > 0 ? scale : 1;
            for (size_t i = 0; i < n; i++) row[i * w + at] = z[i] / p->term[t].scale[e];
        }
    }
    for (size_t j = 0; j < p->k; j++, at++) {
        for (size_t i = 0; i < n; i++) row[i * w + at] = f->q[j * n + i];
    }
    for (size_t i = 0; i < n; i++) row[i * w + at] = f->y[i];
    return row;
}

static bool dense_make(struct fit *f)
{
    struct pls *p = f->p;
    p->groups = p->term[0].n_levels;
    size_t at = 0;
    for (size_t t = 0; t < p->n_terms; t++) {
        p->term[t].offset = at;
        at += p->term[t].q;
    }
    p->zz = arena_array(f->a, p->groups * at, at * sizeof(double));
    p->l = arena_array(f->a, p->groups * at, at * sizeof(double));
    p->zx = arena_array(f->a, p->groups * at, p->c * sizeof(double));
    p->lzx = arena_array(f->a, p->groups * at, p->c * sizeof(double));
    return true;
}

static bool pls_make(struct fit *f)
{
    const struct mixed_design *d = f->d;
    struct pls *p = f->p = ARENA_NEW(f->a, struct pls);
    *p = (struct pls){.n = d->n, .k = f->k, .c = f->k + 1, .reml = !f->o->ml, .n_terms = d->n_terms, .day = d->day, .inner = d->factor[d->inner].of};
    p->term = ARENA_ARRAY(f->a, d->n_terms, struct pls_term);
    size_t squares = 0;
    for (size_t t = 0; t < d->n_terms; t++) {
        size_t q = d->term[t].q;
        p->term[t] = (struct pls_term){.q = q, .n_levels = d->factor[d->term[t].factor].n_levels, .of = d->factor[d->term[t].factor].of, .theta = p->n_theta};
        p->n_theta += q * (q + 1) / 2;
        p->q_row += q;
        squares += q * q;
    }
    if (p->n_theta > PLS_THETA) return judged(f, MIXED_TOO_LARGE, (str){0});
    p->lambda = ARENA_ARRAY(f->a, squares, double);
    p->xx = ARENA_ARRAY(f->a, p->c * p->c, double);
    p->s = ARENA_ARRAY(f->a, p->c * p->c, double);
    p->width = p->q_row + p->c;
    double *row = rows_make(f);
    p->row = row;
    p->white = d->day ? ARENA_ARRAY(f->a, p->n * p->width, double) : row;
    if (d->n_factors == 1 && p->q_row <= MIXED_EFFECTS) return dense_make(f);
    p->sparse = sparse_new(f->a, p);
    return p->sparse || judged(f, MIXED_TOO_LARGE, (str){0});
}

// --- the search for theta

static double deviance_at(void *ctx, const double *x)
{
    struct fit *f = ctx;
    if (f->d->day && x[f->p->n_theta] != f->p->rho) pls_sums(f->p, x[f->p->n_theta]);
    return pls_deviance(f->p, x);
}

enum { FIRST_EFFECT, OTHER_EFFECT, BESIDE }; // on the diagonal of a template, or below it

static int place_of(const struct pls *p, size_t i)
{
    size_t t = p->n_terms;
    while (i < p->term[t - 1].theta) t--;
    const struct pls_term *term = &p->term[t - 1];
    size_t at = term->theta, col = 0;
    while (at < i && col < term->q) at += term->q - col++;
    return at != i ? BESIDE : col == 0 ? FIRST_EFFECT : OTHER_EFFECT;
}

static size_t theta_at(const struct pls_term *t, size_t row, size_t col) { return t->theta + col * t->q - col * (col + 1) / 2 + row; }

// A template whose diagonal is 0 in one column has more than one triangle, and only one of them may lead on: what stands in a later
// column goes into that one, with either sign. False: there is no such column.
static bool columns_forward(const struct pls *p, double *x, double sign)
{
    bool moved = false;
    for (size_t t = 0; t < p->n_terms; t++) {
        const struct pls_term *term = &p->term[t];
        for (size_t j = 0; j + 1 < term->q; j++) {
            size_t k = j + 1;
            if (x[theta_at(term, j, j)] > 0) continue;
            for (size_t i = k; i < term->q; i++) moved |= x[theta_at(term, i, j)] != 0 || x[theta_at(term, i, k)] != 0;
            bool own = false;
            for (size_t i = k; i < term->q; i++) own |= fabs(x[theta_at(term, i, j)]) > 1e-6;
            for (size_t i = k; i < term->q; i++) {
                double *to = &x[theta_at(term, i, j)], *from = &x[theta_at(term, i, k)];
                *to = sign * (own ? *to : *from);
                if (!own) *from = 0;
            }
        }
    }
    return moved;
}

static void keep_better(struct fit *f, const struct optimise *o)
{
    if (o->value > f->out->criterion - 1e-9) return;
    f->out->criterion = o->value;
    f->out->converged = o->converged;
    memcpy(f->theta, o->x, f->n_par * sizeof *f->theta);
}

static void search_on(struct fit *f, struct optimise *o)
{
    for (size_t round = 0; round < f->p->q_row && round < 4; round++) {
        double before = f->out->criterion;
        for (int sign = -1; sign <= 1; sign += 2) {
            memcpy(o->x, f->theta, f->n_par * sizeof *o->x);
            if (!columns_forward(f->p, o->x, sign)) return;
            optimise(f->a, o);
            keep_better(f, o);
        }
        if (!(f->out->criterion < before - 1e-7)) return;
    }
}

// From large effects, from large intercepts with small slopes, and from small ones of all: a deviance may have several valleys. Where a
// look is dear, only if the search before failed.
static void search(struct fit *f)
{
    static const double starts[][2] = {{1, 1}, {1, 0.03}, {0.2, 0.2}};
    size_t n = f->n_par;
    double *lo = ARENA_ARRAY(f->a, n, double), *hi = ARENA_ARRAY(f->a, n, double), *x = ARENA_ARRAY(f->a, n, double);
    struct optimise o = {.f = deviance_at, .ctx = f, .n = n, .lo = lo, .hi = hi, .step = 0.3, .x = x};
    bool slopes = false, dear = f->p->sparse && f->p->n > DEAR_ROWS;
    f->out->criterion = INFINITY;
    for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
        if ((s == 1 && !slopes) || (s > 0 && dear && f->out->converged)) continue;
        for (size_t i = 0; i < n; i++) {
            bool rho = i == f->p->n_theta;
            int place = rho ? BESIDE : place_of(f->p, i);
            lo[i] = rho ? -RHO_MOST : place == BESIDE ? -THETA_MOST : 0;
            hi[i] = rho ? RHO_MOST : THETA_MOST;
            x[i] = rho ? 0.25 * (double)s : place == BESIDE ? 0 : starts[s][place];
            slopes |= place == OTHER_EFFECT;
        }
        optimise(f->a, &o);
        keep_better(f, &o);
    }
    search_on(f, &o);
    f->out->evaluations = o.evaluations;
    f->out->criterion = deviance_at(f, f->theta); // what is read off below is of this place
}

// --- what comes of it

// inverse of the upper triangle r, [k][k]
static void upper_invert(const double *r, size_t k, double *out)
{
    memset(out, 0, k * k * sizeof *out);
    for (size_t j = 0; j < k; j++) {
        out[j * k + j] = 1 / r[j * k + j];
        for (size_t i = j; i-- > 0;) {
            double v = 0;
            for (size_t m = i + 1; m <= j; m++) v -= r[i * k + m] * out[m * k + j];
            out[i * k + j] = v / r[i * k + i];
        }
    }
}

// (L_X R)^-1, whose rows multiplied with each other are the covariance over s2: L_X' lies above, as s is lower.
static double *spread_of_fixed(struct fit *f)
{
    size_t k = f->k, c = f->p->c;
    double *u = ARENA_ARRAY(f->a, k * k + 1, double), *li = ARENA_ARRAY(f->a, k * k + 1, double), *ri = ARENA_ARRAY(f->a, k * k + 1, double);
    double *half = ARENA_ARRAY(f->a, k * k + 1, double);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) u[i * k + j] = f->p->s[j * c + i];
    }
    upper_invert(u, k, li);
    upper_invert(f->r, k, ri);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            for (size_t m = i; m <= j; m++) half[i * k + j] += ri[i * k + m] * li[m * k + j];
        }
    }
    return half;
}

static void fixed_put(struct fit *f, const double *beta)
{
    struct mixed_result *out = f->out;
    size_t k = f->k, p = f->d->p;
    double *half = spread_of_fixed(f), *value = ARENA_ARRAY(f->a, k + 1, double);
    for (size_t i = k; i-- > 0;) {
        double v = f->gamma[i] + f->length * beta[i];
        for (size_t j = i + 1; j < k; j++) v -= f->r[i * k + j] * value[j];
        value[i] = v / f->r[i * k + i];
    }
    out->fixed_covariance = ARENA_ARRAY(f->a, p * p + 1, double);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) out->fixed_covariance[f->kept[i] * p + f->kept[j]] = out->sigma2 * dot(half + i * k, half + j * k, k);
        struct mixed_fixed *x = &out->fixed[f->kept[i]];
        double se = sqrt(out->fixed_covariance[f->kept[i] * p + f->kept[i]]);
        *x = (struct mixed_fixed){.term = x->term, .known = true, .estimate = value[i], .se = se, .t = value[i] / se, .lo = value[i] - NORMAL_975 * se, .hi = value[i] + NORMAL_975 * se};
    }
}

static void random_put(struct fit *f, size_t t)
{
    const struct pls_term *p = &f->p->term[t];
    const struct mixed_term *d = &f->d->term[t];
    const double *lam = pls_template(f->p, t);
    struct mixed_random *r = &f->out->random[t];
    size_t q = p->q;
    *r = (struct mixed_random){.group = &f->d->factor[d->factor], .q = q, .term = d->name, .blup = ARENA_ARRAY(f->a, p->n_levels * q, double)};
    r->covariance = ARENA_ARRAY(f->a, q * q, double);
    for (size_t i = 0; i < q; i++) {
        if (lam[i * q + i] < SINGULAR) f->out->singular = true;
        for (size_t j = 0; j < q; j++) r->covariance[i * q + j] = f->out->sigma2 * dot(lam + i * q, lam + j * q, q) / (p->scale[i] * p->scale[j]);
    }
}

static void effects_put(struct fit *f, const double *beta)
{
    double *u[FORMULA_RANDOM], *v[FORMULA_RANDOM];
    size_t terms = f->p->n_terms;
    for (size_t t = 0; t < terms; t++) {
        random_put(f, t);
        u[t] = f->out->random[t].blup;
    }
    pls_effects(f->p, beta, u);
    for (size_t t = 0; f->o->spread && t < terms; t++) v[t] = arena_array(f->a, f->p->term[t].n_levels * f->p->term[t].q, f->p->term[t].q * sizeof(double));
    bool spread = f->o->spread && pls_spread(f->p, v);
    for (size_t t = 0; t < terms; t++) {
        size_t q = f->p->term[t].q, all = f->p->term[t].n_levels * q;
        if (spread) f->out->random[t].se = ARENA_ARRAY(f->a, all, double);
        for (size_t i = 0; i < all; i++) {
            double scale = f->p->term[t].scale[i % q];
            u[t][i] *= f->length / scale;
            if (spread) f->out->random[t].se[i] = sqrt(f->out->sigma2 * v[t][i / q * q * q + i % q * (q + 1)]) / scale;
        }
    }
}

static bool fitted(struct fit *f)
{
    struct mixed_result *out = f->out;
    struct pls *p = f->p;
    double rss = pls_rss(p), df = (double)(p->reml ? p->n - f->k : p->n);
    bool boundless = !isfinite(out->criterion) || rss < RSS_NOTHING;
    for (size_t i = 0; i < p->n_theta; i++) boundless |= fabs(f->theta[i]) > 0.9 * THETA_MOST;
    if (boundless) return judged(f, MIXED_NO_RESIDUAL, (str){0});
    out->sigma2 = rss * f->length * f->length / df;
    out->rho = f->d->day ? f->theta[p->n_theta] : 0;
    double scale = 2 * df * log(f->length);
    for (size_t i = 0; p->reml && i < f->k; i++) scale += 2 * log(f->r[i * f->k + i]);
    out->criterion += scale;
    out->criterion_without += scale;
    double *beta = ARENA_ARRAY(f->a, f->k + 1, double);
    pls_beta(p, beta);
    fixed_put(f, beta);
    out->n_random = p->n_terms;
    out->random = ARENA_ARRAY(f->a, p->n_terms, struct mixed_random);
    effects_put(f, beta);
    out->verdict = MIXED_FITTED;
    return true;
}

void mixed_fit(arena *a, const struct mixed_design *d, const struct mixed_options *o, struct mixed_result *out)
{
    *out = (struct mixed_result){.n = d->n, .p = d->p, .fixed = ARENA_ARRAY(a, d->p + 1, struct mixed_fixed)};
    for (size_t i = 0; i < d->p; i++) out->fixed[i].term = d->x_name[i];
    struct fit f = {.a = a, .d = d, .o = o, .out = out};
    if (!bearable(&f) || !columns_orthogonal(&f) || !response_centred(&f) || !pls_make(&f)) return;
    f.n_par = f.p->n_theta + (d->day != NULL);
    f.theta = ARENA_ARRAY(a, f.n_par, double);
    pls_sums(f.p, 0);
    out->criterion_without = deviance_at(&f, f.theta); // all 0 as yet
    search(&f);
    fitted(&f);
}
