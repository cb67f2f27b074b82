// View structs of the page of outcomes.
#ifndef UNKNOT_WEB_PAGES_OUTCOMES_H
#define UNKNOT_WEB_PAGES_OUTCOMES_H

#include "web/form.h"
#include "web/page.h"
#include "web/people/pages_client.h"
#include "web/view.h"

struct outcomes_unit_view {
    str number, name, people, observed, expected, difference, hidden; // hidden: why there are no figures; empty otherwise
};

struct outcomes_kind_view {
    str id, heading, measured, said, maybe, waiting;    // maybe: the interval holds none; empty otherwise
    LIST(struct fact_view) facts;
    str chance;                         // of the share, empty where it is not shown
    str own;                            // oneself beside what was expected; empty on the practice's page
    bool table, drawn;
    LIST(struct outcomes_unit_view) units;
    LIST(struct crumb) notes;           // label: what else is to be known of the table
    html_safe funnel;
    str svg_href, read;
};

struct outcomes_view {
    struct page_view page;
    str intro, cut, csv_href;
    str all_href, own_href;             // both empty where there is one page alone
    bool own, none;
    LIST(struct option_view) months;
    LIST(struct outcomes_kind_view) kinds;
};

#endif
