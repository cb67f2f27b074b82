// The one contact before a visit: a link (purpose visit, /v/{token}) that says when and where, asks whether anything changed in the client's
// health and how it was after the last session (after.h), and leads on to what is due (asks.h). It says the time as it is now: a visit that
// moved shows the new one, a cancelled one says so.
// One contact for each time of a visit, whoever makes it: the job sends none where staff made a link for it, or a visit within two days has had
// one. A visit that moves by two days or less has had its contact: the same link tells the new time. One that moves further gets another, before
// the new time: the first came too early to remind, and may end before it (desk/links/links.h). A visit that was cancelled had none.
#ifndef UNKNOT_DESK_PREVISIT_H
#define UNKNOT_DESK_PREVISIT_H

#include "desk/links/links.h"
#include "desk/links/outbox.h"
#include "desk/safety/intake_part.h"
#include "store/appointment.h"
#include "store/contact.h"
#include "store/plan.h"

enum previsit_stand { PREVISIT_AHEAD, PREVISIT_CANCELLED, PREVISIT_OVER };   // over: it began, or was missed
enum previsit_health {
    HEALTH_ASKED,               // has anything changed: one tap, or on to the form
    HEALTH_FORM,                // the whole form: none was sent within 12 months
    HEALTH_UNCHANGED,           // said so, at health_at
    HEALTH_SENT                 // the client sent a form since this link was made, or since that was said, at health_at
};

struct previsit {
    struct link_front front;
    enum previsit_stand stand;
    struct appointment visit;   // with the names of service, therapist and room
    enum previsit_health health;
    instant health_at;
    instant since;              // HEALTH_ASKED: when their health was last spoken of: a form, or "nothing has changed"
    const struct due_row *due;  // asked again, of those that a client can answer; none once a form was sent by this link
    size_t n_due;
    const bool *shows;          // by index of the question: it is to be on the screen now (follow-ups come once they are brought)
    bool few;                   // they go on one screen with "has anything changed"
    bool defer;                 // something the client said puts the visit off, and was not settled yet
    bool ask;                   // questionnaires, ratings, or today in the headache diary, are due and not answered
    size_t n_asks;              // questionnaires
    bool after, after_said;     // how it was after the session of after_day is asked (after.h); was said by this link
    day after_day;
    bool answered;              // something of it was answered by this link, at answered_at
    instant answered_at;
};
// Verb VISIT_LINK_SHOW.
MUST_USE err desk_previsit(struct desk *d, struct previsit *out);
// "Nothing else has changed in my health", with the answers to what is due. Verb VISIT_LINK_SAID. The first time stands. E_INVALID on "health" where the
// whole form is wanted, or was sent; on "q_<question>" where a due one that stands on the same screen has no answer ("not sure" is one), or it is none.
// E_GONE where the visit is not ahead. What was answered makes the next version of the form at once, but where it brings more questions, or there are
// too many for one screen: then *out leads to a form that asks only these, and nothing is said until it is sent.
struct previsit_in {
    const struct intake_value *values;
    size_t n_values;
    str device;                 // DEVICE_HASH bytes
};
struct previsit_out {
    bool on;                    // to go on there
    struct link_made link;
    str now;                    // rule of level 1 or 2 that fires by what was said: what to do now is shown; empty: none
};
MUST_USE err desk_previsit_unchanged(struct desk *d, const struct previsit_in *in, struct previsit_out *out);
// "Something has changed": a form that asks what, and then only that, and what is due; the whole form where none stands. What was answered goes with
// it. Verb VISIT_LINK_ON.
MUST_USE err desk_previsit_changed(struct desk *d, const struct previsit_in *in, struct previsit_out *out);
// On to the health form or to what is due: a link of that purpose (intake, answers), made from this one and ending with it; one that stands is
// given again. Verb VISIT_LINK_ON. E_NOT_FOUND: nothing is due. E_GONE as above.
MUST_USE err desk_previsit_on(struct desk *d, enum link_purpose purpose, struct link_made *out);

// --- by staff

// The link of a visit that stands and is of its time, or a new one, to copy, to scan and to send. Verb LINK_CREATE. E_GONE: the visit is not ahead.
// PHONE_SHARED: it asks for the birth date first, and one that stands and does not is taken back; "shared_phone" as in struct link_in.
enum previsit_phone { PHONE_AS_BEFORE, PHONE_OWN, PHONE_SHARED };
MUST_USE err desk_previsit_make(struct desk *d, appointment_id visit, enum previsit_phone phone, struct link_made *out);
struct previsit_standing {
    bool ahead;                 // it may be sent
    bool born_known, shared;    // the birth date could be asked first; staff said last that the phone is shared
    bool made;                  // a link of its time stands
    struct contact_link link;   // where made
    bool mailed;                // `mail` is the contact before this visit, whatever its kind
    bool mail_moved;            // … at a time that it had before it moved: for the new one there was none yet
    struct outbox_row mail;
    instant answered, unchanged; // us == 0: not said; unchanged also where a form was sent since
};
// How a visit stands with it. Verb LINK_LIST.
MUST_USE err desk_previsit_standing(struct desk *d, const struct appointment *visit, struct previsit_standing *out);

MUST_USE err desk_contact_setting(struct desk *d, struct contact_setting *out);             // verb PRACTICE_SHOW
// Problem "hours". E_CONFLICT with a problem on "" when it was changed meanwhile. Verb SETUP.
MUST_USE err desk_contact_setting_set(struct desk *d, const struct contact_setting *in);

// --- the jobs, role system, of d->who.practice. Verb UPKEEP. Nothing is done where neither mail nor text messages can be sent.
enum { CONTACT_BATCH = 20 };
// Queues the contacts that are due before visits: at most CONTACT_BATCH, of visits behind `after`. *next: go on behind this one; v == 0: done.
MUST_USE err desk_previsit_queue(struct desk *d, appointment_id after, appointment_id *next);
// Queues weekly ratings between visits: not within two days of a visit or of a visit's contact, at most one in seven days. *next: go on behind
// this plan; v == 0: done. Whoever missed one is not reminded.
MUST_USE err desk_weekly_queue(struct desk *d, plan_id after, plan_id *next);

// --- weekly ratings, by the client (a link of purpose answers that came with a weekly mail)
enum weekly { WEEKLY_NOT, WEEKLY_ASKED, WEEKLY_STOPPED };   // no weekly link, or no plan runs; a plan still asks; the client wanted no more
// Of this link, behind a verb that has begun. WEEKLY_NOT where it cannot be read.
enum weekly desk_weekly_link(struct desk *d);
// "No more of these". It is the client's word about being asked, not about one plan: it holds for every plan, a later one too, until somebody
// turns the ratings on again with the client. Verb ANSWER_STOP. E_NOT_FOUND: no weekly link. E_FORBIDDEN: not confirmed.
MUST_USE err desk_weekly_stop(struct desk *d);
// By staff, as agreed with the client; nothing where it is not stopped. Verb WEEKLY_AGAIN.
MUST_USE err desk_weekly_again(struct desk *d, plan_id plan);
// Since when the client of a plan wants no more; us == 0: not stopped. Verb PLAN_SHOW.
MUST_USE err desk_weekly_stopped(struct desk *d, const struct plan_row *p, instant *out);

#endif
