// Any line as a day or a span of days: what is read lies in the calendar, and what is said of it inside the line.
#include "base/day_span.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str line = {(const char *)data, n};
    struct day_span x;
    if (n > 4096 || !day_span_parse(line, &x))
        return 0;
    struct civil from = day_civil(x.from), to = day_civil(x.to);
    CHECK(day_valid(from.year, from.month, from.day) && day_valid(to.year, to.month, to.day));
    CHECK(!x.note.n || (x.note.p >= line.p && x.note.p + x.note.n <= line.p + n));
    return 0;
}
