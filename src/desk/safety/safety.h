// Safety at the desk: intake, findings and what was done about them, consents. What stands here is what every other page needs.
#ifndef UNKNOT_DESK_SAFETY_H
#define UNKNOT_DESK_SAFETY_H

#include "clinic/safety/screen.h"
#include "base/opt.h"
#include "desk/people/consents.h"
#include "desk/desk.h"

// What counts of a finding now, from its level, whether it was unknown, and what was done about it last.
enum finding_state {
    FINDING_ASK,        // unknown and not asked yet
    FINDING_HOLDS,      // fires (or asked-yes) and stands
    FINDING_NO,         // asked: no
    FINDING_PROCEED,    // the therapist goes on, with a reason (never for levels 1 and 2)
    FINDING_CLEARED,    // cleared (levels 1 to 3): by somebody who assessed it, by days without symptoms, by time, by a conversation
    FINDING_KNOWN       // levels 4 and 5: a condition that was assessed and is stable; it limits as before, and asks for nothing
};

// By what a finding was cleared. Which way is a finding's own follows from its level and its rule (finding_lift_way).
enum lift_way {
    LIFTED_NOT,             // it was not, or before the ways were kept
    LIFTED_CLEARANCE,       // levels 1 to 3: somebody who may assess it did, in writing
    LIFTED_SYMPTOM_FREE,    // level 3: so many days without symptoms; no letter
    LIFTED_CONVERSATION,    // level 3: talked about, and agreed
    LIFTED_STABLE,          // levels 4 and 5: assessed, and stable
    LIFT_WAYS
};
str lift_way_name(enum lift_way w);     // "", "clearance", "symptom-free", "conversation", "stable"
struct finding_lifted {
    enum lift_way way;
    str who, role;                      // who assessed it; with whom it was talked about (no role)
    opt_day on;                         // of the document, of the conversation; free of symptoms since
    struct screen_limits limits;        // of the document: they add to all others
};

struct finding_before {
    str act, reason, by, licence;   // act empty where there is none
    instant at;
    opt_day until;
    struct finding_lifted lifted;
};

struct finding_row {
    finding_id id;              // 0: it came with the days that went by since the form (a week of pregnancy); a new form settles it
    str rule, title;            // id of the rule, and its name in a line
    enum screen_level level;
    bool unknown;               // it could fire, and a question that matters has no answer
    bool again;                 // it fired, but the answer spoke for a day that is over: to be asked again
    bool against;               // staff had settled it, or it stopped or deferred; the new form no longer says it, and that alone settles nothing: to be asked
    enum finding_state state;
    struct screen_limits limits;
    bool places_unknown;        // a question where on the body is not answered yet
    str words;                  // for the therapist
    str for_client, source;
    bool verified;
    str lift;                   // level 3, by what it ends: "clearance", "time", "symptom-free", "conversation"
    int lift_days;
    const str *because;         // question ids
    size_t n_because;
    const struct json *answers; // {"question id": answer as given}: those that made it
    instant at;
    str act, act_reason, act_by, act_licence; // the last act, empty where there is none
    instant act_at;
    opt_day act_until;
    str rules, when;            // the version of the rules that found it, and its condition as it was then
    struct finding_lifted lifted;   // of the last act
    opt_day lifts_on;           // it ends by itself on that day: so many days without symptoms, or by time
    struct finding_before before;   // where nothing was done about this one: what was done last about the same rule from an earlier form
    int64_t version;            // of the last act: a form that settles a finding carries it
};

// A health form goes stale: what it says is asked again once a year. Our own rule, the same for every practice: the reference names no
// interval, and asking about today before each session (the note) does not replace the whole history.
enum { INTAKE_DAYS = 365 };
enum intake_state { INTAKE_NONE, INTAKE_BEGUN, INTAKE_DONE, INTAKE_OLD };   // OLD: the last one sent is older than INTAKE_DAYS
// DONE or OLD, by when its oldest answer was said (intake_asked). Pure.
enum intake_state intake_state_at(const struct zone *z, day today, instant asked);

