// Did this person really change? One series of answers, one start of treatment: a class by measurement error and by the
// smallest change people notice, one plain sentence, and what else may explain it. Whether it is *because of* treatment
// is never said: only a randomised schedule could show that.
// Source: Jacobson & Truax 1991 (reliable change); WWC single-case standards (5 + 5 points); headache diary per 28 days.
#ifndef UNKNOT_CLINIC_CHANGE_H
#define UNKNOT_CLINIC_CHANGE_H

#include "base/civil.h"
#include "base/message.h"
#include "clinic/measures/measure.h"

struct point {
    day day;
    double value;   // as the instrument scores it; a diary day is 1 (headache) or 0 (none). A day without a point is unknown.
    bool late;      // of what is asked every day: filled in later than the next day
    int64_t rater;  // who measured it, of what the error is that of one person (instrument.same_rater); else 0
};

// Of an instrument with `week_least` (a sleep diary: means of at least five nights; reference, 2.8) the answers that are judged, counted and said
// are the means of weeks; weeks with fewer answered days count nowhere, and their number is said.
struct change_input {
    const struct instrument *instrument;
    const struct point *points;     // in any order; not changed
    size_t n;
    bool start_known;
    day start;                      // first day of treatment
    bool today_known;
    day today;                      // for "the last answer is 40 days old"
    size_t window;                  // ratings that "now" is the mean of: the latest so many; 0: the latest five of 28 days. Not of a diary

    str place;                      // whose pain: "neck", "left knee"; a rating has one; not used by a diary
    str name;                       // of the person, in the third person's sentences

    str measure;                    // what was measured, as a page calls it: "PEG: pain, enjoyment, general activity". Scores of filled-in instruments
    str latest;                     // the latest answer in its own words ("much better"); of what is not compared with before. May be empty
    bool told_therapist;            // some answers were entered by, or said to, the therapist
    bool mixed_modes;               // not all were answered in the same way: by link, with staff, on paper
    size_t gaps;                    // filled in, but no score came of it
    bool other_treatment;           // another treatment, or a change of medicine, is on record for this time
};

enum change_class {
    CHANGE_CANNOT_SAY,
    CHANGE_BOTH,            // reliable and important improvement
    CHANGE_RELIABLE_ONLY,   // real but small
    CHANGE_IMPORTANT_ONLY,  // as large as people notice, but could be noise
    CHANGE_NEITHER,
    CHANGE_WORSE            // reliable or important worsening (see `reliable`, `important`)
};

enum change_way { WAY_SAME, WAY_BETTER, WAY_WORSE, WAY_MOVED }; // MOVED: the instrument has no better end

enum change_flag {
    FLAG_NO_START = 1,      // treatment has not begun, or nobody said when
    FLAG_NO_BASELINE = 2,   // nothing from before treatment
    FLAG_NO_AFTER = 4,      // nothing since (or only answers that look back to before it)
    FLAG_FEW_POINTS = 8,    // fewer than 5 before or 5 after: look at the chart
    FLAG_SHORT_BASELINE = 16, // diary: fewer days before than a full judgement asks for
    FLAG_THIN_AFTER = 32,   // diary: fewer than 14 of the last 28 days answered
    FLAG_FLOOR = 64,        // the baseline leaves no room to improve
    FLAG_CEILING = 128,     // the baseline leaves no room to worsen
    FLAG_VARIES = 256,      // the person's own ups and downs are as large as the change
    FLAG_TREND_BEFORE = 512,// it was already improving (or worsening) before treatment
    FLAG_GAPS = 1024,       // diary: fewer than four of five days answered in what is compared
    FLAG_STALE = 2048,      // the last answer is more than 28 days old
    FLAG_UNVERIFIED = 4096, // a threshold used was not read in its source
    FLAG_MIXED_DAY = 8192,  // diary: a day was given twice with different answers; counted as a headache day
    FLAG_STRETCHES = 16384, // more than 28 days in a row without an answer, within a phase
    FLAG_OLD_BASELINE = 32768, // the last answer before treatment is more than 28 days older than its start
    FLAG_RATERS = 65536     // what is compared was measured by more than one person where its error is that of one
};

