// View structs of placing a plan's series.
#ifndef UNKNOT_WEB_PAGES_SERIES_H
#define UNKNOT_WEB_PAGES_SERIES_H

#include "web/form.h"
#include "web/page.h"
#include "web/view.h"

struct plan_series_other_view {              // one radio button of a conflict
    str value, label;
    bool checked;
};
struct plan_series_line_view {
    str number, name, id, value, when;  // name: form field
    str why;                            // a conflict
    LIST(struct plan_series_other_view) others;
};
struct plan_series_weekday_view {
    str value, label;
    bool checked;
};
struct plan_series_booked_view {
    str href, number, when, state, state_class;
};

struct plan_series_view {
    struct page_view page;
    struct form_errors_view errors;
    str dose;                           // "12 sessions of Deep tissue, 60 minutes, 1 a week"
    int64_t given, no_note, not_treated, ahead, missed, left, overdue;
    str action, look_action, csrf, key, therapist_id;
    const struct field_view *therapist, *first, *time, *sessions;
    LIST(struct plan_series_weekday_view) weekdays;
    bool over;                          // the plan does not run any more
    bool proposes;                      // there is something to book
    bool nothing;                       // … but no free time
    LIST(struct plan_series_line_view) conflicts;
    LIST(struct plan_series_line_view) free;
    str price;                          // of all that are proposed
    int64_t count;                      // of them, where nothing is to be chosen
    str chosen;                         // what the button says while one chooses; {count} in it
    LIST(struct plan_series_booked_view) booked;
};

#endif
