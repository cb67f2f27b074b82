// Three questions about one series that are never mixed: did it change, was that timed with the treatment, did treatment bring it about? Each with
// a short answer, what it rests on in plain words, and what there is to draw. Pure. The first is change.h's; here it is answered in few words. The
// second is stats/timing.h's, of what may be asked it at all: a verdict never goes beyond what the answers can bear. The third is answered only where
// the first day of treatment was drawn by lot (stats/chance.h).
// Source: reference 5.2 and 5.5: daily or weekly answers, and not those of visits, as the time of a visit is chosen; 5 before and 5 since.
#ifndef UNKNOT_CLINIC_EVIDENCE_H
#define UNKNOT_CLINIC_EVIDENCE_H

#include "clinic/measures/change.h"
#include "clinic/stats/timing.h"

enum {
    EVIDENCE_BEFORE = 180,  // days before the start that are looked at for the timing, as change.h does …
    EVIDENCE_SINCE = 364,   // … and since: lines through more than a year are of something else. This bounds the work, too
    EVIDENCE_VISIT = 2,     // days before a visit within which an answer was given for it
    EVIDENCE_NEAR = 14,     // days from the start within which the last answer before it and the first since must lie, or twice the rhythm: what lies
                            // farther off says nothing of the start, lines would only be drawn out to it
    EVIDENCE_STEPS = 13,    // of a drawn line
    EVIDENCE_SAYS = 6
};

// A start that was drawn by lot, before anything was known of what came after it.
struct evidence_draw {
    bool drawn;
    bool elsewhere;         // not for this series: a lot answers for the one measure it was drawn for, or one in 20 of many would be shown by luck
    day made;               // when it was drawn: a session between then and the start, and the lot says nothing
    day until;              // answers are asked for up to then. Looked at once, when they are in: to look again and again finds by luck, too
    day start, first, last; // the one drawn; among first, first + step, … up to last
    int32_t step;
};

struct evidence_input {
    const struct instrument *instrument;
    const struct point *points; // in any order
    size_t n;
    bool start_known;
    day start;
    day today;
    const day *session;         // held ones, with a signed note or without one yet, ascending
    size_t n_sessions;
    struct evidence_draw draw;
    const struct change_result *change; // of the same points
};

enum evidence_timed {
    TIMED_NO_START,         // nobody said when treatment began
    TIMED_VISITS,           // the answers were given for visits
    TIMED_RARE,             // more than ten days apart
    TIMED_FAR,              // none near the start, before it or since
    TIMED_TOO_FEW,          // fewer than 5 before or 5 since, or too few of the rarer answer
    TIMED_NOT_COMPUTABLE,
    TIMED_NONE_SHOWN,
    TIMED_BETTER,
    TIMED_WORSE,
    TIMED_MIXED
};
str evidence_timed_name(enum evidence_timed t); // "no-start", "per-visit", …; stable, for JSON and CSV

enum evidence_cause {
    CAUSE_NOT_DRAWN,        // nothing can be said
    CAUSE_ELSEWHERE,        // drawn for another measure
    CAUSE_NOT_KEPT,         // drawn, but treatment began on another day
    CAUSE_NOT_YET,          // drawn, and not all answers are in, or no start is entered
    CAUSE_ANSWERS,          // drawn, and the answers cannot tell: evidence_timed says why
    CAUSE_FEW_WAYS,         // drawn among fewer than 20 days: 1 in 20 cannot be reached
    CAUSE_NOT_SHOWN,
    CAUSE_MIXED,            // the mean is better by the lot, and beside the line before the start it went both ways, or is worse
    CAUSE_SHOWN             // at most 1 in 20 of the days that could have been drawn look as good
};
str evidence_cause_name(enum evidence_cause c); // "not-drawn", …

struct evidence_at {
    day day;
    double v, lo, hi;       // points, or days per 28; 95 %
};
struct evidence_line {
    struct evidence_at at[EVIDENCE_STEPS];
    size_t n;               // 0: there is none
    bool band;              // lo and hi are known
};

struct evidence_dot {
    day day;
    double v;
};

struct evidence {
    struct say changed, timed, cause;       // the short answers
    struct say timed_why[EVIDENCE_SAYS], cause_why[EVIDENCE_SAYS]; // what they rest on; ends at MSG_none
    enum evidence_timed timed_is;
    enum evidence_cause cause_is;
    bool weeks_long;                        // long enough for the season to matter

    bool fitted;                            // timing was asked and answered; else it means nothing
    struct timing timing;
    int rhythm;                             // days between two answers, the median; 0: fewer than two
    int far[2];                             // days from the start to the last answer before it and to the first since; only where there are enough
    const struct evidence_dot *dots;        // what the lines go through; of a diary each week as days per 28
    size_t n_dots;
    struct evidence_line mean[2];           // before and now, as change.h compares them
    struct evidence_line line[2];           // before and since, as timing.h fits them
    struct evidence_line ahead;             // the line before, had it gone on
    const double *ways;                     // for each day that could have been drawn, mean before less mean since, higher is better
    size_t n_ways, way;                     // `way`: the one that was
};


// Total. What is returned lies in `a`.
struct evidence evidence_judge(arena *a, const struct evidence_input *in);

#endif
