// Safety at the desk: intake, findings and what was done about them, consents. What stands here is what every other page needs.
#ifndef UNKNOT_DESK_SAFETY_H
#define UNKNOT_DESK_SAFETY_H

#include "clinic/screen.h"
#include "desk/desk.h"

// What counts of a finding now, from its level, whether it was unknown, and what was done about it last.
enum finding_state {
    FINDING_ASK,        // unknown and not asked yet
    FINDING_HOLDS,      // fires (or asked-yes) and stands
    FINDING_NO,         // asked: no
    FINDING_PROCEED,    // the therapist goes on, with a reason (never for levels 1 and 2)
    FINDING_CLEARED     // cleared by somebody who assessed it (levels 1 to 3), until a day or for good
};

struct finding_row {
    finding_id id;
    str rule;
    enum screen_level level;
    bool unknown;
    enum finding_state state;
    struct screen_limits limits;
    str words;                  // for the therapist
    str for_client, source;
    const str *because;         // question ids
    size_t n_because;
    instant at;
    str act_reason, act_by;     // of the last act, empty where there is none
    instant act_at;
    opt_day act_until;
};

enum intake_state { INTAKE_NONE, INTAKE_BEGUN, INTAKE_DONE };

// One client's safety in one read: what the note, the plan, Today and the client's page show.
struct safety {
    enum intake_state intake;
    instant intake_at;                  // submitted (or last saved)
    const struct finding_row *findings; // that count: ASK, HOLDS, PROCEED, CLEARED; highest level first; NO is left out
    size_t n;
    size_t n_ask;                       // still to be asked
    bool stop;                          // level 1 or 2 stands (holds, or is to be asked): no session, front desk sees "therapist to call"
    bool defer;                         // level 3 stands
    bool consent_treatment;             // the last consent to treatment was given
    bool consent_region[5];             // by enum body_consent; [CONSENT_NONE] is true
    struct screen_limits limits;        // of all findings that hold or proceed, added up: regions and barred techniques joined, lowest pressure and minutes
};
// Verb SAFETY_SHOW (capability SAFETY_READ).
MUST_USE err desk_safety(struct desk *d, client_id client, struct safety *out);

// Without content, for the front desk, many clients at once. Verb INTAKE_STATUS.
struct safety_flag {
    client_id client;
    enum intake_state intake;
    bool call;                          // "therapist to call": level 1 or 2 stands
    bool ask;                           // something is to be asked, or level 3 stands
    bool consent;                       // consent to treatment is there
};
MUST_USE err desk_safety_flags(struct desk *d, const client_id *clients, size_t n, struct safety_flag *out);

#endif
