#include "clinic/stats/design.h"

#include <math.h>

#include "base/err.h"
#include "clinic/stats/exact.h"

#define DEPENDENT 1e-9 // of a column's length that must be left when those before it are taken out

static double dot(const double *x, const double *y, size_t n)
{
    double s = 0;
    for (size_t i = 0; i < n; i++) s += x[i] * y[i];
    return s;
}

// Takes what the columns before explain out of the last one, twice, so that it stays orthogonal to the last digits.
static bool add_column(struct design *d, double *x)
{
    int k = d->p;
    double whole = sqrt(dot(x, x, d->n));
    for (int turn = 0; turn < 2; turn++)
        for (int j = 0; j < k; j++) {
            double c = dot(d->q[j], x, d->n);
            d->r[j][k] += c;
            for (size_t i = 0; i < d->n; i++) x[i] -= c * d->q[j][i];
        }
    double left = sqrt(dot(x, x, d->n));
    if (!(left > DEPENDENT * whole)) return false;
    for (size_t i = 0; i < d->n; i++) x[i] /= left;
    d->r[k][k] = left;
    d->q[k] = x;
    d->p++;
    return true;
}

static double season(const struct design_want *w, int day, int column)
{
    int harmonic = column / 2 + 1;
    double turn = 2 * M_PI * harmonic * day / w->period;
    return column % 2 ? cos(turn) : sin(turn);
}

bool design_make(arena *m, const struct spot *s, size_t n, const struct design_want *want, struct design *out, const char **why)
{
    static const char *const apart[] = {"there are no values", "all values are of one day", "there are no values before the start, or none since",
        "a change of slope needs values of two days before the start and of two since"};
    int own = want->no_slope ? 3 : 4, columns = own + 2 * want->harmonics;
    CHECK(want->harmonics >= 0 && want->harmonics <= DESIGN_HARMONICS && columns <= DESIGN_COLUMNS);
    *out = (struct design){.n = n, .level = 2, .slope = want->no_slope ? -1 : 3};
    for (int k = 0; k < columns; k++) {
        double *x = ARENA_ARRAY(m, n, double);
        for (size_t i = 0; i < n; i++) {
            double t = (double)s[i].day - want->start, treated = s[i].treated;
            x[i] = k == 0 ? 1 : k == 1 ? t : k == 2 ? treated : k < own ? treated * t : season(want, s[i].day, k - own);
        }
        if (add_column(out, x)) continue;
        *why = k < own ? apart[k] : "the values do not cover the season that is asked for";
        return false;
    }
    return true;
}

void design_back(const struct design *d, const double *g, double (*v)[DESIGN_COLUMNS], double *b, double (*cov)[DESIGN_COLUMNS])
{
    double inverse[DESIGN_COLUMNS][DESIGN_COLUMNS] = {{0}}, half[DESIGN_COLUMNS][DESIGN_COLUMNS];
    int p = d->p;
    for (int j = 0; j < p; j++)
        for (int i = j; i >= 0; i--) {
            double s = i == j;
            for (int k = i + 1; k <= j; k++) s -= d->r[i][k] * inverse[k][j];
            inverse[i][j] = s / d->r[i][i];
        }
    for (int i = 0; i < p; i++) {
        b[i] = 0;
        for (int k = i; k < p; k++) b[i] += inverse[i][k] * g[k];
        for (int j = 0; j < p; j++) {
            half[i][j] = 0;
            for (int k = i; k < p; k++) half[i][j] += inverse[i][k] * v[k][j];
        }
    }
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) {
            cov[i][j] = 0;
            for (int k = j; k < p; k++) cov[i][j] += half[i][k] * inverse[j][k];
        }
}

struct term design_term(const double *b, double (*cov)[DESIGN_COLUMNS], int column, double df)
{
    if (column < 0 || !(cov[column][column] > 0) || !isfinite(b[column])) return (struct term){0};
    double se = sqrt(cov[column][column]), t = b[column] / se;
    if (!isfinite(se) || !isfinite(t)) return (struct term){0};
    return (struct term){.known = true, .estimate = b[column], .se = se, .t = t, .df = df, .p = t_two_sided(t, df)};
}

struct fit_line design_line(const struct design *d, const double *b, double (*cov)[DESIGN_COLUMNS], double df)
{
    struct fit_line l = {.known = d->p <= LINE_COLUMNS, .p = d->p, .df = df};
    for (int i = 0; l.known && i < d->p; i++) {
        l.b[i] = b[i];
        for (int j = 0; j < d->p; j++) l.cov[i][j] = cov[i][j];
    }
    return l;
}

double design_line_at(const struct fit_line *l, double days, bool treated, double *se)
{
    CHECK(l->known);
    const double x[LINE_COLUMNS] = {1, days, treated, treated * days};
    double v = 0, var = 0;
    for (int i = 0; i < l->p; i++) {
        v += l->b[i] * x[i];
        for (int j = 0; j < l->p; j++) var += x[i] * l->cov[i][j] * x[j];
    }
    *se = sqrt(fmax(var, 0));
    return v;
}

double design_joint(const struct design *d, const double *b, double (*cov)[DESIGN_COLUMNS], double df)
{
    if (d->level < 0) return NAN;
    double x = b[d->level], a = cov[d->level][d->level];
    if (!(a > 0)) return NAN;
    if (d->slope < 0) return f_upper(x * x / a, 1, df);
    double y = b[d->slope], e = cov[d->slope][d->slope], c = cov[d->level][d->slope], det = a * e - c * c;
    if (!(det > 0)) return NAN;
    double f = (x * x * e - 2 * x * y * c + y * y * a) / det / 2;
    return f >= 0 && isfinite(f) ? f_upper(f, 2, df) : NAN;
}

bool small_cholesky(double (*m)[SMALL], int n)
{
    for (int j = 0; j < n; j++) {
        double s = m[j][j];
        for (int k = 0; k < j; k++) s -= m[j][k] * m[j][k];
        if (!(s > 0) || !isfinite(s)) return false;
        m[j][j] = sqrt(s);
        for (int i = j + 1; i < n; i++) {
            double x = m[i][j];
            for (int k = 0; k < j; k++) x -= m[i][k] * m[j][k];
            m[i][j] = x / m[j][j];
        }
    }
    return true;
}

void small_solve(double (*l)[SMALL], int n, double *x)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
        x[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++) x[i] -= l[k][i] * x[k];
        x[i] /= l[i][i];
    }
}

void small_inverse(double (*l)[SMALL], int n, double (*out)[DESIGN_COLUMNS])
{
    for (int j = 0; j < n; j++) {
        double x[DESIGN_COLUMNS] = {0};
        x[j] = 1;
        small_solve(l, n, x);
        for (int i = 0; i < n; i++) out[i][j] = x[i];
    }
}
