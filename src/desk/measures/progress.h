// One client's progress: what was measured, what may be said about it, and what else may explain it.
// What is concluded, and its wording, is clinic/measures/change.h's; here it is put together from few rows: one query a series.
#ifndef UNKNOT_DESK_PROGRESS_H
#define UNKNOT_DESK_PROGRESS_H

#include "clinic/measures/change.h"
#include "clinic/measures/evidence.h"
#include "clinic/measures/own.h"
#include "clinic/measures/series.h"
#include "desk/desk.h"
#include "desk/measures/progress_scores.h"
#include "store/activity.h"
#include "store/care.h"
#include "store/concern.h"
#include "store/diary.h"
#include "store/lot.h"
#include "store/measure.h"

struct progress_series {
    struct concern_row concern; // whole: nobody's concern; only its start counts, the earliest of the open ones
    bool whole;                 // about the person as a whole
    const struct score_series *score;   // of a filled-in instrument; NULL: a rating or the diary
    enum recall recall;         // of ratings
    const struct activity_set *set; // psfs: the activities, also an ended set; NULL otherwise, or where none are chosen yet
    const struct single *singles;   // psfs: every single answer, oldest first
    size_t n_singles;
    const struct instrument *instrument;    // thresholds for the drawing
    struct point_list points;   // ratings that count, oldest first; headache: every known day, 1 or 0
    bool by_weeks;              // instrument->week_least: what is said and judged is the mean of a week, never one day:
    struct point_list means;    // … of weeks with enough answered days, on the last of them, oldest first
    str week_band;              // … what the latest of them lies in; may be empty
    const struct bin *weeks;    // laid from series_origin(). Ratings: mean a week; headache: hits a week (n answered, mean * n hits)
    size_t n_weeks;
    const struct bin *months;   // headache only: 28-day bins (per28), laid from the start of treatment
    size_t n_months;
    struct own_day own;         // the latest day against the own days before it; only where instrument->own.days
    struct evidence_draw draw;  // the start that was drawn by lot, where one was
    struct change_result change;// class, sentence, caveats, trace: clinic/measures/change.h
};

struct progress {
    client_id client;
    str name;                   // preferred or given, and family
    opt_day born;
    day today;
    // One or more a concern, open ones first: its own question, then its filled-in instruments, those it is measured with first. What is about
    // the person as a whole comes last, where no concern is asked for. Empty where there is no concern and nothing filled in.
    const struct progress_series *series;
    size_t n;
    struct held_list held;      // sessions, oldest first
    struct care_list care;      // what else may explain a change: not withdrawn ones, newest first
};

// Verb PROGRESS_SHOW; a client by link sees their own (PROGRESS_OWN). `concern` v == 0: all concerns.
MUST_USE err desk_progress(struct desk *d, client_id client, concern_id concern, struct progress *out);

// The same for verbs of the desk that have begun one of their own.
MUST_USE err progress_of(struct desk *d, client_id client, concern_id concern, struct progress *out);

// The three questions of clinic/measures/evidence.h, of one series of this progress. False where none is asked of it: nothing was answered, no end of it is
// better, or it says itself how it compares.
bool progress_evidence(arena *a, const struct progress *p, const struct progress_series *s, struct evidence *out);
// Other treatments and changes of medicine that may explain a change of this series: from four weeks before its start, or its first answer, on.
bool progress_explains(const struct care_row *o, const struct progress_series *s);

// The same as desk_progress, to be taken away: verb PROGRESS_EXPORT.
MUST_USE err desk_progress_export(struct desk *d, client_id client, struct progress *out);

// Verb PROGRESS_EXPORT: CSV with a header row: concern, place, day, measure, value, recall, source, entered, series. Ratings that count, diary
// days, and the scores of filled-in instruments that count ("peg.total"; no value where there is none; "series" holds what is never mixed,
// "neck/rotation/left/active/goniometer").
MUST_USE err desk_progress_csv(struct desk *d, client_id client, struct buf *out);

// The diary is the person's, a headache concern is a time of it: from the end of the one before it to its own end. Else the days
// of an earlier treatment would be the baseline of the next, and days after the end its result.
struct point_list progress_days_of(const struct concern_list *all, const struct concern_row *c, struct point_list p);

#endif
