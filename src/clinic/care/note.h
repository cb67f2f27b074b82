// A session note's body: what it holds, its canonical JSON, what is carried forward from the last one, and where it goes past the limits
// that the findings set. Pure. Source: reference, 4.1 (what to record), 6 (SOAP), 3 (limits).
#ifndef UNKNOT_CLINIC_NOTE_H
#define UNKNOT_CLINIC_NOTE_H

#include "base/opt.h"
#include "clinic/safety/screen.h"
#include "clinic/care/technique.h"

// Parts that come along from the last note and stay marked until somebody confirms or changes them. What is said (S), scored and found (O)
// is never among them.
enum note_part { NOTE_TECHNIQUES, NOTE_POSITION, NOTE_LUBRICANT, NOTE_A, NOTE_P, NOTE_HOME, NOTE_PARTS };
const char *note_part_name(enum note_part p); // "techniques", "position", "lubricant", "a", "p", "home-care"
bool note_part_of(str name, enum note_part *out);

struct note_technique {
    str technique;              // id of the vocabulary
    struct site site;
    int minutes;                // hands on, 0 .. 480
    int pressure;               // 1 .. 5; 0 does not apply
};

enum { NOTE_TECHNIQUES_MAX = 40, NOTE_WORDS_MAX = 4000, NOTE_LINE_MAX = 200, NOTE_REASON_MAX = 1000, NOTE_MEASURES_MAX = 40 };

// Where a note goes past a limit. Each needs a reason in words to be signed.
enum note_breach_kind {
    BREACH_AVOID,               // a region to be avoided was treated
    BREACH_BARRED,              // a technique that is barred
    BREACH_PRESSURE,            // more pressure than `max`
    BREACH_MINUTES,             // more minutes in all than `max`
    BREACH_POSITION,            // a position that is not among those left
    BREACH_INTAKE,              // no health form was ever sent, nor filled in with the client: nobody asked what makes massage unsafe …
    BREACH_INTAKE_OLD,          // … or the last one is too old
    BREACH_CONSENT_TREATMENT,   // no consent to treatment on file
    BREACH_CONSENT_FILE,        // a region that needs its own consent, none on file …
    BREACH_CONSENT_TODAY        // … or not given today
};
struct note_breach {
    enum note_breach_kind kind;
    size_t row;                 // of techniques; SIZE_MAX where it is about the whole
    str position;               // BREACH_POSITION
    int max;                    // BREACH_PRESSURE, BREACH_MINUTES
    enum body_consent consent;  // BREACH_CONSENT_FILE, BREACH_CONSENT_TODAY: each once
};
struct note_past {              // one of them in a signed note, as it was then
    struct note_breach breach;
    str why;                    // names of the findings that set the limit, "; " between them; empty: none did
};
enum { NOTE_PAST_MAX = 160 };

struct note_body {
    str s, o, a, p;                         // words
    const struct note_technique *techniques;
    size_t n_techniques;
    str positions[POSITIONS_MAX];           // ids, in the order of the vocabulary
    size_t n_positions;
    str lubricant;
    str home_care[HOME_CARE_MAX];           // ids, in the order of the vocabulary
    size_t n_home_care;
    str home_words;
    bool consent;                           // the client agreed to today's treatment, by word of mouth
    bool consent_region[5];                 // by enum body_consent, of the day as well
    bool not_treated;                       // nobody was treated: `why` says why
    str why;
    str limits_reason, minutes_reason, late_reason; // where the note goes past a limit, past the booked time, or comes late
    int64_t measures[NOTE_MEASURES_MAX];    // ids of the ratings of the day, put in when it is signed
    size_t n_measures;
    const struct note_past *past;           // where it goes past a limit, put in when it is signed; none of notes from before these were kept
    size_t n_past;
    unsigned unconfirmed;                   // bit per enum note_part: carried forward and not looked at yet
    opt_day from;                           // day of the session that they come from
};

// False where the text is no such body: *why says what is wrong, in English. Texts point into `a`.
bool note_body_parse(arena *a, str json, struct note_body *out, str *why);
str note_body_json(arena *a, const struct note_body *b);    // canonical: the same body gives the same bytes
bool note_part_same(const struct note_body *x, const struct note_body *y, enum note_part p);
bool note_part_empty(const struct note_body *b, enum note_part p);
int note_minutes(const struct note_body *b);                // hands on, in all

// A new body from the last signed one of that day.
struct note_body note_carry(const struct note_body *last, day from);
// What was changed since `before` is looked at: its mark goes. A mark never comes back.
void note_confirm_changed(const struct note_body *before, struct note_body *now);

struct note_limits {
    const struct screen_limits *limits;
    bool intake, intake_fresh;  // a health form was sent; and not too long ago
    bool consent_treatment;
    bool consent_region[5];     // by enum body_consent, on file
};
// Empty for a note of nobody treated.
size_t note_breaches(arena *a, const struct note_body *b, const struct note_limits *l, const struct note_breach **out);
// Consents that the treated regions need, bit per enum body_consent.
unsigned note_consents_needed(const struct note_body *b);

#endif
