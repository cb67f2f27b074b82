#include "mixed_probe.h"

#include <math.h>

#include "base/err.h"
#include "base/json.h"

enum { FEW_GROUPS = 10 };

static void groups_put(struct jw *w, const struct mixed_design *d)
{
    jw_key(w, S("groups"));
    jw_array(w);
    for (size_t i = 0; i < d->n_factors; i++) {
        jw_object(w);
        jw_kstr(w, S("group"), d->factor[i].name);
        jw_kint(w, S("levels"), (int64_t)d->factor[i].n_levels);
        jw_end(w);
    }
    jw_end(w);
}

static void fixed_put(struct jw *w, const struct mixed_result *r)
{
    jw_key(w, S("fixed"));
    jw_array(w);
    for (size_t i = 0; i < r->p; i++) {
        const struct mixed_fixed *x = &r->fixed[i];
        jw_object(w);
        jw_kstr(w, S("term"), x->term);
        jw_kfigure(w, S("estimate"), x->known, x->estimate);
        jw_kfigure(w, S("se"), x->known, x->se);
        jw_kfigure(w, S("t"), x->known, x->t);
        jw_kspan(w, S("ci"), x->known, x->lo, x->hi);
        jw_end(w);
    }
    jw_end(w);
}

// Correlations of [n][n] covariances, those before each with it.
static void correlations_put(struct jw *w, str group, const double *cov, size_t n, const str *name)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            double both = sqrt(cov[i * n + i]) * sqrt(cov[j * n + j]);
            jw_object(w);
            if (group.n) jw_kstr(w, S("group"), group);
            jw_kstr(w, S("a"), name[j]);
            jw_kstr(w, S("b"), name[i]);
            jw_kfigure(w, S("r"), both > 0, cov[i * n + j] / both);
            jw_end(w);
        }
    }
}

static void fixed_correlations_put(arena *a, struct jw *w, const struct mixed_result *r)
{
    str *name = ARENA_ARRAY(a, r->p + 1, str);
    for (size_t i = 0; i < r->p; i++) name[i] = r->fixed[i].term;
    jw_key(w, S("fixed_correlations"));
    jw_array(w);
    if (r->verdict == MIXED_FITTED) correlations_put(w, (str){0}, r->fixed_covariance, r->p, name);
    jw_end(w);
}

static void random_put(struct jw *w, const struct mixed_design *d, const struct mixed_result *r)
{
    jw_key(w, S("random"));
    jw_array(w);
    for (size_t t = 0; t < d->n_terms; t++) {
        for (size_t i = 0; i < d->term[t].q; i++) {
            bool known = r->verdict == MIXED_FITTED;
            double v = known ? r->random[t].covariance[i * d->term[t].q + i] : 0;
            jw_object(w);
            jw_kstr(w, S("group"), d->factor[d->term[t].factor].name);
            jw_kstr(w, S("term"), d->term[t].name[i]);
            jw_kfigure(w, S("variance"), known, v);
            jw_kfigure(w, S("sd"), known, sqrt(v));
            jw_end(w);
        }
    }
    jw_end(w);
    jw_key(w, S("correlations"));
    jw_array(w);
    for (size_t t = 0; t < r->n_random; t++) correlations_put(w, r->random[t].group->name, r->random[t].covariance, r->random[t].q, r->random[t].term);
    jw_end(w);
}

static void residual_put(struct jw *w, const struct mixed_design *d, const struct mixed_result *r)
{
    bool known = r->verdict == MIXED_FITTED;
    jw_key(w, S("residual"));
    jw_object(w);
    jw_kfigure(w, S("variance"), known, r->sigma2);
    jw_kfigure(w, S("sd"), known, sqrt(r->sigma2));
    if (d->day) jw_kfigure(w, S("rho"), known, r->rho);
    jw_end(w);
    jw_kfigure(w, S("criterion"), known, r->criterion);
}

static void blup_put(struct jw *w, const struct mixed_random *x, size_t level, size_t i)
{
    size_t at = level * x->q + i;
    jw_object(w);
    jw_kstr(w, S("level"), x->group->level[level]);
    jw_kstr(w, S("term"), x->term[i]);
    jw_knum(w, S("estimate"), x->blup[at]);
    jw_kfigure(w, S("se"), x->se != NULL, x->se ? x->se[at] : 0);
    jw_end(w);
}

