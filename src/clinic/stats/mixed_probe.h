// unknot mixed: a formula and a CSV in, JSON out.
#ifndef UNKNOT_CLINIC_STATS_MIXED_PROBE_H
#define UNKNOT_CLINIC_STATS_MIXED_PROBE_H

#include "mixed.h"

// {"formula","method","n","omitted","groups":[{"group","levels"}],
//  "fixed":[{"term","estimate","se","t","ci":[lo,hi]}],"fixed_correlations":[{"a","b","r"}],
//  "random":[{"group","term","variance","sd"}],"correlations":[{"group","a","b","r"}],"residual":{"variance","sd"[,"rho"]},
//  "criterion","blups":{group:[{"level","term","estimate","se"}]},"converged","singular","reasons":[…]}
// What cannot be computed is null, and `reasons` says why. False: the formula or the file cannot be used, *why says what and where.
bool mixed_probe(arena *a, str formula, str csv, bool ml, str ar1, str *json, str *why);

#endif
