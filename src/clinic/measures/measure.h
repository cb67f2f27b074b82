// What an instrument is: range, direction, what it asks about, and the thresholds by which its change is judged, each
// with its source. A threshold that was not read in its source is `verified == false`: it may be used, and is said to be
// unverified; what is not published is `known == false` and is said to be unknown, never guessed.
// All of it is data: the scores of content/instruments that have a "change" (instrument.h), read at the first call.
#ifndef UNKNOT_CLINIC_MEASURE_H
#define UNKNOT_CLINIC_MEASURE_H

#include "base/str.h"

// One number from the literature.
struct fact {
    double v;
    bool known;
    bool verified;      // read in the source, not quoted from memory
    const char *source; // English, for traces and for whoever wants to check; NULL where there is nothing to cite
};

enum instrument_kind {
    INSTRUMENT_RATING,  // a number each time; judged by means
    INSTRUMENT_DAY,     // a day with (1) or without (0); judged by days per 28
    INSTRUMENT_LATEST   // says itself how it is compared with before ("much better"): the latest is shown, none is compared
};

// How one day is compared with the same person's days before it (clinic/measures/own.h). All of it is data; days 0: it is not.
struct own_rule {
    int days;                   // that are looked back on, the day itself not among them
    int least;                  // of them answered: below, nothing is said
    double far;                 // standard deviations from the own mean from which it is said to be far
    const char *source;
};

#define DAYS_PER 28.0 // headache days are said per 28 days

struct instrument {
    const char *code;           // "nrs-pain", "headache-day"; as stored
    const char *score;          // which of its scores: "total"
    const char *recall;         // "now", "average-7d", "worst-7d"; "" for a diary. Never mixed in one series
    const char *source;         // where the instrument itself is described
    enum instrument_kind kind;
    double lo, hi;              // of one answer; out of it is refused, never clamped
    bool higher_is_worse;
    bool neither;               // no end is better: shown, never judged; higher_is_worse means nothing
    bool axis_of_data;          // drawn over what was measured, not lo to hi
    bool same_rater;            // thresholds hold where one person measured all of it
    int interval_days;          // not sooner than this; 0: as often as wanted
    int recall_days;            // days that one answer looks back; 0: the moment, or the day itself
    bool start_day_is_before;   // an answer on the first day of treatment is from before it (asked before the session)

    int week_least;             // answers without which no mean of a week is said; 0: one is enough
    int week_times;             // days above week_above in one week from which that is said; 0: never
    double week_above;
    struct own_rule own;

    struct fact mdc95;          // points; change of one person's single score beyond measurement error
    int mdc_level;              // its confidence, 95 or 90; 0 where its source does not say
    struct fact single_mdc;     // psfs: of one activity
    bool no_threshold;          // no size of change is agreed on as real or important: shown, never judged
    struct fact mcid;           // points; smallest change that people notice
    struct fact mcid_share;     // the same as a share of the baseline (0.30) …
    struct fact share_from;     // … which needs at least this baseline
    struct fact chronic_from;   // days per 28 from which it is chronic …
    struct fact chronic_share;  // … and the share that then counts
    struct fact floor_below;    // distance from the best end below which the baseline leaves no room to improve
    struct fact sd, retest;     // of the population: for SEM, RCI and regression to the mean; test-retest, never alpha
    struct fact mean;           // of the population
    struct fact baseline_days;  // days observed before treatment that a full judgement asks for
};

// By code and recall; NULL where there is none. "rand-36.pain": this score; else the first that is followed.
const struct instrument *instrument_of(str code, str recall);
const struct instrument *instrument_at(size_t i);  // NULL behind the last
bool instrument_takes(const struct instrument *in, double value); // whole number within its range

// The mean of 3 to 5 activities, all of them answered; false otherwise: nothing is imputed.
bool psfs_score(const double *answer, size_t n, size_t asked, double *out);

// SEM = SD sqrt(1 - r); unknown unless both are.
struct fact instrument_sem(const struct instrument *in);

// The smallest change that people notice, for this baseline: points, or the share where that is smaller; diary: days per 28.
struct fact instrument_mcid(const struct instrument *in, double baseline);

#endif
