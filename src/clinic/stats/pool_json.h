// unknot pool as JSON: what pool.h computed, figure for figure; what could not be computed is null, and "reasons" says why.
//
//   k, method, interval, prediction, measure (of counts)
//   tau2, tau, tau2_ci [lo, hi], mu, se, ci, pi, statistic, df (null: normal), p, q, q_df, q_p, i2 (percent), h2
//   weights (percent) and blups, in the order of "studies": canonical, by label, effect, variance
//   studies  [{study, effect, variance, ci, weight, blup, blup_se}]
//   loo      [{study, tau2, mu, se, ci, q, i2}], without that study
//   ratio    {mu, ci, pi}, where RR or OR were pooled as logarithms
//   reasons  [text], trace [{step, source}]
#ifndef UNKNOT_CLINIC_STATS_POOL_JSON_H
#define UNKNOT_CLINIC_STATS_POOL_JSON_H

#include "base/json.h"
#include "clinic/stats/pool_read.h"

// `rows` may be NULL where the studies came from elsewhere. The object, whole.
void pool_json(struct jw *w, arena *a, const struct pool_in *in, enum pool_measure measure, const struct pool_rows *rows, const struct pool_out *out);

// The figures alone, as members of an object that is open: k … h2.
void pool_json_fit(struct jw *w, const struct pool_fit *f);

#endif
