// View structs of what a client does around a visit and between visits, by link: the diary, the page before a visit.
#ifndef UNKNOT_WEB_PAGES_CONTACT_H
#define UNKNOT_WEB_PAGES_CONTACT_H

#include "web/form.h"
#include "web/page.h"
#include "pages_link.h"
#include "web/practice/pages_settings.h"
#include "web/safety/pages_safety.h"
#include "web/view.h"

struct diary_link_day_view {
    str name, label, date;              // name: form field of the day
    str was_name, was;                  // where known: the version that a change is about
    bool known, yes;
    str error;
};
struct daily_other_view {               // what else a diary asks
    str title, href, tongue;            // tongue: the language of an instrument's title; empty where it is ours
};
struct diary_link_view {
    struct page_view page;
    struct form_errors_view errors;
    struct link_born_view born;
    str action, key, practice, until;
    bool open, said;                    // said: something was just kept
    struct diary_link_day_view today;
    LIST(struct diary_link_day_view) missing;   // of the days before, up to a week
    LIST(struct diary_link_day_view) known;     // what is on record, today too, whoever said it: to be changed by a second step
    LIST(struct daily_other_view) others;       // what else the diary asks
};

struct previsit_view {
    struct page_view page;
    struct form_errors_view errors;
    struct link_born_view born;
    str action, key, name, practice, phone, phone_href;
    bool over, cancelled;
    str when, service, therapist, room;
    bool form_wanted, ask_health;       // the whole form; or one tap
    str health_said;                    // what was said already
    str changed;                        // "Has anything changed in your health since 3 Nov 2026?"
    LIST(struct intake_question_view) due;  // asked again, on the same screen
    bool due_more, due_waits;           // more of them than go on one screen; "nothing changed" was said, and they still wait
    str due_said;                       // how many
    bool after_asked, after_said;       // how it was after the session of this day
    str after_day;
    bool defer;                         // something puts the visit off: in general words
    bool ask, done;                     // done: nothing is left to do
    str answered;                       // when, of what was asked
};

// What the page of a visit says of it.
struct previsit_line_view {
    str text;
};
struct previsit_box_view {
    bool shown;
    LIST(struct previsit_line_view) lines;
    str action, csrf, key;              // action empty: it is not sent any more, or not by this role
    const struct field_view *shared_phone;  // NULL where the birth date is not known
};

struct previsit_hours_view {
    struct form_errors_view errors;
    str csrf, key, hours_said;
    int64_t version;
    bool may;
    const struct field_view *hours;
};
struct previsit_hours_page_view {
    struct page_view page;
    struct settings_head_view head;
    struct previsit_hours_view box;
};

#endif
