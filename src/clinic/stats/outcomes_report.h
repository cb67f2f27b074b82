// What may be said of the outcomes of one concern, made of its people: how many began, of how many something is known since, by how much
// they improved, how many by as much as people notice, and each unit (a therapist, a practice) beside what was to be expected of the same
// people (outcomes.h). Nothing is said of fewer than OUTCOMES_LEAST people, nor where fewer than OUTCOMES_COMPLETE came back.
//
// The comparison is improvement ~ baseline + case mix + (1 | unit) by REML (mixed.h), people without a unit left out. A case-mix figure goes
// in where it is known of at least four people in five; the others get the mean of those who said (of what is known before treatment
// that does not bias the comparison: White & Thompson 2005, doi:10.1002/sim.1981). Units are in order of names, never of results.
//
// What is shown of units beside the figures of all tells of the others together, by subtraction. Where these are one to nine people, or one to
// nine who came back, the shown unit with the fewest is held back with them; where fewer than OUTCOMES_UNITS are left then, every one is.
#ifndef UNKNOT_CLINIC_STATS_OUTCOMES_REPORT_H
#define UNKNOT_CLINIC_STATS_OUTCOMES_REPORT_H

#include "base/json.h"
#include "figure.h"
#include "outcomes.h"

enum { OUTCOMES_MIX = 8, OUTCOMES_UNITS = 3, OUTCOMES_PEOPLE = 1000000 }; // UNITS: fewer are not compared, each could be read off the others
#define OUTCOMES_KNOWN 0.8

struct outcomes_person {
    str unit;                       // who treated them; empty: not known
    bool complete;                  // measured before, and since
    double baseline, better;        // where complete: before; by how many points it got better (negative: worse). Within 1e9 of 0
    bool judged, responder;         // judged: it is known how much people notice; responder: it was that much. Only of who is complete
    struct figure mix[OUTCOMES_MIX];// as many as there are names
};

struct outcomes_part {
    str name;
    size_t n, complete, judged, responders;
    enum outcomes_shown shown;      // nothing but n is to be said where it is not SHOWN
    bool compared;                  // `of` is known
    struct outcomes_unit of;        // its effect and interval only where there is a spread between units (outcomes_report.level is false)
    double share_lo[2], share_hi[2];// funnel limits of responders / judged, 95 % and 99.8 %, about what all have; lo > hi: not known
};

struct outcomes_report {
    size_t n, complete, judged, responders, no_unit;
    enum outcomes_shown shown;
    double completion;              // n > 0
    struct outcomes_rate rate;      // of those who were judged
    bool mean_known;
    double mean, sd, lo, hi;        // improvement of those who came back, 95 % (t)
    size_t n_parts;
    struct outcomes_part *part;     // in order of names

    const char *why;                // English: why units are not compared; NULL where they are
    size_t n_mix;
    bool used[OUTCOMES_MIX];        // which of the case mix went in
    size_t filled;                  // people of whom one of these was not known
    struct mixed_result fit;        // of the comparison; terms by their own names
    double alike;                   // p of that spread, if units are all alike: likelihood ratio (REML), chi-squared on 0 and 1, half each
    bool level;                     // no difference can be told: there is no spread between units, or `alike` is above 0.05
    bool rough;                     // some is told, of so few units that tau is a guess: intervals are narrower than they should be
    size_t held;                    // units that are OUTCOMES_HELD
    size_t n_points;
    size_t *point_part;             // [n_points] of which part
    struct funnel_unit *point;      // observed less expected, and its standard error
    struct funnel funnel;           // about 0
};

// `mix` are the names of what the people's mix[] are; n_mix <= OUTCOMES_MIX, n <= OUTCOMES_PEOPLE. The order of the people changes nothing.
void outcomes_report_of(arena *a, const struct outcomes_person *p, size_t n, const str *mix, size_t n_mix, struct outcomes_report *out);

// {"n","complete","completion","judged","responders":{"n","worst","best","ci"},"improvement":{"mean","sd","ci"},
//  "units":[{"unit","n","complete","shown","observed","expected","effect","se","ci","share":{"value","limits95","limits998"}}],
//  "model":{"formula","n","fixed":[{"term","estimate","se"}],"between","alike_p","residual","converged"},
//  "funnel":{"target","phi","inflated","units":[{"unit","value","se","z","place","look"}]},"reasons":[…]}; what is not known is null.
// `only`: of one unit alone, with nothing from which another could be read off (no model, no funnel). Empty: all.
void outcomes_report_json(struct jw *w, arena *a, const struct outcomes_report *r, str only);

// The funnel as SVG, units numbered by their place in part[] from 1; empty where there is none to draw.
struct outcomes_words {
    str title, text, across, up, limit95, limit998; // text: the alternative, in words
    bool alone;                     // a file of its own, with its style; else drawn with the page's classes
};
str outcomes_funnel_svg(arena *a, const struct outcomes_report *r, const struct outcomes_words *w);

#endif
