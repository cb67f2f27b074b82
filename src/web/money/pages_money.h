// View structs of receipts, refunds and packages.
#ifndef UNKNOT_WEB_PAGES_MONEY_H
#define UNKNOT_WEB_PAGES_MONEY_H

#include "web/form.h"
#include "web/page.h"
#include "web/people/pages_client.h"
#include "web/view.h"

struct jump_view {
    str href, label;
};

struct package_choice_view {
    str id, label, note;
};

struct receipt_form_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key;
    LIST(struct fact_view) facts;               // of the session
    const struct field_view *what, *served;     // of a free line; NULL for a session
    const struct field_view *fee, *tax, *paid_by;
    const struct field_view *again;             // NULL until it has to be asked
    LIST(struct package_choice_view) packages;
    str package_action, package_key;
    str in_package;                             // "Booked off: …"; empty
    str unuse_action;
    LIST(struct jump_view) receipts;            // of this session
};

struct receipt_view {
    struct page_view page;
    struct form_errors_view errors;
    str heading, practice, practice_lines, client, client_lines, issued, number_note;
    LIST(struct fact_view) facts;
    str fee, tax_line, net;
    str reason;
    bool refund, can_refund, refund_open;
    str left;
    bool ends_package;
    str pdf_href, client_href, refers_href, refers_label;
    str refund_action, csrf, key;
    const struct field_view *amount, *paid_by, *why;
};

struct receipt_row_view {
    str number, href, issued, client, client_href, what, fee, tax, paid_by;
    bool refund;
};
struct total_view {
    str label, fee, tax, net, n;
};
struct receipts_view {
    struct page_view page;
    str title, query_year;
    LIST(struct receipt_row_view) rows;
    LIST(struct total_view) rates, payments;
    LIST(struct option_view) years, months, ways;
    str csv_href;
    bool none;
};

struct package_row_view {
    str name, note, state, refund_href;
    bool open, warn;
    LIST(struct jump_view) visits;
};
struct visit_row_view {
    str name, note, receipt_href, package_action;
    LIST(struct package_choice_view) packages;
    bool paid;
    str csrf, key;
};
struct money_view {
    struct page_view page;
    struct form_errors_view errors;
    str new_receipt_href, new_package_href, all_href;
    LIST(struct package_row_view) packages;
    LIST(struct visit_row_view) visits;
    LIST(struct receipt_row_view) receipts;
};

struct package_form_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key;
    const struct field_view *service, *visits, *price, *expires, *paid_by;
};

#endif
