// Headache days that a client says by link, on the form of a visit (answers.h) and in the diary (diary_link.h): what is shown, what may be
// said, and writing it. For the desk's own files: the caller has begun its verb.
//
// What is on record stays until it is changed on purpose: whoever said it (staff, an import, this link or another, another device meanwhile), a
// day is shown as recorded, and something else about it is taken only together with the version that was seen (`was`); otherwise it is refused,
// and the form comes back with what stands. What stood before is kept (store/diary.h), and a change later than the next day is marked as late.
#ifndef UNKNOT_DESK_LINK_DAYS_H
#define UNKNOT_DESK_LINK_DAYS_H

#include "desk/links/links.h"
#include "store/diary.h"

enum { ANSWER_DAYS = 8 };       // today, yesterday and the six days before it
enum { SAID_AGAIN = 50 };       // corrections of one answer by link: a link goes through many hands, and each is kept

struct answer_day {
    day day;
    bool known;                 // on record, whoever said it
    bool told;                  // known, and what it says may stand here
    int64_t version;            // where known: to be given back with a change
    bool headache;              // where told
    int peak, medicine;         // where told, NOT_SAID otherwise
};

struct diary_day_in {
    day day;                    // of the last ANSWER_DAYS days; problem "days[i].day"
    bool headache;
    int peak, medicine;         // or NOT_SAID; "days[i].peak"
    int64_t was;                // the version that it is to change; 0: it was not on record
};

enum link_days {
    DAYS_ALL,                   // each of ANSWER_DAYS
    DAYS_MISSING,               // today, yesterday, and of the days before those that nobody knows, or that this link said
    DAYS_MISSING_OWN            // the same, but of what others said, that it is on record is all that stands there
};
// Today first.
MUST_USE err link_days_shown(struct desk *d, enum link_days which, const struct answer_day **out, size_t *n);
// Each problem is added; true: all may be written.
bool link_days_rules(struct desk *d, const struct link_opened *o, const struct diary_day_in *days, size_t n);
// Writes them; the same again changes nothing. E_CONFLICT, a problem for each day, where one says something else than what is on record and does
// not name the version that stands: the caller's transaction is to be given up.
MUST_USE err link_days_take(struct desk *d, const struct diary_day_in *days, size_t n, size_t *written, size_t *corrected);
// E_INVALID: `field` was said more than `most` times.
err link_too_many(struct desk *d, str field, int most);

#endif
