// A double in decimal: the shortest digits that read back as the same double, free of any locale.
#ifndef UNKNOT_BASE_NUMBER_H
#define UNKNOT_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

// |v| = 0.d1d2d3… × 10^point. Zero has no digits.
struct shortest {
    char digit[17];
    int n, point;
    bool minus;
};
struct shortest number_shortest(double v); // CHECKs that v is finite

enum { NUMBER_TEXT = 32 };
// As JSON and JavaScript write it: "12", "0.5", "1e+21", "1.5e-7"; -0 is "0". Returns the length, no NUL.
size_t number_text(double v, char out[NUMBER_TEXT]);

// Rounded to that many decimal places (0..9), half away from zero, the half taken from the shortest digits: 2.675 at two
// places is 2.68, as people read it. Keeps order: x <= y gives round(x) <= round(y). Both CHECK that v is finite.
double number_round(double v, int places);
struct shortest number_rounded(double v, int places);

// |v| * 10^places as a whole number, rounded as number_rounded does; false where that would be 10^12 or more. A few instructions.
bool number_units(double v, int places, int64_t *out);

#endif
