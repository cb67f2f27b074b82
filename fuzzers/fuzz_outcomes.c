// Any bytes as people: refused with a place, or a report whose shares are shares, whose intervals hold what they are about, and which is the
// same bytes when the people come in another order.
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "clinic/stats/outcomes_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 1 || n > 1 << 14) return 0;
    if (!a) a = arena_new((size_t)256 << 20);
    str text = {(const char *)data + 1, n - 1}, json, why, again, line, rest;
    struct outcomes_ask ask = {.unit = S("u"), .baseline = S("b"), .after = S("a"), .high = data[0] & 1, .mcid_known = data[0] & 2, .mcid = 1, .mix = {S("m")}, .n_mix = data[0] & 4 ? 1 : 0};
    if (data[0] & 8) ask.responder = S("r");
    if (!outcomes_probe(a, text, &ask, &json, &why)) {
        CHECK(str_starts(why, S("line ")));
    } else {
        CHECK(str_starts(json, S("{\"n\":")) && str_ends(json, S("]}")));
        if (memchr(text.p, '"', text.n) == NULL && memchr(text.p, '\r', text.n) == NULL && str_cut(text, '\n', &line, &rest)) { // rows turned round
            struct buf b = buf_new(a, 1 << 16);
            str head = line, *row = ARENA_ARRAY(a, text.n + 1, str);
            size_t rows = 0;
            while (str_cut(rest, '\n', &line, &rest) || line.n) row[rows++] = line;
            for (buf_put(&b, head); rows > 0; rows--) buf_putf(&b, "\n%.*s", SP(row[rows - 1]));
            if (str_trim(head).n) CHECK(outcomes_probe(a, buf_str(&b), &ask, &again, &why) && str_eq(json, again));
        }
    }
    arena_reset(a);
    return 0;
}
