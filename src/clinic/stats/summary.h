// What a practice may share of its outcomes, with no person in it: for each concern and measure how many were followed, how much they changed,
// how many of them by as much as people notice. Several such files are pooled (pool.h) without anybody's record leaving its practice.
//
// A person is counted once in a cell: with the first of their concerns of that kind that has this measure. Eligible is who had an answer before
// treatment; complete, who was compared with one since as well (change.h); a responder improved by at least the measure's MCID.
//
// Nothing is released of fewer than SUMMARY_LEAST people: a cell with fewer complete is left out; how many were lost to follow-up is only
// said where that is nobody, or at least as many; responders only where both they and the others are as many; nothing where all changed alike. The file has no totals, so that
// nothing follows from a difference within it. Two files of the same practice at different times can be compared: what changed is then a
// few people's. Whoever needs to share often adds noise.
//
// Noise (optional): discrete Laplace (Ghosh, Roughgarden & Sundararajan 2012) on five sums of each cell: complete, lost, responders, the
// change in hundredths of the scale, its square. epsilon is split evenly over all of them, so that for the cells listed, each person's presence
// changes the odds of any published value by at most exp(epsilon) in all (Dwork & Roth 2014). That a cell is listed is not covered: it says that it
// had about SUMMARY_LEAST people or more. Each file spends its epsilon anew. The standard error includes the noise.
//
// The file: {"unknot": "summary", "version": 1, "made": "YYYY-MM-DD", "practice": label or "", "least": 10, "epsilon": number or null, "cells": [
//   {"concern": "pain", "measure": "nrs-pain", "recall": "average-7d", "series": "", "higher_is_worse": true, "complete": 34, "lost": [0, 0],
//    "mean": -2.1, "sd": 1.9, "se": 0.33, "responders": 18 or null}]}
// concern: pain, headache, stress, sleep, function, whole-person; measure: code, or code.score; lost: least and most; mean, sd and se of the change in points
// (a headache diary's in days per 28).
#ifndef UNKNOT_CLINIC_STATS_SUMMARY_H
#define UNKNOT_CLINIC_STATS_SUMMARY_H

#include "base/civil.h"
#include "base/json.h"
#include "clinic/stats/pool.h"

enum { SUMMARY_LEAST = 10, SUMMARY_CELLS = 2000, SUMMARY_PEOPLE = 10000000, SUMMARY_VERSION = 1, SUMMARY_PRACTICES = 200, SUMMARY_LABEL = 80 };

struct summary_key {
    str concern, measure, recall, series;
};

// --- gathering

struct summary_case {
    struct summary_key key;
    int64_t person;         // any number that is theirs alone; cases of a person follow each other
    bool higher_is_worse;
    double range;           // of one answer's scale (a diary: 28): no change is larger
    bool compared;
    double change;          // where compared
    bool threshold;         // an MCID is known for them
    bool responder;
};

struct summary {
    arena *a;               // set by the caller, all else zero
    struct summary_sum *v;
    size_t n, cap;
};
void summary_add(struct summary *s, const struct summary_case *c);

struct summary_cell {
    struct summary_key key;
    bool higher_is_worse;
    int64_t complete, lost_least, lost_most;
    double mean, sd, se;
    bool responders_known;
    int64_t responders;
};
struct summary_file {
    str label;              // may be empty
    day made;
    double epsilon;         // 0: no noise
    struct summary_cell *cell;  // by concern, measure, recall, series
    size_t n;
};

// What may be released. `draw` gives random bits from a source that cannot be guessed; not called where epsilon is 0.
void summary_release(const struct summary *s, double epsilon, uint64_t (*draw)(void *ctx), void *ctx, struct summary_file *out);

// --- the file

void summary_write(struct jw *w, arena *a, const struct summary_file *f);
// False: *why says in English what is wrong, and where.
bool summary_read(arena *a, str text, struct summary_file *out, str *why);

// --- several practices

// Each cell that one of them has, pooled as `how` says (its studies are not used): labels are all different, none is empty. One object:
// {"practices": [label], "cells": [{"concern", "measure", "recall", "series", "higher_is_worse", "practices": [label], "complete", "completion": [least, most],
//  "responders": {"share", "worst", "best"} or null, "reasons": [text], "change": as pool_json.h}]}
// worst and best: as if nobody, or everybody, who was lost had responded. Responders are not said where fewer than 60 % completed.
void summary_pool(struct jw *w, arena *a, const struct summary_file *files, size_t n, const struct pool_in *how);

#endif
