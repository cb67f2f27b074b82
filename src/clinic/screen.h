// Is it safe? A health history goes in, findings come out: what to stop, defer, avoid or modify, why, and from which answers.
// Rules and questions are data (content/safety/*.json). Three-valued: a question that was not answered is unknown, never "no"; where an
// unknown answer could make a rule fire, the rule gives a finding that is to be asked, never "clear". Highest level wins, limits add up.
// Pure: no clock, no database. Rules are advice to a professional, not a diagnosis. Source: reference, section 3.
#ifndef UNKNOT_CLINIC_SCREEN_H
#define UNKNOT_CLINIC_SCREEN_H

#include "base/civil.h"
#include "base/formula.h"
#include "base/json.h"
#include "clinic/body.h"

enum screen_level { LEVEL_EMERGENCY = 1, LEVEL_STOP = 2, LEVEL_DEFER = 3, LEVEL_AVOID = 4, LEVEL_MODIFY = 5 }; // S1 .. S5
const char *screen_level_name(enum screen_level l); // "S1" .. "S5"

enum question_kind {
    ASK_YES_NO,         // true or false; "not sure" is unknown
    ASK_CHOICE,         // one of its options' ids, a text
    ASK_CHOICES,        // several: the names "<id>.<option>" are true or false each
    ASK_NUMBER,         // within its bounds
    ASK_DAY,            // days since 1970-01-01 as a number; formulas see "<id>.days_ago" as well
    ASK_TEXT,           // free words for the therapist; no formula sees them
    ASK_SITES           // places on the body; formulas see "<id>.<code>" as true or false
};

struct question_option {
    str id, words;
};

struct question {
    str id;
    enum question_kind kind;
    str page;                       // questions with the same page stand on one screen
    str words, hint;                // English, plain
    const struct question_option *options;
    size_t n_options;
    double lo, hi;                  // ASK_NUMBER
    const struct formula *when;     // asked only where true or unknown; NULL always
    bool female_only;               // not asked where the client's sex is known to be male
};

// What a finding limits. Empty lists and 0 limit nothing.
struct screen_limits {
    const struct site *avoid;       // regions not to be treated
    size_t n_avoid;
    const str *barred;              // techniques not to be used, ids of content/techniques
    size_t n_barred;
    int pressure_max;               // 1 .. 5; 0 no limit
    int minutes_max;                // of a session; 0 no limit
    const str *positions;           // positions to use: "side-lying", "semi-reclined", "seated"; empty: any
    size_t n_positions;
};

struct screen_rule {
    str id;
    enum screen_level level;
    const struct formula *when;     // over the names of the questions, "age", "sex", "today"
    struct screen_limits limits;
    str for_client, for_therapist;  // what each is told, English
    str source;                     // and how sure we are of it
    bool verified;
    int valid_days;                 // 0: until it is cleared or answered anew; 1: this visit
    str review_day;                 // when the rule is to be looked at again
};

struct screen_rules {
    str version;                    // "2026-11-21", and a hash of the files
    const struct question *questions;
    size_t n_questions;
    const struct screen_rule *rules;    // by level, then id
    size_t n_rules;
    const struct fname *names;      // what formulas may name
    size_t n_names;
};

struct screen_error {
    str file, path, reason;         // English: "safety/rules.json", "rules[3].when", "unknown name fevr"
};
// NULL on error. `text` is one file; content/safety holds two: questions.json and rules.json.
const struct screen_rules *screen_load(arena *a, str questions_json, str rules_json, struct screen_error *e);
// The rules that this program ships, loaded once per process into memory that stays; asserts that they load (a test holds it).
const struct screen_rules *screen_shipped(void);

struct screen_about {               // what is known of the client besides the answers
    day today;
    bool born_known;
    day born;
    str sex;                        // female, male, other, unknown
};

struct screen_finding {
    const struct screen_rule *rule;
    bool unknown;                   // the rule could fire: ask. false: it does
    const str *because;             // ids of the questions whose answers made it; of an unknown one, those still to answer
    size_t n_because;
    struct screen_limits limits;    // the rule's, with sites that the answers name put in
};

struct screen_result {
    const struct screen_finding *findings;  // firing ones first, highest level first
    size_t n;
    const str *to_ask;              // ids of the questions that matter and have no answer, in the order asked
    size_t n_to_ask;
    const str *trace;               // one line a rule that fired or could, English
    size_t n_trace;
};

// `answers` is the JSON object {"question id": true | false | "option" | ["option", …] | number | "YYYY-MM-DD" | ["site", …] | null}.
// A value of another kind, an option that is none or a number out of bounds is in *bad (member name and rule) and counts as unknown.
struct screen_bad {
    str id, reason;
};
struct screen_result screen(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers,
    const struct screen_bad **bad, size_t *n_bad);
// Is this question to be asked, given what was answered so far?
bool screen_asks(arena *a, const struct screen_rules *r, const struct question *q, const struct screen_about *about, const struct json *answers);

#endif
