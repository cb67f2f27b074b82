// What a therapist measures where a rule wants it: blood pressure, temperature, platelets; on a page of its own, without the health form. The readings
// are answers of the health form (clinic/safety/screen.h, by_therapist): each entry is the next version of it, the others are kept, and findings follow at
// once. What is of its day (today_only) is asked anew on another. A pressure that is too high is measured again after five minutes of rest: both readings
// are kept, each with its time (readings.h), and what the rule makes of them is the rule's (bp.severe). Source: reference, 3.2.
#ifndef UNKNOT_DESK_VITALS_H
#define UNKNOT_DESK_VITALS_H

#include "desk/safety/intake_part.h"

struct vital {
    const struct question *q;
    const struct json *value;   // what counts today; NULL: not measured
    instant at;                 // when it was entered
    bool wanted;                // a rule waits for it
    bool shown;                 // a second reading only where the first was too high
};
struct vital_past {             // a reading of an earlier version of the form
    const struct question *q;
    str value;
    instant at;
    bool corrected;             // entered otherwise later on that day
};
struct vitals {
    bool none;                  // no health form was sent yet: there is nothing that it could be added to
    intake_id seen;             // the version that an entry is made on
    const struct vital *v;
    size_t n;
    bool again;                 // a second reading of the pressure is due at again_at
    instant again_at;
    const struct vital_past *past;  // the newest first, of other days or since corrected
    size_t n_past;
};
// Verb VITALS_SHOW (capability SAFETY_READ).
MUST_USE err desk_vitals(struct desk *d, client_id client, struct vitals *out);

struct vitals_in {
    client_id client;
    intake_id seen;
    const struct intake_value *values;  // as JSON; empty: not measured, or taken back
    size_t n;
};
// Verb VITALS_RECORD (SAFETY_WRITE). Problems on "q_<question>"; on "": nothing was entered (E_INVALID), no form (E_INVALID), changed meanwhile (E_CONFLICT), where
// not the same was entered; what readings_right (readings.h) refuses. May run twice.
MUST_USE err desk_vitals_record(struct desk *d, const struct vitals_in *in);

#endif
