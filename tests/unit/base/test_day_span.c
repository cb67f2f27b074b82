// base/day_span.h: days as people paste them.
#include "unit.h"

#include "base/day_span.h"

static void reads(const char *line, day from, day to, const char *note)
{
    struct day_span x;
    if (!day_span_parse(str_of(line), &x))
        fail_msg("not read: %s", line);
    if (x.from.d != from.d || x.to.d != to.d)
        fail_msg("%s: %d .. %d", line, x.from.d, x.to.d);
    assert_str(x.note, note);
}

static void every_way_of_writing(void **state)
{
    (void)state;
    day d = day_from(2026, 12, 25), e = day_from(2026, 12, 31), a = day_from(2027, 4, 5);
    reads("2026-12-25", d, d, "");
    reads("  2026-12-25\tChristmas Day ", d, d, "Christmas Day");
    reads("2026-12-25, Christmas", d, d, "Christmas");
    reads("2026-12-25 - Christmas", d, d, "Christmas");
    reads("2026-12-25 – Christmas", d, d, "Christmas");
    reads("25 Dec 2026: Christmas", d, d, "Christmas");
    reads("25 december 2026", d, d, "");
    reads("Fri 25 Dec 2026 Christmas", d, d, "Christmas");
    reads("Friday, 25 December 2026 Christmas", d, d, "Christmas");
    reads("December 25, 2026 Christmas", d, d, "Christmas");
    reads("25.12.2026 Weihnachten", d, d, "Weihnachten");
    reads("5. 4. 2027", a, a, "");
    reads("05.04.2027", a, a, "");
    reads("25 Dec. 2026", d, d, "");
    reads("2026-12-25 – 2026-12-31 between the years", d, e, "between the years");
    reads("2026-12-25 to 31 Dec 2026", d, e, "");
    reads("2026-12-25 - 2026-12-31", d, e, "");
    reads("2026-12-31 until 2026-12-25", e, d, "");
    reads("2026-12-25 to be decided", d, d, "to be decided");
}

static void what_is_no_day(void **state)
{
    (void)state;
    static const char *const lines[] = {"", "Christmas", "25/12/2026", "12/25/2026", "2026-02-30 x", "2026-12-2", "25 Dec", "25 De 2026", "Dec 2026", "25 Dec 26", "20261225",
        "2026-12-255", "32 Dec 2026", "25.13.2026", "25.12 2026.", "Sunday", "2026-12-25x", "00.00.0000", "-", "1", "Dec", "Mon 2"};
    struct day_span x;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (day_span_parse(str_of(lines[i]), &x))
            fail_msg("read: %s", lines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_way_of_writing), cmocka_unit_test(what_is_no_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
