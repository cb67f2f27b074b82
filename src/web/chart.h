// The chart of one series as SVG, made by the server: axes, the time before treatment shaded, its start marked, the band
// of measurement error around the baseline, the line of the smallest important change, the answers. The same drawing
// for the page, for print and for letters. Colours and type are the style sheet's (classes chart-*).
#ifndef UNKNOT_WEB_CHART_H
#define UNKNOT_WEB_CHART_H

#include "desk/measures/progress.h"
#include "view.h"

// `id` makes the ids of title and description unique on the page; `title` and `text` are the text alternative.
// `p` may be NULL; else its sessions are marked on the time axis, and other care along the top.
html_safe chart_svg(arena *a, lang l, const struct progress *p, const struct progress_series *s, day today, str id, str title, str text);

// The drawing behind one of the three questions (clinic/measures/evidence.h); empty where there is nothing to draw.
enum chart_of {
    CHART_MEANS,    // before and now as they are compared, with 95 % intervals, over the answers
    CHART_LINES,    // level and slope as they were fitted, with 95 % bands, and the line before had it gone on
    CHART_WAYS      // what each day that could have been drawn by lot would have shown
};
struct chart_words {
    str id, title, text;    // as above
};
html_safe chart_evidence(arena *a, lang l, enum chart_of of, const struct progress_series *s, const struct evidence *e, const struct evidence_draw *d, const struct chart_words *w);
// A chart as a file of its own, with its colours in it and its title above.
html_safe chart_file(arena *a, html_safe chart, str title);

// A small line without words for a row of a list: the latest points over the same range, the last one as a dot; empty with fewer than two.
html_safe chart_spark(arena *a, const struct progress_series *s);

#endif
