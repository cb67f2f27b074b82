#include "clinic/stats/pool_json.h"

#include <math.h>

#include "clinic/stats/exact.h"

static void put_figure(struct jw *w, str key, struct figure f) { jw_kfigure(w, key, f.known, f.v); }
static void put_range(struct jw *w, str key, struct pool_range r) { jw_kspan(w, key, r.known, r.lo, r.hi); }

static void put_numbers(struct jw *w, str key, const double *v, size_t n) {
    jw_key(w, key);
    if (!v) {
        jw_null(w);
        return;
    }
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_num(w, v[i]);
    jw_end(w);
}

static void put_label(struct jw *w, str label) {
    jw_key(w, S("study"));
    if (label.n)
        jw_str(w, label);
    else
        jw_null(w);
}

void pool_json_fit(struct jw *w, const struct pool_fit *f) {
    jw_kint(w, S("k"), (int64_t)f->k);
    put_figure(w, S("tau2"), f->tau2);
    put_figure(w, S("tau"), (struct figure){f->tau2.known, sqrt(f->tau2.v)});
    put_range(w, S("tau2_ci"), f->tau2_ci);
    put_figure(w, S("mu"), f->mu);
    put_figure(w, S("se"), f->se);
    put_range(w, S("ci"), f->ci);
    put_range(w, S("pi"), f->pi);
    put_figure(w, S("statistic"), f->statistic);
    put_figure(w, S("df"), (struct figure){f->df > 0, f->df});
    put_figure(w, S("p"), f->p);
    put_figure(w, S("q"), f->q);
    put_figure(w, S("q_df"), (struct figure){f->q.known, f->q_df});
    put_figure(w, S("q_p"), f->q_p);
    put_figure(w, S("i2"), f->i2);
    put_figure(w, S("h2"), f->h2);
}

static void put_studies(struct jw *w, const struct pool_in *in, const struct pool_out *out) {
    jw_key(w, S("studies"));
    jw_array(w);
    for (size_t i = 0; i < in->k; i++) {
        const struct pool_study *s = &in->study[i];
        double half = NORMAL_975 * sqrt(s->v);
        jw_object(w);
        put_label(w, s->label);
        jw_knum(w, S("effect"), s->y);
        jw_knum(w, S("variance"), s->v);
        put_range(w, S("ci"), (struct pool_range){true, s->y - half, s->y + half});
        put_figure(w, S("weight"), (struct figure){out->weight, out->weight ? out->weight[i] : 0});
        put_figure(w, S("blup"), (struct figure){out->blup, out->blup ? out->blup[i] : 0});
        put_figure(w, S("blup_se"), (struct figure){out->blup_se, out->blup_se ? out->blup_se[i] : 0});
        jw_end(w);
    }
    jw_end(w);
}

static void put_without(struct jw *w, const struct pool_in *in, const struct pool_out *out) {
    jw_key(w, S("loo"));
    if (!out->without) {
        jw_null(w);
        return;
    }
    jw_array(w);
    for (size_t i = 0; i < in->k; i++) {
        const struct pool_fit *f = &out->without[i];
        jw_object(w);
        put_label(w, in->study[i].label);
        put_figure(w, S("tau2"), f->tau2);
        put_figure(w, S("mu"), f->mu);
        put_figure(w, S("se"), f->se);
        put_range(w, S("ci"), f->ci);
        put_figure(w, S("q"), f->q);
        put_figure(w, S("i2"), f->i2);
        jw_end(w);
    }
    jw_end(w);
}

static struct pool_range exp_range(struct pool_range r) {
    struct pool_range e = {r.known, exp(r.lo), exp(r.hi)};
    e.known &= isfinite(e.lo) && isfinite(e.hi);
    return e;
}

static void put_ratio(struct jw *w, const struct pool_fit *f) {
    jw_key(w, S("ratio"));
    jw_object(w);
    put_figure(w, S("mu"), (struct figure){f->mu.known && isfinite(exp(f->mu.v)), exp(f->mu.v)});
    put_range(w, S("ci"), exp_range(f->ci));
    put_range(w, S("pi"), exp_range(f->pi));
    jw_end(w);
}

