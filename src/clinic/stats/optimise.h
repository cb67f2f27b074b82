// The least value of a smooth function of few variables within bounds: NLopt's BOBYQA (Powell 2009) finds the place, Newton steps with
// differences polish it and say whether it is a minimum. Deterministic.
#ifndef UNKNOT_CLINIC_STATS_OPTIMISE_H
#define UNKNOT_CLINIC_STATS_OPTIMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct optimise {
    double (*f)(void *ctx, const double *x);    // allocates nothing from an arena that jumps; INFINITY where there is no value
    void *ctx;
    size_t n;
    const double *lo, *hi;      // [n], may be infinite; hi - lo is at least 1
    double step;                // how far the first steps go
    double *x;                  // [n]: in where to begin, out the minimum
    double value;               // at x
    bool converged;             // the gradient is 0, or points out at a bound, as well as differences can tell, and no direction leads down
    size_t evaluations;         // of all calls so far: begin with 0
};

void optimise(arena *a, struct optimise *o);

#endif
