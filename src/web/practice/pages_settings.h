// View structs of the settings that the calendar rests on: rooms, equipment, what a service needs, who works when, the grid.
#ifndef UNKNOT_WEB_PAGES_SETTINGS_H
#define UNKNOT_WEB_PAGES_SETTINGS_H

#include "web/form.h"
#include "web/page.h"
#include "web/safety/pages_safety_row.h"
#include "web/view.h"

struct settings_tab {
    str href, label;
    bool here;
};

// A visit that no longer fits, to be moved by a person.
struct unfit_view {
    str href, move_href, name, when, therapist, why;
    struct safety_row_view safety;
};
struct unfits_view {
    struct page_view page;
    LIST(struct unfit_view) visits;
};

struct settings_head_view {
    LIST(struct settings_tab) tabs;
};

struct setup_day_view {
    str name;
    const struct field_view *from1, *to1, *from2, *to2;
};

struct thing_view {                     // a room, a kind of equipment, a service, a therapist's week, a page
    str href, name, note;               // href empty: only to be read
    bool off;
};

struct practice_view {
    struct page_view page;
    LIST(struct thing_view) calendar, about;
    str unfit;                          // "2 visits no longer fit", empty where all do
    bool begin;                         // nobody comes yet: the first client is what is next
};

struct rooms_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    LIST(struct thing_view) rooms, equipment, services;
    const struct field_view *room_name, *places, *equipment_name, *pieces;
    bool no_rooms, no_equipment, may;   // may: change them
    str csrf, key;
};

struct thing_edit_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str action, cancel, csrf, key;
    int64_t version;
    const struct field_view *name, *count, *active;
};

struct check_view {
    str id, value, label;
    bool checked;
};

struct service_edit_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str name, note, action, csrf, key, therapist_error, equipment_error;
    int64_t version;
    const struct field_view *clearance, *people, *kind, *tax;
    LIST(struct check_view) therapists, equipment;
};

struct working_view {
    struct page_view page;
    struct settings_head_view head;
    LIST(struct thing_view) weeks;
};

struct week_edit_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str name, action, csrf, key;
    int64_t version;
    LIST(struct setup_day_view) days;
};

struct exception_view {
    str id, when, who, note, remove_action, key;
    bool open;
};

struct days_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key;
    LIST(struct exception_view) exceptions;
    const struct field_view *account, *from, *to, *open, *from_time, *to_time, *note;
    bool may;
};

struct day_list_view {
    struct page_view page;
    struct form_errors_view errors;
    const struct field_view *list;
    str csrf, key;
};

struct grid_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key;
    int64_t version;
    const struct field_view *slot_minutes, *late_hours, *tax_name, *tax_number;
    bool may;
    str slot_said, late_said, tax_name_said, tax_number_said;  // for whoever only reads
};

struct mail_setting_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key;
    int64_t version;
    const struct field_view *quiet_from, *quiet_until, *reply_to;
    bool may, sends;                                // sends: there is a mail server
    str from_said, until_said, reply_said;          // for whoever only reads
    str problem;                                    // of the test
    str stands;                                     // no mail is sent at all, and why
    str try_label, tried, tried_why;                // empty: may not; never tried
    bool tried_bad, trying;                         // it failed; it is on its way
};

#endif
