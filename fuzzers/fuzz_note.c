// The body of a note as the database may hold it: what is read is written the same way again, and limits are looked at without a slip.
#include <stdint.h>

#include "base/err.h"
#include "clinic/care/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena *a;
    struct note_body b, again;
    str why;
    if (!a) a = arena_new(64 << 20);
    if (note_body_parse(a, (str){(const char *)data, size}, &b, &why)) {
        str json = note_body_json(a, &b);
        CHECK(note_body_parse(a, json, &again, &why));
        CHECK(str_eq(json, note_body_json(a, &again)));
        struct screen_limits tight = {.pressure_max = 1, .minutes_max = 1, .no_position = true};
        const struct note_breach *v;
        size_t n = note_breaches(a, &b, &(struct note_limits){.limits = &tight}, &v);
        CHECK(!b.not_treated || n == 0);
        struct note_body next = note_carry(&b, (day){0});
        CHECK(!next.s.n && !next.o.n && !next.consent);
        note_confirm_changed(&next, &again);
        CHECK(!(again.unconfirmed & ~next.unconfirmed));
    } else {
        CHECK(why.n);
    }
    arena_reset(a);
    return 0;
}
