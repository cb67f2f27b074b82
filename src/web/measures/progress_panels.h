// The three questions behind a series of the progress page: on the page, in JSON, and each as CSV and SVG.
#ifndef UNKNOT_WEB_PROGRESS_PANELS_H
#define UNKNOT_WEB_PROGRESS_PANELS_H

#include "measure_text.h"

enum panel { PANEL_CHANGED, PANEL_TIMED, PANEL_CAUSE, PANELS };
str panel_name(enum panel p);               // "changed", "timed", "cause": in addresses and JSON
bool panel_of(str name, enum panel *out);

// `take`: the address behind which the panels can be taken away, without ".csv"; empty where they cannot.
void panels_fill(struct call *c, const struct progress *p, const struct progress_series *s, str take, struct series_view *v);
void panels_json(struct call *c, struct jw *w, const struct progress *p, const struct progress_series *s); // the member "evidence"; nothing where no question is asked
err panel_csv(struct call *c, const struct progress *p, const struct progress_series *s, enum panel which);
err panel_svg(struct call *c, const struct progress *p, const struct progress_series *s, enum panel which);

#endif
