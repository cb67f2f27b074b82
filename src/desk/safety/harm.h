// Adverse events at the desk: reported by either, corrected by versions, followed up until somebody spoke with the client and knows how it went.
// What counts, and by when: clinic/safety/harm.h. Front desk sees none of it.
#ifndef UNKNOT_DESK_HARM_H
#define UNKNOT_DESK_HARM_H

#include "clinic/safety/harm.h"
#include "desk/desk.h"
#include "store/appointment.h"
#include "store/harm.h"

enum { HARM_WORDS = 500, HARM_DAYS = 365, HARM_HOURS = 168 };

// --- inside the desk, behind a verb that has begun, in the running transaction
// A new report: writes r->due and r->follow, the row, and, where it is severe, an alert to the session's therapist at once.
MUST_USE err harm_insert(struct desk *d, struct adverse_row *r);
// The same said by the client of who->only. What the client already said of this session is corrected by it, and its follow-up opened again; the worst
// severity stays, and that it is milder now is an act. *written is false where it says the same as the last time. r->id comes back.
MUST_USE err harm_say(struct desk *d, struct adverse_row *r, bool *written);
// The rules of what is typed; false where one does not hold. `said` names the field of the words.
bool harm_rules(struct desk *d, const struct adverse_row *r, str said);

// --- one event

struct harm_shown {
    struct adverse_row row;                     // as it is known now
    const struct adverse_version *versions;     // the report first
    size_t n_versions;
    const struct adverse_act_row *acts;
    size_t n_acts;
    bool spoken;                                // somebody spoke with the client since the follow-up was opened last
    bool visit_known;
    struct appointment visit;                   // where known: the session it followed
    const struct treated_row *treated;          // what its signed note says
    size_t n_treated;
    int64_t version;                            // one more with each act and version
};
MUST_USE err desk_harm(struct desk *d, client_id client, adverse_id id, struct harm_shown *out);    // verb HARM_SHOW

struct harm_follow_in {
    int64_t version;
    str contact;                // how one spoke with them, or tried; empty: not; "contact"
    str outcome;                // empty: not asked; "outcome"
    str relation;               // to the session, in the judgement of whoever enters it; empty: not judged; "relation"
    str words;                  // at most HARM_WORDS; needed where nothing else is said; "words"
    bool close;                 // followed up: needs contact made and an outcome that is known, now or before; "close"
};
// Verb HARM_FOLLOW. E_CONFLICT: something was done meanwhile, or it was withdrawn.
MUST_USE err desk_harm_follow(struct desk *d, client_id client, adverse_id id, const struct harm_follow_in *in);

struct harm_correct_in {
    int64_t version;
    struct adverse_row row;     // day, what, severity, days, hours, sites, words
    str reason;                 // 1 .. HARM_WORDS; "reason"
};
// Verb HARM_CORRECT: both stay. One that is moderate or severe now is to be followed up; a follow-up that was opened stays open.
MUST_USE err desk_harm_correct(struct desk *d, client_id client, adverse_id id, const struct harm_correct_in *in);

struct harm_withdraw_in {
    int64_t version;
    str reason;                 // 1 .. HARM_WORDS; "reason"
};
// Verb CARE_CHANGE: staff entered it by mistake. It stays readable, the reason is an act, and the register says how many there were. E_CONFLICT too for
// what the client reported, which is only ever corrected, and while it waits to be followed up.
MUST_USE err desk_harm_withdraw(struct desk *d, client_id client, adverse_id id, const struct harm_withdraw_in *in);

#endif
