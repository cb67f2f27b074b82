// An instrument as data: content/instruments/<id>.json says what is asked, how it is answered and how it is scored; this file
// reads it, proves what can be proven, and scores answers exactly. Pure: no clock, database, locale. Adding one changes no C
// (doc/HOWTO.md). Facts: reference, section 2.
//
// Names in formulas: q7 is the answer to item "7"; an item whose id begins with a letter is named by its id. The names of
// "values" follow, in their order. An answer that is not there is unknown; nothing is imputed but by the score's own formula,
// and never where more answers are missing than its rule allows.
//
// Blank: an item marked "blank" (RMDQ: 0) takes that number where it is not answered. An item marked "optional" was not asked
// where it is absent; given as null it was asked and not answered, and is missing.
#ifndef UNKNOT_CLINIC_INSTRUMENT_H
#define UNKNOT_CLINIC_INSTRUMENT_H

#include "base/formula.h"
#include "base/json.h"
#include "clinic/measures/measure.h"

enum { INSTRUMENT_ITEMS = 80, INSTRUMENT_NAMES = 240, INSTRUMENT_SCORES = 16, INSTRUMENT_ALERTS = 8, INSTRUMENT_SERIES = 8, INSTRUMENT_BYTES = 1 << 20 };

enum instrument_ship {
    SHIP_OWN,           // our own wording
    SHIP_TEXT,          // the instrument's own words, from a source that was opened, under a licence that allows it
    SHIP_GATE,          // scorer only: no words of the instrument, until a practice that holds a licence loads them
    SHIP_LICENSED       // words that a practice uses under a licence that it holds: never shipped, never shown to others
};
const char *instrument_ship_name(enum instrument_ship s); // "own", "text", "gate", "licensed"

enum answer_kind {
    ANSWER_CODES,       // one of the list
    ANSWER_NUMBER,      // from..to, with at most `decimals` places
    ANSWER_CLOCK        // "23:15", a number to formulas: minutes since midnight, 0..1439
};

struct answer_code {
    str code;           // as answered and stored: "2", or a word where `kind` is FV_TEXT
    enum fv_kind kind;  // FV_NUMBER or FV_TEXT
    double number;
    str words;          // empty behind the gate
    str loinc;          // the LOINC answer code ("LA6570-1"); taken as an answer too, for this item's list only
};

struct answer_set {
    str id;
    enum answer_kind kind;
    const struct answer_code *codes;
    size_t n_codes;
    uint8_t by_char[128];   // of a code that is one character: 1 + its index
    double lo, hi;      // of a number
    int decimals;       // ANSWER_NUMBER
    str unit;
    str lo_words, hi_words; // what the ends of a scale mean
};

struct instrument_item {
    str id;             // the official number
    str name;           // in formulas
    const struct answer_set *answers;
    str stem;           // the words before this and similar items, where they are not the file's; empty behind the gate
    str text;           // what is asked; empty behind the gate
    str loinc;
    bool optional;
    bool has_blank;     // an item that is not answered counts as `blank`, by the instrument's own rule
    double blank;
    bool highest;       // several answers may be marked, the highest counts, by the instrument's own rule
};

// One number from the literature, of one score.
struct instrument_fact {
    double value;
    double hi;          // the end where it is published as a span; else the value
    bool share;         // of the baseline (0.30), not points
    int level;          // of an MDC: its confidence, 90 or 95; 0 where its source does not say
    str population, source;
    bool verified;      // read in its source, not quoted from memory
};

struct instrument_band {
    double from;
    bool above;         // begins above `from`, not with it
    str words;          // a description, never a diagnosis
};

struct instrument_text { // where words were read, and of which bytes
    str address, sha256;
};

enum instrument_direction { HIGHER_IS_WORSE, HIGHER_IS_BETTER, HIGHER_IS_NEITHER };
const char *instrument_direction_name(enum instrument_direction d); // "higher-is-worse", "higher-is-better", "neither"

// What measure.h takes from a score that is followed over time, beside its MCID and MDC.
struct instrument_change {
    enum instrument_kind of;    // "means", "days", "latest"
    bool start_day_is_before, no_threshold;
    bool axis_of_data;          // drawn over what was measured, not over the whole range: degrees, centimetres
    bool same_rater;            // its error is that of one person who measures
    const char *source;         // where the instrument is described
    int week_least;             // answers without which no mean of a week is said
    int week_times;             // days above week_above in one week from which that is said
    double week_above;
    struct own_rule own;        // how a day is compared with the own days before it
    struct fact single_mdc, share_from, chronic_from, chronic_share, floor_below, baseline_days, sd, retest, mean;
};

struct instrument_score {
    str id, words;
    str loinc;
    const struct formula *formula;
    str formula_text;
    double lo, hi;      // proven: no answers give a score outside
    int decimals;       // the instrument's own rounding; -1: none
    enum instrument_direction direction;
    const uint16_t *items;  // that go into it, by index, directly or through values
    size_t n_items;
    size_t most_missing;    // items that may be unanswered; beyond, there is no score
    str missing_words;      // the rule, English
    str missing_source;
    bool missing_verified;
    str no_value;           // why there may be none though all is answered ("every day had the same load"); may be empty
    const struct instrument_band *bands;
    size_t n_bands;
    str bands_source;
    bool bands_verified;
    const struct instrument_fact *mcid, *mdc, *sem;
    size_t n_mcid, n_mdc, n_sem;
    const struct instrument_change *change; // NULL: not followed over time yet
};

struct instrument_value { // in between: "r4 = 4 - q4"
    str name, formula_text;
    const struct formula *formula;
};

