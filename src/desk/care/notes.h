// The session's note: a draft that is kept at every change, signed for good, then only amended. Only its therapist or an owner writes in
// it; other therapists read it; the front desk never sees it. What a body holds: clinic/care/note.h. Source: reference, 4.1, 6 and 3.
#ifndef UNKNOT_DESK_NOTES_H
#define UNKNOT_DESK_NOTES_H

#include "clinic/care/note.h"
#include "desk/safety/safety.h"
#include "store/note.h"

// The note of a session as its editor needs it. A session without a note gives what a new one begins with: carried forward from the last
// signed note of somebody treated, version 0; nothing is written by looking.
struct note_open {
    struct appointment visit;
    bool exists, may_edit;
    struct note_row note;               // where it exists
    struct note_body body;
    int64_t version;                    // 0 where it does not exist yet
    struct safety safety;
    const struct note_breach *breaches; // of this body
    size_t n_breaches;
    int minutes;                        // hands on
    bool too_long;                      // more than booked + NOTE_OVER_MINUTES: asks why
    bool late;                          // signed now it would be late
    bool licensed;                      // whoever asks can sign: licence number there and not run out
};
enum { NOTE_OVER_MINUTES = 15, NOTE_LATE_HOURS = 24 };
// May whoever asks write the note of a visit of this therapist? The owner may, too.
bool desk_note_is_mine(const struct desk *d, account_id therapist);
MUST_USE err desk_note_open(struct desk *d, appointment_id visit, struct note_open *out);   // verb NOTE_SHOW
// The same with what was typed in place of what is kept: for a form that was refused. After desk_note_open.
MUST_USE err desk_note_look(struct desk *d, const struct note_body *typed, struct note_open *o);

struct note_in {
    appointment_id visit;
    int64_t version;                    // seen; 0: there was none
    struct note_body body;
};
struct note_saved {
    note_id id;                         // v == 0: nothing was there to keep
    int64_t version;
    instant at;
    struct note_body body;              // as kept: what was changed is confirmed
};
// Keeps a draft as it is; it may break every rule of signing. The same text once more is no conflict. E_CONFLICT with a problem on "" where
// another tab saved other words or it is signed; nothing is written, desk_note_open tells what is kept. E_FORBIDDEN: not theirs.
// Problems: "s", "o", "a", "p", … where too long, "techniques", "positions", "home_care" where unknown. Verb NOTE_DRAFT.
MUST_USE err desk_note_save(struct desk *d, const struct note_in *in, struct note_saved *out);

// Keeps and signs, for good; writes what was done where; the visit is done, unless nobody was treated. Every problem at once:
//   "licence"        no licence number, or it has run out
//   "unconfirmed"    a part from last time was not looked at
//   "not_treated"    a stop (level 1 or 2) stands: only "not treated" can be signed; or level 3, until it is cleared or gone past with a reason
//   "why"            not treated, without a reason
//   "techniques"     nothing was done, or a row has no minutes
//   "consent"        the consent of the day is not there
//   "limits_reason"  goes past a limit or a region's consent, or no health form of the last INTAKE_DAYS is there, without a reason
//   "minutes_reason" longer than booked + NOTE_OVER_MINUTES without a reason
//   "late_reason"    later than NOTE_LATE_HOURS after the session's end without a reason
//   "visit"          cancelled, missed, or not begun yet
// Verb NOTE_SIGN.
MUST_USE err desk_note_sign(struct desk *d, const struct note_in *in, struct note_saved *out);

struct amend_in {
    note_id note;
    str part;                           // s, o, a, p, techniques, home-care, other
    str words;                          // what is right, 1 .. NOTE_WORDS_MAX
    str reason;                         // why, 1 .. NOTE_REASON_MAX
};
// Adds to a signed note, which stays as it is. Problems: "part", "words", "reason", "licence"; E_CONFLICT where it is a draft. Verb NOTE_AMEND.
MUST_USE err desk_note_amend(struct desk *d, const struct amend_in *in, amendment_id *out);

struct note_shown {
    struct note_row note;
    struct note_body body;
    bool may_edit;
    const struct amendment_row *amendments; // in order
    size_t n_amendments;
};
MUST_USE err desk_note_show(struct desk *d, note_id id, struct note_shown *out);    // verb NOTE_SHOW

// All of a client, for the timeline, letters, reviews and progress: unsigned ones first, then the newest session. Verb NOTE_LIST.
struct note_line {
    struct note_row note;
    struct note_body body;
    int minutes;
    int64_t amendments;
};
struct note_lines {
    const struct note_line *v;
    size_t n;
};
MUST_USE err desk_notes_of_client(struct desk *d, client_id client, struct note_lines *out);

// Whose note waits: drafts however old, and sessions over since `since` (or done) without one; the oldest first, at most `limit`.
// account v == 0: everybody's. Verb NOTE_UNSIGNED.
struct unsigned_note {
    appointment_id visit;
    client_id client;
    account_id therapist;
    str client_name;
    day day;
    int minute;
    bool begun;                         // there is a draft
};
MUST_USE err desk_unsigned_notes(struct desk *d, account_id account, instant since, size_t limit, const struct unsigned_note **out, size_t *n);

#endif
