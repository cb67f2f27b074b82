// A = Lambda' Z'Z Lambda + I for crossed and nested groupings, factored by CHOLMOD. Z'Z is kept as blocks, one for each pair of groups
// that share a row; each theta makes the values anew in a pattern that was analysed once.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <suitesparse/cholmod.h>

#include "base/err.h"
#include "mixed_pls.h"

enum { BATCH = 32 };
#define SPREAD_WORK 4e10        // multiplications that standard errors of all groups may take

struct pair {                   // of terms; l >= r
    size_t l, r, n_blocks;
    uint64_t *key;              // [n_blocks], level of l << 32 | level of r, ascending
    uint32_t *block_of;         // [n], by row
    double *value;              // [n_blocks][ql][qr]
    size_t *slot;               // where each value goes in A; SIZE_MAX above the diagonal
};

struct sparse {
    size_t size, n_pairs;       // rows of A
    struct pair *pair;
    double *zx;                 // [size][c], by columns
    cholmod_common common;
    cholmod_sparse *a;
    cholmod_factor *factor;
    cholmod_dense *side, *permuted, *solved, *y, *e;
};

static void sparse_free(void *ctx)
{
    struct sparse *s = ctx;
    cholmod_free_dense(&s->side, &s->common);
    cholmod_free_dense(&s->permuted, &s->common);
    cholmod_free_dense(&s->solved, &s->common);
    cholmod_free_dense(&s->y, &s->common);
    cholmod_free_dense(&s->e, &s->common);
    cholmod_free_factor(&s->factor, &s->common);
    cholmod_free_sparse(&s->a, &s->common);
    cholmod_finish(&s->common);
}

// --- the pattern

static int order_u64(const void *x, const void *y)
{
    uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;
    return p < q ? -1 : p > q;
}

static void pair_make(arena *a, const struct pls *p, struct pair *b)
{
    const struct pls_term *l = &p->term[b->l], *r = &p->term[b->r];
    uint64_t *key = ARENA_ARRAY(a, p->n, uint64_t);
    for (size_t i = 0; i < p->n; i++) key[i] = (uint64_t)l->of[i] << 32 | r->of[i];
    qsort(key, p->n, sizeof *key, order_u64);
    for (size_t i = 0; i < p->n; i++) {
        if (i == 0 || key[i] != key[i - 1]) key[b->n_blocks++] = key[i];
    }
    b->key = key;
    b->block_of = ARENA_ARRAY(a, p->n, uint32_t);
    for (size_t i = 0; i < p->n; i++) {
        uint64_t wanted = (uint64_t)l->of[i] << 32 | r->of[i];
        const uint64_t *at = bsearch(&wanted, key, b->n_blocks, sizeof *key, order_u64);
        CHECK(at);
        b->block_of[i] = (uint32_t)(at - key);
    }
    b->value = arena_array(a, b->n_blocks, l->q * r->q * sizeof(double));
    b->slot = arena_array(a, b->n_blocks, l->q * r->q * sizeof(size_t));
}

struct place {
    int row, col;
};

// Of value v of a block: A's lower triangle.
static struct place place_of(const struct pls *p, const struct pair *b, size_t block, size_t v)
{
    const struct pls_term *l = &p->term[b->l], *r = &p->term[b->r];
    size_t row = l->offset + (size_t)(b->key[block] >> 32) * l->q + v / r->q, col = r->offset + (size_t)(b->key[block] & UINT32_MAX) * r->q + v % r->q;
    return (struct place){(int)row, (int)col};
}

static size_t values_of(const struct pls *p, const struct pair *b) { return p->term[b->l].q * p->term[b->r].q; }

