// Concerns, ratings and diary days as staff enter them. Write verbs are transact functions: they may run twice.
// Days: not in the future (d->today), not before 1900, not before the client's birth. Values: whole numbers 0..10.
#ifndef UNKNOT_DESK_MEASURES_H
#define UNKNOT_DESK_MEASURES_H

#include "desk/desk.h"
#include "store/concern.h"
#include "store/diary.h"
#include "store/activity.h"
#include "store/measure.h"

struct concern_in {
    client_id client;           // create: whose (change: ignored)
    concern_id id;              // change: which
    int64_t version;            // change: the version seen; E_CONFLICT where it is older
    enum concern_kind kind;     // create; never changes afterwards
    str place;                  // pain and function: required, 1..80 code points; the others: empty
    struct sites sites;         // coded regions, "sites"
    opt_day onset_day;          // not in the future, "onset_day"
    str condition;              // concern_condition_valid; of pain and function alone; "condition"
    str onset, history;         // at most 500 and 2000 code points, "onset", "history"
    bool started;
    day start;                  // first day of treatment; problems field "start"
};

// Problems: "kind", "place", "start". A second open headache, stress or sleep concern of one client is E_CONFLICT with a problem on
// "kind"; so is a second open pain or function concern with the same place, on "place". A change keeps the version before.
MUST_USE err desk_concern_create(struct desk *d, const struct concern_in *in, concern_id *out);
MUST_USE err desk_concern_change(struct desk *d, const struct concern_in *in);
// Closed from `on` (not in the future, problem field "closed"); reopening takes that back.
MUST_USE err desk_concern_close(struct desk *d, concern_id id, int64_t version, day on);
MUST_USE err desk_concern_reopen(struct desk *d, concern_id id, int64_t version);
// Reads; verb CONCERN_LIST. Open ones first.
MUST_USE err desk_concern_list(struct desk *d, client_id client, struct concern_list *out);
MUST_USE err desk_concern_get(struct desk *d, concern_id id, struct concern_row *out);
// What it was before, the newest first. Verb CONCERN_LIST.
MUST_USE err desk_concern_history(struct desk *d, concern_id id, struct concern_history *out);

// One answer: a number, or one number an activity (all of them: nothing is imputed).
struct entry {
    int64_t value;              // 0..10; where set v == 0
    activity_set_id set;        // v != 0: psfs
    int64_t answer[ACTIVITIES_MAX];
    size_t n;                   // answers given, in the order of the activities; -1 for one that was left open
};

struct rating_in {
    client_id client;
    concern_id concern;         // open, no headache; problem field "concern"
    day day;                    // the civil day that it is about; "day"
    int64_t value;              // 0..10; "value"
    activity_set_id set;        // v != 0: `answer` instead of value; "answers[i]"
    int64_t answer[ACTIVITIES_MAX];
    size_t n_answers;
    bool recall_said;           // false: the series' own recall (average of the last 7 days for a new series)
    enum recall recall;         // another one than the series has is refused: "recall"
    str note;                   // at most 500 code points; "note"
};

MUST_USE err desk_rating_add(struct desk *d, const struct rating_in *in, measure_id *out);

struct rating_change {
    measure_id id;              // counted; E_CONFLICT otherwise
    day day;
    int64_t value;
    int64_t answer[ACTIVITIES_MAX]; // of an entry about activities
    size_t n_answers;
    str note;                   // why
};
// A new entry takes the old one's place; both are kept. *out is the new one.
MUST_USE err desk_rating_correct(struct desk *d, const struct rating_change *in, measure_id *out);
MUST_USE err desk_rating_withdraw(struct desk *d, measure_id id);
MUST_USE err desk_rating_get(struct desk *d, measure_id id, struct measure_row *out); // read; verb MEASURES_SHOW

struct diary_in {
    day day;
    bool headache;
    int peak, medicine;         // 0..10 / 0,1, or NOT_SAID; both only with headache (medicine may be taken without: allowed)
};

enum { DIARY_DAYS_MAX = 62 };   // of one call

// Several days at once for catching up. A day that is there is corrected, what was said before is kept. Problems: "days[i].day", "days[i].peak".
// *written counts days that are new or changed.
MUST_USE err desk_diary_put(struct desk *d, client_id client, const struct diary_in *days, size_t n, size_t *written);

// One month as staff look at it: every entry, with what was corrected and withdrawn. Verb MEASURES_SHOW.
struct measures_month {
    day from, to;               // first and last day of the month
    struct concern_list concerns;
    const struct rating_ask *asks;         // what the next ratings are asked for: desk/measures/measures_rules.h
    size_t n_asks;
    struct activity_sets sets;      // of the client, also ended ones
    struct measure_list ratings;    // counted or not; oldest first
    struct diary_list diary;        // one row a known day
    struct diary_list diary_before; // what was said before, version ascending
};
// E_NOT_FOUND: before MEASURES_FIRST_YEAR, or no month.
enum { MEASURES_FIRST_YEAR = 1900 };
MUST_USE err desk_measures_month(struct desk *d, client_id client, int year, int month, struct measures_month *out);

#endif
