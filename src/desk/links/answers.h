// What a client does by link, without a password (actor: ROLE_CLIENT, made by desk_link_open).
#ifndef UNKNOT_DESK_ANSWERS_H
#define UNKNOT_DESK_ANSWERS_H

#include "desk/links/link_days.h"
#include "store/concern.h"
#include "store/activity.h"
#include "store/care.h"
#include "store/measure.h"

struct answer_concern {
    concern_id id;
    enum concern_kind kind;
    str place;                  // "neck", to be said as "your neck"; empty for stress and sleep
    enum recall recall;
    const struct activity_set *set; // one answer an activity; NULL: one number
    bool answered;              // by this link already: answering again corrects it
    int value;                  // where answered
    int answer[ACTIVITIES_MAX]; // where answered: of the activities
};

struct answer_form {
    struct link_front front;
    bool ratings;               // the link asks for them; without, nothing below is asked, and asked.h has what is
    bool answered;              // this link was used before
    day said_on;                // where answered: the last time
    const struct answer_concern *concerns;  // what is to be rated: of the link's concern, or of all open ones
    size_t n_concerns;
    bool headache;              // the diary is asked
    const struct answer_day *days; // today first, then yesterday, then the earlier days that are missing (at most ANSWER_DAYS in all)
    size_t n_days;
    bool visited;               // how it was after the last session (7 days, or as in after.h) is not known, or was said by this link: it is asked
    day visit;                  // when that was
};
// Verb ANSWER_SHOW.
MUST_USE err desk_answer_form(struct desk *d, struct answer_form *out);

struct answer_rating {
    concern_id concern;         // where set v == 0
    int64_t value;              // 0..10; problem field "ratings[i].value"
    activity_set_id set;        // v != 0: answers instead, all of them; "ratings[i].answers[k]"
    int64_t answer[ACTIVITIES_MAX]; // -1: left open
    size_t n_answers;
};

struct answer_in {
    const struct answer_rating *ratings;    // about d->today; unanswered ones are left out
    size_t n_ratings;
    const struct diary_day_in *days;
    size_t n_days;
    bool care_said;             // something else happened: another treatment, medicine, an event
    enum care_kind care_kind;
    str care_words;             // 1 .. 300; "care_words"
    bool adverse_said;          // something unwanted after the last visit; only where form.visited
    enum adverse_what adverse_what;
    enum adverse_severity adverse_severity;
    opt_int adverse_days;       // it lasted so many, 0 less than one; "adverse_days"
    str adverse_words;          // at most 500; other: required; "adverse_words"
    bool nothing;               // nothing unusual followed the last visit; only where form.visited, not with adverse_said
    str note;                   // at most 500 code points; kept with the first rating; "note"
};

struct answer_done {
    size_t ratings, days;       // written; 0 where the same was said already
    size_t others;              // other care, unwanted effects, and that there were none, written
    bool corrected;             // something that this link had said was corrected
};

// Verbs ANSWER_RATING, ANSWER_DIARY and ANSWER_CARE, in one transaction. Nothing answered at all is E_INVALID. Not confirmed: E_FORBIDDEN.
// The same link may answer again while it is valid: a later answer corrects what it said, both are kept, and it stays an answer about the day on
// which it was first said. One rule for ratings and for questionnaires (asked.h): what is said through the same link is the same answer; a new
// point comes by a new link.
MUST_USE err desk_answer_take(struct desk *d, const struct answer_in *in, struct answer_done *out);

// Verb ANSWER_CARE alone, in the caller's transaction: what else happened. False in *written where this link said the same already.
MUST_USE err desk_answer_care(struct desk *d, enum care_kind kind, str words, bool *written);

#endif
