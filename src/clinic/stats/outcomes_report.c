#include "outcomes_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "exact.h"

#define ALIKE 0.05

enum { UNIT_DIGITS = 9 };

static int text_order(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static int number_order(const void *x, const void *y)
{
    double p = *(const double *)x, q = *(const double *)y;
    return p < q ? -1 : p > q;
}

// Sorted, so that the same numbers in another order give the same digits.
static double mean_of(double *v, size_t n)
{
    struct exact sum = {0};
    qsort(v, n, sizeof *v, number_order);
    for (size_t i = 0; i < n; i++) exact_add(&sum, v[i]);
    return n ? exact_value(&sum) / (double)n : 0;
}

// --- counting

static enum outcomes_shown shown_of(size_t n, size_t complete)
{
    if (n < OUTCOMES_LEAST) return OUTCOMES_TOO_FEW;
    if ((double)complete < OUTCOMES_COMPLETE * (double)n) return OUTCOMES_TOO_INCOMPLETE;
    return complete < OUTCOMES_LEAST ? OUTCOMES_TOO_FEW : OUTCOMES_SHOWN;
}

static size_t part_of(const struct outcomes_report *r, str unit)
{
    size_t lo = 0, hi = r->n_parts;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (str_cmp(r->part[middle].name, unit) < 0) lo = middle + 1;
        else hi = middle;
    }
    CHECK(lo < r->n_parts && str_eq(r->part[lo].name, unit));
    return lo;
}

static void parts_of(arena *a, const struct outcomes_person *p, size_t n, struct outcomes_report *r)
{
    str *name = ARENA_ARRAY(a, n, str);
    size_t named = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i].unit.n) name[named++] = p[i].unit;
    }
    qsort(name, named, sizeof *name, text_order);
    r->part = ARENA_ARRAY(a, named, struct outcomes_part);
    for (size_t i = 0; i < named; i++) {
        if (i && str_eq(name[i], name[i - 1])) continue;
        r->part[r->n_parts++] = (struct outcomes_part){.name = name[i], .share_lo = {1, 1}};
    }
    r->no_unit = n - named;
    for (size_t i = 0; i < n; i++) {
        const struct outcomes_person *x = &p[i];
        CHECK((x->complete || !x->judged) && (x->judged || !x->responder));
        r->complete += x->complete;
        r->judged += x->judged;
        r->responders += x->responder;
        if (!x->unit.n) continue;
        struct outcomes_part *u = &r->part[part_of(r, x->unit)];
        u->n++;
        u->complete += x->complete;
        u->judged += x->judged;
        u->responders += x->responder;
    }
    for (size_t i = 0; i < r->n_parts; i++) r->part[i].shown = shown_of(r->part[i].n, r->part[i].complete);
}

static void improvement_of(arena *a, const struct outcomes_person *p, struct outcomes_report *r)
{
    double *v = ARENA_ARRAY(a, r->complete, double);
    size_t k = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (p[i].complete) v[k++] = p[i].better;
    }
    r->mean = mean_of(v, k);
    for (size_t i = 0; i < k; i++) v[i] = (v[i] - r->mean) * (v[i] - r->mean);
    r->sd = sqrt(mean_of(v, k) * (double)k / (double)(k - 1));
    double half = t_quantile_975((double)(k - 1)) * r->sd / sqrt((double)k);
    r->lo = r->mean - half;
    r->hi = r->mean + half;
    r->mean_known = true;
}

static bool few(size_t n)
{
    return n > 0 && n < OUTCOMES_LEAST;
}

static void hold_back(struct outcomes_report *r)
{
    size_t others = r->n, others_back = r->complete, shown = 0;
    struct outcomes_part *least = NULL;
    for (size_t i = 0; i < r->n_parts; i++) {
        struct outcomes_part *u = &r->part[i];
        if (u->shown != OUTCOMES_SHOWN) continue;
        if (!least || u->complete < least->complete) least = u;
        others -= u->n;
        others_back -= u->complete;
        shown++;
    }
    if (!least || !(few(others) || few(others_back))) return;
    least->shown = OUTCOMES_HELD;
    r->held = 1;
    for (size_t i = 0; i < r->n_parts && shown - 1 < OUTCOMES_UNITS; i++) {
        if (r->part[i].shown != OUTCOMES_SHOWN) continue;
        r->part[i].shown = OUTCOMES_HELD;
        r->held++;
    }
}

