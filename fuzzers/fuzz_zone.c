// Any bytes as a TZif file, or as the rule in the footer of one: refused, or a zone in which every instant has a civil
// time that leads back to it.
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

// A file with no transitions, one type, and this footer.
static str with_footer(str rule) {
    static const char block[] = "TZif3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC";
    struct buf b = buf_new(a, 1 << 16);
    buf_put(&b, (str){block, sizeof block});
    buf_put(&b, (str){block, sizeof block});
    buf_putc(&b, '\n');
    buf_put(&b, rule);
    buf_putc(&b, '\n');
    return buf_str(&b);
}

static void there_and_back(const struct zone *z, int64_t seconds) {
    instant t = {seconds * SECOND_US}, back;
    int32_t offset = zone_offset(z, t);
    CHECK(offset > -26 * 3600 && offset < 27 * 3600);
    int minute = zone_minute(z, t);
    CHECK(minute >= 0 && minute < 1440);
    int64_t local = seconds + offset;
    enum zone_fit fit = zone_instant(z, zone_day(z, t), minute, &back);
    if (local % 60 != 0)
        return; // between two minutes
    CHECK(fit != ZONE_GAP && back.us <= t.us);
    CHECK(fit == ZONE_FOLD || back.us == t.us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 9 || n > 4096)
        return 0;
    if (!a)
        a = arena_new(32 << 20);
    uint32_t at = 0;
    memcpy(&at, data + 1, sizeof at);
    str text = {(const char *)data + 9, n - 9};
    const struct zone *z = zone_parse(a, S("x"), data[0] % 2 ? text : with_footer(text));
    if (z) {
        there_and_back(z, (int64_t)at * 60 - INT64_C(100000000000));
        there_and_back(z, (int64_t)(at % 100000000) * 60);
        for (int month = 0; month < 24; month++)
            there_and_back(z, 1767225600 + (int64_t)month * 2635200 + at % 3600);
    }
    arena_reset(a);
    return 0;
}
