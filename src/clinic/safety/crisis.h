// A crisis line as a practice wrote it, taken apart: "116 123 (Samaritans), NHS 111" are two contacts, each with the number to be dialled. Pure.
#ifndef UNKNOT_CLINIC_CRISIS_H
#define UNKNOT_CLINIC_CRISIS_H

#include "base/arena.h"
#include "base/str.h"

enum { CRISIS_CONTACTS = 6 };

struct crisis_contact {
    str words;      // as written, between two commas, semicolons or line ends that stand in no brackets
    str dial;       // the longest run in it that reads as a number, digits and + * # alone; empty: none of at least two digits
};

// At most CRISIS_CONTACTS, in order; what is left behind them stays in the words of the last. No number is made up: an unclear one is words.
size_t crisis_contacts(arena *a, str line, struct crisis_contact out[CRISIS_CONTACTS]);

#endif
