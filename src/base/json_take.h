// Reading a JSON file that people write: one member of an object at a time, the first thing wrong said with its place.
// All that return a bool: false where it is wrong, and that was said.
#ifndef UNKNOT_BASE_JSON_TAKE_H
#define UNKNOT_BASE_JSON_TAKE_H

#include "base/json.h"

struct json_take {
    arena *a;
    str path, reason;   // what is wrong, English: "scores[0].formula", "…"
};

bool take_wrong(struct json_take *t, str path, const char *fmt, ...) __attribute__((format(printf, 3, 4))); // always false
str take_under(struct json_take *t, str path, const char *name);                 // "scores[0].range"
str take_place(struct json_take *t, str path, const char *list, size_t i);       // "scores[0]"

// Each of the object at `path`; one that is absent and not `wanted` is empty, false, `otherwise`.
bool take_members(struct json_take *t, const struct json *o, str path, const char *allowed);  // no member but these words (blanks between)
bool take_text(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, str *out);
bool take_truth(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, bool *out);
bool take_number(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, double otherwise, double *out);
bool take_whole(struct json_take *t, const struct json *o, str path, const char *name, int lo, int hi, int otherwise, int *out);
bool take_list(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, size_t most, const struct json **out);
bool take_word(struct json_take *t, const struct json *o, str path, const char *name, const char *words, int *out); // its place in `words`
int take_word_of(str word, const char *words);  // the same of a text; -1 where it is none
bool take_id(struct json_take *t, const struct json *o, str path, str *out);
bool take_id_valid(str s);      // small letters and digits, with single hyphens inside
bool take_name_valid(str s);    // what a formula can name
bool take_digit(char c);

#endif
