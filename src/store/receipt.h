// Receipts, refunds and packages of visits. What was issued never changes (schema step 14).
#ifndef UNKNOT_STORE_RECEIPT_H
#define UNKNOT_STORE_RECEIPT_H

#include "base/err.h"
#include "base/opt.h"
#include "db/db.h"
#include "store/actor.h"

struct receipt {
    receipt_id id;
    int64_t number;             // 1, 2, … within the practice
    bool refund;
    receipt_id refers;          // a refund: of this receipt; v == 0 otherwise
    int64_t refers_number;
    client_id client;
    appointment_id appointment; // v == 0: for no session
    package_id package;         // v == 0: not the sale of a package
    day issued;
    int64_t fee, tax_bp, tax;   // minor units, tax contained; negative on a refund
    str currency, paid_by;      // cash, card, transfer, other
    str body;                   // canonical JSON of everything printed
    str reason;
    instant at;
    account_id account;         // v == 0: the system
    // joined: as they are now
    str given, family, account_name;
};

struct receipt_list {
    const struct receipt *v;
    size_t n;
};

// Each is limited to who->practice, and to who->only where that is set: E_NOT_FOUND otherwise.
MUST_USE err receipt_next(struct db *db, arena *a, const struct actor *who, int64_t *number);
MUST_USE err receipt_insert(struct db *db, const struct actor *who, const struct receipt *r);    // E_CONFLICT: another took the number
MUST_USE err receipt_get(struct db *db, arena *a, const struct actor *who, receipt_id id, struct receipt *out);
MUST_USE err receipt_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct receipt_list *out); // newest first
MUST_USE err receipt_of_days(struct db *db, arena *a, const struct actor *who, day from, day to, struct receipt_list *out);  // by number; not for a client
// Only id, number, refund, refers, fee, currency are filled. By number.
MUST_USE err receipt_of_appointment(struct db *db, arena *a, const struct actor *who, appointment_id id, struct receipt_list *out);
MUST_USE err receipt_refunded(struct db *db, arena *a, const struct actor *who, receipt_id id, int64_t *fee, int64_t *tax); // both positive
MUST_USE err receipt_days(struct db *db, arena *a, const struct actor *who, opt_day *first, opt_day *last);

// What is printed of a session and of the practice, as they are now.
struct receipt_session {
    client_id client;
    account_id therapist;
    service_id service;
    package_id package;         // booked off this one; v == 0 none
    package_id given_back;      // it was booked off this one, and went back to it; v == 0 no
    day day;
    int64_t minutes, price, tax_bp;
    str state, service_name, therapist_name, licence;
};
MUST_USE err receipt_session(struct db *db, arena *a, const struct actor *who, appointment_id id, struct receipt_session *out);

struct receipt_practice {
    str name, address, phone, email, country, zone, currency, tax_number, tax_name;
};
MUST_USE err receipt_practice(struct db *db, arena *a, const struct actor *who, struct receipt_practice *out);

#endif