static bool pattern_make(struct sparse *s, const struct pls *p, size_t nonzero)
{
    s->a = cholmod_allocate_sparse(s->size, s->size, nonzero, 0, 1, -1, CHOLMOD_REAL, &s->common);
    if (!s->a) return false;
    int *start = s->a->p, *row = s->a->i;
    memset(start, 0, (s->size + 1) * sizeof *start);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < s->n_pairs; k++) {
            struct pair *b = &s->pair[k];
            for (size_t i = 0; i < b->n_blocks * values_of(p, b); i++) {
                struct place at = place_of(p, b, i / values_of(p, b), i % values_of(p, b));
                if (at.row < at.col) b->slot[i] = SIZE_MAX;
                else if (pass == 0) start[at.col + 1]++;
                else row[b->slot[i] = (size_t)start[at.col]++] = at.row;
            }
        }
        for (size_t i = 0; pass == 0 && i < s->size; i++) start[i + 1] += start[i];
    }
    for (size_t i = s->size; i > 0; i--) start[i] = start[i - 1];
    start[0] = 0;
    return true;
}

static bool memory_make(struct sparse *s, const struct pls *p)
{
    s->side = cholmod_zeros(s->size, p->c, CHOLMOD_REAL, &s->common);
    if (!s->side) return false;
    double *x = s->a->x;
    int *start = s->a->p, *row = s->a->i;
    for (size_t col = 0; col < s->size; col++) {
        for (int i = start[col]; i < start[col + 1]; i++) x[i] = row[i] == (int)col;
    }
    s->factor = cholmod_analyze(s->a, &s->common);
    return s->factor && s->common.status == CHOLMOD_OK;
}

struct sparse *sparse_new(arena *a, struct pls *p)
{
    struct sparse *s = ARENA_NEW(a, struct sparse);
    for (size_t t = 0; t < p->n_terms; t++) {
        p->term[t].offset = s->size;
        s->size += p->term[t].q * p->term[t].n_levels;
    }
    if (s->size > INT32_MAX / 4 || s->size * p->c > INT32_MAX) return NULL;
    s->pair = ARENA_ARRAY(a, p->n_terms * (p->n_terms + 1) / 2, struct pair);
    size_t nonzero = 0;
    for (size_t l = 0; l < p->n_terms; l++) {
        for (size_t r = 0; r <= l; r++) {
            struct pair *b = &s->pair[s->n_pairs++];
            *b = (struct pair){.l = l, .r = r};
            pair_make(a, p, b);
            nonzero += b->n_blocks * values_of(p, b);
        }
    }
    if (nonzero > INT32_MAX / 2) return NULL;
    s->zx = ARENA_ARRAY(a, s->size * p->c, double);
    cholmod_start(&s->common);
    s->common.print = 0;
    s->common.final_ll = 1;
    s->common.nmethods = 1;
    s->common.method[0].ordering = CHOLMOD_AMD;
    s->common.quick_return_if_not_posdef = 1;
    arena_own(a, s, sparse_free);
    return pattern_make(s, p, nonzero) && memory_make(s, p) ? s : NULL;
}

// --- values

// Where the columns of a term begin in a row.
static size_t column_of(const struct pls *p, size_t term)
{
    size_t at = 0;
    for (size_t t = 0; t < term; t++) at += p->term[t].q;
    return at;
}

void sparse_sums(struct sparse *s, struct pls *p)
{
    for (size_t k = 0; k < s->n_pairs; k++) {
        struct pair *b = &s->pair[k];
        size_t ql = p->term[b->l].q, qr = p->term[b->r].q, at_l = column_of(p, b->l), at_r = column_of(p, b->r);
        memset(b->value, 0, b->n_blocks * ql * qr * sizeof(double));
        for (size_t i = 0; i < p->n; i++) {
            const double *row = p->white + i * p->width;
            double *to = b->value + b->block_of[i] * ql * qr;
            for (size_t v = 0; v < ql * qr; v++) to[v] += row[at_l + v / qr] * row[at_r + v % qr];
        }
    }
    memset(s->zx, 0, s->size * p->c * sizeof(double));
    for (size_t t = 0; t < p->n_terms; t++) {
        size_t q = p->term[t].q, at = column_of(p, t);
        for (size_t i = 0; i < p->n; i++) {
            const double *row = p->white + i * p->width, *x = row + p->q_row;
            double *to = s->zx + p->term[t].offset + p->term[t].of[i] * q;
            for (size_t c = 0; c < p->c; c++) {
                for (size_t v = 0; v < q; v++) to[c * s->size + v] += row[at + v] * x[c];
            }
        }
    }
}

