// `unknot change`: one person's answers to one instrument as JSON in, the judgement as JSON out. Pure.
#ifndef UNKNOT_CLINIC_CHANGE_PROBE_H
#define UNKNOT_CLINIC_CHANGE_PROBE_H

#include "clinic/measures/instrument.h"

// In: {"instrument":"nrs-pain","points":[{"day":"2026-01-02","value":7}, …],"start":"2026-01-20"}, and perhaps
//   "score"       which of its scores ("peg.total" in "instrument" says the same)
//   "recall"      which of its questions; else the first
//   "window"      the latest so many answers are "now"; else 1; 0: as the progress page has it, the latest five of 28 days. Not of a diary
//   "place"       whose pain; "today"; of a point of a diary "late": true, filled in later than the next day
//   "population"  {"mean", "sd", "retest"}: norms instead of the published MDC; with "functional": {"mean", "sd"} also the cut-off;
//                 with "cut" how far those who were chosen for lying beyond it (at the worse end) move by themselves; with "mean_after",
//                 the population's own mean when it was measured again, the index HLL
// `find`: the instrument of an id; NULL where there is none, and then it has said so itself or *why does.
// False, with *why ("points[3].value: …"), where it is refused. Points in any order: sorted, and that is said.
struct change_ask {
    const struct instrument_file *(*find)(void *ctx, str id);
    void *ctx;
};
bool change_probe(arena *a, str text, const struct change_ask *ask, str *out, str *why);

#endif
