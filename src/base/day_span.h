// A line of a list of days, as people paste it: one day or two, then what it is.
//
//   2026-12-25 Christmas · 25 Dec 2026: Christmas · Friday, 25 December 2026 · December 25, 2026 · 25.12.2026
//   2026-12-24 – 2026-12-31 between the years · 24 Dec 2026 to 31 Dec 2026
//
// Days with slashes are not taken: 4/12/2026 is another day in another country. Month names are English.
#ifndef UNKNOT_BASE_DAY_SPAN_H
#define UNKNOT_BASE_DAY_SPAN_H

#include "civil.h"

struct day_span {
    day from, to;           // as written: `to` may lie before `from`; one day is both
    str note;               // part of the line, trimmed
};
// False where the line does not begin with a day that there is.
bool day_span_parse(str line, struct day_span *out);

#endif
