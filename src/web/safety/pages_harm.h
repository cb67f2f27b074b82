// View structs of adverse events: one of them and its follow-up, and the register.
#ifndef UNKNOT_WEB_PAGES_HARM_H
#define UNKNOT_WEB_PAGES_HARM_H

#include "web/care/pages_adverse.h"
#include "web/form.h"
#include "web/page.h"

struct harm_line_view {
    str label, value;
};
struct harm_act_view {
    str what, words, who;               // who: by whom, and when
};
struct harm_view {
    struct page_view page;
    struct form_errors_view errors;
    str title, state;
    bool open, overdue, counts, severe;
    LIST(struct harm_line_view) facts, session;
    LIST(struct harm_act_view) acts, versions;
    const struct field_view *contact, *outcome, *relation, *words, *close;
    struct adverse_fields_view event;
    const struct field_view *reason, *why;
    bool correct_open, withdraw_open, may_withdraw;
    str follow_action, correct_action, withdraw_action, session_href, care_href, csrf, key;
    int64_t version;
};

struct harm_rate_view {
    str name, sessions, answered, followed, of_all, of_answered;
};
struct harm_table_view {
    str id, title, first, hint;         // first: heading of the first column; hint may be empty
    LIST(struct harm_rate_view) rows;
};
struct harm_register_view {
    struct page_view page;
    str intro, answered, few, cut, expected, unknown, loose, withdrawn, csv_href, json_href, all_href, own_href;
    bool own, none;
    LIST(struct option_view) months;
    LIST(struct harm_table_view) tables;
};

#endif
