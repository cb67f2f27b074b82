// What is written down in the demo practice: the health form before the first visit, what the therapist does about its findings, notes,
// receipts and packages. Each is one transaction's work, at a time of the visit.
#ifndef UNKNOT_DESK_DEMO_RECORDS_H
#define UNKNOT_DESK_DEMO_RECORDS_H

#include "desk/data/demo_visits.h"
#include "store/calm.h"

struct demo_visit {
    appointment_id id;
    instant start;
    int minutes;
    service_id service;
    const struct demo_journey *j;   // NULL: the second of a couple
    client_id client;
    plan_id plan;                   // v == 0 outside of one
    bool last;                      // of the plan
    int n;                          // of this client, from 1; 99: an extra one of today
    size_t therapist;               // staff index
    uint64_t salt;
};

// How somebody's health form is filled in: which of these follows from the client's number.
enum { DEMO_HEALTHS = 16 };

// Sent from the client's phone at `when`; then the therapist settles what is to be settled.
MUST_USE err demo_intake(const struct demo_clinic *c, const struct demo_visit *v, instant when, size_t health);
// Written and signed (or left as a draft) after the session; `sign` false leaves a draft.
MUST_USE err demo_note(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when, bool sign);
// A receipt, or a visit booked off a package that was sold at the first one.
MUST_USE err demo_pay(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when);
// After the fourth session, and the last one: what the therapist decides. Now and then something unwanted, or another treatment.
MUST_USE err demo_review(const struct demo_clinic *c, const struct demo_visit *v, instant when);
MUST_USE err demo_care(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when);
// Just before the session: PEG of those with pain, RMDQ-24 besides where it is the back, copied from paper. At the first visit, every fourth
// and the last of a plan; once in a while an item is left open, or a slip is corrected.
MUST_USE err demo_measure(const struct demo_clinic *c, const struct demo_visit *v);
// How calm they are just before, or after, told to the therapist; of some visits, always the same ones.
MUST_USE err demo_calm(const struct demo_clinic *c, const struct demo_visit *v, enum calm_phase phase, instant when);
// A sleep diary of nine weeks and five weeks of mornings, of the last two of them who come to relax and whom it fits. One transaction's work.
MUST_USE err demo_daily(const struct demo_clinic *c, const struct demo_journey *v, size_t n);
// To the physician of one client in four who was treated, the i-th: most issued, some drafts; without the client's consent it stays one.
MUST_USE err demo_letter(const struct demo_clinic *c, const struct demo_journey *j, size_t i);

#endif