// One client's safety in one read: what the note, the plan, Today and the client's page show.
struct safety {
    enum intake_state intake;
    instant intake_at;                  // submitted (or last saved)
    const struct finding_row *findings; // that count: ASK, HOLDS, PROCEED, CLEARED, KNOWN; highest level first; NO is left out
    size_t n;
    const struct finding_row *settled;  // asked: no; what was said can be taken back
    size_t n_settled;
    size_t n_ask;                       // still to be asked
    size_t n_questions;                 // … as questions: each once, and what follows on one of them comes with it; a finding that was denied, or ran out, is one
    bool anew_worse, anew_event, anew_changed;  // questions are asked anew and were not answered since (intake_part.h), and why: never clear
    bool changing;                      // the client began a new form by link and has not sent it: what is known and stable may have changed …
    instant changing_at;                // … since then
    bool stop;                          // level 1 or 2 stands (holds, or is to be asked): no session, front desk sees "therapist to call"
    bool held;                          // … and holds, or was denied by link and nobody has asked: no check-in either, and no note but "not treated" is begun
    bool defer;                         // level 3 stands
    bool consent_treatment;             // the last consent to treatment was given
    bool consent_region[5];             // by enum body_consent; [CONSENT_NONE] is true
    struct screen_limits limits;        // of all findings that hold, are to be asked, proceed or are known, and of the letters that cleared others, added up: regions and
                                        // barred techniques joined, lowest pressure and minutes. Of level 3 what the rule says holds after the letter as well
};
// Verb SAFETY_SHOW (capability SAFETY_READ).
MUST_USE err desk_safety(struct desk *d, client_id client, struct safety *out);

// Without content, for the front desk, many clients at once. Verb INTAKE_STATUS.
struct safety_flag {
    client_id client;
    enum intake_state intake;
    bool call;                          // "therapist to call": level 1 or 2 stands, or level 3 holds
    bool defer;                         // … level 3 alone: the visit is put off until it is lifted, or gone past with a reason
    bool held;                          // … and holds, or was denied by link and nobody has asked, so that the visit does; otherwise it is settled with the client there
    bool ask;                           // something is to be asked, or level 3 stands
    bool consent;                       // consent to treatment is there
};
MUST_USE err desk_safety_flags(struct desk *d, const client_id *clients, size_t n, struct safety_flag *out);

// With content, many clients at once: the line on the row of a list. Verb SAFETY_ROWS; three reads, whatever n is.
struct safety_row {
    client_id client;
    struct safety safety;               // as desk_safety says it; without `before`, and without consent to regions
    bool unreadable;                    // a finding cannot be read: it is held until somebody has looked (`safety` has what was read up to there)
    struct safety_flag flag;            // the same without content
};
MUST_USE err desk_safety_rows(struct desk *d, const client_id *clients, size_t n, struct safety_row *out);

// --- what is done about a finding
enum finding_act { ACT_ASKED_NO, ACT_ASKED_YES, ACT_PROCEED, ACT_CLEARED, ACT_REOPENED, FINDING_ACTS };
str finding_act_name(enum finding_act a);   // "asked-no", "asked-yes", "proceed", "cleared", "reopened"
bool finding_act_of(str name, enum finding_act *out);
// What may be done about it now: proceed never for levels 1 and 2; asked-no only where it was not answered (a yes is corrected by a new
// intake, so that both are kept), or below those levels where it spoke for a day that is over; neither asked-no nor asked-yes where a measurement
// answers it (finding_is_measured); cleared for what holds, in its own way, and for
// levels 1 and 2 of a day that is over; reopened where something was done.
bool finding_may(const struct finding_row *f, enum finding_act act);
// All that is open of it is what the therapist measures: whom one asks does not know it.
bool finding_is_measured(const struct finding_row *f);
enum lift_way finding_lift_way(const struct finding_row *f);    // by what "cleared" clears it
struct finding_act_in {
    client_id client;
    finding_id finding;
    enum finding_act act;
    str reason;                 // proceed: why; cleared: what was found, or agreed. At most 1000 code points
    opt_day until;              // cleared until; not before today
    // cleared, by finding_lift_way:
    str who, role;              // clearance, stable: who assessed it, both; conversation: with whom, no role
    opt_day on;                 // clearance, stable, conversation: of which day; symptom-free: since when. Not ahead; a clearance of levels 1 and 2,
                                // and symptom-free, not before the day of the answer
    struct screen_limits limits;// clearance: what the document still forbids
    int64_t version;            // finding_row.version as shown: E_CONFLICT where something was done meanwhile
};
// Verb FINDING_ACT. Problems on "reason", "until", "who", "role", "on", "barred", …, all at once. E_FORBIDDEN with a problem on "act" for what may not be done, E_INVALID there for what is measured; E_NOT_FOUND for another client's. May run twice.
MUST_USE err desk_finding_act(struct desk *d, const struct finding_act_in *in);

