// Is it safe? A health history goes in, findings come out: what to stop, defer, avoid or modify, why, and from which answers.
// Rules and questions are data (content/safety/*.json). Three-valued: a question that was not answered is unknown, never "no"; where an
// unknown answer could make a rule fire, the rule gives a finding that is to be asked, never "clear". Highest level wins, limits add up.
// Pure: no clock, no database. Rules are advice to a professional, not a diagnosis. Source: reference, section 3.
//
// What a formula may name:
//   age, sex, today         "age" in completed years: from the day of birth, or from the answer to a question with the id "age"
//   Q                       yes-no: true or false. choice: the option, a text. number: the number. day: days since 1970-01-01
//   Q.OPTION                choices: that option was ticked. Q.any: one of them was
//   Q.days_ago              day: days since it, negative while it is to come
//   Q.CLASS                 text that reads medicines: one of that class of clinic/safety/medicines.h is named in it. Q.unread: unknown where a name was not
//                           read, or it was "not sure". Empty or absent it names none: what matters is asked by questions of its own
//   Q.CODE                  sites: that region of clinic/safety/body.def, on either side. Q.any: there is a site at all
//   NAME                    derived names of a question (in questions.json: "derived"), such as pregnancy.weeks: completed weeks of pregnancy
//                           from the due date; their formulas see the names before them
// A question is asked where its `when` is true or unknown. Where it is not asked its yes-no names count as false, and its numbers, days and
// texts as "does not apply": a rule that is unknown only by those does not fire. What a therapist measures (by_therapist) counts
// whenever it is there.
#ifndef UNKNOT_CLINIC_SCREEN_H
#define UNKNOT_CLINIC_SCREEN_H

#include "base/civil.h"
#include "base/formula.h"
#include "base/json.h"
#include "clinic/safety/body.h"

enum screen_level { LEVEL_EMERGENCY = 1, LEVEL_STOP = 2, LEVEL_DEFER = 3, LEVEL_AVOID = 4, LEVEL_MODIFY = 5 }; // S1 .. S5
const char *screen_level_name(enum screen_level l); // "S1" .. "S5"

enum question_kind {
    ASK_YES_NO,         // true or false; "not sure" is unknown
    ASK_CHOICE,         // one of its options' ids, a text
    ASK_CHOICES,        // several: the names "<id>.<option>" are true or false each; [] is "none of these"
    ASK_NUMBER,         // within its bounds
    ASK_DAY,            // days since 1970-01-01 as a number; formulas see "<id>.days_ago" as well
    ASK_TEXT,           // free words for the therapist; no formula sees them, unless it reads medicines
    ASK_SITES           // places on the body; formulas see "<id>.<code>" as true or false; [] is "nowhere", no answer where there is no such choice
};
const char *question_kind_name(enum question_kind k); // "yes-no", "choice", "choices", "number", "day", "text", "sites": as in the data and in probes

struct question_option {
    str id, words;
};

// One screen of the intake.
struct screen_page {
    str id;
    str words, hint;                // English, plain: its heading
};

struct question {
    str id;
    enum question_kind kind;
    str page;                       // questions with the same page stand on one screen
    str words, hint;                // English, plain
    const struct question_option *options;
    size_t n_options;
    double lo, hi;                  // ASK_NUMBER
    str unit;                       // ASK_NUMBER: "mmHg"; empty where there is none
    const struct formula *when;     // asked only where true or unknown; NULL always
    str when_text;                  // as written
    str nowhere;                    // ASK_SITES: words of the choice that it has no place ("In a lung only"); empty: it has one, and [] is no answer
    bool limbs;                     // ASK_SITES: arms and legs only ("places": "limbs")
    int ahead;                      // ASK_DAY: at most so many days to come ("days_ahead"); 0: any
    int oldest;                     // not asked where the client is known to be older; 0: of any age. An answer counts all the same
    bool female_only;               // not asked where the client's sex is known to be male. An answer counts all the same
    bool by_therapist;              // measured or read off by the therapist ("by"); never on a client's screen
    bool for_therapist;             // for the therapist to read ("for"): need not be answered
    bool reads_medicines;           // ASK_TEXT: its words are read as medicines ("reads")
    bool again;                     // by_therapist: measures once more what another one measured, where that was too high
    bool today_only;                // measured for its day ("valid": "this visit"): not carried into a later form
    uint16_t name, n_names;         // its names in screen_rules.names: first and how many
};

// What a finding limits. Empty lists and 0 limit nothing.
struct screen_limits {
    const struct site *avoid;       // regions not to be treated
    size_t n_avoid;
    const str *barred;              // techniques not to be used, ids of content/techniques
    size_t n_barred;
    int pressure_max;               // 1 .. 5; 0 no limit
    int minutes_max;                // of a session; 0 no limit
    const str *positions;           // positions to use: "side-lying", "semi-reclined", "seated", "supine", "prone"; empty: any
    size_t n_positions;
    bool no_position;               // added up, no position is left: ask before treating
};
// Both: places and techniques joined, the lower pressure and minutes, the positions that both allow.
struct screen_limits screen_limits_add(arena *a, const struct screen_limits *x, const struct screen_limits *y);

// By what a level 3 ends.
enum screen_lift {
    LIFT_NONE,          // not level 3
    LIFT_CLEARANCE,     // a letter of who treats it
    LIFT_TIME,          // when lift_days have gone by since the event
    LIFT_SYMPTOM_FREE,  // lift_days without symptoms; no letter
    LIFT_CONVERSATION   // the therapist talks with the client (or guardian) and records it
};
const char *screen_lift_name(enum screen_lift l); // "", "clearance", "time", "symptom-free", "conversation"

