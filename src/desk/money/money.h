// Receipts, refunds and packages of visits. A receipt keeps what was printed; a mistake is put right by a refund, never by a change.
// Numbers have no gaps within a practice: they are given in the transaction that writes the receipt.
#ifndef UNKNOT_DESK_MONEY_H
#define UNKNOT_DESK_MONEY_H

#include "clinic/care/billing.h"
#include "desk/desk.h"
#include "store/package.h"
#include "store/receipt.h"

enum { MONEY_WHAT_MAX = 200, MONEY_REASON_MAX = 300, MONEY_VISITS_MAX = 100 };

// What stands on a receipt, as it was when it was issued. Empty where it has none.
struct receipt_body {
    str practice, address, phone, email, country, tax_number, tax_name;
    str client, client_address;
    str therapist, licence;     // of the session
    str what;                   // service, or the line as typed
    opt_day served;             // day of service
    int64_t minutes;            // of the session; 0 none
    int64_t visits;             // of the package that was sold; 0 none
    opt_day expires;            // of that package
};
// Canonical JSON and back; false where the text is none of ours.
str receipt_body_text(arena *a, const struct receipt_body *b);
bool receipt_body_read(arena *a, str text, struct receipt_body *out);

// --- a receipt for a session or a free line. Verb RECEIPT_ISSUE.
struct receipt_in {
    client_id client;           // free line; taken from the session otherwise
    appointment_id appointment; // v == 0: a free line
    str what;                   // free line: what it is for, 1 .. 200 code points
    opt_day served;             // free line: day of service, may be unknown
    opt_int fee;                // tax contained, 0 .. BILLING_MAX
    int64_t tax_bp;             // 0 .. 10000
    str paid_by;                // cash, card, transfer, other
    bool again;                 // the session has a receipt that was not paid back: one more is meant (a deposit, a second payer)
};
// Problems: "what", "served", "fee", "tax", "paid_by"; E_CONFLICT "again" where the session has one.
MUST_USE err desk_receipt_issue(struct desk *d, const struct receipt_in *in, receipt_id *out);

// What the form begins with. Verb RECEIPT_SHOW.
struct receipt_offer {
    struct receipt_session session;
    struct receipt_list receipts;       // of this session: number, refund, refers, fee, currency
    struct package_list packages;       // of this client that this visit may be booked off
    struct receipt_practice practice;
};
MUST_USE err desk_receipt_offer(struct desk *d, appointment_id id, struct receipt_offer *out);

// --- one receipt. Verb RECEIPT_SHOW; a client by link sees their own (verb MONEY_OWN).
struct receipt_shown {
    struct receipt receipt;
    struct receipt_body body;
    int64_t left;               // of a receipt: what may still be paid back
    struct package package;     // id.v == 0 where it sold none
};
MUST_USE err desk_receipt(struct desk *d, receipt_id id, struct receipt_shown *out);

struct refund_in {
    receipt_id receipt;
    opt_int amount;             // 1 .. what is left of it
    str paid_by;                // how it is paid back
    str reason;                 // 1 .. 300 code points
};
// A number of its own. A refund for a package ends the package. Verb RECEIPT_REFUND. Problems: "amount", "paid_by", "reason".
MUST_USE err desk_receipt_refund(struct desk *d, const struct refund_in *in, receipt_id *out);

// --- lists. Verb RECEIPT_LIST.
struct receipts_found {
    struct receipt_list list;           // by number
    struct billing_total *by_rate, *by_payment;
    size_t n_rates, n_payments;
    opt_day first, last;                // on which anything was ever issued
};
// month 1..12, 0 the whole year; paid_by "" all.
MUST_USE err desk_receipts(struct desk *d, int year, int month, str paid_by, struct receipts_found *out);
// A year as CSV (RFC 4180; text that a spreadsheet would take for a formula is led by an apostrophe). Verb RECEIPT_EXPORT.
MUST_USE err desk_receipts_csv(struct desk *d, int year, struct buf *out);

// --- packages
struct package_in {
    client_id client;
    service_id service;
    opt_int visits;             // 1 .. 100
    opt_int price;              // for all
    opt_day expires;            // today or later; unknown: never
    str paid_by;
};
// Also issues the receipt. Verb PACKAGE_SELL. Problems: "service", "visits", "price", "expires", "paid_by".
MUST_USE err desk_package_sell(struct desk *d, const struct package_in *in, package_id *package, receipt_id *receipt);

int64_t package_left(const struct package *p);          // visits; 0 where it ended
bool package_open(const struct package *p, day on);     // something is left on that day
// Books a visit off: same client, same service, a visit that was not missed or cancelled, in no package yet, on a day before the
// package ends. One that was missed or cancelled late and was given back may be kept by its package after all.
// Verb PACKAGE_USE. E_CONFLICT with a problem on "package" or "appointment" that says why not.
MUST_USE err desk_package_use(struct desk *d, package_id package, appointment_id visit);
MUST_USE err desk_package_unuse(struct desk *d, appointment_id visit);     // takes that back; E_NOT_FOUND where it was in none

// How a visit stands to packages. Verb MONEY_SHOW. A cancellation in time gives the visit back to its package; one that is missed or cancelled
// late keeps it until staff give it back. Taking the cancellation back books it off again, where the package has a visit left for that day.
struct visit_package {
    struct package package;     // id.v == 0: it was booked off none
    bool given_back;            // to it; otherwise it is booked off
    bool missed;                // did not come, or cancelled late: staff choose whether it is kept
    bool stands;                // neither missed nor cancelled
};
MUST_USE err desk_visit_package(struct desk *d, appointment_id visit, struct visit_package *out);

// --- of one client: for the desk, and by link for the client (scope holds them to their own). Verb MONEY_OWN.
MUST_USE err desk_packages_of_client(struct desk *d, client_id client, struct package_list *out);
MUST_USE err desk_receipts_of_client(struct desk *d, client_id client, struct receipt_list *out);  // newest first
// For the desk alone: visits that may be booked off, and those that were. Verb MONEY_SHOW.
struct money_visits {
    struct open_visits open;    // the newest 50
    struct package_visits used;
};
MUST_USE err desk_money_visits(struct desk *d, client_id client, struct money_visits *out);

bool paid_by_valid(str s);

#endif
