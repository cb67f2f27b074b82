// What a report says, as JSON.
#include "outcomes_report.h"

static void count_put(struct jw *w, str key, bool known, size_t n)
{
    jw_key(w, key);
    if (known) jw_int(w, (int64_t)n);
    else jw_null(w);
}

static void shown_put(struct jw *w, enum outcomes_shown shown)
{
    static const char *const names[] = {[OUTCOMES_SHOWN] = "shown", [OUTCOMES_TOO_FEW] = "too-few", [OUTCOMES_TOO_INCOMPLETE] = "too-incomplete", [OUTCOMES_HELD] = "held-back"};
    jw_kstr(w, S("shown"), str_of(names[shown]));
}

static void all_put(struct jw *w, const struct outcomes_report *r)
{
    bool any = r->n >= OUTCOMES_LEAST, rate = r->shown == OUTCOMES_SHOWN && r->rate.shown == OUTCOMES_SHOWN;
    jw_kint(w, S("n"), (int64_t)r->n);
    count_put(w, S("complete"), any, r->complete);
    jw_kfigure(w, S("completion"), any, r->completion);
    count_put(w, S("judged"), any, r->judged);
    shown_put(w, r->shown);
    jw_key(w, S("responders"));
    if (rate) {
        jw_object(w);
        jw_kint(w, S("n"), (int64_t)r->responders);
        jw_knum(w, S("worst"), r->rate.worst);
        jw_knum(w, S("best"), r->rate.best);
        jw_kspan(w, S("ci"), true, r->rate.lo, r->rate.hi);
        jw_end(w);
    } else {
        jw_null(w);
    }
    jw_key(w, S("improvement"));
    if (r->mean_known) {
        jw_object(w);
        jw_knum(w, S("mean"), r->mean);
        jw_knum(w, S("sd"), r->sd);
        jw_kspan(w, S("ci"), true, r->lo, r->hi);
        jw_end(w);
    } else {
        jw_null(w);
    }
}

static void unit_put(struct jw *w, const struct outcomes_report *r, const struct outcomes_part *u)
{
    bool shown = u->shown == OUTCOMES_SHOWN, share = u->share_lo[0] <= u->share_hi[0], effect = u->compared && !r->level;
    jw_object(w);
    jw_kstr(w, S("unit"), u->name);
    jw_kint(w, S("n"), (int64_t)u->n);
    count_put(w, S("complete"), shown, u->complete);
    shown_put(w, u->shown);
    jw_kfigure(w, S("observed"), u->compared, u->of.observed);
    jw_kfigure(w, S("expected"), u->compared, u->of.expected);
    jw_kfigure(w, S("effect"), effect, u->of.effect);
    jw_kfigure(w, S("se"), effect, u->of.se);
    jw_kspan(w, S("ci"), effect, u->of.lo, u->of.hi);
    jw_key(w, S("share"));
    if (shown && share) {
        jw_object(w);
        jw_knum(w, S("value"), (double)u->responders / (double)u->judged);
        jw_kspan(w, S("limits95"), true, u->share_lo[0], u->share_hi[0]);
        jw_kspan(w, S("limits998"), true, u->share_lo[1], u->share_hi[1]);
        jw_end(w);
    } else {
        jw_null(w);
    }
    jw_end(w);
}

static void model_put(struct jw *w, arena *a, const struct outcomes_report *r)
{
    const struct mixed_result *m = &r->fit;
    struct buf formula = buf_new(a, 4096);
    buf_put(&formula, S("improvement ~ baseline"));
    for (size_t i = 2; i < m->p; i++) buf_putf(&formula, " + %.*s", SP(m->fixed[i].term));
    buf_put(&formula, S(" + (1 | unit)"));
    jw_object(w);
    jw_kstr(w, S("formula"), buf_str(&formula));
    jw_kint(w, S("n"), (int64_t)m->n);
    jw_key(w, S("fixed"));
    jw_array(w);
    for (size_t i = 0; i < m->p; i++) {
        jw_object(w);
        jw_kstr(w, S("term"), m->fixed[i].term);
        jw_kfigure(w, S("estimate"), m->fixed[i].known, m->fixed[i].estimate);
        jw_kfigure(w, S("se"), m->fixed[i].known, m->fixed[i].se);
        jw_end(w);
    }
    jw_end(w);
    jw_knum(w, S("between"), m->random[0].covariance[0]);
    jw_knum(w, S("alike_p"), r->alike);
    jw_knum(w, S("residual"), m->sigma2);
    jw_kbool(w, S("converged"), m->converged);
    jw_end(w);
}

