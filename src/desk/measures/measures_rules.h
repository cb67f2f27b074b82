// Rules that entries by staff and by clients share: days, values, notes. Each adds its problems and returns whether it held.
#ifndef UNKNOT_DESK_MEASURES_RULES_H
#define UNKNOT_DESK_MEASURES_RULES_H

#include "desk/desk.h"
#include "store/concern.h"
#include "store/diary.h"
#include "desk/measures/measures.h"

bool rule_day(struct desk *d, str field, const struct subject *who, day on);
bool rule_rating(struct desk *d, str field, int64_t value);
bool rule_text(struct desk *d, str field, str text, int max);    // code points; several lines are fine
bool rule_diary(struct desk *d, str field, bool headache, int peak, int medicine);
// "days[3].peak"
str rule_field(struct desk *d, const char *list, size_t i, const char *member);
struct say rule_recall(enum recall r);                           // "average of the last 7 days"

// What is asked about open concerns: one question about pain, stress or sleep each; and one an activity where personal activities are
// chosen. A headache is asked about by days and has none here.
struct rating_ask {
    struct concern_row concern;
    str instrument;
    enum recall recall;
    const struct activity_set *set;     // psfs; NULL otherwise
};
struct rating_ask_list {
    const struct rating_ask *v;
    size_t n;
};
MUST_USE err measure_asks(struct desk *d, client_id client, const struct concern_list *all, struct rating_ask_list *out);
const struct rating_ask *rating_ask_find(const struct rating_ask_list *all, concern_id concern, activity_set_id set);   // by its set; v == 0: the concern's single question; NULL where not asked
struct series_key rating_ask_key(const struct rating_ask *k);
// Into m: instrument, recall, set, value and answers. False with a problem on `field` (or "<field>[i]") where it does not hold.
bool rule_entry(struct desk *d, str field, const struct rating_ask *k, const struct entry *in, struct measure_row *m);

// The client's open headache concern; E_NOT_FOUND where there is none.
err headache_concern(const struct concern_list *all, struct concern_row *out);

#endif