static void shares_of(struct outcomes_report *r)
{
    double target = r->judged ? (double)r->responders / (double)r->judged : 0;
    for (size_t i = 0; i < r->n_parts; i++) {
        struct outcomes_part *u = &r->part[i];
        if (u->shown != OUTCOMES_SHOWN || !(target > 0 && target < 1) || u->judged < OUTCOMES_LEAST) continue;
        funnel_share(target, u->judged, FUNNEL_BEYOND_95, &u->share_lo[0], &u->share_hi[0]);
        funnel_share(target, u->judged, FUNNEL_BEYOND_998, &u->share_lo[1], &u->share_hi[1]);
    }
}

// --- comparing

// One case-mix figure of all who are compared; false where too few said it.
static bool mix_of(arena *a, const struct outcomes_person *const *x, size_t n, size_t m, double *out, bool *filled)
{
    double *known = ARENA_ARRAY(a, n, double);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i]->mix[m].known) known[k++] = x[i]->mix[m].v;
    }
    if ((double)k < OUTCOMES_KNOWN * (double)n) return false;
    double mean = mean_of(known, k);
    for (size_t i = 0; i < n; i++) {
        out[i] = x[i]->mix[m].known ? x[i]->mix[m].v : mean;
        filled[i] = filled[i] || !x[i]->mix[m].known;
    }
    return true;
}

// The people as a file with names of our own, so that no text of anybody's is read as anything but what it is.
static bool fit(arena *a, const struct outcomes_person *const *x, size_t n, const str *mix, size_t n_mix, struct outcomes_report *r, struct mixed_design *d)
{
    double *value[OUTCOMES_MIX];
    bool *filled = ARENA_ARRAY(a, n, bool);
    struct buf formula = buf_new(a, 512), csv = buf_with_room(a, 1 << 12, (size_t)1 << 30);
    str name[OUTCOMES_MIX + 2] = {S("(Intercept)"), S("baseline")};
    size_t named = 2;
    buf_put(&formula, S("better ~ baseline"));
    buf_put(&csv, S("unit,better,baseline"));
    for (size_t m = 0; m < n_mix; m++) {
        value[m] = ARENA_ARRAY(a, n, double);
        if (!(r->used[m] = mix_of(a, x, n, m, value[m], filled))) continue;
        buf_putf(&formula, " + m%zu", m);
        buf_putf(&csv, ",m%zu", m);
        name[named++] = mix[m];
    }
    buf_put(&formula, S(" + (1 | unit)"));
    for (size_t i = 0; i < n; i++) {
        buf_putf(&csv, "\nu%0*zu,%.17g,%.17g", UNIT_DIGITS, part_of(r, x[i]->unit), x[i]->better, x[i]->baseline);
        for (size_t m = 0; m < n_mix; m++) {
            if (r->used[m]) buf_putf(&csv, ",%.17g", value[m][i]);
        }
        r->filled += filled[i];
    }
    struct model_formula *f = ARENA_NEW(a, struct model_formula);
    struct model_formula_error fe;
    struct frame_error e;
    size_t omitted;
    CHECK(!csv.over && model_formula_parse(a, buf_str(&formula), f, &fe));
    if (!mixed_design_make(a, f, buf_str(&csv), (str){0}, d, &omitted, &e)) return false;
    mixed_fit(a, d, &(struct mixed_options){.spread = true}, &r->fit);
    if (r->fit.verdict != MIXED_FITTED || !r->fit.converged) return false;
    CHECK(r->fit.p == named);
    for (size_t i = 0; i < named; i++) r->fit.fixed[i].term = name[i];
    return true;
}

