// Numbers of telephones.
#ifndef UNKNOT_BASE_PHONE_H
#define UNKNOT_BASE_PHONE_H

#include "arena.h"
#include "str.h"

// A number as somebody typed it, in E.164: '+' and 8 to 15 digits. With '+' or 00 it is taken as it is, a "(0)" left out. Without, it is one of
// the country whose calling code is `code` ("44"; '' none is known): the one 0 before it is left out, but in Italy, San Marino and the Vatican
// ("39", "378"); with code 1 it has ten digits, or eleven that begin with 1. False where it is none of these, or holds more than a number: an
// extension, a word.
bool phone_e164(arena *a, str typed, str code, str *out);
// Digits that do not begin with 0, at most three: what a country is called by (ITU-T E.164).
bool phone_code(str code);

#endif
