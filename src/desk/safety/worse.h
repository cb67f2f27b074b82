// A score that got worse than error explains asks the red flags of its concern again (desk_ask_anew); so does an adverse event that is moderate or
// severe. Behind a verb that has begun, in its transaction, once the new score stands.
//
// Worse: the judgement of clinic/measures/change.h of the whole series is CHANGE_WORSE, and reliable, or there is no number for the error of this
// measure; and it was not so without this score. So a series that stays worse asks once, and again only where it was better in between. Nothing takes
// the question back but its answer: not a correction to a better score, nor that it was withdrawn.
//
// The diary of headache days is judged in the same way, with the thresholds that change.h has for it, before and after the days that were written: more
// headache days are a change of pattern, or progressive (SNNOOP10; reference, 3.3), and ask the red flags of headache. An import asks nothing.
#ifndef UNKNOT_DESK_WORSE_H
#define UNKNOT_DESK_WORSE_H

#include "desk/desk.h"
#include "store/care.h"
#include "store/concern.h"
#include "store/measure.h"
#include "store/response.h"

// A rating that was written; `before`: the one whose place it took, NULL none. `c`: its concern; NULL: it is read. One query more where treatment began
// and the score has room to have got worse, none otherwise.
MUST_USE err worse_rating(struct desk *d, const struct concern_row *c, const struct measure_row *now, const struct measure_row *before);
// A filled-in instrument that was sent, of which the newest score of each series counts. A correction is judged against what was there without either.
MUST_USE err worse_response(struct desk *d, const struct response_row *r);
// Days in the diary: once before they are written, and once after. Nothing is read twice where no headache concern has a start.
struct diary_course {
    struct concern_list all;
    const struct concern_row *c;    // whose time it is; NULL: none is treated
    struct point_list before;
};
MUST_USE err worse_diary_begin(struct desk *d, client_id client, struct diary_course *x);
MUST_USE err worse_diary(struct desk *d, client_id client, const struct diary_course *x);
// An adverse event that is to be followed up now.
MUST_USE err worse_event(struct desk *d, const struct adverse_row *r);

#endif