struct instrument_alert {
    str id, item;       // the item that it is about
    str words;
    const struct formula *when;
    str when_text;
};

struct instrument_recall {
    str id, words;      // "average-7d": never mixed in one series
    int days;           // that an answer looks back; 0: now, or today
};

struct instrument_file {
    str id, version;    // version: its day and the first 12 digits of the file's SHA-256
    char sha256[65];    // of the file, so that a score can be said to be of exactly this
    str json;           // the file, byte for byte
    str title, about, language;
    const struct instrument_recall *recalls;
    size_t n_recalls;
    int interval_days;  // not sooner than this; 0: as often as wanted
    str interval_words;
    enum instrument_ship ship;
    str licence_words, licence_evidence, credit;
    bool licence_verified;
    const struct instrument_text *texts; // SHIP_TEXT
    size_t n_texts;
    str stem;           // the words before all items; may be empty
    str loinc;
    const uint16_t *series; // items by index whose answers make another series: joint, motion, side. Never mixed over time
    size_t n_series;
    const struct answer_set *answers;
    size_t n_answers;
    const struct instrument_item *items;
    size_t n_items;
    const struct instrument_value *values;
    size_t n_values;
    const struct instrument_score *scores;
    size_t n_scores;
    const struct instrument_alert *alerts;
    size_t n_alerts;
    const struct fname *names;  // of items, then of values
    size_t n_names;
    size_t n_golden;
    str notes;
    const struct instrument_file *translated;   // the same with its words in another language, each whole
    size_t n_translated;
};

struct instrument_error {
    str file, path, reason; // English: "my.json", "scores[0].formula", "…"
};

// NULL on error, the first thing that is wrong. Golden cases are run: one that fails refuses the file. The result points into `text`.
const struct instrument_file *instrument_load(arena *a, str file, str text, struct instrument_error *e);
void instrument_hash(str text, char out[65]);  // SHA-256, hex
// One that this program ships; NULL where there is none of that id. Asserts that it loads (a test holds it).
const struct instrument_file *instrument_shipped(arena *a, str id);
// The same, loaded at its first call and kept for good: from any thread.
const struct instrument_file *instrument_known(str id);
// The same with its words in `language` ("de", "pt-br"), its own included; NULL where it has none. Codes, scores, bands and version are the same.
const struct instrument_file *instrument_in(const struct instrument_file *in, str language);
// The ids shipped, ascending; empty behind the last.
str instrument_shipped_at(size_t i);

// --- over time

// What change of a score is judged by, made of its file: code, range, recall, thresholds. NULL where it is not followed: it has no
// "change". Of a file without any "change" the first score that has a better end is followed all the same: shown, never judged.
// Of an MDC published as a span the upper end counts, so that error is not read as change; of an MCID the lower, so that worsening is not missed.
const struct instrument *instrument_follow(arena *a, const struct instrument_file *in, size_t score, size_t recall);

// Whether a score of two versions of an instrument is one series: what is asked for it and how it is answered, what is computed, its range and
// direction, how far back it looks, and what makes another series. Words, translations, bands, thresholds, rounding and how many answers may be missing
// do not part them: what is used now reads all of it.
bool instrument_alike(const struct instrument_file *a, size_t score_a, const struct instrument_file *b, size_t score_b);

// --- answers and scores

struct instrument_answers {
    fvalue value[INSTRUMENT_NAMES]; // by name; unknown where there is no answer. Values in between are put in by instrument_score.
    bool asked[INSTRUMENT_ITEMS];   // given as null
};
void instrument_answers_none(const struct instrument_file *in, struct instrument_answers *x);
size_t instrument_item_of(const struct instrument_file *in, str id); // its index; SIZE_MAX where there is none
// One answer as written: "2", a LOINC answer code, a word of the list, "23:15". False, with *why, where it is none: never clamped.
bool instrument_answer(const struct instrument_item *item, str written, fvalue *out, const char **why);

// The same as it is written: "2", "2.5", "elbow", "23:15"; empty where it is unknown.
str instrument_answer_text(arena *a, const struct instrument_item *item, fvalue v);

// What makes these answers a series of their own: the codes, "neck/rotation/left//"; empty where the file names no such items. A part that was
// not answered is empty. `words`: as the file says them, "Neck, Rotation, Left".
str instrument_series_key(arena *a, const struct instrument_file *in, const struct instrument_answers *x);
str instrument_series_words(arena *a, const struct instrument_file *in, const struct instrument_answers *x);

struct instrument_result {
    double value;           // where it is computable
    double exact;           // before the instrument's own rounding
    bool computable;
    bool too_many_missing;
    const struct instrument_band *band; // NULL where it has none
    size_t n_missing;
    uint16_t missing[INSTRUMENT_ITEMS]; // items not answered, by index, ascending
};
// All scores, by their index; fills in the values in between. Never fails, never allocates.
void instrument_score(const struct instrument_file *in, struct instrument_answers *x, struct instrument_result *out);
// The range that a score lies in; NULL where it has none.
const struct instrument_band *instrument_band_of(const struct instrument_score *s, double value);
bool instrument_alerted(const struct instrument_file *in, const struct instrument_answers *x, size_t alert);
// Why there is no score; empty where there is one.
str instrument_reason(arena *a, const struct instrument_file *in, size_t score, const struct instrument_result *r);

struct instrument_bad {
    str item, reason;
};
// `answers`: {"1": 2, …}. What is wrong is in *bad, all of it (NULL: nothing is); *x holds the rest.
size_t instrument_answers_read(arena *a, const struct instrument_file *in, const struct json *answers, struct instrument_answers *x, struct instrument_bad **bad);

#endif
