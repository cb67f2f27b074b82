// What follows an alert (desk/safety/alerts.h): the task of the named person, what is recorded of it, and the support that the client is shown at once.
// Each look is booked in the audit trail, each thing done is a row of its own. The front desk sees neither clients nor answers: only whose task
// waits. A task is over when somebody acted: spoke with the client, or turned to a supervisor, a physician, a crisis line, emergency services.
#ifndef UNKNOT_DESK_ALERT_TASKS_H
#define UNKNOT_DESK_ALERT_TASKS_H

#include "clinic/safety/crisis.h"
#include "clinic/safety/screen.h"
#include "desk/safety/alerts.h"
#include "desk/measures/responses.h"
#include "store/client.h"

struct crisis_help {                // whom to turn to; the practice's own line first
    struct crisis_contact line[CRISIS_CONTACTS];
    size_t n;
    str emergency;                  // number of the place (alert_emergency); '' not known
};
// The number that calls an ambulance here. No verb of its own: behind whatever shows what to do now.
MUST_USE err desk_emergency_number(struct desk *d, str *out);

struct alert_finding {              // one that raised it, as it was then
    str title, words, for_client;
    enum screen_level level;
    bool stands;                    // it still stops the session: it holds, or is to be asked
    instant taken_back;             // the client took it back then, before the form was sent; us == 0: no
};
struct alert_shown {
    struct alert_row row;           // of CAUSE_ANSWER alone: sent, asked, said, now
    const struct alert_finding *findings; // CAUSE_FINDING
    size_t n_findings;
    bool sent;                      // the answers that raised it were sent; else nobody but the client sees them, save what asks for help
    struct response_shown asked;    // … as they were; not sent: row and file alone
    const struct alert_answer *said;// what the questions that ask for help were answered, in order; none of an alert that was raised before these were kept
    size_t n_said;
    struct response_shown now;      // what took their place in the end; row.id v == 0 where they stand
    struct client client;
    struct crisis_help help;
    const struct alert_act *acts;   // in order
    size_t n_acts;
    bool mine;                      // whoever asks is the named person
    bool overdue;
};
MUST_USE err desk_alert_get(struct desk *d, alert_id id, struct alert_shown *out);      // verb ALERT_SHOW
MUST_USE err desk_alert_of_response(struct desk *d, response_id id, alert_id *out);     // no verb: behind RESPONSE_SHOW; v == 0: none

// What can be recorded. None of it is an assessment.
enum alert_kind { DONE_SEEN, DONE_TRIED, DONE_SPOKEN, DONE_SUPERVISOR, DONE_PHYSICIAN, DONE_CRISIS_LINE, DONE_EMERGENCY, DONE_NOTE, DONE_REOPENED, ALERT_KINDS };
str alert_kind_name(enum alert_kind k);     // "seen", "tried", "spoken", "supervisor", "physician", "crisis-line", "emergency", "note", "reopened"
bool alert_kind_of(str name, enum alert_kind *out);
bool alert_kind_closes(enum alert_kind k);  // spoken, supervisor, physician, crisis-line, emergency

struct alert_act_in {
    int64_t version;
    str kind;                       // "kind"
    str words;                      // at most 1000 code points; of a note needed; "words"
};
// Verb ALERT_ACT. One that closes ends the task, "reopened" begins it anew; E_CONFLICT when it was changed meanwhile.
MUST_USE err desk_alert_act(struct desk *d, alert_id id, const struct alert_act_in *in);

// Verb ALERT_LIST, for Today. Owners and the named person see theirs (and all who may where nobody is named); the front desk sees `others` alone.
struct alerts_today {
    struct alert_list mine;         // oldest first
    bool waiting;                   // something waits that whoever asks does not see
    str others;                     // … whose task it is, the oldest; '' nobody is named
    account_id others_id;
    bool unreached;                 // … and the mail to them did not arrive
    str phone;                      // of the person that is named now; '' not said
    account_id phone_of;            // … and who that is
    bool no_mail;                   // something waits, and no mail can be sent from here
};
MUST_USE err desk_alerts_today(struct desk *d, struct alerts_today *out);

// For pages behind a verb that shows clinical content.
struct alert_standing {
    struct alert_list open;         // tasks of the client that wait, the oldest first
    bool advised;                   // reference, 3.5.6: the last PHQ-8 or PHQ-9 is 20 or more, or 15 or more on two days, this one among them
};
MUST_USE err desk_alert_standing(struct desk *d, client_id client, struct alert_standing *out);

// --- the job, role system, above every practice. Verb UPKEEP.
MUST_USE err desk_alerts_late(struct desk *d, bool *any);       // a read: did somebody not act in time?
// Tells every active owner, once, at the address that they sign in with; at most 50 at a time.
MUST_USE err desk_alerts_escalate(struct desk *d, size_t *n);

// --- the client, by link or on the tablet

struct support {
    alert_id id;
    bool sent;                      // the answers were; else the questions go on
    enum alert_said said;
    struct crisis_help help;
    str practice, phone;            // phone '' not given
    str crisis_line;
};
// Is there something that this link raised and that the client has not answered? Then its pages lead to the support page; while the questions are
// being answered, until the client went on from there. No verb.
// *raised: the numbers stay within reach on every page that follows; on the practice's tablet until the answers are sent, as the next to look is
// somebody else. raised may be NULL.
MUST_USE err desk_support_wanted(struct desk *d, bool tablet, bool *out, bool *raised);
// Whom to turn to, for a page that shows it itself at the tap: behind ASK_SHOW. The id is not filled in.
MUST_USE err desk_support_help(struct desk *d, struct support *out);
MUST_USE err desk_support_show(struct desk *d, struct support *out);   // verb SUPPORT_SHOW; E_NOT_FOUND where this link raised nothing
// Verb SUPPORT_SAY. "I am safe" leaves the task open: a person decides. The other two begin it anew where it was closed.
MUST_USE err desk_support_say(struct desk *d, enum alert_said said);
// The client saw whom to turn to and goes on with the questions, without saying how they are: written down once. Verb SUPPORT_SAY. E_NOT_FOUND where
// this link raised nothing. Once the answers are sent, the support page wants to be answered all the same.
MUST_USE err desk_support_on(struct desk *d);
// The same for the desk's own files, in a transaction that has begun.
MUST_USE err support_shown(struct desk *d);

#endif
