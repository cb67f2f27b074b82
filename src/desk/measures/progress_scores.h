// Filled-in instruments as series: every score that is followed over time, of one concern or of the person as a whole, split by what its
// file says makes another series (joint, motion, side), and by versions that ask or count differently (desk/measures/versions.h). Between desk/measures/progress.c and the store; one query for all of a client.
#ifndef UNKNOT_DESK_PROGRESS_SCORES_H
#define UNKNOT_DESK_PROGRESS_SCORES_H

#include "clinic/measures/instrument.h"
#include "desk/desk.h"
#include "store/measure.h"
#include "store/response.h"

// Filled in, but no score came of it.
struct score_gap {
    day day;
    response_id response;
    str reason;                 // English, the file's rule
};

struct score_series {
    const struct instrument_file *file; // whose direction and thresholds it is read with
    size_t score;               // which of its scores
    const struct instrument *instrument;
    concern_id concern;         // v == 0: about the person as a whole
    str key;                    // "neck/rotation/left/active/goniometer"; empty where the file names no such items
    str words;                  // "Neck, Rotation, Left, Active, Goniometer"
    str label;                  // as a sentence calls it: "Range of motion – Range, degrees (Neck, Rotation, Left)"
    struct point_list points;   // that count, oldest first
    const struct score_gap *gaps;
    size_t n_gaps;
    response_id latest;         // the newest with a score; v == 0: none
    str band;                   // that it lay in then; may be empty
    bool older;                 // of a version that asks or counts differently from the one that is used now, or was last: named by its label
    bool told, mixed_modes;     // as struct change_input has them
};
struct score_series_list {
    const struct score_series *v;
    size_t n;
};

// Of all of a client's responses that count. A client by link does not see instruments with an alert: who answers those is to read
// about them with somebody.
MUST_USE err progress_scores(struct desk *d, client_id client, struct score_series_list *out);

// Of what is asked every day: said later than the next day, so remembered. What was copied from paper was written down before.
bool response_late(const struct desk *d, const struct instrument_file *in, const struct response_point *p);

// What makes these answers (canonical JSON) a series of their own, by this file; empty where it names nothing, or is NULL.
str progress_key(arena *a, const struct instrument_file *in, str answers);
str progress_words(arena *a, const struct instrument_file *in, str answers); // the same in words: "Neck, Rotation, Left"

// The sentence's name of one score: the title up to its colon, the score where the file has several or measures in a unit, and what makes it a series.
str score_label(arena *a, const struct instrument_file *in, size_t score, str words);

#endif