// That all units are alike lies on the edge of what a variance can be: half of the times the ratio is 0 then (Self & Liang 1987).
static double alike_p(const struct mixed_result *m)
{
    double ratio = m->criterion_without - m->criterion;
    return ratio > 0 ? chi2_upper(ratio, 1) / 2 : 1;
}

static void funnel_make(arena *a, struct outcomes_report *r)
{
    r->point = ARENA_ARRAY(a, r->n_parts, struct funnel_unit);
    r->point_part = ARENA_ARRAY(a, r->n_parts, size_t);
    for (size_t i = 0; i < r->n_parts; i++) {
        const struct outcomes_part *u = &r->part[i];
        if (!u->compared) continue;
        r->point_part[r->n_points] = i;
        r->point[r->n_points++] = (struct funnel_unit){u->of.observed - u->of.expected, sqrt(r->fit.sigma2 / (double)u->of.n)};
    }
    funnel_of(a, r->point, r->n_points, 0, &r->funnel);
}

static void compare(arena *a, const struct outcomes_person *p, const str *mix, size_t n_mix, struct outcomes_report *r)
{
    const struct outcomes_person **x = ARENA_ARRAY(a, r->n, const struct outcomes_person *);
    size_t n = 0, units = 0, found;
    struct mixed_design d;
    struct outcomes_unit *u;
    for (size_t i = 0; i < r->n; i++) {
        if (p[i].complete && p[i].unit.n) x[n++] = &p[i];
    }
    for (size_t i = 0; i < r->n_parts; i++) units += r->part[i].shown == OUTCOMES_SHOWN;
    if (units < OUTCOMES_UNITS) {
        r->why = units + r->held < OUTCOMES_UNITS ? "fewer than three units have ten people or more of whom enough came back" : "with the figures of all, they would tell of fewer than ten people who are with none that is shown";
        return;
    }
    r->why = NULL;
    if (!fit(a, x, n, mix, n_mix, r, &d)) {
        r->why = r->fit.verdict == MIXED_CONSTANT || r->fit.verdict == MIXED_NO_RESIDUAL ? "all improved alike" : "the model could not be fitted";
        return;
    }
    found = outcomes_units(a, &d, &r->fit, 0, &u);
    r->alike = alike_p(&r->fit);
    r->level = !(r->fit.random[0].covariance[0] > 0) || r->alike > ALIKE;
    for (size_t i = 0; i < found; i++) {
        int64_t at = 0;
        CHECK(str_i64(str_sub(u[i].name, 1, u[i].name.n), &at) && at >= 0 && (size_t)at < r->n_parts);
        struct outcomes_part *part = &r->part[at];
        part->compared = part->shown == OUTCOMES_SHOWN && u[i].shown;
        if (part->compared) part->of = u[i];
        part->of.name = part->name;
    }
    if (found) funnel_make(a, r);
    else r->why = "the standard errors could not be worked out";
    r->rough = !r->why && !r->level && r->n_parts < OUTCOMES_LEAST;
}

void outcomes_report_of(arena *a, const struct outcomes_person *p, size_t n, const str *mix, size_t n_mix, struct outcomes_report *out)
{
    CHECK(n <= OUTCOMES_PEOPLE && n_mix <= OUTCOMES_MIX);
    *out = (struct outcomes_report){.n = n, .n_mix = n_mix, .why = "too few people"};
    if (n == 0) {
        out->shown = OUTCOMES_TOO_FEW;
        out->rate.shown = OUTCOMES_TOO_FEW;
        return;
    }
    parts_of(a, p, n, out);
    out->completion = (double)out->complete / (double)n;
    out->shown = shown_of(n, out->complete);
    out->rate = outcomes_rate(n, out->judged, out->responders);
    if (out->shown == OUTCOMES_TOO_INCOMPLETE) out->why = "fewer than six in ten came back";
    if (out->shown != OUTCOMES_SHOWN) return;
    improvement_of(a, p, out);
    hold_back(out);
    shares_of(out);
    compare(a, p, mix, n_mix, out);
}