// Terms of the same groups, as in (1 | g) + (0 + x | g), stand together.
static void blups_put(struct jw *w, const struct mixed_design *d, const struct mixed_result *r)
{
    jw_key(w, S("blups"));
    jw_object(w);
    for (size_t g = 0; r->verdict == MIXED_FITTED && g < d->n_factors; g++) {
        jw_key(w, d->factor[g].name);
        jw_array(w);
        for (size_t level = 0; level < d->factor[g].n_levels; level++) {
            for (size_t t = 0; t < r->n_random; t++) {
                for (size_t i = 0; d->term[t].factor == g && i < r->random[t].q; i++) blup_put(w, &r->random[t], level, i);
            }
        }
        jw_end(w);
    }
    jw_end(w);
}

// Wald intervals take the variances for known, which few groups do not allow (Bates et al. 2015, 5.1).
static void few_put(arena *a, struct jw *w, const struct mixed_design *d)
{
    for (size_t i = 0; i < d->n_factors; i++) {
        size_t n = d->factor[i].n_levels;
        if (n < FEW_GROUPS) jw_str(w, str_fmt(a, "'%.*s' has %zu groups only: its variance is a rough guess, and intervals are narrower than they should be", SP(d->factor[i].name), n));
    }
}

static void reasons_put(arena *a, struct jw *w, const struct mixed_design *d, const struct mixed_result *r, size_t omitted)
{
    jw_key(w, S("reasons"));
    jw_array(w);
    if (r->about.n) jw_str(w, str_fmt(a, "%.*s (%.*s)", SP(mixed_verdict_say(r->verdict)), SP(r->about)));
    else if (r->verdict != MIXED_FITTED) jw_str(w, mixed_verdict_say(r->verdict));
    for (size_t i = 0; r->verdict == MIXED_FITTED && i < r->p; i++) {
        if (!r->fixed[i].known) jw_str(w, str_fmt(a, "'%.*s' is a combination of the terms before it, and is left out", SP(r->fixed[i].term)));
    }
    if (r->verdict == MIXED_FITTED && r->singular)
        jw_str(w, S("singular: a variance is 0 or effects move together exactly; the data do not bear so rich a random part"));
    if (r->verdict == MIXED_FITTED) few_put(a, w, d);
    if (r->verdict == MIXED_FITTED && !r->converged) jw_str(w, S("no minimum was found for certain: take these figures for a first guess"));
    if (omitted) jw_str(w, str_fmt(a, "%zu %s left out: a value is missing in a column that the formula names", omitted, omitted == 1 ? "row is" : "rows are"));
    jw_end(w);
}

static str result_json(arena *a, str formula, const struct mixed_design *d, const struct mixed_options *o, const struct mixed_result *r, size_t omitted)
{
    struct buf b = buf_with_room(a, 1 << 16, (size_t)1 << 31);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("formula"), formula);
    jw_kstr(&w, S("method"), o->ml ? S("ML") : S("REML"));
    jw_kint(&w, S("n"), (int64_t)d->n);
    jw_kint(&w, S("omitted"), (int64_t)omitted);
    groups_put(&w, d);
    fixed_put(&w, r);
    fixed_correlations_put(a, &w, r);
    random_put(&w, d, r);
    residual_put(&w, d, r);
    blups_put(&w, d, r);
    jw_key(&w, S("converged"));
    jw_bool(&w, r->verdict == MIXED_FITTED && r->converged);
    jw_key(&w, S("singular"));
    if (r->verdict == MIXED_FITTED) jw_bool(&w, r->singular);
    else jw_null(&w);
    reasons_put(a, &w, d, r, omitted);
    jw_end(&w);
    return b.over ? (str){0} : buf_str(&b);
}

bool mixed_probe(arena *a, str formula, str csv, bool ml, str ar1, str *json, str *why)
{
    struct model_formula *f = ARENA_NEW(a, struct model_formula);
    struct model_formula_error fe;
    struct frame_error e;
    struct mixed_design d;
    struct mixed_options o = {.ml = ml, .spread = true};
    struct mixed_result r;
    size_t omitted;
    if (!model_formula_parse(a, formula, f, &fe)) return *why = str_fmt(a, "the formula, character %zu: %s", fe.at, fe.why), false;
    if (!mixed_design_make(a, f, csv, ar1, &d, &omitted, &e)) return *why = frame_error_text(a, &e), false;
    mixed_fit(a, &d, &o, &r);
    *json = result_json(a, formula, &d, &o, &r, omitted);
    if (json->n == 0) return *why = S("the result is too large to be written"), false;
    return true;
}
