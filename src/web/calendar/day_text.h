// How days, times and states of appointments are put into words, and the chooser of free times that booking and moving share.
#ifndef UNKNOT_WEB_DAY_TEXT_H
#define UNKNOT_WEB_DAY_TEXT_H

#include "base/json.h"
#include "desk/calendar/appointments.h"
#include "desk/calendar/today.h"
#include "pages_day.h"
#include "web/route.h"

str clock_text(struct call *c, int minute);                     // "09:30"
str day_words(struct call *c, day d);                           // "Today", "Tomorrow", "Mon 23 Nov 2026"
str when_words(struct call *c, day d, int minute);              // "Mon 23 Nov 2026, 09:30"
str money_words(struct call *c, int64_t minor, str currency);   // "65.00 GBP", "-7.50 EUR", "8500 JPY"
str visit_href(struct call *c, appointment_id id, const char *behind);
str visit_name(struct call *c, str given, str family, str preferred);
str service_words(struct call *c, str name, int64_t minutes);     // "Deep tissue, 60 min"; the name alone where it says its minutes
enum msg state_msg(enum appointment_state s);
str state_class(enum appointment_state s);                      // of a .badge
enum msg kind_msg(enum visit_kind k);
extern const struct choice kind_choices[];

// What a button of a free time posts: "2026-11-23T09:30" and the ids of one or two therapists, each behind a '.'.
struct slot_value {
    day day;
    int minute;
    account_id therapist[2];
};
str slot_text(struct call *c, const struct slot_value *v);
bool slot_parse(str text, struct slot_value *out);

// The next free times from a day on: a few of each of the next days, or all of one day.
struct times_in {
    service_id service;
    account_id therapist;       // v == 0: any
    day from;
    bool all;                   // all of that one day
};
MUST_USE err times_fill(struct call *c, const struct times_in *in, struct times_view *out);
// Those that stand in for a time that was taken.
void times_nearest(struct call *c, const struct free_list *list, bool any, struct times_view *out);
// "2026-11-23" or "2026-11-23*" (all of that day), as the chooser's own buttons send it; today where it is neither.
void times_from(struct call *c, str value, day *from, bool *all);
// "times": [{day, time, start, therapist, therapist_name, …}] under `key`.
void times_json(struct call *c, struct jw *w, str key, const struct free_list *list);

// "2 visits done, 1 time did not come", or "first visit" where this is the only one.
str visit_counts(struct call *c, const struct client_visits *n);
MUST_USE err client_visits_fill(struct call *c, client_id client, str name, struct client_visits_view *out);

// Options of select boxes from what the practice has. `any` names the empty choice.
void options_services(struct call *c, struct field_view *f, const struct choices *all);
void options_therapists(struct call *c, struct field_view *f, const struct choices *all, enum msg any);
void options_rooms(struct call *c, struct field_view *f, const struct choices *all, enum msg any);

#endif
