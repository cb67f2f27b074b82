// clinic/safety/crisis.h: any line becomes contacts whose words stand in it, in order, and whose numbers are made of its digits alone.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clinic/safety/crisis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena *a = arena_new((size_t)4 << 20);
    str line = {(const char *)data, size < 4096 ? size : 4096};
    struct crisis_contact c[CRISIS_CONTACTS];
    size_t n = crisis_contacts(a, line, c);
    const char *at = line.p;
    if (n > CRISIS_CONTACTS) abort();
    for (size_t i = 0; i < n; i++) {
        size_t digits = 0;
        if (c[i].words.n == 0 || c[i].words.p < at || c[i].words.p + c[i].words.n > line.p + line.n) abort();
        at = c[i].words.p + c[i].words.n;
        for (size_t k = 0; k < c[i].dial.n; k++) {
            if (!memchr("0123456789+*#", c[i].dial.p[k], 13)) abort();
            digits += c[i].dial.p[k] >= '0' && c[i].dial.p[k] <= '9';
        }
        if (c[i].dial.n && digits < 2) abort();
    }
    arena_free(a);
    return 0;
}