struct screen_rule {
    str id;
    str words;                      // its name in a line: "Blood clot suspected"
    enum screen_level level;
    const struct formula *when;     // over the names above
    const struct formula *also;     // of two put together that are larger than a formula may be: it holds where either does; else NULL
    str when_text;                  // as written; of two put together, "(…) or (…)"
    struct screen_limits limits;
    const uint16_t *regions_from;   // questions (ASK_SITES, by index) whose sites are avoided as well
    size_t n_regions_from;
    str for_client, for_therapist;  // what each is told, English
    str source;                     // and how sure we are of it
    bool verified;
    int valid_days;                 // 0: until it is cleared or answered anew; 1: this visit; else so many days
    enum screen_lift lift;          // level 3 only
    int lift_days;
    str review_day;                 // when the rule is to be looked at again, "2027-05-21"
    const struct json *written;     // the object that it was read from; NULL of one that was put together (screen_overlay.h)
};

// The questions to ask again where something got worse: of these regions and kinds of concern; of neither, everywhere.
struct screen_red_flags {
    const struct body_region *const *regions;
    size_t n_regions;
    const str *kinds;               // as concern_kind_name has them: "headache"
    size_t n_kinds;
    const uint16_t *questions;      // by index; not what a therapist measures, nor free words
    size_t n_questions;
    str source;
};

struct screen_signature {           // who answers for the rule set; none yet
    str who, role, licence;         // role: "physician" or "therapist"
    str version, day;               // of the rule set that was signed, as its file has it ("2026-11-22"), and when
    str what;                       // what exactly was signed, English
};

struct screen_rules {
    str version;                    // "2026-11-21-" and a hash of the files
    str sign_off;                   // English: whether a physician and a therapist have signed it
    const struct screen_signature *signatures;
    size_t n_signatures;
    const struct screen_page *pages;    // in the order asked
    size_t n_pages;
    const struct question *questions;
    size_t n_questions;
    const struct screen_rule *rules;    // by level, then id
    size_t n_rules;
    const struct fname *names;      // what formulas may name
    size_t n_names;
    const struct screen_name *name_is;  // what each of them is (screen_data.h)
    const uint16_t *by_id;          // questions by id
    const struct screen_red_flags *red_flags;   // may be none; those that ship have them
    size_t n_red_flags;
    const str *techniques;          // the ids that rules may bar
    size_t n_techniques;
};

struct screen_error {
    str file, path, reason;         // English: "safety/rules.json", "rules[3].when", "unknown name fevr"
};
// NULL on error. `text` is one file; content/safety holds two: questions.json and rules.json.
const struct screen_rules *screen_load(arena *a, str questions_json, str rules_json, struct screen_error *e);
// The rules that this program ships, loaded once per process into memory that stays; asserts that they load (a test holds it).
const struct screen_rules *screen_shipped(void);
const struct screen_rule *screen_rule_of(const struct screen_rules *r, str id);     // NULL where there is none
fvalue screen_rule_is(const struct screen_rule *rule, const fvalue *values, size_t n_values);   // its condition, three-valued: when or also
const struct question *screen_question_of(const struct screen_rules *r, str id);    // NULL where there is none

struct screen_about {               // what is known of the client besides the answers
    day today;
    bool born_known;
    day born;
    str sex;                        // female, male, other, unknown; empty is unknown
};

struct screen_finding {
    const struct screen_rule *rule;
    bool unknown;                   // the rule could fire: ask. false: it does
    const str *because;             // ids of the questions whose answers made it; of an unknown one, those still to answer
    size_t n_because;
    const str *made_by;             // the same to the letter, names: "now.chest_pain", "bp.systolic"; of an unknown one, what is not known
    size_t n_made_by;
    struct screen_limits limits;    // the rule's, with sites that the answers name put in
    bool places_unknown;            // it fires, and a question where on the body is not answered yet (it is in to_ask)
};

struct screen_result {
    const struct screen_finding *findings;  // firing ones first, highest level first
    size_t n;
    const str *to_ask;              // ids of the questions that matter and have no answer, in the order asked; a follow-up only
    size_t n_to_ask;                // once what it follows was answered (or is "not sure"). Of a rule that fires: what is to be measured for it
    const str *trace;               // one line a rule that fired or could, English
    size_t n_trace;
    const str *unheard;             // ids of the questions that were answered with more than "no" and are not asked: these answers count nowhere
    size_t n_unheard;
};

// `answers` is the JSON object {"question id": true | false | "option" | ["option", …] | number | "YYYY-MM-DD" | ["site", …] | null}.
// null is "not sure", as a member that is absent it is unknown. Among several, "not-sure" makes all that are not ticked unknown.
// A value of another kind, an option that is none or a number out of bounds is in *bad (member name and rule) and counts as unknown. Of a question that is not asked nothing is
// judged, and the answer is in `unheard`.
enum screen_wrong { WRONG_VALUE, WRONG_NOWHERE, WRONG_NONE_TOO, WRONG_TOO_FAR }; // no place where there is one; "none" beside others; a day too far ahead
struct screen_bad {
    str id, reason;
    enum screen_wrong is;
};
struct screen_result screen(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers,
    const struct screen_bad **bad, size_t *n_bad);
// Is the question ever put to such a client, whatever is answered? By age and sex.
bool screen_fits(const struct question *q, const struct screen_about *about);
// Is this question to be asked, given what was answered so far?
bool screen_asks(arena *a, const struct screen_rules *r, const struct question *q, const struct screen_about *about, const struct json *answers);
// The same for all questions at once, by their index; half the work where a whole page or a progress bar is drawn.
const bool *screen_asked(arena *a, const struct screen_rules *r, const struct screen_about *about, const struct json *answers);

#endif