// Lambda_l' B Lambda_r of each block, and I.
static void values_put(struct sparse *s, const struct pls *p)
{
    double *x = s->a->x, half[MIXED_EFFECTS * MIXED_EFFECTS] = {0};
    for (size_t k = 0; k < s->n_pairs; k++) {
        const struct pair *b = &s->pair[k];
        size_t ql = p->term[b->l].q, qr = p->term[b->r].q;
        const double *ll = pls_template(p, b->l), *lr = pls_template(p, b->r);
        for (size_t i = 0; i < b->n_blocks; i++) {
            const double *from = b->value + i * ql * qr;
            const size_t *slot = b->slot + i * ql * qr;
            for (size_t v = 0; v < ql * qr; v++) {
                half[v] = 0;
                for (size_t m = v % qr; m < qr; m++) half[v] += from[v / qr * qr + m] * lr[m * qr + v % qr];
            }
            for (size_t v = 0; v < ql * qr; v++) {
                if (slot[v] == SIZE_MAX) continue;
                double sum = b->l == b->r && v / qr == v % qr && b->key[i] >> 32 == (b->key[i] & UINT32_MAX);
                for (size_t m = v / qr; m < ql; m++) sum += ll[m * ql + v / qr] * half[m * qr + v % qr];
                x[slot[v]] = sum;
            }
        }
    }
}

static double log_diagonal(const cholmod_factor *f)
{
    double sum = 0;
    const double *x = f->x;
    if (f->is_super) {
        const int *super = f->super, *pi = f->pi, *px = f->px;
        for (size_t k = 0; k < f->nsuper; k++) {
            size_t rows = (size_t)(pi[k + 1] - pi[k]), cols = (size_t)(super[k + 1] - super[k]);
            for (size_t j = 0; j < cols; j++) sum += log(x[(size_t)px[k] + j * (rows + 1)]);
        }
        return sum;
    }
    const int *start = f->p;
    for (size_t j = 0; j < f->n; j++) sum += log(x[start[j]]);
    return sum;
}

// out = op(Lambda) in, level by level; [size][columns] by columns. transposed: Lambda' in.
static void lambda_times(const struct sparse *s, const struct pls *p, bool transposed, const double *in, double *out, size_t columns)
{
    for (size_t t = 0; t < p->n_terms; t++) {
        size_t q = p->term[t].q;
        const double *lam = pls_template(p, t);
        for (size_t c = 0; c < columns; c++) {
            for (size_t g = 0; g < p->term[t].n_levels; g++) {
                size_t at = c * s->size + p->term[t].offset + g * q;
                for (size_t i = 0; i < q; i++) {
                    double v = 0;
                    for (size_t k = transposed ? i : 0; k < (transposed ? q : i + 1); k++) v += (transposed ? lam[k * q + i] : lam[i * q + k]) * in[at + k];
                    out[at + i] = v;
                }
            }
        }
    }
}

