// Which medicines does somebody take? Words as people type them are read by name, brand or class, with spelling forgiven; what a class
// means for massage is the rules' business (clinic/safety/screen.h). Data: content/safety/medicines.json. Pure.
//
// A word is another way to write a name where few letters differ: none of names under 6 letters, one of 6 to 8, two of 9 or more; names
// without a class are forgiven one letter, from 7 letters on. It is refused where a name of other classes is as near, or near enough to
// be meant itself: a slip of the pen never turns one class into another (a test tries all pairs). What is not read is to be asked.
#ifndef UNKNOT_CLINIC_MEDICINES_H
#define UNKNOT_CLINIC_MEDICINES_H

#include "base/arena.h"
#include "base/str.h"

enum { MEDICINE_CLASSES = 31, MEDICINE_WORDS = 200 };

struct medicine_class {
    str id, words, means;       // English: "thinner", "Blood thinner", what it means for massage
};
struct medicine {
    str name;                   // generic, English: "warfarin"; or a class in plain words: "blood thinner"
    const str *brands;          // and other names
    size_t n_brands;
    uint32_t classes;           // bit i: classes[i] of the list; 0: no rule needs it
};
struct medicine_name {
    str folded;                 // small letters and digits, no blanks
    str shown;                  // as in the list: "Coumadin"
    uint32_t letters;           // which letters are in it
    uint16_t of;                // index of its medicine
};
struct medicines {
    str version;                // day, "2026-11-22"
    str source;
    const struct medicine_class *classes;
    size_t n_classes;
    const struct medicine *v;   // in the order of the file
    size_t n;
    const struct medicine_name *names;  // by folded
    size_t n_names;
};

// NULL on error: *why has the place and the reason in English. A name stands once; no more than MEDICINE_CLASSES classes.
const struct medicines *medicines_load(arena *a, str json, str *why);
// The list that this program ships, loaded once per process into memory that stays; asserts that it loads (a test holds it).
const struct medicines *medicines_shipped(void);

struct medicine_said {
    str said;                   // folded, as it was read: "warfrin"
    const struct medicine *is;  // NULL: not known, near to two of other classes, or no name at all ("weekly injection")
    bool near;                  // not to the letter
};
struct medicines_said {
    const struct medicine_said *v;
    size_t n;
    uint32_t classes;           // of all that were read
    bool unread;                // something was not: to be asked
};
// Doses, times of day and words such as "tablets" are passed over beside a name; where there is none they are a medicine that was not read.
// "none" and the like are no medicine. More than MEDICINE_WORDS words, or text that is no UTF-8: unread.
struct medicines_said medicines_read(arena *a, const struct medicines *m, str text);

#endif
