// Between instrument_load.c and instrument_golden.c: a file while it is read.
#ifndef UNKNOT_CLINIC_INSTRUMENT_LOAD_H
#define UNKNOT_CLINIC_INSTRUMENT_LOAD_H

#include "clinic/instrument.h"

struct instrument_loader {
    arena *a;
    str file;
    struct instrument_error *e;
    struct instrument_file *in;
    struct fname *names;
    size_t n_names;
};

// Says what is wrong at `path`; always false.
bool instrument_wrong(struct instrument_loader *l, str path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

// --- one member of an object at `path`; false: said (instrument_take.c)
str take_under(struct instrument_loader *l, str path, const char *name);                 // "scores[0].range"
str take_place(struct instrument_loader *l, str path, const char *list, size_t i);       // "scores[0]"
bool take_members(struct instrument_loader *l, const struct json *o, str path, const char *allowed);  // no member but these words
bool take_text(struct instrument_loader *l, const struct json *o, str path, const char *name, bool wanted, str *out);
bool take_truth(struct instrument_loader *l, const struct json *o, str path, const char *name, bool wanted, bool *out);
bool take_number(struct instrument_loader *l, const struct json *o, str path, const char *name, bool wanted, double otherwise, double *out);
bool take_whole(struct instrument_loader *l, const struct json *o, str path, const char *name, int lo, int hi, int otherwise, int *out);
bool take_list(struct instrument_loader *l, const struct json *o, str path, const char *name, bool wanted, size_t most, const struct json **out);
bool take_word(struct instrument_loader *l, const struct json *o, str path, const char *name, const char *words, int *out); // its place in `words`
bool take_id(struct instrument_loader *l, const struct json *o, str path, str *out);
bool take_id_valid(str s);      // small letters and digits, with single hyphens inside
bool take_name_valid(str s);    // what a formula can name
bool take_digit(char c);

// "text_source" of an object: the file's, or a translation's.
bool instrument_texts_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *in);
// "translations": {"de": {"title", "about", "stem", "recall": {id: words}, "items": {id: text}, "stems": {id: text}, "answers": {list: {code: words}},
// "text_source"}}. Each says all that the file says, and nothing else (instrument_language.c).
bool instrument_languages_get(struct instrument_loader *l, const struct json *top);

// What change is judged by, of one score; *out NULL where the file says nothing (instrument_change.c).
bool instrument_change_get(struct instrument_loader *l, const struct json *score, str path, const struct instrument_change **out);

// Runs the file's golden cases over what was loaded: at least five; each alert, and each score with as many
// items missing as its rule allows, proven by one. False: said.
//   {"note": "why", "answers": {…}, "scores": {"total": 12, "other": null}, "bands": {"total": "words" | null},
//    "missing": {"total": ["3"]}, "alerts": ["id"]}
//   {"note": "why", "answers": {…}, "refused": ["3"]}: the items that are named
// "scores" names every score; a null is one that is not computable. "alerts" absent: none.
bool instrument_golden(struct instrument_loader *l, const struct json *top);

#endif
