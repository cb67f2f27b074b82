// Session notes: a draft that is kept at every change, signed for good, then only amended. The database refuses a change of a signed one.
#ifndef UNKNOT_STORE_NOTE_H
#define UNKNOT_STORE_NOTE_H

#include "store/appointment.h"

struct note_row {
    note_id id;
    client_id client;
    appointment_id appointment;
    account_id account;         // the session's therapist, who writes it
    str author;                 // their name now
    str body;                   // clinic/care/note.h
    instant begun, saved;
    bool signed_;
    instant signed_at;          // where signed
    str licence, signer;        // at signing
    bool late;
    int64_t version;
    // of the session
    day day;
    int minute, minutes;
    instant start, end;
    enum appointment_state state;
    enum visit_kind kind;
    str service;
};
struct note_list {
    const struct note_row *v;
    size_t n;
};

// All are limited to who->practice, and never for a client by link: E_NOT_FOUND.
MUST_USE err note_get(struct db *db, arena *a, const struct actor *who, note_id id, struct note_row *out);
MUST_USE err note_of_appointment(struct db *db, arena *a, const struct actor *who, appointment_id id, struct note_row *out);
MUST_USE err note_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct note_list *out); // unsigned first, then newest
// Up to five, newest first.
MUST_USE err note_signed_before(struct db *db, arena *a, const struct actor *who, client_id client, instant start, struct note_list *out);
// E_CONFLICT where the session has one already.
MUST_USE err note_insert(struct db *db, const struct actor *who, const struct note_row *n);
// Body and n->saved; n->version is the version seen. E_CONFLICT where it was saved or signed meanwhile.
MUST_USE err note_save(struct db *db, const struct actor *who, const struct note_row *n);
// Body, licence, signer, late, signed at n->saved; the same.
MUST_USE err note_sign(struct db *db, const struct actor *who, const struct note_row *n);

struct treated_row {
    int position;               // from 1
    str technique, region;
    int minutes, pressure;
};
MUST_USE err note_treated(struct db *db, const struct actor *who, const struct note_row *n, const struct treated_row *t);

struct amendment_row {
    amendment_id id;
    note_id note;
    str part, words, reason;
    instant at;
    str licence, signer;
};
MUST_USE err note_amend(struct db *db, const struct actor *who, const struct amendment_row *x);
MUST_USE err note_amendments(struct db *db, arena *a, const struct actor *who, note_id note, const struct amendment_row **out, size_t *n); // in order
struct note_count {
    note_id note;
    int64_t n;
};
MUST_USE err note_amended(struct db *db, arena *a, const struct actor *who, client_id client, const struct note_count **out, size_t *n);
// Ids of ratings that count about a day, at most 40.
MUST_USE err note_measures(struct db *db, arena *a, const struct actor *who, client_id client, day on, int64_t out[40], size_t *n);

struct unsigned_row {
    appointment_id id;
    client_id client;
    account_id account;
    str given, family, preferred;
    day day;
    int minute;
    bool begun;
};
MUST_USE err note_unsigned(struct db *db, arena *a, const struct actor *who, account_id account, instant since, instant now, size_t limit,
    const struct unsigned_row **out, size_t *n);

#endif
