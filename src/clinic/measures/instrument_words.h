// Words for an instrument that ships without: what a practice that holds a licence loads. Only words are taken; items, codes, formulas, bands
// and golden cases stay those that ship. Pure. Two forms are read:
//
// our own, {"instrument": "odi", "language": "en", "title"?, "about"?, "recall"?: {id: words}, "credit"?, "stem"?,
//   "answers"?: {list: {code: words}}, for a scale {"from_words", "to_words"},
//   "items": {number: text, or {"text", "stem"?, "answers"?: {code: words}}}}: answers of an item go before those of its list; and
//
// a FHIR R4 Questionnaire (hl7.org/fhir/R4/questionnaire.html): groups, nested items, prefix; answers as answerOption or in a contained value
// set. Its values and formulas are never taken, but they must be those that we score with: what does not fit is refused. Questions are found by
// linkId, else prefix, else order. LOINC counts some answers of the PSS the other way round: that is found, said, and not turned twice.
#ifndef UNKNOT_CLINIC_INSTRUMENT_WORDS_H
#define UNKNOT_CLINIC_INSTRUMENT_WORDS_H

#include "clinic/measures/instrument.h"

struct words_item {
    str text;               // never empty
    str stem;               // may be empty
    const str *answers;     // a text for each code of its list, none empty; NULL of a number or a clock
    str lo, hi;             // what the ends of a scale mean; may be empty
    str from;               // linkId in the file; empty of our own form
    bool turned;            // the file counts its answers the other way round
};

enum words_by { WORDS_BY_NUMBER, WORDS_BY_LINK_ID, WORDS_BY_PREFIX, WORDS_BY_ORDER };

struct instrument_words {
    str language;           // BCP 47: "en", "pt-br"
    str title, about, credit, stem; // empty: as shipped
    const str *recalls;     // a text for each, or empty
    const struct words_item *items; // as many as the instrument has
    enum words_by by;       // how the questions were found
    bool by_order;          // answers without a value were taken in the order in which they stand
    const str *unused;      // questions of the file that belong to none of ours: "linkId: text"
    size_t n_unused;
};

enum { WORDS_BYTES = 1 << 20 };

// Either form, told apart by "resourceType". False, with the first thing that is wrong. Points into `text` and `a`.
bool instrument_words_read(arena *a, const struct instrument_file *in, str file, str text, struct instrument_words *out, struct instrument_error *e);
// Our own form, the same bytes for the same words: what is kept.
str instrument_words_json(arena *a, const struct instrument_file *in, const struct instrument_words *w);
// The instrument's file with these words ("ship": "licensed"): to be loaded with instrument_load. `in` is one that ships, in its own language.
str instrument_words_put(arena *a, const struct instrument_file *in, const struct instrument_words *w);
// Our own form with nothing in it yet, for whoever types the words in: each item and each answer.
str instrument_words_blank(arena *a, const struct instrument_file *in);

#endif
