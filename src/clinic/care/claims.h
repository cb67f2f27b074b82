// What may be said. A statement about one person's progress never says that treatment did it, and nobody is promised a cure.
#ifndef UNKNOT_CLINIC_CLAIMS_H
#define UNKNOT_CLINIC_CLAIMS_H

#include "base/str.h"

// The first word or phrase of `text` that must not stand in a statement ("proven", "cures", "because of treatment"), as in
// the table; empty where there is none. Whole words, ASCII case ignored. "cannot prove" and the like are for people to word otherwise.
str claims_refused(str text);
// The table, for tests and documentation.
str claims_word(size_t i);      // empty behind the last

#endif
