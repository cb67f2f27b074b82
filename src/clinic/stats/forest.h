// A forest plot as one SVG file: each study with its effect and interval, the pooled estimate as a diamond, and the prediction interval as
// the line through it. Drawn for a phone's width and for paper: a study has a line of text, and its own line of the plot below that. Light and
// dark; black on white when printed. A title, a description in words, and a text for each study say all that is drawn.
#ifndef UNKNOT_CLINIC_STATS_FOREST_H
#define UNKNOT_CLINIC_STATS_FOREST_H

#include "base/buf.h"
#include "clinic/stats/pool_read.h"

enum { FOREST_MOST = 500 };     // studies

struct forest {
    const struct pool_in *in;   // pooled already, in canonical order
    const struct pool_out *out; // with a known mu
    enum pool_measure measure;  // ratios are drawn on a logarithmic axis, and said as ratios
    str title;                  // may be empty
};

// in->k is 1 .. FOREST_MOST.
str forest_svg(arena *a, const struct forest *f);

#endif
