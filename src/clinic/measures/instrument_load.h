// Between instrument_load.c and instrument_golden.c: a file while it is read.
#ifndef UNKNOT_CLINIC_INSTRUMENT_LOAD_H
#define UNKNOT_CLINIC_INSTRUMENT_LOAD_H

#include "base/json_take.h"
#include "clinic/measures/instrument.h"

struct instrument_loader {
    struct json_take take;
    arena *a;           // take's
    struct instrument_file *in;
    struct fname *names;
    size_t n_names;
};

// "text_source" of an object: the file's, or a translation's.
bool instrument_texts_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *in);
// "translations": {"de": {"title", "about", "stem", "recall": {id: words}, "items": {id: text}, "stems": {id: text}, "answers": {list: {code: words}},
// "text_source"}}. Each says all that the file says, and nothing else (instrument_language.c).
bool instrument_languages_get(struct instrument_loader *l, const struct json *top);

// What change is judged by, of one score; *out NULL where the file says nothing (instrument_change.c).
bool instrument_change_get(struct instrument_loader *l, const struct json *score, str path, const struct instrument_change **out);
// "series": ["joint", "motion"]: items with a list of answers, each once; after the items.
bool instrument_series_get(struct instrument_loader *l, const struct json *top);

// Runs the file's golden cases over what was loaded: at least five; each alert, and each score with as many
// items missing as its rule allows, proven by one. False: said.
//   {"note": "why", "answers": {…}, "scores": {"total": 12, "other": null}, "bands": {"total": "words" | null},
//    "missing": {"total": ["3"]}, "alerts": ["id"]}
//   {"note": "why", "answers": {…}, "refused": ["3"]}: the items that are named
// "scores" names every score; a null is one that is not computable. "alerts" absent: none.
bool instrument_golden(struct instrument_loader *l, const struct json *top);

#endif