// Everything that was filled in and done, newest first. Verb SAFETY_SHOW.
struct safety_history {
    struct intake_list intakes; // sent ones and the one under way
    struct act_list acts;
    struct consent_list consents;
    bool minor;                 // a guardian signs: by the day of birth, or by the age that the form says
    const str *titles;          // of each act: its finding's name in a line
    const struct finding_lifted *lifted;    // of each act
};
MUST_USE err desk_safety_history(struct desk *d, client_id client, struct safety_history *out);

// --- inside the desk
struct finding_kept;
// What of a form's answers was said in it, and what was carried over from the one before.
struct answer_since {
    str question;
    instant at;                 // when its answer was said
};
struct answers_said {
    const struct answer_since *since;   // answers that were carried over; the others were said in this form
    size_t n_since;
    const struct answer_since *measured;    // what was measured in it, and when: a form may be sent long after
    size_t n_measured;
    bool part;                  // only the questions `asked` were asked: all else stands as it did
    const str *asked;
    size_t n_asked;
};
// The state from level, answer and last act, on a day in the practice's zone. Pure; `a` is scratch.
enum finding_state finding_state_of(arena *a, const struct zone *z, day today, const struct finding_kept *f);
// The row as it is shown; false where the body cannot be read.
bool finding_read(const struct desk *d, const struct finding_kept *f, struct finding_row *out);
// The findings of one screening take the place of those that stand, in the running transaction. What was settled stays:
//   the same rule from the same answers      the last act is carried over; but not that symptoms were over, which are said again, and no
//                                            clearance of levels 1 and 2 where an answer that made it was said anew
//   … and of levels 1 to 3 another of that   nothing is carried over but what was confirmed
//     rule, of a merged record, not settled
//   confirmed, and now unanswered            it stays confirmed
//   settled, and now unanswered or otherwise to be asked anew, with what was done before beside it
//   settled as there, and now denied         to be asked (`against`), with what was done before beside it, until somebody has asked
//   stops or defers, and denied by link      the same: nobody gets rid of it by saying otherwise. With staff the new form counts
//   found by a page of a form never sent     it stands on where all answers to its questions are older than that page
//   the answers as they were, the rule not   the same: rules that were changed clear nothing
// What spoke for its day alone is not carried on. A finding speaks from when the oldest answer that made it was said. Where a part was asked, what
// rests on none of those questions stays as it was, with what was done about it: also what was measured on another day.
MUST_USE err findings_replace(struct desk *d, client_id client, intake_id intake, const struct screen_rules *rules, const struct screen_result *r,
    const struct json *answers, const struct answers_said *said);
// A merge of records was undone, in the same transaction, for each of the two: what a form that went back to the other one had ended since stands
// again, with what was done about it, and raises its task where that is over. No verb.
MUST_USE err findings_back(struct desk *d, client_id client, instant since);
// A page of a form was kept that is not sent yet, in the running transaction: what fires of levels 1 and 2 by an answer that was given in this form,
// and was not said to anybody yet, is a finding from now on, with its alert. Nothing is taken back before the form is sent, nor where it never is.
struct draft_said {
    const struct json *own;             // the answers of the form
    const struct json *whole;           // with those that go on from the one before, which was screened
    const struct answers_said *said;    // since: those of `own` that were carried over, and that nobody has gone through yet
};
MUST_USE err findings_of_draft(struct desk *d, client_id client, intake_id intake, const struct screen_rules *rules, const struct screen_result *r, const struct draft_said *s);
// A client denied by link what stopped, or left it open, and nobody has asked: it holds as before (alert_hold.h). Pure.
bool finding_denied(const struct finding_row *f);
// It came from the record alone (the day of birth): no form said it, so none denies it. Pure.
bool finding_of_record(const struct finding_row *f);

#endif
