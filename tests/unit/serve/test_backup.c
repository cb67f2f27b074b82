#include "serve/backup.h"

#include "serve/zones.h"
#include "unit.h"

static instant at(const char *text) {
    instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static void due_by_the_local_clock(void **state) {
    struct unit *u = *state;
    struct zones *z = zones_new(NULL);
    const struct zone *berlin = zones_get(z, S("Europe/Berlin"));
    instant now = at("2026-11-21T12:00:00Z");
    assert_str(instant_str(u->a, backup_due_after(berlin, now, 195)), "2026-11-22T02:15:00.000000Z");
    assert_str(instant_str(u->a, backup_due_before(berlin, now, 195)), "2026-11-21T02:15:00.000000Z");
    assert_str(instant_str(u->a, backup_due_before(berlin, at("2026-11-21T02:14:59Z"), 195)), "2026-11-20T02:15:00.000000Z");
    // 02:15 does not exist on 2026-03-29: taken as if the clock had not jumped
    assert_str(instant_str(u->a, backup_due_after(berlin, at("2026-03-28T12:00:00Z"), 135)), "2026-03-29T01:15:00.000000Z");
    zones_free(z);
}

static void the_newest_file_counts(void **state) {
    struct unit *u = *state;
    day d;
    assert_false(backup_newest(u->a, in_folder(u, "nowhere"), &d));
    put_file(in_folder(u, "unknot-2026-11-19.db"), "", 0600);
    put_file(in_folder(u, "unknot-2026-11-20.ndjson"), "", 0600);
    put_file(in_folder(u, "unknot-2026-11-21.db.part"), "", 0600);
    put_file(in_folder(u, "unknot-2026-13-21.db"), "", 0600);
    assert_true(backup_newest(u->a, str_of(u->folder), &d));
    assert_str(day_str(u->a, d), "2026-11-20");
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(due_by_the_local_clock), UNIT(the_newest_file_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
