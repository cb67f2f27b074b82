// The inputs of conditions by classes: every value of a class is the same to the formulas, so that trying each class of each input tries
// everything that can be answered. A yes-no is unknown, no or yes; a text unknown, not asked or one of its words; a number is unknown, not
// asked, or stands for each number that it is compared with and each gap between two of them. Pure.
#ifndef UNKNOT_CLINIC_SCREEN_CLASSES_H
#define UNKNOT_CLINIC_SCREEN_CLASSES_H

#include "clinic/safety/screen.h"

enum { SCREEN_CLASSES = 200000 };   // combinations that are tried at most

struct screen_input {
    uint16_t name;              // index in screen_rules.names
    const fvalue *v;            // [0] is unknown, still to be asked; of a yes-no [1] no, [2] yes
    size_t n;
    size_t not_asked;           // which class "was not asked" is; 0 where it is the same as no
};

struct screen_inputs {
    const struct screen_input *v;
    size_t n;
    size_t total;               // combinations; 0 where they are more than SCREEN_CLASSES
    bool whole;                 // the classes are all there is: no number or text goes into anything but a comparison with a constant
};

// Of all that the formulas name; NULL among them names nothing.
struct screen_inputs screen_inputs(arena *a, const struct screen_rules *r, const struct formula *const *f, size_t n_f);
// The class of input i in combination `at` (0 .. total - 1).
size_t screen_class(const struct screen_inputs *in, size_t at, size_t i);
// Puts a combination into values by name (n_names of the rules).
void screen_class_set(const struct screen_inputs *in, size_t at, fvalue *values);

#endif