struct estimate {
    bool known;
    double v;
};

// One phase's part that is compared.
struct phase {
    size_t n;               // answers used; diary: days answered
    size_t all;             // answers of the whole phase
    day first, last;        // of the answers used; meaningless when n == 0
    double mean;            // rating: mean; diary: headache days per 28 answered days
    double sd;              // rating: between answers (0 when n < 2)
    double n_eff;           // n (1 - rho) / (1 + rho)
    double lo, hi;          // 95 % interval of the mean (rating: t, only when n >= 5, else lo > hi; diary: Wilson on n_eff)
    size_t hits;            // diary: headache days among n
    double coverage;        // answered days / calendar days from first to last (diary: of the window), 0..1
};

enum { CHANGE_CAVEATS = 20, CHANGE_STEPS = 32, STEP_NUMBERS = 4 };

// One step of the reasoning: which rule, with its numbers and where it comes from.
struct step {
    const char *rule;       // "baseline", "mdc95", "mcid-share"; stable, for JSON
    const char *source;     // NULL where it is arithmetic
    struct {
        const char *name;
        double v;
    } number[STEP_NUMBERS]; // ends at the first name == NULL
};

struct change_result {
    enum change_class class;
    enum change_way way;
    bool reliable, important;
    unsigned flags;                 // enum change_flag
    size_t weeks_few;               // weeks that count nowhere, as too few of their days were answered
    struct phase before, now;
    bool compared;                  // false: there is too little to compare, and `change` and what follows from it mean nothing
    double change;                  // now.mean - before.mean, in points or days per 28
    double share;                   // |change| / before.mean; 0 where before.mean is 0
    bool interval_known;
    double lo, hi;                  // 95 % interval of `change` from the person's own answers
    double rho;                     // lag-1 autocorrelation within phases, 0..0.9
    const char *rci_way;            // where rci is known: "jt", or "gln" where the reliability is below 0.8 or the baseline is far out (stats/reliable.h)
    struct estimate rci, mdc95, mcid; // mdc95: of the instrument's mdc_level; mcid: the threshold that held for this baseline, in points or days per 28
    struct estimate mean_drift;     // what regression to the mean alone would do to `change`, in points
    struct estimate nap;            // share of (before, after) pairs in which the later answer is better; 5 + 5 points only
    struct say you, they;           // the sentence: to the person, and about them
    struct say next_you, next_they; // what to do now, first of all when it got worse; key MSG_none where nothing
    struct say caveat[CHANGE_CAVEATS];
    size_t n_caveats;
    size_t n_reasons;               // the first so many of them: what else may explain it; the others are about the answers
    struct step step[CHANGE_STEPS];
    size_t n_steps;
};

// Total: every input has an answer; what cannot be judged is CHANGE_CANNOT_SAY with its reason. Texts in `a`.
struct change_result change_judge(arena *a, const struct change_input *in);
str change_class_name(enum change_class c); // "reliable-and-important", …; stable, for JSON and CSV

// Two means as pages show them, and the change to print beside them: at one decimal, and the change is that of the two numbers that are
// read. For the eye alone; nothing is judged by these.
double change_shown(double before, double now);

// Jacobson & Truax: (post - pre) / (sqrt(2) SD sqrt(1 - r)).
double change_rci(double pre, double post, double sd, double r);
// Where 10 remeasured people like this one would lie on average: m + r (pre - m).
double change_expected(double pre, double mean, double r);
// 95 % Wilson interval of a share, `x` of `n`, both may be fractional (effective numbers); n > 0.
void change_share_interval(double x, double n, double *lo, double *hi);

#endif