static void funnel_put(struct jw *w, const struct outcomes_report *r)
{
    static const char *const places[] = {[FUNNEL_INSIDE] = "inside", [FUNNEL_BEYOND_95] = "beyond-95", [FUNNEL_BEYOND_998] = "beyond-99.8"};
    jw_object(w);
    jw_knum(w, S("target"), 0);
    jw_knum(w, S("phi"), r->funnel.phi);
    jw_kbool(w, S("inflated"), r->funnel.inflated);
    jw_key(w, S("units"));
    jw_array(w);
    for (size_t i = 0; i < r->n_points; i++) {
        jw_object(w);
        jw_kstr(w, S("unit"), r->part[r->point_part[i]].name);
        jw_knum(w, S("value"), r->point[i].value);
        jw_knum(w, S("se"), r->point[i].se);
        jw_knum(w, S("z"), r->funnel.z[i]);
        jw_kstr(w, S("place"), str_of(places[r->funnel.place[i]]));
        jw_kbool(w, S("look"), r->funnel.look[i]);
        jw_end(w);
    }
    jw_end(w);
    jw_end(w);
}

static void reasons_put(struct jw *w, arena *a, const struct outcomes_report *r)
{
    jw_key(w, S("reasons"));
    jw_array(w);
    if (r->shown == OUTCOMES_TOO_FEW) jw_str(w, S("fewer than ten people: nothing is said of them"));
    if (r->shown == OUTCOMES_TOO_INCOMPLETE) jw_str(w, S("fewer than six in ten came back: those who do not come back tend to do worse, so nothing is said"));
    if (r->shown == OUTCOMES_SHOWN && r->rate.shown != OUTCOMES_SHOWN)
        jw_str(w, S("responders are not said: of fewer than six in ten is it known whether they improved by as much as people notice"));
    if (r->shown == OUTCOMES_SHOWN && r->why) jw_str(w, str_fmt(a, "units are not compared: %s", r->why));
    if (!r->why && r->level) jw_str(w, S("no difference between units can be told: what lies between them may be chance, and no effect is said of any"));
    if (!r->why && r->held)
        jw_str(w, S("one unit is held back: with the figures of all, it would tell of fewer than ten people who are with none that is shown"));
    if (r->rough)
        jw_str(w, S("fewer than ten units: how far they lie apart is a rough guess, and intervals are narrower than they should be"));
    if (r->filled) jw_str(w, str_fmt(a, "%zu of those compared lack a case-mix figure and got the mean of the others", r->filled));
    if (r->no_unit) jw_str(w, str_fmt(a, "%zu have no unit, and are in the figures of all alone", r->no_unit));
    jw_end(w);
}

void outcomes_report_json(struct jw *w, arena *a, const struct outcomes_report *r, str only)
{
    bool all = only.n == 0;
    jw_object(w);
    all_put(w, r);
    jw_key(w, S("units"));
    jw_array(w);
    for (size_t i = 0; i < r->n_parts; i++) {
        if (all || str_eq(r->part[i].name, only)) unit_put(w, r, &r->part[i]);
    }
    jw_end(w);
    jw_key(w, S("model"));
    if (all && !r->why) model_put(w, a, r);
    else jw_null(w);
    jw_key(w, S("funnel"));
    if (all && r->n_points) funnel_put(w, r);
    else jw_null(w);
    reasons_put(w, a, r);
    jw_end(w);
}
