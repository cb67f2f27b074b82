// Beside it, or instead of it, a diary link may ask other things every day: daily.h.
//
// The headache diary by a link that lives 28 days (purpose diary, 28 because a diary counts in 28 days): one tap for a day without headache, the
// days before it too, up to a week back. What is first said later than the next day is marked (store/diary.h). One link is one client's, and
// can be taken back.
#ifndef UNKNOT_DESK_DIARY_LINK_H
#define UNKNOT_DESK_DIARY_LINK_H

#include "desk/links/link_days.h"

struct diary_form {
    struct link_front front;
    bool open;                  // a headache concern is open, and the link asks about it
    const struct answer_day *days; // ANSWER_DAYS, today first; what is on record stands there, whoever said it
    size_t n_days;
};
// Verb ANSWER_SHOW.
MUST_USE err desk_diary_form(struct desk *d, struct diary_form *out);
// Verb ANSWER_DIARY: as the days of desk_answer_take. Problems: "days[i].day", "" nothing said. E_FORBIDDEN: not confirmed. E_NOT_FOUND: no
// headache concern is open. *written: days that were new or changed.
MUST_USE err desk_diary_take(struct desk *d, const struct diary_day_in *days, size_t n, size_t *written);

#endif
