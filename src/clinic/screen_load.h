// Reading content/safety: everything is checked here, so that what is loaded can be trusted. The first thing wrong is said, with its place.
// screen_load.c reads both files, screen_load_questions.c and screen_load_rules.c one each, screen_load_members.c a member of an object.
#ifndef UNKNOT_CLINIC_SCREEN_LOAD_H
#define UNKNOT_CLINIC_SCREEN_LOAD_H

#include "clinic/screen_data.h"

struct load {
    arena *a;
    struct screen_error *e;
    str file;
    struct screen_rules *r;
    struct question *questions;
    struct fname *names;
    struct screen_name *name_is;
    size_t n_names;
    bool *used;             // by question: a rule needs it
};

// What is wrong at `path` of the file; always false.
bool load_wrong(struct load *l, str path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
str load_under(struct load *l, str path, const char *name);     // "rules[3].when"

// --- one member of an object: false, and said, where it is missing though `wanted`, or is none such
// Every member is one of `allowed` (words with blanks between).
bool load_members(struct load *l, const struct json *o, str path, const char *allowed);
bool load_text(struct load *l, const struct json *o, str path, const char *name, bool wanted, str *out);
bool load_truth(struct load *l, const struct json *o, str path, const char *name, bool wanted, bool *out);
bool load_whole(struct load *l, const struct json *o, str path, const char *name, int lo, int hi, int *out);
bool load_list(struct load *l, const struct json *o, str path, const char *name, bool wanted, const struct json **out);
bool load_day(struct load *l, const struct json *o, str path, const char *name, str *out);
bool load_id(struct load *l, const struct json *o, str path, const char *name, char joint, str *out);
bool load_id_valid(str s, char joint);                  // small letters, digits and joints inside
size_t load_word_of(str word, const char *words);       // which of the words (blanks between) this is; SIZE_MAX where none
// The same of a member's text.
bool load_word(struct load *l, const struct json *o, str path, const char *name, const char *words, size_t *out);

// --- names that formulas see
bool load_name(struct load *l, str path, str name, enum fv_kind kind, double lo, double hi, struct screen_name is);
const struct formula *load_formula(struct load *l, str path, str text, enum fv_kind kind);  // NULL where it is none of that kind
// The questions whose answers a formula sees are used; so are those that they follow on.
void load_used(struct load *l, const struct formula *f);

// --- a file
bool load_questions(struct load *l, const struct json *top, str *version);
bool load_rules(struct load *l, const struct json *top, str *version);

#endif
