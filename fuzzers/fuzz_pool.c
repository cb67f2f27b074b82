// Any bytes as studies: refused with a place, or pooled by every method, with weights that are shares, an estimate within the effects, and the
// same bytes out when the rows come in another order. Any text as a practice's summary: refused with a reason, or written back and read the same.
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "clinic/stats/forest.h"
#include "clinic/stats/pool_json.h"
#include "clinic/stats/summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { STUDIES = 40 };
static arena *a;

static str pooled(const struct pool_in *in, enum pool_measure measure, struct pool_out *out) {
    struct buf b = buf_new(a, 1 << 22);
    struct jw w = jw_on(&b);
    pool_studies(a, in, out);
    pool_json(&w, a, in, measure, NULL, out);
    CHECK(!b.over);
    return buf_str(&b);
}

static void check(const struct pool_in *in, const struct pool_out *out) {
    double lo = HUGE_VAL, hi = -HUGE_VAL, all = 0;
    for (size_t i = 0; i < in->k; i++) {
        lo = fmin(lo, in->study[i].y);
        hi = fmax(hi, in->study[i].y);
        all += out->weight[i];
        CHECK(out->weight[i] >= 0 && out->weight[i] <= 100 + 1e-9);
    }
    double slack = 1e-9 * (fabs(lo) + fabs(hi));
    CHECK(out->fit.mu.v >= lo - slack && out->fit.mu.v <= hi + slack && fabs(all - 100) < 1e-6);
    CHECK(!out->fit.tau2.known || out->fit.tau2.v >= 0);
    CHECK(!out->fit.i2.known || (out->fit.i2.v >= 0 && out->fit.i2.v <= 100));
    CHECK(!out->fit.p.known || (out->fit.p.v >= 0 && out->fit.p.v <= 1));
    CHECK(!out->fit.tau2_ci.known || (out->fit.tau2_ci.lo >= 0 && out->fit.tau2_ci.lo <= out->fit.tau2_ci.hi));
}

static void studies(str text, unsigned how) {
    struct pool_columns columns = {.measure = (enum pool_measure)(how % POOL_MEASURES), .effect = S("y"), .variance = S("v"), .count = {S("y"), S("v"), S("c"), S("d")}};
    struct pool_rows rows;
    struct pool_out out;
    str why;
    if (!pool_read(a, text, &columns, &rows, &why)) {
        CHECK(str_starts(why, S("line ")));
        return;
    }
    if (rows.k > STUDIES)
        return;
    struct pool_in in = {.study = rows.study, .k = rows.k, .method = (enum pool_method)(how / 4 % POOL_METHODS), .interval = (enum pool_interval_kind)(how / 24 % 3), .leave_one_out = how & 1};
    str first = pooled(&in, columns.measure, &out);
    if (out.fit.mu.known) {
        check(&in, &out);
        CHECK(forest_svg(a, &(struct forest){&in, &out, columns.measure, text_valid(text) ? text : S("")}).n);
    } else {
        CHECK(out.n_reasons);
    }
    for (size_t i = 0; i < in.k / 2; i++) {
        struct pool_study t = in.study[i];
        in.study[i] = in.study[in.k - 1 - i];
        in.study[in.k - 1 - i] = t;
    }
    CHECK(str_eq(first, pooled(&in, columns.measure, &out)));
}

static str written(const struct summary_file *f) {
    struct buf b = buf_new(a, 1 << 22);
    struct jw w = jw_on(&b);
    summary_write(&w, a, f);
    return buf_str(&b);
}

static void summaries(str text) {
    struct summary_file f[2];
    str why;
    if (!summary_read(a, text, &f[0], &why)) {
        CHECK(why.n);
        return;
    }
    str once = written(&f[0]);
    CHECK(summary_read(a, once, &f[1], &why) && str_eq(once, written(&f[1])));
    f[0].label = S("a");
    f[1].label = S("b");
    struct buf b = buf_new(a, 1 << 24);
    struct jw w = jw_on(&b);
    struct json_error e;
    summary_pool(&w, a, f, 2, &(struct pool_in){.method = POOL_REML});
    CHECK(!b.over && json_parse(a, buf_str(&b), 16, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 2 || n > 16384)
        return 0;
    if (!a)
        a = arena_new(256 << 20);
    if (data[0] == '{')
        summaries((str){(const char *)data, n});
    else
        studies((str){(const char *)data + 1, n - 1}, data[0]);
    arena_reset(a);
    return 0;
}