bool sparse_reduce(struct sparse *s, struct pls *p, double *log_det)
{
    values_put(s, p);
    if (!cholmod_factorize(s->a, s->factor, &s->common) || s->common.status != CHOLMOD_OK || s->factor->minor < s->factor->n) return false;
    if (!s->factor->is_ll) return false;
    *log_det = 2 * log_diagonal(s->factor);
    lambda_times(s, p, true, s->zx, s->side->x, p->c);
    if (!cholmod_solve2(CHOLMOD_P, s->factor, s->side, NULL, &s->permuted, NULL, &s->y, &s->e, &s->common)) return false;
    if (!cholmod_solve2(CHOLMOD_L, s->factor, s->permuted, NULL, &s->solved, NULL, &s->y, &s->e, &s->common)) return false;
    const double *x = s->solved->x;
    for (size_t r = 0; r < p->c; r++) {
        for (size_t k = 0; k <= r; k++) {
            double sum = 0;
            for (size_t i = 0; i < s->size; i++) sum += x[r * s->size + i] * x[k * s->size + i];
            p->s[r * p->c + k] -= sum;
        }
    }
    return true;
}

// --- effects and their spread

void sparse_effects(struct sparse *s, struct pls *p, const double *beta, double *const *u)
{
    cholmod_dense *right = cholmod_zeros(s->size, 1, CHOLMOD_REAL, &s->common);
    CHECK(right); // one column more than there was room for all along
    double *to = right->x;
    const double *side = s->side->x;
    for (size_t i = 0; i < s->size; i++) {
        to[i] = side[p->k * s->size + i];
        for (size_t j = 0; j < p->k; j++) to[i] -= side[j * s->size + i] * beta[j];
    }
    cholmod_dense *left = cholmod_solve(CHOLMOD_A, s->factor, right, &s->common);
    CHECK(left); // by a factor that was good for the deviance
    lambda_times(s, p, false, left->x, right->x, 1);
    for (size_t t = 0; t < p->n_terms; t++) memcpy(u[t], (double *)right->x + p->term[t].offset, p->term[t].n_levels * p->term[t].q * sizeof(double));
    cholmod_free_dense(&left, &s->common);
    cholmod_free_dense(&right, &s->common);
}

static double entries(const cholmod_factor *f) { return f->is_super ? (double)f->xsize : (double)f->nzmax; }

// Columns Lambda' e_i in batches; with X = A^-1 Lambda' e_i, row j of Lambda X is the value at (j, i).
static bool spread_term(struct sparse *s, struct pls *p, size_t t, double *v, cholmod_dense *right, double *whole)
{
    size_t q = p->term[t].q, columns = q * p->term[t].n_levels;
    const double *lam = pls_template(p, t);
    for (size_t from = 0; from < columns; from += BATCH) {
        double *to = right->x;
        size_t n = columns - from < BATCH ? columns - from : BATCH;
        memset(to, 0, s->size * BATCH * sizeof *to);
        for (size_t c = 0; c < n; c++) {
            size_t level = (from + c) / q, own = (from + c) % q;
            for (size_t k = 0; k <= own; k++) to[c * s->size + p->term[t].offset + level * q + k] = lam[own * q + k];
        }
        cholmod_dense *left = cholmod_solve(CHOLMOD_A, s->factor, right, &s->common);
        if (!left) return false;
        lambda_times(s, p, false, left->x, whole, n);
        for (size_t c = 0; c < n; c++) {
            size_t level = (from + c) / q, own = (from + c) % q;
            for (size_t k = 0; k < q; k++) v[level * q * q + k * q + own] = whole[c * s->size + p->term[t].offset + level * q + k];
        }
        cholmod_free_dense(&left, &s->common);
    }
    return true;
}

bool sparse_spread(struct sparse *s, struct pls *p, double *const *v)
{
    if ((double)s->size * entries(s->factor) * 4 > SPREAD_WORK) return false;
    cholmod_dense *right = cholmod_zeros(s->size, BATCH, CHOLMOD_REAL, &s->common);
    double *whole = calloc(s->size * BATCH, sizeof *whole);
    bool done = right && whole;
    for (size_t t = 0; done && t < p->n_terms; t++) done = spread_term(s, p, t, v[t], right, whole);
    free(whole);
    cholmod_free_dense(&right, &s->common);
    return done;
}
