// Harm: what counts as an adverse event, whom one asks about it, by when somebody follows it up, and what may be said of how often. Pure.
// Source: reference, 2.16 (what is asked), 3.4 (a log with mandatory follow-up; no rates in general). Where the reference says nothing the rule
// is our own, and says so.
#ifndef UNKNOT_CLINIC_HARM_H
#define UNKNOT_CLINIC_HARM_H

#include "base/json.h"
#include "base/opt.h"

enum adverse_what { ADVERSE_SORENESS, ADVERSE_BRUISING, ADVERSE_HEADACHE, ADVERSE_DIZZINESS, ADVERSE_NAUSEA, ADVERSE_NUMBNESS, ADVERSE_WORSE_PAIN,
    ADVERSE_OTHER, ADVERSE_WHATS };
// Mild: noticed, and keeps from nothing. Moderate: keeps from daily life, or wants advice. Severe: needs a doctor, or is dangerous. Our own; people
// read them as the message care.severity-means wherever a severity is chosen.
enum adverse_severity { SEVERITY_MILD, SEVERITY_MODERATE, SEVERITY_SEVERE, SEVERITIES };
str adverse_what_name(enum adverse_what w);             // "soreness", …
bool adverse_what_of(str name, enum adverse_what *out);
str severity_name(enum adverse_severity s);             // "mild", "moderate", "severe"
bool severity_of(str name, enum adverse_severity *out);

// Words that are kept. False for any other; empty is none of them.
bool harm_outcome_valid(str name);                      // "resolved", "resolving", "lasting", "unknown"
bool harm_relation_valid(str name);                     // "unlikely", "possible", "likely"
bool harm_contact_valid(str name);                      // "phone", "visit", "message", "tried"

// Soreness that is not severe and gone within a day is no harm: kept and shown, counted apart. Of one whose length nobody knows it is not known
// whether it is: it is followed up as if it were, and counted as neither.
enum harm_class { HARM_EVENT, HARM_EXPECTED, HARM_UNKNOWN, HARM_CLASSES };
enum harm_class harm_class_of(enum adverse_what what, enum adverse_severity severity, opt_int days);  // days it lasted, 0 less than one
bool harm_followed(enum adverse_what what, enum adverse_severity severity, opt_int days);      // moderate and severe, but expected soreness
// To be followed up by: severe on the day itself, moderate within two working days, Monday to Friday, whatever holidays are in between.
day harm_due(enum adverse_severity severity, day said);
// Contact made and outcome known: then a follow-up may be closed.
bool harm_closes(bool spoken, str outcome);

// --- after which sessions one asks, a day to three later

enum { HARM_FIRST = 1, HARM_DOSE = 2, HARM_FINDING = 4, HARM_AFTER_EVENT = 8 };
str harm_why(arena *a, unsigned bits);                  // "first dose", in that order; "" none
struct harm_session {
    int minutes;                // booked
    int pressure;               // the highest of its note; 0 not known, or it does not apply
    double per_week;            // sessions a week of its plan; 0 none
    bool finding;               // a region was avoided or the session modified, or a finding was overridden
};
// More or fewer minutes by more than HARM_MINUTES, another highest pressure where both are known, another rhythm of the plan where both have one.
enum { HARM_MINUTES = 10 };
bool harm_dose_changed(const struct harm_session *now, const struct harm_session *before);
// before NULL: it was the first one. event_before: something moderate or worse followed the session before it.
unsigned harm_asked(const struct harm_session *now, const struct harm_session *before, bool event_before);
#define HARM_ASK_FROM_US (24 * HOUR_US)                 // after the end of the session …
#define HARM_ASK_TO_US (72 * HOUR_US)                   // … up to then

// --- the register

struct harm_visit {             // a session with a signed note in which somebody was treated
    const str *techniques;      // ids, each once
    size_t n_techniques;
    const str *regions;         // codes of clinic/safety/body.h without their sides, each once
    size_t n_regions;
    bool asked;                 // a message asked how it was
    bool nothing;               // the client said that nothing unusual followed
};
struct harm_event {
    size_t visit;               // after which; SIZE_MAX: none of those
    enum adverse_what what;
    enum adverse_severity severity;
    opt_int days;
};

// How many sessions were followed by an adverse event, once each however many there were, in 1000: of all, and of those of which anything is
// known. The true share among all lies between only if silence says nothing.
struct harm_rate {
    size_t sessions, answered, followed;
    double of_all, all_lo, all_hi;              // where sessions > 0; exact (Clopper & Pearson), 95 %
    double of_answered, answered_lo, answered_hi;   // where answered > 0
};
enum { HARM_FEW = 300 };        // of fewer sessions even none may mean 1 in 100: three in n (Hanley & Lippman-Hand 1983)
struct harm_group {
    str id;                     // of the technique or region
    struct harm_rate rate;
};
struct harm_register {
    size_t asked;               // sessions
    size_t events[SEVERITIES];  // adverse events after these sessions
    size_t expected, unknown;   // soreness that is none, or that may be
    size_t loose;               // adverse events after no such session: in no rate
    size_t withdrawn;           // reports taken back as entered by mistake: in no figure; harm_register_of leaves it 0, whoever has it puts it
    struct harm_rate all, by[SEVERITIES];       // by: followed by one at least as severe
    bool few;
    const struct harm_group *techniques, *regions;  // by name
    size_t n_techniques, n_regions;
};
struct harm_register harm_register_of(arena *a, const struct harm_visit *v, size_t n, const struct harm_event *e, size_t n_events);

// {"sessions":[{"techniques":["effleurage"],"regions":["neck"],"asked":true,"nothing":true}],"events":[{"session":0,"what":"bruising",
// "severity":"mild","days":3}],"withdrawn":0}: session counts from 0, null none; days null not known. What harm_probe reads, harm_rows_json writes.
void harm_rows_json(struct jw *w, const struct harm_visit *v, size_t n, const struct harm_event *e, size_t n_events, size_t withdrawn);
void harm_register_json(struct jw *w, const struct harm_register *r);
// The register of such a text, as JSON. False: *why says what is wrong, English.
bool harm_probe(arena *a, str text, str *json, str *why);

#endif
