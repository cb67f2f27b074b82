// What else than an answer (alerts.h) raises a task: a finding of level 1 or 2 that comes to stand, and an adverse event. Clinical source: reference,
// 3.1 (S1 emergency, S2 stop and refer the same day) and 3.5 (the task, its mail, and who is told where nobody acts).
//   - It is always raised, in the transaction that makes the finding or keeps the event; nothing need be set up for it. Who is to act is the
//     therapist of the next visit, else of the plan that runs, else of the last session, else the person whom the practice named; where there is none,
//     every owner is written to at once.
//   - They are written to at once, before any other mail: at the address that they confirmed, else the one that they sign in with; and by a text
//     message where they asked for one (alert_text). Neither has a name or a clinical word. Owners are told as alerts.h says: when the mail reached
//     nobody, or nobody acted in time (level 1: an hour; otherwise the same day).
//   - What is merely not answered yet raises none: it holds the visit and waits to be asked. The same finding from the same answers raises none again;
//     nor does one whose rule a task waits for already: that says "changed" where another form said it.
#ifndef UNKNOT_DESK_ALERT_CAUSES_H
#define UNKNOT_DESK_ALERT_CAUSES_H

#include "desk/safety/alerts.h"
#include "store/safety.h"

struct alert_because {
    enum alert_cause cause;     // CAUSE_FINDING or CAUSE_EVENT
    str fired;                  // canonical JSON, an array of texts: ids of the rules, ["cauda-equina"]; what the event is, ["severe"]
    int64_t about;              // CAUSE_FINDING: the health form, 0 none; CAUSE_EVENT: the event's id, never 0
    int level;                  // CAUSE_FINDING: 1 or 2, the highest; CAUSE_EVENT: 0
};
// In a transaction that has begun. Raises the task, with its mail and its row in the audit trail. An event that raised one before: that is open
// again, and mail goes once more. The caller has read the client:
// E_NOT_FOUND or E_CONFLICT for one that is none of the actor's.
MUST_USE err desk_alert_raise_for(struct desk *d, client_id client, const struct alert_because *because, alert_id *out);
// The task ends by itself, as what raised it did: an act of kind "over". One that is closed already stays as it is.
MUST_USE err desk_alert_over(struct desk *d, alert_id id);
// The one that an event raised; v == 0: none.
MUST_USE err desk_alert_of_event(struct desk *d, int64_t event, alert_id *out);

// After findings of a client changed, in the same transaction: what newly stops raises one task for all of it; a task of which no finding stands
// any more is over. `before`: those that stood, as finding_standing read them then.
MUST_USE err alert_findings_changed(struct desk *d, client_id client, const struct finding_list *before);
// The job, once a day, of one practice: what time makes of the answers that were sent (findings_of_today) and what stops becomes a finding that is
// kept; what stops or defers by rules that changed since likewise; and whose clearance ran out yesterday is held again. All raise, and so does what
// stood when nobody was told yet. The clients behind `after`, some at a time; *next: where to go on, v == 0 at
// the end. Verb UPKEEP.
MUST_USE err desk_findings_of_time(struct desk *d, client_id after, client_id *next);

// Who left, or does not treat any more, is nobody.
MUST_USE err alert_acts_still(struct desk *d, account_id who, bool *yes);
// Mail once more to the person whom the practice names. Whoever has left, or treats no more, is nobody: then every owner is written to at once, where
// they were not told that nobody acted (`escalated`: the caller tells them).
MUST_USE err alert_tell_named(struct desk *d, alert_id id, bool escalated);

bool alert_fired_has(struct desk *d, str fired, str rule);  // is it one of those that an alert names?
// What raised an alert of CAUSE_FINDING, in the order in which it names them; one that cannot be read is left out.
struct alert_finding;
MUST_USE err alert_findings_of(struct desk *d, const struct alert_row *x, const struct alert_finding **out, size_t *n);

#endif