static void put_step(struct jw *w, str step, const char *source) {
    jw_object(w);
    jw_kstr(w, S("step"), step);
    jw_kstr(w, S("source"), str_of(source));
    jw_end(w);
}

static void put_trace(struct jw *w, arena *a, const struct pool_in *in, enum pool_measure measure, const struct pool_fit *f) {
    static const char *const tau2[POOL_METHODS] = {
        [POOL_EE] = "equal effects: 0", [POOL_DL] = "DerSimonian & Laird 1986", [POOL_HE] = "Hedges & Olkin 1985", [POOL_PM] = "Paule & Mandel 1982",
        [POOL_ML] = "maximum likelihood, highest of all its hills (Viechtbauer 2005)", [POOL_REML] = "restricted maximum likelihood, highest of all its hills (Viechtbauer 2005)"};
    static const char *const interval[] = {
        [POOL_Z] = "normal", [POOL_HKSJ] = "Hartung & Knapp 2001, Sidik & Jonkman 2002; t on k - 1", [POOL_HKSJ_ADHOC] = "Knapp & Hartung 2003 with max(1, q); t on k - 1"};
    jw_key(w, S("trace"));
    jw_array(w);
    if (measure != POOL_GIVEN)
        put_step(w, str_fmt(a, "effect: %s%.*s", pool_measure_is_ratio(measure) ? "log " : "", SP(pool_measure_name(measure))),
            "0.5 added to all four counts of a study where one is 0 (Gart & Zweifel 1967)");
    put_step(w, S("tau2"), tau2[in->method]);
    put_step(w, S("ci"), interval[in->interval]);
    if (f->pi.known)
        put_step(w, S("pi"), in->prediction == POOL_PREDICT_T ? "Higgins, Thompson & Spiegelhalter 2009; t on k - 2" : "normal");
    if (f->tau2_ci.known)
        put_step(w, S("tau2_ci"), "Q-profile, Viechtbauer 2007");
    put_step(w, S("i2"), "Higgins & Thompson 2002");
    jw_end(w);
}

static void put_reasons(struct jw *w, arena *a, const struct pool_rows *rows, const struct pool_out *out) {
    jw_key(w, S("reasons"));
    jw_array(w);
    for (size_t i = 0; i < out->n_reasons; i++)
        jw_str(w, str_of(out->reason[i]));
    if (rows && rows->missing)
        jw_str(w, str_fmt(a, "%zu row%s left out: a figure is empty or NA", rows->missing, rows->missing == 1 ? "" : "s"));
    if (rows && rows->corrected)
        jw_str(w, str_fmt(a, "%zu stud%s a count of 0: 0.5 was added to all four counts", rows->corrected, rows->corrected == 1 ? "y has" : "ies have"));
    if (out->twins)
        jw_str(w, str_fmt(a, "%zu row%s the same as another, label and all: is a study in the file twice?", out->twins, out->twins == 1 ? " is" : "s are"));
    jw_end(w);
}

void pool_json(struct jw *w, arena *a, const struct pool_in *in, enum pool_measure measure, const struct pool_rows *rows, const struct pool_out *out) {
    static const str interval[] = {[POOL_Z] = S_INIT("z"), [POOL_HKSJ] = S_INIT("hksj"), [POOL_HKSJ_ADHOC] = S_INIT("hksj-adhoc")};
    jw_object(w);
    jw_kstr(w, S("method"), pool_method_name(in->method));
    jw_kstr(w, S("interval"), interval[in->interval]);
    jw_kstr(w, S("prediction"), in->prediction == POOL_PREDICT_T ? S("t") : S("normal"));
    if (measure != POOL_GIVEN)
        jw_kstr(w, S("measure"), pool_measure_name(measure));
    pool_json_fit(w, &out->fit);
    if (pool_measure_is_ratio(measure))
        put_ratio(w, &out->fit);
    put_numbers(w, S("weights"), out->weight, in->k);
    put_numbers(w, S("blups"), out->blup, in->k);
    put_studies(w, in, out);
    put_without(w, in, out);
    put_reasons(w, a, rows, out);
    put_trace(w, a, in, measure, &out->fit);
    jw_end(w);
}
